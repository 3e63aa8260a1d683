"""An index: Django looks for the models of this app here, the phases keep theirs."""

from proposals.correspondence.models import Contact, Correspondence, Goal, Message
from proposals.enquiry.models import (
    Decision,
    Enquiry,
    EnquiryFile,
    Letter,
    Original,
    Screening,
    ScreeningAnswer,
)
from proposals.planning.models import Activity, BudgetLine, InterestedPerson, Planning
from proposals.proposal.models import (
    Attachment,
    Candidate,
    Community,
    FormerName,
    Paper,
    Proposal,
    SectionState,
)
from proposals.research.comparison.models import DataPoint
from proposals.research.measures.models import Assessment, Evidence, Score
from proposals.research.models import Research
from proposals.research.stability.models import StabilityNote

__all__ = [
    "Activity",
    "Assessment",
    "Attachment",
    "BudgetLine",
    "Candidate",
    "Community",
    "Contact",
    "Correspondence",
    "DataPoint",
    "Decision",
    "Enquiry",
    "EnquiryFile",
    "Evidence",
    "FormerName",
    "Goal",
    "InterestedPerson",
    "Letter",
    "Message",
    "Original",
    "Paper",
    "Planning",
    "Proposal",
    "Research",
    "Score",
    "Screening",
    "ScreeningAnswer",
    "SectionState",
    "StabilityNote",
]
