"""How places are found: by any of their names, and by what lies where."""

from math import asin, cos, degrees, pi, radians, sin
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, FloatField, Max, OuterRef, Q, Value, When
from django.db.models.functions import Cos, Sin
from django.db.models.lookups import GreaterThanOrEqual

from twinning.places import geography
from twinning.places.keys import key

MOST_HITS = 50
ENOUGH_TO_NARROW = 2
"""So many letters of a country or region are taken for one."""

RADIANS = pi / 180
COMMAS = str.maketrans("،、，", ",,,")


class Reading(NamedTuple):
    """One way to understand what was typed: a name, and where it is to lie; ``whole``: the name is typed to its end."""

    name: str
    areas: tuple[str, ...] = ()
    whole: bool = False


def readings(words: str) -> list[Reading]:
    """``lacombe, ab`` is Lacombe in what begins with AB; ``mazatlan mexico`` may be a name, or Mazatlan in Mexico."""
    name, *areas = map(key, words.translate(COMMAS).split(","))
    if areas and name:
        return [Reading(name, tuple(area for area in areas if area)), Reading(key(words))]
    typed = key(words).split()
    return [Reading(" ".join(typed))] + [
        Reading(" ".join(typed[:number]), (" ".join(typed[number:]),), whole=True)
        for number in range(len(typed) - 1, 0, -1)
    ]


class PlaceQuerySet(models.QuerySet[Any]):
    """Places, largest first unless said otherwise."""

    def named(self, words: str) -> Self:
        """At most ``MOST_HITS`` places by any of their names, best first: whole names before beginnings, then the largest.

        A country or region may follow, with a comma or without.
        """
        found: dict[int, None] = {}
        for reading in readings(words[:200]):
            if reading.name and len(found) < MOST_HITS:
                found |= dict.fromkeys(self._fitting(reading))
        best = list(found)[:MOST_HITS]
        if not best:
            return self.none()
        order = Case(*(When(pk=number, then=rank) for rank, number in enumerate(best)))
        return self.filter(pk__in=best).order_by(order)

    def matching(
        self,
        home: geography.Located | None = None,
        *,
        country: str = "",
        language: str = "",
        population_from: int | None = None,
        population_to: int | None = None,
        coast_km: float | None = None,
        km: float | None = None,
        hours: float | None = None,
    ) -> Self:
        """Places that all given filters let through; the caller orders them.

        ``coast_km``: no farther from the sea. ``km`` and ``hours``: no farther from ``home``,
        and no more difference of clocks in January or July; both need ``home``. A population that
        is not known is let through by no bound.
        """
        if home is None and (km is not None or hours is not None):
            raise ValueError("A distance or a difference of clocks is measured from home, and there is none.")
        places = self
        if country:
            places = places.filter(country=country)
        if language:
            places = places.filter(country__in=geography.countries_speaking(language))
        if population_from is not None:
            places = places.filter(population__gte=max(1, population_from))
        if population_to is not None:
            places = places.filter(population__range=(1, population_to))
        if coast_km is not None:
            places = places.filter(coast_km__lte=coast_km)
        if hours is not None:
            places = places.filter(timezone__in=geography.zones_within(home.timezone, hours))  # type: ignore[union-attr]
        if km is not None:
            places = places.filter(in_box(home, km)).filter(within(home, km))  # type: ignore[arg-type]
        return places

    # -- By name -------------------------------------------------------------------------------

    def _fitting(self, reading: Reading) -> list[int]:
        """Numbers of places that one reading finds, best first."""
        places = self
        for words in reading.areas:
            if len(words) >= ENOUGH_TO_NARROW:
                if (area := _area(words)) is None:
                    return []
                places = places.filter(area)
            elif reading.whole:
                return []
        exact = places._of_names(Q(key=reading.name))
        if reading.whole or len(exact) >= MOST_HITS:
            return exact
        return exact + places._beginning_with(reading.name)

    def _of_names(self, which: Q) -> list[int]:
        """The largest places that have such a name, out of those this query is about."""
        names = _model("PlaceName").filter(which)
        if self._is_about_all:
            sizes = names.values("place").annotate(size=Max("population")).order_by("-size", "place")
            return [row["place"] for row in sizes[:MOST_HITS]]
        return self._largest(self.filter(pk__in=names.values("place")))

    def _beginning_with(self, letters: str) -> list[int]:
        common = list(
            _model("Beginning").filter(letters=letters).order_by("rank").values_list("place_id", flat=True)
        )
        if common and self._is_about_all:
            return common
        if common:
            # Walking through these places takes fewer steps than through all those names.
            names = _model("PlaceName").filter(place=OuterRef("pk"), key__begins=letters)
            return self._largest(self.filter(Exists(names)))
        return self._of_names(Q(key__begins=letters))

    @property
    def _is_about_all(self) -> bool:
        return not self.query.where

    @staticmethod
    def _largest(places: "PlaceQuerySet") -> list[int]:
        return list(places.order_by("-population", "pk").values_list("pk", flat=True)[:MOST_HITS])


def _model(name: str) -> models.QuerySet[Any]:
    """All rows of a neighbour of ``Place``; named by word, as the models themselves need this module."""
    return apps.get_model("places", name)._default_manager.all()


def _area(words: str) -> Q | None:
    """The countries and regions that words may begin; nothing where there are none."""
    rows = set(_model("Area").filter(key__begins=words).values_list("country", "region"))
    if not rows:
        return None
    countries = {country for country, region in rows if not region}
    where = Q(country__in=sorted(countries))
    by_country: dict[str, list[str]] = {}
    for country, region in sorted(rows):
        if country not in countries:
            by_country.setdefault(country, []).append(region)
    for country, regions in by_country.items():
        where |= Q(country=country, region__in=regions)
    return where


# -- By distance ---------------------------------------------------------------------------------


def in_box(home: geography.Located, km: float) -> Q:
    """The rectangle of latitudes and longitudes that a circle lies in: what an index can answer."""
    angle = km / geography.EARTH_KM
    reach = degrees(angle)
    south, north = home.latitude - reach, home.latitude + reach
    box = Q(latitude__range=(south, north))
    if south <= -90 or north >= 90:
        return box
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(home.latitude)))))
    west, east = home.longitude - width, home.longitude + width
    sides = Q(longitude__range=(west, east))
    if west < -180:
        sides |= Q(longitude__gte=west + 360)
    if east > 180:
        sides |= Q(longitude__lte=east - 360)
    return box & sides


def within(home: geography.Located, km: float) -> Q:
    """The circle itself: the cosine of the angle between two places is at least that of the distance.

    Written with three functions only: SQLite asks Python for each.
    """
    if km >= pi * geography.EARTH_KM:
        return Q()
    north, east = radians(home.latitude), radians(home.longitude)
    there = F("latitude") * Value(RADIANS)
    cosine = Value(sin(north)) * Sin(there) + Value(cos(north)) * Cos(there) * Cos(
        F("longitude") * Value(RADIANS) - Value(east)
    )
    return Q(GreaterThanOrEqual(cosine, Value(cos(km / geography.EARTH_KM), output_field=FloatField())))
