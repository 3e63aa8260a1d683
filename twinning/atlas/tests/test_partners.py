"""The partners of a place: at least so many, those near us first, and a drawing that needs no colour."""

import datetime as dt

import pytest

from twinning.atlas.models import Import, Twinning
from twinning.atlas.partners import (
    MOST_NODES,
    known_partners,
    network,
    partners_of_many,
    partners_of_neighbours,
)
from twinning.atlas.tests.test_likeness import TODAY, imported_list, twinned
from twinning.testing.world import GRANDE_PRAIRIE, LACOMBE, MAZATLAN, RIKUBETSU, WORLD, place

pytestmark = pytest.mark.django_db
HAMM, CALGARY, RED_DEER, TAKASAKI, MONTREAL, SAN_MIGUEL = 2911240, 5913490, 6118158, 1851002, 6077243, 3985344


def named(partners) -> list[str]:
    return [partner.name for partner in partners]


@pytest.fixture
def mazatlan(places):
    """Mazatlán with partners in Germany, Quebec and Alberta, whichever end it is, out of a list."""
    imported_list()
    twinned(HAMM, MAZATLAN, year=1978, sources="rgre-2014|wikipedia-2026", confidence="high")
    twinned(MAZATLAN, MONTREAL)
    twinned(MAZATLAN, GRANDE_PRAIRIE, year=2008, as_of=dt.date(2020, 1, 1))
    return place(MAZATLAN)


def test_partners_are_counted_as_at_least_so_many_as_of_a_day(mazatlan):
    found = known_partners(mazatlan, place(LACOMBE))
    assert (found.at_least, found.words) == (3, "At least 3 found, as of 22 November 2026.")
    hamm = found.found[-1]
    assert (hamm.twinning.year, hamm.twinning.listed_in) == (1978, ["rgre-2014", "wikipedia-2026"])
    assert (hamm.twinning.get_confidence_display(), hamm.where) == ("high", "North Rhine-Westphalia, Germany")


def test_those_in_our_province_and_country_come_first_and_are_said_aloud(mazatlan):
    found = known_partners(mazatlan, place(LACOMBE))
    assert [(one.name, one.nearness_words) for one in found.found] == [
        ("Grande Prairie", "in our province"), ("Montréal", "in our country"), ("Hamm", ""),
    ]  # fmt: skip
    assert (
        found.notice
        == "Mazatlán already has partners in our country: Grande Prairie (Alberta); Montréal (Quebec)."
    )
    assert known_partners(mazatlan, place(GRANDE_PRAIRIE)).found[0].nearness_words == "our own city"


def test_without_our_place_nobody_is_near(mazatlan):
    found = known_partners(mazatlan)
    assert (named(found.found), found.notice) == (
        ["Montréal", "Hamm", "Grande Prairie"],
        "",
    ) or found.nearby == []


def test_ended_and_doubted_ones_are_not_counted_and_stay_readable(mazatlan):
    Twinning.objects.filter(place_a=HAMM).update(state="ended", reason="Letter of 2019")
    found = known_partners(mazatlan)
    assert (found.at_least, [(one.name, one.twinning.reason) for one in found.gone]) == (
        2,
        [("Hamm", "Letter of 2019")],
    )


def test_a_partner_that_a_second_source_names_without_a_place_counts_once(mazatlan):
    for name, country in (("HAMM", "DE"), ("Hamm", "US")):
        Twinning.objects.create(
            pair=f"{country}::hamm|g{MAZATLAN}", name_a=name, country_a=country, place_b=mazatlan, name_b="Mazatlán",
            sources="Another", as_of=TODAY,
        )  # fmt: skip
    assert sorted(one.country for one in known_partners(mazatlan).found) == ["CA", "CA", "DE", "US"]


def test_none_is_said_only_after_a_list_was_imported(places):
    ours, unknown = place(LACOMBE), "Not known: no list of twinnings is imported yet."
    assert known_partners(place(MAZATLAN), ours).words == unknown
    twinned(LACOMBE, RIKUBETSU)  # one entry by hand says nothing of the rest of the world
    found = known_partners(place(MAZATLAN), ours)
    assert (found.words, found.nobody_nearby) == (unknown, "not known")
    assert known_partners(ours).words == "At least 1 entered by hand; no list is imported yet."
    imported_list(dt.date(2026, 3, 1))
    found = known_partners(place(MAZATLAN), ours)
    assert (found.words, found.nobody_nearby) == (
        "None found, as of 1 March 2026.",
        "none found, as of 1 March 2026",
    )
    assert known_partners(place(MAZATLAN)).nobody_nearby == "not known"


def test_the_day_is_that_of_the_list_or_of_a_newer_entry_about_the_place(places):
    imported_list(dt.date(2026, 3, 1))
    twinned(MAZATLAN, HAMM, as_of=dt.date(2014, 5, 1))
    twinned(LACOMBE, RIKUBETSU, as_of=TODAY)
    assert known_partners(place(MAZATLAN)).words == "At least 1 found, as of 1 March 2026."
    assert known_partners(place(LACOMBE)).words == "At least 1 found, as of 22 November 2026."


def test_an_import_under_way_is_not_called_entered_by_hand(places):
    job = imported_list()
    Import.objects.update(state="writing")
    twinned(MAZATLAN, HAMM, imported=job)
    words = "At least 1 found so far; no list is imported to its end yet."
    assert known_partners(place(MAZATLAN)).words == words


def test_many_places_take_as_many_queries_as_one(mazatlan, django_assert_num_queries):
    ours = place(LACOMBE)
    for some in ([mazatlan], [mazatlan, place(HAMM), place(RIKUBETSU)]):
        with django_assert_num_queries(2):
            assert all(one.words for one in partners_of_many(some, ours).values())


def test_neighbours_with_partners_in_the_candidates_country_or_near_it(places):
    twinned(RED_DEER, SAN_MIGUEL)
    twinned(MAZATLAN, CALGARY)
    twinned(GRANDE_PRAIRIE, 3523412)  # too far from us
    twinned(LACOMBE, RIKUBETSU)  # our own
    twinned(5946768, HAMM)  # elsewhere
    twinned(5914894, TAKASAKI, state="ended", reason="Letter")
    links = partners_of_neighbours(place(MAZATLAN), near=place(LACOMBE))
    assert [(link.neighbour.name, link.partner.name, link.same) for link in links] == [
        ("Calgary", "Mazatlán", True), ("Red Deer", "San Miguel de Allende", False),
    ]  # fmt: skip
    assert [(round(link.km), round(link.partner_km)) for link in links] == [(159, 0), (23, 638)]


def test_near_the_candidate_may_lie_across_a_border(places):
    twinned(RED_DEER, 2911234)
    near_hamburg = place(2920512)
    near_hamburg.country = "DK"
    assert named(
        link.partner for link in partners_of_neighbours(near_hamburg, near=place(LACOMBE), km=400)
    ) == ["Hamm"]
    assert partners_of_neighbours(near_hamburg, near=place(LACOMBE), km=100) == []


def test_the_date_line_and_the_poles_are_no_borders(places):
    east, west = place(RIKUBETSU), place(TAKASAKI)
    for one, longitude, latitude in ((east, 179.9, 0.0), (west, -179.9, 0.1)):
        one.longitude, one.latitude = longitude, latitude
        one.save()
    twinned(TAKASAKI, MAZATLAN)
    assert named(link.neighbour for link in partners_of_neighbours(place(MAZATLAN), near=east)) == [
        "Takasaki"
    ]
    east.latitude = 89.99
    assert partners_of_neighbours(place(MAZATLAN), near=east) == []


def test_a_drawing_is_plain_numbers_and_words(mazatlan):
    drawn = network(mazatlan, place(LACOMBE))
    assert (drawn["middle"]["name"], drawn["more"], drawn["considered"]) == ("Mazatlán", 0, True)
    assert [(node["number"], node["name"], node["kind"], node["words"]) for node in drawn["nodes"]] == [
        (1, "Lacombe", "ours", "our own city"), (2, "Grande Prairie", "neighbour", "in our province"),
        (3, "Montréal", "neighbour", "in our country"), (4, "Hamm", "other", ""),
    ]  # fmt: skip
    assert [edge["considered"] for edge in drawn["edges"]] == [True, False, False, False]
    assert all(0 < node["x"] < drawn["width"] and 0 < node["y"] < drawn["height"] for node in drawn["nodes"])


def test_twinnings_among_the_partners_are_drawn_too(mazatlan):
    twinned(MONTREAL, HAMM)
    assert len(network(mazatlan)["edges"]) == 4


def test_a_drawing_has_at_most_so_many_nodes_and_says_how_many_more(places):
    for number in WORLD:
        if number != MAZATLAN:
            twinned(MAZATLAN, number)
    drawn = network(place(MAZATLAN), place(LACOMBE))
    assert 1 + len(drawn["nodes"]) <= MOST_NODES
    assert (drawn["nodes"][0]["name"], drawn["considered"]) == ("Lacombe", False)
    assert len(drawn["nodes"]) + drawn["more"] == len(WORLD) - 1


def test_a_place_without_partners_is_drawn_alone(places):
    assert network(place(MAZATLAN))["nodes"] == []
