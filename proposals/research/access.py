"""What an address and a form of the research name: a candidate of this file, the version of a row that was read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from proposals.access import refused
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Candidate, Proposal

View = Callable[..., HttpResponseBase]


def candidate_of(proposal: Proposal, pk: int) -> Candidate:
    """A candidate of the file, with its community and place. Raises 404 for any other."""
    listed = proposal.candidates.select_related("community__place", "decided_by", "added_by")  # type: ignore[attr-defined]
    found: Candidate = get_object_or_404(listed, pk=pk)
    found.proposal = proposal
    return found


def with_candidate(page: Callable[[Candidate], str]) -> Callable[[View], View]:
    """Hand the view the candidate that the address names; a step that is refused ends on their ``page``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def handed(request: HttpRequest, proposal: Proposal, candidate: int, **more: Any) -> HttpResponseBase:
            named = candidate_of(proposal, candidate)
            try:
                return view(request, named, **more)
            except MoveRefused as refusal:
                return refused(request, refusal, back=page(named))

        return handed

    return decorate


def version_shown(typed: str) -> int:
    """The version that a page showed; 0, which no row has, where it does not say."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
