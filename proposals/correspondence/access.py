"""Who keeps contacts, letters, the log and the notes of a file: administration, as long as the file is open.

A relationship is carried for decades, so this does not end with the phase.
"""

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION, holds
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning.accounts.models import User

_administration = holds(*ADMINISTRATION)


def may_keep(user: User, proposal: Proposal) -> str:
    if reason := _administration(user, proposal):
        return reason
    if proposal.phase == Phase.CLOSED:
        return _("This file is closed. Reopen it to go on.")
    return ""


may_keep.who_may = f"{', '.join(ADMINISTRATION)} while the file is open"  # type: ignore[attr-defined]
