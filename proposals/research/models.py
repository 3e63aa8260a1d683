"""What is known about the candidates, what speaks for them, and which was chosen (handbook A3; gate G3).

The matter of the phase has four rooms, each with its own models: ``candidates``,
``comparison``, ``stability`` and ``measures``. Here is the record that gathers
them, and the gate.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import Phase
from proposals.proposal.models import Candidate, PhaseRecord, SectionState, unless
from proposals.research.comparison.models import Coverage, DataPoint
from proposals.research.measures.models import Assessment
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.municipality.policy import Policy

BEFORE_THE_GATE = (Phase.PLANNING, Phase.RESEARCH)


def _words(about: Any, help_text: Any = "") -> models.TextField:
    return models.TextField(about, max_length=10_000, blank=True, help_text=help_text)


class Research(PhaseRecord):
    """The research of one file."""

    phase = Phase.RESEARCH

    partners = models.TextField(
        gettext_lazy("partners that the community has already"),
        max_length=5_000,
        blank=True,
        help_text=gettext_lazy(
            "In a sentence or two, as they or others told us; say it also when there are none. What the imported lists know stands beside it."
        ),
    )
    partners_source = models.CharField(gettext_lazy("where this is known from"), max_length=500, blank=True)

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

    others = _words(
        gettext_lazy("others who were thought of"),
        gettext_lazy("Communities that never came on the list, and why. May stay empty."),
    )
    recommendation = _words(
        gettext_lazy("recommendation"),
        gettext_lazy("What staff recommend to the CAO, and on what conditions."),
    )

    class Meta:
        verbose_name = gettext_lazy("research")
        verbose_name_plural = gettext_lazy("research")

    # -- the gate ------------------------------------------------------------------------

    def lacks(self) -> dict[str, list[str]]:
        return {
            "candidates": self._lacks_choice(),
            "facts": self._lacks_facts(),
            "partners": self._lacks_partners(),
            "diligence": self._lacks_diligence(),
            "measures": self._lacks_measures(),
            "choice": unless(self.recommendation, _("Give the recommendation to the CAO.")),
        }

    def gaps(self, states: Mapping[str, SectionState] | None = None) -> dict[str, list[str]]:
        """As in every phase; a check that was left out while that was allowed is asked for again before the gate."""
        if states is None:
            states = SectionState.objects.of(self.proposal, self.phase)
        found = super().gaps(states)
        if self.proposal.phase in BEFORE_THE_GATE and self._was_left_out(states):
            found["diligence"] = self._lacks_diligence() + found["diligence"]
        return found

    @staticmethod
    def _was_left_out(states: Mapping[str, SectionState]) -> bool:
        state = states.get("diligence")
        return state is not None and bool(state.waiver)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """All candidates of the file, as a page lists them."""
        return list(self.proposal.candidates.listed())  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Candidate | None:
        return next((one for one in self.candidates if one.standing == Candidate.Standing.CHOSEN), None)

    @property
    def leading(self) -> Candidate | None:
        """The candidate a reader means who names none: the chosen one, else whom the file is about, else the first of the list."""
        considered = [one for one in self.candidates if one.standing != Candidate.Standing.NOT_CHOSEN]
        best = [one for one in considered if one.standing == considered[0].standing]
        about = [one for one in best if one.community_id == self.proposal.community_id]
        return next(iter(about or best), None)

    def _lacks_choice(self) -> list[str]:
        if self.chosen is None:
            return [
                _("Choose a candidate, with the reason.")
                if self.candidates
                else _("Put at least one candidate on the list.")
            ]
        open_ones = [str(one) for one in self.candidates if one.standing in {"long", "short"}]
        return (
            [_("Say why they were not chosen: %(names)s.") % {"names": " · ".join(open_ones)}]
            if open_ones
            else []
        )

    def _lacks_facts(self) -> list[str]:
        if self.leading is None:
            return []
        coverage = Coverage(DataPoint.objects.of(self.leading.community))
        return unless(
            coverage.confirmed,
            _(
                "Nobody has vouched for a value about %(community)s yet. Enter one with its source, or confirm what the data sets say."
            )
            % {"community": self.leading},
        )

    def _lacks_partners(self) -> list[str]:
        words = unless(self.partners, _("Say which partners the community has already, or that it has none."))
        if self.partners:
            words += unless(self.partners_source, _("Say where its partners are known from."))
        return words

    def _lacks_measures(self) -> list[str]:
        if self.chosen is None:
            return [_("Score the five measures for whoever is to be chosen.")]
        agreed = Assessment.objects.settled().for_reading().filter(candidate=self.chosen).first()
        if agreed is None:
            return [_("Score the five measures for %(community)s.") % {"community": self.chosen}]
        return agreed.lacks() or unless(agreed.finished_at, _("Close the assessment of the five measures."))

    def _lacks_diligence(self) -> list[str]:
        return (
            unless(self.checked_on, _("Say when the political climate and the advisories were checked."))
            + unless(self.checked_by, _("Say who checked them."))
            + unless(self.checked_sources, _("Name the sources."))
            + unless(self.finding, _("Say what was found."))
        )

    # -- what grows old --------------------------------------------------------------------

    @property
    def check_is_old(self) -> bool:
        """Whether the last look at the political climate is older than the policy allows."""
        return self.check_was_old(clock.today())

    def check_was_old(self, on: dt.date) -> bool:
        """The same on another day, such as the day of a signature."""
        if self.checked_on is None:
            return False
        return on - self.checked_on > dt.timedelta(days=Policy.in_force().diligence_days)

    def lacks_check(self) -> bool:
        """Whether the file has left the research without anybody having checked anything.

        Where nothing was ever researched here, or the check was left out with a
        reason while that was allowed, the file is not held up.
        """
        if self.pk is None or self.checked_on is not None or self.proposal.phase in BEFORE_THE_GATE:
            return False
        return not self._was_left_out(SectionState.objects.of(self.proposal, self.phase))

    def notes_due(self, on: dt.date | None = None) -> list[StabilityNote]:
        """Notes on the chosen or leading candidate that somebody must confirm again."""
        if self.leading is None:
            return []
        days = Policy.in_force().diligence_days
        return [note for note in StabilityNote.objects.about(self.leading.community) if note.is_due(days, on)]
