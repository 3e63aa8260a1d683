"""What the research tells the phases that come later."""

from typing import Any

from proposals.proposal.facts import answer, offer
from proposals.proposal.models import Candidate, Proposal
from proposals.research import chapters
from proposals.research.comparison.models import DataPoint, Topic
from proposals.research.models import Research
from proposals.research.papers import note_in_short
from proposals.research.stability.models import StabilityNote


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


@answer("assessment")
def assessed(proposal: Proposal) -> dict[str, Any]:
    """The agreed scores of the leading candidate: ``state`` in words, ``mean``, and rows of title, figure and words."""
    candidate = Research.of(proposal).leading
    if candidate is None:
        return {"state": "", "mean": "", "rows": []}
    told = chapters.measures(candidate)
    rows = [
        {
            "title": row["title"],
            "figure": row["figure"],
            "words": [one["text"] for one in row["waiver"] or row["narrative"]],
        }
        for row in told["rows"]
    ]
    return {"state": told["state"], "mean": told.get("mean", ""), "rows": rows}


@answer("diligence")
def looked_up(proposal: Proposal) -> list[str]:
    """What was found about the country and the region that must be weighed, a sentence or two each."""
    record = Research.of(proposal)
    if record.leading is None:
        return []
    notes = [note for note in StabilityNote.objects.about(record.leading.community) if note.must_be_weighed]
    return [found for found in [record.finding.strip(), *map(note_in_short, notes)] if found]
