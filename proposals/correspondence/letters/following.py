"""What the outbox is told about letters of files."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from proposals.correspondence.letters import actions
from proposals.correspondence.letters.models import FileLetter
from proposals.correspondence.log.incoming import address_of
from proposals.lifecycle import Phase
from twinning.accounts.models import User
from twinning.records import outbox
from twinning.records.models import Outgoing


class Letters(outbox.Follower):
    """A letter of a file goes while the file is open; its answers come to the file, and it stands in the log."""

    def about(self, letters: Sequence[Outgoing]) -> Mapping[int, outbox.About]:
        own = FileLetter.objects.select_related("record__proposal__community").filter(outgoing__in=letters)
        return {letter.outgoing_id: self._about(letter) for letter in own}  # type: ignore[attr-defined]

    def _about(self, letter: FileLetter) -> outbox.About:
        proposal = letter.record.proposal
        return outbox.About(
            words=f"{proposal.community} · {proposal.reference}",
            url=reverse("correspondence:letters", args=[proposal.pk]),
            outdated=str(actions.CLOSED) if proposal.phase == Phase.CLOSED else "",
            edit_url=reverse("correspondence:letter", args=[proposal.pk, letter.pk]),
            awaits_answer=True,
        )

    def parts(self, letter: Outgoing) -> Sequence[tuple[str, str]]:
        own = _of(letter)
        if own is None:
            return ()
        own.outgoing = letter
        return actions.parts(own, own.blocks.all())

    def may_be_final(self, letter: Outgoing) -> None:
        if own := _of(letter):
            own.outgoing = letter
            actions.require_authority(own)

    def may_go(self, letter: Outgoing) -> None:
        own = _of(letter)
        if own and own.record.proposal.phase == Phase.CLOSED:
            raise outbox.Refused(str(actions.CLOSED))

    def reply_to(self, letter: Outgoing) -> str:
        own = _of(letter)
        return address_of(own.record.proposal) if own else ""

    def went(self, letter: Outgoing, *, by: User) -> None:
        if own := _of(letter):
            own.outgoing = letter
            actions.went(own, by=by)

    def written_anew(self, letter: Outgoing, anew: Outgoing) -> None:
        if own := _of(letter):
            actions.copy(own, anew)


def _of(letter: Outgoing) -> FileLetter | None:
    return FileLetter.objects.select_related("record__proposal", "contact").filter(outgoing=letter).first()


outbox.follow(Letters())
