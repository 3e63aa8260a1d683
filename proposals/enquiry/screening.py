"""What the house itself can say about an enquiry: limits of the policy, and what is known of the community.

Everything here is computed, shown and left to people: nothing is decided.
"""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from proposals.enquiry.known import conflicts
from proposals.enquiry.models import Enquiry
from proposals.proposal import portfolio
from proposals.proposal.portfolio import Limit
from twinning.municipality.policy import Policy

# -- limits ------------------------------------------------------------------------------------


def limits(enquiry: Enquiry, policy: Policy, kind: str = "") -> list[Limit]:
    """How full the portfolio is, seen from the country that an enquiry is about."""
    return portfolio.limits(enquiry.country, policy, kind)


# -- kept with a finished screening -------------------------------------------------------------


def frozen(enquiry: Enquiry, policy: Policy) -> list[dict[str, Any]]:
    """Limits and conflicts as they were shown, to be read when files and policy have long changed."""
    told = [{"what": "limit", "reached": limit.reached, **asdict(limit)} for limit in limits(enquiry, policy)]
    return told + [{"what": "conflict", **asdict(conflict)} for conflict in conflicts(enquiry)]


# -- before a file is opened ----------------------------------------------------------------------


def lacking(enquiry: Enquiry) -> str:
    """What the screening lacks before a proposal can be opened, in words; nothing where it is done.

    What was decided once is weighed anew: a screening from before the last decision does not count.
    """
    screenings = enquiry.screenings.all()  # type: ignore[attr-defined]
    finished = [one.finished_at for one in screenings if one.finished_at]
    if not finished or len(finished) < len(screenings):
        return _("The screening is not finished. Answer its questions first; “not known” is an answer, too.")
    decided = enquiry.decisions.first()  # type: ignore[attr-defined]
    if decided is not None and max(finished) <= decided.at:
        return _("It was screened before the last decision. Screen it anew, then open the proposal.")
    return ""
