"""Are all papers still as they were stored, and does every seal hold? What is wrong, in words."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from twinning import clock
from twinning.records import documents, sealing
from twinning.records.issued.models import Issue
from twinning.records.models import Document

YOUNG = dt.timedelta(minutes=15)
"""A file this new may belong to a paper that is being stored just now."""


def verify() -> Iterator[str]:
    """Everything that is wrong with the stored papers; nothing if all is well."""
    for document in (
        Document.objects.filter(state=Document.State.READY).order_by("pk").iterator(chunk_size=500)
    ):
        if words := _changed(document):
            yield words
    for issue in Issue.objects.public().select_related("document").order_by("pk").iterator(chunk_size=500):
        if words := _broken(issue):
            yield words
    yield from _orphans()


def _changed(document: Document) -> str:
    named = {"paper": document.title, "pk": document.pk, "file": documents.path_of(document.sha256)}
    try:
        content = documents.path_of(document.sha256).read_bytes()
    except OSError as error:
        words = _("Paper %(pk)d, “%(paper)s”, cannot be read: %(error)s. Bring back %(file)s from a backup.")
        return words % (named | {"error": error.strerror})
    if hashlib.sha256(content).hexdigest() != document.sha256:
        return (
            _(
                "Paper %(pk)d, “%(paper)s”, was changed after it was stored. Bring back %(file)s from a backup."
            )
            % named
        )
    return ""


def _broken(issue: Issue) -> str:
    """What is wrong with a seal; a file that is missing or changed was told before."""
    try:
        content = documents.path_of(issue.document.sha256).read_bytes()
    except OSError:
        return ""
    if hashlib.sha256(content).hexdigest() != issue.document.sha256:
        return ""
    named = {"number": issue.number, "paper": issue.document.title}
    try:
        found = sealing.read(content)
    except sealing.Unreadable:
        found = []
    if [seal.certificate for seal in found] != [issue.certificate]:
        return (
            _(
                "Paper %(number)s, “%(paper)s”, does not bear the seal that was noted when it was issued. Find out who stored it."
            )
            % named
        )
    if not (found[0].intact and found[0].whole):
        return _("The seal of paper %(number)s, “%(paper)s”, is broken. Find out who stored it.") % named
    return ""


def _orphans() -> Iterator[str]:
    """Files that belong to no paper, such as those of a worker that was given up and came back."""
    limit = (clock.of_the_machine() - YOUNG).timestamp()
    files = [path for path in Path(settings.PAPERS_DIR).glob("*/*.pdf") if path.stat().st_mtime < limit]
    known = set(Document.objects.filter(state=Document.State.READY).values_list("sha256", flat=True))
    for path in sorted(files):
        if path.stem not in known:
            yield _("The file %(file)s belongs to no paper. It can be removed.") % {"file": path}
