"""The import of 38,379 known twinnings, against a bare bulk insert of the same rows into the same table.

Both begin with the empty table. The import is what a worker does after the
click: the file read and taken apart, every end matched to its place, what is
known already looked up, rows written batch by batch with their progress, the
spreads measured anew. Rows come from the merged list where SHARED_DATA (or
``../shared/data``) has it, else as many are made up.
"""

import csv
import datetime as dt
import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction

from bench.figures import Figure, in_ms, in_turns, load_of_machine, median, quick, timed, write

ROWS = 38_379
AIM = 4.0
TODAY = dt.date(2026, 11, 22)
ROUNDS = 3

same_rows: list[Any] = []
"""What the last import left, for the bare insert."""

COLUMNS = (
    "city_a,admin1_a,country_a,geonameid_a,city_b,admin1_b,country_b,geonameid_b,year,form,sources,confidence"
)


def figures(content: bytes, rounds: int) -> list[Figure]:
    number = content.count(b"\n") - 1
    imported, bare, dry = (
        median(values)
        for values in in_turns(
            {"ours": lambda: _import(content), "bare": _insert, "dry": lambda: _dry_run(content)},
            rounds,
            warm_up=1,
        ).values()
    )
    against = "bare bulk insert of the same rows"
    what = f"{number:,} relations on {connection.vendor}"
    return [
        Figure(f"Import of {what}", against, in_ms(imported), in_ms(bare), imported / bare, AIM),
        Figure(f"Dry run of {what}", against, in_ms(dry), in_ms(bare), dry / bare),
        Figure(
            f"Dry run and import of {what}",
            "30 s",
            in_ms(dry + imported),
            "30,000 ms",
            (dry + imported) / 30,
            1,
        ),
    ]


def _empty() -> None:
    from twinning.atlas.models import Twinning

    Twinning.objects.all()._raw_delete(connection.alias)  # the bench's own database, gone with the run


def _job(content: bytes) -> Any:
    from twinning.accounts.models import User
    from twinning.atlas import imports
    from twinning.records.uploads import Checked

    return imports.start(
        Checked("list.txt", "txt", content),
        kind="twinnings",
        name="list.csv",
        source="A list",
        as_of=TODAY,
        by=User.objects.latest("pk"),
    )


def _dry_run(content: bytes) -> float:
    from twinning.atlas import imports

    _empty()
    job = _job(content)
    return timed(lambda: imports.work_on(job.pk))


def _import(content: bytes) -> float:
    from twinning.atlas import imports
    from twinning.atlas.models import Import, Twinning

    _empty()
    job = _job(content)
    imports.work_on(job.pk)
    if not imports.approve(job, by=job.by):
        raise RuntimeError(Import.objects.get(pk=job.pk).reason)
    took = timed(lambda: imports.work_on(job.pk))
    job.refresh_from_db()
    if job.state != Import.State.DONE:
        raise RuntimeError(f"The import ended as {job.state}: {job.reason}")
    same_rows[:] = Twinning.objects.order_by("pk").values()
    return took


def _insert() -> float:
    """The rows that the last import left, inserted with nothing around: one transaction, one call."""
    from twinning.atlas.models import Twinning

    _empty()
    rows = [Twinning(**(row | {"id": None})) for row in same_rows]

    def insert() -> None:
        with transaction.atomic():
            Twinning.objects.bulk_create(rows)

    return timed(insert)


def relations(limit: int) -> bytes:
    """The merged list, or as many rows made up over the places that are there."""
    from twinning.places.models import Place

    folder = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data"))
    if (kept := folder / "sister_city_relations.csv").exists():
        return b"".join(kept.read_bytes().splitlines(keepends=True)[: limit + 1])
    places = list(
        Place.objects.order_by("-population", "pk")[:2000].values_list("name", "region", "country", "pk")
    )
    lines = [COLUMNS.split(",")]
    for number in range(limit):
        one, other = places[number % len(places)], places[(number + 1 + number // len(places)) % len(places)]
        lines.append([*map(str, one), *map(str, other), "", "", "a|b", "high"])
    made = Path(settings.DATA_DIR) / "relations.csv"
    with made.open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    return made.read_bytes()


def main() -> None:
    django.setup()
    tiny = quick()
    from django.core.management import call_command

    from twinning.accounts.models import User
    from twinning.testing.factories import person

    if not User.objects.exists():
        person("staff")
    call_command("load_places", verbosity=0)
    write(figures(relations(50 if tiny else ROWS), 1 if tiny else ROUNDS))
    print(load_of_machine())


if __name__ == "__main__":
    main()
