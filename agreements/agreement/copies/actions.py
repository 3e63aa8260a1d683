"""Certified true copies: made in a batch, issued again with a reason, told to who distributes them (handbook B8)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.copies import papers
from agreements.agreement.copies.models import CertifiedCopy
from agreements.agreement.council.models import Resolution, ResolutionState
from proposals.lifecycle import MoveRefused
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Office, OfficeHolder
from twinning.records import history
from twinning.records.templatetags.house import day

history.sentences(
    {
        "copies.certified": gettext_lazy(
            "Certified %(count)d true copies of resolution %(number)s, from copy %(first)d"
        ),
        "copies.reissued": gettext_lazy(
            "Issued copy %(earlier)d of resolution %(number)s again, as copy %(copy)d"
        ),
        "copies.taken": gettext_lazy("Downloaded %(count)d certified copies of resolution %(number)s"),
    }
)

MOST_AT_ONCE = 100
LONGEST_RECIPIENT = 300
CERTIFIERS = (Office.CLERK, Office.CAO)
"""Offices whose holders certify: the designated officers of the City."""


@transaction.atomic
def certify(
    resolution: Resolution,
    recipients: Sequence[str],
    *,
    certifier: OfficeHolder,
    on: dt.date,
    place: str,
    by: User,
) -> list[CertifiedCopy]:
    """Issue a numbered copy for each recipient; the workers make them. Raises ``MoveRefused`` in words."""
    if not recipients:
        raise MoveRefused(_("Nobody is named who is to have a copy. Write one recipient per line."))
    if len(recipients) > MOST_AT_ONCE:
        raise MoveRefused(
            _("%(n)d copies were asked for, and at most %(most)d are made at once. Ask for them in parts.")
            % {"n": len(recipients), "most": MOST_AT_ONCE}
        )
    current = _locked(resolution, certifier, on, place)
    last = current.copies.order_by("-number").values_list("number", flat=True).first() or 0
    record, at = papers.record_of(current), clock.now()
    made = [
        _issue(
            CertifiedCopy(resolution=current, number=number, recipient=recipient, certifier=certifier, on=on, place=place.strip(), by=by, at=at),
            record,
            first=number,
        )
        for number, recipient in enumerate(recipients, start=last + 1)
    ]  # fmt: skip
    history.record(
        current.proposal,
        "copies.certified",
        by=by,
        number=current.number or "",
        count=len(made),
        first=last + 1,
        resolution=current.pk,
    )
    return made


@transaction.atomic
def reissue(
    copy: CertifiedCopy, *, reason: str, certifier: OfficeHolder, on: dt.date, place: str, by: User
) -> CertifiedCopy:
    """Issue a copy anew for the same recipient; the earlier paper is superseded by it. Raises ``MoveRefused``."""
    if not reason.strip():
        raise MoveRefused(
            _("The reason is missing. Say why the copy is issued again, such as “lost in the post”.")
        )
    current = _locked(copy.resolution, certifier, on, place)
    if copy.reissues.exists():
        raise MoveRefused(_("This copy was issued again already. Issue the latest one again instead."))
    last = current.copies.order_by("-number").values_list("number", flat=True)[0]
    made = CertifiedCopy(
        resolution=current,
        number=last + 1,
        recipient=copy.recipient,
        certifier=certifier,
        on=on,
        place=place.strip(),
        reissue_of=copy,
        reason=reason.strip(),
        by=by,
        at=clock.now(),
    )
    _issue(made, papers.record_of(current), first=_first(copy))
    history.record(
        current.proposal,
        "copies.reissued",
        by=by,
        remark=reason.strip(),
        number=current.number or "",
        earlier=copy.number,
        copy=made.number,
        resolution=current.pk,
    )
    return made


def _issue(copy: CertifiedCopy, record: dict[str, Any], *, first: int) -> CertifiedCopy:
    copy.paper = papers.issue(copy, record, first=first, at=copy.at, by=copy.by)
    copy.save()
    return copy


def _first(copy: CertifiedCopy) -> int:
    """The number of the first copy that this recipient had."""
    while copy.reissue_of is not None:
        copy = copy.reissue_of
    return copy.number


def _locked(resolution: Resolution, certifier: OfficeHolder, on: dt.date, place: str) -> Resolution:
    """The carried resolution, kept as it is until the copies are numbered; refused in words otherwise."""
    resolution.lock()
    current = Resolution.objects.select_related("meeting").get(pk=resolution.pk)
    current.proposal = resolution.proposal
    if reasons := hindrances(current, certifier, on, place):
        raise MoveRefused(reasons)
    return current


def hindrances(resolution: Resolution, certifier: OfficeHolder, on: dt.date, place: str) -> list[str]:
    """Why no copy can be certified by this officer on this day, in words."""
    if resolution.state != ResolutionState.CARRIED or resolution.meeting is None:
        return [
            _(
                "Only a carried resolution can be certified, for there is no other record to copy. This one is: %(state)s."
            )
            % {"state": resolution.get_state_display()}
        ]
    found = []
    if certifier.office not in CERTIFIERS:
        found.append(_("%(who)s cannot certify. The clerk or the CAO does.") % {"who": certifier})
    elif not OfficeHolder.objects.in_office(on).filter(pk=certifier.pk).exists():
        words = _(
            "%(who)s does not hold that office on %(day)s. Choose who does, or correct the terms of office in “Our city”."
        )
        found.append(words % {"who": certifier, "day": day(on)})
    if on < resolution.meeting.held_on:
        words = _("Council decided on %(decided)s, and the copy is dated before it. Correct the date.")
        found.append(words % {"decided": day(resolution.meeting.held_on)})
    if on > clock.today():
        found.append(
            _("The day of the certificate is still to come. Date it today, or certify it on that day.")
        )
    if not place.strip():
        found.append(_("The place is missing. Say where it is certified."))
    return found
