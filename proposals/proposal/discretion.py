"""What readers outside administration see of what is told: everything but how people are reached."""

import re
from typing import Any

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION
from twinning.accounts.models import User

SIGN = r"[^\s<>()\[\]\"“”,;:|@]"
# Bounded, so that a text without spaces takes no longer than another.
ADDRESS = re.compile(rf"{SIGN}{{1,64}}@{SIGN}{{1,250}}\.\w{{2,60}}")
IN_BRACKETS = re.compile(rf"\s{{0,3}}<\s{{0,3}}(?:mailto:)?{ADDRESS.pattern}\s{{0,3}}>")


def sees_addresses(user: User) -> bool:
    """E-mail addresses of people are for administration only."""
    return user.has_role(*ADMINISTRATION)


def without_addresses(words: str) -> str:
    """The same words with e-mail addresses left out: ``E. Ruiz <ruiz@example.org>`` becomes ``E. Ruiz``."""
    if "@" not in words:
        return words
    left = IN_BRACKETS.sub("", words)
    return ADDRESS.sub(_("[e-mail address]"), left).strip()


def discreet(told: Any) -> Any:
    """The same for everything in what a page is told: rows, lists of rows, words."""
    if isinstance(told, str):
        return without_addresses(told)
    if isinstance(told, dict):
        return {name: discreet(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(discreet(value) for value in told)
    return told
