"""The packet for a register: drafted into the outbox, sent by a person, its certificate filed (the guide; handbook A7, B3)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.models import Progress, Signing
from agreements.signing.registers import wording
from agreements.signing.registers.models import Registration
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Paper, Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import labels
from twinning.records import history, outbox, uploads
from twinning.records.models import Outgoing

history.sentences(
    {
        "register.begun": gettext_lazy("Began the packet for a register: %(register)s"),
        "register.drafted": gettext_lazy("Put the letter for a register into the outbox: %(register)s"),
        "register.sent": gettext_lazy("The packet for a register went on %(on)s: %(register)s"),
        "register.certified": gettext_lazy("Filed the certificate of a register: %(register)s"),
        "register.corrected": gettext_lazy("Corrected what is kept of a register (%(register)s): %(fields)s"),
        "register.removed": gettext_lazy("Removed a register: %(register)s"),
    }
)


def not_signed(record: Signing) -> str:
    """Why nothing can be registered yet; empty once both sides have signed."""
    if record.progress() == Progress.SIGNED:
        return ""
    return _("Both sides have not signed yet, so there is nothing to register. Record the signatures first.")


@transaction.atomic
def begin(
    proposal: Proposal,
    registration: Registration,
    papers: Iterable[Paper],
    *,
    to: wording.Addressee,
    by: User,
) -> Registration:
    """Begin a packet, and put its letter into the outbox.

    Raises ``MoveRefused`` while the agreement is not signed by both, and where
    a packet for the same register is under way.
    """
    lock(proposal)
    record = Signing.of(proposal)
    if why := not_signed(record):
        raise MoveRefused(why)
    same = record.registrations.filter(
        register=registration.register, name__iexact=registration.name, certificate_on=None
    )
    if same.exists():
        raise MoveRefused(
            _("A packet for this register is under way already. Go on with that one, or remove it first.")
        )
    papers = list(papers)
    registration.record, registration.by = record, by
    registration.save(force_insert=True)
    registration.papers.set([paper.document for paper in papers])
    history.record(proposal, "register.begun", by=by, **_facts(registration))
    draft(registration, papers, to=to, by=by)
    return registration


@transaction.atomic
def draft(
    registration: Registration, papers: Sequence[Paper], *, to: wording.Addressee, by: User
) -> Outgoing:
    """Put the letter into the outbox; there is one at a time. Raises ``MoveRefused`` where one waits or went."""
    proposal = registration.record.proposal
    lock(proposal)
    earlier = registration.outgoing
    if earlier is not None and earlier.state != Outgoing.State.DISCARDED:
        raise MoveRefused(_("The letter for this register is written already. Open it in the outbox."))
    letter = outbox.prepare(wording.letter(registration, papers, to, by), by=by)
    registration.outgoing = letter
    registration.save_if_unchanged(seen=registration.version, fields=["outgoing"])
    history.record(proposal, "register.drafted", by=by, letter=letter.pk, **_facts(registration))
    return letter


def addressee_of(registration: Registration) -> wording.Addressee:
    """Whom the packet went or goes to: as its last letter was addressed, else as its register is."""
    if registration.outgoing is not None:
        return wording.Addressee(registration.outgoing.to_name, registration.outgoing.email)
    if registration.register == Registration.Register.SCI:
        return wording.Addressee(wording.SCI_NAME, wording.SCI_ADDRESS)
    return wording.Addressee(str(registration))


@transaction.atomic
def went(registration: Registration, *, on: dt.date | None, by: User) -> None:
    """The letter went: the packet is sent. An earlier day that somebody noted stays."""
    if registration.sent_on is not None:
        return
    registration.sent_on = on or clock.today()
    registration.save_if_unchanged(seen=registration.version, fields=["sent_on"])
    history.record(
        registration.record.proposal, "register.sent", by=by, on=registration.sent_on, **_facts(registration)
    )


def follow_anew(registration: Registration, anew: Outgoing) -> None:
    """The mail came back, and its words wait again: that letter is the one of the packet now."""
    registration.outgoing, registration.sent_on = anew, None
    registration.save_if_unchanged(seen=registration.version, fields=["outgoing", "sent_on"])


def why_not(registration: Registration) -> dict[str, str]:
    """Days that cannot be, by field, in words: a packet goes after the signing, and its certificate comes after it."""
    wrong = {}
    signed = registration.record.last_signature_on()
    if registration.sent_on and signed and registration.sent_on < signed:
        wrong["sent_on"] = _("This day is before the last signature. Give the day on which the packet went.")
    if registration.certificate_on and not registration.sent_on:
        wrong["sent_on"] = _("A certificate answers a packet. Give the day on which the packet went.")
    return wrong


@transaction.atomic
def correct(
    registration: Registration, *, seen: int, fields: Iterable[str], by: User, certificate: Any = None
) -> None:
    """Keep the changed fields and, if one is given, the ``certificate`` as a file.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError`` for
    days that cannot be and for a file that is refused.
    """
    fields = list(fields)
    proposal = registration.record.proposal
    lock(proposal)
    if why := why_not(registration):
        raise ValidationError(why)
    registration.validate_constraints()
    if certificate is not None:
        registration.certificate = uploads.accept(certificate, by=by)
        fields.append("certificate")
    if not fields:
        return
    before = Registration.objects.get(pk=registration.pk)
    registration.save_if_unchanged(seen=seen, fields=fields)
    facts = _facts(registration)
    if registration.sent_on and not before.sent_on:
        history.record(proposal, "register.sent", by=by, on=registration.sent_on, **facts)
    if registration.certificate_on and not before.certificate_on:
        history.record(proposal, "register.certified", by=by, on=registration.certificate_on, **facts)
    elif not (registration.sent_on and not before.sent_on):
        history.record(proposal, "register.corrected", by=by, fields=labels(Registration, fields), **facts)


@transaction.atomic
def remove(registration: Registration, *, by: User, why: str) -> None:
    """Take out a packet that nobody sends, with the reason. Raises ``MoveRefused`` once it is sent, or while its letter waits."""
    require_reason(why)
    proposal = registration.record.proposal
    lock(proposal)
    now = (
        Registration.objects.select_for_update(of=("self",))
        .select_related("outgoing")
        .get(pk=registration.pk)
    )
    if now.sent_on or now.certificate_on:
        raise MoveRefused(
            _("This packet was sent, so it stays on record. Correct what is wrong in it instead.")
        )
    if now.outgoing is not None and now.outgoing.state == Outgoing.State.WAITING:
        raise MoveRefused(_("Its letter lies in the outbox. Throw the letter away first."))
    facts = _facts(now)
    now.papers.clear()
    now.delete()
    history.record(proposal, "register.removed", by=by, remark=why, **facts)


def _facts(registration: Registration) -> dict[str, Any]:
    return {"registration": registration.pk, "register": str(registration)}
