"""What the data sets put in: with honest sources, never twice, never over a person."""

import datetime as dt
from decimal import Decimal

import pytest

from proposals.lifecycle import Phase
from proposals.research.comparison import actions
from proposals.research.comparison.models import DataPoint, Topic
from proposals.research.comparison.prefill import can_fill, prefill
from twinning import clock
from twinning.dashboard.our_city.actions import amend_city
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in
from twinning.testing.world import LACOMBE, place

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, lacombe):
    lacombe.place = place(LACOMBE, climate="Dfb", coast_km=700.0, airport="YQF", airport_km=25.0)
    lacombe.save()
    found = file_in(Phase.RESEARCH, by=staff)
    found.community.place = place(
        climate="BSh", coast_km=1.2, lake_km=240.0, elevation_m=10, airport="MZT", airport_km=15.4
    )
    found.community.save()
    return found


@pytest.fixture
def mazatlan(file):
    return file.community


def values(community) -> dict[str, str]:
    return {point.topic: point.value for point in DataPoint.objects.of(community)}


def test_what_the_data_sets_know_is_put_in_with_its_source_and_marked(file, mazatlan, staff):
    points = prefill(mazatlan, by=staff, proposal=file)
    assert {point.topic for point in points} == {
        "population",
        "elevation",
        "geography",
        "climate",
        "languages",
        "time",
        "travel",
    }
    assert all(point.awaits_confirmation and point.source and point.entered_by == staff for point in points)
    known = values(mazatlan)
    assert known["population"] == "381,583"
    assert known["geography"] == "By the sea; 240 km from a lake of 100 km² or more."
    assert known["time"] == "America/Mazatlan: UTC−7 all year"
    assert known["travel"].startswith("Nearest airport with an IATA code: MZT, 15 km away")
    assert known["languages"].startswith("In Mexico as a whole: Spanish 8")
    assert known["climate"].endswith("(BSh)")
    assert history.sentence(Event.objects.latest("seq")).startswith(
        "Filled in from data sets what they know of Mazatlán: Population · Elevation"
    )


def test_a_source_that_gives_no_year_says_so(file, mazatlan, staff):
    prefill(mazatlan, by=staff)
    point = DataPoint.objects.get(topic=Topic.POPULATION)
    assert point.year is None
    assert "GeoNames" in point.source
    assert "the year of the count is not given" in point.source


def test_nothing_is_put_in_twice(file, mazatlan, staff):
    prefill(mazatlan, by=staff)
    assert prefill(mazatlan, by=staff, proposal=file) == []
    assert DataPoint.objects.count() == 7
    assert not can_fill(mazatlan, mazatlan.place)


def test_what_a_person_entered_stands_alone(file, mazatlan, staff):
    mine = DataPoint(
        community=mazatlan, topic=Topic.POPULATION, number=Decimal(501_441), source="INEGI", year=2020
    )
    actions.enter_value(file, mine, by=staff)
    actions.mark_unknown(file, mazatlan, Topic.ELEVATION, by=staff)
    prefill(mazatlan, by=staff)
    assert values(mazatlan)["population"] == "501,441"
    assert values(mazatlan)["elevation"] == "Not known"


def test_what_a_person_took_back_does_not_come_again(file, mazatlan, staff):
    prefill(mazatlan, by=staff)
    point = DataPoint.objects.get(topic=Topic.POPULATION)
    actions.withdraw_value(file, point, seen=1, by=staff, why="It counts the town without its suburbs.")
    prefill(mazatlan, by=staff)
    assert "population" not in values(mazatlan)


@pytest.mark.parametrize(
    ("unknown", "topic"),
    [
        ({"population": 0}, "population"),
        ({"climate": ""}, "climate"),
        ({"elevation_m": None}, "elevation"),
        ({"coast_km": None, "lake_km": None}, "geography"),
        ({"airport": ""}, "travel"),
    ],
)
def test_where_a_source_is_silent_nothing_is_put_in(file, mazatlan, staff, unknown, topic):
    for name, value in unknown.items():
        setattr(mazatlan.place, name, value)
    mazatlan.place.save()
    prefill(mazatlan, by=staff)
    assert topic not in values(mazatlan)


def test_a_community_that_is_not_on_the_map_gets_nothing(file, mazatlan, staff):
    mazatlan.place = None
    mazatlan.save()
    assert prefill(mazatlan, by=staff) == []
    assert not can_fill(mazatlan, None)


# -- our own city -----------------------------------------------------------------------------


def test_our_population_is_the_citys_own_figure_and_stands(lacombe, administrator, staff, file):
    lacombe.population, lacombe.population_year = 14_258, 2024
    amend_city(lacombe, seen=lacombe.version, fields=["population"], by=administrator)
    prefill(None, by=staff, proposal=file)
    (point,) = DataPoint.objects.filter(community=None, topic=Topic.POPULATION)
    assert (point.number, point.year, point.prefilled) == (14_258, 2024, False)
    assert (point.confirmed_by, point.entered_by) == (administrator, administrator)
    assert "City of Lacombe" in point.source
    assert "In Canada as a whole: English" in values(None)["languages"]


def test_a_new_figure_of_ours_is_put_beside_the_old(lacombe, staff, file):
    prefill(None, by=staff)
    lacombe.population, lacombe.population_year = 14_600, 2026
    lacombe.save()
    prefill(None, by=staff)
    years = DataPoint.objects.filter(community=None, topic=Topic.POPULATION).values_list("year", flat=True)
    assert list(years) == [2024, 2026]


def test_without_a_figure_of_ours_none_is_put_in(lacombe, staff, file):
    lacombe.population = None
    lacombe.save()
    prefill(None, by=staff)
    assert "population" not in values(None)


# -- by a button -----------------------------------------------------------------------------------


def test_one_button_fills_in_both(client, sign_in, staff, file):
    browser = sign_in(client, staff)
    page = f"/proposals/{file.pk}/research/facts/"
    fill = f"/proposals/{file.pk}/research/candidates/{file.candidates.get().pk}/facts/fill/"
    assert fill in browser.get(page).content.decode()
    answer = browser.post(fill, follow=True)
    assert "13 values are filled in." in answer.content.decode()
    assert fill not in answer.content.decode()
    assert DataPoint.objects.of(None).count() == 6
