"""The outbox: letters wait here until somebody sends them or throws them away.

Where a letter stands is written here only, by compare-and-set: of two people
who act at the same moment one succeeds and the other is told.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.records import history, papers
from twinning.records.claims import claim
from twinning.records.models import Document, Outgoing, OutgoingPaper
from twinning.records.notices import notify, try_again

history.sentences(
    {
        "letter.prepared": gettext_lazy("Put a letter into the outbox"),
        "letter.written": gettext_lazy("Made version %(number)d of the letter"),
        "letter.mailed": gettext_lazy("Sent the letter by e-mail"),
        "letter.mailed_again": gettext_lazy("Tried to send the letter by e-mail once more"),
        "letter.posted": gettext_lazy("Sent the letter by post or by hand"),
        "letter.discarded": gettext_lazy("Threw the letter away"),
    }
)

State = Outgoing.State


class Refused(Exception):
    """A step that a letter does not allow now; the words are for the user."""


SETTLED = gettext_lazy("This letter is no longer in the outbox. Open it again to see what became of it.")

CHANGED = gettext_lazy(
    "Somebody else has changed this letter after you opened it. Read it again, then send it."
)


@transaction.atomic
def prepare(letter: Outgoing, *, by: Any) -> Outgoing:
    """Put the proposed words of a letter into the outbox; it has no paper until somebody has read them."""
    letter.created_by = by
    letter.save()
    history.record(letter, "letter.prepared", by=by, reference=letter.reference)
    return letter


@transaction.atomic
def write(letter: Outgoing, *, seen: int, by: Any) -> Document:
    """Make the words final as they stand: a new paper version. Raises ``ChangedMeanwhile``, or ``Refused`` once it is sent."""
    _require_waiting(letter)
    if letter.document and letter.document.state != Document.State.FAILED and _reads_as_stored(letter, seen):
        return letter.document
    letter.save_if_unchanged(seen=seen, fields=Outgoing.WORDS)
    document = papers.letter(letter, at=clock.now(), by=by)
    if document.pk != letter.document_id:
        number = letter.papers.count() + 1
        OutgoingPaper.objects.create(outgoing=letter, document=document, number=number)
        letter.document = document
        letter.save(update_fields=["document"])
        history.record(letter, "letter.written", by=by, number=number, document=document.pk)
    return document


@transaction.atomic
def send_by_mail(letter: Outgoing, *, seen: int, by: Any) -> None:
    """Send the paper to the address in the letter; the worker carries it out."""
    document = _require_paper(letter)
    if not letter.email:
        raise Refused(_("The letter has no e-mail address. Add it to the letter, or send it by post."))
    notice = notify(
        letter.email,
        "letter",
        key=f"letter:{letter.pk}",
        document=document,
        reference=letter.reference,
        dated=letter.dated,
        signer=letter.signer,
        signer_office=letter.signer_office,
    )
    _settle(letter, seen=seen, by=by, state=State.SENT, how=Outgoing.How.MAIL, notice=notice)
    history.record(letter, "letter.mailed", by=by, document=document.pk, notice=notice.pk)


@transaction.atomic
def send_again(letter: Outgoing, *, by: Any) -> None:
    """Try a mail that no server took once more."""
    if letter.notice is None or not try_again(letter.notice):
        raise Refused(_("This mail has not failed, so it need not be sent again."))
    history.record(letter, "letter.mailed_again", by=by, notice=letter.notice.pk)


@transaction.atomic
def sent_by_post(letter: Outgoing, on: dt.date, *, seen: int, by: Any) -> None:
    """Note that the paper went by post or was handed over on a day."""
    document = _require_paper(letter)
    if on > clock.today():
        raise ValidationError(_("This day is still to come. Give the day on which it happened."))
    _settle(letter, seen=seen, by=by, state=State.SENT, how=Outgoing.How.POST, on=on)
    history.record(letter, "letter.posted", by=by, document=document.pk, on=on)


@transaction.atomic
def discard(letter: Outgoing, *, seen: int, by: Any, why: str) -> None:
    """Throw a letter away unsent, with the reason; it stays readable."""
    _require_waiting(letter)
    if not why.strip():
        raise Refused(_("A reason is missing. Say in a sentence why, so that it can be read later."))
    _settle(letter, seen=seen, by=by, state=State.DISCARDED)
    history.record(letter, "letter.discarded", by=by, remark=why.strip())


def _reads_as_stored(letter: Outgoing, seen: int) -> bool:
    """Whether nothing was changed, so that the paper there is says it already."""
    stored = Outgoing.objects.filter(pk=letter.pk, version=seen).values(*Outgoing.WORDS).first()
    return stored == {name: getattr(letter, name) for name in Outgoing.WORDS}


def _require_waiting(letter: Outgoing) -> None:
    if not Outgoing.objects.select_for_update().filter(pk=letter.pk, state=State.WAITING).exists():
        raise Refused(str(SETTLED))


def _require_paper(letter: Outgoing) -> Document:
    """The paper that would be sent. Raises ``Refused`` while there is none."""
    _require_waiting(letter)
    document = letter.document
    if document is None:
        raise Refused(_("The letter is not final yet. Read its words and make the letter first."))
    if document.state != Document.State.READY:
        raise Refused(
            _(
                "The paper of this letter is not ready. Wait until it can be downloaded, look at it, then send it."
            )
        )
    return document


def _settle(
    letter: Outgoing, *, seen: int, by: Any, state: str, on: dt.date | None = None, **more: Any
) -> None:
    """Take a letter out of the outbox, if it still has the words that the person saw."""
    same = Outgoing.objects.filter(pk=letter.pk, state=State.WAITING, version=seen)
    changes = {"state": state, "settled_on": on or clock.today(), "settled_by": by, **more}
    if not claim(same, **changes):
        raise Refused(str(CHANGED))
    for name, value in changes.items():
        setattr(letter, name, value)
