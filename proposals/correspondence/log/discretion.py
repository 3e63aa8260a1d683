"""Which notes somebody may read: those outside administration not what we note among ourselves."""

from proposals.access import ADMINISTRATION
from proposals.correspondence.log.models import Note
from twinning.accounts.models import User


def audiences(user: User) -> list[str]:
    """Which notes somebody may read."""
    if user.has_role(*ADMINISTRATION):
        return list(Note.Audience)
    return [Note.Audience.FILE]
