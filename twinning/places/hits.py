"""How places that were found are shown, so that two of the same name are told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twinning.places.countries import reader
from twinning.places.geography import distance_km
from twinning.places.keys import key
from twinning.places.models import Place, PlaceName
from twinning.places.querysets import in_box, readings

NEAR_KM = 150
"""A larger place farther away does not help to tell where one lies."""

LARGER = 3
AT_LEAST = 10_000


@dataclass(frozen=True)
class Hit:
    """A place with what tells it from others. ``also``: the name it was found by, where that is another."""

    place: Place
    about: str
    also: str = ""

    @property
    def number(self) -> int:
        return self.place.pk


def shown(places: Sequence[Place], words: str = "") -> list[Hit]:
    """Places as lines of a list; ``words`` are those they were found by."""
    others = Counter((place.name, place.region, place.country) for place in places)
    spelled = _spelled(places, words)
    return [
        Hit(
            place,
            about(place, apart=others[place.name, place.region, place.country] > 1),
            spelled.get(place.pk, ""),
        )
        for place in places
    ]


def about(place: Place, *, apart: bool = False) -> str:
    """``Sinaloa · Mexico · population 381,583``; with ``apart`` also what it lies near."""
    if place.population:
        people = _("population %(number)s") % {"number": _number(place.population)}
    else:
        people = _("population not known")
    return " · ".join(
        part for part in (place.region, place.country_name, people, where(place) if apart else "") if part
    )


def where(place: Place) -> str:
    """``33 km from Chernivtsi``: the nearest place that is much larger, or the coordinates."""
    larger = Place.objects.filter(in_box(place, NEAR_KM)).filter(
        population__gte=max(AT_LEAST, LARGER * place.population)
    )
    nearest = min(larger, key=lambda other: distance_km(place, other), default=None)
    if nearest:
        km = distance_km(place, nearest)
        return _("%(km)s km from %(place)s") % {"km": _number(max(1, round(km))), "place": nearest.name}
    return coordinates(place)


def coordinates(place: Place) -> str:
    """``48.38° N, 25.52° E``."""
    north = _("%(degrees)s° N") if place.latitude >= 0 else _("%(degrees)s° S")
    east = _("%(degrees)s° E") if place.longitude >= 0 else _("%(degrees)s° W")
    return ", ".join(
        words % {"degrees": f"{abs(value):.2f}"}
        for words, value in ((north, place.latitude), (east, place.longitude))
    )


def _number(value: int) -> str:
    return format_decimal(value, locale=reader(get_language()))


def _spelled(places: Sequence[Place], words: str) -> dict[int, str]:
    """The name by which each place was found, where its own does not begin with what was typed."""
    understood = readings(words)
    own = {place.pk: key(place.name) for place in places}
    found: dict[int, str] = {}
    for reading in understood:
        missing = [
            number
            for number, known in own.items()
            if number not in found and not any(known.startswith(other.name) for other in understood)
        ]
        names = PlaceName.objects.filter(place__in=missing, key__begins=reading.name).order_by("key")
        for number, name in names.values_list("place_id", "name"):
            found.setdefault(number, name)
    return found
