"""The request for decision goes to the CAO and on to the clerk (handbook C2, G6)."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement
from proposals.lifecycle import Turn, give_back, pass_turn, require
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history

history.sentences(
    {
        "agreement.sent": gettext_lazy("Sent the request for decision to the CAO"),
        "agreement.returned": gettext_lazy("Returned the request for decision"),
        "agreement.signed_off": gettext_lazy("Signed off the request for decision"),
    }
)


@transaction.atomic
def send_to_cao(proposal: Proposal, *, by: User) -> None:
    """Hand the complete request for decision to the CAO (G6)."""
    require(Agreement.of(proposal))
    event = pass_turn(proposal, Turn.CAO, "agreement.sent", by=by)
    tell_whose_turn(proposal, event)


@transaction.atomic
def sign_off(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO signs off exactly this text; it goes to the clerk."""
    record = Agreement.of(proposal)
    require(record)
    record.signed_off_text, record.signed_off_at, record.signed_off_by = record.text_hash, clock.now(), by
    record.save(update_fields=["signed_off_text", "signed_off_at", "signed_off_by"])
    event = pass_turn(proposal, Turn.CLERK, "agreement.signed_off", by=by, why=why, text=record.text_hash)
    tell_whose_turn(proposal, event)


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    event = give_back(proposal, Turn.STAFF, "agreement.returned", by=by, why=why)
    tell_whose_turn(proposal, event)
