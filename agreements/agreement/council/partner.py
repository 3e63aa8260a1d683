"""Who must approve over there, in which order, and how far that is (handbook finding 10)."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import PartnerStep
from agreements.agreement.council.partner_paths import Suggestion, suggestions
from agreements.agreement.models import Agreement
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import labels
from twinning.records import history, uploads
from twinning.records.papers import in_the_citys_language

history.sentences(
    {
        "partner.added": gettext_lazy("Wrote down who must approve over there: %(body)s"),
        "partner.corrected": gettext_lazy("Corrected a step of their approval, %(body)s: %(fields)s"),
        "partner.done": gettext_lazy("A step of their approval was done on %(on)s: %(body)s"),
        "partner.undone": gettext_lazy("A step of their approval is open again: %(body)s"),
        "partner.moved": gettext_lazy("Changed the order of their approval"),
        "partner.removed": gettext_lazy("Removed a step of their approval: %(body)s"),
    }
)

CHANGED = gettext_lazy("Somebody else has changed this step in the meantime. Read it again first.")


@transaction.atomic
def add(step: PartnerStep, *, by: User, evidence: Any = None) -> PartnerStep:
    """Write down one more step, at the end of the others."""
    proposal = step.record.proposal
    lock(proposal)
    if step.record.pk is None:
        step.record = Agreement.objects.get_or_create(proposal=proposal)[0]
    _refuse_impossible(step)
    if evidence is not None:
        step.evidence = uploads.accept(evidence, by=by)
    last = step.record.partner_steps.aggregate(last=Max("order"))["last"]
    step.order = 0 if last is None else last + 1
    step.save(force_insert=True)
    history.record(proposal, "partner.added", by=by, body=step.body, step=step.pk)
    if step.done_on:
        history.record(proposal, "partner.done", by=by, body=step.body, on=step.done_on, step=step.pk)
    return step


@transaction.atomic
def correct(step: PartnerStep, *, seen: int, fields: Iterable[str], by: User, evidence: Any = None) -> None:
    """Keep the changed fields; the day on which it was done is an event of its own.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError`` for a day still to come.
    """
    proposal, fields = step.record.proposal, list(fields)
    lock(proposal)
    _refuse_impossible(step)
    if evidence is not None:
        step.evidence = uploads.accept(evidence, by=by)
        fields.append("evidence")
    if not fields:
        return
    before = PartnerStep.objects.get(pk=step.pk)
    step.save_if_unchanged(seen=seen, fields=fields)
    said: dict[str, Any] = {"body": step.body, "step": step.pk}
    if step.done_on and not before.done_on:
        history.record(proposal, "partner.done", by=by, on=step.done_on, **said)
    elif before.done_on and not step.done_on:
        history.record(proposal, "partner.undone", by=by, **said)
    else:
        history.record(proposal, "partner.corrected", by=by, fields=labels(PartnerStep, fields), **said)


@transaction.atomic
def move(step: PartnerStep, *, up: bool, by: User) -> None:
    """One place earlier or later; at the end of the list nothing happens."""
    proposal = step.record.proposal
    lock(proposal)
    steps = list(step.record.partner_steps.select_for_update())
    at = next((place for place, one in enumerate(steps) if one.pk == step.pk), None)
    if at is None:
        raise MoveRefused(str(CHANGED))
    to = at - 1 if up else at + 1
    if not 0 <= to < len(steps):
        return
    steps.insert(to, steps.pop(at))
    for place, one in enumerate(steps):
        if one.order != place:
            one.order = place
            one.save(update_fields=["order"])
    history.record(proposal, "partner.moved", by=by, step=step.pk)


@transaction.atomic
def remove(step: PartnerStep, *, seen: int, by: User, why: str) -> None:
    """Take out what was written down by mistake, with the reason. Raises ``MoveRefused`` once it is done."""
    require_reason(why)
    proposal = step.record.proposal
    lock(proposal)
    now = PartnerStep.objects.select_for_update().filter(pk=step.pk).first()
    if now is None or now.version != seen:
        raise MoveRefused(str(CHANGED))
    if now.is_done:
        raise MoveRefused(
            _("It is written down that this was done, so it stays. Correct what is wrong in it instead.")
        )
    body = now.body
    now.delete()
    history.record(proposal, "partner.removed", by=by, remark=why, body=body, step=step.pk)


@transaction.atomic
@in_the_citys_language
def take_over(proposal: Proposal, key: str, *, by: User) -> PartnerStep:
    """Make a step of what is customary there. Raises ``MoveRefused`` if it stands in the list already."""
    lock(proposal)
    suggestion = next((one for one in open_suggestions(proposal) if one.key == key), None)
    if suggestion is None:
        raise MoveRefused(_("This stands in the list already."))
    record, _made = Agreement.objects.get_or_create(proposal=proposal)
    record.proposal = proposal
    step = PartnerStep(
        record=record,
        body=suggestion.body_of(str(proposal.community)),
        what=suggestion.what,
        required=suggestion.required,
        note=str(suggestion.note),
    )
    return add(step, by=by)


@in_the_citys_language
def open_suggestions(proposal: Proposal) -> list[Suggestion]:
    """What is customary in the other country and does not stand in the list yet."""
    standing = {(step.body, step.what) for step in PartnerStep.objects.filter(record__proposal=proposal)}
    place = str(proposal.community)
    return [
        one
        for one in suggestions(proposal.community.country)
        if (one.body_of(place), str(one.what)) not in standing
    ]


def _refuse_impossible(step: PartnerStep) -> None:
    if step.done_on and step.done_on > clock.today():
        raise ValidationError(
            {"done_on": _("This day is still to come. Give the day on which they did it, or leave it empty.")}
        )
