"""What else refers to a community: told by whoever knows, so that its page need not know them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from proposals.proposal.models import Community
from twinning.accounts.models import User

MOST = 20


@dataclass(frozen=True)
class Mention:
    """One thing that refers to a community: its page, and what it says of itself."""

    name: str
    url: str
    words: str = ""


Finder = Callable[[Community, User], list[Mention]]
_FINDERS: list[tuple[str | Promise, Finder]] = []


def offer(title: str | Promise, find: Finder) -> None:
    """Register who can tell; ``find`` hands back only what the person may see, the newest first."""
    _FINDERS.append((title, find))


def gather(community: Community, user: User) -> list[tuple[str | Promise, list[Mention]]]:
    """Everything that refers to a community and that the person may see, by kind."""
    found = [(title, find(community, user)[:MOST]) for title, find in _FINDERS]
    return [(title, mentions) for title, mentions in found if mentions]
