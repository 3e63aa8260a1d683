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
        now = timezone.localtime(clock.now())
        self.today = now.date()
        # Since the last closing time less than a day has passed: what happened n days before it is n days old.
        last = self.today if now.time() >= CLOSING_TIME else self.today - dt.timedelta(days=1)
        # In UTC, where a day has 24 hours even when the clocks change.
        self._anchor = _local(last, CLOSING_TIME).astimezone(dt.UTC)

    def ago(self, days: int, *, hours: int = 0) -> dt.datetime:
        """A moment that is exactly so many whole days old, or some hours before it."""
        return self._anchor - dt.timedelta(days=days, hours=hours)

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
