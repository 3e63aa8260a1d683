"""Beitbridge and Musina, on both banks of the Limpopo: three tiers, kept in the register as an example to learn from.

The tiers are told in the case book of ICLEI and a study of 2016: six
sub-committees, an implementation committee of senior managers, a coordination
council of six politicians, four weeks' notice, and a secretariat that moves with
the host. The people, the meetings and the recommendation are invented.
"""

import datetime as dt

from committees.meetings import actions as meetings
from committees.models import Committee, Meeting, Membership, Recommendation
from committees.recommendations import actions as recommendations
from committees.recommendations.actions import Said
from committees.recommendations.models import Verdict
from committees.register import actions as committees
from twinning.accounts.models import User
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Story

FORMED = dt.date(2005, 1, 1)
"""The year of the first memorandum; its day is not known."""

ZONE = "Africa/Johannesburg"
BEITBRIDGE, MUSINA = "ours", "theirs"

FIELDS = [
    "tourism and conservation",
    "women, children and health",
    "transport, disaster management, safety and security",
    "education, arts, sport and culture",
    "administration and economic issues",
    "environment and engineering",
]
POLITICIANS = [
    ("O. Muleya", BEITBRIDGE, "Chairperson of council", "chair"),
    ("E. Ndou", BEITBRIDGE, "Chair of the finance committee", "member"),
    ("P. Mbedzi-Sibanda", BEITBRIDGE, "Councillor", "member"),
    ("A. Makhado", MUSINA, "Mayor", "vice_chair"),
    ("L. Nephawe", MUSINA, "Speaker", "member"),
    ("T. Ramaite", MUSINA, "Chief whip", "member"),
]
MANAGERS = [
    ("K. Tlou", BEITBRIDGE, "Chief executive officer", "chair"),
    ("J. Siziba", BEITBRIDGE, "Engineer", "member"),
    ("R. Mudau", MUSINA, "Municipal manager", "vice_chair"),
    ("S. Phaswana", MUSINA, "Director of technical services", "member"),
]
WATER = [
    ("J. Siziba", BEITBRIDGE, "Engineer", "chair"),
    ("D. Moyo", BEITBRIDGE, "Water and sanitation", "member"),
    ("F. Tshikovhi", MUSINA, "Water and sanitation", "secretary"),
]

OTHERS = [
    (("H. Chauke", "B. Nyoni"), ("M. Mulaudzi", "V. Baloyi")),
    (("S. Maphosa", "C. Zhou"), ("N. Netshitenzhe",)),
    (("L. Sithole", "T. Mbengwa"), ("G. Mabunda", "K. Ramashia")),
    (("I. Ncube", "F. Marima"), ("D. Tshivhase", "P. Lebepe")),
    (("W. Mutasa", "Y. Gumbo"), ("R. Sibasa", "E. Mathoma")),
]
"""Who sits on the five other sub-committees, for either side; one seat is vacant."""

ASKED = (
    "That both municipalities tell each other every month how much water they take from the Limpopo, "
    "and what their sampling points show."
)
AGREED = (
    "That both municipalities tell each other every month, on one form, how much water they take from the Limpopo "
    "and what their sampling points show, each at its own cost, from the first day of the next quarter."
)


def story(stage: Stage) -> Story:
    days, by = stage.days, stage.people.clerk
    yield days.ago(395, hours=3)
    council, managers, water = _tiers(by=by)

    yield days.ago(200, hours=5)
    _met(water, days.date(-201), "Offices of Musina", MUSINA, "Water was the only matter.", by=by)
    recommendation = Recommendation(
        origin=water, title="One form for water data", wording=ASKED, begun_on=days.date(-201)
    )
    recommendations.begin(recommendation, by=by)
    _decide(recommendation, Verdict.RECOMMENDED, water, ASKED, days.date(-201), by=by)

    yield days.ago(150, hours=4)
    _met(
        managers,
        days.date(-151),
        "Beitbridge, council offices",
        BEITBRIDGE,
        "Sent back: see the reason.",
        by=by,
    )
    _decide(
        recommendation,
        Verdict.RETURNED,
        managers,
        ASKED,
        days.date(-151),
        reason="It does not say from when, and who pays for the samples.",
        by=by,
    )
    yield days.ago(120, hours=2)
    _decide(recommendation, Verdict.RECOMMENDED, water, AGREED, days.date(-121), by=by)
    yield days.ago(90, hours=6)
    _met(managers, days.date(-91), "Musina, civic centre", MUSINA, "Recommended as it now stands.", by=by)
    _decide(recommendation, Verdict.RECOMMENDED, managers, AGREED, days.date(-91), by=by)
    yield days.ago(45, hours=3)
    _met(
        council,
        days.date(-46),
        "Beitbridge, council chamber",
        BEITBRIDGE,
        "Adopted without a vote against.",
        by=by,
    )
    _decide(recommendation, Verdict.ADOPTED, council, AGREED, days.date(-46), by=by)
    coming = _meeting(council, days.date(40), "Musina, civic centre", MUSINA)
    meetings.plan(coming, by=by)


def _tiers(*, by: User) -> tuple[Committee, Committee, Committee]:
    """Coordination council, implementation committee, and of the sub-committees the one for water."""
    council = _joint("Joint Coordination Council", Committee.Kind.COORDINATION, None, seats=3, by=by)
    managers = _joint(
        "Joint Implementation Committee", Committee.Kind.IMPLEMENTATION, council, seats=None, by=by
    )
    below = [
        _joint(field.capitalize(), Committee.Kind.SUB, managers, seats=2, field=field, by=by)
        for field in FIELDS
    ]
    for committee, serving in ((council, POLITICIANS), (managers, MANAGERS), (below[-1], WATER)):
        for name, side, office, role in serving:
            member = Membership(
                committee=committee,
                name=name,
                side=side,
                organisation=office,
                role=role,
                starts=dt.date(2024, 1, 1),
            )
            committees.appoint(member, by=by)
    for committee, sides in zip(below, OTHERS, strict=False):
        for side, names in zip((BEITBRIDGE, MUSINA), sides, strict=True):
            for name in names:
                member = Membership(committee=committee, name=name, side=side, starts=dt.date(2024, 1, 1))
                committees.appoint(member, by=by)
    return council, managers, below[-1]


def _joint(
    name: str, kind: str, parent: Committee | None, *, seats: int | None, field: str = "", by: User
) -> Committee:
    committee = Committee(
        name=name,
        side=Committee.Side.JOINT,
        kind=kind,
        field=field,
        parent=parent,
        formed_on=FORMED,
        seats_here=seats,
        seats_there=seats,
        notice_days=28,
        secretariat=Committee.Secretariat.ROTATING,
        first_party="Beitbridge",
        second_party="Musina",
    )
    committees.open_committee(committee, by=by)
    return committee


def _meeting(committee: Committee, on: dt.date, place: str, host: str) -> Meeting:
    return Meeting(committee=committee, held_on=on, held_at=dt.time(10, 0), zone=ZONE, place=place, host=host)


def _met(committee: Committee, on: dt.date, place: str, host: str, minutes: str, *, by: User) -> None:
    """A meeting that was held, everybody present, with its minutes."""
    meeting = _meeting(committee, on, place, host)
    meetings.plan(meeting, by=by)
    serving = committee.memberships.serving(on)
    meetings.note_attendance(meeting, dict.fromkeys(serving, "present"), seen=meeting.version, by=by)
    meeting.minutes = minutes
    meetings.write_minutes(meeting, seen=meeting.version, by=by)


def _decide(
    recommendation: Recommendation,
    verdict: Verdict,
    tier: Committee,
    wording: str,
    on: dt.date,
    *,
    reason: str = "",
    by: User,
) -> None:
    held = tier.meetings.filter(held_on=on).first()
    said = Said(wording=wording, on=on, meeting=held, reason=reason)
    recommendations.decide(recommendation, verdict, tier=tier, said=said, by=by)
