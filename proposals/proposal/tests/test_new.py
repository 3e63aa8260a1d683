"""Opening a file: about a place, about a community entered by hand, or about none yet."""

import pytest

from proposals.lifecycle import Phase
from proposals.proposal import actions
from proposals.proposal.models import Candidate, Community, FormerName, Proposal
from twinning.municipality.policy import Cap, Policy
from twinning.places.models import Place
from twinning.records.models import Event
from twinning.testing.factories import file_in

pytestmark = pytest.mark.django_db

NEW = "/proposals/new/"
WHY = {"kind": "sister", "origin": "letter"}
BY_HAND = {"name": "Maskwacis", "native_name": "", "region": "Alberta", "country": "CA"}
SEARCH = {"title": "A partner in Japan", "within": "JP"}


@pytest.fixture(autouse=True)
def our_city(lacombe):
    return lacombe


@pytest.fixture
def mazatlan() -> Place:
    return Place.objects.create(
        id=1, name="Mazatlán", region="Sinaloa", country="MX", latitude=23.2, longitude=-106.4, timezone="America/Mazatlan"
    )  # fmt: skip


def test_a_limit_that_is_reached_is_said_and_stops_nobody(client, sign_in, staff, mazatlan):
    file_in(Phase.RESEARCH, by=staff, name="Rikubetsu")
    Proposal.objects.update(standing="sister")
    Cap.objects.create(policy=Policy.in_force(), what="held", limit=1)
    answer = sign_in(client, staff).post(NEW, WHY | {"place": mazatlan.pk}, follow=True)
    opened = Proposal.objects.get(community__place=mazatlan)
    words = "1 of at most 1 relationship."
    assert [str(one) for one in answer.context["messages"]] == [f"A limit of the policy is reached. {words}"]
    assert words in client.get(f"/proposals/{opened.pk}/").text
    offered = client.post(NEW, WHY | {"place": mazatlan.pk})
    assert (offered.status_code, "1 of at most 1 relationship; one more is in prep" in offered.text) == (
        422,
        True,
    )


def everything() -> list[int]:
    return [kind.objects.count() for kind in (Proposal, Community, Candidate, Event)]


def test_a_place_opens_a_file(client, sign_in, staff, mazatlan):
    answer = sign_in(client, staff).post(NEW, WHY | {"place": mazatlan.pk})
    opened = Proposal.objects.get()
    assert answer["Location"] == f"/proposals/{opened.pk}/planning/"
    assert (opened.community.full_name, opened.community.place) == ("Mazatlán, Sinaloa, Mexico", mazatlan)
    first = opened.candidates.get()
    assert (first.community, first.came_up) == (opened.community, "A letter from the other city")


def test_a_community_that_is_no_place_opens_a_file(client, sign_in, staff):
    sign_in(client, staff).post(NEW, WHY | BY_HAND)
    community = Proposal.objects.get().community
    assert (community.full_name, community.place, community.is_search) == (
        "Maskwacis, Alberta, Canada", None, False,
    )  # fmt: skip


@pytest.mark.parametrize("within", ["JP", ""])
def test_a_search_opens_a_file_without_a_candidate(client, sign_in, staff, within):
    answer = sign_in(client, staff).post(NEW, WHY | SEARCH | {"within": within})
    opened = Proposal.objects.get()
    assert answer["Location"] == f"/proposals/{opened.pk}/planning/"
    community = opened.community
    assert (community.name, community.country, community.is_search) == (SEARCH["title"], within, True)
    assert not opened.candidates.exists()
    for page in (f"/proposals/{opened.pk}/", f"/proposals/{opened.pk}/planning/", "/proposals/"):
        assert client.get(page).status_code == 200
    assert f"/communities/{opened.community_id}/" not in client.get(f"/proposals/{opened.pk}/").text


def test_two_searches_may_have_the_same_title(client, sign_in, staff):
    sign_in(client, staff)
    for origin in ("letter", "visit"):
        client.post(NEW, WHY | SEARCH | {"origin": origin})
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "The community is missing. Type its name here, enter it by hand, or say below"),
        ({"place": "999999999"}, "place"),
        ({"place": "x\x00y"}, "place"),
        (BY_HAND | {"name": ""}, "The name is missing. Write it as the community does."),
        (BY_HAND | {"country": ""}, "The country is missing. Choose it from the list."),
        (BY_HAND | {"country": "XX"}, "XX"),
        (BY_HAND | {"name": "x" * 201}, "200"),
        (BY_HAND | SEARCH, "A community and a search are both given. Empty one of the two."),
        (SEARCH | {"title": ""}, "The working title is missing. Say in a few words what you look for."),
        (SEARCH | {"within": "Japan"}, "Japan"),
        (SEARCH | {"title": "x" * 201}, "200"),
        ({"name": "Lacombe", "region": "Alberta", "country": "CA"}, "This is our own city."),
        ({"name": "city of lacombe", "country": "CA"}, "This is our own city."),
    ],
)
def test_what_opens_no_file_is_said_in_words_and_nothing_is_lost(client, sign_in, staff, typed, words):
    before = everything()
    answer = sign_in(client, staff).post(NEW, WHY | typed)
    assert (answer.status_code, words in answer.text) == (422, True)
    for value in typed.values():
        assert not value.isalpha() or len(value) == 2 or value in answer.text
    assert everything() == before


def test_a_place_and_a_community_by_hand_are_one_too_many(client, sign_in, staff, mazatlan):
    answer = sign_in(client, staff).post(NEW, WHY | BY_HAND | {"place": mazatlan.pk})
    assert "Both a place and a community by hand are given. Empty one of the two." in answer.text
    answer = client.post(NEW, WHY | SEARCH | {"place": mazatlan.pk})
    assert "A community and a search are both given. Empty one of the two." in answer.text
    assert not Proposal.objects.exists()


def test_our_own_place_is_refused(client, sign_in, staff, our_city, mazatlan):
    our_city.place = mazatlan
    our_city.save()
    before = everything()
    answer = sign_in(client, staff).post(NEW, WHY | {"place": mazatlan.pk})
    assert "This is our own city." in answer.text
    assert everything() == before


@pytest.mark.parametrize("by", ["place", "name", "former name"])
def test_a_community_that_is_known_is_used_again(client, sign_in, staff, mazatlan, by):
    known = Community.objects.create(name="Mazatlán", region="Sinaloa", country="MX", place=mazatlan)
    first = actions.open_file(known, by=staff, kind="sister", origin="staff")
    FormerName.objects.create(community=known, name="Presidio", country="MX", until="1830-01-01", why="w")
    which = {
        "place": {"place": mazatlan.pk},
        "name": {"name": "mazatlan", "country": "MX"},
        "former name": {"name": "Presidio", "country": "MX"},
    }[by]
    answer = sign_in(client, staff).post(NEW, WHY | which)
    assert (answer.status_code, first.reference in answer.text) == (422, True)
    assert "There is a file about this community already" in answer.text
    client.post(NEW, WHY | which | {"another": "on"})
    assert [one.community for one in Proposal.objects.all()] == [known, known]


def test_another_community_of_the_same_name_is_told_apart(client, sign_in, staff):
    both = [Community.objects.create(name="Springfield", region=r, country="US") for r in ("Ohio", "Oregon")]
    typed = WHY | {"name": "Springfield", "country": "US"}
    sign_in(client, staff)
    answer = client.post(NEW, typed)
    assert "Several communities of this name are known here." in answer.text
    assert all(one.full_name in answer.text for one in both)
    client.post(NEW, typed | {"which": str(both[1].pk)})
    client.post(NEW, typed | {"which": "another", "region": "Maine"})
    assert [one.community.region for one in Proposal.objects.order_by("pk")] == ["Oregon", "Maine"]
    before = everything()
    assert client.post(NEW, typed | {"which": "999"}).status_code == 422
    assert everything() == before


def test_a_place_has_one_community_however_often_it_is_chosen(client, sign_in, staff, mazatlan):
    sign_in(client, staff)
    for another in ("", "on"):
        client.post(NEW, WHY | {"place": mazatlan.pk, "another": another})
    assert (Proposal.objects.count(), Community.objects.count()) == (2, 1)


def test_what_was_typed_when_the_session_ended_is_there_again(client, sign_in, staff):
    client.post(NEW, WHY | BY_HAND, headers={"origin": "http://testserver"})
    before = everything()
    assert 'value="Maskwacis"' in sign_in(client, staff).get(NEW).text
    assert everything() == before
