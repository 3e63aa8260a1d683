"""Pages of proclamations."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.proclamations import actions
from agreements.agreement.proclamations.forms import AgainForm, BeginForm, WithdrawForm
from agreements.agreement.proclamations.formulae import unchecked
from agreements.agreement.proclamations.models import DEALT_WITH_MEANWHILE, Proclamation
from agreements.agreement.proclamations.papers import ask_for_draft, facts
from agreements.agreement.proclamations.sections import of_proclamation
from agreements.agreement.text.models import LANGUAGES
from proposals.access import ADMINISTRATION, holds, in_phase, may_read, may_write, on_proposal, refused
from proposals.lifecycle import WALK, MoveRefused, Phase
from proposals.proposal.editing import edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning.accounts.access import View, me
from twinning.accounts.models import Role, User
from twinning.accounts.twice import sent_once

drafts = holds(Role.STAFF, Role.CLERK)
is_open = in_phase(*WALK)
issues = holds(Role.CLERK)
may_edit_phase = may_write(Phase.AGREEMENT)


def with_proclamation(view: View) -> View:
    """Hand the view the proclamation of the file that the URL names; a step that is refused ends on its page."""

    @wraps(view)
    def found(request: HttpRequest, proposal: Proposal, proclamation: int, **more: Any) -> HttpResponseBase:
        rows = Proclamation.objects.for_list().select_related("officer", "resolution__meeting")
        named = get_object_or_404(rows, proposal=proposal, pk=proclamation)
        named.proposal = proposal
        try:
            return view(request, named, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=url_of(named))

    return found


def url_of(proclamation: Proclamation) -> str:
    return reverse("agreement:proclamation", args=[proclamation.proposal_id, proclamation.pk])  # type: ignore[attr-defined]


def _locked(user: User, proclamation: Proclamation) -> str:
    """Why a draft cannot be changed now, in words; one of the relationship rests while the CAO or council reads it."""
    if not proclamation.is_draft:
        return str(DEALT_WITH_MEANWHILE)
    if reason := drafts(user, proclamation.proposal) or is_open(user, proclamation.proposal):
        return reason
    if proclamation.of_relationship and proclamation.proposal.phase == Phase.AGREEMENT:
        return may_edit_phase(user, proclamation.proposal)
    return ""


@require_http_methods(["GET", "POST"])
@on_proposal(may_read)
def proclamations(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All of a file, and the beginning of another one."""
    if request.method == "POST":
        return _begin(request, proposal)
    return _show_all(request, proposal, BeginForm())


def _begin(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    if reason := drafts(me(request), proposal) or is_open(me(request), proposal):
        raise MoveRefused(reason)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _show_all(request, proposal, form, status=422)
    with sent_once(request) as first:
        if not first:
            return redirect("agreement:proclamations", proposal.pk)
        made = actions.draft(proposal, **form.cleaned_data, by=me(request))
    return redirect("agreement:edit_proclamation", proposal.pk, made.pk)


def _show_all(request: HttpRequest, proposal: Proposal, form: BeginForm, status: int = 200) -> HttpResponse:
    user = me(request)
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "proclamations": proposal.proclamations.for_list(),  # type: ignore[attr-defined]
        "form": form,
        "may_draft": not (drafts(user, proposal) or is_open(user, proposal)),
    }
    return render(request, "agreement/proclamation_list.html", context, status=status)


@require_safe
@on_proposal(may_read)
@with_proclamation
def proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    return _show(request, proclamation)


def _show(request: HttpRequest, proclamation: Proclamation, status: int = 200, **forms: Any) -> HttpResponse:
    """One proclamation as it would print, with what the reader may do next."""
    user, proposal = me(request), proclamation.proposal
    state, state_words = proclamation.standing
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "proclamation": proclamation,
        "facts": facts(proclamation),
        "state": state,
        "state_words": state_words,
        "missing": actions.lacks(proclamation) if proclamation.is_draft else [],
        "unread": [str(dict(LANGUAGES)[code]) for code in unchecked(proclamation.languages)],
        "may_edit": not _locked(user, proclamation),
        "may_issue": not (issues(user, proposal) or is_open(user, proposal)),
        "may_draft": not (drafts(user, proposal) or is_open(user, proposal)),
        "may_print": user.has_role(*ADMINISTRATION),
        "again_form": AgainForm(initial=_a_year_on(proclamation)),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return render(request, "agreement/proclamation_page.html", context, status=status)


def _a_year_on(proclamation: Proclamation) -> dict[str, Any]:
    return {
        name: value.replace(year=value.year + 1, day=28 if (value.month, value.day) == (2, 29) else value.day)
        for name in ("starts", "ends")
        if (value := getattr(proclamation, name))
    }


@require_http_methods(["GET", "POST"])
@on_proposal(drafts, is_open)
@with_proclamation
def edit_proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    if reason := _locked(me(request), proclamation):
        raise MoveRefused(reason)
    return edit_section(request, proclamation, of_proclamation(proclamation), url_of(proclamation))


@require_POST
@on_proposal(holds(*ADMINISTRATION))
@with_proclamation
def preview_proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    """Have the draft made as a paper; a second press gets the same paper."""
    if not proclamation.is_draft:
        raise MoveRefused(str(DEALT_WITH_MEANWHILE))
    paper = ask_for_draft(proclamation, by=me(request))
    return redirect("proposal:paper", proclamation.proposal.pk, paper.pk)


@require_POST
@on_proposal(issues, is_open)
@with_proclamation
def issue_proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    """Number and seal it."""
    actions.issue(proclamation, by=me(request))
    messages.success(request, _("The proclamation is issued. Its paper is being made and sealed."))
    return redirect(url_of(proclamation))


@require_POST
@on_proposal(issues)
@with_proclamation
def withdraw_proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, proclamation, status=422, withdraw_form=form)
    actions.withdraw(proclamation, by=me(request), **form.cleaned_data)
    messages.success(request, _("The proclamation is withdrawn, and its public page says so."))
    return redirect(url_of(proclamation))


@require_POST
@on_proposal(drafts, is_open)
@with_proclamation
def proclaim_again(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    """Draft it anew, for other days."""
    days: dict[str, Any] = {}
    if not proclamation.of_relationship:
        form = AgainForm(request.POST)
        if not form.is_valid():
            return _show(request, proclamation, status=422, again_form=form)
        days = form.cleaned_data
    with sent_once(request) as first:
        if not first:
            return redirect("agreement:proclamations", proclamation.proposal.pk)
        made = actions.again(proclamation, **days, by=me(request))
    return redirect("agreement:edit_proclamation", made.proposal.pk, made.pk)


@require_POST
@on_proposal(drafts, is_open)
@with_proclamation
def drop_proclamation(request: HttpRequest, proclamation: Proclamation) -> HttpResponse:
    """Throw the draft away."""
    if reason := _locked(me(request), proclamation):
        raise MoveRefused(reason)
    actions.drop(proclamation, by=me(request))
    messages.success(request, _("The draft is thrown away."))
    return redirect("agreement:proclamations", proclamation.proposal.pk)
