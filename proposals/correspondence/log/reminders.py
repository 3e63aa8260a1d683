"""Polite reminders: drafted into the outbox, where a person reads them. Nothing is sent from here."""

import logging

from django.db import transaction

from proposals.access import ADMINISTRATION
from proposals.correspondence.letters.actions import draft_reminder
from proposals.correspondence.models import FileLetter, Message
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from twinning.accounts.models import Role, User
from twinning.records.notices import notify

logger = logging.getLogger(__name__)


def draft_due() -> list[FileLetter]:
    """Draft one reminder for each message of ours that should have been asked about again, and tell who wrote it down.

    A message is reminded of once: who throws the draft away has decided. Files on
    hold and closed ones rest. May run as often as it likes.
    """
    due = Message.objects.overdue().filter(direction=Message.Direction.OUT, reminders=None)
    moving = due.filter(record__proposal__held_since=None).exclude(record__proposal__phase=Phase.CLOSED)
    return [letter for pk in moving.values_list("pk", flat=True) if (letter := _draft_one(pk)) is not None]


@transaction.atomic
def _draft_one(pk: int) -> FileLetter | None:
    """Look again under the lock of the file: another worker, or an answer, may have been faster."""
    found = Message.objects.overdue().filter(pk=pk, reminders=None)
    proposal = Proposal.objects.select_for_update().get(correspondence__messages=pk)
    message = found.select_related("by").first()
    if message is None:
        return None
    try:
        letter = draft_reminder(proposal, by=message.by or proposal.opened_by, message=message)
    except MoveRefused as refusal:
        logger.warning("No reminder was drafted for message %s: %s", pk, refusal)
        return None
    _tell(proposal, message, letter)
    return letter


def _tell(proposal: Proposal, message: Message, letter: FileLetter) -> None:
    """To whoever wrote the message down; to all staff where that person no longer works here."""
    wrote = message.by
    if wrote is not None and wrote.is_active and wrote.has_role(*ADMINISTRATION):
        people = [wrote]
    else:
        people = list(User.objects.holding(Role.STAFF))
    for person in people:
        notify(
            person,
            "reminder_drafted",
            key=f"reminder:{letter.pk}",
            proposal=proposal,
            message=message,
            letter=letter,
        )
