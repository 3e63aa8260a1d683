"""Whose turn it is between the two communities, seen from both sides, with the days counted.

Days are those of the calendar on the wall of city hall, so that the change of
the clocks in spring and autumn neither adds nor takes one.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.correspondence.models import Message
from proposals.lifecycle import Phase, Turn
from proposals.proposal.models import Proposal, ProposalQuerySet
from twinning import clock
from twinning.records.models import Outgoing
from twinning.records.templatetags.house import day

LONG = 30
"""After so many days a wait is marked."""


@dataclass(frozen=True)
class Wait:
    """One side waits for the other since a day."""

    words: str
    since: dt.date

    @property
    def days(self) -> int:
        """Days of the calendar; a message that is dated tomorrow, on the other side of the date line, waits none."""
        return max(0, (clock.today() - self.since).days)

    @property
    def is_long(self) -> bool:
        return self.days > LONG

    def __str__(self) -> str:
        told = _("%(words)s since %(day)s") % {"words": self.words, "day": day(self.since)}
        return f"{told}, {in_days(self.days)}" if self.days else told


def in_days(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@dataclass(frozen=True)
class Sides:
    """Both sides of one file: what we wait for, what they wait for, and which message we should ask about again."""

    for_them: Wait | None = None
    for_us: Wait | None = None
    ask_again: Message | None = None
    answer: Message | None = None
    came_back: Message | None = None

    @property
    def question(self) -> str:
        """They have written since the file waits for them: whether that is the answer, somebody has to say."""
        return _is_this_it(self.answer.record.proposal, self.answer.on) if self.answer else ""

    @property
    def returned(self) -> str:
        """What we sent last did not reach them, in words; nothing where it did."""
        if self.came_back is None or self.came_back.came_back_at is None:
            return ""
        return _("Our letter of %(day)s came back on %(back)s: it did not reach them.") % {
            "day": day(self.came_back.on),
            "back": day(self.came_back.came_back_at),
        }

    @property
    def asked(self) -> str:
        """Since when it is time to ask again, in words; nothing while it is not."""
        if self.ask_again is None or self.ask_again.follow_up_on is None:
            return ""
        late = (clock.today() - self.ask_again.follow_up_on).days
        if late <= 0:
            return ""
        return _("We wanted to ask again on %(day)s: %(days)s ago.") % {
            "day": day(self.ask_again.follow_up_on),
            "days": in_days(late),
        }

    @property
    def is_quiet(self) -> bool:
        return not (self.for_them or self.for_us or self.asked or self.answer or self.returned)


def whose_turn(proposal: Proposal) -> Sides:
    """Who waits for whom; of a closed file nobody does. Three queries at most, however long the log is."""
    if not proposal.is_open:
        return Sides()
    messages = Message.objects.filter(record__proposal=proposal)
    last = messages.that_count().select_related("record__proposal__community").first()
    if last is not None and _may_be_the_answer(proposal, last.direction, last.moment_at):
        return Sides(answer=last)
    if proposal.turn == Turn.PARTNER:
        ours = messages.filter(direction=Message.Direction.OUT).select_related("outgoing__notice").first()
        if ours is not None and ours.came_back_at:
            return Sides(came_back=ours)
    again = messages.unsettled().filter(direction=Message.Direction.OUT).order_by("follow_up_on").first()
    if last is not None and last.direction == Message.Direction.IN:
        return Sides(_we_wait(proposal, None), _they_wait(proposal, last.on), again)
    return Sides(_we_wait(proposal, again), None, again)


def _may_be_the_answer(proposal: Proposal, direction: str | None, at: dt.datetime | None) -> bool:
    """Whether they have written since the file waits for them; messages are dated to the minute."""
    if proposal.turn != Turn.PARTNER or proposal.held_since or at is None:
        return False
    return direction == Message.Direction.IN and at >= proposal.turn_since.replace(second=0, microsecond=0)


def _is_this_it(proposal: Proposal, on: dt.date) -> str:
    return _("%(city)s has written on %(day)s: is this the answer?") % {
        "city": proposal.community,
        "day": day(on),
    }


def _we_wait(proposal: Proposal, asked: Message | None) -> Wait | None:
    """Since they have the turn, or since we asked something that is to be answered by a day."""
    words = _("Waiting for %(city)s") % {"city": proposal.community}
    if proposal.turn == Turn.PARTNER:
        return None if proposal.held_since else Wait(words, timezone.localdate(proposal.turn_since))
    return Wait(words, asked.on) if asked else None


def _they_wait(proposal: Proposal, since: dt.date) -> Wait:
    return Wait(_("%(city)s waits for our answer") % {"city": proposal.community}, since)


# -- over all files: for the desk ----------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One file in which somebody waits, as the desk lists it."""

    proposal: Proposal
    wait: Wait
    url: str


def waits_for_us(seen: ProposalQuerySet) -> list[Line]:
    """Files in which the last message is theirs and we have not answered, or our letter came back, the longest wait first; one query."""
    returned = Q(turn=Turn.PARTNER, our_how=Outgoing.How.MAIL, our_bounce__isnull=False)
    found = _with_last(seen).filter(Q(last_direction=Message.Direction.IN) | returned)
    lines = [_line(file, _waits_for_us(file)) for file in found.order_by("last_at", "pk")]
    return sorted(lines, key=lambda line: line.wait.since)


def _with_last(seen: ProposalQuerySet) -> Any:
    """Open files with the last message that counts, and with whether our last letter came back."""
    last = (
        Message.objects.that_count()
        .filter(record__proposal=OuterRef("pk"))
        .order_by("-moment_at", "-pk")
    )  # fmt: skip
    ours = (
        Message.objects.filter(record__proposal=OuterRef("pk"), direction=Message.Direction.OUT)
        .order_by("-moment_at", "-pk")
    )  # fmt: skip
    return (
        seen.exclude(phase=Phase.CLOSED)
        .select_related("community")
        .annotate(
            last_direction=Subquery(last.values("direction")[:1]),
            last_on=Subquery(last.values("on")[:1]),
            last_at=Subquery(last.values("moment_at")[:1]),
            our_how=Subquery(ours.values("outgoing__how")[:1]),
            our_bounce=Subquery(ours.values("outgoing__notice__bounced_at")[:1]),
        )
    )


def _waits_for_us(file: Any) -> Wait:
    if _may_be_the_answer(file, file.last_direction, file.last_at):
        return Wait(_is_this_it(file, file.last_on), file.last_on)
    if _came_back(file):
        words = _("Our letter to %(city)s came back") % {"city": file.community}
        return Wait(words, timezone.localdate(file.our_bounce))
    return _they_wait(file, file.last_on)


def _came_back(file: Any) -> bool:
    """Whether what a file waits for an answer to never arrived."""
    by_mail = file.our_how == Outgoing.How.MAIL and file.our_bounce is not None
    return file.turn == Turn.PARTNER and by_mail


def _is_with_us(file: Any) -> bool:
    """Whether a file whose turn is theirs waits for us all the same: they have written, or our letter came back."""
    return _came_back(file) or _may_be_the_answer(file, file.last_direction, file.last_at)


def waits_for_them(seen: ProposalQuerySet) -> list[Line]:
    """Files that wait for the other city: it has the turn, or we asked and gave a day; the longest wait first, in two queries."""
    asked = _asked(seen)
    theirs = Q(turn=Turn.PARTNER, held_since=None)
    found = [file for file in _with_last(seen).filter(theirs | Q(pk__in=asked)) if not _is_with_us(file)]
    lines = [_line(file, wait) for file in found if (wait := _we_wait(file, asked.get(file.pk))) is not None]
    return sorted(lines, key=lambda line: (line.wait.since, line.proposal.pk))


def _asked(seen: ProposalQuerySet) -> dict[int, Message]:
    """Per file, the message of ours that waits for an answer."""
    messages = _in_files(seen).unsettled().filter(direction=Message.Direction.OUT)
    return {
        one.record.proposal_id: one for one in messages.select_related("record").order_by("-moment_at", "-pk")
    }


def to_ask_again(seen: ProposalQuerySet) -> list[Line]:
    """What should have been followed up by now and nobody has: the longest overdue first, in one query."""
    found = _in_files(seen).overdue().select_related("record__proposal__community")
    return [_overdue(one) for one in found.order_by("follow_up_on", "pk")]


def _overdue(message: Message) -> Line:
    proposal = message.record.proposal
    assert message.follow_up_on is not None
    wait = Wait(_("Ask %(city)s again") % {"city": proposal.community}, message.follow_up_on)
    return Line(proposal, wait, reverse("correspondence:message", args=[proposal.pk, message.pk]))


def _in_files(seen: ProposalQuerySet) -> Any:
    files: Iterable[Any] = seen.exclude(phase=Phase.CLOSED).values("pk")
    return Message.objects.filter(record__proposal__in=files)


def _line(proposal: Proposal, wait: Wait) -> Line:
    return Line(proposal, wait, reverse("correspondence:log", args=[proposal.pk]))
