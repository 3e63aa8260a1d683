"""What the correspondence tells the phases that come later."""

from typing import Any

from proposals.correspondence.models import Correspondence, Pilot, PlanVersion, ProtocolNote
from proposals.correspondence.workplan.reading import whole_target
from proposals.proposal.facts import answer, offer
from proposals.proposal.models import Proposal


@offer
def confirmed(proposal: Proposal) -> dict[str, Any]:
    """The other community's committee as it was confirmed, which takes the place of what was planned."""
    record = Correspondence.of(proposal)
    if record.pk is None:
        return {}
    standing = record.committees.confirmed().select_related("committee")
    theirs = [named.committee.name for named in standing]
    days = [said.on for named in standing for said in named.confirmations.all() if said.withdrawn_at is None]
    return {
        "counterpart": ", ".join(theirs),
        "counterpart_confirmed_on": min(days, default=None) if theirs else None,
    }


@offer
def work_plan(proposal: Proposal) -> dict[str, Any]:
    """The newest version of the work plan that both sides agreed to: the annex of an agreement, the measure of its evaluation.

    ``content`` is what the version froze; ``goals`` tells each goal's target in words.
    """
    plans = PlanVersion.objects.filter(record__proposal=proposal).prefetch_related("agreements")
    agreed = next((plan for plan in plans if plan.agreed_on), None)
    if agreed is None:
        return {}
    return {
        "work_plan": {
            "number": agreed.number,
            "content": agreed.content,
            "agreed_on": agreed.agreed_on,
            "document": agreed.document_id,  # type: ignore[attr-defined]
            "goals": [
                {"key": goal["key"], "title": goal["title"], "target": whole_target(goal)}
                for goal in agreed.content["goals"]
            ],
        }
    }


@offer
def tried(proposal: Proposal) -> dict[str, Any]:
    """The pilot programmes of which something came."""
    with_result = Pilot.objects.filter(record__proposal=proposal).exclude(result="")
    return {
        "pilots": [
            {
                "title": pilot.title,
                "kind": str(pilot.get_kind_display()),
                "starts": pilot.starts,
                "ends": pilot.ends,
                "people_here": pilot.people_here,
                "people_there": pilot.people_there,
                "result": pilot.result,
            }
            for pilot in with_result
        ]
    }


@answer("people")
def people(proposal: Proposal) -> list[dict[str, str]]:
    """Who speaks for either side today, and how they are reached where we may keep that; for administration alone."""
    record = Correspondence.of(proposal)
    if record.pk is None:
        return []
    return [
        {
            "side": one.side,
            "place": str(one.get_place_display()),
            "name": " ".join(part for part in (one.honorific, one.name) if part),
            "office": one.office,
            "phone": one.phone if one.has_basis else "",
            "email": one.email if one.has_basis else "",
        }
        for one in record.contacts.current()
    ]


@answer("protocol")
def protocol(proposal: Proposal) -> list[dict[str, str]]:
    """What is customary with the other community, line by line of its protocol card."""
    notes = ProtocolNote.objects.filter(community=proposal.community)
    return [{"topic": str(note.get_topic_display()), "words": note.words} for note in notes]
