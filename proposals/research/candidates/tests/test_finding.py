"""Looking for candidates among all places: filters in the address, bad values in words, several put on the list."""

import pytest

from proposals.lifecycle import Phase
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.candidates.tests.conftest import LACOMBE
from twinning.atlas.models import Twinning
from twinning.clock import today
from twinning.municipality.models import Municipality
from twinning.places.models import Place
from twinning.records.models import Event
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TAKASAKI, RIKUBETSU, MAZATLAN, GRANDE_PRAIRIE = 1851002, 2128407, 3996322, 5964347


def url(proposal: Proposal, **filters: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"/proposals/{proposal.pk}/research/candidates/find/" + (f"?{asked}" if asked else "")


def add_url(proposal: Proposal) -> str:
    return f"/proposals/{proposal.pk}/research/candidates/add-found/"


def names(answer) -> list[str]:
    return [hit.place.name for hit in answer.context["hits"]]


def errors(answer) -> list[str]:
    return list(answer.context["form"].errors)


def everything() -> list:
    return [
        list(Candidate.objects.order_by("pk").values()),
        list(Community.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


@pytest.fixture
def search(client, sign_in, staff, file):
    sign_in(client, staff)
    return lambda **filters: client.get(url(file, **filters))


# -- the filters ---------------------------------------------------------------------------------


def test_without_a_filter_nothing_is_listed(search):
    answer = search()
    assert (answer.status_code, answer.context["page"]) == (200, None)
    assert "population_from=7129" in answer.content.decode()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"country": "JP"}, ["Rikubetsu", "Takasaki"]),
        ({"country": "JP", "population_to": "10,000"}, ["Rikubetsu"]),
        ({"country": "JP", "population_from": 10_000}, ["Takasaki"]),
        ({"country": "JP", "sort": "population"}, ["Takasaki", "Rikubetsu"]),
        ({"country": "JP", "sort": "distance"}, ["Rikubetsu", "Takasaki"]),
        ({"words": "mazatlan"}, ["Mazatlán", "Mazatlán"]),
        ({"words": "高崎"}, ["Takasaki"]),
        ({"words": "العقبة"}, ["Aqaba"]),
        ({"country": "CA", "km_to": 100}, ["Lacombe", "Red Deer"]),
        ({"country": "CA", "km_from": 2_500, "km_to": 3_200}, ["Montréal", "Val-d'Or"]),
        ({"hours": 0, "country": "MX"}, []),
        ({"hours": 1, "words": "mazatlan", "country": "MX"}, ["Mazatlán", "Mazatlán"]),
    ],
)
def test_each_filter_narrows(search, filters, found):
    assert names(search(**filters)) == found


def test_near_the_sea(search):
    Place.objects.filter(pk=MAZATLAN).update(coast_km=1.5)
    assert names(search(country="MX", coast=10)) == ["Mazatlán"]


def test_by_language(search):
    assert "Takasaki" in names(search(language="ja"))


def test_nothing_found_says_how_to_go_on(search):
    words = search(country="JP", population_from=50_000_000).content.decode()
    assert "No place fits all of these." in words
    assert "Enter a community by hand" in words


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"language": "xx-klingon"}, "language"),
        ({"population_from": "many"}, "population_from"),
        ({"population_from": "-5"}, "population_from"),
        ({"population_from": "1e9"}, "population_from"),
        ({"population_from": 10**30}, "population_from"),
        ({"population_from": 20, "population_to": 10}, "population_from"),
        ({"km_from": 20, "km_to": 10}, "km_from"),
        ({"coast": "near"}, "coast"),
        ({"hours": 99}, "hours"),
        ({"sort": "likeness"}, "sort"),
        ({"words": "%00"}, "words"),
        ({"words": "!!!"}, "words"),
        ({"words": "x" * 201}, "words"),
    ],
)
def test_a_bad_value_in_the_address_gives_words(search, filters, field):
    answer = search(**filters)
    assert (answer.status_code, errors(answer)) == (200, [field])
    assert names(answer) == []


@pytest.mark.parametrize("page", ["0", "-1", "two", "99999999999999999999"])
def test_a_bad_page_shows_one_that_is_there(search, page):
    assert names(search(country="JP", page=page)) == ["Rikubetsu", "Takasaki"]


def test_unknown_words_in_the_address_do_no_harm(search):
    assert names(search(country="JP", rank="best", utm_source="mail")) == ["Rikubetsu", "Takasaki"]


@pytest.mark.parametrize("field", ["hours", "km_to", "km_from"])
def test_without_our_city_on_the_map_nothing_is_measured(search, field):
    Municipality.objects.update(place=None)
    answer = search(**{field: 1})
    assert errors(answer) == [field]
    assert "not on the map" in answer.content.decode()


# -- what a hit shows ----------------------------------------------------------------------------


def test_partners_near_us_are_shown_beside_a_hit(search):
    Twinning.objects.create(
        pair=f"{MAZATLAN}-{GRANDE_PRAIRIE}", place_a_id=MAZATLAN, name_a="Mazatlán", country_a="MX",
        place_b_id=GRANDE_PRAIRIE, name_b="Grande Prairie", region_b="Alberta", country_b="CA",
        sources="Memo", as_of=today(),
    )  # fmt: skip
    hits = search(country="MX", population_from=300_000).context["hits"]
    assert [[partner.name for partner in hit.partners.nearby] for hit in hits] == [["Grande Prairie"]]


def test_two_of_one_name_in_one_province_are_told_apart(search):
    words = search(words="fairview").content.decode()
    assert "56.07° N, 118.39° W" in words
    assert "50.98° N, 114.06° W" in words


def test_no_score_is_made_of_them(search):
    words = search(country="JP").content.decode().casefold()
    assert "score" not in words
    assert "match" not in words


def test_our_own_city_and_those_listed_cannot_be_ticked(search, client, file):
    words = search(words="lacombe", country="CA").content.decode()
    assert "our own city" in words
    assert f'value="{LACOMBE}"' not in words


def test_a_full_page_takes_as_many_queries_as_two_hits(client, sign_in, staff, file):
    few = queries(sign_in(client, staff), url(file, country="JP"))
    Place.objects.bulk_create(
        [
            Place(
                id=90_000_000 + n,
                name=f"Machi {n}",
                country="JP",
                latitude=36,
                longitude=139,
                timezone="Asia/Tokyo",
            )
            for n in range(60)
        ]
    )
    assert queries(client, url(file, country="JP")) == few
    answer = client.get(url(file, country="JP"))
    assert (len(names(answer)), answer.context["page"].paginator.num_pages) == (25, 3)


# -- several are put on the list -------------------------------------------------------------------


def test_those_ticked_are_put_on_the_list_and_the_search_goes_on(client, sign_in, staff, file):
    answer = sign_in(client, staff).post(
        add_url(file) + "?country=JP&page=1", {"places": [TAKASAKI, RIKUBETSU], "came_up": "Search: Japan"}
    )
    assert (answer.status_code, answer.url) == (302, url(file, country="JP", page=1))
    assert sorted(
        file.candidates.filter(came_up="Search: Japan").values_list("community__name", flat=True)
    ) == [
        "Rikubetsu",
        "Takasaki",
    ]


def test_what_cannot_be_added_is_left_out_and_said(client, sign_in, staff, file):
    sign_in(client, staff).post(add_url(file), {"places": [TAKASAKI], "came_up": "Search"})
    answer = client.post(
        add_url(file), {"places": [LACOMBE, TAKASAKI, RIKUBETSU], "came_up": "Search"}, follow=True
    )
    assert [str(message) for message in answer.context["messages"]][-2:] == [
        "1 candidate was added to the long list.",
        "Left out, because they are on the list already or our own city: Takasaki, Gunma, Japan · Lacombe, Alberta, Canada.",
    ]
    assert file.candidates.count() == 3


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"places": []}, "places"),
        ({"places": ["x"]}, "places"),
        ({"places": ["\x00"]}, "places"),
        ({"places": ["999999999"]}, "places"),
        ({"places": [str(10**30)]}, "places"),
        ({"came_up": ""}, "came_up"),
        ({"came_up": "x" * 501}, "came_up"),
    ],
)
def test_what_cannot_be_added_is_said_beside_its_field(client, sign_in, staff, file, data, field):
    before = everything()
    answer = sign_in(client, staff).post(
        add_url(file) + "?country=JP", {"places": [TAKASAKI], "came_up": "Search"} | data
    )
    assert (answer.status_code, list(answer.context["add"].errors), everything()) == (422, [field], before)


def test_too_many_at_once_are_refused(client, sign_in, staff, file):
    Place.objects.bulk_create(
        [
            Place(
                id=90_000_000 + n,
                name=f"Machi {n}",
                country="JP",
                latitude=36,
                longitude=139,
                timezone="Asia/Tokyo",
            )
            for n in range(51)
        ]
    )
    before = everything()
    places = list(Place.objects.filter(pk__gte=90_000_000).values_list("pk", flat=True))
    answer = sign_in(client, staff).post(
        add_url(file) + "?country=JP", {"places": places, "came_up": "Search"}
    )
    assert (answer.status_code, everything()) == (422, before)


def test_looking_adds_nothing(client, sign_in, staff, file):
    before = everything()
    assert sign_in(client, staff).get(add_url(file)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("role", ["cao", "clerk", "councillor"])
def test_only_staff_look_and_add(client, sign_in, file, role):
    before = everything()
    sign_in(client, person(role))
    assert client.get(url(file)).status_code == 403
    assert client.post(add_url(file), {"places": [TAKASAKI], "came_up": "Search"}).status_code == 403
    assert everything() == before


def test_after_the_research_nobody_is_added(client, sign_in, staff):
    later = file_in(Phase.CORRESPONDENCE, by=staff, name="Rikuzentakata")
    before = everything()
    answer = sign_in(client, staff).post(add_url(later), {"places": [TAKASAKI], "came_up": "Search"})
    assert (answer.status_code, everything()) == (403, before)
