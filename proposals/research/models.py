"""What is known about the candidate, what speaks for it, and why it was chosen (handbook A3; gate G3)."""

import datetime as dt
from typing import Any

from babel import Locale
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal.models import COUNTRIES, PhaseRecord, Row, unless
from twinning import clock
from twinning.municipality.models import Municipality

CHECK_HOLDS = dt.timedelta(days=90)
"""A look at advisories and the political climate older than this should be repeated; nothing is blocked by it."""


class Rating(models.TextChoices):
    """How much speaks for the candidate, in words: a person weighs it, no sum is made of it."""

    STRONG = "strong", gettext_lazy("Strong")
    SOME = "some", gettext_lazy("Some")
    LITTLE = "little", gettext_lazy("Little")
    UNKNOWN = "unknown", gettext_lazy("Not known")


MEASURES = {
    "interest": gettext_lazy("Citizen interest in both communities"),
    "economy": gettext_lazy("Business and economic development"),
    "social": gettext_lazy("Education, culture and sports"),
    "politics": gettext_lazy("Political climate and stability"),
    "likeness": gettext_lazy("Similarities of the two communities"),
}
"""The five measures by which the CAO's memo weighs costs and benefits."""


def _words(about: Any, help_text: Any = "") -> models.TextField:
    return models.TextField(about, max_length=10_000, blank=True, help_text=help_text)


def _rating() -> models.CharField:
    return models.CharField(gettext_lazy("how strong it is"), max_length=8, choices=Rating, blank=True)


class Research(PhaseRecord):
    """The research of one file."""

    phase = Phase.RESEARCH

    partners = models.TextField(
        gettext_lazy("partners that the community has already"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "In a sentence or two; say it also when there are none. Those near us are listed one by one below."
        ),
    )
    partners_source = models.CharField(gettext_lazy("where this is known from"), max_length=500, blank=True)

    interest = _words(
        MEASURES["interest"], gettext_lazy("Who would form the committees that manage the relationship.")
    )
    interest_rating = _rating()
    economy = _words(MEASURES["economy"], gettext_lazy("Labour, tourism, import and export."))
    economy_rating = _rating()
    social = _words(
        MEASURES["social"], gettext_lazy("Links between schools, clubs and cultural institutions.")
    )
    social_rating = _rating()
    politics = _words(MEASURES["politics"], gettext_lazy("History and current state."))
    politics_rating = _rating()
    likeness = _words(
        MEASURES["likeness"], gettext_lazy("Size, geography, resource bases, goals and vision.")
    )
    likeness_rating = _rating()

    checked_on = models.DateField(gettext_lazy("checked on"), null=True, blank=True)
    checked_by = models.CharField(gettext_lazy("checked by"), max_length=200, blank=True)
    checked_sources = models.TextField(
        gettext_lazy("sources"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "Such as travel advisories, the foreign ministry, the consulate: what was read or who was asked."
        ),
    )
    finding = _words(
        gettext_lazy("what was found"),
        gettext_lazy(
            "Political climate, advisories, sanctions, conflicts with our other partners. Say it also when nothing stands against it."
        ),
    )

    why_chosen = _words(
        gettext_lazy("why this community"),
        gettext_lazy("So that it can still be understood in thirty years."),
    )
    others = _words(
        gettext_lazy("other candidates, and why not"), gettext_lazy("May stay empty where they came to us.")
    )
    recommendation = _words(
        gettext_lazy("recommendation"),
        gettext_lazy("What staff recommend to the CAO, and on what conditions."),
    )

    class Meta:
        verbose_name = gettext_lazy("research")
        verbose_name_plural = gettext_lazy("research")

    def lacks(self) -> dict[str, list[str]]:
        return {
            "facts": self._lacks_facts(),
            "measures": self._lacks_measures(),
            "diligence": self._lacks_diligence(),
            "choice": unless(self.why_chosen, _("Say why this community was chosen."))
            + unless(self.recommendation, _("Give the recommendation to the CAO.")),
        }

    def _lacks_facts(self) -> list[str]:
        known = set(self.facts.values_list("topic", flat=True)) if self.pk else set()
        unknown = [str(topic.label) for topic in Fact.Topic if topic not in known]
        words = (
            [_("Find out, each with its source: %(topics)s.") % {"topics": " · ".join(unknown)}]
            if unknown
            else []
        )
        words += unless(
            self.partners, _("Say which partners the community has already, or that it has none.")
        )
        if self.partners:
            words += unless(self.partners_source, _("Say where its partners are known from."))
        return words

    def _lacks_measures(self) -> list[str]:
        words = []
        for name, title in MEASURES.items():
            gaps = unless(getattr(self, name), _("the words")) + unless(
                getattr(self, f"{name}_rating"), _("the rating")
            )
            if gaps:
                words.append(
                    _("“%(measure)s” lacks %(what)s.") % {"measure": title, "what": " · ".join(gaps)}
                )
        return words

    def _lacks_diligence(self) -> list[str]:
        return (
            unless(self.checked_on, _("Say when the political climate and the advisories were checked."))
            + unless(self.checked_by, _("Say who checked them."))
            + unless(self.checked_sources, _("Name the sources."))
            + unless(self.finding, _("Say what was found."))
        )

    @property
    def check_is_old(self) -> bool:
        """Whether the last look at the political climate should be repeated; a reminder, never a refusal."""
        return self.checked_on is not None and clock.today() - self.checked_on > CHECK_HOLDS

    def partners_near_us(self) -> list["ExistingPartner"]:
        """Partners of the candidate in our own country, those of our province first."""
        ours = Municipality.objects.filter(pk=1).first()
        if not self.pk or ours is None:
            return []
        near = [partner for partner in self.existing_partners.all() if partner.is_in(ours.country)]
        return sorted(near, key=lambda partner: _same(partner.region, ours.province), reverse=True)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


class Fact(Row):
    """One thing known about the candidate; nothing stands without its source."""

    class Topic(models.TextChoices):
        """The seven data points of the guide attached to the CAO's memo."""

        POPULATION = "population", gettext_lazy("Population")
        GEOGRAPHY = "geography", gettext_lazy("Geography")
        INDUSTRIES = "industries", gettext_lazy("Industries")
        ACADEMIC = "academic", gettext_lazy("Schools and universities")
        CULTURAL = "cultural", gettext_lazy("Cultural institutions")
        TIES = "ties", gettext_lazy("Pre-existing relationships")
        HISTORY = "history", gettext_lazy("Historical or ancestral ties")

    record = models.ForeignKey(Research, models.PROTECT, related_name="facts")
    topic = models.CharField(gettext_lazy("about"), max_length=10, choices=Topic)
    statement = models.TextField(gettext_lazy("what is known"), max_length=2_000)
    here = models.CharField(gettext_lazy("the same with us"), max_length=500, blank=True)
    source = models.CharField(gettext_lazy("source"), max_length=500)
    as_of = models.DateField(gettext_lazy("as of"))

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.statement[:60]}"


class ExistingPartner(Row):
    """A community with which the candidate is twinned already."""

    record = models.ForeignKey(Research, models.PROTECT, related_name="existing_partners")
    name = models.CharField(gettext_lazy("name"), max_length=200)
    region = models.CharField(gettext_lazy("region, state or province"), max_length=200, blank=True)
    country = models.CharField(gettext_lazy("country"), max_length=2, choices=COUNTRIES)
    since_year = models.PositiveSmallIntegerField(
        gettext_lazy("since the year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1800), MaxValueValidator(2200)],
    )

    def __str__(self) -> str:
        return self.name

    def is_in(self, country: str) -> bool:
        """Whether it lies in a country given by its code or its English name."""
        return _same(country, self.country) or _same(country, Locale("en").territories[self.country])
