"""Pages of who must approve over there: the path, what is customary in that country, and how far each step is."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from agreements.agreement.council import partner
from agreements.agreement.council.access import administration, follows_up, may_edit
from agreements.agreement.council.facts import in_words
from agreements.agreement.council.forms import PartnerStepForm
from agreements.agreement.council.models import PartnerStep
from agreements.agreement.models import Agreement
from proposals.access import may_read, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame, note
from twinning.accounts.access import View, me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.records.serve import send_upload


def with_step(view: View) -> View:
    """Hand the view the step that the URL names; what is refused ends on the path, with the words."""

    @wraps(view)
    def found(request: HttpRequest, proposal: Proposal, step: int, **more: Any) -> HttpResponseBase:
        named = get_object_or_404(
            PartnerStep.objects.select_related("record", "evidence"), record__proposal=proposal, pk=step
        )
        named.record.proposal = proposal
        try:
            return view(request, named, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_path(proposal))

    return found


def _path(proposal: Proposal) -> str:
    return reverse("agreement:partner", args=[proposal.pk])


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else take_kept(request)


@require_safe
@on_proposal(may_read)
def path(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Who approves over there, in which order, and whom we wait for."""
    user = me(request)
    steps = list(PartnerStep.objects.filter(record__proposal=proposal).select_related("evidence"))
    for step in steps:
        step.how = in_words(step)  # type: ignore[attr-defined]
    state = SectionState.objects.of(proposal, Phase.AGREEMENT).get("partner")  # type: ignore[attr-defined]
    keeps = not (administration(user, proposal) or follows_up(user, proposal))
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "partner_steps": steps,
        "waits_for": next((step for step in steps if not step.is_done and not step.comes_after), None),
        "suggestions": _suggested(proposal) if keeps else [],
        "may_keep": keeps,
        "may_waive": not may_edit(user, proposal),
        "waiver": state.waiver if state else "",
    }
    return render(request, "agreement/partner_path.html", context)


def _suggested(proposal: Proposal) -> list[dict[str, Any]]:
    place = str(proposal.community)
    return [
        {
            "key": one.key,
            "body": one.body_of(place),
            "what": one.what.label,
            "note": one.note,
            "required": one.required,
        }
        for one in partner.open_suggestions(proposal)
    ]


@require_http_methods(["GET", "POST"])
@on_proposal(administration, follows_up)
def new_step(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = PartnerStepForm(
        _typed(request), request.FILES or None, instance=PartnerStep(record=Agreement.of(proposal))
    )
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                partner.add(form.instance, by=me(request), evidence=form.cleaned_data["file"])
                messages.success(request, _("The step is written down."))
        return redirect(_path(proposal))
    return _form(request, proposal, form, heading=_("Who must approve over there"), button=_("Write it down"))


@require_http_methods(["GET", "POST"])
@on_proposal(administration, follows_up)
@with_step
def correct_step(request: HttpRequest, step: PartnerStep) -> HttpResponse:
    """Correct a step, or write down that it was done, with what shows it."""
    proposal = step.record.proposal
    form = PartnerStepForm(_typed(request), request.FILES or None, instance=step)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: partner.correct(
                step, seen=form.seen, fields=form.changed, evidence=form.cleaned_data["file"], by=me(request)
            )
        )
    ):
        messages.success(request, _("It is saved."))
        return redirect(_path(proposal))
    stored = PartnerStep.objects.get(pk=step.pk)  # the form has typed its own words into the other
    return _form(request, proposal, form, stored, heading=_("A step of their approval"), button=_("Save"))


@require_POST
@on_proposal(administration, follows_up)
def take_over(request: HttpRequest, proposal: Proposal) -> HttpResponseBase:
    """Make a step of what is customary in that country."""
    try:
        step = partner.take_over(proposal, request.POST.get("key", ""), by=me(request))
    except MoveRefused as refusal:
        return refused(request, refusal, back=_path(proposal))
    messages.success(request, _("Taken over: %(body)s. Check it with the partner.") % {"body": step.body})
    return redirect(_path(proposal))


@require_POST
@on_proposal(administration, follows_up)
@with_step
def move_step(request: HttpRequest, step: PartnerStep) -> HttpResponse:
    partner.move(step, up="up" in request.POST, by=me(request))
    return redirect(_path(step.record.proposal))


@require_POST
@on_proposal(administration, follows_up)
@with_step
def remove_step(request: HttpRequest, step: PartnerStep) -> HttpResponse:
    seen = number_named(request.POST.get("version", ""))
    partner.remove(step, seen=seen, by=me(request), why=note(request))
    messages.success(request, _("It is removed. Your reason is in the history."))
    return redirect(_path(step.record.proposal))


@require_GET
@on_proposal(may_read)
@with_step
def step_file(request: HttpRequest, step: PartnerStep) -> HttpResponseBase:
    if step.evidence is None:
        raise Http404(_("Nothing was added to this step."))
    return send_upload(request, step.evidence)


def _form(
    request: HttpRequest,
    proposal: Proposal,
    form: PartnerStepForm,
    step: PartnerStep | None = None,
    **words: str,
) -> HttpResponse:
    context = frame(proposal, me(request), Phase.AGREEMENT) | {
        "form": form,
        "lead": step.body if step else "",
        "back": _path(proposal),
        "back_words": _("Approval over there"),
        "removable": step if step and not step.is_done else None,
        **words,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "agreement/council_form.html", context, status=status)
