"""What the research tells the phases that come later."""

from typing import Any

from proposals.proposal.facts import offer
from proposals.proposal.models import Candidate, Proposal
from proposals.research.comparison.models import DataPoint, Topic


@offer
def researched(proposal: Proposal) -> dict[str, Any]:
    """Why the community was chosen, and its population as a person entered or confirmed it."""
    chosen = Candidate.objects.filter(proposal=proposal).chosen().first()
    known = {"why_chosen": chosen.reason if chosen else ""}
    figures = DataPoint.objects.of(proposal.community).filter(topic=Topic.POPULATION, number__gt=0)
    newest = figures.vouched_for().order_by("-year", "-pk").first()
    if newest is None or newest.number is None:
        return known
    return known | {"population": int(newest.number), "population_year": newest.year}
