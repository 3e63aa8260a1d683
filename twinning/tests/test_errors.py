"""What somebody reads when something breaks: plain words, an incident number, never a trace."""

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from twinning.accounts.access import anyone, signed_in
from twinning.municipality.models import Municipality


@signed_in
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the password is hunter2")


@anyone
def take(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns: list[URLPattern | URLResolver] = [
    path("broken/", broken),
    path("take/", take),
    path("", include(settings.ROOT_URLCONF)),
]
handler500 = "twinning.dashboard.errors.server_error"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor(sign_in, clerk) -> Client:
    return sign_in(Client(raise_request_exception=False), clerk)


def incident(response) -> str:
    found = re.search(r'<b class="code">(\w{8})</b>', response.text)
    assert found, response.text
    return found[1]


def test_what_breaks_has_a_number_that_stands_in_the_log(visitor, lacombe, caplog):
    response = visitor.get("/broken/")
    assert response.status_code == 500
    assert "It is our fault, not yours." in response.text
    assert "City of Lacombe" in response.text
    assert f"Incident {incident(response)} at /broken/" in caplog.messages


def test_nothing_of_the_inside_is_shown(visitor):
    text = visitor.get("/broken/").text
    assert [
        word for word in ("hunter2", "RuntimeError", "Traceback", "Django", "Python") if word in text
    ] == []


def test_the_page_survives_a_broken_database(visitor, lacombe, caplog):
    """The table behind the head of every page is gone, as after a migration that went wrong."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Municipality._meta.db_table} RENAME TO gone")
    with pytest.raises(DatabaseError), transaction.atomic():
        Municipality.ours()
    response = visitor.get("/broken/")
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "It is our fault, not yours." in response.text
    assert "City of Lacombe" not in response.text
    assert f"Incident {incident(response)} broke the page around it, too" in caplog.messages


def test_a_form_without_its_token_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/take/", {"why": "because"})
    assert response.status_code == 403
    assert "The form was open for too long" in response.text
    assert "Go back, copy what you wrote, load the page anew and send it again." in response.text


def test_a_page_that_is_not_there_says_so(visitor):
    response = visitor.get("/nowhere/")
    assert response.status_code == 404
    assert "<h1>There is no such page</h1>" in response.text


def test_an_address_that_takes_forms_only_says_so_when_it_is_opened(visitor, lacombe):
    response = visitor.get("/people/demonstration/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address takes forms only" in response.text
    assert "Content-Security-Policy" in response
