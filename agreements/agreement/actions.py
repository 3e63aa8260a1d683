"""The request for decision goes to the CAO and on to the clerk (handbook C2, G6)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement
from agreements.agreement.package import actions as package
from agreements.agreement.package.models import CouncilPackage, RequestForDecision
from agreements.agreement.package.parts import SIGNED_OFF
from proposals.lifecycle import MoveRefused, Turn, give_back, pass_turn, require
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
    """Hand the complete request for decision to the CAO, with its package (G6). What was signed off before is no longer."""
    record = Agreement.of(proposal)
    require(record)
    if record.pk and record.signed_off_text:
        record.signed_off_text, record.signed_off_at, record.signed_off_by = "", None, None
        record.save(update_fields=["signed_off_text", "signed_off_at", "signed_off_by"])
    event = pass_turn(proposal, Turn.CAO, "agreement.sent", by=by)
    package.freeze(proposal, purpose=CouncilPackage.For.CAO, by=by)
    tell_whose_turn(proposal, event)


@transaction.atomic
def sign_off(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO signs off exactly what the package says; it goes to the clerk."""
    record = Agreement.of(proposal)
    require(record)
    seen = _require_package_holds(record)
    record.signed_off_text, record.signed_off_at, record.signed_off_by = record.text_hash, clock.now(), by
    record.save(update_fields=["signed_off_text", "signed_off_at", "signed_off_by"])
    facts = {"text": record.text_hash} | ({"package": seen.pk} if seen else {})
    event = pass_turn(proposal, Turn.CLERK, "agreement.signed_off", by=by, why=why, **facts)
    tell_whose_turn(proposal, event)


def _require_package_holds(record: Agreement) -> CouncilPackage | None:
    """The package that is signed off. Raises ``MoveRefused`` if what it says is no longer what would go to council."""
    if not RequestForDecision.of(record).pk:
        return None
    seen = package.newest(record.proposal, CouncilPackage.For.CAO)
    if seen is None:
        raise MoveRefused(
            _("No package has been made of what you are to sign off. Make it, read it, then sign it off.")
        )
    if package.changed_since(seen) & SIGNED_OFF:
        raise MoveRefused(
            _(
                "The request, the resolution or the text was changed since package %(n)d was made. Make the package again and read it, then sign it off."
            )
            % {"n": seen.number}
        )
    return seen


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    event = give_back(proposal, Turn.STAFF, "agreement.returned", by=by, why=why)
    tell_whose_turn(proposal, event)
