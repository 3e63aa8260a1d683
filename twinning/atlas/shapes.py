"""The three kinds of table that hold known twinnings, each recognised by its columns and read into the same entries.

What the columns mean is written for people in docs/data.md.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.atlas.models import FIRST_YEAR, Import, Twinning
from twinning.atlas.tables import NotATable, plain
from twinning.places import keys

Shape = Import.Shape
key = lru_cache(maxsize=50_000)(keys.key)

ENDS = ("name", "region", "country", "geonames", "latitude", "longitude")
OURS = [f"{what}_{end}" for end in (1, 2) for what in ENDS] + [
    "year", "form", "state", "reason", "source", "confidence",
]  # fmt: skip
"""Our own columns, in the order in which we write them."""

NEEDED: dict[str, tuple[str, ...]] = {
    Shape.RELATIONS: ("city_a", "country_a", "geonameid_a", "city_b", "country_b", "geonameid_b"),
    Shape.WIKIDATA: ("city", "citylabel", "citycountry", "partner", "partnerlabel", "partnercountry"),
    Shape.OURS: ("name_1", "country_1", "name_2", "country_2"),
}
"""By which columns a table is recognised."""

PROBLEMS: dict[str, tuple[Any, Any]] = {
    "letters": (gettext_lazy("Some of its letters are broken."), gettext_lazy("Write them anew, and save the file as UTF-8.")),
    "quote": (gettext_lazy("A quotation mark is not closed."), gettext_lazy("Close it, or write it twice where it belongs to the text.")),
    "cells": (gettext_lazy("It has %(found)s cells, and the header has %(expected)s."), gettext_lazy("Put text that contains the separator in quotation marks.")),
    "cut": (gettext_lazy("The file ends in the middle of this row."), gettext_lazy("Export or download the file again, and compare its size.")),
    "name": (gettext_lazy("A name is missing."), gettext_lazy("Give the names of both places.")),
    "country": (gettext_lazy("“%(value)s” is no country we know."), gettext_lazy("Write the two letters of ISO 3166, such as MX.")),
    "year": (gettext_lazy("“%(value)s” is no year of an agreement."), gettext_lazy("Write a year such as 1986, or leave the cell empty.")),
    "coordinates": (gettext_lazy("“%(value)s” is no position on Earth."), gettext_lazy("Write degrees with a point, latitude from -90 to 90, longitude from -180 to 180.")),
    "number": (gettext_lazy("“%(value)s” is no GeoNames number."), gettext_lazy("Write the number alone, such as 3996322, or leave the cell empty.")),
    "itself": (gettext_lazy("Both ends are the same place."), gettext_lazy("Correct one of them.")),
    "confidence": (gettext_lazy("“%(value)s” is no confidence."), gettext_lazy("Write high, medium or low, or leave the cell empty.")),
    "state": (gettext_lazy("“%(value)s” is no state."), gettext_lazy("Write known, ended or doubted, or leave the cell empty.")),
    "reason": (gettext_lazy("It says ended or doubted and gives no reason."), gettext_lazy("Give the reason in its column.")),
    "long": (gettext_lazy("The text in “%(value)s” is too long."), gettext_lazy("Shorten it to %(limit)s characters.")),
    "unknown": (gettext_lazy("No place called “%(name)s” is known in that country."), gettext_lazy("Check the spelling and the country, or give the GeoNames number.")),
    "ambiguous": (gettext_lazy("%(places)s places are called “%(name)s”."), gettext_lazy("Give the region, the position or the GeoNames number.")),
    "far": (gettext_lazy("The nearest “%(name)s” lies %(km)s km from the position given."), gettext_lazy("Correct the position, or give the GeoNames number.")),
    "elsewhere": (gettext_lazy("The number %(number)s belongs to %(place)s, in another country."), gettext_lazy("Correct the number or the country.")),
}  # fmt: skip
"""What can be wrong with a row, and how to mend it."""


class Refused(Exception):
    """A row that cannot be taken: a key of ``PROBLEMS`` and what fills its blanks."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(slots=True)
class End:
    """One end of a twinning as the source writes it."""

    name: str
    region: str = ""
    country: str = ""
    number: int | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> str:
        """By what an end is known that no place is found for."""
        return f"{self.country}:{key(self.region)[:30]}:{key(self.name)[:90]}"


@dataclass(slots=True)
class Entry:
    """One row, understood. Empty means that the source does not say."""

    line: int
    one: End
    other: End
    year: int | None = None
    form: str = ""
    state: str = ""
    reason: str = ""
    sources: str = ""
    confidence: str = ""


Reader = Callable[[int, Sequence[str]], Entry]


def recognise(header: Sequence[str]) -> str:
    """Which shape a table has; raises ``NotATable`` with what was found and what is needed."""
    for shape, needed in NEEDED.items():
        if set(needed) <= set(header):
            return shape
    raise NotATable(
        _(
            "These columns are not known here: %(found)s. Name the columns %(needed)s, or take the result of the query in the documentation."
        )
        % {"found": ", ".join(header[:12]) or _("none"), "needed": ", ".join(NEEDED[Shape.OURS])}
    )


def reader(shape: str, header: Sequence[str]) -> Reader:
    """What turns the cells of a row into an entry; it raises ``Refused``."""
    at = {name: number for number, name in enumerate(header)}
    return {Shape.RELATIONS: _relations, Shape.WIKIDATA: _wikidata, Shape.OURS: _ours}[Shape(shape)](at)


def _relations(at: dict[str, int]) -> Reader:
    columns = [
        [at.get(f"{what}_{end}") for what in ("city", "admin1", "country", "geonameid", "lat", "lon")]
        for end in "ab"
    ]
    rest = [at.get(name) for name in ("year", "form", "sources", "confidence")]

    def read(line: int, cells: Sequence[str]) -> Entry:
        year, form, sources, confidence = (_cell(cells, place) for place in rest)
        return Entry(
            line, _end_at(cells, columns[0]), _end_at(cells, columns[1]),
            year=_year(year), form=_short(form, "form", 60), sources=_short(sources, "sources", 300),
            confidence=_one_of(confidence, Twinning.Confidence, "confidence"),
        )  # fmt: skip

    return read


def _ours(at: dict[str, int]) -> Reader:
    columns = [[at.get(f"{what}_{end}") for what in ENDS] for end in (1, 2)]
    rest = [at.get(name) for name in ("year", "form", "state", "reason", "source", "confidence")]

    def read(line: int, cells: Sequence[str]) -> Entry:
        year, form, state, reason, source, confidence = (_cell(cells, place) for place in rest)
        state = _one_of(state, Twinning.State, "state")
        if state in (Twinning.State.ENDED, Twinning.State.DOUBTED) and not reason:
            raise Refused("reason")
        return Entry(
            line, _end_at(cells, columns[0]), _end_at(cells, columns[1]),
            year=_year(year), form=_short(form, "form", 60), state=state, reason=_short(reason, "reason", 500),
            sources=_short(source, "source", 300), confidence=_one_of(confidence, Twinning.Confidence, "confidence"),
        )  # fmt: skip

    return read


POINT = re.compile(r"\s*(?:<[^>]*>\s*)?Point\(\s*([-+\d.eE]+)\s+([-+\d.eE]+)\s*\)\s*", re.IGNORECASE)
"""Well-known text, longitude first; Wikidata puts the globe before it where that is not Earth."""

PRECISION_YEAR = 9
"""Wikidata's precision of a time: 9 is the year, 10 the month, 11 the day; less is a decade or a century."""


def _wikidata(at: dict[str, int]) -> Reader:
    columns = [[at.get(f"{side}{what}") for what in ("", "label", "country", "geonames", "coord")]
               for side in ("city", "partner")]  # fmt: skip
    start, precision, ended = (at.get(name) for name in ("start", "startprecision", "end"))

    def side_of(cells: Sequence[str], places: Sequence[int | None]) -> End:
        _item, label, country, number, point = (_cell(cells, place) for place in places)
        if re.fullmatch(r"Q\d+", label):
            label = ""  # an item without a name in the language asked for is labelled with its own number
        longitude, latitude = _point(point)
        return _end(label, "", country, number, latitude, longitude)

    def read(line: int, cells: Sequence[str]) -> Entry:
        entry = Entry(line, side_of(cells, columns[0]), side_of(cells, columns[1]))
        exact = _cell(cells, precision)
        if not exact or (exact.isdigit() and int(exact) >= PRECISION_YEAR):
            entry.year = _year(_cell(cells, start)[:5].lstrip("+")[:4])
        if over := _cell(cells, ended):
            entry.state, entry.reason = Twinning.State.ENDED, f"Wikidata: {over[:10]}"
        return entry

    return read


def _point(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    found = POINT.fullmatch(text)
    if not found or "<http" in text:
        raise Refused("coordinates", value=text[:60])
    return found[1], found[2]


def _cell(cells: Sequence[str], place: int | None) -> str:
    return plain(cells[place]) if place is not None else ""


def _end_at(cells: Sequence[str], places: Sequence[int | None]) -> End:
    return _end(*(_cell(cells, place) for place in places))


def _end(name: str, region: str, country: str, number: str, latitude: str, longitude: str) -> End:
    if not name:
        raise Refused("name")
    return End(
        _short(name, "name", 200), _short(region, "region", 120), _country(country) if country else "",
        _number(number) if number else None, *(_position(latitude, longitude) if latitude else (None, None)),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Two letters of a country by two letters, by three, and by its names in English, French and Spanish."""
    known = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()} - {
        "ZZ",
        "EU",
        "EZ",
        "UN",
    }
    found: dict[str, str] = {code: code for code in known}
    for old, new in get_global("territory_aliases").items():
        if isinstance(old, str) and len(old) == 3 and old.isalpha() and new[0] in known:
            found[old] = new[0]
    for language in ("es", "fr", "en"):
        for code, name in Locale(language).territories.items():
            if code in known:
                found[key(str(name))] = str(code)
    return found | {"XKX": "XK", "UK": "GB", "EL": "GR"}  # fmt: skip


@lru_cache(maxsize=1000)
def _country(text: str) -> str:
    known = _countries()
    code = known.get(text.upper()) or known.get(key(text))
    if code is None:
        raise Refused("country", value=text[:60])
    return code


def _number(text: str) -> int:
    text = text.removesuffix(".0").rsplit("/", 1)[-1]
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**31):
        raise Refused("number", value=text[:60])
    return int(text)


def _position(latitude: str, longitude: str) -> tuple[float, float]:
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        raise Refused("coordinates", value=f"{latitude} {longitude}"[:60]) from None
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise Refused("coordinates", value=f"{latitude} {longitude}"[:60])
    return found


def _year(text: str) -> int | None:
    if not text:
        return None
    text = text.removesuffix(".0")
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= clock.today().year + 1):
        raise Refused("year", value=text[:60])
    return int(text)


def _one_of(text: str, choices: Any, code: str) -> str:
    if not text:
        return ""
    text = text.lower()
    if text not in choices.values:
        raise Refused(code, value=text[:60])
    return text


def _short(text: str, column: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused("long", value=column, limit=limit)
    return text


def no_rows() -> str:
    """What to say of a table that has a header and nothing below it."""
    return _("There are no rows below the names of the columns. Export the table again with its rows.")
