"""Which committees carry a relationship, and that each has its counterpart: on the file, paired, confirmed, taken back."""

import datetime as dt
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from committees.register.actions import open_committee
from proposals.correspondence.mirror import belonging
from proposals.correspondence.mirror.models import NO_EVIDENCE
from proposals.correspondence.models import Confirmation, Correspondence, FileCommittee
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history, uploads
from twinning.records.claims import claim
from twinning.records.templatetags.house import day
from twinning.records.uploads import Checked

history.sentences(
    {
        "mirror.linked": gettext_lazy("Put a committee on the file (%(side)s)"),
        "mirror.paired": gettext_lazy("Named a committee of the other community as the counterpart of ours"),
        "mirror.unpaired": gettext_lazy("Said that a committee is no counterpart of ours"),
        "mirror.confirmed": gettext_lazy("The other community confirmed its committee on %(on)s"),
        "mirror.accepted": gettext_lazy(
            "Accepted a committee on behalf of the other community, with evidence of %(on)s"
        ),
        "mirror.withdrawn": gettext_lazy("Took back a confirmation of %(on)s"),
        "mirror.removed": gettext_lazy("Took a committee off the file (%(side)s)"),
    }
)
Way = Confirmation.Way
LONG_BEFORE = 5
"""In years: nobody confirmed a counterpart so long before there was a file (our own figure)."""


@transaction.atomic
def link_ours(proposal: Proposal, by: User) -> FileCommittee | None:
    """Put the committee that the planning named on the file, once; None where it named none, or somebody took it off."""
    if proposal.committee is None:
        return None
    record = _record(proposal)
    known = record.committees.filter(committee=proposal.committee).first()
    if known is None:
        return _put(record, proposal.committee, by=by)
    return known if known.removed_at is None else None


@transaction.atomic
def link(
    proposal: Proposal, committee: Committee, *, by: User, mirrors: FileCommittee | None = None
) -> FileCommittee:
    """Put a committee on the file, if it is not on it yet; ``mirrors``: the one of ours whose counterpart it is.

    Raises ``MoveRefused`` for a body of others, for another city's committee, and for a pair that is none.
    """
    lock(proposal)
    link_ours(proposal, by)
    record = _record(proposal)
    if committee.is_of_others:
        raise MoveRefused(
            _("This body belongs to two other cities and is kept as an example. Choose another one.")
        )
    if words := belonging.why_not(committee, proposal.community):
        raise MoveRefused(words)
    named = record.committees.standing().filter(committee=committee).first()
    if named is None:
        named = _put(record, committee, by=by)
    if mirrors is not None:
        _pair(named, mirrors, by=by)
    return named


@transaction.atomic
def put_on_file(
    proposal: Proposal, committee: Committee, *, by: User, counterpart_of: Committee | None = None
) -> FileCommittee:
    """The same for a committee that may be new to the register, and for the one of ours by its place in the register.

    Raises as ``link`` and ``open_committee`` do.
    """
    lock(proposal)
    if committee._state.adding:
        open_committee(committee, by=by)
    link_ours(proposal, by)
    here = FileCommittee.objects.here().filter(record__proposal=proposal)
    mirrors = here.filter(committee=counterpart_of).first() if counterpart_of else None
    return link(proposal, committee, by=by, mirrors=mirrors)


def _record(proposal: Proposal) -> Correspondence:
    record, _made = Correspondence.objects.get_or_create(proposal=proposal)
    return record


def _put(record: Correspondence, committee: Committee, *, by: User) -> FileCommittee:
    """On the file, or on it again."""
    named, made = FileCommittee.objects.get_or_create(record=record, committee=committee, defaults={"by": by})
    if not made:
        named.removed_at, named.mirrors = None, None
        named.save(update_fields=["removed_at", "mirrors"])
    history.record(
        record.proposal,
        "mirror.linked",
        by=by,
        committee=committee.pk,
        side=str(committee.get_side_display()),
    )
    return named


@transaction.atomic
def pair(named: FileCommittee, mirrors: FileCommittee | None, *, by: User) -> None:
    """Say whose counterpart a committee of theirs is, or with None that it is nobody's. Raises ``MoveRefused`` for a pair that is none."""
    proposal = named.record.proposal
    lock(proposal)
    if mirrors is not None:
        _pair(named, mirrors, by=by)
        return
    named.mirrors = None
    named.save(update_fields=["mirrors"])
    history.record(proposal, "mirror.unpaired", by=by, committee=named.committee.pk)


def _pair(named: FileCommittee, mirrors: FileCommittee, *, by: User) -> None:
    theirs = named.is_theirs and mirrors.committee.side == Committee.Side.OURS
    if not theirs or mirrors.record_id != named.record_id or mirrors.removed_at is not None:
        raise MoveRefused(
            _(
                "A counterpart is a committee of the other community beside one of ours, both on this file. Choose another pair."
            )
        )
    named.mirrors = mirrors
    named.save(update_fields=["mirrors"])
    history.record(
        named.record.proposal,
        "mirror.paired",
        by=by,
        committee=named.committee.pk,
        ours=mirrors.committee.pk,
    )


@transaction.atomic
def confirm(
    named: FileCommittee,
    *,
    way: str,
    on: dt.date,
    channel: str,
    words: str,
    evidence: File | Checked | None = None,
    by: User,
) -> Confirmation:
    """Note that the other community confirmed its committee, or that it was accepted on its behalf (handbook G5).

    Raises ``MoveRefused`` for a committee that is not theirs, for a day to come or
    long before the file, and for an acceptance without evidence; ``ValidationError`` for a file that is refused.
    """
    proposal = named.record.proposal
    lock(proposal)
    named.refresh_from_db(fields=["removed_at"])
    if named.removed_at is not None:
        raise MoveRefused(_("This committee was taken off the file. Put it on the file again first."))
    if not named.is_theirs:
        raise MoveRefused(_("Only a committee of the other community is confirmed by it. Choose that one."))
    if reason := belonging.why_not(named.committee, proposal.community):
        raise MoveRefused(reason)
    _require_day(proposal, on)
    if way == Way.ACCEPTED and evidence is None:
        raise MoveRefused(str(NO_EVIDENCE))
    said = Confirmation.objects.create(
        committee=named,
        way=way,
        on=on,
        channel=channel,
        words=words,
        evidence=None if evidence is None else uploads.accept(evidence, by=by),
        by=by,
    )
    verb = "mirror.confirmed" if way == Way.CONFIRMED else "mirror.accepted"
    history.record(proposal, verb, by=by, on=on, **_of(said))
    return said


def _require_day(proposal: Proposal, on: dt.date) -> None:
    if on > clock.today():
        raise MoveRefused(_("This day is still to come. Give the day on which it happened."))
    opened = timezone.localdate(proposal.opened_at)
    if (on.year + LONG_BEFORE, on.month, on.day) < (opened.year, opened.month, opened.day):
        raise MoveRefused(
            _(
                "This day is more than five years before the file was opened on %(day)s. Give the day on which it happened."
            )
            % {"day": day(opened)}
        )


@transaction.atomic
def withdraw(said: Confirmation, *, by: User, why: str) -> None:
    """Take a confirmation back, with the reason; the gate asks again. Raises ``MoveRefused`` without one, or if it was taken back already."""
    require_reason(why)
    proposal = said.committee.record.proposal
    lock(proposal)
    standing = Confirmation.objects.filter(pk=said.pk, withdrawn_at=None)
    if not claim(standing, withdrawn_at=clock.now()):
        raise MoveRefused(_("Somebody else has taken this back already. Nothing needs to be done."))
    history.record(proposal, "mirror.withdrawn", by=by, remark=why, on=said.on, **_of(said))


@transaction.atomic
def remove(named: FileCommittee, *, by: User, why: str) -> None:
    """Take a committee off the file, with the reason.

    Raises ``MoveRefused`` without one, while a confirmation stands, or while it has a counterpart.
    """
    require_reason(why)
    proposal = named.record.proposal
    lock(proposal)
    if named.confirmations.filter(withdrawn_at=None).exists():
        raise MoveRefused(
            _("A confirmation of this committee stands on record. Take it back first, with its reason.")
        )
    if named.mirrored_by.filter(removed_at=None).exists():
        raise MoveRefused(
            _("A committee of the other community is its counterpart. Pair that one anew first.")
        )
    if not claim(FileCommittee.objects.filter(pk=named.pk, removed_at=None), removed_at=clock.now()):
        raise MoveRefused(_("Somebody else has taken it off the file already. Nothing needs to be done."))
    history.record(
        proposal,
        "mirror.removed",
        by=by,
        remark=why,
        committee=named.committee.pk,
        side=str(named.committee.get_side_display()),
    )


def _of(said: Confirmation) -> dict[str, Any]:
    return {
        "confirmation": said.pk,
        "committee": said.committee.committee_id,
        "evidence": said.evidence_id,
    }
