"""A recommendation as its pages tell it: the tiers as a ladder, each with what it decided."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from committees.recommendations import subjects
from committees.recommendations.actions import decides_itself, lies_with
from committees.recommendations.models import Recommendation, TierDecision, Verdict, council
from committees.recommendations.wording import Piece, difference
from committees.register.models import Committee

Decisions = list[TierDecision]


@dataclass(frozen=True)
class Rung:
    """One decision of a tier, and what it changed in the wording that came to it."""

    made: TierDecision
    changes: list[Piece]
    number: int
    to: str

    @property
    def first(self) -> bool:
        return self.number == 1

    @property
    def words(self) -> str:
        """What was decided, and where it went then."""
        if not self.to:
            return str(self.made.get_decision_display())
        if self.made.decision == Verdict.RETURNED:
            return _("Returned to %(tier)s") % {"tier": self.to}
        return _("Recommended to %(tier)s") % {"tier": self.to}

    @property
    def without_quorum(self) -> bool:
        """Whether too few were present at the meeting that decided."""
        meeting = self.made.meeting
        return meeting is not None and meeting.reaches_quorum is False


@dataclass
class Tier:
    """One tier of the ladder. ``committee`` is None for our council."""

    committee: Committee | None
    state: str = "ahead"
    url: str = ""
    rungs: list[Rung] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.committee.name if self.committee else council()

    @property
    def is_current(self) -> bool:
        return self.state == "current"


def ladder(recommendation: Recommendation, user: Any) -> list[Tier]:
    """Every tier it went through, lies at or has before it, the lowest first."""
    found_made = recommendation.decisions.select_related("committee", "meeting__committee", "by")
    made = list(found_made.prefetch_related("meeting__attendance"))
    tiers = {committee.pk if committee else None: Tier(committee) for committee in _way(recommendation, made)}
    before = ""
    for at, one in enumerate(made):
        changes = difference(before, one.wording) if at else []
        to = _went_to(recommendation, made, at)
        tiers[one.committee_id].rungs.append(Rung(one, changes, number=at + 1, to=to))
        before = one.wording
    found = list(tiers.values())
    _place(recommendation, found)
    seen = set(
        Committee.objects.visible_to(user)
        .filter(pk__in=[pk for pk in tiers if pk])
        .values_list("pk", flat=True)
    )
    for tier in found:
        if tier.committee and tier.committee.pk in seen:
            tier.url = tier.committee.get_absolute_url()
    return found


def _went_to(recommendation: Recommendation, made: Decisions, at: int) -> str:
    """Where a decision sent it, by name: to whoever decided next, else to where it lies. A withdrawal does not say."""
    if made[at].decision not in (Verdict.RECOMMENDED, Verdict.RETURNED):
        return ""
    if at + 1 == len(made):
        return recommendation.lies_at
    return "" if made[at + 1].decision == Verdict.WITHDRAWN else made[at + 1].tier


def _way(recommendation: Recommendation, made: Decisions) -> list[Committee | None]:
    """The tiers from where it began to the top, as it went; what lies ahead follows from who reports to whom today."""
    way: list[Committee | None] = [recommendation.origin, *(one.committee for one in made)]
    if recommendation.state == Recommendation.State.AT_COUNCIL:
        way.append(None)
    elif recommendation.state != Recommendation.State.ADOPTED:
        above = (recommendation.at or recommendation.origin).chain()
        way += above if decides_itself(above[-1]) else [*above, None]
    return list(dict.fromkeys(way))


def _place(recommendation: Recommendation, tiers: list[Tier]) -> None:
    """Done, current, ahead; of what is settled, the tiers it never came to."""
    if not recommendation.is_open:
        for tier in tiers:
            tier.state = "done" if tier.rungs else "closed"
        return
    here = next(place for place, tier in enumerate(tiers) if tier.committee == recommendation.at)
    for place, tier in enumerate(tiers):
        tier.state = "done" if place < here else "current" if place == here else "ahead"


def phasebar(recommendation: Recommendation, tiers: list[Tier]) -> list[dict[str, Any]]:
    """The tiers for ``partials/_phasebar.html``."""
    return [
        {
            "number": number,
            "label": tier.name,
            "state": tier.state,
            "date": recommendation.lies_since
            if tier.is_current
            else tier.rungs[-1].made.on
            if tier.state == "done" and tier.rungs
            else None,
            "url": f"#tier-{number}",
        }
        for number, tier in enumerate(tiers, start=1)
    ]


def of_committee(committee: Committee, user: Any) -> dict[str, Any]:
    """For ``committees/_recommendations.html``: what lies with a committee, and what else it had to do with."""
    found = Recommendation.objects.of(committee).for_list()
    here = list(found.filter(at=committee).order_by("lies_since", "pk"))
    others = list(found.exclude(at=committee)[:8])
    subjects.named([*here, *others], user)
    stranded = lies_with(committee) if here and committee.has_ended else ""
    return {"here": here, "others": others, "count": found.count(), "stranded": stranded}


def of_file(subject: models.Model, user: Any) -> list[Recommendation]:
    """For ``committees/_of_file.html``: the recommendations about one file that the person may see, newest first."""
    return list(Recommendation.objects.visible_to(user).about(subject).for_list())


def waiting(user: Any) -> models.QuerySet[Recommendation]:
    """What waits at a committee of ours, a joint one or at council and the person may see, the longest wait first."""
    found = Recommendation.objects.visible_to(user).open().filter(origin__first_party="")
    return found.select_related("at", "origin")
