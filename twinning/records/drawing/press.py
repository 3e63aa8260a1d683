"""The press: the only module that knows WeasyPrint. Made HTML becomes one PDF/A-3a that is also PDF/UA-1."""

import contextlib
import datetime as dt
import io
import logging
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pikepdf
from django.utils.translation import gettext as _

from twinning.records.drawing import RenderingFailed, folder, fonts
from twinning.records.drawing.pictures import asset, media_type

MOST_PAGES = 400

SIZES = ("letter", "a4")

HARMLESS = ("Using fontTools instead of HarfBuzz-Subset", "Unable to subset")
"""WeasyPrint embeds more of a font than it needs; the page is whole."""


class _Press(NamedTuple):
    """WeasyPrint, imported once, with everything that does not differ between papers."""

    html: Any
    attachment: Any
    fetcher: Any
    counter_style: Any
    sheets: dict[str, list[Any]]


@lru_cache(maxsize=1)
def press() -> _Press:
    """The press, warm."""
    with fonts.own_fonts():
        import weasyprint
        from weasyprint.css.counters import CounterStyle
        from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        """Hands out our own pictures by name, ``asset:crest.svg``; nothing else exists."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)

        def fetch(self, url: str, headers: Any = None) -> Any:
            content = asset(url)
            return URLFetcherResponse(url, content, {"Content-Type": media_type(content)})

    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    _mark_languages()
    fetcher, counter_style = Assets(), CounterStyle()
    with _log_kept() as records:
        sheets = {
            size: [
                weasyprint.CSS(string=text, url_fetcher=fetcher, counter_style=counter_style)
                for text in ((folder() / "paper.css").read_text(), f"@page {{ size: {size} }}")
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


def learn_to_hyphenate(*languages: str) -> None:
    """Read the patterns of languages, which takes as long as drawing a page; a child would forget them."""
    import pyphen

    for language in languages:
        if known := pyphen.language_fallback(language):
            pyphen.Pyphen(lang=known)


def draw(html: str, size: str, attachment: tuple[str, bytes], moment: dt.datetime, identity: bytes) -> bytes:
    """The pages as a PDF with its attachment inside; raises RenderingFailed for one with a hole."""
    ours, (name, content) = press(), attachment
    attachments = [
        ours.attachment(
            string=content,
            name=name,
            created=moment,
            modified=moment,
            relationship="Data",
            url_fetcher=ours.fetcher,
        )
    ]
    with _log_kept() as records, _fatal_fetching_told(), _colour_profile_left_open():
        document = ours.html(string=html, url_fetcher=ours.fetcher).render(
            font_config=fonts.configuration(),
            counter_style=ours.counter_style,
            stylesheets=ours.sheets[size],
            pdf_variant="pdf/a-3a",
            attachments=attachments,
        )
        _refuse_too_many_pages(len(document.pages))
        pdf = document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=identity,
            attachments=attachments,
        )
    _refuse_what_was_logged(records)
    return _for_screen_readers(bytes(pdf))


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
