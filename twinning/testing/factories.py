"""People and a city for tests, made as the product makes them."""

import datetime as dt
from itertools import count
from typing import Any

from django.test import Client

from twinning.accounts.models import Appointment, User
from twinning.accounts.sessions import WATCH, begin
from twinning.municipality.models import Municipality, Office, OfficeHolder

_number = count(1)
COUNCIL_SINCE = dt.date(2025, 10, 27)


def person(*roles: str, name: str = "", email: str = "", password: str | None = None, since: dt.date = COUNCIL_SINCE, **more: Any) -> User:
    """A registered person who holds the given roles since a day and without an end."""
    number = next(_number)
    user = User.objects.create_user(
        email=email or f"person{number}@lacombe.example", name=name or f"Person {number}", password=password, **more
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
    """The City of Lacombe, Alberta, with a council of seven, its CAO and its clerk; the people are invented."""
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
    for seat, (office, name) in enumerate(COUNCIL):
        OfficeHolder.objects.create(name=name, office=office, seat=seat, starts=COUNCIL_SINCE)
    return ours
