"""What must be known about the country and the region before a city binds itself (handbook A1, A3)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from proposals.proposal.models import COUNTRIES, Community
from twinning import clock
from twinning.municipality.versions import Versioned


class NoteQuerySet(models.QuerySet["StabilityNote"]):
    def standing(self) -> "NoteQuerySet":
        """Without what was taken back."""
        return self.filter(withdrawn_at=None)

    def about(self, *communities: Community) -> "NoteQuerySet":
        """Notes on the countries of the communities, and on the communities themselves; newest first."""
        countries = {community.country for community in communities}
        return (
            self.standing()
            # What is said of a community alone stays with it, whatever country is written for it later.
            .filter(Q(community=None, country__in=countries) | Q(community__in=communities))
            .select_related("reviewed_by", "community")
            .order_by("kind", "-dated", "-pk")
        )


class StabilityNote(Versioned):
    """One dated finding about a country, a region in it or one community, with its source and who reviewed it."""

    class Kind(models.TextChoices):
        ADVISORY = "advisory", gettext_lazy("Travel advisory")
        DIPLOMATIC = "diplomatic", gettext_lazy("Diplomatic relations")
        SANCTIONS = "sanctions", gettext_lazy("Sanctions")
        SECURITY = "security", gettext_lazy("Security guidance")
        PRESS = "press", gettext_lazy("Press")

    class Level(models.IntegerChoices):
        """The four levels of Canada's travel advisories."""

        NORMAL = 0, gettext_lazy("Take normal security precautions")
        CAUTION = 1, gettext_lazy("Exercise a high degree of caution")
        NON_ESSENTIAL = 2, gettext_lazy("Avoid non-essential travel")
        ALL_TRAVEL = 3, gettext_lazy("Avoid all travel")

    country = models.CharField(gettext_lazy("country"), max_length=2, choices=COUNTRIES)
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stability_notes",
        verbose_name=gettext_lazy("only about this community"),
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(
        gettext_lazy("level of the advisory"), choices=Level, null=True, blank=True
    )
    region = models.CharField(
        gettext_lazy("region it applies to"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Leave empty where it applies to the whole country."),
    )
    words = models.TextField(gettext_lazy("what it says"), max_length=5_000)
    exceptions = models.TextField(gettext_lazy("exceptions"), max_length=5_000, blank=True)
    source = models.CharField(gettext_lazy("source"), max_length=500)
    dated = models.DateField(gettext_lazy("date of the source"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    reviewed_on = models.DateField(gettext_lazy("reviewed on"), default=clock.today, editable=False)
    valid_until = models.DateField(gettext_lazy("valid until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-dated", "-pk"]
        verbose_name = gettext_lazy("note on stability")
        verbose_name_plural = gettext_lazy("notes on stability")
        constraints = [
            models.CheckConstraint(
                name="note_is_valid_after_its_date",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("dated")),
                violation_error_message=gettext_lazy(
                    "This note would end before its date. Put the later date in “valid until”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words[:60]}"

    @property
    def warns(self) -> bool:
        """Whether this is an advisory that asks for more than normal precautions."""
        return self.level is not None and self.level >= self.Level.CAUTION

    @property
    def must_be_weighed(self) -> bool:
        """Whether council shall read of it in the summary already."""
        return self.warns or self.kind in {self.Kind.DIPLOMATIC, self.Kind.SANCTIONS, self.Kind.SECURITY}

    @property
    def is_past_its_end(self) -> bool:
        """Whether the day until which it was to hold has passed."""
        return self.was_past_its_end(clock.today())

    def was_past_its_end(self, on: dt.date) -> bool:
        return self.valid_until is not None and self.valid_until < on

    def is_due(self, days: int, on: dt.date | None = None) -> bool:
        """Whether a person must look again: past its end, or reviewed longer ago than the policy allows.

        ``on``: the day on which it must hold; today where none is given.
        """
        on = on or clock.today()
        return self.was_past_its_end(on) or on - self.reviewed_on > dt.timedelta(days=days)
