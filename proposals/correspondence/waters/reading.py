"""Programmes and visits as the page shows them: how far each is, who takes part, what it costs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.correspondence import told
from proposals.correspondence.models import Correspondence, Delegation, Pilot
from proposals.correspondence.waters.models import State, Undertaking
from twinning.records.templatetags.house import day, money, number

BEGINNING = 220
"""So many characters of a result are shown in a list."""


@dataclass(frozen=True)
class Line:
    """One programme or visit in the list."""

    what: str
    kind: str
    url: str
    state: State
    when: str
    who: str
    cost: str
    outcome: str


@dataclass(frozen=True)
class Room:
    """Everything that the page shows: what is under way, what has a result, and the sums."""

    open: Sequence[Line]
    done: Sequence[Line]
    costs: Sequence[str]
    people: str
    programmes: int
    visits: int


def room(record: Correspondence) -> Room:
    """Reads everything that was tried, in the order of its dates; two queries however much it is."""
    pilots = list(record.pilots.all()) if record.pk else []
    visits = list(record.delegations.annotate(going=Count("members"))) if record.pk else []
    tried: list[Undertaking] = sorted(
        [*pilots, *visits], key=lambda one: (one.starts is None, one.starts or dt.date.min)
    )
    lines = [_line(one, record) for one in tried]
    return Room(
        open=[line for line in lines if line.state != State.DONE],
        done=[line for line in lines if line.state == State.DONE],
        costs=told.sums((one.cost, one.cost_currency) for one in tried if one.cost is not None),
        people=people(
            sum(one.people_here or 0 for one in pilots), sum(one.people_there or 0 for one in pilots)
        ),
        programmes=len(pilots),
        visits=len(visits),
    )


def _line(one: Undertaking, record: Correspondence) -> Line:
    pk = record.proposal.pk
    if isinstance(one, Pilot):
        what, kind, outcome = one.title, one.get_kind_display(), one.result
        url, who = (
            reverse("correspondence:pilot", args=[pk, one.pk]),
            people(one.people_here, one.people_there),
        )
    else:
        assert isinstance(one, Delegation)
        what, kind, outcome = one.purpose, _visit(one), one.report or _("The report is a file.")
        url, who = reverse("correspondence:delegation", args=[pk, one.pk]), _going(one.going)  # type: ignore[attr-defined]
    return Line(
        what=what,
        kind=str(kind),
        url=url,
        state=one.state,
        when=when(one),
        who=who,
        cost=money(one.cost, one.cost_currency),
        outcome=_beginning(outcome) if one.has_outcome else "",
    )


def _visit(one: Delegation) -> str:
    return _("Visit from us to them") if one.direction == Delegation.Direction.OUT else _("Visit from them to us")  # fmt: skip


def _going(members: int) -> str:
    return ngettext("%(n)s member", "%(n)s members", members) % {"n": number(members)} if members else ""


def people(here: int | None, there: int | None) -> str:
    """``12 here, 15 there``; nothing where nobody was counted."""
    said = []
    if here:
        said.append(_("%(n)s here") % {"n": number(here)})
    if there:
        said.append(_("%(n)s there") % {"n": number(there)})
    return ", ".join(said)


def when(one: Undertaking) -> str:
    """The dates in words, as far as they are known."""
    words = {"starts": day(one.starts), "ends": day(one.ends)}
    if one.starts and one.ends:
        return words["starts"] if one.starts == one.ends else _("%(starts)s to %(ends)s") % words
    if one.starts:
        return _("from %(starts)s") % words
    return _("until %(ends)s") % words if one.ends else ""


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING].rsplit(' ', 1)[0]} …"
