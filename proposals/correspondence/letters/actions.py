"""Letters of a file: composed of the City's wordings and the facts, edited block by block, sent by a person."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence import actions as phase
from proposals.correspondence.channels import Channel
from proposals.correspondence.letters import filling, wordings
from proposals.correspondence.letters.models import Block, FileLetter, Kind, Wording
from proposals.correspondence.log import actions as log
from proposals.correspondence.log.incoming import record_of
from proposals.correspondence.models import Contact, Correspondence, Message
from proposals.lifecycle import MoveRefused, Phase, Turn, lock
from proposals.proposal.models import Proposal
from proposals.proposal.sections import written_elsewhere
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Office, OfficeHolder
from twinning.municipality.policy import Policy
from twinning.records import history, outbox
from twinning.records.languages import language_name
from twinning.records.models import Document, Outgoing

history.sentences(
    {
        "correspondence.letter_begun": gettext_lazy("Put a letter into the outbox: %(kind)s"),
        "correspondence.introduced": gettext_lazy("The letter of introduction went on %(on)s"),
    }
)

MOST_CHARACTERS = 10_000
"""What a text in one language may have; about three pages."""

CLOSED = gettext_lazy("This file is closed. Reopen it before a letter goes, or throw the letter away.")


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to, as it is printed."""

    name: str
    office: str = ""
    address: str = ""
    email: str = ""

    @classmethod
    def of(cls, contact: Contact) -> "Addressee":
        """A contact with titles in both languages; where to write to only where we may keep it."""
        named = " ".join(part for part in (contact.honorific, contact.name) if part)
        native = contact.native_name if contact.native_name != contact.name else ""
        return cls(
            name=" · ".join(part for part in (named, native) if part),
            office="\n".join(dict.fromkeys(part for part in (contact.office, contact.native_office) if part)),
            address=contact.postal_address if contact.basis else "",
            email=contact.email if contact.basis else "",
        )


# -- composing ---------------------------------------------------------------------------------


@transaction.atomic
def compose(
    proposal: Proposal,
    *,
    kind: str,
    language: str,
    language_2: str = "",
    contact: Contact | None = None,
    to: Addressee | None = None,
    signer: OfficeHolder | None = None,
    enclosures: str = "",
    resolution: str = "",
    resolved_on: dt.date | None = None,
    about: Message | None = None,
    by: User,
) -> FileLetter:
    """Propose a letter out of the wordings in force and the facts of the file, and put it into the outbox.

    ``to`` where the letter goes to no contact, or is addressed otherwise; ``signer``
    is the Mayor if nobody is named. Raises ``MoveRefused`` where there is no wording.
    """
    lock(proposal)
    record = record_of(proposal)
    to = to or (Addressee.of(contact) if contact else Addressee(filling.blank("addressee")))
    matter = filling.Matter(
        proposal,
        contact,
        to.name,
        enclosures,
        resolution.strip(),
        resolved_on,
        about or _last_of_ours(record),
    )
    first, second = _wording(kind, language), _wording(kind, language_2) if language_2 else None
    known = filling.values(matter, language)
    known_2 = filling.values(matter, language_2) if language_2 else {}
    blocks = _proposed(first, known, second, known_2)
    if kind == Kind.INTENT and Policy.in_force().intent_needs_resolution:
        for block in blocks:
            block.left_out = False
    outgoing = _addressed(to, signer or OfficeHolder.objects.holding(Office.MAYOR), language, language_2, by)
    outgoing.reference, outgoing.enclosures = proposal.reference, enclosures
    outgoing.subject = filling.fill(first.subject, known)[:200]
    outgoing.subject_2 = filling.fill(second.subject, known_2)[:200] if second else ""
    outgoing.body, outgoing.body_2 = bodies(blocks)
    outbox.prepare(outgoing, by=by)
    letter = FileLetter.objects.create(
        record=record,
        outgoing=outgoing,
        kind=kind,
        wording=first,
        wording_2=second,
        contact=contact,
        resolution=resolution.strip(),
        resolved_on=resolved_on,
        about=about,
    )
    for block in blocks:
        block.letter = letter
    Block.objects.bulk_create(blocks)
    history.record(
        proposal,
        "correspondence.letter_begun",
        by=by,
        letter=outgoing.pk,
        kind=str(letter.get_kind_display()),
    )
    return letter


def _addressed(
    to: Addressee, signer: OfficeHolder | None, language: str, language_2: str, by: User
) -> Outgoing:
    """A letter of today with its addressee and whoever signs it, who is its writer where nobody holds the office."""
    return Outgoing(
        to_name=to.name,
        to_office=to.office,
        to_address=to.address,
        email=to.email,
        dated=clock.today(),
        language=language,
        language_2=language_2,
        signer=signer.name if signer else by.name,
        signer_office=_office_in(language, signer) if signer else by.roles_in_words,
        signer_office_2=_office_in(language_2, signer) if language_2 and signer else "",
    )


def _wording(kind: str, language: str) -> Wording:
    wording = wordings.newest(kind, language)
    if wording is None:
        raise MoveRefused(
            _(
                "There is no wording of this letter in %(language)s: %(kind)s. Choose another language, or write the wording first."
            )
            % {"language": language_name(language), "kind": Kind(kind).label}
        )
    return wording


def _proposed(
    first: Wording, known: dict[str, str], second: Wording | None, known_2: dict[str, str]
) -> list[Block]:
    """The blocks of both languages beside each other, by their names; an optional one that lacks a fact is left out at first."""
    others = {block["name"]: block for block in second.blocks} if second else {}
    rows = [(block, others.pop(block["name"], None)) for block in first.blocks]
    # What only the second language has stands before its last block, the closing.
    rows[-1:-1] = [(None, block) for block in others.values()]
    made = []
    for order, (one, other) in enumerate(rows):
        named = one or other or {}
        texts = [block["text"] for block in (one, other) if block]
        made.append(
            Block(
                order=order,
                name=named["name"],
                optional=bool(named["optional"]),
                left_out=bool(named["optional"]) and any(filling.lacks(text, known) for text in texts),
                text=filling.fill(one["text"], known) if one else "",
                text_2=filling.fill(other["text"], known_2) if other else "",
            )
        )
    return made


def bodies(blocks: Iterable[Block]) -> tuple[str, str]:
    """The text in both languages as it will be printed: what is left out is not in it."""
    kept = [block for block in blocks if not block.left_out]
    return (
        "\n\n".join(text for block in kept if (text := block.text.strip())),
        "\n\n".join(text for block in kept if (text := block.text_2.strip())),
    )


def parts(letter: FileLetter, blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """The texts of the blocks that are kept, each with the name of its block, and its language where there are two."""
    outgoing = letter.outgoing
    both = outgoing.language_2 != ""
    return [
        (f"{block.name}, {language_name(language)}" if both else block.name, text)
        for block in blocks
        if not block.left_out
        for language, text in ((outgoing.language, block.text), (outgoing.language_2, block.text_2))
        if language
    ]


OFFICES = {
    "es": {Office.MAYOR: "Alcaldía", Office.CAO: "Dirección General de la Administración", Office.CLERK: "Secretaría Municipal"},
    "fr": {Office.MAYOR: "Mairie", Office.CAO: "Direction générale", Office.CLERK: "Greffe municipal"},
    "zh": {Office.MAYOR: "市长"},
    "zh-Hant": {Office.MAYOR: "市長"},
    "ja": {Office.MAYOR: "市長"},
    "uk": {Office.MAYOR: "Міський голова"},
    "ar": {Office.MAYOR: "رئاسة البلدية"},
}  # fmt: skip
"""Offices in other languages, named by the office where the word for its holder would tell man from woman."""


def _office_in(language: str, signer: OfficeHolder) -> str:
    """The office of whoever signs, in a language; a blank where we do not know it."""
    if language == settings.LANGUAGE_CODE.split("-")[0]:
        return signer.style
    known = OFFICES.get(language, {}).get(Office(signer.office)) if not signer.title else None
    asked = {"language": language_name(language), "office": signer.style}
    return known or _("[[in %(language)s: %(office)s]]") % asked


def _last_of_ours(record: Correspondence) -> Message | None:
    sent = Message.objects.that_arrived().filter(record=record, direction=Message.Direction.OUT)
    return sent.exclude(channel__in=[Channel.CALL, Channel.ONLINE]).order_by("-moment_at", "-pk").first()


# -- editing -----------------------------------------------------------------------------------


@transaction.atomic
def keep(letter: FileLetter, blocks: Sequence[Block], *, seen: int, by: User) -> None:
    """Keep the words and the blocks of a letter as far as they are. Raises as ``outbox.keep`` does."""
    _put_together(letter, blocks)
    outbox.keep(letter.outgoing, seen=seen, by=by)
    _keep_blocks(letter, blocks)


@transaction.atomic
def write(letter: FileLetter, blocks: Sequence[Block], *, seen: int, by: User) -> Document:
    """Make the letter final as it stands. Raises as ``outbox.write`` does; then nothing is kept."""
    _put_together(letter, blocks)
    letter.save(update_fields=["resolution", "resolved_on"])
    document = outbox.write(letter.outgoing, seen=seen, by=by)
    _keep_blocks(letter, blocks)
    return document


def _put_together(letter: FileLetter, blocks: Sequence[Block]) -> None:
    for block in blocks:
        _name_the_resolution(letter, block)
    letter.outgoing.body, letter.outgoing.body_2 = bodies(blocks)
    letter.outgoing.parts = parts(letter, blocks)
    for body in (letter.outgoing.body, letter.outgoing.body_2):
        if len(body) > MOST_CHARACTERS:
            raise ValidationError(
                _(
                    "The letter has %(n)s characters in one language, and at most %(most)s fit. Shorten it, or enclose the rest."
                )
                % {"n": f"{len(body):,}", "most": f"{MOST_CHARACTERS:,}"}
            )


def _name_the_resolution(letter: FileLetter, block: Block) -> None:
    """What was given as number and day of the resolution goes into the blanks that asked for them."""
    if letter.resolution and letter.resolved_on:
        for name, language in (("text", letter.outgoing.language), ("text_2", letter.outgoing.language_2)):
            if language:
                matter = filling.Matter(
                    letter.record.proposal, resolution=letter.resolution, resolved_on=letter.resolved_on
                )
                known = filling.values(matter, language)
                text = getattr(block, name)
                for asked in ("resolution", "resolved_on"):
                    text = text.replace(filling.blank(asked), known[asked])
                setattr(block, name, text)


def _keep_blocks(letter: FileLetter, blocks: Sequence[Block]) -> None:
    letter.save(update_fields=["resolution", "resolved_on"])
    for block in blocks:
        block.save(update_fields=["left_out", "text", "text_2"])


# -- reminding ---------------------------------------------------------------------------------


@transaction.atomic
def draft_reminder(proposal: Proposal, *, by: User, message: Message | None = None) -> FileLetter:
    """Put a polite reminder of our last letter, or of ``message``, into the outbox; it sends nothing.

    One waits at a time: that one is handed back. Raises ``MoveRefused`` where
    nothing of ours could be reminded of.
    """
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    record = Correspondence.of(proposal)
    lying = FileLetter.objects.filter(
        record__proposal=proposal, kind=Kind.REMINDER, outgoing__state=Outgoing.State.WAITING
    )
    if waiting := lying.select_related("outgoing", "record").first():
        return waiting
    about = message or (_last_of_ours(record) if record.pk else None)
    if about is None:
        raise MoveRefused(
            _(
                "Nothing has been sent to the other city yet, so there is nothing to remind of. Write the first letter."
            )
        )
    last = _last_sent(record, about)
    contact = about.contact or (last.contact if last else None)
    if contact is not None and not contact.is_current:
        contact = None
    first, second = _languages(last, contact)
    return compose(
        proposal,
        kind=Kind.REMINDER,
        language=first,
        language_2=second,
        contact=contact,
        to=_as_last(last) if last and contact is None else None,
        about=about,
        by=by,
    )


def _last_sent(record: Correspondence, about: Message) -> FileLetter | None:
    """The letter that is reminded of; else the last one that went."""
    sent = record.letters.filter(outgoing__state=Outgoing.State.SENT).select_related("outgoing", "contact")
    own = sent.filter(outgoing=about.outgoing_id).first() if about.outgoing_id else None  # type: ignore[attr-defined]
    return own or sent.order_by("-outgoing__settled_on", "-pk").first()


def _as_last(last: FileLetter) -> Addressee:
    outgoing = last.outgoing
    return Addressee(outgoing.to_name, outgoing.to_office, outgoing.to_address, outgoing.email)


def _languages(last: FileLetter | None, contact: Contact | None) -> tuple[str, str]:
    """The languages of the letter reminded of, as far as there are wordings; else English with the contact's own."""
    asked = (
        [last.outgoing.language, last.outgoing.language_2]
        if last
        else ["en", contact.language if contact else ""]
    )
    there = [code for code in dict.fromkeys(asked) if code and wordings.newest(Kind.REMINDER, code)]
    return (there[0], there[1] if len(there) > 1 else "") if there else ("en", "")


@transaction.atomic
def copy(letter: FileLetter, outgoing: Outgoing) -> FileLetter:
    """The same letter, block by block, for what lies in the outbox anew."""
    lock(letter.record.proposal)
    blocks = list(letter.blocks.all())
    made = FileLetter.objects.get(pk=letter.pk)
    made.pk, made.outgoing, made._state.adding = None, outgoing, True
    made.save(force_insert=True)
    for block in blocks:
        block.pk, block.letter, block._state.adding = None, made, True
    Block.objects.bulk_create(blocks)
    history.record(
        made.record.proposal,
        "correspondence.letter_begun",
        by=outgoing.created_by,
        letter=outgoing.pk,
        kind=str(made.get_kind_display()),
    )
    return made


# -- what the outbox asks and tells ---------------------------------------------------------------


def require_authority(letter: FileLetter) -> None:
    """A letter of intent is signed by authority of a resolution where the policy says so. Raises ``ValidationError``."""
    if letter.kind != Kind.INTENT:
        return
    if letter.resolved_on and letter.resolved_on > letter.outgoing.dated:
        raise ValidationError(
            _("The letter is dated before the resolution that authorizes it. Correct one of the two dates.")
        )
    if not (letter.resolution and letter.resolved_on) and Policy.in_force().intent_needs_resolution:
        raise ValidationError(
            _(
                "The policy asks for a resolution of council before a letter of intent. Give its number and its day; until then the letter can be kept, but not made."
            )
        )


@transaction.atomic
def went(letter: FileLetter, *, by: User) -> None:
    """A letter of a file has gone: it stands in the log, and the first one hands the word to the other city."""
    if letter.kind == Kind.INTRODUCTION:
        _introduced(letter, by=by)
    log.note_sent_letter(letter, by=by)


def _introduced(letter: FileLetter, *, by: User) -> None:
    proposal = Proposal.objects.select_for_update().get(pk=letter.record.proposal_id)
    record, sent = Correspondence.of(proposal), letter.outgoing
    if record.letter_sent_on is None:
        _tell_the_record(record, sent, by=by)
        history.record(proposal, "correspondence.introduced", by=by, letter=sent.pk, on=sent.settled_on)
    waits = proposal.phase == Phase.CORRESPONDENCE and proposal.turn == Turn.STAFF and not proposal.held_since
    if waits and record.reply_received_on is None and not record.lacks_letter():
        phase.letter_sent(proposal, by=by)


def _tell_the_record(record: Correspondence, sent: Outgoing, *, by: User) -> None:
    """What the phase asks about the letter is known now; what somebody wrote there stays."""
    if record.reply_received_on and sent.settled_on and record.reply_received_on < sent.settled_on:
        return
    record.letter_from = (
        record.letter_from or ", ".join(part for part in (sent.signer, sent.signer_office) if part)[:200]
    )
    record.letter_to = record.letter_to or ", ".join([sent.to_name, *sent.to_office.splitlines()])[:200]
    record.letter_sent_on = sent.settled_on
    record.letter_how = record.letter_how or (
        Channel.EMAIL if sent.how == Outgoing.How.MAIL else Channel.POST
    )
    record.save(update_fields=["letter_from", "letter_to", "letter_sent_on", "letter_how"])
    written_elsewhere(record.proposal, Phase.CORRESPONDENCE, "letter", by=by)
