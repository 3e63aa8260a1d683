"""What a committee recommends, and what each tier above made of it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committees.meetings.models import A_DAY, Meeting
from committees.register.models import Committee
from twinning import clock
from twinning.municipality.versions import AppendOnly, Versioned

LONGEST_WORDING = 10_000


class Verdict(models.TextChoices):
    """What a tier can make of a recommendation."""

    RECOMMENDED = "recommended", _("Recommended")
    RETURNED = "returned", _("Returned")
    ADOPTED = "adopted", _("Adopted")
    DECLINED = "declined", _("Declined")
    NOTED = "noted", _("Noted, and kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEEDS_REASON = (Verdict.RETURNED, Verdict.DECLINED, Verdict.WITHDRAWN)
SETTLES = (Verdict.ADOPTED, Verdict.DECLINED, Verdict.WITHDRAWN)


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: Any) -> "RecommendationQuerySet":
        """Those that began, lie or were decided at a committee which the person may see."""
        seen = Committee.objects.visible_to(user).order_by().values("pk")
        decided = TierDecision.objects.filter(recommendation=OuterRef("pk"), committee__in=seen)
        return self.filter(Q(origin__in=seen) | Q(at__in=seen) | Exists(decided))

    def about(self, subject: models.Model) -> "RecommendationQuerySet":
        """Those about one file."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def open(self) -> "RecommendationQuerySet":
        """Those that nobody has settled, the longest wait first."""
        return self.filter(state__in=Recommendation.OPEN).order_by("lies_since", "pk")

    def in_state(self, state: str) -> "RecommendationQuerySet":
        return self.filter(state=state)

    def of(self, committee: Committee) -> "RecommendationQuerySet":
        """Those that began or lie at a committee, or that it decided on."""
        decided = TierDecision.objects.filter(recommendation=OuterRef("pk"), committee=committee)
        return self.filter(Q(origin=committee) | Q(at=committee) | Exists(decided))

    def for_list(self) -> "RecommendationQuerySet":
        return self.select_related("origin", "at").order_by("-begun_on", "-pk")


class Recommendation(Versioned):
    """One recommendation on its way from the committee where it began up to whoever decides.

    Where it lies and what became of it is written by ``actions`` only.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Under way")
        RETURNED = "returned", _("Returned")
        AT_COUNCIL = "at_council", _("At council")
        ADOPTED = "adopted", _("Adopted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.UNDER_WAY, State.RETURNED, State.AT_COUNCIL)
    about: Any = None
    """What it is about, as the reader may see it: written by ``subjects.named``."""

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    origin = models.ForeignKey(
        Committee, models.PROTECT, related_name="recommendations", verbose_name=_("begun in"), editable=False
    )
    title = models.CharField(_("title"), max_length=200, help_text=_("What it is about, in a few words."))
    wording = models.TextField(
        _("wording"),
        max_length=LONGEST_WORDING,
        help_text=_("What is recommended, in full: as it shall read when it is adopted."),
    )
    content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, related_name="+", verbose_name=_("what it is about"), editable=False,
    )  # fmt: skip
    object_id = models.BigIntegerField(null=True, editable=False)
    subject = GenericForeignKey("content_type", "object_id")
    begun_on = models.DateField(_("begun on"), default=clock.today, validators=A_DAY)
    at = models.ForeignKey(
        Committee, models.PROTECT, null=True, related_name="recommendations_here", verbose_name=_("lies at"), editable=False,
    )  # fmt: skip
    lies_since = models.DateField(_("since"), default=clock.today, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.UNDER_WAY, editable=False
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_on", "-pk"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.CheckConstraint(
                name="recommendation_lies_somewhere",
                condition=Q(state__in=["under_way", "returned"], at__isnull=False)
                | Q(state__in=["at_council", "adopted", "declined", "withdrawn"], at=None),
            ),
            models.CheckConstraint(
                name="recommendation_about_one_thing_or_none",
                condition=Q(content_type=None, object_id=None)
                | Q(content_type__isnull=False, object_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "lies_since"], name="recommendation_waiting"),
            models.Index(fields=["content_type", "object_id"], name="recommendation_about"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("committees:recommendation", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def lies_at(self) -> str:
        """Where it lies now, in words; nothing where it is settled."""
        if self.at is not None:
            return self.at.name
        return council() if self.state == self.State.AT_COUNCIL else ""

    @property
    def days_here(self) -> int:
        """How long it has lain where it lies."""
        return (clock.today() - self.lies_since).days


class TierDecision(AppendOnly):
    """What one tier decided about a recommendation, for ever; a later decision stands beside it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="decisions")
    # None: our council.
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, related_name="decisions", verbose_name=_("tier")
    )
    decision = models.CharField(_("decision"), max_length=12, choices=Verdict)
    wording = models.TextField(_("wording"), max_length=LONGEST_WORDING)
    on = models.DateField(_("decided on"), validators=A_DAY)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="decisions", verbose_name=_("meeting")
    )
    resolution = models.CharField(_("resolution"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), max_length=5_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["recommendation", "pk"]
        verbose_name = _("decision of a tier")
        verbose_name_plural = _("decisions of tiers")
        constraints = [
            models.CheckConstraint(
                name="tier_that_refuses_says_why",
                condition=~Q(decision__in=["returned", "declined", "withdrawn"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="council_decides_in_no_committees_meeting",
                condition=Q(meeting=None) | Q(committee__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier}: {self.get_decision_display()}"

    @property
    def tier(self) -> str:
        return self.committee.name if self.committee else council()


def council() -> str:
    """The tier above all committees of ours, by name."""
    return gettext("Council")


@dataclass(frozen=True)
class Step:
    """One thing that may be done with a recommendation where it lies: what, and where it lies afterwards."""

    verdict: Verdict
    tier: Committee | None
    to: Committee | None = None
    to_council: bool = False

    @property
    def key(self) -> str:
        return str(self.verdict)

    @property
    def to_name(self) -> str:
        return council() if self.to_council else self.to.name if self.to else ""

    @property
    def words(self) -> str:
        """What a person chooses."""
        match self.verdict:
            case Verdict.RECOMMENDED if self.to_council:
                return gettext("Recommended to council")
            case Verdict.RECOMMENDED:
                return gettext("Recommended on to the tier above: %(tier)s") % {"tier": self.to_name}
            case Verdict.RETURNED:
                return gettext("Returned with a reason to: %(tier)s") % {"tier": self.to_name}
            case Verdict.ADOPTED:
                return gettext("Adopted")
            case Verdict.DECLINED:
                return gettext("Declined, with a reason")
            case Verdict.WITHDRAWN:
                return gettext("Withdrawn by the committee where it began, with a reason")
            case _noted:
                return gettext("Noted without a decision; it stays here")
