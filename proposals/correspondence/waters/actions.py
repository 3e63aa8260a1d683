"""What both communities try together before they bind themselves, and what came of it; each step with an event."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence import told
from proposals.correspondence.models import Correspondence, Delegate, Delegation, Pilot
from proposals.correspondence.waters.models import ENDS_TOO_EARLY, NOT_BEGUN, Undertaking, has_not_begun
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from twinning.accounts.models import User
from twinning.municipality.versions import labels
from twinning.records import history, uploads

history.sentences(
    {
        "pilot.added": gettext_lazy("Entered a pilot programme"),
        "pilot.corrected": gettext_lazy("Corrected a pilot programme: %(fields)s"),
        "pilot.result": gettext_lazy("Wrote down what came of a pilot programme"),
        "pilot.removed": gettext_lazy("Removed a pilot programme"),
        "delegation.added": gettext_lazy("Entered a delegation"),
        "delegation.corrected": gettext_lazy("Corrected a delegation: %(fields)s"),
        "delegation.result": gettext_lazy("Wrote down the report of a delegation"),
        "delegation.removed": gettext_lazy("Removed a delegation"),
    }
)
CHANGED = gettext_lazy("Somebody else has changed this in the meantime. Read it again before you remove it.")
LONGEST_REMARK = 300


@transaction.atomic
def add_pilot(proposal: Proposal, pilot: Pilot, *, by: User) -> None:
    """Enter a programme. Raises ``ValidationError`` for dates that cannot be."""
    _add(proposal, pilot, by)
    history.record(proposal, "pilot.added", by=by, pilot=pilot.pk, starts=pilot.starts)


@transaction.atomic
def add_delegation(
    proposal: Proposal, delegation: Delegation, members: Sequence[Delegate], *, by: User
) -> None:
    """Enter a visit with those who go. Raises ``ValidationError`` for dates that cannot be."""
    _add(proposal, delegation, by)
    _keep_members(delegation, members)
    history.record(proposal, "delegation.added", by=by, delegation=delegation.pk, starts=delegation.starts)


@transaction.atomic
def correct(
    proposal: Proposal, undertaking: Undertaking, *, seen: int, fields: Iterable[str], by: User
) -> None:
    """Keep the changed fields; the first result of a programme is an event of its own.

    Raises ``ChangedMeanwhile`` if somebody else was faster.
    """
    lock(proposal)
    if fields := list(fields):
        _correct(proposal, undertaking, seen, fields, by)


@transaction.atomic
def correct_delegation(
    proposal: Proposal,
    delegation: Delegation,
    members: Sequence[Delegate] | None,
    *,
    seen: int,
    fields: Iterable[str],
    by: User,
) -> None:
    """The same for a visit; ``members`` take the place of those who stood there, none leaves them as they are."""
    lock(proposal)
    fields = list(fields)
    if members is not None:
        _correct(proposal, delegation, seen, fields, by, also=_("members"))
        _keep_members(delegation, members)
    elif fields:
        _correct(proposal, delegation, seen, fields, by)


@transaction.atomic
def report_delegation(
    proposal: Proposal,
    delegation: Delegation,
    *,
    seen: int,
    fields: Iterable[str],
    by: User,
    file: Any = None,
    take_off: bool = False,
) -> None:
    """Keep what a delegation reports: words, a ``file``, or both.

    ``take_off`` takes the file off that stood there. Raises ``ValidationError`` for a file that is refused.
    """
    lock(proposal)
    fields = list(fields)
    if file is not None:
        delegation.report_file = uploads.accept(file, by=by)
        fields.append("report_file")
    elif take_off and delegation.report_file is not None:
        delegation.report_file = None
        fields.append("report_file")
    if fields:
        _correct(proposal, delegation, seen, fields, by)


@transaction.atomic
def remove(proposal: Proposal, undertaking: Undertaking, *, seen: int, by: User, why: str) -> None:
    """Take out what was entered by mistake, with the reason.

    Raises ``MoveRefused`` without a reason, once it is written down what came
    of it, or if somebody changed it meanwhile.
    """
    require_reason(why)
    lock(proposal)
    now = type(undertaking)._default_manager.select_for_update().filter(pk=undertaking.pk).first()
    if now is None or now.version != seen:
        raise MoveRefused(str(CHANGED))
    if now.has_outcome:
        raise MoveRefused(
            _("It is written down what came of this, so it stays. Correct what is wrong in it instead.")
        )
    kind, pk = _kind(now), now.pk
    if isinstance(now, Delegation):
        now.members.all().delete()
    now.delete()
    history.record(proposal, f"{kind}.removed", by=by, remark=why, **{kind: pk})


def _add(proposal: Proposal, undertaking: Undertaking, by: User) -> None:
    lock(proposal)
    record, _made = Correspondence.objects.get_or_create(proposal=proposal)
    undertaking.record, undertaking.by = record, by  # type: ignore[attr-defined]
    _refuse_impossible(undertaking)
    undertaking.save(force_insert=True)


def _correct(
    proposal: Proposal, undertaking: Undertaking, seen: int, fields: list[str], by: User, also: str = ""
) -> None:
    _refuse_impossible(undertaking)
    before = type(undertaking)._default_manager.get(pk=undertaking.pk)
    undertaking.save_if_unchanged(seen=seen, fields=fields)
    kind = _kind(undertaking)
    if undertaking.has_outcome and not before.has_outcome:
        history.record(proposal, f"{kind}.result", by=by, **{kind: undertaking.pk})
        return
    changed = labels(type(undertaking), fields)
    history.record(
        proposal,
        f"{kind}.corrected",
        by=by,
        remark=told.before(before, fields, most=LONGEST_REMARK),
        fields=", ".join(words for words in (changed, also) if words),
        **{kind: undertaking.pk},
    )


def _refuse_impossible(undertaking: Undertaking) -> None:
    """What every form says already, for whoever comes without one."""
    if undertaking.starts and undertaking.ends and undertaking.ends < undertaking.starts:
        raise ValidationError(str(ENDS_TOO_EARLY))
    if undertaking.has_outcome and has_not_begun(undertaking.starts):
        raise ValidationError(str(NOT_BEGUN))


def _keep_members(delegation: Delegation, members: Sequence[Delegate]) -> None:
    delegation.members.exclude(key__in=[member.key for member in members]).delete()
    for order, member in enumerate(members):
        member.record, member.order = delegation, order
        member.save()


def _kind(undertaking: Undertaking) -> str:
    return "pilot" if isinstance(undertaking, Pilot) else "delegation"
