"""What the templates of papers need beyond Django's own."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from unicodedata import east_asian_width

from django import template
from django.utils.html import format_html_join

from twinning.records.languages import on_papers
from twinning.records.papers import held_together
from twinning.records.rendering import direction

register = template.Library()
register.filter("direction", direction)


@register.simple_tag(takes_context=True)
def needs(context: template.Context, *names: str) -> str:
    """Name the facts of a paper that it only loops over or asks about: Django would leave a hole without a word."""
    for name in names:
        if name not in context:
            raise LookupError(f"The facts of this paper have no “{name}”")
    return ""


@register.filter
def clause_by_clause(texts: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """Texts in several languages as rows, so that each clause stands beside its translation."""
    rows = zip_longest(*(text["paragraphs"] for text in texts), fillvalue="")
    return [
        [{"lang": text["lang"], "text": clause} for text, clause in zip(texts, row, strict=True)]
        for row in rows
    ]


# -- The agreement of two cities -------------------------------------------------------


@register.filter
def longest_title(languages: list[dict[str, Any]]) -> int:
    """How wide the longest title is in letters."""
    return max(wide(text["title"]) for text in languages)


@register.filter
def own_han(languages: list[dict[str, Any]]) -> str:
    """The face for Han in names that stand in passages of other languages: that of the paper's language that writes Han."""
    return next((face for text in languages if (face := _han_face(text["lang"]))), "Noto Serif CJK JP")


def _han_face(language: str) -> str:
    """As paper.css chooses by ``lang``; "" for a language that does not write Han."""
    parts = language.split("-")
    if parts[0] != "zh":
        return {"ja": "Noto Serif CJK JP", "ko": "Noto Serif CJK KR"}.get(parts[0], "")
    if {"HK", "MO"} & set(parts):
        return "Noto Serif CJK HK"
    return "Noto Serif CJK TC" if {"Hant", "TW"} & set(parts) else "Noto Serif CJK SC"


@register.filter
def parties(languages: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """Each party with its names in all languages, in the order of the first; what reads the same is said once."""
    sides = [party["side"] for party in languages[0]["parties"]]
    return [_without_repetition(list(_named(side, languages))) for side in sides]


def _named(side: str, languages: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for text in languages:
        for party in text["parties"]:
            if party["side"] == side:
                yield {"lang": text["lang"], "dir": text["dir"], **party}


def _without_repetition(named: list[dict[str, str]]) -> list[dict[str, str]]:
    said: set[tuple[str, str]] = set()
    for one in named:
        for what in ("name", "represented_by", "office"):
            if (what, one[what]) in said:
                one[what] = ""
            said.add((what, one[what]))
    return named


@register.filter
def abreast(clauses: list[dict[str, Any]], signatures: list[Any] | None = None) -> list[dict[str, Any]]:
    """Clauses as rows of one cell per language: paragraph level with paragraph where all have as many.

    A row that is short stays whole; one that is long may break, both of its columns going on overleaf.
    """
    rows = [row for clause in clauses for row in _rows(clause)]
    for row in rows:
        row["long"] = max(_width(cell["paragraphs"]) for cell in row["cells"]) > LONG
        row["ends_long"] = row is rows[-1] and row["long"] and bool(signatures)
    return rows


@register.filter
def ends_long(clauses: list[dict[str, Any]]) -> bool:
    """Whether the last row may break, so that room for the hands has to be kept in it."""
    return bool(clauses) and bool(abreast(clauses[-1:])[-1]["long"])


LONG = 750
"""So many letters fill about a third of a page in a column of half its width."""


def _width(paragraphs: list[list[str]]) -> int:
    """Letters of a text, a line or paragraph counted as forty at least; one of Han, kana or Hangul is as wide as two."""
    return sum(max(40, wide(line)) for lines in paragraphs for line in lines)


def wide(words: str) -> int:
    """How wide words are in letters."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def _rows(clause: dict[str, Any]) -> Iterator[dict[str, Any]]:
    texts = clause["texts"]
    counts = {len(text["paragraphs"]) for text in texts}
    if len(counts) > 1 or counts <= {0, 1}:
        yield {"kind": clause["kind"], "cells": [_cell(clause, text) for text in texts]}
        return
    for at in range(counts.pop()):
        cells = [_cell(clause, {**text, "paragraphs": text["paragraphs"][at : at + 1]}) for text in texts]
        if at:
            cells = [{**cell, "number": "", "heading": ""} for cell in cells]
        yield {"kind": clause["kind"], "cells": cells}


def _cell(clause: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    paragraphs = text["paragraphs"]
    if text["dir"] == "rtl":
        paragraphs = held_together(paragraphs)
    return {**text, "paragraphs": paragraphs, "number": clause["number"], "kind": clause["kind"]}


@register.filter
def one_language(clauses: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    """The clauses in the language at this place."""
    return [_cell(clause, clause["texts"][at]) for clause in clauses]


@register.filter
def level_under(languages: list[Any], level: int) -> int:
    """The level of a clause's heading: under its language where there are several, else under the title."""
    return level + (2 if len(languages) > 1 else 1)


@register.filter
def room_for_hands(facts: dict[str, Any]) -> int:
    """How high the signature blocks are at most, in millimetres, with what may stand under them."""
    hands = facts["signatures"]
    rows = [hands[at : at + 2] for at in range(0, len(hands), 2)]
    high = sum(max(_height(hand) for hand in row) + 10 for row in rows)
    return (
        high
        + (33 if facts.get("verification") else 0)
        + (6 * len(facts["annexes"]) + 12 if facts["annexes"] else 0)
    )


def _height(hand: dict[str, Any]) -> int:
    """A block's empty lines for the hand, for place, date and witness; and its words, so many letters to a line."""
    lines = sum(
        -(-wide(hand[what]) // letters)
        for what, letters in (
            ("capacity_words", 38),
            ("name", 20),
            ("native_name", 20),
            ("office", 26),
            ("native_office", 26),
        )
    )
    return 50 + 6 * max(lines, 5)


@register.filter
def room_taken(facts: dict[str, Any]) -> int:
    """How far the hands stand up into the room that was kept for them: all but a little."""
    return 6 - room_for_hands(facts)


@register.filter
def room_covered(facts: dict[str, Any]) -> int:
    """How much of that room is theirs at least, so that no hair line runs on under them."""
    return room_for_hands(facts) - 10


@register.filter
def wordy(signatures: list[dict[str, Any]]) -> bool:
    """Whether what somebody signs for takes two lines, so that all lines for the hand stand level."""
    return any(wide(signature["capacity_words"]) > 42 for signature in signatures)


@register.filter
def longest_who(signatures: list[dict[str, Any]]) -> int:
    """How many lines the names and offices under a hand take at most, so that all have their fields level."""
    lines = ("name", "native_name", "office", "native_office")
    return max(sum(bool(signature[line]) for line in lines) for signature in signatures)


@register.simple_tag
def paper_languages(languages: list[dict[str, Any]]) -> list[str]:
    """The languages of an agreement, the first one first."""
    return [text["lang"] for text in languages]


@register.simple_tag
def in_both(what: str, languages: list[str], signature: dict[str, Any] | None) -> str:
    """What a line is for: in both languages of the paper, or in its first and the signatory's where it has more."""
    if len(languages) > 2:
        languages = [languages[0], *([signature["native_lang"]] if signature else [])]
    found = dict.fromkeys(word for language in languages if (word := on_papers(what, language)))
    words = found or {(on_papers(what, "en") or ("", "en")): None}
    return format_html_join(
        " · ",
        '<span lang="{}" dir="{}">{}</span>',
        ((language, direction(language), word) for word, language in words),
    )
