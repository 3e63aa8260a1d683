"""What a register asks for and what the file has of it; who got which certified copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.signing.models import Capacity, Progress, Side, Signature, Signing
from agreements.signing.registers.models import Registration
from proposals.proposal.facts import ask, gather
from proposals.proposal.models import Kind, Paper, Proposal
from twinning.municipality.models import Municipality
from twinning.records import outbox
from twinning.records.models import Outgoing
from twinning.records.templatetags.house import day

HIGHEST = {Capacity.HEAD, Capacity.ACTING}
"""Capacities in which somebody signs as the highest official."""


@dataclass(frozen=True)
class Wanted:
    """Something that Sister Cities International asks for (handbook B3), and what the file has of it."""

    what: str
    has: str
    gaps: list[str]
    advice: str = ""

    @property
    def state(self) -> str:
        return "partial" if self.gaps else "complete"

    @property
    def state_label(self) -> str:
        return _("Something is missing") if self.gaps else _("In the file")


def wanted(proposal: Proposal, record: Signing) -> list[Wanted]:
    """The check list of the packet: formal document, resolution, support on both sides, commitment, membership."""
    signatures, known, ours = record.all_signatures(), gather(proposal), Municipality.ours()
    return [
        _document(record),
        _officials(signatures),
        _resolution(proposal),
        _support(proposal, ours, str(known.get("counterpart", ""))),
        _called(proposal),
    ]


def _document(record: Signing) -> Wanted:
    paper = signed_paper(record)
    has = str(paper) if paper else ""
    copy = record.kept_copy()
    if not has and copy:
        has = copy.about
    return Wanted(
        what=_("The formal document that both sides signed, as an electronic copy"),
        has=has,
        gaps=[] if has else [_("Issue the signed memorandum: scan the original and check it against the text.")],
    )  # fmt: skip


def _officials(signatures: Sequence[Signature]) -> Wanted:
    gaps, advice, names = [], "", []
    sides = {
        Side.OURS: _("Nobody has signed for us yet."),
        Side.THEIRS: _("Nobody has signed for the other community yet."),
    }
    for side, missing in sides.items():
        signed = [one for one in signatures if one.side == side and one.binds and one.is_signed]
        names += [f"{one.name}, {one.office}" if one.office else one.name for one in signed]
        if not signed:
            gaps.append(missing)
        elif not any(one.capacity in HIGHEST for one in signed):
            advice = _(
                "%(name)s signed in another capacity than as head (%(capacity)s). Say in the letter by what right."
            ) % {"name": signed[0].name, "capacity": signed[0].get_capacity_display()}
    return Wanted(
        _("Signed by the highest elected or appointed officials of both communities"), "; ".join(names), gaps, advice
    )  # fmt: skip


def _resolution(proposal: Proposal) -> Wanted:
    has = ""
    if proposal.approved_on:
        has = _("%(approval)s of %(day)s") % {"approval": proposal.approval, "day": day(proposal.approved_on)}
    return Wanted(
        _("A resolution of council to enter the relationship with that very community"),
        has,
        [] if has else [_("Council’s resolution is not on file. Record its vote first.")],
    )


def _support(proposal: Proposal, ours: Municipality, theirs: str) -> Wanted:
    here = proposal.committee.name if proposal.committee else ""
    named = {ours.short_name: here, str(proposal.community): theirs}
    return Wanted(
        what=_("People and offices on both sides that carry the relationship"),
        has="; ".join(f"{place}: {name}" for place, name in named.items() if name),
        gaps=[
            _("The file names nobody who carries it in %(place)s. Name a committee, or say in the letter which office does.")
            % {"place": place}
            for place, name in named.items()
            if not name
        ],
    )  # fmt: skip


def _called(proposal: Proposal) -> Wanted:
    advice = ""
    if proposal.kind == Kind.FRIENDSHIP:
        advice = _("A friendship city agreement should call itself so, in its title too.")
    return Wanted(
        _("What the relationship is called"), str(proposal.get_kind_display()), [], advice
    )  # fmt: skip


# -- papers ------------------------------------------------------------------------------------


def signed_paper(record: Signing) -> Paper | None:
    """The signed memorandum that is in force."""
    standing = record.memorandum_in_force()
    return standing.paper if standing else None


@dataclass(frozen=True)
class Enclosure:
    """A paper that can go with a packet."""

    paper: Paper
    words: str


def enclosures(proposal: Proposal, record: Signing) -> list[Enclosure]:
    """What can go with a packet: the signed memorandum, and every certified copy."""
    found = []
    if signed := signed_paper(record):
        found.append(Enclosure(signed, str(signed)))
    papers = proposal.papers.select_related("document").in_bulk([one["paper"] for one in copies(proposal)])
    found += [
        Enclosure(papers[one["paper"]], _copy_words(one))
        for one in copies(proposal)
        if one["paper"] in papers
    ]
    return found


def copies(proposal: Proposal) -> list[dict[str, Any]]:
    """Certified copies of this file, as the agreement tells them: resolution, number, recipient, date, paper."""
    return list(ask("certified_copies", proposal))


def _copy_words(copy: dict[str, Any]) -> str:
    return _("Certified copy %(number)s of %(resolution)s, for %(recipient)s") % copy


# -- registrations -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One register: how far its packet is, and the next step."""

    registration: Registration
    state: str
    label: str
    letter: str


def lines(record: Signing) -> list[Line]:
    """All registers that the relationship is entered in, or will be."""
    if record.pk is None:
        return []
    found = record.registrations.select_related("outgoing", "certificate", "by").prefetch_related("papers")
    return [_line(one) for one in found]


def _line(registration: Registration) -> Line:
    outgoing = registration.outgoing
    letter = reverse("outbox:page", args=[outgoing.pk]) if outgoing else ""
    if registration.certificate_on:
        return Line(registration, "complete", _("Registered"), letter)
    if registration.sent_on:
        return Line(registration, "sent", _("Sent, certificate awaited"), letter)
    if outgoing and outgoing.state == Outgoing.State.WAITING:
        return Line(registration, "waiting", outbox.delivery(outgoing).words, letter)
    return Line(registration, "not_started", _("Nothing sent yet"), letter)


def summary(record: Signing) -> tuple[str, str]:
    """State and word for the page of the phase."""
    found = lines(record)
    if found and all(line.state == "complete" for line in found):
        return "complete", _("Registered")
    if found:
        return found[-1].state, found[-1].label
    if record.progress() == Progress.SIGNED:
        return "not_started", _("To be done")
    return "not_started", _("After the signing")
