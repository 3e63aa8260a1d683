"""One click per role in a demonstration, and no such door anywhere else."""

import pytest
from django.urls import reverse

from twinning.accounts.models import Role
from twinning.testing.factories import city, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return reverse("accounts:demonstration_sign_in")


@pytest.fixture
def on(settings):
    settings.DEMONSTRATION = True
    return city(demonstration=True)


def is_signed_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


def test_one_click_signs_in(client, on, clerk, door):
    assert client.post(door, {"email": clerk.email}).url == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "sent_to"),
    [
        ("/proposals/?show=mine", "/proposals/?show=mine"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
    ],
)
def test_the_click_goes_on_to_the_page_that_was_wanted_if_it_is_ours(
    client, on, clerk, door, wanted, sent_to
):
    forms = client.get(reverse("account_login"), {"next": wanted}).text.split("<form ")[1:]
    (offered,) = [form for form in forms if f'value="{clerk.email}"' in form]
    assert 'name="next"' in offered
    assert client.post(door, {"email": clerk.email, "next": wanted}).url == sent_to


def test_the_next_click_is_the_next_person(client, on, clerk, cao, door):
    for user in (clerk, cao):
        client.post(door, {"email": user.email})
    assert client.get(reverse("accounts:profile")).context["user"] == cao


def test_the_sign_in_page_offers_everybody_with_a_role_in_the_order_of_the_work(client, on, clerk, cao):
    person(name="Nobody Special")
    offered = client.get(reverse("account_login")).context["demonstration_accounts"]
    assert offered == [
        {"email": cao.email, "name": "R. Whitlock", "role_words": "Chief Administrative Officer", "note": ""},
        {"email": clerk.email, "name": "D. Sinclair", "role_words": "Clerk", "note": ""},
    ]


@pytest.mark.parametrize(("switch", "data"), [(False, True), (True, False), (False, False)])
def test_both_the_switch_and_the_data_must_say_so(client, settings, clerk, door, switch, data):
    settings.DEMONSTRATION = switch
    city(demonstration=data)
    assert client.post(door, {"email": clerk.email}).status_code == 404
    assert not is_signed_in(client)
    assert client.get(reverse("account_login")).context["demonstration_accounts"] == []


def test_a_real_address_gets_nobody_in(client, on, door):
    real = person(Role.CLERK, email="clerk@lacombe.ca")
    assert client.post(door, {"email": real.email}).status_code == 404
    assert not is_signed_in(client)


def test_a_closed_account_gets_nobody_in(client, on, door):
    closed = person(Role.CLERK, is_active=False)
    assert client.post(door, {"email": closed.email}).status_code == 404


def test_reading_the_address_signs_nobody_in(client, on, clerk, door):
    assert client.get(door, {"email": clerk.email}).status_code == 405


@pytest.mark.parametrize(
    "name", ["account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "usersessions_list"]
)
def test_nobody_takes_a_shared_account_for_themselves(client, on, clerk, door, name):
    client.post(door, {"email": clerk.email})
    assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse(name)).status_code == 403
