"""A hundred certified copies in a batch, with one worker and with two, against WeasyPrint on the same HTML plus the seal.

Ours is the time from the clerk's click until the last copy can be downloaded:
numbers given, facts frozen, each drawn in a child, sealed and stored.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.figures import Figure, in_turns, load_of_machine, median, quick, timed, write
from bench.queue import _until_ready, _warm_up, worker
from bench.render import a_press, as_files, drawing, pages
from bench.sealed import AIM, _plain, _seal

if TYPE_CHECKING:
    from agreements.agreement.copies.models import CertifiedCopy


def figures(copies: int, rounds: int, folder: Path) -> list[Figure]:
    from bench.scene import carried_resolution

    carried_resolution()
    made: list[CertifiedCopy] = []
    taken = {}
    for processes in (1, 2):
        with worker(processes):
            _warm_up()
            began = time.perf_counter()
            made = _certify(copies, processes)
            for copy in made:
                _until_ready(copy.paper.document)
            taken[processes] = time.perf_counter() - began
    bare, sheets = _bare_and_seal(made[0], rounds, folder)
    what = f"{copies} certified copies ({sheets} pages each)"
    return [
        _figure(f"{what}, one worker", "WeasyPrint in process and the seal, one after the other", taken[1], copies * bare),
        _figure(f"{what}, two workers", "half of that", taken[2], copies * bare / 2),
    ]  # fmt: skip


def _figure(what: str, against: str, ours: float, theirs: float) -> Figure:
    return Figure(what, against, f"{ours:.1f} s", f"{theirs:.1f} s", ours / theirs, AIM)


def _certify(copies: int, processes: int) -> "list[CertifiedCopy]":
    from agreements.agreement.copies.actions import certify
    from bench.scene import HELD_ON, carried_resolution, clerk
    from twinning.municipality.models import Office, OfficeHolder

    officer = OfficeHolder.objects.holding(Office.CLERK, HELD_ON)
    assert officer is not None
    recipients = [f"Recipient {number} of batch {processes}" for number in range(copies)]
    return certify(
        carried_resolution(), recipients, certifier=officer, on=HELD_ON, place="Lacombe, Alberta", by=clerk()
    )


def _bare_and_seal(copy: "CertifiedCopy", rounds: int, folder: Path) -> tuple[float, int]:
    """Seconds that drawing one of these copies in process and sealing it take, and how many pages it has."""
    from twinning.records.rendering import render_in_child

    document = copy.paper.document
    facts = _plain(document.facts)
    page, sheets, kept_facts = as_files(document.template, facts, document.title, folder)
    unsealed, sealed = folder / "unsealed.pdf", folder / "sealed.pdf"
    render_in_child(document.template, facts, title=document.title, target=unsealed)

    def only_sealed() -> float:
        shutil.copyfile(unsealed, sealed)
        return timed(lambda: _seal(sealed))

    with a_press(sys.executable, "weasyprint", [page, kept_facts, *sheets]) as press:
        times = in_turns({"bare": drawing(press, "kept", folder), "seal": only_sealed}, rounds)
    return median(times["bare"]) + median(times["seal"]), pages(unsealed)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="twinning-bench-") as folder:
        write(figures(*((4, 1) if quick() else (100, 15)), Path(folder)))
    print(load_of_machine())


if __name__ == "__main__":
    main()
