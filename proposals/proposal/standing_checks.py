"""What was looked up long ago and must still hold when council decides and when the agreement is signed.

Phases do not know each other. A room that keeps something which grows old
registers a function that tells what somebody must look at again; the gates of
the phases that bind the City ask for all of them here.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from twinning import clock

if TYPE_CHECKING:
    from proposals.proposal.models import Proposal


@dataclass(frozen=True)
class Stale:
    """What somebody must look at again, in words, and the page on which one click confirms it."""

    words: str
    url: str

    def linked(self) -> SafeString:
        """The words, and the way to the very page."""
        return format_html('{} <a href="{}">{}</a>', self.words, self.url, _("Look again and confirm it."))


Check = Callable[["Proposal", dt.date], list[Stale]]
"""Asked with the day on which the City binds itself, which may be past when it is recorded."""
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Let the gates before council and before signing ask this of every file."""
    _checks.append(check)
    return check


def stale(proposal: "Proposal", on: dt.date | None = None) -> list[Stale]:
    """Everything in a file that is too old to bind the City on a day, which is today where none is given."""
    return [found for check in _checks for found in check(proposal, on or clock.today())]
