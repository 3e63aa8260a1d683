"""The joint work plan: goals that can be measured, its versions, and that both sides agreed (handbook A5, G5)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.channels import Channel
from proposals.proposal.models import AMOUNT_BELOW_ZERO, Row, unless
from twinning import clock
from twinning.records.languages import language_name
from twinning.records.models import Document, Upload

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence


class Goal(Row):
    """A goal of the joint work plan, with somebody on each side who sees to it.

    Its target is a number with a unit, measured from a baseline, so that the
    evaluation can hold the result against it.
    """

    class Term(models.TextChoices):
        SHORT = "short", gettext_lazy("Short-term")
        LONG = "long", gettext_lazy("Long-term")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="goals"
    )
    term = models.CharField(gettext_lazy("short or long"), max_length=5, choices=Term, default=Term.SHORT)
    title = models.CharField(gettext_lazy("goal"), max_length=300)
    title_2 = models.CharField(gettext_lazy("goal in the second language"), max_length=300, blank=True)
    activity = models.CharField(
        gettext_lazy("activity"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("What is done to reach it."),
    )
    activity_2 = models.CharField(gettext_lazy("activity in the second language"), max_length=500, blank=True)
    indicator = models.CharField(
        gettext_lazy("what is counted"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Such as students who travelled, or meetings held."),
    )
    indicator_2 = models.CharField(
        gettext_lazy("what is counted, in the second language"), max_length=300, blank=True
    )
    baseline = models.DecimalField(
        gettext_lazy("number today"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    goal_value = models.DecimalField(
        gettext_lazy("number to reach"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(
        gettext_lazy("unit"),
        max_length=100,
        blank=True,
        help_text=gettext_lazy("Such as students a year, meetings, CAD, %."),
    )
    unit_2 = models.CharField(gettext_lazy("unit in the second language"), max_length=100, blank=True)
    due_on = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    owner_here = models.CharField(gettext_lazy("who sees to it here"), max_length=200, blank=True)
    owner_there = models.CharField(gettext_lazy("who sees to it there"), max_length=200, blank=True)
    cost = models.DecimalField(
        gettext_lazy("what it costs us"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    cost_currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    funding = models.CharField(gettext_lazy("who pays"), max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("goal")
        verbose_name_plural = gettext_lazy("goals")
        constraints = [
            models.CheckConstraint(
                name="goal_cost_not_negative",
                condition=Q(cost=None) | Q(cost__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def lacks(self) -> list[str]:
        second = self.record.plan_language_2
        in_it = _("the goal in %(language)s") % {"language": language_name(second)}
        return (
            unless(not second or self.title_2, in_it)
            + unless(self.activity, _("an activity"))
            + unless(self.indicator, _("what is counted"))
            + unless(self.goal_value is not None and self.unit, _("a number to reach with its unit"))
            + unless(self.baseline is not None, _("the number today"))
            + unless(self.due_on, _("a date"))
            + unless(self.owner_here, _("somebody here"))
            + unless(self.owner_there, _("somebody there"))
            + unless(self.cost is None or not self.cost or self.funding, _("who pays"))
        )


def content(record: "Correspondence") -> dict[str, Any]:
    """Goals, second language and first-year budget as they stand, to be kept, compared and printed.

    Numbers are strings without trailing zeros, days are ISO 8601: what is read back from the database is equal.
    """
    goals = [
        {name: _plain(getattr(goal, name)) for name in CONTENT} | {"key": str(goal.key)}
        for goal in record.goals.all()
    ]
    budget = {name: _plain(getattr(record, name)) for name in BUDGET}
    return {"goals": goals, "budget": budget, "language_2": record.plan_language_2}


IN_SECOND = ("title_2", "activity_2", "indicator_2", "unit_2")
CONTENT = (
    "term", "title", "activity", "indicator", "baseline", "goal_value", "unit", "due_on", "owner_here", "owner_there",
    "cost", "cost_currency", "funding", *IN_SECOND,
)  # fmt: skip
BUDGET = ("budget", "budget_currency", "budget_terms", "budget_terms_2")


def as_written_now(kept: dict[str, Any]) -> dict[str, Any]:
    """What a version froze, in the shape in which ``content`` writes today: older ones have one language only.

    The day on which the budget was agreed stood in older versions; it is no part of what is agreed to.
    """
    one_language = dict.fromkeys(IN_SECOND, "")
    budget = {"budget_terms_2": ""} | kept["budget"]
    return {
        "goals": [one_language | goal for goal in kept["goals"]],
        "budget": {name: budget[name] for name in BUDGET},
        "language_2": kept.get("language_2", ""),
    }


def _plain(value: Any) -> str | None:
    match value:
        case None:
            return None
        case Decimal():
            return f"{value.normalize():f}"
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


class PlanVersion(models.Model):
    """The work plan as it stood at one moment, frozen: what both sides agree on, and what becomes the annex."""

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="plans", editable=False
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("version"))
    # Goals and first-year budget as ``workplan.content`` writes them down; never changed.
    content = models.JSONField(encoder=DjangoJSONEncoder)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("version of the work plan")
        verbose_name_plural = gettext_lazy("versions of the work plan")
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_work_plan_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.record.proposal}: {self.number}"

    @property
    def agreed_on(self) -> dt.date | None:
        """The day on which the second of both sides agreed; none until both have."""
        standing = {one.side: one.on for one in self.agreements.all() if one.withdrawn_at is None}
        return max(standing.values()) if len(standing) == len(PlanAgreement.Side) else None

    def lacks(self) -> list[str]:
        """Who has not agreed to it yet, and whether the plan was changed since; words for the gate."""
        agreed = set(self.agreements.filter(withdrawn_at=None).values_list("side", flat=True))
        words = {
            PlanAgreement.Side.HERE: _("Record that our side agreed to version %(number)d of the work plan."),
            PlanAgreement.Side.THERE: _(
                "Record that the other side agreed to version %(number)d of the work plan."
            ),
        }
        found = [said % {"number": self.number} for side, said in words.items() if side not in agreed]
        return found + unless(
            content(self.record) == as_written_now(self.content),
            _(
                "The work plan was changed after version %(number)d. Make a new version for both sides to agree to."
            )
            % {"number": self.number},
        )


class PlanAgreement(models.Model):
    """That one side agreed to a version: when, how, and what shows it. Never changed; taken back with a reason."""

    class Side(models.TextChoices):
        HERE = "here", gettext_lazy("Here")
        THERE = "there", gettext_lazy("In the other community")

    class Way(models.TextChoices):
        AGREED = "agreed", gettext_lazy("They said so themselves")
        ACCEPTED = "accepted", gettext_lazy("Accepted on their behalf")

    plan = models.ForeignKey(PlanVersion, models.PROTECT, related_name="agreements")
    side = models.CharField(gettext_lazy("side"), max_length=5, choices=Side)
    way = models.CharField(gettext_lazy("how it stands"), max_length=8, choices=Way, default=Way.AGREED)
    channel = models.CharField(gettext_lazy("by"), max_length=7, choices=Channel, default=Channel.MEETING)
    on = models.DateField(gettext_lazy("agreed on"))
    words = models.CharField(
        gettext_lazy("who agreed, and what shows it"),
        max_length=1_000,
        help_text=gettext_lazy("Such as: minutes of their committee of that day."),
    )
    evidence = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("evidence")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["side", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side"], condition=Q(withdrawn_at=None), name="a_side_agrees_once"
            ),
            models.CheckConstraint(
                name="plan_accepted_on_behalf_has_evidence",
                condition=~Q(way="accepted") | Q(evidence__isnull=False),
                violation_error_message=gettext_lazy(
                    "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.get_side_display()}"

    @property
    def way_in_words(self) -> str:
        """How it stands; our own side only ever agrees."""
        return _("Agreed") if self.side == self.Side.HERE else str(self.get_way_display())
