"""Two communities point by point: what is known of each, where sources differ, and how the one relates to the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from proposals.proposal.models import Community
from proposals.research.comparison import between
from proposals.research.comparison.models import Coverage, DataPoint, Topic
from twinning.atlas.likeness import spreads
from twinning.municipality.models import Municipality

ONE_ANSWER = {
    Topic.POPULATION,
    Topic.AREA,
    Topic.ELEVATION,
    Topic.BUDGET,
    Topic.CLIMATE,
    Topic.TIME,
}
"""Topics of which one answer is right; of the others several may be true together."""


@dataclass(frozen=True)
class Cell:
    """What is known of one community about one topic."""

    topic: Topic
    points: list[DataPoint]
    earlier: list[DataPoint] = field(default_factory=list)
    """What stood here before it was corrected or taken back, the newest first."""

    @property
    def values(self) -> list[DataPoint]:
        return [point for point in self.points if not point.unknown]

    @property
    def unknown(self) -> DataPoint | None:
        """Somebody's answer that it is not known."""
        return next((point for point in self.points if point.unknown), None)

    @property
    def sources_differ(self) -> bool:
        """Whether two sources answer the same question differently."""
        values = self.values
        return self.topic in ONE_ANSWER and any(
            _disagree(one, other) for at, one in enumerate(values) for other in values[at + 1 :]
        )

    def figures(self) -> list[DataPoint]:
        """Values with a figure, the one to rely on first: vouched for before pre-filled, newer before older."""
        found = [point for point in self.values if point.number is not None]
        return sorted(found, key=lambda one: (one.is_vouched_for, one.year or 0, one.pk), reverse=True)


def _disagree(one: DataPoint, other: DataPoint) -> bool:
    """Figures of different things, such as residents and daytime population, do not contradict each other."""
    of_what = {one.qualifier.strip().casefold(), other.qualifier.strip().casefold()} - {""}
    if len(of_what) > 1 or one.currency != other.currency:
        return False
    if one.number is None or other.number is None:
        return one.number is None and other.number is None and one.words.strip() != other.words.strip()
    return one.number != other.number


@dataclass(frozen=True)
class Band:
    """One topic across both. ``between``: what can be said of the two together, in sentences."""

    topic: Topic
    ours: Cell
    theirs: Cell
    between: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Side:
    """One of the two, as its head says it."""

    key: str
    name: str
    full_name: str
    coverage: Coverage
    to_confirm: list[DataPoint]


@dataclass(frozen=True)
class SideBySide:
    """Our city and one candidate, topic by topic."""

    ours: Side
    theirs: Side
    bands: list[Band]

    @classmethod
    def of(cls, community: Community, city: Municipality) -> "SideBySide":
        """Read both sides. ``community`` and ``city`` with their places, which are read here otherwise."""
        everything = list(
            DataPoint.objects.ever_of(community, None)
            .select_related("entered_by", "confirmed_by")
            .order_by("pk")
        )
        points = [point for point in everything if point.withdrawn_at is None]
        gone = [point for point in reversed(everything) if point.withdrawn_at is not None]
        ours = [point for point in points if point.community_id is None]  # type: ignore[attr-defined]
        theirs = [point for point in points if point.community_id is not None]  # type: ignore[attr-defined]
        known = spreads()
        bands = []
        for topic in Topic:
            here = _cell(topic, ours, [one for one in gone if one.community_id is None])  # type: ignore[attr-defined]
            there = _cell(topic, theirs, [one for one in gone if one.community_id is not None])  # type: ignore[attr-defined]
            pair = _pair(here, there)
            vouched = vouched_populations(points) if topic == Topic.POPULATION else None
            told = between.sentences(topic, vouched or pair, city.place, community.place, known)
            if topic == Topic.POPULATION and pair and not vouched and city.place and community.place:
                told.append(
                    _("Not both figures are confirmed; until they are, the report compares by GeoNames.")
                )
            bands.append(Band(topic, here, there, told))
        return cls(
            _side("ours", city.short_name, city.full_name, ours),
            _side("theirs", str(community), community.full_name, theirs),
            bands,
        )


def vouched_populations(points: Iterable[DataPoint]) -> "between.Pair | None":
    """The populations that people stand for, ours and theirs; nothing unless both sides have one."""
    held = [point for point in points if point.is_vouched_for]
    ours = [point for point in held if point.community_id is None]  # type: ignore[attr-defined]
    theirs = [point for point in held if point.community_id is not None]  # type: ignore[attr-defined]
    return _pair(_cell(Topic.POPULATION, ours), _cell(Topic.POPULATION, theirs))


def _cell(topic: Topic, points: Iterable[DataPoint], gone: Iterable[DataPoint] = ()) -> Cell:
    earlier = [point for point in gone if point.topic == topic]
    return Cell(topic, [point for point in points if point.topic == topic], earlier)


def _side(key: str, name: str, full_name: str, points: list[DataPoint]) -> Side:
    waiting = [point for point in points if point.awaits_confirmation]
    return Side(key, name, full_name, Coverage(points), waiting)


def _pair(ours: Cell, theirs: Cell) -> "between.Pair | None":
    """The two figures to hold against each other: of the same thing if there are such, in one currency always."""
    pairs = [
        (one, other)
        for one in ours.figures()
        for other in theirs.figures()
        if one.currency == other.currency and _can_be_held_against(one, other)
    ]
    if not pairs:
        return None
    alike = (pair for pair in pairs if _of(pair[0]) and _of(pair[0]) == _of(pair[1]))
    one, other = next(alike, pairs[0])
    of_different_things = bool(_of(one) and _of(other) and _of(one) != _of(other))
    chosen = len(pairs) > 1
    return between.Pair(_number(one), _number(other), one.currency, of_different_things, chosen)


def _can_be_held_against(one: DataPoint, other: DataPoint) -> bool:
    """Heights are subtracted; everything else is divided, so nothing may be zero."""
    return one.topic == Topic.ELEVATION or (_number(one) > 0 and _number(other) > 0)


def _of(point: DataPoint) -> str:
    return point.qualifier.strip().casefold()


def _number(point: DataPoint) -> Decimal:
    return point.number if point.number is not None else Decimal(0)
