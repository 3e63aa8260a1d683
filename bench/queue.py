"""From the click to the downloadable file with a real worker, and how many papers one and two make in a minute.

The click is the request that the clerk's browser sends; the file is there when
the download answers with it. Each click asks for a paper of other facts. What
lies between is told by the paper's own row.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench.figures import Figure, in_ms, load_of_machine, median, percentile, quick, write

if TYPE_CHECKING:
    from twinning.records.models import Document

PATIENCE = 120
"""Seconds; a paper that is not there by then does not come."""


def figures(clicks: int, papers: int) -> list[Figure]:
    from bench.scene import carried_resolution

    carried_resolution()
    with worker(1):
        _warm_up()
        found = _from_click_to_file(clicks)
        one = _per_minute(papers)
    with worker(2):
        _warm_up()
        two = _per_minute(papers)
    what = "Papers per minute, two workers"
    return [*found, Figure(what, "one worker", f"{two:.0f}", f"{one:.0f}", two / one, more_is_better=True)]


@contextmanager
def worker(processes: int) -> Iterator[None]:
    """The product's own worker, ended and waited for at the end."""
    log = Path(settings.DATA_DIR) / f"worker-{processes}.log"
    with log.open("ab") as file:
        started = subprocess.Popen(
            ["script/run", "worker"],
            env=os.environ | {"WORKER_PROCESSES": str(processes)},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield
    except Exception as failure:
        raise RuntimeError(f"The worker said:\n{log.read_text()[-3000:]}") from failure
    finally:
        started.terminate()
        try:
            started.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def _warm_up() -> None:
    """The first papers also wait for the worker to start."""
    from twinning.records.models import Document

    for _again in range(2 + settings.CELERY_WORKER_PREFETCH_MULTIPLIER):
        _until_ready(Document.objects.get(pk=_ask()))


def _ask() -> int:
    """Ask for the resolution with a number that no other paper has."""
    from agreements.agreement.council import papers
    from bench.scene import carried_resolution, clerk
    from twinning.records import documents

    resolution = carried_resolution()
    title, facts = papers.titles(resolution), papers.facts(resolution)
    facts["file_reference"] = f"{facts['file_reference']} {time.time_ns()}"
    return documents.request(
        template="resolution", facts=facts, title=title, filename="Resolution.pdf", by=clerk()
    ).pk


def _from_click_to_file(clicks: int) -> list[Figure]:
    from agreements.agreement.council.models import Resolution
    from bench.scene import carried_resolution, clerk
    from twinning.testing.factories import sign_in

    resolution = carried_resolution()
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), clerk())
    click = reverse("agreement:make_paper", args=[resolution.proposal_id, resolution.pk])
    whole, parts = [], []
    for number in range(clicks):
        Resolution.objects.filter(pk=resolution.pk).update(short_title=f"Twinning with Mazatlán, {number}")
        began = time.perf_counter()
        answer = client.post(click)
        paper = resolution.proposal.papers.select_related("document").first()
        assert answer.status_code == 302 and paper is not None
        document = _until_ready(paper.document)
        file = client.get(f"{answer['Location']}download/")
        assert b"".join(file).startswith(b"%PDF")  # type: ignore[call-overload]
        whole.append(time.perf_counter() - began)
        parts.append(_parts(document))
        # The machine is to be idle at the next click.
        time.sleep(0.1)
    queue, render, store = (list(values) for values in zip(*parts, strict=True))
    drawn = median(render)
    figures = []
    for name, values in (
        ("Click to downloaded file", whole),
        ("… of which queue (asked for, until a worker has it)", queue),
        ("… of which render (until drawn, in the child)", render),
        ("… of which store (until kept under its hash)", store),
    ):
        for label, value in (("p50", median(values)), ("p95", percentile(values, 95))):
            figures.append(
                Figure(f"{name}, {label}", "its render p50", in_ms(value), in_ms(drawn), value / drawn)
            )
    return figures


def _parts(document: "Document") -> tuple[float, float, float]:
    moments = [document.requested_at, document.started_at, document.rendered_at, document.finished_at]
    seconds = [(later - earlier).total_seconds() for earlier, later in pairwise(moments) if earlier and later]
    return seconds[0], seconds[1], seconds[2]


def _until_ready(document: "Document") -> "Document":
    deadline = time.monotonic() + PATIENCE
    while document.is_open:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Document {document.pk} is still {document.state}")
        time.sleep(0.005)
        document.refresh_from_db(fields=["state", "reason", "started_at", "rendered_at", "finished_at"])
    if document.state != document.State.READY:
        raise RuntimeError(document.reason)
    return document


def _per_minute(papers: int) -> float:
    """How many are made in a minute when all are asked for at once."""
    from twinning.records.models import Document

    began = time.perf_counter()
    asked = [_ask() for _each in range(papers)]
    for document in Document.objects.filter(pk__in=asked):
        _until_ready(document)
    return papers / (time.perf_counter() - began) * 60


def main() -> None:
    django.setup()
    write(figures(*((1, 2) if quick() else (40, 40))))
    print(load_of_machine())


if __name__ == "__main__":
    main()
