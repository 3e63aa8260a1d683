"""Mail from the other city: every file has an address of its own, and what comes in finds its file.

Nobody's turn changes by a mail, as a mail may be anything; it stands in the
log, and the staff reads that they wrote.
"""

import datetime as dt
import re
import secrets
import zoneinfo
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from proposals.correspondence.channels import Channel
from proposals.correspondence.models import Contact, Correspondence, FileLetter, Message, MessageFile
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning.accounts.models import Role, User
from twinning.municipality.zones import our_time_zone
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.incoming import actions, takers
from twinning.records.models import IncomingMail
from twinning.records.notices import notify

history.sentences(
    {
        "correspondence.mail_in": gettext_lazy("A mail came in for this file"),
        "correspondence.mail_filed": gettext_lazy("Put a mail that came in into this file"),
    }
)

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other when somebody copies an address from paper: i l o 0 1."""

LENGTH = 10


# -- The address of a file ---------------------------------------------------------------------


def known_address(proposal: Proposal) -> str:
    """Where mail to this file is sent, such as twinning+k7m2p9xw4q@lacombe.ca; nothing while it has no address yet."""
    record = Correspondence.of(proposal)
    return _address(record.mail_key) if settings.MAIL_IN_ADDRESS and record.mail_key else ""


def address_of(proposal: Proposal) -> str:
    """The same, given to the file if it has none; nothing while no address is set up for the house.

    The key in it is made when it is first needed, and never changes.
    """
    if not settings.MAIL_IN_ADDRESS:
        return ""
    record = record_of(proposal)
    assert record.mail_key
    return _address(record.mail_key)


def record_of(proposal: Proposal) -> Correspondence:
    """The correspondence of a file in which something is about to be written, with its address where mail can come in."""
    record: Correspondence = Correspondence.objects.get_or_create(proposal=proposal)[0]
    if settings.MAIL_IN_ADDRESS and not record.mail_key:
        _give_key(record)
    return record


def _address(key: str) -> str:
    local, _at, domain = settings.MAIL_IN_ADDRESS.rpartition("@")
    return f"{local}+{key}@{domain}"


def _give_key(record: Correspondence) -> None:
    """A key that no other file has; of two who ask at the same moment both get the same."""
    while True:
        key = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
        try:
            with transaction.atomic():
                claim(Correspondence.objects.filter(pk=record.pk, mail_key=None), mail_key=key)
        except IntegrityError:
            continue  # one chance in 819 million million that it was taken
        record.refresh_from_db(fields=["mail_key"])
        return


def _keys_in(addresses: list[str]) -> list[str]:
    local, _at, domain = settings.MAIL_IN_ADDRESS.lower().rpartition("@")
    ours = re.compile(rf"{re.escape(local)}\+([{SIGNS}]{{{LENGTH}}})@{re.escape(domain)}")
    return [found.group(1) for address in addresses if (found := ours.fullmatch(address.lower()))]


# -- Whose mail it is ------------------------------------------------------------------------------


def file_of(mail: IncomingMail) -> Correspondence | None:
    """The file that a mail belongs to: by its address, else by what it answers, else by who sent it."""
    return _by_address(mail) or _by_answer(mail) or _by_sender(mail)


def _by_address(mail: IncomingMail) -> Correspondence | None:
    keys = _keys_in(mail.recipients) if settings.MAIL_IN_ADDRESS else []
    found = {record.mail_key: record for record in Correspondence.objects.filter(mail_key__in=keys)}
    return next((found[key] for key in keys if key in found), None)


def _by_answer(mail: IncomingMail) -> Correspondence | None:
    """The file of the nearest mail of ours, or of theirs, that it answers."""
    names = mail.answers
    ours, theirs = "outgoing__notice__message_id", "mail__message_id"
    files: dict[str, int] = {}
    for rows, name in (
        (FileLetter.objects.all(), ours),
        (Message.objects.all(), ours),
        (Message.objects.all(), theirs),
    ):
        files |= dict(rows.filter(**{f"{name}__in": names}).values_list(name, "record"))
    nearest = next((files[name] for name in names if name in files), 0)
    return Correspondence.objects.filter(pk=nearest).first()


def _by_sender(mail: IncomingMail) -> Correspondence | None:
    """The one open file that has the sender among its contacts; two files leave it to a person."""
    if not mail.sender_address or any(code == "two_senders" for code, _detail in mail.troubles):
        return None
    open_files = Correspondence.objects.exclude(proposal__phase=Phase.CLOSED)
    found = open_files.filter(contacts__in=_contacts_with(mail.sender_address)).distinct()[:2]
    return found[0] if len(found) == 1 else None


def _contacts_with(address: str) -> Any:
    return Contact.objects.current().filter(email__iexact=address)


# -- Into the file -----------------------------------------------------------------------------------


@takers.register
def take(mail: IncomingMail) -> bool:
    """Take a mail that belongs to a file, and say so to those who look after it."""
    record = file_of(mail)
    if record is None:
        return False
    record.proposal = _locked(record.proposal_id)  # type: ignore[attr-defined]
    message = _write_down(mail, record, by=None)
    if not mail.is_automatic and message.direction == Message.Direction.IN:
        _tell_staff(message)
    return True


@transaction.atomic
def file_by_hand(mail: IncomingMail, proposal: Proposal, *, by: User) -> Message:
    """Put a mail that nobody could match into a file. Raises ``Refused`` where somebody else was first."""
    proposal = _locked(proposal.pk)
    actions.filed(mail, by=by)
    record = record_of(proposal)
    record.proposal = proposal
    return _write_down(mail, record, by=by)


def _locked(pk: int) -> Proposal:
    """The file, kept where it is while it is written in; a mail comes in wherever that is."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("community").get(pk=pk)


def _write_down(mail: IncomingMail, record: Correspondence, *, by: User | None) -> Message:
    contact = _contact(mail, record)
    moment, zone = _moment(mail, record, contact)
    message = Message.objects.create(
        record=record,
        on=moment.date(),
        time=moment.time().replace(second=0, microsecond=0),
        zone=zone,
        direction=_direction(mail, record, contact),
        channel=Channel.EMAIL,
        sender=mail.sender[:300],
        contact=contact,
        subject=mail.subject[:300],
        words=mail.text,
        mail=mail,
        by=by,
    )
    for file in mail.files.select_related("upload"):
        if file.upload is not None:
            MessageFile.objects.create(message=message, upload=file.upload, part=MessageFile.Part.ENCLOSURE)
    verb = "correspondence.mail_filed" if by else "correspondence.mail_in"
    history.record(record.proposal, verb, by=by, message=message.pk, mail=mail.pk, on=message.on)
    return message


def _contact(mail: IncomingMail, record: Correspondence) -> Contact | None:
    return _contacts_with(mail.sender_address).filter(record=record).first() if mail.sender_address else None


def _direction(mail: IncomingMail, record: Correspondence, contact: Contact | None) -> str:
    """From us where a colleague wrote to them and sent the file a copy; else from them."""
    of_ours = User.objects.filter(email__iexact=mail.sender_address, is_active=True).exists()
    if not of_ours and not (contact and contact.side == Contact.Side.HERE):
        return Message.Direction.IN
    theirs = Contact.objects.there().filter(record=record).exclude(email="").values_list("email", flat=True)
    to_them = {address.lower() for address in theirs} & set(mail.recipients)
    return Message.Direction.OUT if to_them else Message.Direction.IN


def _moment(mail: IncomingMail, record: Correspondence, contact: Contact | None) -> tuple[dt.datetime, str]:
    """When it was written, on the clocks of the place whose offset it carries; else on ours, or in UTC."""
    if mail.sent_at is None or not mail.sent_offset:
        return mail.dated_at.astimezone(zoneinfo.ZoneInfo(our_time_zone())), our_time_zone()
    place = record.proposal.community.place
    for zone in (contact.zone if contact else "", place.timezone if place else "", our_time_zone()):
        there = mail.sent_at.astimezone(zoneinfo.ZoneInfo(zone)) if zone else None
        if there and there.isoformat().endswith(mail.sent_offset):
            return there, zone
    return mail.sent_at.astimezone(dt.UTC), "UTC"


def _tell_staff(message: Message) -> None:
    """They wrote: to everybody who looks after files."""
    for person in User.objects.holding(Role.STAFF):
        notify(
            person,
            "they_wrote",
            key=f"message:{message.pk}",
            message=message,
            proposal=message.record.proposal,
            excerpt=message.words[:400],
        )
