"""A file in correspondence in the spring of 2026, its letter of introduction, and short ways to put messages there."""

import datetime as dt

import pytest

from proposals.correspondence import actions
from proposals.correspondence.models import Correspondence, Message
from twinning import clock
from twinning.testing.files import LETTER_SENT, file_in_correspondence

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_correspondence(staff=staff, cao=cao)


@pytest.fixture
def lettered(file):
    """The letter is written down, but has not gone."""
    Correspondence.objects.create(
        proposal=file,
        letter_from="Mayor A. Beaulieu",
        letter_to="Presidencia Municipal",
        letter_sent_on=LETTER_SENT,
        letter_how="post",
    )
    return file


@pytest.fixture
def waiting(lettered, staff):
    actions.letter_sent(lettered, by=staff)
    return lettered


@pytest.fixture
def say(lettered, staff):
    """``say(summary, on=…, direction=…)``: a message that stands in the log already."""

    def said(summary="Asked", **more):
        facts = {"record": lettered.correspondence, "on": "2026-03-02", "direction": "out", "by": staff}
        return Message.objects.create(**(facts | {"summary": summary} | more))

    return said


@pytest.fixture
def url(lettered):
    return f"/proposals/{lettered.pk}/correspondence/log/"
