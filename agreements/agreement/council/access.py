"""Who does what with council’s decisions: the clerk records them, administration follows up what comes of them."""

from proposals.access import ADMINISTRATION, holds, in_phase, may_write
from proposals.lifecycle import WALK, Phase
from twinning.accounts.models import Role

may_edit = may_write(Phase.AGREEMENT)
drafts = holds(Role.STAFF, Role.CLERK)
is_open = in_phase(*WALK)
clerk = holds(Role.CLERK)
administration = holds(*ADMINISTRATION)
follows_up = in_phase(Phase.AGREEMENT, Phase.SIGNING, Phase.EVALUATION)
"""A mayor over there may be empowered while council here decides, and a ministry be told years after the signing."""
