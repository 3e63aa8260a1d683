"""What a letter on the City's letterhead is drawn from, frozen at the moment it is final."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records import documents
from twinning.records.languages import ENCLOSURES, OUR_REFERENCE, PAGE_OF, around, day_in, language_of
from twinning.records.models import Document, Outgoing
from twinning.records.rendering import direction

in_the_citys_language = translation.override(settings.LANGUAGE_CODE)
"""Papers speak the language of the City, whoever asks for them: a decorator for whoever gathers their facts."""


@in_the_citys_language
def letter(outgoing: Outgoing, *, at: dt.datetime, by: Any) -> Document:
    """Have the letter made as its words stand now."""
    return documents.request(
        template="letter",
        facts=facts(outgoing, at),
        title=f"{outgoing.subject} – {outgoing.to_name}",
        filename=file_name(
            _("Letter %(reference)s %(name)s") % {"reference": outgoing.reference, "name": outgoing.to_name}
        ),
        by=by,
    )


def facts(outgoing: Outgoing, at: dt.datetime) -> dict[str, Any]:
    """Letterhead, addressee, text in one or two languages, and signature; each passage with its language and direction."""
    ours = Municipality.ours()
    texts = passages(outgoing)
    languages = [text["lang"] for text in texts]
    # What runs to the left stands on the right.
    sides = sorted(texts, key=lambda text: text["dir"])
    level = len({len(text["paragraphs"]) for text in texts}) == 1
    head = letterhead(ours, at)
    head["municipality"]["office_line"] = _office_line(ours, outgoing.signer)
    return head | {
        "kind_words": _("Letter"),
        "page_of": _page_of(outgoing.language),
        "leftward": all(text["dir"] == "rtl" for text in texts),
        "sender": [*ours.address.splitlines(), ours.email],
        "addressee": [
            told(line, language_of(line, languages))
            for line in (
                outgoing.to_name,
                *outgoing.to_office.splitlines(),
                *outgoing.to_address.splitlines(),
            )
            if line.strip()
        ],
        "dated": [_dated(ours.short_name, outgoing.dated, side["lang"]) for side in sides],
        "reference": outgoing.reference,
        "references": [_named(OUR_REFERENCE, side["lang"], outgoing.reference) for side in sides]
        if outgoing.reference
        else [],
        "subject": texts[0]["subject"],
        "texts": texts,
        "sides": sides,
        "dir": sides[0]["dir"],
        # Beside each other only where each paragraph has its counterpart; else one after the other.
        "rows": _level([side["paragraphs"] for side in sides]) if level and len(texts) == 2 else [],
        "signer": told(outgoing.signer, language_of(outgoing.signer, languages)),
        "signer_offices": [
            told(office, language)
            for language, office in zip(
                (outgoing.language, outgoing.language_2),
                (outgoing.signer_office, outgoing.signer_office_2),
                strict=True,
            )
            if office.strip()
        ],
        "enclosures": [
            told(line, language_of(line, languages))
            for line in outgoing.enclosures.splitlines()
            if line.strip()
        ],
        "enclosures_words": [_named(ENCLOSURES, language) for language in languages],
    }


def passages(outgoing: Outgoing) -> list[dict[str, Any]]:
    """The text of a letter in the languages it is written in."""
    written = [(outgoing.language, outgoing.subject, outgoing.body)]
    if outgoing.language_2:
        written.append((outgoing.language_2, outgoing.subject_2, outgoing.body_2))
    return [
        {
            "lang": language,
            "dir": direction(language),
            "subject": told(subject, language),
            "paragraphs": held_together(paragraphs(body))
            if direction(language) == "rtl"
            else paragraphs(body),
        }
        for language, subject, body in written
    ]


def _office_line(ours: Municipality, signer: str) -> str:
    """The office that a letter comes from: the Mayor's, where the Mayor signs."""
    mayor = OfficeHolder.objects.holding(Office.MAYOR)
    if mayor and mayor.name == signer.strip():
        return _("Office of the %(office)s") % {"office": mayor.style}
    return ours.office_line


def _page_of(language: str) -> dict[str, str]:
    """“Page 1 of 2” in the language of the letter, as the words before, between and after the numbers."""
    words, _known = around(PAGE_OF, language)
    before, between, after = re.split(r"\{page\}|\{pages\}", words)
    return {"before": before, "between": between, "after": after}


def _level(texts: list[list[list[str]]]) -> list[list[list[str]]]:
    return [list(pair) for pair in zip(*texts, strict=True)]


def _dated(city: str, value: dt.date, language: str) -> dict[str, str]:
    """Place and date; without the place where the line runs to the left and a Latin name would tear it apart."""
    written = day_in(language, value)
    words = written if direction(language) == "rtl" else f"{city}, {written}"
    return {"text": words, "lang": language, "dir": direction(language)}


LEFT_TO_RIGHT = "\u200e"


def held_together(text: list[list[str]]) -> list[list[str]]:
    """A text that runs to the left, with marks that hold together what in it runs to the right.

    Punctuation between two such words stays with them where a line ends after
    it: the lines of a paper are set one by one, so that a mark at the end of one
    would not know of the word that follows on the next (UAX 9, rule N1). A
    number with a hyphen, ``26-014``, is not turned around at it (rule W2).
    """
    return [[NUMBER_WITH_HYPHEN.sub(_hold_number, _hold(line)) for line in lines] for lines in text]


NUMBER_WITH_HYPHEN = re.compile(r"\d+(?:[-\u2010-\u2013]\d+)+")


def _hold_number(found: re.Match[str]) -> str:
    return f"{LEFT_TO_RIGHT}{found[0]}{LEFT_TO_RIGHT}"


def _hold(line: str) -> str:
    def marked(found: re.Match[str]) -> str:
        before, after = line[: found.start()], line[found.end() :]
        kinds = [unicodedata.bidirectional(sign) for sign in (before[-1:] or " ", after.lstrip()[:1] or " ")]
        return f"{found[0]}{LEFT_TO_RIGHT}" if kinds == ["L", "L"] else found[0]

    return re.sub(r"[,;:.!?)”’\"]+(?=\s)", marked, line)


def _named(words: dict[str, str], language: str, what: str = "") -> dict[str, str]:
    found, known = around(words, language)
    if what and direction(known) == "rtl":
        # A number with strokes would be torn apart at them.
        what = f"{LEFT_TO_RIGHT}{what}{LEFT_TO_RIGHT}"
    return {"text": found.format(what), "lang": known, "dir": direction(known)}


def letterhead(ours: Municipality, at: dt.datetime) -> dict[str, Any]:
    """What every paper of the City stands on."""
    return {
        "municipality": {
            "name": ours.name,
            "office_line": ours.office_line,
            "crest": f"crest/{ours.crest}" if ours.crest else "crest.svg" if ours.demonstration else None,
        },
        "paper_size": settings.PAPER_SIZE,
        "language": translation.to_locale(settings.LANGUAGE_CODE).replace("_", "-"),
        "demonstration": ours.demonstration,
        "demonstration_words": _("Demonstration. People and decisions here are invented.")
        if ours.demonstration
        else "",
        "frozen_at": at.isoformat(),
    }


def paragraphs(text: str) -> list[list[str]]:
    """A text as paragraphs of lines: an empty line begins a new one."""
    found = re.split(r"\n\s*\n", without_overrides(text).replace("\r\n", "\n").strip())
    return [[line.strip() for line in one.split("\n")] for one in found if one.strip()]


def told(words: str, language: str) -> dict[str, str]:
    """Words with the language and the direction they are set in: a name in Arabic runs to the left in any letter."""
    words = without_overrides(words).strip()
    leftward = direction(language) == "rtl" and any(
        unicodedata.bidirectional(sign) in ("R", "AL") for sign in words
    )
    return {"text": words, "lang": language, "dir": "rtl" if leftward else direction_of(words)}


def without_overrides(words: str) -> str:
    """Words without invisible marks that would turn what follows around; the direction of a line is ours to set."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", words)


def direction_of(words: str) -> str:
    """The direction of the first letter that has one (UAX 9, rules P2 and P3)."""
    for sign in words:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def file_name(words: str) -> str:
    """What a paper is saved as, on every system: Latin letters lose their accents, other scripts stay."""
    decomposed = unicodedata.normalize("NFKD", words)
    latin = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    kept = latin if latin.isascii() else words
    plain = "".join(" " if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in kept)
    return f"{' '.join(plain.split())[:150]}.pdf"
