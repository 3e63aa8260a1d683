"""Proclamations: of the relationship, alone or by both mayors, and of a day or a week (handbook B2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import Resolution
from agreements.agreement.proclamations.formulae import FORMULAE
from agreements.agreement.text.models import LANGUAGES
from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.models import Paper, Proposal, Row
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import Versioned

OURS = [(code, label) for code, label in LANGUAGES if code in FORMULAE]
"""The languages whose formulae we know; in another one the clerk writes them, which the first language never needs."""

DEALT_WITH_MEANWHILE = gettext_lazy(
    "Somebody else has dealt with this proclamation in the meantime. Open it again to see its state."
)


class ProclamationQuerySet(models.QuerySet["Proclamation"]):
    def for_list(self) -> "ProclamationQuerySet":
        return self.select_related("resolution", "paper__document__issue")


class Proclamation(Versioned):
    """What the Mayor makes known. It never creates the relationship: that is the resolution's."""

    phase = Phase.AGREEMENT

    class Kind(models.TextChoices):
        RELATIONSHIP = "relationship", gettext_lazy("Of the relationship")
        DAY = "day", gettext_lazy("Of a day")
        WEEK = "week", gettext_lazy("Of a week or another time")

    class Form(models.TextChoices):
        SOLO = "solo", gettext_lazy("By our Mayor")
        JOINT = "joint", gettext_lazy("By both mayors together")

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Draft")
        ISSUED = "issued", gettext_lazy("Issued")
        WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="proclamations", editable=False)
    kind = models.CharField(
        gettext_lazy("what it proclaims"), max_length=12, choices=Kind, default=Kind.RELATIONSHIP
    )
    form = models.CharField(gettext_lazy("who proclaims"), max_length=5, choices=Form, default=Form.SOLO)
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="proclamations"
    )
    language = models.CharField(gettext_lazy("language"), max_length=10, choices=OURS, default="en")
    language_2 = models.CharField(
        gettext_lazy("second language"), max_length=10, choices=LANGUAGES, blank=True
    )
    title = models.CharField(gettext_lazy("title"), max_length=300)
    title_2 = models.CharField(gettext_lazy("title in the second language"), max_length=300, blank=True)
    words = models.TextField(
        gettext_lazy("what is proclaimed"),
        max_length=3000,
        help_text=gettext_lazy("Goes on from “do hereby proclaim …”."),
    )
    words_2 = models.TextField(
        gettext_lazy("what is proclaimed, in the second language"), max_length=3000, blank=True
    )
    opening_2 = models.CharField(gettext_lazy("“Whereas” in the second language"), max_length=60, blank=True)
    formula_2 = models.TextField(
        gettext_lazy("“Now therefore …” in the second language"), max_length=1000, blank=True
    )
    witness_2 = models.TextField(
        gettext_lazy("“In witness whereof …” in the second language"), max_length=1000, blank=True
    )
    starts = models.DateField(gettext_lazy("day, or from"), null=True, blank=True)
    ends = models.DateField(gettext_lazy("to"), null=True, blank=True)
    officer = models.ForeignKey(
        OfficeHolder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("who signs for us"),
    )
    capacity = models.CharField(
        gettext_lazy("capacity"),
        max_length=100,
        blank=True,
        help_text=gettext_lazy("Only where it is not the Mayor, such as “Acting Mayor”."),
    )
    office_2 = models.CharField(
        gettext_lazy("office of our signatory in the second language"), max_length=200, blank=True
    )
    their_name = models.CharField(gettext_lazy("who signs for them"), max_length=200, blank=True)
    their_native_name = models.CharField(gettext_lazy("name in its own script"), max_length=200, blank=True)
    their_office = models.CharField(gettext_lazy("office"), max_length=200, blank=True)
    their_native_office = models.CharField(
        gettext_lazy("office in its own language"), max_length=200, blank=True
    )
    place = models.CharField(gettext_lazy("place"), max_length=200, blank=True)
    place_2 = models.CharField(gettext_lazy("place in the second language"), max_length=200, blank=True)
    proclaimed_on = models.DateField(gettext_lazy("date"), null=True, blank=True)
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, editable=False, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ProclamationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = gettext_lazy("proclamation")
        verbose_name_plural = gettext_lazy("proclamations")
        constraints = [
            models.CheckConstraint(
                name="relationship_is_proclaimed_by_resolution",
                condition=~Q(state="issued") | ~Q(kind="relationship") | Q(resolution__isnull=False),
            ),
            models.CheckConstraint(
                name="proclaimed_time_in_order",
                condition=Q(ends=None) | Q(starts=None) | Q(ends__gte=F("starts")),
                violation_error_message=gettext_lazy(
                    "The time ends before it begins. Exchange or correct the two dates."
                ),
            ),
            models.CheckConstraint(
                name="issued_proclamation_has_a_paper",
                condition=Q(state="draft") | Q(paper__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_joint(self) -> bool:
        return self.form == self.Form.JOINT

    @property
    def of_relationship(self) -> bool:
        return self.kind == self.Kind.RELATIONSHIP

    @property
    def languages(self) -> list[str]:
        """The first language, and the second if there is one."""
        return [self.language, self.language_2] if self.language_2 else [self.language]

    @property
    def standing(self) -> tuple[str, str]:
        """The state as everybody sees it, with its word: a paper can be withdrawn or replaced by itself."""
        issue = self.paper.document.issue if self.paper else None
        if issue is None or issue.in_force:
            return self.state, str(self.get_state_display())
        return issue.status, str(issue.get_status_display())

    def lock(self) -> None:
        """Of two people who deal with it at once, one waits here. Raises ``MoveRefused`` for the second."""
        lock(self.proposal)
        now = Proclamation.objects.select_for_update().filter(pk=self.pk).first()
        if now is None or now.state != self.state:
            raise MoveRefused(str(DEALT_WITH_MEANWHILE))


class ProclamationRecital(Row):
    """One WHEREAS of a proclamation."""

    record = models.ForeignKey(Proclamation, models.PROTECT, related_name="recitals")
    text = models.TextField(gettext_lazy("reason"), max_length=2000)
    text_2 = models.TextField(gettext_lazy("reason in the second language"), max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.text[:60]
