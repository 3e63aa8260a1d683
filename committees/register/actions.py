"""What is done with committees; every verb leaves an event that names fields and ids, never people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.register.models import Committee, Membership, Party, TermsOfReference
from committees.register.papers import terms_paper
from twinning import clock
from twinning.municipality.versions import labels
from twinning.records import documents, history
from twinning.records.models import Document
from twinning.records.templatetags.house import day

history.sentences(
    {
        "committee.opened": gettext_lazy("Opened the committee"),
        "committee.amended": gettext_lazy("Changed: %(fields)s"),
        "committee.terms_drafted": gettext_lazy("Drafted version %(number)s of the terms of reference"),
        "committee.terms_revised": gettext_lazy(
            "Revised the draft of version %(number)s of the terms of reference"
        ),
        "committee.terms_adopted": gettext_lazy(
            "Put version %(number)s of the terms of reference on record, adopted on %(adopted_on)s"
        ),
        "committee.terms_paper": gettext_lazy(
            "Asked for the paper of version %(number)s of the terms of reference"
        ),
        "committee.appointed": gettext_lazy("Appointed somebody as: %(role)s"),
        "committee.appointed_again": gettext_lazy("Appointed somebody again from %(starts)s as: %(role)s"),
        "committee.membership_corrected": gettext_lazy("Corrected a membership: %(fields)s"),
        "committee.membership_ended": gettext_lazy("Ended a membership on %(ends)s"),
    }
)

State = TermsOfReference.State


# -- committees ----------------------------------------------------------------


def open_committee(committee: Committee, *, by: Any) -> None:
    """Begin a committee; raises ``ValidationError`` if it does not fit below the tier it is to report to."""
    with transaction.atomic():
        _hold_the_tree()
        _fit_in(committee)
        committee.save(force_insert=True)
        history.record(committee, "committee.opened", by=by)


def amend(committee: Committee, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep the changed fields of a committee.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError``
    if it does not fit with the tiers above and below or with those who serve.
    """
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        _hold_the_tree()
        before = Committee.objects.get(pk=committee.pk)
        _fit_in(committee)
        _fit_members(committee, before)
        inherited = [] if committee.parties == before.parties else ["first_party", "second_party"]
        committee.save_if_unchanged(seen=seen, fields={*fields, *inherited})
        _tell_below(committee)
        history.record(committee, "committee.amended", by=by, fields=labels(Committee, fields))


def _hold_the_tree() -> None:
    """Who reports to whom is looked at and changed by one person at a time: two could close a circle together."""
    list(Committee.objects.select_for_update().order_by("pk").values_list("pk"))


def _fit_in(committee: Committee) -> None:
    """Give it the parties of the body above, and check it as the rows stand now."""
    if committee.parent_id is not None:
        committee.parent = above = Committee.objects.get(pk=committee.parent_id)
        if committee.parties == ("", ""):
            committee.first_party, committee.second_party = above.parties
    committee.clean()


def _fit_members(committee: Committee, before: Committee) -> None:
    """Who serves stays where they sit, and nobody begins after the end."""
    if committee.ended_on and committee.memberships.filter(starts__gt=committee.ended_on).exists():
        raise ValidationError(
            {
                "ended_on": _(
                    "Somebody’s term begins after that day. Correct that term first, or choose a later day."
                )
            }
        )
    if committee.side == before.side or committee.is_joint:
        return
    if before.is_joint and committee.memberships.exclude(side=committee.side).exists():
        raise ValidationError(
            {
                "side": _(
                    "People of the other city serve or have served on it. Leave it joint, or begin a new committee."
                )
            }
        )
    for membership in committee.memberships.all():
        membership.side = committee.side
        membership.save(update_fields=["side"])


def _tell_below(committee: Committee) -> None:
    """What reports to a body belongs to the same parties, however far below."""
    for below in committee.children.all():
        if below.parties != committee.parties:
            below.first_party, below.second_party = committee.parties
            below.clean()
            below.save(update_fields=["first_party", "second_party"])
            _tell_below(below)


# -- terms of reference ----------------------------------------------------------


def draft_terms(committee: Committee, text: str, *, by: Any) -> TermsOfReference:
    """Write the next version of a committee's terms; raises ``ValidationError`` while another draft lies open."""
    with transaction.atomic():
        _hold(committee.pk)
        last = committee.terms.first()
        if last is not None and last.state == State.DRAFT:
            raise ValidationError(_("Somebody has begun a draft meanwhile. Open that one and go on with it."))
        drafted = TermsOfReference(committee=committee, number=last.number + 1 if last else 1, text=text)
        drafted.save(force_insert=True)
        history.record(committee, "committee.terms_drafted", by=by, number=drafted.number)
    return drafted


def revise_terms(terms: TermsOfReference, *, seen: int, by: Any) -> None:
    """Keep the words of a draft.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError``
    once it is adopted: what is adopted is never changed.
    """
    with transaction.atomic():
        _hold(terms.committee_id)
        _must_be_a_draft(terms)
        terms.save_if_unchanged(seen=seen, fields=["text"])
        history.record(terms.committee, "committee.terms_revised", by=by, number=terms.number)


def adopt_terms(
    terms: TermsOfReference, *, on: dt.date, resolution: str = "", body: str = "", seen: int, by: Any
) -> None:
    """Put a draft in force and have its paper made; what was in force until then is replaced, and stays readable.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError``
    if it is no draft any more, nobody has adopted it, or the day cannot be right.
    """
    with transaction.atomic():
        committee = _hold(terms.committee_id)
        _must_be_a_draft(terms)
        former = committee.terms_in_force()
        _check_adoption(on, former, resolution, body)
        if former is not None:
            former.state = State.REPLACED
            former.save_if_unchanged(seen=former.version, fields=["state"])
        terms.state = State.ADOPTED
        terms.adopted_on, terms.resolution, terms.adopted_by = on, resolution, body
        terms.document = terms_paper(terms, by=by)
        terms.save_if_unchanged(
            seen=seen, fields=["state", "adopted_on", "resolution", "adopted_by", "document"]
        )
        history.record(committee, "committee.terms_adopted", by=by, number=terms.number, adopted_on=on)


def _must_be_a_draft(terms: TermsOfReference) -> None:
    if not TermsOfReference.objects.filter(pk=terms.pk, state=State.DRAFT).exists():
        raise ValidationError(_("These terms are adopted already. Write a new draft to change them."))


def _check_adoption(on: dt.date, former: TermsOfReference | None, resolution: str, body: str) -> None:
    if on > clock.today():
        raise ValidationError(
            {"adopted_on": _("This day is still to come. Give the day on which it happened.")}
        )
    if former is not None and former.adopted_on and on < former.adopted_on:
        raise ValidationError(
            {
                "adopted_on": _("Version %(n)d was adopted on %(day)s. Choose that day or a later one.")
                % {"n": former.number, "day": day(former.adopted_on)}
            }
        )
    if not (resolution or body):
        raise ValidationError(
            {
                "resolution": _(
                    "It is not said who adopted them. Give the number of the resolution, or name the body."
                )
            }
        )


def paper_again(terms: TermsOfReference, *, by: Any) -> None:
    """Have the paper of adopted terms made where there is none, or where it could not be made."""
    with transaction.atomic():
        committee = _hold(terms.committee_id)
        terms.refresh_from_db()
        if terms.state == State.DRAFT:
            raise ValidationError(_("A draft has no paper yet. Adopt it first."))
        if terms.document is None:
            terms.document = terms_paper(terms, by=by)
            terms.save(update_fields=["document"])
        elif terms.document.state != Document.State.FAILED or not documents.retry(terms.document):
            return
        history.record(committee, "committee.terms_paper", by=by, number=terms.number)


# -- people ----------------------------------------------------------------------


def appoint(membership: Membership, *, by: Any) -> None:
    """Let somebody serve; raises ``ValidationError`` if they do already in those days or the committee has ended."""
    with transaction.atomic():
        committee = _hold(membership.committee_id)
        _check_term(committee, membership)
        membership.save(force_insert=True)
        history.record(
            committee,
            "committee.appointed",
            by=by,
            membership=membership.pk,
            role=membership.get_role_display(),
        )


def appoint_again(
    membership: Membership,
    *,
    ends: dt.date | None,
    resolution: str = "",
    appointed_on: dt.date | None = None,
    by: Any,
) -> Membership:
    """Renew a term: the same person in the same role, from the day after it ends.

    Raises ``ValidationError`` if no end is known, if somebody was faster, or if
    the committee has ended by then.
    """
    with transaction.atomic():
        committee = _hold(membership.committee_id)
        membership = committee.memberships.get(pk=membership.pk)
        if membership.ends is None:
            raise ValidationError(_("This term has no end, so nothing follows it. End it first."))
        renewed = membership.after(ends=ends, appointed_by=resolution, appointed_on=appointed_on)
        _check_term(committee, renewed)
        renewed.save(force_insert=True)
        history.record(
            committee,
            "committee.appointed_again",
            by=by,
            membership=renewed.pk,
            starts=renewed.starts,
            role=renewed.get_role_display(),
        )
    return renewed


def correct_membership(membership: Membership, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep the corrected fields of a membership.

    Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError``
    for the reasons for which nobody is appointed.
    """
    if not (fields := list(fields)):
        return
    with transaction.atomic():
        committee = _hold(membership.committee_id)
        _check_term(committee, membership)
        membership.save_if_unchanged(seen=seen, fields={*fields, "side"})
        changed = labels(Membership, fields)
        history.record(
            committee,
            "committee.membership_corrected",
            by=by,
            membership=membership.pk,
            fields=changed,
        )


def end_membership(membership: Membership, *, ends: dt.date, seen: int, by: Any) -> None:
    """Name somebody's last day; raises as ``correct_membership`` does."""
    with transaction.atomic():
        committee = _hold(membership.committee_id)
        membership.ends = ends
        _check_term(committee, membership)
        membership.save_if_unchanged(seen=seen, fields=["ends"])
        history.record(committee, "committee.membership_ended", by=by, membership=membership.pk, ends=ends)


def _hold(pk: int) -> Committee:
    """The committee as it stands now; who else changes its people or its terms waits."""
    return Committee.objects.select_for_update().get(pk=pk)


def _check_term(committee: Committee, membership: Membership) -> None:
    """Whether this term can stand beside the others, and within the life of the committee."""
    if not committee.is_joint:
        membership.side = committee.side
    elif membership.side not in Party.values:
        raise ValidationError(_("Both cities sit on this body. Choose the one that the person speaks for."))
    if membership.ends and membership.ends < membership.starts:
        raise ValidationError({"ends": _("The last day is before the first. Choose a later day.")})
    if committee.ended_on and membership.starts > committee.ended_on:
        raise ValidationError(
            _(
                "The committee has ended by that day. Choose an earlier first day, or take away the committee's end."
            )
        )
    if committee.ended_on and membership.ends and membership.ends > committee.ended_on:
        raise ValidationError(
            {
                "ends": _("The committee ended on %(day)s. Choose that day or an earlier one.")
                % {"day": day(committee.ended_on)}
            }
        )
    for other in committee.memberships.exclude(pk=membership.pk):
        if membership.runs_into(other):
            raise ValidationError(_overlap(membership, other))
        if membership.role == other.role == Membership.Role.CHAIR and membership.shares_a_day_with(other):
            raise ValidationError({"role": _second_chair(other)})


def _second_chair(other: Membership) -> str:
    """Who chairs in those days already."""
    told = {"name": other.name, "first": day(other.starts)}
    if other.ends is None:
        chairs = _("%(name)s chairs the committee already, from %(first)s without an end.") % told
    else:
        chairs = _("%(name)s chairs the committee already from %(first)s to %(last)s.") % (
            told | {"last": day(other.ends)}
        )
    return f"{chairs} {_('Choose another role or other days, or end that term first.')}"


def _overlap(membership: Membership, other: Membership) -> str:
    """Which term is in the way, by the account or by the name."""
    told = {"name": other.name, "role": other.get_role_display(), "first": day(other.starts)}
    if other.ends is None:
        stands = _("%(name)s serves already, from %(first)s without an end (%(role)s).") % told
    else:
        stands = _("%(name)s serves already from %(first)s to %(last)s (%(role)s).") % (
            told | {"last": day(other.ends)}
        )
    same_account = membership.user_id is not None and membership.user_id == other.user_id
    way_out = (
        _(
            "Both sign in with the same account. Choose days outside that term, or end it first; if these are two people, choose the account of each."
        )
        if same_account
        else _(
            "Choose days outside that term, or end it first. If these are two people, write their names so that they differ."
        )
    )
    return f"{stands} {way_out}"
