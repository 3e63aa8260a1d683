"""Pages of the work plan: the plan as it is read, its versions, and that both sides agreed."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from proposals.access import may_read, may_write, on_proposal
from proposals.correspondence.models import Correspondence, PlanAgreement, PlanVersion
from proposals.correspondence.rooms import ends_on
from proposals.correspondence.workplan import actions
from proposals.correspondence.workplan.changes import changes
from proposals.correspondence.workplan.forms import AgreeForm
from proposals.correspondence.workplan.models import as_written_now, content
from proposals.correspondence.workplan.reading import in_words
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame, note
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality
from twinning.records.serve import send_upload

may_edit = may_write(Phase.CORRESPONDENCE)
ends_here = ends_on("correspondence:workplan")


def _plan(proposal: Proposal, number: int) -> PlanVersion:
    """A version of this file's plan; its record leads back to the file as the caller saw it."""
    record = Correspondence.of(proposal)
    if record.pk is None:
        raise Http404(_("There is no version of the work plan yet."))
    return get_object_or_404(record.plans.all(), number=number)


# -- reading -----------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def workplan(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The plan as it stands, how it differs from the newest version, and who agreed to which."""
    user, record = me(request), Correspondence.of(proposal)
    plans = _plans(record)
    newest = plans[0] if plans else None
    draft = content(record) if record.pk else None
    written = draft is not None and (bool(draft["goals"]) or draft["budget"]["budget"] is not None)
    differs = newest is not None and draft is not None and as_written_now(newest.content) != draft
    states = SectionState.objects.of(proposal, Phase.CORRESPONDENCE)  # type: ignore[attr-defined]
    may_write_now = not may_edit(user, proposal)
    facts = {
        "plan": in_words(draft) if draft is not None and written else None,
        "newest": newest,
        "earlier": plans[1:],
        "sides": _sides(newest, record) if newest else [],
        "paper": _paper(proposal, newest),
        "changes": changes(newest.content, draft) if newest and draft and differs else [],
        "differs": differs,
        "lacking": actions.lacks_for_a_version(record) if may_write_now and record.pk else [],
        "line": record.lacks_line() if newest and may_write_now else [],
        "may_edit": may_write_now,
        "waiver": states["agreed"].waiver if "agreed" in states else "",
        "next_number": newest.number + 1 if newest else 1,
    }
    return render(
        request, "correspondence/workplan.html", frame(proposal, user, Phase.CORRESPONDENCE) | facts
    )


def _plans(record: Correspondence) -> list[PlanVersion]:
    if record.pk is None:
        return []
    said = PlanAgreement.objects.select_related("by", "evidence")
    return list(record.plans.select_related("by", "document").prefetch_related(Prefetch("agreements", said)))


def _sides(plan: PlanVersion, record: Correspondence) -> list[dict[str, Any]]:
    """Both sides with what stands of each, and what was taken back."""
    names = {
        PlanAgreement.Side.HERE: _our_name(),
        PlanAgreement.Side.THERE: str(record.proposal.community),
    }
    said = list(plan.agreements.all())
    return [
        {
            "side": side.value,
            "name": name,
            "standing": next((one for one in said if one.side == side and one.withdrawn_at is None), None),
            "withdrawn": [one for one in said if one.side == side and one.withdrawn_at is not None],
        }
        for side, name in names.items()
    ]


def _our_name() -> str:
    return Municipality.ours().short_name


def _paper(proposal: Proposal, plan: PlanVersion | None) -> Any:
    if plan is None or plan.document_id is None:  # type: ignore[attr-defined]
        return None
    return proposal.papers.select_related("document").filter(document=plan.document_id).first()  # type: ignore[attr-defined]


@require_safe
@on_proposal(may_read)
def plan_paper(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """The paper of a version, on the page that shows how far it is."""
    paper = _paper(proposal, _plan(proposal, number))
    if paper is None:
        raise Http404(_("This version has no paper."))
    return redirect("proposal:paper", proposal.pk, paper.pk)


@require_GET
@on_proposal(may_read)
def plan_evidence(request: HttpRequest, proposal: Proposal, agreement: int) -> HttpResponseBase:
    """What shows that a side agreed."""
    found = get_object_or_404(
        PlanAgreement.objects.select_related("evidence"), plan__record__proposal=proposal, pk=agreement
    )
    if found.evidence is None:
        raise Http404(_("No file was kept with this."))
    return send_upload(request, found.evidence)


# -- writing -----------------------------------------------------------------------------------


@require_POST
@on_proposal(may_edit)
@ends_here
def make_version(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    with sent_once(request) as first:
        if first:
            plan = actions.make_version(proposal, by=me(request))
            messages.success(
                request,
                _("Version %(number)d is made. Now both sides agree to it.") % {"number": plan.number},
            )
    return redirect("correspondence:workplan", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_here
def agree(request: HttpRequest, proposal: Proposal, number: int, side: str) -> HttpResponse:
    """Record that one side agreed to the newest version."""
    if side not in PlanAgreement.Side.values:
        raise Http404(_("There is no such side."))
    plan = _plan(proposal, number)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = AgreeForm(data, request.FILES or None, plan=plan, side=side)
    if request.method != "POST":
        actions.refuse_unless_open(plan, side)
    elif form.is_valid() and _agree(request, plan, side, form):
        messages.success(request, _("It is on record."))
        return redirect("correspondence:workplan", proposal.pk)
    context = frame(proposal, me(request), Phase.CORRESPONDENCE) | {
        "form": form,
        "plan": plan,
        "name": _our_name() if side == PlanAgreement.Side.HERE else str(proposal.community),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "correspondence/agree.html", context, status=status)


def _agree(request: HttpRequest, plan: PlanVersion, side: str, form: AgreeForm) -> bool:
    """False: it was refused, and the form says why and keeps what was typed."""
    given = form.cleaned_data
    try:
        actions.agree(
            plan, side=side, on=given["on"], channel=given["channel"], words=given["words"],
            evidence=given["file"] or None, way=form.way, by=me(request),
        )  # fmt: skip
    except MoveRefused as refusal:
        form.add_error(None, refusal.reasons)
    return not form.errors


@require_POST
@on_proposal(may_edit)
@ends_here
def withdraw_agreement(request: HttpRequest, proposal: Proposal, agreement: int) -> HttpResponse:
    found = get_object_or_404(PlanAgreement, plan__record__proposal=proposal, pk=agreement)
    found.plan.record.proposal = proposal
    actions.withdraw(found, why=note(request), by=me(request))
    messages.success(request, _("It is taken back. Your reason is in the history."))
    return redirect("correspondence:workplan", proposal.pk)
