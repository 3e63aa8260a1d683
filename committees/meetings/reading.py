"""What other pages show of meetings: a committee's own page, and the desk."""

import datetime as dt
from typing import Any

from committees.meetings.models import Meeting
from committees.register.models import Committee
from twinning import clock


def of_committee(committee: Committee) -> dict[str, Any]:
    """For ``committees/_meetings.html``: what comes next, by when something is due, and the last minutes."""
    meetings = Meeting.objects.filter(committee=committee).select_related("committee")
    coming = list(meetings.to_come()[:3])
    due = None if coming else meetings.next_due().first()
    return {
        "coming": coming,
        "due": due,
        "overdue": due is not None and due.next_due is not None and due.next_due < clock.today(),
        "last_held": meetings.past().first(),
        "last_minutes": meetings.past().with_minutes().first(),
    }


def coming(user: Any, until: dt.date) -> list[Meeting]:
    """Meetings that a person may see, from today until a day; the nearest first. Not those of others."""
    found = Meeting.objects.visible_to(user).of_concern().to_come().filter(held_on__lte=until)
    return list(found.select_related("committee"))


def to_be_planned(user: Any, until: dt.date) -> list[Meeting]:
    """Meetings after which the committee set a day for the next one, and nobody planned it."""
    found = Meeting.objects.visible_to(user).of_concern().next_due().filter(next_due__lte=until)
    return list(found.select_related("committee"))
