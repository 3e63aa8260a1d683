"""Files as what a committee's recommendation can be about; the floor below does not know them."""

from typing import Any

from committees.recommendations.subjects import Source, register
from proposals.proposal.models import Proposal, ProposalQuerySet


def visible(user: Any) -> ProposalQuerySet:
    return Proposal.objects.visible_to(user).select_related("community")


def offered(user: Any) -> ProposalQuerySet:
    """Files that somebody may still decide on, the newest first."""
    return visible(user).open()


register(Source(visible=visible, offered=offered))
