"""What planning tells the phases that come later."""

from typing import Any

from proposals.planning.models import Planning
from proposals.proposal.facts import offer
from proposals.proposal.models import Proposal


@offer
def planned(proposal: Proposal) -> dict[str, Any]:
    """Purpose, term, committees, review and money, as the proposal has them."""
    record = Planning.of(proposal)
    lines = record.budget_lines.totals() if record.pk else []
    return {
        "sponsor": record.sponsor,
        "purpose": record.purpose,
        "city_objectives": record.city_objectives,
        "plan_reference": record.plan_reference,
        "agreement_objectives": record.agreement_objectives,
        "term_years": record.term_years,
        "review_months": record.review_months,
        "counterpart": record.counterpart if record.counterpart_exists else "",
        "counterpart_confirmed_on": record.counterpart_confirmed_on if record.counterpart_exists else None,
        "activities": [row.title for row in record.activities.all()] if record.pk else [],
        "money": [line for line in lines if line["money"]],
        "costs": record.budget_lines.costs() if record.pk else [],
    }
