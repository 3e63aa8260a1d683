"""Places while one types, letter by letter, and a filter over all of them: on SQLite and on PostgreSQL.

A child process of this one loads all places into a database of its own and asks
there, so that both databases are asked the same by the same code. One request is
what the text box makes: the view behind ``dashboard:find_place``, without the middleware.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django

from bench.figures import Figure, in_ms, load_of_machine, median, percentile, quick, timed, write

TYPED = [
    "mazatlan, mexico", "lacombe, ab", "lacombe alberta", "grande prairie", "fort collins", "san miguel de allende",
    "saint john's", "st. johns, nl", "mission, tx", "mission texas", "new westminster", "villa", "montréal",
    "Mazatlán, Sinaloa, Mexico", "Gießen", "köln", "wuppertal germany", "Łódź", "reykjavik", "são paulo",
    "العقبة", "نابلس", "陸別町", "高崎", "Рикубецу", "Вашківці", "Θεσσαλονίκη", "Iğdır", "מצפה רמון", "मुंबई",
    "zzyzx", "al-", "la, ab", "sa, texas", "s, lu",
]  # fmt: skip
"""What people at city hall type, and some that is hard: short, in other scripts, narrowed early, misspelled."""

LIMIT = 0.050
"""Seconds; what the type-ahead is to take at most, for 95 of 100."""


def beginnings() -> list[str]:
    """Each of those letter by letter, as the text box asks when somebody types slowly."""
    return [words[:length] for words in TYPED for length in range(1, len(words) + 1)]


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each request and of each filter, in the database of this process."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {
        "load": [timed(_load_all if rounds > 1 else _load_some)],
        "search": [timed(_asking(words)) for _round in range(rounds) for words in beginnings()],
        "filter": [timed(_filtering(filters)) for _round in range(rounds) for filters in _filters()],
    }


def _load_all() -> None:
    from twinning.places import loading

    loading.load(loading.parcel())


def _load_some() -> None:
    """Every twentieth place and ours: enough to see that everything runs."""
    from twinning.places import loading

    given = loading.parcel()
    some = {*given.places[::20], *(line for line in given.places if "\tLacombe\tAlberta\t" in line)}
    loading.load(given._replace(places=sorted(some), beginnings=[]))


def _asking(words: str) -> Callable[[], object]:
    from twinning.places.hits import shown
    from twinning.places.models import Place

    return lambda: shown(list(Place.objects.named(words)[:10]), words)


def _filters() -> Iterator[dict[str, object]]:
    yield {"country": "MX", "population_from": 7_000, "population_to": 30_000}
    yield {"language": "es", "coast_km": 30, "population_from": 5_000}
    yield {"language": "fr", "km": 5_000, "population_from": 7_000, "population_to": 30_000}
    yield {"hours": 2, "population_from": 7_000, "population_to": 30_000}
    yield {"km": 500}


def _filtering(filters: dict[str, object]) -> Callable[[], object]:
    """The number of all, and one page of 25 by name."""
    from twinning.places.models import Place

    home = Place.objects.get(name="Lacombe", country="CA")

    def ask() -> None:
        places = Place.objects.matching(home, **filters).order_by("name", "pk")  # type: ignore[arg-type]
        if places.count() < 1 or not list(places[:25]):
            raise RuntimeError(f"nothing fits {filters}")

    return ask


def in_a_process(database: str, rounds: int) -> dict[str, list[float]]:
    """``measure`` in a process of its own, on a database; without an address on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATA_DIR": folder}
        environment.pop("DATABASE_URL", None)
        environment |= {"DATABASE_URL": database} if database else {}
        done = subprocess.run(
            [sys.executable, "-m", "bench.places", "--measure", str(rounds)],
            env=environment, cwd=Path(__file__).resolve().parent.parent, stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        found: dict[str, list[float]] = json.loads(done.stdout)
        return found


def figures(rounds: int) -> list[Figure]:
    databases = {"SQLite": ""}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        databases["PostgreSQL"] = os.environ["DATABASE_URL"]
    found = []
    for name, address in databases.items():
        times = in_a_process(address, rounds)
        found.append(
            Figure(
                f"All places loaded into {name}",
                "15 s",
                f"{times['load'][0]:.1f} s",
                "15 s",
                times["load"][0] / 15,
                1,
            )
        )
        for what, values, limit in (
            ("Places while one types", times["search"], LIMIT),
            ("Filter over all places, number and first page", times["filter"], None),
        ):
            for label, value in (("p50", median(values)), ("p95", percentile(values, 95))):
                found.append(
                    Figure(f"{what}, {name}, {label}", "50 ms", in_ms(value), in_ms(LIMIT), value / LIMIT, 1)
                    if limit
                    else Figure(f"{what}, {name}, {label}", "", in_ms(value), "", None)
                )
    return found


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        django.setup()
        json.dump(measure(int(sys.argv[2])), sys.stdout)
        return
    write(figures(1 if quick() else 3))
    print(load_of_machine())


if __name__ == "__main__":
    main()
