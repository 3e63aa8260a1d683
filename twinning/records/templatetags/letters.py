"""How a letter is shown on a page before it is a paper."""

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from twinning import clock
from twinning.records import outbox, papers
from twinning.records.models import Outgoing

register = template.Library()


@register.filter
def marked(words: str) -> SafeString:
    """Words with their blanks marked, by a word and not by colour alone."""
    parts, last = [], 0
    for found in outbox.BLANK.finditer(words):
        parts.append(conditional_escape(words[last : found.start()]))
        parts.append(
            format_html('<mark class="blank" dir="auto">{} {}</mark>', _("[missing:"), f"{found[1] or '…'}]")
        )
        last = found.end()
    # Every part is escaped above.
    return mark_safe("".join([*parts, conditional_escape(words[last:])]))


@register.simple_tag
def sheet_of(letter: Outgoing) -> dict[str, Any]:
    """The facts that the paper of a letter would be drawn from."""
    return papers.in_the_citys_language(papers.facts)(letter, clock.now())


@register.simple_tag
def blanks_of(letter: Outgoing) -> list[str]:
    """What is still to be filled in."""
    return outbox.blanks(letter)


@register.simple_tag
def delivery_of(letter: Outgoing) -> outbox.Delivery:
    """How far it has come."""
    return outbox.delivery(letter)
