"""A session that ends in the middle of a form loses nothing of it, with or without scripts."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from twinning import clock
from twinning.accounts import typed
from twinning.accounts.models import Role
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "seven blue herons at dawn"
LONG = "Ein langer Absatz, naïve résumé, 友好都市 🎉 \u202eabc\n" * 2000


@pytest.fixture
def user():
    return person(Role.ADMINISTRATOR, email="h.vasquez@lacombe.example", password=PASSWORD)


@pytest.fixture
def page():
    return reverse("accounts:new")


def sign_in_by_hand(client, user, **more):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, **more})


def words_of(answer):
    return [str(message) for message in answer.context["messages"]]


def test_the_form_is_there_again_after_signing_in(client, user, page):
    sign_in_by_hand(client, user)
    with clock.at(timezone.now() + dt.timedelta(hours=2)):
        answer = client.post(
            page,
            {"name": LONG, "email": "k@lacombe.example"},
            headers={"referer": f"http://testserver{page}?from=list"},
            follow=True,
        )
        [(login, status)] = answer.redirect_chain
        assert (login, status) == (f"{reverse('account_login')}?next={page}%3Ffrom%3Dlist", 302)
        assert "What you typed is kept" in words_of(answer)[-1]
    back = sign_in_by_hand(client, user, next=f"{page}?from=list")
    assert back.url == f"{page}?from=list"
    form = client.get(back.url).context["form"]
    assert (form["name"].value(), form["email"].value()) == (LONG, "k@lacombe.example")


def test_it_survives_a_session_cookie_that_is_gone(user, page):
    client = Client()
    client.post(page, {"name": LONG})
    sign_in_by_hand(client, user)
    assert client.get(page).context["form"]["name"].value() == LONG


def test_it_survives_the_second_factor(settings, user, page):
    from twinning.accounts.tests.test_second_factor import SECRET, code_of, give_factor, with_code

    settings.SECOND_FACTOR_REQUIRED = True
    assert SECRET
    give_factor(user)
    client = Client()
    client.post(page, {"name": LONG})
    sign_in_by_hand(client, user, next=page)
    assert with_code(client, code_of(SECRET)).url == page
    assert client.get(page).context["form"]["name"].value() == LONG


def test_it_is_handed_over_once(client, user, page):
    client.post(page, {"name": "K. Dube"})
    sign_in_by_hand(client, user)
    assert [client.get(page).context["form"].is_bound for _visit in range(2)] == [True, False]


def test_it_waits_under_the_page_and_under_the_address_it_was_sent_to(client, user, page):
    user_page = reverse("accounts:person", args=[user.pk])
    client.post(
        reverse("accounts:give_role", args=[user.pk]),
        {"role": "clerk", "starts": "2026-03-01"},
        headers={"referer": f"http://testserver{user_page}"},
    )
    sign_in_by_hand(client, user)
    context = client.get(user_page).context
    assert (context["role_form"]["role"].value(), context["form"].is_bound) == ("clerk", False)


@pytest.mark.parametrize(
    "came_from",
    [
        "https://evil.example/people/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
    ],
)
def test_the_way_back_is_never_another_site(client, page, came_from):
    answer = client.post(page, {"name": "K. Dube"}, headers={"referer": came_from})
    assert answer.url == f"{reverse('account_login')}?next={page}"


def test_passwords_tokens_and_files_are_not_kept(client, page):
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7")
    client.post(
        page, {"name": "K. Dube", "password1": "secret", "csrfmiddlewaretoken": "token", "scan": scan}
    )
    assert [form["text"] for form in client.session[typed.KEPT]] == ["name=K.+Dube"]


def test_nothing_typed_is_nothing_kept(client, page):
    answer = client.post(page, {"name": "  "}, follow=True)
    assert typed.KEPT not in client.session
    assert words_of(answer) == ["You are signed out, and nothing was saved. Sign in, then do it again."]


def test_more_than_a_million_characters_are_not_kept(client, page):
    client.post(page, {"name": "x" * 1_000_001})
    assert typed.KEPT not in client.session


def test_three_forms_are_kept_and_the_oldest_goes(client, page):
    for number in range(4):
        client.post(f"{page}?{number}", {"name": f"Person {number}"})
    assert [form["text"] for form in client.session[typed.KEPT]] == [
        "name=Person+3",
        "name=Person+2",
        "name=Person+1",
    ]


def test_another_person_at_the_same_desk_does_not_read_it(client, user, page):
    other = person(Role.ADMINISTRATOR, email="other@lacombe.example", password=PASSWORD)
    sign_in_by_hand(client, user)
    with clock.at(timezone.now() + dt.timedelta(hours=2)):
        client.post(page, {"name": "K. Dube"})
    sign_in_by_hand(client, other)
    assert not client.get(page).context["form"].is_bound
    assert client.session[typed.KEPT] == []


def test_who_may_not_open_the_page_does_not_get_it(client, page):
    reader = person(Role.COUNCILLOR, email="reader@lacombe.example", password=PASSWORD)
    client.post(page, {"name": "K. Dube"})
    sign_in_by_hand(client, reader)
    assert client.get(page).status_code == 403


def test_a_script_that_saves_is_told_and_keeps_its_text(client, page):
    answer = client.post(page, {"name": "K. Dube"}, headers={"X-Autosave": "1"})
    assert (answer.status_code, list(answer.json())) == (401, ["words"])
    assert typed.KEPT not in client.session


def test_the_sign_in_form_itself_is_never_kept(client, user):
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "note": "x"})
    client.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    assert typed.KEPT not in client.session


def test_reading_a_page_keeps_nothing(client, page):
    client.get(f"{page}?name=K")
    assert typed.KEPT not in client.session


def test_a_page_of_ours_keeps_its_question(rf: RequestFactory):
    request = rf.post("/people/5/give-role/", headers={"referer": "http://testserver/people/5/?tab=2"})
    assert typed.page_of(request) == "/people/5/?tab=2"


# -- Signed in anew in another tab: the token of the old page is stale ----------------------


@pytest.fixture
def strict(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.get(reverse("accounts:new"))
    return client


def test_a_form_from_before_the_sign_in_is_there_again(strict, page):
    stale = {"name": LONG, "csrfmiddlewaretoken": "x" * 64}
    answer = strict.post(
        page, stale, headers={"origin": "http://testserver", "referer": f"http://testserver{page}"}
    )
    assert answer.url == page
    shown = strict.get(page)
    assert shown.context["form"]["name"].value() == LONG
    assert "What you typed is here again" in words_of(shown)[0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"referer": "https://evil.example/"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_a_form_from_elsewhere_is_refused_and_not_kept(strict, page, headers):
    assert strict.post(page, {"name": "K. Dube"}, headers=headers).status_code == 403
    assert typed.KEPT not in strict.session


def test_forms_are_not_kept_faster_than_people_type(client, page, monkeypatch):
    monkeypatch.setattr(typed, "RATE", "2/h/ip")
    for number in range(3):
        client.post(page, {"name": f"Person {number}"})
    assert [form["text"] for form in client.session[typed.KEPT]] == ["name=Person+1", "name=Person+0"]
