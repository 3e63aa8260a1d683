"""Mails as mail servers hand them over: real RFC 5322 bytes, built by hand, so that wrong ones can be built too."""

import base64
import struct
from typing import Any

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
xref
0 4
0000000000 65535 f 
0000000009 00000 n 
0000000052 00000 n 
0000000101 00000 n 
trailer<</Size 4/Root 1 0 R>>
startxref
164
%%EOF
"""  # noqa: W291  (an entry of the table ends with a blank)

HEAD = {
    "From": "Ana Ruiz <ruiz@mazatlan.example>",
    "To": "twinning@lacombe.example",
    "Subject": "Greetings",
    "Date": "Mon, 2 Mar 2026 10:15:00 -0700",
    "Message-ID": "<one@mazatlan.example>",
}


def mail(body: bytes = b"Good morning.\n", *, charset: str = "", **head: Any) -> bytes:
    """A mail of one part; a header is left out by ``None``, given twice by a list. ``In_Reply_To`` is In-Reply-To."""
    kind = f"text/plain; charset={charset}" if charset else None
    headers = HEAD | {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in head.items()}
    lines = [
        f"{name}: ".encode() + (one if isinstance(one, bytes) else str(one).encode())
        for name, value in headers.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one is not None
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def part(kind: str, content: bytes, *, name: str = "", disposition: str = "", more: str = "") -> bytes:
    """One part of a mail, in base64."""
    head = [
        f"Content-Type: {kind}" + (f'; name="{name}"' if name else ""),
        "Content-Transfer-Encoding: base64",
    ]
    if disposition or name:
        head.append(
            f"Content-Disposition: {disposition or 'attachment'}" + (f'; filename="{name}"' if name else "")
        )
    if more:
        head.append(more)
    return "\r\n".join(head).encode() + b"\r\n\r\n" + base64.encodebytes(content)


def multipart(*parts: bytes, kind: str = "mixed", boundary: str = "b1") -> tuple[str, bytes]:
    """The content type and the body of several parts."""
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), one) for one in parts)
    return f'multipart/{kind}; boundary="{boundary}"', body + f"--{boundary}--\r\n".encode()


def mail_of(*parts: bytes, kind: str = "mixed", **head: Any) -> bytes:
    """A mail of several parts."""
    content_type, body = multipart(*parts, kind=kind)
    return mail(body, **{"MIME-Version": "1.0", "Content-Type": content_type, **head})


def with_pdf(**head: Any) -> bytes:
    """A greeting with a report."""
    return mail_of(
        part("text/plain; charset=utf-8", "Adjunto el informe del año.\n".encode()),
        part("application/pdf", PDF, name="informe.pdf"),
        **head,
    )


def bounce(address: str, message_id: str, *, action: str = "failed") -> bytes:
    """What a mail server says when a mail of ours did not arrive (RFC 3464)."""
    said = (
        f"Reporting-MTA: dns; mail.mazatlan.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such mailbox here\r\n"
    )
    words = b"Content-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
    status = b"Content-Type: message/delivery-status\r\n\r\n" + said.encode()
    returned = (
        "Content-Type: message/rfc822\r\n\r\n"
        f"From: mayor@lacombe.example\r\nTo: {address}\r\nMessage-ID: {message_id}\r\nSubject: Our letter\r\n\r\nPlease find.\r\n"
    ).encode()
    content_type, body = multipart(words, status, returned, kind="report")
    return mail(
        body,
        **{
            "From": "Mail Delivery System <MAILER-DAEMON@mail.mazatlan.example>",
            "Return-Path": "<>",
            "Subject": "Undelivered Mail Returned to Sender",
            "Auto-Submitted": "auto-replied",
            "Message-ID": f"<bounce-of-{message_id.strip('<>')}>",
            "Content-Type": content_type + "; report-type=delivery-status",
        },
    )


def winmail(text: bytes, *files: tuple[bytes, bytes]) -> bytes:
    """A winmail.dat (MS-OXTNEF): a text, and files with their names."""
    found = struct.pack("<IH", 0x223E9F78, 1)
    found += _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    found += _attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    found += _attribute(1, 0x800C, 2, text + b"\0")
    for name, content in files:
        found += _attribute(2, 0x9002, 6, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        found += _attribute(2, 0x8010, 1, name + b"\0")
        found += _attribute(2, 0x800F, 6, content)
    return found


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
