"""What came of a relationship, and what council makes of that (handbook A9, A10, B7)."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, Phase, Turn
from proposals.proposal.facts import gather
from proposals.proposal.models import AMOUNT_BELOW_ZERO, PhaseRecord, Row, unless
from twinning import clock


class Recommendation(models.TextChoices):
    CONTINUE = "continue", gettext_lazy("Continue as it is")
    ADJUST = "adjust", gettext_lazy("Continue with changes")
    UPGRADE = "upgrade", gettext_lazy("Upgrade to a closer relationship")
    HOLD = "hold", gettext_lazy("Suspend for a time")
    DORMANT = "dormant", gettext_lazy("Make dormant")
    END = "end", gettext_lazy("End it")


PERIOD_IN_ORDER = gettext_lazy(
    "The time that is looked at ends before it begins. Exchange or correct the two dates."
)
HELD_AFTER_PERIOD = gettext_lazy(
    "The evaluation cannot be held before the time that it looks at is over. Correct one of the two dates."
)


class Evaluation(PhaseRecord):
    """The evaluation under way. One that council has decided on is kept as an ``EvaluationReport``."""

    phase = Phase.EVALUATION

    covers_from = models.DateField(gettext_lazy("looks at the time from"), null=True, blank=True)
    covers_to = models.DateField(gettext_lazy("to"), null=True, blank=True)
    questions = models.TextField(
        gettext_lazy("what is to be found out, and how"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy(
            "Whom to ask here and there, which figures to collect, and who does not know the agreement exists."
        ),
    )

    held_on = models.DateField(gettext_lazy("held on"), null=True, blank=True)
    evaluators = models.TextField(gettext_lazy("evaluators"), max_length=2000, blank=True)
    targets_met = models.TextField(
        gettext_lazy("targets and results"),
        max_length=10_000,
        blank=True,
        help_text=gettext_lazy("What the agreement and the work plan promised, and what came of it."),
    )
    partner_view = models.TextField(
        gettext_lazy("how the other community sees it"), max_length=10_000, blank=True
    )
    community_view = models.TextField(
        gettext_lazy("how our community sees it"), max_length=10_000, blank=True
    )
    cost = models.DecimalField(
        gettext_lazy("cost to the City"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    lessons = models.TextField(gettext_lazy("lessons"), max_length=10_000, blank=True)

    recommendation = models.CharField(
        gettext_lazy("recommendation"), max_length=10, choices=Recommendation, blank=True
    )
    reasons = models.TextField(gettext_lazy("reasons"), max_length=10_000, blank=True)

    class Meta:
        verbose_name = gettext_lazy("evaluation")
        verbose_name_plural = gettext_lazy("evaluations")
        constraints = [
            models.CheckConstraint(
                name="evaluated_time_in_order",
                condition=Q(covers_from=None) | Q(covers_to=None) | Q(covers_from__lte=F("covers_to")),
                violation_error_message=PERIOD_IN_ORDER,
            ),
            models.CheckConstraint(
                name="evaluation_held_after_time",
                condition=Q(covers_to=None) | Q(held_on=None) | Q(covers_to__lte=F("held_on")),
                violation_error_message=HELD_AFTER_PERIOD,
            ),
            models.CheckConstraint(
                name="evaluation_cost_not_negative",
                condition=Q(cost=None) | Q(cost__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    @property
    def days_overdue(self) -> int:
        """By how many days the evaluation is late; 0 once it was sent on, or while nothing is due."""
        due = self.proposal.evaluation_due
        return max((clock.today() - due).days, 0) if due and self.proposal.turn == Turn.STAFF else 0

    @property
    def goals_to_take_over(self) -> list[dict[str, str]]:
        """The goals of the agreed work plan that are not among the activities yet, each with its target in words."""
        plan = gather(self.proposal).get("work_plan")
        if plan is None:
            return []
        taken = {str(key) for key in self.results.values_list("key", flat=True)} if self.pk else set()
        return [goal for goal in plan["goals"] if goal["key"] not in taken]

    def lacks(self) -> dict[str, list[str]]:
        return {
            "plan": self._lacks_plan(),
            "done": self._lacks_results(),
            "findings": self._lacks_findings(),
            "recommendation": self._lacks_recommendation(),
        }

    def _lacks_plan(self) -> list[str]:
        return unless(
            self.covers_from and self.covers_to, _("Say which time is looked at, from when to when.")
        )

    def _lacks_results(self) -> list[str]:
        results = list(self.results.all()) if self.pk else []
        if not results:
            return [_("Give at least one activity with its result, or say why there was none.")]
        return [
            _("Say what came of “%(activity)s”.") % {"activity": row.title[:60]}
            for row in results
            if not row.result
        ]

    def _lacks_findings(self) -> list[str]:
        return (
            unless(self.held_on, _("Give the day on which the evaluation was held."))
            + unless(self.evaluators, _("Name the evaluators."))
            + unless(self.targets_met, _("Compare the results with the targets."))
        )

    def _lacks_recommendation(self) -> list[str]:
        return unless(self.recommendation, _("Choose a recommendation.")) + unless(
            self.reasons, _("Give the reasons for the recommendation.")
        )

    def next_report(self) -> "EvaluationReport":
        """What council decides on, not yet decided and not saved."""
        if self.held_on is None:
            raise MoveRefused(self._lacks_findings())
        return EvaluationReport(evaluation=self, held_on=self.held_on)

    def begin_anew(self) -> None:
        """Empty the form for the next evaluation; the last one is kept as a report."""
        self.results.all().delete()
        self.covers_from = self.covers_to = self.held_on = self.cost = None
        for name in (
            "questions",
            "evaluators",
            "targets_met",
            "partner_view",
            "community_view",
            "lessons",
            "recommendation",
            "reasons",
        ):
            setattr(self, name, "")
        self.save()


class Result(Row):
    """One activity that took place: what was planned, and what came of it."""

    record = models.ForeignKey(Evaluation, models.PROTECT, related_name="results")
    title = models.CharField(gettext_lazy("activity"), max_length=300)
    target = models.CharField(gettext_lazy("planned target"), max_length=300, blank=True)
    result = models.CharField(
        gettext_lazy("result"),
        max_length=1000,
        blank=True,
        help_text=gettext_lazy("Counted as the target was, such as “9 students each way”."),
    )
    done_on = models.DateField(gettext_lazy("on"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Decision(models.TextChoices):
    """What council decides on an evaluation (handbook C1, C2 G10)."""

    CONTINUE = "continue", gettext_lazy("Continue as it is")
    ADJUST = "adjust", gettext_lazy("Continue with changes")
    UPGRADE = "upgrade", gettext_lazy("Seek a closer relationship, in a new file")
    HOLD = "hold", gettext_lazy("Suspend for a time")
    DORMANT = "dormant", gettext_lazy("Make dormant")
    CONCLUDE = "conclude", gettext_lazy("End in friendship")
    TERMINATE = "terminate", gettext_lazy("Terminate for cause")


ENDING = {Decision.CONCLUDE, Decision.TERMINATE}


NEXT_COMES_LATER = gettext_lazy(
    "The next evaluation cannot be on or before the day of the decision. Give a later date."
)
DECIDED_AFTERWARDS = gettext_lazy(
    "Council cannot have decided before the evaluation was held. Check the date of the resolution."
)
NEXT_UNLESS_ENDED = gettext_lazy(
    "A relationship that goes on needs the date of its next evaluation; one that has ended has none. Give the date, or empty it."
)


class EvaluationReport(models.Model):
    """An evaluation as council decided on it. It stays as it was read that day."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="reports", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    held_on = models.DateField(gettext_lazy("held on"), editable=False)
    recommendation = models.CharField(
        gettext_lazy("recommendation"), max_length=10, choices=Recommendation, editable=False
    )
    contents = models.JSONField(editable=False)

    resolution = models.CharField(gettext_lazy("number of the resolution"), max_length=60)
    decided_on = models.DateField(gettext_lazy("decided on"))
    decision = models.CharField(gettext_lazy("council’s decision"), max_length=10, choices=Decision)
    next_due_on = models.DateField(gettext_lazy("next evaluation due on"), null=True, blank=True)
    why = models.TextField(gettext_lazy("reason"), max_length=5000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("evaluation report")
        verbose_name_plural = gettext_lazy("evaluation reports")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="evaluations_are_numbered"),
            models.CheckConstraint(
                name="next_evaluation_comes_later",
                condition=Q(next_due_on=None) | Q(next_due_on__gt=F("decided_on")),
                violation_error_message=NEXT_COMES_LATER,
            ),
            models.CheckConstraint(
                name="decided_after_evaluation",
                condition=Q(decided_on__gte=F("held_on")),
                violation_error_message=DECIDED_AFTERWARDS,
            ),
            models.CheckConstraint(
                name="next_evaluation_unless_ended",
                condition=Q(decision__in=["conclude", "terminate"], next_due_on=None)
                | (~Q(decision__in=["conclude", "terminate"]) & Q(next_due_on__isnull=False)),
                violation_error_message=NEXT_UNLESS_ENDED,
            ),
        ]

    def __str__(self) -> str:
        return _("Evaluation %(number)d") % {"number": self.number}

    @property
    def summaries(self) -> list[dict[str, Any]]:
        """The evaluation for reading, as the pages of a phase show its answers."""
        return [
            {
                "title": part["title"],
                "url": None,
                "rows": [{"key": row["label"], "value": row["value"]} for row in part["rows"]],
                "tables": [
                    {
                        "title": table["caption"],
                        "lines": [list(zip(table["columns"], row, strict=True)) for row in table["rows"]],
                    }
                    for table in part["tables"]
                ],
                "gaps": [],
                "waiver": "",
            }
            for part in self.contents
            if part["rows"] or part["tables"]
        ]

    def clean(self) -> None:
        if self.decided_on and self.decided_on > clock.today():
            raise ValidationError(
                {
                    "decided_on": _(
                        "Council’s decision cannot lie in the future. Record it when it has been taken."
                    )
                }
            )
