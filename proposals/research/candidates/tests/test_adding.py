"""Putting a community on the list: by its place, by hand, and what is refused in words."""

import pytest

from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal import communities
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.candidates import actions
from proposals.research.candidates.tests.conftest import LACOMBE
from twinning.places.models import Place
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in, person

pytestmark = pytest.mark.django_db

MAZATLAN, TAKASAKI = 3996322, 1851002
THE_TWO_FAIRVIEWS = (5951036, 5951037)


def url(proposal: Proposal) -> str:
    return f"/proposals/{proposal.pk}/research/candidates/add/"


def by_place(pk: int | str, came_up: str = "A letter") -> dict[str, str]:
    return {"place": str(pk), "came_up": came_up}


def by_hand(**more: str) -> dict[str, str]:
    facts = {
        "name": "Maskwacis",
        "native_name": "ᒪᐢᑿᒌᐢ",
        "region": "Alberta",
        "country": "CA",
        "came_up": "A neighbour",
    }
    return facts | more


def everything() -> list:
    return [
        list(Candidate.objects.order_by("pk").values()),
        list(Community.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


def errors(answer) -> dict[str, list[str]]:
    return {field: list(words) for field, words in answer.context["form"].errors.items()}


# -- by its place ------------------------------------------------------------------------------


def test_a_place_is_put_on_the_long_list(client, sign_in, staff, file):
    answer = sign_in(client, staff).post(url(file), by_place(TAKASAKI, "A school class writes to one there"))
    one = file.candidates.get(community__name="Takasaki")
    assert (answer.status_code, answer.url) == (302, f"/proposals/{file.pk}/research/candidates/{one.pk}/")
    assert (one.standing, one.came_up, one.added_by) == ("long", "A school class writes to one there", staff)
    assert one.community.full_name == "Takasaki, Gunma, Japan"
    told = [event["words"] for event in history.told(Event.objects.about(file)[:2])]
    assert told[1] == "Put Takasaki on the list of candidates"
    assert told[0].startswith("Filled in from data sets what they know of Takasaki: Population")


def test_the_community_of_the_same_place_is_found_again(client, sign_in, staff, file):
    """So that its values, notes and other files are found, too."""
    sign_in(client, staff).post(url(file), by_place(TAKASAKI))
    other = file_in(Phase.RESEARCH, by=staff, name="Rikuzentakata")
    client.post(url(other), by_place(TAKASAKI))
    assert Community.objects.filter(name="Takasaki").count() == 1
    assert other.candidates.filter(community__name="Takasaki").exists()


def test_what_was_merged_leads_to_its_successor(file):
    place = Place.objects.get(pk=TAKASAKI)
    new = Community.objects.create(name="Takasaki (new)", country="JP")
    Community.objects.create(name="Takasaki", country="JP", place=place, successor=new)
    assert communities.of_place(place) == new


def test_a_search_is_no_community(file):
    place = Place.objects.get(pk=TAKASAKI)
    Community.objects.create(name="A partner in Japan", country="JP", place=place, is_search=True)
    assert communities.of_place(place).pk is None


def test_our_own_city_is_refused_in_words(client, sign_in, staff, file):
    before = everything()
    answer = sign_in(client, staff).post(url(file), by_place(LACOMBE))
    assert (answer.status_code, everything()) == (422, before)
    assert errors(answer) == {
        "place": [
            "This is our own city. A city cannot be its own twin: choose another place, or check the name."
        ]
    }


def test_another_city_of_our_name_is_no_twin_of_itself(client, sign_in, staff, file):
    sign_in(client, staff).post(url(file), by_place(4330126))
    assert file.candidates.filter(community__region="Louisiana").exists()


def test_a_second_listing_is_refused_in_words(client, sign_in, staff, file):
    sign_in(client, staff).post(url(file), by_place(TAKASAKI))
    before = everything()
    answer = client.post(url(file), by_place(TAKASAKI, "Another letter"))
    assert (answer.status_code, everything()) == (422, before)
    assert errors(answer) == {
        "place": ["Takasaki is on the list already. Choose another, or open it on the list."]
    }


def test_two_places_of_one_name_in_one_province_are_told_apart(client, sign_in, staff, file):
    sign_in(client, staff)
    for place in THE_TWO_FAIRVIEWS:
        assert client.post(url(file), by_place(place, f"Letter {place}")).status_code == 302
    assert file.candidates.filter(community__name="Fairview").count() == 2
    words = client.get(f"/proposals/{file.pk}/research/candidates/").content.decode()
    assert "56.07° N, 118.39° W" in words
    assert "50.98° N, 114.06° W" in words


# -- by hand -----------------------------------------------------------------------------------


def test_a_community_that_is_no_place_is_entered_by_hand(client, sign_in, staff, file):
    sign_in(client, staff).post(url(file), by_hand())
    one = Community.objects.get(name="Maskwacis")
    assert (one.native_name, one.region, one.country, one.place) == ("ᒪᐢᑿᒌᐢ", "Alberta", "CA", None)
    assert file.candidates.filter(community=one).exists()


def test_our_own_city_by_hand_is_refused_in_words(client, sign_in, staff, file):
    before = everything()
    answer = sign_in(client, staff).post(url(file), by_hand(name=" lacombe ", native_name=""))
    assert (answer.status_code, everything()) == (422, before)
    assert "our own city" in errors(answer)["name"][0]


def test_a_name_that_is_known_here_is_asked_about(client, sign_in, staff, file):
    """Mazatlán was entered by hand when the file was opened; its name is typed without the accent."""
    before = everything()
    answer = sign_in(client, staff).post(
        url(file), by_hand(name="Mazatlan", native_name="", region="Sinaloa", country="MX")
    )
    assert (answer.status_code, everything()) == (422, before)
    assert "known here already" in errors(answer)["which"][0]
    assert "Mazatlán, Sinaloa, Mexico" in answer.content.decode()


def test_the_known_one_is_taken_and_then_listed_only_once(client, sign_in, staff, file):
    known = file.candidates.get().community
    before = everything()
    answer = sign_in(client, staff).post(
        url(file),
        by_hand(name="Mazatlan", native_name="", region="Sinaloa", country="MX", which=str(known.pk)),
    )
    assert everything() == before
    assert errors(answer) == {
        "name": ["Mazatlán is on the list already. Choose another, or open it on the list."]
    }


def test_another_of_the_same_name_is_another_community(client, sign_in, staff, file):
    sign_in(client, staff).post(
        url(file), by_hand(name="Mazatlán", native_name="", region="Sinaloa", country="MX", which="another")
    )
    assert Community.objects.filter(name="Mazatlán").count() == 2
    assert file.candidates.count() == 2


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({}, ["came_up", "place"]),
        ({"came_up": "A letter"}, ["place"]),
        (by_place(TAKASAKI, ""), ["came_up"]),
        (by_place(TAKASAKI, "x" * 501), ["came_up"]),
        (by_place(TAKASAKI, "A\x00"), ["came_up"]),
        (by_place(TAKASAKI) | {"name": "Takasaki"}, ["name"]),
        (by_hand(name=""), ["name"]),
        (by_hand(name="x" * 201), ["name"]),
        (by_hand(name="Mask\x00wacis"), ["name"]),
        (by_hand(country=""), ["country"]),
        (by_hand(country="ZZ"), ["country"]),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, sign_in, staff, file, data, fields):
    before = everything()
    answer = sign_in(client, staff).post(url(file), data)
    assert (answer.status_code, sorted(errors(answer)), everything()) == (422, fields, before)


def test_sent_twice_it_is_kept_once(client, sign_in, staff, file):
    sign_in(client, staff).post(url(file), by_hand())
    answer = client.post(url(file), by_hand(), follow=True)
    assert Community.objects.filter(name="Maskwacis").count() == 1
    assert answer.status_code in {200, 422}


# -- who may, and when -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["cao", "clerk", "councillor", "administrator"])
def test_only_staff_add(client, sign_in, file, role):
    before = everything()
    assert sign_in(client, person(role)).post(url(file), by_place(TAKASAKI)).status_code == 403
    assert everything() == before


def test_who_may_not_see_the_file_finds_none(client, sign_in, file):
    assert sign_in(client, person("committee")).post(url(file), by_place(TAKASAKI)).status_code == 404


def test_a_long_list_may_begin_in_planning(client, sign_in, staff):
    early = file_in(Phase.PLANNING, by=staff, name="Rikuzentakata")
    assert sign_in(client, staff).post(url(early), by_place(TAKASAKI)).status_code == 302


@pytest.mark.parametrize("phase", [Phase.CORRESPONDENCE, Phase.EVALUATION])
def test_after_the_research_nobody_is_added(client, sign_in, staff, phase):
    later = file_in(phase, by=staff, name="Rikuzentakata")
    before = everything()
    assert sign_in(client, staff).post(url(later), by_place(TAKASAKI)).status_code == 403
    assert everything() == before


def test_two_who_list_the_same_at_one_moment(file, staff):
    """The form of both was right when it was read; the action looks again behind the lock."""
    community = communities.of_place(Place.objects.get(pk=TAKASAKI))
    actions.list_candidate(file, community, came_up="A letter", by=staff)
    with pytest.raises(MoveRefused, match="on the list already"):
        actions.list_candidate(file, community, came_up="A letter", by=staff)
