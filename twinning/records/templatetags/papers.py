"""What the templates of papers need beyond Django's own."""

from itertools import zip_longest
from typing import Any

from django import template

from twinning.records import rendering

register = template.Library()
register.filter("direction", rendering.direction)


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
