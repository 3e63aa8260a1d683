"""A real worker on the real broker: papers arrive once, also when the worker is killed in the middle of one."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from twinning import clock
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.tests.test_rendering import RESOLUTION
from twinning.testing import pdf

pytestmark = [pytest.mark.worker, pytest.mark.default_setup]

State = Document.State
SLOW = RESOLUTION | {
    "recitals": [{"opening": "Whereas", "text": "Lacombe and Mazatlán wish each other well; " * 40}] * 50,
    "number": "26-002",
}
"""Some thirty pages: enough time to kill whoever draws them."""


def wait_for(true: Callable[[], Any], seconds: float = 90) -> Any:
    """What the database says as soon as it says something; fails after a while."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := true()):
        assert time.monotonic() < deadline, list(Document.objects.values("pk", "state", "attempt", "reason"))
        pause.wait(0.1)
    return found


@contextlib.contextmanager
def worker(environment: dict[str, str], log: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """``celery worker`` as the scripts start it; its whole group ends with the block."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "twinning", "worker", "--concurrency", "1", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=environment | more,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(lambda: b" ready." in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                kill(process)
                raise


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the kernel does when memory runs out: the worker, its pool and whoever is drawing, without a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def ask(facts: dict[str, Any] = RESOLUTION, filename: str = "Resolution 26-001.pdf") -> Document:
    return documents.request(
        template="resolution", facts=facts, title="Resolution 26-001", filename=filename, by=None
    )


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_a_paper_asked_for_here_is_made_there(environment, tmp_path):
    with worker(environment, tmp_path / "worker.log"):
        document = ask()
        made = wait_for(
            lambda: Document.objects.filter(pk=document.pk, state__in=[State.READY, State.FAILED]).first()
        )
    assert (made.state, made.reason, made.attempt) == (State.READY, "", 1)
    assert "Establishing a twinning relationship with the Municipality of Mazatlán" in pdf.text(
        documents.path_of(made.sha256)
    )


def test_a_paper_that_no_message_announced_is_found_by_the_sweep(environment, tmp_path):
    document = ask()
    Document.objects.filter(pk=document.pk).update(woken_at=None)
    with worker(environment, tmp_path / "worker.log"):
        with clock.at(clock.now() + dt.timedelta(seconds=30)):
            documents.sweep()
        made = wait_for(
            lambda: Document.objects.filter(pk=document.pk, state__in=[State.READY, State.FAILED]).first()
        )
    assert (made.state, made.attempt) == (State.READY, 1)


def test_a_worker_killed_in_the_middle_of_a_paper_delays_it_and_no_more(environment, tmp_path):
    document = ask(SLOW)
    with worker(environment, tmp_path / "first.log") as first:
        documents.wake(document)
        wait_for(lambda: Document.objects.filter(pk=document.pk, state=State.RENDERING).exists())
        kill(first)
    held = fresh(document)
    assert (held.state, held.attempt, held.sha256) == (State.RENDERING, 1, "")
    assert held.lease_until > clock.now()
    with worker(environment, tmp_path / "second.log"):
        with clock.at(held.lease_until + dt.timedelta(seconds=1)):
            documents.sweep()
        made = wait_for(
            lambda: Document.objects.filter(pk=document.pk, state__in=[State.READY, State.FAILED]).first()
        )
    assert (made.state, made.attempt, made.reason) == (State.READY, 2, "")
    assert Document.objects.count() == 1
    assert len(pdf.pages(documents.path_of(made.sha256))) > 10
