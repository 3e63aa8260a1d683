"""A file held against the record: is it a paper of ours, and is it as we issued it?

Nothing of the file is kept. What it says of itself counts for nothing: only its
hash, and the certificate that its seal was truly made with.
"""

import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.records.issued.models import Issue
from twinning.records.uploads import RefusedFile, RefuseTooLarge

logger = logging.getLogger(__name__)

READING = Path(__file__).with_name("reading.py")
READING_SECONDS = 30
UNREADABLE = 3

BEGINS = b"%PDF-"
BEGINS_WITHIN = 1024
"""Readers look for the first words of a PDF this far (ISO 32000-1, annex H, note 13)."""


class Verdict(models.TextChoices):
    """What a file turned out to be. The label is what everybody reads first."""

    UNCHANGED = "unchanged", gettext_lazy("This is our paper, unchanged")
    NO_LONGER = "no_longer", gettext_lazy("This is our paper, unchanged, but it is no longer in force")
    ANOTHER = "another", gettext_lazy("This is a paper of ours, but not the one on this page")
    CHANGED = "changed", gettext_lazy("This paper was changed after we had sealed it")
    ADDED_TO = "added_to", gettext_lazy("Something was added to this paper after we had sealed it")
    NOT_IN_RECORD = "not_in_record", gettext_lazy("This file has our seal, but it is not in our record")
    NOT_OURS = "not_ours", gettext_lazy("This is not a file that we issued")
    UNREADABLE = "unreadable", gettext_lazy("This file cannot be read as a PDF")


KINDS = {
    Verdict.UNCHANGED: "good",
    Verdict.NO_LONGER: "warn",
    Verdict.ANOTHER: "warn",
    Verdict.NOT_IN_RECORD: "warn",
    Verdict.CHANGED: "stop",
    Verdict.ADDED_TO: "stop",
    Verdict.NOT_OURS: "stop",
    Verdict.UNREADABLE: "stop",
}
"""How loudly each is said: the class of its inset."""


@dataclass(frozen=True)
class Finding:
    """What a file is, why we say so, and the paper it is or was to be."""

    verdict: Verdict
    reasons: list[str]
    sha256: str
    issue: Issue | None = None

    @property
    def kind(self) -> str:
        return KINDS[self.verdict]

    @property
    def says_to_compare(self) -> bool:
        """Whether it may be a scan or a print, which never has the bytes of the file."""
        return self.verdict in (Verdict.NOT_OURS, Verdict.UNREADABLE)


# -- Taking the file in ---------------------------------------------------------------------------------


class Fingerprint(FileUploadHandler):
    """Take the hash of a file on its way in, however large it is; what is too large is kept by nobody."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.digests: dict[str, Any] = {}

    def new_file(self, field_name: str, *arguments: Any, **named: Any) -> None:
        super().new_file(field_name, *arguments, **named)
        # Of two files under one name a form sees the later one, and so do we.
        self.digests[field_name] = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand each chunk on."""
        assert self.field_name is not None
        self.digests[self.field_name].update(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the handlers behind."""
        return None

    def of(self, field_name: str) -> str:
        """The SHA-256 of the file in a field."""
        return str(self.digests[field_name].hexdigest())


def take_in(request: HttpRequest) -> Fingerprint:
    """Have the file of this request hashed while it comes in. To be called before anything reads the form."""
    fingerprint = Fingerprint(request)
    request.upload_handlers = [
        fingerprint,
        RefuseTooLarge(request),
        TemporaryFileUploadHandler(request),
    ]
    return fingerprint


# -- The verdict ---------------------------------------------------------------------------------------------


def look_at(file: UploadedFile, sha256: str, expected: Issue | None = None) -> Finding:
    """What a file is; ``expected`` is the paper whose page it was brought to."""
    found = Issue.objects.public().for_page().filter(document__sha256=sha256).first()
    if found is not None:
        return _known(found, sha256, expected)
    reasons = _hash_differs(expected)
    if isinstance(file, RefusedFile):
        words = _("It is larger than %(limit)s, so we have not looked inside.")
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES).replace(".0", "")
        return Finding(Verdict.NOT_OURS, [*reasons, words % {"limit": limit}], sha256, expected)
    file.seek(0)
    verdict, words = _judge(file.read())
    return Finding(verdict, [*reasons, words], sha256, expected)


def _known(found: Issue, sha256: str, expected: Issue | None) -> Finding:
    if expected is not None and expected.pk != found.pk:
        reasons = [_("It is the paper %(number)s.") % {"number": found.number}]
        return Finding(Verdict.ANOTHER, reasons, sha256, found)
    reasons = [_("Its SHA-256 is the one in our record: not one bit of it differs from what we issued.")]
    return Finding(Verdict.UNCHANGED if found.in_force else Verdict.NO_LONGER, reasons, sha256, found)


def _hash_differs(expected: Issue | None) -> list[str]:
    if expected is None:
        return [_("No paper in our record has its SHA-256.")]
    return [
        _("Its SHA-256 is not the one of the paper %(number)s.") % {"number": expected.number},
    ]


def _judge(content: bytes) -> tuple[Verdict, str]:
    if BEGINS not in content[:BEGINS_WITHIN]:
        return Verdict.UNREADABLE, _("It is no PDF; our papers are PDF files.")
    seals = _seals(content)
    if seals is None:
        return Verdict.UNREADABLE, _("It is damaged, or made so that it cannot be read.")
    ours = [seal for seal in seals if Issue.objects.filter(certificate=seal["certificate"]).exists()]
    for wrong, verdict, words in (_CHANGED, _ADDED_TO):
        if any(wrong(seal) for seal in ours):
            return verdict, str(words)
    if ours:
        return Verdict.NOT_IN_RECORD, _(
            "Its seal was made with our certificate and is whole. Please tell us about it."
        )
    if seals:
        return Verdict.NOT_OURS, _("It is signed, but not with our seal.")
    return Verdict.NOT_OURS, _("It has no seal.")


Wrong = tuple[Callable[[dict[str, Any]], bool], Verdict, Any]

_CHANGED: Wrong = (
    lambda seal: not seal["intact"],
    Verdict.CHANGED,
    gettext_lazy("It has our seal, but the seal is broken: what it covered is no longer what we sealed."),
)
_ADDED_TO: Wrong = (
    lambda seal: not seal["whole"],
    Verdict.ADDED_TO,
    gettext_lazy(
        "What our seal covers is unchanged, but the file goes on after it, which our papers never do."
    ),
)


def _seals(content: bytes) -> list[dict[str, Any]] | None:
    """The seals on a file, read in a process that can be killed; nothing for a file that cannot be read."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", str(READING)],
            input=content,
            capture_output=True,
            timeout=READING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == 0:
        return list(json.loads(done.stdout))
    if done.returncode != UNREADABLE:
        logger.info(
            "A file broke its reader (%s): %s", done.returncode, done.stderr.decode(errors="replace")[-500:]
        )
    return None
