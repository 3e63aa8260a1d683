"""Papers are asked for here, made by a worker, and never change afterwards.

The row is the queue and the broker only a wake-up call: a message that is
lost, doubled or late changes nothing but the waiting time.
"""

import datetime as dt
import hashlib
import json
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from twinning import clock
from twinning.municipality.models import Municipality
from twinning.records.claims import claim
from twinning.records.models import Document, Issue, lease

if TYPE_CHECKING:
    from twinning.records import sealing

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""A paper that brought down its worker this often has failed (reliability, finding 13)."""

WAKE_AGAIN_AFTER = dt.timedelta(seconds=20)

State = Document.State


def request(*, template: str, facts: dict[str, Any], title: str, filename: str, by: Any) -> Document:
    """Ask for a paper and get its row at once; the file follows.

    The same template with the same facts is the same paper, so a second click
    gets the first one's row. ``facts`` are frozen here, as JSON.
    """
    frozen = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    version = template_version(template)
    fingerprint = hashlib.sha256(
        json.dumps([template, version, title, filename, frozen], sort_keys=True).encode()
    ).hexdigest()
    same = Document.objects.filter(fingerprint=fingerprint).exclude(state=State.FAILED)
    if (document := same.first()) is None:
        try:
            with transaction.atomic():
                document = Document.objects.create(
                    fingerprint=fingerprint, template=template, template_version=version,
                    title=title, filename=filename, facts=frozen, requested_by=by,
                )  # fmt: skip
        except IntegrityError:
            document = same.get()
    if document.state == State.QUEUED:
        wake(document)
    return document


def retry(document: Document) -> bool:
    """Queue a failed paper again with the facts it was frozen with. False: it is not failed any more."""
    try:
        with transaction.atomic():
            again = claim(
                Document.objects.filter(pk=document.pk, state=State.FAILED),
                state=State.QUEUED, attempt=0, reason="", lease_until=None, finished_at=None,
            )  # fmt: skip
    except IntegrityError:  # the same paper was asked for anew in the meantime
        return False
    if again:
        wake(document)
    return again


def wake(document: Document) -> None:
    """Tell a worker, after the transaction; if the broker is down the sweep will."""
    from twinning.records.tasks import render

    def publish() -> None:
        try:
            render.apply_async(args=(document.pk,), retry=False)
        except Exception:
            # Any broker fails in its own way; the row waits, and the clerk's click has succeeded.
            logger.warning(
                "No worker could be told of document %s; the sweep will.", document.pk, exc_info=True
            )

    claim(Document.objects.filter(pk=document.pk, state=State.QUEUED), woken_at=clock.now())
    transaction.on_commit(publish, robust=True)


def make(pk: int) -> None:
    """Make one paper, if nobody else does: claim the row, render apart, seal what is issued, store by hash."""
    from twinning.records.rendering import RenderingFailed, render_in_child
    from twinning.records.sealing import SealingFailed

    free = Document.objects.filter(pk=pk, state=State.QUEUED)
    document = free.first()
    if document is None or not claim(
        free,
        state=State.RENDERING,
        attempt=document.attempt + 1,
        started_at=clock.now(),
        lease_until=lease(settings.RENDER_SECONDS + settings.SEAL_TSA_SECONDS + 30),
    ):
        return
    mine = Document.objects.filter(pk=pk, state=State.RENDERING, attempt=document.attempt + 1)
    issue = Issue.objects.filter(document=pk).first()
    sealed = None
    try:
        with tempfile.TemporaryDirectory(dir=settings.PAPERS_DIR, prefix=".making-") as folder:
            made = Path(folder) / "paper.pdf"
            render_in_child(document.template, document.facts, title=document.title, target=made)
            rendered = clock.now()
            if issue is not None:
                sealed = _sealed(made, issue)
            sha256, size = _store(made)
    except (RenderingFailed, SealingFailed) as failure:
        claim(mine, state=State.FAILED, reason=str(failure), lease_until=None, finished_at=clock.now())
        return
    except OSError:
        logger.exception("Document %s could not be stored.", pk)
        claim(
            mine,
            state=State.FAILED,
            reason=_(
                "The paper could not be stored. Ask whoever looks after this machine whether its disk is full, then try again."
            ),
            lease_until=None,
            finished_at=clock.now(),
        )
        return
    with transaction.atomic():
        finished = claim(
            mine,
            state=State.READY,
            sha256=sha256,
            size=size,
            lease_until=None,
            rendered_at=rendered,
            finished_at=clock.now(),
        )
        # Of two workers that made the same paper, only the one whose file is kept says what its seal is.
        if finished and issue is not None and sealed is not None:
            claim(
                Issue.objects.filter(pk=issue.pk),
                sealed_at=sealed.at,
                sealed_by=sealed.by,
                certificate=sealed.certificate,
                timestamped=sealed.timestamped,
                seal_note=sealed.note[:300],
            )


def _sealed(made: Path, issue: Issue) -> "sealing.Seal":
    """Seal a paper that the City issues, here and not in the child: what draws the words of strangers never sees the key."""
    from twinning.records import sealing

    ours = Municipality.ours()
    return sealing.seal(made, city=ours.name, contact=ours.email, number=issue.number)


def _store(made: Path) -> tuple[str, int]:
    """Keep a file under its hash; writing the same one twice is harmless."""
    content = made.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    kept = path_of(sha256)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.chmod(0o400)
    made.replace(kept)
    return sha256, len(content)


def path_of(sha256: str) -> Path:
    return Path(settings.PAPERS_DIR) / sha256[:2] / f"{sha256}.pdf"


def sweep() -> None:
    """Pick up what a broker or a worker lost: wake the waiting, free the abandoned."""
    now = clock.now()
    for document in _abandoned(now):
        _free(document)
    silent = Q(woken_at=None) | Q(woken_at__lt=now - WAKE_AGAIN_AFTER)
    for document in Document.objects.filter(silent, state=State.QUEUED)[:200]:
        wake(document)


def _abandoned(now: dt.datetime) -> QuerySet[Document]:
    return Document.objects.filter(state=State.RENDERING, lease_until__lt=now)


def _free(document: Document) -> None:
    held = Document.objects.filter(pk=document.pk, state=State.RENDERING, attempt=document.attempt)
    if document.attempt < MOST_ATTEMPTS:
        claim(held, state=State.QUEUED, lease_until=None, woken_at=None)
        return
    reason = _(
        "Making this paper stopped %(times)d times without a result. Try again; if it happens again, shorten its text."
    ) % {"times": document.attempt}
    claim(held, state=State.FAILED, reason=reason, lease_until=None, finished_at=clock.now())


def template_version(template: str) -> str:
    """A hash over the sources a paper is drawn from, so that its row says which wording and look it has."""
    folder = Path(settings.BASE_DIR)
    digest = hashlib.sha256(template.encode())
    # Templates extend and include each other, so a change in any of them is a new version of all.
    for source in sorted(
        [*(folder / "templates/documents").glob("*.html"), *(folder / "static/documents").glob("*.*")]
    ):
        digest.update(source.read_bytes())
    return digest.hexdigest()
