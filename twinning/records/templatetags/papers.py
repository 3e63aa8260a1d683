"""What the templates of papers need beyond Django's own."""

from itertools import zip_longest
from typing import Any

from django import template

from twinning.records import rendering

register = template.Library()
register.filter("direction", rendering.direction)


@register.filter
def clause_by_clause(texts: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """Texts in several languages as rows, so that each clause stands beside its translation."""
    rows = zip_longest(*(text["paragraphs"] for text in texts), fillvalue="")
    return [
        [{"lang": text["lang"], "text": clause} for text, clause in zip(texts, row, strict=True)]
        for row in rows
    ]
