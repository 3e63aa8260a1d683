"""Who a mail is for: higher floors register functions that take what is theirs.

This floor stores mails and does not know what they are about. A taker looks at
one and answers whether it has taken it; what nobody takes waits for a person.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from twinning.records.models import IncomingMail

logger = logging.getLogger(__name__)

Taker = Callable[["IncomingMail"], bool]
_takers: list[Taker] = []


def register(taker: Taker) -> Taker:
    """Let every mail that comes in be shown to this, in the transaction that stores it."""
    _takers.append(taker)
    return taker


def offer(mail: "IncomingMail") -> bool:
    """Whether somebody has taken it. One who fails leaves nothing half done and does not keep the mail from being stored."""
    for taker in _takers:
        try:
            with transaction.atomic():
                if taker(mail):
                    return True
        except Exception:  # the mail is stored in any case, and a person will see it
            logger.exception("Mail %s could not be looked at by %s", mail.pk, taker.__module__)
    return False
