"""Beitbridge and Musina, on both banks of the Limpopo: three tiers, kept in the register as an example to learn from.

The tiers are told in the case book of ICLEI and a study of 2016: six
sub-committees, an implementation committee of senior managers, a coordination
council of six politicians, four weeks' notice, and a secretariat that moves with
the host. The words of the terms, the people, the meetings and the recommendation
are invented.
"""

import datetime as dt
from collections.abc import Sequence

from committees.meetings import actions as meetings
from committees.meetings.models import AgendaItem
from committees.models import Committee, Meeting, Membership, Recommendation
from committees.recommendations import actions as recommendations
from committees.recommendations.actions import Said
from committees.recommendations.models import Verdict
from committees.register import actions as committees
from twinning import clock
from twinning.accounts.models import User
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Story

TERMS = """Purpose. The Joint Coordination Council leads the work that Beitbridge and Musina have done together since their memorandum of 2005. On which day of that year it was formed is not on record here.

Members. Six politicians sit on it, three of each municipality. One of them chairs it, and one of the other municipality is the vice-chair.

Tiers. Six sub-committees, one for each field, recommend to the Joint Implementation Committee of senior managers. It recommends on to this council or returns a matter with its reasons. This council adopts or declines.

Meetings. The two municipalities host in turn. Notice goes out four weeks ahead, with the agenda.

Secretariat. It is with the municipality that hosts the next meeting, which keeps the papers until then."""

ZONE = "Africa/Johannesburg"
BEITBRIDGE, MUSINA = "ours", "theirs"

FIELDS = [
    "tourism and conservation",
    "women, children and health",
    "transport, disaster management, safety and security",
    "education, arts, sports and culture",
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
"""Who sits on the five other sub-committees, for either side, chair and vice-chair first; one seat is vacant."""

HELD_AGENDA = ["Minutes of the meeting before", "One form for water data", "Visits of the sub-committees"]
COMING_AGENDA = [
    "The first reports on one form",
    "Work of the six sub-committees",
    "Where the secretariat goes next",
]

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
    _adopt_terms(council, days.date(-396), by=by)

    yield days.ago(200, hours=5)
    asked_on = days.monday(-207)
    _met(water, asked_on, "Offices of Musina", MUSINA, "Water was the only matter.", by=by)
    recommendation = Recommendation(
        origin=water, title="One form for water data", wording=ASKED, begun_on=asked_on
    )
    recommendations.begin(recommendation, by=by)
    _decide(recommendation, Verdict.RECOMMENDED, water, ASKED, asked_on, by=by)

    yield days.ago(150, hours=4)
    returned_on = days.monday(-157)
    returned = _met(
        managers,
        returned_on,
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
        returned_on,
        reason="It does not say from when, and who pays for the samples.",
        by=by,
    )
    yield days.ago(120, hours=2)
    _decide(recommendation, Verdict.RECOMMENDED, water, AGREED, days.date(-121), by=by)
    yield days.ago(90, hours=6)
    sent_up_on = days.monday(-97)
    _met(managers, sent_up_on, "Musina, civic centre", MUSINA, "Recommended as it now stands.", by=by)
    _decide(recommendation, Verdict.RECOMMENDED, managers, AGREED, sent_up_on, by=by)
    meetings.approve_minutes(returned, on=sent_up_on, seen=returned.version, by=by)
    adopted_on = days.monday(-52)
    held = _meeting(council, adopted_on, "Beitbridge, council chamber", BEITBRIDGE)
    _announce(held, HELD_AGENDA, by=by)

    yield days.ago(45, hours=3)
    _write_down(held, "Adopted without a vote against.", by=by)
    _decide(recommendation, Verdict.ADOPTED, council, AGREED, adopted_on, by=by)

    yield days.ago(30, hours=4)
    meetings.approve_minutes(held, on=days.date(-31), seen=held.version, by=by)

    yield days.ago(3, hours=2)
    # In the middle of a week, where holidays are rarely kept.
    wednesday = days.monday(40) + dt.timedelta(days=2)
    _announce(_meeting(council, wednesday, "Musina, civic centre", MUSINA), COMING_AGENDA, by=by)


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
                first = "chair" if side == BEITBRIDGE else "vice_chair"
                member = Membership(
                    committee=committee,
                    name=name,
                    side=side,
                    role=first if name == names[0] else "member",
                    starts=dt.date(2024, 1, 1),
                )
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


def _adopt_terms(council: Committee, on: dt.date, *, by: User) -> None:
    terms = committees.draft_terms(council, TERMS, by=by)
    committees.adopt_terms(terms, on=on, body="The councils of Beitbridge and Musina", seen=1, by=by)


def _announce(meeting: Meeting, agenda: Sequence[str], *, by: User) -> None:
    """A meeting that is planned, with its agenda and a notice that goes out today."""
    meetings.plan(meeting, by=by)
    items = [AgendaItem(title=title) for title in agenda]
    meetings.set_agenda(meeting, items, seen=meeting.version, by=by)
    meetings.send_notice(meeting, on=clock.today(), seen=meeting.version, by=by)


def _met(committee: Committee, on: dt.date, place: str, host: str, minutes: str, *, by: User) -> Meeting:
    """A meeting that is written down after it was held."""
    meeting = _meeting(committee, on, place, host)
    meetings.plan(meeting, by=by)
    _write_down(meeting, minutes, by=by)
    return meeting


def _write_down(meeting: Meeting, minutes: str, *, by: User) -> None:
    """Everybody was present, and this is what was said."""
    serving = meeting.committee.memberships.serving(meeting.held_on)
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
