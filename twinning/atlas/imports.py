"""An import from the upload to the last row: given, read as a dry run, approved by a person, written by a worker.

The row is the queue, as with papers: a task carries the primary key, may run
twice, claims the row by compare-and-set, and writes how far it is as it goes.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.atlas import governance, twinnings
from twinning.atlas.models import Import
from twinning.atlas.tables import NotATable
from twinning.records import history, uploads
from twinning.records.claims import claim
from twinning.records.models import Upload, lease

logger = logging.getLogger(__name__)

State, Kind = Import.State, Import.Kind

MOST_ATTEMPTS = 3
LEASE_SECONDS = 120
WAKE_AGAIN_AFTER = dt.timedelta(seconds=20)
COUNTS = ("added", "changed", "same", "kept", "unmatched", "refused")

history.sentences(
    {
        "import.given": gettext_lazy("Gave a file to import"),
        "import.approved": gettext_lazy("Started the import"),
        "import.dropped": gettext_lazy("Put the file aside without importing it"),
        "import.done": gettext_lazy(
            "Imported: %(added)s added, %(changed)s changed, %(same)s left as they are, %(kept)s kept as corrected here, %(unmatched)s not matched, %(refused)s refused"
        ),
        "import.failed": gettext_lazy("This file could not be imported"),
    }
)


class Lost(Exception):
    """Somebody else has the row now: this worker was too slow, or a person put the file aside."""


PARTS: dict[str, Any] = {Kind.TWINNINGS: twinnings, Kind.GOVERNANCE: governance}
"""What reads (``check``) and writes (``carry_out``) each kind of file."""


def start(
    file: uploads.Checked,
    *,
    kind: str,
    name: str,
    source: str,
    as_of: dt.date,
    by: Any,
    edition: int | None = None,
) -> Import:
    """Keep a file and queue it for reading."""
    with transaction.atomic():
        upload = uploads.accept(file, by=by)
        job = Import.objects.create(
            kind=kind, upload=upload, name=name, source=source, as_of=as_of, edition=edition, by=by
        )
        history.record(job, "import.given", by=by, upload=upload.pk, kind=kind)
    wake(job)
    return job


def earlier(job: Import) -> Import | None:
    """The newest finished import of the very same file, if there is one."""
    same = Upload.objects.filter(sha256=job.upload.sha256)
    return Import.objects.filter(upload__in=same, state=State.DONE).exclude(pk=job.pk).first()


def approve(job: Import, *, by: Any) -> bool:
    """Let the import begin that the dry run has shown. False: it is not waiting for that any more."""
    with transaction.atomic():
        approved = claim(
            Import.objects.filter(pk=job.pk, state=State.CHECKED),
            state=State.APPROVED, approved_by=by, attempt=0, progress=0, woken_at=None, lease_until=None,
            **dict.fromkeys(COUNTS, 0),
        )  # fmt: skip
        if approved:
            history.record(job, "import.approved", by=by)
    if approved:
        wake(job)
    return approved


def drop(job: Import, *, by: Any) -> bool:
    """Put a file aside that was read and is not wanted. False: it is being imported already, or over."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=job.pk, state__in=[State.QUEUED, State.READING, State.CHECKED])
        dropped = claim(waiting, state=State.DROPPED, lease_until=None, finished_at=clock.now())
        if dropped:
            history.record(job, "import.dropped", by=by)
    return dropped


def retry(job: Import, *, by: Any) -> bool:
    """Read a failed file again. False: it is not failed any more."""
    failed = Import.objects.filter(pk=job.pk, state=State.FAILED)
    with transaction.atomic():
        again = claim(
            failed,
            state=State.QUEUED,
            attempt=0,
            reason="",
            lease_until=None,
            finished_at=None,
            woken_at=None,
        )
        if again:
            history.record(job, "import.given", by=by, upload=job.upload_id, kind=job.kind)
    if again:
        wake(job)
    return again


def wake(job: Import) -> None:
    """Tell a worker, after the transaction; if the broker is down the sweep will."""
    from twinning.atlas.tasks import work

    def publish() -> None:
        try:
            work.apply_async(args=(job.pk,), retry=False)
        except Exception:
            # Any broker fails in its own way; the row waits, and the person's click has succeeded.
            logger.warning("No worker could be told of import %s; the sweep will.", job.pk, exc_info=True)

    waiting = Import.objects.filter(pk=job.pk, state__in=[State.QUEUED, State.APPROVED])
    claim(waiting, woken_at=clock.now())
    transaction.on_commit(publish, robust=True)


BEGUN = {State.QUEUED: State.READING, State.APPROVED: State.WRITING}


def work_on(pk: int) -> None:
    """Read or write one import, if nobody else does."""
    free = Import.objects.filter(pk=pk, state__in=BEGUN)
    job = free.select_related("upload").first()
    if job is None:
        return
    begun: dict[str, Any] = {"state": BEGUN[State(job.state)], "attempt": job.attempt + 1}
    if not claim(
        free.filter(state=job.state, attempt=job.attempt), **begun, lease_until=lease(LEASE_SECONDS)
    ):
        return
    job.state, job.attempt = begun["state"], begun["attempt"]
    mine = Import.objects.filter(pk=pk, **begun)

    def keep(**changes: Any) -> None:
        if not claim(mine, **changes, lease_until=lease(LEASE_SECONDS)):
            raise Lost

    try:
        content = uploads.path_of(job.upload.sha256).read_bytes()
        if job.state == State.READING:
            found = PARTS[job.kind].check(job, content, keep)
            keep(**found, state=State.CHECKED, attempt=0)
        else:
            _write(job, content, keep)
    except Lost:
        logger.info("Import %s is somebody else's now.", pk)
    except twinnings.Stale:
        claim(mine, state=State.QUEUED, attempt=0, progress=0, woken_at=None, lease_until=None)
        wake(job)
    except NotATable as refusal:
        _fail(job, mine, str(refusal))
    except FileNotFoundError:
        logger.exception("The file of import %s is missing.", pk)
        _fail(
            job,
            mine,
            _("The file is missing on this machine. Tell your administrator, then upload it again."),
        )


def _write(job: Import, content: bytes, keep: Callable[..., None]) -> None:
    PARTS[job.kind].carry_out(job, content, keep)
    with transaction.atomic():
        keep(state=State.DONE, finished_at=clock.now(), progress=job.total)
        job.refresh_from_db()
        counts = {name: getattr(job, name) for name in COUNTS}
        history.record(job, "import.done", by=job.approved_by, **counts)


def _fail(job: Import, mine: Any, reason: str) -> None:
    with transaction.atomic():
        if claim(mine, state=State.FAILED, reason=reason, lease_until=None, finished_at=clock.now()):
            history.record(job, "import.failed", by=job.by)


def sweep() -> None:
    """Pick up what a broker or a worker lost: wake the waiting, free the abandoned."""
    now = clock.now()
    for job in Import.objects.filter(state__in=BEGUN.values(), lease_until__lt=now):
        held = Import.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt)
        if job.attempt >= MOST_ATTEMPTS:
            reason = _(
                "The work on this file stopped %(times)d times without a result. Split it into smaller files."
            )
            _fail(job, held, reason % {"times": job.attempt})
            continue
        waiting = State.QUEUED if job.state == State.READING else State.APPROVED
        claim(held, state=waiting, lease_until=None, woken_at=None)
    silent = Q(woken_at=None) | Q(woken_at__lt=now - WAKE_AGAIN_AFTER)
    for job in Import.objects.filter(silent, state__in=BEGUN)[:50]:
        wake(job)
