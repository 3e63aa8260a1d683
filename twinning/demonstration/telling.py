"""Stories over months, told as one: every step happens at its own moment, the earliest first.

A story is a generator. It yields the moment at which what comes next happens;
until the next ``yield`` the product's clock stands there. So the steps of all
files follow each other in one history, as they would in a real city hall.
"""

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator

from django.utils import timezone

from twinning import clock

Story = Iterator[dt.datetime]

CLOSING_TIME = dt.time(16, 30)


class Days:
    """Moments counted from today, so that the demonstration is as old on any day as on the day it was written."""

    def __init__(self) -> None:
        self.today = timezone.localdate(clock.now())

    def ago(self, days: int, *, hours: int = 0) -> dt.datetime:
        """Closing time on the day so many days ago by the calendar, or some hours before it."""
        return _local(self.date(-days), CLOSING_TIME) - dt.timedelta(hours=hours)

    def date(self, days: int) -> dt.date:
        """The date in so many days; in the past if negative."""
        return self.today + dt.timedelta(days=days)

    def monday(self, days: int) -> dt.date:
        """The first Monday from that date on; council meets on Mondays."""
        day = self.date(days)
        return day + dt.timedelta(days=-day.weekday() % 7)

    def evening(self, day: dt.date) -> dt.datetime:
        """When council has decided."""
        return _local(day, dt.time(19, 40))


def _local(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def tell(stories: Iterable[Story]) -> None:
    """Let all stories happen, step by step in the order of time."""
    waiting: list[tuple[dt.datetime, int, Story]] = []
    for number, story in enumerate(stories):
        _await(waiting, number, story, since=None)
    while waiting:
        moment, number, story = heapq.heappop(waiting)
        with clock.at(moment):
            _await(waiting, number, story, since=moment)


def _await(
    waiting: list[tuple[dt.datetime, int, Story]], number: int, story: Story, *, since: dt.datetime | None
) -> None:
    """Let one step happen, and note when the next one is due."""
    moment = next(story, None)
    if moment is None:
        return
    if since and moment < since:
        raise ValueError(f"Story {number} goes back in time: from {since} to {moment}.")
    heapq.heappush(waiting, (moment, number, story))
