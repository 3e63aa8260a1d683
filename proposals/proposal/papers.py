"""Facts that every paper about a file shares, in words and frozen at the moment of asking."""

import datetime as dt
import unicodedata
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from proposals.proposal.models import PhaseRecord, SectionState
from proposals.proposal.sections import Section, answers, lines
from twinning.municipality.models import Municipality

in_the_citys_language = translation.override(settings.LANGUAGE_CODE)
"""Papers speak the language of the City, whoever asks for them: a decorator for whoever gathers their facts."""


def common_facts(at: dt.datetime) -> dict[str, Any]:
    """Letterhead, page, language and the moment the facts were frozen."""
    ours = Municipality.ours()
    return {
        "municipality": {
            "name": ours.name,
            "council_style": ours.council_style,
            "office_line": ours.office_line,
            "place": ours.full_name,
            "crest": _crest(ours),
        },
        "paper_size": settings.PAPER_SIZE,
        "language": translation.to_locale(settings.LANGUAGE_CODE).replace("_", "-"),
        "demonstration": ours.demonstration,
        "demonstration_words": _("Demonstration. People and decisions here are invented.")
        if ours.demonstration
        else "",
        "frozen_at": at.isoformat(),
    }


def _crest(ours: Municipality) -> str | None:
    """The City's own crest, the drawn one of the demonstration, or none."""
    if ours.crest:
        return f"crest/{ours.crest}"
    return "crest.svg" if ours.demonstration else None


def contents(sections: list[Section], record: PhaseRecord) -> list[dict[str, Any]]:
    """A phase's answers for a paper: titles, rows of question and answer, tables."""
    states = SectionState.objects.of(record.proposal, record.phase)
    return [
        {
            "name": section.name,
            "waiver": states[section.name].waiver if section.name in states else "",
            "title": str(section.title),
            "rows": [
                {"label": capfirst(label), "value": value}
                for label, value in answers(section, record)
                if value
            ],
            "budgets": [],
            "tables": [_table(rows.title, found) for rows in section.rows if (found := lines(rows, record))],
        }
        for section in sections
    ]


def file_name(words: str) -> str:
    """What a paper is saved as, on every system: Latin letters lose their accents, other scripts stay."""
    decomposed = unicodedata.normalize("NFKD", words)
    latin = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    kept = latin if latin.isascii() else words
    plain = "".join(" " if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in kept)
    return f"{' '.join(plain.split())[:150]}.pdf"


def _table(title: Any, found: list[list[tuple[str, str]]]) -> dict[str, Any]:
    columns = [capfirst(label) for label, _value in found[0]]
    return {
        "caption": str(title),
        "columns": columns,
        "rows": [[value for _label, value in line] for line in found],
    }
