"""Communities keep their history: renamed, merged, put right; found by every name they had, and read by whoever may see a file."""

import datetime as dt

import pytest
from django.urls import reverse

from proposals.enquiry.models import Enquiry
from proposals.lifecycle import Phase
from proposals.proposal import actions, communities
from proposals.proposal.communities import KnownMeanwhile, fingerprint
from proposals.proposal.models import Candidate, Community, FormerName, Proposal
from twinning import clock
from twinning.places.models import Place
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

SUMMER = dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
SINCE = dt.date(2006, 1, 1)
WRITERS, OTHERS = ["staff", "cao", "clerk"], ["administrator", "mayor", "councillor"]


@pytest.fixture(autouse=True)
def in_summer(lacombe):
    with clock.at(SUMMER):
        yield


@pytest.fixture
def omura(staff) -> Proposal:
    """A file about a village that was merged in 2005."""
    community = Community(name="Omura", native_name="大村", region="Akita", country="JP")
    proposal = actions.open_file(community, by=staff, kind="sister", origin="visit")
    proposal.submitted_at = clock.now()
    proposal.save()
    return proposal


@pytest.fixture
def senboku() -> Place:
    return Place.objects.create(
        id=1,
        name="Senboku",
        region="Akita",
        country="JP",
        latitude=39.7,
        longitude=140.7,
        timezone="Asia/Tokyo",
    )


def everything() -> list:
    return [
        list(kind.objects.order_by("pk").values()) for kind in (Community, FormerName, Proposal, Candidate)
    ] + [Event.objects.count()]


def names(**more: str) -> dict[str, str]:
    return {"name": "Senboku", "native_name": "仙北市", "region": "Akita", "country": "JP"} | more


DOINGS = {
    "rename": lambda one: names(on="2006-01-01", why="Three towns merged.", seen=fingerprint(one)),
    "merge": lambda one: names(on="2006-01-01", why="Three towns merged.", seen=fingerprint(one)),
    "correct": lambda one: names(country_label="", place="", seen=fingerprint(one)),
    "part": lambda one: {"why": "It was another Omura."},
}


def url(doing: str, one: Community) -> str:
    return f"/communities/{one.pk}/{doing}/"


def post(client, doing: str, one: Community, **more: str):
    return client.post(url(doing, one), DOINGS[doing](one) | more)


def told(subject) -> list[str]:
    return [history.sentence(event) for event in Event.objects.about(subject)]


def merged(omura: Proposal, staff) -> Community:
    """Omura as part of Senboku."""
    one = Community.objects.get(pk=omura.community_id)
    communities.merge(one, Community(**names()), on=SINCE, why="Merged.", seen=fingerprint(one), by=staff)
    return Community.objects.get(pk=one.pk)


# -- It does it ------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", WRITERS)
def test_a_new_name_keeps_the_old_one_and_tells_the_files(client, sign_in, request, omura, writer):
    answer = post(sign_in(client, request.getfixturevalue(writer)), "rename", omura.community)
    assert answer["Location"] == f"/communities/{omura.community_id}/"
    now = Community.objects.get(pk=omura.community_id)
    assert (now.full_name, now.native_name) == ("Senboku, Akita, Japan", "仙北市")
    old = FormerName.objects.get()
    assert (old.full_name, old.native_name, old.until, old.why) == (
        "Omura, Akita, Japan", "大村", SINCE, "Three towns merged.",
    )  # fmt: skip
    words = "Omura was renamed Senboku on 1 January 2006"
    assert told(now) == [words]
    assert words in told(omura)
    assert Event.objects.about(now).get().remark.text == "Three towns merged."
    page = client.get(f"/communities/{now.pk}/").text
    for part in ("Omura, Akita, Japan", "大村", "1 January 2006", "Three towns merged.", omura.reference):
        assert part in page


@pytest.mark.parametrize("doing", ["rename", "merge"])
def test_a_file_that_only_considers_it_is_told_as_well(client, sign_in, staff, omura, doing):
    search = actions.open_file(
        Community(name="A partner", is_search=True), by=staff, kind="sister", origin="staff"
    )
    Candidate.objects.create(proposal=search, community=omura.community)
    other = actions.open_file(Community(name="Redcar", country="GB"), by=staff, kind="sister", origin="staff")
    post(sign_in(client, staff), doing, omura.community)
    verb = {"rename": "community.renamed", "merge": "community.merged"}[doing]
    told_of = [Event.objects.about(file).filter(verb=verb).count() for file in (omura, search, other)]
    assert told_of == [1, 1, 0]


def test_a_community_becomes_part_of_a_new_one(client, sign_in, staff, omura):
    answer = post(sign_in(client, staff), "merge", omura.community)
    assert answer["Location"] == f"/communities/{omura.community_id}/"
    now = Community.objects.get(pk=omura.community_id)
    assert (now.name, now.successor.full_name, now.succeeded_on) == ("Omura", "Senboku, Akita, Japan", SINCE)
    assert Proposal.objects.get().community_id == now.pk
    assert told(now) == ["Omura became part of Senboku on 1 January 2006"]
    page, other = (client.get(f"/communities/{pk}/").text for pk in (now.pk, now.successor_id))
    assert "Part of Senboku since 1 January 2006." in page
    assert f'href="/communities/{now.pk}/"' in other
    assert omura.reference in other


def test_a_community_becomes_part_of_one_that_is_known(client, sign_in, staff, omura, senboku):
    kept = Community.objects.create(name="Senboku", region="Akita", country="JP", place=senboku)
    by_hand = {"name": "", "native_name": "", "region": "", "country": ""}
    sign_in(client, staff)
    post(client, "merge", omura.community, place=str(senboku.pk), **by_hand)
    assert Community.objects.get(pk=omura.community_id).successor == kept
    assert Community.objects.count() == 2


def test_a_merger_entered_by_mistake_is_taken_back(client, sign_in, staff, omura):
    one = merged(omura, staff)
    assert post(sign_in(client, staff), "part", one)["Location"] == f"/communities/{one.pk}/"
    one.refresh_from_db()
    assert (one.successor, one.succeeded_on) == (None, None)
    assert told(one)[0] == "Omura is not part of Senboku: the entry was taken back"
    before = everything()
    post(client, "part", one)  # a second click
    assert everything() == before


def test_a_mistake_is_put_right_and_leaves_no_former_name(client, sign_in, staff, omura, senboku):
    sign_in(client, staff)
    post(client, "correct", omura.community, place=str(senboku.pk), country_label="Nippon")
    now = Community.objects.get(pk=omura.community_id)
    assert (now.full_name, now.place) == ("Senboku, Akita, Nippon", senboku)
    assert not FormerName.objects.exists()
    fields = "name of the community, name in its own language and script, country as it is to be printed, place on the map"
    assert told(now) == [f"Corrected what is written of Senboku: {fields}"]


def test_a_correction_that_changes_nothing_is_none(client, sign_in, staff, omura):
    before = everything()
    sign_in(client, staff)
    assert post(client, "correct", omura.community, name="Omura", native_name="大村").status_code == 302
    assert everything() == before


# -- It refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("doing", "wrong", "words"),
    [
        ("rename", {"name": "Omura", "native_name": "大村"}, "This is what it is called already."),
        ("rename", {"name": ""}, "This is missing. Fill it in."),
        ("rename", {"name": "x" * 201}, "200"),
        ("rename", {"name": "A\x00B"}, "There is a character in it that cannot be kept."),
        ("rename", {"country": ""}, "The country is missing. Choose it from the list."),
        ("rename", {"country": "XX"}, "XX"),
        ("rename", {"on": "2026-07-02"}, "This day is still to come."),
        ("rename", {"on": ""}, "This is missing. Fill it in."),
        ("rename", {"on": "0001-01-01"}, "The year of this date cannot be right."),
        ("rename", {"why": " "}, "reason"),
        ("rename", {"name": "lacombe", "region": "Alberta", "country": "CA"}, "This is our own city."),
        ("merge", {"name": ""}, "The name is missing. Write it as the community does."),
        ("merge", {"country": ""}, "The country is missing. Choose it from the list."),
        ("merge", {"name": "", "native_name": "", "region": "", "country": ""}, "The place is missing."),
        ("merge", {"name": "Omura"}, "A community cannot become part of itself."),
        ("merge", {"name": "Lacombe", "region": "", "country": "CA"}, "This is our own city."),
        ("merge", {"on": "2026-07-02"}, "This day is still to come."),
        ("merge", {"why": ""}, "reason"),
        ("correct", {"name": ""}, "This is missing. Fill it in."),
        ("correct", {"country": ""}, "The country is missing. Choose it from the list."),
        (
            "correct",
            {"name": "City of Lacombe", "region": "Alberta", "country": "CA"},
            "This is our own city.",
        ),
        ("part", {"why": ""}, "reason"),
    ],
)
def test_a_wrong_entry_is_refused_in_words(client, sign_in, staff, omura, doing, wrong, words):
    one = merged(omura, staff) if doing == "part" else omura.community
    before = everything()
    answer = post(sign_in(client, staff), doing, one, **wrong)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert everything() == before


def test_names_change_in_the_order_of_time(client, sign_in, staff, omura):
    post(sign_in(client, staff), "rename", omura.community)
    now = Community.objects.get(pk=omura.community_id)
    before = everything()
    earlier = post(client, "rename", now, name="Senboku City", on="2005-12-31")
    assert "Its name changed later than that already." in earlier.text
    assert everything() == before
    post(client, "rename", now, name="Senboku City", on="2010-01-01")
    assert [one.name for one in now.former_names.all()] == ["Senboku", "Omura"]


def test_nothing_becomes_part_of_itself_in_a_circle(staff, omura):
    one = merged(omura, staff)
    before = everything()
    with pytest.raises(communities.ValidationError, match="cannot become part of itself"):
        communities.merge(
            one.successor, one, on=SINCE, why="Merged.", seen=fingerprint(one.successor), by=staff
        )
    with pytest.raises(communities.ValidationError, match="became part of Senboku already"):
        communities.merge(
            one, Community(**names(name="Akita")), on=SINCE, why="No.", seen=fingerprint(one), by=staff
        )
    assert everything() == before


def test_two_do_not_become_part_of_each_other(staff, omura):
    one, seen_before = omura.community, Community.objects.create(name="Senboku", country="JP")
    other = Community.objects.get(pk=seen_before.pk)
    communities.merge(other, one, on=SINCE, why="Merged.", seen=fingerprint(other), by=staff)
    with pytest.raises(communities.ValidationError, match="cannot become part of itself"):
        communities.merge(one, seen_before, on=SINCE, why="Merged.", seen=fingerprint(one), by=staff)


@pytest.mark.parametrize("doing", ["rename", "merge", "correct"])
def test_two_at_once_and_the_second_sees_what_the_first_did(client, sign_in, staff, omura, doing):
    one = omura.community
    typed = DOINGS[doing](one) | {"native_name": "typed"}
    communities.rename(one, names(name="Nishiki"), on=SINCE, why="Renamed.", seen=fingerprint(one), by=staff)
    before = everything()
    answer = sign_in(client, staff).post(url(doing, one), typed)
    assert answer.status_code == 422
    assert "Somebody else changed this after you opened it" in answer.text
    assert "Nishiki, Akita, Japan" in answer.text
    assert 'value="typed"' in answer.text
    assert everything() == before
    again = fingerprint(Community.objects.get(pk=one.pk))
    assert f'value="{again}"' in answer.text
    more = {"on": "2007-01-01"} if "on" in typed else {}
    assert client.post(url(doing, one), typed | {"seen": again} | more).status_code == 302


def test_the_actions_refuse_whoever_saw_something_else(staff, omura):
    before = everything()
    for refused in (
        lambda: communities.rename(omura.community, names(), on=SINCE, why="W", seen="", by=staff),
        lambda: communities.merge(
            omura.community, Community(**names()), on=SINCE, why="W", seen="", by=staff
        ),
        lambda: communities.correct(omura.community, names(), seen="", by=staff),
    ):
        with pytest.raises(KnownMeanwhile):
            refused()
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("other", OTHERS)
def test_everybody_else_is_refused(client, sign_in, request, omura, doing, other):
    before = everything()
    answer = post(sign_in(client, request.getfixturevalue(other)), doing, omura.community)
    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_strangers_are_sent_to_sign_in(client, omura, doing):
    before = everything()
    assert post(client, doing, omura.community)["Location"].split("?")[0] == reverse("account_login")
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_looking_changes_nothing(client, sign_in, staff, omura, doing):
    before = everything()
    answer = sign_in(client, staff).get(url(doing, omura.community), DOINGS[doing](omura.community))
    assert answer.status_code == (405 if doing == "part" else 200)
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_what_waits_since_the_session_ended_is_shown_and_not_done(client, sign_in, staff, omura, doing):
    typed = DOINGS[doing](omura.community) | {"name": "Typed before"}
    client.post(url(doing, omura.community), typed, headers={"origin": "http://testserver"})
    before = everything()
    answer = sign_in(client, staff).get(url(doing, omura.community))
    assert doing == "part" or 'value="Typed before"' in answer.text
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_what_does_not_exist_is_not_found(client, sign_in, staff, omura, doing):
    sign_in(client, staff)
    search = actions.open_file(
        Community(name="Somebody in Japan", is_search=True), by=staff, kind="sister", origin="staff"
    )
    for pk in (999_999_999, search.community_id):
        assert client.post(f"/communities/{pk}/{doing}/", {"why": "w"}).status_code == 404
        assert client.get(f"/communities/{pk}/").status_code == 404


# -- Who reads it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sent", "kept"),
    [
        ("staff", 200, 200), ("cao", 200, 200), ("clerk", 200, 200), ("administrator", 200, 200),
        ("mayor", 200, 404), ("councillor", 200, 404), ("committee", 404, 404),
    ],
)  # fmt: skip
def test_whoever_may_see_a_file_reads_about_its_community(client, sign_in, staff, omura, role, sent, kept):
    draft = actions.open_file(Community(name="Redcar", country="GB"), by=staff, kind="sister", origin="staff")
    sign_in(client, person(role))
    pages = [client.get(f"/communities/{one.community_id}/") for one in (omura, draft)]
    assert [page.status_code for page in pages] == [sent, kept]


def test_a_candidate_is_read_by_whoever_may_see_the_file(client, sign_in, staff, mayor, omura):
    akita = Community.objects.create(name="Akita", country="JP")
    sign_in(client, mayor)
    assert client.get(f"/communities/{akita.pk}/").status_code == 404
    Candidate.objects.create(proposal=omura, community=akita, added_by=staff)
    page = client.get(f"/communities/{akita.pk}/")
    assert page.status_code == 200
    assert omura.reference in page.text
    assert "It was renamed" not in page.text


def test_the_page_shows_no_file_that_the_reader_may_not_see(client, sign_in, staff, mayor, omura):
    draft = actions.open_file(omura.community, by=staff, kind="friendship", origin="staff")
    assert draft.reference not in sign_in(client, mayor).get(f"/communities/{omura.community_id}/").text
    assert draft.reference in sign_in(client, staff).get(f"/communities/{omura.community_id}/").text


def test_enquiries_about_it_are_shown_to_administration(client, sign_in, staff, mayor, omura):
    communities.rename(
        omura.community, names(), on=SINCE, why="W", seen=fingerprint(omura.community), by=staff
    )
    for number, name, country in (
        ("E-1", "Omura", "JP"), ("E-2", "City of Senboku", "JP"), ("E-3", "Omura", "KR"), ("E-4", "Akita", "JP"),
    ):  # fmt: skip
        Enquiry.objects.create(
            number=number, door="staff", asker_name="A", community_name=name, country=country, wish="A twin."
        )
    page = f"/communities/{omura.community_id}/"
    text = sign_in(client, staff).get(page).text
    assert [number for number in ("E-1", "E-2", "E-3", "E-4") if f">{number}<" in text] == ["E-1", "E-2"]
    assert "Enquiries about it" not in sign_in(client, mayor).get(page).text


def test_a_file_leads_to_its_community(client, sign_in, staff, omura):
    link = f'href="/communities/{omura.community_id}/"'
    assert link in sign_in(client, staff).get(f"/proposals/{omura.pk}/").text


def test_the_page_costs_the_same_for_one_row_and_three(client, sign_in, staff, omura):
    one = omura.community
    page = f"/communities/{one.pk}/"
    sign_in(client, staff)

    def add(number: int) -> None:
        FormerName.objects.create(community=one, name=f"N{number}", country="JP", until=SINCE, why="w")
        Community.objects.create(name=f"P{number}", country="JP", successor=one, succeeded_on=SINCE)
        actions.open_file(one, by=staff, kind="sister", origin="staff")
        other = file_in(Phase.PLANNING, by=staff, name=f"O{number}")
        Candidate.objects.create(proposal=other, community=one, added_by=staff)

    add(1)
    alone = queries(client, page)
    add(2)
    add(3)
    assert queries(client, page) == alone


# -- Found by every name -----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["omura", "大村", "senbok", "仙北", "akita"])
def test_a_file_is_found_by_former_names(client, sign_in, staff, omura, words):
    file_in(Phase.PLANNING, by=staff)
    post(sign_in(client, staff), "rename", omura.community)
    found = client.get("/proposals/", {"words": words}).context["page"]
    assert [one.pk for one in found] == [omura.pk]


@pytest.mark.parametrize("words", ["omura", "senboku", "仙北"])
def test_a_file_is_found_by_what_its_community_became_part_of(staff, omura, words):
    merged(omura, staff)
    file_in(Phase.PLANNING, by=staff)
    assert list(Proposal.objects.with_words(words)) == [omura]


def test_several_former_names_find_a_file_once(staff, omura):
    for until in (SINCE, dt.date(2010, 1, 1)):
        FormerName.objects.create(
            community=omura.community, name="Omura Town", country="JP", until=until, why="w"
        )
    assert list(Proposal.objects.with_words("omura")) == [omura]


def test_a_community_is_found_by_its_place_and_leads_to_what_it_became(staff, omura, senboku):
    assert communities.of_place(senboku).pk is None
    communities.correct(
        omura.community,
        {"name": "Omura", "native_name": "大村", "region": "Akita", "country": "JP", "country_label": "", "place": senboku},
        seen=fingerprint(omura.community),
        by=staff,
    )  # fmt: skip
    assert communities.of_place(senboku).pk == omura.community_id
    one = merged(omura, staff)
    assert communities.of_place(senboku) == one.successor


@pytest.mark.parametrize(
    ("name", "region", "country", "found"),
    [
        ("Ōmura", "", "JP", True),
        ("OMURA", "Akita", "JP", True),
        ("大村", "", "JP", True),
        ("Omura", "Nagasaki", "JP", False),
        ("Omura", "", "KR", False),
        ("Mura", "", "JP", False),
        ("", "", "JP", False),
    ],
)
def test_a_community_is_found_by_its_name_in_any_spelling(staff, omura, name, region, country, found):
    assert [one.pk for one in communities.of_name(name, region, country)] == [omura.community_id] * found
    one = merged(omura, staff)
    assert communities.of_name(name, region, country) == [one.successor] * found


@pytest.mark.parametrize(
    ("facts", "ours"),
    [
        ({"name": "Lacombe", "region": "Alberta", "country": "CA"}, True),
        ({"name": "CITY OF LACOMBE", "country": "CA"}, True),
        ({"name": "Lacombe", "region": "Louisiana", "country": "US"}, False),
        ({"name": "Lacombe", "region": "Quebec", "country": "CA"}, False),
        ({"name": "Lacombe", "is_search": True}, False),
    ],
)
def test_our_own_city_is_known_by_name_region_and_country(facts, ours):
    assert communities.is_our_own(Community(**facts)) == ours


def test_our_own_city_is_known_by_its_place(lacombe, senboku):
    assert not communities.is_our_own(Community(name="Other", country="JP", place=senboku))
    lacombe.place = senboku
    lacombe.save()
    assert communities.is_our_own(Community(name="Other", country="JP", place=senboku))
