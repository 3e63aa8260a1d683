"""How the twinning policy changes: by a new version, and by nothing else once it holds.

A version whose day has not come, and with which nothing was made, may be
corrected or withdrawn; withdrawn ones stay readable.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Cap, Criterion, Line, Measure, Policy
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.records import history
from twinning.records.claims import claim

history.sentences(
    {
        "city.policy_changed": gettext_lazy(
            "Entered version %(number)s of the twinning policy, which takes effect on %(day)s"
        ),
        "city.policy_corrected": gettext_lazy(
            "Corrected version %(number)s of the twinning policy: %(fields)s"
        ),
        "city.policy_withdrawn": gettext_lazy(
            "Withdrew version %(number)s of the twinning policy before it took effect"
        ),
    }
)

TAKES_EFFECT = gettext_lazy(
    "This version is in force or was used. Make a new version with the button “Change the policy”."
)


def why_not(policy: Policy) -> str:
    """Why a version can be neither corrected nor withdrawn; empty if it can."""
    if policy.withdrawn_at:
        return _("This version was withdrawn. Make a new version with the button “Change the policy”.")
    return "" if policy.is_coming and not policy.is_used else str(TAKES_EFFECT)


def change_policy(policy: Policy, lines: Sequence[Line], *, seen: int, by: Any) -> None:
    """Save a new version with its lines.

    ``seen``: the number of the latest version when the form was opened. Raises
    ``ChangedMeanwhile`` if another one came since, ``ValidationError`` for a
    policy by which nothing could be weighed or that would reach back.
    """
    with transaction.atomic():
        city = Municipality.objects.select_for_update().get(pk=1)
        latest = Policy.objects.order_by("-number").first()
        if latest is not None and latest.number != seen:
            raise ChangedMeanwhile(latest)
        _refuse(policy, lines)
        policy.number, policy.version = (latest.number if latest else 0) + 1, 1
        policy.save(force_insert=True)
        _write(policy, lines)
        history.record(
            city,
            "city.policy_changed",
            by=by,
            policy=policy.pk,
            number=policy.number,
            day=policy.in_force_from,
        )


def correct_policy(
    policy: Policy, lines: Sequence[Line], *, seen: int, fields: Iterable[str], tables: Sequence[str], by: Any
) -> None:
    """Put a coming version right. ``tables``: the names, for the record, of the tables that changed.

    Raises ``ChangedMeanwhile`` if somebody else was faster, and ``ValidationError``
    as ``change_policy`` does or once the version holds or was used.
    """
    fields = list(fields)
    if not fields and not tables:
        return
    with transaction.atomic():
        city = Municipality.objects.select_for_update().get(pk=1)
        stored = Policy.objects.select_for_update().get(pk=policy.pk)
        if reason := why_not(stored):
            raise ValidationError(reason)
        _refuse(policy, lines)
        policy.save_if_unchanged(seen=seen, fields=fields)
        if tables:
            for kind in (Criterion, Measure, Cap):
                kind._default_manager.filter(policy=policy).delete()
            _write(policy, lines)
        changed = [part for part in (labels(Policy, fields), *tables) if part]
        history.record(
            city,
            "city.policy_corrected",
            by=by,
            policy=policy.pk,
            number=policy.number,
            fields=", ".join(changed),
        )


def withdraw_policy(policy: Policy, *, why: str, by: Any) -> None:
    """Take a coming version back, with a reason. Raises ``ValidationError`` once it holds, was used or is withdrawn."""
    with transaction.atomic():
        city = Municipality.objects.select_for_update().get(pk=1)
        stored = Policy.objects.select_for_update().get(pk=policy.pk)
        if reason := why_not(stored):
            raise ValidationError(reason)
        claim(Policy.objects.filter(pk=policy.pk, withdrawn_at=None), withdrawn_at=clock.now())
        history.record(
            city, "city.policy_withdrawn", by=by, remark=why, policy=policy.pk, number=policy.number
        )


def _refuse(policy: Policy, lines: Sequence[Line]) -> None:
    """A policy does not reach back: what was decided before was decided by another one."""
    if policy.in_force_from < clock.today():
        raise ValidationError(
            _("A policy cannot take effect in the past. Choose today or a later day to take effect.")
        )
    measures = [line for line in lines if isinstance(line, Measure)]
    if not any(measure.weight > 0 for measure in measures):
        raise ValidationError(
            _("Nothing could be weighed by this policy. Keep at least one measure with a weight above 0.")
        )
    caps = [(line.what, line.kind) for line in lines if isinstance(line, Cap)]
    if len(set(caps)) < len(caps):
        raise ValidationError(_("The same limit is given twice. Keep one of the two."))


def _write(policy: Policy, lines: Sequence[Line]) -> None:
    """Keep the lines in their order. A measure keeps its code through all versions, so that scores can be compared."""
    codes = {line.code for line in lines if isinstance(line, Measure) and line.code}
    for order, line in enumerate(lines):
        line.pk, line.order = None, order
        line.policy = policy  # type: ignore[attr-defined]  # every kind of line has one
        if isinstance(line, Measure) and not line.code:
            line.code = _code(line.title, codes)
            codes.add(line.code)
        line.save(force_insert=True)


def _code(title: str, taken: set[str]) -> str:
    """A word for a new measure that no other measure of the version has."""
    word = slugify(title)[:24] or "measure"
    return next(
        code for n in range(1, len(taken) + 2) if (code := word if n == 1 else f"{word}-{n}") not in taken
    )
