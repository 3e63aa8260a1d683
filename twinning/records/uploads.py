"""Files that people give us: refused when too large, wrong or dangerous, and kept under their hash.

A name, a sniffer and a look inside must agree on what a file is, because each
of them alone can be deceived (reliability, 2.5).
"""

import hashlib
import io
import logging
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import magic
from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning.records.models import Document, Upload

logger = logging.getLogger(__name__)

MOST_FILES_OF_FULL_SIZE = 16
"""A request larger than this many of the largest files is no form of ours."""

INSPECTION = Path(__file__).with_name("inspection.py")
INSPECTION_SECONDS = 30
LONGEST_NAME = 120

KINDS = {
    "pdf": "pdf",
    "png": "png",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "docx": "docx",
    "xlsx": "xlsx",
    "odt": "odt",
    "txt": "txt",
    "csv": "csv",
}
"""Ending of a name -> kind of file."""

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}

PACKAGES = {"application/zip", "application/octet-stream"}
SNIFFED = {
    "pdf": {"application/pdf"},
    "png": {"image/png"},
    "jpeg": {"image/jpeg"},
    # libmagic knows an office file only when its parts stand in the usual order; the look inside decides.
    "docx": PACKAGES | {CONTENT_TYPES["docx"]},
    "xlsx": PACKAGES | {CONTENT_TYPES["xlsx"]},
    "odt": PACKAGES | {CONTENT_TYPES["odt"]},
}
NOT_PLAIN_TEXT = {
    "text/html",
    "text/xml",
    "text/rtf",
    "text/x-php",
    "text/x-shellscript",
    "text/x-msdos-batch",
    "text/javascript",
}

REFUSALS: dict[str, str | Promise] = {
    "wrong_type": gettext_lazy(
        "The file is not what its name says. Open it in the program it was made with, save it again, and choose that file."
    ),
    "unreadable": gettext_lazy(
        "The file is damaged and cannot be read. Open it, save it again or print it to PDF, and choose that file."
    ),
    "encrypted": gettext_lazy(
        "The file is locked with a password. Save a copy without a password, and choose that copy."
    ),
    "active": gettext_lazy(
        "The file contains program code, which could harm the reader. Print it to PDF, and choose that file."
    ),
    "embedded": gettext_lazy(
        "The file has other files inside. Take them out and add each of them by itself, or print it to PDF."
    ),
    "fetches": gettext_lazy(
        "The file fetches parts from elsewhere when it is opened. Print it to PDF, and choose that file."
    ),
    "formulas": gettext_lazy(
        "The table contains formulas, which a spreadsheet would run. Save it with values only, and choose that file."
    ),
    "too_complex": gettext_lazy(
        "The file unpacks to far more than its size. Save it again in a simpler form, for example by printing it to PDF."
    ),
    "too_many_pixels": gettext_lazy(
        "The picture has too many pixels. Make it smaller, for example 4000 by 3000 pixels, and choose that file."
    ),
}


HEIC_ENDINGS = {"heic", "heif", "hif"}
HEIC_SNIFFED = {"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"}
HEIC = gettext_lazy(
    "Photographs in Apple’s own form (HEIC) are not taken. In the camera’s settings choose “Most Compatible” under Formats, which makes JPEG, and take the photograph again; or open it and save it as JPEG."
)


class RefusedFile(UploadedFile):
    """What is left of a file that was too large: its name and size, so that the form can say so."""


class RefuseTooLarge(FileUploadHandler):
    """Stop keeping a file as soon as it is too large.

    The rest of it is read past, not kept, so that the other fields of the form
    arrive and the person gets an answer about this field instead of a broken
    connection. Must stand first in ``FILE_UPLOAD_HANDLERS``.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  (Django's own name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse before reading when the request announces more than any form of ours can hold."""
        if content_length > settings.UPLOAD_MAX_BYTES * MOST_FILES_OF_FULL_SIZE:
            raise RequestDataTooBig("The request announces more than all files of a form together may hold.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a chunk on to the handler that keeps it, or drop it."""
        return raw_data if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for a file that was too large; leave the others to the handler that kept them."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            handler.upload_interrupted()  # what was kept of it goes at once, not with the garbage
        return RefusedFile(
            file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size
        )


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its clean name, its kind and its content."""

    name: str
    kind: str
    content: bytes


def check(file: File, *, photograph: bool = False) -> Checked:
    """Look at a file in every way we have; raises ``ValidationError`` with what is wrong and how to put it right.

    As a ``photograph`` of a paper, a picture may come with more dots than we keep; it is kept reduced.
    """
    name = clean_name(file.name or "")
    kind = _kind_by_name(name)
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(_too_large(), code="too_large")
    file.seek(0)
    content = file.read()
    if not content.strip():
        raise ValidationError(_("The file is empty. Choose a file with something in it."), code="empty")
    _sniff(content, kind)
    try:
        return Checked(name, kind, _inspect(content, kind, photograph=photograph) or content)
    except ValidationError as refusal:
        # Our own papers carry the facts they were drawn from as a file inside.
        if kind == "pdf" and refusal.code == "embedded" and _is_a_paper_of_ours(content):
            return Checked(name, kind, content)
        raise


def _is_a_paper_of_ours(content: bytes) -> bool:
    """Whether we made exactly this file, and keep it ourselves."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Document.objects.filter(state=Document.State.READY, sha256=sha256).exists()


def accept(file: File | Checked, *, by: Any) -> Upload:
    """Keep a file that somebody gave us; ``by`` is nobody for the public. Raises ``ValidationError`` as ``check`` does."""
    checked = file if isinstance(file, Checked) else check(file)
    sha256 = hashlib.sha256(checked.content).hexdigest()
    store(checked.content, path_of(sha256))
    return Upload.objects.create(
        name=checked.name, kind=checked.kind, sha256=sha256, size=len(checked.content), by=by
    )


def path_of(sha256: str) -> Path:
    """Where the content with this hash is kept."""
    return Path(settings.UPLOADS_DIR) / sha256[:2] / sha256


def clean_name(name: str) -> str:
    """A name that is safe in a folder, a header and a list: no path, no control or direction signs, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # The two joiners spell words in Persian and Indic scripts; every other format sign only deceives.
    name = "".join(
        sign
        for sign in name
        if sign in "\u200c\u200d"
        or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    name = re.sub(r'[<>:"|?*]', "-", name)
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not stem.strip(". "):
        return name[:LONGEST_NAME]
    stem = stem.encode()[: LONGEST_NAME - len(ending) - 1].decode(errors="ignore").rstrip(". ")
    return f"{stem}{dot}{ending.lower()}"


def _kind_by_name(name: str) -> str:
    stem, _dot, ending = name.rpartition(".")
    if ending in HEIC_ENDINGS:
        raise ValidationError(str(HEIC), code="heic")
    if not stem or ending not in KINDS:
        raise ValidationError(
            _("Files of this kind are not taken. Choose a %(kinds)s file, or print yours to PDF."),
            code="kind",
            params={"kinds": kinds_in_words()},
        )
    return KINDS[ending]


def kinds_in_words() -> str:
    return _("PDF, PNG, JPEG, DOCX, XLSX, ODT, TXT or CSV")


def _too_large() -> str:
    return _(
        "The file is larger than %(limit)s. Make it smaller, for example by scanning at 200 dpi, or split it into parts."
    ) % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES).replace(".0", "")}


def _refusal(reason: str) -> ValidationError:
    return ValidationError(str(REFUSALS[reason]), code=reason)


def _sniff(content: bytes, kind: str) -> None:
    found = magic.from_buffer(content[: 1024**2], mime=True)
    if found in HEIC_SNIFFED:
        raise ValidationError(str(HEIC), code="heic")
    if kind in ("txt", "csv"):
        fits = (found.startswith("text/") and found not in NOT_PLAIN_TEXT) or found in (
            "application/csv",
            "application/json",
            "message/rfc822",
        )
    else:
        fits = found in SNIFFED[kind]
    if not fits:
        raise _refusal("wrong_type")


def _inspect(content: bytes, kind: str, *, photograph: bool) -> bytes:
    """The clean copy of a picture, or nothing; a file that breaks its reader is a damaged file."""
    pixels = (settings.UPLOAD_MAX_PIXELS, settings.PHOTOGRAPH_MAX_PIXELS if photograph else 0)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", str(INSPECTION), kind, *map(str, pixels)],
            input=content, capture_output=True, timeout=INSPECTION_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _refusal("too_complex") from None
    if done.returncode == 0:
        return done.stdout
    reason = done.stdout.decode() if done.returncode == 3 else "unreadable"
    if reason not in REFUSALS or reason == "unreadable":
        logger.info(
            "A %s file could not be read (%s): %s",
            kind,
            done.returncode,
            done.stderr.decode(errors="replace")[-500:],
        )
    raise _refusal(reason)


def store(content: bytes, kept: Path) -> None:
    """Write beside the place and move there, so that a file under its hash is always whole."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=kept.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, kept)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


class UploadField(forms.FileField):
    """A file in a form. Its clean value is a ``Checked`` file, ready for ``accept``."""

    default_error_messages = {
        "required": gettext_lazy("No file was chosen. Choose the file to add."),
        "empty": gettext_lazy("The file is empty. Choose a file with something in it."),
        "max_length": gettext_lazy(
            "The file's name is longer than %(max)d characters. Give it a shorter name."
        ),
        "invalid": gettext_lazy("No file arrived. Choose the file again."),
        "missing": gettext_lazy("No file arrived. Choose the file again."),
    }

    def __init__(self, *, only: tuple[str, ...] = (), photographs: bool = False, **kwargs: Any) -> None:
        """``only``: the kinds taken here, such as ``("png", "jpeg")``; all kinds if empty.

        ``photographs``: of paper, which may come with more dots than we keep.
        """
        self.only, self.photographs = only, photographs
        kwargs.setdefault("help_text", lazy(self._limits, str)())
        super().__init__(**kwargs)

    def _limits(self) -> str:
        kinds = ", ".join(kind.upper() for kind in self.only) or kinds_in_words()
        return _("%(kinds)s, at most %(limit)s.") % {
            "kinds": kinds,
            "limit": filesizeformat(settings.UPLOAD_MAX_BYTES).replace(".0", ""),
        }

    def to_python(self, data: Any) -> Any:
        if isinstance(data, RefusedFile):
            raise ValidationError(_too_large(), code="too_large")
        return super().to_python(data)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if not isinstance(given, UploadedFile):
            return given
        checked = check(given, photograph=self.photographs)
        if self.only and checked.kind not in self.only:
            raise ValidationError(
                _("Files of this kind are not taken here. Choose a %(kinds)s file."),
                code="kind",
                params={"kinds": " / ".join(self.only).upper()},
            )
        return checked

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        endings = [f".{ending}" for ending, kind in KINDS.items() if not self.only or kind in self.only]
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(endings),
            "data-max-bytes": str(settings.UPLOAD_MAX_BYTES),
        }


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class UploadsField(UploadField):
    """Several files in a form, in the order in which the browser sends them; each is looked at by itself.

    Its clean value is a list of ``Checked`` files. What is wrong with one is said with its name.
    """

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in data or [] if one]
        if not given:
            super().clean(None, initial)
            return []
        found, refused = [], []
        for one in given:
            try:
                found.append(super().clean(one, initial))
            except ValidationError as error:
                refused += [_named(one, words, len(given)) for words in error.messages]
        if refused:
            raise ValidationError(refused)
        return found


def _named(file: Any, words: str, files: int) -> str:
    if files == 1:
        return words
    return _("“%(file)s”: %(words)s") % {"file": clean_name(file.name or ""), "words": words}
