"""What is done with committees; every verb leaves an event that names fields and ids, never people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee, Membership
from twinning.municipality.versions import labels
from twinning.records import history

history.sentences(
    {
        "committee.opened": gettext_lazy("Opened the committee"),
        "committee.amended": gettext_lazy("Changed: %(fields)s"),
        "committee.appointed": gettext_lazy("Appointed somebody as: %(role)s"),
        "committee.membership_corrected": gettext_lazy("Corrected a membership: %(fields)s"),
        "committee.membership_ended": gettext_lazy("Ended a membership on %(ends)s"),
    }
)


def open_committee(committee: Committee, *, by: Any) -> None:
    """Begin a committee."""
    with transaction.atomic():
        committee.save(force_insert=True)
        history.record(committee, "committee.opened", by=by)


def amend(committee: Committee, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep the changed fields of a committee; raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        committee.save_if_unchanged(seen=seen, fields=fields)
        history.record(committee, "committee.amended", by=by, fields=labels(Committee, fields))


def appoint(membership: Membership, *, by: Any) -> None:
    """Let somebody serve; raises ``ValidationError`` if they do already or the committee has ended."""
    with transaction.atomic():
        committee = Committee.objects.select_for_update().get(pk=membership.committee_id)
        if committee.ended_on and membership.starts > committee.ended_on:
            raise ValidationError(
                _(
                    "The committee has ended by that day. Choose an earlier first day, or take away the committee's end."
                )
            )
        if committee.memberships.not_ended().filter(name__iexact=membership.name).exists():
            raise ValidationError(
                _(
                    "A person of this name serves already. End that membership first, or write the two names so that they differ."
                )
            )
        membership.save(force_insert=True)
        history.record(
            committee,
            "committee.appointed",
            by=by,
            membership=membership.pk,
            role=membership.get_role_display(),
        )


def correct_membership(membership: Membership, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep the corrected fields of a membership; raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        membership.save_if_unchanged(seen=seen, fields=fields)
        changed = labels(Membership, fields)
        history.record(
            membership.committee,
            "committee.membership_corrected",
            by=by,
            membership=membership.pk,
            fields=changed,
        )


def end_membership(membership: Membership, *, ends: dt.date, seen: int, by: Any) -> None:
    """Name somebody's last day; raises ``ValidationError`` if it is before the first, ``ChangedMeanwhile`` if somebody else was faster."""
    if ends < membership.starts:
        raise ValidationError(_("The last day is before the first. Choose a later day."))
    with transaction.atomic():
        membership.ends = ends
        membership.save_if_unchanged(seen=seen, fields=["ends"])
        history.record(
            membership.committee, "committee.membership_ended", by=by, membership=membership.pk, ends=ends
        )
