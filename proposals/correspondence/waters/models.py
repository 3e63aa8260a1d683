"""Testing the waters: pilot programmes, and visits without the mayors (the guide; handbook A5)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from proposals.proposal.models import AMOUNT_BELOW_ZERO, Row
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.records.models import Upload

if TYPE_CHECKING:
    from proposals.correspondence.models import Correspondence

ENDS_TOO_EARLY = gettext_lazy("The last day is before the first. Put the later date in “to”.")
NOT_BEGUN = gettext_lazy(
    "It begins on a day that is still to come, so nothing can have come of it yet. Correct the date, or write this down when it has begun."
)


def has_not_begun(starts: dt.date | None) -> bool:
    return starts is not None and starts > clock.today()


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
        violation_error_message=ENDS_TOO_EARLY,
    )


def cost_not_negative(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(cost=None) | Q(cost__gte=Decimal(0)),
        violation_error_message=AMOUNT_BELOW_ZERO,
    )


class Undertaking(Versioned):
    """What both communities try together before they bind themselves."""

    starts = models.DateField(gettext_lazy("from"), null=True, blank=True)
    ends = models.DateField(gettext_lazy("to"), null=True, blank=True)
    cost = models.DecimalField(
        gettext_lazy("what it cost us"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    cost_currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    funding = models.CharField(gettext_lazy("who paid"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True

    @property
    def has_outcome(self) -> bool:
        """Whether it is written down what came of it; from then on it is part of the story."""
        raise NotImplementedError

    @property
    def state(self) -> "State":
        if self.has_outcome:
            return State.DONE
        if has_not_begun(self.starts):
            return State.PLANNED
        return State.WAITING if self.ends and self.ends < clock.today() else State.UNDER_WAY


class State(models.TextChoices):
    """How far a programme or a visit is, as a page shows it."""

    PLANNED = "planned", gettext_lazy("Planned")
    UNDER_WAY = "under_way", gettext_lazy("Under way")
    WAITING = "waiting", gettext_lazy("Over; what came of it is missing")
    DONE = "done", gettext_lazy("With a result")


class Pilot(Undertaking):
    """A small programme to test the waters, and what came of it."""

    class Kind(models.TextChoices):
        PEN_PALS = "pen_pals", gettext_lazy("Pen pals")
        PRACTICE = "practice", gettext_lazy("Exchange of practice between the administrations")
        ONLINE = "online", gettext_lazy("Event on screen")
        CULTURE = "culture", gettext_lazy("Culture or sport")
        OTHER = "other", gettext_lazy("Other")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="pilots", editable=False
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=8, choices=Kind, default=Kind.PEN_PALS)
    title = models.CharField(gettext_lazy("programme"), max_length=200)
    people = models.CharField(
        gettext_lazy("who takes part"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Schools, groups, departments; no names of children."),
    )
    people_here = models.PositiveIntegerField(gettext_lazy("people here"), null=True, blank=True)
    people_there = models.PositiveIntegerField(gettext_lazy("people there"), null=True, blank=True)
    result = models.TextField(
        gettext_lazy("what came of it"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy("Also what did not work. Leave empty while it is under way."),
    )

    class Meta:
        ordering = ["starts", "pk"]
        verbose_name = gettext_lazy("pilot programme")
        verbose_name_plural = gettext_lazy("pilot programmes")
        constraints = [
            ends_after_it_starts("pilot_ends_after_it_starts"),
            cost_not_negative("pilot_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_outcome(self) -> bool:
        return bool(self.result)


class Delegation(Undertaking):
    """A visit without the mayor, out or in: who went, what for, what it cost, what they report."""

    class Direction(models.TextChoices):
        OUT = "out", gettext_lazy("From us to them")
        IN = "in", gettext_lazy("From them to us")

    record: "models.ForeignKey[Correspondence, Correspondence]" = models.ForeignKey(
        "proposals.Correspondence", models.PROTECT, related_name="delegations", editable=False
    )
    direction = models.CharField(
        gettext_lazy("direction"), max_length=3, choices=Direction, default=Direction.OUT
    )
    purpose = models.CharField(gettext_lazy("purpose"), max_length=300)
    place = models.CharField(gettext_lazy("where"), max_length=200, blank=True)
    interpreter = models.CharField(gettext_lazy("interpreter"), max_length=200, blank=True)
    report = models.TextField(gettext_lazy("report"), max_length=10_000, blank=True)
    report_file = models.ForeignKey(
        Upload,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=gettext_lazy("report"),
    )

    class Meta:
        ordering = ["starts", "pk"]
        verbose_name = gettext_lazy("delegation")
        verbose_name_plural = gettext_lazy("delegations")
        constraints = [
            ends_after_it_starts("delegation_ends_after_it_starts"),
            cost_not_negative("delegation_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def has_outcome(self) -> bool:
        return bool(self.report or self.report_file_id)  # type: ignore[attr-defined]


class Delegate(Row):
    """A member of a delegation."""

    record = models.ForeignKey(Delegation, models.PROTECT, related_name="members")
    name = models.CharField(gettext_lazy("name"), max_length=200)
    office = models.CharField(gettext_lazy("office"), max_length=200, blank=True)
    organisation = models.CharField(gettext_lazy("organisation"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("member of a delegation")
        verbose_name_plural = gettext_lazy("members of a delegation")

    def __str__(self) -> str:
        return self.name
