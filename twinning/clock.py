"""The time of day as the product sees it.

Actions ask here instead of the machine, so that the demonstration can be told
as a story over months and a test can stand on a given day.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)


def now() -> dt.datetime:
    """The present moment, with its zone (UTC)."""
    return _moment.get() or timezone.now()


def of_the_machine() -> dt.datetime:
    """What the machine's own clock says, whatever story is told: a seal is dated and judged by nothing else."""
    return timezone.now()


def today() -> dt.date:
    """The date on the wall of city hall (``settings.TIME_ZONE``)."""
    return timezone.localdate(now())


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let everything inside the block happen at ``moment``."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
