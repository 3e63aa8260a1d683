"""What people do with a file as a whole, whatever phase it is in."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from proposals.lifecycle import MoveRefused, Phase, Standing, Turn, before, close, move
from proposals.proposal import history as _sentences  # noqa: F401  (registers the verbs)
from proposals.proposal.models import TURN_ROLES, Attachment, Candidate, Community, Origin, Paper, Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.municipality.numbering import next_number
from twinning.records import documents, history, uploads
from twinning.records.claims import claim
from twinning.records.issued import actions as issued
from twinning.records.models import Document, Event, Issue
from twinning.records.notices import notify


@transaction.atomic
def open_file(
    community: Community,
    *,
    by: User,
    kind: str,
    origin: str,
    earlier: Proposal | None = None,
    came_up: str = "",
) -> Proposal:
    """Open a file about a community, with the City's next file reference.

    The community is its first candidate, which ``came_up`` as said, else as the file did; a search for a partner begins with none.
    """
    if community.pk is None:
        community.save()
    reference = next_number("file", Municipality.ours().file_pattern, clock.today())
    proposal = Proposal.objects.create(
        reference=reference, community=community, kind=kind, origin=origin, earlier=earlier, opened_by=by
    )
    history.record(proposal, "file.opened", by=by, origin=origin)
    if not community.is_search:
        with override(settings.LANGUAGE_CODE):  # what is stored is written in the City's language
            words = came_up or str(Origin(origin).label)
        Candidate.objects.create(
            proposal=proposal,
            community=community,
            came_up=words,
            standing=Candidate.Standing.SHORT,
            added_by=by,
        )
    return proposal


@transaction.atomic
def attach(proposal: Proposal, file: Any, about: str, *, by: User, phase: str | None = None) -> Attachment:
    """Keep somebody's file in the proposal. Raises ``ValidationError`` in words for a file that is refused."""
    upload = uploads.accept(file, by=by)
    attachment = Attachment.objects.create(
        proposal=proposal, upload=upload, about=about.strip() or upload.name, phase=phase or proposal.phase
    )
    history.record(proposal, "file.attached", by=by, name=attachment.about, upload=upload.pk)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Take an attachment off the list. The file itself stays: what was kept once can be asked for later."""
    if not claim(Attachment.objects.filter(pk=attachment.pk, removed_at=None), removed_at=clock.now()):
        return  # a second click, or a colleague, was first
    history.record(
        attachment.proposal, "file.detached", by=by, name=attachment.about, upload=attachment.upload_id
    )


@transaction.atomic
def ask_for_paper(
    proposal: Proposal,
    *,
    template: str,
    facts: dict[str, Any],
    title: str,
    filename: str,
    by: User,
    phase: str | None = None,
) -> Paper:
    """Have a paper made and keep it in the file; the same facts give the same paper."""
    document = documents.request(template=template, facts=facts, title=title, filename=filename, by=by)
    paper, made = Paper.objects.get_or_create(
        proposal=proposal, document=document, defaults={"phase": phase or proposal.phase}
    )
    if made:
        history.record(proposal, "file.paper", by=by, title=title, document=document.pk)
    return paper


@transaction.atomic
def issue_paper(
    proposal: Proposal,
    *,
    template: str,
    facts: dict[str, Any],
    title: str,
    filename: str,
    by: User,
    public_title: str,
    key: str,
    phase: str | None = None,
) -> Paper:
    """Issue a paper that the City stands by: numbered, sealed, on a public page; and keep it in the file.

    The same key with the same facts is the same paper; with other facts it
    takes the place of the earlier one. ``public_title`` is read by everybody.
    """
    issue = issued.issue(
        template=template,
        facts=facts,
        title=title,
        filename=filename,
        by=by,
        public_title=public_title,
        key=key,
        subject=proposal,
    )
    return Paper.objects.get_or_create(
        proposal=proposal, document=issue.document, defaults={"phase": phase or proposal.phase}
    )[0]


@issued.follow
def file_of(issue: Issue) -> Proposal | None:
    """The file that an issued paper lies in."""
    paper = Paper.objects.select_related("proposal").filter(document=issue.document_id).first()
    return paper.proposal if paper else None


@transaction.atomic
def try_paper_again(paper: Paper, *, by: User) -> None:
    """Queue a paper that could not be made once more, with the same facts."""
    document: Document = paper.document
    if documents.retry(document):
        history.record(paper.proposal, "file.paper", by=by, title=document.title, document=document.pk)


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, why: str) -> None:
    """Whoever brought the proposal takes it back; possible until the agreement is signed."""
    if proposal.phase == Phase.EVALUATION:
        raise MoveRefused(
            _(
                "A signed relationship cannot be withdrawn. It ends by a decision of council, in its evaluation."
            )
        )
    close(proposal, Standing.WITHDRAWN, by=by, why=why)


@transaction.atomic
def decline(proposal: Proposal, *, by: User, why: str) -> None:
    """The City says no, with a reason that stays readable."""
    if proposal.phase == Phase.EVALUATION:
        raise MoveRefused(
            _(
                "A signed relationship cannot be declined. It ends by a decision of council, in its evaluation."
            )
        )
    event = close(proposal, Standing.REFUSED, by=by, why=why)
    tell(proposal, event, proposal.opened_by)


@transaction.atomic
def step_back(proposal: Proposal, *, by: User, why: str) -> None:
    """A phase was left too early: the file returns to the one before, and everything written since stays.

    Only an approval does not stay: what council approved is open again, so it goes back to council (G7).
    """
    earlier = None if proposal.phase == Phase.CLOSED else before(Phase(proposal.phase))
    if earlier is None:
        raise MoveRefused(_("From here a file cannot go back to an earlier phase."))
    event = move(proposal, earlier, by=by, turn=Turn.STAFF, why=why)
    proposal.approved_on, proposal.approval = None, ""
    proposal.save(update_fields=["approved_on", "approval"])
    tell_whose_turn(proposal, event)


def tell_whose_turn(proposal: Proposal, event: Event) -> None:
    """Write to those who have the ball now, with the matter, the date and a link to the very page."""
    roles = TURN_ROLES.get(Turn(proposal.turn), set())
    for person in User.objects.holding(*roles):
        if person != event.actor:
            tell(proposal, event, person)


def tell(proposal: Proposal, event: Event, person: User) -> None:
    """Write to one person what happened to a file; about the same event nobody hears twice."""
    facts: dict[str, Any] = {
        "proposal": proposal,
        "sentence": history.sentence(event),
        "remark": event.remark,
        "at": event.at,
    }
    notify(person, "file_moved", key=f"event:{event.seq}", **facts)
