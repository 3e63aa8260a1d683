"""The list of candidates: what it shows, deciding about several, choosing one, and that a refusal changes nothing."""

import pytest

from proposals.enquiry.actions import enter as receive
from proposals.enquiry.tests.conftest import written
from proposals.lifecycle import MoveRefused, Phase, Turn, hold, pass_turn
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.candidates import actions
from proposals.research.candidates.forms import tick
from proposals.research.candidates.reasons import reasons
from proposals.research.candidates.tests.conftest import SPRING
from proposals.research.comparison.models import DataPoint
from proposals.research.models import Research
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Cap, Policy
from twinning.places.models import Place
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TAKASAKI, RIKUBETSU = 1851002, 2128407


@pytest.fixture
def first(file):
    return file.candidates.get()


def listed(proposal: Proposal, *places: int, by) -> list[Candidate]:
    added, _left_out = actions.list_places(
        proposal, Place.objects.filter(pk__in=places), came_up="A search", by=by
    )
    return added


@pytest.fixture
def three(file, staff):
    """With Takasaki and Rikubetsu on the long list beside it."""
    listed(file, TAKASAKI, RIKUBETSU, by=staff)
    return list(file.candidates.listed())


def url(proposal: Proposal, *parts: object) -> str:
    return f"/proposals/{proposal.pk}/research/candidates/" + "".join(f"{part}/" for part in parts)


def everything() -> list:
    return [
        list(Proposal.objects.order_by("pk").values()),
        list(Candidate.objects.order_by("pk").values()),
        list(Community.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def errors(answer) -> dict[str, list[str]]:
    return {field: list(words) for field, words in answer.context["form"].errors.items()}


def standings(proposal: Proposal) -> dict[str, str]:
    return {str(one): one.standing for one in proposal.candidates.select_related("community")}


def decision(*candidates: Candidate, standing: str = "short", why: str = "") -> dict:
    return {"candidates": [tick(one) for one in candidates], "standing": standing, "why": why}


# -- the list ------------------------------------------------------------------------------


def test_the_list_is_grouped_by_where_each_stands(client, sign_in, staff, file, three):
    answer = sign_in(client, staff).get(url(file))
    assert [(group["title"], [str(line.candidate) for line in group["lines"]]) for group in answer.context["groups"]] == [
        ("Short list", ["Mazatlán"]),
        ("Long list", ["Rikubetsu", "Takasaki"]),
    ]  # fmt: skip


def test_a_reason_stays_readable_with_who_and_when(client, sign_in, staff, file, three):
    actions.decide(three[1:], "not_chosen", by=staff, why="Too far for school classes.")
    words = sign_in(client, person("councillor")).get(url(file)).content.decode()
    assert words.count("Too far for school classes.") == 2
    assert f"{staff}, 12 March 2026" in words


def test_one_standing_alone_can_be_shown(client, sign_in, staff, file, three):
    answer = sign_in(client, staff).get(url(file) + "?standing=long")
    assert [group["title"] for group in answer.context["groups"]] == ["Long list"]
    assert [line.number for line in answer.context["groups"][0]["lines"]] == [2, 3]


def test_a_standing_that_is_none_shows_all(client, sign_in, staff, file, three):
    answer = sign_in(client, staff).get(url(file) + "?standing=%00best")
    assert len(answer.context["groups"]) == 2


def test_an_empty_list_says_how_to_begin(client, sign_in, staff, file):
    file.candidates.all().delete()
    words = sign_in(client, staff).get(url(file)).content.decode()
    assert "Nobody is on the list yet." in words
    assert url(file, "find") in words


def test_forty_five_candidates_take_as_many_queries_as_three(client, sign_in, staff, file, three):
    few = queries(sign_in(client, staff), url(file))
    communities = Community.objects.bulk_create(
        [Community(name=f"Town {n}", country="US", place_id=TAKASAKI if n % 2 else None) for n in range(42)]
    )
    Candidate.objects.bulk_create([Candidate(proposal=file, community=one) for one in communities])
    DataPoint.objects.bulk_create(
        [DataPoint(community=one, topic="population", number=1000, source="Census") for one in communities]
    )
    assert file.candidates.count() == 45
    assert queries(client, url(file)) == few


def test_who_may_only_read_is_offered_no_decision(client, sign_in, cao, file, three):
    words = sign_in(client, cao).get(url(file)).content.decode()
    assert "Mazatlán" in words
    assert '<form method="post" action="' + url(file, "decide") not in words
    assert 'type="checkbox"' not in words


def test_a_figure_that_somebody_entered_stands_before_that_of_the_table(client, sign_in, staff, file, three):
    takasaki = file.candidates.get(community__name="Takasaki")
    DataPoint.objects.create(
        community=takasaki.community, topic="population", number=365_000, year=2025, source="City"
    )
    lines = sign_in(client, staff).get(url(file) + "?standing=long").context["groups"][0]["lines"]
    assert [line.population for line in lines] == [2528, 365_000]


# -- deciding about several ------------------------------------------------------------------


def test_several_are_moved_for_one_reason(client, sign_in, staff, file, three):
    answer = sign_in(client, staff).post(
        url(file, "decide"),
        decision(*three[1:], standing="not_chosen", why="No school there answers."),
        follow=True,
    )
    assert said(answer) == ["2 candidates: Not chosen."]
    assert standings(file) == {"Mazatlán": "short", "Rikubetsu": "not_chosen", "Takasaki": "not_chosen"}
    one = file.candidates.get(community__name="Takasaki")
    assert (one.reason, one.decided_by, one.decided_at) == ("No school there answers.", staff, SPRING)
    told = history.told(Event.objects.about(file)[:1])[0]
    assert (told["words"], told["remark"].text) == ("Did not choose Takasaki", "No school there answers.")


def test_the_short_list_needs_no_reason(client, sign_in, staff, file, three):
    sign_in(client, staff).post(url(file, "decide"), decision(*three[1:]))
    assert set(standings(file).values()) == {"short"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"candidates": []}, "candidates"),
        ({"candidates": ["7"]}, "candidates"),
        ({"candidates": ["999999:long"]}, "candidates"),
        ({"candidates": ["\x00"]}, "candidates"),
        ({"standing": ""}, "standing"),
        ({"standing": "chosen"}, "standing"),
        ({"standing": "best"}, "standing"),
        ({"standing": "not_chosen", "why": ""}, "why"),
        ({"standing": "not_chosen", "why": " \n "}, "why"),
        ({"standing": "not_chosen", "why": "No\x00"}, "why"),
        ({"standing": "not_chosen", "why": "x" * 5_001}, "why"),
    ],
)
def test_what_cannot_be_decided_is_said_beside_its_field(client, sign_in, staff, file, three, change, field):
    before = everything()
    answer = sign_in(client, staff).post(url(file, "decide"), decision(*three[1:]) | change)
    assert (answer.status_code, list(errors(answer)), everything()) == (422, [field], before)


def test_what_was_ticked_and_typed_stays(client, sign_in, staff, file, three):
    answer = sign_in(client, staff).post(
        url(file, "decide"), decision(three[1], three[2], standing="not_chosen")
    )
    words = answer.content.decode()
    assert words.count(" checked") == 3  # two candidates and the standing
    assert "A reason is missing." in words


def test_a_decision_never_lands_on_what_somebody_else_decided(client, sign_in, staff, file, three):
    """Two have the list open; the first chooses, the second moves the same one away."""
    late = decision(three[0], standing="not_chosen", why="Too far.")
    actions.choose(three[0], by=staff, why="Many residents winter there.")
    before = everything()
    answer = sign_in(client, staff).post(url(file, "decide"), late)
    assert (answer.status_code, everything()) == (422, before)
    assert "Somebody else has decided" in errors(answer)["candidates"][0]


def test_a_candidate_of_another_file_is_none_here(client, sign_in, staff, file, three):
    other = file_in(Phase.RESEARCH, by=staff, name="Rikuzentakata").candidates.get()
    before = everything()
    answer = sign_in(client, staff).post(url(file, "decide"), decision(other))
    assert (answer.status_code, everything()) == (422, before)


# -- choosing one ------------------------------------------------------------------------------


def choice(candidate: Candidate, why: str = "Many residents winter there.") -> dict[str, str]:
    return {"why": why, "seen": candidate.standing}


def test_the_only_candidate_is_chosen_with_one_click_and_a_reason(client, sign_in, staff, file, first):
    page = sign_in(client, staff).get(f"/proposals/{file.pk}/research/").content.decode()
    assert url(file, first.pk, "choose") in page
    answer = client.post(url(file, first.pk, "choose"), choice(first), follow=True)
    assert said(answer) == ["Mazatlán is chosen."]
    assert Research.of(file).gaps()["candidates"] == []


def test_from_then_on_the_file_is_about_the_chosen_one(client, sign_in, staff, file, three):
    takasaki = file.candidates.get(community__name="Takasaki")
    sign_in(client, staff).post(url(file, takasaki.pk, "choose"), choice(takasaki, "A school class asked."))
    now = Proposal.objects.get(pk=file.pk)
    assert (now.community, standings(file)["Takasaki"]) == (takasaki.community, "chosen")
    told = history.told(Event.objects.about(file)[:1])[0]
    assert (told["words"], told["remark"].text) == ("Chose Takasaki", "A school class asked.")
    assert Research.of(now).gaps()["candidates"] == ["Say why they were not chosen: Mazatlán · Rikubetsu."]


def test_a_choice_that_is_taken_back_leaves_the_file_as_it_was(client, sign_in, staff, file, three):
    about = file.community
    takasaki = file.candidates.get(community__name="Takasaki")
    sign_in(client, staff).post(url(file, takasaki.pk, "choose"), choice(takasaki, "A school class asked."))
    takasaki.refresh_from_db()
    client.post(url(file, "decide"), decision(takasaki, standing="not_chosen", why="The class has moved."))
    assert Proposal.objects.get(pk=file.pk).community == about
    assert standings(file)["Takasaki"] == "not_chosen"


def test_a_search_whose_choice_is_taken_back_is_a_search_again(client, sign_in, staff, file, three):
    search = Community.objects.create(name="A partner in Japan", country="JP", is_search=True)
    Proposal.objects.update(community=search)
    file.refresh_from_db()
    one = file.candidates.get(community__name="Takasaki")
    sign_in(client, staff).post(url(file, one.pk, "choose"), choice(one))
    assert str(Proposal.objects.get().community) == "Takasaki"
    one.refresh_from_db()
    client.post(
        url(file, "decide"), decision(one, standing="short", why="Their council is elected anew first.")
    )
    assert Proposal.objects.get().community == search


# -- reasons ------------------------------------------------------------------------------------


def test_every_reason_that_was_given_stays_readable(client, sign_in, staff, file, three):
    one = three[1]
    actions.decide([one], "not_chosen", by=staff, why="Too far for school classes.")
    actions.decide([one], "short", by=staff, why="A school there wrote to ours.")
    actions.decide([one], "long", by=staff, why="")
    one.refresh_from_db()
    assert (one.standing, one.reason) == ("long", "A school there wrote to ours.")
    given = [(reason.what, reason.words, reason.by) for reason in reasons(one)]
    assert given == [
        ("Moved Rikubetsu to the short list", "A school there wrote to ours.", str(staff)),
        ("Did not choose Rikubetsu", "Too far for school classes.", str(staff)),
    ]
    for page in (url(file), url(file, one.pk)):
        words = sign_in(client, staff).get(page).text.split('aria-label="This candidate"')[0]
        assert all(reason in words for _what, reason, _by in given)


def test_a_reason_older_than_the_history_is_told_from_the_candidate(file, first, staff):
    kept = {"standing": "not_chosen", "reason": "They declined.", "decided_by": staff, "decided_at": SPRING}
    Candidate.objects.filter(pk=first.pk).update(**kept)
    told = [(one.what, one.words, one.by, one.at) for one in reasons(Candidate.objects.get(pk=first.pk))]
    assert told == [("Not chosen", "They declined.", str(staff), SPRING)]


@pytest.mark.parametrize("standing", ["short", "long"])
@pytest.mark.parametrize("before", ["chosen", "not_chosen"])
def test_a_decision_is_not_taken_back_without_a_reason(client, sign_in, staff, file, first, before, standing):
    if before == "chosen":
        actions.choose(first, by=staff, why="Many residents winter there.")
    else:
        actions.decide([first], before, by=staff, why="They declined.")
    stood = everything()
    answer = sign_in(client, staff).post(url(file, "decide"), decision(first, standing=standing))
    assert (answer.status_code, list(errors(answer)), everything()) == (422, ["why"], stood)
    with pytest.raises(MoveRefused, match="A reason is missing"):
        actions.decide([first], standing, by=staff, why=" ")
    assert everything() == stood


# -- limits of the policy ---------------------------------------------------------------------------


@pytest.fixture
def full(file, staff):
    """A partner in Japan, where the policy allows one."""
    held = file_in(Phase.RESEARCH, by=staff, name="Senboku")
    Community.objects.filter(pk=held.community_id).update(country="JP")
    Proposal.objects.filter(pk=held.pk).update(standing="sister")
    Cap.objects.create(policy=Policy.in_force(), what="per_country", limit=1)
    return held


def test_beyond_a_limit_a_choice_asks_why_and_nothing_else(client, sign_in, staff, file, three, full):
    one, words = three[1], "1 of at most 1 relationship in one country (Japan)"
    page = sign_in(client, staff).get(url(file, one.pk)).text
    assert words in page
    assert f'<a href="{full.phase_url}">Senboku</a>' in page
    before = everything()
    answer = client.post(url(file, one.pk, "choose"), choice(one))
    assert (answer.status_code, list(errors(answer)), everything()) == (422, ["beyond"], before)
    with pytest.raises(MoveRefused, match="Say why the City goes beyond this limit"):
        actions.choose(one, by=staff, why="A school class asked.")
    assert everything() == before
    client.post(url(file, one.pk, "choose"), choice(one) | {"beyond": "Council wants both."})
    assert standings(file)["Rikubetsu"] == "chosen"
    kept = reasons(Candidate.objects.get(pk=one.pk))
    assert [reason.words for reason in kept] == ["Council wants both.", "Many residents winter there."]


def test_a_limit_that_is_not_touched_asks_for_nothing(client, sign_in, staff, file, first, full):
    assert "beyond" not in sign_in(client, staff).get(url(file, first.pk)).context["form"].fields
    client.post(url(file, first.pk, "choose"), choice(first))
    assert standings(file) == {"Mazatlán": "chosen"}


def test_two_are_never_chosen(client, sign_in, staff, file, three):
    actions.choose(three[0], by=staff, why="Many residents winter there.")
    before = everything()
    answer = sign_in(client, staff).post(url(file, three[1].pk, "choose"), choice(three[1]), follow=True)
    assert everything() == before
    assert said(answer) == ["Mazatlán is chosen. Say first why it is not, then choose another."]


@pytest.mark.parametrize("why", ["", "  ", "No\x00", "x" * 5_001])
def test_without_a_readable_reason_nobody_is_chosen(client, sign_in, staff, file, first, why):
    before = everything()
    answer = sign_in(client, staff).post(url(file, first.pk, "choose"), choice(first, why))
    assert (answer.status_code, list(errors(answer)), everything()) == (422, ["why"], before)


def test_a_choice_never_lands_on_what_somebody_else_decided(client, sign_in, staff, file, three):
    late = choice(three[1])
    actions.decide([three[1]], "not_chosen", by=staff, why="No answer.")
    before = everything()
    answer = sign_in(client, staff).post(url(file, three[1].pk, "choose"), late)
    assert (answer.status_code, everything()) == (422, before)
    assert "Somebody else has decided on Rikubetsu" in errors(answer)["seen"][0]


def test_two_at_the_same_moment_one_is_told(file, three, staff):
    seen_by_both = Candidate.objects.get(pk=three[1].pk)
    actions.decide([three[1]], "short", by=staff, why="")
    before = everything()
    with pytest.raises(MoveRefused, match="Somebody else has decided on Rikubetsu"):
        actions.choose(seen_by_both, by=staff, why="A school class asked.")
    assert everything() == before


def test_the_action_itself_chooses_nobody_without_a_reason(first, staff):
    with pytest.raises(MoveRefused, match="A reason is missing"):
        actions.choose(first, by=staff, why="  ")


def test_a_chosen_one_can_be_taken_back_with_a_reason(client, sign_in, staff, file, first):
    actions.choose(first, by=staff, why="Many residents winter there.")
    sign_in(client, staff).post(
        url(file, "decide"), decision(first, standing="not_chosen", why="They declined.")
    )
    assert standings(file) == {"Mazatlán": "not_chosen"}
    assert Research.of(file).gaps()["candidates"] == ["Choose a candidate, with the reason."]


# -- who may, and when ------------------------------------------------------------------------

POSTS = ["decide", "choose"]


def sent(client, proposal: Proposal, step: str):
    one = proposal.candidates.first()
    if step == "decide":
        return client.post(url(proposal, "decide"), decision(one, standing="long"))
    return client.post(url(proposal, one.pk, "choose"), choice(one))


@pytest.mark.parametrize("step", POSTS)
@pytest.mark.parametrize("role", ["cao", "clerk", "administrator", "mayor", "councillor"])
def test_only_staff_decide(client, sign_in, file, role, step):
    before = everything()
    assert (sent(sign_in(client, person(role)), file, step).status_code, everything()) == (403, before)


@pytest.mark.parametrize("step", POSTS)
def test_who_may_not_see_the_file_finds_none(client, sign_in, file, step):
    before = everything()
    assert (sent(sign_in(client, person("committee")), file, step).status_code, everything()) == (404, before)


@pytest.mark.parametrize("step", POSTS)
def test_while_the_cao_reads_nothing_changes(client, sign_in, staff, file, step):
    pass_turn(file, Turn.CAO, "research.sent", by=staff)
    before = everything()
    assert (sent(sign_in(client, staff), file, step).status_code, everything()) == (403, before)


@pytest.mark.parametrize("step", POSTS)
def test_on_hold_nothing_changes(client, sign_in, staff, file, step):
    hold(file, by=staff, why="Waiting for the budget.")
    before = everything()
    assert (sent(sign_in(client, staff), file, step).status_code, everything()) == (403, before)


def test_in_planning_a_list_may_be_kept_but_nobody_chosen(client, sign_in, staff):
    early = file_in(Phase.PLANNING, by=staff)
    assert sent(sign_in(client, staff), early, "choose").status_code == 403
    assert sent(client, early, "decide").status_code == 302
    assert standings(early) == {"Mazatlán": "long"}


@pytest.mark.parametrize("phase", [Phase.CORRESPONDENCE, Phase.AGREEMENT])
@pytest.mark.parametrize("step", POSTS)
def test_after_the_research_nothing_changes(client, sign_in, staff, phase, step):
    later = file_in(phase, by=staff)
    before = everything()
    assert (sent(sign_in(client, staff), later, step).status_code, everything()) == (403, before)


def test_a_candidate_of_another_file_has_no_page_here(client, sign_in, staff, file):
    other = file_in(Phase.RESEARCH, by=staff, name="Rikuzentakata").candidates.get()
    assert sign_in(client, staff).get(url(file, other.pk)).status_code == 404
    assert client.post(url(file, other.pk, "choose"), choice(other)).status_code == 404
    assert client.get(url(file, 10**30)).status_code == 404


# -- one candidate ------------------------------------------------------------------------------


def test_everything_of_one_candidate_is_on_its_page(client, sign_in, staff, file, first):
    page = sign_in(client, staff).get(url(file, first.pk))
    assert page.status_code == 200
    words = page.content.decode()
    assert "<h1>Mazatlán" in words
    assert "0 of 15 filled, 0 confirmed" in words
    assert "Choose this community" in words


def test_other_files_of_the_same_community_are_found(client, sign_in, staff, file, first):
    other = file_in(Phase.RESEARCH, by=staff, name="Rikuzentakata")
    actions.list_candidate(other, first.community, came_up="A letter", by=staff)
    assert list(sign_in(client, staff).get(url(file, first.pk)).context["other_files"]) == [other]


def test_a_reader_who_may_not_see_the_other_file_is_not_told_of_it(client, sign_in, staff, file, first):
    other = file_in(Phase.PLANNING, by=staff, name="Rikuzentakata")
    actions.list_candidate(other, first.community, came_up="A letter", by=staff)
    Proposal.objects.filter(pk=other.pk).update(submitted_at=None)
    answer = sign_in(client, person("councillor")).get(url(file, first.pk))
    assert answer.status_code == 200
    assert answer.context["other_files"] == []


def test_what_was_asked_about_it_is_found_by_administration_alone(client, sign_in, staff, file, first):
    enquiry = receive(written(community_name="Mazatlan", region="Sinaloa", country="MX"), by=staff)
    sign_in(client, staff)
    assert client.get(url(file, first.pk)).context["enquiries"] == [enquiry]
    sign_in(client, person("councillor"))
    assert client.get(url(file, first.pk)).context["enquiries"] == []


def test_the_city_off_the_map_breaks_no_page(client, sign_in, staff, file, first):
    Municipality.objects.update(place=None)
    sign_in(client, staff)
    assert [client.get(address).status_code for address in (url(file), url(file, first.pk))] == [200, 200]
