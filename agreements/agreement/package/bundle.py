"""A package as files in one zip: the one paper, a paper of each part, what was attached, and a list with hashes."""

import json
import zipfile
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.agreement.package.checking import Check, Checked
from agreements.agreement.package.models import CouncilPackage
from twinning.records.papers import file_name
from twinning.records.uploads import clean_name

CHUNK = 256 * 1024


def name_of(package: CouncilPackage) -> str:
    """What the zip is saved as."""
    return file_name(package.document.filename.removesuffix(".pdf")).removesuffix(".pdf") + ".zip"


def stream(package: CouncilPackage, found: Check) -> Iterator[bytes]:
    """The zip, piece by piece; the same package gives the same bytes. All files must have been found unchanged."""
    out = _Out()
    at = timezone.localtime(package.at)
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    entries = named(found)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, piece in entries:
            with piece.path.open("rb") as file, made.open(_entry(name, moment), "w") as into:
                while chunk := file.read(CHUNK):
                    into.write(chunk)
                    yield out.taken()
        for name, content in manifests(package, entries):
            made.writestr(_entry(name, moment), content)
            yield out.taken()
    yield out.taken()


def named(found: Check) -> list[tuple[str, Checked]]:
    """Each file with its name in the zip: numbered, so that no two are alike, and readable on every system."""
    entries = [(f"00 {clean_name(found.whole.name)}", found.whole)]
    entries += [
        (f"{at:02d} {clean_name(piece.name)}", piece) for at, piece in enumerate(found.parts, start=1)
    ]
    folder, before = _("attachments"), len(found.parts)
    return entries + [
        (f"{folder}/{before + at:02d} {clean_name(piece.name)}", piece)
        for at, piece in enumerate(found.attachments, start=1)
    ]


def manifests(package: CouncilPackage, entries: list[tuple[str, Checked]]) -> list[tuple[str, str]]:
    """What is in the zip and how to check it, for people and for machines."""
    listed = [
        {"file": name, "title": piece.title, "sha256": piece.file_hash}
        | ({"facts_sha256": piece.sha256} if piece.document is not None and piece.sha256 else {})
        for name, piece in entries
    ]
    about = {
        "file": package.proposal.reference,
        "package": package.number,
        "purpose": package.purpose,
        "made_at": package.at.isoformat(),
        "text_sha256": package.text.hash if package.text else None,
        "files": listed,
    }
    lines = "".join(f"{one['sha256']}  {one['file']}\n" for one in listed)
    return [
        ("manifest.txt", lines),
        ("manifest.json", json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"),
    ]


def _entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.external_attr = 0o644 << 16
    return entry


class _Out:
    """Where the zip is written to: what lies there is taken and sent on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing to do: nothing lies behind this."""

    def close(self) -> None:
        """Whoever takes the pieces decides when it is over."""

    def taken(self) -> bytes:
        found, self._pieces = b"".join(self._pieces), []
        return found
