"""The policy in versions: which one holds on a day, what the database refuses, and limits in sentences."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from twinning import clock
from twinning.municipality import policy as policies
from twinning.municipality.models import Cap, Criterion, Measure, Municipality, Policy
from twinning.municipality.policy import first_policy

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
KINDS = {"sister": "Twinning (sister city)"}


@pytest.fixture(autouse=True)
def in_spring():
    with clock.at(SPRING):
        yield


def version(number: int, day: dt.date, **more) -> Policy:
    words = {"title": "Twinning", "lowest_words": "Little", "highest_words": "Much"}
    return Policy.objects.create(**({"number": number, "in_force_from": day} | words | more))


def test_the_standard_policy_has_the_five_measures_and_the_checklist():
    made = first_policy()
    assert [measure.code for measure in made.measures.all()] == [
        "interest", "economy", "social", "politics", "likeness",
    ]  # fmt: skip
    assert {measure.weight for measure in made.measures.all()} == {1}
    assert made.shares() == dict.fromkeys(made.shares(), Decimal(20))
    assert (made.criteria.count(), made.caps.count()) == (8, 0)
    assert (made.scale_lowest, made.scale_highest, made.diligence_days, made.acknowledgement_days) == (
        1, 5, 90, 10,
    )  # fmt: skip
    assert (made.in_force_from, made.set_by) == (dt.date(2026, 3, 12), "not yet set by a resolution")


def test_the_standard_policy_is_made_once():
    assert first_policy().pk == first_policy().pk
    assert (Policy.objects.count(), Measure.objects.count()) == (1, 5)


def test_there_is_no_policy_before_the_city_is_entered():
    with pytest.raises(Policy.DoesNotExist):
        Policy.in_force()


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (dt.date(1999, 1, 1), 1),  # before the first: the first
        (dt.date(2020, 1, 1), 1),
        (dt.date(2023, 12, 31), 1),
        (dt.date(2024, 1, 1), 3),  # two of one day: the later one
        (dt.date(2026, 3, 12), 3),
        (dt.date(2026, 3, 13), 4),
        (dt.date(2030, 1, 1), 4),  # the fifth was withdrawn
    ],
)
def test_the_version_in_force_on_a_day(day, number):
    version(1, dt.date(2020, 1, 1))
    version(2, dt.date(2024, 1, 1))
    version(3, dt.date(2024, 1, 1))
    version(4, dt.date(2026, 3, 13))
    version(5, dt.date(2027, 1, 1), withdrawn_at=SPRING)
    assert Policy.in_force(day).number == number
    assert Policy.in_force().number == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"scale_lowest": 5},
        {"scale_lowest": 6},
        {"low_below": Decimal("0.5")},
        {"low_below": Decimal("5.5")},
        {"resolution": "26-001"},
        {"adopted_on": dt.date(2026, 3, 1)},
        {"resolution": "26-001", "adopted_on": dt.date(2026, 3, 13)},
        {"diligence_days": 0},
        {"acknowledgement_days": 0},
        {"number": 1},
    ],
)
def test_the_database_refuses_a_policy_that_cannot_be(wrong):
    first_policy()
    with pytest.raises(IntegrityError), transaction.atomic():
        version(**({"number": 2, "day": dt.date(2026, 3, 12)} | wrong))
    assert version(2, dt.date(2026, 3, 12)).number == 2


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (Measure, {"code": "peace", "weight": 0}, {"weight": -1}),
        (Measure, {"code": "peace"}, {"code": "economy"}),
        (Cap, {"what": "new", "limit": 1, "years": 5}, {"years": None}),
        (Cap, {"what": "new", "limit": 1, "years": 5}, {"years": 0}),
        (Cap, {"what": "held", "limit": 0}, {"years": 5}),
        (Cap, {"what": "held", "limit": 0}, {"limit": -1}),
        (Cap, {"what": "held", "limit": 1, "kind": "sister"}, {"what": "per_country", "kind": ""}),
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(kind, right, wrong):
    made = first_policy()
    Cap.objects.create(policy=made, what="per_country", limit=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(policy=made, **(right | wrong))
    kind.objects.create(policy=made, **right)


def test_a_policy_with_lines_is_not_deleted():
    with pytest.raises(ProtectedError):
        first_policy().delete()


def test_weights_are_shares_of_the_whole():
    made = version(1, dt.date(2026, 1, 1))
    assert made.shares() == {}
    for code, weight in (("interest", "3"), ("economy", "1"), ("likeness", "0")):
        Measure.objects.create(policy=made, code=code, title=code, weight=Decimal(weight))
    assert made.shares() == {"interest": 75, "economy": 25, "likeness": 0}


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        ({"what": "held", "limit": 1}, "At most 1 relationship at the same time."),
        (
            {"what": "held", "limit": 3, "kind": "sister"},
            "At most 3 relationships of the kind “Twinning (sister city)” at the same time.",
        ),
        ({"what": "per_country", "limit": 1}, "At most 1 relationship in one country."),
        (
            {"what": "per_country", "limit": 2, "kind": "sister"},
            "At most 2 relationships of the kind “Twinning (sister city)” in one country.",
        ),
        ({"what": "new", "limit": 1, "years": 5}, "At most 1 new relationship within 5 years."),
        ({"what": "new", "limit": 2, "years": 1}, "At most 2 new relationships within a year."),
        (
            {"what": "new", "limit": 1, "years": 1, "kind": "sister"},
            "At most 1 new relationship of the kind “Twinning (sister city)” within a year.",
        ),
        (
            {"what": "new", "limit": 0, "years": 2, "kind": "old"},
            "At most 0 new relationships of the kind “old” within 2 years.",
        ),
    ],
)
def test_a_limit_is_said_in_a_sentence(cap, words):
    assert Cap(**cap).in_words(KINDS) == words


def test_a_policy_is_used_once_something_else_points_at_it_or_at_a_line(monkeypatch):
    """What uses a policy lives above; here the lines themselves stand in for it."""
    made = first_policy()
    assert not made.is_used
    monkeypatch.setattr(policies, "LINES", (Criterion, Cap))
    assert made.is_used


def test_use_is_asked_with_as_many_queries_for_one_line_as_for_many(django_assert_num_queries):
    made = first_policy()
    few = version(2, dt.date(2027, 1, 1))
    Measure.objects.create(policy=few, code="interest", title="Interest")
    Criterion.objects.create(policy=few, question="Why?")
    for each in (made, few):
        Cap.objects.create(policy=each, what="held", limit=3)
    with connection.execute_wrapper(counted := Counted()):
        assert not few.is_used
    alone = counted.number
    assert alone > 0
    with django_assert_num_queries(alone):
        assert not made.is_used


class Counted:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def test_the_migration_gives_a_city_that_is_there_the_same_policy_as_a_new_one(lacombe):
    def whole() -> list:
        hidden = {"id", "policy_id"}
        return [
            [{name: value for name, value in row.items() if name not in hidden} for row in rows.values()]
            for rows in (
                Policy.objects.all(),
                Criterion.objects.all(),
                Measure.objects.all(),
                Cap.objects.all(),
            )
        ]

    made = whole()
    for kind in (Criterion, Measure, Policy):
        kind.objects.all().delete()
    migrate = import_module("twinning.municipality.migrations.0003_policy").make_first_policy
    migrate(apps, None)
    assert whole() == made


def test_the_migration_makes_nothing_where_no_city_is():
    assert not Municipality.objects.exists()
    import_module("twinning.municipality.migrations.0003_policy").make_first_policy(apps, None)
    assert not Policy.objects.exists()
