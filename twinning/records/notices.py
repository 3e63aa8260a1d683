"""Messages to people: written in the action's transaction, sent by the worker.

A template's first line is the subject. The key makes a notice unique: the same
matter is never announced twice.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import override

from twinning import clock
from twinning.records.claims import claim
from twinning.records.documents import path_of
from twinning.records.models import Document, Notice, NoticePaper, lease

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
State = Notice.State


def notify(
    to: Any,
    template: str,
    *,
    key: str,
    document: Any = None,
    enclosed: Sequence[Document] = (),
    reply_to: str = "",
    **facts: Any,
) -> Notice:
    """Write the notice ``notices/<template>.txt`` to a person or to an address; ``key`` names the matter.

    ``document``, a ``Document`` that is ready, goes with it as a file, and so do those that are ``enclosed``; answers go to
    ``reply_to`` where one is given.
    """
    whom = {"address": to} if isinstance(to, str) else {"to": to}
    which = hashlib.sha256(to.encode()).hexdigest()[:40] if isinstance(to, str) else to.pk
    with override(settings.LANGUAGE_CODE):
        text = render_to_string(f"notices/{template}.txt", {"to": to, "site": settings.SITE_URL, **facts})
    subject, _, body = text.strip().partition("\n")
    name = f"{key}:{which}"
    written = {
        "document": document,
        "subject": " ".join(subject.split())[:200],
        "body": body.strip() + "\n",
        "message_id": message_id(name),
        "reply_to": reply_to,
    }
    notice, made = Notice.objects.get_or_create(key=name, defaults=whom | written)
    if made and enclosed:
        NoticePaper.objects.bulk_create(
            NoticePaper(notice=notice, document=paper, number=number)
            for number, paper in enumerate(enclosed, 1)
        )
    return notice


def message_id(key: str) -> str:
    """The name of a notice among all mails: always the same, and not to be guessed by those who never had it."""
    _name, _at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{salted_hmac('notice', key, algorithm='sha256').hexdigest()[:40]}@{punycode(domain)}>"


def send_waiting() -> None:
    """Send what is due. A mail that was being sent when a worker died is sent again rather than lost."""
    now = clock.now()
    for notice in Notice.objects.filter(state__in=[State.WAITING, State.SENDING], next_try__lte=now).order_by(
        "pk"
    )[:100]:
        seen = Notice.objects.filter(pk=notice.pk, state=notice.state, attempt=notice.attempt)
        if claim(seen, state=State.SENDING, attempt=notice.attempt + 1, next_try=lease(300)):
            _send(notice, notice.attempt + 1)


def try_again(notice: Notice) -> bool:
    """Send a notice that could not be sent once more, from the first attempt. False: it has not failed."""
    failed = Notice.objects.filter(pk=notice.pk, state=State.FAILED)
    return claim(failed, state=State.WAITING, attempt=0, next_try=clock.now(), reason="")


def _mail(notice: Notice) -> EmailMessage:
    """Raises ``ValueError`` where the paper that goes with it is missing or was changed."""
    mail = EmailMessage(
        notice.subject,
        notice.body,
        to=[notice.goes_to],
        reply_to=[notice.reply_to] if notice.reply_to else None,
        headers=_headers(notice),
    )
    enclosed = [one.document for one in notice.enclosed.select_related("document")]
    for paper in [notice.document, *enclosed] if notice.document is not None else enclosed:
        content = path_of(paper.sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != paper.sha256:
            raise ValueError(f"The file of document {paper.pk} was changed after it was stored.")
        mail.attach(paper.filename, content, "application/pdf")
    return mail


def _headers(notice: Notice) -> dict[str, str]:
    headers = {"Message-ID": notice.message_id} if notice.message_id else {}
    if notice.to:
        # So that no vacation notice of a colleague answers; a letter is the Mayor's, not the machine's.
        headers["Auto-Submitted"] = "auto-generated"
    return headers


def _send(notice: Notice, attempt: int) -> None:
    mine = Notice.objects.filter(pk=notice.pk, state=State.SENDING, attempt=attempt)
    try:
        _mail(notice).send()
    except Exception as error:  # noqa: BLE001  (every mail server fails in its own way; the row keeps the words)
        logger.warning("Notice %s was not sent: %s", notice.pk, error)
        later = State.FAILED if attempt >= MOST_ATTEMPTS else State.WAITING
        claim(mine, state=later, reason=str(error), next_try=clock.now() + dt.timedelta(minutes=2**attempt))
    else:
        with transaction.atomic():
            claim(mine, state=State.SENT, sent_at=clock.now(), reason="")
