"""The letter that a packet goes with, and what the outbox is told about it."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy

from agreements.signing.models import Signing
from agreements.signing.registers import actions
from agreements.signing.registers.models import Registration
from proposals.lifecycle import Phase
from twinning.accounts.models import User
from twinning.records import outbox
from twinning.records.models import Document, Outgoing

CLOSED = gettext_lazy("This file is closed. Reopen it before a packet goes, or throw the letter away.")


class Packets(outbox.Follower):
    """A packet goes while the file is open; with that it is noted as sent."""

    def about(self, letters: Sequence[Outgoing]) -> Mapping[int, outbox.About]:
        own = Registration.objects.select_related("record__proposal__community").filter(outgoing__in=letters)
        return {one.outgoing_id: self._about(one) for one in own if one.outgoing_id}  # type: ignore[attr-defined]

    def _about(self, registration: Registration) -> outbox.About:
        proposal = registration.record.proposal
        return outbox.About(
            words=f"{proposal.community} · {proposal.reference}",
            url=reverse("signing:registers", args=[proposal.pk]),
            outdated=str(CLOSED) if proposal.phase == Phase.CLOSED else "",
        )

    def enclosed(self, letter: Outgoing) -> Sequence[Document]:
        own = _of(letter)
        return list(own.papers.order_by("pk")) if own else ()

    def may_go(self, letter: Outgoing) -> None:
        own = _of(letter)
        if own is None:
            return
        if own.record.proposal.phase == Phase.CLOSED:
            raise outbox.Refused(str(CLOSED))
        if why := actions.not_signed(Signing.of(own.record.proposal)):
            raise outbox.Refused(why)

    def went(self, letter: Outgoing, *, by: User) -> None:
        if own := _of(letter):
            actions.went(own, on=letter.settled_on, by=by)

    def written_anew(self, letter: Outgoing, anew: Outgoing) -> None:
        if own := _of(letter):
            actions.follow_anew(own, anew)


def _of(letter: Outgoing) -> Registration | None:
    return Registration.objects.select_related("record__proposal").filter(outgoing=letter).first()


outbox.follow(Packets())
