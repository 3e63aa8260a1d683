"""Stories woven by date, and ages that are right at any hour of any day."""

import datetime as dt

import pytest
from django.utils import timezone

from proposals.proposal.models import Proposal
from twinning import clock
from twinning.demonstration import loading
from twinning.demonstration.telling import Days, tell
from twinning.records import history

MOMENTS = [
    dt.datetime(2027, 1, 1, 7, 5, tzinfo=dt.UTC),  # five past midnight in Alberta
    dt.datetime(2026, 3, 8, 23, 0, tzinfo=dt.UTC),  # the clocks went forward that morning
    dt.datetime(2026, 11, 1, 23, 45, tzinfo=dt.UTC),  # and back
    dt.datetime(2028, 3, 1, 6, 50, tzinfo=dt.UTC),  # ten to midnight on 29 February
]


@pytest.mark.parametrize("now", MOMENTS)
def test_what_is_63_days_old_is_so_at_any_hour(now):
    with clock.at(now):
        days = Days()
        ages = (4, 63, 612)
        assert [(clock.today() - timezone.localdate(days.ago(age))).days for age in ages] == list(ages)


def test_council_meets_on_mondays():
    with clock.at(dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)):
        assert [Days().monday(days) for days in (0, 1, 2, -7)] == [
            dt.date(2026, 11, 23),
            dt.date(2026, 11, 23),
            dt.date(2026, 11, 30),
            dt.date(2026, 11, 16),
        ]


def test_steps_of_several_stories_happen_in_the_order_of_time():
    told = []

    def story(name, *hours):
        for hour in hours:
            yield dt.datetime(2026, 5, 1, hour, tzinfo=dt.UTC)
            told.append((name, clock.now().hour))

    tell([story("one", 1, 4), story("two", 2, 3, 5)])
    assert told == [("one", 1), ("two", 2), ("two", 3), ("one", 4), ("two", 5)]


def test_a_story_that_goes_back_in_time_is_refused():
    def story():
        yield dt.datetime(2026, 5, 2, tzinfo=dt.UTC)
        yield dt.datetime(2026, 5, 1, tzinfo=dt.UTC)

    with pytest.raises(ValueError, match="back in time"):
        tell([story()])


@pytest.mark.django_db
@pytest.mark.parametrize("now", [MOMENTS[0], MOMENTS[3]])
def test_it_loads_on_any_day(now):
    with clock.at(now):
        assert loading.load() is True
        assert Proposal.objects.get(community__name="Muntinlupa").days_waiting == 63
        assert list(history.verify()) == []
