"""The people of both sides as a page shows them: who is missing, whom to ask again, when they can speak."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.correspondence.contacts.hours import (
    Hours,
    Season,
    Shared,
    in_common,
    moved,
    nearest,
)
from proposals.correspondence.models import Contact, Correspondence
from proposals.proposal.days import calendars, zone_of
from proposals.proposal.models import Community, Proposal
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.municipality.zones import our_time_zone
from twinning.places.holidays import Calendar
from twinning.places.keys import key
from twinning.places.zones import zone_name

Side, Place = Contact.Side, Contact.Place
WANTED = (Place.MAYOR, Place.VOLUNTEER)
"""The guide asks for these two on each side, for protocol asks for symmetry."""


def people(record: Correspondence) -> list[Contact]:
    """Everybody who is or was a contact, by office and name."""
    if record.pk is None:
        return []
    rank = {place: number for number, place in enumerate(Place)}
    found = record.contacts.select_related("confirmed_by")
    return sorted(found, key=lambda one: (rank[Place(one.place)], key(one.name), str(one.pk)))


@dataclass(frozen=True)
class Column:
    """One side of the page."""

    side: str
    name: str
    current: list[Contact]
    former: list[Contact]
    missing: list[dict[str, str]]


def columns(proposal: Proposal, everybody: list[Contact], ours: Municipality) -> list[Column]:
    """Ours and theirs beside each other."""
    names = {Side.HERE: ours.short_name, Side.THERE: str(proposal.community)}
    return [
        Column(
            side=side,
            name=names[side],
            current=(current := [one for one in everybody if one.side == side and one.is_current]),
            former=[one for one in everybody if one.side == side and not one.is_current],
            missing=_missing(proposal, side, current),
        )
        for side in Side
    ]


def _missing(proposal: Proposal, side: str, current: Iterable[Contact]) -> list[dict[str, str]]:
    """Which of the two contacts a side still lacks, and where one is entered."""
    named = {one.place for one in current}
    words = {
        Place.MAYOR: _("A contact in the mayor’s office is missing."),
        Place.VOLUNTEER: _("A volunteer contact is missing."),
    }
    page = reverse("correspondence:new_contact", args=[proposal.pk])
    return [
        {"words": words[place], "url": f"{page}?side={side}&place={place}"}
        for place in WANTED
        if place not in named
    ]


# -- hours in common -----------------------------------------------------------------------


@dataclass(frozen=True)
class Talk:
    """A contact there, who speaks with them here, and when both are in; without ``hours`` their clocks are not known."""

    there: Contact
    here: Contact | None
    hours: list[Shared] | None
    nearest: Shared | None
    moved: Season | None
    our_zone: str
    their_zone: str


def talks(everybody: Iterable[Contact], community: Community) -> list[Talk]:
    """When each contact there can be spoken with, by their counterpart here or whoever is there."""
    current = [one for one in everybody if one.is_current]
    ours = [one for one in current if one.side == Side.HERE]
    return [_talk(one, _speaks_with(one, ours), community) for one in current if one.side == Side.THERE]


def _speaks_with(there: Contact, ours: list[Contact]) -> Contact | None:
    return next((one for one in ours if one.place == there.place), ours[0] if ours else None)


def _talk(there: Contact, here: Contact | None, community: Community) -> Talk:
    today = clock.today()
    we = (Hours.of(here, our_time_zone()) if here else None) or Hours(our_time_zone())
    they = Hours.of(there, zone_of(community))
    if they is None:
        return Talk(there, here, None, None, None, "", "")
    shared = in_common(we, they, today)
    return Talk(
        there=there,
        here=here,
        hours=shared,
        nearest=None if shared else nearest(we, they, today),
        moved=moved(we, they, today),
        our_zone=zone_name(we.zone, today),
        their_zone=zone_name(they.zone, today),
    )


# -- holidays --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """The holidays of both places for a year from today; None where the country is not known."""

    here: Calendar | None
    there: Calendar | None

    def rows(self) -> list[dict[str, Any]]:
        """Every day on which one of the two has a holiday, and what it is to the other."""
        days = {holiday.on for calendar in (self.here, self.there) if calendar for holiday in calendar.days}
        return [
            {"on": day, "here": _at(self.here, day), "there": _at(self.there, day)} for day in sorted(days)
        ]

    def today(self, here: str, there: str) -> list[str]:
        """Why nobody may answer today, in words, per side."""
        day = clock.today()
        return [
            words
            for name, calendar in ((here, self.here), (there, self.there))
            if calendar and (words := _closed(name, calendar, day))
        ]


def _at(calendar: Calendar | None, day: dt.date) -> dict[str, Any]:
    """What a day is on one side: its holidays, else a weekend, a working day, or not known."""
    if calendar is None:
        return {"holidays": [], "words": _("not known")}
    words = _("weekend") if calendar.is_weekend(day) else _("open")
    return {"holidays": calendar.on(day), "words": words}


def _closed(name: str, calendar: Calendar, day: dt.date) -> str:
    if holidays := calendar.on(day):
        told = {"place": name, "holiday": holidays[0].english or holidays[0].name}
        return _("%(place)s is closed today: %(holiday)s.") % told
    if calendar.is_weekend(day):
        return _("It is the weekend in %(place)s.") % {"place": name}
    return ""


def holidays_of_both(community: Community, ours: Municipality) -> Days:
    """The next twelve months in both places."""
    first = clock.today()
    last = first + dt.timedelta(days=365)
    here, there = calendars(community, ours, first, last)
    return Days(here=here, there=there)
