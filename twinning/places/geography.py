"""Distances, clocks, climates and languages: what is worked out, not looked up in the table."""

import datetime as dt
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twinning import clock
from twinning.places.countries import reader

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""

WORKING_DAY = (9, 17)
SPOKEN_BY_PERCENT = 10
OFFICIAL_AND_SPOKEN_BY_PERCENT = 1
"""A language that so many use is one of a country's languages; fewer where it is official, but not on paper only."""

OFFICIAL = ("official", "de_facto_official")


class Located(Protocol):
    latitude: float
    longitude: float


def distance_km(a: Located, b: Located) -> float:
    """Along the great circle, on a sphere: within 0.6 % of the earth's true shape."""
    north_a, north_b = radians(a.latitude), radians(b.latitude)
    apart = radians(b.longitude - a.longitude)
    half_chord = sin((north_b - north_a) / 2) ** 2 + cos(north_a) * cos(north_b) * sin(apart / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half_chord)))


# -- Clocks ---------------------------------------------------------------------------------


def time_difference(zone_a: str, zone_b: str) -> tuple[float, float]:
    """How many hours later the clocks show at b, in January and in July of this year.

    Raises ``ZoneInfoNotFoundError`` for a zone that does not exist.
    """
    (january_a, july_a), (january_b, july_b) = (
        _offsets(zone, clock.today().year) for zone in (zone_a, zone_b)
    )
    return january_b - january_a, july_b - july_a


def hours_in_common(zone_a: str, zone_b: str) -> tuple[float, float]:
    """How many hours of the working day at a are working hours at b, in January and in July."""
    january, july = (_overlap(hours) for hours in time_difference(zone_a, zone_b))
    return january, july


def zones_within(zone: str, hours: float) -> list[str]:
    """Every time zone whose clocks never differ from those of a zone by more than so many hours."""
    return _zones_within(zone, hours, clock.today().year)


@lru_cache(maxsize=64)
def _zones_within(zone: str, hours: float, year: int) -> list[str]:
    here = _offsets(zone, year)
    return sorted(
        name
        for name in available_timezones()
        if all(abs(there - ours) <= hours for there, ours in zip(_offsets(name, year), here, strict=True))
    )


@lru_cache(maxsize=1024)
def _offsets(zone: str, year: int) -> tuple[float, float]:
    """Hours before UTC in mid-January and in mid-July."""
    january, july = (
        dt.datetime(year, month, 15, 12, tzinfo=ZoneInfo(zone)).utcoffset() or dt.timedelta()
        for month in (1, 7)
    )
    return january / dt.timedelta(hours=1), july / dt.timedelta(hours=1)


def _overlap(difference: float) -> float:
    """Hours of the working day that remain where the other's begins so many hours earlier or later."""
    begins, ends = WORKING_DAY
    apart = abs(difference) % 24
    return max(0.0, ends - begins - min(apart, 24 - apart))


# -- Climate ----------------------------------------------------------------------------------


def climate_in_words(code: str) -> str:
    """Köppen's letters as a sentence fragment: ``Dfb`` → cold winters, no dry season, warm summers. Empty stays empty."""
    if not code:
        return ""
    return _climates().get(code, code)


def _climates() -> dict[str, str]:
    temperate = {"C": _("mild winters"), "D": _("cold winters")}
    rain = {"f": _("no dry season"), "s": _("dry summers"), "w": _("dry winters")}
    summer = {
        "a": _("hot summers"),
        "b": _("warm summers"),
        "c": _("cool, short summers"),
        "d": _("cool summers, very cold winters"),
    }
    words = {
        "Af": _("tropical, rain all year"),
        "Am": _("tropical, monsoon"),
        "As": _("tropical, dry in the high-sun season"),
        "Aw": _("tropical, dry in the low-sun season"),
        "BSh": _("semi-arid, hot"),
        "BSk": _("semi-arid, cold"),
        "BWh": _("desert, hot"),
        "BWk": _("desert, cold"),
        "EF": _("frost all year"),
        "ET": _("tundra: no month warmer than 10 °C"),
    }
    for first, winters in temperate.items():
        for second, dryness in rain.items():
            for third, summers in summer.items():
                winter = "" if third == "d" else winters
                words[first + second + third] = ", ".join(filter(None, (winter, dryness, summers)))
    return words


# -- Languages -----------------------------------------------------------------------------------


def languages_of(country: str) -> list[tuple[str, float]]:
    """Languages of a country and the share of its people who use each, in per cent, largest first (Unicode CLDR)."""
    spoken = get_global("territory_languages").get(country, {})
    shares = [(code, float(facts["population_percent"])) for code, facts in spoken.items()]
    return sorted(shares, key=lambda share: (-share[1], share[0]))


def language_name(code: str) -> str:
    """In the reader's language; a code that CLDR does not know is handed back as it is."""
    names = reader(get_language()).languages
    return names.get(code) or names.get(code.split("_")[0], code)


def languages() -> list[tuple[str, str]]:
    """Code and name of each language that is one of some country's, by name, for a filter."""
    return sorted(
        ((code, language_name(code)) for code in _countries_by_language()), key=lambda pair: pair[1]
    )


def countries_speaking(language: str) -> list[str]:
    """Where a language is used by a tenth of the people, or is official in the whole country and used by a hundredth."""
    return _countries_by_language().get(language, [])


@lru_cache(maxsize=1)
def _countries_by_language() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for country, spoken in sorted(get_global("territory_languages").items()):
        for code, facts in spoken.items():
            least = (
                OFFICIAL_AND_SPOKEN_BY_PERCENT if facts["official_status"] in OFFICIAL else SPOKEN_BY_PERCENT
            )
            if facts["population_percent"] >= least:
                found.setdefault(code, []).append(country)
    return found
