"""An index: Django looks for the models of this app here, the phases keep theirs."""

from proposals.planning.models import Activity, BudgetLine, InterestedPerson, Planning
from proposals.proposal.models import Attachment, Community, Paper, Proposal, SectionState

__all__ = ["Activity", "Attachment", "BudgetLine", "Community", "InterestedPerson", "Paper", "Planning", "Proposal", "SectionState"]
