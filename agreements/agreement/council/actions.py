"""From a draft resolution to council’s decision and what follows from it (handbook C2 G7, C3)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council import drafting
from agreements.agreement.council.models import (
    DEALT_WITH_MEANWHILE,
    DECIDED,
    OPENING,
    SET_ASIDE,
    Ballot,
    Meeting,
    Resolution,
    ResolutionState,
    Vote,
)
from agreements.agreement.council.voting import Tally, tally
from agreements.agreement.models import Agreement
from proposals.lifecycle import (
    MoveRefused,
    Phase,
    Turn,
    advance,
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

history.sentences(
    {
        "agreement.before_council": gettext_lazy(
            "Put the resolution on the agenda of %(meeting)s, item %(item)s"
        ),
        "agreement.not_approved": gettext_lazy("Council did not approve"),
        "agreement.with_clerk": gettext_lazy("The resolution is back with the clerk"),
        "resolution.drafted": gettext_lazy("Drafted the resolution “%(title)s”"),
        "resolution.agenda": gettext_lazy("Put “%(title)s” on the agenda of %(meeting)s"),
        "resolution.off_agenda": gettext_lazy("Took “%(title)s” off the agenda"),
        "resolution.set_aside": gettext_lazy("“%(title)s” was %(state)s"),
        "resolution.taken_up": gettext_lazy("Took up “%(title)s” again"),
        "resolution.carried": gettext_lazy(
            "Council carried resolution %(number)s, %(votes_for)d to %(against)d"
        ),
        "resolution.defeated": gettext_lazy("Council defeated “%(title)s”, %(votes_for)d to %(against)d"),
    }
)


# -- the resolution -------------------------------------------------------------------------


@transaction.atomic
def draft(proposal: Proposal, kind: str, *, by: User) -> Resolution:
    """Begin a resolution, with clauses proposed from the file's facts."""
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


@transaction.atomic
def put_on_agenda(
    resolution: Resolution, *, kind: str, held_on: dt.date, place: str, item: str, by: User
) -> None:
    """The clerk puts a complete draft before a meeting of council."""
    if missing := resolution.lacks():
        raise MoveRefused(missing)
    record = Agreement.of(resolution.proposal)
    if decides_signing(resolution):
        _require_signed_off(record)
    meeting, _made = Meeting.objects.get_or_create(kind=kind, held_on=held_on, defaults={"place": place})
    text = record.text_hash if resolution.with_text else ""
    _change(
        resolution, ResolutionState.DRAFT, ResolutionState.AGENDA, meeting=meeting, item=item, text_hash=text
    )
    history.record(
        resolution.proposal,
        "resolution.agenda",
        by=by,
        title=resolution.title,
        meeting=str(meeting),
        resolution=resolution.pk,
    )
    if decides_signing(resolution):
        event = pass_turn(
            resolution.proposal,
            Turn.COUNCIL,
            "agreement.before_council",
            by=by,
            meeting=str(meeting),
            item=item,
        )
        tell_whose_turn(resolution.proposal, event)


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
    _change(resolution, ResolutionState.AGENDA, ResolutionState.DRAFT)
    history.record(
        resolution.proposal, "resolution.off_agenda", by=by, title=resolution.title, resolution=resolution.pk
    )
    _back_to_clerk(resolution, by)


@transaction.atomic
def set_aside(resolution: Resolution, state: str, *, by: User, why: str) -> None:
    """Council tabled, postponed or referred it, or it was withdrawn; no vote, no number."""
    if state not in SET_ASIDE:
        raise MoveRefused(_("Choose whether it was tabled, postponed, referred or withdrawn."))
    require_reason(why)
    _change(resolution, resolution.state, state)
    words = str(ResolutionState(state).label).lower()
    history.record(
        resolution.proposal,
        "resolution.set_aside",
        by=by,
        remark=why,
        title=resolution.title,
        state=words,
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
    _change(resolution, resolution.state, ResolutionState.DRAFT)
    history.record(
        resolution.proposal, "resolution.taken_up", by=by, title=resolution.title, resolution=resolution.pk
    )


@dataclass(frozen=True)
class Cast:
    """One member's vote, with the ground of an abstention."""

    member: OfficeHolder
    vote: str
    ground: str = ""


@transaction.atomic
def record_vote(
    resolution: Resolution,
    cast: list[Cast],
    *,
    mover: OfficeHolder,
    seconder: OfficeHolder | None,
    names_asked_for: bool,
    by: User,
) -> Tally:
    """Record council's vote by name; result and number follow from it.

    Raises ``MoveRefused`` in words if a member in office has no vote, if the
    movement breaks the jurisdiction's rule, or without a quorum, for then
    council has decided nothing (MGA s. 167-168). What opens the signing needs
    what was looked up to be young enough on the day of the meeting, which may
    have been put off for months.
    """
    if resolution.meeting is None:
        raise MoveRefused(_("This resolution is not on the agenda of a meeting."))
    members = list(OfficeHolder.objects.on_council(resolution.meeting.held_on))
    _require_movement(cast, members, mover, seconder)
    counted = _counted(cast, members)
    resolution.lock()
    _require_same_text(resolution)
    if counted.carried and decides_signing(resolution):
        _require_still_true(resolution.proposal, resolution.meeting.held_on)
    _decide(
        resolution,
        counted,
        resolution.meeting,
        mover=mover,
        seconder=seconder,
        names_asked_for=names_asked_for,
    )
    Ballot.objects.bulk_create(
        Ballot(resolution=resolution, member=one.member, vote=one.vote, ground=one.ground, order=order)
        for order, one in enumerate(cast)
    )
    event = history.record(
        resolution.proposal,
        f"resolution.{resolution.state}",
        by=by,
        title=resolution.title,
        number=resolution.number or "",
        votes_for=counted.votes_for,
        against=counted.against,
        resolution=resolution.pk,
    )
    _follow(resolution, by=by)
    tell(resolution.proposal, event, resolution.drafted_by)
    return counted


def _require_still_true(proposal: Proposal, on: dt.date) -> None:
    if due := standing_checks.stale(proposal, on):
        raise MoveRefused([found.linked() for found in due])


def _counted(cast: list[Cast], members: list[OfficeHolder]) -> Tally:
    ours = Municipality.ours()
    counted = tally([ballot.vote for ballot in cast], ours.rules, ours.quorum_of(len(members)))
    if not counted.has_quorum:
        words = _(
            "There was no quorum: %(present)d present, %(quorum)d needed. Without it council decides nothing; record the item as postponed."
        )
        raise MoveRefused(words % {"present": counted.present, "quorum": counted.quorum})
    return counted


def _decide(resolution: Resolution, counted: Tally, meeting: Meeting, **movement: Any) -> None:
    """Carried or defeated, with its number; the resolution is locked, so that no number is given twice or lost."""
    ours = Municipality.ours()
    changes = movement | {"quorum": counted.quorum, "decided_at": clock.now()}
    if counted.carried or ours.rules.numbers_defeated:
        changes["number"] = next_number("resolution", ours.resolution_pattern, meeting.held_on)
    state = ResolutionState.CARRIED if counted.carried else ResolutionState.DEFEATED
    _change(resolution, ResolutionState.AGENDA, state, **changes)


def _require_movement(
    cast: list[Cast], members: list[OfficeHolder], mover: OfficeHolder, seconder: OfficeHolder | None
) -> None:
    votes = {one.member.pk: one.vote for one in cast}
    reasons = []
    if set(votes) != {member.pk for member in members} or len(cast) != len(members):
        reasons.append(
            _(
                "Give a vote for each member of council who was in office that day; write “absent” for who was not there."
            )
        )
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
    if resolution.with_text and resolution.text_hash != Agreement.of(resolution.proposal).text_hash:
        raise MoveRefused(
            _(
                "The text of the agreement is no longer the one put before council. Take the resolution off the agenda and put it on again."
            )
        )


def _follow(resolution: Resolution, *, by: User) -> None:
    """What a decision means for its file: a carried one of the opening kinds opens the signing (G7)."""
    proposal = resolution.proposal
    if not decides_signing(resolution):
        return
    if resolution.state == ResolutionState.DEFEATED:
        event = pass_turn(proposal, Turn.STAFF, "agreement.not_approved", by=by)
    else:
        assert resolution.meeting is not None
        proposal.approved_on, proposal.approval = (
            resolution.meeting.held_on,
            _("Resolution %(number)s") % {"number": resolution.number},
        )
        proposal.save(update_fields=["approved_on", "approval"])
        event = advance(Decided(resolution), by=by, turn=Turn.CLERK)
    tell_whose_turn(proposal, event)


class Decided:
    """The agreement phase after council's vote, as the gate to signing sees it."""

    phase = Phase.AGREEMENT

    def __init__(self, resolution: Resolution) -> None:
        self.resolution, self.proposal = resolution, resolution.proposal

    def missing(self) -> list[str]:
        if self.resolution.state == ResolutionState.CARRIED and self.resolution.opens_signing:
            return []
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
