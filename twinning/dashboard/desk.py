"""The parts of the desk, each a few queries whatever the number of files."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.council.models import Meeting, Obligation, Resolution
from agreements.signing.models import Ceremony, CeremonyTask
from committees.meetings import reading as meetings
from committees.models import Committee, Membership
from committees.models import Meeting as CommitteeMeeting
from committees.recommendations import reading as recommendations
from proposals.access import ADMINISTRATION
from proposals.correspondence.log import turn
from proposals.enquiry.models import Enquiry
from proposals.lifecycle import WALK, Phase
from proposals.planning.models import BudgetLine
from proposals.proposal.models import Proposal, ProposalQuerySet
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.records.models import IncomingMail, Outgoing
from twinning.records.templatetags.house import day

MOST = 8
"""Lines of a list on the desk; the heading links to the whole."""
AHEAD = dt.timedelta(days=120)
SOON = dt.timedelta(days=7)
MOST_TASKS = 4
"""Tasks of a ceremony are many: a few that are late or due within a week stand on the desk, so that they hide nothing else."""


def first(found: ProposalQuerySet) -> dict[str, Any]:
    """The first lines of a list, and how many there are in all."""
    return {"lines": found.select_related("community")[:MOST], "count": found.count()}


def phases(seen: ProposalQuerySet) -> list[dict[str, Any]]:
    """Open files by phase, with the longest wait in each; of signed relationships, the next evaluation."""
    found = {row["phase"]: row for row in seen.open().per_phase()}
    ages = {phase: _age(row["since"]) for phase, row in found.items() if row["since"]}
    if evaluation := found.get(Phase.EVALUATION, {}).get("due"):
        ages[Phase.EVALUATION] = _("next due %(day)s") % {"day": day(evaluation)}
    return [
        {
            "label": phase.label,
            "count": found[phase]["count"] if phase in found else 0,
            "url": f"{reverse('proposal:index')}?phase={phase}",
            "oldest": ages.get(phase, ""),
        }
        for phase in WALK
    ]


def _age(since: dt.datetime) -> str:
    days = (clock.today() - timezone.localdate(since)).days
    if not days:
        return _("since today")
    return ngettext("longest wait %(n)d day", "longest wait %(n)d days", days) % {"n": days}


@dataclass(frozen=True)
class Due:
    on: dt.date
    words: str
    detail: str
    url: str

    @property
    def late(self) -> bool:
        return self.on < clock.today()


def due(seen: ProposalQuerySet, user: User) -> list[Due]:
    """What has a date: evaluations, items before council, ceremonies, meetings of committees.

    For administration also the tasks of ceremonies, and terms that end.
    """
    horizon = clock.today() + AHEAD
    evaluations = (
        seen.open()
        .filter(evaluation_due__lte=horizon)
        .select_related("community")
        .order_by("evaluation_due")[:MOST]
    )
    before_council = (
        Resolution.objects.on_the_agenda()
        .filter(proposal__in=seen)
        .select_related("proposal__community", "meeting")
        .order_by("meeting__held_on")[:MOST]
    )
    found = [_evaluation(proposal) for proposal in evaluations] + [
        _decision(resolution) for resolution in before_council
    ]
    found += _meetings_of_committees(user, horizon) + _ceremonies(seen, horizon)
    if user.has_role(*ADMINISTRATION):
        soon = clock.today() + SOON
        found += _ending_terms() + _tasks_of_ceremonies(seen, soon) + _conditions(seen, soon)
    return sorted(found, key=lambda one: one.on)[:MOST]


def _evaluation(proposal: Proposal) -> Due:
    assert proposal.evaluation_due is not None
    return Due(
        proposal.evaluation_due,
        _("Evaluate the relationship with %(community)s") % {"community": proposal.community},
        proposal.reference,
        proposal.phase_url,
    )


def _decision(resolution: Resolution) -> Due:
    assert resolution.meeting is not None
    url = reverse("agreement:resolution", args=[resolution.proposal_id, resolution.pk])
    words = _("Council decides: %(title)s") % {"title": resolution.title}
    return Due(
        resolution.meeting.held_on, words, f"{resolution.meeting.get_kind_display()}, {resolution.item}", url
    )


def _ceremonies(seen: ProposalQuerySet, until: dt.date) -> list[Due]:
    coming = Ceremony.objects.filter(
        record__proposal__in=seen.open(), held_on__gte=clock.today(), held_on__lte=until
    ).select_related("record__proposal__community")
    return [
        Due(
            one.held_on,
            _("Signing ceremony with %(community)s") % {"community": one.proposal.community},
            one.place,
            reverse("signing:ceremony", args=[one.proposal.pk, one.pk]),
        )
        for one in coming.order_by("held_on")[:MOST]
        if one.held_on
    ]


def _tasks_of_ceremonies(seen: ProposalQuerySet, until: dt.date) -> list[Due]:
    """What somebody is to do for a ceremony, the longest overdue first."""
    waiting = CeremonyTask.objects.filter(
        ceremony__record__proposal__in=seen.open(), done_on=None, due_on__lte=until
    ).select_related("ceremony__record__proposal__community")
    return [
        Due(
            one.due_on,
            one.what,
            f"{one.owner} · {one.ceremony.proposal.community}",
            reverse("signing:ceremony", args=[one.ceremony.proposal.pk, one.ceremony_id]) + "#tasks",
        )
        for one in waiting.order_by("due_on", "pk")[:MOST_TASKS]
        if one.due_on
    ]


def _conditions(seen: ProposalQuerySet, until: dt.date) -> list[Due]:
    """Conditions of council, on the day on which somebody looks whether they are met."""
    owed = Obligation.objects.in_files_of(seen).to_look_at(until).select_related("proposal__community")
    return [
        Due(
            one.supervised_on,
            _("Look at a condition of council: %(words)s") % {"words": Truncator(one.words).chars(80)},
            f"{one.proposal.community}, {one.owner}",
            reverse("agreement:obligations", args=[one.proposal_id]),
        )
        for one in owed[:MOST]
    ]


def _meetings_of_committees(user: User, until: dt.date) -> list[Due]:
    """Meetings that are planned, and those that should be by a day and are not."""
    planned = [
        Due(
            meeting.held_on,
            _("Meeting: %(committee)s") % {"committee": meeting.committee},
            meeting.time_in_words,
            meeting.get_absolute_url(),
        )
        for meeting in meetings.coming(user, until)[:MOST]
    ]
    return planned + [_to_be_planned(meeting) for meeting in meetings.to_be_planned(user, until)[:MOST]]


def _to_be_planned(meeting: CommitteeMeeting) -> Due:
    assert meeting.next_due is not None
    words = _("Plan the next meeting: %(committee)s") % {"committee": meeting.committee}
    detail = _("The last one was on %(day)s") % {"day": day(meeting.held_on)}
    return Due(meeting.next_due, words, detail, meeting.committee.get_absolute_url())


def recommended(user: User) -> dict[str, Any]:
    """Recommendations that wait at a committee or at council, the longest wait first, and how many there are."""
    found = recommendations.waiting(user)
    return {"lines": found[:MOST], "count": found.count()}


def _ending_terms() -> list[Due]:
    """Terms on committees of ours and joint ones that end soon; those of one committee and day together."""
    ending = Membership.objects.ending().filter(committee__in=Committee.objects.of_concern())
    together: dict[tuple[int, dt.date], list[Membership]] = {}
    for membership in ending.select_related("committee"):
        assert membership.ends is not None
        together.setdefault((membership.committee_id, membership.ends), []).append(membership)
    return [
        Due(
            last_day,
            ngettext("A term on a committee ends", "%(n)d terms on a committee end", len(members))
            % {"n": len(members)},
            f"{members[0].committee}: {', '.join(member.name for member in members)}",
            members[0].committee.get_absolute_url(),
        )
        for (_pk, last_day), members in together.items()
    ]


@dataclass(frozen=True)
class Vacant:
    """A committee on which somebody is missing."""

    committee: Committee
    words: list[str]


def vacancies(user: User) -> list[Vacant]:
    """Seats to fill on committees of ours and joint ones; nothing for those who do not keep the register."""
    if not user.has_role(*ADMINISTRATION):
        return []
    found = Committee.objects.of_concern().with_vacancies().with_members()
    ours = Municipality.objects.filter(pk=1).first()
    our_name = ours.short_name if ours else ""
    return [Vacant(one, list(one.vacancies(our_name=our_name).values())) for one in found[:MOST]]


@dataclass(frozen=True)
class AtTheDoor:
    """What came from outside and waits for administration, and what waits to go out."""

    enquiries: int
    late: int
    letters: int
    mails: int


def at_the_door(user: User) -> AtTheDoor | None:
    """Nothing for those who do not look after enquiries."""
    if not user.has_role(*ADMINISTRATION):
        return None
    waiting = Enquiry.objects.waiting()
    late = waiting.unacknowledged().filter(acknowledgement_due__lt=clock.today())
    return AtTheDoor(
        waiting.count(),
        late.count(),
        Outgoing.objects.waiting().count(),
        IncomingMail.objects.unmatched().count(),
    )


@dataclass(frozen=True)
class BetweenCities:
    """Who waits for whom between us and the other cities, and what administration should ask again."""

    for_us: list[turn.Line]
    for_them: list[turn.Line]
    to_ask: list[turn.Line]

    def __bool__(self) -> bool:
        return bool(self.for_us or self.for_them or self.to_ask)


def between_cities(seen: ProposalQuerySet, user: User) -> BetweenCities:
    """The longest waits first; what is to be asked again only for those who ask."""
    to_ask = turn.to_ask_again(seen)[:MOST] if user.has_role(*ADMINISTRATION) else []
    return BetweenCities(turn.waits_for_us(seen)[:MOST], turn.waits_for_them(seen)[:MOST], to_ask)


def next_meeting() -> Meeting | None:
    return Meeting.objects.filter(held_on__gte=clock.today()).order_by("held_on").first()


def money_by_year(seen: ProposalQuerySet) -> list[dict[str, Any]]:
    """What open files ask for in money, by year and currency, each with the list of files behind it."""
    lines = BudgetLine.objects.filter(in_kind=False, record__proposal__in=seen.open())
    sums = lines.order_by("year", "currency").values("year", "currency").annotate(amount=Sum("amount"))
    listed = reverse("proposal:index")
    return [one | {"year": str(one["year"]), "url": f"{listed}?year={one['year']}"} for one in sums]


def bars(years: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """The chart: one bar per year, in our own currency only, since others cannot be compared unconverted."""
    ours = [one for one in years if one["currency"] == currency and one["amount"]][:5]
    most = max((one["amount"] for one in ours), default=Decimal(1))
    return [
        one
        | {
            "x": 12 + at * 64,
            "middle": 34 + at * 64,
            "height": height,
            "y": 120 - height,
            "above": 114 - height,
        }
        for at, one in enumerate(ours)
        if (height := round(100 * one["amount"] / most)) is not None
    ]
