"""What the correspondence tells the phases that come later."""

from typing import Any

from proposals.correspondence.models import Correspondence
from proposals.proposal.facts import offer
from proposals.proposal.models import Proposal


@offer
def confirmed(proposal: Proposal) -> dict[str, Any]:
    """The other community's committee as they confirmed it; it takes the place of what was planned."""
    record = Correspondence.of(proposal)
    return {"counterpart": record.counterpart, "counterpart_confirmed_on": record.counterpart_confirmed_on}
