"""What is known about the world from sources: twinnings of other cities, indicators of governance, and their imports."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.municipality.versions import Versioned
from twinning.places.keys import key
from twinning.places.models import PlaceName

FIRST_YEAR = 800
"""Paderborn and Le Mans count their bond from 836; nothing older is claimed."""

MARGIN_90 = 1.645
"""Standard errors to either side that hold the true value nine times in ten, as the World Bank draws them."""


class Import(models.Model):
    """One file of known twinnings or of indicators, from its upload to what it changed.

    The row is the queue; see ``imports`` for what moves it from state to state.
    """

    class Kind(models.TextChoices):
        TWINNINGS = "twinnings", _("Known twinnings")
        GOVERNANCE = "governance", _("Governance indicators")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be read")
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Read, waiting for you")
        APPROVED = "approved", _("Waiting to be imported")
        WRITING = "writing", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Could not be imported")
        DROPPED = "dropped", _("Not imported")

    class Shape(models.TextChoices):
        OURS = "ours", _("our own columns")
        WIKIDATA = "wikidata", _("result of a Wikidata query")
        RELATIONS = "relations", _("merged list with GeoNames numbers")
        WORKBOOK = "workbook", _("workbook of the World Bank")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    upload = models.ForeignKey("records.Upload", models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    source = models.CharField(
        _("where it is from"),
        max_length=200,
        help_text=_(
            "Shown beside every entry that comes from this file, for example: Wikidata, query of 12 March 2026."
        ),
    )
    as_of = models.DateField(
        _("as of"),
        help_text=_("The day the file was made or taken from its source, not the day of the import."),
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"), null=True, blank=True, validators=[MinValueValidator(1996), MaxValueValidator(2100)]
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    shape = models.CharField(_("columns"), max_length=10, choices=Shape, blank=True)
    report = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    leftovers = models.JSONField(default=list)
    seen = models.CharField(max_length=100, blank=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    progress = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("left as they are"), default=0)
    kept = models.PositiveIntegerField(_("kept as corrected here"), default=0)
    unmatched = models.PositiveIntegerField(_("not matched to a place"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    reason = models.TextField(_("why it could not be imported"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["state", "lease_until"], name="import_queue")]
        constraints = [
            models.CheckConstraint(
                name="governance_has_an_edition",
                condition=~Q(kind="governance") | ~Q(state__in=["approved", "writing", "done"]) | Q(edition__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether a worker has it or will have it."""
        return self.state in (self.State.QUEUED, self.State.READING, self.State.APPROVED, self.State.WRITING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.progress // self.total) if self.total else 0


class TwinningQuerySet(models.QuerySet["Twinning"]):
    def held(self) -> "TwinningQuerySet":
        """Without those that have ended or are doubted."""
        return self.filter(state=Twinning.State.KNOWN)

    def real(self) -> "TwinningQuerySet":
        """What likeness is measured on: both ends matched with some certainty, between two countries, not ended or doubted."""
        return (
            self.held()
            .filter(place_a__isnull=False, place_b__isnull=False)
            .exclude(confidence=Twinning.Confidence.LOW)
            .exclude(place_a__country=models.F("place_b__country"))
        )

    def named(self, words: str) -> "TwinningQuerySet":
        """Those with an end that is called so, in any of its names, or that a source writes so."""
        places = PlaceName.objects.filter(key__begins=key(words)).values("place")
        return self.filter(
            Q(place_a__in=places)
            | Q(place_b__in=places)
            | Q(name_a__istartswith=words)
            | Q(name_b__istartswith=words)
        )


class Twinning(Versioned):
    """Two communities of which a source says that they are twinned; the order of the two means nothing.

    ``pair`` names both ends in one agreed order, so that the database keeps
    every pair once. Names are as the source writes them.
    """

    class State(models.TextChoices):
        KNOWN = "known", _("Known")
        ENDED = "ended", _("Ended")
        DOUBTED = "doubted", _("Doubted")

    class Confidence(models.TextChoices):
        HIGH = "high", _("high")
        MEDIUM = "medium", _("medium")
        LOW = "low", _("low")

    pair = models.CharField(max_length=260, unique=True, editable=False)
    place_a = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    name_a = models.CharField(_("name"), max_length=200)
    region_a = models.CharField(_("region"), max_length=120, blank=True)
    country_a = models.CharField(_("country"), max_length=2, blank=True)
    place_b = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other place")
    )
    name_b = models.CharField(_("name of the other"), max_length=200)
    region_b = models.CharField(_("region of the other"), max_length=120, blank=True)
    country_b = models.CharField(_("country of the other"), max_length=2, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year agreed"), null=True, blank=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )  # fmt: skip
    form = models.CharField(_("form"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.KNOWN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    sources = models.CharField(_("source"), max_length=500)
    as_of = models.DateField(_("as of"))
    imported = models.ForeignKey(Import, models.PROTECT, null=True, related_name="+", db_index=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    corrected_at = models.DateTimeField(null=True)

    objects = TwinningQuerySet.as_manager()

    class Meta:
        ordering = ["name_a", "name_b", "pk"]
        verbose_name = _("known twinning")
        constraints = [
            models.CheckConstraint(
                name="no_twinning_with_itself",
                condition=Q(place_a=None) | Q(place_b=None) | ~Q(place_a=models.F("place_b")),
                violation_error_message=_("Both ends are the same place. Choose another for one of them."),
            ),
            models.CheckConstraint(
                name="ended_or_doubted_has_a_reason",
                condition=Q(state="known") | ~Q(reason=""),
                violation_error_message=_("The reason is missing. Say how it is known that this has ended or why it is doubted."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name_a} – {self.name_b}"

    @property
    def listed_in(self) -> list[str]:
        """The sources, one by one."""
        return [source for source in self.sources.split("|") if source]

    @property
    def by_hand(self) -> bool:
        """Whether a person entered or corrected it; no import writes over that."""
        return self.corrected_by_id is not None


class Indicator(models.Model):
    """One figure of the Worldwide Governance Indicators, with its error. Figures of two editions are never compared."""

    class Dimension(models.TextChoices):
        STABILITY = "pv", _("Political stability and absence of violence")
        VOICE = "va", _("Voice and accountability")
        EFFECTIVENESS = "ge", _("Government effectiveness")
        REGULATION = "rq", _("Regulatory quality")
        LAW = "rl", _("Rule of law")
        CORRUPTION = "cc", _("Control of corruption")

    edition = models.PositiveSmallIntegerField(_("edition"))
    country = models.CharField(_("country"), max_length=3)
    dimension = models.CharField(_("dimension"), max_length=2, choices=Dimension)
    year = models.PositiveSmallIntegerField(_("year"))
    estimate = models.FloatField(_("estimate"))
    standard_error = models.FloatField(_("standard error"))
    percentile = models.FloatField(_("percentile rank"), null=True)
    sources = models.PositiveSmallIntegerField(_("number of sources"), null=True)
    imported = models.ForeignKey(Import, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["edition", "country", "dimension", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "dimension", "edition", "year"], name="one_figure_per_year_and_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.dimension} {self.year} ({self.edition})"

    @property
    def margin(self) -> float:
        """To either side of the estimate, nine times in ten."""
        return MARGIN_90 * self.standard_error


class Spread(models.Model):
    """How one likeness is spread over the real twinnings that were imported: what a value is placed among."""

    class Measure(models.TextChoices):
        POPULATION = "population", _("population, larger over smaller")
        DISTANCE = "distance", _("distance in kilometres")
        HOURS = "hours", _("hours of time difference")
        CLIMATE = "climate", _("same climate class")
        SEA = "sea", _("both or neither by the sea")

    measure = models.CharField(max_length=10, choices=Measure, unique=True)
    pairs = models.PositiveIntegerField()
    quantiles = models.JSONField(default=list)
    shares = models.JSONField(default=dict)
    as_of = models.DateField()
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["measure"]

    def __str__(self) -> str:
        return self.measure
