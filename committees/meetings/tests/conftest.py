"""A committee of the City with a chair and two members, on a day in spring."""

import datetime as dt

import pytest

from committees.meetings import actions
from committees.meetings.models import Meeting
from committees.models import Committee, Membership
from committees.register import actions as register
from twinning import clock

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def committee(clerk):
    committee = Committee(name="Twinning Committee", formed_on=dt.date(2026, 1, 12), notice_days=28, quorum=2)
    register.open_committee(committee, by=clerk)
    return committee


@pytest.fixture
def members(committee, clerk):
    found = []
    for name, role, ends in (
        ("B. Tremblay", "chair", None),
        ("E. Wójcik", "member", None),
        ("O. Ruiz", "member", dt.date(2026, 2, 28)),
    ):
        member = Membership(committee=committee, name=name, role=role, starts=dt.date(2026, 1, 12), ends=ends)
        register.appoint(member, by=clerk)
        found.append(member)
    return found


def meeting_on(committee, day: dt.date, **more) -> Meeting:
    facts = {"held_at": dt.time(14), "zone": "America/Edmonton", "place": "Room 2, City Hall"}
    return Meeting(committee=committee, held_on=day, **(facts | more))


@pytest.fixture
def planned(committee, members, clerk):
    """Announced in good time, for 20 May."""
    meeting = meeting_on(committee, dt.date(2026, 5, 20))
    actions.plan(meeting, by=clerk)
    return meeting


@pytest.fixture
def held(committee, members, clerk):
    """Held on 3 March, a few days after the term of O. Ruiz ended."""
    meeting = meeting_on(committee, dt.date(2026, 3, 3))
    actions.plan(meeting, by=clerk)
    return meeting
