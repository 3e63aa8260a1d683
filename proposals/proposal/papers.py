"""Facts that every paper about a file shares, in words and frozen at the moment of asking."""

import datetime as dt
from typing import Any

from django.utils.text import capfirst

from proposals.proposal.models import PhaseRecord, SectionState
from proposals.proposal.sections import Section, answers, lines
from twinning.municipality.models import Municipality
from twinning.records.papers import letterhead


def common_facts(at: dt.datetime) -> dict[str, Any]:
    """Letterhead, page, language and the moment the facts were frozen."""
    ours = Municipality.ours()
    facts = letterhead(ours, at)
    facts["municipality"] |= {"council_style": ours.council_style, "place": ours.full_name}
    return facts


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


def _table(title: Any, found: list[list[tuple[str, str]]]) -> dict[str, Any]:
    columns = [capfirst(label) for label, _value in found[0]]
    return {
        "caption": str(title),
        "columns": columns,
        "rows": [[value for _label, value in line] for line in found],
    }
