"""Papers drawn: a template and frozen facts become one PDF for archives and for screen readers.

The only module that knows WeasyPrint. A paper is complete or it has failed in
words a clerk understands; there is nothing in between. The same facts give the
same bytes in every process.

``render_paper`` draws in this process. Workers use ``render_in_child``: user
text is drawn in a child that has no network, little memory, little time, and
that can be killed.
"""

import contextlib
import ctypes
import datetime as dt
import gc
import hashlib
import io
import json
import logging
import os
import re
import resource
import select
import signal
import sys
import threading
import traceback
import unicodedata
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pikepdf
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from twinning import clock
from twinning.records.uploads import path_of

log = logging.getLogger(__name__)

MOST_WORDS = 60_000
"""WeasyPrint needs about half a minute for this much plain text; more is not a paper."""
MOST_CHARACTERS = 600_000
MOST_PAGES = 400
MEMORY = 1536 * 1024 * 1024
"""What a child may take beyond what its parent has; the largest paper that a form accepts needs a fifth of it."""
FILE_SIZE = 200 * 1024 * 1024

LONG_WORD = re.compile("[!-~\u00a1-\u024f]{200,}")

SIZES = ("letter", "a4")
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}

FONTS = {
    "fonts-noto-core": (
        "NotoSerif-Regular.ttf",
        "NotoSerif-Bold.ttf",
        "NotoSerif-Italic.ttf",
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
        "NotoNaskhArabic-Regular.ttf",
        "NotoSerifHebrew-Regular.ttf",
    ),
    "fonts-noto-cjk": ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
}
"""Without these a paper would be drawn in something else, so it is not drawn at all: Debian package, files."""

HARMLESS = ("Using fontTools instead of HarfBuzz-Subset", "Unable to subset")
"""WeasyPrint embeds more of a font than it needs; the page is whole."""


class RenderingFailed(Exception):
    """The paper was not made and nothing was stored; says why, and how to put it right, to a clerk."""


# -- What every paper is drawn with -------------------------------------------------


class _Press(NamedTuple):
    """WeasyPrint, imported once, with everything that does not differ between papers."""

    html: Any
    attachment: Any
    fetcher: Any
    counter_style: Any
    sheets: dict[str, list[Any]]


def warm() -> None:
    """Import WeasyPrint, parse the style sheets and draw once, so that children forked from here start at once."""
    _press()
    for paper in sorted((Path(settings.BASE_DIR) / "templates" / "documents").glob("*.html")):
        _engine().get_template(f"documents/{paper.name}")
    _learn_to_hyphenate(settings.LANGUAGE_CODE)
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
    global _rehearsed_fonts
    if _rehearses_without_threads():
        _draw(REHEARSAL, SIZES[0], ("rehearsal.json", b"{}"), clock.now(), b"")
        _rehearsed_fonts = _font_configuration()


def _rehearses_without_threads() -> bool:
    child = _fork()
    if child == 0:
        status = 1
        try:
            _draw(REHEARSAL, SIZES[0], ("rehearsal.json", b"{}"), clock.now(), b"")
            status = int(len(os.listdir("/proc/self/task")) > 1)
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def _learn_to_hyphenate(*languages: str) -> None:
    """Read the patterns of languages, which takes as long as drawing a page; a child would forget them."""
    import pyphen

    for language in languages:
        if known := pyphen.language_fallback(language):
            pyphen.Pyphen(lang=known)


@lru_cache(maxsize=1)
def _press() -> _Press:
    with _own_fonts():
        import weasyprint
        from weasyprint.css.counters import CounterStyle
        from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        """Hands out our own pictures by name, ``asset:crest.svg``; nothing else exists."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)

        def fetch(self, url: str, headers: Any = None) -> Any:
            content = asset(url)
            return URLFetcherResponse(url, content, {"Content-Type": _media_type(content)})

    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    _mark_languages()
    fetcher, counter_style = Assets(), CounterStyle()
    with _log_kept() as records:
        sheets = {
            size: [
                weasyprint.CSS(string=text, url_fetcher=fetcher, counter_style=counter_style)
                for text in ((_folder() / "paper.css").read_text(), f"@page {{ size: {size} }}")
            ]
            for size in SIZES
        }
    _refuse_what_was_logged(records)
    return _Press(weasyprint.HTML, weasyprint.Attachment, fetcher, counter_style, sheets)


def _mark_languages() -> None:
    """Write the language of a passage into the PDF; WeasyPrint writes only the document's (PDF/UA-1, 7.2)."""
    from pydyf import String
    from weasyprint.pdf import tags

    without_languages = tags._build_box_tree

    def with_languages(box: Any, parent: Any, pdf: Any, *rest: Any) -> Iterator[Any]:
        language, whole = box.style["lang"], pdf.catalog.get("Lang")
        for element in without_languages(box, parent, pdf, *rest):
            if language and whole is not None and language != whole.string:
                element.setdefault("Lang", String(language))
            yield element

    tags._build_box_tree = with_languages


def asset(url: str) -> bytes:
    """A picture of ours: of static/documents, a crest or a scanned page by its hash, a QR code, or the quiet word across a draft."""
    name = url.removeprefix("asset:")
    if name.startswith("watermark/"):
        return _watermark(unquote(name.removeprefix("watermark/")))
    if name.startswith("qr/"):
        return qr_code(unquote(name.removeprefix("qr/")))
    if re.fullmatch(r"asset:(crest|scan)/[0-9a-f]{64}", url):
        return path_of(name.partition("/")[2]).read_bytes()
    if not url.startswith("asset:") or not re.fullmatch(r"[\w-]+\.(svg|png)", name):
        raise ValueError(f"{url} is not one of our pictures")
    return (_folder() / name).read_bytes()


def qr_code(text: str) -> bytes:
    """A text as a QR code that stands a smudge, with the quiet zone that ISO/IEC 18004 asks for."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{dark}"/></svg>'
    ).encode()


def _media_type(content: bytes) -> str:
    """By what it is, not by its name: a crest is kept under its hash."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8") else "image/svg+xml"


def _watermark(word: str) -> bytes:
    size = min(170, 900 / max(len(word), 1))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 612 792" width="612" height="792">'
        f'<text x="306" y="396" transform="rotate(-52 306 396)" text-anchor="middle" dominant-baseline="central" '
        f'font-family="Noto Serif" font-weight="700" font-size="{size:.0f}" letter-spacing="6" fill="#e9edf2">{escape(word)}</text></svg>'
    ).encode()


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / "documents"


# -- Fonts ---------------------------------------------------------------------------

_font_configurations: dict[int, Any] = {}
_rehearsed_fonts: Any = None


def _font_configuration() -> Any:
    """The fonts of this process; a forked child opens its own unless its parent has rehearsed."""
    if _rehearsed_fonts is not None:
        return _rehearsed_fonts
    if os.getpid() not in _font_configurations:
        _refuse_missing_fonts()
        from weasyprint.text.fonts import FontConfiguration

        with _own_fonts():
            _font_configurations[os.getpid()] = FontConfiguration()
    return _font_configurations[os.getpid()]


@contextlib.contextmanager
def _own_fonts() -> Iterator[None]:
    """Let fontconfig see our fonts only, and other programs started from here all of theirs."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_folder() / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _refuse_missing_fonts() -> None:
    ours = ElementTree.parse(_folder() / "fonts.conf")  # noqa: S314 - a file of this project
    folders = [Path(element.text or "") for element in ours.iter("dir")]
    for package, files in FONTS.items():
        for name in files:
            if not any((folder / name).exists() for folder in folders):
                raise RenderingFailed(
                    _(
                        "The font file %(file)s is not on this machine, so papers cannot be drawn. Ask whoever looks after the machine to type “apt-get install %(package)s”, then try again."
                    )
                    % {"file": name, "package": package}
                )


# -- A paper, in this process ----------------------------------------------------------


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
    pdf = _draw(html, facts["paper_size"], (f"{template}.json", attachment), moment, identity)
    _store(_for_screen_readers(pdf), target)


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
            .render(Context({**facts, "facts": facts, "paper": paper}))
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


def _draw(html: str, size: str, attachment: tuple[str, bytes], moment: dt.datetime, identity: bytes) -> bytes:
    press, (name, content) = _press(), attachment
    with _log_kept() as records, _fatal_fetching_told(), _colour_profile_left_open():
        document = press.html(string=html, url_fetcher=press.fetcher).render(
            font_config=_font_configuration(),
            counter_style=press.counter_style,
            stylesheets=press.sheets[size],
            pdf_variant="pdf/a-3a",
            attachments=[
                press.attachment(
                    string=content,
                    name=name,
                    created=moment,
                    modified=moment,
                    relationship="Data",
                    url_fetcher=press.fetcher,
                )
            ],
        )
        _refuse_too_many_pages(len(document.pages))
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=identity,
            attachments=[
                press.attachment(
                    string=content,
                    name=name,
                    created=moment,
                    modified=moment,
                    relationship="Data",
                    url_fetcher=press.fetcher,
                )
            ],
        )
    _refuse_what_was_logged(records)
    return bytes(pdf)


def _refuse_too_many_pages(pages: int) -> None:
    if pages > MOST_PAGES:
        raise RenderingFailed(
            _(
                "This paper would have %(pages)d pages; at most %(most)d can be made. Shorten its texts, or attach the long ones as files of their own, then try again."
            )
            % {"pages": pages, "most": MOST_PAGES}
        )


@contextlib.contextmanager
def _fatal_fetching_told() -> Iterator[None]:
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        raise RenderingFailed(_incomplete(str(error))) from error


@contextlib.contextmanager
def _colour_profile_left_open() -> Iterator[None]:
    """WeasyPrint does not close its own file of colours, and Python says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"unclosed file .*\.icc", ResourceWarning)
        yield


def _incomplete(detail: str) -> str:
    return _(
        "A picture or a font that this paper needs is missing or broken, so it was not made (%(detail)s). Ask the administrator to put it back, then try again."
    ) % {"detail": detail[:300]}


@contextlib.contextmanager
def _log_kept() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint logs in this thread: it hands back papers with holes and only logs that it did."""
    records: list[logging.LogRecord] = []
    thread = threading.get_ident()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                records.append(record)

    logger, handler = logging.getLogger("weasyprint"), Keep(logging.WARNING)
    logger.addHandler(handler)
    logger.setLevel(min(logger.level or logging.WARNING, logging.WARNING))
    logger.disabled = False
    try:
        yield records
    finally:
        logger.removeHandler(handler)


def _refuse_what_was_logged(records: list[logging.LogRecord]) -> None:
    records = [record for record in records if not record.getMessage().startswith(HARMLESS)]
    without_glyph = {_character_without_glyph(record) for record in records} - {""}
    if without_glyph:
        raise RenderingFailed(_no_font_has(sorted(without_glyph)))
    if records:
        raise RenderingFailed(_incomplete(records[0].getMessage()))


def _character_without_glyph(record: logging.LogRecord) -> str:
    arguments: Any = record.args
    return str(arguments[0]) if str(record.msg).startswith(".notdef") else ""


def _no_font_has(characters: list[str]) -> str:
    listed = ", ".join(
        f"“{character}” (U+{ord(character):04X}{_named(character)})" for character in characters[:5]
    )
    return _(
        "No font on this machine has the character %(characters)s, so the paper would show an empty box. Write it in other characters, or ask the administrator for a font that has it, then try again."
    ) % {"characters": listed}


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f" {name}" if name else ""


PDF_UA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""WeasyPrint writes PDF/A or PDF/UA; a file that is both says the second here (ISO 14289-1, 5; ISO 19005-3, 6.6.2.3)."""


def _for_screen_readers(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        before, tag, after = opened.Root.Metadata.read_bytes().partition(b"<rdf:RDF")
        attributes, close, blocks = after.partition(b">")
        if not close:
            raise ValueError("WeasyPrint wrote no XMP metadata")
        opened.Root.Metadata.write(before + tag + attributes + close + PDF_UA.encode() + blocks)
        opened.save(out, deterministic_id=True)
    return out.getvalue()


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


# -- A paper, in a child that can be killed ------------------------------------------------


def render_in_child(
    template: str, facts: dict[str, Any], *, title: str, target: Path, seconds: float | None = None
) -> None:
    """``render_paper`` in a forked child with limits; the child is killed after ``seconds`` (settings.RENDER_SECONDS).

    Raises RenderingFailed, also for a child that was killed or crashed; then
    ``target`` is untouched.
    """
    seconds = float(settings.RENDER_SECONDS if seconds is None else seconds)
    warm()
    _learn_to_hyphenate(*_languages(facts))
    parent = os.getpid()
    reader, writer = os.pipe()
    try:
        child = _fork()
    except OSError as error:
        os.close(reader)
        os.close(writer)
        raise RenderingFailed(
            _("The machine is too busy to draw this paper. Try again in a few minutes.")
        ) from error
    if child == 0:
        _be_the_child(parent, writer, seconds, template, facts, title, target)
    os.close(writer)
    try:
        status = _wait(child, seconds)
        answer = _read(reader)
    finally:
        os.close(reader)
        _part_of(target, child).unlink(missing_ok=True)
    _judge(status, answer, seconds)


def _fork() -> int:
    with warnings.catch_warnings():
        # Python warns of threads; the child touches no lock that one of them could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _wait(child: int, seconds: float) -> int | None:
    """How the child ended, or None when its time was over. It is gone afterwards, whatever happens here."""
    reaped = False
    handle = os.pidfd_open(child)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return None
        _pid, status = os.waitpid(child, 0)
        reaped = True
        return status
    finally:
        os.close(handle)
        if not reaped:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _read(reader: int) -> dict[str, str]:
    with os.fdopen(os.dup(reader), "rb") as pipe:
        answer = pipe.read()
    return dict(json.loads(answer)) if answer else {}


def _judge(status: int | None, answer: dict[str, str], seconds: float) -> None:
    if status == 0 and answer == {"made": "yes"}:
        return
    if status is None or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        raise RenderingFailed(
            _(
                "This paper was not ready after %(seconds)g seconds and was stopped. Shorten its texts, then try again."
            )
            % {"seconds": seconds}
        )
    if trace := answer.get("trace"):
        log.error("A paper could not be drawn.\n%s", trace)
    words = answer.get("words")
    if not words:
        log.error("The child that drew a paper ended with status %s.", status)
        words = _(
            "Drawing this paper stopped unexpectedly. Try again; if it happens again, tell the administrator."
        )
    raise RenderingFailed(words)


def _be_the_child(
    parent: int, writer: int, seconds: float, template: str, facts: dict[str, Any], title: str, target: Path
) -> NoReturn:
    answer = {
        "words": _("Drawing this paper failed. Try again; if it fails again, tell the administrator."),
        "trace": "",
    }
    try:
        _isolate(parent, writer, seconds)
        render_paper(template, facts, title=title, target=target)
        answer = {"made": "yes"}
    except RenderingFailed as failure:
        answer = {"words": str(failure)}
    except MemoryError:
        answer["words"] = _(
            "This paper needs more memory than it may have. Shorten its texts, then try again."
        )
    except BaseException:  # noqa: BLE001 - whatever it is, it ends with this process and the parent logs it
        answer["trace"] = traceback.format_exc()[-8_000:]
    finally:
        # Not one line of the parent's code may run in the child.
        with contextlib.suppress(BaseException):
            os.write(writer, json.dumps(answer).encode())
        os._exit(0 if "made" in answer else 1)


def _isolate(parent: int, writer: int, seconds: float) -> None:
    """Give up everything that drawing does not need."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGALRM,
        signal.SIGCHLD,
    ):
        signal.signal(number, signal.SIG_DFL)
    os.closerange(3, writer)
    os.closerange(writer + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    _limit(resource.RLIMIT_CPU, int(seconds) + 1)
    _limit(resource.RLIMIT_AS, _size_of_this_process() + MEMORY)
    _limit(resource.RLIMIT_FSIZE, FILE_SIZE)
    _limit(resource.RLIMIT_CORE, 0)
    _leave_the_network(libc)
    sys.addaudithook(_refuse_to_reach_out)
    gc.freeze()


PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _size_of_this_process() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _leave_the_network(libc: Any) -> None:
    """Move into an empty network where the machine lets us; the audit hook refuses in any case."""
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


REACHING_OUT = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)


def _refuse_to_reach_out(event: str, _args: Any) -> None:
    if event in REACHING_OUT:
        raise PermissionError(f"A paper may not do {event}")
