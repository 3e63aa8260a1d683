"""Pages of council’s resolutions."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.council import actions
from agreements.agreement.council.forms import AgendaForm, DraftForm, SetAsideForm, VoteForm
from agreements.agreement.council.models import Resolution, ResolutionState
from agreements.agreement.council.papers import ask_for_resolution, count, facts, state_words
from agreements.agreement.council.sections import of_resolution
from proposals.access import holds, in_phase, may_read, may_write, on_proposal, on_the_move, refused
from proposals.lifecycle import WALK, MoveRefused, Phase
from proposals.proposal.editing import edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning.accounts.access import View, me
from twinning.accounts.models import Role, User
from twinning.accounts.twice import sent_once
from twinning.municipality.models import Municipality

may_edit = may_write(Phase.AGREEMENT)
drafts = holds(Role.STAFF, Role.CLERK)
is_open = in_phase(*WALK)


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
    form = DraftForm(request.POST)
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
    clerk = not holds(Role.CLERK)(user, proposal) and proposal.is_open and not proposal.held_since
    counted = count(resolution, Municipality.ours().rules) if resolution.is_decided else None
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "resolution": resolution,
        "facts": facts(resolution),
        "result": state_words(resolution, counted),
        "missing": resolution.lacks(),
        "may_edit": not _locked(user, resolution),
        "clerk": clerk,
        "agenda_form": AgendaForm(),
        "set_aside_form": SetAsideForm(),
        "may_print": not holds(Role.STAFF, Role.CLERK, Role.CAO)(user, proposal),
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
@on_proposal(holds(Role.CLERK), is_open)
@with_resolution
def put_on_agenda(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    form = AgendaForm(request.POST)
    if not form.is_valid():
        return _show(request, resolution, status=422, agenda_form=form)
    actions.put_on_agenda(resolution, by=me(request), **form.cleaned_data)
    messages.success(request, _("The resolution is on the agenda."))
    return redirect(_url(resolution))


@require_POST
@on_proposal(holds(Role.CLERK), is_open)
@with_resolution
def take_off_agenda(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    actions.take_off_agenda(resolution, by=me(request))
    return redirect(_url(resolution))


@require_http_methods(["GET", "POST"])
@on_proposal(holds(Role.CLERK), on_the_move)
@with_resolution
def vote(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Record the vote by name."""
    if resolution.state != ResolutionState.AGENDA:
        raise MoveRefused(
            _("A vote is recorded for a resolution that is on the agenda. This one is: %(state)s.")
            % {"state": resolution.get_state_display()}
        )
    form = VoteForm(request.POST or None, resolution=resolution)
    if request.method == "POST" and form.is_valid():
        try:
            return _record(request, resolution, form)
        except MoveRefused as refusal:
            for words in refusal.reasons:
                form.add_error(None, words)
    context = frame(resolution.proposal, me(request), Phase.AGREEMENT) | {
        "resolution": resolution,
        "form": form,
    }
    return render(request, "agreement/vote.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, resolution: Resolution, form: VoteForm) -> HttpResponse:
    data = form.cleaned_data
    actions.record_vote(
        resolution,
        form.cast,
        mover=data["mover"],
        seconder=data.get("seconder"),
        names_asked_for=data.get("names_asked_for", False),
        by=me(request),
    )
    messages.success(request, _("The vote is recorded."))
    return redirect(_url(resolution))


@require_POST
@on_proposal(holds(Role.CLERK), is_open)
@with_resolution
def set_aside(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _show(request, resolution, status=422, set_aside_form=form)
    actions.set_aside(resolution, form.cleaned_data["state"], by=me(request), why=form.cleaned_data["why"])
    return redirect(_url(resolution))


@require_POST
@on_proposal(drafts, is_open)
@with_resolution
def take_up(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    actions.take_up(resolution, by=me(request))
    return redirect(_url(resolution))


@require_POST
@on_proposal(holds(Role.STAFF, Role.CLERK, Role.CAO))
@with_resolution
def make_paper(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Have the PDF made; a second press gets the same paper."""
    paper = ask_for_resolution(resolution, by=me(request))
    return redirect("proposal:paper", resolution.proposal_id, paper.pk)


def _url(resolution: Resolution) -> str:
    return reverse("agreement:resolution", args=[resolution.proposal_id, resolution.pk])


@require_safe
@on_proposal(may_read)
def partner(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect("agreement:page", proposal.pk)
