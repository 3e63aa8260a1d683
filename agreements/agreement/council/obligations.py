"""Conditions that council attached to what it carried: owed by somebody, looked at on a day, met or released (handbook C3)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import Obligation, Resolution, ResolutionState
from proposals.lifecycle import MoveRefused, Phase, lock, require_reason
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.records import history, uploads

history.sentences(
    {
        "obligation.attached": gettext_lazy(
            "Recorded a condition of resolution %(number)s, to be looked at on %(on)s"
        ),
        "obligation.corrected": gettext_lazy("Corrected a condition of council: %(fields)s"),
        "obligation.put_off": gettext_lazy("Looked at a condition of council; the next look is on %(on)s"),
        "obligation.met": gettext_lazy("A condition of council was met on %(on)s"),
        "obligation.released": gettext_lazy("Council released a condition by resolution %(number)s"),
        "obligation.reopened": gettext_lazy("A condition of council is open again"),
    }
)

SETTLED = gettext_lazy("This condition is settled. Open it again first, with a reason.")


@transaction.atomic
def attach(resolution: Resolution, obligation: Obligation, *, by: User) -> Obligation:
    """Keep a condition of a carried resolution. Raises ``MoveRefused`` for any other."""
    proposal = resolution.proposal
    lock(proposal)
    if resolution.state != ResolutionState.CARRIED:
        raise MoveRefused(_("Only what council carried has conditions. Record its decision first."))
    if proposal.phase == Phase.CLOSED:
        raise MoveRefused(_("This file is closed. Reopen it to go on."))
    obligation.proposal, obligation.resolution, obligation.by = proposal, resolution, by
    obligation.save(force_insert=True)
    history.record(
        proposal,
        "obligation.attached",
        by=by,
        number=resolution.number,
        on=obligation.supervised_on,
        obligation=obligation.pk,
    )
    return obligation


@transaction.atomic
def correct(obligation: Obligation, *, seen: int, fields: Iterable[str], by: User, why: str = "") -> None:
    """Keep the changed fields of an open one; with a new day to look at it, the reason is on record.

    Raises ``ChangedMeanwhile`` if somebody else was faster.
    """
    fields = list(fields)
    lock(obligation.proposal)
    _require_open(obligation)
    if not fields:
        return
    if "supervised_on" in fields and not why.strip():
        raise ValidationError(
            {"why": _("The reason is missing. Say how it stands, and why it is looked at another day.")}
        )
    obligation.save_if_unchanged(seen=seen, fields=fields)
    put_off = fields == ["supervised_on"]
    history.record(
        obligation.proposal,
        "obligation.put_off" if put_off else "obligation.corrected",
        by=by,
        remark=why.strip(),
        on=obligation.supervised_on,
        fields=labels(Obligation, fields),
        obligation=obligation.pk,
    )


@transaction.atomic
def meet(
    obligation: Obligation, *, seen: int, on: dt.date, words: str, by: User, evidence: Any = None
) -> None:
    """Record that it is met: when, how, and what shows it."""
    if on > clock.today():
        raise ValidationError(
            {"settled_on": _("This day is still to come. Give the day on which it was met.")}
        )
    _settle(obligation, seen, Obligation.State.MET, on, words, evidence=evidence, by=by)
    history.record(obligation.proposal, "obligation.met", by=by, on=on, obligation=obligation.pk)


def may_release(obligation: Obligation) -> QuerySet[Resolution]:
    """What council carried in this file after it had attached the condition."""
    carried = obligation.proposal.resolutions.filter(state=ResolutionState.CARRIED)
    if obligation.resolution is None:
        return carried
    return carried.exclude(pk=obligation.resolution.pk).filter(
        decided_at__gte=obligation.resolution.decided_at
    )


@transaction.atomic
def release(obligation: Obligation, *, seen: int, resolution: Resolution, words: str, by: User) -> None:
    """Council lets go of a condition; only another resolution of council does that (handbook C3).

    Raises ``ValidationError`` for a resolution that did not carry, or that attached the condition itself.
    """
    if resolution.meeting is None or not may_release(obligation).filter(pk=resolution.pk).exists():
        raise ValidationError(
            {
                "resolution": _(
                    "A condition is released by another resolution that council carried in this file afterwards. Choose that one."
                )
            }
        )
    on = resolution.meeting.held_on
    _settle(obligation, seen, Obligation.State.RELEASED, on, words, released_by=resolution, by=by)
    history.record(
        obligation.proposal,
        "obligation.released",
        by=by,
        number=resolution.number,
        obligation=obligation.pk,
        resolution=resolution.pk,
    )


def _settle(
    obligation: Obligation,
    seen: int,
    state: str,
    on: dt.date,
    words: str,
    *,
    by: User,
    evidence: Any = None,
    released_by: Resolution | None = None,
) -> None:
    lock(obligation.proposal)
    _require_open(obligation)
    if not words.strip():
        raise ValidationError({"settled_words": _("This is missing. Say in a sentence how.")})
    obligation.state, obligation.settled_on, obligation.settled_words = state, on, words.strip()
    obligation.released_by = released_by
    if evidence is not None:
        obligation.evidence = uploads.accept(evidence, by=by)
    obligation.save_if_unchanged(
        seen=seen, fields=["state", "settled_on", "settled_words", "released_by", "evidence"]
    )


@transaction.atomic
def reopen(obligation: Obligation, *, seen: int, by: User, why: str) -> None:
    """It was settled by mistake: it is owed again, and the reason is on record."""
    require_reason(why)
    lock(obligation.proposal)
    if Obligation.objects.select_for_update().get(pk=obligation.pk).is_open:
        raise MoveRefused(_("This condition is open already."))
    obligation.state, obligation.settled_on, obligation.settled_words = Obligation.State.OPEN, None, ""
    obligation.released_by = None
    try:
        obligation.save_if_unchanged(
            seen=seen, fields=["state", "settled_on", "settled_words", "released_by"]
        )
    except ChangedMeanwhile as faster:
        raise MoveRefused(
            _("Somebody else has changed this condition in the meantime. Read it again first.")
        ) from faster
    history.record(obligation.proposal, "obligation.reopened", by=by, remark=why, obligation=obligation.pk)


def _require_open(obligation: Obligation) -> None:
    if not Obligation.objects.select_for_update().get(pk=obligation.pk).is_open:
        raise MoveRefused(str(SETTLED))
