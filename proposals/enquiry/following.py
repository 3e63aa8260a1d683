"""What the outbox is told about letters that answer an enquiry."""

from collections.abc import Mapping, Sequence

from proposals.enquiry import actions
from proposals.enquiry.models import Letter
from twinning.accounts.models import User
from twinning.records import outbox
from twinning.records.models import Outgoing


class Answers(outbox.Follower):
    """A letter that answers an enquiry goes only while it says what was decided, and acknowledges it."""

    def about(self, letters: Sequence[Outgoing]) -> Mapping[int, outbox.About]:
        own = Letter.objects.select_related("enquiry", "decision").filter(outgoing__in=letters)
        return {
            letter.outgoing_id: outbox.About(  # type: ignore[attr-defined]
                words=f"{letter.enquiry.number} {letter.enquiry.community_name}",
                url=letter.enquiry.get_absolute_url(),
                outdated="" if letter.fits else str(actions.EARLIER_DECISION),
            )
            for letter in own
        }

    def may_go(self, letter: Outgoing) -> None:
        actions.require_fitting(letter)

    def went(self, letter: Outgoing, *, by: User) -> None:
        actions.letter_went(letter, by=by)

    def written_anew(self, letter: Outgoing, anew: Outgoing) -> None:
        if own := Letter.objects.filter(outgoing=letter).first():
            Letter.objects.create(enquiry=own.enquiry, outgoing=anew, kind=own.kind, decision=own.decision)


outbox.follow(Answers())
