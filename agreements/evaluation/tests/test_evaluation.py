"""From the work to the evaluation, through the CAO to council's decision, and on to the next one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.evaluation import actions
from agreements.evaluation.models import Evaluation, EvaluationReport, Result
from agreements.evaluation.sections import SECTIONS
from proposals import lifecycle
from proposals.correspondence.models import Correspondence, Goal, PlanAgreement, PlanVersion
from proposals.correspondence.workplan.models import content
from proposals.lifecycle import MoveRefused, Phase, Standing, Turn
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.sections import find, waive
from twinning import clock
from twinning.records.models import Event, Notice
from twinning.testing.factories import file_in, fill_in, person

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2027, 4, 16, 18, 0, tzinfo=dt.UTC)
DUE = dt.date(2027, 3, 5)
ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.fixture(autouse=True)
def _a_day_in_april():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.EVALUATION, by=staff, evaluation_due=DUE)


PLAN = {
    "covers_from": "2026-03-05",
    "covers_to": "2027-03-05",
    "questions": "Who does not know the agreement exists?",
}
DONE = {
    "results-key": [ONE, TWO],
    f"results-{ONE}-title": "Student exchange", f"results-{ONE}-target": "12 students each way", f"results-{ONE}-result": "9 students each way", f"results-{ONE}-done_on": "2026-10-03",
    f"results-{TWO}-title": "Trade mission", f"results-{TWO}-target": "4 firms", f"results-{TWO}-result": "Put off to 2028",
}  # fmt: skip
FINDINGS = {
    "held_on": "2027-04-09", "evaluators": "K. Dube, M. Ibarra", "targets_met": "One of two.", "partner_view": "Satisfied.", "community_view": "",
    "cost": "18,250.75", "currency": "CAD", "lessons": "Book flights earlier.",
}  # fmt: skip
ADVICE = {"recommendation": "adjust", "reasons": "The trade mission needs a sponsor."}
DECISION = {
    "resolution": "27-044",
    "decided_on": "2027-04-12",
    "decision": "adjust",
    "next_due_on": "2028-04-12",
    "why": "",
}


def write(proposal, name, answers, by):
    return fill_in(Evaluation.of(Proposal.objects.get(pk=proposal.pk)), SECTIONS, name, answers, by=by)


def errors(outcome):
    return [words for form in outcome.sheet.all_forms for found in form.errors.values() for words in found]


def fill(proposal, by):
    for name, answers in (("plan", PLAN), ("done", DONE), ("findings", FINDINGS), ("recommendation", ADVICE)):
        outcome = write(proposal, name, answers, by)
        assert (outcome.word, errors(outcome)) == ("saved", [])


def before_council(proposal, staff, cao):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    actions.accept(proposal, by=cao)


def url(name, proposal, *more):
    return reverse(f"evaluation:{name}", args=[proposal.pk, *more])


# -- the gate -------------------------------------------------------------------------


def test_an_empty_evaluation_says_what_it_lacks_and_reading_saves_nothing(client, proposal, staff, sign_in):
    page = sign_in(client, staff).get(url("check", proposal))
    assert page.context["missing"] == [
        "Say which time is looked at, from when to when.",
        "Give at least one activity with its result, or say why there was none.",
        "Give the day on which the evaluation was held.",
        "Name the evaluators.",
        "Compare the results with the targets.",
        "Choose a recommendation.",
        "Give the reasons for the recommendation.",
    ]
    assert Evaluation.objects.count() == 0


def test_a_complete_evaluation_lacks_nothing(proposal, staff):
    fill(proposal, staff)
    assert Evaluation.of(proposal).missing() == []
    assert Evaluation.of(proposal).cost == Decimal("18250.75")


def test_an_activity_without_a_result_is_named_and_a_year_without_any_takes_a_reason(proposal, staff):
    fill(proposal, staff)
    write(proposal, "done", DONE | {f"results-{TWO}-result": ""}, staff)
    assert Evaluation.of(proposal).missing() == ["Say what came of “Trade mission”."]
    Result.objects.all().delete()
    waive(Evaluation.of(proposal), find(SECTIONS, "done"), by=staff, why="All travel was forbidden.")
    assert Evaluation.of(proposal).missing() == []


@pytest.mark.parametrize(
    ("day", "days", "words"),
    [
        (DUE, 0, "The evaluation is due on 5 March 2027."),
        (dt.date(2027, 3, 6), 1, "it is 1 day late."),
        (dt.date(2027, 4, 16), 42, "it is 42 days late."),
    ],
)
def test_a_late_evaluation_says_by_how_many_days(client, proposal, staff, sign_in, day, days, words):
    with clock.at(dt.datetime.combine(day, dt.time(18), dt.UTC)):
        assert Evaluation.of(proposal).days_overdue == days
        assert words in sign_in(client, staff).get(url("page", proposal)).content.decode()


def test_an_evaluation_that_was_sent_on_is_not_late(proposal, staff):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    assert Evaluation.of(proposal).days_overdue == 0


# -- what people type -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "answers", "words"),
    [
        (
            "plan",
            PLAN | {"covers_to": "2026-03-04"},
            "The time that is looked at ends before it begins. Exchange or correct the two dates.",
        ),
        (
            "plan",
            PLAN | {"covers_to": "2027-04-10"},
            "The evaluation cannot be held before the time that it looks at is over. Correct one of the two dates.",
        ),
        (
            "findings",
            FINDINGS | {"held_on": "2027-03-04"},
            "The evaluation cannot be held before the time that it looks at is over. Correct one of the two dates.",
        ),
        (
            "findings",
            FINDINGS | {"held_on": "2027-04-17"},
            "This day is still to come. Give the day on which it happened.",
        ),
        (
            "findings",
            FINDINGS | {"held_on": "9 Aprill"},
            "This date cannot be read. Write it as year-month-day, such as 2026-03-12.",
        ),
        (
            "findings",
            FINDINGS | {"cost": "1.000,50"},
            "This amount cannot be read. Write it in figures with a point before the cents, such as 1000.50.",
        ),
        (
            "findings",
            FINDINGS | {"cost": "-5"},
            "An amount cannot be less than zero. Write it without the minus sign.",
        ),
        (
            "findings",
            FINDINGS | {"cost": "1e9"},
            "This amount cannot be read. Write it in figures with a point before the cents, such as 1000.50.",
        ),
        (
            "findings",
            FINDINGS | {"cost": "9" * 40},
            "This amount is larger than any budget. Write at most 999,999,999.99.",
        ),
        (
            "findings",
            FINDINGS | {"currency": "DOLLAR"},
            "This is too long: it has 6 characters. Shorten it to 3.",
        ),
        (
            "findings",
            FINDINGS | {"lessons": "x" * 100_000},
            "This is too long: it has 100000 characters. Shorten it to 10000.",
        ),
        (
            "findings",
            FINDINGS | {"lessons": "nul\x00l"},
            "There is a character in it that cannot be kept. Type it anew instead of pasting it.",
        ),
        (
            "done",
            DONE | {f"results-{ONE}-done_on": "2027-04-17"},
            "This day is still to come. Give the day on which it happened.",
        ),
        (
            "recommendation",
            ADVICE | {"recommendation": "marry"},
            "“marry” cannot be chosen here. Choose from the list.",
        ),
    ],
)
def test_what_cannot_be_right_is_kept_as_typed_and_refused_in_words(
    client, proposal, staff, sign_in, section, answers, words
):
    fill(proposal, staff)
    stored = Evaluation.objects.values().get()
    version = SectionState.objects.get(proposal=proposal, section=section).version
    page = sign_in(client, staff).post(url("edit", proposal, section), {"version": version} | answers)
    assert page.status_code == 422
    assert [
        found for form in page.context["sheet"].all_forms for many in form.errors.values() for found in many
    ] == [words]
    assert Evaluation.objects.values().get() == stored
    assert client.get(url("edit", proposal, section)).status_code == 200


def test_an_evaluation_before_the_approval_is_refused(proposal, staff):
    outcome = write(proposal, "findings", FINDINGS | {"held_on": "2026-01-11"}, staff)
    assert errors(outcome) == [
        "Council approved the agreement on 12 January 2026, so it cannot have been evaluated before. Check the date."
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"covers_from": dt.date(2027, 3, 6)}, {"held_on": dt.date(2027, 3, 4)}, {"cost": Decimal("-0.01")}],
)
def test_the_database_refuses_the_same(proposal, staff, wrong):
    fill(proposal, staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.update_or_create(proposal=proposal, defaults=wrong)


@pytest.mark.parametrize(
    "text", ["محمد \u202eabc\u202c שלום 👩🏽‍🚀 e\u0301", "<b onclick=x>file:///etc/passwd</b>"]
)
def test_free_text_survives_and_is_shown_as_typed(client, proposal, staff, cao, clerk, sign_in, text):
    fill(proposal, staff)
    write(proposal, "findings", FINDINGS | {"lessons": text}, staff)
    assert Evaluation.of(proposal).lessons == text
    assert "<b onclick" not in sign_in(client, staff).get(url("check", proposal)).content.decode()
    actions.send_to_cao(proposal, by=staff)
    actions.accept(proposal, by=cao)
    sign_in(client, clerk).post(url("decide", proposal), DECISION)
    page = client.get(url("report", proposal, 1))
    assert "<b onclick" not in page.content.decode()
    assert [
        row["value"]
        for part in page.context["report"].contents
        for row in part["rows"]
        if row["label"] == "Lessons"
    ] == [text]


# -- steps ----------------------------------------------------------------------------


def test_staff_send_the_cao_accepts_and_the_clerk_has_the_ball_for_council(
    client, proposal, staff, cao, clerk, sign_in
):
    fill(proposal, staff)
    assert sign_in(client, staff).post(url("send", proposal)).status_code == 302
    proposal.refresh_from_db()
    assert proposal.turn == Turn.CAO
    assert sign_in(client, cao).post(url("accept", proposal), {"why": "Well done."}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.turn, proposal.awaits(clerk)) == (Turn.COUNCIL, True)
    told = [
        (event.verb, event.remark and event.remark.text)
        for event in Event.objects.about(proposal).order_by("seq")
    ][-2:]
    assert told == [("evaluation.sent", None), ("evaluation.accepted", "Well done.")]
    assert [Notice.objects.filter(to=who).count() for who in (staff, cao, clerk)] == [0, 1, 1]


def test_an_evaluation_with_gaps_is_not_sent(client, proposal, staff, sign_in):
    fill(proposal, staff)
    write(proposal, "recommendation", ADVICE | {"reasons": ""}, staff)
    before = Event.objects.count()
    answer = sign_in(client, staff).post(url("send", proposal), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Give the reasons for the recommendation."
    ]
    proposal.refresh_from_db()
    assert (proposal.turn, Event.objects.count()) == (Turn.STAFF, before)


@pytest.mark.parametrize("turn", [Turn.CAO, Turn.COUNCIL])
def test_the_cao_and_council_return_it_with_a_reason_and_only_with_one(
    client, proposal, staff, cao, clerk, sign_in, turn
):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    if turn == Turn.COUNCIL:
        actions.accept(proposal, by=cao)
    sign_in(client, cao if turn == Turn.CAO else clerk)
    for why in ("", "  ", "nul\x00l", "x" * 100_000):
        client.post(url("send_back", proposal), {"why": why})
        proposal.refresh_from_db()
        assert proposal.turn == turn
    client.post(url("send_back", proposal), {"why": "Ask Mazatlán too."})
    proposal.refresh_from_db()
    event = Event.objects.about(proposal).order_by("-seq").first()
    assert (proposal.turn, event.verb, event.remark.text) == (
        Turn.STAFF,
        "evaluation.returned",
        "Ask Mazatlán too.",
    )


@pytest.mark.parametrize(
    ("decision", "standing"),
    [
        ("continue", Standing.SISTER),
        ("adjust", Standing.SISTER),
        ("upgrade", Standing.SISTER),
        ("hold", Standing.SUSPENDED),
        ("dormant", Standing.DORMANT),
    ],
)
def test_a_relationship_that_goes_on_begins_its_next_evaluation_and_keeps_the_last(
    client, proposal, staff, cao, clerk, sign_in, decision, standing
):
    before_council(proposal, staff, cao)
    answer = sign_in(client, clerk).post(
        url("decide", proposal), DECISION | {"decision": decision, "why": "So minuted."}
    )
    assert (answer.status_code, answer["Location"]) == (302, url("page", proposal))
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.turn, proposal.standing, proposal.evaluation_due) == (
        Phase.EVALUATION,
        Turn.STAFF,
        standing,
        dt.date(2028, 4, 12),
    )
    report = EvaluationReport.objects.get()
    assert (
        report.number,
        report.held_on,
        report.recommendation,
        report.decision,
        report.resolution,
        report.recorded_by,
    ) == (1, dt.date(2027, 4, 9), "adjust", decision, "27-044", clerk)
    assert report.contents[1]["tables"][0]["rows"] == [
        ["Student exchange", "12 students each way", "9 students each way", "3 October 2026"],
        ["Trade mission", "4 firms", "Put off to 2028", ""],
    ]
    record = Evaluation.of(proposal)
    assert (
        record.held_on,
        record.covers_from,
        record.cost,
        record.lessons,
        record.recommendation,
        record.results.count(),
    ) == (None, None, None, "", "", 0)
    assert "9 students each way" in client.get(url("report", proposal, 1)).content.decode()
    assert "Evaluation 1" in client.get(url("page", proposal)).content.decode()
    event = Event.objects.about(proposal).filter(verb="evaluation.decided").get()
    assert (event.facts["resolution"], event.facts["decided_on"], event.remark.text) == (
        "27-044",
        "2027-04-12",
        "So minuted.",
    )


@pytest.mark.parametrize(
    ("decision", "standing"), [("conclude", Standing.CONCLUDED), ("terminate", Standing.TERMINATED)]
)
def test_a_relationship_that_ends_is_closed_with_the_reason(
    client, proposal, staff, cao, clerk, sign_in, decision, standing
):
    before_council(proposal, staff, cao)
    answer = sign_in(client, clerk).post(
        url("decide", proposal),
        DECISION | {"decision": decision, "next_due_on": "", "why": "Nobody has come since 2027."},
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("proposal:page", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert (proposal.phase, proposal.turn, proposal.standing, proposal.evaluation_due) == (
        Phase.CLOSED,
        Turn.NOBODY,
        standing,
        None,
    )
    event = Event.objects.about(proposal).order_by("-seq").first()
    assert (event.verb, event.remark.text) == ("phase.closed", "Nobody has come since 2027.")
    assert EvaluationReport.objects.get().decision == decision
    assert client.get(url("page", proposal)).status_code == 200


def test_a_dormant_relationship_that_council_continues_is_what_it_was(
    proposal, staff, cao, clerk, client, sign_in
):
    lifecycle.change_standing(proposal, Standing.DORMANT, by=clerk)
    before_council(proposal, staff, cao)
    sign_in(client, clerk).post(url("decide", proposal), DECISION)
    proposal.refresh_from_db()
    assert proposal.standing == Standing.SISTER


def test_the_second_evaluation_stands_beside_the_first_and_an_old_page_cannot_overwrite_it(
    client, proposal, staff, cao, clerk, sign_in
):
    before_council(proposal, staff, cao)
    old = SectionState.objects.get(proposal=proposal, section="findings").version
    sign_in(client, clerk).post(url("decide", proposal), DECISION)
    assert (
        sign_in(client, staff)
        .post(url("edit", proposal, "findings"), {"version": old} | FINDINGS)
        .status_code
        == 409
    )
    proposal.refresh_from_db()
    before_council(proposal, staff, cao)
    sign_in(client, clerk).post(
        url("decide", proposal), DECISION | {"resolution": "27-051", "decision": "continue"}
    )
    assert [(report.number, report.resolution) for report in EvaluationReport.objects.order_by("number")] == [
        (1, "27-044"),
        (2, "27-051"),
    ]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"resolution": ""}, "resolution", "This is missing. Fill it in."),
        (
            {"resolution": "x" * 100_000},
            "resolution",
            "This is too long: it has 100000 characters. Shorten it to 60.",
        ),
        (
            {"decided_on": "2027-04-08"},
            "decided_on",
            "Council cannot have decided before the evaluation was held. Check the date of the resolution.",
        ),
        (
            {"decided_on": "2027-04-17"},
            "decided_on",
            "This day is still to come. Give the day on which it happened.",
        ),
        (
            {"next_due_on": "2027-04-12"},
            "next_due_on",
            "The next evaluation cannot be on or before the day of the decision. Give a later date.",
        ),
        (
            {"next_due_on": ""},
            "next_due_on",
            "A relationship that goes on needs the date of its next evaluation; one that has ended has none. Give the date, or empty it.",
        ),
        (
            {"decision": "conclude", "why": "Enough."},
            "next_due_on",
            "A relationship that goes on needs the date of its next evaluation; one that has ended has none. Give the date, or empty it.",
        ),
        (
            {"decision": "dormant"},
            "why",
            "A reason is missing. Say in a sentence why, so that it can be read later.",
        ),
        (
            {"next_due_on": "2027-10-11"},
            "why",
            "The next evaluation is usually 6 to 24 months after the decision. Choose such a date, or give the reason for another one.",
        ),
        (
            {"why": "nul\x00l"},
            "why",
            "There is a character in it that cannot be kept. Type it anew instead of pasting it.",
        ),
    ],
)
def test_a_decision_that_cannot_be_right_changes_nothing(
    client, proposal, staff, cao, clerk, sign_in, changed, field, words
):
    before_council(proposal, staff, cao)
    before = Event.objects.count()
    page = sign_in(client, clerk).post(url("decide", proposal), DECISION | changed)
    assert page.status_code == 422
    assert page.context["form"].errors == {field: [words]}
    proposal.refresh_from_db()
    assert (
        proposal.turn,
        proposal.evaluation_due,
        EvaluationReport.objects.count(),
        Event.objects.count(),
    ) == (Turn.COUNCIL, DUE, 0, before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"next_due_on": dt.date(2027, 4, 12)},
        {"next_due_on": None},
        {"decision": "terminate"},
        {"held_on": dt.date(2027, 4, 13)},
    ],
)
def test_the_database_refuses_such_a_decision(proposal, staff, wrong):
    fill(proposal, staff)
    right = {
        "number": 1,
        "held_on": dt.date(2027, 4, 9),
        "recommendation": "adjust",
        "contents": [],
        "resolution": "27-044",
        "decided_on": dt.date(2027, 4, 12),
        "decision": "adjust",
        "next_due_on": dt.date(2028, 4, 12),
    }
    record = Evaluation.of(proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationReport.objects.create(evaluation=record, recorded_by=staff, **(right | wrong))
    EvaluationReport.objects.create(evaluation=record, recorded_by=staff, **right)


def test_of_two_clerks_who_record_the_decision_the_second_is_told(proposal, staff, cao, clerk):
    before_council(proposal, staff, cao)
    reports = []
    for _n in range(2):
        record = Evaluation.of(Proposal.objects.get(pk=proposal.pk))
        reports.append(
            EvaluationReport(
                evaluation=record,
                held_on=record.held_on,
                resolution="27-044",
                decided_on=dt.date(2027, 4, 12),
                decision="continue",
                next_due_on=dt.date(2028, 4, 12),
            )
        )
    actions.record_decision(reports[0], by=clerk)
    with pytest.raises(MoveRefused):
        actions.record_decision(reports[1], by=person("clerk"))
    assert EvaluationReport.objects.count() == 1


STEPS = {"send": Turn.STAFF, "accept": Turn.CAO, "send_back": Turn.CAO, "decide": Turn.COUNCIL}
ALLOWED = {"send": {"staff"}, "accept": {"cao"}, "send_back": {"cao"}, "decide": {"clerk"}}


def ready_for(step, proposal, staff, cao):
    fill(proposal, staff)
    if STEPS[step] in (Turn.CAO, Turn.COUNCIL):
        actions.send_to_cao(proposal, by=staff)
    if STEPS[step] == Turn.COUNCIL:
        actions.accept(proposal, by=cao)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_refuses_get_strangers_and_missing_files(
    client, proposal, staff, cao, clerk, member, sign_in, step
):
    ready_for(step, proposal, staff, cao)
    sign_in(client, clerk if step == "decide" else cao)
    assert client.get(url(step, proposal)).status_code == (200 if step == "decide" else 405)
    assert client.post(reverse(f"evaluation:{step}", args=[proposal.pk + 1])).status_code == 404
    assert sign_in(client, member).post(url(step, proposal), DECISION).status_code == 404
    client.logout()
    assert client.post(url(step, proposal), DECISION).status_code == 302
    proposal.refresh_from_db()
    assert proposal.turn == STEPS[step]


@pytest.mark.parametrize(
    ("step", "role"),
    [
        (step, role)
        for step in STEPS
        for role in ("staff", "cao", "clerk", "mayor", "councillor")
        if role not in ALLOWED[step]
    ],
)
def test_a_step_refuses_the_wrong_role(client, proposal, staff, cao, sign_in, step, role):
    ready_for(step, proposal, staff, cao)
    before = Event.objects.count()
    assert (
        sign_in(client, person(role)).post(url(step, proposal), DECISION | {"why": "Now."}).status_code == 403
    )
    proposal.refresh_from_db()
    assert (proposal.turn, Event.objects.count()) == (STEPS[step], before)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_once(client, proposal, staff, cao, clerk, sign_in, step):
    ready_for(step, proposal, staff, cao)
    sign_in(client, {"send": staff, "decide": clerk}.get(step, cao))
    answer = DECISION | {"why": "Now."}
    assert client.post(url(step, proposal), answer).status_code == 302
    before = Event.objects.count()
    assert client.post(url(step, proposal), answer).status_code == 403
    assert Event.objects.count() == before


def test_nothing_is_written_while_the_cao_reads_in_another_phase_or_on_hold(
    client, lacombe, proposal, staff, sign_in
):
    fill(proposal, staff)
    actions.send_to_cao(proposal, by=staff)
    early, held = (
        file_in(Phase.PLANNING, by=staff, name="Omura"),
        file_in(Phase.EVALUATION, by=staff, name="Rikubetsu"),
    )
    lifecycle.hold(held, by=staff, why="Elections there.")
    sign_in(client, staff)
    assert [
        client.post(url("edit", file, "plan"), {"version": 0} | PLAN).status_code
        for file in (proposal, early, held)
    ] == [403, 403, 403]


def test_only_the_reports_of_the_file_itself_are_found(client, lacombe, proposal, staff, cao, clerk, sign_in):
    before_council(proposal, staff, cao)
    sign_in(client, clerk).post(url("decide", proposal), DECISION)
    other = file_in(Phase.EVALUATION, by=staff, name="Omura")
    assert [
        client.get(url("report", file, number)).status_code
        for file, number in ((proposal, 1), (proposal, 2), (other, 1))
    ] == [200, 404, 404]


# -- pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "clerk", "cao", "mayor"])
@pytest.mark.parametrize("step", STEPS)
def test_everybody_who_may_read_reads_all_pages_at_every_turn(
    client, proposal, staff, cao, sign_in, role, step
):
    ready_for(step, proposal, staff, cao)
    sign_in(client, person(role))
    assert [client.get(url(name, proposal)).status_code for name in ("page", "check")] == [200, 200]


@pytest.mark.parametrize("section", [section.name for section in SECTIONS])
def test_every_section_opens_empty_and_filled(client, proposal, staff, sign_in, section):
    sign_in(client, staff)
    assert client.get(url("edit", proposal, section)).status_code == 200
    fill(proposal, staff)
    assert client.get(url("edit", proposal, section)).status_code == 200


QUERIES = 12


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_same_number_of_questions_for_one_report_and_for_three(
    client, proposal, staff, sign_in, django_assert_num_queries, rows
):
    fill(proposal, staff)
    record = Evaluation.of(proposal)
    for n in range(rows):
        Result.objects.create(record=record, title=f"Visit {n}")
        EvaluationReport.objects.create(
            evaluation=record, recorded_by=staff, number=n + 1, held_on=dt.date(2027, 4, 9), recommendation="adjust", contents=[],
            resolution="27-044", decided_on=dt.date(2027, 4, 12), decision="adjust", next_due_on=dt.date(2028, 4, 12),
        )  # fmt: skip
    sign_in(client, staff).get(url("page", proposal))
    with django_assert_num_queries(QUERIES):
        assert client.get(url("page", proposal)).status_code == 200


# -- the goals of the agreed work plan ------------------------------------------------------------


@pytest.fixture
def agreed_goals(proposal, staff):
    """A work plan that both sides agreed to before the agreement, with two goals."""
    record = Correspondence.objects.create(proposal=proposal)
    for order, title in enumerate(["Student exchange", "目標" * 150]):
        Goal.objects.create(
            record=record, order=order, title=title, baseline=Decimal(0), goal_value=Decimal(12),
            unit="students a year", indicator="students who travelled",
        )  # fmt: skip
    plan = PlanVersion.objects.create(record=record, number=1, content=content(record), by=staff)
    for side in PlanAgreement.Side:
        PlanAgreement.objects.create(plan=plan, side=side, on=dt.date(2026, 3, 1), words="Minutes.", by=staff)
    return plan


def test_the_goals_of_the_agreed_plan_become_activities_with_their_targets(
    client, sign_in, proposal, staff, agreed_goals
):
    sign_in(client, staff)
    section = reverse("evaluation:edit", args=[proposal.pk, "done"])
    assert "2 goals of the agreed work plan" in client.get(section).content.decode()
    answer = client.post(reverse("evaluation:take_over_goals", args=[proposal.pk]))
    assert answer.url == section
    assert [(row.title, row.target) for row in Result.objects.all()] == [
        ("Student exchange", "from 0 to 12 students a year, counted: students who travelled"),
        ("目標" * 150, "from 0 to 12 students a year, counted: students who travelled"),
    ]
    event = Event.objects.latest("seq")
    assert (event.verb, event.facts["goals"]) == ("evaluation.goals_taken", 2)
    page = client.get(section).content.decode()
    assert 'value="Student exchange"' in page
    assert "goals of the agreed work plan" not in page


def test_goals_come_beside_what_is_there_and_never_twice(proposal, staff, agreed_goals):
    write(proposal, "done", DONE, staff)
    assert actions.take_over_goals(proposal, by=staff) == 2
    assert [row.title for row in Result.objects.all()][:2] == ["Student exchange", "Trade mission"]
    with pytest.raises(MoveRefused, match="There is no goal"):
        actions.take_over_goals(proposal, by=staff)
    Result.objects.filter(title="目標" * 150).delete()
    assert actions.take_over_goals(proposal, by=staff) == 1
    assert Result.objects.count() == 4


def test_whoever_has_the_activities_open_is_told_of_the_goals(client, sign_in, proposal, staff, agreed_goals):
    actions.take_over_goals(proposal, by=staff)
    section = reverse("evaluation:edit", args=[proposal.pk, "done"])
    answer = sign_in(client, staff).post(section, DONE | {"version": "0"})
    assert answer.status_code == 409
    assert "9 students each way" in answer.content.decode()
    assert Result.objects.count() == 2


def test_goals_wait_while_something_is_typed_that_cannot_be_read(proposal, staff, agreed_goals):
    write(proposal, "done", DONE | {f"results-{ONE}-done_on": "soon"}, staff)
    with pytest.raises(MoveRefused, match="Something typed here is not saved yet"):
        actions.take_over_goals(proposal, by=staff)


def test_without_an_agreed_plan_there_is_nothing_to_take_over(client, sign_in, proposal, staff):
    sign_in(client, staff)
    assert (
        "agreed work plan"
        not in client.get(reverse("evaluation:edit", args=[proposal.pk, "done"])).content.decode()
    )
    with pytest.raises(MoveRefused, match="There is no goal"):
        actions.take_over_goals(proposal, by=staff)
