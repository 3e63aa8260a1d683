"""Entering, correcting, confirming and taking back what is known of two communities; each with an event in the file."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Community, Proposal
from proposals.research.comparison.models import DataPoint, Topic
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.records import history
from twinning.records.claims import claim

history.sentences(
    {
        "value.entered": gettext_lazy("Entered a value about %(side)s: %(topic)s"),
        "value.corrected": gettext_lazy("Corrected a value about %(side)s (%(topic)s): %(fields)s"),
        "value.confirmed": gettext_lazy("Confirmed what is known of %(side)s: %(topic)s"),
        "value.withdrawn": gettext_lazy("Took back a value about %(side)s: %(topic)s"),
        "value.unknown": gettext_lazy("Could not find out about %(side)s: %(topic)s"),
    }
)
CHANGED = gettext_lazy(
    "Somebody else has changed this value in the meantime. Read it again before you confirm it or take it back."
)


@transaction.atomic
def enter_value(proposal: Proposal, point: DataPoint, *, by: User) -> None:
    """Keep a value that somebody looked up; a “Not known” about the same is answered by it and goes.

    Raises ``ValidationError`` where the very same value stands already.
    """
    lock(proposal)
    standing = list(DataPoint.objects.of(point.community).filter(topic=point.topic))
    if any(_says_the_same(point, other) for other in standing):
        raise ValidationError(
            _(
                "This very value stands here already, from the same source. Correct it, or give another source."
            )
        )
    for other in standing:
        if other.unknown:
            _take_back(other)
    _own(point, by)
    point.save(force_insert=True)
    history.record(proposal, "value.entered", by=by, **_facts(point))


@transaction.atomic
def mark_unknown(proposal: Proposal, community: Community | None, topic: str, *, by: User) -> DataPoint:
    """Somebody looked and did not find it. Raises ``MoveRefused`` where there is an answer already."""
    lock(proposal)
    standing = DataPoint.objects.of(community).filter(topic=topic)
    if standing.filter(unknown=False).exists():
        raise MoveRefused(
            _("A value is known: %(topic)s. Take it back first, if it does not hold.")
            % {"topic": Topic(topic).label}
        )
    if standing.exists():
        raise MoveRefused(
            _("It says “Not known” already: %(topic)s. Enter the value when somebody finds it.")
            % {"topic": Topic(topic).label}
        )
    point = DataPoint(community=community, topic=topic, unknown=True)
    _own(point, by)
    point.save(force_insert=True)
    history.record(proposal, "value.unknown", by=by, **_facts(point))
    return point


@transaction.atomic
def correct_value(
    proposal: Proposal, point: DataPoint, *, seen: int, fields: Iterable[str], by: User
) -> None:
    """Put a value of this person's in the place of the one that was read; raises ``ChangedMeanwhile`` if somebody was faster.

    The earlier one is withdrawn and stays readable. ``point`` carries the new
    answers and becomes the new value. Saving a pre-filled value as it is confirms it.
    """
    fields = list(fields)
    if not fields and not point.awaits_confirmation:
        return
    lock(proposal)
    if fields:
        earlier = _replace(point, seen)
        _own(point, by)
        point.save(force_insert=True)
        changed = labels(DataPoint, fields)
        history.record(
            proposal, "value.corrected", by=by, fields=changed, earlier=earlier.pk, **_facts(point)
        )
    else:
        point.save_if_unchanged(seen=seen, fields=_confirm(point, by))
        history.record(proposal, "value.confirmed", by=by, **_facts(point))


@transaction.atomic
def confirm_value(proposal: Proposal, point: DataPoint, *, seen: int, by: User) -> None:
    """A person says that a value out of a data set is right. Raises ``MoveRefused`` if it was changed after it was read."""
    lock(proposal)
    if point.is_confirmed:
        return  # a second click, or a colleague, was first
    try:
        point.save_if_unchanged(seen=seen, fields=_confirm(point, by))
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster
    history.record(proposal, "value.confirmed", by=by, **_facts(point))


@transaction.atomic
def confirm_all(
    proposal: Proposal, community: Community | None, seen: dict[int, int], *, by: User
) -> list[DataPoint]:
    """Confirm the pre-filled values of one side that a person has looked at, in the version they saw.

    ``seen``: id -> version. What was changed or taken back meanwhile stays as it is; returned is what was confirmed.
    """
    lock(proposal)
    points = DataPoint.objects.select_for_update().of(community)
    confirmed = []
    for point in points.filter(pk__in=seen, prefilled=True, confirmed_at=None):
        if point.version == seen[point.pk]:
            point.save_if_unchanged(seen=point.version, fields=_confirm(point, by))
            confirmed.append(point)
    if confirmed:
        topics = " · ".join(point.get_topic_display() for point in confirmed)
        history.record(
            proposal,
            "value.confirmed",
            by=by,
            side=side_in_words(community),
            topic=topics,
            values=[point.pk for point in confirmed],
        )
    return confirmed


@transaction.atomic
def withdraw_value(proposal: Proposal, point: DataPoint, *, seen: int, by: User, why: str) -> None:
    """Take a value back, with the reason. Raises ``MoveRefused`` without one, or if somebody changed the value."""
    require_reason(why)
    lock(proposal)
    point.withdrawn_at = clock.now()
    try:
        point.save_if_unchanged(seen=seen, fields=["withdrawn_at"])
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster
    history.record(proposal, "value.withdrawn", by=by, remark=why, **_facts(point))


def side_in_words(community: Community | None) -> str:
    """Whose value it is, as the history says it."""
    return str(community) if community is not None else _("our city")


def _own(point: DataPoint, by: User) -> list[str]:
    """A person wrote this and stands for it."""
    point.entered_by, point.entered_at = by, clock.now()
    return ["entered_by", "entered_at", *_confirm(point, by)]


def _confirm(point: DataPoint, by: User) -> list[str]:
    point.confirmed_by, point.confirmed_at = by, clock.now()
    return ["confirmed_by", "confirmed_at"]


def _take_back(point: DataPoint) -> None:
    rows = DataPoint.objects.filter(pk=point.pk, version=point.version)
    claim(rows, withdrawn_at=clock.now(), version=point.version + 1)


def _replace(point: DataPoint, seen: int) -> DataPoint:
    """Withdraw the stored value and let ``point`` be the one after it; its versions are counted on."""
    earlier = DataPoint.objects.select_for_update().get(pk=point.pk)
    if earlier.version != seen or earlier.withdrawn_at is not None:
        raise ChangedMeanwhile(DataPoint.objects.filter(corrects=earlier).first() or earlier)
    _take_back(earlier)
    point.pk, point.version, point.corrects, point.prefilled = None, seen + 1, earlier, False
    point.confirmed_by = point.confirmed_at = None
    return earlier


def _says_the_same(one: DataPoint, other: DataPoint) -> bool:
    """Whether two values are the same in everything that a reader sees."""
    names = ("tie", "number", "currency", "words", "qualifier", "year", "source", "unknown")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _facts(point: DataPoint) -> dict[str, Any]:
    """Which value it is, as the history keeps it: never the value itself."""
    return {
        "value": point.pk,
        "side": side_in_words(point.community),
        "topic": str(point.get_topic_display()),
    }
