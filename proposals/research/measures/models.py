"""The five measures of the CAO's memo, scored by people on the scale of the City's policy (handbook A3)."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.models import Attachment, Candidate, Proposal, Row
from proposals.research.comparison.models import DataPoint
from twinning import clock

CLOSED = gettext_lazy("This assessment is closed. Open it again first, with a reason.")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def settled(self) -> "AssessmentQuerySet":
        """The ones that count: what the assessors agreed on."""
        return self.filter(settled=True)

    def for_reading(self) -> "AssessmentQuerySet":
        return self.select_related("by", "policy", "candidate__community").prefetch_related(
            "scores__measure", "evidence__attachment", "evidence__data_point", "evidence__measure"
        )


class Assessment(models.Model):
    """How one candidate was scored: by one assessor, or, ``settled``, by agreement of all.

    It is made with one version of the policy and keeps it, whatever council
    decides later about criteria, scale or weights.
    """

    phase: ClassVar[Phase] = Phase.RESEARCH

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="assessments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    policy = models.ForeignKey("municipality.Policy", models.PROTECT, related_name="+", editable=False)
    settled = models.BooleanField(default=False, editable=False)
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("assessment")
        verbose_name_plural = gettext_lazy("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(settled=True), name="one_settled_assessment"
            ),
            models.UniqueConstraint(
                fields=["candidate", "by"], condition=Q(settled=False), name="one_assessment_per_assessor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {_('agreed') if self.settled else self.by}"

    @property
    def proposal(self) -> Proposal:
        return self.candidate.proposal

    def lock(self) -> None:
        """Let nobody move the file while something is written here. Raises ``MoveRefused`` if somebody did, or closed this."""
        lock(self.proposal)
        if not Assessment.objects.filter(pk=self.pk, finished_at=None).exists():
            raise MoveRefused(str(CLOSED))

    def lacks(self) -> list[str]:
        """What a finished assessment must still say: a score and words for each measure, or why it is left out."""
        return [
            _("“%(measure)s” lacks %(what)s.") % {"measure": score.measure.title, "what": " · ".join(gaps)}
            for score in self.scores.all()
            if (gaps := score.gaps())
        ]

    @property
    def mean(self) -> Decimal | None:
        """The scores' mean by the policy's weights, over what was scored; a reading aid, never a decision."""
        scored = [score for score in self.scores.all() if score.score is not None and not score.waiver]
        weight = sum((score.measure.weight for score in scored), Decimal(0))
        if not weight:
            return None
        total = sum((score.measure.weight * Decimal(score.score or 0) for score in scored), Decimal(0))
        return (total / weight).quantize(Decimal("0.1"))

    @property
    def is_low(self) -> bool:
        """Whether the mean is below what the policy calls low: a warning, never a refusal."""
        low = self.policy.low_below
        return self.mean is not None and low is not None and self.mean < low


class Score(models.Model):
    """One measure in one assessment: a score on the policy's scale, the reasons in words, or why it is left out."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    measure = models.ForeignKey("municipality.Measure", models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(gettext_lazy("score"), null=True, blank=True)
    narrative = models.TextField(gettext_lazy("in words"), max_length=10_000, blank=True)
    waiver = models.CharField(gettext_lazy("why it is left out"), max_length=1_000, blank=True)

    class Meta:
        ordering = ["measure__order", "pk"]
        verbose_name = gettext_lazy("score")
        verbose_name_plural = gettext_lazy("scores")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "measure"], name="measure_is_scored_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.score if self.score is not None else '–'}"

    def gaps(self) -> list[str]:
        if self.waiver.strip():
            return []
        found = [_("the score")] if self.score is None else []
        return found + ([] if self.narrative.strip() else [_("the words")])


class Evidence(Row):
    """What a score rests on: a file kept here, a value of the comparison, or a group or paper by its name."""

    record = models.ForeignKey(Assessment, models.PROTECT, related_name="evidence")
    measure = models.ForeignKey(
        "municipality.Measure",
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("for which measure"),
    )
    words = models.CharField(
        gettext_lazy("group, person or paper"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Such as “Chamber of commerce, letter of 3 March”."),
    )
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("file kept here"),
    )
    data_point = models.ForeignKey(
        DataPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("value of the comparison"),
    )

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("evidence")
        verbose_name_plural = gettext_lazy("evidence")
        constraints = [
            models.CheckConstraint(
                name="evidence_names_something",
                condition=~Q(words="") | Q(attachment__isnull=False) | Q(data_point__isnull=False),
                violation_error_message=gettext_lazy(
                    "This line names nothing. Choose a file or a value, or write what it rests on."
                ),
            )
        ]

    def __str__(self) -> str:
        parts: list[Any] = [self.words, self.attachment, self.data_point]
        return " · ".join(str(part) for part in parts if part)
