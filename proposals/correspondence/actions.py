"""What happens to a file while the two communities get to know each other (handbook C2, G4 and G5)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.letters.models import Kind
from proposals.correspondence.models import Channel, Correspondence, Message, Opening
from proposals.lifecycle import MoveRefused, Turn, advance, give_back, pass_turn, require
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.models import Proposal
from twinning.accounts.models import User
from twinning.records import history
from twinning.records.models import Outgoing

history.sentences(
    {
        "correspondence.letter_sent": gettext_lazy(
            "Sent the letter of introduction; the other city has the word"
        ),
        "correspondence.answer_received": gettext_lazy("Received the answer of the other city"),
        "correspondence.sent": gettext_lazy("Sent the work plan to the CAO"),
        "correspondence.returned": gettext_lazy("Returned the work plan"),
    }
)


@transaction.atomic
def letter_sent(proposal: Proposal, *, by: User) -> None:
    """The letter of introduction has gone: the file waits for the other city (G4)."""
    record = Correspondence.of(proposal)
    if proposal.turn != Turn.STAFF or record.reply_received_on:
        raise MoveRefused(_("The letter of introduction has gone already. Note further messages in the log."))
    if missing := record.lacks_letter():
        raise MoveRefused(missing)
    _log_letter(record, by=by)
    pass_turn(proposal, Turn.PARTNER, "correspondence.letter_sent", by=by)


@transaction.atomic
def answer_received(proposal: Proposal, *, by: User) -> None:
    """The other city has answered: the work goes on here."""
    if proposal.turn != Turn.PARTNER:
        raise MoveRefused(
            _("No answer is waited for: this file is with %(who)s.") % {"who": proposal.get_turn_display()}
        )
    record = Correspondence.of(proposal)
    if missing := record.lacks_answer():
        raise MoveRefused(missing)
    _log_answer(record, by=by)
    tell_whose_turn(proposal, pass_turn(proposal, Turn.STAFF, "correspondence.answer_received", by=by))


def _log_letter(record: Correspondence, *, by: User) -> None:
    """A letter that was written elsewhere stands in the log too; one from the outbox is noted there by itself."""
    ours = record.letters.filter(kind=Kind.INTRODUCTION, outgoing__state=Outgoing.State.SENT)
    if record.opening != Opening.LETTER or record.letter_sent_on is None or ours.exists():
        return
    Message.objects.create(
        record=record,
        on=record.letter_sent_on,
        direction=Message.Direction.OUT,
        channel=record.letter_how,
        sender=record.letter_from,
        subject=_("Letter of introduction"),
        summary=_("To %(whom)s.") % {"whom": record.letter_to},
        by=by,
    )


def _log_answer(record: Correspondence, *, by: User) -> None:
    """The answer as the file has it, where nobody noted the message itself."""
    if record.opening != Opening.LETTER or record.reply_received_on is None:
        return
    theirs = record.messages.filter(direction=Message.Direction.IN)
    if theirs.by_people().filter(on__gte=record.letter_sent_on or record.reply_received_on).exists():
        return
    Message.objects.create(
        record=record,
        on=record.reply_received_on,
        direction=Message.Direction.IN,
        channel=Channel.OTHER,
        sender=record.letter_to,
        subject=_("Answer to the letter of introduction"),
        summary=record.reply_summary,
        by=by,
    )


@transaction.atomic
def send_to_cao(proposal: Proposal, *, by: User) -> None:
    """Hand the complete work plan to the CAO."""
    require(Correspondence.of(proposal))
    tell_whose_turn(proposal, pass_turn(proposal, Turn.CAO, "correspondence.sent", by=by))


@transaction.atomic
def approve(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO approves the work plan: the agreement may be written (G5)."""
    tell_whose_turn(proposal, advance(Correspondence.of(proposal), by=by, turn=Turn.STAFF, why=why))


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    """The CAO asks for changes, with the reason."""
    tell_whose_turn(proposal, give_back(proposal, Turn.STAFF, "correspondence.returned", by=by, why=why))
