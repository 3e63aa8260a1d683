"""Compare-and-set: of many who reach for one row at the same moment one has it, and all others know."""

import pytest

from twinning.records.claims import claim
from twinning.records.models import Document
from twinning.records.tests.conftest import at_once

State = Document.State


def queued(**more) -> Document:
    facts = {"fingerprint": "f", "template": "resolution", "title": "T", "filename": "T.pdf", "facts": {}}
    return Document.objects.create(**facts | more)


@pytest.mark.django_db
def test_a_row_that_is_as_it_was_seen_is_changed():
    document = queued()
    assert claim(
        Document.objects.filter(pk=document.pk, state=State.QUEUED), state=State.RENDERING, attempt=1
    )
    assert Document.objects.values_list("state", "attempt").get() == (State.RENDERING, 1)


@pytest.mark.django_db
def test_a_row_that_has_changed_stays_as_it_is():
    document = queued(state=State.RENDERING, attempt=1)
    assert not claim(Document.objects.filter(pk=document.pk, state=State.QUEUED), state=State.FAILED)
    assert Document.objects.values_list("state", "attempt").get() == (State.RENDERING, 1)


@pytest.mark.django_db
def test_a_row_that_is_gone_is_nobodys():
    assert not claim(Document.objects.filter(pk=1, state=State.QUEUED), state=State.RENDERING)


def test_of_six_who_reach_for_it_at_once_one_has_it(shared_database):
    document = queued()

    def reach() -> bool:
        return claim(Document.objects.filter(pk=document.pk, state=State.QUEUED), state=State.RENDERING)

    assert sorted(at_once(6, reach)) == [False] * 5 + [True]


def test_looking_first_and_writing_then_gives_it_to_several(shared_database):
    """The twin: without comparing in the same statement, all who looked at the same moment have it."""
    document = queued()
    looked = [Document.objects.filter(pk=document.pk, state=State.QUEUED).exists() for _time in range(6)]
    had = [claim(Document.objects.filter(pk=document.pk), state=State.RENDERING) for seen in looked if seen]
    assert had == [True] * 6
