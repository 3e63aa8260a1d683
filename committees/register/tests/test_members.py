"""Terms of members: none over another, none after the committee's end, renewed in one step, and near ends told."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from committees.models import Committee, Membership
from committees.register import actions
from twinning.records import history
from twinning.records.models import Event

pytestmark = pytest.mark.django_db

FORM = {
    "name": "E. Wójcik",
    "organisation": "",
    "role": "member",
    "user": "",
    "starts": "2026-01-01",
    "ends": "",
    "appointed_by": "",
    "appointed_on": "",
}


@pytest.fixture
def committee(clerk):
    committee = Committee(name="Twinning Committee", formed_on=dt.date(2020, 1, 1))
    actions.open_committee(committee, by=clerk)
    return committee


@pytest.fixture
def term(committee, clerk):
    """Two whole years, ending in nine days less than ninety."""
    term = Membership(
        committee=committee,
        name="E. Wójcik",
        organisation="Library",
        role="secretary",
        starts=dt.date(2024, 6, 1),
        ends=dt.date(2026, 5, 31),
        appointed_by="2024-077",
        appointed_on=dt.date(2024, 5, 13),
    )
    actions.appoint(term, by=clerk)
    return term


def stored() -> list:
    return [*Membership.objects.order_by("pk").values(), Event.objects.count()]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


# -- overlaps -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["E. Wójcik", "e. wojcik", "E WÓJCIK", " E.  Wojcik "])
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-05-31", ""),
        ("2024-01-01", "2024-06-01"),
        ("2025-01-01", "2025-02-01"),
        ("2023-01-01", "2027-01-01"),
    ],
)
def test_two_terms_of_one_person_never_overlap(client, sign_in, clerk, committee, term, name, starts, ends):
    before = stored()
    answer = sign_in(client, clerk).post(
        f"/committees/{committee.pk}/appoint/", FORM | {"name": name, "starts": starts, "ends": ends}
    )
    assert (answer.status_code, stored()) == (422, before)
    assert "E. Wójcik serves already from 1 June 2024 to 31 May 2026 (Secretary)." in answer.text
    assert "Choose days outside that term, or end it first. If these are two people, write their names so that they differ." in answer.text  # fmt: skip


@pytest.mark.parametrize(
    ("name", "starts", "ends"),
    [
        ("E. Wójcik", dt.date(2026, 6, 1), None),
        ("E. Wójcik", dt.date(2022, 1, 1), dt.date(2024, 5, 31)),
        ("E. Wójcikowa", dt.date(2025, 1, 1), None),
    ],
)
def test_terms_that_only_touch_and_other_people_stand_side_by_side(
    committee, term, clerk, name, starts, ends
):
    actions.appoint(Membership(committee=committee, name=name, starts=starts, ends=ends), by=clerk)
    assert committee.memberships.count() == 2


def test_names_without_a_letter_are_told_apart(committee, clerk):
    for name in ("🙂", "🙃"):
        actions.appoint(Membership(committee=committee, name=name, starts=dt.date(2026, 1, 1)), by=clerk)
    with pytest.raises(ValidationError, match="🙃 serves already, from 1 January 2026 without an end"):
        actions.appoint(Membership(committee=committee, name="🙃", starts=dt.date(2026, 2, 1)), by=clerk)


def test_on_another_committee_the_same_person_may_serve_in_the_same_days(term, clerk):
    other = Committee(name="Culture", formed_on=dt.date(2020, 1, 1))
    actions.open_committee(other, by=clerk)
    actions.appoint(Membership(committee=other, name=term.name, starts=term.starts), by=clerk)
    assert other.memberships.count() == 1


def test_correcting_a_term_moves_it_over_no_other(client, sign_in, clerk, committee, term):
    later = Membership(committee=committee, name="E. Wojcik", starts=dt.date(2026, 6, 1))
    actions.appoint(later, by=clerk)
    before = stored()
    sign_in(client, clerk)
    corrected = client.post(
        f"/committees/memberships/{later.pk}/correct/", FORM | {"starts": "2026-05-31", "version": "1"}
    )
    ended = client.post(f"/committees/memberships/{term.pk}/end/", {"ends": "2026-06-01", "version": "1"})
    assert (corrected.status_code, ended.status_code, stored()) == (422, 422, before)
    assert "E. Wójcik serves already from 1 June 2024 to 31 May 2026 (Secretary)." in corrected.text
    assert "E. Wojcik serves already, from 1 June 2026 without an end (Member)." in ended.text


def test_two_people_appoint_the_same_person_at_once(committee, clerk, staff):
    """Both forms were in order when they were sent; the second is told under the lock."""
    mine, theirs = (
        Membership(committee=committee, name="E. Wójcik", starts=dt.date(2026, 1, 1)) for _time in range(2)
    )
    mine.full_clean()
    theirs.full_clean()
    actions.appoint(mine, by=clerk)
    with pytest.raises(ValidationError, match="serves already"):
        actions.appoint(theirs, by=staff)
    assert committee.memberships.count() == 1


# -- within the life of the committee ------------------------------------------------------


@pytest.fixture
def ended(committee, clerk):
    committee.ended_on = dt.date(2026, 2, 28)
    actions.amend(committee, seen=1, fields=["ended_on"], by=clerk)
    return committee


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"starts": "2026-03-01"}, "The committee has ended by that day. Choose an earlier first day"),
        ({"ends": "2026-03-01"}, "The committee ended on 28 February 2026. Choose that day or an earlier one."),
        ({"ends": "2025-12-31"}, "The last day is before the first. Put the later date in “to”."),
        ({"starts": "0026-01-01"}, "The year of this date cannot be right."),
    ],
)  # fmt: skip
def test_nobody_serves_before_the_first_day_or_after_the_committee(
    client, sign_in, clerk, ended, days, words
):
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/{ended.pk}/appoint/", FORM | days)
    assert (answer.status_code, stored()) == (422, before)
    assert words in answer.text


def test_a_term_that_was_served_while_the_committee_stood_can_be_written_down_later(ended, clerk):
    actions.appoint(
        Membership(committee=ended, name="A. Nowak", starts=dt.date(2026, 1, 1), ends=dt.date(2026, 2, 28)),
        by=clerk,
    )
    assert ended.memberships.count() == 1


# -- parties ----------------------------------------------------------------------------------


def test_on_a_joint_body_it_is_asked_for_whom_the_person_speaks(client, sign_in, clerk):
    joint = Committee(name="Joint", side="joint", city="Mazatlán", formed_on=dt.date(2020, 1, 1))
    actions.open_committee(joint, by=clerk)
    sign_in(client, clerk)
    answer = client.post(f"/committees/{joint.pk}/appoint/", FORM)
    assert answer.status_code == 422
    assert "Both cities sit on this body. Choose the one that the person speaks for." in answer.text
    assert [str(label) for _value, label in answer.context["form"].fields["side"].choices] == [
        "Lacombe",
        "Mazatlán",
    ]
    assert client.post(f"/committees/{joint.pk}/appoint/", FORM | {"side": "theirs"}).status_code == 302
    assert joint.memberships.get().side == "theirs"
    with pytest.raises(ValidationError, match="Both cities sit on this body"):
        actions.appoint(Membership(committee=joint, name="A. Nowak"), by=clerk)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_elsewhere_the_person_speaks_for_the_side_of_the_committee(client, sign_in, clerk, side):
    committee = Committee(name="One-sided", side=side, formed_on=dt.date(2020, 1, 1))
    actions.open_committee(committee, by=clerk)
    forged = FORM | {"side": "theirs" if side == "ours" else "ours"}
    sign_in(client, clerk).post(f"/committees/{committee.pk}/appoint/", forged)
    assert committee.memberships.get().side == side


# -- appointment, renewal, and the end in sight -------------------------------------------------


def test_the_resolution_and_its_day_are_kept_and_shown(client, sign_in, clerk, committee, term):
    page = sign_in(client, clerk).get(committee.get_absolute_url()).text
    assert "appointed by resolution 2024-077 of 13 May 2024" in page


def test_a_term_is_renewed_in_one_step_from_the_day_after(client, sign_in, clerk, committee, term):
    url = f"/committees/memberships/{term.pk}/again/"
    page = sign_in(client, clerk).get(url)
    assert "Appoint E. Wójcik again from 1 June 2026" in page.text
    assert page.context["form"]["ends"].value() == dt.date(2028, 5, 31)
    answer = client.post(
        url, {"ends": "2028-05-31", "appointed_by": "2026-130", "appointed_on": "2026-03-09"}
    )
    assert (answer.status_code, answer["Location"]) == (302, committee.get_absolute_url())
    renewed = committee.memberships.latest("starts")
    same = ("name", "organisation", "role", "side", "user")
    assert [getattr(renewed, name) for name in same] == [getattr(term, name) for name in same]
    assert (renewed.starts, renewed.ends, renewed.appointed_by, renewed.appointed_on) == (
        dt.date(2026, 6, 1), dt.date(2028, 5, 31), "2026-130", dt.date(2026, 3, 9),
    )  # fmt: skip
    assert last_words() == "Appointed somebody again from 1 June 2026 as: Secretary"
    before = stored()
    again = client.post(url, {"ends": "2028-05-31"})
    assert (again.status_code, stored()) == (422, before)
    assert "E. Wójcik serves already from 1 June 2026 to 31 May 2028 (Secretary)." in again.text


def test_a_term_without_an_end_is_not_renewed(client, sign_in, clerk, committee):
    endless = Membership(committee=committee, name="A. Nowak", starts=dt.date(2026, 1, 1))
    actions.appoint(endless, by=clerk)
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/memberships/{endless.pk}/again/", follow=True)
    assert "This term has no end, so nothing follows it. End it first." in answer.text
    with pytest.raises(ValidationError, match="This term has no end"):
        actions.appoint_again(endless, ends=None, by=clerk)
    assert stored() == before


def test_a_new_term_that_ends_before_it_begins_is_refused(client, sign_in, clerk, term):
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/memberships/{term.pk}/again/", {"ends": "2026-05-31"})
    assert (answer.status_code, stored()) == (422, before)
    assert "The last day is before the first." in answer.text


@pytest.mark.parametrize("other", ["cao", "mayor", "councillor", "member", "administrator"])
def test_others_renew_no_term(client, sign_in, request, term, other):
    before = stored()
    answer = sign_in(client, request.getfixturevalue(other)).post(
        f"/committees/memberships/{term.pk}/again/", {"ends": ""}
    )
    assert (answer.status_code, stored()) == (403, before)


@pytest.mark.parametrize(
    ("starts", "ends", "again"),
    [
        (dt.date(2024, 1, 1), dt.date(2025, 12, 31), dt.date(2027, 12, 31)),
        (dt.date(2024, 3, 1), dt.date(2028, 2, 29), dt.date(2032, 2, 29)),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 10), dt.date(2026, 1, 20)),
        (dt.date(2024, 2, 29), dt.date(2028, 2, 28), dt.date(2032, 2, 28)),
        (dt.date(2026, 1, 1), None, None),
    ],
)
def test_as_long_again_in_years_where_it_was_years(starts, ends, again):
    assert Membership(name="A", starts=starts, ends=ends).as_long_again() == again


def test_ends_in_sight_are_told_until_the_next_term_is_there(client, sign_in, clerk, committee, term):
    for name, ends in (("Last day", dt.date(2026, 6, 10)), ("A day more", dt.date(2026, 6, 11))):
        actions.appoint(
            Membership(committee=committee, name=name, starts=dt.date(2025, 1, 1), ends=ends), by=clerk
        )
    near = Membership.objects.ending
    assert [one.name for one in near()] == ["E. Wójcik", "Last day"]
    assert [one.name for one in near(within_days=30)] == []
    sign_in(client, clerk)
    for page in (committee.get_absolute_url(), "/committees/", "/"):
        text = client.get(page).text
        assert ("E. Wójcik" in text, "31 May 2026" in text) == (True, True)
    actions.appoint_again(term, ends=None, by=clerk)
    assert [one.name for one in near()] == ["Last day"]
    assert "The term of E. Wójcik ends" not in client.get(committee.get_absolute_url()).text
    assert "31 May 2026" not in client.get("/committees/").text


# -- one account, one chair --------------------------------------------------------------------------


def test_two_names_with_one_account_are_one_person(committee, clerk, staff):
    actions.appoint(
        Membership(committee=committee, name="E. Wójcik", user=staff, starts=dt.date(2025, 1, 1)), by=clerk
    )
    before = stored()
    again = Membership(committee=committee, name="Ewa Wójcik", user=staff, starts=dt.date(2026, 1, 1))
    with pytest.raises(ValidationError, match="Both sign in with the same account"):
        actions.appoint(again, by=clerk)
    assert stored() == before
    actions.appoint(Membership(committee=committee, name="B. Roy", starts=dt.date(2025, 1, 1)), by=clerk)
    actions.appoint(Membership(committee=committee, name="C. Kaur", starts=dt.date(2025, 1, 1)), by=clerk)


def test_a_committee_has_one_chair_at_a_time(client, sign_in, clerk, committee):
    first = Membership(
        committee=committee,
        name="B. Roy",
        role="chair",
        starts=dt.date(2025, 1, 1),
        ends=dt.date(2026, 5, 31),
    )
    actions.appoint(first, by=clerk)
    address, data = f"/committees/{committee.pk}/appoint/", FORM | {"name": "C. Kaur", "role": "chair"}
    answer = sign_in(client, clerk).post(address, data)
    assert answer.status_code == 422 and committee.memberships.get() == first
    told = " ".join(answer.content.decode().split())
    assert "B. Roy chairs the committee already from 1 January 2025 to 31 May 2026." in told
    assert client.post(address, data | {"starts": "2026-06-01"}).status_code == 302
    assert client.post(address, data | {"name": "D. Ali", "role": "vice_chair"}).status_code == 302
