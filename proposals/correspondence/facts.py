"""What the correspondence tells the phases that come later."""

from typing import Any

from proposals.correspondence.models import Correspondence
from proposals.proposal.facts import offer
from proposals.proposal.models import Proposal


@offer
def confirmed(proposal: Proposal) -> dict[str, Any]:
    """The other community's committee as it was confirmed, which takes the place of what was planned; and the agreed plan."""
    record = Correspondence.of(proposal)
    if record.pk is None:
        return {}
    standing = record.committees.confirmed().select_related("committee")
    theirs = [named.committee.name for named in standing]
    days = [said.on for named in standing for said in named.confirmations.all() if said.withdrawn_at is None]
    return {
        "counterpart": ", ".join(theirs),
        "counterpart_confirmed_on": min(days, default=None) if theirs else None,
    }
