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


Answer = Callable[..., Any]
_answers: dict[str, Answer] = {}


def answer(name: str) -> Callable[[Answer], Answer]:
    """Register the one phase that can answer a question too costly to be told with every fact."""

    def registered(asked: Answer) -> Answer:
        _answers[name] = asked
        return asked

    return registered


def ask(name: str, proposal: Proposal, **more: Any) -> Any:
    """The answer of whichever phase knows it."""
    return _answers[name](proposal, **more)
