"""For pages: words of others as their reader may see them."""

from django import template

from proposals.proposal.discretion import without_addresses

register = template.Library()


@register.filter
def for_reader(words: object, sees_addresses: bool) -> str:
    """The words, without e-mail addresses for whoever is not of administration: ``{{ said.words|for_reader:may_administer }}``."""
    return str(words) if sees_addresses else without_addresses(str(words))
