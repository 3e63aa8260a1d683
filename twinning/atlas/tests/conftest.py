"""What the tests of the atlas stand on: a file given and read as the worker does it."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from twinning.atlas import imports
from twinning.atlas.models import Import
from twinning.records.uploads import Checked

TODAY = dt.date(2026, 11, 22)
HEADER = (
    "name_1,region_1,country_1,geonames_1,name_2,region_2,country_2,geonames_2,year,form,state,reason,source"
)
MAZATLAN = "Mazatlán,Sinaloa,MX,,Grande Prairie,Alberta,CA,,2008,sister city,,,Memo"
RIKUBETSU = "Lacombe,Alberta,CA,,Rikubetsu,Hokkaido,JP,,1986,,,,Lacombe Express"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


@pytest.fixture
def read(places, staff) -> Callable[..., Import]:
    """``read(content)`` hands back the import after its dry run."""

    def read(content: bytes, *, kind="twinnings", as_of=TODAY, edition=None) -> Import:
        ending = "txt" if kind == "twinnings" else "xlsx"
        job = imports.start(
            Checked(f"list.{ending}", ending, content), kind=kind, name="list.csv", source="A list",
            as_of=as_of, edition=edition, by=staff,
        )  # fmt: skip
        imports.work_on(job.pk)
        job.refresh_from_db()
        return job

    return read


@pytest.fixture
def carry_out(read, staff) -> Callable[..., Import]:
    """``carry_out(content)`` reads, approves and imports."""

    def carry_out(content: bytes, **more) -> Import:
        job = read(content, **more)
        assert job.state == Import.State.CHECKED, job.reason
        assert imports.approve(job, by=staff)
        imports.work_on(job.pk)
        job.refresh_from_db()
        assert job.state == Import.State.DONE, job.reason
        return job

    return carry_out


def counts(job: Import) -> dict[str, int]:
    """What is not zero."""
    return {name: number for name in imports.COUNTS if (number := getattr(job, name))}


def shared(name: str) -> Path:
    """A file of the shared data; the test is skipped where it is not there."""
    folder = Path(os.environ.get("SHARED_DATA", Path(settings.BASE_DIR).parent / "shared" / "data"))
    if not (folder / name).exists():
        pytest.skip(f"{name} is not in {folder}; set SHARED_DATA to the folder that has it")
    return folder / name
