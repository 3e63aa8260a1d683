"""The City's twinning policy: what is asked, measured and limited, in versions (handbook A0, A1; C4).

A version that anything was made with is never changed. A change is a new
version with the day it takes effect and the resolution that set it, so that in
thirty years a score can still be read by the scale it was given on.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from twinning import clock
from twinning.municipality import standard
from twinning.municipality.versions import Versioned

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

type_of_kinds = Mapping[str, object]


class PolicyQuerySet(models.QuerySet["Policy"]):
    def standing(self) -> "PolicyQuerySet":
        """All but those that were withdrawn before they took effect."""
        return self.filter(withdrawn_at=None)

    def latest_first(self) -> "PolicyQuerySet":
        return self.order_by("-in_force_from", "-number")


class Policy(Versioned):
    """One version of the City's twinning policy."""

    number = models.PositiveSmallIntegerField(gettext_lazy("version"), unique=True, editable=False)
    reference = models.CharField(
        gettext_lazy("number of the policy"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("As the City files it, such as “11/016.01 2019PO”."),
    )
    title = models.CharField(gettext_lazy("title"), max_length=200)
    in_force_from = models.DateField(gettext_lazy("takes effect on"))
    resolution = models.CharField(
        gettext_lazy("resolution of council"),
        max_length=60,
        blank=True,
        help_text=gettext_lazy("Its number. Leave empty while council has not decided."),
    )
    adopted_on = models.DateField(gettext_lazy("adopted on"), null=True, blank=True)

    scale_lowest = models.PositiveSmallIntegerField(gettext_lazy("lowest score"), default=1)
    scale_highest = models.PositiveSmallIntegerField(
        gettext_lazy("highest score"), default=5, validators=[MaxValueValidator(100)]
    )
    lowest_words = models.CharField(gettext_lazy("what the lowest score means"), max_length=100)
    highest_words = models.CharField(gettext_lazy("what the highest score means"), max_length=100)
    low_below = models.DecimalField(
        gettext_lazy("a total below this warns"),
        max_digits=5,
        decimal_places=2,
        default=Decimal("2.5"),
        help_text=gettext_lazy("A low total warns and blocks nothing: people decide."),
    )
    diligence_days = models.PositiveSmallIntegerField(
        gettext_lazy("days that a check of the political climate holds"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=gettext_lazy("An older one must be confirmed again before council and before signing."),
    )
    acknowledgement_days = models.PositiveSmallIntegerField(
        gettext_lazy("days to acknowledge an enquiry"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    intent_needs_resolution = models.BooleanField(
        gettext_lazy("a letter of intent needs a resolution of council"),
        default=False,
        help_text=gettext_lazy("It then becomes final only with the number and the day of the resolution."),
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    if TYPE_CHECKING:
        criteria: RelatedManager["Criterion"]
        measures: RelatedManager["Measure"]
        caps: RelatedManager["Cap"]

    class Meta:
        ordering = ["-number"]
        verbose_name = gettext_lazy("twinning policy")
        verbose_name_plural = gettext_lazy("twinning policies")
        constraints = [
            models.CheckConstraint(
                name="policy_scale_has_two_ends",
                condition=Q(scale_highest__gt=F("scale_lowest")),
                violation_error_message=gettext_lazy(
                    "The highest score is not above the lowest. Give a larger number."
                ),
            ),
            models.CheckConstraint(
                name="policy_warns_on_its_scale",
                condition=Q(low_below__gte=F("scale_lowest"), low_below__lte=F("scale_highest")),
                violation_error_message=gettext_lazy(
                    "The total that warns is not on the scale. Give a number between its two ends."
                ),
            ),
            models.CheckConstraint(
                name="policy_resolution_has_a_day",
                condition=Q(resolution="", adopted_on=None)
                | (~Q(resolution="") & Q(adopted_on__isnull=False)),
                violation_error_message=gettext_lazy(
                    "A resolution and its day belong together. Fill in both, or neither."
                ),
            ),
            models.CheckConstraint(
                name="policy_is_adopted_before_it_holds",
                condition=Q(adopted_on=None) | Q(adopted_on__lte=F("in_force_from")),
                violation_error_message=gettext_lazy(
                    "The policy would take effect before council adopted it. Choose a later day to take effect."
                ),
            ),
            models.CheckConstraint(
                name="policy_deadlines_are_days",
                condition=Q(diligence_days__gte=1, acknowledgement_days__gte=1),
                violation_error_message=gettext_lazy("A deadline has no days. Give at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @classmethod
    def in_force(cls, on: dt.date | None = None) -> "Policy":
        """The version that holds on a day, today if none is given; before the first one took effect, the first.

        Raises ``DoesNotExist`` before the city is entered.
        """
        standing = cls.objects.standing()
        held = standing.filter(in_force_from__lte=on or clock.today()).latest_first().first()
        first = held or standing.order_by("in_force_from", "number").first()
        if first is None:
            raise cls.DoesNotExist(_("There is no twinning policy yet. Enter our city first."))
        return first

    @property
    def is_coming(self) -> bool:
        """Whether the day it takes effect lies ahead."""
        return self.in_force_from > clock.today()

    @property
    def is_used(self) -> bool:
        """Whether anything outside the policy was made with it or with one of its lines."""
        return any(
            _anything_points_at(rows)
            for rows in ([self], list(self.criteria.all()), list(self.measures.all()), list(self.caps.all()))
        )

    def shares(self) -> dict[str, Decimal]:
        """What part of the total each measure has, in percent, by code."""
        weights = {measure.code: measure.weight for measure in self.measures.all()}
        whole = sum(weights.values(), Decimal(0))
        return {code: weight * 100 / whole for code, weight in weights.items()} if whole else {}

    @property
    def set_by(self) -> str:
        """The resolution that set it, in words."""
        return self.resolution or _("not yet set by a resolution")


class Line(models.Model):
    """One line of a version."""

    order = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Criterion(Line):
    """A question of the checklist that every enquiry is held against; “yes” speaks for it."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="criteria", editable=False)
    question = models.CharField(gettext_lazy("question"), max_length=300)
    help = models.CharField(gettext_lazy("what to think of"), max_length=500, blank=True)

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("question of the checklist")
        verbose_name_plural = gettext_lazy("questions of the checklist")

    def __str__(self) -> str:
        return self.question


class Measure(Line):
    """One measure of costs and benefits, and how much it weighs."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="measures", editable=False)
    code = models.SlugField(gettext_lazy("short name"), max_length=30, editable=False)
    title = models.CharField(gettext_lazy("measure"), max_length=200)
    help = models.CharField(gettext_lazy("what counts here"), max_length=500, blank=True)
    weight = models.DecimalField(
        gettext_lazy("weight"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(0))],
    )

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("measure")
        verbose_name_plural = gettext_lazy("measures")
        constraints = [
            models.UniqueConstraint(fields=["policy", "code"], name="measure_once_in_a_policy"),
            models.CheckConstraint(
                name="measure_weighs_nothing_or_more",
                condition=Q(weight__gte=0),
                violation_error_message=gettext_lazy("A weight cannot be less than zero. Give 0 or more."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Cap(Line):
    """A limit to how many relationships the City keeps (handbook A0, finding 7). It warns; people decide."""

    class What(models.TextChoices):
        HELD = "held", gettext_lazy("Relationships at the same time")
        PER_COUNTRY = "per_country", gettext_lazy("Relationships in one country")
        NEW = "new", gettext_lazy("New relationships within a number of years")

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="caps", editable=False)
    what = models.CharField(gettext_lazy("what is limited"), max_length=12, choices=What)
    # The word of a kind of relationship; what kinds there are, the files say.
    kind = models.CharField(gettext_lazy("kind of relationship"), max_length=12, blank=True)
    limit = models.PositiveSmallIntegerField(gettext_lazy("at most"), validators=[MaxValueValidator(999)])
    years = models.PositiveSmallIntegerField(
        gettext_lazy("within years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )

    class Meta(Line.Meta):
        verbose_name = gettext_lazy("limit")
        verbose_name_plural = gettext_lazy("limits")
        constraints = [
            models.CheckConstraint(
                name="cap_on_new_ones_names_years",
                condition=Q(what="new", years__isnull=False, years__gte=1) | (~Q(what="new") & Q(years=None)),
                violation_error_message=gettext_lazy(
                    "The number of years belongs to a limit of new relationships, and only to it. Fill it in there, or leave it empty."
                ),
            ),
            models.UniqueConstraint(
                fields=["policy", "what", "kind"],
                name="cap_once_in_a_policy",
                violation_error_message=gettext_lazy("The same limit is given twice. Keep one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.limit}"

    def in_words(self, kinds: type_of_kinds) -> str:
        """The limit as a sentence. ``kinds``: the label of each kind of relationship."""
        words = {"kind": str(kinds.get(self.kind, self.kind)), "n": self.limit, "years": self.years}
        return _SENTENCES[self.what, bool(self.kind)](self.limit, self.years or 1) % words


def _held(n: int, years: int) -> str:
    return ngettext(
        "At most %(n)d relationship at the same time.", "At most %(n)d relationships at the same time.", n
    )


def _held_of_a_kind(n: int, years: int) -> str:
    return ngettext(
        "At most %(n)d relationship of the kind “%(kind)s” at the same time.",
        "At most %(n)d relationships of the kind “%(kind)s” at the same time.",
        n,
    )


def _per_country(n: int, years: int) -> str:
    return ngettext(
        "At most %(n)d relationship in one country.", "At most %(n)d relationships in one country.", n
    )


def _per_country_of_a_kind(n: int, years: int) -> str:
    return ngettext(
        "At most %(n)d relationship of the kind “%(kind)s” in one country.",
        "At most %(n)d relationships of the kind “%(kind)s” in one country.",
        n,
    )


def _new(n: int, years: int) -> str:
    if years == 1:
        return ngettext(
            "At most %(n)d new relationship within a year.",
            "At most %(n)d new relationships within a year.",
            n,
        )
    return ngettext(
        "At most %(n)d new relationship within %(years)d years.",
        "At most %(n)d new relationships within %(years)d years.",
        n,
    )


def _new_of_a_kind(n: int, years: int) -> str:
    if years == 1:
        return ngettext(
            "At most %(n)d new relationship of the kind “%(kind)s” within a year.",
            "At most %(n)d new relationships of the kind “%(kind)s” within a year.",
            n,
        )
    return ngettext(
        "At most %(n)d new relationship of the kind “%(kind)s” within %(years)d years.",
        "At most %(n)d new relationships of the kind “%(kind)s” within %(years)d years.",
        n,
    )


_SENTENCES: dict[tuple[str, bool], Callable[[int, int], str]] = {
    (Cap.What.HELD, False): _held,
    (Cap.What.HELD, True): _held_of_a_kind,
    (Cap.What.PER_COUNTRY, False): _per_country,
    (Cap.What.PER_COUNTRY, True): _per_country_of_a_kind,
    (Cap.What.NEW, False): _new,
    (Cap.What.NEW, True): _new_of_a_kind,
}

LINES: tuple[type[Line], ...] = (Criterion, Measure, Cap)


def _anything_points_at(rows: Sequence[models.Model]) -> bool:
    """Whether a row of another kind refers to one of these; whoever uses a policy lives on a floor above."""
    return any(
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows}).exists()
        for relation in (rows[0]._meta.related_objects if rows else ())
        if relation.related_model not in LINES
    )


def first_policy() -> Policy:
    """Make the standard policy, in force from today and not set by a resolution; returns the first if there is one."""
    first = Policy.objects.order_by("number").first()
    if first is not None:
        return first
    with override(settings.LANGUAGE_CODE):
        policy = Policy.objects.create(
            number=1,
            title=str(standard.TITLE),
            in_force_from=clock.today(),
            lowest_words=str(standard.LOWEST),
            highest_words=str(standard.HIGHEST),
        )
        Criterion.objects.bulk_create(
            Criterion(policy=policy, order=order, question=str(question), help=str(about))
            for order, (question, about) in enumerate(standard.CRITERIA)
        )
        Measure.objects.bulk_create(
            Measure(policy=policy, order=order, code=code, title=str(title), help=str(about))
            for order, (code, title, about) in enumerate(standard.MEASURES)
        )
    return policy
