"""What is known of the five measures for one candidate, as a page and the report show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.lifecycle import Phase
from proposals.proposal.facts import gather
from proposals.proposal.models import Candidate, Proposal
from proposals.research.measures.models import Assessment, Evidence, Score
from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy
from twinning.records.templatetags.house import money, number

CENT = Decimal("0.01")


# -- scores in words ---------------------------------------------------------------------


def score_in_words(score: int | Decimal, policy: Policy) -> str:
    """What a score means: the policy's words at the ends of its scale, the nearer end between them."""
    lowest, highest = policy.scale_lowest, policy.scale_highest
    if score == lowest:
        return policy.lowest_words
    if score == highest:
        return policy.highest_words
    middle = Decimal(lowest + highest) / 2
    if score == middle:
        return _("in the middle of the scale")
    near = policy.lowest_words if score < middle else policy.highest_words
    return _("nearer to “%(words)s”") % {"words": near}


def figure(score: int, policy: Policy) -> str:
    """A score with the end of its scale: “4 of 5”."""
    return _("%(score)d of %(highest)d") % {"score": score, "highest": policy.scale_highest}


def percent(share: Decimal) -> str:
    """A share without decimals that say nothing: 20 %, 33.3 %."""
    rounded = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return (
        f"{number(rounded.normalize() if rounded != rounded.to_integral() else rounded.to_integral())}\u00a0%"
    )


@dataclass(frozen=True)
class Line:
    """One measure of one assessment."""

    score: Score
    policy: Policy
    share: str
    evidence: list[Evidence]

    @property
    def figure(self) -> str:
        return "" if self.value is None else figure(self.value, self.policy)

    @property
    def words(self) -> str:
        return "" if self.value is None else score_in_words(self.value, self.policy)

    @property
    def value(self) -> int | None:
        """The score; none where the measure is left out."""
        return None if self.score.waiver else self.score.score

    @property
    def is_empty(self) -> bool:
        return self.score.score is None and not self.score.narrative and not self.score.waiver


def lines(assessment: Assessment) -> list[Line]:
    """The measures of an assessment in the policy's order, each with its share of the mean and its evidence."""
    scores = list(assessment.scores.all())  # type: ignore[attr-defined]
    whole = sum((score.measure.weight for score in scores), Decimal(0))
    evidence = list(assessment.evidence.all())  # type: ignore[attr-defined]
    return [
        Line(
            score,
            assessment.policy,
            percent(score.measure.weight * 100 / whole) if whole else "",
            [line for line in evidence if line.measure_id == score.measure_id],
        )
        for score in scores
    ]


def mean_in_words(assessment: Assessment) -> str:
    """The mean with the number of measures it is taken over; empty where nothing is scored."""
    if assessment.mean is None:
        return ""
    all_scores = list(assessment.scores.all())  # type: ignore[attr-defined]
    scored = [score for score in all_scores if score.score is not None and not score.waiver]
    return _("%(mean)s of %(highest)d, by weight over %(scored)d of %(all)d measures") % {
        "mean": number(assessment.mean),
        "highest": assessment.policy.scale_highest,
        "scored": len(scored),
        "all": len(all_scores),
    }


# -- assessments side by side --------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """The assessments of one candidate as one person may see them.

    Who is still scoring sees no scores of others: each shall judge for
    themselves. Open ones are seen by their
    writer only, the agreed one by whoever may write it.
    """

    agreed: Assessment | None
    own: Assessment | None
    others: list[Assessment]
    at_work: list[User]
    hidden: list[User]

    @classmethod
    def of(cls, candidate: Candidate, user: User, *, writes_agreed: bool) -> "Reading":
        found = list(Assessment.objects.for_reading().filter(candidate=candidate))
        own = next((one for one in found if not one.settled and one.by_id == user.pk), None)
        apart = own is not None and own.finished_at is None and candidate.proposal.phase == Phase.RESEARCH
        agreed = next((one for one in found if one.settled), None)
        if agreed is not None and agreed.finished_at is None and apart and not writes_agreed:
            agreed = None
        others = [one for one in found if not one.settled and one is not own]
        closed = [one for one in others if one.finished_at]
        return cls(
            agreed,
            own,
            [] if apart else closed,
            [one.by for one in others if not one.finished_at],
            [one.by for one in closed] if apart else [],
        )

    @property
    def shown(self) -> list[Assessment]:
        """The own assessments that can be compared, one's own first."""
        return ([self.own] if self.own else []) + self.others


def seen_by(candidate: Candidate, user: User) -> list[Assessment]:
    """The assessments of a candidate that a person may see anywhere: the agreed one first, then one's own and others'."""
    reading = Reading.of(candidate, user, writes_agreed=user.has_role(Role.STAFF))
    return ([reading.agreed] if reading.agreed else []) + reading.shown


def side_by_side(assessments: Sequence[Assessment]) -> list[dict[str, Any]]:
    """A row per measure: what each assessor gave, and how far they are apart, in words."""
    titles: dict[str, str] = {}
    given: list[dict[str, Line]] = []
    for assessment in assessments:
        found = {line.score.measure.code: line for line in lines(assessment)}
        titles |= {code: line.score.measure.title for code, line in found.items() if code not in titles}
        given.append(found)
    return [
        {
            "title": title,
            "cells": [
                {"who": str(one.by), "words": _cell(of.get(code))}
                for one, of in zip(assessments, given, strict=True)
            ],
            "apart": _apart([of[code] for of in given if code in of]),
        }
        for code, title in titles.items()
    ]


def _cell(line: Line | None) -> str:
    if line is None:
        return _("not asked")
    if line.score.waiver:
        return _("left out")
    return line.figure or _("no score yet")


def _apart(given: Iterable[Line]) -> str:
    given = list(given)
    scored = [line.value for line in given if line.value is not None]
    if len(given) < 2:
        return ""
    if len({(line.policy.scale_lowest, line.policy.scale_highest) for line in given}) > 1:
        return _("Different scales, not to be compared")
    if len(scored) < len(given):
        return _("Not scored by all")
    steps = max(scored) - min(scored)
    if not steps:
        return _("All the same")
    return ngettext("%(n)d step apart", "%(n)d steps apart", steps) % {"n": steps}


# -- the chart ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """Measurements of a chart in its own units: how wide, where the bars begin, how high rows and bars are."""

    width: int
    left: int
    row: int
    bar: int
    label_above: bool = False


PAPER = Layout(640, 250, 40, 18)
PAGE = Layout(340, 0, 54, 18, label_above=True)
"""On a page a label stands above its bar, so that it can be read on a phone."""


def chart(assessment: Assessment, layout: Layout = PAPER) -> dict[str, Any]:
    """Numbers for a bar chart: a bar per measure from the lowest score on, and the marks of the scale."""
    policy = assessment.policy
    span = policy.scale_highest - policy.scale_lowest
    # The lowest score is an answer too, so its bar has a width.
    step = (layout.width - layout.left - 50) / (span + 1)
    bars = []
    for place, line in enumerate(lines(assessment)):
        top = place * layout.row + (layout.row - layout.bar) // (1 if layout.label_above else 2)
        length = 0 if line.value is None else round(step * (line.value - policy.scale_lowest + 1))
        title = line.score.measure.title
        bars.append(
            {
                "label": [{"text": title, "shift": -20}] if layout.label_above else _in_two(title),
                "words": line.figure or (_("left out") if line.score.waiver else _("no score")),
                "x": layout.left,
                "y": top,
                "width": length,
                "height": layout.bar,
                "middle": top + layout.bar // 2 + 4,
                "after": layout.left + length + 6,
            }
        )
    bottom = len(bars) * layout.row + (6 if layout.label_above else 0)
    every = max(1, (span + 1) // 10)
    marks = [
        {"x": round(layout.left + step * (score - policy.scale_lowest + 1)), "label": str(score)}
        for score in range(policy.scale_lowest, policy.scale_highest + 1, every)
    ]
    return {
        "width": layout.width,
        "height": bottom + 24,
        "bottom": bottom,
        "foot": bottom + 16,
        "left": layout.left,
        "bars": bars,
        "marks": marks,
        "alternative": chart_in_words(assessment),
    }


def _in_two(words: str, most: int = 34) -> list[dict[str, Any]]:
    """A label in at most two lines, each with how far it stands below the first."""
    rows: list[str] = []
    row = ""
    for word in words.split():
        if row and len(row) + 1 + len(word) > most and len(rows) < 1:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    rows.append(row if len(row) <= most + 6 else f"{row[: most + 3]}…")
    up = -7 if len(rows) == 2 else 0
    return [{"text": text, "shift": up + 15 * place} for place, text in enumerate(rows)]


def chart_in_words(assessment: Assessment) -> str:
    """What the chart shows, for whoever does not see it."""
    told = [
        f"{line.score.measure.title}: {line.figure or (_('left out') if line.score.waiver else _('no score'))}"
        for line in lines(assessment)
    ]
    return _("Bar chart of the scores. %(scores)s.") % {"scores": "; ".join(told)}


# -- costs ------------------------------------------------------------------------------------


def costs(proposal: Proposal, ours: Municipality) -> list[dict[str, Any]]:
    """The planned budget by year and currency: money, staff time, in kind, and money per resident of ours."""
    return [
        {
            "year": str(one["year"]),
            "currency": one["currency"],
            "money": money(one["money"], one["currency"]),
            "in_kind": money(one["in_kind"], one["currency"]),
            "staff": money(one["staff"], one["currency"]),
            "per_resident": money(
                (one["money"] / ours.population).quantize(CENT, ROUND_HALF_UP), one["currency"]
            )
            if ours.population
            else "",
        }
        for one in gather(proposal).get("costs", [])
    ]
