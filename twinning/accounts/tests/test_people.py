"""Who is asking: e-mail addresses and roles with dates."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from twinning import clock
from twinning.accounts.models import Appointment, Role, User
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_small_letters():
    assert person(email="K.Dube@Lacombe.EXAMPLE").email == "k.dube@lacombe.example"


def test_the_database_refuses_capital_letters():
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=person().pk).update(email="K@lacombe.example")


def test_two_people_cannot_share_an_address_in_another_spelling():
    person(email="k.dube@lacombe.example")
    with pytest.raises(ValidationError, match="already registered"):
        person(email="K.DUBE@lacombe.example")


@pytest.mark.parametrize(
    ("day", "roles"),
    [("2026-02-28", set()), ("2026-03-01", {"clerk"}), ("2026-03-31", {"clerk"}), ("2026-04-01", set())],
)
def test_a_role_holds_from_its_first_to_its_last_day(day, roles):
    user = person()
    Appointment.objects.create(
        user=user, role=Role.CLERK, starts=dt.date(2026, 3, 1), ends=dt.date(2026, 3, 31)
    )
    with clock.at(dt.datetime.fromisoformat(f"{day}T12:00:00-06:00")):
        assert User.objects.get(pk=user.pk).roles == roles


def test_one_person_may_hold_several_roles(lacombe):
    user = person(Role.STAFF, Role.CLERK)
    assert (user.has_role(Role.CLERK), user.has_role(Role.CAO, Role.STAFF), user.has_role(Role.CAO)) == (
        True,
        True,
        False,
    )
    assert user.roles_in_words == "Council staff, Clerk"


def test_a_role_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        Appointment.objects.create(
            user=person(), role=Role.CLERK, starts=dt.date(2026, 3, 2), ends=dt.date(2026, 3, 1)
        )
