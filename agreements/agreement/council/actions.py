"""From a draft resolution to council’s decision and what follows from it (handbook C2 G7, C3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.agreement.council import drafting, gate, obligations
from agreements.agreement.council.models import (
    COMES_BACK,
    DEALT_WITH_MEANWHILE,
    DECIDED,
    ONE_OPENS_AT_A_TIME,
    OPENING,
    SET_ASIDE,
    Ballot,
    Meeting,
    Obligation,
    Resolution,
    ResolutionKind,
    ResolutionState,
    Vote,
)
from agreements.agreement.council.voting import Tally, tally
from agreements.agreement.models import Agreement
from agreements.agreement.package import actions as package
from agreements.agreement.text import actions as text
from proposals.lifecycle import (
    MoveRefused,
    Phase,
    Turn,
    advance,
    lock,
    pass_turn,
    require,
    require_reason,
)
from proposals.proposal import standing_checks
from proposals.proposal.actions import tell, tell_whose_turn
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.municipality.numbering import next_number
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.models import Event

history.sentences(
    {
        "agreement.before_council": gettext_lazy(
            "Put the resolution on the agenda of %(meeting)s, item %(item)s"
        ),
        "agreement.not_approved": gettext_lazy("Council did not approve"),
        "agreement.with_clerk": gettext_lazy("The resolution is back with the clerk"),
        "agreement.languages_to_follow": gettext_lazy(
            "Council changed the text at the table; the other languages must follow before it is signed"
        ),
        "resolution.drafted": gettext_lazy("Drafted the resolution “%(title)s”"),
        "resolution.agenda": gettext_lazy("Put “%(title)s” on the agenda of %(meeting)s"),
        "resolution.off_agenda": gettext_lazy("Took “%(title)s” off the agenda"),
        "resolution.set_aside": gettext_lazy("“%(title)s” was %(state)s"),
        "resolution.referred_to": gettext_lazy("“%(title)s” was referred to %(to)s"),
        "resolution.taken_up": gettext_lazy("Took up “%(title)s” again"),
        "resolution.carried": gettext_lazy(
            "Council carried resolution %(number)s, %(votes_for)d to %(against)d"
        ),
        "resolution.carried_amended": gettext_lazy(
            "Council carried resolution %(number)s as amended, %(votes_for)d to %(against)d"
        ),
        "resolution.defeated": gettext_lazy("Council defeated “%(title)s”, %(votes_for)d to %(against)d"),
        "resolution.tied": gettext_lazy(
            "“%(title)s” was defeated on a tied vote, %(votes_for)d to %(against)d"
        ),
        "resolution.whole_again": gettext_lazy(
            "Opened the signing under resolution %(number)s: the agreement says the same in all its languages"
        ),
    }
)

NOT_BEFORE_COUNCIL = {"text": None, "text_hash": "", "meeting": None, "item": ""}
"""A draft names no meeting and no text: those of the last time stay in the history."""


# -- the resolution -------------------------------------------------------------------------


@transaction.atomic
def draft(proposal: Proposal, kind: str, *, by: User) -> Resolution:
    """Begin a resolution, with clauses proposed from the file's facts.

    Raises ``MoveRefused`` for a kind that has no place in the file's phase, and
    for a second one that would open the signing while the first is on its way.
    """
    lock(proposal)
    require_kind(proposal, kind)
    resolution = Resolution.objects.create(
        proposal=proposal,
        kind=kind,
        drafted_by=by,
        with_text=kind in OPENING,
        **drafting.titles(proposal, kind),
    )
    drafting.propose(resolution)
    history.record(proposal, "resolution.drafted", by=by, title=resolution.title, resolution=resolution.pk)
    return resolution


def require_kind(proposal: Proposal, kind: str, but: Resolution | None = None) -> None:
    """Raises ``MoveRefused`` if council cannot be asked this now; ``but`` is the draft that asks."""
    if kind not in drafting.kinds_for(proposal):
        words = _(
            "“%(kind)s” has no place in the phase “%(phase)s” of a file. Choose what council can decide now."
        )
        raise MoveRefused(words % {"kind": ResolutionKind(kind).label, "phase": proposal.get_phase_display()})
    if kind not in OPENING:
        return
    others = proposal.resolutions.all()
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.filter(kind__in=OPENING, state=ResolutionState.AGENDA).exists():
        raise MoveRefused(str(ONE_OPENS_AT_A_TIME))
    standing = others.filter(kind=kind, state__in=[ResolutionState.DRAFT, *COMES_BACK]).first()
    if standing is not None:
        words = _(
            "There is one of this kind already, “%(title)s” (%(state)s). Go on with that one, or have the clerk withdraw it."
        )
        raise MoveRefused(
            words % {"title": standing.title, "state": str(standing.get_state_display()).lower()}
        )


@transaction.atomic
def put_on_agenda(
    resolution: Resolution, *, kind: str, held_on: dt.date, place: str, item: str, by: User
) -> None:
    """The clerk puts a complete draft before a meeting of council, with the very text that it approves.

    Raises ``MoveRefused`` in words for a draft with gaps, a clause that is
    missing in a language, and for what the CAO has not signed off as it stands.
    """
    resolution.lock()
    require_kind(resolution.proposal, resolution.kind, but=resolution)
    if missing := lacks(resolution):
        raise MoveRefused(missing)
    if decides_signing(resolution):
        _require_signed_off(Agreement.of(resolution.proposal))
    version = text.freeze(resolution.proposal, by=by) if resolution.with_text else None
    meeting = _meeting(kind, held_on, place.strip())
    _change(
        resolution,
        ResolutionState.DRAFT,
        ResolutionState.AGENDA,
        meeting=meeting,
        item=item,
        text=version,
        text_hash=version.hash if version else "",
        amended=False,
        referred_to="",
    )
    history.record(
        resolution.proposal,
        "resolution.agenda",
        by=by,
        title=resolution.title,
        meeting=str(meeting),
        resolution=resolution.pk,
        text=version.pk if version else None,
    )
    if decides_signing(resolution):
        package.freeze(resolution.proposal, purpose="council", resolution=resolution, by=by)
        event = pass_turn(
            resolution.proposal,
            Turn.COUNCIL,
            "agreement.before_council",
            by=by,
            meeting=str(meeting),
            item=item,
        )
        tell_whose_turn(resolution.proposal, event)


def lacks(resolution: Resolution) -> list[str]:
    """What a draft needs before it goes on an agenda, with the gaps of the text it would approve."""
    found = resolution.lacks() + drafting.blanks(resolution)
    if resolution.with_text and not found:
        found = Agreement.of(resolution.proposal).lacks()["text"]
    return found


def _meeting(kind: str, held_on: dt.date, place: str) -> Meeting:
    """The meeting of that day; a place typed later corrects the earlier one, until council has decided there."""
    meeting, _made = Meeting.objects.get_or_create(kind=kind, held_on=held_on, defaults={"place": place})
    if not place or place == meeting.place:
        return meeting
    if meeting.place and meeting.resolutions.filter(state__in=DECIDED).exists():
        words = _(
            "Council has decided at this meeting already, and its papers name “%(place)s” as its place. Give that place, or leave it empty."
        )
        raise MoveRefused(words % {"place": meeting.place})
    meeting.place = place
    meeting.save(update_fields=["place"])
    return meeting


def decides_signing(resolution: Resolution) -> bool:
    """Whether this resolution, if carried, opens the signing of its file."""
    return resolution.opens_signing and resolution.proposal.phase == Phase.AGREEMENT


def _require_signed_off(record: Agreement) -> None:
    require(record)
    if record.proposal.turn not in (Turn.CLERK, Turn.COUNCIL) or not record.signed_off_text:
        raise MoveRefused(
            _("The CAO has not signed off the request for decision yet. Send it to the CAO first.")
        )
    if record.signed_off_text != record.text_hash:
        raise MoveRefused(
            _("The text of the agreement was changed after the CAO signed it off. Send it to the CAO again.")
        )


@transaction.atomic
def take_off_agenda(resolution: Resolution, *, by: User) -> None:
    """Back to a draft, before council has dealt with it."""
    _change(resolution, ResolutionState.AGENDA, ResolutionState.DRAFT, **NOT_BEFORE_COUNCIL)
    history.record(
        resolution.proposal, "resolution.off_agenda", by=by, title=resolution.title, resolution=resolution.pk
    )
    _back_to_clerk(resolution, by)


@transaction.atomic
def set_aside(resolution: Resolution, state: str, *, by: User, why: str, to: str = "") -> None:
    """Council tabled, postponed, referred or received it, or it was withdrawn; no vote, no number.

    ``to``: to whom it was referred.
    """
    if state not in SET_ASIDE:
        raise MoveRefused(_("Choose whether it was tabled, postponed, referred, received or withdrawn."))
    withdrawn = state == ResolutionState.WITHDRAWN
    if resolution.state != ResolutionState.AGENDA and not (
        withdrawn and resolution.state in (ResolutionState.DRAFT, *COMES_BACK)
    ):
        raise MoveRefused(
            _("Only what is on an agenda can be put off or received. What is not there can be withdrawn.")
        )
    if state == ResolutionState.REFERRED and not to.strip():
        raise MoveRefused(_("Say to whom council referred it, such as a committee."))
    require_reason(why)
    referred_to = to.strip() if state == ResolutionState.REFERRED else ""
    _change(resolution, resolution.state, state, referred_to=referred_to)
    history.record(
        resolution.proposal,
        "resolution.referred_to" if referred_to else "resolution.set_aside",
        by=by,
        remark=why,
        title=resolution.title,
        state=str(ResolutionState(state).label).lower(),
        to=referred_to,
        resolution=resolution.pk,
    )
    _back_to_clerk(resolution, by)


def _back_to_clerk(resolution: Resolution, by: User) -> None:
    if decides_signing(resolution) and resolution.proposal.turn == Turn.COUNCIL:
        pass_turn(resolution.proposal, Turn.CLERK, "agreement.with_clerk", by=by)


@transaction.atomic
def take_up(resolution: Resolution, *, by: User) -> None:
    """Work again on what was tabled, postponed or referred."""
    if not resolution.comes_back:
        raise MoveRefused(_("Only what was tabled, postponed or referred can be taken up again."))
    resolution.lock()
    require_kind(resolution.proposal, resolution.kind, but=resolution)
    _change(resolution, resolution.state, ResolutionState.DRAFT, **NOT_BEFORE_COUNCIL, referred_to="")
    history.record(
        resolution.proposal, "resolution.taken_up", by=by, title=resolution.title, resolution=resolution.pk
    )


# -- the vote -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cast:
    """One member's vote, with the ground of an abstention."""

    member: OfficeHolder
    vote: str
    ground: str = ""


@dataclass(frozen=True)
class Relief:
    """The order by which fewer members may decide (MGA s. 168), and how many suffice by it."""

    quorum: int
    words: str


@transaction.atomic
def record_vote(
    resolution: Resolution,
    cast: list[Cast],
    *,
    mover: OfficeHolder,
    seconder: OfficeHolder | None,
    names_asked_for: bool,
    by: User,
    relief: Relief | None = None,
    conditions: Sequence[Obligation] = (),
) -> Tally:
    """Record council's vote by name; result and number follow from it.

    Raises ``MoveRefused`` in words if a member in office has no vote or two, if
    the movement breaks the jurisdiction's rule, or without a quorum, for then
    council has decided nothing (MGA s. 167-168). What opens the signing needs
    what was looked up to be young enough on the day of the meeting, which may
    have been put off for months. ``conditions``, not saved yet, are what council
    attached to what it carried.
    """
    resolution.lock()
    meeting = require_sitting(resolution)
    members = list(OfficeHolder.objects.on_council(meeting.held_on))
    _require_one_vote_each(cast, members)
    _require_movement(cast, mover, seconder)
    counted = _counted(cast, members, relief)
    _require_same_text(resolution)
    if counted.carried and decides_signing(resolution):
        _require_still_true(resolution.proposal, meeting.held_on)
    if conditions and not counted.carried:
        raise MoveRefused(
            _(
                "Council did not carry this, so it attached no conditions to it. Take them out, or correct the votes."
            )
        )
    _decide(
        resolution,
        counted,
        meeting,
        mover=mover,
        seconder=seconder,
        names_asked_for=names_asked_for,
        relief=relief.words.strip() if relief else "",
    )
    Ballot.objects.bulk_create(
        Ballot(resolution=resolution, member=one.member, vote=one.vote, ground=one.ground, order=order)
        for order, one in enumerate(cast)
    )
    event = history.record(
        resolution.proposal,
        ("resolution.carried_amended" if resolution.amended else "resolution.carried")
        if counted.carried
        else ("resolution.tied" if counted.tied else "resolution.defeated"),
        by=by,
        title=resolution.title,
        number=resolution.number or "",
        votes_for=counted.votes_for,
        against=counted.against,
        resolution=resolution.pk,
    )
    for condition in conditions:
        obligations.attach(resolution, condition, by=by)
    _follow(resolution, by=by)
    tell(resolution.proposal, event, resolution.drafted_by)
    return counted


def require_sitting(resolution: Resolution) -> Meeting:
    """The meeting at which council deals with it now. Raises ``MoveRefused`` if there is none, or none yet."""
    if resolution.state != ResolutionState.AGENDA or resolution.meeting is None:
        raise MoveRefused(
            _("Council deals with a resolution that is on the agenda of a meeting. This one is: %(state)s.")
            % {"state": resolution.get_state_display()}
        )
    meeting: Meeting = resolution.meeting
    if meeting.held_on > clock.today():
        raise MoveRefused(
            _("The meeting is still to come. What council did can be recorded on its day or after.")
        )
    return meeting


def _require_still_true(proposal: Proposal, on: dt.date) -> None:
    if due := standing_checks.stale(proposal, on):
        raise MoveRefused([found.linked() for found in due])


def _counted(cast: list[Cast], members: list[OfficeHolder], relief: Relief | None) -> Tally:
    ours = Municipality.ours()
    usual = ours.quorum_of(len(members))
    if relief and not (relief.words.strip() and 1 <= relief.quorum < usual):
        raise MoveRefused(
            _("An order lets fewer members decide than the usual %(quorum)d. Give that number and the order.")
            % {"quorum": usual}
        )
    counted = tally([ballot.vote for ballot in cast], ours.rules, relief.quorum if relief else usual)
    if counted.has_quorum:
        return counted
    if counted.lost_by_recusal:
        words = ngettext(
            "The quorum was lost, for %(n)d member had to leave the room or abstain: %(present)d left, %(quorum)d needed. Record the item as postponed.",
            "The quorum was lost, for %(n)d members had to leave the room or abstain: %(present)d left, %(quorum)d needed. Record the item as postponed.",
            counted.recused + counted.abstained,
        )
        facts = {"present": counted.present, "quorum": counted.quorum}
        raise MoveRefused(
            [words % {"n": counted.recused + counted.abstained, **facts}, str(ours.rules.relief)]
        )
    words = _(
        "There was no quorum: %(present)d present, %(quorum)d needed. Without it council decides nothing; record the item as postponed."
    )
    raise MoveRefused(words % {"present": counted.present, "quorum": counted.quorum})


def _decide(resolution: Resolution, counted: Tally, meeting: Meeting, **movement: Any) -> None:
    """Carried or defeated, with its number; the resolution is locked, so that no number is given twice or lost."""
    ours = Municipality.ours()
    changes = movement | {"quorum": counted.quorum, "decided_at": clock.now()}
    if counted.carried or ours.rules.numbers_defeated:
        changes["number"] = _number(ours, meeting.held_on)
    state = ResolutionState.CARRIED if counted.carried else ResolutionState.DEFEATED
    _change(resolution, ResolutionState.AGENDA, state, **changes)


def _number(ours: Municipality, on: dt.date) -> str:
    """The next number that no resolution has; one may stand there from before the pattern was changed."""
    number = next_number("resolution", ours.resolution_pattern, on)
    while Resolution.objects.filter(number=number).exists():
        number = next_number("resolution", ours.resolution_pattern, on)
    return number


def _require_one_vote_each(cast: list[Cast], members: list[OfficeHolder]) -> None:
    """Every member in office that day votes once, and whoever is silent has a ground where the law asks for one."""
    voted = [one.member.pk for one in cast]
    reasons = [
        _("%(member)s has two votes. One person has one vote: keep one of them.") % {"member": member}
        for member in dict.fromkeys(str(one.member) for one in cast if voted.count(one.member.pk) > 1)
    ]
    names = [member.name.casefold() for member in members]
    reasons += [
        _(
            "By our records “%(name)s” sat twice on council that day, and one person has one vote. Have the terms of office corrected in “Our city”; two people of one name are told apart there."
        )
        % {"name": name}
        for name in dict.fromkeys(
            member.name for member in members if names.count(member.name.casefold()) > 1
        )
    ]
    if {member.pk for member in members} != set(voted):
        reasons.append(
            _(
                "Give a vote for each member of council who was in office that day; write “absent” for who was not there."
            )
        )
    reasons += [_without_ground(one) for one in cast if not one.ground and _needs_ground(one.vote)]
    if reasons:
        raise MoveRefused(reasons)


def _needs_ground(vote: str) -> bool:
    return vote == Vote.RECUSED or (vote == Vote.ABSTAINED and Municipality.ours().rules.must_vote)


def _without_ground(one: Cast) -> str:
    if one.vote == Vote.RECUSED:
        return _("Give the ground on which %(member)s left the room.") % {"member": one.member}
    words = _(
        "Who is there must vote, unless the law says otherwise. Give the ground on which %(member)s abstained, or correct the vote."
    )
    return words % {"member": one.member}


def _require_movement(cast: list[Cast], mover: OfficeHolder, seconder: OfficeHolder | None) -> None:
    votes = {one.member.pk: one.vote for one in cast}
    reasons = []
    if votes.get(mover.pk) not in (Vote.FOR, Vote.AGAINST):
        reasons.append(
            _(
                "The mover must be a member who was there and voted. Choose another mover, or correct that member’s vote."
            )
        )
    if Municipality.ours().rules.seconder and seconder is None:
        reasons.append(_("In this jurisdiction a motion needs a seconder. Name one."))
    if seconder and (seconder.pk == mover.pk or votes.get(seconder.pk) not in (Vote.FOR, Vote.AGAINST)):
        reasons.append(
            _(
                "The seconder must be another member who was there and voted. Choose another seconder, or correct that member’s vote."
            )
        )
    if reasons:
        raise MoveRefused(reasons)


def _require_same_text(resolution: Resolution) -> None:
    """Council decides on the very text that was put before it, and on one that says something in all its languages."""
    if not resolution.with_text:
        return
    if resolution.text_hash != Agreement.of(resolution.proposal).text_hash:
        raise MoveRefused(
            _(
                "The text of the agreement is no longer the one put before council. Take the resolution off the agenda and put it on again."
            )
        )
    if missing := gate.gaps_in(resolution.text):
        raise MoveRefused(missing)


def _follow(resolution: Resolution, *, by: User) -> None:
    """What a decision means for its file: a carried one of the opening kinds opens the signing (G7)."""
    proposal = resolution.proposal
    if not decides_signing(resolution):
        return
    if resolution.state == ResolutionState.DEFEATED:
        event = pass_turn(proposal, Turn.STAFF, "agreement.not_approved", by=by)
    elif gate.languages_to_follow(resolution):
        event = pass_turn(proposal, Turn.STAFF, "agreement.languages_to_follow", by=by)
    else:
        event = _open_signing(resolution, by=by)
    tell_whose_turn(proposal, event)


def _open_signing(resolution: Resolution, *, by: User) -> Event:
    proposal = resolution.proposal
    assert resolution.meeting is not None
    proposal.approved_on, proposal.approval = (
        resolution.meeting.held_on,
        _("Resolution %(number)s") % {"number": resolution.number},
    )
    proposal.save(update_fields=["approved_on", "approval"])
    return advance(Decided(resolution), by=by, turn=Turn.CLERK)


@transaction.atomic
def open_signing(resolution: Resolution, *, by: User, why: str = "") -> None:
    """Open the signing of what council carried with changes, once every language says the same.

    Where the text had to be changed for that, it is a minor edit of the officer
    to whom the resolution gave that right, with the reason; without that right
    it goes before council again (G7). Raises ``MoveRefused``.
    """
    resolution.lock()
    if missing := opening_lacks(resolution):
        raise MoveRefused(missing)
    _require_still_true(resolution.proposal, clock.today())
    if Agreement.of(resolution.proposal).text_hash != resolution.text_hash:
        require_reason(why)
        text.freeze(resolution.proposal, by=by, why=why, resolution=resolution, minor=True)
    history.record(
        resolution.proposal,
        "resolution.whole_again",
        by=by,
        remark=why,
        number=resolution.number,
        resolution=resolution.pk,
    )
    tell_whose_turn(resolution.proposal, _open_signing(resolution, by=by))


def opening_lacks(resolution: Resolution) -> list[str]:
    """Why a resolution that was carried with changes does not open the signing yet."""
    if not gate.waits_for_languages(resolution):
        return [
            _(
                "This resolution does not wait for the other languages of the agreement. Open its page to see its state."
            )
        ]
    found = gate.languages_to_follow(resolution)
    # What is still to follow will change the text, so that the people who translate it know beforehand.
    changed = bool(found) or Agreement.of(resolution.proposal).text_hash != resolution.text_hash
    if changed and not resolution.delegates_minor_edits:
        found.append(
            _(
                "Resolution %(number)s lets nobody edit the text after the vote. Draft another one, so that council decides on the text in all its languages."
            )
            % {"number": resolution.number}
        )
    return found


class Decided:
    """The agreement phase after council's vote, as the gate to signing sees it."""

    phase = Phase.AGREEMENT

    def __init__(self, resolution: Resolution) -> None:
        self.resolution, self.proposal = resolution, resolution.proposal

    def missing(self) -> list[str]:
        if self.resolution.state == ResolutionState.CARRIED and self.resolution.opens_signing:
            return gate.languages_to_follow(self.resolution)
        return [
            _(
                "Council has not carried a resolution that establishes the relationship or authorises the signature."
            )
        ]


def _change(resolution: Resolution, seen: str, to: str, **changes: Any) -> None:
    """Move a resolution to another state, if it still is in the one that was seen."""
    resolution.lock()
    if seen in DECIDED or not claim(
        Resolution.objects.filter(pk=resolution.pk, state=seen), state=to, **changes
    ):
        raise MoveRefused(str(DEALT_WITH_MEANWHILE))
    for name, value in {"state": to, **changes}.items():
        setattr(resolution, name, value)
