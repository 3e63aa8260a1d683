"""Where a likeness stands among real twinnings: counted right, and said in words without a score."""

import datetime as dt

import pytest
from django.utils import translation

from twinning.atlas import likeness
from twinning.atlas.likeness import compare, in_its_place, likenesses, spreads
from twinning.atlas.models import Import, Spread, Twinning
from twinning.records.models import Upload
from twinning.testing.world import GRANDE_PRAIRIE, LACOMBE, MAZATLAN, RIKUBETSU, WORLD, place

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def twinned(one: int, other: int, **more) -> Twinning:
    facts = {
        "name_a": WORLD[one].name,
        "name_b": WORLD[other].name,
        "sources": "A list",
        "as_of": TODAY,
        "confidence": "medium",
    }
    return Twinning.objects.create(
        pair=f"g{one}|g{other}", place_a=place(one), place_b=place(other), **(facts | more)
    )


def imported_list(as_of: dt.date = TODAY) -> Import:
    """A list of twinnings that was imported to its end."""
    upload = Upload.objects.create(name="list.csv", kind="txt", size=1, sha256="0" * 64)
    return Import.objects.create(
        kind="twinnings", upload=upload, name="list.csv", source="A list", as_of=as_of, state="done"
    )


@pytest.fixture
def spread(db):
    """A hundred pairs whose populations stand as 1, 2, … 100."""
    for measure in ("population", "distance"):
        Spread.objects.create(
            measure=measure, pairs=26_129, as_of=TODAY, quantiles=[1 + n * 99 / 1000 for n in range(1001)]
        )
    Spread.objects.create(
        measure="hours", pairs=1000, as_of=TODAY, quantiles=[0] * 401 + [1] * 300 + [9] * 300
    )
    Spread.objects.create(measure="climate", pairs=1000, as_of=TODAY, shares={"True": 0.41, "False": 0.59})
    Spread.objects.create(
        measure="sea", pairs=1000, as_of=TODAY, shares={"both": 0.005, "neither": 0.667, "one": 0.328}
    )


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("population", 26.8, "26.8 times our population; 74 % of 26,129 known twinnings are at least that unequal"),
        ("population", 1 / 26.8, "our population is 26.8 times theirs; 74 % of 26,129 known twinnings are at least that unequal"),
        ("population", 1.0, "about our population; 100 % of 26,129 known twinnings are at least that unequal"),
        ("population", 1500.4, "1,500 times our population; 0 % of 26,129 known twinnings are at least that unequal"),
        ("population", 99.99, "100 times our population; fewer than 1 % of 26,129 known twinnings are at least that unequal"),
        ("distance", 50.2, "50 km away; 50 % of 26,129 known twinnings are at least that far apart"),
        ("hours", 0.0, "no time difference; so have 40 % of 1,000 known twinnings"),
        ("hours", 1.0, "1 hour of time difference; 60 % of 1,000 known twinnings have at least as much"),
        ("hours", 5.5, "5.5 hours of time difference; 30 % of 1,000 known twinnings have at least as much"),
        ("hours", 5.75, "5.75 hours of time difference; 30 % of 1,000 known twinnings have at least as much"),
        ("climate", True, "the same climate class; so have 41 % of 1,000 known twinnings"),
        ("climate", False, "different climate classes; so have 59 % of 1,000 known twinnings"),
        ("sea", "both", "both by the sea; so in fewer than 1 % of 1,000 known twinnings"),
        ("sea", "neither", "neither by the sea; so in 67 % of 1,000 known twinnings"),
        ("sea", "one", "one by the sea, the other not; so in 33 % of 1,000 known twinnings"),
    ],
)  # fmt: skip
def test_a_likeness_is_told_in_its_place(spread, measure, value, words):
    assert str(in_its_place(measure, value)) == words


def test_numbers_are_written_as_the_reader_writes_them(spread):
    with translation.override("de"):
        assert "26,8" in in_its_place("population", 26.8).value
        assert "26.129" in in_its_place("population", 26.8).place


def test_nothing_is_told_before_anything_is_imported_or_where_a_source_is_silent(db):
    assert in_its_place("population", 26.8) is None
    assert "nothing to compare" in likeness.nothing_yet()
    Spread.objects.create(measure="population", pairs=0, as_of=TODAY)
    assert in_its_place("population", 26.8) is None


def test_a_value_that_no_source_gives_is_not_compared(spread):
    lacombe, nobody = place(LACOMBE), place(RIKUBETSU, population=0)
    assert compare("population", lacombe, nobody) is None
    assert (compare("climate", lacombe, nobody), compare("sea", lacombe, nobody)) == (None, None)
    assert [one.measure for one in likenesses(lacombe, nobody)] == ["distance", "hours"]


def test_places_are_compared_as_people_would(db):
    lacombe, mazatlan = place(LACOMBE), place(MAZATLAN)
    mazatlan.coast_km, lacombe.coast_km = 0.4, 800.0
    mazatlan.climate, lacombe.climate = "Aw", "Dfb"
    assert round(compare("population", lacombe, mazatlan), 1) == 26.8
    assert round(compare("distance", lacombe, mazatlan)) == 3311
    assert compare("hours", lacombe, mazatlan) == 1
    assert (compare("climate", lacombe, mazatlan), compare("sea", lacombe, mazatlan)) == (False, "one")


def test_only_real_twinnings_are_measured(places):
    twinned(LACOMBE, RIKUBETSU)
    twinned(MAZATLAN, GRANDE_PRAIRIE, confidence="high")
    twinned(LACOMBE, GRANDE_PRAIRIE)  # one country
    twinned(MAZATLAN, RIKUBETSU, confidence="low")
    twinned(MAZATLAN, LACOMBE, state="doubted", reason="Only one list")
    twinned(GRANDE_PRAIRIE, RIKUBETSU, state="ended", reason="Letter")
    likeness.recompute(TODAY)
    population = spreads()["population"]
    assert (population.pairs, population.as_of) == (2, TODAY)
    assert (population.quantiles[0], population.quantiles[-1]) == (5.421, 5.64)
    assert "climate" not in spreads()


def test_measuring_again_replaces_what_was_measured(places):
    twinned(LACOMBE, RIKUBETSU)
    likeness.recompute(dt.date(2020, 1, 1))
    twinned(MAZATLAN, GRANDE_PRAIRIE)
    likeness.recompute(TODAY)
    assert Spread.objects.count() == 5
    assert (spreads()["distance"].pairs, spreads()["distance"].as_of) == (2, TODAY)


def test_many_candidates_take_one_query(spread, django_assert_num_queries):
    ours, theirs = place(LACOMBE), [place(number) for number in (MAZATLAN, RIKUBETSU, GRANDE_PRAIRIE)]
    with django_assert_num_queries(1):
        known = spreads()
        assert all(likenesses(ours, one, known) for one in theirs)
