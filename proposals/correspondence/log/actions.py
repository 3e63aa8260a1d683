"""What is written down of the exchange between the two communities, and of what we say among ourselves."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence import actions as phase
from proposals.correspondence import told
from proposals.correspondence.channels import Channel
from proposals.correspondence.log.incoming import record_of
from proposals.correspondence.models import (
    REPLY_TOO_EARLY,
    Correspondence,
    Message,
    MessageFile,
    Note,
    Opening,
)
from proposals.lifecycle import MoveRefused, Phase, Turn, lock, pass_turn
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.discretion import without_addresses
from proposals.proposal.models import Proposal
from proposals.proposal.sections import written_elsewhere
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.municipality.zones import our_time_zone
from twinning.records import history, uploads
from twinning.records.models import Outgoing, Upload

if TYPE_CHECKING:
    from proposals.correspondence.letters.models import FileLetter

history.sentences(
    {
        "correspondence.message_out": gettext_lazy("Noted a message to the other city"),
        "correspondence.message_in": gettext_lazy("Noted a message from the other city"),
        "correspondence.message_both": gettext_lazy("Noted a meeting with the other city"),
        "correspondence.message_corrected": gettext_lazy("Corrected a message of the log: %(fields)s"),
        "correspondence.message_file": gettext_lazy("Added a file to a message of the log"),
        "correspondence.went_by_post": gettext_lazy(
            "The mail of a letter came back; it went by post or by hand on %(on)s"
        ),
        "correspondence.follow_up_settled": gettext_lazy("Settled what was to be asked again"),
        "note.added": gettext_lazy("Wrote the note"),
        "note.edited": gettext_lazy("Changed the note: %(fields)s"),
    }
)

CHANGED = gettext_lazy("Somebody else has changed this message in the meantime. Read it again first.")
NOT_OURS_TO_HAND_OVER = gettext_lazy(
    "The turn passes between the two cities only in the correspondence phase, while nobody here decides on the file. Take the tick away; the message can be noted without it."
)
WORDS_STAY = gettext_lazy(
    "What came by mail or went as a letter keeps its own words. Correct only the summary, the language, the contact or the day to ask again."
)
NEVER_WIDER = gettext_lazy(
    "This note was written for administration only, and it stays so. Write a new note for others to read."
)
NO_ANSWER_AWAITED = gettext_lazy(
    "No answer is waited for on this file now. Open it again to see where it is."
)
WRITABLE = (Turn.STAFF, Turn.PARTNER)


@dataclass(frozen=True)
class NewFile:
    """A file for a message, as a form or a mail hands it over; what was kept already is an ``Upload``."""

    file: "uploads.Checked | Upload"
    part: str = MessageFile.Part.ORIGINAL
    language: str = ""


# -- messages ------------------------------------------------------------------------------


@transaction.atomic
def note_message(
    proposal: Proposal,
    message: Message,
    *,
    by: User | None,
    hands_over: bool = False,
    answers_introduction: bool = False,
    files: Iterable[NewFile] = (),
) -> None:
    """Put a message into the log; where it hands over, the turn follows it to the other side.

    ``by`` is nobody for a mail that came in. ``answers_introduction``: it is the
    first answer to our letter of introduction, which is then written into the
    file too. Raises ``MoveRefused`` where the turn cannot pass or no answer is
    waited for, and ``ValidationError`` for an answer dated before our letter.
    """
    if hands_over and not may_hand_over(proposal):
        raise MoveRefused(str(NOT_OURS_TO_HAND_OVER))
    lock(proposal)
    message.record = record_of(proposal)
    message.by = by
    message.save(force_insert=True)
    for file in files:
        _keep_file(message, file, by)
    verb = f"correspondence.message_{message.direction}"
    turn = Turn.STAFF if message.direction == Message.Direction.IN else Turn.PARTNER
    facts: dict[str, Any] = {"message": message.pk, "on": message.on, "channel": message.channel}
    if hands_over and turn != proposal.turn and not answers_introduction:
        event = pass_turn(proposal, turn, verb, by=by, **facts)
        if turn == Turn.STAFF:
            tell_whose_turn(proposal, event)
    else:
        history.record(proposal, verb, by=by, **facts)
    if answers_introduction:
        _take_as_answer(proposal, message, by)


def may_hand_over(proposal: Proposal) -> bool:
    """Whether the turn can pass between the cities now: in the correspondence phase, while nobody here decides."""
    return (
        proposal.phase == Phase.CORRESPONDENCE and proposal.turn in WRITABLE and proposal.held_since is None
    )


def awaits_first_answer(record: Correspondence) -> bool:
    """Whether our letter of introduction has gone and its answer is not written down yet."""
    return (
        may_hand_over(record.proposal)
        and record.opening == Opening.LETTER
        and not record.lacks_letter()
        and bool(record.lacks_answer())
    )


def _take_as_answer(proposal: Proposal, message: Message, by: User | None) -> None:
    """Write the first answer into the file and take the file back, so that the clerk does it once."""
    record = message.record
    record.proposal = proposal
    if message.direction != Message.Direction.IN or not awaits_first_answer(record):
        raise MoveRefused(
            _("No answer to a letter of introduction is waited for. Take the tick away and note the message.")
        )
    if record.letter_sent_on and message.on < record.letter_sent_on:
        raise ValidationError({"on": REPLY_TOO_EARLY})
    record.reply_received_on = record.reply_received_on or message.on
    answer = message.summary or message.subject or message.words[:1_000]
    record.reply_summary = record.reply_summary or answer
    record.save(update_fields=["reply_received_on", "reply_summary"])
    written_elsewhere(proposal, Phase.CORRESPONDENCE, "letter", by=by)
    if proposal.turn == Turn.PARTNER:
        assert by is not None
        phase.answer_received(proposal, by=by)


@transaction.atomic
def take_as_answer(proposal: Proposal, message: Message, *, by: User) -> None:
    """A message of theirs is the answer that the file waits for: what is not known of it yet is filled in, and the file comes back.

    Raises ``MoveRefused`` where none is waited for, or where their message is older than our letter.
    """
    lock(proposal)
    theirs = message.direction == Message.Direction.IN
    if not theirs or proposal.turn != Turn.PARTNER or not may_hand_over(proposal):
        raise MoveRefused(str(NO_ANSWER_AWAITED))
    if not awaits_first_answer(message.record):
        phase.answer_received(proposal, by=by)
        return
    try:
        _take_as_answer(proposal, message, by)
    except ValidationError as refusal:
        raise MoveRefused(refusal.messages) from refusal


@transaction.atomic
def note_sent_letter(letter: "FileLetter", *, by: User) -> Message:
    """A letter of a file has gone: it stands in the log, once, with its words and the day to ask again."""
    sent = letter.outgoing
    if noted := Message.objects.filter(outgoing=sent).first():
        if sent.how == Outgoing.How.POST and noted.channel == Channel.EMAIL:
            _went_by_post(letter, noted, by=by)
        return noted
    on = sent.settled_on or clock.today()
    message = Message(
        on=on,
        time=_hour() if sent.how == Outgoing.How.MAIL else None,
        direction=Message.Direction.OUT,
        channel=Channel.EMAIL if sent.how == Outgoing.How.MAIL else Channel.POST,
        sender=sent.signer,
        contact=letter.contact,
        language=sent.language,
        subject=sent.subject,
        words="\n\n".join(words for words in (sent.body, sent.body_2) if words),
        follow_up_on=max(sent.ask_again_on, on) if sent.ask_again_on else None,
        outgoing=sent,
    )
    # Fetched anew: whoever sends a letter may have moved the file in the same step.
    note_message(Proposal.objects.get(pk=letter.record.proposal_id), message, by=by)
    return message


def _hour() -> dt.time:
    """What the clocks here show."""
    now = clock.now().astimezone(zoneinfo.ZoneInfo(our_time_zone()))
    return now.time().replace(second=0, microsecond=0)


def _went_by_post(letter: "FileLetter", message: Message, *, by: User) -> None:
    """Its mail came back: the log has it on the day on which it went by post."""
    sent, proposal = letter.outgoing, Proposal.objects.get(pk=letter.record.proposal_id)
    lock(proposal)
    assert sent.settled_on is not None
    was = message.on
    message.on, message.time, message.channel = sent.settled_on, None, Channel.POST
    message.follow_up_on = max(sent.ask_again_on, message.on) if sent.ask_again_on else None
    message.save_if_unchanged(seen=message.version, fields=["on", "time", "channel", "follow_up_on"])
    history.record(proposal, "correspondence.went_by_post", by=by, message=message.pk, on=message.on, was=was)


@transaction.atomic
def correct(proposal: Proposal, message: Message, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Keep the changed fields, and in the history what they said; raises ``ChangedMeanwhile`` if somebody was faster.

    Raises ``ValidationError`` for the words of a mail or of a letter, which are never changed.
    """
    fields = list(fields)
    if not fields:
        return
    lock(proposal)
    before = Message.objects.select_related("contact", "mail").get(pk=message.pk)
    if before.fixed & set(fields):
        raise ValidationError(WORDS_STAY)
    message.save_if_unchanged(seen=seen, fields=fields)
    history.record(
        proposal,
        "correspondence.message_corrected",
        by=by,
        remark=without_addresses(told.before(before, fields)),
        message=message.pk,
        fields=labels(Message, fields),
    )


@transaction.atomic
def add_file(proposal: Proposal, message: Message, file: NewFile, *, by: User) -> MessageFile:
    """Add the original, a translation or an enclosure. Raises ``ValidationError`` in words for a file that is refused."""
    lock(proposal)
    kept = _keep_file(message, file, by)
    history.record(proposal, "correspondence.message_file", by=by, message=message.pk, upload=kept.upload_id)
    return kept


def _keep_file(message: Message, new: NewFile, by: User | None) -> MessageFile:
    upload = new.file if isinstance(new.file, Upload) else uploads.accept(new.file, by=by)
    return MessageFile.objects.create(message=message, upload=upload, part=new.part, language=new.language)


@transaction.atomic
def settle(proposal: Proposal, message: Message, *, seen: int, by: User) -> None:
    """Nobody need ask again about a message. Raises ``MoveRefused`` if somebody changed it after it was read."""
    was = message.follow_up_on
    if was is None:
        return  # a second click, or a colleague, was first
    lock(proposal)
    message.follow_up_on = None
    try:
        message.save_if_unchanged(seen=seen, fields=["follow_up_on"])
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster
    history.record(proposal, "correspondence.follow_up_settled", by=by, message=message.pk, was=was)


# -- notes -----------------------------------------------------------------------------------
#
# Their history belongs to the note and not to the file, which more people read than the note.


@transaction.atomic
def write_note(proposal: Proposal, note: Note, *, by: User) -> None:
    """Keep a note of ours, apart from the log."""
    note.record, _made = Correspondence.objects.get_or_create(proposal=proposal)
    note.by = by
    note.save(force_insert=True)
    history.record(note, "note.added", by=by, audience=note.audience)


@transaction.atomic
def edit_note(note: Note, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Keep the changed note; raises ``ChangedMeanwhile`` if somebody was faster.

    Who reads it may become fewer, never more: raises ``ValidationError``.
    """
    fields = list(fields)
    if not fields:
        return
    before = Note.objects.select_for_update().get(pk=note.pk)
    if note.audience != before.audience and before.audience == Note.Audience.INTERNAL:
        raise ValidationError({"audience": NEVER_WIDER})
    note.edited_at = clock.now()
    note.save_if_unchanged(seen=seen, fields=[*fields, "edited_at"])
    history.record(
        note,
        "note.edited",
        by=by,
        remark=told.before(before, fields),
        fields=labels(Note, fields),
        audience=note.audience,
    )
