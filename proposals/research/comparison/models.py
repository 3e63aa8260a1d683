"""What is known about a community and about ours, value by value, each with its source (handbook A3)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.models import Community
from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.records.templatetags.house import money, number


class Topic(models.TextChoices):
    """The points that two communities are compared by: the guide's seven, taken apart, and what travellers ask."""

    POPULATION = "population", gettext_lazy("Population")
    AREA = "area", gettext_lazy("Area")
    ELEVATION = "elevation", gettext_lazy("Elevation")
    BUDGET = "budget", gettext_lazy("Municipal budget")
    GEOGRAPHY = "geography", gettext_lazy("Geography")
    CLIMATE = "climate", gettext_lazy("Climate")
    INDUSTRIES = "industries", gettext_lazy("Industries and resources")
    ACADEMIC = "academic", gettext_lazy("Schools and universities")
    CULTURAL = "cultural", gettext_lazy("Cultural institutions")
    TIES = "ties", gettext_lazy("Pre-existing relationships")
    HISTORY = "history", gettext_lazy("Historical or ancestral ties")
    LANGUAGES = "languages", gettext_lazy("Languages")
    TIME = "time", gettext_lazy("Time zone")
    TRAVEL = "travel", gettext_lazy("Distance and travel")
    GOALS = "goals", gettext_lazy("Goals and vision")


DATED = {Topic.POPULATION, Topic.BUDGET}
"""Topics that say little without the year: a person who enters one gives it, or says that the source gives none."""
QUALIFIED = {
    Topic.AREA,
    Topic.BUDGET,
    Topic.POPULATION,
    Topic.ELEVATION,
    Topic.INDUSTRIES,
    Topic.LANGUAGES,
}
"""Topics of which one must be able to say of what exactly a value is."""
NUMERIC = {Topic.POPULATION, Topic.AREA, Topic.ELEVATION, Topic.BUDGET}
"""Topics that are answered with a figure; words may explain it."""


class Tie(models.TextChoices):
    """The kinds of pre-existing relationship that the guide names."""

    MAYORAL = "mayoral", gettext_lazy("Between mayors or councils")
    TRADE = "trade", gettext_lazy("Trade")
    DIASPORA = "diaspora", gettext_lazy("Emigrants and their descendants")
    FAITH = "faith", gettext_lazy("Faith groups")
    PERSONAL = "personal", gettext_lazy("Personal: study, work, marriage")


class DataPointQuerySet(models.QuerySet["DataPoint"]):
    def standing(self) -> "DataPointQuerySet":
        """Without what was taken back."""
        return self.filter(withdrawn_at=None)

    def of(self, *communities: Community | None) -> "DataPointQuerySet":
        """Those of the given communities; ``None`` is our own city."""
        return self.ever_of(*communities).standing()

    def ever_of(self, *communities: Community | None) -> "DataPointQuerySet":
        """The same with what was corrected or taken back."""
        ids = [community.pk for community in communities if community is not None]
        ours = Q(community=None) if None in communities else Q(pk__in=[])
        return self.filter(ours | Q(community__in=ids))

    def vouched_for(self) -> "DataPointQuerySet":
        """Those that a person stands for."""
        entered = Q(prefilled=False, entered_by__isnull=False)
        return self.filter(entered | Q(confirmed_at__isnull=False))


class DataPoint(Versioned):
    """One value about one community, with year, source and qualifier.

    Without a community it is about our own city. Two sources that disagree are
    two values, and both are shown. ``unknown``: somebody looked and did not
    find it; that is an answer, and it lowers coverage. ``prefilled``: it came
    out of a data set; until a person confirms it the page says so.
    """

    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, related_name="data_points", editable=False
    )
    topic = models.CharField(gettext_lazy("about"), max_length=12, choices=Topic)
    tie = models.CharField(gettext_lazy("kind of relationship"), max_length=10, choices=Tie, blank=True)
    number = models.DecimalField(
        gettext_lazy("figure"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(gettext_lazy("currency"), max_length=3, blank=True)
    words = models.TextField(gettext_lazy("what is known"), max_length=2_000, blank=True)
    qualifier = models.CharField(
        gettext_lazy("of what exactly"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Such as residents, daytime population, metropolitan area, operating budget."),
    )
    year = models.PositiveSmallIntegerField(
        gettext_lazy("as of the year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(2200)],
    )
    source = models.CharField(gettext_lazy("source"), max_length=500, blank=True)
    unknown = models.BooleanField(default=False, editable=False)
    prefilled = models.BooleanField(default=False, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", editable=False
    )
    """The earlier value in whose place this one stands; it is withdrawn and stays readable."""

    objects = DataPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("data point")
        verbose_name_plural = gettext_lazy("data points")
        constraints = [
            models.CheckConstraint(
                name="data_point_says_something",
                condition=Q(unknown=True) | Q(number__isnull=False) | ~Q(words=""),
                violation_error_message=gettext_lazy(
                    "There is no value yet. Give a figure or say it in words."
                ),
            ),
            models.CheckConstraint(
                name="data_point_has_a_source",
                condition=Q(unknown=True) | ~Q(source=""),
                violation_error_message=gettext_lazy(
                    "The source is missing. Say where this is known from; without it the value cannot stand here."
                ),
            ),
            models.CheckConstraint(
                name="data_point_is_not_negative",
                condition=Q(number=None) | Q(number__gte=0) | Q(topic="elevation"),
                violation_error_message=gettext_lazy(
                    "This figure cannot be less than zero. Write it without the minus sign."
                ),
            ),
        ]
        indexes = [models.Index(fields=["community", "topic"], name="data_point_of_community")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.value}"

    @property
    def value(self) -> str:
        """The value as its reader writes it; the words alone where there is no figure."""
        if self.unknown:
            return self.words or _("Not known")
        figure = self._figure()
        return " · ".join(part for part in (figure, self.words) if part)

    def _figure(self) -> str:
        if self.number is None:
            return ""
        if self.topic == Topic.BUDGET:
            return money(self.number, self.currency)
        unit = {Topic.AREA: "km²", Topic.ELEVATION: "m"}.get(Topic(self.topic), "")
        return f"{number(self.number)}\u00a0{unit}".strip()

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def awaits_confirmation(self) -> bool:
        return self.prefilled and not self.is_confirmed

    @property
    def is_vouched_for(self) -> bool:
        """Whether a person stands for it: who confirmed it, or who entered it themselves."""
        return self.is_confirmed or (not self.prefilled and self.entered_by_id is not None)

    @property
    def lacks_year(self) -> bool:
        """Whether a reader must be told that nobody knows of which year it is."""
        return self.year is None and not self.unknown


class Coverage:
    """How much of the comparison is answered for one community: “11 of 15 filled, 7 confirmed”."""

    def __init__(self, points: Iterable[DataPoint]) -> None:
        points = list(points)
        known = {point.topic for point in points if not point.unknown}
        self.of = len(Topic)
        self.filled = len(known)
        self.confirmed = len({point.topic for point in points if not point.unknown and point.is_vouched_for})
        self.unknown = [topic for topic in Topic if topic in {p.topic for p in points} and topic not in known]
        self.open = [topic for topic in Topic if topic not in {p.topic for p in points}]

    def __str__(self) -> str:
        facts: dict[str, Any] = {"filled": self.filled, "of": self.of, "confirmed": self.confirmed}
        return _("%(filled)d of %(of)d filled, %(confirmed)d confirmed") % facts
