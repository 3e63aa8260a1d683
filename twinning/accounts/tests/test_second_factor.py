"""A password alone opens nothing but the pages that set up more."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from twinning import settings as written
from twinning.accounts import sessions
from twinning.accounts.middleware import UNTIL_SECOND_FACTOR
from twinning.accounts.models import Role
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "seven blue herons at dawn"
SECRET = generate_totp_secret()


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def user():
    return person(Role.STAFF, email="k.dube@lacombe.example", password=PASSWORD)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_factor(user):
    return TOTP.activate(user, SECRET).instance


def with_password(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def with_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def names(resolver, namespace=""):
    """Every named address that takes no arguments."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        elif (
            pattern.name
            and not pattern.pattern.converters
            and not getattr(pattern.pattern.regex, "groups", 0)
        ):
            yield f"{namespace}{pattern.name}", pattern.callback


def test_without_one_only_its_set_up_and_the_way_out_are_reached(client, user):
    with_password(client, user)
    reached = set()
    for name, view in names(get_resolver()):
        if getattr(view, "login_required", True):
            answer = client.get(reverse(name))
            if (
                not (answer.status_code == 302 and answer.url == reverse("mfa_index"))
                and answer.status_code != 405
            ):
                reached.add(name)
    assert reached <= UNTIL_SECOND_FACTOR
    assert {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"} <= reached


def test_it_says_what_is_asked_for(client, user):
    with_password(client, user)
    answer = client.get(reverse("accounts:profile"), follow=True)
    assert "A password alone is not enough here" in answer.content.decode()


def test_a_script_that_saves_gets_words_and_no_page(client, user):
    with_password(client, user)
    answer = client.post(reverse("accounts:new"), {"name": "X"}, headers={"X-Autosave": "1"})
    assert (answer.status_code, list(answer.json())) == (403, ["words"])


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_opens_the_house_and_hands_out_recovery_codes(client, user):
    with_password(client, user)
    set_up = reverse("mfa_activate_totp")
    again = client.get(set_up)
    client.post(again.url, {"password": PASSWORD})
    secret = client.get(set_up).context["form"].secret
    shown = client.post(set_up, {"code": code_of(secret)}, follow=True)
    assert shown.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert len(shown.context["unused_codes"]) == 10
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert {tuple(message.to) for message in mail.outbox} == {(user.email,)}


def test_the_code_that_set_it_up_signs_nobody_in(client, user):
    with_password(client, user)
    client.post(client.get(reverse("mfa_activate_totp")).url, {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = code_of(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    other = Client()
    with_password(other, user)
    with_code(other, code)
    assert other.get(reverse("accounts:profile")).status_code == 302


def test_with_one_the_password_is_only_half_of_the_way(client, user):
    give_factor(user)
    assert with_password(client, user).url == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile")).status_code == 302
    with_code(client, code_of(SECRET))
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_code_works_once(user):
    give_factor(user)
    code, reached = code_of(SECRET), []
    for client in (Client(), Client()):
        with_password(client, user)
        with_code(client, code)
        reached.append(client.get(reverse("accounts:profile")).status_code)
    assert reached == [200, 302]


def test_a_recovery_code_works_once(user):
    give_factor(user)
    code, reached = RecoveryCodes.activate(user).get_unused_codes()[0], []
    for browser in (Client(), Client()):
        with_password(browser, user)
        with_code(browser, code)
        reached.append(browser.get(reverse("accounts:profile")).status_code)
    assert reached == [200, 302]


def test_a_new_password_by_mail_does_not_go_round_it(client, user):
    give_factor(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "nine grey owls at midnight", "password2": "nine grey owls at midnight"})
    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": "nine grey owls at midnight"}
    )
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_changing_it_ends_the_sessions_elsewhere_and_not_ones_own(user):
    factor = give_factor(user)
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(user)
        assert client.get(reverse("accounts:profile")).status_code == 200
    again = here.get(reverse("mfa_deactivate_totp"))
    here.post(again.url, {"password": PASSWORD})
    here.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(pk=factor.pk).exists()
    assert here.get(reverse("accounts:profile")).url == reverse("mfa_index")
    answer = there.get(reverse("accounts:profile"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [sessions.FACTOR_CHANGED]


def test_recovery_codes_alone_are_no_second_factor(client, user):
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).url == reverse("mfa_index")


def test_it_is_compulsory_unless_this_is_a_demonstration():
    assert (written.DEMONSTRATION, written.SECOND_FACTOR_REQUIRED) == (False, True)
