"""Likeness in words: one ratio of the populations everywhere, and whose figures it stands on."""

import pytest

from proposals.research import chapters
from proposals.research.candidates import actions, alike
from proposals.research.comparison.models import DataPoint
from proposals.research.comparison.side_by_side import SideBySide
from twinning.atlas.models import Spread
from twinning.clock import today
from twinning.municipality.models import Municipality
from twinning.places.models import Place

pytestmark = pytest.mark.django_db
TAKASAKI, RIKUBETSU = 1851002, 2128407
PAIRS = {"population": 26_128, "distance": 26_632}


@pytest.fixture(autouse=True)
def known(in_spring):
    """Two likenesses, each measured over a number of pairs of its own."""
    for measure, pairs in PAIRS.items():
        steps = [1 + step * 99 / 1000 for step in range(1001)]
        Spread.objects.create(measure=measure, pairs=pairs, as_of=today(), quantiles=steps)


@pytest.fixture
def takasaki(file, staff):
    places = Place.objects.filter(pk=TAKASAKI)
    (added,), _left_out = actions.list_places(file, places, came_up="A search", by=staff)
    DataPoint.objects.all().delete()
    return added


def figure(community, number: int, by, **more) -> DataPoint:
    facts = {"topic": "population", "number": number, "year": 2021, "source": "Census", "entered_by": by}
    return DataPoint.objects.create(community=community, **facts | more)


def populations(community) -> str:
    ours = Municipality.objects.select_related("place").get()
    return next(one.value for one in alike.likenesses(ours, community) if one.measure == "population")


def test_the_figures_that_people_confirmed_make_the_ratio_everywhere(client, sign_in, staff, file, takasaki):
    community = takasaki.community
    figure(None, 10_000, staff)
    figure(community, 300_000, None, prefilled=True)
    assert populations(community).endswith("times our population, by GeoNames")
    figure(community, 292_000, staff)
    words = "29.2 times our population"
    assert populations(community) == f"{words}, by the figures confirmed here"
    ours = Municipality.objects.select_related("place").get()
    page = sign_in(client, staff).get(f"/proposals/{file.pk}/research/candidates/{takasaki.pk}/").text
    told = [
        page,
        " ".join(chapters.likenesses(ours, community)["sentences"]),
        " ".join(SideBySide.of(community, ours).bands[0].between),
    ]
    assert [words in one for one in told] == [True, True, True]


def test_until_both_are_confirmed_the_facts_say_so(staff, takasaki):
    figure(None, 10_000, staff)
    figure(takasaki.community, 300_000, None, prefilled=True)
    ours = Municipality.objects.select_related("place").get()
    told = SideBySide.of(takasaki.community, ours).bands[0].between
    assert told[-1] == "Not both figures are confirmed; until they are, the report compares by GeoNames."


def test_each_percentage_says_of_how_many(client, sign_in, staff, file):
    words = sign_in(client, staff).get(f"/proposals/{file.pk}/research/candidates/find/?country=JP").text
    assert "of 26,128 are at least that unequal" in words
    assert "of 26,632 are at least that far apart" in words
    assert "none found" not in words
