"""What readers outside administration see: everything but how people are reached, and what we note among ourselves."""

import re

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION
from proposals.correspondence.log.models import Note
from twinning.accounts.models import User

ADDRESS = re.compile(r"[^\s<>()\[\]\"“”,;:|]+@[^\s<>()\[\]\"“”,;:|]+\.[^\s<>()\[\]\"“”,;:|]+")
IN_BRACKETS = re.compile(rf"\s*<\s*(?:mailto:)?{ADDRESS.pattern}\s*>")


def sees_addresses(user: User) -> bool:
    """E-mail addresses of people are for administration only."""
    return user.has_role(*ADMINISTRATION)


def without_addresses(words: str) -> str:
    """The same words with e-mail addresses left out: ``E. Ruiz <ruiz@example.org>`` becomes ``E. Ruiz``."""
    if "@" not in words:
        return words
    left = IN_BRACKETS.sub("", words)
    return ADDRESS.sub(_("[e-mail address]"), left).strip()


def audiences(user: User) -> list[str]:
    """Which notes somebody may read."""
    if user.has_role(*ADMINISTRATION):
        return list(Note.Audience)
    return [Note.Audience.FILE]
