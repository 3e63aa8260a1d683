"""Mails by which a mail server says that a mail of ours did not arrive."""

import logging
import re
from dataclasses import dataclass, field
from email.message import Message

from flufl.bounce import all_failures

from twinning.records.incoming.charsets import clean, one_line

logger = logging.getLogger(__name__)

SERVERS = ("mailer-daemon", "postmaster", "mail delivery", "mdaemon", "mail-daemon")
OURS = re.compile(rb"<[0-9a-f]{40}@[\w.-]{1,200}>")
"""Message-IDs as ``notices.message_id`` makes them."""


@dataclass
class Bounce:
    """What did not arrive: the address, the reason, and the names of our mails that are returned with it."""

    address: str
    reason: str
    message_ids: list[str] = field(default_factory=list)


def look(message: Message, raw: bytes, text: str) -> Bounce | None:
    """The bounce that a mail is; nothing for other mail, and for one that only says that it takes longer."""
    if not _from_a_server(message):
        return None
    try:
        _delayed, failed = all_failures(message)
    except Exception:  # the detectors guess from free words, and some trip over strange mails
        logger.warning("A mail of a mail server could not be looked through.", exc_info=True)
        failed = frozenset()
    if not failed:
        return None
    address = min(failed).decode("ascii", "replace").strip()
    ids = [name.decode("ascii", "replace") for name in OURS.findall(raw)]
    return Bounce(one_line(address, 320), _reason(message, text), list(dict.fromkeys(ids)))


def _from_a_server(message: Message) -> bool:
    sender = str(message.get("from", "")).lower()
    return (
        message.get_content_type() == "multipart/report"
        or str(message.get("return-path", "")).strip() == "<>"
        or any(name in sender for name in SERVERS)
        or "x-failed-recipients" in message
    )


def _reason(message: Message, text: str) -> str:
    """What the server says for machines, else the beginning of what it says for people."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if not isinstance(block, Message):
                    continue
                said = str(block.get("diagnostic-code", "")) or str(block.get("status", ""))
                if said:
                    return one_line(re.sub(r"^\s*(smtp|x-\w+)\s*;", "", said, flags=re.IGNORECASE), 500)
    return one_line(clean(text)[:2000], 500)
