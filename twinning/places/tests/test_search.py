"""Places are found by any of their names, best first, and by an index of the database."""

import pytest
from django.db import connection

from twinning.places import querysets
from twinning.places.models import Area, Beginning, Place, PlaceName
from twinning.testing.world import GRANDE_PRAIRIE, LACOMBE, MAZATLAN, RIKUBETSU, place

pytestmark = pytest.mark.django_db
NABLUS, AQABA, GIESSEN, THESSALONIKI, IGDIR = 282615, 250774, 2920512, 734077, 311665


@pytest.fixture
def areas(db):
    Area.objects.bulk_create(
        Area(key=key, country=country, region=region)
        for key, country, region in [
            ("mexico", "MX", ""),
            ("mx", "MX", ""),
            ("sinaloa", "MX", "Sinaloa"),
            ("sinaloa mexico", "MX", "Sinaloa"),
            ("alberta", "CA", "Alberta"),
            ("ab", "CA", "Alberta"),
            ("alberta canada", "CA", "Alberta"),
            ("la", "US", "Louisiana"),
            ("louisiana", "US", "Louisiana"),
        ]
    )


def numbers(words: str) -> list[int]:
    return list(Place.objects.named(words).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("mazatlan", MAZATLAN),
        ("Масатлан", MAZATLAN),
        ("نابلس", NABLUS),
        ("العقبة", AQABA),
        ("العقبه", AQABA),
        ("陸別", RIKUBETSU),
        ("りくべつ", RIKUBETSU),
        ("giessen", GIESSEN),
        ("GIEßEN", GIESSEN),
        ("ΘΕΣΣΑΛΟΝΙΚΗ", THESSALONIKI),
        ("igdir", IGDIR),
        ("IĞDIR", IGDIR),
        ("val d or", 6173017),
        ("bombay", 1275339),
        ("grande-prairie", GRANDE_PRAIRIE),
        ("שכם", NABLUS),
    ],
)
def test_any_name_in_any_script_finds_the_place(places, words, number):
    assert numbers(words)[0] == number


def test_the_largest_comes_first(places):
    assert [found.population for found in Place.objects.named("hamm")] == [178967, 37989]


def test_a_whole_name_comes_before_a_beginning(places):
    place(LACOMBE)
    Place.objects.create(
        pk=1, name="Mis", country="CA", latitude=50, longitude=-110, timezone="America/Edmonton", population=5
    )
    PlaceName.objects.create(place_id=1, key="mis", name="Mis", population=5)
    assert [found.name for found in Place.objects.named("mis")] == ["Mis", "Mission"]


@pytest.mark.parametrize(
    "words",
    [
        "mazatlan, mexico",
        "mazatlan mexico",
        "Mazatlán, Sinaloa",
        "mazatlan mex",
        "mazatl, mx",
        "Mazatlán، sinaloa, mexico",
    ],
)
def test_a_country_or_region_narrows(places, areas, words):
    assert numbers(words)[0] == MAZATLAN


def test_a_region_leaves_out_the_others(places, areas):
    assert numbers("lacombe") == [LACOMBE, 4330126]
    assert numbers("lacombe, ab") == [LACOMBE]
    assert numbers("lacombe, la") == [4330126]
    assert numbers("lacombe louisiana") == [4330126]


@pytest.mark.parametrize(
    "words", ["", " ", ",", ", ab", "%", "_", "'", "\x00", "zzzz", "lacombe, nowhere", "x" * 5000]
)
def test_nothing_is_found_by_nothing(places, areas, words):
    assert numbers(words) == []


def test_two_of_the_same_name_in_the_same_province_are_both_found(places):
    assert numbers("vashkivtsi") == [690428, 690427]


def test_short_input_is_answered_from_the_largest(places):
    Beginning.objects.create(letters="m", rank=0, place_id=MAZATLAN)
    assert numbers("m") == [MAZATLAN]


def test_a_narrowed_query_is_narrowed_in_short_input_too(places, areas):
    Beginning.objects.create(letters="m", rank=0, place_id=1275339)
    assert numbers("m, mexico") == [MAZATLAN, 3523412]
    assert list(Place.objects.filter(country="US").named("m").values_list("name", flat=True)) == ["Mission"]


def test_filters_before_the_words_count(places):
    assert [found.pk for found in Place.objects.matching(country="US").named("lacombe")] == [4330126]


def test_no_more_than_the_most_are_found(places, monkeypatch):
    monkeypatch.setattr(querysets, "MOST_HITS", 2)
    assert len(numbers("m")) == 2


@pytest.mark.parametrize("lookup", [{"key": "lacombe"}, {"key__begins": "lac"}])
def test_the_index_of_names_is_used(places, lookup):
    """With few rows PostgreSQL would rather read them all, so it is told not to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = PlaceName.objects.filter(**lookup).values("place", "population").order_by().explain()
    assert "place_name_by_key" in plan


def test_an_ordinary_beginning_would_not_use_it(places):
    """The twin of the test above."""
    assert "place_name_by_key (key" not in PlaceName.objects.filter(key__contains="aco").explain()


def test_a_beginning_takes_signs_literally(places):
    assert not PlaceName.objects.filter(key__begins="lac%").exists()
    assert not PlaceName.objects.filter(key__begins="_acombe").exists()
