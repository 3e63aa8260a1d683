"""What a mail says: bytes from a stranger in, plain words out. Nothing is raised, nothing is fetched.

The parts are found by Python's parser in its older way (``compat32``), which
takes every header as it stands; the newer one reads headers by a grammar and
fails on some that mails have. What headers say is worked out here.
"""

import datetime as dt
import logging
import mimetypes
import re
from dataclasses import dataclass, field
from email import errors, policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, mktime_tz, parsedate_tz
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from twinning import clock
from twinning.records.incoming import bounces, winmail
from twinning.records.incoming.charsets import clean, decode, of_page, one_line
from twinning.records.incoming.webpage import words_of

logger = logging.getLogger(__name__)

LONGEST_HEAD = 2_000_000
LONGEST_HEADER = 20_000
LONGEST_TEXT = 200_000
LONGEST_TEXT_PART = 4_000_000
MOST_WORK = 20_000_000
MOST_PARTS = 20_000

MOST_RECIPIENTS = 200
MOST_REFERENCES = 50
EARLIEST = dt.datetime(1985, 1, 1, tzinfo=dt.UTC)
SENT_TO = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "to",
    "cc",
    "resent-to",
    "resent-cc",
)
HEAD = {"from", "to", "cc", "date", "subject", "message-id", "received", "return-path", "sender"}
"""One of these stands in everything that is a mail."""

NAME = re.compile(r"<[^<>\s]{1,490}>")
ADDRESS = re.compile(r"[^\s<>@,;:\"()]{1,200}@[^\s<>@,;:\"()]{1,110}")
DAMAGES = (
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.InvalidBase64LengthDefect,
    errors.InvalidBase64CharactersDefect,
)

NOT_A_MAIL = gettext_noop(
    "This is not a mail: it has no sender, date or subject. Look at it as it came in, or set it aside."
)
TOO_DEEP = gettext_noop(
    "The mail is built of too many parts inside parts to be read. Look at it as it came in, or ask the sender for a simpler one."
)


@dataclass
class Found:
    """A file in a mail, as it was sent."""

    name: str
    content_type: str
    content: bytes
    is_inline: bool = False


@dataclass
class Reading:
    """What a mail says; empty where it says nothing."""

    message_id: str = ""
    in_reply_to: str = ""
    references: list[str] = field(default_factory=list)
    sender_name: str = ""
    sender_address: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    sent_at: dt.datetime | None = None
    sent_offset: str = ""
    text: str = ""
    troubles: list[tuple[str, str]] = field(default_factory=list)
    is_automatic: bool = False
    bounce: bounces.Bounce | None = None
    files: list[Found] = field(default_factory=list)
    unreadable: str = ""
    """Why it could not be read, in words, where it could not."""

    def note(self, code: str, detail: str = "") -> None:
        if (code, detail) not in self.troubles:
            self.troubles.append((code, detail))


def read(raw: bytes) -> Reading:
    """Everything that can be read of a mail."""
    reading = Reading()
    try:
        head = BytesHeaderParser(policy=policy.compat32).parsebytes(head_of(raw))
        _read_head(head, reading)
        if not {name.lower() for name in head.keys()} & HEAD:  # noqa: SIM118  (a Message is no dict)
            reading.unreadable = _(NOT_A_MAIL)
        elif _takes_too_long(raw):
            reading.unreadable = _(TOO_DEEP)
        else:
            _read_body(BytesParser(policy=policy.compat32).parsebytes(raw), raw, reading)
    except RecursionError:
        reading.unreadable = _(TOO_DEEP)
    return reading


def _takes_too_long(raw: bytes) -> bool:
    """Whether the parser would be busy for minutes: it holds every line against every boundary around it."""
    lines, boundaries = raw.count(b"\n"), raw.lower().count(b"boundary=")
    return lines * (10 + boundaries) > MOST_WORK or raw.count(b"\n--") > MOST_PARTS


def head_of(raw: bytes) -> bytes:
    """The headers, up to the first empty line."""
    return re.split(rb"\r?\n\r?\n", raw[:LONGEST_HEAD], maxsplit=1)[0] + b"\n\n"


# -- The head ----------------------------------------------------------------------------------


def _values(message: Message, name: str) -> list[str]:
    """What stands behind a header's name, each time it stands there, unfolded."""
    return [_unfolded(str(value)) for key, value in message.raw_items() if key.lower() == name]


def _value(message: Message, name: str) -> str:
    return next(iter(_values(message, name)), "")


def _unfolded(value: str) -> str:
    """One line; bytes that ought to have been encoded are read as UTF-8."""
    value = re.sub(r"[\r\n]+", "", value[:LONGEST_HEADER])
    if value.isascii():
        return value
    text, _trouble = decode(value.encode("utf-8", "surrogateescape"), "utf-8")
    return text


def words(value: str, longest: int) -> str:
    """A header in words: what was encoded is decoded, in one line."""
    try:
        parts = decode_header(value)
    except errors.HeaderParseError:
        return one_line(value, longest)
    said = []
    for part, charset in parts:
        if isinstance(part, str):
            said.append(part)
        elif charset is None:
            said.append(part.decode("raw-unicode-escape", "replace"))
        else:
            said.append(decode(part, charset.partition("*")[0])[0])
    return one_line("".join(said), longest)


def _read_head(head: Message, reading: Reading) -> None:
    reading.message_id = _name_of(_value(head, "message-id"))
    reading.in_reply_to = _name_of(_value(head, "in-reply-to"))
    reading.references = NAME.findall(" ".join(_values(head, "references")))[-MOST_REFERENCES:]
    reading.subject = words(_value(head, "subject"), 500)
    reading.recipients = _recipients(head)
    reading.is_automatic = _is_automatic(head)
    _read_sender(head, reading)
    _read_date(_value(head, "date"), reading)


def _name_of(value: str) -> str:
    found = NAME.search(value)
    return found.group() if found else one_line(value, 500).replace(" ", "")


def _read_sender(head: Message, reading: Reading) -> None:
    """The one who wrote it; of several the first, and it is said."""
    senders = _addresses(_values(head, "from")) or _addresses(_values(head, "sender"))
    if not senders:
        reading.sender_name = words(_value(head, "from"), 200)
        reading.note("no_sender")
        return
    name, reading.sender_address = senders[0]
    reading.sender_name = words(name, 200)
    others = list(dict.fromkeys(address for _name, address in senders))
    if len(others) > 1:
        reading.note("two_senders", one_line(", ".join(others), 400))


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    """Names, still encoded, and addresses. What is encoded cannot become an address."""
    found = []
    for name, address in getaddresses(values):
        if fits := ADDRESS.fullmatch(address.strip()):
            local, _at, domain = fits.group().rpartition("@")
            found.append((name, clean(f"{local}@{domain.lower()}")))
    return found


def _recipients(head: Message) -> list[str]:
    found = [address.lower() for name in SENT_TO for _name, address in _addresses(_values(head, name))]
    return list(dict.fromkeys(found))[:MOST_RECIPIENTS]


def _is_automatic(head: Message) -> bool:
    """Whether a machine sent it (RFC 3834), so that it is nobody's answer."""
    submitted = _value(head, "auto-submitted").strip().lower()
    precedence = _value(head, "precedence").strip().lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or bool(_value(head, "x-autoreply") or _value(head, "x-autorespond"))
        or _value(head, "return-path").strip() == "<>"
    )  # fmt: skip


def _read_date(value: str, reading: Reading) -> None:
    if not value.strip():
        reading.note("no_date")
        return
    written = one_line(value, 80)
    try:
        parsed = parsedate_tz(value)
        sent = dt.datetime.fromtimestamp(mktime_tz(parsed), dt.UTC) if parsed else None
        if parsed:
            dt.date(*parsed[:3])  # the calculation above takes the 99th of March for a day in June
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        parsed = sent = None
    offset = (parsed[9] or 0) if parsed else 0
    if sent is None or not EARLIEST <= sent <= clock.now() + dt.timedelta(days=2) or abs(offset) > 14 * 3600:
        reading.note("wrong_date", written)
        return
    reading.sent_at = sent
    sign, minutes = "-" if offset < 0 else "+", abs(offset) // 60
    # “-0000” says that the writer's own zone is not known (RFC 5322, 3.3).
    known = not value.rstrip().endswith("-0000")
    reading.sent_offset = f"{sign}{minutes // 60:02}:{minutes % 60:02}" if known else ""


# -- The body ------------------------------------------------------------------------------------


@dataclass
class Piece:
    """A passage of text in a mail."""

    text: str
    is_page: bool = False


def _read_body(message: Message, raw: bytes, reading: Reading) -> None:
    pieces = _pieces(message, reading)
    if any(isinstance(defect, DAMAGES) for part in message.walk() for defect in part.defects):
        reading.note("damaged")
    text = "\n\n".join(said for piece in pieces if (said := _plain(piece, reading)))
    if len(text) > LONGEST_TEXT:
        reading.note("long_text")
    reading.text = text[:LONGEST_TEXT].strip()
    reading.bounce = bounces.look(message, raw, reading.text)


def _plain(piece: Piece, reading: Reading) -> str:
    if not piece.is_page:
        return clean(piece.text).strip("\n").rstrip()
    reading.note("html")
    said = clean(words_of(piece.text)).strip()
    if not said and piece.text.strip():
        reading.note("damaged")
    return said


def _pieces(part: Message, reading: Reading) -> list[Piece]:
    """The passages of text in a part and all parts within, in order; files go to the reading."""
    kind = part.get_content_type()
    if part.is_multipart():
        inside: Any = part.get_payload()
        return _pieces_within(part, kind, inside, reading)
    if kind.startswith("message/"):
        return []
    if kind.startswith("multipart/"):  # cut off before its first part
        reading.note("damaged")
        return [Piece(_text_of(part, "text/plain", reading))]
    name = _file_name(part)
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        return _unpack(part, reading)
    if kind.startswith("text/") and kind in ("text/plain", "text/html") and not _is_file(part, name):
        text = _text_of(part, kind, reading)
        return [Piece(text, kind == "text/html")] if text.strip() else []
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"):
        reading.note("encrypted")
    content = _content(part)
    if content.strip():
        is_inline = part.get_content_disposition() == "inline" or bool(part["content-id"])
        reading.files.append(Found(name or _made_up_name(kind, reading), kind, content, is_inline))
    return []


def _pieces_within(part: Message, kind: str, inside: list[Any], reading: Reading) -> list[Piece]:
    if (
        kind == "multipart/report"
    ):  # what comes behind the words is for machines, and the mail that was returned
        inside = inside[:1]
    if kind == "multipart/encrypted":
        reading.note("encrypted")
    if kind == "message/delivery-status":
        return []
    found = [_pieces(one, reading) for one in inside]
    if kind == "multipart/alternative":
        plain = [pieces for pieces in found if pieces and not any(piece.is_page for piece in pieces)]
        return next(iter(plain or [pieces for pieces in found if pieces]), [])
    said = [piece for pieces in found for piece in pieces]
    if kind == "message/rfc822" and inside:
        return [Piece(_forwarded(inside[0])), *said]
    return said


def _forwarded(message: Message) -> str:
    """The head of a mail within the mail."""
    lines = [
        (label, words(_value(message, name), 300))
        for label, name in ((_("From"), "from"), (_("Date"), "date"), (_("Subject"), "subject"))
    ]
    said = "\n".join(f"{label}: {value}" for label, value in lines if value)
    return f"---------- {_('Forwarded mail')} ----------\n{said}"


def _is_file(part: Message, name: str) -> bool:
    disposition = part.get_content_disposition()
    return disposition == "attachment" or (bool(name) and disposition == "inline")


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except ValueError:  # some versions of Python ask for the characters even of bytes
        return b""
    return content if isinstance(content, bytes) else b""


def _text_of(part: Message, kind: str, reading: Reading) -> str:
    content = _content(part)[:LONGEST_TEXT_PART]
    charset = part.get_content_charset() or (of_page(content) if kind == "text/html" else None)
    text, trouble = decode(content, charset)
    if trouble:
        reading.note(*trouble)
    return _joined(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _joined(text: str) -> str:
    """Lines that were broken by the sender's program, whole again (RFC 3676)."""
    text = text.replace("\r\n", "\n")
    return re.sub(r"^(?!>)(?!-- $)(.* )\n(?!>)(?! )(?!-- $)", r"\1", text, flags=re.MULTILINE)


def _file_name(part: Message) -> str:
    for header in ("content-disposition", "content-type"):
        value = str(part.get(header, ""))
        raw = next((str(one) for key, one in part.raw_items() if key.lower() == header), value)
        if not raw.isascii():
            part.replace_header(header, _unfolded(raw))
    return words(part.get_filename() or "", 200)


def _made_up_name(kind: str, reading: Reading) -> str:
    ending = mimetypes.guess_extension(kind) or ".bin"
    return _("attachment") + f"-{len(reading.files) + 1}{ending}"


def _unpack(part: Message, reading: Reading) -> list[Piece]:
    unpacked = winmail.unpack(content := _content(part))
    if unpacked is None:
        reading.note("winmail_unreadable")
        reading.files.append(Found("winmail.dat", "application/ms-tnef", content))
        return []
    reading.note("winmail")
    for name, inside in unpacked.files:
        named = one_line(name, 200)
        kind = mimetypes.guess_type(named)[0] or "application/octet-stream"
        reading.files.append(Found(named or _made_up_name(kind, reading), kind, inside))
    if unpacked.plain.strip():
        return [Piece(unpacked.plain)]
    return [Piece(unpacked.page, is_page=True)] if unpacked.page.strip() else []
