"""People and a city for tests, made as the product makes them."""

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.http import QueryDict
from django.test import Client

from proposals import lifecycle
from proposals.lifecycle import WALK, Phase, Standing, Turn
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Kind, PhaseRecord, Proposal, SectionState
from proposals.proposal.sections import Outcome, Section, find, save
from twinning import clock
from twinning.accounts.models import Appointment, User
from twinning.accounts.sessions import WATCH, begin
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.municipality.policy import first_policy

_number = count(1)
COUNCIL_SINCE = dt.date(2025, 10, 27)


def person(
    *roles: str,
    name: str = "",
    email: str = "",
    password: str | None = None,
    since: dt.date = COUNCIL_SINCE,
    **more: Any,
) -> User:
    """A registered person who holds the given roles since a day and without an end."""
    number = next(_number)
    user = User.objects.create_user(
        email=email or f"person{number}@lacombe.example",
        name=name or f"Person {number}",
        password=password,
        **more,
    )
    for role in roles:
        Appointment.objects.create(user=user, role=role, starts=since)
    return user


def sign_in(client: Client, user: User) -> Client:
    """Let a test client be signed in as a person whose session has just begun."""
    client.force_login(user)
    session = client.session
    session[WATCH] = begin(user)
    session.save()
    return client


COUNCIL = [
    (Office.MAYOR, "A. Beaulieu"),
    (Office.COUNCILLOR, "J. Okafor"),
    (Office.COUNCILLOR, "M. Lindqvist"),
    (Office.COUNCILLOR, "P. Redcrow"),
    (Office.COUNCILLOR, "S. Marchetti"),
    (Office.COUNCILLOR, "T. Nakamura"),
    (Office.COUNCILLOR, "W. Ferris"),
    (Office.CAO, "R. Whitlock"),
    (Office.CLERK, "D. Sinclair"),
]


def city(**more: Any) -> Municipality:
    """The City of Lacombe, Alberta, with a council of seven, its CAO, its clerk and the standard policy; the people are invented."""
    facts: dict[str, Any] = {
        "name": "City of Lacombe",
        "short_name": "Lacombe",
        "province": "Alberta",
        "country": "Canada",
        "address": "5432 56 Avenue\nLacombe, Alberta  T4L 1E9",
        "council_style": "the Council of the City of Lacombe",
        "office_line": "Legislative Services",
        "jurisdiction": "alberta",
        "population": 14_258,
        "population_year": 2024,
    }
    ours = Municipality.objects.create(pk=1, **(facts | more))
    first_policy()
    for seat, (office, name) in enumerate(COUNCIL):
        OfficeHolder.objects.create(name=name, office=office, seat=seat, starts=COUNCIL_SINCE)
    return ours


APPROVED_ON = dt.date(2026, 1, 12)


def file_in(
    phase: Phase,
    *,
    by: User,
    kind: str = Kind.SISTER,
    name: str = "Mazatlán",
    evaluation_due: dt.date | None = None,
) -> Proposal:
    """A file about a Mexican city that has walked to a phase, step by step; what the gates on its way ask for is left out."""
    proposal = open_file(
        Community(name=name, region="Sinaloa", country="MX"), by=by, kind=kind, origin="mayor"
    )
    proposal.submitted_at = clock.now()
    if phase in (Phase.SIGNING, Phase.EVALUATION):
        proposal.approved_on, proposal.approval = APPROVED_ON, "Resolution 26-001"
    proposal.evaluation_due = evaluation_due
    proposal.save()
    for step in WALK[1 : WALK.index(phase) + 1]:
        turn = Turn.CLERK if step == Phase.SIGNING else Turn.STAFF
        lifecycle.move(
            proposal, step, by=by, turn=turn, standing=Standing(kind) if step == Phase.EVALUATION else None
        )
    return proposal


def fill_in(
    record: PhaseRecord, all_sections: Sequence[Section], name: str, answers: dict[str, Any], *, by: User
) -> Outcome:
    """Save one section of a phase's form, as somebody who has just opened it; a list is a field that comes more than once."""
    state = SectionState.objects.filter(proposal=record.proposal, phase=record.phase, section=name).first()  # type: ignore[attr-defined]
    data = QueryDict(mutable=True)
    for field, value in {"version": str(state.version if state else 0), **answers}.items():
        data.setlist(field, value if isinstance(value, list) else [value])
    return save(record, find(all_sections, name), data, by=by)
