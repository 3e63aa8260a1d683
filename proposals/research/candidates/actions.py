"""Who is put on the list, and what becomes of them; each step with its reason and an event."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal import communities, portfolio
from proposals.proposal.communities import OUR_OWN, is_our_own
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.comparison.prefill import prefill
from twinning import clock
from twinning.accounts.models import User
from twinning.places.models import Place
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.models import Event

history.sentences(
    {
        "candidate.listed": gettext_lazy("Put %(name)s on the list of candidates"),
        "candidate.chosen": gettext_lazy("Chose %(name)s"),
        "candidate.long": gettext_lazy("Moved %(name)s to the long list"),
        "candidate.short": gettext_lazy("Moved %(name)s to the short list"),
        "candidate.not_chosen": gettext_lazy("Did not choose %(name)s"),
        "candidate.beyond": gettext_lazy("Went beyond a limit of the policy with %(name)s"),
    }
)
DECIDED = (Candidate.Standing.CHOSEN, Candidate.Standing.NOT_CHOSEN)
"""What has its reason; leaving it takes another one."""

BEYOND_MISSING = gettext_lazy("Say why the City goes beyond this limit, so that it can be read later.")
LISTED_ALREADY = gettext_lazy("%(name)s is on the list already. Choose another, or open it on the list.")


def is_listed(proposal: Proposal, community: Community) -> bool:
    listed = proposal.candidates.filter(community=community.pk)  # type: ignore[attr-defined]
    return community.pk is not None and listed.exists()


@transaction.atomic
def list_candidate(proposal: Proposal, community: Community, *, came_up: str, by: User) -> Candidate:
    """Put a community on the long list, with what data sets know of its place.

    Raises ``MoveRefused`` for our own city and for one that is listed already.
    """
    lock(proposal)
    if is_our_own(community):
        raise MoveRefused(str(OUR_OWN))
    if is_listed(proposal, community):
        raise MoveRefused(LISTED_ALREADY % {"name": community})
    if community.pk is None:
        community.save()
    candidate = Candidate.objects.create(
        proposal=proposal, community=community, came_up=came_up.strip(), added_by=by
    )
    history.record(proposal, "candidate.listed", by=by, candidate=candidate.pk, name=str(community))
    prefill(community, by=by, proposal=proposal)
    return candidate


@transaction.atomic
def list_places(
    proposal: Proposal, places: Iterable[Place], *, came_up: str, by: User
) -> tuple[list[Candidate], list[Place]]:
    """Put the communities of several places on the long list: those put there, and those left out because they
    are our own city or stand there already."""
    lock(proposal)
    added, left_out = [], []
    for place in places:
        community = communities.of_place(place)
        if is_our_own(community) or is_listed(proposal, community):
            left_out.append(place)
        else:
            added.append(list_candidate(proposal, community, came_up=came_up, by=by))
    return added, left_out


@transaction.atomic
def choose(candidate: Candidate, *, by: User, why: str, beyond: str = "") -> None:
    """Choose the candidate: from now on the file is about this community. Raises ``MoveRefused`` without a reason.

    A limit of the policy that is reached asks for the reason to go ``beyond`` it, and for nothing else (G1).
    """
    require_reason(why)
    proposal = candidate.proposal
    lock(proposal)
    chosen = proposal.candidates.chosen().exclude(pk=candidate.pk).first()  # type: ignore[attr-defined]
    if chosen is not None:
        raise MoveRefused(
            _("%(name)s is chosen. Say first why it is not, then choose another.") % {"name": chosen}
        )
    reached = portfolio.reached(proposal, candidate.community)
    if reached and not beyond.strip():
        raise MoveRefused([*reached, str(BEYOND_MISSING)])
    _decide(candidate, Candidate.Standing.CHOSEN, by=by, why=why, before=proposal.community_id)
    if reached:
        history.record(
            proposal, "candidate.beyond", by=by, remark=beyond.strip(), candidate=candidate.pk,
            name=str(candidate.community), limits=reached,
        )  # fmt: skip
    proposal.community = candidate.community
    proposal.save(update_fields=["community"])


@transaction.atomic
def decide(candidates: Iterable[Candidate], standing: str, *, by: User, why: str) -> None:
    """Move candidates to the long list, the short list or to those not chosen, all for one reason.

    Raises ``MoveRefused`` without a reason where one is not chosen, or no longer chosen or refused.
    """
    if standing == Candidate.Standing.CHOSEN:
        raise MoveRefused(_("One candidate is chosen at a time, on its own page."))
    candidates = list(candidates)
    if standing == Candidate.Standing.NOT_CHOSEN or any(one.standing in DECIDED for one in candidates):
        require_reason(why)
    if not candidates:
        raise MoveRefused(_("No candidate is ticked. Tick those that the decision is about."))
    lock(candidates[0].proposal)
    for candidate in candidates:
        was_chosen = candidate.standing == Candidate.Standing.CHOSEN
        _decide(candidate, Candidate.Standing(standing), by=by, why=why)
        if was_chosen:
            _go_back(candidate)


def _go_back(candidate: Candidate) -> None:
    """The file is again about whom, or what search, it was about before the choice that is taken back."""
    proposal = candidate.proposal
    choices = Event.objects.about(proposal).filter(verb="candidate.chosen", facts__candidate=candidate.pk)
    before = [event.facts.get("before") for event in choices.order_by("-seq")[:1]]
    for community in Community.objects.filter(pk__in=before):
        proposal.community = community
        proposal.save(update_fields=["community"])


def _decide(candidate: Candidate, standing: Candidate.Standing, *, by: User, why: str, **facts: int) -> None:
    seen = Candidate.objects.filter(pk=candidate.pk, standing=candidate.standing)
    # Without words the reason that was given before stays; all of them are told by the history.
    reason = why.strip() or candidate.reason
    changes = {"standing": standing, "reason": reason, "decided_by": by, "decided_at": clock.now()}
    if not claim(seen, **changes):
        raise MoveRefused(
            _("Somebody else has decided on %(name)s in the meantime. Look again.") % {"name": candidate}
        )
    for name, value in changes.items():
        setattr(candidate, name, value)
    history.record(
        candidate.proposal, f"candidate.{standing}", by=by, remark=why.strip(), candidate=candidate.pk,
        name=str(candidate.community), **facts,
    )  # fmt: skip
