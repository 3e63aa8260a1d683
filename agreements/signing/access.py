"""Who keeps what follows the signing: administration, while the agreement is being signed and as long as it lives."""

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION, holds, may_write
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning.accounts.models import User

_administration = holds(*ADMINISTRATION)
OPEN = (Phase.SIGNING, Phase.EVALUATION)

may_plan = may_write(Phase.SIGNING)


def may_keep(user: User, proposal: Proposal) -> str:
    """Registers, certified copies, and what remains to be done for a ceremony."""
    if reason := _administration(user, proposal):
        return reason
    if proposal.phase == Phase.CLOSED:
        return _("This file is closed. Reopen it to go on.")
    if proposal.phase not in OPEN:
        return _("This file is now in another phase: %(phase)s.") % {"phase": proposal.get_phase_display()}
    return ""


may_keep.who_may = f"{', '.join(ADMINISTRATION)} from the signing on, while the file is open"  # type: ignore[attr-defined]
