"""What the phases of a file offer to each other, without knowing each other.

A phase registers a function that tells its own facts under agreed names; who
writes a letter or a resolution asks for all of them here.
"""

from collections.abc import Callable
from typing import Any

from proposals.proposal.models import Proposal

Teller = Callable[[Proposal], dict[str, Any]]
_tellers: list[Teller] = []


def offer(teller: Teller) -> Teller:
    """Register what a phase can tell of a file."""
    _tellers.append(teller)
    return teller


def gather(proposal: Proposal) -> dict[str, Any]:
    """Everything that is known of a file; what nobody has entered is absent."""
    known: dict[str, Any] = {}
    for teller in _tellers:
        known |= {name: value for name, value in teller(proposal).items() if value not in (None, "", [])}
    return known
