"""The work plan: goals that can be measured, its versions, and that both sides agreed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from proposals.correspondence.models import Contact, Correspondence, Goal, PlanAgreement, PlanVersion
from proposals.correspondence.sections import SECTIONS
from proposals.correspondence.workplan import actions
from proposals.correspondence.workplan.changes import changes
from proposals.correspondence.workplan.models import content
from proposals.correspondence.workplan.reading import in_words, whole_target
from proposals.lifecycle import MoveRefused, hold
from proposals.proposal.facts import gather
from proposals.proposal.models import Paper, Proposal, SectionState
from proposals.proposal.sections import find, waive
from twinning import clock
from twinning.records.models import Event
from twinning.testing.factories import person
from twinning.testing.files import file_in_correspondence, queries

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 12)
HERE, THERE = PlanAgreement.Side.HERE, PlanAgreement.Side.THERE


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    """A file whose line of communication is open, without a plan."""
    proposal = file_in_correspondence(staff=staff, cao=cao)
    record = Correspondence.objects.create(
        proposal=proposal, letter_from="Mayor A. Beaulieu", letter_to="Presidencia Municipal",
        letter_sent_on=dt.date(2026, 2, 10), letter_how="post", reply_received_on=dt.date(2026, 3, 2),
        reply_summary="They are glad.",
    )  # fmt: skip
    Contact.objects.create(record=record, side=Contact.Side.THERE, place=Contact.Place.MAYOR, name="E. Ruiz")
    return proposal


@pytest.fixture
def planned(file):
    """The same with a complete draft of the plan."""
    write_plan(file)
    return file


@pytest.fixture
def writer(client, sign_in, staff):
    return sign_in(client, staff)


def write_plan(file: Proposal) -> None:
    record = Correspondence.of(file)
    record.budget, record.budget_agreed_on = Decimal(12_000), dt.date(2026, 3, 2)
    record.budget_terms = "Guests are housed by the host."
    record.save()
    for order, (term, title) in enumerate([("short", "Student exchange"), ("long", "Trade fair")]):
        Goal.objects.create(
            record=record, order=order, term=term, title=title, activity="Two weeks each way in June",
            indicator="students who travelled", baseline=Decimal(0), goal_value=Decimal(12), unit="students a year",
            due_on=dt.date(2027, 6, 30), owner_here="L. Petrova", owner_there="E. Ruiz", cost=Decimal("4500.50"),
            cost_currency="CAD", funding="School board",
        )  # fmt: skip


def url(name: str, file: Proposal, *more: Any) -> str:
    return reverse(f"correspondence:{name}", args=[file.pk, *more])


def fresh(file: Proposal) -> Proposal:
    return Proposal.objects.select_related("community").get(pk=file.pk)


def gap(file: Proposal, name: str = "agreed") -> list[str]:
    return Correspondence.of(fresh(file)).lacks()[name]


def version(file: Proposal, by: Any) -> PlanVersion:
    return actions.make_version(fresh(file), by=by)


def agree(plan: PlanVersion, side: str, by: Any, **more: Any) -> PlanAgreement:
    told: dict[str, Any] = {"on": TODAY, "channel": "email", "words": "Minutes of the committee."}
    return actions.agree(plan, side=side, by=by, **(told | more))


def goal(file: Proposal) -> Goal:
    return Goal.objects.filter(record__proposal=file).order_by("order")[0]


ROW = {
    "term": "short", "title": "Student exchange", "activity": "", "indicator": "", "baseline": "", "goal_value": "",
    "unit": "", "due_on": "", "owner_here": "", "owner_there": "", "cost": "", "cost_currency": "CAD", "funding": "",
}  # fmt: skip
KEY = "10000000-1000-4000-8000-000000000001"


def draft(**values: str) -> dict[str, Any]:
    """The section as its page sends it, with one goal."""
    found: dict[str, Any] = {
        "version": "0",
        "goals-key": [KEY],
        "budget": "",
        "budget_currency": "CAD",
        "budget_terms": "",
        "budget_agreed_on": "",
    }
    return found | {f"goals-{KEY}-{name}": value for name, value in (ROW | values).items()}


# -- the draft ---------------------------------------------------------------------------------


def test_the_draft_is_a_card_per_goal_with_its_fields_in_groups(writer, file):
    page = writer.get(url("edit", file, "workplan")).content.decode()
    for title in (
        "How it is measured",
        "By when, and who sees to it",
        "What it costs us",
        "The first year",
        "Goal",
    ):
        assert title in page
    assert "data-blank-row" in page
    assert page.count("__key__-title") > 0


def test_a_goal_is_saved_with_its_number_and_unit(writer, file):
    data = draft(baseline="0", goal_value="1,000.5", unit="students a year", due_on="2027-06-30", cost="4500")
    assert writer.post(url("edit", file, "workplan"), data).status_code == 302
    found = goal(file)
    assert (found.baseline, found.goal_value, found.unit) == (0, Decimal("1000.5"), "students a year")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("goal_value", "twelve", "This number cannot be read."),
        ("goal_value", "12 students", "This number cannot be read."),
        ("goal_value", "1e9", "This number cannot be read."),
        ("goal_value", "1.000,5", "This number cannot be read."),
        ("baseline", "-3", "This number is below zero."),
        ("goal_value", "99999999999", "This number is too large to be meant."),
        ("cost", "1.000,5", "This amount cannot be read."),
        ("cost_currency", "XQQ", "“XQQ” is not a currency."),
        ("due_on", "20270-06-30", ""),
        ("title", "目" * 301, "This has 301 characters, and at most 300 fit."),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed(writer, file, field, typed, words):
    answer = writer.post(url("edit", file, "workplan"), draft(**{field: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert typed in page
    assert not Goal.objects.exists()


def test_a_goal_of_three_hundred_japanese_characters_is_kept_and_read(writer, file):
    title = "姉妹都市" * 75
    writer.post(url("edit", file, "workplan"), draft(title=title))
    assert goal(file).title == title
    assert title in writer.get(url("workplan", file)).content.decode()


def test_words_are_shown_as_text(writer, file):
    writer.post(
        url("edit", file, "workplan"), draft(title="<script>alert(1)</script>{{ 7 }}", owner_there="رُبى")
    )
    page = writer.get(url("workplan", file)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 }}" in page
    assert "<script>alert(1)" not in page


# -- in words ----------------------------------------------------------------------------------


def test_a_target_reads_as_a_sentence():
    told = {
        "baseline": "0",
        "goal_value": "12",
        "unit": "students a year",
        "indicator": "students who travelled",
    }
    assert whole_target(told) == "from 0 to 12 students a year, counted: students who travelled"
    assert whole_target(told | {"baseline": None}) == "12 students a year, counted: students who travelled"
    assert whole_target(told | {"goal_value": None}) == "students who travelled"
    assert (
        whole_target(told | {"goal_value": "1250000.5", "unit": "CAD", "indicator": ""})
        == "from 0 to 1,250,000.5 CAD"
    )


def test_the_plan_is_read_by_its_terms_with_sums_per_currency(planned):
    Goal.objects.filter(term="long").update(cost=Decimal(9000), cost_currency="MXN")
    plan = in_words(content(Correspondence.of(planned)))
    assert [term.title for term in plan.terms] == ["Short-term goals", "Long-term goals"]
    assert [one.number for term in plan.terms for one in term.goals] == [1, 2]
    assert [cost.lstrip("CAMX") for cost in plan.costs] == ["$4,500.50", "$9,000"]
    assert plan.terms[0].goals[0].due == "30 June 2027"
    assert plan.budget == "$12,000"


def test_what_was_changed_is_said_goal_by_goal(planned):
    record = Correspondence.of(planned)
    before = content(record)
    first, second = record.goals.all()
    Goal.objects.create(record=record, order=2, title="A new one")
    first.goal_value, first.due_on, first.order = Decimal(20), None, 5
    first.save()
    record.budget = Decimal(15_000)
    record.save()
    found = changes(before, content(record))
    assert [(change.words, [(a.label, a.before, a.after) for a in change.fields]) for change in found] == [
        ("New: “A new one”", []),
        (
            "Changed: “Student exchange”",
            [("Number to reach", "12", "20"), ("By when", "30 June 2027", "nothing")],
        ),
        (
            "Changed: the first year",
            [("Our budget for the first year", "12,000", "15,000")],
        ),
        ("The goals stand in another order.", []),
    ]
    second.delete()
    assert "Taken out: “Trade fair”" in [change.words for change in changes(before, content(record))]
    assert changes(before, before) == []


def test_a_goal_that_only_came_or_went_moves_nobody(planned):
    record = Correspondence.of(planned)
    before = content(record)
    record.goals.first().delete()
    assert [change.words for change in changes(before, content(record))] == ["Taken out: “Student exchange”"]


def test_two_people_at_the_draft_compare_words_and_not_codes(writer, planned):
    data = draft(term="long", due_on="2027-07-01")
    writer.post(url("edit", planned, "workplan"), data)
    answer = writer.post(url("edit", planned, "workplan"), data | {f"goals-{KEY}-due_on": "2027-08-02"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Long-term · Student exchange" in page
    assert "2 August 2027" in page
    assert "1 July 2027" in page


# -- in two languages --------------------------------------------------------------------------


def test_the_second_language_is_chosen_once_and_asked_of_each_goal(writer, planned):
    page = writer.get(url("edit", planned, "workplan")).content.decode()
    assert page.index("plan_language_2") < page.index("goals-key")
    data = draft(title_2="Intercambio escolar", unit_2="estudiantes") | {
        "plan_language_2": "es", "budget_terms_2": "Cada parte paga su viaje.",
    }  # fmt: skip
    assert writer.post(url("edit", planned, "workplan"), data).status_code == 302
    record = Correspondence.of(fresh(planned))
    found = goal(planned)
    assert (record.plan_language_2, record.budget_terms_2) == ("es", "Cada parte paga su viaje.")
    assert (found.title_2, found.unit_2) == ("Intercambio escolar", "estudiantes")
    page = writer.get(url("workplan", planned)).content.decode()
    assert '<p lang="es" dir="ltr"><b>Intercambio escolar</b></p>' in page
    assert "Cada parte paga su viaje." in page


def test_a_goal_without_its_words_in_the_second_language_is_a_gap(planned, staff):
    Correspondence.objects.update(plan_language_2="es")
    Goal.objects.filter(term="long").update(title_2="Feria")
    assert gap(planned, "workplan") == ["“Student exchange” lacks the goal in Spanish."]
    with pytest.raises(MoveRefused, match="the goal in Spanish"):
        version(planned, staff)


def test_words_in_a_language_that_nobody_chose_hold_a_version_up(planned, staff):
    Goal.objects.filter(term="long").update(title_2="Feria")
    with pytest.raises(MoveRefused, match="Choose which one"):
        version(planned, staff)


def test_a_version_of_one_language_as_it_was_kept_earlier_is_still_what_the_draft_says(
    writer, planned, staff
):
    plan = version(planned, staff)
    for one in plan.content["goals"]:
        for name in ("title_2", "activity_2", "indicator_2", "unit_2"):
            del one[name]
    del plan.content["language_2"], plan.content["budget"]["budget_terms_2"]
    plan.content["budget"]["budget_agreed_on"] = "2026-03-02"
    plan.save()
    agree(plan, HERE, staff)
    agree(plan, THERE, staff)
    assert gap(planned) == []
    page = writer.get(url("workplan", planned)).content.decode()
    assert "Changed since version 1" not in page
    Correspondence.objects.update(plan_language_2="fr")
    found = changes(plan.content, content(Correspondence.of(fresh(planned))))
    assert [(one.words, one.fields[0].after) for one in found] == [("Changed: the second language", "French")]


# -- versions ----------------------------------------------------------------------------------


def test_a_version_of_an_incomplete_draft_is_refused_in_the_words_of_the_gate(file, staff):
    with pytest.raises(MoveRefused) as refusal:
        version(file, staff)
    assert refusal.value.reasons == [
        "Give at least one short-term goal.",
        "Give at least one long-term goal.",
        "Give our budget for the first year; 0 where none is needed.",
    ]
    write_plan(file)
    Goal.objects.filter(term="short").update(owner_there="", goal_value=None)
    with pytest.raises(MoveRefused) as refusal:
        version(file, staff)
    assert refusal.value.reasons == [
        "“Student exchange” lacks a number to reach with its unit · somebody there."
    ]


def test_the_day_of_the_budget_is_asked_for_at_the_gate_only(planned, staff):
    Correspondence.objects.update(budget_agreed_on=None)
    plan = version(planned, staff)
    agree(plan, HERE, staff)
    agree(plan, THERE, staff)
    assert gap(planned, "workplan") == ["Say when the budget was agreed with the other community."]
    Correspondence.objects.update(budget_agreed_on=TODAY)
    assert gap(planned, "workplan") == gap(planned) == []


def test_a_goal_whose_day_has_passed_makes_no_new_version_and_breaks_no_old_one(writer, planned, staff):
    Goal.objects.filter(term="short").update(due_on=TODAY)
    plan = version(planned, staff)
    agree(plan, HERE, staff)
    agree(plan, THERE, staff)
    with clock.at(SPRING + dt.timedelta(days=1)):
        assert gap(planned) == gap(planned, "workplan") == []
        with pytest.raises(MoveRefused, match="“Student exchange”: its day has passed"):
            version(planned, staff)
    assert "This day has passed." not in writer.get(url("edit", planned, "workplan")).content.decode()
    Goal.objects.filter(term="short").update(due_on=TODAY - dt.timedelta(days=1))
    assert "This day has passed." in writer.get(url("edit", planned, "workplan")).content.decode()


def test_where_all_answers_are_read_the_plan_is_read_as_a_plan(writer, planned, staff):
    plan = version(planned, staff)
    agree(plan, HERE, staff)
    page = writer.get(url("check", planned)).content.decode()
    assert "from 0 to 12 students a year" in page
    assert "$4,500.50" in page
    assert "School board" in page
    assert '<th scope="col">Currency</th>' not in page
    assert "Here, version 1" in page
    assert "Agreed on 12 March 2026: Minutes of the committee." in page
    assert "They said so themselves" not in page


def test_a_waiver_of_the_draft_makes_no_version_of_it(file, staff):
    waive(Correspondence.of(file), find(SECTIONS, "workplan"), by=staff, why="No plan is wanted.")
    with pytest.raises(MoveRefused, match="Give at least one short-term goal"):
        version(file, staff)


def test_what_is_typed_and_not_saved_holds_a_version_up(writer, planned, staff):
    state = SectionState.objects.filter(proposal=planned, section="workplan")
    writer.post(url("edit", planned, "workplan"), draft(goal_value="twelve") | {"version": "0"})
    assert state.get().typed
    with pytest.raises(MoveRefused, match="Something typed in the draft is not saved yet"):
        version(planned, staff)


def test_a_version_freezes_the_draft_and_has_its_paper(writer, planned, staff):
    assert writer.post(url("make_version", planned)).url == url("workplan", planned)
    plan = PlanVersion.objects.get()
    assert (plan.number, plan.by) == (1, staff)
    assert plan.content == content(Correspondence.of(planned))
    assert plan.document.template == "work_plan"
    paper = Paper.objects.get(document=plan.document)
    assert writer.get(url("plan_paper", planned, 1)).url == reverse(
        "proposal:paper", args=[planned.pk, paper.pk]
    )
    verbs = list(Event.objects.order_by("-seq").values_list("verb", flat=True)[:2])
    assert verbs == ["file.paper", "workplan.version"]
    assert gap(planned) == [
        "Record that our side agreed to version 1 of the work plan.",
        "Record that the other side agreed to version 1 of the work plan.",
    ]


def test_the_same_draft_is_no_second_version(writer, planned, staff):
    version(planned, staff)
    with pytest.raises(MoveRefused, match="says what version 1 says"):
        version(planned, staff)
    page = writer.post(url("make_version", planned), follow=True).content.decode()
    assert "says what version 1 says" in page
    assert PlanVersion.objects.count() == 1


def test_nothing_is_written_while_the_file_is_held_or_was_moved(planned, staff, cao):
    seen = fresh(planned)
    plan = version(planned, staff)
    goal(planned).delete()
    hold(fresh(planned), by=cao, why="Elections there.")
    with pytest.raises(MoveRefused, match="Somebody else has moved this file"):
        actions.make_version(seen, by=staff)
    plan.record.proposal = seen
    with pytest.raises(MoveRefused, match="Somebody else has moved this file"):
        agree(plan, HERE, staff)


def test_a_number_is_given_once(planned, staff):
    plan = version(planned, staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(record=plan.record, number=1, content={}, by=staff)


def test_the_page_says_in_what_the_draft_differs(writer, planned, staff):
    version(planned, staff)
    changed = goal(planned)
    changed.goal_value = Decimal(20)
    changed.save()
    page = writer.get(url("workplan", planned)).content.decode()
    assert "Changed since version 1" in page
    assert "Changed: “Student exchange”" in page
    assert "Make version 2" in page
    assert "The work plan was changed after version 1. Make a new version for both sides to agree to." in gap(
        planned
    )


# -- agreement ---------------------------------------------------------------------------------


def form(**values: Any) -> dict[str, Any]:
    return {
        "way": "agreed",
        "on": "2026-03-12",
        "channel": "email",
        "words": "Minutes of their committee.",
    } | values


def test_both_sides_agree_and_the_gate_is_open(writer, planned, staff):
    version(planned, staff)
    assert writer.post(url("agree", planned, 1, "here"), form()).url == url("workplan", planned)
    assert writer.post(url("agree", planned, 1, "there"), form()).status_code == 302
    assert gap(planned) == []
    assert [event.verb for event in Event.objects.order_by("-seq")[:2]] == [
        "workplan.agreed_there",
        "workplan.agreed_here",
    ]
    assert "Minutes" not in str(Event.objects.latest("seq").facts)
    page = writer.get(url("workplan", planned)).content.decode()
    assert "Both sides agree to this version since 12 March 2026." in page
    assert "Minutes of their committee." in page


def test_nobody_agrees_before_the_line_is_open(writer, planned, staff):
    version(planned, staff)
    Contact.objects.all().delete()
    Correspondence.objects.update(reply_received_on=None)
    plan = Correspondence.of(fresh(planned)).plans.get()
    with pytest.raises(MoveRefused) as refusal:
        agree(plan, HERE, staff)
    assert refusal.value.reasons == [
        "The line of communication is not open yet, so nobody can have agreed.",
        "Say when the answer came.",
        "Name somebody in the other community to turn to.",
    ]
    page = writer.get(url("agree", planned, 1, "here"), follow=True).content.decode()
    assert "Name somebody in the other community to turn to." in page
    answer = writer.post(url("agree", planned, 1, "here"), form())
    assert answer.status_code == 422
    assert "Minutes of their committee." in answer.content.decode()
    assert url("agree", planned, 1, "here") not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"on": "2026-03-13"}, "This day is still to come."),
        ({"on": "2021-03-10"}, "This day is more than five years before version 1 was made, on 12 March 2026."),
        ({"on": ""}, "The day is missing."),
        ({"words": " "}, "Say who agreed and what shows it"),
        ({"words": "x" * 1001}, "This has 1001 characters, and at most 1000 fit."),
        ({"channel": "telepathy"}, ""),
        ({"way": "accepted"}, "What is accepted on their behalf needs evidence."),
        (
            {"way": "accepted", "file": SimpleUploadedFile("a.pdf", b"no pdf")},
            "The file is not what its name says.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_agreed_is_refused_and_kept(writer, planned, staff, values, words):
    version(planned, staff)
    answer = writer.post(url("agree", planned, 1, "there"), form(**values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert not PlanAgreement.objects.exists()
    if "words" not in values:
        assert "Minutes of their committee." in page


def test_an_agreement_of_an_earlier_day_is_recorded_as_it_was(writer, planned, staff):
    version(planned, staff)
    page = writer.get(url("agree", planned, 1, "there")).content.decode()
    assert "it may be before the day of the version here" in page
    assert '<option value="meeting" selected>' in page
    assert writer.post(url("agree", planned, 1, "there"), form(on="2026-02-20")).status_code == 302
    assert PlanAgreement.objects.get().on == dt.date(2026, 2, 20)


def test_what_is_accepted_on_their_behalf_has_evidence_that_can_be_read(writer, planned, staff):
    plan = version(planned, staff)
    with pytest.raises(ValidationError, match="needs evidence"):
        agree(plan, THERE, staff, way="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanAgreement.objects.create(plan=plan, side=THERE, way="accepted", on=TODAY, words="x", by=staff)
    file = SimpleUploadedFile("carta.txt", b"De acuerdo.")
    assert writer.post(url("agree", planned, 1, "there"), form(way="accepted", file=file)).status_code == 302
    found = PlanAgreement.objects.get()
    assert (found.way, found.evidence.name) == ("accepted", "carta.txt")
    assert Event.objects.latest("seq").verb == "workplan.accepted_there"
    assert b"".join(writer.get(url("plan_evidence", planned, found.pk)).streaming_content) == b"De acuerdo."
    assert "Accepted on their behalf" in writer.get(url("workplan", planned)).content.decode()


def test_our_own_side_is_never_accepted_on_its_behalf(writer, planned, staff):
    plan = version(planned, staff)
    with pytest.raises(ValidationError, match="Our own side"):
        agree(plan, HERE, staff, way="accepted", evidence=ContentFile(b"x", name="x.txt"))
    assert 'name="way"' not in writer.get(url("agree", planned, 1, "here")).content.decode()
    writer.post(url("agree", planned, 1, "here"), form(way="accepted"))
    assert PlanAgreement.objects.get().way == "agreed"


def test_an_older_version_is_not_agreed_to_and_old_agreements_stay(writer, planned, staff):
    first = version(planned, staff)
    agree(first, HERE, staff)
    agree(first, THERE, staff)
    goal(planned).delete()
    record = Correspondence.of(fresh(planned))
    Goal.objects.create(
        record=record, term="short", title="Choirs", activity="Concerts", indicator="concerts", baseline=0,
        goal_value=2, unit="concerts", due_on=dt.date(2027, 1, 1), owner_here="A", owner_there="B",
    )  # fmt: skip
    version(planned, staff)
    assert gap(planned) == [
        "Record that our side agreed to version 2 of the work plan.",
        "Record that the other side agreed to version 2 of the work plan.",
    ]
    with pytest.raises(MoveRefused, match="Version 1 was replaced by version 2"):
        agree(PlanVersion.objects.get(number=1), HERE, staff)
    assert "was replaced by" in writer.get(url("agree", planned, 1, "there"), follow=True).content.decode()
    assert first.agreements.filter(withdrawn_at=None).count() == 2
    assert "Earlier versions" in writer.get(url("workplan", planned)).content.decode()


def test_a_side_agrees_once_whoever_is_faster(writer, planned, staff):
    plan = version(planned, staff)
    agree(plan, THERE, staff)
    with pytest.raises(MoveRefused, match="The other side agreed to version 1 on 12 March 2026"):
        agree(plan, THERE, staff)
    answer = writer.post(url("agree", planned, 1, "there"), form(words="Mine."))
    assert answer.status_code == 422
    assert "The other side agreed to version 1" in answer.content.decode()
    assert "Mine." in answer.content.decode()
    assert PlanAgreement.objects.count() == 1


def test_taking_back_asks_for_a_reason_and_closes_the_gate_again(writer, planned, staff):
    plan = version(planned, staff)
    agree(plan, HERE, staff)
    theirs = agree(plan, THERE, staff)
    writer.post(url("withdraw_agreement", planned, theirs.pk), {"why": " "})
    assert gap(planned) == []
    writer.post(url("withdraw_agreement", planned, theirs.pk), {"why": "Their council has not met."})
    assert gap(planned) == ["Record that the other side agreed to version 1 of the work plan."]
    event = Event.objects.latest("seq")
    assert (event.verb, event.remark.text) == ("workplan.withdrawn_there", "Their council has not met.")
    assert "was taken back on 12 March 2026" in writer.get(url("workplan", planned)).content.decode()
    with pytest.raises(MoveRefused, match="already"):
        actions.withdraw(theirs, why="Again.", by=staff)
    agree(plan, THERE, staff)
    assert gap(planned) == []


# -- what later phases are told ----------------------------------------------------------------


def test_the_agreed_version_is_offered_to_the_agreement_and_the_evaluation(planned, staff):
    plan = version(planned, staff)
    agree(plan, HERE, staff)
    assert "work_plan" not in gather(planned)
    agreed = agree(plan, THERE, staff)
    told = gather(planned)["work_plan"]
    assert (told["number"], told["agreed_on"], told["document"]) == (1, TODAY, plan.document_id)
    assert told["content"]["goals"][0]["goal_value"] == "12"
    assert told["goals"][0]["target"] == "from 0 to 12 students a year, counted: students who travelled"
    # A newer version that nobody agreed to yet takes nothing away.
    goal(planned).delete()
    write_plan(planned)
    version(planned, staff)
    assert gather(planned)["work_plan"]["number"] == 1
    actions.withdraw(agreed, why="A mistake.", by=staff)
    assert "work_plan" not in gather(planned)


# -- who may, and how much it takes -----------------------------------------------------------


@pytest.mark.parametrize("role", ["councillor", "clerk", "cao", "mayor"])
def test_others_read_and_do_not_write(client, sign_in, planned, staff, role):
    plan = version(planned, staff)
    agreement = agree(plan, HERE, staff)
    sign_in(client, person(role))
    page = client.get(url("workplan", planned))
    assert page.status_code == 200
    assert "from 0 to 12 students a year" in page.content.decode()
    assert url("make_version", planned) not in page.content.decode()
    assert client.post(url("make_version", planned)).status_code == 403
    assert client.get(url("agree", planned, 1, "there")).status_code == 403
    assert client.post(url("withdraw_agreement", planned, agreement.pk), {"why": "x"}).status_code == 403


def test_what_is_not_there_is_not_found(writer, file, planned, staff, cao):
    version(planned, staff)
    other = file_in_correspondence(staff=staff, cao=cao)
    assert writer.get(url("workplan", other)).status_code == 200
    assert writer.get(url("plan_paper", other, 1)).status_code == 404
    assert writer.get(url("agree", planned, 9, "here")).status_code == 404
    assert writer.get(url("agree", planned, 1, "nowhere")).status_code == 404
    agreement = agree(PlanVersion.objects.get(), HERE, staff)
    assert writer.get(url("plan_evidence", planned, agreement.pk)).status_code == 404
    assert writer.post(url("withdraw_agreement", other, agreement.pk), {"why": "x"}).status_code == 404


def test_the_page_takes_the_same_queries_for_three_and_forty_five(writer, planned, staff):
    def another(number: int) -> None:
        found = goal(planned)
        found.goal_value = Decimal(number)
        found.save()
        plan = version(planned, staff)
        agree(plan, HERE, staff)
        agree(plan, THERE, staff)

    for number in range(100, 103):
        another(number)
    few = queries(writer, url("workplan", planned))
    record = Correspondence.of(planned)
    for number in range(42):
        Goal.objects.create(record=record, title=f"Goal {number}", order=number + 5)
    Goal.objects.filter(title__startswith="Goal ").update(
        activity="x", indicator="x", baseline=0, goal_value=1, unit="x", due_on=TODAY, owner_here="x", owner_there="x"
    )  # fmt: skip
    for number in range(200, 212):
        another(number)
    assert queries(writer, url("workplan", planned)) == few


@pytest.mark.parametrize("page", [("edit", "workplan"), ("page",), ("check",)])
def test_the_draft_takes_the_same_queries_however_many_goals_it_has(writer, planned, page):
    address = url(page[0], planned, *page[1:])
    few = queries(writer, address)
    record = Correspondence.of(planned)
    for number in range(43):
        Goal.objects.create(record=record, title=f"Goal {number}", order=number + 5)
    assert queries(writer, address) == few
