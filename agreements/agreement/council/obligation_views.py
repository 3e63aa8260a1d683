"""Pages of the conditions that council attached: which there are, how they stand, met or released."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from agreements.agreement.council import obligations
from agreements.agreement.council.access import administration, clerk, is_open
from agreements.agreement.council.forms import ConditionForm, CorrectConditionForm, MetForm, ReleaseForm
from agreements.agreement.council.models import Obligation, Resolution, ResolutionState
from proposals.access import may_read, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame, note
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.versions import VersionedForm
from twinning.records.serve import send_upload


def _named(proposal: Proposal, pk: int) -> Obligation:
    found = proposal.obligations.select_related("resolution", "released_by", "evidence", "by")
    obligation: Obligation = get_object_or_404(found, pk=pk)
    obligation.proposal = proposal
    return obligation


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else take_kept(request)


@require_safe
@on_proposal(may_read)
def obligations_page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Every condition of this file: the open ones by the day on which they are looked at, then the settled ones."""
    found = list(proposal.obligations.select_related("resolution", "released_by", "evidence", "by"))
    user = me(request)
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "standing": [one for one in found if one.is_open],
        "settled": [one for one in found if not one.is_open],
        "may_settle": not (administration(user, proposal) or is_open(user, proposal)),
        "may_release": not (clerk(user, proposal) or is_open(user, proposal)),
    }
    return render(request, "agreement/obligations.html", context)


@require_http_methods(["GET", "POST"])
@on_proposal(clerk, is_open)
def new_obligation(request: HttpRequest, proposal: Proposal, resolution: int) -> HttpResponseBase:
    """A condition of a resolution that council carried."""
    carried: Resolution = get_object_or_404(proposal.resolutions, pk=resolution)
    carried.proposal = proposal
    back = reverse("agreement:resolution", args=[proposal.pk, carried.pk])
    if carried.state != ResolutionState.CARRIED:
        words = _("Only what council carried has conditions. Record its decision first.")
        return refused(request, MoveRefused(words), back=back)
    form = ConditionForm(_typed(request), instance=Obligation())
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                obligations.attach(carried, form.instance, by=me(request))
                messages.success(request, _("The condition is on record."))
        return redirect(back)
    return _form(
        request, proposal, form, lead=str(carried), back=back,
        heading=_("A condition of council"), button=_("Record the condition"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@on_proposal(administration, is_open)
def correct_obligation(request: HttpRequest, proposal: Proposal, obligation: int) -> HttpResponseBase:
    """Correct a condition, or put off the next look at it with the reason."""
    one = _named(proposal, obligation)
    form = CorrectConditionForm(_typed(request), instance=one)

    def correct() -> None:
        why = form.cleaned_data["why"]
        obligations.correct(one, seen=form.seen, fields=form.changed, by=me(request), why=why)

    return _carry_out(
        request, proposal, one, form, correct, said=_("It is saved."),
        heading=_("Correct the condition"), button=_("Save the correction"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@on_proposal(administration, is_open)
def meet_obligation(request: HttpRequest, proposal: Proposal, obligation: int) -> HttpResponseBase:
    """Record that a condition is met: when, how, and what shows it."""
    one = _named(proposal, obligation)
    form = MetForm(_typed(request), request.FILES or None, instance=one)

    def meet() -> None:
        data = form.cleaned_data
        obligations.meet(
            one,
            seen=form.seen,
            on=data["settled_on"],
            words=data["settled_words"],
            evidence=data["file"],
            by=me(request),
        )

    return _carry_out(
        request, proposal, one, form, meet, said=_("The condition is met."),
        heading=_("The condition is met"), button=_("Record that it is met"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@on_proposal(clerk, is_open)
def release_obligation(request: HttpRequest, proposal: Proposal, obligation: int) -> HttpResponseBase:
    """Council let go of a condition, by another resolution."""
    one = _named(proposal, obligation)
    form = ReleaseForm(_typed(request), instance=one)

    def release() -> None:
        data = form.cleaned_data
        obligations.release(
            one, seen=form.seen, resolution=data["resolution"], words=data["settled_words"], by=me(request)
        )

    return _carry_out(
        request, proposal, one, form, release, said=_("The condition is released."),
        heading=_("Council released the condition"), button=_("Record the release"),
    )  # fmt: skip


@require_POST
@on_proposal(clerk, is_open)
def reopen_obligation(request: HttpRequest, proposal: Proposal, obligation: int) -> HttpResponseBase:
    one = _named(proposal, obligation)
    try:
        obligations.reopen(
            one, seen=number_named(request.POST.get("version", "")), by=me(request), why=note(request)
        )
    except MoveRefused as refusal:
        return refused(request, refusal, back=_list(proposal))
    messages.success(request, _("The condition is open again."))
    return redirect(_list(proposal))


@require_GET
@on_proposal(may_read)
def obligation_file(request: HttpRequest, proposal: Proposal, obligation: int) -> HttpResponseBase:
    one = _named(proposal, obligation)
    if one.evidence is None:
        raise Http404(_("Nothing was added to this condition."))
    return send_upload(request, one.evidence)


def _list(proposal: Proposal) -> str:
    return reverse("agreement:obligations", args=[proposal.pk])


def _carry_out(
    request: HttpRequest,
    proposal: Proposal,
    one: Obligation,
    form: VersionedForm,
    step: Callable[[], Any],
    *,
    said: str,
    **words: str,
) -> HttpResponseBase:
    """Do what the form asks for, or show it with what was typed. What is settled already ends on the list."""
    if not one.is_open:
        return refused(request, MoveRefused(str(obligations.SETTLED)), back=_list(proposal))
    try:
        if request.method == "POST" and form.is_valid() and form.carry_out(step):
            messages.success(request, said)
            return redirect(_list(proposal))
    except MoveRefused as refusal:
        return refused(request, refusal, back=_list(proposal))
    stored = Obligation.objects.get(pk=one.pk)  # the form has typed its own words into the other
    return _form(request, proposal, form, lead=stored.words, back=_list(proposal), **words)


def _form(
    request: HttpRequest, proposal: Proposal, form: VersionedForm, *, lead: str, back: str, **words: str
) -> HttpResponse:
    context = frame(proposal, me(request), Phase.AGREEMENT) | {
        "form": form,
        "lead": lead,
        "back": back,
        "removable": None,
        "back_words": _("Conditions of council") if back == _list(proposal) else lead,
        **words,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "agreement/council_form.html", context, status=status)
