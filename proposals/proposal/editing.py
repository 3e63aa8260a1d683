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
from proposals.proposal.forms import WaiverForm
from proposals.proposal.models import PhaseRecord, Proposal, SectionState
from proposals.proposal.pages import frame
from proposals.proposal.sections import Filled, Outcome, Section, Sheet
from twinning.accounts.access import me
from twinning.accounts.typed import take_kept


def edit(
    request: HttpRequest,
    proposal: Proposal,
    record_class: type[PhaseRecord],
    all_sections: Sequence[Section],
    name: str,
) -> HttpResponse:
    """One section of a phase's form."""
    section = sections.find(all_sections, name)
    if section.page and "waiver" not in request.POST:
        return redirect(section.page, proposal.pk)
    return edit_section(
        request, record_class.of(proposal), section, reverse(f"{record_class.phase}:page", args=[proposal.pk])
    )


def edit_section(request: HttpRequest, record: Filled, section: Section, back: str) -> HttpResponse:
    """Show a section, or save what was sent: by the button, while typing, or with one line more."""
    if request.method != "POST":
        return _show(request, record, section, back)
    if "waiver" in request.POST:
        return _waive(request, record, section, back)
    quietly = bool(request.headers.get("X-Autosave"))
    outcome = sections.save(record, section, request.POST, by=me(request), quietly=quietly)
    if quietly:
        return _answer(outcome, request.path)
    if outcome.word == "conflict":
        return _compare(request, section, outcome, back)
    if add := request.POST.get("add_row"):
        return redirect(f"{request.path}?add={add}#{add}")
    if outcome.word == "kept":
        return _page(request, section, outcome, back, status=422)
    messages.success(request, _("“%(section)s” is saved.") % {"section": section.title})
    return redirect(back)


def closed(request: HttpRequest, record: Filled, section: Section, back: str, words: str) -> HttpResponse:
    """The answer to what was sent while a section is closed: the reason, and the form with what was typed."""
    if request.headers.get("X-Autosave"):
        return JsonResponse({"words": words, "url": request.path}, status=409)
    outcome = Outcome("closed", _state(record, section), Sheet(section, record, request.POST))
    return _page(request, section, outcome, back, status=422, closed=words)


def _show(request: HttpRequest, record: Filled, section: Section, back: str) -> HttpResponse:
    """What was kept when a session ended comes first, then what could not be read, then what is stored."""
    state = _state(record, section)
    data: QueryDict | None = take_kept(request)
    if data is not None and str(state.version) != data.get("version"):
        return _compare(request, section, Outcome("conflict", state, Sheet(section, record, data)), back)
    if data is None:
        data = sections.retyped(state.typed)
    sheet = Sheet(section, record, data, add_to=request.GET.get("add", ""))
    return _page(request, section, Outcome("shown", state, sheet), back)


def _state(record: Filled, section: Section) -> SectionState:
    proposal = record.proposal
    states = SectionState.objects.of(proposal, record.phase)
    return states.get(section.name) or SectionState(
        proposal=proposal, phase=record.phase, section=section.name
    )


def _page(
    request: HttpRequest, section: Section, outcome: Outcome, back: str, status: int = 200, **more: Any
) -> HttpResponse:
    record = outcome.sheet.record
    context = {
        **frame(record.proposal, me(request), record.phase),
        "section": section,
        "sheet": outcome.sheet,
        "state": outcome.state,
        "phase_label": record.phase.label,
        "back": back,
        "conflict": False,
        "differences": [],
        **more,
    }
    return render(request, section.template, context, status=status)


def _compare(request: HttpRequest, section: Section, outcome: Outcome, back: str) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form, and saving again is a decision."""
    theirs = Sheet(section, outcome.sheet.record)
    found = [
        {"question": label, "mine": mine, "theirs": other}
        for label, mine, other in sections.differences(outcome.sheet, theirs)
    ]
    return _page(request, section, outcome, back, status=409, differences=found, conflict=True)


def _answer(outcome: Outcome, url: str) -> JsonResponse:
    if outcome.word == "conflict":
        return JsonResponse({"words": outcome.words, "url": url}, status=409)
    assert outcome.state.saved_at is not None
    saved = date_format(timezone.localtime(outcome.state.saved_at), "H:i")
    errors = outcome.sheet.errors if outcome.word == "kept" else 0
    return JsonResponse(
        {"saved": saved, "version": outcome.state.version, "errors": errors, "words": outcome.words}
    )


def _waive(request: HttpRequest, record: Filled, section: Section, back: str) -> HttpResponse:
    form = WaiverForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["waiver"]))
        return redirect(request.path)
    why = form.cleaned_data["waiver"]
    try:
        sections.waive(record, section, by=me(request), why=why)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(request.path)
    messages.success(
        request, _("Your reason is on record.") if why.strip() else _("The section is needed again.")
    )
    return redirect(back)
