"""The list of proposals and the CAO's desk with few and with many files, against a bare list in the same project.

All three are asked through the test client in this process and pass the whole
middleware: session, second factor, content security policy. What differs is
what the page itself does.
"""

import logging
from collections.abc import Callable

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, in_ms, in_turns, load_of_machine, median, quick, timed, write

PAGES = {"List of proposals": "/proposals/", "CAO's desk": "/"}
AIM = 2.5


def figures(few: int, many: int, rounds: int) -> list[Figure]:
    client = _signed_in_cao()
    found: list[Figure] = []
    queries: dict[str, list[int]] = {name: [] for name in PAGES}
    for number in (few, many):
        _let_there_be(number)
        for name, address in PAGES.items():
            queries[name].append(_queries(client, address))
        contestants = {
            name: _asking(client, address) for name, address in (PAGES | {"bare": "/bare/"}).items()
        }
        times = {name: median(values) for name, values in in_turns(contestants, rounds).items()}
        found += [
            Figure(
                f"{name}, {number:,} files", "bare view of 50 rows", in_ms(times[name]), in_ms(times["bare"]),
                times[name] / times["bare"], AIM,
            )
            for name in PAGES
        ]  # fmt: skip
    for name, (at_few, at_many) in queries.items():
        what = f"{name}, queries with {many:,} files"
        found.append(Figure(what, f"with {few:,} files", str(at_many), str(at_few), at_many / at_few, 1))
    return found


def _signed_in_cao() -> Client:
    from bench.scene import cao, carried_resolution
    from twinning.testing.factories import sign_in

    carried_resolution()
    return sign_in(Client(SERVER_NAME="127.0.0.1"), cao())


def _let_there_be(number: int) -> None:
    from bench.scene import files

    files(number)
    with connection.cursor() as cursor:
        # What PostgreSQL does of itself within a minute.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _queries(client: Client, address: str) -> int:
    _ask(client, address)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, address)
    return len(captured)


def _asking(client: Client, address: str) -> Callable[[], float]:
    return lambda: timed(lambda: _ask(client, address))


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def main() -> None:
    django.setup()
    settings.ROOT_URLCONF = "bench.urls"
    logging.getLogger("django.request").setLevel(logging.ERROR)
    write(figures(*((5, 20, 1) if quick() else (100, 10_000, 60))))
    print(load_of_machine())


if __name__ == "__main__":
    main()
