"""Sides, tiers and seats: what fits together, who sees what, and that two people close no circle."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.models import Committee, Membership
from committees.register import actions, reading
from twinning.records.models import Event
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Water",
    "side": "ours",
    "city": "",
    "kind": "sub",
    "field": "",
    "parent": "",
    "formed_on": "2026-01-12",
    "ended_on": "",
    "seats_here": "",
    "seats_there": "",
    "quorum": "",
    "notice_days": "14",
    "secretariat": "",
    "first_party": "",
    "second_party": "",
}


@pytest.fixture
def begin(clerk):
    def begin(name: str, **more) -> Committee:
        committee = Committee(name=name, formed_on=dt.date(2026, 1, 12), **more)
        actions.open_committee(committee, by=clerk)
        return committee

    return begin


@pytest.fixture
def seat(clerk):
    def seat(committee: Committee, name: str, **more) -> Membership:
        membership = Membership(committee=committee, name=name, **({"starts": dt.date(2026, 1, 12)} | more))
        actions.appoint(membership, by=clerk)
        return membership

    return seat


def stored() -> list:
    return [*Committee.objects.order_by("pk").values(), Event.objects.count()]


# -- the tree ----------------------------------------------------------------------------


def test_two_people_at_once_close_no_circle(begin, clerk, staff):
    """Each looked while the other's change was not there yet; only the second finds out, under the lock."""
    north, south = begin("North"), begin("South")
    mine, theirs = Committee.objects.get(pk=north.pk), Committee.objects.get(pk=south.pk)
    mine.parent, theirs.parent = south, north
    mine.full_clean()
    theirs.full_clean()
    actions.amend(mine, seen=1, fields=["parent"], by=clerk)
    before = stored()
    with pytest.raises(ValidationError, match="reports to this one already"):
        actions.amend(theirs, seen=1, fields=["parent"], by=staff)
    assert stored() == before


def test_the_whole_tree_is_held_while_one_moves(begin, clerk):
    north, south = begin("North"), begin("South")
    south.parent = north
    with CaptureQueriesContext(connection) as made:
        actions.amend(south, seen=1, fields=["parent"], by=clerk)
    held = [one["sql"] for one in made if "FOR UPDATE" in one["sql"] and "WHERE" not in one["sql"]]
    assert bool(held) == connection.features.has_select_for_update
    assert connection.vendor != "sqlite" or connection.transaction_mode == "IMMEDIATE"


def test_a_circle_of_three_is_found_too(client, sign_in, clerk, begin):
    top = begin("Top")
    middle = begin("Middle", parent=top)
    bottom = begin("Bottom", parent=middle)
    before = stored()
    answer = sign_in(client, clerk).post(
        f"/committees/{top.pk}/edit/", FORM | {"parent": bottom.pk, "version": "1"}
    )
    assert answer.status_code == 422
    assert "That committee reports to this one already. Choose another one or none." in answer.text
    assert stored() == before


def test_the_chain_goes_up_to_the_highest(begin):
    top = begin("Top")
    middle = begin("Middle", parent=top)
    bottom = begin("Bottom", parent=middle)
    assert (bottom.chain(), bottom.above, top.above) == ([bottom, middle, top], middle, None)


# -- what fits together -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"seats_there": "3"}, "The other city has no seat on a committee of ours. Leave this empty, or choose “joint”."),
        ({"side": "theirs", "seats_here": "3"}, "Our city has no seat on a committee there. Leave this empty, or choose “joint”."),
        ({"secretariat": "rotating"}, "Only the secretariat of a joint body goes from one city to the other."),
        ({"seats_here": "4", "quorum": "5"}, "The quorum is larger than the number of seats. Write a smaller one, or correct the seats."),
        ({"side": "joint", "seats_here": "3", "seats_there": "3", "quorum": "7"}, "The quorum is larger than the number of seats."),
        ({"seats_here": "0"}, "A number of at least 1 is needed. Write one, or leave it empty."),
        ({"notice_days": ""}, "The notice is missing. Write a number of days, such as 14."),
        ({"notice_days": "400"}, "That is more than a year. Write the notice in days, such as 28."),
        ({"formed_on": "0202-02-02"}, "The year of this date cannot be right."),
        ({"first_party": "Beitbridge"}, "Only a joint body of two others has two parties of its own. Name both, or leave both empty."),
        ({"side": "joint", "second_party": "Musina"}, "Only a joint body of two others has two parties of its own."),
        ({"parent": "theirs"}, "That committee belongs to the other side. Choose one of the same side, or a joint one."),
        ({"parent": "others"}, "The body above belongs to two other cities. Choose “joint”, or another body above."),
        ({"parent": "others", "side": "joint", "first_party": "Duluth", "second_party": "Petrozavodsk"}, "A body below another belongs to the same parties."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(client, sign_in, clerk, begin, wrong, words):
    above = {
        "theirs": begin("Comité", side="theirs"),
        "others": begin("Council", side="joint", first_party="Beitbridge", second_party="Musina"),
    }
    if "parent" in wrong:
        wrong = wrong | {"parent": above[wrong["parent"]].pk}
    before = stored()
    answer = sign_in(client, clerk).post("/committees/new/", FORM | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert stored() == before


def test_what_reports_to_a_body_of_others_belongs_to_the_same_two(client, sign_in, clerk, begin):
    council = begin("Council", side="joint", first_party="Beitbridge", second_party="Musina")
    managers = begin("Managers", side="joint", parent=council)
    water = begin("Water", side="joint", parent=managers)
    assert water.parties == ("Beitbridge", "Musina")
    changed = FORM | {
        "name": "Council",
        "side": "joint",
        "kind": "council",
        "first_party": "Beitbridge",
        "second_party": "Vhembe",
        "version": "1",
    }
    assert sign_in(client, clerk).post(f"/committees/{council.pk}/edit/", changed).status_code == 302
    assert [one.parties for one in Committee.objects.filter(pk__in=[managers.pk, water.pk])] == [
        ("Beitbridge", "Vhembe"),
        ("Beitbridge", "Vhembe"),
    ]


def test_one_that_moves_below_another_body_takes_the_parties_there(client, sign_in, clerk, begin):
    old = begin("Old", side="joint", first_party="Beitbridge", second_party="Musina")
    new = begin("New", side="joint", first_party="Duluth", second_party="Petrozavodsk")
    below = begin("Below", side="joint", parent=old)
    page = sign_in(client, clerk).get(f"/committees/{below.pk}/edit/")
    assert 'value="Musina"' in page.text
    moved = FORM | {
        "name": "Below",
        "side": "joint",
        "parent": new.pk,
        "first_party": "Beitbridge",
        "second_party": "Musina",
        "version": "1",
    }
    assert client.post(f"/committees/{below.pk}/edit/", moved).status_code == 302
    below.refresh_from_db()
    assert (below.parent, below.parties) == (new, ("Duluth", "Petrozavodsk"))


def test_one_below_another_begins_as_its_like(client, sign_in, clerk, begin):
    council = begin("Council", side="joint", city="Musina", notice_days=28, secretariat="rotating")
    form = sign_in(client, clerk).get(f"/committees/new/?below={council.pk}").context["form"]
    told = {name: form[name].value() for name in ("parent", "side", "city", "notice_days", "secretariat")}
    assert told == {
        "parent": council.pk,
        "side": "joint",
        "city": "Musina",
        "notice_days": 28,
        "secretariat": "rotating",
    }
    assert client.get("/committees/new/?below=999²").status_code == 200


def test_one_below_a_body_of_others_names_its_parties(client, sign_in, clerk, begin):
    council = begin("Council", side="joint", first_party="Beitbridge", second_party="Musina")
    url = f"/committees/new/?below={council.pk}"
    form = sign_in(client, clerk).get(url).context["form"]
    assert [form.fields[name].label for name in ("seats_here", "seats_there")] == [
        "seats of Beitbridge",
        "seats of Musina",
    ]
    sent = {name: form[name].value() or "" for name in form.fields} | {"name": "Managers"}
    assert client.post(url, sent).status_code == 302
    assert council.children.get().parties == ("Beitbridge", "Musina")


def test_a_committee_sent_twice_is_kept_once(client, sign_in, clerk):
    sign_in(client, clerk)
    first, second = (client.post("/committees/new/", FORM, follow=True) for _time in range(2))
    assert (first.status_code, second.status_code, Committee.objects.count()) == (200, 200, 1)
    assert "This was sent twice. It is kept once." in second.text


# -- seats ------------------------------------------------------------------------------------


def test_vacancies_are_told_per_party(begin, seat):
    joint = begin("Joint", side="joint", city="Mazatlán", seats_here=2, seats_there=1)
    seat(joint, "A. Nowak", side="ours")
    assert joint.vacancies() == {
        "ours": "1 seat of Lacombe is vacant",
        "theirs": "1 seat of Mazatlán is vacant",
    }
    seat(joint, "M. Hernández", side="theirs")
    assert joint.vacancies() == {"ours": "1 seat of Lacombe is vacant"}


def test_where_no_number_is_fixed_nothing_is_vacant(begin):
    assert (begin("Free").vacancies(), begin("Fixed", seats_here=2).open_seats()) == ({}, {"ours": 2})


def test_committees_with_vacancies_are_found_on_every_side(begin, seat):
    full = begin("Full", seats_here=1)
    seat(full, "A. Nowak")
    short = begin("Short", seats_here=2)
    seat(short, "B. Tremblay")
    seat(short, "C. Left", starts=dt.date(2025, 1, 1), ends=dt.date(2025, 12, 31))
    seat(short, "D. Later", starts=dt.date(2026, 6, 1))
    there = begin("There", side="theirs", seats_there=1)
    joint = begin("Joint", side="joint", seats_here=1, seats_there=1)
    seat(joint, "A. Nowak", side="ours")
    ended = begin("Ended", seats_here=3, ended_on=dt.date(2026, 2, 1))
    others = begin("Others", side="joint", seats_here=3, first_party="Beitbridge", second_party="Musina")
    assert set(Committee.objects.with_vacancies()) == {short, there, joint, others}
    assert set(Committee.objects.of_concern().with_vacancies()) == {short, joint}
    assert [bool(one.vacancies()) for one in (full, short, there, joint, ended, others)] == [
        False, True, True, True, False, True,
    ]  # fmt: skip


def test_a_committee_stays_joint_while_the_other_city_sits_on_it(client, sign_in, clerk, begin, seat):
    joint = begin("Joint", side="joint")
    seat(joint, "M. Hernández", side="theirs")
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/{joint.pk}/edit/", FORM | {"version": "1"})
    assert answer.status_code == 422
    assert "People of the other city serve or have served on it. Leave it joint, or begin a new committee." in answer.text  # fmt: skip
    assert stored() == before


def test_who_served_keeps_the_party_when_a_committee_becomes_joint(begin, seat, clerk):
    ours = begin("Ours")
    member = seat(ours, "A. Nowak")
    ours.side = "joint"
    actions.amend(ours, seen=1, fields=["side"], by=clerk)
    member.refresh_from_db()
    assert member.side == "ours"


def test_a_side_written_wrongly_is_put_right_for_those_who_serve(begin, seat, clerk):
    wrong = begin("Comité")
    member = seat(wrong, "M. Hernández")
    wrong.side = "theirs"
    actions.amend(wrong, seen=1, fields=["side"], by=clerk)
    member.refresh_from_db()
    assert member.side == "theirs"


def test_a_committee_does_not_end_before_somebody_begins(client, sign_in, clerk, begin, seat):
    committee = begin("Water")
    seat(committee, "A. Nowak", starts=dt.date(2026, 6, 1))
    before = stored()
    answer = sign_in(client, clerk).post(
        f"/committees/{committee.pk}/edit/", FORM | {"ended_on": "2026-05-31", "version": "1"}
    )
    assert answer.status_code == 422
    assert "Somebody’s term begins after that day. Correct that term first, or choose a later day." in answer.text  # fmt: skip
    assert stored() == before


def test_nobody_serves_on_a_committee_that_has_ended(begin, seat, clerk):
    committee = begin("Water")
    member = seat(committee, "A. Nowak")
    committee.ended_on = dt.date(2026, 3, 1)
    actions.amend(committee, seen=1, fields=["ended_on"], by=clerk)
    serving = Membership.objects.serving
    assert (list(serving()), list(serving(dt.date(2026, 3, 1)))) == ([], [member])
    assert list(Membership.objects.former()) == [member]


# -- the register ---------------------------------------------------------------------------


def test_the_register_is_grouped_and_each_tier_stands_under_the_one_above(begin, clerk):
    twinning = begin("Twinning")
    begin("Culture", parent=twinning)
    begin("Joint group", side="joint", city="Mazatlán", parent=twinning)
    begin("Comité", side="theirs")
    begin("Kept", side="joint", first_party="Beitbridge", second_party="Musina")
    begin("Old", ended_on=dt.date(2026, 2, 1))
    register = reading.Register(clerk)
    assert [
        (str(group.title), [(line.committee.name, line.depth, line.reports_to) for line in group.lines])
        for group in register.groups()
    ] == [
        ("Ours", [("Twinning", 0, ""), ("Culture", 1, "Twinning")]),
        ("Joint: both cities sit on them", [("Joint group", 0, "Twinning")]),
        ("In the other city", [("Comité", 0, "")]),
        ("Joint bodies of others, kept as examples", [("Kept", 0, "")]),
    ]
    assert [line.committee.name for line in register.ended()] == ["Old"]


def test_a_committee_member_reads_the_tiers_above_and_below_by_name_only(
    client, sign_in, member, begin, seat
):
    top = begin("Top")
    mine = begin("Mine", parent=top)
    below = begin("Below", parent=mine)
    begin("Beside", parent=top)
    seat(mine, member.name, user=member)
    seat(top, "B. Secret")
    page = sign_in(client, member).get("/committees/").text
    assert [name in page for name in ("Top", "Mine", "Below", "Beside")] == [True, True, True, False]
    assert "B. Secret" not in page
    of_mine = client.get(mine.get_absolute_url()).text
    for one, linked in ((top, False), (below, False)):
        assert (one.name in of_mine, f'href="{one.get_absolute_url()}"' in of_mine) == (True, linked)
        assert f'href="{one.get_absolute_url()}"' not in page
        assert client.get(one.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("page", ["list", "detail", "desk"])
def test_pages_cost_the_same_for_three_rows_and_45(client, sign_in, clerk, begin, seat, page):
    top = begin("Top", seats_here=50)
    url = {"list": "/committees/", "detail": top.get_absolute_url(), "desk": "/"}[page]

    def grow(numbers) -> None:
        for number in numbers:
            below = begin(
                f"Below {number}", parent=top, side="joint", city="Musina", seats_here=2, seats_there=1
            )
            seat(below, "A. Nowak", side="ours", ends=dt.date(2026, 4, 1))
            seat(top, f"Member {number}", ends=dt.date(2026, 4, 1 + number % 20))

    grow(range(3))
    sign_in(client, clerk)
    few = queries(client, url)
    grow(range(3, 45))
    assert queries(client, url) == few


def test_the_desk_tells_of_seats_and_terms_of_ours_and_joint_bodies_alone(
    client, sign_in, clerk, member, begin, seat
):
    ours = begin("Ours", seats_here=2)
    seat(ours, member.name, user=member, ends=dt.date(2026, 6, 10))
    late = begin("Late")
    seat(late, "Z. Far", ends=dt.date(2026, 6, 11))
    for name, more in (
        ("Comité", {"side": "theirs", "seats_there": 3}),
        ("Kept", {"side": "joint", "first_party": "Beitbridge", "second_party": "Musina", "seats_here": 3}),
    ):
        begin(name, **more)
    desk = sign_in(client, clerk).get("/")
    assert [(one.committee, one.words) for one in desk.context["vacancies"]] == [
        (ours, ["1 seat of Lacombe is vacant"])
    ]
    assert [(one.on, one.words, one.url) for one in desk.context["due"]] == [
        (dt.date(2026, 6, 10), "A term on a committee ends", ours.get_absolute_url())
    ]
    desk = sign_in(client, member).get("/")
    assert (desk.context["vacancies"], desk.context["due"]) == ([], [])


# -- the two upper tiers of a joint body --------------------------------------------------------


@pytest.mark.parametrize("kind", ["implementation", "coordination"])
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_joint_council_or_committee_is_joint(client, sign_in, clerk, kind, side):
    answer = sign_in(client, clerk).post("/committees/new/", FORM | {"kind": kind, "side": side})
    assert answer.status_code == 422 and not Committee.objects.exists()
    assert "A body of this kind belongs to both cities. Choose “joint”, or another kind." in words_of(answer)


@pytest.mark.parametrize(
    ("side", "kind", "below", "held"),
    [
        ("ours", "council", "coordination", True),
        ("ours", "sub", "coordination", False),
        ("joint", "twinning", "coordination", False),
        ("joint", "coordination", "implementation", True),
        ("joint", "sub", "implementation", False),
    ],
)
def test_nothing_stands_above_a_coordination_council_but_ours_and_no_sub_committee(
    begin, side, kind, below, held
):
    above = begin("Above", side=side, kind=kind)
    before = stored()
    if held:
        assert begin("Below", side="joint", kind=below, parent=above).above == above
        return
    with pytest.raises(ValidationError) as refused:
        begin("Below", side="joint", kind=below, parent=above)
    assert list(refused.value.message_dict) == ["parent"] and stored() == before


def test_what_a_joint_council_reports_to_becomes_no_sub_committee(begin, clerk):
    above = begin("Above", side="joint", kind="twinning")
    begin("Below", side="joint", kind="implementation", parent=above)
    above.kind = "sub"
    with pytest.raises(ValidationError, match="Let that one report to another first"):
        actions.amend(above, seen=above.version, fields=["kind"], by=clerk)


# -- seats and days ------------------------------------------------------------------------------


def test_more_people_than_seats_is_told_in_words(client, sign_in, clerk, begin, seat):
    body = begin("Both", side="joint", city="Mazatlán", kind="twinning", seats_here=1, seats_there=2)
    seat(body, "A. Roy", side="ours")
    seat(body, "B. Ruiz", side="theirs")
    address = body.get_absolute_url()
    assert "More people than seats" not in words_of(sign_in(client, clerk).get(address))
    seat(body, "C. Kaur", side="ours")
    told = words_of(client.get(address))
    assert "More people than seats." in told and "2 people serve for Lacombe, which has 1 seat." in told


def test_a_committee_whose_first_day_is_not_known_stands_and_states_none(client, sign_in, clerk):
    answer = sign_in(client, clerk).post("/committees/new/", FORM | {"kind": "other", "formed_on": ""})
    made = Committee.objects.get()
    assert answer.status_code == 302 and made.formed_on is None
    assert list(Committee.objects.standing(dt.date(1950, 1, 1))) == [made]
    assert "since" not in words_of(client.get(made.get_absolute_url()))
    made.ended_on = dt.date(2026, 2, 1)
    actions.amend(made, seen=made.version, fields=["ended_on"], by=clerk)
    assert "until 1 February 2026" in words_of(client.get(made.get_absolute_url()))
    assert "until 1 February 2026" in words_of(client.get("/committees/"))


def test_the_form_proposes_no_first_day(client, sign_in, clerk):
    assert sign_in(client, clerk).get("/committees/new/").context["form"]["formed_on"].value() is None


def test_reports_to_offers_neither_what_is_below_nor_other_cities(client, sign_in, clerk, begin):
    mine, top = begin("Mine"), begin("Top")
    begin("Below", parent=mine)
    begin("There", side="theirs", city="Mazatlán")
    begin("Example", side="joint", first_party="Beitbridge", second_party="Musina")
    form = sign_in(client, clerk).get(f"/committees/{mine.pk}/edit/").context["form"]
    assert [one.data["value"] for one in form["parent"].subwidgets] == ["", top.pk]
    there = begin("Comité", side="theirs", city="MAZATLAN")
    begin("Far", side="theirs", city="Takasaki")
    form = client.get(f"/committees/{there.pk}/edit/").context["form"]
    assert [one.data["label"] for one in form["parent"].subwidgets] == ["Nobody", "There"]


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())
