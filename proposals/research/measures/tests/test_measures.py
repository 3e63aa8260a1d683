"""The five measures: who scores, what a score may be, apart and then together, and that a refusal changes nothing."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from committees.models import Committee, Membership
from proposals.lifecycle import MoveRefused
from proposals.planning.models import BudgetLine, Planning
from proposals.proposal.models import Candidate, Community, SectionState
from proposals.research import actions as research
from proposals.research.candidates.actions import list_candidate
from proposals.research.comparison.models import DataPoint
from proposals.research.measures import actions, overview
from proposals.research.measures.forms import section_of
from proposals.research.measures.models import Assessment, Evidence, Score
from proposals.research.models import Research
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Criterion, Measure, Policy
from twinning.records import history
from twinning.records.models import Event
from twinning.testing.factories import person
from twinning.testing.files import file_about, file_in_research, mazatlan, queries, research_it

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
CODES = ["interest", "economy", "social", "politics", "likeness"]
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_research(staff=staff, cao=cao)


@pytest.fixture
def candidate(file):
    return Candidate.objects.get(proposal=file)


@pytest.fixture
def committee_member(file, member):
    file.committee = Committee.objects.create(name="Twinning committee", formed_on=dt.date(2026, 1, 5))
    file.save()
    Membership.objects.create(
        committee=file.committee, user=member, name=member.name, starts=dt.date(2026, 1, 5)
    )
    return member


def everything() -> list:
    return [
        list(Assessment.objects.values()),
        list(Score.objects.values()),
        list(Evidence.objects.values()),
        list(SectionState.objects.values()),
        Event.objects.count(),
    ]


def answers(score: Any = 4, words: str = "There is something to say.", version: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"version": str(version)}
    for code in CODES:
        data |= {f"{code}-score": str(score), f"{code}-narrative": words, f"{code}-waiver": ""}
    return data


def url(name: str, *ids: Any) -> str:
    return reverse(f"research:{name}", args=ids)


def write(assessment: Assessment, score: int | None = 4, words: str = "Something.") -> None:
    for line in Score.objects.filter(assessment=assessment):
        line.score, line.narrative = score, words
        line.save()


def closed(candidate: Candidate, by: Any, score: int | None = 4, words: str = "Something.") -> Assessment:
    assessment = actions.begin(candidate, by=by)
    write(assessment, score, words)
    actions.finish(assessment, by=by)
    return Assessment.objects.get(pk=assessment.pk)


def newer_policy(**changes: Any) -> Policy:
    """A second version, in force from today."""
    old = Policy.objects.get()
    facts = {
        "number": 2, "title": "Twinning", "in_force_from": clock.today(), "scale_lowest": 1, "scale_highest": 5,
        "lowest_words": "Nothing", "highest_words": "Very much",
    }  # fmt: skip
    new = Policy.objects.create(**(facts | changes))
    for measure in old.measures.exclude(code="likeness"):
        Measure.objects.create(
            policy=new, code=measure.code, title=measure.title, weight=2, order=measure.order
        )
    Measure.objects.create(policy=new, code="climate", title="Climate", weight=1, order=9)
    Criterion.objects.create(policy=new, question="Is it wise?")
    return new


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


# -- beginning -----------------------------------------------------------------------------


def test_beginning_makes_a_line_for_each_measure_of_the_policy_in_force(
    client, sign_in, staff, file, candidate
):
    answer = sign_in(client, staff).post(url("begin", file.pk, candidate.pk))
    assessment = Assessment.objects.get()
    assert (answer.status_code, answer.url) == (302, url("assess", file.pk, assessment.pk))
    assert (assessment.by, assessment.settled, assessment.policy) == (staff, False, Policy.objects.get())
    assert [score.measure.code for score in assessment.scores.all()] == CODES
    assert last_words() == "Began an own assessment of Mazatlán"


def test_the_agreed_one_can_begin_at_once(client, sign_in, staff, file, candidate):
    sign_in(client, staff).post(url("begin", file.pk, candidate.pk), {"agreed": "1"})
    assert Assessment.objects.get().settled
    assert last_words() == "Began the agreed assessment of Mazatlán"


@pytest.mark.parametrize("data", [{}, {"agreed": "1"}])
def test_a_second_beginning_changes_nothing(client, sign_in, staff, file, candidate, data):
    sign_in(client, staff).post(url("begin", file.pk, candidate.pk), data)
    before = everything()
    answer = client.post(url("begin", file.pk, candidate.pk), data, follow=True)
    assert "already. Go on with that one." in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("role", ["cao", "staff"])
def test_the_cao_and_staff_score_for_themselves(client, sign_in, file, candidate, role):
    sign_in(client, person(role)).post(url("begin", file.pk, candidate.pk))
    assert Assessment.objects.filter(settled=False).count() == 1


def test_a_member_of_the_committee_of_the_file_scores(client, sign_in, committee_member, file, candidate):
    sign_in(client, committee_member).post(url("begin", file.pk, candidate.pk))
    assert Assessment.objects.get().by == committee_member
    assert client.get(url("measures", file.pk)).status_code == 200


def test_another_committee_does_not_see_the_file(client, sign_in, member, file, candidate):
    before = everything()
    assert sign_in(client, member).post(url("begin", file.pk, candidate.pk)).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("role", ["clerk", "mayor", "councillor", "administrator"])
def test_others_do_not_score(client, sign_in, file, candidate, role):
    before = everything()
    assert sign_in(client, person(role)).post(url("begin", file.pk, candidate.pk)).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("role", ["cao", "committee"])
def test_only_staff_write_what_is_agreed(client, sign_in, committee_member, file, candidate, role):
    who = committee_member if role == "committee" else person(role)
    before = everything()
    answer = sign_in(client, who).post(url("begin", file.pk, candidate.pk), {"agreed": "1"})
    assert (answer.status_code, everything()) == (403, before)


def test_in_planning_nobody_scores_yet(client, sign_in, staff):
    early = file_about(mazatlan(), by=staff)
    candidate = Candidate.objects.get(proposal=early)
    assert sign_in(client, staff).post(url("begin", early.pk, candidate.pk)).status_code == 403
    assert not Assessment.objects.exists()


def test_a_candidate_of_another_file_is_not_found(client, sign_in, staff, cao, file):
    other = file_about(mazatlan(name="Durango"), by=staff)
    stranger = Candidate.objects.get(proposal=other)
    assert sign_in(client, staff).post(url("begin", file.pk, stranger.pk)).status_code == 404
    assert client.get(url("measures", file.pk) + f"?candidate={stranger.pk}").status_code == 404
    assert client.get(url("measures", file.pk) + "?candidate=x").status_code == 404


@pytest.mark.parametrize("step", ["begin", "settle", "finish", "reopen", "renew"])
def test_nothing_happens_by_looking(client, sign_in, staff, file, candidate, step):
    assessment = actions.begin(candidate, by=staff)
    before = everything()
    which = candidate.pk if step in {"begin", "settle"} else assessment.pk
    assert sign_in(client, staff).get(url(step, file.pk, which)).status_code == 405
    assert everything() == before


# -- writing -------------------------------------------------------------------------------


def test_scores_and_words_are_saved(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    answer = sign_in(client, staff).post(url("assess", file.pk, assessment.pk), answers(5, "Schools wrote."))
    assert answer.status_code == 302
    assert set(assessment.scores.values_list("score", "narrative")) == {(5, "Schools wrote.")}
    assert last_words() == "Wrote in “The five measures”"


def test_the_page_opens_with_a_group_for_each_measure(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    page = sign_in(client, staff).get(url("assess", file.pk, assessment.pk)).content.decode()
    for place, code in enumerate(CODES, start=1):
        assert f'name="{code}-score"' in page
        assert f"<legend>{place}. {Measure.objects.get(code=code).title}</legend>" in page
    assert "1 – Nothing speaks for it" in page and "5 – Very much speaks for it" in page


@pytest.mark.parametrize("score", ["0", "6", "-1", "2.5", "four", "１０", "1e0", "NaN"])
def test_a_score_off_the_scale_is_kept_as_typed_and_refused_in_words(
    client, sign_in, staff, file, candidate, score
):
    assessment = actions.begin(candidate, by=staff)
    data = answers() | {"social-score": score}
    answer = sign_in(client, staff).post(url("assess", file.pk, assessment.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "This score is not on the scale. Choose a whole number from 1 (Nothing speaks for it) to 5 (Very much speaks for it)."
        in page
    )
    assert "Education, culture and sports, score" in page, "the summary says which measure"
    assert set(assessment.scores.values_list("score", flat=True)) == {None}
    with pytest.raises(MoveRefused, match="not saved yet"):
        actions.finish(Assessment.objects.get(), by=staff)


def test_a_long_scale_is_a_box_for_a_number(client, sign_in, staff, file, candidate):
    Policy.objects.update(scale_lowest=0, scale_highest=100, low_below=40)
    assessment = actions.begin(candidate, by=staff)
    path = url("assess", file.pk, assessment.pk)
    assert sign_in(client, staff).post(path, answers(101)).status_code == 422
    assert client.post(path, answers(0, version=1)).status_code == 302
    assert set(assessment.scores.values_list("score", flat=True)) == {0}


def test_typing_saves_quietly(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    sign_in(client, staff)
    for version in range(3):
        answer = client.post(
            url("assess", file.pk, assessment.pk),
            answers(version + 1, version=version),
            headers={"X-Autosave": "1"},
        )
        assert (answer.status_code, answer.json()["version"]) == (200, version + 1)
    assert Event.objects.filter(verb="section.saved").count() == 1


def test_two_who_write_the_agreed_one_overwrite_nothing_unseen(client, sign_in, staff, file, candidate):
    assessment = actions.begin_agreed(candidate, by=staff)
    path = url("assess", file.pk, assessment.pk)
    sign_in(client, person("staff", name="Z. Other")).post(path, answers(2, "Theirs."))
    answer = sign_in(client, staff).post(path, answers(5, "Mine."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Citizen interest in both communities: score" in page and "Mine." in page and "Theirs." in page
    assert set(assessment.scores.values_list("score", "narrative")) == {(2, "Theirs.")}


def test_nobody_writes_in_anothers_assessment(client, sign_in, staff, cao, file, candidate):
    assessment = actions.begin(candidate, by=cao)
    before = everything()
    sign_in(client, staff)
    assert client.get(url("assess", file.pk, assessment.pk)).status_code == 403
    assert client.post(url("assess", file.pk, assessment.pk), answers()).status_code == 403
    for step in ("finish", "reopen", "renew"):
        assert client.post(url(step, file.pk, assessment.pk), {"why": "I want to."}).status_code == 403
    assert everything() == before


def test_a_measure_is_left_out_with_a_reason_instead_of_a_score(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    path = url("assess", file.pk, assessment.pk)
    both = answers() | {"economy-waiver": "No trade is sought."}
    refused = sign_in(client, staff).post(path, both)
    assert refused.status_code == 422
    assert "Take back the score, or empty the reason." in refused.content.decode()
    waived = both | {"economy-score": "", "economy-narrative": "", "version": "1"}
    assert client.post(path, waived).status_code == 302
    actions.finish(Assessment.objects.get(), by=staff)
    assert Assessment.objects.get().finished_at == SPRING


def test_evidence_names_a_file_a_value_or_a_group(client, sign_in, staff, file, candidate):
    point = DataPoint.objects.create(
        community=candidate.community, topic="ties", tie="trade", words="Exports", source="Statistics"
    )
    assessment = actions.begin(candidate, by=staff)
    measure = Measure.objects.get(code="economy")
    line = {
        "evidence-key": KEY, f"evidence-{KEY}-measure": str(measure.pk),
        f"evidence-{KEY}-words": "Chamber of commerce", f"evidence-{KEY}-data_point": str(point.pk),
    }  # fmt: skip
    path = url("assess", file.pk, assessment.pk)
    assert sign_in(client, staff).post(path, answers() | line).status_code == 302
    assert [(e.measure, e.words, e.data_point) for e in assessment.evidence.all()] == [
        (measure, "Chamber of commerce", point)
    ]
    page = client.get(url("measures", file.pk)).content.decode()
    assert "Chamber of commerce" not in page, "an open assessment is its writer’s alone"


def test_evidence_that_names_nothing_is_refused(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    line = {"evidence-key": KEY, f"evidence-{KEY}-measure": str(Measure.objects.get(code="economy").pk)}
    answer = sign_in(client, staff).post(url("assess", file.pk, assessment.pk), answers() | line)
    assert answer.status_code == 422
    assert "This line names nothing." in answer.content.decode()


def test_evidence_of_another_file_cannot_be_named(client, sign_in, staff, file, candidate):
    other = Community.objects.create(name="Durango", country="MX")
    foreign = DataPoint.objects.create(community=other, topic="ties", words="Other", source="Other")
    assessment = actions.begin(candidate, by=staff)
    line = {
        "evidence-key": KEY, f"evidence-{KEY}-measure": str(Measure.objects.get(code="economy").pk),
        f"evidence-{KEY}-data_point": str(foreign.pk),
    }  # fmt: skip
    answer = sign_in(client, staff).post(url("assess", file.pk, assessment.pk), answers() | line)
    assert answer.status_code == 422
    assert not Evidence.objects.exists()


# -- closing and opening again ---------------------------------------------------------------


def test_closing_says_what_is_missing(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    before = everything()
    answer = sign_in(client, staff).post(url("finish", file.pk, assessment.pk), follow=True)
    assert "“Business and economic development” lacks the score · the words." in answer.content.decode()
    assert everything() == before


def test_a_closed_assessment_is_not_written(client, sign_in, staff, file, candidate):
    assessment = closed(candidate, staff)
    before = everything()
    sign_in(client, staff)
    answer = client.post(url("assess", file.pk, assessment.pk), answers(1), follow=True)
    assert "This assessment is closed. Open it again first, with a reason." in answer.content.decode()
    quiet = client.post(url("assess", file.pk, assessment.pk), answers(1), headers={"X-Autosave": "1"})
    assert (quiet.status_code, quiet.json()["words"][:26]) == (409, "This assessment is closed.")
    client.post(url("finish", file.pk, assessment.pk))
    client.post(url("renew", file.pk, assessment.pk))
    assert everything() == before


def test_whoever_still_has_the_page_open_is_told(client, sign_in, staff, file, candidate):
    assessment = actions.begin(candidate, by=staff)
    sign_in(client, staff).post(url("assess", file.pk, assessment.pk), answers())
    actions.finish(assessment, by=staff)
    actions.reopen(assessment, by=staff, why="A letter came.")
    late = client.post(url("assess", file.pk, assessment.pk), answers(1, version=1))
    assert late.status_code == 409


def test_opening_again_takes_a_reason(client, sign_in, staff, file, candidate):
    assessment = closed(candidate, staff)
    before = everything()
    sign_in(client, staff).post(url("reopen", file.pk, assessment.pk), {"why": " "})
    assert everything() == before
    client.post(url("reopen", file.pk, assessment.pk), {"why": "A letter came."})
    assert Assessment.objects.get().finished_at is None
    assert (last_words(), Event.objects.latest("seq").remark.text) == (
        "Opened an assessment of Mazatlán again",
        "A letter came.",
    )


def test_what_is_agreed_is_not_changed_while_the_cao_reads(client, sign_in, staff, cao, file):
    research_it(file)
    research.send_to_cao(file, by=staff)
    assessment = Assessment.objects.get()
    before = everything()
    for step in ("finish", "reopen", "renew", "assess"):
        answer = sign_in(client, staff).post(url(step, file.pk, assessment.pk), {"why": "Late."})
        assert answer.status_code == 403
    quiet = client.post(url("assess", file.pk, assessment.pk), answers(), headers={"X-Autosave": "1"})
    assert quiet.status_code == 409
    assert everything() == before


# -- apart, then together ----------------------------------------------------------------------


def test_who_is_scoring_sees_no_scores_of_others(client, sign_in, staff, cao, file, candidate):
    closed(candidate, cao, 2, "The CAO doubts it.")
    actions.begin(candidate, by=staff)
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert "The CAO doubts it." not in page and "2 of 5" not in page
    assert "R. Whitlock has closed an assessment." in page
    write(Assessment.objects.get(by=staff), 5, "I am glad.")
    actions.finish(Assessment.objects.get(by=staff), by=staff)
    page = client.get(url("measures", file.pk)).content.decode()
    assert "The CAO doubts it." in page and "3 steps apart" in page


def test_an_open_assessment_is_nobody_elses_to_read(client, sign_in, staff, cao, mayor, file, candidate):
    write(actions.begin(candidate, by=staff), 1, "A first thought.")
    for reader in (cao, mayor):
        page = sign_in(client, reader).get(url("measures", file.pk)).content.decode()
        assert "A first thought." not in page and "Still being written: K. Dube." in page


def test_settling_puts_words_together_and_takes_only_equal_scores(
    client, sign_in, staff, cao, file, candidate
):
    first, second = closed(candidate, staff, 4, "Much."), closed(candidate, cao, 4, "Enough.")
    Score.objects.filter(assessment=second, measure__code="politics").update(score=2)
    Score.objects.filter(assessment=second, measure__code="social").update(score=None, waiver="No schools.")
    for one in (first, second):
        Score.objects.filter(assessment=one, measure__code="likeness").update(
            score=None, narrative="", waiver="Not asked."
        )
    Evidence.objects.create(record=first, measure=Measure.objects.get(code="economy"), words="Chamber")
    answer = sign_in(client, staff).post(url("settle", file.pk, candidate.pk))
    agreed = Assessment.objects.settled().get()
    assert answer.url == url("assess", file.pk, agreed.pk)
    got = {score.measure.code: score for score in agreed.scores.select_related("measure")}
    assert [got[code].score for code in CODES] == [4, 4, None, None, None]
    assert got["interest"].narrative == "K. Dube: Much.\n\nR. Whitlock: Enough."
    assert got["social"].narrative == "K. Dube: Much.\n\nR. Whitlock: No schools."
    assert got["likeness"].waiver == "K. Dube: Not asked.; R. Whitlock: Not asked."
    assert [line.words for line in agreed.evidence.all()] == ["Chamber"]
    event = Event.objects.latest("seq")
    assert history.sentence(event) == "Brought the assessments of Mazatlán together in the agreed one"
    assert (event.facts["assessors"], event.remark.text) == ([staff.pk, cao.pk], "K. Dube · R. Whitlock")


def test_settling_fills_only_what_is_empty(staff, cao, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    Score.objects.filter(assessment=agreed, measure__code="economy").update(
        score=1, narrative="Agreed at once."
    )
    closed(candidate, cao, 5, "Much.")
    actions.settle(candidate, by=staff)
    got = {score.measure.code: score.score for score in agreed.scores.select_related("measure")}
    assert got == {"interest": 5, "economy": 1, "social": 5, "politics": 5, "likeness": 5}
    with pytest.raises(MoveRefused, match="has an answer already"):
        actions.settle(candidate, by=staff)


def test_settling_needs_a_closed_assessment(client, sign_in, staff, file, candidate):
    actions.begin(candidate, by=staff)
    before = everything()
    answer = sign_in(client, staff).post(url("settle", file.pk, candidate.pk), follow=True)
    assert "Nobody has closed an assessment yet." in answer.content.decode()
    assert everything() == before


def test_only_staff_settle(client, sign_in, cao, file, candidate):
    closed(candidate, cao)
    before = everything()
    assert sign_in(client, cao).post(url("settle", file.pk, candidate.pk)).status_code == 403
    assert everything() == before


def test_scores_of_another_scale_are_not_taken(staff, cao, candidate):
    closed(candidate, cao, 5, "Much.")
    newer_policy(scale_highest=10)
    agreed = actions.settle(candidate, by=staff)
    assert {score.score for score in agreed.scores.all()} == {None}


# -- a newer policy ------------------------------------------------------------------------------


def test_a_closed_assessment_keeps_its_policy(client, sign_in, staff, file, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    write(agreed)
    actions.finish(agreed, by=staff)
    newer_policy()
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert Assessment.objects.get().policy.number == 1
    assert "policy version 1" in page and "is in force since" not in page


def test_an_open_one_may_go_over_to_the_newer_policy(client, sign_in, staff, file, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    write(agreed, 4, "Said before.")
    for code in ("economy", "likeness"):
        Evidence.objects.create(
            record=agreed, measure=Measure.objects.get(code=code), words=f"Paper on {code}"
        )
    newer = newer_policy()
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert "Version 2 of the policy is in force since 12 March 2026." in page
    client.post(url("renew", file.pk, agreed.pk))
    agreed.refresh_from_db()
    got = {score.measure.code: (score.score, score.narrative) for score in agreed.scores.all()}
    assert agreed.policy == newer
    assert got["economy"] == (4, "Said before.") and got["climate"] == (None, "") and "likeness" not in got
    assert [(line.measure.policy, line.words) for line in agreed.evidence.all()] == [
        (newer, "Paper on economy")
    ]
    assert (
        Event.objects.latest("seq").remark.text
        == "Similarities of the two communities: 4 · Said before. · Paper on likeness"
    )


def test_on_another_scale_the_scores_are_asked_anew(staff, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    write(agreed, 4, "Said before.")
    newer_policy(scale_highest=10)
    actions.renew(agreed, by=staff)
    assert set(agreed.scores.exclude(measure__code="climate").values_list("score", "narrative")) == {
        (None, "Said before.")
    }


def test_without_a_newer_policy_there_is_nothing_to_go_over_to(staff, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    before = everything()
    with pytest.raises(MoveRefused, match="policy in force already"):
        actions.renew(agreed, by=staff)
    assert everything() == before


# -- the page -------------------------------------------------------------------------------------


def test_a_low_mean_warns_and_blocks_nothing(client, sign_in, staff, file, candidate):
    research_it(file)
    Score.objects.update(score=1)
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert "The mean of the scores is 1; the policy warns below 2.5." in page
    assert Research.of(file).missing() == []


def test_the_mean_goes_by_weight_over_what_was_scored(staff, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    write(agreed, 2)
    Measure.objects.filter(code="interest").update(weight=3)
    Score.objects.filter(measure__code="interest").update(score=4)
    Score.objects.filter(measure__code="likeness").update(score=None, waiver="Not asked.")
    read = Assessment.objects.for_reading().get()
    assert read.mean == Decimal("3.0")
    assert overview.mean_in_words(read) == "3 of 5, by weight over 4 of 5 measures"


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (1, "Nothing speaks for it"),
        (2, "nearer to “Nothing speaks for it”"),
        (3, "in the middle of the scale"),
        (4, "nearer to “Very much speaks for it”"),
        (5, "Very much speaks for it"),
    ],
)
def test_a_score_is_told_in_words(score, words):
    assert overview.score_in_words(score, Policy.objects.get()) == words


def test_costs_stand_beside_the_benefits(client, sign_in, staff, file):
    record = Planning.of(file)
    for category, amount, in_kind in (
        ("hosting", 12_000, False),
        ("staff", 3_000, False),
        ("staff", 500, True),
    ):
        BudgetLine.objects.create(
            record=record, year=2027, category=category, amount=Decimal(amount), in_kind=in_kind
        )
    assert overview.costs(file, Municipality.ours()) == [
        {"year": "2027", "currency": "CAD", "money": "$15,000", "in_kind": "$500", "staff": "$3,500", "per_resident": "$1.05"}
    ]  # fmt: skip
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert "$1.05" in page and "14,258 residents (2024)" in page


def test_costs_per_resident_need_a_population(file):
    BudgetLine.objects.create(record=Planning.of(file), year=2027, amount=Decimal(10))
    Municipality.objects.update(population=None)
    assert overview.costs(file, Municipality.ours())[0]["per_resident"] == ""


@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "administrator"])
def test_everybody_who_sees_the_file_reads_the_page(client, sign_in, file, role):
    research_it(file)
    page = sign_in(client, person(role)).get(url("measures", file.pk))
    assert page.status_code == 200
    assert "3 of 5" in page.content.decode()


def test_a_file_without_candidates_says_so(client, sign_in, staff, file, candidate):
    candidate.delete()
    page = sign_in(client, staff).get(url("measures", file.pk)).content.decode()
    assert "There is no candidate yet." in page


STRANGE = {"markup": "<script>alert(1)</script>", "template": "{{ settings.SECRET_KEY }}", "rtl": "مازاتلان"}


@pytest.mark.parametrize("words", STRANGE.values(), ids=STRANGE)
def test_strange_words_are_shown_as_text(client, sign_in, staff, file, candidate, words):
    agreed = actions.begin_agreed(candidate, by=staff)
    sign_in(client, staff).post(url("assess", file.pk, agreed.pk), answers(3, words))
    page = client.get(url("measures", file.pk)).content.decode()
    assert "<script>alert" not in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") in page


def test_words_with_nul_are_refused(client, sign_in, staff, file, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    answer = sign_in(client, staff).post(url("assess", file.pk, agreed.pk), answers(3, "No\x00"))
    assert answer.status_code == 422
    assert set(agreed.scores.values_list("narrative", flat=True)) == {""}


def test_the_number_of_queries_does_not_grow(client, sign_in, staff, cao, file, candidate):
    closed(candidate, cao)
    agreed = actions.begin_agreed(candidate, by=staff)
    Evidence.objects.create(record=agreed, measure=Measure.objects.get(code="economy"), words="Paper")
    path = url("measures", file.pk)
    sign_in(client, staff)
    few = queries(client, path)
    for name in ("Alma", "Regina", "Trail"):
        list_candidate(file, Community(name=name, country="US"), came_up="A letter", by=staff)
        closed(candidate, person("staff", name=name))
    for code in CODES:
        Evidence.objects.create(
            record=Assessment.objects.settled().get(), measure=Measure.objects.get(code=code), words="Paper"
        )
    assert queries(client, path) == few


def test_the_page_of_an_assessment_reads_what_can_be_chosen_once(client, sign_in, staff, file, candidate):
    agreed = actions.begin_agreed(candidate, by=staff)
    measure = Measure.objects.get(code="economy")
    Evidence.objects.create(record=agreed, measure=measure, words="Paper")
    sign_in(client, staff)
    few = queries(client, url("assess", file.pk, agreed.pk))
    for order in range(5):
        Evidence.objects.create(record=agreed, measure=measure, words="Paper", order=order)
    assert queries(client, url("assess", file.pk, agreed.pk)) == few


def test_the_section_of_an_assessment_is_its_own(staff, cao, candidate):
    one, other = actions.begin(candidate, by=staff), actions.begin(candidate, by=cao)
    assert section_of(one).name != section_of(other).name


def test_the_page_of_a_candidate_shows_no_more_than_the_person_may_see(
    client, sign_in, staff, cao, file, candidate
):
    write(actions.begin(candidate, by=staff), 5)
    assert [one.by for one in overview.seen_by(candidate, cao)] == []
    assert [one.by for one in overview.seen_by(candidate, staff)] == [staff]
    page = sign_in(client, cao).get(url("candidate", file.pk, candidate.pk)).content.decode()
    assert "mean 5" not in page
