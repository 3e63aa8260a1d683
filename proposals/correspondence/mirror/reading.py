"""The mirror check: for every role here its counterpart there, or the gap and what closes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee, Membership
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
    offered = None if linked else proposal.committee
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


@dataclass(frozen=True)
class Links:
    """Where each gap is closed."""

    proposal: Proposal

    def contact(self, side: str, place: str) -> str:
        page = reverse("correspondence:new_contact", args=[self.proposal.pk])
        return f"{page}?side={side}&place={place}"

    def people(self) -> str:
        return reverse("correspondence:contacts", args=[self.proposal.pk])

    def committee(self, side: str, mirrors: int | None = None) -> str:
        page = reverse("correspondence:add_committee", args=[self.proposal.pk])
        return f"{page}?side={side}" + (f"&mirrors={mirrors}" if mirrors else "")

    def pair(self, named: FileCommittee) -> str:
        return reverse("correspondence:pair", args=[self.proposal.pk, named.pk])


# -- people -------------------------------------------------------------------------------------


def _people(contacts: Iterable[Contact], side: str, *places: str) -> list[Named]:
    return [_person(one) for one in contacts if one.side == side and one.place in places]


def _person(contact: Contact) -> Named:
    name = f"{contact.honorific} {contact.name}".strip()
    return Named(name, contact.native_name, contact.language, contact.office or contact.native_office)


def _our_mayor() -> list[Named]:
    holder = OfficeHolder.objects.holding(Office.MAYOR)
    return [Named(holder.name, below=holder.style)] if holder else []


def _mayor(contacts: list[Contact], links: Links) -> Row:
    return Row(
        _("Mayor"),
        Cell(_our_mayor(), _("No mayor is in office here."), reverse("our_city:page")),
        Cell(
            _people(contacts, Side.THERE, Place.HEAD),
            _("Their mayor or highest official is not named."),
            links.contact(Side.THERE, Place.HEAD),
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
        [_person(one) for one in contacts if one.side == side and one.signs]
        for side in (Side.HERE, Side.THERE)
    )
    return Row(
        _("Signatory"),
        Cell(here or _our_mayor(), _("Nobody signs for us."), reverse("our_city:page")),
        Cell(
            there,
            _("Nobody is marked as signing for them. Correct a contact, or add one."),
            links.people(),
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
    for alone in _unpaired(ours, theirs):
        cell = (
            Cell([], _("It is not said whose counterpart it is."), links.pair(alone))
            if ours
            else Cell([], _("No committee of ours is on the file."), links.committee("ours"))
        )
        rows.append(Row(role, cell, Cell([_body(alone)])))
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


def _chairs(
    ours: list[FileCommittee],
    theirs: list[FileCommittee],
    offered: Committee | None,
    contacts: list[Contact],
    links: Links,
) -> list[Row]:
    """The chair of each of ours and of its counterpart, as the register has them; else the contacts who chair."""
    known = {side: _people(contacts, side, Place.CHAIR) for side in (Side.HERE, Side.THERE)}
    pairs: list[tuple[FileCommittee | None, list[FileCommittee]]] = [
        (one, [other for other in theirs if other.mirrors_id == one.pk]) for one in ours
    ]
    if alone := _unpaired(ours, theirs):
        pairs.append((None, alone))
    rows = []
    for one, others in pairs or [(None, [])]:
        here = _chair(one) if one else []
        there = [chair for other in others for chair in _chair(other)]
        rows.append(
            _chair_row(_chair_of(one, others), here or known[Side.HERE], there or known[Side.THERE], links)
        )
    return rows if pairs or offered is None else [_chair_row(_chair_of_offered(offered), _serving_chair(offered), known[Side.THERE], links)]  # fmt: skip


def _chair_row(role: str, here: list[Named], there: list[Named], links: Links) -> Row:
    return Row(
        role,
        Cell(here, _("No chair is appointed here."), links.contact(Side.HERE, Place.CHAIR)),
        Cell(there, _("Their chair is not known."), links.contact(Side.THERE, Place.CHAIR)),
    )


def _chair_of(one: FileCommittee | None, others: list[FileCommittee]) -> str:
    named = one or (others[0] if others else None)
    return _("Chair of %(committee)s") % {"committee": named.committee.name} if named else _("Chair")


def _chair_of_offered(offered: Committee) -> str:
    return _("Chair of %(committee)s") % {"committee": offered.name}


def _serving_chair(committee: Committee) -> list[Named]:
    return _chairs_among(committee.memberships.serving())


def _chair(one: FileCommittee) -> list[Named]:
    return _chairs_among(one.committee.serving)  # type: ignore[attr-defined]


def _chairs_among(serving: Iterable[Membership]) -> list[Named]:
    return [
        Named(member.name, below=member.organisation)
        for member in serving
        if member.role == Membership.Role.CHAIR
    ]


def _joint(one: FileCommittee) -> Joint:
    serving: list[Membership] = one.committee.serving  # type: ignore[attr-defined]
    return Joint(
        one,
        [member for member in serving if member.side == Committee.Side.OURS],
        [member for member in serving if member.side == Committee.Side.THEIRS],
    )
