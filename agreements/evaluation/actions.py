"""What happens to an evaluation until council has decided on it (handbook C2, G10)."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.evaluation.models import Decision, Evaluation, EvaluationReport, Result
from agreements.evaluation.sections import SECTIONS
from proposals.lifecycle import (
    MoveRefused,
    Phase,
    Standing,
    Turn,
    change_standing,
    close,
    give_back,
    lock,
    pass_turn,
    require,
)
from proposals.proposal.actions import tell_whose_turn
from proposals.proposal.facts import gather
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.papers import contents
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history
from twinning.records.claims import claim

history.sentences(
    {
        "evaluation.sent": _("Sent the evaluation to the CAO"),
        "evaluation.returned": _("Returned the evaluation"),
        "evaluation.accepted": _("Accepted the evaluation and put it before council"),
        "evaluation.goals_taken": _(
            "Put the goals of version %(number)d of the work plan among the activities: %(goals)d"
        ),
        "evaluation.decided": _("Recorded council’s decision on the evaluation: %(words)s (%(resolution)s)"),
    }
)

PAUSED = {Decision.HOLD: Standing.SUSPENDED, Decision.DORMANT: Standing.DORMANT}
ENDED = {Decision.CONCLUDE: Standing.CONCLUDED, Decision.TERMINATE: Standing.TERMINATED}


@transaction.atomic
def take_over_goals(proposal: Proposal, *, by: User) -> int:
    """Put the goals of the agreed work plan among the activities, each with its target in words.

    What is there already stays as it is. Returns how many came; raises
    ``MoveRefused`` where there is none to take over, or while something in the
    section is typed and not saved, which the next save would put in their place.
    """
    lock(proposal)
    record, _made = Evaluation.objects.get_or_create(proposal=proposal)
    record.proposal = proposal
    goals = record.goals_to_take_over
    if not goals:
        raise MoveRefused(
            gettext("There is no goal of an agreed work plan that is not among the activities.")
        )
    state, _made = SectionState.objects.get_or_create(
        proposal=proposal, phase=Phase.EVALUATION, section="done"
    )
    if state.typed:
        raise MoveRefused(
            gettext(
                "Something typed here is not saved yet, because an answer needs correcting. Save it first."
            )
        )
    last = record.results.aggregate(last=Max("order"))["last"]
    for order, goal in enumerate(goals, start=0 if last is None else last + 1):
        Result.objects.create(
            key=goal["key"], record=record, order=order, title=goal["title"], target=goal["target"][:300]
        )
    # To whoever has the section open it has changed meanwhile.
    rows = SectionState.objects.filter(pk=state.pk, version=state.version)
    claim(rows, version=state.version + 1, saved_at=clock.now(), saved_by=by)
    number = gather(proposal)["work_plan"]["number"]
    history.record(proposal, "evaluation.goals_taken", by=by, number=number, goals=len(goals))
    return len(goals)


@transaction.atomic
def send_to_cao(proposal: Proposal, *, by: User) -> None:
    """Hand the complete evaluation to the CAO."""
    require(Evaluation.of(proposal))
    tell_whose_turn(proposal, pass_turn(proposal, Turn.CAO, "evaluation.sent", by=by))


@transaction.atomic
def accept(proposal: Proposal, *, by: User, why: str = "") -> None:
    """The CAO accepts the evaluation; council decides on it."""
    tell_whose_turn(proposal, pass_turn(proposal, Turn.COUNCIL, "evaluation.accepted", by=by, why=why))


@transaction.atomic
def send_back(proposal: Proposal, *, by: User, why: str) -> None:
    """The CAO, or council through the clerk, asks for changes, with the reason."""
    tell_whose_turn(proposal, give_back(proposal, Turn.STAFF, "evaluation.returned", by=by, why=why))


@transaction.atomic
def record_decision(report: EvaluationReport, *, by: User) -> None:
    """Keep the evaluation as council decided on it, and do what council decided.

    ``report`` comes from the form, with the decision and not yet saved. Of two
    clerks who record at the same moment the second is told.
    """
    record = report.evaluation
    proposal, words = record.proposal, str(Decision(report.decision).label)
    event = pass_turn(
        proposal,
        Turn.STAFF,
        "evaluation.decided",
        by=by,
        why=report.why,
        words=words,
        resolution=report.resolution,
        decided_on=report.decided_on,
    )
    _keep(report, by=by)
    proposal.evaluation_due = report.next_due_on
    proposal.save(update_fields=["evaluation_due"])
    _begin_anew(record)
    _carry_out(report, proposal, by=by)
    tell_whose_turn(proposal, event)


def _keep(report: EvaluationReport, *, by: User) -> None:
    record = report.evaluation
    report.number = (record.reports.aggregate(last=Max("number"))["last"] or 0) + 1
    report.recommendation, report.recorded_by = record.recommendation, by
    report.contents = contents(SECTIONS, record)
    report.save()


def _carry_out(report: EvaluationReport, proposal: Proposal, *, by: User) -> None:
    """The relationship ends, pauses or goes on; one that had paused is taken up again by going on."""
    decision = Decision(report.decision)
    if decision in ENDED:
        close(proposal, ENDED[decision], by=by, why=report.why)
        return
    standing = PAUSED.get(decision, Standing(proposal.kind))
    if proposal.standing != standing:
        change_standing(proposal, standing, by=by, why=report.why)


def _begin_anew(record: Evaluation) -> None:
    """An empty form for the next evaluation. Versions go on, so that an old open page cannot overwrite the new one."""
    record.begin_anew()
    for state in SectionState.objects.filter(proposal=record.proposal, phase=Phase.EVALUATION):
        claim(
            SectionState.objects.filter(pk=state.pk),
            version=F("version") + 1,
            waiver="",
            typed={},
            saved_at=None,
            saved_by=None,
        )
