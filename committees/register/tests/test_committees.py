"""Committees: who sees them, who keeps them, and that a refusal changes nothing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from committees.models import Committee, Membership
from committees.register import actions
from twinning.accounts.models import Role
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db

KEEPERS = ["staff", "clerk"]
OTHERS = ["cao", "mayor", "councillor", "member", "administrator"]


@pytest.fixture
def committee(clerk):
    committee = Committee(
        name="Mazatlán Twinning Committee",
        formed_on=dt.date(2026, 1, 12),
    )
    actions.open_committee(committee, by=clerk)
    return committee


@pytest.fixture
def chair(committee, clerk):
    chair = Membership(
        committee=committee,
        name="B. Tremblay",
        organisation="Chamber of Commerce",
        role="chair",
        starts=dt.date(2026, 1, 12),
    )
    actions.appoint(chair, by=clerk)
    return chair


def everything() -> list:
    return [
        list(Committee.objects.values()),
        list(Membership.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


COMMITTEE = {
    "name": "Culture Committee",
    "side": "ours",
    "kind": "working",
    "parent": "",
    "formed_on": "2026-02-02",
    "ended_on": "",
    "city": "",
    "field": "",
    "seats_here": "",
    "seats_there": "",
    "quorum": "",
    "notice_days": "14",
    "secretariat": "",
    "first_party": "",
    "second_party": "",
}
MEMBERSHIP = {
    "name": "E. Wójcik",
    "organisation": "Library",
    "role": "secretary",
    "user": "",
    "starts": "2026-03-01",
    "ends": "",
    "appointed_by": "",
    "appointed_on": "",
}

DOINGS = {
    "new": ("/committees/new/", COMMITTEE),
    "edit": ("/committees/{committee}/edit/", COMMITTEE | {"version": "1"}),
    "appoint": ("/committees/{committee}/appoint/", MEMBERSHIP),
    "correct_membership": ("/committees/memberships/{membership}/correct/", MEMBERSHIP | {"version": "1"}),
    "end_membership": ("/committees/memberships/{membership}/end/", {"ends": "2026-04-30", "version": "1"}),
}


def address(doing: str, membership: Membership) -> str:
    return DOINGS[doing][0].format(committee=membership.committee_id, membership=membership.pk)


# -- It does it ----------------------------------------------------------------


@pytest.mark.parametrize("keeper", KEEPERS)
def test_a_keeper_opens_a_committee(client, sign_in, request, keeper):
    user = request.getfixturevalue(keeper)
    response = sign_in(client, user).post("/committees/new/", COMMITTEE)
    made = Committee.objects.get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (made.name, made.kind, made.formed_on, made.ended_on) == (
        "Culture Committee",
        "working",
        dt.date(2026, 2, 2),
        None,
    )
    assert last_words() == "Opened the committee"


def test_a_keeper_changes_a_committee_and_the_record_names_the_fields_only(client, sign_in, staff, committee):
    sign_in(client, staff).post(f"/committees/{committee.pk}/edit/", COMMITTEE | {"version": "1"})
    committee.refresh_from_db()
    assert (committee.name, committee.version) == ("Culture Committee", 2)
    assert last_words() == "Changed: name, kind, formed on"
    assert "Culture" not in str(Event.objects.latest("seq").facts)


def test_saving_without_a_change_leaves_no_event(client, sign_in, staff, committee):
    before = everything()
    same = COMMITTEE | {
        "name": committee.name,
        "kind": "council",
        "formed_on": "2026-01-12",
        "version": "1",
    }
    assert sign_in(client, staff).post(f"/committees/{committee.pk}/edit/", same).status_code == 302
    assert everything() == before


def test_a_keeper_appoints_somebody(client, sign_in, clerk, committee):
    response = sign_in(client, clerk).post(f"/committees/{committee.pk}/appoint/", MEMBERSHIP)
    made = Membership.objects.get()
    assert (response["Location"], made.committee, str(made), made.starts) == (
        committee.get_absolute_url(),
        committee,
        "E. Wójcik, Secretary",
        dt.date(2026, 3, 1),
    )
    assert last_words() == "Appointed somebody as: Secretary"


def test_a_keeper_corrects_a_membership(client, sign_in, clerk, chair):
    sign_in(client, clerk).post(address("correct_membership", chair), MEMBERSHIP | {"version": "1"})
    chair.refresh_from_db()
    assert (chair.name, chair.organisation, chair.role) == ("E. Wójcik", "Library", "secretary")
    assert last_words() == "Corrected a membership: name, organisation, role, from"


def test_a_keeper_ends_a_term(client, sign_in, clerk, chair):
    sign_in(client, clerk).post(address("end_membership", chair), {"ends": "2026-04-30", "version": "1"})
    chair.refresh_from_db()
    assert chair.ends == dt.date(2026, 4, 30)
    assert last_words() == "Ended a membership on 30 April 2026"


# -- It refuses ------------------------------------------------------------------


@pytest.mark.parametrize("doing", DOINGS)
def test_looking_at_a_form_changes_nothing(client, sign_in, clerk, chair, doing):
    before = everything()
    response = sign_in(client, clerk).get(address(doing, chair), DOINGS[doing][1])
    assert response.status_code == 200
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, sign_in, clerk, chair, doing, method):
    before = everything()
    assert getattr(sign_in(client, clerk), method)(address(doing, chair)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("other", OTHERS)
def test_others_are_refused(client, sign_in, request, chair, doing, other):
    user = request.getfixturevalue(other)
    before = everything()
    assert sign_in(client, user).post(address(doing, chair), DOINGS[doing][1]).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_strangers_are_sent_to_sign_in(client, chair, doing):
    before = everything()
    response = client.post(address(doing, chair), DOINGS[doing][1])
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))
    assert everything() == before


@pytest.mark.parametrize("doing", [doing for doing in DOINGS if doing != "new"])
def test_what_does_not_exist_is_not_found(client, sign_in, clerk, chair, doing):
    before = everything()
    url = DOINGS[doing][0].format(committee=999_999, membership=999_999)
    assert sign_in(client, clerk).post(url, DOINGS[doing][1]).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("doing", "wrong", "words"),
    [
        ("new", {"name": ""}, "The name is missing. Write what the committee is called."),
        (
            "new",
            {"formed_on": "2026-05-02", "ended_on": "2026-05-01"},
            "The committee ends before it was formed. Put the later date in “ended on”.",
        ),
        ("new", {"side": "neither"}, "neither"),
        ("edit", {"name": ""}, "The name is missing. Write what the committee is called."),
        ("appoint", {"name": ""}, "The name is missing. Write who serves."),
        (
            "appoint",
            {"starts": "2026-05-02", "ends": "2026-05-01"},
            "The last day is before the first. Put the later date in “to”.",
        ),
        (
            "appoint",
            {"name": "b. tremblay"},
            "B. Tremblay serves already, from 12 January 2026 without an end (Chair). Choose days outside that term",
        ),
        (
            "correct_membership",
            {"ends": "2025-05-01"},
            "The last day is before the first. Put the later date in “to”.",
        ),
        ("end_membership", {"ends": ""}, "The day is missing. Choose the last day of service."),
        ("end_membership", {"ends": "2026-01-11"}, "The last day is before the first. Choose a later day."),
    ],
)
def test_a_wrong_entry_is_refused_in_words_and_kept_on_the_page(
    client, sign_in, clerk, chair, doing, wrong, words
):
    before = everything()
    response = sign_in(client, clerk).post(address(doing, chair), DOINGS[doing][1] | wrong)
    assert response.status_code == 422
    assert words in response.text
    assert everything() == before


@pytest.mark.parametrize("doing", ["edit", "correct_membership", "end_membership"])
@pytest.mark.parametrize("version", ["0", "7", ""])
def test_a_stale_form_never_overwrites(client, sign_in, clerk, chair, doing, version):
    before = everything()
    response = sign_in(client, clerk).post(address(doing, chair), DOINGS[doing][1] | {"version": version})
    assert "Somebody else changed this after you opened it, so yours was not saved." in response.text
    assert everything() == before


def test_after_a_stale_form_the_page_shows_what_stands_and_what_was_typed(
    client, sign_in, clerk, staff, committee
):
    actions.amend(_renamed(committee, "Sinaloa Committee"), seen=1, fields=["name"], by=staff)
    response = sign_in(client, clerk).post(f"/committees/{committee.pk}/edit/", COMMITTEE | {"version": "1"})
    assert "Name now reads: Sinaloa Committee" in response.text
    assert 'value="Culture Committee"' in response.text
    again = client.post(
        f"/committees/{committee.pk}/edit/",
        COMMITTEE | {"version": response.context["form"]["version"].value()},
    )
    assert (again.status_code, Committee.objects.get().name) == (302, "Culture Committee")


def _renamed(committee: Committee, name: str) -> Committee:
    other = Committee.objects.get(pk=committee.pk)
    other.name = name
    return other


def test_two_people_at_once_and_the_second_is_told(committee, clerk, staff):
    first, second = _renamed(committee, "First"), _renamed(committee, "Second")
    actions.amend(first, seen=1, fields=["name"], by=clerk)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.amend(second, seen=1, fields=["name"], by=staff)
    assert (told.value.current.name, Committee.objects.get().name) == ("First", "First")


def test_nobody_joins_a_committee_that_has_ended(committee, clerk):
    committee.ended_on = dt.date(2026, 2, 1)
    actions.amend(committee, seen=1, fields=["ended_on"], by=clerk)
    before = everything()
    with pytest.raises(ValidationError, match="The committee has ended by that day"):
        actions.appoint(
            Membership(committee=committee, name="E. Wójcik", starts=dt.date(2026, 3, 1)), by=clerk
        )
    assert everything() == before


def test_a_committee_never_reports_to_itself_even_by_a_detour(client, sign_in, clerk, committee):
    below = Committee(name="Sub-committee", parent=committee)
    actions.open_committee(below, by=clerk)
    response = sign_in(client, clerk).post(
        f"/committees/{committee.pk}/edit/", COMMITTEE | {"parent": below.pk, "version": "1"}
    )
    assert "That committee reports to this one already." in response.text
    assert Committee.objects.get(pk=committee.pk).parent is None


# -- Who sees what -----------------------------------------------------------------


@pytest.mark.parametrize("reader", ["staff", "cao", "clerk", "mayor", "councillor", "administrator"])
def test_city_hall_reads_every_committee(client, sign_in, request, committee, chair, reader):
    response = sign_in(client, request.getfixturevalue(reader)).get(committee.get_absolute_url())
    assert response.status_code == 200
    assert ("Appoint a member" in response.text) == (reader in KEEPERS)


def test_a_committee_member_reads_their_own_and_no_other(client, sign_in, member, committee, clerk):
    other = Committee(name="Budget Committee")
    actions.open_committee(other, by=clerk)
    actions.appoint(Membership(committee=committee, name=member.name, user=member), by=clerk)
    sign_in(client, member)
    assert [client.get(one.get_absolute_url()).status_code for one in (committee, other)] == [200, 404]
    page = client.get("/committees/").text
    assert ("Mazatlán Twinning Committee" in page, "Budget Committee" in page) == (True, False)


def test_whose_service_ended_reads_no_more(member, committee, clerk):
    membership = Membership(committee=committee, name=member.name, user=member, starts=dt.date(2026, 1, 12))
    actions.appoint(membership, by=clerk)
    actions.end_membership(membership, ends=dt.date(2026, 3, 11), seen=1, by=clerk)
    assert not Committee.objects.visible_to(member).exists()


def test_somebody_without_a_role_sees_none(committee):
    assert not Committee.objects.visible_to(person()).exists()


def test_terms_and_sides_in_words(committee, chair, clerk):
    theirs = Committee(
        name="Comité de Ciudades Hermanas",
        side="theirs",
        formed_on=dt.date(2026, 1, 1),
        ended_on=dt.date(2026, 2, 28),
    )
    actions.open_committee(theirs, by=clerk)
    assert (
        list(Committee.objects.ours()),
        list(Committee.objects.theirs()),
        list(Committee.objects.standing()),
    ) == ([committee], [theirs], [committee])
    assert list(Committee.objects.standing(dt.date(2026, 2, 28))) == [committee, theirs]
    later = Membership(committee=committee, name="A. Later", starts=dt.date(2026, 6, 1))
    actions.appoint(later, by=clerk)
    actions.end_membership(chair, ends=dt.date(2026, 3, 12), seen=1, by=clerk)
    assert (
        list(Membership.objects.serving()),
        list(Membership.objects.to_come()),
        list(Membership.objects.former()),
    ) == ([chair], [later], [])
    assert list(Membership.objects.former(dt.date(2026, 3, 13))) == [chair]


def test_the_chair_stands_first(committee, clerk):
    for name, role in (
        ("Z", "member"),
        ("Y", "secretary"),
        ("X", "vice_chair"),
        ("W", "chair"),
        ("A", "member"),
    ):
        actions.appoint(Membership(committee=committee, name=name, role=role), by=clerk)
    assert [one.name for one in Membership.objects.serving()] == ["W", "X", "Y", "A", "Z"]


@pytest.mark.parametrize("sample", ["👋🏽 мир عربي e\u0301", "<script>alert(1)</script>"])
def test_any_script_is_kept_and_shown_as_text(client, sign_in, clerk, committee, sample):
    terms = actions.draft_terms(committee, sample, by=clerk)
    actions.adopt_terms(terms, on=dt.date(2026, 3, 1), body="Council", seen=1, by=clerk)
    assert committee.terms_in_force().text == sample
    page = sign_in(client, clerk).get(committee.get_absolute_url()).text
    assert "<script>alert" not in page


def test_the_roles_of_the_house_are_all_asked():
    assert {*KEEPERS, *OTHERS} - {"member"} | {"committee"} == set(Role.values)
