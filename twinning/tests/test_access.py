"""Every address says who may use it, and hands nothing to a stranger."""

import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.decorators.http import require_POST, require_safe

from twinning.accounts.access import anyone, signed_in
from twinning.accounts.models import Role
from twinning.testing.factories import person

OPEN = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_login_webauthn",
    "dashboard:livez",
    "dashboard:readyz",
    "dashboard:about_data",
    "enquiry:ask",
    "issued:genuine",
    "issued:root_certificate",
}
"""What answers a stranger with a page: how to sign in, whether the site is alive, how to ask the City, and whether a paper is genuine."""

REFUSALS = {302, 401, 404, 405}


class Address(NamedTuple):
    name: str
    route: str
    view: Any


def addresses(resolver: URLResolver | None = None, names: str = "", route: str = "") -> Iterator[Address]:
    """Every URL pattern of the site: its full name, its route, its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{names}{entry.namespace}:" if entry.namespace else names, here)
        elif isinstance(entry, URLPattern):
            yield Address(f"{names}{entry.name}", here, entry.callback)


MISSING = 999_999_999


def example(route: str, number: int = MISSING) -> str:
    """An address that fits a route and leads to nothing that is there."""
    route = re.sub(r"<int:\w+>", str(number), route)
    route = re.sub(r"<uuid:\w+>", str(uuid.UUID(int=number)), route)
    route = re.sub(r"<slug:\w+>|<str:\w+>", "some", route)
    route = route.replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "1-2").replace("^", "").replace("$", "")
    assert not re.search(r"[<>()\\]", route), f"no example for {route}"
    return f"/{route}"


def is_post_only(view: Any) -> bool:
    """Whether a view refuses GET, found by asking its decorators' closures."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if cell.cell_contents == ["POST"]:
                return True
        view = getattr(view, "__wrapped__", None)
    return False


ALL = list(addresses())
POST_ONLY = [address for address in ALL if is_post_only(address.view)]


def test_every_view_says_who_may_use_it():
    assert [address.name for address in ALL if not getattr(address.view, "who_may", "")] == []


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in ALL]
    assert [name for name in names if names.count(name) > 1 or name.endswith("None")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ALL, ids=[address.name for address in ALL])
def test_a_stranger_is_asked_to_sign_in(client, address):
    url = example(address.route)
    assert client.get(url).status_code in ({200, 302} if address.name in OPEN else REFUSALS)
    assert client.post(url, {"why": "because"}).status_code in (
        {200, 302, 400, 405, 422} if address.name in OPEN else REFUSALS
    )


def test_what_is_open_is_few_and_exists():
    assert len(OPEN) <= 14
    assert OPEN - {address.name for address in ALL} == set()


def test_who_needs_no_sign_in_says_that_anyone_may():
    without = {address.name for address in ALL if not getattr(address.view, "login_required", True)}
    assert without == {address.name for address in ALL if address.view.who_may == "anyone"}


@pytest.fixture
def everybody(db, client, sign_in) -> Client:
    """Somebody who holds every role."""
    return sign_in(client, person(*Role))


@pytest.mark.parametrize("address", POST_ONLY, ids=[address.name for address in POST_ONLY])
def test_a_link_changes_nothing(everybody, address):
    assert everybody.get(example(address.route)).status_code == 405


def test_there_are_views_that_only_take_what_is_sent():
    names = {address.name for address in POST_ONLY}
    assert {"proposal:stop", "planning:send", "agreement:draft"} - names == set()


@pytest.mark.parametrize("address", [a for a in ALL if "<int:pk>" in a.route], ids=lambda a: a.name)
def test_what_is_not_there_is_not_found(everybody, address):
    """Whoever may do everything gets 404, or 405; never a crash, never a page; also for a number no database holds."""
    for number in (MISSING, 10**30):
        url = example(address.route, number)
        answers = {everybody.get(url).status_code, everybody.post(url, {"why": "because"}).status_code}
        assert 404 in answers
        assert answers <= {404, 405}


# -- That these tests can fail ----------------------------------------------------------------


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a secret")


@require_safe
@anyone
def leaky(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a secret")


@require_POST
@signed_in
def careful(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("silent/", silent, name="silent"),
    path("leaky/", leaky, name="leaky"),
    path("careful/", careful, name="careful"),
]


@pytest.mark.urls(__name__)
def test_a_view_that_says_nothing_is_found():
    found = {address.name: getattr(address.view, "who_may", "") for address in addresses(get_resolver())}
    assert found == {"silent": "", "leaky": "anyone", "careful": "signed in"}


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_view_that_hands_out_its_page_to_strangers_is_found(client):
    assert client.get("/leaky/").status_code not in REFUSALS


def test_a_view_that_takes_only_what_is_sent_is_told_apart():
    assert [is_post_only(view) for view in (silent, leaky, careful)] == [False, False, True]
