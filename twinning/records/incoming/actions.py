"""What becomes of a mail that comes in: kept as it came, read, offered to whoever it is for.

Only a machine that cannot store it raises; then whoever brought it keeps it.
"""

import datetime as dt
import hashlib
import logging
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from twinning import clock
from twinning.records import history, uploads
from twinning.records.claims import claim
from twinning.records.incoming import takers
from twinning.records.incoming.bounces import Bounce
from twinning.records.incoming.reading import Found, Reading, head_of, read
from twinning.records.models import IncomingFile, IncomingMail, Notice, Outgoing
from twinning.records.notices import notify

logger = logging.getLogger(__name__)

history.sentences(
    {
        "mail.filed": gettext_lazy("Put the mail into a file"),
        "mail.set_aside": gettext_lazy("Set the mail aside"),
        "letter.came_back": gettext_lazy("The letter came back: it did not arrive"),
    }
)

State = IncomingMail.State
MOST_FILES = 40
SMALL_PICTURE = 20 * 1024
"""Below this a picture within the text is a logo or a smile."""

BOUNCES_WITHIN = dt.timedelta(days=30)


class Refused(Exception):
    """A step that a mail does not allow now; the words are for the user."""


def path_of(sha256: str) -> Path:
    """Where the mail with this hash is kept, as it came."""
    return Path(settings.MAIL_IN_DIR) / sha256[:2] / f"{sha256}.eml"


def receive(raw: bytes) -> IncomingMail:
    """Keep a mail and file it, once however often it is brought. Raises where it cannot be stored."""
    if len(raw) > settings.MAIL_IN_MAX_BYTES:
        return receive_head(raw)
    with override(settings.LANGUAGE_CODE):  # what is stored is written in the City's language
        raw = _without_envelope(raw)
        return _known(raw) or _keep(raw, _read(raw))


def receive_head(raw: bytes) -> IncomingMail:
    """Keep the head of a mail that is too large to be taken whole, for a person to ask about it."""
    with override(settings.LANGUAGE_CODE):
        head = head_of(_without_envelope(raw))
        reading = _read(head)
        reading.unreadable = _(
            "The mail is larger than %(limit)s, so only its head was kept. Ask the sender to send it in smaller parts."
        ) % {"limit": filesizeformat(settings.MAIL_IN_MAX_BYTES).replace(".0", "")}
        return _known(head) or _keep(head, reading)


def _without_envelope(raw: bytes) -> bytes:
    """Without the line that a mail server may put first, with the time of this very try (“From somebody@…”)."""
    return re.sub(rb"\A(?:\s*\r?\n)?>?From [^\r\n]*\r?\n", b"", raw, count=1)


def _known(raw: bytes) -> IncomingMail | None:
    return IncomingMail.objects.filter(sha256=hashlib.sha256(raw).hexdigest()).first()


def _read(raw: bytes) -> Reading:
    try:
        return read(raw)
    except Exception:  # whatever a stranger sends, it is kept for a person to see
        logger.exception("A mail could not be read: %s", hashlib.sha256(raw).hexdigest())
        return Reading(unreadable=_unreadable())


def _unreadable() -> str:
    return _("The mail could not be read. Look at it as it came in, or ask the sender to send it again.")


def _keep(raw: bytes, reading: Reading) -> IncomingMail:
    """The file first, then the rows: a mail without a row is brought again, a row without its mail would be a lie."""
    sha256 = hashlib.sha256(raw).hexdigest()
    uploads.store(raw, path_of(sha256))
    looked_at = [_look_at(found, number) for number, found in enumerate(reading.files)]
    try:
        return _store(sha256, len(raw), reading, looked_at)
    except Exception:  # one value that the database refuses must not hold up the mails behind it
        logger.exception("What mail %s says could not be stored", sha256)
        return _store(sha256, len(raw), Reading(unreadable=_unreadable()), [])


@transaction.atomic
def _store(
    sha256: str, size: int, reading: Reading, files: list[tuple[Found, uploads.Checked | str]]
) -> IncomingMail:
    if len(files) > MOST_FILES:
        reading.note("many_files")
    mail, made = IncomingMail.objects.get_or_create(
        sha256=sha256, defaults={"size": size, **_columns(reading)}
    )
    if not made:
        return mail
    for number, (found, checked) in enumerate(files[:MOST_FILES], start=1):
        kept = uploads.accept(checked, by=None) if isinstance(checked, uploads.Checked) else None
        IncomingFile.objects.create(
            mail=mail,
            number=number,
            name=uploads.clean_name(found.name)[:200] or _("attachment"),
            size=len(found.content),
            content_type=found.content_type[:100],
            upload=kept,
            refused="" if kept else str(checked),
        )
    _settle(mail, reading)
    return mail


def _columns(reading: Reading) -> dict[str, Any]:
    columns = {
        name: getattr(reading, name)
        for name in (
            "message_id", "in_reply_to", "references", "sender_name", "sender_address", "recipients", "subject",
            "sent_at", "sent_offset", "text", "troubles", "is_automatic",
        )
    }  # fmt: skip
    if reading.bounce:
        columns |= {
            "is_bounce": True,
            "bounced_address": reading.bounce.address,
            "bounce_reason": reading.bounce.reason,
        }
    return columns


def _settle(mail: IncomingMail, reading: Reading) -> None:
    """A bounce goes to the letter that came back, any other mail to whoever takes it."""
    if reading.bounce:
        mail.bounced = _returned(mail, reading.bounce)
        taken = mail.bounced is not None
        mail.reason = (
            "" if taken else _("It says that a mail did not arrive, and no letter of ours is known by it.")
        )
    elif reading.unreadable:
        taken, mail.reason = False, reading.unreadable
    else:
        taken = takers.offer(mail)
        mail.reason = (
            ""
            if taken
            else _("Neither its address, nor what it answers, nor its sender belongs to one file.")
        )
    mail.state = State.FILED if taken else State.UNMATCHED
    mail.settled_at = clock.now() if taken else None
    mail.save(update_fields=["bounced", "reason", "state", "settled_at"])


# -- Mails that come back ------------------------------------------------------------------------


def _returned(mail: IncomingMail, bounce: Bounce) -> Notice | None:
    """Note at our mail that it came back; nothing where none of ours is meant."""
    notice = _notice_of(bounce)
    if notice is None:
        return None
    notice.bounced_at, notice.bounce_reason = clock.now(), bounce.reason
    first = claim(
        Notice.objects.filter(pk=notice.pk, bounced_at=None),
        bounced_at=notice.bounced_at,
        bounce_reason=notice.bounce_reason,
    )
    letter = Outgoing.objects.filter(notice=notice).select_related("settled_by").first()
    if first and letter:
        history.record(letter, "letter.came_back", by=None, notice=notice.pk, mail=mail.pk)
        if letter.settled_by and letter.settled_by.is_active:
            notify(
                letter.settled_by, "letter_came_back", key=f"bounce:{notice.pk}", letter=letter, notice=notice
            )
    return notice


def _notice_of(bounce: Bounce) -> Notice | None:
    sent = Notice.objects.filter(state=Notice.State.SENT)
    if found := sent.filter(message_id__in=bounce.message_ids).first():
        return found
    lately = sent.filter(
        letter__isnull=False,
        address__iexact=bounce.address,
        bounced_at=None,
        sent_at__gte=clock.now() - BOUNCES_WITHIN,
    )
    return lately.order_by("-sent_at").first() if bounce.address else None


# -- Files of a mail ---------------------------------------------------------------------------------


def _look_at(found: Found, number: int) -> tuple[Found, uploads.Checked | str]:
    """A file as it may be kept, or the reason why it is not."""
    if number >= MOST_FILES:
        return found, ""
    if found.is_inline and found.content_type.startswith("image/") and len(found.content) < SMALL_PICTURE:
        return found, _(
            "A small picture within the text, such as a logo. It stays in the mail as it came in."
        )
    try:
        return found, uploads.check(ContentFile(found.content, name=_named(found)))
    except ValidationError as refused:
        return found, " ".join(refused.messages)


def _named(found: Found) -> str:
    """Its name, with the ending that its type asks for where it has none."""
    name = uploads.clean_name(found.name)
    endings = [
        kind for kind, full in uploads.CONTENT_TYPES.items() if full.split(";")[0] == found.content_type
    ]
    return f"{name}.{endings[0]}" if endings and "." not in name else name


# -- What people do with a mail ------------------------------------------------------------------------


@transaction.atomic
def filed(mail: IncomingMail, *, by: Any) -> None:
    """Note that a person has put a mail into a file. Raises ``Refused`` where somebody else was first."""
    _move(mail, (State.UNMATCHED, State.ASIDE), State.FILED, reason="", by=by)
    history.record(mail, "mail.filed", by=by)


@transaction.atomic
def set_aside(mail: IncomingMail, why: str, *, by: Any) -> None:
    """A mail that belongs to no file, with the reason; it stays readable."""
    if not why.strip():
        raise Refused(_("A reason is missing. Say in a sentence why, so that it can be read later."))
    _move(mail, (State.UNMATCHED,), State.ASIDE, reason=why.strip(), by=by)
    history.record(mail, "mail.set_aside", by=by, remark=why.strip())


def _move(mail: IncomingMail, before: tuple[str, ...], state: str, *, reason: str, by: Any) -> None:
    changes = {"state": state, "reason": reason, "settled_by": by, "settled_at": clock.now()}
    if not claim(IncomingMail.objects.filter(pk=mail.pk, state__in=before), **changes):
        raise Refused(
            _("Somebody else has dealt with this mail meanwhile. Open it again to see what became of it.")
        )
    for name, value in changes.items():
        setattr(mail, name, value)
