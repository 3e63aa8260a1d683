"""Maps: everything is on them, nothing is on top of something else, and papers can keep them."""

import json
from itertools import combinations, pairwise
from math import hypot

import pytest
from django.template.loader import render_to_string

from twinning.places import maps
from twinning.places.models import Place
from twinning.testing.world import LACOMBE, MAZATLAN, RIKUBETSU, WORLD


def there(number: int) -> Place:
    row = WORLD[number]
    return Place(
        pk=row.id, name=row.name, region=row.region, country=row.country,
        latitude=row.latitude, longitude=row.longitude,
    )  # fmt: skip


HOME = there(LACOMBE)
SETS = {
    "none": [],
    "one": [MAZATLAN],
    "over the Pacific": [RIKUBETSU, 1851002],
    "the same twice": [MAZATLAN, MAZATLAN],
    "home itself": [LACOMBE],
    "all": list(WORLD),
}


@pytest.mark.parametrize("numbers", SETS.values(), ids=SETS)
@pytest.mark.parametrize("home", [HOME, None], ids=["home", "no home"])
def test_everything_is_on_the_map(numbers, home):
    points = list(enumerate(map(there, numbers), 1))
    drawn = maps.draw(points, home=home, lines=True)
    assert 0 < drawn["height"] < 1000 > drawn["width"] > 0
    spots = [(point["x"], point["y"]) for point in drawn["points"]]
    spots += [(point["mark_x"], point["mark_y"]) for point in drawn["points"]]
    spots += [(drawn["home"]["x"], drawn["home"]["y"])] if home else []
    assert all(0 <= x <= drawn["width"] and 0 <= y <= drawn["height"] for x, y in spots)
    assert drawn["land"].startswith("M")
    assert len(drawn["lines"]) == (len(points) if home else 0)
    assert len(drawn["land"]) + len(drawn["borders"]) < 60_000
    assert json.loads(json.dumps(drawn)) == drawn


def test_no_number_stands_on_another():
    drawn = maps.draw(list(enumerate(map(there, WORLD), 1)), home=HOME)
    marks = [(point["mark_x"], point["mark_y"]) for point in drawn["points"]]
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(marks, 2)) >= maps.APART


def test_the_shortest_way_around_the_earth_is_shown():
    drawn = maps.draw([(1, there(RIKUBETSU))], home=HOME)
    assert drawn["points"][0]["x"] < drawn["home"]["x"]


def test_north_is_up_and_east_is_right():
    drawn = maps.draw([(1, there(MAZATLAN))], home=HOME)
    assert drawn["points"][0]["y"] > drawn["home"]["y"]
    assert drawn["points"][0]["x"] > drawn["home"]["x"]


def test_the_map_says_what_it_shows():
    words = maps.draw([(3, there(MAZATLAN))], home=HOME)["words"]
    assert words == "Map. Lacombe, Alberta, Canada is marked by a star. 3 Mazatlán, Sinaloa, Mexico."


def test_the_page_draws_numbers_as_svg_reads_them():
    page = render_to_string("partials/_map.html", {"map": maps.draw([(1, there(MAZATLAN))], home=HOME)})
    assert 'viewBox="0 0 960 ' in page
    assert 'role="img"' in page
    assert "★" in page


def test_no_land_jumps_across_the_map():
    """A ring that crosses the 180th meridian goes on beyond it."""
    for outline in maps._outlines().values():
        for line in outline["land"] + outline["borders"]:
            assert all(abs(a[0] - b[0]) < 180 for a, b in pairwise(line))
