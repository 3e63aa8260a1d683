"""``verify_papers``: what it finds, and that it finds nothing where all is well."""

import io
import os

import pytest
from django.core.management import call_command

from twinning.records import documents, sealing
from twinning.records.issued.models import Issue
from twinning.records.models import Document
from twinning.testing import seals

pytestmark = pytest.mark.django_db


def said(status: int | None = None) -> str:
    out = io.StringIO()
    if status is None:
        call_command("verify_papers", stdout=out)
    else:
        with pytest.raises(SystemExit) as ended:
            call_command("verify_papers", stdout=out)
        assert ended.value.code == status
    return out.getvalue().strip()


def test_where_all_is_well(ask):
    assert said() == "All 0 papers are as they were stored.\nNone of them is sealed: no paper was issued yet."
    seals.hand_out(ask())
    assert said() == "1 paper is as it was stored.\n1 of them is sealed, and its seal holds."


def test_one_bit_that_flipped_and_a_file_that_is_gone(ask):
    first, second = ask(), ask(key="resolution:2")
    seals.hand_out(first)
    seals.hand_out(second)
    paths = [documents.path_of(one.document.sha256) for one in Issue.objects.order_by("pk")]
    content = paths[0].read_bytes()
    paths[0].chmod(0o600)
    paths[0].write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    paths[1].unlink()
    assert said(1).split("\n") == [
        f"Paper {first.document_id}, “Resolution 26-014”, was changed after it was stored. Bring back {paths[0]} from a backup.",
        f"Paper {second.document_id}, “Resolution 26-014”, cannot be read: No such file or directory. Bring back {paths[1]} from a backup.",
    ]


def test_a_file_that_was_put_in_the_place_of_a_sealed_one(ask, settings):
    """Whoever can write to the database and the folder cannot make our seal."""
    issue = ask()
    seals.hand_out(issue)
    false = seals.plain_pdf(settings.PAPERS_DIR / "false.pdf")
    sha256, size = documents._store(false)
    Document.objects.update(sha256=sha256, size=size)
    before = documents.path_of(Document.objects.get().sha256)
    assert before.exists()
    assert said(1) == (
        f"Paper {issue.number}, “Resolution 26-014”, does not bear the seal that was noted when it was issued. Find out who stored it."
    )


def test_a_sealed_file_that_goes_on_after_its_seal(ask, settings):
    issue = ask()
    longer = settings.PAPERS_DIR / "longer.pdf"
    longer.write_bytes(seals.with_something_added(seals.hand_out(issue)))
    sha256, size = documents._store(longer)
    Document.objects.update(sha256=sha256, size=size)
    assert (
        said(1)
        == f"The seal of paper {issue.number}, “Resolution 26-014”, is broken. Find out who stored it."
    )


def test_a_file_that_belongs_to_no_paper(ask, settings):
    lonely = seals.plain_pdf(settings.PAPERS_DIR / "lonely.pdf")
    sha256, _size = documents._store(lonely)
    kept = documents.path_of(sha256)
    assert "All 0 papers" in said()  # it may be coming in just now
    os.utime(kept, (0, 0))
    assert said(1) == f"The file {kept} belongs to no paper. It can be removed."
    assert sealing.read(kept.read_bytes()) == []
