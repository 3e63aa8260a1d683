"""The outbox: letters wait here until somebody sends them or throws them away.

Where a letter stands is written here only, by compare-and-set: of two people
who act at the same moment one succeeds and the other is told. What a letter is
about lives on the floors above; whoever writes letters registers a ``Follower``
here and is asked before one goes, and told when it went.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.records import covering, history, papers
from twinning.records.claims import claim
from twinning.records.languages import language_name
from twinning.records.models import Document, Notice, Outgoing, OutgoingPaper
from twinning.records.notices import notify, try_again
from twinning.records.templatetags.house import day

history.sentences(
    {
        "letter.prepared": gettext_lazy("Put a letter into the outbox"),
        "letter.kept": gettext_lazy("Changed the words of the letter"),
        "letter.mail_kept": gettext_lazy("Changed the words of the mail"),
        "letter.written": gettext_lazy("Made version %(number)d of the letter"),
        "letter.mailed": gettext_lazy("Sent the letter by e-mail"),
        "letter.mailed_again": gettext_lazy("Tried to send the letter by e-mail once more"),
        "letter.posted": gettext_lazy("Sent the letter by post or by hand"),
        "letter.anew": gettext_lazy("Wrote the letter anew, as its mail came back"),
        "letter.discarded": gettext_lazy("Threw the letter away"),
    }
)

State = Outgoing.State


class Refused(Exception):
    """A step that a letter does not allow now; the words are for the user."""


SETTLED = gettext_lazy("This letter is no longer in the outbox. Open it again to see what became of it.")

CHANGED = gettext_lazy(
    "Somebody else has changed this letter after you opened it. Read it again, then send it."
)


# -- What a letter is about: told by the floors above -------------------------------------------


@dataclass(frozen=True)
class About:
    """What a letter belongs to, as its page and the list show it.

    ``outdated``: why it can no longer be sent, in words; ``edit_url``: where its
    words are changed if not in the outbox; ``awaits_answer``: whether the sender
    is asked when to ask again.
    """

    words: str
    url: str
    outdated: str = ""
    edit_url: str = ""
    awaits_answer: bool = False


class Follower:
    """Whoever writes letters: asked before one is made and before it goes, told when it went. By itself it has nothing against it."""

    def about(self, letters: Sequence[Outgoing]) -> Mapping[int, About]:
        """What those of the letters that are its own belong to, by key; one query for a whole list."""
        return {}

    def parts(self, letter: Outgoing) -> Sequence[tuple[str, str]]:
        """The parts that its text is put together from, each with its name; none where it is written in one piece."""
        return ()

    def enclosed(self, letter: Outgoing) -> Sequence[Document]:
        """Papers that go with it by e-mail, beside the letter itself."""
        return ()

    def may_be_final(self, letter: Outgoing) -> None:
        """Raises ``ValidationError`` where something beside the words is missing."""

    def may_go(self, letter: Outgoing) -> None:
        """Raises ``Refused`` where the letter no longer says what holds."""

    def reply_to(self, letter: Outgoing) -> str:
        """The address that answers to it go to; empty for the usual one."""
        return ""

    def went(self, letter: Outgoing, *, by: Any) -> None:
        """It was sent: on ``letter.settled_on``, by ``letter.how``; once more where its mail came back and it went by post."""

    def written_anew(self, letter: Outgoing, anew: Outgoing) -> None:
        """Its mail came back, and ``anew`` lies in the outbox with the same words."""


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Register whoever writes letters."""
    _followers.append(follower)


def about(letters: Iterable[Outgoing]) -> dict[int, About]:
    """What letters belong to, by key; those that belong to nothing are absent."""
    letters = list(letters)
    found: dict[int, About] = {}
    for follower in _followers if letters else ():
        found |= follower.about(letters)
    return found


def enclosed(letter: Outgoing) -> list[Document]:
    """The papers that go with a letter by e-mail, or went with it."""
    if letter.notice is not None:
        return [one.document for one in letter.notice.enclosed.select_related("document")]
    return [paper for follower in _followers for paper in follower.enclosed(letter)]


# -- Blanks ------------------------------------------------------------------------------------

BLANK = re.compile(r"\[\[[^\S\n]*(.*?)[^\S\n]*(?:\]\]|(?=\n)|\Z)")
"""``[[what is missing]]``; one that was not closed ends with its line."""


def blanks(letter: Outgoing) -> list[str]:
    """Every blank that is still to be filled in, with the place where it stands; none makes a letter final."""
    named = _parts(letter)
    found = []
    for name in Outgoing.WORDS:
        label = capfirst(Outgoing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        if name == "body" and named:
            found += [_blank(part, words) for part, text in named for words in BLANK.findall(text)]
        elif isinstance(value := getattr(letter, name), str) and not (named and name == "body_2"):
            found += [_blank(str(label), words) for words in BLANK.findall(value)]
    return found


def _blank(where: str, words: str) -> str:
    return f"{where}: {words or '…'}"


def _parts(letter: Outgoing) -> Sequence[tuple[str, str]]:
    if letter.parts is not None:
        return letter.parts
    return next((parts for follower in _followers if (parts := follower.parts(letter))), ())


def _refuse_halves(letter: Outgoing) -> None:
    if letter.language_2 and not (letter.body_2.strip() and letter.subject_2.strip()):
        raise ValidationError(
            _(
                "The text in %(language)s is missing. Write its subject and its text, or take the language out."
            )
            % {"language": language_name(letter.language_2)}
        )


def _refuse_blanks(letter: Outgoing) -> None:
    if missing := blanks(letter):
        raise ValidationError(
            [
                _("The letter has blanks, so it cannot be made. Fill in what stands in [[ ]]:"),
                *missing,
            ]
        )


# -- Delivery ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Delivery:
    """How far a letter has come, as a tag and in words."""

    state: str
    words: str
    detail: str = ""


def delivery(letter: Outgoing) -> Delivery:
    """How far a letter has come on its way."""
    notice = letter.notice
    if letter.state == State.WAITING:
        return Delivery("waiting", _("In the outbox"), "" if letter.is_final else _("to be read and made"))
    if letter.state == State.DISCARDED:
        return Delivery("withdrawn", _("Thrown away"), day(letter.settled_on))
    if notice is None or letter.how == Outgoing.How.POST:
        return Delivery("sent", _("Sent by post or by hand"), day(letter.settled_on))
    if letter.came_back:
        return Delivery("failed", _("The mail came back"), day(notice.bounced_at))
    match notice.state:
        case Notice.State.SENT:
            return Delivery("sent", _("Sent by e-mail"), day(notice.sent_at))
        case Notice.State.FAILED:
            return Delivery("failed", _("The mail could not be sent"))
        case Notice.State.SENDING:
            return Delivery("queued", _("The mail is being sent"))
        case _waiting:
            return Delivery("queued", _("The mail waits to be sent"))


# -- Steps -------------------------------------------------------------------------------------


@transaction.atomic
def prepare(letter: Outgoing, *, by: Any) -> Outgoing:
    """Put the proposed words of a letter into the outbox; it has no paper until somebody has read them."""
    letter.created_by = by
    letter.save()
    history.record(letter, "letter.prepared", by=by, reference=letter.reference)
    return letter


@transaction.atomic
def keep(letter: Outgoing, *, seen: int, by: Any) -> None:
    """Keep the words as far as they are; the letter is not final. Raises ``ChangedMeanwhile``, or ``Refused`` once it is sent."""
    _require_waiting(letter)
    if _reads_as_stored(letter, seen):
        return
    letter.document = None
    letter.save_if_unchanged(seen=seen, fields=[*Outgoing.WORDS, "document"])
    history.record(letter, "letter.kept", by=by)


@transaction.atomic
def write(letter: Outgoing, *, seen: int, by: Any) -> Document:
    """Make the words final as they stand: a new paper version.

    Raises ``ChangedMeanwhile``, ``ValidationError`` with the list of its blanks and of
    what else is missing, or ``Refused`` once it is sent.
    """
    _require_waiting(letter)
    _refuse_halves(letter)
    _refuse_blanks(letter)
    for follower in _followers:
        follower.may_be_final(letter)
    if letter.document and letter.document.state != Document.State.FAILED and _reads_as_stored(letter, seen):
        return letter.document
    letter.save_if_unchanged(seen=seen, fields=Outgoing.WORDS)
    document = papers.letter(letter, at=clock.now(), by=by)
    if document.pk != letter.document_id:
        number = letter.papers.count() + 1
        OutgoingPaper.objects.create(outgoing=letter, document=document, number=number)
        letter.document = document
        letter.save(update_fields=["document"])
        history.record(letter, "letter.written", by=by, number=number, document=document.pk)
    return document


@transaction.atomic
def keep_mail(letter: Outgoing, *, seen: int, by: Any) -> None:
    """Keep the words of the mail that the letter goes with; blank ones are proposed again.

    The paper stays. Raises ``ChangedMeanwhile``, or ``Refused`` once it is sent.
    """
    _require_waiting(letter)
    letter.save_if_unchanged(seen=seen, fields=["mail_subject", "mail_body"])
    history.record(letter, "letter.mail_kept", by=by)


@transaction.atomic
def send_by_mail(letter: Outgoing, *, seen: int, by: Any, ask_again_on: dt.date | None = None) -> None:
    """Send the paper to the address in the letter; the worker carries it out."""
    document = _require_paper(letter)
    _require_future(ask_again_on)
    if not letter.email:
        raise Refused(_("The letter has no e-mail address. Add it to the letter, or send it by post."))
    if BLANK.search(covering.subject(letter)) or BLANK.search(covering.body(letter)):
        raise Refused(_("The mail still has blanks. Change its words where [[ ]] stands, then send it."))
    papers_with_it = enclosed(letter)
    _require_light(document, papers_with_it)
    notice = notify(
        letter.email,
        "letter",
        key=f"letter:{letter.pk}",
        document=document,
        enclosed=papers_with_it,
        reply_to=next((to for follower in _followers if (to := follower.reply_to(letter))), ""),
        subject=covering.subject(letter),
        words=covering.body(letter),
    )
    way: dict[str, Any] = {"how": Outgoing.How.MAIL, "notice": notice, "ask_again_on": ask_again_on}
    _settle(letter, seen=seen, by=by, state=State.SENT, **way)
    history.record(letter, "letter.mailed", by=by, document=document.pk, notice=notice.pk)
    _went(letter, by=by)


@transaction.atomic
def send_again(letter: Outgoing, *, by: Any) -> None:
    """Try a mail that no server took once more."""
    if letter.notice is None or not try_again(letter.notice):
        raise Refused(_("This mail has not failed, so it need not be sent again."))
    history.record(letter, "letter.mailed_again", by=by, notice=letter.notice.pk)


@transaction.atomic
def sent_by_post(
    letter: Outgoing, on: dt.date, *, seen: int, by: Any, ask_again_on: dt.date | None = None
) -> None:
    """Note that the paper went by post or was handed over on a day; of one whose mail came back too."""
    came_back = letter.came_back
    document = _paper_that_came_back(letter) if came_back else _require_paper(letter)
    _require_future(ask_again_on)
    if on > clock.today():
        raise ValidationError(_("This day is still to come. Give the day on which it happened."))
    way: dict[str, Any] = {"how": Outgoing.How.POST, "ask_again_on": ask_again_on}
    _settle(letter, seen=seen, by=by, state=State.SENT, on=on, came_back=came_back, **way)
    history.record(letter, "letter.posted", by=by, document=document.pk, on=on)
    _went(letter, by=by)


@transaction.atomic
def write_anew(letter: Outgoing, *, email: str, by: Any) -> Outgoing:
    """Put the words of a letter whose mail came back into the outbox again, for another address. Raises ``Refused`` for any other letter."""
    _paper_that_came_back(letter)
    kept = {name: getattr(letter, name) for name in (*Outgoing.WORDS, "mail_subject", "mail_body")}
    words = kept | {"email": email, "dated": clock.today()}
    anew = prepare(Outgoing(reference=letter.reference, **words), by=by)
    for follower in _followers:
        follower.written_anew(letter, anew)
    history.record(letter, "letter.anew", by=by, anew=anew.pk)
    return anew


@transaction.atomic
def discard(letter: Outgoing, *, seen: int, by: Any, why: str) -> None:
    """Throw a letter away unsent, with the reason; it stays readable."""
    _require_waiting(letter)
    if not why.strip():
        raise Refused(_("A reason is missing. Say in a sentence why, so that it can be read later."))
    _settle(letter, seen=seen, by=by, state=State.DISCARDED)
    history.record(letter, "letter.discarded", by=by, remark=why.strip())


def _reads_as_stored(letter: Outgoing, seen: int) -> bool:
    """Whether nothing was changed, so that the paper there is says it already."""
    stored = Outgoing.objects.filter(pk=letter.pk, version=seen).values(*Outgoing.WORDS).first()
    return stored == {name: getattr(letter, name) for name in Outgoing.WORDS}


def _require_waiting(letter: Outgoing) -> None:
    if not Outgoing.objects.select_for_update().filter(pk=letter.pk, state=State.WAITING).exists():
        raise Refused(str(SETTLED))


def _require_future(ask_again_on: dt.date | None) -> None:
    if ask_again_on is not None and ask_again_on < clock.today():
        raise ValidationError(_("The day to ask again is over already. Give a later one, or none."))


MOST_BYTES = 15_000_000
"""What papers of a mail may have together: as text they grow by a third, and many servers stop at 20 to 25 MB."""


def _require_light(document: Document, others: Sequence[Document]) -> None:
    """Raises ``Refused`` where a paper is not ready, or where all of them are more than a mail carries."""
    if late := [paper.title for paper in others if paper.state != Document.State.READY]:
        raise Refused(
            _(
                "These papers go with it and are not ready: %(papers)s. Wait until they can be downloaded, then send it."
            )
            % {"papers": "; ".join(late)}
        )
    if (size := sum(paper.size for paper in (document, *others))) > MOST_BYTES:
        raise Refused(
            _(
                "The papers that go with it have %(size)s together, and most mail servers take no more than %(most)s. Take a paper out, or send it by post."
            )
            % {"size": filesizeformat(size), "most": filesizeformat(MOST_BYTES)}
        )


def _went(letter: Outgoing, *, by: Any) -> None:
    for follower in _followers:
        follower.went(letter, by=by)


def _require_paper(letter: Outgoing) -> Document:
    """The paper that would be sent. Raises ``Refused`` while there is none, or where it no longer fits."""
    _require_waiting(letter)
    for follower in _followers:
        follower.may_go(letter)
    document = letter.document
    if document is None:
        raise Refused(_("The letter is not final yet. Read its words and make the letter first."))
    if document.state != Document.State.READY:
        raise Refused(
            _(
                "The paper of this letter is not ready. Wait until it can be downloaded, look at it, then send it."
            )
        )
    return document


def _paper_that_came_back(letter: Outgoing) -> Document:
    """The paper of a letter whose mail came back. Raises ``Refused`` for any other, and where it no longer fits."""
    if not letter.came_back or letter.document is None:
        raise Refused(str(SETTLED))
    for follower in _followers:
        follower.may_go(letter)
    return letter.document


def _settle(
    letter: Outgoing,
    *,
    seen: int,
    by: Any,
    state: str,
    on: dt.date | None = None,
    came_back: bool = False,
    **more: Any,
) -> None:
    """Take a letter out of the outbox, if it still has the words that the person saw; or what came back, once."""
    stands = {"state": State.SENT, "how": Outgoing.How.MAIL} if came_back else {"state": State.WAITING}
    same = Outgoing.objects.filter(pk=letter.pk, version=seen, **stands)
    changes = {"state": state, "settled_on": on or clock.today(), "settled_by": by, **more}
    if not claim(same, **changes):
        raise Refused(str(CHANGED))
    for name, value in changes.items():
        setattr(letter, name, value)
