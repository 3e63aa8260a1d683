"""The register as it is read: groups, tiers, and what stands beside each committee."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from committees.meetings.models import Meeting
from committees.register.models import Committee, Membership
from twinning.municipality.models import Municipality

DEEPEST = 4
"""Tiers further down are drawn no further to the side."""


@dataclass
class Line:
    """A committee in the register. Without ``open`` the reader knows its name only."""

    committee: Committee
    depth: int
    open: bool
    serving: list[Membership] = field(default_factory=list)
    vacancies: list[str] = field(default_factory=list)
    ending: list[Membership] = field(default_factory=list)
    reports_to: str = ""
    parties: str = ""
    """Of whom a joint body of others is."""
    next_meeting: Meeting | None = None

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST)

    @property
    def chair(self) -> Membership | None:
        """Who stands first, if that is a chair."""
        return next((one for one in self.serving if one.role == Membership.Role.CHAIR), None)

    @property
    def held(self) -> str:
        """How many serve, and of how many seats where their number is fixed."""
        number, seats = len(self.serving), list(self.committee.seats().values())
        if not all(seats):
            return ngettext("%(n)d person in all", "%(n)d people in all", number) % {"n": number}
        total = sum(one or 0 for one in seats)
        return ngettext("%(held)d of %(n)d seat", "%(held)d of %(n)d seats", total) % {
            "held": number,
            "n": total,
        }


@dataclass
class Group:
    title: Promise
    lines: list[Line]


def our_name() -> str:
    """Asked for once per page."""
    ours = Municipality.objects.filter(pk=1).first()
    return ours.short_name if ours else ""


GROUPS = (
    (_("Ours"), lambda one: one.side == Committee.Side.OURS),
    (_("Joint: both cities sit on them"), lambda one: one.is_joint and not one.is_of_others),
    (_("In the other city"), lambda one: one.side == Committee.Side.THEIRS),
    (_("Joint bodies of others, kept as examples"), lambda one: one.is_of_others),
)


class Register:
    """Every committee, read once; what somebody may open, and what they know by name only."""

    def __init__(self, user: Any) -> None:
        self.everything = {one.pk: one for one in Committee.objects.with_members()}
        self.mine = set(Committee.objects.visible_to(user).values_list("pk", flat=True))
        self.meetings: dict[int, Meeting] = {}
        for meeting in Meeting.objects.to_come().filter(committee__in=self.mine):
            self.meetings.setdefault(meeting.committee_id, meeting)
        self.our_name = our_name()

    def groups(self) -> list[Group]:
        """Standing committees, tier under tier."""
        standing = [one for one in self._known() if not one.has_ended]
        found = [
            Group(title, list(self._tiers([one for one in standing if belongs(one)])))
            for title, belongs in GROUPS
        ]
        return [group for group in found if group.lines]

    def ended(self) -> list[Line]:
        return [self._line(one, 0) for one in self._known() if one.has_ended]

    def _known(self) -> list[Committee]:
        """The person's committees, every tier above each, and everything below; in the order of the register."""
        known = set(self.mine)
        for pk in self.mine:
            above = self.everything[pk].parent_id
            while above is not None and above not in known:
                known.add(above)
                above = self.everything[above].parent_id
        below = set(self.mine)
        while below:
            below = {pk for pk, one in self.everything.items() if one.parent_id in below} - known
            known |= below
        return [one for pk, one in self.everything.items() if pk in known]

    def _tiers(self, group: list[Committee]) -> Iterator[Line]:
        here = {one.pk for one in group}

        def walk(found: Iterable[Committee], depth: int) -> Iterator[Line]:
            for one in found:
                yield self._line(one, depth)
                yield from walk([below for below in group if below.parent_id == one.pk], depth + 1)

        return walk([one for one in group if one.parent_id not in here], 0)

    def _line(self, committee: Committee, depth: int) -> Line:
        line = Line(committee, depth, open=committee.pk in self.mine)
        if committee.parent_id is not None:
            line.reports_to = self.everything[committee.parent_id].name
        if committee.is_of_others and not depth:
            line.parties = " – ".join(committee.parties)
        if line.open:
            line.serving = committee.serving  # type: ignore[attr-defined]
            line.vacancies = self._vacant(committee)
            soon = [one for one in line.serving if one.ends_soon]
            line.ending = sorted(soon, key=lambda one: str(one.ends))
            line.next_meeting = self.meetings.get(committee.pk)
        return line

    def _vacant(self, committee: Committee) -> list[str]:
        """In short, since the column says that these are vacant."""
        if not committee.is_joint:
            return [
                ngettext("%(n)d seat", "%(n)d seats", number) % {"n": number}
                for number in committee.open_seats().values()
            ]
        return [
            _now("%(n)d of %(party)s")
            % {"n": number, "party": committee.party_name(side, our_name=self.our_name)}
            for side, number in committee.open_seats().items()
        ]


@dataclass(frozen=True)
class Tier:
    """One step of the ladder on a committee's page."""

    committee: Committee
    depth: int
    url: str
    is_here: bool


def ladder(committee: Committee, user: Any) -> list[Tier]:
    """Every tier above, the highest first, the committee itself, and what reports to it; linked where the reader may go."""
    mine = set(Committee.objects.visible_to(user).values_list("pk", flat=True))
    above = [*reversed(committee.chain()[1:])]
    below = list(committee.children.all())
    tiers = [*((one, depth) for depth, one in enumerate([*above, committee]))]
    tiers += [(one, len(above) + 1) for one in below]
    return [
        Tier(
            one,
            min(depth, DEEPEST),
            one.get_absolute_url() if one.pk in mine and one.pk != committee.pk else "",
            one.pk == committee.pk,
        )
        for one, depth in tiers
    ]


@dataclass(frozen=True)
class Bench:
    """Who serves for one party of a body."""

    party: str
    serving: list[Membership]
    seats: int | None
    vacancy: str


def benches(committee: Committee, our_name: str) -> list[Bench]:
    """Who serves today, party by party; one bench where one city sits alone."""
    serving: list[Membership] = committee.serving  # type: ignore[attr-defined]
    vacancies, seats = committee.vacancies(our_name=our_name), committee.seats()
    return [
        Bench(
            committee.party_name(side, our_name=our_name),
            [one for one in serving if one.side == side or not committee.is_joint],
            seats[side],
            vacancies.get(side, ""),
        )
        for side in committee.sides()
    ]
