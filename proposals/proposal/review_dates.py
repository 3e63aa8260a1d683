"""When a relationship is looked at again: 6 to 24 months after it was signed or last decided on (handbook A9, C4)."""

import calendar
import datetime as dt

EARLIEST_MONTHS = 6
LATEST_MONTHS = 24


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_usual(review: dt.date, since: dt.date) -> bool:
    """Whether a review falls where the policy expects it."""
    return months_after(since, EARLIEST_MONTHS) <= review <= months_after(since, LATEST_MONTHS)
