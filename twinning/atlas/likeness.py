"""Where a likeness stands among real twinnings, in words.

No score and no ranking: measured on real pairs a score of similarity finds
partners no better than population alone, so each likeness is shown in its
place and people judge.
"""

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning import clock
from twinning.atlas.models import Spread, Twinning
from twinning.places.geography import distance_km, time_difference
from twinning.records.templatetags.house import number

Measure = Spread.Measure

SEA_KM = 10
"""Up to here a community lies by the sea."""

STEPS = 1000
"""How finely a spread is kept: in thousandths of all pairs."""


class Site(NamedTuple):
    """As much of a place as likeness needs; a ``Place`` has the same fields."""

    population: int
    latitude: float
    longitude: float
    timezone: str
    climate: str
    coast_km: float | None


COLUMNS = Site._fields


@lru_cache(maxsize=20_000)
def _hours(zone: str, other: str) -> float:
    """The larger of the differences in January and in July."""
    return max(abs(hours) for hours in time_difference(zone, other))


def compare(measure: str, ours: Any, theirs: Any) -> float | str | bool | None:
    """One likeness of two places, as ``in_its_place`` takes it; nothing where a source does not say."""
    if measure == Measure.POPULATION:
        return theirs.population / ours.population if ours.population and theirs.population else None
    if measure == Measure.DISTANCE:
        return distance_km(ours, theirs)
    if measure == Measure.HOURS:
        return _hours(ours.timezone, theirs.timezone) if ours.timezone and theirs.timezone else None
    if measure == Measure.CLIMATE:
        return ours.climate == theirs.climate if ours.climate and theirs.climate else None
    if ours.coast_km is None or theirs.coast_km is None:
        return None
    by_the_sea = (ours.coast_km <= SEA_KM) + (theirs.coast_km <= SEA_KM)
    return ("neither", "one", "both")[by_the_sea]


def recompute(as_of: dt.date) -> None:
    """Measure every likeness anew over the real twinnings known now."""
    names = [f"place_{side}__{column}" for side in "ab" for column in COLUMNS]
    width = len(COLUMNS)
    pairs = [
        (Site(*row[:width]), Site(*row[width:]))
        for row in Twinning.objects.real().order_by().values_list(*names)
    ]
    for measure in Measure:
        values = [value for pair in pairs if (value := compare(measure, *pair)) is not None]
        Spread.objects.update_or_create(
            measure=measure,
            defaults={
                "pairs": len(values), "as_of": as_of, "computed_at": clock.now(),
                "quantiles": [] if measure in (Measure.CLIMATE, Measure.SEA) else _quantiles(measure, values),
                "shares": _shares(values) if measure in (Measure.CLIMATE, Measure.SEA) else {},
            },
        )  # fmt: skip


def _quantiles(measure: str, values: list[Any]) -> list[float]:
    if measure == Measure.POPULATION:
        values = [_unequal(value) for value in values]
    values.sort()
    if not values:
        return []
    return [round(values[(len(values) - 1) * step // STEPS], 3) for step in range(STEPS + 1)]


def _shares(values: Iterable[Any]) -> dict[str, float]:
    counted = Counter(str(value) for value in values)
    return {value: round(times / counted.total(), 4) for value, times in counted.items()}


def _unequal(ratio: float) -> float:
    return ratio if ratio >= 1 else 1 / ratio


@dataclass(frozen=True)
class InItsPlace:
    """A likeness in words: what it is, and how many real twinnings are like that."""

    measure: str
    value: str
    place: str
    percent: str
    pairs: int
    as_of: dt.date

    def __str__(self) -> str:
        return f"{self.value}; {self.place}"


def spreads() -> dict[str, Spread]:
    """Everything that was measured, in one query, for pages with many candidates."""
    return {spread.measure: spread for spread in Spread.objects.filter(pairs__gt=0)}


def in_its_place(
    measure: str, value: float | str | bool | None, known: dict[str, Spread] | None = None
) -> InItsPlace | None:
    """A value of ``compare`` among the known twinnings; nothing while none is imported or the value is not known.

    ``known`` is what ``spreads()`` handed out; without it one query is made.
    """
    spread = (spreads() if known is None else known).get(measure)
    if spread is None or value is None:
        return None
    words, place, facts = _SENTENCES[Measure(measure)](value, spread)
    return InItsPlace(measure, words, place % facts, facts["percent"], spread.pairs, spread.as_of)


def likenesses(ours: Any, theirs: Any, known: dict[str, Spread] | None = None) -> list[InItsPlace]:
    """All likenesses of two places that are known, in words."""
    known = spreads() if known is None else known
    told = (in_its_place(measure, compare(measure, ours, theirs), known) for measure in Measure)
    return [one for one in told if one]


def nothing_yet() -> str:
    """What stands where no likeness can be told."""
    return _("No known twinnings are imported yet, so there is nothing to compare with.")


Told = tuple[str, str, dict[str, str]]
"""The value in words, the sentence about its place, and what fills the blanks of that."""


def _number(value: float, digits: int = 0) -> str:
    return number(Decimal(str(round(value, digits))).normalize() if digits else round(value))


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return _("fewer than 1 %")
    if 0.99 < share < 1:
        return _("more than 99 %")
    return _("%(share)s %%") % {"share": round(100 * share)}


def _at_least(spread: Spread, value: float) -> dict[str, str]:
    """What fills a sentence about all pairs that reach a value."""
    reach = len(spread.quantiles) - bisect_left(spread.quantiles, value - 1e-9)
    return _of_all(spread, reach / len(spread.quantiles))


def _of_all(spread: Spread, share: float) -> dict[str, str]:
    return {"percent": _percent(share), "pairs": _number(spread.pairs)}


def _population(value: Any, spread: Spread) -> Told:
    ratio = _unequal(value)
    times = _number(ratio, 1 if ratio < 100 else 0)
    if round(ratio, 1) == 1:
        words = _("about our population")
    elif value > 1:
        words = _("%(times)s times our population") % {"times": times}
    else:
        words = _("our population is %(times)s times theirs") % {"times": times}
    return (
        words,
        _("%(percent)s of %(pairs)s known twinnings are at least that unequal"),
        _at_least(spread, round(ratio, 3)),
    )


def _distance(value: Any, spread: Spread) -> Told:
    words = _("%(km)s km away") % {"km": _number(value)}
    return (
        words,
        _("%(percent)s of %(pairs)s known twinnings are at least that far apart"),
        _at_least(spread, value),
    )


def _time(value: Any, spread: Spread) -> Told:
    if not value:
        none = bisect_left(spread.quantiles, 1e-9) / len(spread.quantiles)
        words = _("no time difference")
        return words, _("so have %(percent)s of %(pairs)s known twinnings"), _of_all(spread, none)
    whole = value == int(value)
    words = ngettext("%(hours)s hour of time difference", "%(hours)s hours of time difference", int(value) if whole else 2) % {
        "hours": _number(value) if whole else _number(value, 1 if value * 2 == int(value * 2) else 2)
    }  # fmt: skip
    return (
        words,
        _("%(percent)s of %(pairs)s known twinnings have at least as much"),
        _at_least(spread, value),
    )


def _climate(value: Any, spread: Spread) -> Told:
    words = _("the same climate class") if value else _("different climate classes")
    share = spread.shares.get(str(bool(value)), 0)
    return words, _("so have %(percent)s of %(pairs)s known twinnings"), _of_all(spread, share)


def _sea(value: Any, spread: Spread) -> Told:
    words = {
        "both": _("both by the sea"),
        "neither": _("neither by the sea"),
        "one": _("one by the sea, the other not"),
    }[value]
    share = spread.shares.get(value, 0)
    return words, _("so in %(percent)s of %(pairs)s known twinnings"), _of_all(spread, share)


_SENTENCES = {
    Measure.POPULATION: _population,
    Measure.DISTANCE: _distance,
    Measure.HOURS: _time,
    Measure.CLIMATE: _climate,
    Measure.SEA: _sea,
}
