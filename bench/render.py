"""A resolution of two pages, drawn as a worker draws it, against others who draw the same page.

Ours is ``render_in_child``: facts to text, a forked child without network and
with limits, PDF/A-3a and PDF/UA-1, written to disk. Each of the others gets
the finished HTML and draws in a process of its own that is warm; LibreOffice,
which has none to keep, gets a profile that has been used before.
"""

import base64
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
import pikepdf

from bench.figures import Contestant, Figure, in_ms, in_turns, load_of_machine, median, quick, timed, write

SHEET = Path("static/documents/paper.css")


def figures(rounds: int, folder: Path) -> list[Figure]:
    from agreements.agreement.council import papers
    from bench.scene import carried_resolution
    from twinning.records.rendering import render_in_child, warm

    resolution = carried_resolution()
    facts, title = papers.facts(resolution), papers.titles(resolution)
    page, sheets, kept_facts = as_files("resolution", facts, title, folder)
    warm()

    def ours() -> None:
        render_in_child("resolution", facts, title=title, target=folder / "ours.pdf")

    with ExitStack() as stack:
        contestants: dict[str, Contestant] = {"ours": lambda: timed(ours)}
        for python, made_by, names in _others():
            press = stack.enter_context(a_press(python, made_by, [page, kept_facts, *sheets]))
            contestants |= {name: drawing(press, name, folder) for name in names}
        if shutil.which("soffice"):
            contestants["libreoffice"] = _libreoffice(page, sheets, folder)
        times = {name: median(found) for name, found in in_turns(contestants, rounds).items()}
    return _lines(times, pages(folder / "ours.pdf"))


def _lines(times: dict[str, float], length: int) -> list[Figure]:
    what = f"Resolution of {length} pages in the worker's child, PDF/A-3a and UA-1"
    ours = times["ours"]
    found = [
        Figure(what, against, in_ms(ours), in_ms(times[name]), ours / times[name], aim)
        for name, against, aim in (
            ("kept", "WeasyPrint in process, same variant, style and fonts kept", 1.25),
            ("anew", "WeasyPrint in process, same variant, style read each time", None),
            ("plain", "WeasyPrint in process, plain PDF, style and fonts kept", None),
        )
    ]
    return found + [
        Figure(what, against, in_ms(ours), in_ms(times[name]), times[name] / ours, aim, more_is_better=True)
        for name, against, aim in (
            ("chromium", "Chromium headless, warm, untagged PDF", 2.5),
            ("tagged", "Chromium headless, warm, tagged PDF with outline", None),
            ("libreoffice", "LibreOffice headless, warm profile", 10),
        )
        if name in times
    ]


def _others() -> Iterator[tuple[str, str, list[str]]]:
    """Which interpreter draws with what; Chromium only where the script has made its environment."""
    yield sys.executable, "weasyprint", ["kept", "anew", "plain"]
    if python := os.environ.get("BENCH_CHROMIUM_PYTHON"):
        yield python, "chromium", ["chromium", "tagged"]


@contextmanager
def a_press(python: str, made_by: str, files: list[Path]) -> Iterator[subprocess.Popen[str]]:
    fonts = (
        {"FONTCONFIG_FILE": str(SHEET.parent.absolute() / "fonts.conf")} if made_by == "weasyprint" else {}
    )
    started = subprocess.Popen(
        [python, "-m", "bench.contestant", made_by, *map(str, files)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | fonts,
    )
    try:
        _answer(started)
        yield started
    finally:
        assert started.stdin
        started.stdin.close()
        started.wait(30)


def _answer(press: subprocess.Popen[str]) -> str:
    assert press.stdout
    if line := press.stdout.readline():
        return line
    raise RuntimeError(f"{press.args!r} ended with status {press.wait()}")


def drawing(press: subprocess.Popen[str], name: str, folder: Path) -> Contestant:
    def draw() -> float:
        assert press.stdin
        press.stdin.write(f"{name} {folder / name}.pdf\n")
        press.stdin.flush()
        return float(_answer(press))

    return draw


def _libreoffice(page: Path, sheets: list[Path], folder: Path) -> Contestant:
    from bench.contestant import with_style

    html = folder / "libreoffice.html"
    html.write_text(with_style(page, sheets))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]

    def draw() -> None:
        made = html.with_suffix(".pdf")
        made.unlink(missing_ok=True)
        subprocess.run([*command, "--outdir", folder, html], check=True, capture_output=True, timeout=120)
        if not made.exists():
            raise RuntimeError("LibreOffice made nothing")

    return lambda: timed(draw)


def as_files(template: str, facts: dict[str, Any], title: str, folder: Path) -> tuple[Path, list[Path], Path]:
    """The HTML that our own child draws, its pictures written into it, with its style and facts beside it."""
    from twinning.records import rendering

    moment = dt.datetime.fromisoformat(facts["frozen_at"]).replace(microsecond=0)
    html = rendering._html(template, rendering._printable(facts), title=title, moment=moment)
    page, kept_facts, size = folder / "page.html", folder / "facts.json", folder / "size.css"
    page.write_text(re.sub(r"asset:[\w./%-]+", lambda found: _written_in(found[0]), html))
    kept_facts.write_text(repr(facts))
    size.write_text(f"@page {{ size: {facts['paper_size']} }}")
    return page, [SHEET.absolute(), size], kept_facts


def _written_in(name: str) -> str:
    from twinning.records.drawing import pictures

    content = pictures.asset(name)
    return f"data:{pictures.media_type(content)};base64,{base64.b64encode(content).decode()}"


def pages(made: Path) -> int:
    with pikepdf.open(made) as opened:
        return len(opened.pages)


def main() -> None:
    django.setup()
    with tempfile.TemporaryDirectory(prefix="twinning-bench-") as folder:
        write(figures(1 if quick() else 20, Path(folder)))
    print(load_of_machine())


if __name__ == "__main__":
    main()
