"""Distances, clocks, climates, languages, and filters by them."""

import datetime as dt

import pytest
from django.utils import translation

from twinning import clock
from twinning.places import geography
from twinning.places.models import Place
from twinning.testing.world import LACOMBE, MAZATLAN, WORLD, Row, place

SPRING = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def at(latitude: float, longitude: float) -> Row:
    return Row(0, "", "", "", latitude, longitude, "UTC", 0)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (WORLD[LACOMBE], WORLD[MAZATLAN], 3310),
        (WORLD[LACOMBE], WORLD[LACOMBE], 0),
        (at(0, 0), at(0, 180), 20015),
        (at(0, 179), at(0, -179), 222),
        (at(90, 0), at(-90, 77), 20015),
    ],
)
def test_distances_are_along_the_great_circle(a, b, km):
    assert geography.distance_km(a, b) == pytest.approx(km, abs=1.5)
    assert geography.distance_km(b, a) == geography.distance_km(a, b)


@pytest.mark.parametrize(
    ("there", "january", "july", "common"),
    [
        ("America/Edmonton", 0, 0, (8, 8)),
        ("America/Mazatlan", 0, -1, (8, 7)),
        ("Asia/Tokyo", 16, 15, (0, 0)),
        ("Europe/Berlin", 8, 8, (0, 0)),
        ("America/St_Johns", 3.5, 3.5, (4.5, 4.5)),
        ("Asia/Kathmandu", 12.75, 11.75, (0, 0)),
    ],
)
def test_clocks_in_winter_and_summer(there, january, july, common):
    with clock.at(SPRING):
        assert geography.time_difference("America/Edmonton", there) == (january, july)
        assert geography.hours_in_common("America/Edmonton", there) == common


def test_a_day_around_the_globe_is_no_difference_of_working_hours():
    with clock.at(SPRING):
        assert geography.hours_in_common("Pacific/Kiritimati", "Pacific/Honolulu") == (8, 8)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("Dfb", "cold winters, no dry season, warm summers"),
        ("Cwa", "mild winters, dry winters, hot summers"),
        ("BWh", "desert, hot"),
        ("", ""),
        ("X", "X"),
    ],
)
def test_climate_in_words(code, words):
    assert geography.climate_in_words(code) == words


def test_every_class_of_the_map_has_words():
    first = {"Af", "Am", "As", "Aw", "BSh", "BSk", "BWh", "BWk", "EF", "ET"}
    both = {f"{a}{b}{c}" for a in "CD" for b in "fsw" for c in "abcd"}
    assert all(geography.climate_in_words(code) != code for code in first | both)


def test_languages_of_a_country():
    assert geography.languages_of("MX")[0][0] == "es"
    assert geography.languages_of("nowhere") == []
    assert "CA" in geography.countries_speaking("fr")
    assert "CA" not in geography.countries_speaking("de")
    assert ("fr", "French") in geography.languages()


def test_languages_are_named_as_the_reader_does():
    assert geography.language_name("de") == "German"
    with translation.override("fr"):
        assert geography.language_name("de") == "allemand"
    assert geography.language_name("qqq") == "qqq"


def test_a_place_is_named_with_its_country():
    there = WORLD[MAZATLAN]
    assert Place(name=there.name, region=there.region, country="MX").place == "Mazatlán, Sinaloa, Mexico"
    assert Place(name="Pristina", country="XK").place == "Pristina, Kosovo"


def names(**filters: object) -> set[str]:
    return {found.name for found in Place.objects.matching(place(LACOMBE), **filters)}  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("km", [1, 160, 700, 3000, 3310, 3315, 8000, 12000, 19900, 30000])
def test_the_circle_of_the_database_is_that_of_the_formula(places, km):
    home = place(LACOMBE)
    near = {found.pk for found in places if geography.distance_km(home, found) <= km}
    assert {found.pk for found in Place.objects.matching(home, km=km)} == near


@pytest.mark.django_db
@pytest.mark.parametrize("home", [at(-17.7, 178.1), at(89.5, 10), at(-89.9, -170), at(52, -179.9)])
@pytest.mark.parametrize("km", [300, 2500, 9000])
def test_a_circle_over_a_pole_or_the_edge_of_the_map_is_whole(home, km, db):
    Place.objects.bulk_create(
        Place(pk=number, name="x", country="FJ", latitude=latitude, longitude=longitude, timezone="UTC")
        for number, (latitude, longitude) in enumerate(
            [(-16, -179.5), (-18, 179.5), (88, -170), (-88, 20), (51, 179), (60, -150), (0, 0), (-40, 175)], 1
        )
    )
    near = {found.pk for found in Place.objects.all() if geography.distance_km(home, found) <= km}
    assert {found.pk for found in Place.objects.matching(home, km=km)} == near


@pytest.mark.django_db
def test_filters_narrow_together(places):
    assert names(country="JP") == {"Rikubetsu", "Takasaki"}
    assert names(country="JP", population_to=5_000) == {"Rikubetsu"}
    assert names(language="ar") == {"Nablus", "Aqaba"}
    assert names(country="MX", population_from=5_000, population_to=6_000) == {"Mazatlán"}
    with clock.at(SPRING):
        assert names(hours=0, country="US") == {"Fort Collins"}
        assert "Sedona" in names(hours=1)


@pytest.mark.django_db
def test_a_population_that_is_not_known_fits_no_bound(places):
    unknown = Place.objects.create(
        pk=1, name="Unknown", country="JP", latitude=1, longitude=1, timezone="UTC"
    )
    assert unknown.name in names(country="JP")
    assert unknown.name not in names(country="JP", population_to=100)
    assert unknown.name not in names(country="JP", population_from=0)


@pytest.mark.django_db
def test_a_distance_to_the_sea_that_is_not_known_fits_no_bound(places):
    Place.objects.create(
        pk=1, name="By the sea", country="JP", latitude=1, longitude=1, timezone="UTC", coast_km=0.4
    )
    assert names(coast_km=1) == {"By the sea"}


def test_what_is_measured_from_home_needs_one():
    with pytest.raises(ValueError, match="from home"):
        Place.objects.matching(km=5)
