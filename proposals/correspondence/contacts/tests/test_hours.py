"""When two people can speak: both clocks, both days, and the change of the clocks."""

import datetime as dt

import pytest

from proposals.correspondence.contacts.hours import Hours, Shared, in_common, moved, nearest
from proposals.correspondence.contacts.reading import talks
from proposals.correspondence.models import Contact, Correspondence
from proposals.lifecycle import Phase
from twinning import clock
from twinning.places.zones import zone_name
from twinning.testing import world
from twinning.testing.factories import file_in

WINTER, SUMMER = dt.date(2026, 1, 15), dt.date(2026, 7, 15)
LACOMBE = Hours("America/Edmonton")


@pytest.mark.parametrize(
    ("there", "on", "ours", "theirs"),
    [
        # Sinaloa has no summer time, Alberta has.
        (Hours("America/Mazatlan"), WINTER, "09:00–17:00", "09:00–17:00"),
        (Hours("America/Mazatlan"), SUMMER, "10:00–17:00", "09:00–16:00"),
        (Hours("Europe/Berlin"), WINTER, None, None),
        (Hours("Europe/Berlin", dt.time(9), dt.time(18)), WINTER, "09:00–10:00", "17:00–18:00"),
        # Japan is a day ahead when our afternoon is its next morning.
        (Hours("Asia/Tokyo", dt.time(8), dt.time(17)), WINTER, "16:00–17:00", "08:00–09:00 the next day"),
        (Hours("Asia/Kolkata", dt.time(9, 30), dt.time(22)), WINTER, "09:00–09:30", "21:30–22:00"),
    ],
)
def test_the_hours_of_both_are_told_on_both_clocks(there, on, ours, theirs):
    found = in_common(LACOMBE, there, on)
    assert found == ([] if ours is None else [Shared(ours, theirs)])


def test_their_evening_and_their_next_morning_may_both_fall_into_our_day():
    long_day = Hours("Pacific/Auckland", dt.time(6), dt.time(23, 30))
    here = Hours("America/Edmonton", dt.time(2), dt.time(22))
    assert in_common(here, long_day, WINTER) == [
        Shared("02:00–03:30", "22:00–23:30"),
        Shared("10:00–22:00", "06:00–18:00 the next day"),
    ]


@pytest.mark.parametrize(
    ("there", "ours", "theirs"),
    [
        (Hours("Europe/Berlin"), "Nearest: there until 09:00, here from 09:00", "Nearest: there until 17:00, here from 17:00"),
        (
            Hours("Asia/Manila"),
            "Nearest: here until 17:00, there from 18:00",
            "Nearest: here until 08:00 the next day, there from 09:00 the next day",
        ),
        (
            Hours("Asia/Kolkata"),
            "Nearest: here until 17:00, there from 20:30",
            "Nearest: here until 05:30 the next day, there from 09:00 the next day",
        ),
    ],
)  # fmt: skip
def test_where_no_hour_is_shared_the_nearest_pair_is_said(there, ours, theirs):
    assert in_common(LACOMBE, there, WINTER) == []
    assert nearest(LACOMBE, there, WINTER) == Shared(ours, theirs)


def test_the_day_before_is_said():
    here = Hours("Asia/Tokyo")
    assert in_common(here, Hours("America/Edmonton", dt.time(17), dt.time(20)), WINTER) == [
        Shared("09:00–12:00", "17:00–20:00 the day before")
    ]


@pytest.mark.parametrize(
    ("on", "month", "then"),
    [(WINTER, 7, Shared("10:00–17:00", "09:00–16:00")), (SUMMER, 1, Shared("09:00–17:00", "09:00–17:00"))],
)
def test_a_change_of_the_clocks_moves_them(on, month, then):
    season = moved(LACOMBE, Hours("America/Mazatlan"), on)
    assert (season.month.month, season.shared) == (month, [then])


def test_where_both_change_their_clocks_nothing_moves():
    assert moved(LACOMBE, Hours("America/Chicago"), WINTER) is None


def test_on_the_day_of_the_change_the_clocks_of_that_day_count():
    # Alberta goes to summer time on 8 March 2026 at two in the morning.
    saturday, monday = dt.date(2026, 3, 7), dt.date(2026, 3, 9)
    mazatlan = Hours("America/Mazatlan")
    assert [in_common(LACOMBE, mazatlan, day)[0].ours for day in (saturday, monday)] == [
        "09:00–17:00",
        "10:00–17:00",
    ]


def test_a_zone_has_the_name_of_its_season():
    assert zone_name("America/Edmonton", WINTER) == "Mountain Standard Time"
    assert zone_name("America/Edmonton", SUMMER) == "Mountain Daylight Time"


# -- on the page -------------------------------------------------------------------------


@pytest.fixture
def record(db, lacombe, staff):
    with clock.at(dt.datetime(2026, 7, 15, 18, tzinfo=dt.UTC)):
        yield Correspondence.objects.create(proposal=file_in(Phase.CORRESPONDENCE, by=staff))


def contact(record, side, place="mayor", **more):
    return Contact.objects.create(record=record, side=side, place=place, name=f"{side} {place}", **more)


def test_each_speaks_with_their_counterpart_else_with_whoever_is_there(record):
    volunteer = contact(record, "here", "volunteer")
    mayor = contact(record, "here", zone="America/Edmonton")
    gone = contact(record, "there", left_on=dt.date(2026, 7, 1))
    theirs = contact(record, "there", zone="America/Mazatlan")
    other = contact(record, "there", "chair", zone="America/Mazatlan")
    found = {
        talk.there: talk.here
        for talk in talks([volunteer, mayor, gone, theirs, other], record.proposal.community)
    }
    assert found == {theirs: mayor, other: volunteer}


def test_without_anybody_here_city_hall_answers(record):
    theirs = contact(record, "there", zone="America/Mazatlan")
    (talk,) = talks([theirs], record.proposal.community)
    assert (talk.here, talk.hours) == (None, [Shared("10:00–17:00", "09:00–16:00")])


def test_without_a_zone_that_of_their_place_counts_and_without_both_it_is_said(
    record, client, sign_in, staff
):
    theirs = contact(record, "there")
    community = record.proposal.community
    assert talks([theirs], community)[0].hours is None
    page = f"/proposals/{record.proposal.pk}/correspondence/contacts/"
    assert "Their time zone is not known." in sign_in(client, staff).get(page).content.decode()
    community.place = world.place()
    community.save()
    assert talks([theirs], community)[0].hours == [Shared("10:00–17:00", "09:00–16:00")]
    words = client.get(page).content.decode()
    assert "10:00–17:00" in words and "Mexican Pacific Standard Time" in words
    assert '09:00–17:00</span> here, <span class="nowrap">09:00–17:00</span> there' in words
    assert "January" in words
