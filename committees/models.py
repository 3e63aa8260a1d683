"""An index: Django looks for the models of this app here; each package keeps its own."""

from committees.meetings.models import AgendaItem, Attendance, Meeting, MeetingPaper
from committees.recommendations.models import Recommendation, TierDecision
from committees.register.models import Committee, Membership, TermsOfReference

__all__ = [
    "AgendaItem",
    "Attendance",
    "Committee",
    "Meeting",
    "MeetingPaper",
    "Membership",
    "Recommendation",
    "TermsOfReference",
    "TierDecision",
]
