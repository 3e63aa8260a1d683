"""The first administrator comes from the command line."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from twinning import clock
from twinning.accounts.models import Role, User
from twinning.records.models import Event
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
GOOD = "seven blue herons at dawn"


def run(monkeypatch, password=GOOD, email="h.vasquez@lacombe.example", name="H. Vasquez"):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", password)
    out = StringIO()
    call_command("create_administrator", email=email, name=name, stdout=out)
    return out.getvalue()


def test_it_registers_an_administrator_on_record(monkeypatch, lacombe):
    assert "is registered as administrator" in run(monkeypatch, email="H.Vasquez@lacombe.example")
    user = User.objects.get()
    assert (user.email, user.name, user.roles, user.check_password(GOOD)) == (
        "h.vasquez@lacombe.example",
        "H. Vasquez",
        {"administrator"},
        True,
    )
    assert list(Event.objects.values_list("verb", "actor")) == [
        ("accounts.registered", None),
        ("accounts.role_given", None),
    ]


def test_a_second_run_changes_nothing(monkeypatch):
    run(monkeypatch)
    before = User.objects.values().get()
    assert "an administrator already" in run(monkeypatch, password="another fine long password")
    assert User.objects.values().get() == before


def test_somebody_who_is_registered_gets_the_role_and_keeps_the_password(monkeypatch):
    clerk = person(Role.CLERK, email="h.vasquez@lacombe.example", password=GOOD)
    run(monkeypatch, password="another fine long password")
    again = User.objects.get()
    assert (again.pk, again.roles, again.check_password(GOOD)) == (clerk.pk, {"clerk", "administrator"}, True)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
        ("h.vasquez@lacombe", "too similar"),
        ("Lacombe is lovely", "name of the municipality"),
    ],
)
def test_a_weak_password_is_refused_in_words(monkeypatch, lacombe, password, words):
    with pytest.raises(CommandError, match=words):
        run(monkeypatch, password=password)
    assert User.objects.count() == 0


def test_an_address_that_is_none_is_refused_in_words(monkeypatch):
    with pytest.raises(CommandError, match="no e-mail address"):
        run(monkeypatch, email="nobody")
    assert User.objects.count() == 0


def test_a_closed_account_is_not_opened_this_way(monkeypatch):
    person(email="h.vasquez@lacombe.example", is_active=False)
    with pytest.raises(CommandError, match="is closed"):
        run(monkeypatch)


def test_two_passwords_that_differ_are_refused(monkeypatch):
    typed = iter([GOOD, "another one entirely"])
    monkeypatch.delenv("ADMINISTRATOR_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="differ"):
        call_command("create_administrator", email="h.vasquez@lacombe.example", name="H. Vasquez")


@pytest.mark.parametrize(
    ("since", "is_active", "asks"), [(-1, True, False), (-1, False, True), (1, True, True)]
)
def test_only_where_none_can_sign_in_already(monkeypatch, since, is_active, asks):
    person("administrator", since=clock.today() + dt.timedelta(days=since), is_active=is_active)
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", GOOD)
    call_command(
        "create_administrator", email="new@lacombe.example", name="N. New", if_none=True, stdout=StringIO()
    )
    assert User.objects.filter(email="new@lacombe.example").exists() == asks
