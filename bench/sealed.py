"""What an issued paper costs: drawn and sealed as a worker does it, against WeasyPrint on the same HTML and the seal alone.

The last figure is the memory of a worker: what it holds after many papers
against what it held after a fifth of them. It levels off.
"""

import itertools
import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from bench.figures import Figure, in_ms, in_turns, load_of_machine, median, quick, timed, write
from bench.render import a_press, as_files, drawing, pages

AIM = 1.3
"""Drawn and sealed by us, against drawn by WeasyPrint plus the seal."""
REPEATED = 40
"""So often the clauses stand in the package that is measured."""
LEVEL = 1.1
"""A worker that leaks a page of memory per paper passes this after some hundred papers."""


def figures(rounds: int, papers: int, folder: Path) -> list[Figure]:
    from twinning.records.rendering import warm

    warm()
    found = []
    for number, (what, template, facts, title) in enumerate([*_papers(), _package()]):
        room = folder / str(number)
        room.mkdir()
        found += _drawn_and_sealed(what, template, facts, title, rounds, room)
    return [*found, _memory(papers, folder)]


def _papers() -> list[tuple[str, str, dict[str, Any], str]]:
    from agreements.agreement.council.papers import facts, titles
    from bench.scene import carried_resolution
    from twinning.testing.papers import memorandum_facts

    resolution = carried_resolution()
    return [
        ("Resolution", "resolution", _plain(facts(resolution)), titles(resolution)),
        ("Memorandum, 20 clauses, English and Spanish", "memorandum", memorandum_facts(("en", "es"), 20), "Memorandum"),
        ("Memorandum, 20 clauses, English and Japanese", "memorandum", memorandum_facts(("en", "ja"), 20), "Memorandum"),
    ]  # fmt: skip


def _package() -> tuple[str, str, dict[str, Any], str]:
    """What council saw, its agreement repeated until there are some forty pages. It is never sealed in the product; here it is, to be compared."""
    from agreements.agreement.models import CouncilPackage
    from bench.scene import carried_resolution

    carried_resolution()
    document = CouncilPackage.objects.latest("pk").document
    facts: dict[str, Any] = json.loads(json.dumps(document.facts))
    for part in facts["parts"]:
        if part["kind"] == "agreement":
            part["facts"]["clauses"] *= REPEATED
    return "Council package", document.template, facts, document.title


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """As they are frozen in a paper's row."""
    frozen: dict[str, Any] = json.loads(json.dumps(facts, default=str))
    return frozen


def _drawn_and_sealed(
    what: str, template: str, facts: dict[str, Any], title: str, rounds: int, folder: Path
) -> list[Figure]:
    from twinning.records.rendering import render_in_child

    ours, unsealed, sealed = folder / "ours.pdf", folder / "unsealed.pdf", folder / "sealed.pdf"
    page, sheets, kept_facts = as_files(template, facts, title, folder)
    render_in_child(template, facts, title=title, target=unsealed)

    def drawn_and_sealed() -> None:
        render_in_child(template, facts, title=title, target=ours)
        _seal(ours)

    def only_sealed() -> float:
        shutil.copyfile(unsealed, sealed)
        return timed(lambda: _seal(sealed))

    with a_press(sys.executable, "weasyprint", [page, kept_facts, *sheets]) as press:
        times = in_turns(
            {
                "ours": lambda: timed(drawn_and_sealed),
                "bare": drawing(press, "kept", folder),
                "seal": only_sealed,
            },
            rounds,
        )
    whole, bare, seal = (median(times[name]) for name in ("ours", "bare", "seal"))
    what = f"{what} ({pages(unsealed)} pages)"
    return [
        Figure(f"{what}, drawn and sealed", "WeasyPrint in process and the seal", in_ms(whole), in_ms(bare + seal), whole / (bare + seal), AIM),
        Figure(f"{what}, the seal alone", "WeasyPrint in process", in_ms(seal), in_ms(bare), seal / bare),
    ]  # fmt: skip


def _seal(paper: Path) -> None:
    from twinning.records.sealing import seal

    seal(paper, city="City of Lacombe", contact="clerk@lacombe.example", number="P 2026-0001")


def _memory(papers: int, folder: Path) -> Figure:
    """What this process holds after so many papers, each drawn in a child and sealed here, as in a worker."""
    from twinning.records.rendering import render_in_child

    _what, template, facts, title = _papers()[0]
    target = folder / "one-of-many.pdf"

    def one(number: int) -> None:
        render_in_child(template, facts | {"file_reference": str(number)}, title=title, target=target)
        _seal(target)

    numbers = itertools.count()
    early = _held_after(max(papers // 5, 1), lambda: one(next(numbers)))
    late = _held_after(papers - max(papers // 5, 1), lambda: one(next(numbers)))
    return Figure(
        f"Memory of a worker after {papers} papers",
        f"after {max(papers // 5, 1)}",
        f"{late:.0f} MB",
        f"{early:.0f} MB",
        late / early,
        LEVEL,
    )


def _held_after(times: int, work: Callable[[], None]) -> float:
    for _again in range(times):
        work()
    held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    return held / 1024**2


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="twinning-bench-") as folder:
        write(figures(*((1, 5) if quick() else (15, 500)), Path(folder)))
    print(load_of_machine())


if __name__ == "__main__":
    main()
