"""What the list of candidates shows of each of them, in as many queries for fifty as for three."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.proposal.models import Candidate
from proposals.research.candidates import nearness, reasons
from proposals.research.candidates.forms import tick
from proposals.research.candidates.reasons import Reason
from proposals.research.comparison.models import Coverage, DataPoint, Topic
from twinning.atlas.partners import Partner, Partners, partners_of_many
from twinning.municipality.models import Municipality
from twinning.places.hits import coordinates
from twinning.places.models import Place


@dataclass(frozen=True)
class Line:
    """One candidate on the list. ``number`` is the one beside its point on the map."""

    number: int
    candidate: Candidate
    population: int | None
    km: float | None
    hours: str
    coverage: Coverage
    partners: Partners | None
    """Those that are known; nothing for a community that is not on the map."""
    reasons: list[Reason]
    """Why it stands where it stands, and what was said before; the newest first."""
    position: str = ""
    """Where it lies, if another on the list reads alike."""

    @property
    def tick(self) -> str:
        return tick(self.candidate)

    @property
    def nearby(self) -> list[Partner]:
        """Its partners in our own country."""
        return self.partners.nearby if self.partners else []


def lines(candidates: Sequence[Candidate], ours: Municipality) -> list[Line]:
    """The candidates in the order given, each with what is known of it in short."""
    points = _points(candidates)
    places = [one.community.place for one in candidates if one.community.place is not None]
    partners = partners_of_many(places, ours.place)
    alike = Counter(one.community.full_name for one in candidates)
    given = reasons.of_many(list(candidates))
    return [
        Line(
            number=number,
            candidate=candidate,
            population=population(candidate, points[candidate.community_id]),
            km=nearness.km(ours.place, candidate.community.place),
            hours=nearness.hours(ours.place, candidate.community.place),
            coverage=Coverage(points[candidate.community_id]),
            partners=partners.get(candidate.community.place_id or 0),
            reasons=given[candidate.pk],
            position=_position(candidate) if alike[candidate.community.full_name] > 1 else "",
        )
        for number, candidate in enumerate(candidates, 1)
    ]


def _position(candidate: Candidate) -> str:
    place = candidate.community.place
    return coordinates(place) if place is not None else ""


def _points(candidates: Iterable[Candidate]) -> dict[int, list[DataPoint]]:
    found: dict[int, list[DataPoint]] = defaultdict(list)
    for point in DataPoint.objects.of(*(candidate.community for candidate in candidates)):
        if point.community_id is not None:
            found[point.community_id].append(point)
    return found


def population(candidate: Candidate, points: Iterable[DataPoint]) -> int | None:
    """The newest figure entered for it, else the one kept with the community, else that of the table of places."""
    entered = [point for point in points if point.topic == Topic.POPULATION and point.number is not None]
    if entered:
        newest = max(entered, key=lambda point: (point.is_vouched_for, point.year or 0, point.pk))
        return int(newest.number or 0)
    community = candidate.community
    if community.population:
        return community.population
    return (community.place.population or None) if community.place else None


def points(lines: Iterable[Line]) -> list[tuple[int, Place]]:
    """The numbered points of those that are on the map."""
    return [
        (line.number, line.candidate.community.place)
        for line in lines
        if line.candidate.community.place is not None
    ]


def groups(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines by where they stand, in the order of a decision: chosen, short list, long list, not chosen."""
    lines = list(lines)
    titles = {
        Candidate.Standing.CHOSEN: _("Chosen"),
        Candidate.Standing.SHORT: _("Short list"),
        Candidate.Standing.LONG: _("Long list"),
        Candidate.Standing.NOT_CHOSEN: _("Not chosen"),
    }
    found = [
        {
            "standing": standing,
            "title": title,
            "lines": [line for line in lines if line.candidate.standing == standing],
        }
        for standing, title in titles.items()
    ]
    return [group for group in found if group["lines"]]
