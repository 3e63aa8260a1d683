"""What the phase's own pages say of its rooms: the leading candidate at a glance, and every decision with its reason."""

from typing import Any

from django.utils.translation import gettext as _

from proposals.proposal.models import Candidate
from proposals.research.candidates import listing
from proposals.research.candidates.forms import ChooseForm
from proposals.research.comparison.models import Coverage, DataPoint
from proposals.research.measures.models import Assessment
from proposals.research.models import Research
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy
from twinning.records.templatetags.house import day


def of(record: Research, *, may_choose: bool) -> dict[str, Any]:
    """The chosen or leading candidate, its partners near us, notes that are due, and whether it can be chosen here."""
    leading, days = record.leading, Policy.in_force().diligence_days
    if leading is None:
        return {
            "line": None,
            "count": len(record.candidates),
            "notes_due": [],
            "choose": None,
            "diligence_days": days,
        }
    ours = Municipality.objects.select_related("place").get(pk=1)
    alone = len(record.candidates) == 1 and leading.standing != Candidate.Standing.CHOSEN
    return {
        "line": listing.lines([leading], ours)[0],
        "count": len(record.candidates),
        "notes_due": record.notes_due(),
        "choose": ChooseForm(candidate=leading) if may_choose and alone else None,
        "diligence_days": days,
    }


def rows(record: Research) -> dict[str, list[dict[str, Any]]]:
    """Section name -> what stands in its room, as key and value, for the page on which all is read."""
    return {
        "candidates": [{"key": str(one), "value": standing(one)} for one in record.candidates],
        "facts": _facts(record),
        "measures": _measures(record),
    }


def standing(candidate: Candidate) -> str:
    """Where a candidate stands, why, and who said so when."""
    words = candidate.get_standing_display()
    if candidate.reason:
        words += f": {candidate.reason}"
    if candidate.decided_at:
        words += "\n" + _("%(who)s, %(day)s") % {
            "who": candidate.decided_by,
            "day": day(candidate.decided_at),
        }
    return words


def _facts(record: Research) -> list[dict[str, Any]]:
    if record.leading is None:
        return []
    points = list(DataPoint.objects.of(record.leading.community, None))
    theirs = [point for point in points if point.community_id is not None]  # type: ignore[attr-defined]
    ours = [point for point in points if point.community_id is None]  # type: ignore[attr-defined]
    return [
        {"key": str(record.leading), "value": str(Coverage(theirs))},
        {"key": _("Our city"), "value": str(Coverage(ours))},
    ]


def _measures(record: Research) -> list[dict[str, Any]]:
    """The agreed scores once they are closed: until then whoever still scores is not to see them."""
    closed = Assessment.objects.settled().exclude(finished_at=None)
    agreed = closed.for_reading().filter(candidate=record.leading).first() if record.leading else None
    if agreed is None:
        return []
    return [{"key": score.measure.title, "value": _score(score, agreed)} for score in agreed.scores.all()]


def _score(score: Any, agreed: Assessment) -> str:
    if score.waiver:
        return _("Left out: %(why)s") % {"why": score.waiver}
    if score.score is None:
        return str(score.narrative)
    given = _("%(score)d of %(highest)d") % {"score": score.score, "highest": agreed.policy.scale_highest}
    return "\n".join(part for part in (given, score.narrative) if part)
