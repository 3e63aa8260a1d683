"""Beitbridge and Musina in the demonstration: what the founding papers tell stands in the register."""

import datetime as dt

import pytest

from committees.models import Committee, Meeting, Membership
from twinning import clock
from twinning.demonstration import city
from twinning.demonstration.cases import beitbridge
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Days, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told():
    days = Days()
    with clock.at(days.ago(840)):
        since = days.date(-841)
        people = city.people(since)
        city.enter(by=people.administrator)
        stage = Stage(days, people, city.twinning_committee(people, since))
    tell([beitbridge.story(stage)])


def theirs():
    return Committee.objects.filter(first_party="Beitbridge", second_party="Musina")


def test_no_day_is_stated_on_which_they_were_formed_and_the_terms_tell_the_year():
    assert {one.formed_on for one in theirs()} == {None}
    terms = theirs().get(kind="coordination").terms_in_force()
    for words in (
        "2005",
        "Six politicians",
        "three of each municipality",
        "four weeks",
        "hosts the next meeting",
    ):
        assert words in terms.text


def test_every_body_has_a_chair_and_the_fields_are_those_of_the_case_book():
    chairs = Membership.objects.serving().filter(committee__in=theirs(), role="chair")
    assert chairs.count() == theirs().count() == 8
    assert theirs().filter(field="education, arts, sports and culture").exists()


def test_one_meeting_was_announced_in_time_and_its_minutes_approved_and_one_is_to_come():
    council = theirs().get(kind="coordination")
    coming = Meeting.objects.filter(committee=council).to_come().get()
    held = Meeting.objects.filter(committee=council).past().get()
    for meeting in (coming, held):
        assert meeting.agenda.count() == 3
        assert meeting.held_on - meeting.notice_sent_on >= dt.timedelta(days=28)
        assert meeting.held_on.weekday() < 5
    assert (held.host, coming.host) == ("ours", "theirs")
    assert held.minutes_approved_on and held.papers.filter(kind="minutes").exists()
