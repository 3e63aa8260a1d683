"""The ceremony: order of proceedings, guests, and who sees to what (handbook A7)."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase, lock
from proposals.proposal.models import AMOUNT_BELOW_ZERO, Proposal, Row, unless
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.municipality.zones import our_time_zone
from twinning.records.models import Document

if TYPE_CHECKING:
    from agreements.signing.models import Signing


class Mode(models.TextChoices):
    IN_PERSON = "in_person", gettext_lazy("In person")
    HYBRID = "hybrid", gettext_lazy("In person, with some on screen")
    VIRTUAL = "virtual", gettext_lazy("On screen")
    EXCHANGE = "exchange", gettext_lazy("By exchange of signed copies")


ANSWERED_BEFORE_INVITED = gettext_lazy(
    "The answer is dated before the invitation. Correct one of the two days; without an invitation leave its day empty."
)


class Ceremony(Row):
    """One ceremony, here or there; a day can begin earlier on the other side of the world."""

    phase: ClassVar[Phase] = Phase.SIGNING

    record: "models.ForeignKey[Signing, Signing]" = models.ForeignKey(
        "agreements.Signing", models.PROTECT, related_name="ceremonies"
    )
    mode = models.CharField(gettext_lazy("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    held_on = models.DateField(gettext_lazy("date there"), null=True, blank=True)
    held_at = models.TimeField(gettext_lazy("local time"), null=True, blank=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, default=our_time_zone)
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)
    ends_at = models.TimeField(gettext_lazy("ends at"), null=True, blank=True)
    languages = models.CharField(gettext_lazy("languages spoken"), max_length=200, blank=True)
    interpreters = models.CharField(gettext_lazy("interpreters"), max_length=500, blank=True)
    host = models.CharField(gettext_lazy("master of ceremonies"), max_length=200, blank=True)
    public = models.BooleanField(gettext_lazy("open to the public"), default=True)
    livestream = models.CharField(gettext_lazy("where it can be watched"), max_length=300, blank=True)
    flags = models.TextField(
        gettext_lazy("flags and anthems"),
        max_length=2000,
        blank=True,
        help_text=gettext_lazy(
            "Which flags stand where, seen from the guests, and which anthem is played first."
        ),
    )
    seating = models.TextField(gettext_lazy("precedence and seats"), max_length=3000, blank=True)
    gifts = models.TextField(gettext_lazy("gifts"), max_length=2000, blank=True)
    press = models.TextField(gettext_lazy("press and photographs"), max_length=2000, blank=True)
    budget = models.DecimalField(
        gettext_lazy("budget"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(gettext_lazy("currency"), max_length=3, default="CAD")
    budget_source = models.CharField(gettext_lazy("who pays"), max_length=300, blank=True)
    notes = models.TextField(gettext_lazy("notes"), max_length=5000, blank=True)
    # The newest run sheet. It names guests, so it is no paper of the file that everybody reads.
    printed = models.ForeignKey(Document, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("ceremony")
        verbose_name_plural = gettext_lazy("ceremonies")
        constraints = [
            models.CheckConstraint(
                name="ceremony_budget_not_negative",
                condition=Q(budget=None) | Q(budget__gte=Decimal(0)),
                violation_error_message=AMOUNT_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.held_on or ''}".strip()

    @property
    def proposal(self) -> Proposal:
        return self.record.proposal

    def lock(self) -> None:
        """Let nobody move the file while something is written here. Raises ``MoveRefused`` if somebody did."""
        lock(self.proposal)

    @property
    def is_over(self) -> bool:
        """Whether its day has passed."""
        return self.held_on is not None and self.held_on < clock.today()

    @cached_property
    def here(self) -> dt.datetime | None:
        """The moment on our own clocks, where theirs show another time."""
        if not self.held_on or not self.held_at:
            return None
        there = dt.datetime.combine(self.held_on, self.held_at, zoneinfo.ZoneInfo(self.zone))
        local = there.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE))
        return local if local.replace(tzinfo=None) != there.replace(tzinfo=None) else None

    def lacks(self) -> list[str]:
        somewhere = self.place or self.mode not in {Mode.IN_PERSON, Mode.HYBRID}
        return unless(
            self.held_on, _("Give the date of the ceremony, or of the exchange of copies.")
        ) + unless(somewhere, _("Say where the ceremony takes place."))


class RunSheetLine(Row):
    """One point of the order of proceedings."""

    record = models.ForeignKey(Ceremony, models.PROTECT, related_name="run_sheet")
    minutes = models.PositiveSmallIntegerField(gettext_lazy("minutes"), null=True, blank=True)
    what = models.CharField(gettext_lazy("what happens"), max_length=300)
    who = models.CharField(gettext_lazy("who"), max_length=300, blank=True)
    notes = models.CharField(gettext_lazy("what it takes"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.what


class Guest(Versioned):
    """Somebody who is invited, in the order of precedence."""

    class Reply(models.TextChoices):
        NONE = "", gettext_lazy("No answer yet")
        YES = "yes", gettext_lazy("Comes")
        NO = "no", gettext_lazy("Does not come")

    class Party(models.TextChoices):
        OURS = "ours", gettext_lazy("Our city")
        THEIRS = "theirs", gettext_lazy("Their city")
        OTHER = "other", gettext_lazy("Others")

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="guests", editable=False)
    party = models.CharField(gettext_lazy("from"), max_length=6, choices=Party, default=Party.OURS)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    office = models.CharField(gettext_lazy("office or organisation"), max_length=300, blank=True)
    people = models.PositiveSmallIntegerField(gettext_lazy("people"), default=1)
    precedence = models.PositiveSmallIntegerField(gettext_lazy("place in the order"), null=True, blank=True)
    invited_on = models.DateField(gettext_lazy("invited on"), null=True, blank=True)
    invited_how = models.CharField(gettext_lazy("how"), max_length=100, blank=True)
    reply = models.CharField(
        gettext_lazy("answer"), max_length=3, choices=Reply, default=Reply.NONE, blank=True
    )
    replied_on = models.DateField(gettext_lazy("answered on"), null=True, blank=True)
    notes = models.CharField(
        gettext_lazy("notes"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Such as the interpreter beside them. Nothing about health or belief."),
    )

    class Meta:
        ordering = [models.F("precedence").asc(nulls_last=True), "name", "pk"]
        verbose_name = gettext_lazy("guest")
        verbose_name_plural = gettext_lazy("guests")
        constraints = [
            models.CheckConstraint(
                name="an_invitation_is_for_somebody",
                condition=Q(people__gte=1),
                violation_error_message=gettext_lazy(
                    "Nobody would come. Write how many people are meant, such as 1."
                ),
            ),
            models.CheckConstraint(
                name="guest_answers_after_the_invitation",
                condition=Q(invited_on=None) | Q(replied_on=None) | Q(replied_on__gte=F("invited_on")),
                violation_error_message=ANSWERED_BEFORE_INVITED,
            ),
            models.CheckConstraint(
                name="an_answer_says_what",
                condition=Q(replied_on=None) | ~Q(reply=""),
                violation_error_message=gettext_lazy(
                    "There is a day of the answer and no answer. Say whether they come, or take the day out."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CeremonyTask(Versioned):
    """Something somebody has to do for the ceremony."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="tasks", editable=False)
    what = models.CharField(gettext_lazy("what is to be done"), max_length=300)
    owner = models.CharField(gettext_lazy("who does it"), max_length=200)
    due_on = models.DateField(gettext_lazy("by when"), null=True, blank=True)
    done_on = models.DateField(gettext_lazy("done on"), null=True, blank=True)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = gettext_lazy("task")
        verbose_name_plural = gettext_lazy("tasks")

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < clock.today()
