"""What is done with committees; every verb leaves an event that names fields and ids, never people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.register.models import Committee, Membership, TermsOfReference
from twinning.municipality.versions import labels
from twinning.records import history

history.sentences(
    {
        "committee.opened": gettext_lazy("Opened the committee"),
        "committee.amended": gettext_lazy("Changed: %(fields)s"),
        "committee.terms_drafted": gettext_lazy(
            "Wrote a draft of the terms of reference, version %(number)s"
        ),
        "committee.terms_adopted": gettext_lazy(
            "Terms of reference, version %(number)s, adopted on %(adopted_on)s"
        ),
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


def draft_terms(committee: Committee, text: str, *, by: Any) -> TermsOfReference:
    """Write the next version of a committee's terms; raises ``ValidationError`` while another draft lies open."""
    with transaction.atomic():
        Committee.objects.select_for_update().get(pk=committee.pk)
        last = committee.terms.first()
        if last is not None and last.state == TermsOfReference.State.DRAFT:
            raise ValidationError(_("There is a draft already. Go on with that one."))
        drafted = TermsOfReference(committee=committee, number=last.number + 1 if last else 1, text=text)
        drafted.save(force_insert=True)
        history.record(committee, "committee.terms_drafted", by=by, number=drafted.number)
    return drafted


def adopt_terms(
    terms: TermsOfReference, *, on: dt.date, resolution: str = "", body: str = "", seen: int, by: Any
) -> None:
    """Put a draft in force; what was in force until then is replaced, and stays readable.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError``
    if it is no draft any more.
    """
    with transaction.atomic():
        committee = Committee.objects.select_for_update().get(pk=terms.committee_id)
        if not committee.terms.filter(pk=terms.pk, state=TermsOfReference.State.DRAFT).exists():
            raise ValidationError(_("These terms are adopted already. Write a new draft to change them."))
        if (former := committee.terms_in_force()) is not None:
            former.state = TermsOfReference.State.REPLACED
            former.save_if_unchanged(seen=former.version, fields=["state"])
        terms.state = TermsOfReference.State.ADOPTED
        terms.adopted_on, terms.resolution, terms.adopted_by = on, resolution, body
        terms.save_if_unchanged(seen=seen, fields=["state", "adopted_on", "resolution", "adopted_by"])
        history.record(committee, "committee.terms_adopted", by=by, number=terms.number, adopted_on=on)


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
