"""Fills the tables of places from the files in ``data``; ``script/places`` makes those."""

import hashlib
import io
import json
import lzma
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from twinning import clock
from twinning.places.keys import key
from twinning.places.models import Area, Beginning, Edition, Place, PlaceName

FOLDER = Path(__file__).parent / "data"
COLUMNS = [field.attname for field in Place._meta.concrete_fields]
MAY_BE_UNKNOWN = [place for place, field in enumerate(Place._meta.concrete_fields) if field.null]


class Parcel(NamedTuple):
    """What is to be loaded, a line of text for each row; ``script/lib/places.py`` says what stands in them."""

    digest: str
    places: list[str]
    areas: list[str]
    beginnings: list[str]


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """Digest, numbers and versions, as ``script/places`` wrote them."""
    found: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text())
    return found


def parcel() -> Parcel:
    """The files of this version. Raises ``ValueError`` where they are not those the manifest tells of."""
    texts = [
        lzma.decompress((FOLDER / f"{name}.tsv.xz").read_bytes()).decode() for name in Parcel._fields[1:]
    ]
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if digest != manifest()["digest"]:
        raise ValueError(
            f"The places in {FOLDER} are not those of its manifest. Fetch the project anew, or run script/places."
        )
    return Parcel(digest, *(text.splitlines() for text in texts))


def is_loaded(digest: str) -> bool:
    return Edition.objects.filter(digest=digest).exists()


def load(given: Parcel) -> Edition:
    """Put a parcel in place of what is there, all or nothing.

    A place keeps its number, so whatever refers to it goes on doing so. One
    that the parcel no longer has is taken out, unless something refers to it.
    """
    with transaction.atomic(), _much_memory():
        with _without_indexes(Place):
            _upsert(map(_place, given.places))
        kept = _take_out_what_is_gone({int(line.split("\t", 1)[0]) for line in given.places})
        PlaceName.objects.exclude(place__in=kept).delete()
        with _without_indexes(PlaceName):
            written = _write(PlaceName, ["place_id", "key", "name", "population"], _names(given.places))
        Beginning.objects.all().delete()
        _write(Beginning, ["letters", "rank", "place_id"], _beginnings(given.beginnings))
        Area.objects.all().delete()
        _write(Area, ["key", "country", "region"], (line.split("\t") for line in given.areas))
        Edition.objects.all().delete()
        edition = Edition.objects.create(
            digest=given.digest, places=len(given.places), names=written, loaded_at=clock.now()
        )
    _tell_the_planner()
    return edition


def _place(line: str) -> list[Any]:
    """The cells of a line as the table's columns; an empty number is none."""
    cells: list[Any] = line.split("\t")[: len(COLUMNS)]
    for number in MAY_BE_UNKNOWN:
        cells[number] = cells[number] or None
    return cells


def _names(lines: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    for line in lines:
        number, own, *cells, others = line.split("\t")
        population = cells[5]
        yield number, key(own), own, population
        for name in filter(None, others.split("|")):
            yield number, key(name), name, population


def _beginnings(lines: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for line in lines:
        letters, places = line.split("\t")
        for rank, place in enumerate(places.split(",")):
            yield letters, rank, place


def _take_out_what_is_gone(here: set[int]) -> list[int]:
    """Delete places that are not among these; hands back those that something still refers to."""
    gone = [number for number in Place.objects.values_list("pk", flat=True).order_by() if number not in here]
    kept: set[int] = set()
    for field in _fields_that_refer_to_places():
        for some in _in_parts(gone):
            rows = field.model._base_manager.filter(**{f"{field.attname}__in": some})
            kept.update(rows.values_list(field.attname, flat=True))
    for some in _in_parts([number for number in gone if number not in kept]):
        PlaceName.objects.filter(place__in=some).delete()
        Beginning.objects.filter(place__in=some).delete()
        Place.objects.filter(pk__in=some).delete()
    return sorted(kept)


def _fields_that_refer_to_places() -> list[Any]:
    """Keys of other apps, also those that have no name on this side."""
    relations = Place._meta.get_fields(include_hidden=True)
    return [
        relation.field  # type: ignore[union-attr]
        for relation in relations
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and relation.related_model not in (PlaceName, Beginning)
    ]


def _in_parts(numbers: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]


# -- The way in for many rows: each database has its own -------------------------------------
# Tables and columns are named by the models; no word of anybody else gets into these sentences.


@contextmanager
def _without_indexes(model: type[models.Model]) -> Iterator[None]:
    """Building an index once, at the end, takes a fraction of the time of keeping it."""
    with connection.cursor() as cursor:
        for index in model._meta.indexes:
            cursor.execute(f"DROP INDEX {index.name}")
        yield
        for index in model._meta.indexes:
            cursor.execute(str(index.create_sql(model, connection.schema_editor())))


@contextmanager
def _much_memory() -> Iterator[None]:
    """SQLite's 2 MB of memory for pages are too few for many rows in no order."""
    if connection.vendor == "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA cache_size = -131072")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


def _write(model: type[models.Model], columns: list[str], rows: Iterable[Any], table: str = "") -> int:
    """Insert rows as fast as the database takes them; how many there were."""
    table = table or model._meta.db_table
    counted = _Counted(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({','.join(columns)}) FROM STDIN", _Copied(counted))
        else:
            places = ",".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({places})", counted)  # type: ignore[arg-type]  # noqa: S608
    return counted.number


def _upsert(rows: Iterable[list[Any]]) -> None:
    table = Place._meta.db_table
    names = ",".join(COLUMNS)
    changes = ",".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])
    on_conflict = f"ON CONFLICT (id) DO UPDATE SET {changes}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TEMPORARY TABLE incoming (LIKE {table}) ON COMMIT DROP")
            _write(Place, COLUMNS, rows, "incoming")
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming {on_conflict}")  # noqa: S608
            cursor.execute("DROP TABLE incoming")
        else:
            values = ",".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({values}) {on_conflict}", rows)  # type: ignore[arg-type]  # noqa: S608


class _Counted:
    """Rows that are counted while they are read."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.number, self._rows = 0, rows

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self.number += 1
            yield row


class _Copied(io.TextIOBase):
    """Rows as PostgreSQL's COPY reads them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._lines = ("\t".join(map(_copied, row)) + "\n" for row in rows)

    def read(self, size: int | None = -1) -> str:
        """About as much as was asked for; nothing at the end."""
        parts, length = [], 0
        for line in self._lines:
            parts.append(line)
            length += len(line)
            if size is not None and 0 <= size <= length:
                break
        return "".join(parts)


def _copied(cell: Any) -> str:
    return "\\N" if cell is None else str(cell).replace("\\", "\\\\")


def _tell_the_planner() -> None:
    """Let the database learn at once what is in the tables, not only when it finds the time."""
    outside = not connection.in_atomic_block
    with connection.cursor() as cursor:
        for model in (Place, PlaceName, Beginning, Area):
            table = model._meta.db_table
            if connection.vendor == "postgresql" and outside:
                cursor.execute(f"VACUUM (ANALYZE) {table}")
            else:
                cursor.execute(f"ANALYZE {table}")
