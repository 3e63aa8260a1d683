"""Which place an end of a twinning is: by its GeoNames number, else by name, country, region and position.

Where two places could be meant none is taken: a wrong twinning costs more
trust than a missing one.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from twinning.atlas.shapes import End, key
from twinning.places.geography import distance_km
from twinning.places.models import Place, PlaceName

NEAR_KM = 30
"""A position of a community and another of the same community may lie this far apart: the hall and the middle of its land."""

AT_ONCE = 500


class Known(NamedTuple):
    """As much of a place as matching needs."""

    id: int
    name: str
    region: str
    country: str
    latitude: float
    longitude: float


class Found(NamedTuple):
    """The place of an end, or why there is none: a key of ``shapes.PROBLEMS`` and its facts."""

    place: int | None
    code: str = ""
    facts: dict[str, str | int] = {}


COLUMNS = ("id", "name", "region", "country", "latitude", "longitude")


class Matcher:
    """Finds the places of many ends with few queries: ``prepare`` with a batch, then ``match`` each."""

    def __init__(self) -> None:
        self._by_number: dict[int, Known] = {}
        self._by_name: dict[str, list[Known]] = {}

    def prepare(self, ends: Iterable[End]) -> None:
        """Look up everything that a batch of ends may need."""
        ends = list(ends)
        self._by_number.clear()
        self._by_name.clear()
        for numbers in _portions({end.number for end in ends if end.number is not None}):
            for row in Place.objects.filter(pk__in=numbers).order_by().values_list(*COLUMNS):
                self._by_number[row[0]] = Known(*row)
        names = {key(end.name) for end in ends if end.number not in self._by_number}
        rows = tuple(f"place__{column}" for column in COLUMNS)
        for portion in _portions(names):
            for name, *row in PlaceName.objects.filter(key__in=portion).order_by().values_list("key", *rows):
                known = Known(*row)
                if known not in self._by_name.setdefault(name, []):
                    self._by_name[name].append(known)

    def match(self, end: End) -> Found:
        """The one place that an end can only be, or why it is none."""
        if end.number is not None and (known := self._by_number.get(end.number)):
            if end.country in ("", known.country):
                return Found(known.id)
            return Found(
                None, "elsewhere", {"number": end.number, "place": f"{known.name} ({known.country})"}
            )
        return self._by_words(end)

    def _by_words(self, end: End) -> Found:
        called = self._by_name.get(key(end.name), []) if end.country else []
        called = [known for known in called if known.country == end.country]
        if not called:
            return Found(None, "unknown", {"name": end.name})
        if end.latitude is not None and end.longitude is not None:
            return _nearest(end, called)
        if region := set(key(end.region).split()):
            called = [known for known in called if _same_region(region, set(key(known.region).split()))]
            if not called:
                return Found(None, "unknown", {"name": f"{end.name}, {end.region}"})
        if len(called) > 1:
            return Found(None, "ambiguous", {"name": end.name, "places": len(called)})
        return Found(called[0].id)


def _same_region(one: set[str], other: set[str]) -> bool:
    """``Puntarenas`` and ``Puntarenas Province`` are the same."""
    return bool(other) and (one <= other or other <= one)


def _nearest(end: Any, called: list[Any]) -> Found:
    """By position; two that are about as near as each other stay unmatched."""
    by_distance = sorted((distance_km(end, known), known.id) for known in called)
    km, place = by_distance[0]
    if km > NEAR_KM:
        return Found(None, "far", {"name": end.name, "km": round(km)})
    if len(by_distance) > 1 and by_distance[1][0] < max(2 * km, 2):
        near = sum(1 for distance, _place in by_distance if distance <= NEAR_KM)
        return Found(None, "ambiguous", {"name": end.name, "places": near})
    return Found(place)


def _portions(items: set[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while portion := list(islice(left, AT_ONCE)):
        yield portion
