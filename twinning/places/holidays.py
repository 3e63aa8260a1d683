"""Public holidays of a place: the days on which its city hall does not answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import holidays

from twinning.places.keys import key

ENGLISH = ("en_CA", "en_GB", "en_US")
"""In which English a name is written, the best first."""


@dataclass(frozen=True)
class Holiday:
    """One day, its name there, and its name in English where that is another."""

    on: dt.date
    name: str
    language: str
    english: str = ""


@dataclass(frozen=True)
class Calendar:
    """What is known of a place: its holidays, its weekend, and whether those of its region are among them."""

    days: tuple[Holiday, ...]
    weekend: frozenset[int]
    lacks_region: bool = False

    def on(self, day: dt.date) -> list[Holiday]:
        return [holiday for holiday in self.days if holiday.on == day]

    def is_weekend(self, day: dt.date) -> bool:
        return day.weekday() in self.weekend


def calendar_of(country: str, region: str, first: dt.date, last: dt.date) -> Calendar | None:
    """The holidays of a country from one day to another; None for a country that the package does not know.

    ``country``: ISO 3166 code. Those of a region are taken in where the package
    knows it by this name, or by its own code.
    """
    try:
        known = holidays.country_holidays(country) if country else None
    except NotImplementedError:
        known = None
    if known is None:
        return None
    code = _code_of(region, known)
    days = _days(country, code, tuple(range(first.year, last.year + 1)))
    return Calendar(
        days=tuple(holiday for holiday in days if first <= holiday.on <= last),
        weekend=frozenset(known.weekend),
        lacks_region=bool(region and known.subdivisions and not code),
    )


def _code_of(region: str, known: Any) -> str:
    """The package's code of a region, by whichever of its names people wrote; empty if it has none by that name."""
    wanted = key(region)
    if not wanted:
        return ""
    for code, names in known.get_subdivision_aliases().items():
        if wanted in {key(name) for name in _all(code, names)}:
            return str(code)
    return ""


def _all(code: str, names: "Iterable[str] | str") -> list[str]:
    return [code, names] if isinstance(names, str) else [code, *names]


@lru_cache(maxsize=256)
def _days(country: str, code: str, years: tuple[int, ...]) -> tuple[Holiday, ...]:
    """Every language is asked for by its name: left to itself, the package speaks that of the machine."""
    general = holidays.country_holidays(country)
    theirs = general.default_language
    told = _named(country, code, years, theirs)
    speaks_english = theirs is None or theirs.startswith("en")
    english = next((tag for tag in ENGLISH if tag in general.supported_languages), None)
    translated = {} if speaks_english or english is None else _named(country, code, years, english)
    language = (theirs or "en").replace("_", "-")
    return tuple(
        Holiday(day, name, language, translated.get(day, "") if translated.get(day) != name else "")
        for day, name in sorted(told.items())
    )


def _named(country: str, code: str, years: tuple[int, ...], language: str | None) -> dict[dt.date, str]:
    found = holidays.country_holidays(country, subdiv=code or None, years=years, language=language)
    return {day: "; ".join(found.get_list(day)) for day in found}
