"""The walk of a file: what is allowed, what is refused in words, and that of two people only one moves it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from proposals import lifecycle
from proposals.lifecycle import MOVES, TASKS, WALK, MoveRefused, Phase, Standing, Turn
from proposals.proposal import actions
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records import history
from twinning.records.models import Event, Notice
from twinning.testing.factories import file_in

pytestmark = pytest.mark.django_db

history.sentences({"tests.passed": "Passed the ball on", "tests.given_back": "Gave the ball back"})

MOMENT = dt.datetime(2026, 5, 11, 15, tzinfo=dt.UTC)
FIELDS = (
    "phase",
    "phase_since",
    "turn",
    "turn_since",
    "standing",
    "standing_since",
    "held_since",
    "closed_from",
)
NO_REASON = "A reason is missing. Say in a sentence why, so that it can be read later."
HELD = "This file is on hold. Take it off hold first."
MOVED = "Somebody else has moved this file in the meantime. Open it again to see where it is."


@pytest.fixture(autouse=True)
def our_city(lacombe):
    return lacombe


@pytest.fixture
def file(staff):
    return file_in(Phase.RESEARCH, by=staff)


def state(proposal: Proposal) -> tuple:
    """Where the file is, for the database; with everything that a refusal must leave alone."""
    kept = Proposal.objects.filter(pk=proposal.pk).values_list(*FIELDS).get()
    return (*kept, Event.objects.count(), Notice.objects.count())


def last() -> Event:
    return Event.objects.latest("seq")


def refused(proposal: Proposal, act) -> list[str]:
    """The words of a refusal, which has changed nothing, neither in the database nor in the caller's hands."""
    before, held = state(proposal), [getattr(proposal, name) for name in FIELDS]
    with pytest.raises(MoveRefused) as refusal:
        act()
    assert state(proposal) == before
    assert [getattr(proposal, name) for name in FIELDS] == held
    return refusal.value.reasons


# -- Moves -----------------------------------------------------------------------------------


ALLOWED = [(here, to) for here in WALK for to in sorted(MOVES[here]) if to != Phase.CLOSED]
NOT_ALLOWED = [(here, to) for here in WALK for to in Phase if to not in MOVES[here]]


@pytest.mark.parametrize(("here", "to"), ALLOWED)
def test_a_move_of_the_table(staff, here, to):
    proposal = file_in(here, by=staff)
    with clock.at(MOMENT):
        event = lifecycle.move(proposal, to, by=staff, turn=Turn.CLERK, why="It is time.")
    kept = Proposal.objects.get(pk=proposal.pk)
    assert (kept.phase, kept.phase_since, kept.turn, kept.turn_since) == (to, MOMENT, Turn.CLERK, MOMENT)
    assert [getattr(proposal, name) for name in FIELDS] == [getattr(kept, name) for name in FIELDS]
    backwards = WALK.index(to) < WALK.index(here)
    assert (event.verb, event.actor, event.subject, event.remark.text) == (
        f"{'back' if backwards else 'phase'}.{to}",
        staff,
        proposal,
        "It is time.",
    )


@pytest.mark.parametrize(("here", "to"), NOT_ALLOWED)
def test_a_move_outside_the_table_is_refused_in_words(staff, here, to):
    proposal = file_in(here, by=staff)
    words = refused(proposal, lambda: lifecycle.move(proposal, to, by=staff, why="It is time."))
    assert words == [f"A file cannot go from “{here.label}” to “{to.label}”."]


@pytest.mark.parametrize("to", [Phase.PLANNING, Phase.CLOSED])
@pytest.mark.parametrize("why", ["", "  \n\t"])
def test_going_back_or_closing_takes_a_reason(file, staff, to, why):
    turn = Turn.NOBODY if to == Phase.CLOSED else Turn.STAFF
    assert refused(file, lambda: lifecycle.move(file, to, by=staff, turn=turn, why=why)) == [NO_REASON]


def test_going_on_takes_none(file, staff):
    lifecycle.move(file, Phase.CORRESPONDENCE, by=staff)
    assert (last().verb, last().remark) == ("phase.correspondence", None)


class Record:
    """A phase's record that lacks what it is told to lack."""

    phase = Phase.RESEARCH

    def __init__(self, proposal, *lacks: str) -> None:
        self.proposal, self.lacks = proposal, list(lacks)

    def missing(self) -> list[str]:
        return self.lacks


def test_a_gate_refuses_with_all_that_is_missing(file, staff):
    record = Record(file, "The sponsor is missing.", "A source is missing.")
    words = refused(file, lambda: lifecycle.advance(record, by=staff, turn=Turn.STAFF))
    assert words == ["The sponsor is missing.", "A source is missing."]


def test_a_gate_that_lacks_nothing_opens_the_next_phase(file, staff):
    lifecycle.advance(Record(file), by=staff, turn=Turn.STAFF)
    assert Proposal.objects.get().phase == Phase.CORRESPONDENCE


# -- Whose turn ------------------------------------------------------------------------------


def test_the_ball_is_passed_with_the_moment_and_a_sentence(file, staff):
    with clock.at(MOMENT):
        lifecycle.pass_turn(file, Turn.CAO, "tests.passed", by=staff)
    kept = Proposal.objects.get()
    assert (kept.turn, kept.turn_since, kept.phase) == (Turn.CAO, MOMENT, Phase.RESEARCH)
    assert kept.task == "Approve or return the research"


def test_the_ball_is_given_back_only_with_a_reason(file, cao, staff):
    lifecycle.pass_turn(file, Turn.CAO, "tests.passed", by=staff)
    assert refused(
        file, lambda: lifecycle.give_back(file, Turn.STAFF, "tests.given_back", by=cao, why=" ")
    ) == [NO_REASON]
    lifecycle.give_back(file, Turn.STAFF, "tests.given_back", by=cao, why="  Ask Red Deer. ")
    assert (Proposal.objects.get().turn, last().remark.text) == (Turn.STAFF, "Ask Red Deer.")


@pytest.mark.parametrize(("phase", "turn"), TASKS)
def test_every_task_is_one_sentence_for_somebody(phase, turn):
    assert phase in WALK
    assert len(str(TASKS[phase, turn])) > 10


# -- Two people at the same moment ---------------------------------------------------------------


def copies(proposal: Proposal) -> tuple[Proposal, Proposal]:
    """The file as two people have it before them."""
    return Proposal.objects.get(pk=proposal.pk), Proposal.objects.get(pk=proposal.pk)


STEPS = {
    "move": lambda file, by: lifecycle.move(file, Phase.CORRESPONDENCE, by=by),
    "pass": lambda file, by: lifecycle.pass_turn(file, Turn.CAO, "tests.passed", by=by),
    "hold": lambda file, by: lifecycle.hold(file, by=by, why="The advisory changed."),
    "close": lambda file, by: lifecycle.close(file, Standing.REFUSED, by=by, why="No money."),
    "standing": lambda file, by: lifecycle.change_standing(file, Standing.EXPLORATORY, by=by),
}


@pytest.mark.parametrize("second", STEPS)
@pytest.mark.parametrize("first", STEPS)
def test_of_two_who_act_on_what_they_saw_the_second_is_told(file, staff, cao, first, second):
    mine, theirs = copies(file)
    STEPS[first](mine, staff)
    assert refused(theirs, lambda: STEPS[second](theirs, cao)) == [MOVED]


def test_whoever_looks_again_may_act(file, staff, cao):
    mine, theirs = copies(file)
    STEPS["pass"](mine, staff)
    theirs.refresh_from_db()
    STEPS["move"](theirs, cao)
    assert Proposal.objects.get().phase == Phase.CORRESPONDENCE


def test_saving_an_old_copy_does_not_move_the_file_back(file, staff):
    mine, theirs = copies(file)
    STEPS["move"](mine, staff)
    theirs.kind = "friendship"
    theirs.save()
    kept = Proposal.objects.get()
    assert (kept.phase, kept.kind) == (Phase.CORRESPONDENCE, "friendship")


# -- Hold and resume -----------------------------------------------------------------------------


def test_a_file_on_hold_says_since_when_and_why(file, staff):
    with clock.at(MOMENT):
        lifecycle.hold(file, by=staff, why="The advisory changed.")
    kept = Proposal.objects.get()
    assert (kept.held_since, kept.phase, kept.turn) == (MOMENT, Phase.RESEARCH, Turn.STAFF)
    assert (history.sentence(last()), last().remark.text) == ("Put the file on hold", "The advisory changed.")
    assert (list(Proposal.objects.moving()), list(Proposal.objects.held())) == ([], [kept])


@pytest.mark.parametrize("step", STEPS)
def test_nothing_moves_while_a_file_is_on_hold(file, staff, step):
    lifecycle.hold(file, by=staff, why="The advisory changed.")
    assert refused(file, lambda: STEPS[step](file, staff)) == [HELD]


def test_the_clock_of_a_resumed_file_starts_anew(file, staff):
    lifecycle.hold(file, by=staff, why="The advisory changed.")
    with clock.at(MOMENT):
        lifecycle.resume(file, by=staff, why="It was lifted.")
    kept = Proposal.objects.get()
    assert (kept.held_since, kept.turn, kept.turn_since) == (None, Turn.STAFF, MOMENT)
    assert history.sentence(last()) == "Took the file off hold"


def test_holding_and_resuming_take_a_reason(file, staff):
    assert refused(file, lambda: lifecycle.hold(file, by=staff, why="")) == [NO_REASON]
    lifecycle.hold(file, by=staff, why="The advisory changed.")
    assert refused(file, lambda: lifecycle.resume(file, by=staff, why=" ")) == [NO_REASON]


def test_what_is_not_on_hold_is_not_resumed(file, staff):
    assert refused(file, lambda: lifecycle.resume(file, by=staff, why="Go on.")) == [
        "This file is not on hold, so it need not be taken off."
    ]


def test_of_two_who_resume_one_does(file, staff, cao):
    lifecycle.hold(file, by=staff, why="The advisory changed.")
    mine, theirs = copies(file)
    lifecycle.resume(mine, by=staff, why="It was lifted.")
    assert refused(theirs, lambda: lifecycle.resume(theirs, by=cao, why="It was lifted.")) == [MOVED]


# -- Close and reopen --------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", WALK)
@pytest.mark.parametrize("standing", [Standing.REFUSED, Standing.WITHDRAWN, Standing.CONCLUDED])
def test_a_closed_file_says_how_it_ended(staff, phase, standing):
    proposal = file_in(phase, by=staff)
    lifecycle.close(proposal, standing, by=staff, why="There is no money.")
    kept = Proposal.objects.get()
    assert (kept.phase, kept.closed_from, kept.turn, kept.standing) == (
        Phase.CLOSED,
        phase,
        Turn.NOBODY,
        standing,
    )
    assert history.sentence(last()) == f"Closed the file: {standing.label}"
    assert (last().facts["standing"], last().remark.text) == (standing, "There is no money.")
    assert list(Proposal.objects.open()) == []


def test_a_closed_file_cannot_be_closed_or_held(file, staff):
    STEPS["close"](file, staff)
    assert refused(file, lambda: STEPS["close"](file, staff)) == [
        "A file cannot go from “Closed” to “Closed”."
    ]
    assert refused(file, lambda: STEPS["hold"](file, staff)) == [
        "A closed file cannot be put on hold. Reopen it first."
    ]


@pytest.mark.parametrize("phase", WALK)
def test_a_reopened_file_goes_on_where_it_was_left(staff, cao, phase):
    proposal = file_in(phase, by=staff)
    standing = proposal.standing
    lifecycle.close(proposal, Standing.REFUSED, by=staff, why="There is no money.")
    lifecycle.reopen(proposal, by=cao, why="There is money again.")
    kept = Proposal.objects.get()
    turn = Turn.CLERK if phase == Phase.SIGNING else Turn.STAFF
    assert (kept.phase, kept.turn) == (phase, turn)
    assert kept.standing == (Standing.REFUSED if phase == Phase.EVALUATION else standing)
    assert (history.sentence(last()), last().actor) == ("Reopened the file", cao)


def test_what_is_open_is_not_reopened(file, staff):
    assert refused(file, lambda: lifecycle.reopen(file, by=staff, why="Why not?")) == [
        "This file is not closed."
    ]


def test_reopening_takes_a_reason(file, staff):
    STEPS["close"](file, staff)
    assert refused(file, lambda: lifecycle.reopen(file, by=staff, why="")) == [NO_REASON]


# -- What people do with a file as a whole ------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "standing"), [(actions.withdraw, Standing.WITHDRAWN), (actions.decline, Standing.REFUSED)]
)
def test_a_proposal_ends_before_it_is_signed(file, cao, act, standing):
    act(file, by=cao, why="There is no money.")
    assert Proposal.objects.values_list("phase", "standing").get() == (Phase.CLOSED, standing)


@pytest.mark.parametrize("act", [actions.withdraw, actions.decline])
def test_a_signed_relationship_does_not_end_that_way(staff, cao, act):
    proposal = file_in(Phase.EVALUATION, by=staff)
    (words,) = refused(proposal, lambda: act(proposal, by=cao, why="There is no money."))
    assert words.endswith("It ends by a decision of council, in its evaluation.")


def test_whoever_brought_a_declined_proposal_is_told_why(file, staff, cao):
    actions.decline(file, by=cao, why="There is no money this year.")
    notice = Notice.objects.get()
    assert (notice.to, "Closed the file: Declined" in notice.subject) == (staff, True)
    assert "There is no money this year." in notice.body


@pytest.mark.parametrize("phase", [Phase.RESEARCH, Phase.CORRESPONDENCE, Phase.AGREEMENT, Phase.SIGNING])
def test_a_phase_left_too_early_is_taken_up_again(staff, cao, phase):
    proposal = file_in(phase, by=staff)
    actions.step_back(proposal, by=cao, why="The budget is missing.")
    kept = Proposal.objects.get()
    assert (kept.phase, kept.turn) == (WALK[WALK.index(phase) - 1], Turn.STAFF)
    assert list(Notice.objects.values_list("to", flat=True)) == [staff.pk]


@pytest.mark.parametrize("phase", [Phase.PLANNING, Phase.EVALUATION])
def test_there_is_no_way_back_from_the_first_phase_or_after_the_signing(staff, cao, phase):
    proposal = file_in(phase, by=staff)
    assert refused(proposal, lambda: actions.step_back(proposal, by=cao, why="Again.")) == [
        "From here a file cannot go back to an earlier phase."
    ]


def test_the_database_itself_refuses_a_closed_file_with_a_ball(file):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=file.pk).update(phase=Phase.CLOSED, turn=Turn.STAFF)
