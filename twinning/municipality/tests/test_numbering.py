"""Official numbers: never twice, never a gap, also when many clerks decide at the same moment and some do not go through with it."""

import datetime as dt
import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from twinning.municipality.models import Counter, valid_number_pattern
from twinning.municipality.numbering import example, next_number

DAY = dt.date(2026, 5, 11)
PATTERN = "{yy}-{seq:03d}"
CLERKS = 4
TRIES = 30


class ChangedMind(Exception):
    """The decision was not recorded after all."""


def give(series: str = "resolution", pattern: str = PATTERN, on: dt.date = DAY) -> str:
    with transaction.atomic():
        return next_number(series, pattern, on)


@pytest.mark.django_db
def test_numbers_follow_each_other_in_the_citys_pattern():
    assert [give() for _time in range(3)] == ["26-001", "26-002", "26-003"]


@pytest.mark.django_db
def test_each_series_and_each_year_counts_for_itself():
    assert (give(), give("file", "11/154/{yyyy}-{seq}"), give(on=dt.date(2027, 1, 4)), give()) == (
        "26-001",
        "11/154/2026-1",
        "27-001",
        "26-002",
    )


def _give_and_take_back() -> None:
    with transaction.atomic():
        next_number("resolution", PATTERN, DAY)
        raise ChangedMind


@pytest.mark.django_db
def test_a_decision_that_is_rolled_back_leaves_no_gap():
    give()
    with pytest.raises(ChangedMind):
        _give_and_take_back()
    assert give() == "26-002"


@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_only_inside_a_transaction():
    with pytest.raises(RuntimeError, match="only inside the transaction"):
        next_number("resolution", PATTERN, DAY)
    assert not Counter.objects.exists()


@pytest.mark.django_db
def test_an_example_gives_nothing():
    assert (
        example("resolution", PATTERN, DAY),
        example("resolution", PATTERN, DAY),
        give(),
        example("resolution", PATTERN, DAY),
    ) == ("26-001", "26-001", "26-001", "26-002")


DECIDE = """
import datetime as dt
import json
import sys

import django

django.setup()

from django.db import transaction
from twinning.municipality.numbering import next_number


class ChangedMind(Exception):
    pass


print("ready", flush=True)
sys.stdin.readline()
given = []
for time in range(int(sys.argv[1])):
    try:
        with transaction.atomic():
            number = next_number("resolution", "{yy}-{seq:03d}", dt.date(2026, 5, 11))
            if time % 5 == 0:
                raise ChangedMind
        given.append(number)
    except ChangedMind:
        pass
print(json.dumps(given))
"""


@pytest.fixture
def database(tmp_path, transactional_db):
    """The environment of a process that sees the test's PostgreSQL, or an SQLite file as an installation has it."""
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        host = quote(at["HOST"] or "localhost", safe="")
        return os.environ | {
            "DATABASE_URL": f"postgres://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{host}:{at['PORT'] or 5432}/{at['NAME']}"
        }
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'numbers.sqlite3'}",
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "municipality"],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
    )
    return environment


def test_120_decisions_at_the_same_moment_give_no_number_twice_and_leave_no_gap(database):
    clerks = [
        subprocess.Popen(
            [sys.executable, "-c", DECIDE, str(TRIES)],
            cwd=settings.BASE_DIR,
            env=database,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _clerk in range(CLERKS)
    ]
    assert [clerk.stdout.readline() for clerk in clerks] == ["ready\n"] * CLERKS
    for clerk in clerks:
        clerk.stdin.write("now\n")
        clerk.stdin.flush()
    given = [number for clerk in clerks for number in json.loads(clerk.communicate(timeout=60)[0])]
    assert (CLERKS * TRIES, [clerk.returncode for clerk in clerks]) == (120, [0] * CLERKS)
    assert sorted(given) == [f"26-{number:03d}" for number in range(1, 97)]


@pytest.mark.parametrize("pattern", ["{yy}-{seq:03d}", "{yyyy}/{seq}", "11/154/{yyyy}-{seq}", "C/{seq}/{yy}"])
def test_patterns_that_can_be_used(pattern):
    assert valid_number_pattern(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "26-001",
        "{yy}",
        "{year}-{seq}",
        "{seq",
        "{seq:q}",
        "{}",
        "{0}",
        "{seq.__class__}",
        "{yy.__class__.__mro__}-{seq}",
        "{seq!x}",
        "{seq:999999999}",
        "RES {seq:05d}",
        "{{yy}}-{seq}",
    ],
)
def test_patterns_that_cannot(pattern):
    with pytest.raises(ValidationError):
        valid_number_pattern(pattern)
