"""The parts of the desk, each a few queries whatever the number of files."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.models import Meeting, Resolution
from proposals.lifecycle import WALK
from proposals.planning.models import BudgetLine
from proposals.proposal.models import Proposal, ProposalQuerySet
from twinning import clock

MOST = 8
"""Lines of a list on the desk; the heading links to the whole."""
AHEAD = dt.timedelta(days=120)


def first(found: ProposalQuerySet) -> dict[str, Any]:
    """The first lines of a list, and how many there are in all."""
    lines = list(found.select_related("community")[: MOST + 1])
    return {"lines": lines[:MOST], "count": len(lines) if len(lines) <= MOST else found.count()}


def phases(seen: ProposalQuerySet) -> list[dict[str, Any]]:
    """Open files by phase, with the age of the longest wait in each."""
    counts = seen.per_phase()
    waits = dict(seen.moving().order_by().values_list("phase").annotate(Min("turn_since")))
    return [
        {
            "label": phase.label,
            "count": counts.get(phase, 0),
            "url": f"{reverse('proposal:index')}?phase={phase}",
            "oldest": _age(waits.get(phase)),
        }
        for phase in WALK
    ]


def _age(since: dt.datetime | None) -> str:
    if since is None:
        return ""
    days = (clock.now() - since).days
    if not days:
        return _("since today")
    return ngettext("longest wait %(n)d day", "longest wait %(n)d days", days) % {"n": days}


@dataclass(frozen=True)
class Due:
    on: dt.date
    words: str
    detail: str
    url: str

    @property
    def late(self) -> bool:
        return self.on < clock.today()


def due(seen: ProposalQuerySet) -> list[Due]:
    """What has a date: evaluations and items before council."""
    horizon = clock.today() + AHEAD
    evaluations = (
        seen.open()
        .filter(evaluation_due__lte=horizon)
        .select_related("community")
        .order_by("evaluation_due")[:MOST]
    )
    before_council = (
        Resolution.objects.on_the_agenda()
        .filter(proposal__in=seen)
        .select_related("proposal__community", "meeting")
        .order_by("meeting__held_on")[:MOST]
    )
    found = [_evaluation(proposal) for proposal in evaluations] + [
        _decision(resolution) for resolution in before_council
    ]
    return sorted(found, key=lambda one: one.on)[:MOST]


def _evaluation(proposal: Proposal) -> Due:
    assert proposal.evaluation_due is not None
    return Due(
        proposal.evaluation_due,
        _("Evaluate the relationship with %(community)s") % {"community": proposal.community},
        proposal.reference,
        proposal.phase_url,
    )


def _decision(resolution: Resolution) -> Due:
    assert resolution.meeting is not None
    url = reverse("agreement:resolution", args=[resolution.proposal_id, resolution.pk])
    words = _("Council decides: %(title)s") % {"title": resolution.title}
    return Due(
        resolution.meeting.held_on, words, f"{resolution.meeting.get_kind_display()}, {resolution.item}", url
    )


def next_meeting() -> Meeting | None:
    return Meeting.objects.filter(held_on__gte=clock.today()).order_by("held_on").first()


def money_by_year(seen: ProposalQuerySet) -> list[dict[str, Any]]:
    """What open files ask for, by year and currency, in money; with the bars of the chart in per cent."""
    lines = BudgetLine.objects.filter(in_kind=False, record__proposal__in=seen.open())
    sums = (
        lines.order_by("year", "currency")
        .values("year", "currency")
        .annotate(amount=Sum("amount", filter=Q(in_kind=False)))
    )
    found = [{"year": str(one["year"]), "currency": one["currency"], "amount": one["amount"]} for one in sums]
    most = max((one["amount"] for one in found), default=Decimal(0))
    for at, one in enumerate(found):
        one["height"] = round(100 * one["amount"] / most) if most else 0
        one["x"], one["y"] = 12 + at * 64, 120 - one["height"]
        one["middle"], one["above"] = one["x"] + 22, one["y"] - 6
    return found
