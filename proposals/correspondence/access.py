"""Who keeps contacts, letters, the log and the notes of a file: administration, as long as the file is open.

A relationship is carried for decades, so this does not end with the phase. Only
what the CAO reads in the correspondence phase rests while it is read.
"""

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION, WRITING_TURNS, holds
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning.accounts.models import User

_administration = holds(*ADMINISTRATION)


def may_keep(user: User, proposal: Proposal) -> str:
    """The log, the notes, the letters: always, as life goes on while somebody decides."""
    if reason := _administration(user, proposal):
        return reason
    if proposal.phase == Phase.CLOSED:
        return _("This file is closed. Reopen it to go on.")
    return ""


def may_change(user: User, proposal: Proposal) -> str:
    """What the CAO decides on, such as committees, contacts and visits: not while the CAO reads it."""
    return may_keep(user, proposal) or being_read(proposal)


def being_read(proposal: Proposal) -> str:
    """Why the matter of the correspondence rests just now; empty if it does not."""
    if proposal.phase != Phase.CORRESPONDENCE or proposal.turn in WRITING_TURNS:
        return ""
    return _("This file is with %(who)s. It can be changed when it comes back.") % {
        "who": proposal.get_turn_display()
    }


may_keep.who_may = f"{', '.join(ADMINISTRATION)} while the file is open"  # type: ignore[attr-defined]
may_change.who_may = f"{may_keep.who_may}, and nobody decides on its correspondence"  # type: ignore[attr-defined]
