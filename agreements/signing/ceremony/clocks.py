"""What the clocks show during a ceremony: where it is held, here, and in the other community."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony.models import Ceremony, RunSheetLine
from proposals.proposal.days import zone_of
from twinning.municipality.models import Municipality
from twinning.municipality.zones import our_time_zone
from twinning.places.zones import zone_name
from twinning.records.templatetags.house import day

NO_SUCH_HOUR = gettext_lazy(
    "This hour does not exist on that day: the clocks there are put forward over it. Choose another time."
)


def moment_of(on: dt.date, at: dt.time, zone: str) -> dt.datetime | None:
    """The moment at which clocks of a zone show this; nothing where they are put forward over it. Of two it is the first."""
    local = dt.datetime.combine(on, at, ZoneInfo(zone))
    back = local.astimezone(dt.UTC).astimezone(local.tzinfo)
    return local if back.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def comes_twice(moment: dt.datetime) -> bool:
    """Whether the clocks show this hour twice that day, as they are put back."""
    return moment.utcoffset() != moment.replace(fold=1).utcoffset()


def begins(ceremony: Ceremony) -> dt.datetime | None:
    """When it begins; not known without its day and hour."""
    if ceremony.held_on is None or ceremony.held_at is None:
        return None
    return moment_of(ceremony.held_on, ceremony.held_at, ceremony.zone)


def ends(ceremony: Ceremony) -> dt.datetime | None:
    """When it is to end, as somebody said; an hour before the beginning is meant after midnight."""
    start = begins(ceremony)
    if start is None or ceremony.ends_at is None or ceremony.held_at is None:
        return None
    on = start.date() + dt.timedelta(days=ceremony.ends_at <= ceremony.held_at)
    return moment_of(on, ceremony.ends_at, ceremony.zone)


@dataclass(frozen=True)
class Face:
    """The clocks of one place, and what they show at a moment."""

    where: str
    zone: str
    at: dt.datetime
    until: dt.datetime | None

    @property
    def day(self) -> str:
        """The day there, with its weekday."""
        return weekday(self.at.date())

    @property
    def hours(self) -> str:
        """From when to when, on these clocks."""
        if self.until is None:
            return f"{self.at:%H:%M}"
        return f"{self.at:%H:%M}–{told(self.until, self.at.date())}"

    @property
    def zone_words(self) -> str:
        return zone_name(self.zone, self.at.date())


def weekday(on: dt.date) -> str:
    """A date with its weekday, such as “Friday, 5 March 2027”."""
    return f"{date_format(on, 'l')}, {day(on)}"


def told(moment: dt.datetime, on: dt.date) -> str:
    """An hour; it is said where the clocks show another day than ``on``."""
    hour = f"{moment:%H:%M}"
    if moment.date() > on:
        return _("%(hours)s the next day") % {"hours": hour}
    if moment.date() < on:
        return _("%(hours)s the day before") % {"hours": hour}
    return hour


def zones(ceremony: Ceremony, ours: Municipality) -> dict[str, str]:
    """Zone -> whose it is: first of the ceremony, then ours and theirs where they are others."""
    community = ceremony.proposal.community
    known = {our_time_zone(): ours.short_name}
    if theirs := zone_of(community):
        known.setdefault(theirs, str(community))
    first = known.get(ceremony.zone) or ceremony.zone.rpartition("/")[2].replace("_", " ")
    return {ceremony.zone: first} | known


def faces(ceremony: Ceremony, ours: Municipality, until: dt.datetime | None = None) -> list[Face]:
    """What the clocks of all places show when it begins, and when it ends."""
    start, until = begins(ceremony), ends(ceremony) or until
    if start is None:
        return []
    return [
        Face(
            where,
            zone,
            start.astimezone(ZoneInfo(zone)),
            until.astimezone(ZoneInfo(zone)) if until and until > start.astimezone(dt.UTC) else None,
        )
        for zone, where in zones(ceremony, ours).items()
    ]


@dataclass(frozen=True)
class Point:
    """A point of the order with the hour it comes at, place by place."""

    number: int
    line: RunSheetLine
    hours: list[str]


def timetable(ceremony: Ceremony, lines: Sequence[RunSheetLine], shown: Iterable[Face]) -> list[Point]:
    """The points of the order; each begins where the minutes of those before it end."""
    shown, start = list(shown), begins(ceremony)
    points, minutes = [], 0
    for number, line in enumerate(lines, 1):
        hours = []
        if start is not None:
            # Minutes pass in real time, also over a change of the clocks.
            at = start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
            hours = [told(at.astimezone(ZoneInfo(face.zone)), face.at.date()) for face in shown]
        points.append(Point(number, line, hours))
        minutes += line.minutes or 0
    return points


def over_at(ceremony: Ceremony, lines: Iterable[RunSheetLine]) -> dt.datetime | None:
    """When the last point of the order is over."""
    start, minutes = begins(ceremony), sum(line.minutes or 0 for line in lines)
    return start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes) if start and minutes else None
