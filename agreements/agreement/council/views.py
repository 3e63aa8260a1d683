"""Pages of council’s resolutions: drafted, put before council, changed at the table, decided."""

import uuid
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.council import actions, amending, gate, reading
from agreements.agreement.council.access import administration, clerk, drafts, is_open, may_edit
from agreements.agreement.council.forms import (
    AgendaForm,
    AmendmentForm,
    ConditionFormSet,
    DraftForm,
    OpenSigningForm,
    SetAsideForm,
    VoteForm,
)
from agreements.agreement.council.models import Amendment, Obligation, Resolution
from agreements.agreement.council.papers import ask_for_resolution, count, facts, state_words
from agreements.agreement.council.sections import of_resolution
from proposals.access import may_read, on_proposal, on_the_move, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.editing import edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning import clock
from twinning.accounts.access import View, me
from twinning.accounts.models import User
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality


def with_resolution(view: View) -> View:
    """Hand the view the resolution of the file that the URL names; a step that is refused ends on its page."""

    @wraps(view)
    def found(request: HttpRequest, proposal: Proposal, resolution: int, **more: Any) -> HttpResponseBase:
        named = get_object_or_404(
            proposal.resolutions.select_related("meeting", "mover", "seconder"), pk=resolution
        )
        try:
            return view(request, named, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_url(named))

    return found


def _locked(user: User, resolution: Resolution) -> str:
    """Why a draft cannot be changed now, in words."""
    if reason := drafts(user, resolution.proposal) or is_open(user, resolution.proposal):
        return reason
    if not resolution.is_draft:
        return _("Only a draft can be changed. This resolution is: %(state)s.") % {
            "state": resolution.get_state_display()
        }
    if actions.decides_signing(resolution):
        return may_edit(user, resolution.proposal)
    return ""


@require_POST
@on_proposal(drafts, is_open)
def draft(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = DraftForm(request.POST, proposal=proposal)
    if not form.is_valid():
        raise MoveRefused(_("Choose what the resolution is to decide."))
    with sent_once(request) as first:
        if not first:
            return redirect("agreement:page", proposal.pk)
        resolution = actions.draft(proposal, form.cleaned_data["kind"], by=me(request))
    return redirect("agreement:edit_resolution", proposal.pk, resolution.pk)


@require_safe
@on_proposal(may_read)
@with_resolution
def resolution(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    return _show(request, resolution)


def _show(request: HttpRequest, resolution: Resolution, status: int = 200, **forms: Any) -> HttpResponse:
    """One resolution as it would print, with what the reader may do next."""
    user, proposal = me(request), resolution.proposal
    counted = count(resolution, Municipality.ours().rules) if resolution.is_decided else None
    handles = not clerk(user, proposal) and proposal.is_open and not proposal.held_since
    waits = gate.waits_for_languages(resolution)
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "resolution": resolution,
        "facts": facts(resolution, schedules=False),
        "result": state_words(resolution, counted),
        "missing": actions.lacks(resolution) if resolution.is_draft else [],
        "delegation": reading.delegation_to_add(resolution),
        "schedule": reading.schedule(resolution),
        "seen": reading.as_council_saw_it(resolution),
        "issue": reading.issue_of(resolution),
        "conditions": resolution.obligations.all() if resolution.is_decided else [],
        "waits": waits,
        "opening_lacks": actions.opening_lacks(resolution) if waits else [],
        "opening_form": OpenSigningForm(),
        "may_edit": not _locked(user, resolution),
        "clerk": handles,
        "sits_later": bool(resolution.meeting and resolution.meeting.held_on > clock.today()),
        "agenda_form": AgendaForm(),
        "set_aside_form": SetAsideForm(resolution=resolution),
        "may_print": not administration(user, proposal),
        **forms,
    }
    return render(request, "agreement/resolution.html", context, status=status)


@require_http_methods(["GET", "POST"])
@on_proposal(drafts, is_open)
@with_resolution
def edit_resolution(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    if reason := _locked(me(request), resolution):
        raise MoveRefused(reason)
    return edit_section(request, resolution, of_resolution(resolution), _url(resolution))


@require_POST
@on_proposal(clerk, is_open)
@with_resolution
def put_on_agenda(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    form = AgendaForm(request.POST)
    if not form.is_valid():
        return _show(request, resolution, status=422, agenda_form=form)
    actions.put_on_agenda(resolution, by=me(request), **form.cleaned_data)
    messages.success(request, _("The resolution is on the agenda."))
    return redirect(_url(resolution))


@require_POST
@on_proposal(clerk, is_open)
@with_resolution
def take_off_agenda(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    actions.take_off_agenda(resolution, by=me(request))
    return redirect(_url(resolution))


@require_http_methods(["GET", "POST"])
@on_proposal(clerk, on_the_move)
@with_resolution
def vote(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Record the vote by name, with the conditions that council attached."""
    actions.require_sitting(resolution)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = VoteForm(data, resolution=resolution)
    sent = data is not None and "conditions-TOTAL_FORMS" in data
    conditions = ConditionFormSet(data if sent else None, prefix="conditions")
    if request.method == "POST" and all([form.is_valid(), conditions.is_valid() or not sent]):
        try:
            return _record(request, resolution, form, _typed(conditions))
        except MoveRefused as refusal:
            for words in refusal.reasons:
                form.add_error(None, words)
    context = frame(resolution.proposal, me(request), Phase.AGREEMENT) | {
        "resolution": resolution,
        "form": form,
        "conditions": conditions,
        "amended": resolution.amended,
    }
    failed = request.method == "POST"
    return render(request, "agreement/vote.html", context, status=422 if failed else 200)


def _typed(conditions: Any) -> list[Obligation]:
    return [form.instance for form in conditions if form.is_bound and form.has_changed()]


def _record(
    request: HttpRequest, resolution: Resolution, form: VoteForm, conditions: list[Obligation]
) -> HttpResponse:
    data = form.cleaned_data
    actions.record_vote(
        resolution,
        form.cast,
        mover=data["mover"],
        seconder=data.get("seconder"),
        names_asked_for=data.get("names_asked_for", False),
        relief=form.by_order,
        conditions=conditions,
        by=me(request),
    )
    messages.success(request, _("The vote is recorded."))
    return redirect(_url(resolution))


# -- at the table -------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(clerk, on_the_move)
@with_resolution
def amend(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Record what was moved at the table before the vote: first what it changes, then the words and the votes."""
    actions.require_sitting(resolution)
    change = _chosen(request)
    context = frame(resolution.proposal, me(request), Phase.AGREEMENT) | {
        "resolution": resolution,
        "form": None,
    }
    if change is None:
        context |= {"choices": reading.what_can_be_changed(resolution)}
        return render(request, "agreement/amend.html", context)
    target = amending.target_of(resolution, change)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = AmendmentForm(
        data,
        change=change,
        target=target,
        others=reading.how_many(resolution, change.what),
        resolution=resolution,
    )
    if request.method == "POST" and form.is_valid():
        try:
            amendment = amending.amend(resolution, form.asked, form.movement, by=me(request))
        except MoveRefused as refusal:
            for words in refusal.reasons:
                form.add_error(None, words)
        else:
            messages.success(request, reading.amended_in_words(amendment))
            return redirect(_url(resolution))
    context |= {"form": form, "target": target, "change": change}
    failed = request.method == "POST"
    return render(request, "agreement/amend.html", context, status=422 if failed else 200)


def _chosen(request: HttpRequest) -> amending.Change | None:
    """What the address names; nothing while it is still to be chosen. Raises ``Http404`` for what cannot be meant."""
    what = request.GET.get("what", "")
    if not what:
        return None
    if what not in Amendment.What.values:
        raise Http404(_("There is nothing of this kind in a resolution."))
    change = amending.Change(what=what, language=request.GET.get("language", ""))
    key = request.GET.get("row", "")
    if not key:
        return change
    try:
        return replace(change, row=uuid.UUID(key))
    except ValueError as error:
        raise Http404(_("There is no such clause.")) from error


@require_POST
@on_proposal(clerk, on_the_move)
@with_resolution
def open_signing(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """The languages that had to follow council’s change say the same: open the signing."""
    form = OpenSigningForm(request.POST)
    if not form.is_valid():
        return _show(request, resolution, status=422, opening_form=form)
    actions.open_signing(resolution, by=me(request), why=form.cleaned_data["why"])
    messages.success(request, _("The signing is open."))
    return redirect(_url(resolution))


@require_POST
@on_proposal(clerk, is_open)
@with_resolution
def set_aside(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    form = SetAsideForm(request.POST, resolution=resolution)
    if not form.is_valid():
        return _show(request, resolution, status=422, set_aside_form=form)
    data = form.cleaned_data
    actions.set_aside(resolution, data["state"], by=me(request), why=data["why"], to=data.get("to", ""))
    return redirect(_url(resolution))


@require_POST
@on_proposal(drafts, is_open)
@with_resolution
def take_up(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    actions.take_up(resolution, by=me(request))
    return redirect(_url(resolution))


@require_POST
@on_proposal(administration)
@with_resolution
def make_paper(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Have the PDF made; a second press gets the same paper."""
    paper = ask_for_resolution(resolution, by=me(request))
    return redirect("proposal:paper", resolution.proposal_id, paper.pk)


def _url(resolution: Resolution) -> str:
    return reverse("agreement:resolution", args=[resolution.proposal_id, resolution.pk])
