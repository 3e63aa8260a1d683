"""The mailbox: mails are copied out of it by IMAP and left there as they are.

How far it was read is kept here and not in the mailbox, so that a colleague
who opens it in a mail program hides nothing from us.
"""

import logging
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from imaplib import IMAP4
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessage
from imap_tools.errors import ImapToolsError

from twinning.records.claims import claim
from twinning.records.incoming import actions
from twinning.records.models import MailboxPosition

logger = logging.getLogger(__name__)

SECONDS = 30
MOST_AT_ONCE = 200
PORTS = {"imaps": 993, "imap+tls": 143, "imap": 143}
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class Unreachable(Exception):
    """The mailbox cannot be read now; the words are for whoever looks after the machine."""


@dataclass(frozen=True)
class Address:
    """Where a mailbox is and who reads it, from ``MAIL_IN_URL``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        """Which mailbox it is, without the password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:300]


class Copy(MailMessage):
    """A mail as the server hands it over, not read yet."""

    def __init__(self, fetch_data: list) -> None:
        self.raw, self._raw_uid_data, self._raw_flag_data = self._get_message_data_parts(fetch_data)

    @property
    def size(self) -> int:
        """How large the server says it is."""
        sizes = (re.search(rb"RFC822\.SIZE\s+(\d+)", said) for said in self._raw_flag_data)
        return next((int(found.group(1)) for found in sizes if found), 0)


def address(url: str) -> Address:
    """Raises ``Unreachable`` for a URL that names no mailbox, or one whose password would go over the net in the clear."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not (port and parts.hostname and parts.username and parts.password):
        raise Unreachable(
            "MAIL_IN_URL names no mailbox. Write it as imaps://name:password@mail.example.ca/INBOX, with %40 for an @ in the name."
        )
    if parts.scheme == "imap" and parts.hostname not in THIS_MACHINE:
        raise Unreachable(
            "MAIL_IN_URL asks for IMAP without encryption. Use imaps:// (or imap+tls://), so that nobody on the way reads the password."
        )
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Address(
        parts.scheme, parts.hostname, port, unquote(parts.username), unquote(parts.password), folder
    )


def fetch(url: str) -> int:
    """Receive what came into the mailbox since it was last read; answers how many. Raises ``Unreachable``."""
    at = address(url)
    try:
        box = _connect(at)
        try:
            box.login(at.user, at.password, initial_folder=None)
            return _receive_new(box, at)
        finally:
            _hang_up(box)
    except (OSError, IMAP4.error, ImapToolsError) as error:
        raise Unreachable(f"The mailbox {at.name} could not be read: {error}") from error


def _connect(at: Address) -> BaseMailBox:
    kind: type[BaseMailBox]
    if at.scheme == "imap":
        box: BaseMailBox = MailBoxUnencrypted(at.host, at.port, timeout=SECONDS)
    else:
        kind = MailBoxStartTls if at.scheme == "imap+tls" else MailBox
        box = kind(at.host, at.port, timeout=SECONDS, ssl_context=ssl.create_default_context())  # type: ignore[call-arg]
    box.email_message_class = Copy
    return box


def _hang_up(box: BaseMailBox) -> None:
    """Politely if the server still listens; the line is closed in any case."""
    try:
        box.client.logout()
    except (OSError, IMAP4.error):
        box.client.shutdown()


def _receive_new(box: BaseMailBox, at: Address) -> int:
    box.folder.set(at.folder, readonly=True)
    validity = box.client.response("UIDVALIDITY")[1][0]
    # Where a server has renumbered its mails all are looked at again; those known are not kept twice.
    position, _made = MailboxPosition.objects.get_or_create(mailbox=at.name, uid_validity=int(validity or 0))
    since = position.last_uid + 1
    new = sorted(uid for uid in map(int, box.uids(f"UID {since}:*", charset=None)) if uid >= since)
    for uid in new[:MOST_AT_ONCE]:
        _receive_one(box, uid)
        claim(MailboxPosition.objects.filter(pk=position.pk, last_uid__lt=uid), last_uid=uid)
    return len(new[:MOST_AT_ONCE])


def _receive_one(box: BaseMailBox, uid: int) -> None:
    """A mail that has been deleted meanwhile is nobody's."""
    for head in _copies(box, uid, headers_only=True):
        if head.size > settings.MAIL_IN_MAX_BYTES:
            actions.receive_head(head.raw)
            return
        for whole in _copies(box, uid):
            actions.receive(whole.raw)


def _copies(box: BaseMailBox, uid: int, **how: Any) -> Iterator[Copy]:
    return cast(Iterator[Copy], box.fetch(uid_list=str(uid), mark_seen=False, **how))
