"""What happens to a file while its candidate is being researched (handbook C2, G3)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from proposals.lifecycle import Turn, advance, give_back, pass_turn, require
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.models import Proposal
from proposals.research.models import Research
from twinning.accounts.models import User
from twinning.records import history

history.sentences(
    {
        "research.sent": _("Sent the research to the CAO"),
        "research.returned": _("Returned the research"),
    }
)


@transaction.atomic
def send_to_cao(proposal: Proposal, *, by: User) -> None:
    """Hand the complete research to the CAO."""
    require(Research.of(proposal))
    tell_whose_turn(proposal, pass_turn(proposal, Turn.CAO, "research.sent", by=by))


@transaction.atomic
def approve(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO approves the choice: the other community may be written to (G3)."""
    tell_whose_turn(proposal, advance(Research.of(proposal), by=by, turn=Turn.STAFF, why=why))


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    """The CAO asks for changes, with the reason."""
    tell_whose_turn(proposal, give_back(proposal, Turn.STAFF, "research.returned", by=by, why=why))
