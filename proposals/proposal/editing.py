"""The page on which one section is filled in; the same for every phase."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.proposal import sections
from proposals.proposal.models import PhaseRecord, Proposal, SectionState
from proposals.proposal.pages import frame
from proposals.proposal.sections import Outcome, Section, Sheet
from twinning.accounts.typed import take_kept


def edit(request: HttpRequest, proposal: Proposal, record_class: type[PhaseRecord], all_sections: Sequence[Section], name: str) -> HttpResponse:
    """Show a section, or save what was sent: by the button, while typing, or with one line more."""
    section = sections.find(all_sections, name)
    if request.method != "POST":
        return _show(request, proposal, record_class, section)
    if "waiver" in request.POST:
        return _waive(request, proposal, record_class, section)
    quietly = bool(request.headers.get("X-Autosave"))
    outcome = sections.save(record_class, proposal, section, request.POST, by=request.user, quietly=quietly)  # type: ignore[arg-type]
    if quietly:
        return _answer(outcome, request.path)
    if outcome.word == "conflict":
        return _compare(request, proposal, record_class, section, outcome)
    if add := request.POST.get("add_row"):
        return redirect(f"{request.path}?add={add}#{add}")
    if outcome.word == "kept":
        return _page(request, proposal, record_class, section, outcome.sheet, outcome.state, status=422)
    messages.success(request, _("“%(section)s” is saved.") % {"section": section.title})
    return redirect(f"{record_class.phase}:page", proposal.pk)


def _show(request: HttpRequest, proposal: Proposal, record_class: type[PhaseRecord], section: Section) -> HttpResponse:
    """What was kept when a session ended comes first, then what could not be read, then what is stored."""
    record, state = record_class.of(proposal), _state(proposal, record_class, section)
    data: QueryDict | None = take_kept(request)
    if data is not None and str(state.version) != data.get("version"):
        return _compare(request, proposal, record_class, section, Outcome("conflict", state, Sheet(section, record, data)))
    if data is None:
        data = sections.retyped(state.typed)
    return _page(request, proposal, record_class, section, Sheet(section, record, data, add_to=request.GET.get("add", "")), state)


def _state(proposal: Proposal, record_class: type[PhaseRecord], section: Section) -> SectionState:
    states = SectionState.objects.of(proposal, record_class.phase)
    return states.get(section.name) or SectionState(proposal=proposal, phase=record_class.phase, section=section.name)


def _page(request: HttpRequest, proposal: Proposal, record_class: type[PhaseRecord], section: Section, sheet: Sheet, state: SectionState, status: int = 200, **more: Any) -> HttpResponse:
    phase = record_class.phase
    context = {
        **frame(proposal, request.user, phase),  # type: ignore[arg-type]
        "section": section,
        "sheet": sheet,
        "state": state,
        "phase_label": phase.label,
        "back": reverse(f"{phase}:page", args=[proposal.pk]),
        "differences": [],
        **more,
    }
    return render(request, "proposal/section.html", context, status=status)


def _compare(request: HttpRequest, proposal: Proposal, record_class: type[PhaseRecord], section: Section, outcome: Outcome) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form, and saving again is a decision."""
    theirs = Sheet(section, record_class.of(proposal))
    found = [{"question": label, "mine": mine, "theirs": other} for label, mine, other in sections.differences(outcome.sheet, theirs)]
    return _page(request, proposal, record_class, section, outcome.sheet, outcome.state, status=409, differences=found, conflict=True)


def _answer(outcome: Outcome, url: str) -> JsonResponse:
    if outcome.word == "conflict":
        return JsonResponse({"words": outcome.words, "url": url}, status=409)
    assert outcome.state.saved_at is not None
    saved = date_format(timezone.localtime(outcome.state.saved_at), "H:i")
    errors = outcome.sheet.errors if outcome.word == "kept" else 0
    return JsonResponse({"saved": saved, "version": outcome.state.version, "errors": errors, "words": outcome.words})


def _waive(request: HttpRequest, proposal: Proposal, record_class: type[PhaseRecord], section: Section) -> HttpResponse:
    why = request.POST["waiver"]
    try:
        sections.waive(record_class, proposal, section, by=request.user, why=why)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(request.path)
    messages.success(request, _("Your reason is on record.") if why.strip() else _("The section is needed again."))
    return redirect(f"{record_class.phase}:page", proposal.pk)
