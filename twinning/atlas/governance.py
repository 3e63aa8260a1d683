"""The World Bank's Worldwide Governance Indicators: its workbook read, kept per edition, and drawn with its error.

Each edition recalculates all years back to 1996; the edition of 2025 also
changed the method. So figures are kept per edition, and no line is ever drawn
from one edition to the next.
"""

import datetime as dt
import io
import math
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from typing import Any

import openpyxl
from babel.core import get_global
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from twinning.atlas.models import Import, Indicator
from twinning.atlas.tables import NotATable
from twinning.places.countries import country_name

Dimension = Indicator.Dimension
Keep = Callable[..., None]

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("code", "countrycode", "economycode", "iso3"),
    "year": ("year",),
    "dimension": ("indicator", "dimension", "governancedimension"),
    "estimate": ("estimate", "governanceestimate"),
    "error": ("stddev", "stderr", "standarderror", "se"),
    "percentile": ("pctrank", "percentilerank", "percentile"),
    "sources": ("nsource", "nsources", "numberofsources", "numsrc"),
}
"""What each column may be called, without spaces and signs."""

NEEDED = ("code", "year", "dimension", "estimate", "error")

OLD_CODES = {
    "ADO": "AD", "ROM": "RO", "ZAR": "CD", "TMP": "TL", "KSV": "XK", "XKX": "XK", "WBG": "PS", "IMY": "IM", "CHI": "JG",
    "ANT": "AN", "JEY": "JE",
}  # fmt: skip
"""Codes of the World Bank that are not ISO 3166 (or not any more)."""

MOST_SHEETS = 40
MOST_ROWS = 300_000
MOST_COLUMNS = 60
AT_ONCE = 2000
FIRST_EDITION_OF_THE_NEW_METHOD = 2025
WRITTEN = ["estimate", "standard_error", "percentile", "sources", "imported"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the workbook, understood."""

    country: str
    dimension: str
    year: int
    estimate: float
    error: float
    percentile: float | None
    sources: int | None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.country, self.dimension, self.year


class Refused(Exception):
    """A row that cannot be taken, with what is wrong and what was found."""


def figures(content: bytes, refuse: Callable[[int, str], None]) -> Iterator[tuple[int, Figure | None]]:
    """Every row below the header with its number; ``None`` where the World Bank gives no figure. Raises ``NotATable``."""
    rows, places = _table(content)
    for number, cells in rows:
        if number > MOST_ROWS:
            raise NotATable(
                _(
                    "The sheet has far more rows than there are indicators. Choose the World Bank's own workbook."
                )
            )
        try:
            yield number, _figure(cells, places)
        except Refused as refusal:
            refuse(number, str(refusal))


Numbered = Iterator[tuple[int, Sequence[Any]]]


def _table(content: bytes) -> tuple[Numbered, dict[str, int]]:
    """The rows of the first sheet that has the columns, and where they stand."""
    found: list[str] = []
    for rows in _sheets(content):
        for number, cells in islice(rows, 30):
            places = _places([_bare(cell) for cell in cells])
            if all(places[what] >= 0 for what in NEEDED):
                return rows, places
            if number == 1:
                found += [str(cell) for cell in cells[:8] if cell is not None]
    raise NotATable(
        _(
            "No sheet of this workbook has the columns of the World Bank's file (%(needed)s); found: %(found)s. Choose wgidataset.xlsx as it was published."
        )
        % {
            "needed": "code, year, indicator, estimate, stddev",
            "found": ", ".join(found)[:200] or _("nothing"),
        }
    )


def _sheets(content: bytes) -> Iterator[Numbered]:
    """The rows that hold something, with their numbers, sheet by sheet; raises ``NotATable`` for what is no workbook."""
    with _in_words():
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = book.worksheets[:MOST_SHEETS]
    for sheet in sheets:
        yield _rows(sheet)


def _rows(sheet: Any) -> Numbered:
    # What a sheet says of its own size may be wrong or hostile: it is not asked, and columns far out are not read.
    sheet.reset_dimensions()
    with _in_words():
        for number, cells in enumerate(
            sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1), 1
        ):
            if any(cell is not None for cell in cells):
                yield number, cells


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever a damaged workbook does to its reader becomes a sentence."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        SyntaxError,  # of XML, in either of the two parsers
        KeyError,
        ValueError,
        TypeError,
        OSError,
    ) as error:
        raise NotATable(
            _("This is no workbook that can be read. Download wgidataset.xlsx from the World Bank again.")
        ) from error


def _bare(cell: Any) -> str:
    return "".join(letter for letter in str(cell or "").lower() if letter.isalnum())


def _places(names: list[str]) -> dict[str, int]:
    """At which place each column stands, -1 where it does not; a long name may be followed by an explanation."""
    return {
        what: next(
            (
                place
                for one in known
                for place, name in enumerate(names)
                if name == one or (len(one) >= 8 and name.startswith(one))
            ),
            -1,
        )
        for what, known in COLUMNS.items()
    }


def _figure(cells: Sequence[Any], places: dict[str, int]) -> Figure | None:
    def cell(what: str) -> Any:
        place = places[what]
        return cells[place] if 0 <= place < len(cells) else None

    country = _country(str(cell("code") or "").strip().upper())
    dimension = _dimension(str(cell("dimension") or ""))
    year = _whole(cell("year"), 1990, 2100)
    if year is None:
        raise Refused(_("The year is missing or is none."))
    estimate, error = _real(cell("estimate")), _real(cell("error"))
    if estimate is None or error is None:
        return None
    if not (-6 <= estimate <= 6 and 0 < error <= 6):
        raise Refused(_("The estimate or its error lies outside of what the indicators can be."))
    percentile = _real(cell("percentile"))
    if percentile is not None and not 0 <= percentile <= 100:
        raise Refused(_("The percentile rank is not between 0 and 100."))
    return Figure(country, dimension, year, estimate, error, percentile, _whole(cell("sources"), 0, 1000))


def _country(code: str) -> str:
    if not (len(code) == 3 and code.isalpha() and code.isascii()):
        raise Refused(_("The code of the country is not three letters."))
    if code in OLD_CODES:
        return OLD_CODES[code]
    alias = get_global("territory_aliases").get(code)
    return alias[0] if alias else code


_DIMENSIONS = {
    **{value: value for value in Dimension.values},
    "politicalstability": "pv", "politicalstabilityandabsenceofviolence": "pv", "politicalstabilityandabsenceofviolenceterrorism": "pv",
    "politicalstabilitynoviolence": "pv", "ps": "pv", "voiceandaccountability": "va", "governmenteffectiveness": "ge",
    "regulatoryquality": "rq", "ruleoflaw": "rl", "controlofcorruption": "cc",
}  # fmt: skip


def _dimension(text: str) -> str:
    bare = _bare(text)
    if bare not in _DIMENSIONS:
        raise Refused(_("“%(value)s” is none of the six dimensions.") % {"value": text[:40]})
    return _DIMENSIONS[bare]


def _real(value: Any) -> float | None:
    """A number; the World Bank writes two points where it has none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any, least: int, most: int) -> int | None:
    number = _real(value)
    return int(number) if number is not None and number == int(number) and least <= number <= most else None


# -- The import ------------------------------------------------------------------------------


def marker(edition: int) -> str:
    """Changes whenever the figures of an edition do."""
    kept = Indicator.objects.filter(edition=edition).aggregate(number=Count("pk"), newest=Max("imported"))
    return f"{edition}:{kept['number']}:{kept['newest']}"


def check(job: Import, content: bytes, keep: Keep) -> dict[str, Any]:
    """The dry run: which edition it is, and what would be added or changed in it."""
    wrong: list[list[Any]] = []
    found: dict[tuple[str, str, int], Figure] = {}
    empty = 0
    for number, figure in figures(
        content, lambda number, words: wrong.append([number, "refused", words, {}])
    ):
        if figure is None:
            empty += 1
        elif figure.key in found:
            wrong.append([number, "refused", _("The same country, dimension and year stand twice."), {}])
        else:
            found[figure.key] = figure
        if number % AT_ONCE == 0:
            keep(total=number + AT_ONCE, progress=number)
    if not found:
        raise NotATable(
            _("The workbook has the right columns and no figures. Download it from the World Bank again.")
        )
    last = max(year for _country, _dimension, year in found)
    edition = job.edition or last + 1
    counts = Counter(_verdict(figure, kept) for figure, kept in _beside(found.values(), edition))
    return {
        "shape": Import.Shape.WORKBOOK, "edition": edition, "seen": marker(edition), "leftovers": wrong,
        "total": len(found), "progress": len(found), "refused": len(wrong), "unmatched": 0, "kept": 0,
        "report": {
            "edition_by": "person" if job.edition else "file", "years": [min(year for _c, _d, year in found), last],
            "countries": len({country for country, _d, _y in found}), "dimensions": sorted({dimension for _c, dimension, _y in found}),
            "empty": empty,
        },
        **{name: counts[name] for name in ("added", "changed", "same")},
    }  # fmt: skip


def carry_out(job: Import, content: bytes, keep: Keep) -> None:
    """Write the figures into their edition; figures of other editions are not touched."""
    from twinning.atlas.twinnings import Stale

    edition = _edition(job)
    if not job.progress and marker(edition) != job.seen:
        raise Stale
    wrong: list[int] = []
    # A row that stands twice counts once, the first time, as in the dry run.
    found: dict[tuple[str, str, int], Figure] = {}
    for _number, figure in figures(content, lambda number, _words: wrong.append(number)):
        if figure is not None and figure.key not in found:
            found[figure.key] = figure
    every = iter(found.values())
    done = Counter({name: getattr(job, name) for name in ("added", "changed", "same")})
    progress = job.progress
    rows = islice(every, progress, None)
    while batch := list(islice(rows, AT_ONCE)):
        with transaction.atomic():
            verdicts = [(_verdict(figure, kept), figure) for figure, kept in _beside(batch, edition)]
            _save([figure for verdict, figure in verdicts if verdict != "same"], job)
            done.update(verdict for verdict, _figure in verdicts)
            progress += len(batch)
            keep(progress=progress, refused=len(job.leftovers), **done)


def _edition(job: Import) -> int:
    assert job.edition is not None  # the database refuses to approve one without
    return job.edition


def _save(changed: Iterable[Figure], job: Import) -> None:
    Indicator.objects.bulk_create(
        [
            Indicator(
                edition=_edition(job), country=one.country, dimension=one.dimension, year=one.year, estimate=one.estimate,
                standard_error=one.error, percentile=one.percentile, sources=one.sources, imported=job,
            )
            for one in changed
        ],
        batch_size=1000, update_conflicts=True, unique_fields=["country", "dimension", "edition", "year"], update_fields=WRITTEN,
    )  # fmt: skip


def _beside(found: Iterable[Figure], edition: int) -> Iterator[tuple[Figure, tuple[Any, ...] | None]]:
    """Figures beside what is kept of them in their edition."""
    found = list(found)
    rows = Indicator.objects.filter(
        edition=edition, country__in={figure.country for figure in found}
    ).order_by()
    kept = {
        row[:3]: row[3:]
        for row in rows.values_list(
            "country", "dimension", "year", "estimate", "standard_error", "percentile", "sources"
        )
    }
    return ((figure, kept.get(figure.key)) for figure in found)


def _verdict(figure: Figure, kept: tuple[Any, ...] | None) -> str:
    if kept is None:
        return "added"
    return "same" if kept == (figure.estimate, figure.error, figure.percentile, figure.sources) else "changed"


# -- What is known of a country --------------------------------------------------------------


@dataclass(frozen=True)
class Series:
    """One dimension of one country in one edition, oldest year first."""

    edition: int
    dimension: str
    points: list[Indicator]

    @property
    def label(self) -> str:
        return str(Dimension(self.dimension).label)

    @property
    def latest(self) -> Indicator:
        return self.points[-1]

    @property
    def chart(self) -> dict[str, Any]:
        """The line of this edition alone, with its margin of error."""
        return _chart(self.points)


@dataclass(frozen=True)
class EditionOfCountry:
    """Everything that one edition says of one country."""

    edition: int
    country: str
    as_of: dt.date
    series: list[Series]

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def stability(self) -> Series | None:
        return next((one for one in self.series if one.dimension == Dimension.STABILITY), None)

    @property
    def method(self) -> str:
        """What must stand beside every figure of this edition."""
        if self.edition >= FIRST_EDITION_OF_THE_NEW_METHOD:
            return _(
                "Edition of %(edition)s, calculated back to 1996 by the method of 2025. Not to be compared with other editions."
            ) % {"edition": self.edition}
        return _(
            "Edition of %(edition)s, by the method before 2025. Not to be compared with other editions."
        ) % {"edition": self.edition}


def indicators_of(country: str) -> list[EditionOfCountry]:
    """The series of one country, per edition, newest edition first; an empty list where nothing is imported."""
    rows = (
        Indicator.objects.filter(country=country)
        .select_related("imported")
        .order_by("-edition", "dimension", "year")
    )
    editions = []
    for edition, of_edition in groupby(rows, key=lambda row: row.edition):
        figures_of_edition = list(of_edition)
        series = [
            Series(edition, dimension, list(points))
            for dimension, points in groupby(figures_of_edition, key=lambda row: row.dimension)
        ]
        series.sort(key=lambda one: Dimension.values.index(one.dimension))
        as_of = max(row.imported.as_of for row in figures_of_edition)
        editions.append(EditionOfCountry(edition, country, as_of, series))
    return editions


WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 340, 170, 34, 12, 140
LOWEST, HIGHEST = -2.5, 2.5


def _chart(points: list[Indicator]) -> dict[str, Any]:
    """Plain numbers of a small line chart: lines, the band of error, ticks. A gap of years is a gap of the line."""
    first, last = points[0].year, points[-1].year

    def x(year: int) -> float:
        return round(LEFT + (WIDTH - LEFT - 14) * (year - first) / max(1, last - first), 1)

    def y(value: float) -> float:
        return round(
            TOP + (BOTTOM - TOP) * (HIGHEST - min(HIGHEST, max(LOWEST, value))) / (HIGHEST - LOWEST), 1
        )

    lines, bands = [], []
    for part in _unbroken(points):
        lines.append(" ".join(f"{x(one.year)},{y(one.estimate)}" for one in part))
        upper = [f"{x(one.year)},{y(one.estimate + one.margin)}" for one in part]
        lower = [f"{x(one.year)},{y(one.estimate - one.margin)}" for one in reversed(part)]
        bands.append(" ".join(upper + lower))
    years = sorted({first, (first + last) // 2, last})
    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - 14, "bottom": BOTTOM, "zero": y(0),
        "lines": lines, "bands": bands, "dots": [{"x": x(one.year), "y": y(one.estimate)} for one in points],
        "years": [
            {"year": year, "x": x(year), "anchor": {first: "start", last: "end"}.get(year, "middle")} for year in years
        ],
        "levels": [{"level": level, "y": y(level), "words": f"{level:+d}" if level else "0"} for level in (-2, -1, 0, 1, 2)],
    }  # fmt: skip


def _unbroken(points: list[Indicator]) -> Iterator[list[Indicator]]:
    """Runs of years without a gap; until 2002 there was a figure every second year."""
    run = points[:1]
    for before, after in pairwise(points):
        if after.year - before.year > 2:
            yield run
            run = []
        run.append(after)
    yield run
