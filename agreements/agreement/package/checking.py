"""Then and now: whether a frozen package is still whole, and what has become of the text since (expectations, row 12)."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from agreements.agreement.models import Agreement
from agreements.agreement.package.models import CouncilPackage
from agreements.agreement.package.parts import matter_hash
from agreements.agreement.text.changes import Change, changes
from agreements.agreement.text.models import content
from twinning.records import documents, uploads
from twinning.records.models import Document, Upload

UNCHANGED, WAITING, DAMAGED = "unchanged", "waiting", "damaged"


@dataclass(frozen=True)
class Checked:
    """One piece of a package as it is found today."""

    title: str
    sha256: str
    state: str
    words: str
    document: Document | None = None
    upload: Upload | None = None
    name: str = ""

    @property
    def label(self) -> str:
        return {
            UNCHANGED: _("Unchanged"),
            WAITING: _("Still being made"),
            DAMAGED: _("Missing or changed"),
        }[self.state]

    @property
    def path(self) -> Path:
        """Where its file lies."""
        if self.document is not None:
            return documents.path_of(self.document.sha256)
        return uploads.path_of(self.sha256)

    @property
    def file_hash(self) -> str:
        """SHA-256 of its file; for a part, ``sha256`` is that of its facts."""
        return self.document.sha256 if self.document is not None else self.sha256


@dataclass(frozen=True)
class Check:
    """A package, looked at now: the one paper, then each part and attachment."""

    whole: Checked
    parts: list[Checked]
    attachments: list[Checked]

    @property
    def pieces(self) -> list[Checked]:
        return [self.whole, *self.parts, *self.attachments]

    @property
    def is_unchanged(self) -> bool:
        return all(piece.state == UNCHANGED for piece in self.pieces)

    @property
    def waits(self) -> bool:
        return any(piece.state == WAITING for piece in self.pieces)

    @property
    def wrong(self) -> list[Checked]:
        return [piece for piece in self.pieces if piece.state == DAMAGED]


def check(package: CouncilPackage) -> Check:
    """Every file hashed again, every part's frozen facts compared with what was written down when it was made."""
    made = Document.objects.in_bulk([one["document"] for one in package.parts if one["kind"] == "part"])
    given = Upload.objects.in_bulk([one["upload"] for one in package.parts if one["kind"] == "attachment"])
    return Check(
        _paper(package.document, package.document.title, _of_whole(package)),
        [
            _paper(made.get(one["document"]), one["title"], one["sha256"])
            for one in package.parts
            if one["kind"] == "part"
        ],
        [_file(given.get(one["upload"]), one) for one in package.parts if one["kind"] == "attachment"],
    )


def _of_whole(package: CouncilPackage) -> str:
    return next((str(one["sha256"]) for one in package.parts if one["kind"] == "whole"), "")


def _paper(document: Document | None, title: str, said: str) -> Checked:
    if document is None:
        return Checked(title, said, DAMAGED, _("This paper is gone."))
    if said and matter_hash(document.facts) != said:
        return Checked(
            title, said, DAMAGED, _("The facts of this paper are not those of that day."), document
        )
    if document.state == Document.State.FAILED:
        return Checked(title, said, WAITING, document.reason, document)
    if document.state != Document.State.READY:
        return Checked(title, said, WAITING, _("It is still being made."), document)
    state, words = _found(documents.path_of(document.sha256), document.sha256)
    return Checked(title, said, state, words, document, name=document.filename)


def _file(upload: Upload | None, one: dict[str, Any]) -> Checked:
    if upload is None:
        return Checked(one["title"], one["sha256"], DAMAGED, _("This file is gone."), name=one["name"])
    state, words = _found(uploads.path_of(one["sha256"]), one["sha256"])
    return Checked(one["title"], one["sha256"], state, words, upload=upload, name=one["name"])


def _found(kept: Path, sha256: str) -> tuple[str, str]:
    """Whether the bytes are those that were kept."""
    try:
        with kept.open("rb") as file:
            now = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return DAMAGED, _("Its file is missing. Ask your administrator to bring it back from a backup.")
    if now != sha256:
        return DAMAGED, _(
            "Its file was changed after it was stored. Ask your administrator to bring it back from a backup."
        )
    return UNCHANGED, ""


# -- the text then and now ---------------------------------------------------------------------


def text_since(package: CouncilPackage) -> list[Change] | None:
    """How the text of the agreement differs now from what was put before them; nothing to compare without a text."""
    if package.text is None:
        return None
    record = Agreement.of(package.proposal)
    if package.text.hash == record.text_hash:
        return []
    return changes(package.text.content, content(record))
