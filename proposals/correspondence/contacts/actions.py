"""Who speaks for a side: entered, corrected, confirmed, gone, each with an event that names no person; and what is customary there."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.log.incoming import record_of
from proposals.correspondence.models import Contact, ProtocolNote
from proposals.lifecycle import MoveRefused, lock
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.records import history
from twinning.records.templatetags.house import day

history.sentences(
    {
        "contact.added": gettext_lazy("Added a contact (%(side)s): %(place)s"),
        "contact.corrected": gettext_lazy("Corrected a contact (%(side)s, %(place)s): %(fields)s"),
        "contact.confirmed": gettext_lazy("Made sure that a contact still holds (%(side)s): %(place)s"),
        "contact.left": gettext_lazy("No longer a contact since %(left_on)s (%(side)s): %(place)s"),
        "contact.returned": gettext_lazy("Is a contact after all (%(side)s): %(place)s"),
        "protocol.written": gettext_lazy("Wrote on the protocol card: %(topic)s"),
        "protocol.corrected": gettext_lazy("Corrected the protocol card (%(topic)s): %(fields)s"),
    }
)
CHANGED = gettext_lazy(
    "Somebody else has changed this contact in the meantime. Read it again, and then repeat the step."
)
LATEST = dt.timedelta(days=366)
"""How long ahead a leaving may be announced."""


@transaction.atomic
def add(proposal: Proposal, contact: Contact, *, by: User) -> None:
    """Keep a new contact; whoever enters it has just made sure that it holds.

    Raises ``ValidationError`` for an address without a basis, and for hours that cannot be.
    """
    lock(proposal)
    contact.clean()
    contact.record = record_of(proposal)
    contact.order = min(contact.record.contacts.count(), 32_767)
    contact.confirmed_on, contact.confirmed_by = clock.today(), by
    contact.save(force_insert=True)
    history.record(proposal, "contact.added", by=by, **_facts(contact))


@transaction.atomic
def correct(proposal: Proposal, contact: Contact, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Keep the changed fields; with that somebody has made sure of the contact again.

    Raises ``ValidationError`` as ``add`` does, and ``ChangedMeanwhile`` if somebody else was faster.
    """
    if not (fields := list(fields)):
        return
    lock(proposal)
    contact.clean()
    contact.confirmed_on, contact.confirmed_by = clock.today(), by
    contact.save_if_unchanged(seen=seen, fields=[*fields, "confirmed_on", "confirmed_by"])
    history.record(proposal, "contact.corrected", by=by, fields=labels(Contact, fields), **_facts(contact))


@transaction.atomic
def confirm(contact: Contact, *, by: User, seen: int | None = None) -> None:
    """Somebody made sure today that all of it still holds. Raises ``MoveRefused`` if it was changed after it was ``seen``."""
    proposal = contact.record.proposal
    lock(proposal)
    contact.confirmed_on, contact.confirmed_by = clock.today(), by
    _save_as_read(contact, seen, ["confirmed_on", "confirmed_by"])
    history.record(proposal, "contact.confirmed", by=by, **_facts(contact))


@transaction.atomic
def leave(contact: Contact, *, on: dt.date, by: User, seen: int | None = None) -> None:
    """Somebody is no longer a contact from a day on; the row stays, for letters and the log point at it.

    Raises ``MoveRefused`` for one who has left already, for a day that cannot be
    meant, and if the contact was changed after it was ``seen``.
    """
    proposal = contact.record.proposal
    lock(proposal)
    if not contact.is_current:
        raise MoveRefused(_("This person is no longer a contact already. Nothing needs to be done."))
    if on > clock.today() + LATEST:
        raise MoveRefused(_("This day is more than a year ahead. Give the day on which the person leaves."))
    contact.left_on = on
    _save_as_read(contact, seen, ["left_on"])
    history.record(proposal, "contact.left", by=by, left_on=on, **_facts(contact))


@transaction.atomic
def come_back(contact: Contact, *, by: User, seen: int | None = None) -> None:
    """Somebody was taken off the list by mistake, or is a contact again."""
    proposal = contact.record.proposal
    lock(proposal)
    contact.left_on = None
    contact.confirmed_on, contact.confirmed_by = clock.today(), by
    _save_as_read(contact, seen, ["left_on", "confirmed_on", "confirmed_by"])
    history.record(proposal, "contact.returned", by=by, **_facts(contact))


def _save_as_read(contact: Contact, seen: int | None, fields: list[str]) -> None:
    try:
        contact.save_if_unchanged(seen=contact.version if seen is None else seen, fields=fields)
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster


def _facts(contact: Contact) -> dict[str, Any]:
    """What the history says of a contact: which, on which side, as what."""
    return {
        "contact": contact.pk,
        "side": str(contact.get_side_display()),
        "place": str(contact.get_place_display()),
    }


# -- the protocol card ------------------------------------------------------------------------


@transaction.atomic
def write_line(proposal: Proposal, note: ProtocolNote, *, by: User) -> None:
    """Keep the first words about a topic on the card of the partner. Raises ``MoveRefused`` if somebody wrote about it meanwhile."""
    lock(proposal)
    note.community = proposal.community
    if ProtocolNote.objects.filter(community=note.community, topic=note.topic).exists():
        raise MoveRefused(
            _("Somebody else has written about this meanwhile. Open the line again and go on from there.")
        )
    note.by = by
    note.save(force_insert=True)
    history.record(proposal, "protocol.written", by=by, **_topic(note))


@transaction.atomic
def correct_line(
    proposal: Proposal, note: ProtocolNote, *, seen: int, fields: Iterable[str], by: User
) -> None:
    """Keep the changed fields, and in the history what they said. Raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    lock(proposal)
    before = ProtocolNote.objects.get(pk=note.pk)
    note.by = by
    note.save_if_unchanged(seen=seen, fields=[*fields, "by"])
    history.record(
        proposal,
        "protocol.corrected",
        by=by,
        remark=_("Before that it said: %(words)s (%(source)s, %(day)s)")
        % {"words": before.words, "source": before.source, "day": day(before.source_on)},
        fields=labels(ProtocolNote, fields),
        **_topic(note),
    )


def _topic(note: ProtocolNote) -> dict[str, Any]:
    return {"line": note.pk, "topic": str(note.get_topic_display())}
