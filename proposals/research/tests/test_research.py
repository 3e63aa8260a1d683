"""The research phase: its form, its gate, its steps, and that a refusal changes nothing."""

import datetime as dt

import pytest

from proposals.lifecycle import MoveRefused, Phase, Turn
from proposals.proposal.models import Candidate, Community, Proposal, SectionState
from proposals.research import actions
from proposals.research.candidates.actions import list_candidate
from proposals.research.comparison.models import DataPoint
from proposals.research.measures.models import Assessment, Score
from proposals.research.models import Research
from twinning import clock
from twinning.records import history
from twinning.records.models import Event, Notice
from twinning.testing.factories import person
from twinning.testing.files import (
    file_about,
    file_in_correspondence,
    file_in_research,
    mazatlan,
    queries,
    research_it,
)

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
SECTIONS = ["partners", "diligence", "choice"]


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_research(staff=staff, cao=cao)


@pytest.fixture
def researched(file):
    research_it(file)
    return file


@pytest.fixture
def with_cao(researched, staff):
    actions.send_to_cao(researched, by=staff)
    return researched


def everything() -> list:
    return [
        list(Proposal.objects.values()),
        list(Research.objects.values()),
        list(Candidate.objects.values()),
        list(DataPoint.objects.values()),
        list(Score.objects.values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
        Notice.objects.count(),
    ]


def where(proposal: Proposal) -> tuple[str, str]:
    return Proposal.objects.values_list("phase", "turn").get(pk=proposal.pk)


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def section_data(name: str, version: int = 0, **answers: str) -> dict[str, str]:
    return {"version": str(version)} | answers


CHOICE = {"others": "", "recommendation": "Go on, with visits in summer."}

# verb -> what is posted
STEPS = {"send": {}, "approve": {"why": "Well done"}, "return": {"why": "Ask Grande Prairie first."}}


# -- the gate ------------------------------------------------------------------------


def test_an_empty_research_says_what_it_needs(file):
    assert Research.of(file).gaps() == {
        "candidates": ["Choose a candidate, with the reason."],
        "facts": [
            "Nobody has vouched for a value about Mazatlán yet. Enter one with its source, or confirm what the data sets say."
        ],
        "partners": ["Say which partners the community has already, or that it has none."],
        "diligence": [
            "Say when the political climate and the advisories were checked.",
            "Say who checked them.",
            "Name the sources.",
            "Say what was found.",
        ],
        "measures": ["Score the five measures for whoever is to be chosen."],
        "choice": ["Give the recommendation to the CAO."],
    }


def test_a_complete_research_lacks_nothing(researched):
    assert Research.of(researched).missing() == []


@pytest.mark.parametrize("code", ["interest", "economy", "social", "politics", "likeness"])
def test_a_measure_needs_a_score_and_words(researched, code):
    score = Score.objects.get(measure__code=code)
    score.score, score.narrative = None, "  "
    score.save()
    assert Research.of(researched).missing() == [f"“{score.measure.title}” lacks the score · the words."]


def test_a_measure_may_be_left_out_with_a_reason(researched):
    score = Score.objects.get(measure__code="economy")
    score.score, score.narrative, score.waiver = None, "", "Council wants no trade."
    score.save()
    assert Research.of(researched).missing() == []


def test_an_assessment_must_be_closed(researched):
    assessment = Assessment.objects.get()
    assessment.finished_at = None
    assessment.save()
    assert Research.of(researched).missing() == ["Close the assessment of the five measures."]


def test_without_an_agreed_assessment_the_measures_are_missing(researched):
    assessment = Assessment.objects.get()
    assessment.settled = False
    assessment.save()
    assert Research.of(researched).missing() == ["Score the five measures for Mazatlán."]


def test_every_other_candidate_needs_its_reason(researched, staff):
    list_candidate(researched, Community(name="Ōtaki", country="NZ"), came_up="A letter", by=staff)
    assert Research.of(researched).missing() == ["Say why they were not chosen: Ōtaki."]


def test_a_search_needs_somebody_on_its_list(staff):
    search = file_about(Community(name="A partner in Japan", is_search=True), by=staff)
    assert Research.of(search).lacks()["candidates"] == ["Put at least one candidate on the list."]


def test_partners_need_a_source(researched):
    researched.research.partners_source = ""
    assert researched.research.missing() == ["Say where its partners are known from."]


def test_the_choice_cannot_be_waived(client, sign_in, staff, file):
    sign_in(client, staff).post(
        f"/proposals/{file.pk}/research/sections/choice/", {"waiver": "Everybody knows."}
    )
    assert SectionState.objects.filter(proposal=file, phase="research").count() == 0


def test_a_section_may_be_waived_with_a_reason(client, sign_in, staff, file):
    sign_in(client, staff).post(
        f"/proposals/{file.pk}/research/sections/measures/", {"waiver": "Council named the city itself."}
    )
    assert Research.of(file).gaps()["measures"] == []


@pytest.mark.parametrize("why", ["No\x00", "x" * 100_000])
def test_a_waiver_that_cannot_be_read_is_refused(client, sign_in, staff, file, why):
    before = everything()
    answer = sign_in(client, staff).post(
        f"/proposals/{file.pk}/research/sections/measures/", {"waiver": why}, follow=True
    )
    assert (len(answer.context["messages"]), everything()) == (1, before)


# -- the steps: they do it -------------------------------------------------------------


def test_staff_send_the_research(client, sign_in, staff, cao, researched):
    answer = sign_in(client, staff).post(f"/proposals/{researched.pk}/research/send/")
    assert (answer.status_code, answer.url) == (302, f"/proposals/{researched.pk}/research/")
    assert where(researched) == ("research", "cao")
    assert last_words() == "Sent the research to the CAO"
    assert Notice.objects.latest("pk").to == cao


def test_the_cao_approves_and_the_letter_can_be_written(client, sign_in, staff, cao, with_cao):
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/research/approve/", {"why": "Well done"})
    assert (answer.status_code, answer.url) == (302, f"/proposals/{with_cao.pk}/correspondence/")
    assert where(with_cao) == ("correspondence", "staff")
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text, event.actor) == (
        "Opened the correspondence phase",
        "Well done",
        cao,
    )
    assert Notice.objects.latest("pk").to == staff
    assert Proposal.objects.get(pk=with_cao.pk).standing == "prospect"


def test_the_cao_returns_it_with_a_reason(client, sign_in, staff, cao, with_cao):
    answer = sign_in(client, cao).post(
        f"/proposals/{with_cao.pk}/research/return/", {"why": "Ask Grande Prairie first."}
    )
    assert (answer.status_code, answer.url) == (302, f"/proposals/{with_cao.pk}/research/")
    assert where(with_cao) == ("research", "staff")
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Returned the research",
        "Ask Grande Prairie first.",
    )
    assert Notice.objects.latest("pk").to == staff


# -- the steps: they refuse ------------------------------------------------------------


@pytest.mark.parametrize("verb", STEPS)
def test_a_step_is_never_taken_by_looking(client, sign_in, staff, with_cao, verb):
    before = everything()
    assert sign_in(client, staff).get(f"/proposals/{with_cao.pk}/research/{verb}/").status_code == 405
    assert everything() == before


@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "administrator"])
def test_only_staff_send(client, sign_in, researched, role):
    before = everything()
    answer = sign_in(client, person(role)).post(f"/proposals/{researched.pk}/research/send/")
    assert (answer.status_code, everything()) == (403, before)


@pytest.mark.parametrize("verb", ["approve", "return"])
@pytest.mark.parametrize("role", ["staff", "clerk", "mayor", "councillor", "administrator"])
def test_only_the_cao_decides(client, sign_in, with_cao, role, verb):
    before = everything()
    answer = sign_in(client, person(role)).post(f"/proposals/{with_cao.pk}/research/{verb}/", STEPS[verb])
    assert (answer.status_code, everything()) == (403, before)


@pytest.mark.parametrize("verb", STEPS)
def test_a_stranger_finds_no_file(client, sign_in, with_cao, verb):
    before = everything()
    answer = sign_in(client, person("committee")).post(
        f"/proposals/{with_cao.pk}/research/{verb}/", STEPS[verb]
    )
    assert (answer.status_code, everything()) == (404, before)


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("holder", ["staff", "cao"])
def test_a_missing_file_is_not_found(client, sign_in, with_cao, holder, verb):
    assert (
        sign_in(client, person(holder))
        .post(f"/proposals/{with_cao.pk + 1}/research/{verb}/", STEPS[verb])
        .status_code
        == 404
    )


@pytest.mark.parametrize("verb", STEPS)
def test_before_its_phase_nothing_happens(client, sign_in, staff, cao, verb):
    early = file_about(mazatlan(), by=staff)
    before = everything()
    answer = sign_in(client, staff if verb == "send" else cao).post(
        f"/proposals/{early.pk}/research/{verb}/", STEPS[verb]
    )
    assert (answer.status_code, everything()) == (403, before)


def test_an_incomplete_research_is_not_sent(client, sign_in, staff, file):
    before = everything()
    answer = sign_in(client, staff).post(f"/proposals/{file.pk}/research/send/", follow=True)
    assert everything() == before
    assert [str(message) for message in answer.context["messages"]] == Research.of(file).missing()


def test_what_went_missing_on_the_cao_s_desk_is_not_approved(client, sign_in, cao, with_cao):
    Score.objects.filter(measure__code="economy").delete()
    Assessment.objects.update(finished_at=None)
    before = everything()
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/research/approve/", follow=True)
    assert everything() == before
    assert [str(message) for message in answer.context["messages"]] == [
        "Close the assessment of the five measures."
    ]


@pytest.mark.parametrize("why", ["", "   ", "No\x00", "x" * 100_000])
def test_without_a_readable_reason_it_is_not_returned(client, sign_in, cao, with_cao, why):
    before = everything()
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/research/return/", {"why": why})
    assert (answer.status_code, everything()) == (302, before)


def test_the_second_click_is_refused(staff, researched):
    stale = Proposal.objects.get(pk=researched.pk)
    actions.send_to_cao(researched, by=staff)
    before = everything()
    with pytest.raises(MoveRefused):
        actions.send_to_cao(stale, by=staff)
    assert everything() == before


@pytest.mark.parametrize("held", [True, False])
def test_while_held_nothing_moves(client, sign_in, cao, with_cao, held):
    if held:
        sign_in(client, cao).post(f"/proposals/{with_cao.pk}/hold/now/", {"why": "Elections there"})
    answer = sign_in(client, cao).post(f"/proposals/{with_cao.pk}/research/approve/")
    assert (answer.status_code, where(with_cao)[0]) == (
        (403, "research") if held else (302, "correspondence")
    )


# -- the form ---------------------------------------------------------------------------


def test_a_section_is_saved_and_on_record(client, sign_in, staff, file):
    answer = sign_in(client, staff).post(
        f"/proposals/{file.pk}/research/sections/choice/", section_data("choice", **CHOICE)
    )
    assert (answer.status_code, answer.url) == (302, f"/proposals/{file.pk}/research/")
    assert Research.of(file).recommendation == "Go on, with visits in summer."
    assert last_words() == "Wrote in “Recommendation”"


@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "administrator"])
def test_others_do_not_write(client, sign_in, file, role):
    before = everything()
    for method in ("get", "post"):
        assert (
            getattr(sign_in(client, person(role)), method)(
                f"/proposals/{file.pk}/research/sections/choice/", section_data("choice", **CHOICE)
            ).status_code
            == 403
        )
    assert everything() == before


def test_nobody_writes_while_the_cao_reads(client, sign_in, staff, with_cao):
    before = everything()
    answer = sign_in(client, staff).post(
        f"/proposals/{with_cao.pk}/research/sections/choice/", section_data("choice", **CHOICE)
    )
    assert (answer.status_code, everything()) == (403, before)


def test_an_unknown_section_is_not_found(client, sign_in, staff, file):
    assert sign_in(client, staff).get(f"/proposals/{file.pk}/research/sections/horoscope/").status_code == 404


STRANGE_WORDS = {
    "emoji": "Playa 🏖️👩‍👩‍👧",
    "right to left": "مازاتلان עיר",
    "combining": "Maza\u0301tla\u0301n",
    "HTML": "<script>alert(1)</script><b>bold</b>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
}


@pytest.mark.parametrize("words", STRANGE_WORDS.values(), ids=STRANGE_WORDS)
def test_strange_words_are_kept_as_they_are_and_shown_as_text(client, sign_in, staff, file, words):
    answers = section_data("choice", **CHOICE | {"recommendation": words})
    sign_in(client, staff).post(f"/proposals/{file.pk}/research/sections/choice/", answers)
    assert Research.of(file).recommendation == words
    page = client.get(f"/proposals/{file.pk}/research/check/").content.decode()
    assert "<script>alert" not in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page


def test_agreed_scores_are_read_once_they_are_closed(client, sign_in, researched, cao):
    path = f"/proposals/{researched.pk}/research/check/"
    assert "3 of 5" in sign_in(client, cao).get(path).content.decode()
    Assessment.objects.update(finished_at=None, finished_by=None)
    assert "3 of 5" not in client.get(path).content.decode()


# -- the pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["research/", "research/check/", *(f"research/sections/{name}/" for name in SECTIONS)]
)
def test_staff_see_every_page(client, sign_in, staff, researched, path):
    assert sign_in(client, staff).get(f"/proposals/{researched.pk}/{path}").status_code == 200


@pytest.mark.parametrize("path", ["research/", "research/check/"])
@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "administrator"])
def test_others_read(client, sign_in, with_cao, role, path):
    assert sign_in(client, person(role)).get(f"/proposals/{with_cao.pk}/{path}").status_code == 200


def test_reading_saves_nothing(client, sign_in, staff, file):
    before = everything()
    for path in ("research/", "research/check/", "research/sections/partners/"):
        sign_in(client, staff).get(f"/proposals/{file.pk}/{path}")
    assert everything() == before


@pytest.mark.parametrize(
    ("checked", "old"), [(dt.date(2025, 12, 12), False), (dt.date(2025, 12, 11), True), (None, False)]
)
def test_a_check_older_than_ninety_days_should_be_repeated(researched, checked, old):
    researched.research.checked_on = checked
    assert researched.research.check_is_old == old


@pytest.mark.parametrize("path", ["research/", "research/check/", "research/sections/partners/"])
def test_the_number_of_queries_does_not_grow_with_the_lines(client, sign_in, staff, researched, path):
    sign_in(client, staff)
    few = queries(client, f"/proposals/{researched.pk}/{path}")
    for name in ("Alma", "Regina", "Trail"):
        list_candidate(researched, Community(name=name, country="US"), came_up="A letter", by=staff)
        DataPoint.objects.create(
            community=researched.community, topic="ties", tie="trade", words=name, source="A letter"
        )
    assert queries(client, f"/proposals/{researched.pk}/{path}") == few


# -- the way back ------------------------------------------------------------------------------


def test_the_cao_sends_a_file_back_a_phase(client, sign_in, staff, cao, researched):
    answer = sign_in(client, cao).post(
        f"/proposals/{researched.pk}/back/now/", {"why": "The committee is not formed."}
    )
    assert (answer.status_code, where(researched)) == (302, ("planning", "staff"))
    event = Event.objects.latest("seq")
    assert (history.sentence(event), event.remark.text) == (
        "Went back to planning",
        "The committee is not formed.",
    )
    assert Research.objects.count() == 1
    assert Notice.objects.latest("pk").to == staff


def test_from_correspondence_it_goes_back_to_research(client, sign_in, staff, cao):
    proposal = file_in_correspondence(staff=staff, cao=cao)
    sign_in(client, cao).post(f"/proposals/{proposal.pk}/back/now/", {"why": "A second candidate came up."})
    assert (where(proposal), last_words()) == (("research", "staff"), "Went back to the research")


def test_from_planning_there_is_no_way_back(client, sign_in, staff, cao):
    early = file_about(mazatlan(), by=staff)
    before = everything()
    assert (
        sign_in(client, cao).post(f"/proposals/{early.pk}/back/now/", {"why": "Why not"}).status_code == 302
    )
    assert everything() == before


@pytest.mark.parametrize("why", ["", "No\x00"])
def test_going_back_takes_a_readable_reason(client, sign_in, cao, researched, why):
    before = everything()
    assert sign_in(client, cao).post(f"/proposals/{researched.pk}/back/now/", {"why": why}).status_code == 302
    assert everything() == before


def test_going_back_is_never_done_by_looking(client, sign_in, cao, researched):
    assert sign_in(client, cao).get(f"/proposals/{researched.pk}/back/now/").status_code == 405
    assert where(researched) == (Phase.RESEARCH, Turn.STAFF)


@pytest.mark.parametrize(
    ("role", "status"),
    [("staff", 302), ("clerk", 302), ("mayor", 403), ("councillor", 403), ("committee", 404)],
)
def test_only_the_cao_sends_back_a_phase(client, sign_in, researched, role, status):
    before = everything()
    answer = sign_in(client, person(role)).post(
        f"/proposals/{researched.pk}/back/now/", {"why": "I want to."}
    )
    assert (answer.status_code, everything()) == (status, before)
