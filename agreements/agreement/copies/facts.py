"""What the signing learns of certified copies, without knowing this phase."""

from typing import Any

from agreements.agreement.copies.models import CertifiedCopy
from proposals.proposal.facts import answer
from proposals.proposal.models import Proposal


@answer("certified_copies")
def certified_copies(proposal: Proposal) -> list[dict[str, Any]]:
    """The copies of a file's resolutions that are in force, for whoever distributes them; newest resolution first."""
    rows = CertifiedCopy.objects.for_list().filter(
        resolution__proposal=proposal, paper__document__issue__status="in_force"
    )
    return [
        {
            "resolution": str(copy.resolution),
            "resolution_pk": copy.resolution_id,
            "title": copy.resolution.title,
            "copy": copy.pk,
            "number": copy.number,
            "recipient": copy.recipient,
            "certifier": str(copy.certifier),
            "on": copy.on,
            "paper": copy.paper_id,
            "document": copy.paper.document_id,
            "ready": copy.paper.document.state == "ready",
            "state": copy.paper.document.state,
            "issue": copy.paper.document.issue.number,
        }
        for copy in rows.order_by("-resolution", "number")
    ]
