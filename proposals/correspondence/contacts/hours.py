"""When two people can speak with each other: the hours of both, on the clocks of both."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from proposals.correspondence.contacts.models import Contact
from twinning import clock
from twinning.places.geography import WORKING_DAY

BEGINS, ENDS = (dt.time(hour) for hour in WORKING_DAY)
"""The hours of a city hall, where a person gave none of their own."""


@dataclass(frozen=True)
class Hours:
    """When somebody is reached, on the clocks of their own zone."""

    zone: str
    begins: dt.time = BEGINS
    ends: dt.time = ENDS

    @classmethod
    def of(cls, contact: Contact, zone: str) -> "Hours | None":
        """Those of a contact; ``zone``: where they are, if they gave none. None where nobody knows their clocks."""
        zone = contact.zone or zone
        if not zone:
            return None
        if contact.reachable_from is None or contact.reachable_to is None:
            return cls(zone)
        return cls(zone, contact.reachable_from, contact.reachable_to)

    def on(self, day: dt.date) -> "Stretch":
        zone = ZoneInfo(self.zone)
        begins, ends = (
            dt.datetime.combine(day, time, zone).astimezone(dt.UTC) for time in (self.begins, self.ends)
        )
        return Stretch(begins, ends)


@dataclass(frozen=True)
class Stretch:
    """From one moment to another."""

    begins: dt.datetime
    ends: dt.datetime

    def shared_with(self, other: "Stretch") -> "Stretch | None":
        begins, ends = max(self.begins, other.begins), min(self.ends, other.ends)
        return Stretch(begins, ends) if begins < ends else None

    def told(self, zone: str, day: dt.date) -> str:
        """``09:00–15:00`` on the clocks of a zone; it is said where those show another day."""
        begins, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (self.begins, self.ends))
        return _said_of_day(f"{begins:%H:%M}–{ends:%H:%M}", begins.date(), day)


@dataclass(frozen=True)
class Shared:
    """The hours that two people share on a day of ours: as our clocks tell them, and as theirs do."""

    ours: str
    theirs: str


def in_common(here: Hours, there: Hours, on: dt.date) -> list[Shared]:
    """The hours of both on one of our days; two stretches where their day ends and their next one begins within ours."""
    ours = here.on(on)
    nearby = (there.on(on + dt.timedelta(days=days)) for days in (-1, 0, 1))
    found = [both for theirs in nearby if (both := ours.shared_with(theirs))]
    return [Shared(both.told(here.zone, on), both.told(there.zone, on)) for both in found]


def nearest(here: Hours, there: Hours, on: dt.date) -> Shared:
    """Where nobody shares an hour: when one side leaves and the other comes in, closest to each other."""
    ours = here.on(on)
    nearby = [there.on(on + dt.timedelta(days=days)) for days in (-2, -1, 0, 1, 2)]
    we_leave = [
        (their.begins - ours.ends, ours.ends, their.begins) for their in nearby if their.begins >= ours.ends
    ]
    they_leave = [
        (ours.begins - their.ends, their.ends, ours.begins) for their in nearby if their.ends <= ours.begins
    ]
    _gap, until, since = min(we_leave + they_leave)
    if until == ours.ends:
        words = _("Nearest: here until %(until)s, there from %(since)s")
    else:
        words = _("Nearest: there until %(until)s, here from %(since)s")
    ours_told, theirs_told = (
        words % {"until": _moment(until, zone, on), "since": _moment(since, zone, on)}
        for zone in (here.zone, there.zone)
    )
    return Shared(ours_told, theirs_told)


def _moment(moment: dt.datetime, zone: str, day: dt.date) -> str:
    there = moment.astimezone(ZoneInfo(zone))
    return _said_of_day(f"{there:%H:%M}", there.date(), day)


def _said_of_day(words: str, on: dt.date, day: dt.date) -> str:
    """It is said where the clocks show another day."""
    if on > day:
        return _("%(hours)s the next day") % {"hours": words}
    if on < day:
        return _("%(hours)s the day before") % {"hours": words}
    return words


@dataclass(frozen=True)
class Season:
    """The hours in common at another time of the year, where they are not those of today."""

    month: dt.date
    shared: list[Shared]


def moved(here: Hours, there: Hours, on: dt.date) -> Season | None:
    """What the hours are in the other half of the year, if a change of the clocks moves them."""
    today = in_common(here, there, on)
    for month in (1, 7):
        day = dt.date(on.year, month, 15)
        if (then := in_common(here, there, day)) != today:
            return Season(day, then)
    return None


def clock_now(zone: str) -> str:
    """What the clocks of a zone show now."""
    return f"{clock.now().astimezone(ZoneInfo(zone)):%H:%M}"
