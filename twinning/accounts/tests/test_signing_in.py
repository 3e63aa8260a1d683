"""Who gets in, who does not, and what a stranger can learn from it."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from twinning.accounts.models import Role, SignIn, User
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "seven blue herons at dawn"


@pytest.fixture
def user():
    return person(Role.STAFF, email="k.dube@lacombe.example", password=PASSWORD)


def attempt(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def words(answer):
    return answer.context["form"].non_field_errors()


def is_signed_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


def test_an_address_in_capital_letters_is_the_same_address(client, user):
    assert attempt(client, "K.Dube@LACOMBE.example").status_code == 302
    assert is_signed_in(client)
    assert list(SignIn.objects.values_list("user", "outcome", "ip")) == [(user.pk, "signed_in", "127.0.0.1")]


def test_passwords_are_kept_as_argon2(user):
    assert identify_hasher(user.password).algorithm == "argon2"


def test_known_and_unknown_addresses_are_answered_alike(user):
    known, unknown = (
        attempt(Client(), user.email, "wrong"),
        attempt(Client(), "nobody@lacombe.example", "wrong"),
    )
    assert (known.status_code, words(known)) == (unknown.status_code, words(unknown))
    assert len(words(known)) == 1


def test_a_refused_attempt_is_kept_without_what_was_typed(client, user):
    attempt(client, user.email, "wrong")
    attempt(client, "my password by mistake@lacombe.example", "wrong")
    attempt(client, "nobody@lacombe.example", "wrong")
    assert list(SignIn.objects.order_by("pk").values_list("user", "outcome")) == [
        (user.pk, "refused"),
        (None, "refused"),
    ]


def test_five_failures_lock_an_account_for_five_minutes_and_no_longer(monkeypatch, user):
    import time

    for _try in range(5):
        attempt(Client(REMOTE_ADDR=f"192.0.2.{_try}"), user.email, "wrong")
    locked = attempt(Client(REMOTE_ADDR="192.0.2.9"), user.email)
    assert (locked.status_code, "Too many" in words(locked)[0]) == (200, True)
    later = time.time() + 301
    monkeypatch.setattr(
        "allauth.core.internal.ratelimit.time",
        SimpleNamespace(time=lambda: later, monotonic=time.monotonic, sleep=time.sleep),
    )
    assert attempt(Client(), user.email).status_code == 302


def test_an_unknown_address_is_locked_with_the_same_words(user):
    answers = {}
    for email in (user.email, "nobody@lacombe.example"):
        for _try in range(5):
            attempt(Client(REMOTE_ADDR=f"192.0.2.{_try}"), email, "wrong")
        answer = attempt(Client(REMOTE_ADDR="192.0.2.9"), email, "wrong")
        answers[email] = (answer.status_code, words(answer))
    assert len({str(answer) for answer in answers.values()}) == 1


def test_ten_failures_a_minute_stop_an_address_of_the_network(user):
    for number in range(10):
        attempt(Client(), f"guess{number}@lacombe.example", "wrong")
    assert "Too many" in words(attempt(Client(), user.email))[0]
    assert attempt(Client(REMOTE_ADDR="192.0.2.1"), user.email).status_code == 302


def test_signing_in_correctly_counts_as_no_failure(user):
    for _day in range(7):
        assert attempt(Client(), user.email).status_code == 302


def test_a_closed_account_does_not_get_in(client, user):
    user.is_active = False
    user.save()
    assert attempt(client, user.email).url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_nobody_registers_themselves(client):
    answer = client.post(reverse("account_signup"), {"email": "me@lacombe.example", "password1": PASSWORD})
    assert "Nobody can register here" in answer.content.decode()
    assert User.objects.count() == 0


def test_nobody_changes_their_own_address():
    with pytest.raises(NoReverseMatch):
        reverse("account_email")


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example/",
    "https://testserver@evil.example/",
    "https://evil.example\\@testserver/",
]


@pytest.mark.parametrize("payload", ELSEWHERE)
def test_nothing_in_the_address_leads_elsewhere(client, user, payload):
    assert attempt(client, user.email, next=payload).headers["Location"] == settings.LOGIN_REDIRECT_URL


def test_a_page_of_ours_is_reached(client, user):
    page = reverse("accounts:profile")
    assert attempt(client, user.email, next=page).url == page


# -- A forgotten password -----------------------------------------------------------


def ask_for_link(email):
    return Client().post(reverse("account_reset_password"), {"email": email})


def link():
    return next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)


def test_asking_for_a_link_tells_nobody_who_is_registered(user):
    known, unknown = ask_for_link(user.email), ask_for_link("nobody@lacombe.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.to[0] for message in mail.outbox] == [user.email, "nobody@lacombe.example"]


def test_a_link_changes_the_password_once_and_signs_nobody_in(client, user):
    ask_for_link(user.email)
    address = link()
    new = {"password1": "nine grey owls at midnight", "password2": "nine grey owls at midnight"}
    form = client.get(address, follow=True)
    client.post(form.redirect_chain[-1][0], new)
    assert not is_signed_in(client)
    assert attempt(Client(), user.email, new["password1"]).status_code == 302
    assert Client().get(address, follow=True).context["token_fail"]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password1234",
        "k.dube@lacombe",
        "Lacombe-2026-abc",
        "L4c0mb3 for ever",
        "I like TWINNING a lot",
        "meet at City Hall!",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(client, lacombe, user, password):
    attempt(client, user.email)
    before = user.password
    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert answer.context["form"].errors
    user.refresh_from_db()
    assert user.password == before


# -- What only separate processes can show -------------------------------------------


TRY_THREE_TIMES = """
import django
django.setup()
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core.exceptions import ValidationError
from django.test import RequestFactory
for number in range(3):
    request = RequestFactory(REMOTE_ADDR=f"192.0.2.{number}", HTTP_HOST="localhost").post("/")
    with request_context(request):
        try:
            get_adapter().pre_authenticate(request, email="k.dube@lacombe.example")
        except ValidationError:
            print("locked")
        else:
            print("open")
"""


def in_a_process(tmp_path, *command, **env):
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "twinning.settings",
        "LOG_LEVEL": "ERROR",
        **env,
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_failures_are_counted_across_processes(tmp_path):
    in_a_process(tmp_path, "manage.py", "createcachetable").check_returncode()
    said = [in_a_process(tmp_path, "-c", TRY_THREE_TIMES).stdout.split() for _process in range(2)]
    assert said == [["open", "open", "open"], ["open", "open", "locked"]]


def test_a_demonstration_does_not_start_with_production_settings(tmp_path):
    refused = in_a_process(
        tmp_path, "manage.py", "check", PRODUCTION="1", DEMONSTRATION="1", ALLOWED_HOSTS="twinning.example.ca"
    )
    assert refused.returncode != 0
    assert "DEMONSTRATION and PRODUCTION are both on" in refused.stderr
