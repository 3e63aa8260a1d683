"""What an address of the research names: a candidate of this file."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from proposals.access import refused
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Candidate, Proposal
from twinning.accounts.access import View


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
