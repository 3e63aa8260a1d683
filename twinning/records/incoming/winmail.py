"""A file winmail.dat, in which Microsoft Outlook hides what belongs to a mail.

Run as a program of its own, which can be stopped: it takes the file from standard
input and says as JSON what is in it. It imports nothing of ours.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

SECONDS = 30


@dataclass
class Unpacked:
    """The text inside, if there is one, as plain words or as a web page; and the files."""

    plain: str = ""
    page: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def unpack(content: bytes) -> Unpacked | None:
    """What is inside; nothing for a file that cannot be unpacked."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", __file__],
            input=content, capture_output=True, timeout=SECONDS, check=True,
        )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    found = json.loads(done.stdout)
    files = [(name, base64.b64decode(inside)) for name, inside in found["files"]]
    return Unpacked(found["plain"], found["page"], files) if any(found.values()) else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            value = value.decode("cp1252", errors="replace")
    return str(value or "").rstrip("\0")


def _name(attachment: Any) -> str:
    try:
        return _text(attachment.long_filename())
    except (
        UnicodeDecodeError
    ):  # the short name is taken for UTF-8, and Outlook writes it in its own code page
        return _text(attachment._name)


def _main() -> None:
    import resource

    from tnefparse import TNEF

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    found = TNEF(sys.stdin.buffer.read(), do_checksum=False)
    files = [(_name(one), base64.b64encode(bytes(one.data or b"")).decode()) for one in found.attachments]
    json.dump({"plain": _text(found.body), "page": _text(found.htmlbody), "files": files}, sys.stdout)


if __name__ == "__main__":
    _main()
