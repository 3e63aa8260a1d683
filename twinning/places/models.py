"""The world's populated places: reference data that ``load_places`` keeps, and nobody edits.

Where a source says nothing a field is empty (a population is 0). The sources
stand in ``data/manifest.json``; the page "About the data" shows them.
"""

from typing import Any

from django.db import models
from django.db.models.fields import Field
from django.utils.translation import gettext_lazy as _

from twinning.places.countries import country_name
from twinning.places.querysets import PlaceQuerySet


@Field.register_lookup
class Begins(models.Lookup):
    """``key__begins="maz"``: a prefix by the order of its bytes, which both databases answer from their index."""

    lookup_name = "begins"
    prepare_rhs = False

    def _as_range(self, compiler: Any, connection: Any, at_least: str, below: str) -> tuple[str, list[Any]]:
        left, values = self.process_lhs(compiler, connection)
        prefix = str(self.rhs)
        words = f"({left} {at_least} %s AND {left} {below} %s)"
        return words, [*values, prefix, *values, f"{prefix}\U0010ffff"]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self._as_range(compiler, connection, ">=", "<")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._as_range(compiler, connection, "~>=~", "~<~")


class Place(models.Model):
    """A populated place. Its number is that of GeoNames."""

    id = models.IntegerField(primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    region = models.CharField(
        _("region"), max_length=200, blank=True, help_text=_("Province, state or county.")
    )
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166-1 alpha-2; XK for Kosovo."))
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    timezone = models.CharField(_("time zone"), max_length=40)
    population = models.PositiveIntegerField(_("population"), default=0, help_text=_("0: not known."))
    climate = models.CharField(_("climate"), max_length=3, blank=True, help_text=_("Köppen’s letters."))
    coast_km = models.FloatField(_("kilometres to the sea"), null=True)
    lake_km = models.FloatField(_("kilometres to a lake of 100 km² or more"), null=True)
    elevation_m = models.IntegerField(_("metres above the sea"), null=True)
    airport = models.CharField(_("nearest airport"), max_length=3, blank=True)
    airport_km = models.FloatField(_("kilometres to the airport"), null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["-population", "name", "id"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = [
            models.Index(fields=["country", "-population"], name="place_by_country"),
            models.Index(fields=["-population", "id"], name="place_by_population"),
            models.Index(fields=["latitude", "longitude"], name="place_by_position"),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)

    @property
    def place(self) -> str:
        """``Mazatlán, Sinaloa, Mexico``."""
        return ", ".join(part for part in (self.name, self.region, self.country_name) if part)


class PlaceName(models.Model):
    """A name of a place in any language, as it is looked up (``key``) and as it is written (``name``).

    Nobody but ``load_places`` writes here, a million rows at a time; a database
    that looked up the place of each would take twice as long.
    """

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="names",
        db_index=False,
        db_constraint=False,
        verbose_name=_("place"),
    )
    key = models.CharField(max_length=200)
    name = models.CharField(_("name"), max_length=200)
    population = models.PositiveIntegerField(
        default=0, help_text=_("The place's own, so that the index alone can put the largest first.")
    )

    class Meta:
        verbose_name = _("name of a place")
        verbose_name_plural = _("names of places")
        indexes = [
            models.Index(fields=["place"], name="place_name_by_place"),
            models.Index(
                fields=["key", "population", "place"],
                name="place_name_by_key",
                opclasses=["text_pattern_ops", "int4_ops", "int4_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Beginning(models.Model):
    """A few letters that very many names begin with, and one of the largest places among those.

    Short input is answered from here, so that no request reads tens of thousands of names.
    """

    letters = models.CharField(max_length=4)
    rank = models.PositiveSmallIntegerField()
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("place"),
    )

    class Meta:
        verbose_name = _("beginning of names")
        verbose_name_plural = _("beginnings of names")
        constraints = [
            models.UniqueConstraint(fields=["letters", "rank"], name="one_place_per_beginning_and_rank")
        ]

    def __str__(self) -> str:
        return f"{self.letters} {self.rank}"


class Area(models.Model):
    """What a search is narrowed to: a country, or one of its regions, by one of its names or abbreviations."""

    key = models.CharField(max_length=250)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        indexes = [
            models.Index(fields=["key"], name="area_by_key", opclasses=["text_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.key


class Edition(models.Model):
    """The one row that says which file the places were loaded from."""

    digest = models.CharField(max_length=64)
    places = models.PositiveIntegerField()
    names = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("edition of the places")
        verbose_name_plural = _("editions of the places")

    def __str__(self) -> str:
        return self.digest[:12]
