"""What is written down of the exchange between the two communities."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import Correspondence, Message
from proposals.lifecycle import Turn, pass_turn
from proposals.proposal.models import Proposal
from twinning.accounts.models import User
from twinning.records import history

history.sentences(
    {
        "correspondence.message_out": gettext_lazy("Noted a message to the other city"),
        "correspondence.message_in": gettext_lazy("Noted a message from the other city"),
        "correspondence.message_both": gettext_lazy("Noted a meeting with the other city"),
    }
)


@transaction.atomic
def note_message(proposal: Proposal, message: Message, *, by: User, hands_over: bool = False) -> None:
    """Put a message into the log; where it hands over, the turn follows it to the other side."""
    message.record, _made = Correspondence.objects.get_or_create(proposal=proposal)
    message.by = by
    message.save()
    verb = f"correspondence.message_{message.direction}"
    turn = Turn.PARTNER if message.direction == Message.Direction.OUT else Turn.STAFF
    facts: dict[str, Any] = {"message": message.pk, "on": message.on, "channel": message.channel}
    if hands_over and turn != proposal.turn:
        pass_turn(proposal, turn, verb, by=by, **facts)
    else:
        history.record(proposal, verb, by=by, **facts)
