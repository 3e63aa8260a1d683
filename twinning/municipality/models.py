"""Our city: letterhead, council, rules and numbers. Papers freeze what they were made with."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.municipality.jurisdictions import JURISDICTIONS, Jurisdiction
from twinning.municipality.policy import Cap, Criterion, Measure, Policy
from twinning.municipality.versions import Versioned

__all__ = [
    "Cap",
    "Counter",
    "Criterion",
    "Measure",
    "Municipality",
    "Office",
    "OfficeHolder",
    "Policy",
    "Statute",
]
"""With the policy, which stands in a module of its own: Django looks for models here."""


def valid_number_pattern(pattern: str) -> None:
    """Refuse a numbering pattern with an unknown part, without a running number, or without the year it starts anew in."""
    parts = set(re.findall(r"\{(yy|yyyy|seq)(?:(?<=seq):0[1-9]d)?\}", pattern))
    if re.search(r"[{}]", re.sub(r"\{(?:yy|yyyy|seq|seq:0[1-9]d)\}", "", pattern)):
        raise ValidationError(
            _(
                "This pattern cannot be read. Use {yy} or {yyyy} for the year and {seq} or {seq:03d} for the number."
            )
        )
    if "seq" not in parts:
        raise ValidationError(_("The running number is missing. Add {seq} or {seq:03d} to the pattern."))
    if not parts & {"yy", "yyyy"}:
        raise ValidationError(
            _("The year is missing, and numbers start anew each year. Add {yy} or {yyyy} to the pattern.")
        )


class Municipality(Versioned):
    """The one municipality that this installation serves."""

    name = models.CharField(
        _("official name"), max_length=200, help_text=_("As on the letterhead, such as “City of Lacombe”.")
    )
    short_name = models.CharField(
        _("short name"), max_length=100, help_text=_("As people say it, such as “Lacombe”.")
    )
    province = models.CharField(_("province or state"), max_length=100)
    country = models.CharField(_("country"), max_length=100)
    address = models.TextField(_("address"), max_length=500, blank=True)
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("Where people who use these pages may ask; shown at the foot of each page."),
    )
    council_style = models.CharField(
        _("style of council"),
        max_length=200,
        help_text=_("As in a resolution, such as “the Council of the City of Lacombe”."),
    )
    office_line = models.CharField(
        _("line under the name"),
        max_length=200,
        blank=True,
        help_text=_("Printed on papers under the name, such as “Legislative Services”."),
    )
    crest = models.CharField(
        _("crest"), max_length=64, blank=True, editable=False, help_text=_("SHA-256 of the stored picture.")
    )
    jurisdiction = models.CharField(
        _("jurisdiction"),
        max_length=30,
        choices=[(key, rules.name) for key, rules in JURISDICTIONS.items()],
        default="alberta",
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_(
            "Leave empty for a majority of all members of council; give a number where your by-law does."
        ),
    )
    resolution_pattern = models.CharField(
        _("numbers of resolutions"),
        max_length=40,
        default="{yy}-{seq:03d}",
        validators=[valid_number_pattern],
    )
    file_pattern = models.CharField(
        _("file references"), max_length=40, default="11/154/{yyyy}-{seq}", validators=[valid_number_pattern]
    )
    currency = models.CharField(_("currency"), max_length=3, default="CAD")
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        _("year of the population figure"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )
    place = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place on the map"),
        help_text=_("Distances, time differences and likenesses are measured from here."),
    )
    demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("our city")
        verbose_name_plural = _("our city")
        constraints = [models.CheckConstraint(name="one_municipality", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def ours(cls) -> "Municipality":
        """The municipality of this installation. Raises ``DoesNotExist`` before it is entered."""
        return cls.objects.get(pk=1)

    @property
    def rules(self) -> Jurisdiction:
        return JURISDICTIONS[self.jurisdiction]

    @property
    def full_name(self) -> str:
        """The city with its province and country, such as “Lacombe, Alberta, Canada”."""
        return ", ".join(part for part in (self.short_name, self.province, self.country) if part)

    def quorum_of(self, members: int) -> int:
        """How many must be present: the by-law's number, else a majority of all members (MGA s. 167; handbook C3)."""
        return self.quorum or members // 2 + 1


class Office(models.TextChoices):
    """Offices that papers speak of."""

    MAYOR = "mayor", _("Mayor")
    COUNCILLOR = "councillor", _("Councillor")
    CAO = "cao", _("Chief Administrative Officer")
    CLERK = "clerk", _("City Clerk")


class OfficeHolderQuerySet(models.QuerySet["OfficeHolder"]):
    def in_office(self, on: dt.date | None = None) -> "OfficeHolderQuerySet":
        on = on or clock.today()
        return self.filter(starts__lte=on).filter(Q(ends=None) | Q(ends__gte=on))

    def not_in_office(self, on: dt.date | None = None) -> "OfficeHolderQuerySet":
        """Those whose term has ended or has not begun, the latest first."""
        on = on or clock.today()
        return self.filter(Q(starts__gt=on) | Q(ends__lt=on)).order_by("-starts", "seat", "pk")

    def on_council(self, on: dt.date | None = None) -> "OfficeHolderQuerySet":
        """The members of council on a day, the mayor first."""
        return (
            self.in_office(on)
            .filter(office__in=[Office.MAYOR, Office.COUNCILLOR])
            .order_by(F("office").desc(), "seat", "pk")
        )

    def holding(self, office: str, on: dt.date | None = None) -> "OfficeHolder | None":
        return self.in_office(on).filter(office=office).order_by("-starts", "-pk").first()


class OfficeHolder(Versioned):
    """A person in an office of the City for a term. Who signs, moves and votes comes from here."""

    name = models.CharField(
        _("name"), max_length=200, help_text=_("As it is printed, such as “M. Lindqvist”.")
    )
    office = models.CharField(_("office"), max_length=20, choices=Office)
    title = models.CharField(
        _("title"),
        max_length=100,
        blank=True,
        help_text=_("Only where it differs from the office, such as “Deputy Mayor”."),
    )
    seat = models.PositiveSmallIntegerField(_("order in lists"), default=0)
    starts = models.DateField(_("from"), default=clock.today)
    ends = models.DateField(_("to"), null=True, blank=True, help_text=_("Leave empty while no end is known."))

    objects = OfficeHolderQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "office", "seat", "name"]
        verbose_name = _("holder of an office")
        verbose_name_plural = _("holders of offices")
        constraints = [
            models.CheckConstraint(
                name="office_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                violation_error_message=_("The term ends before it begins. Put the later date in “to”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.style} {self.name}"

    @property
    def style(self) -> str:
        """How the office is printed before or under the name."""
        return self.title or str(self.get_office_display())


class Statute(Versioned):
    """The name of a law or by-law that papers cite, for the time it is in force (handbook A0, finding 11)."""

    class Purpose(models.TextChoices):
        MUNICIPAL = "municipal", _("Municipal act")
        PROCEDURE = "procedure", _("Procedure by-law")
        ACCESS = "access", _("Access to information")
        PRIVACY = "privacy", _("Protection of privacy")
        SIGNING = "signing", _("Signing authority")

    purpose = models.CharField(_("about"), max_length=20, choices=Purpose)
    name = models.CharField(_("name"), max_length=200)
    section = models.CharField(_("section"), max_length=50, blank=True)
    starts = models.DateField(_("in force from"))
    ends = models.DateField(_("in force to"), null=True, blank=True)

    class Meta:
        ordering = ["purpose", "-starts"]
        verbose_name = _("statute")
        verbose_name_plural = _("statutes")
        constraints = [
            models.CheckConstraint(
                name="statute_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
                violation_error_message=_(
                    "The last day in force is before the first. Put the later date in “to”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.section}".strip()

    def in_force(self, on: dt.date) -> bool:
        return self.starts <= on and (self.ends is None or self.ends >= on)


class Counter(models.Model):
    """The last number given in a series and year. Only ``numbering.next_number`` touches it."""

    series = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="one_counter_per_series_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
