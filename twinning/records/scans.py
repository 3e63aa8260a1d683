"""Scans and photographs of paper, as pictures of pages: the way in for what was signed by hand.

Whatever came, a page is afterwards a JPEG picture made by us: upright, without
metadata, sharp enough to be read and printed, and kept under its hash beside
the uploads. The files themselves stay as they were kept.
"""

import contextlib
import hashlib
import io
import logging
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from PIL import Image

from twinning.records.models import Upload
from twinning.records.scanning import HEADER, QUALITY, REFUSED
from twinning.records.uploads import path_of, store

logger = logging.getLogger(__name__)

KINDS = ("pdf", "jpeg", "png")
MOST_PAGES = 100
SECONDS = 45
"""For all files together; somebody waits for the page."""

SCANNING = Path(__file__).with_name("scanning.py")

REFUSALS: dict[str, str | Promise] = {
    "too_many_pages": gettext_lazy(
        "“%(file)s” has too many pages: all files together may have %(most)d. Scan the signed paper alone, without what lay beneath it, and add long annexes as attachments of the file."
    ),
    "too_large": gettext_lazy(
        "The pages of “%(file)s” are too large to be drawn. Scan them again at 300 dots per inch or less, and choose that file."
    ),
    "too_slow": gettext_lazy(
        "Drawing the pages of “%(file)s” took too long and was stopped. Print it to PDF or scan it again in a simpler form, or add its pages in several files."
    ),
    "unreadable": gettext_lazy(
        "The pages of “%(file)s” cannot be drawn. Open it and look at each page; then print it to PDF or scan it again, and choose that file."
    ),
    "damaged": gettext_lazy(
        "“%(file)s” is missing or was changed after it was stored. Add the scan again, and tell your administrator."
    ),
}


@dataclass(frozen=True)
class PagePicture:
    """One page of a file somebody gave us, as a picture and a small picture kept under their hashes."""

    upload: Upload
    number: int
    """Which page of its file, from 1."""
    sha256: str
    small_sha256: str
    width: int
    height: int
    grey: bool


def pages_of(uploads: Sequence[Upload], *, most: int = MOST_PAGES) -> list[PagePicture]:
    """The pages of scans and photographs in the order of the files.

    Raises ``ValidationError`` in words that name the file, and then no page counts.
    """
    until = time.monotonic() + SECONDS
    found: list[PagePicture] = []
    for upload in uploads:
        found += _pages_of(upload, most - len(found), most, until - time.monotonic())
    return found


def _pages_of(upload: Upload, left: int, most: int, seconds: float) -> list[PagePicture]:
    def refused(reason: str) -> ValidationError:
        return ValidationError(str(REFUSALS[reason]), code=reason, params={"file": upload.name, "most": most})

    try:
        content = path_of(upload.sha256).open("rb")
    except FileNotFoundError:
        raise refused("damaged") from None
    with content, tempfile.TemporaryFile() as complaint:
        if hashlib.file_digest(content, "sha256").hexdigest() != upload.sha256:
            raise refused("damaged")
        content.seek(0)
        found = []
        with _reader(upload.kind, left, content, complaint, max(seconds, 0.01)) as (child, stopped):
            assert child.stdout is not None
            for number, frame in enumerate(_frames(child.stdout), 1):
                found.append(_kept(upload, number, frame))
        complaint.seek(0)
        words = complaint.read().decode(errors="replace")
    if child.returncode == 0 and found:
        return found
    if stopped.is_set() or child.returncode in (-signal.SIGALRM, -signal.SIGXCPU):
        raise refused("too_slow")
    if child.returncode == REFUSED and words in REFUSALS:
        raise refused(words)
    logger.info("Upload %s could not be drawn (%s): %s", upload.pk, child.returncode, words[-500:])
    raise refused("unreadable")


@contextlib.contextmanager
def _reader(
    kind: str, most: int, content: IO[bytes], complaint: IO[bytes], seconds: float
) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
    """The process that reads a file; it is gone afterwards, at the latest after ``seconds``."""
    stopped = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-I", "-W", "ignore", str(SCANNING), kind, str(most)],
        stdin=content, stdout=subprocess.PIPE, stderr=complaint,
    ) as child:  # fmt: skip

        def stop() -> None:
            stopped.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            yield child, stopped
        except BaseException:
            child.kill()
            raise
        finally:
            child.wait()
            timer.cancel()


_Frame = tuple[bytes, bytes, int, int, bool]


def _frames(pipe: IO[bytes]) -> Iterator[_Frame]:
    """The pages as they come; one that was cut off in the middle is none."""
    while len(header := pipe.read(HEADER.size)) == HEADER.size:
        whole, little, width, height, grey = HEADER.unpack(header)
        picture, small = pipe.read(whole), pipe.read(little)
        if len(picture) == whole and len(small) == little:
            yield picture, small, width, height, bool(grey)


def _kept(upload: Upload, number: int, frame: _Frame) -> PagePicture:
    picture, small, width, height, grey = frame
    return PagePicture(upload, number, _store(picture), _store(small), width, height, grey)


def _store(picture: bytes) -> str:
    sha256 = hashlib.sha256(picture).hexdigest()
    store(picture, path_of(sha256))
    return sha256


def picture(sha256: str, quarters: int = 0) -> bytes:
    """A page's picture, turned clockwise by quarter turns. Raises ``FileNotFoundError``."""
    content = path_of(sha256).read_bytes()
    return _turned(content, quarters % 4) if quarters % 4 else content


def kept_turned(sha256: str, quarters: int) -> str:
    """The hash of a page's picture turned so, kept like any other: what a paper shows."""
    return _store(picture(sha256, quarters)) if quarters % 4 else sha256


TURNS: dict[int, Any] = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


def _turned(content: bytes, quarters: int) -> bytes:
    # Only pictures that our own child wrote come here, so they are read in this process.
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as upright:
        turned = upright.transpose(TURNS[quarters])
    made = io.BytesIO()
    turned.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()
