"""Papers drawn: a template and frozen facts become one PDF for archives and for screen readers.

A paper is complete or it has failed in words a clerk understands; there is
nothing in between. The same facts give the same bytes in every process.

``render_paper`` draws in this process. Workers use ``render_in_child``: user
text is drawn in a child that has no network, little memory, little time, and
that can be killed.
"""

import datetime as dt
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from twinning import clock
from twinning.records.drawing import RenderingFailed, child, fonts, press

__all__ = ["RenderingFailed", "direction", "render_in_child", "render_paper", "warm"]

MOST_WORDS = 60_000
"""WeasyPrint needs about half a minute for this much plain text; more is not a paper."""
MOST_CHARACTERS = 600_000

LONG_WORD = re.compile("[!-~\u00a1-\u024f]{200,}")
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}


def warm() -> None:
    """Import WeasyPrint, parse the style sheets and draw once, so that children forked from here start at once."""
    press.press()
    for paper in sorted((Path(settings.BASE_DIR) / "templates" / "documents").glob("*.html")):
        _engine().get_template(f"documents/{paper.name}")
    press.learn_to_hyphenate(settings.LANGUAGE_CODE)
    _rehearse()


REHEARSAL = """<html lang="en"><head><title>Rehearsal</title></head><body class="paper">
<header class="letterhead"><div><p class="name">Name</p><p class="office">Office</p></div></header>
<h1>Title</h1><p class="recital"><span class="opening">Whereas</span> text, <b>text</b> and <i>text</i>;</p>
<ol class="operative"><li>text</li></ol>
<table class="votes"><caption>Votes</caption><thead><tr><th scope="col">Member</th></tr></thead><tbody><tr><td>For</td></tr></tbody></table>
</body></html>"""


@lru_cache(maxsize=1)
def _rehearse() -> None:
    """Open the fonts and learn the C types here, which every child would otherwise do again: a third of its time.

    Only where it leaves nothing but memory behind. Newer Pangos open fonts with a
    thread of their own, which a forked child would not have; there it opens its own.
    """
    if _rehearses_without_threads():
        press.draw(REHEARSAL, press.SIZES[0], ("rehearsal.json", b"{}"), clock.now(), b"")
        fonts.keep_for_children()


def _rehearses_without_threads() -> bool:
    pid = child.fork()
    if pid == 0:
        status = 1
        try:
            press.draw(REHEARSAL, press.SIZES[0], ("rehearsal.json", b"{}"), clock.now(), b"")
            status = int(len(os.listdir("/proc/self/task")) > 1)
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def render_paper(
    template: str, facts: dict[str, Any], *, title: str, target: Path, attachment: bytes | None = None
) -> None:
    """Draw ``documents/<template>.html`` with the facts and store a PDF/A-3a and PDF/UA-1 at ``target``.

    The facts travel inside the file as JSON, or ``attachment`` in their place.
    ``facts`` hold at least ``language``, ``paper_size`` and ``frozen_at``, the
    moment that the paper is dated with.

    Raises RenderingFailed; then ``target`` is untouched.
    """
    _refuse_too_much_text(facts)
    attachment = attachment or json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()
    moment = dt.datetime.fromisoformat(facts["frozen_at"]).replace(microsecond=0)
    html = _html(template, _printable(facts), title=_printable(title), moment=moment)
    identity = hashlib.sha256(b"\0".join((template.encode(), title.encode(), attachment))).digest()
    pdf = press.draw(html, facts["paper_size"], (f"{template}.json", attachment), moment, identity)
    _store(pdf, target)


def _refuse_too_much_text(facts: Any) -> None:
    words = characters = 0
    for text in _texts(facts):
        words += len(text.split())
        characters += len(text)
    if words > MOST_WORDS or characters > MOST_CHARACTERS:
        raise RenderingFailed(
            _(
                "This paper has %(words)s words; at most %(most)s can be drawn. Shorten its texts, or attach the long ones as files of their own, then try again."
            )
            % {"words": f"{words:,}", "most": f"{MOST_WORDS:,}"}
        )


def _texts(facts: Any) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from _texts(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _texts(value)


def _languages(facts: dict[str, Any]) -> list[str]:
    """The languages that passages of a paper are marked with."""
    return sorted(set(re.findall(r'"lang": "([\w-]+)"', json.dumps(facts))))


def _printable(facts: Any) -> Any:
    """The facts as they can be set: without the invisible control characters that come along when text is
    pasted, and with places to break in words longer than a line (WeasyPrint's own way takes minutes)."""
    if isinstance(facts, str):
        facts = re.sub("\r\n?|[\v\f\x85]", "\n", facts)
        facts = "".join(c for c in facts if c in "\n\t" or unicodedata.category(c) != "Cc")
        return LONG_WORD.sub(lambda word: "\u200b".join(re.findall(".{1,12}", word[0])), facts)
    if isinstance(facts, dict):
        return {key: _printable(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_printable(value) for value in facts]
    return facts


def _html(template: str, facts: dict[str, Any], *, title: str, moment: dt.datetime) -> str:
    language = facts["language"]
    with translation.override(language.lower()):
        before, between, after = re.split(r"\{page\}|\{pages\}", _("Page {page} of {pages}"))
        paper = {
            "title": title,
            "created": moment.isoformat(),
            "direction": direction(language),
            "page_before": before,
            "page_between": between,
            "page_after": after,
        }
        return str(
            _engine()
            .get_template(f"documents/{template}.html")
            .render(Context({"facts": facts, **facts, "paper": paper}))
        )


class _Missing(str):
    """Django prints nothing for a fact that is not there; a paper must not have such a hole."""

    def __new__(cls) -> "_Missing":
        return super().__new__(cls, "%s")

    def __mod__(self, name: Any) -> NoReturn:
        raise LookupError(f"The facts of this paper have no “{name}”")


def _engine() -> Engine:
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    return _strict_engine(tuple(str(folder) for folder in folders))


@lru_cache(maxsize=4)
def _strict_engine(folders: tuple[str, ...]) -> Engine:
    libraries = {"i18n": "django.templatetags.i18n", "papers": "twinning.records.templatetags.papers"}
    return Engine(dirs=list(folders), libraries=libraries, string_if_invalid=_Missing())


def direction(language: str) -> str:
    """The writing direction of a language tag: rtl or ltr."""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def _store(pdf: bytes, target: Path) -> None:
    part = _part_of(target, os.getpid())
    try:
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part_of(target: Path, pid: int) -> Path:
    return target.with_name(f".{target.name}.{pid}.part")


def render_in_child(
    template: str, facts: dict[str, Any], *, title: str, target: Path, seconds: float | None = None
) -> None:
    """``render_paper`` in a forked child with limits; the child is killed after ``seconds`` (settings.RENDER_SECONDS).

    Raises RenderingFailed, also for a child that was killed or crashed; then
    ``target`` is untouched.
    """
    warm()
    press.learn_to_hyphenate(*_languages(facts))
    child.in_child(
        lambda: render_paper(template, facts, title=title, target=target),
        float(settings.RENDER_SECONDS if seconds is None else seconds),
        lambda pid: _part_of(target, pid).unlink(missing_ok=True),
    )
