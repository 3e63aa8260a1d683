"""The pages of a research with 45 candidates against the same with 3: a long list may be long, a page takes no more queries.

Every candidate has a place, six values that came out of data sets, and a known
partner, so that whatever the pages show of one is there for all.
"""

import logging

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.figures import Figure, in_ms, in_turns, load_of_machine, median, quick, timed, write

FEW, MANY = 3, 45
AIM = 5.0
"""Fifteen times the lines may take this many times as long; what stands around them is the same."""

PAGES = {
    "Research": "research:page",
    "Research, all answers": "research:check",
    "List of candidates": "research:candidates",
}


def figures(rounds: int) -> list[Figure]:
    from bench.scene import candidates, cao
    from twinning.testing.factories import sign_in

    files = {number: candidates(number) for number in (FEW, MANY)}
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), cao())
    found = []
    for name, page in PAGES.items():
        few, many = (reverse(page, args=[files[number].pk]) for number in (FEW, MANY))
        at_few, at_many = _queries(client, few), _queries(client, many)
        found.append(
            Figure(
                f"{name}, queries with {MANY} candidates", f"with {FEW}", str(at_many), str(at_few),
                at_many / at_few, 1,
            )
        )  # fmt: skip
        contestants = {
            number: (lambda address=address: timed(lambda: _ask(client, address)))
            for number, address in (("few", few), ("many", many))
        }
        times = {number: median(values) for number, values in in_turns(contestants, rounds).items()}
        found.append(
            Figure(
                f"{name} with {MANY} candidates", f"with {FEW}", in_ms(times["many"]), in_ms(times["few"]),
                times["many"] / times["few"], AIM,
            )
        )  # fmt: skip
    return found


def _queries(client: Client, address: str) -> int:
    _ask(client, address)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, address)
    return len(captured)


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def main() -> None:
    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    write(figures(1 if quick() else 60))
    print(load_of_machine())


if __name__ == "__main__":
    main()
