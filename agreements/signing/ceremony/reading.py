"""A ceremony as its pages show it: its clocks, what to look out for, who comes, what remains to be done."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.signing.ceremony import clocks
from agreements.signing.ceremony.clocks import Face, Point
from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, Mode, RunSheetLine
from agreements.signing.models import Progress, Signature, Signing
from proposals.proposal.days import calendars, zone_of
from proposals.proposal.models import Proposal
from proposals.proposal.review_dates import EARLIEST_MONTHS, LATEST_MONTHS, months_after
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.municipality.zones import our_time_zone
from twinning.places.holidays import Calendar
from twinning.records.templatetags.house import day

AFTER_WORK = dt.time(17)
SATURDAY, SUNDAY = 5, 6
CONSULS = ("consul", "cónsul", "ambassad", "embass", "embaj", "総領事", "领事", "領事", "консул", "قنصل")


# -- one ceremony --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """One ceremony with everything that its page shows."""

    ceremony: Ceremony
    faces: list[Face]
    points: list[Point]
    minutes: int
    warnings: list[str]
    tasks: list[CeremonyTask]

    @property
    def open_tasks(self) -> int:
        return sum(task.done_on is None for task in self.tasks)

    @property
    def late_tasks(self) -> int:
        return sum(task.is_late for task in self.tasks)


def room(ceremony: Ceremony, ours: Municipality) -> Room:
    """A ceremony with its order on all clocks, what to look out for, and its tasks."""
    lines = list(ceremony.run_sheet.all())
    faces = clocks.faces(ceremony, ours, clocks.over_at(ceremony, lines))
    return Room(
        ceremony=ceremony,
        faces=faces,
        points=clocks.timetable(ceremony, lines, faces),
        minutes=sum(line.minutes or 0 for line in lines),
        warnings=[*closed(ceremony, ours), *odd_hours(ceremony, ours), *_order_in_doubt(ceremony, lines)],
        tasks=list(ceremony.tasks.all()),
    )


def closed(ceremony: Ceremony, ours: Municipality) -> list[str]:
    """Which of the two places has a public holiday on its own day of the ceremony, in words."""
    if ceremony.held_on is None:
        return []
    community, start = ceremony.proposal.community, clocks.begins(ceremony)
    places = ((ours.short_name, our_time_zone()), (str(community), zone_of(community)))
    days = [
        start.astimezone(ZoneInfo(zone)).date() if start and zone else ceremony.held_on
        for _name, zone in places
    ]
    found = calendars(community, ours, min(days), max(days))
    return [
        words
        for (name, _zone), on, calendar in zip(places, days, found, strict=True)
        if calendar and (words := _holiday(name, on, calendar))
    ]


def _holiday(name: str, on: dt.date, calendar: Calendar) -> str:
    holidays = calendar.on(on)
    if not holidays:
        return ""
    called = holidays[0].english or holidays[0].name
    return _("%(day)s is a public holiday in %(place)s: %(holiday)s.") % {
        "day": clocks.weekday(on),
        "place": name,
        "holiday": called,
    }


def odd_hours(ceremony: Ceremony, ours: Municipality) -> list[str]:
    """What a change of the clocks, the approval of council or an unknown zone means for the hour."""
    words = []
    start, proposal = clocks.begins(ceremony), ceremony.proposal
    if ceremony.held_on and ceremony.held_at and start is None:
        words.append(str(clocks.NO_SUCH_HOUR))
    if start and clocks.comes_twice(start):
        words.append(
            _("The clocks are put back that night, and this hour comes twice. The first of the two is meant.")
        )
    if ceremony.held_on and proposal.approved_on and ceremony.held_on < proposal.approved_on:
        words.append(
            _("Council approved the agreement on %(approved)s, which is after this day. Nobody signs before that.")
            % {"approved": day(proposal.approved_on)}
        )  # fmt: skip
    if start and not zone_of(proposal.community):
        words.append(
            _("The clocks of %(community)s are not known. Choose its place on the map on the page of the community.")
            % {"community": proposal.community}
        )  # fmt: skip
    if start and len({face.at.date() for face in clocks.faces(ceremony, ours)}) > 1:
        words.append(_("It is another day on the other side. Write both days into every invitation."))
    return words


def _order_in_doubt(ceremony: Ceremony, lines: Sequence[RunSheetLine]) -> list[str]:
    words: list[str] = []
    if ceremony.mode == Mode.EXCHANGE:
        return words
    open_ended = sum(line.minutes is None for line in lines)
    if open_ended and clocks.begins(ceremony):
        words.append(
            ngettext(
                "One point of the order has no minutes, so the hours after it are too early.",
                "%(n)d points of the order have no minutes, so the hours after them are too early.",
                open_ended,
            )
            % {"n": open_ended}
        )
    over, until = clocks.over_at(ceremony, lines), clocks.ends(ceremony)
    if over and until and over > until.astimezone(dt.UTC):
        late = int((over - until.astimezone(dt.UTC)).total_seconds() // 60)
        words.append(
            ngettext(
                "The order takes one minute longer than until the end that is given.",
                "The order takes %(n)d minutes longer than until the end that is given.",
                late,
            )
            % {"n": late}
        )
    return words


@dataclass(frozen=True)
class Told:
    """A ceremony in a line or two."""

    ceremony: Ceremony
    faces: list[Face]
    day: str


def told(record: Signing, ours: Municipality) -> list[Told]:
    """The ceremonies of a signing, with the hour on all clocks."""
    planned = record.ceremonies.all() if record.pk else []
    for ceremony in planned:
        ceremony.record = record
    return [
        Told(one, clocks.faces(one, ours), clocks.weekday(one.held_on) if one.held_on else "")
        for one in planned
    ]


# -- guests ------------------------------------------------------------------------------------


@dataclass
class Count:
    """How many invitations there are, and how many people they mean."""

    label: str
    invitations: int = 0
    people: int = 0
    coming: int = 0
    declined: int = 0
    waiting: int = 0
    uninvited: int = 0

    def add(self, guest: Guest) -> None:
        self.invitations += 1
        self.people += guest.people
        self.coming += guest.people if guest.reply == Guest.Reply.YES else 0
        self.declined += guest.people if guest.reply == Guest.Reply.NO else 0
        self.waiting += guest.people if not guest.reply and guest.invited_on else 0
        self.uninvited += guest.people if not guest.reply and not guest.invited_on else 0


@dataclass(frozen=True)
class Counts:
    """The guests of a ceremony in numbers, which everybody may read."""

    by_party: list[Count]
    total: Count


def counts(guests: Iterable[Guest]) -> Counts:
    """How many are invited, come, do not come, from which side."""
    parties = {party.value: Count(str(party.label)) for party in Guest.Party}
    total = Count(_("All together"))
    for guest in guests:
        parties[guest.party].add(guest)
        total.add(guest)
    return Counts([count for count in parties.values() if count.invitations], total)


def ties(guests: Iterable[Guest]) -> list[str]:
    """Who has the same place in the order, in words."""
    placed = sorted(
        (guest for guest in guests if guest.precedence is not None), key=lambda one: one.precedence or 0
    )
    words = []
    for place, together in groupby(placed, key=lambda one: one.precedence):
        names = [guest.name for guest in together]
        if len(names) > 1:
            words.append(
                _("Place %(place)d is held by several: %(names)s. They stand by name until each has a place.")
                % {"place": place, "names": ", ".join(names)}
            )  # fmt: skip
    return words


def advice(ceremony: Ceremony, guests: Sequence[Guest]) -> list[str]:
    """What experience advises about day, hour and guests of honour; none of it must be."""
    if ceremony.mode == Mode.EXCHANGE or ceremony.is_over:
        return []
    words = []
    named = [f"{guest.name} {guest.office}".casefold() for guest in guests]
    if not any(called in name for name in named for called in CONSULS):
        words.append(
            _("No consul or embassy is on the list. Invite them first: their calendars fill months ahead.")
        )
    start = clocks.begins(ceremony)
    if start and start.weekday() not in (SATURDAY, SUNDAY) and start.time() < AFTER_WORK:
        words.append(_("It begins during working hours. An evening or a Saturday lets more people come."))
    return words


# -- the signing as a whole ----------------------------------------------------------------------


@dataclass(frozen=True)
class Signed:
    """Who has signed and who is missing, in words."""

    progress: Progress
    words: list[str] = field(default_factory=list)


def signed(record: Signing) -> Signed:
    """How far the signing is: after one of two ceremonies it says who is missing, and where they are expected."""
    signatures = record.all_signatures()
    given = [one for one in signatures if one.is_signed]
    missing = [one for one in signatures if not one.is_signed]
    progress = record.progress()
    if progress != Progress.PARTLY:
        return Signed(progress)
    words = [
        _("Signed: %(names)s.") % {"names": "; ".join(_who_signed(one) for one in sorted(given, key=_when))}
    ]
    if missing:
        words.append(
            _("Still missing: %(names)s.") % {"names": "; ".join(_who_signs(one) for one in missing)}
        )
    coming = [one for one in record.ceremonies.all() if one.held_on and one.held_on >= clock.today()]
    words += [_("The next ceremony is on %(day)s.") % {"day": _where_and_when(one)} for one in coming[:1]]
    return Signed(progress, words)


def _when(signature: Signature) -> dt.date:
    return signature.signed_on or dt.date.max


def _who_signed(signature: Signature) -> str:
    where = {"name": signature.name, "place": signature.place, "day": day(signature.signed_on)}
    if signature.place:
        return _("%(name)s in %(place)s on %(day)s") % where
    return _("%(name)s on %(day)s") % where


def _who_signs(signature: Signature) -> str:
    return f"{signature.name}, {signature.office}" if signature.office else signature.name


def _where_and_when(ceremony: Ceremony) -> str:
    on = clocks.weekday(ceremony.held_on) if ceremony.held_on else ""
    return f"{on}, {ceremony.place}" if ceremony.place else on


# -- the date of the evaluation ------------------------------------------------------------------


@dataclass(frozen=True)
class Review:
    """A day that suits for the first evaluation."""

    months: int
    on: dt.date
    words: str


def reviews(record: Signing, ours: Municipality) -> list[Review]:
    """Days for the first evaluation, 6, 12 and 24 months after the last signature: no weekend and no holiday in either place.

    While nobody has signed they are counted from the last ceremony that is planned.
    """
    since = record.last_signature_on()
    if record.progress() != Progress.SIGNED and record.pk:
        planned = [one.held_on for one in record.ceremonies.all() if one.held_on]
        since = max([*planned, since] if since else planned, default=None)
    if since is None:
        return []
    proposal: Proposal = record.proposal
    last = months_after(since, LATEST_MONTHS)
    known = calendars(proposal.community, ours, since, last)
    found = []
    for months in (EARLIEST_MONTHS, 12, LATEST_MONTHS):
        # The last of them moves to an earlier day, so that it stays within the 24 months.
        step = dt.timedelta(days=-1 if months == LATEST_MONTHS else 1)
        on = months_after(since, months)
        while not _works(on, known):
            on += step
        found.append(Review(months, on, clocks.weekday(on)))
    return found


def _works(on: dt.date, known: Iterable[Calendar | None]) -> bool:
    here, there = known
    if here is None and on.weekday() in (SATURDAY, SUNDAY):
        return False
    return not any(
        calendar is not None and (calendar.is_weekend(on) or calendar.on(on)) for calendar in (here, there)
    )
