"""What happens to a proposal while it is being planned (handbook C2, G1 and G2)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from proposals.lifecycle import Turn, advance, give_back, pass_turn, require
from proposals.planning.models import Planning
from proposals.planning.papers import receipt
from proposals.proposal.actions import tell, tell_whose_turn
from proposals.proposal.models import Paper, Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history

history.sentences(
    {
        "planning.sent": _("Sent the proposal to the CAO"),
        "planning.returned": _("Returned the proposal"),
    }
)


@transaction.atomic
def send_to_cao(proposal: Proposal, *, by: User) -> Paper:
    """Hand the complete proposal to the CAO; the sender gets a receipt of what was sent."""
    record = Planning.of(proposal)
    require(record)
    event = pass_turn(proposal, Turn.CAO, "planning.sent", by=by)
    if proposal.submitted_at is None:
        proposal.submitted_at = clock.now()
        proposal.save(update_fields=["submitted_at"])
    tell_whose_turn(proposal, event)
    return receipt(record, sent=event, by=by)


@transaction.atomic
def recommend(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO recommends the proposal: research may begin (G2)."""
    event = advance(Planning.of(proposal), by=by, turn=Turn.STAFF, why=why)
    tell_whose_turn(proposal, event)


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    """The CAO asks for changes, with the reason."""
    event = give_back(proposal, Turn.STAFF, "planning.returned", by=by, why=why)
    tell(proposal, event, proposal.opened_by)
