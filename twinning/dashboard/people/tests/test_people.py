"""Registering people, giving and taking roles, closing accounts: done, refused and on record."""

import datetime as dt

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from twinning import clock
from twinning.accounts.models import Appointment, Role, User
from twinning.dashboard.people import actions
from twinning.records import history
from twinning.records.models import Event, Notice
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
WHY = {"why": "Left the City on Friday."}


@pytest.fixture
def admin_client(client, sign_in, administrator):
    return sign_in(client, administrator)


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


def told(user):
    return [history.sentence(event) for event in Event.objects.about(user)]


def words_of(answer):
    return [str(message) for message in answer.context["messages"]]


def state():
    """Everything these actions could change."""
    return (
        list(User.objects.order_by("pk").values_list("name", "email", "is_active")),
        list(
            Appointment.objects.order_by("pk").values_list("user", "role", "starts", "ends", "withdrawn_on")
        ),
        Event.objects.count(),
        Notice.objects.count(),
    )


# -- It does it ---------------------------------------------------------------------


def test_a_person_is_registered(admin_client, administrator):
    answer = admin_client.post(url("new"), {"name": "N. Aguilar", "email": "N.Aguilar@lacombe.example"})
    user = User.objects.get(email="n.aguilar@lacombe.example")
    assert answer.url == url("person", user.pk)
    assert (user.name, user.has_usable_password(), user.roles) == ("N. Aguilar", False, frozenset())
    assert told(user) == ["Registered"]
    assert Event.objects.get().actor == administrator


def test_a_name_is_corrected_and_the_record_holds_no_name(admin_client, staff):
    admin_client.post(url("person", staff.pk), {"name": "K. Dubé", "email": staff.email})
    staff.refresh_from_db()
    assert (staff.name, told(staff)) == ("K. Dubé", ["Corrected: name"])


def test_saving_without_a_change_leaves_no_event(admin_client, staff):
    admin_client.post(url("person", staff.pk), {"name": staff.name, "email": staff.email})
    assert told(staff) == []


def test_a_role_is_given_from_a_day_to_a_day(admin_client, staff):
    admin_client.post(
        url("give_role", staff.pk), {"role": "clerk", "starts": "2026-03-01", "ends": "2026-03-31"}
    )
    given = staff.appointments.get(role="clerk")
    assert (given.starts, given.ends) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert told(staff) == ["Gave the role “Clerk” from 1 March 2026 to 31 March 2026"]


def test_a_role_is_taken_away_at_once_with_a_reason(admin_client, staff, sign_in):
    theirs = sign_in(Client(), staff)
    given = staff.appointments.get()
    admin_client.post(url("withdraw_role", staff.pk, given.pk), WHY)
    given.refresh_from_db()
    assert given.withdrawn_on == clock.today()
    assert User.objects.get(pk=staff.pk).roles == frozenset()
    assert (told(staff), Event.objects.get().remark.text) == (
        ["Took away the role “Council staff”"],
        WHY["why"],
    )
    assert theirs.get(url("profile")).url.startswith(reverse("account_login"))


def test_a_role_that_was_taken_away_can_be_given_again(admin_client, administrator, staff):
    actions.withdraw_role(staff.appointments.get(), by=administrator, why="By mistake.")
    admin_client.post(url("give_role", staff.pk), {"role": "staff", "starts": "2020-01-01"})
    assert User.objects.get(pk=staff.pk).roles == {"staff"}


def test_an_account_is_closed_and_opened_again(admin_client, staff, sign_in):
    theirs = sign_in(Client(), staff)
    admin_client.post(url("deactivate", staff.pk), WHY)
    assert not User.objects.get(pk=staff.pk).is_active
    assert theirs.get(url("profile")).status_code == 302
    admin_client.post(url("reactivate", staff.pk))
    assert User.objects.get(pk=staff.pk).is_active
    assert told(staff) == ["Opened the account again", "Closed the account"]


def test_an_invited_person_chooses_a_password_and_gets_in(admin_client, staff):
    for _click in range(2):
        admin_client.post(url("invite", staff.pk))
    notice = Notice.objects.get()
    assert (notice.to, notice.subject) == (staff, "Choose your password for Twinning")
    link = next(line for line in notice.body.splitlines() if line.startswith(project.SITE_URL))
    theirs = Client()
    form = theirs.get(link.removeprefix(project.SITE_URL), follow=True).redirect_chain[-1][0]
    new = "nine grey owls at midnight"
    theirs.post(form, {"password1": new, "password2": new})
    theirs.post(reverse("account_login"), {"login": staff.email, "password": new})
    assert theirs.get(url("profile")).status_code == 200


# -- It refuses, says why, and changes nothing ------------------------------------------


def test_an_administrator_cannot_take_the_role_from_themselves(admin_client, administrator):
    before = state()
    answer = admin_client.post(
        url("withdraw_role", administrator.pk, administrator.appointments.get().pk), WHY, follow=True
    )
    assert words_of(answer) == [
        "You cannot take the role of administrator from yourself. Ask another administrator to do it."
    ]
    assert state() == before


def test_an_administrator_cannot_close_their_own_account(admin_client, administrator):
    before = state()
    answer = admin_client.post(url("deactivate", administrator.pk), WHY, follow=True)
    assert words_of(answer) == ["You cannot close your own account. Ask another administrator to do it."]
    assert state() == before


def test_another_administrator_can(admin_client, administrator):
    other = person(Role.ADMINISTRATOR)
    admin_client.post(url("withdraw_role", other.pk, other.appointments.get().pk), WHY)
    assert User.objects.get(pk=other.pk).roles == frozenset()


@pytest.mark.parametrize(
    "dates",
    [{"starts": "2026-03-01"}, {"starts": "2020-01-01"}, {"starts": "2020-01-01", "ends": "2025-10-27"}],
)
def test_the_same_role_is_not_given_twice_at_a_time(admin_client, staff, dates):
    before = state()
    answer = admin_client.post(url("give_role", staff.pk), {"role": "staff", **dates})
    assert answer.status_code == 422
    assert (
        "already holds the role “Council staff” in that time"
        in answer.context["role_form"].non_field_errors()[0]
    )
    assert state() == before


def test_a_role_that_ends_before_it_starts_is_refused_in_words(admin_client, staff):
    before = state()
    answer = admin_client.post(
        url("give_role", staff.pk), {"role": "clerk", "starts": "2026-03-02", "ends": "2026-03-01"}
    )
    assert "The last day is before the first. Put the later date in “to”." in answer.content.decode()
    assert (answer.status_code, state()) == (422, before)


@pytest.mark.parametrize(
    "email", ["", "no address", "K.DUBE@lacombe.example", "x" * 300 + "@lacombe.example"]
)
def test_an_address_that_will_not_do_is_refused(admin_client, email):
    person(email="k.dube@lacombe.example")
    before = state()
    answer = admin_client.post(url("new"), {"name": "N. Aguilar", "email": email})
    assert (answer.status_code, list(answer.context["form"].errors), state()) == (422, ["email"], before)


@pytest.mark.parametrize("name", ["withdraw_role", "deactivate"])
def test_without_a_reason_nothing_is_taken_away(admin_client, staff, name):
    args = [staff.pk, staff.appointments.get().pk] if name == "withdraw_role" else [staff.pk]
    before = state()
    answer = admin_client.post(url(name, *args), {"why": " "}, follow=True)
    assert words_of(answer) == ["The reason is missing. Say in a sentence why, so that it can be read later."]
    assert state() == before


def test_a_second_click_says_that_nothing_is_left_to_do(admin_client, staff):
    given = staff.appointments.get()
    for _click in range(2):
        answer = admin_client.post(url("withdraw_role", staff.pk, given.pk), WHY, follow=True)
    assert words_of(answer) == ["This role has already ended. Nothing is left to do."]
    assert told(staff) == ["Took away the role “Council staff”"]


def test_a_closed_account_gets_no_link(admin_client, administrator, staff):
    actions.deactivate(staff, by=administrator, why="Left.")
    before = state()
    assert "Open it again" in words_of(admin_client.post(url("invite", staff.pk), follow=True))[0]
    assert state() == before


POSTS = ["give_role", "withdraw_role", "deactivate", "reactivate", "invite"]


def address_of(name, user):
    return url(name, user.pk, user.appointments.get().pk) if name == "withdraw_role" else url(name, user.pk)


@pytest.mark.parametrize("name", POSTS)
def test_reading_an_address_does_nothing(admin_client, staff, name):
    before = state()
    assert admin_client.get(address_of(name, staff)).status_code == 405
    assert state() == before


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", [*POSTS, "people", "new", "person"])
def test_only_administrators_come_here(client, sign_in, staff, name, role):
    sign_in(client, person(role))
    address = url(name) if name in ("people", "new") else address_of(name, staff)
    before = state()
    send = client.get if name == "people" else client.post
    assert (
        send(
            address, WHY | {"role": "clerk", "starts": "2026-03-01", "name": "X", "email": "x@x.example"}
        ).status_code
        == 403
    )
    assert state() == before


@pytest.mark.parametrize("name", [*POSTS, "person"])
def test_a_person_who_does_not_exist_is_not_found(admin_client, staff, name):
    args = [9999, staff.appointments.get().pk] if name == "withdraw_role" else [9999]
    before = state()
    assert admin_client.post(url(name, *args), WHY).status_code == 404
    assert state() == before


def test_nothing_but_name_and_address_can_be_posted_into_a_person(admin_client, staff):
    before = User.objects.filter(pk=staff.pk).values().get()
    more = {field.name: "1" for field in User._meta.concrete_fields if field.name not in ("name", "email")}
    admin_client.post(url("person", staff.pk), {"name": staff.name, "email": staff.email, **more})
    assert User.objects.filter(pk=staff.pk).values().get() == before


# -- Pages --------------------------------------------------------------------------------


def test_the_list_costs_the_same_with_more_people(admin_client, django_assert_num_queries):
    with django_assert_num_queries(7):
        admin_client.get(url("people"))
    for role in Role:
        person(role, Role.COMMITTEE)
    with django_assert_num_queries(7):
        admin_client.get(url("people"))


def test_the_page_of_a_person_shows_roles_reasons_and_sign_ins(admin_client, administrator, staff):
    actions.withdraw_role(staff.appointments.get(), by=administrator, why="Went on leave.")
    page = admin_client.get(url("person", staff.pk)).content.decode()
    assert "Went on leave." in page
    assert "taken away on" in page


def test_ones_own_page_offers_no_way_to_close_the_account(admin_client, administrator):
    assert (
        url("deactivate", administrator.pk)
        not in admin_client.get(url("person", administrator.pk)).content.decode()
    )


def test_everybody_reads_their_own_roles(client, sign_in, councillor):
    page = sign_in(client, councillor).get(url("profile"))
    assert [given.role for given in page.context["appointments"]] == ["councillor"]
    assert reverse("mfa_index") in page.content.decode()
