"""Beitbridge and Musina, told exactly: six sub-committees, an implementation committee, a coordination council.

From the founding documents (ICLEI's case study) and a study of 2016: the six
fields, the two tiers above, six politicians three from each side, a secretariat
that goes with the host, and four weeks' notice. The people are invented.
"""

import datetime as dt

import pytest

from committees.models import Committee, Membership
from committees.register import actions, papers, reading
from twinning import clock
from twinning.testing.factories import city, person

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
FORMED = dt.date(2005, 1, 1)
FOUR_WEEKS = 28
FIELDS = [
    "tourism and conservation",
    "women, children and health",
    "transport, disaster management, safety and security",
    "education, arts, sports and culture",
    "administration and economic issues",
    "environment and engineering",
]


@pytest.fixture(autouse=True)
def beitbridge(db):
    """Beitbridge keeps this register: it is our city here."""
    with clock.at(TODAY):
        yield city(
            name="Beitbridge Municipality",
            short_name="Beitbridge",
            province="Matabeleland South",
            country="Zimbabwe",
            council_style="the Council of Beitbridge Municipality",
        )


@pytest.fixture
def clerk():
    return person("clerk")


def joint(name: str, kind: str, *, by, **more) -> Committee:
    committee = Committee(
        name=name,
        side="joint",
        city="Musina",
        kind=kind,
        notice_days=FOUR_WEEKS,
        secretariat="rotating",
        formed_on=FORMED,
        **more,
    )
    actions.open_committee(committee, by=by)
    return committee


@pytest.fixture
def council(clerk):
    council = joint("Joint Coordination Council", "coordination", seats_here=3, seats_there=3, by=clerk)
    for side, names in (
        ("ours", ["O. Muleya", "E. Ndou", "P. Sibanda"]),
        ("theirs", ["A. Makhado", "L. Nephawe", "T. Ramaite"]),
    ):
        for name in names:
            actions.appoint(
                Membership(committee=council, name=name, side=side, starts=dt.date(2024, 1, 1)), by=clerk
            )
    return council


@pytest.fixture
def managers(council, clerk):
    return joint("Joint Implementation Committee", "implementation", parent=council, by=clerk)


@pytest.fixture
def sub_committees(managers, clerk):
    return [
        joint(f"Sub-committee on {field}", "sub", field=field, parent=managers, by=clerk) for field in FIELDS
    ]


def test_each_sub_committee_reports_through_the_implementation_committee_to_the_council(
    sub_committees, managers, council
):
    assert len(sub_committees) == 6
    for one in sub_committees:
        fresh = Committee.objects.get(pk=one.pk)
        assert [tier.kind for tier in fresh.chain()] == ["sub", "implementation", "coordination"]
        assert (fresh.above, fresh.above.above, fresh.above.above.above) == (managers, council, None)


def test_the_council_has_six_members_three_from_each_side(council):
    assert council.seats() == {"ours": 3, "theirs": 3}
    assert papers.seats_in_words(council) == "6: 3 of Beitbridge and 3 of Musina"
    assert council.held() == {"ours": 3, "theirs": 3}
    assert council.vacancies() == {}


def test_who_leaves_the_council_leaves_a_seat_of_that_party(council, clerk):
    speaker = council.memberships.get(name="L. Nephawe")
    actions.end_membership(speaker, ends=dt.date(2026, 3, 11), seen=1, by=clerk)
    assert council.vacancies() == {"theirs": "1 seat of Musina is vacant"}
    assert list(Committee.objects.with_vacancies()) == [council]


def test_four_weeks_notice_and_a_secretariat_that_goes_with_the_host(sub_committees, managers, council):
    for one in (council, managers, *sub_committees):
        told = {row["label"]: row["value"] for row in papers.composition(one)}
        assert told["Notice of a meeting"] == "28 days"
        assert told["Secretariat"] == "Rotating: whoever hosts the next meeting"
        assert told["Parties"] == "Beitbridge and Musina"


def test_the_register_shows_the_tiers_as_a_tree(sub_committees, clerk):
    (group,) = reading.Register(clerk).groups()
    assert str(group.title) == "Joint: both cities sit on them"
    assert [(line.depth, line.committee.name) for line in group.lines] == [
        (0, "Joint Coordination Council"),
        (1, "Joint Implementation Committee"),
        *((2, one.name) for one in sorted(sub_committees, key=lambda one: one.name)),
    ]


def test_it_can_be_kept_elsewhere_as_an_example(beitbridge, clerk):
    beitbridge.short_name = "Lacombe"
    beitbridge.save()
    council = joint(
        "Joint Coordination Council",
        "coordination",
        first_party="Beitbridge",
        second_party="Musina",
        seats_here=3,
        seats_there=3,
        by=clerk,
    )
    below = joint("Joint Implementation Committee", "implementation", parent=council, by=clerk)
    assert papers.composition(below)[0] == {"label": "Parties", "value": "Beitbridge and Musina"}
    assert council.vacancies() == {
        "ours": "3 seats of Beitbridge are vacant",
        "theirs": "3 seats of Musina are vacant",
    }
    assert not Committee.objects.of_concern().exists()
    (group,) = reading.Register(clerk).groups()
    assert str(group.title) == "Joint bodies of others, kept as examples"
