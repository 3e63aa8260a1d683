"""When a session ends, and what is said about it."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from twinning import clock
from twinning.accounts import sessions
from twinning.accounts.models import Appointment, Role, User
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "seven blue herons at dawn"


@pytest.fixture
def page():
    return reverse("accounts:profile")


def after(**passed):
    return clock.at(timezone.now() + dt.timedelta(**passed))


def words_at_sign_in(client, page):
    """Where the next click leads, and the words that are read there."""
    answer = client.get(page, follow=True)
    assert answer.redirect_chain == [(f"{reverse('account_login')}?next={page}", 302)]
    return [str(message) for message in answer.context["messages"]]


def test_it_goes_on_until_an_hour_has_passed_without_a_click(client, sign_in, staff, page):
    sign_in(client, staff)
    with after(minutes=59):
        assert client.get(page).status_code == 200
    with after(minutes=118):
        assert client.get(page).status_code == 200
    with after(minutes=178):
        assert words_at_sign_in(client, page) == [sessions.IDLE]


def test_a_working_day_ends_it_however_busy_one_was(client, sign_in, staff, page):
    sign_in(client, staff)
    for half_hours in range(1, 24):
        with after(minutes=30 * half_hours):
            assert client.get(page).status_code == 200
    with after(hours=12):
        assert words_at_sign_in(client, page) == [sessions.TOO_LONG]


def test_the_session_that_ended_is_gone_from_the_server(client, sign_in, staff, page):
    sign_in(client, staff)
    key = client.session.session_key
    with after(hours=13):
        client.get(page)
    assert not Session.objects.filter(session_key=key).exists()


def test_it_is_written_once_a_minute_at_most(client, sign_in, staff, page):
    sign_in(client, staff)
    with after(seconds=0):
        before = client.session[sessions.WATCH]
    with after(seconds=50):
        client.get(page)
        assert client.session[sessions.WATCH] == before
    with after(seconds=70):
        client.get(page)
        assert client.session[sessions.WATCH]["seen"] > before["seen"] + 60


def test_a_role_taken_away_ends_it_at_the_next_click(client, sign_in, page):
    user = person(Role.STAFF, Role.CLERK)
    sign_in(client, user)
    clerk = user.appointments.get(role=Role.CLERK)
    clerk.withdrawn_on = clock.today()
    clerk.save()
    assert words_at_sign_in(client, page) == [sessions.DEMOTED]


def test_a_role_gained_on_the_way_and_lost_again_ends_it_too(client, sign_in, staff, page):
    sign_in(client, staff)
    clerk = Appointment.objects.create(user=staff, role=Role.CLERK)
    assert client.get(page).status_code == 200
    clerk.withdrawn_on = clock.today()
    clerk.save()
    assert words_at_sign_in(client, page) == [sessions.DEMOTED]


def test_a_role_gained_ends_nothing(client, sign_in, staff, page):
    sign_in(client, staff)
    Appointment.objects.create(user=staff, role=Role.CLERK)
    assert client.get(page).status_code == 200


def test_a_closed_account_ends_it_at_the_next_click(client, sign_in, staff, page):
    sign_in(client, staff)
    staff.is_active = False
    staff.save()
    assert words_at_sign_in(client, page) == [sessions.DEACTIVATED]


def test_a_new_password_ends_the_sessions_elsewhere_and_not_ones_own(settings, page):
    user = person(Role.STAFF, password=PASSWORD)
    here, there = Client(), Client()
    for client in (here, there):
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        assert client.get(page).status_code == 200
    new = "nine grey owls at midnight"
    here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert User.objects.get(pk=user.pk).check_password(new)
    assert here.get(page).status_code == 200
    assert words_at_sign_in(there, page) == [sessions.PASSWORD_CHANGED]


def test_signing_in_changes_the_key_of_the_session(client, page):
    user = person(Role.STAFF, password=PASSWORD)
    client.get(page)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.session.session_key not in (None, planted)
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_ends_it_on_the_server(client, sign_in, staff, page):
    sign_in(client, staff)
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get(page).status_code == 302


def test_looking_at_the_sign_in_page_starts_no_watch(client):
    assert client.get(reverse("account_login")).status_code == 200
    assert sessions.WATCH not in client.session
