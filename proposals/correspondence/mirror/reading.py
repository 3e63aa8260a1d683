"""The mirror check: for every role here its counterpart there, or the gap and what closes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee, Membership
from committees.register.models import Party
from proposals.correspondence.models import Contact, Correspondence, FileCommittee
from proposals.proposal.models import Proposal
from twinning.municipality.models import Office, OfficeHolder

Side, Place = Contact.Side, Contact.Place


@dataclass(frozen=True)
class Named:
    """A person or a body in a cell, in the script of each language."""

    name: str
    native: str = ""
    language: str = ""
    below: str = ""
    committee: FileCommittee | None = None


@dataclass(frozen=True)
class Cell:
    """What stands on one side; where nothing does, the gap in words and the page that closes it."""

    named: list[Named] = field(default_factory=list)
    gap: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One role, on both sides."""

    role: str
    ours: Cell
    theirs: Cell

    @property
    def is_whole(self) -> bool:
        return bool(self.ours.named and self.theirs.named)


@dataclass(frozen=True)
class Mirror:
    """Everything the page shows; ``offered``: our committee of the planning while nothing is written here."""

    rows: list[Row]
    ours: list[FileCommittee]
    theirs: list[FileCommittee]
    joint: list["Joint"]
    offered: Committee | None

    @property
    def gaps(self) -> int:
        return sum(1 for row in self.rows if not row.is_whole)


@dataclass(frozen=True)
class Joint:
    """A body on which both cities sit, and who sits on it for each."""

    file_committee: FileCommittee
    ours: list[Membership]
    theirs: list[Membership]


def mirror_of(proposal: Proposal, record: Correspondence) -> Mirror:
    """What is known of both sides, read once."""
    linked = list(record.committees.read_whole()) if record.pk else []
    contacts = list(record.contacts.current()) if record.pk else []
    by_side = {side: [one for one in linked if one.committee.side == side] for side in Committee.Side}
    ours, theirs = by_side[Committee.Side.OURS], by_side[Committee.Side.THEIRS]
    offered = None if linked or _was_taken_off(record, proposal.committee) else proposal.committee
    links = Links(proposal)
    rows = [
        _mayor(contacts, links),
        _staff(contacts, Place.MAYOR, _("Staff contact"), links),
        _staff(contacts, Place.VOLUNTEER, _("Volunteer contact"), links),
        *_committees(ours, theirs, offered, links),
        *_chairs(ours, theirs, offered, contacts, links),
        _signatory(contacts, links),
    ]
    joint = [_joint(one) for one in by_side[Committee.Side.JOINT]]
    return Mirror(rows, ours, theirs, joint, offered)


def _was_taken_off(record: Correspondence, committee: Committee | None) -> bool:
    """Whether somebody said already that the committee of the planning does not carry this relationship."""
    return bool(record.pk and committee) and record.committees.filter(committee=committee).exists()


@dataclass(frozen=True)
class Links:
    """Where each gap is closed."""

    proposal: Proposal

    def contact(self, side: str, place: str) -> str:
        page = reverse("correspondence:new_contact", args=[self.proposal.pk])
        return f"{page}?side={side}&place={place}"

    def correct(self, contact: Contact) -> str:
        return reverse("correspondence:correct_contact", args=[self.proposal.pk, contact.pk])

    def people(self) -> str:
        return reverse("correspondence:contacts", args=[self.proposal.pk])

    def committee(self, side: str, mirrors: int | None = None) -> str:
        page = reverse("correspondence:add_committee", args=[self.proposal.pk])
        return f"{page}?side={side}" + (f"&mirrors={mirrors}" if mirrors else "")

    def chair(self, committees: list[Committee], side: str) -> str:
        """Where the chair of the committee is appointed; a contact, where there is no committee yet."""
        if not committees:
            return self.contact(side, Place.CHAIR)
        return reverse("committees:appoint", args=[committees[0].pk])

    def whose(self, alone: FileCommittee, ours: list[FileCommittee]) -> Cell:
        """The gap beside a committee of theirs that mirrors none of ours."""
        if ours:
            page = reverse("correspondence:pair", args=[self.proposal.pk, alone.pk])
            return Cell([], _("It is not said whose counterpart it is."), page)
        return Cell([], _("No committee of ours is on the file."), self.committee("ours"))


# -- people -------------------------------------------------------------------------------------


def _people(contacts: Iterable[Contact], side: str, *places: str) -> list[Named]:
    return [_person(one) for one in contacts if one.side == side and one.place in places]


def _person(contact: Contact) -> Named:
    name = f"{contact.honorific} {contact.name}".strip()
    return Named(name, contact.native_name, contact.language, contact.office or contact.native_office)


def _in_office(contacts: Iterable[Contact], otherwise: Cell, links: Links) -> Cell:
    """Those whose term has not run out; where it has for all of them, that is the gap."""
    found = list(contacts)
    in_office = [_person(one) for one in found if not one.term_is_over]
    over = next((one for one in found if one.term_is_over), None)
    if in_office or over is None:
        return Cell(in_office or otherwise.named, otherwise.gap, otherwise.url)
    words = _("The term of %(name)s is over. Confirm that it goes on, or replace them.")
    return Cell([], words % {"name": over.name}, links.correct(over))


def _our_mayor() -> list[Named]:
    holder = OfficeHolder.objects.holding(Office.MAYOR)
    return [Named(holder.name, below=holder.style)] if holder else []


def _mayor(contacts: list[Contact], links: Links) -> Row:
    return Row(
        _("Mayor"),
        Cell(_our_mayor(), _("No mayor is in office here."), reverse("our_city:page")),
        _in_office(
            [one for one in contacts if one.side == Side.THERE and one.place == Place.HEAD],
            Cell(
                [],
                _("Their mayor or highest official is not named."),
                links.contact(Side.THERE, Place.HEAD),
            ),
            links,
        ),
    )


def _staff(contacts: list[Contact], place: Contact.Place, role: str, links: Links) -> Row:
    gaps = {
        Place.MAYOR: _("Nobody in the mayor’s office is named."),
        Place.VOLUNTEER: _("No volunteer is named."),
    }
    here, there = (
        Cell(_people(contacts, side, place), gaps[place], links.contact(side, place))
        for side in (Side.HERE, Side.THERE)
    )
    return Row(role, here, there)


def _signatory(contacts: list[Contact], links: Links) -> Row:
    """Here the Mayor, unless somebody else is marked; there whoever is."""
    here, there = (
        [one for one in contacts if one.side == side and one.signs] for side in (Side.HERE, Side.THERE)
    )
    return Row(
        _("Signatory"),
        _in_office(here, Cell(_our_mayor(), _("Nobody signs for us."), reverse("our_city:page")), links),
        _in_office(
            there,
            Cell(
                [], _("Nobody is marked as signing for them. Correct a contact, or add one."), links.people()
            ),
            links,
        ),
    )


# -- committees ---------------------------------------------------------------------------------


def _committees(
    ours: list[FileCommittee], theirs: list[FileCommittee], offered: Committee | None, links: Links
) -> list[Row]:
    """Each of ours beside its counterparts; then theirs that mirror none of ours."""
    role = _("Committee")
    rows = [Row(role, Cell([_body(one)]), _counterparts(one, theirs, links)) for one in ours]
    if offered is not None:
        gap = _("Their committee is not named.")
        named = Named(offered.name, below=_("from the planning"))
        rows.append(Row(role, Cell([named]), Cell([], gap, links.committee("theirs", offered.pk))))
    rows += [Row(role, links.whose(alone, ours), Cell([_body(alone)])) for alone in _unpaired(ours, theirs)]
    if not rows:
        rows.append(
            Row(
                role,
                Cell([], _("No committee of ours is on the file."), links.committee("ours")),
                Cell([], _("Their committee is not named."), links.committee("theirs")),
            )
        )
    return rows


def _counterparts(one: FileCommittee, theirs: Iterable[FileCommittee], links: Links) -> Cell:
    found = [_body(other) for other in theirs if other.mirrors_id == one.pk]
    gap = _("It has no counterpart there.")
    return Cell(found, gap, links.committee("theirs", one.committee.pk))


def _unpaired(ours: Iterable[FileCommittee], theirs: Iterable[FileCommittee]) -> list[FileCommittee]:
    here = {one.pk for one in ours}
    return [other for other in theirs if other.mirrors_id not in here]


def _body(one: FileCommittee) -> Named:
    committee = one.committee
    return Named(
        committee.name,
        below=committee.field or str(committee.get_kind_display()),
        committee=one,
    )


@dataclass(frozen=True)
class Pair:
    """A committee of ours and its counterparts, whose chairs stand beside each other."""

    ours: Committee | None
    theirs: list[FileCommittee]

    @property
    def role(self) -> str:
        named = self.ours or next((one.committee for one in self.theirs), None)
        return _("Chair of %(committee)s") % {"committee": named.name} if named else _("Chair")


def _chairs(
    ours: list[FileCommittee],
    theirs: list[FileCommittee],
    offered: Committee | None,
    contacts: list[Contact],
    links: Links,
) -> list[Row]:
    """The chair of each of ours and of its counterparts, as the register has them.

    Where there is one pair alone a contact who chairs counts, too: of several nobody knows which one is meant.
    """
    pairs = [Pair(one.committee, [other for other in theirs if other.mirrors_id == one.pk]) for one in ours]
    pairs += [Pair(offered, [])] if offered else []
    alone = _unpaired(ours, theirs)
    here, there = ([], []) if len(pairs) + len(alone) > 1 else _chairing(contacts)
    rows = [_chair_row(pair, here, there, links) for pair in pairs]
    for one in alone:
        row = _chair_row(Pair(None, [one]), here, there, links)
        rows.append(row if here else Row(row.role, links.whose(one, ours), row.theirs))
    return rows or [_chair_row(Pair(None, []), here, there, links)]


def _chairing(contacts: list[Contact]) -> tuple[list[Named], list[Named]]:
    return _people(contacts, Side.HERE, Place.CHAIR), _people(contacts, Side.THERE, Place.CHAIR)


def _chair_row(pair: Pair, here: list[Named], there: list[Named], links: Links) -> Row:
    theirs = [one.committee for one in pair.theirs]
    ours = [pair.ours] if pair.ours else []
    return Row(
        pair.role,
        Cell(
            _chairs_of(ours) or here,
            _("No chair is appointed here."),
            links.chair(ours, Side.HERE),
        ),
        Cell(
            _chairs_of(theirs) or there,
            _("Their chair is not known."),
            links.chair(theirs, Side.THERE),
        ),
    )


def _chairs_of(committees: Iterable[Committee]) -> list[Named]:
    return [
        Named(member.name, below=member.organisation)
        for committee in committees
        for member in _serving(committee)
        if member.role == Membership.Role.CHAIR
    ]


def _serving(committee: Committee) -> Iterable[Membership]:
    """Read already for those on the file; the one of the planning has its own."""
    found: list[Membership] | None = getattr(committee, "serving", None)
    return committee.memberships.serving() if found is None else found


def _joint(one: FileCommittee) -> Joint:
    serving = list(_serving(one.committee))
    return Joint(
        one,
        [member for member in serving if member.side == Party.OURS],
        [member for member in serving if member.side == Party.THEIRS],
    )
