"""Papers on their way: the row is the queue, whatever happens to brokers, workers and children."""

import contextlib
import copy
import datetime as dt
import hashlib
import json
import shutil
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project

from twinning import clock
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.tests.conftest import at_once
from twinning.records.tests.test_rendering import RESOLUTION
from twinning.testing import pdf
from twinning.testing.factories import person

State = Document.State
NOW = dt.datetime(2026, 5, 11, 15, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def own_papers(settings, tmp_path):
    """A folder for the papers of one test."""
    settings.PAPERS_DIR = tmp_path / "papers"
    settings.PAPERS_DIR.mkdir()


def ask(by=None, **more) -> Document:
    asked = {
        "template": "resolution",
        "facts": RESOLUTION,
        "title": "Resolution 26-001",
        "filename": "Resolution 26-001.pdf",
    }
    return documents.request(**asked | more, by=by)


def kept_files() -> list[Path]:
    return [path for path in Path(project.PAPERS_DIR).rglob("*") if path.is_file()]


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


# -- Asking -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_click_gets_the_first_ones_row(clerk):
    first, second = ask(clerk), ask(clerk)
    assert (first.pk, first.state, first.requested_by) == (second.pk, State.QUEUED, clerk)
    assert Document.objects.count() == 1


def test_two_clicks_at_the_same_moment_make_one_row(shared_database):
    clerk = person("clerk")
    given = at_once(4, lambda: ask(clerk).pk)
    assert given == [Document.objects.get().pk] * 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"title": "Resolution 26-002"},
        {"filename": "Another.pdf"},
        {"facts": RESOLUTION | {"number": "26-002"}},
        {"template": "motion"},
    ],
)
def test_another_paper_is_another_row(other):
    assert ask().pk != ask(**other).pk


@pytest.mark.django_db
def test_facts_are_frozen_when_they_are_asked_for():
    facts = copy.deepcopy(RESOLUTION) | {"day": dt.date(2026, 5, 11), "amount": Decimal("12.50")}
    document = ask(facts=facts)
    facts["recitals"].clear()
    kept = fresh(document).facts
    assert (len(kept["recitals"]), kept["day"], kept["amount"]) == (2, "2026-05-11", "12.50")


@pytest.mark.django_db
def test_the_sources_of_a_paper_are_part_of_what_it_is(settings, tmp_path):
    """A corrected template makes a new paper and leaves the old one what it was."""
    for folder in ("templates/documents", "static/documents"):
        shutil.copytree(project.BASE_DIR / folder, tmp_path / folder)
    settings.BASE_DIR = tmp_path
    first = ask()
    assert ask().pk == first.pk
    for source in (
        "templates/documents/resolution.html",
        "templates/documents/_paper.html",
        "static/documents/paper.css",
    ):
        before = documents.template_version("resolution")
        with (tmp_path / source).open("a") as file:
            file.write("\n")
        assert documents.template_version("resolution") != before, source
    assert ask().pk != first.pk
    assert fresh(first).template_version == first.template_version


# -- Making ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_paper_is_kept_under_its_hash():
    document = ask()
    documents.make(document.pk)
    made = fresh(document)
    assert (made.state, made.attempt, made.reason, made.lease_until) == (State.READY, 1, "", None)
    (kept,) = kept_files()
    content = kept.read_bytes()
    assert kept == documents.path_of(made.sha256)
    assert (made.sha256, made.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400
    assert made.requested_at <= made.started_at <= made.rendered_at <= made.finished_at
    assert "establishes a twinning relationship for a term of five years" in pdf.text(kept)


@pytest.mark.django_db
def test_a_finished_paper_never_changes():
    document = ask()
    documents.make(document.pk)
    before, (kept,) = Document.objects.values().get(), kept_files()
    written = kept.stat().st_mtime_ns
    documents.make(document.pk)
    assert not documents.retry(fresh(document))
    with clock.at(clock.now() + dt.timedelta(days=700)):
        documents.sweep()
    assert ask().pk == document.pk
    assert (Document.objects.values().get(), kept.stat().st_mtime_ns) == (before, written)


@pytest.mark.django_db
def test_the_same_content_under_two_names_is_one_file():
    one, other = ask(), ask(filename="Copy.pdf")
    documents.make(one.pk)
    documents.make(other.pk)
    assert fresh(one).sha256 == fresh(other).sha256
    assert len(kept_files()) == 1


def test_six_deliveries_make_one_paper(shared_database):
    document = ask()
    assert at_once(6, lambda: documents.make(document.pk)) == [None] * 6
    made = fresh(document)
    assert (made.state, made.attempt, len(kept_files())) == (State.READY, 1, 1)


@pytest.mark.django_db
def test_a_delivery_of_what_is_not_there_does_nothing():
    documents.make(12_345)
    assert kept_files() == []


@pytest.mark.django_db
def test_a_paper_that_takes_too_long_has_failed_in_words_and_can_be_tried_again(settings):
    document = ask()
    settings.RENDER_SECONDS = 0.01
    documents.make(document.pk)
    failed = fresh(document)
    assert (failed.state, failed.sha256, kept_files()) == (State.FAILED, "", [])
    assert (
        failed.reason
        == "This paper was not ready after 0.01 seconds and was stopped. Shorten its texts, then try again."
    )
    settings.RENDER_SECONDS = 60
    assert documents.retry(failed)
    assert Document.objects.values_list("state", "attempt", "reason").get() == (State.QUEUED, 0, "")
    documents.make(document.pk)
    assert (fresh(document).state, Document.objects.count()) == (State.READY, 1)


@pytest.mark.django_db
def test_facts_with_a_hole_fail_and_leave_nothing():
    document = ask(facts={name: value for name, value in RESOLUTION.items() if name != "title"})
    documents.make(document.pk)
    assert (fresh(document).state, fresh(document).reason != "", kept_files()) == (State.FAILED, True, [])
    assert list(Path(project.PAPERS_DIR).glob(".making-*")) == []


@pytest.mark.django_db
def test_a_full_or_missing_disk_is_said_in_words(settings, tmp_path):
    document = ask()
    settings.PAPERS_DIR = tmp_path / "not there"
    documents.make(document.pk)
    assert fresh(document).state == State.FAILED
    assert "could not be stored" in fresh(document).reason


@pytest.mark.django_db
def test_only_what_failed_is_tried_again():
    document = ask()
    assert not documents.retry(document)
    assert fresh(document).state == State.QUEUED


@pytest.mark.django_db
def test_a_failed_paper_that_was_asked_for_anew_is_not_made_twice():
    failed = ask()
    Document.objects.filter(pk=failed.pk).update(state=State.FAILED)
    again = ask()
    assert again.pk != failed.pk
    assert not documents.retry(failed)
    assert fresh(failed).state == State.FAILED


# -- Sweeping -----------------------------------------------------------------------------------


def rendering(attempt: int, until: dt.datetime) -> Document:
    document = ask()
    Document.objects.filter(pk=document.pk).update(state=State.RENDERING, attempt=attempt, lease_until=until)
    return document


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_dead_worker_held_waits_again(attempt):
    document = rendering(attempt, NOW)
    with clock.at(NOW + dt.timedelta(seconds=1)):
        documents.sweep()
    freed = fresh(document)
    assert (freed.state, freed.attempt, freed.lease_until) == (State.QUEUED, attempt, None)
    assert freed.woken_at == NOW + dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_after_three_times_it_has_failed_in_words():
    document = rendering(3, NOW)
    with clock.at(NOW + dt.timedelta(seconds=1)):
        documents.sweep()
    assert fresh(document).state == State.FAILED
    assert (
        fresh(document).reason
        == "Making this paper stopped 3 times without a result. Try again; if it happens again, shorten its text."
    )


@pytest.mark.django_db
def test_what_a_living_worker_holds_is_left_to_it():
    document = rendering(1, NOW)
    with clock.at(NOW):
        documents.sweep()
    assert (fresh(document).state, fresh(document).attempt) == (State.RENDERING, 1)


@pytest.mark.django_db
def test_the_second_worker_is_the_second_attempt():
    document = rendering(1, NOW)
    with clock.at(NOW + dt.timedelta(seconds=1)):
        documents.sweep()
    documents.make(document.pk)
    assert (fresh(document).state, fresh(document).attempt) == (State.READY, 2)


@pytest.mark.django_db
def test_who_waits_in_silence_is_announced_again_and_no_more_often_than_needed():
    with clock.at(NOW):
        document = ask()
    for seconds, woken in ((19, 0), (21, 21), (40, 21), (42, 42)):
        with clock.at(NOW + dt.timedelta(seconds=seconds)):
            documents.sweep()
        assert fresh(document).woken_at == NOW + dt.timedelta(seconds=woken), seconds


# -- A click while the broker is down --------------------------------------------------------------

CLICK = """
import json, sys, time

import django

django.setup()

from django.test import Client
from django.urls import reverse

from twinning.accounts.models import User
from twinning.testing.factories import sign_in

client = sign_in(Client(HTTP_HOST="127.0.0.1"), User.objects.get(email="clerk@lacombe.example"))
client.get("/livez")  # reads the map of the site, which takes longer than any click
began = time.monotonic()
response = client.post(sys.argv[1])
print(json.dumps({"status": response.status_code, "seconds": time.monotonic() - began}))
"""


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    yield port


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """A broker that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        taken: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)
        for connection in taken:
            connection.close()


@pytest.fixture
def failed_paper(shared_database):
    """A paper of a file that could not be made, and the address of “Try again”."""
    from proposals.lifecycle import Phase
    from proposals.proposal.models import Paper
    from twinning.testing.factories import city, file_in

    city()
    clerk = person("clerk", "staff", email="clerk@lacombe.example")
    file = file_in(Phase.PLANNING, by=clerk)
    document = ask(clerk)
    Document.objects.filter(pk=document.pk).update(
        state=State.FAILED, woken_at=None, reason="It did not work."
    )
    paper = Paper.objects.create(proposal=file, document=document, phase=Phase.PLANNING)
    return document, f"/proposals/{file.pk}/papers/{paper.pk}/again/"


@pytest.mark.parametrize("broker", [closed_port, silent_port])
def test_a_click_while_the_broker_is_down_is_answered_and_the_row_waits(environment, failed_paper, broker):
    document, url = failed_paper
    with broker() as port:
        done = subprocess.run(
            [sys.executable, "-c", CLICK, url],
            cwd=project.BASE_DIR,
            env=environment | {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "DEMONSTRATION": "1"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == 302
    assert answer["seconds"] <= 5  # three of them for the broker, where it is silent
    assert "the sweep will" in done.stderr
    waiting = fresh(document)
    assert (waiting.state, waiting.attempt) == (State.QUEUED, 0)
    with clock.at(clock.now() + dt.timedelta(seconds=30)):
        documents.sweep()
        assert fresh(document).woken_at == clock.now()
