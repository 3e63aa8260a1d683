"""Pages of the five measures: the overview, the assessment as it is written, and its steps."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import holds, in_phase, may_read, may_write, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.editing import edit_section
from proposals.proposal.models import Candidate, Proposal
from proposals.proposal.pages import frame, note
from proposals.research.access import View, with_candidate
from proposals.research.measures import actions, overview
from proposals.research.measures.forms import scale_in_words, section_of
from proposals.research.measures.models import CLOSED, Assessment
from proposals.research.models import Research
from twinning.accounts.access import me
from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy

may_settle = may_write(Phase.RESEARCH)
ASSESSORS = (Role.STAFF, Role.CAO, Role.COMMITTEE)
"""Who may score for themselves, if they may see the file."""


def may_assess(user: User, proposal: Proposal) -> str:
    """Staff, the CAO and the committee, while the file is in research, whoever has the ball."""
    return holds(*ASSESSORS)(user, proposal) or in_phase(Phase.RESEARCH)(user, proposal)


may_assess.who_may = "staff, CAO and committee for themselves while in research; staff what is agreed"  # type: ignore[attr-defined]


@require_safe
@on_proposal(may_read)
def measures(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """How one candidate was scored: the agreed assessment, the assessors side by side, the costs beside it."""
    return render(request, "research/measures.html", _context(request, proposal))


def _context(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    record, user = Research.of(proposal), me(request)
    candidate = _asked_for(request, record)
    ours = Municipality.ours()
    context = frame(proposal, user, Phase.RESEARCH) | {
        "candidate": candidate,
        "candidates": record.candidates,
        "may_settle": not may_settle(user, proposal),
        "may_assess": not may_assess(user, proposal),
        "costs": overview.costs(proposal, ours),
        "ours": ours,
    }
    if candidate is None:
        return context
    candidate.proposal = proposal
    reading = overview.Reading.of(candidate, user, writes_agreed=context["may_settle"])
    in_force = Policy.in_force()
    policy = reading.agreed.policy if reading.agreed else in_force
    return context | {
        "reading": reading,
        "policy": policy,
        "scale": scale_in_words(policy),
        "agreed": _shown(reading.agreed),
        "own": reading.own,
        "compared": overview.side_by_side(reading.shown),
        "newer": in_force if _is_older(reading.agreed, in_force) else None,
        "own_is_older": _is_older(reading.own, in_force),
        "asked": _asked(policy),
    }


def _asked(policy: Policy) -> list[dict[str, Any]]:
    """The measures of a policy, each with its share of the mean."""
    shares = policy.shares()
    return [
        {"measure": measure, "share": overview.percent(shares[measure.code])}
        for measure in policy.measures.all()
        if measure.code in shares
    ]


def _asked_for(request: HttpRequest, record: Research) -> Candidate | None:
    """The candidate named in the address, else the leading one."""
    name = request.GET.get("candidate", "")
    if not name:
        return record.leading
    for candidate in record.candidates:
        if str(candidate.pk) == name:
            return candidate
    raise Http404(_("There is no such candidate in this file."))


def _is_older(assessment: Assessment | None, in_force: Policy) -> bool:
    """Whether an assessment that is not closed was begun under an earlier version of the policy."""
    return (
        assessment is not None
        and assessment.finished_at is None
        and assessment.policy.number < in_force.number
    )


def _shown(agreed: Assessment | None) -> dict[str, Any] | None:
    if agreed is None:
        return None
    return {
        "assessment": agreed,
        "lines": overview.lines(agreed),
        "chart": overview.chart(agreed, overview.PAGE),
        "mean": overview.mean_in_words(agreed),
        "lacks": agreed.lacks(),
    }


# -- steps ---------------------------------------------------------------------------------


def _mine(request: HttpRequest, proposal: Proposal, pk: int) -> Assessment:
    """An assessment that the person may write: their own, or as staff the agreed one. Raises 404 and 403."""
    found = get_object_or_404(Assessment.objects.for_reading().filter(candidate__proposal=proposal), pk=pk)
    found.candidate.proposal = proposal
    if found.settled:
        _refuse(request, may_settle(me(request), proposal))
    elif found.by_id != me(request).pk:
        _refuse(request, _("This assessment is somebody else’s. Each writes their own."))
    return found


def _refuse(request: HttpRequest, reason: str) -> None:
    """Refuse with a page; with words alone where a script saves in the background."""
    if not reason:
        return
    if request.headers.get("X-Autosave"):
        raise MoveRefused(reason)
    raise PermissionDenied(reason)


def _page(candidate: Candidate) -> str:
    """The overview of one candidate."""
    return f"{reverse('research:measures', args=[candidate.proposal_id])}?candidate={candidate.pk}"


def with_assessment(view: View) -> View:
    """Hand the view an assessment that the person may write; a step that is refused ends on its candidate's page."""

    @wraps(view)
    def handed(request: HttpRequest, proposal: Proposal, assessment: int) -> HttpResponseBase:
        found = _mine(request, proposal, assessment)
        try:
            return view(request, found)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_page(found.candidate))

    return handed


@require_POST
@on_proposal(may_assess)
@with_candidate(_page)
def begin(request: HttpRequest, candidate: Candidate) -> HttpResponseBase:
    """Begin one's own assessment, or with ``agreed`` the one that counts."""
    proposal, by = candidate.proposal, me(request)
    agreed = bool(request.POST.get("agreed"))
    if agreed:
        _refuse(request, may_settle(by, proposal))
    begun = (actions.begin_agreed if agreed else actions.begin)(candidate, by=by)
    return redirect("research:assess", proposal.pk, begun.pk)


@require_POST
@on_proposal(may_settle)
@with_candidate(_page)
def settle(request: HttpRequest, candidate: Candidate) -> HttpResponseBase:
    """Bring the closed assessments together in the agreed one."""
    agreed = actions.settle(candidate, by=me(request))
    messages.success(
        request,
        _(
            "The assessments are brought together. Where the scores differ, none is entered: settle them here."
        ),
    )
    return redirect("research:assess", candidate.proposal.pk, agreed.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_assess)
@with_assessment
def assess(request: HttpRequest, found: Assessment) -> HttpResponseBase:
    """The assessment as it is written; it saves itself."""
    if found.finished_at:
        raise MoveRefused(str(CLOSED))
    return edit_section(request, found, section_of(found), _page(found.candidate))


@require_POST
@on_proposal(may_assess)
@with_assessment
def finish(request: HttpRequest, found: Assessment) -> HttpResponseBase:
    actions.finish(found, by=me(request))
    messages.success(request, _("The assessment is closed."))
    return redirect(_page(found.candidate))


@require_POST
@on_proposal(may_assess)
@with_assessment
def reopen(request: HttpRequest, found: Assessment) -> HttpResponseBase:
    actions.reopen(found, by=me(request), why=note(request))
    messages.success(request, _("The assessment is open again, with your reason."))
    return redirect("research:assess", found.proposal.pk, found.pk)


@require_POST
@on_proposal(may_assess)
@with_assessment
def renew(request: HttpRequest, found: Assessment) -> HttpResponseBase:
    """Go over to the policy in force with an assessment that is not closed."""
    actions.renew(found, by=me(request))
    messages.success(
        request, _("The assessment is now made with the policy in force. Look through every measure.")
    )
    return redirect(_page(found.candidate))
