"""An index: Django looks for the models of this app here, the phases keep theirs."""

from proposals.correspondence.models import Contact, Correspondence, Goal, Message
from proposals.planning.models import Activity, BudgetLine, InterestedPerson, Planning
from proposals.proposal.models import Attachment, Community, Paper, Proposal, SectionState
from proposals.research.models import ExistingPartner, Fact, Research

__all__ = [
    "Activity",
    "Attachment",
    "BudgetLine",
    "Community",
    "Contact",
    "Correspondence",
    "ExistingPartner",
    "Fact",
    "Goal",
    "InterestedPerson",
    "Message",
    "Paper",
    "Planning",
    "Proposal",
    "Research",
    "SectionState",
]
