"""What happens to an approved agreement until both sides have signed it (handbook C2, G7 and G8)."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from agreements.signing.models import Signing
from proposals.lifecycle import Standing, Turn, advance, require
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.models import Proposal
from twinning.accounts.models import User
from twinning.records import history
from twinning.records.templatetags.house import day

history.sentences(
    {
        "signing.completed": gettext_lazy(
            "Recorded that both sides have signed; the evaluation is due on %(words)s"
        ),
    }
)


@transaction.atomic
def complete(proposal: Proposal, *, by: User) -> None:
    """Both sides have signed: the relationship exists, its work begins and its evaluation is due."""
    record = Signing.of(proposal)
    require(record)
    record.signed_on = record.last_signature_on()
    record.save(update_fields=["signed_on"])
    proposal.evaluation_due = record.evaluation_on
    proposal.save(update_fields=["evaluation_due"])
    history.record(
        proposal,
        "signing.completed",
        by=by,
        signed_on=record.signed_on,
        evaluation_due=record.evaluation_on,
        words=day(record.evaluation_on),
    )
    # A kind of relationship is called the same before and after it is signed.
    event = advance(record, by=by, turn=Turn.STAFF, standing=Standing(proposal.kind))
    tell_whose_turn(proposal, event)
