"""Papers issued, replaced and withdrawn: the only writer of their number, code and status."""

import json
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.municipality.numbering import next_number
from twinning.records import documents, history
from twinning.records.claims import claim
from twinning.records.issued.models import CODE_LENGTH, Issue, in_groups
from twinning.records.models import Document

history.sentences(
    {
        "paper.issued": gettext_lazy("Issued the paper %(number)s, “%(title)s”"),
        "paper.superseded": gettext_lazy("The paper %(number)s was replaced by %(successor)s"),
        "paper.withdrawn": gettext_lazy("Withdrew the paper %(number)s"),
    }
)

PATTERN = "P {yyyy}-{seq:04d}"

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without those that look alike on paper: 0 and O, 1 and I."""

ASIDE = {"verification", "frozen_at"}
"""Facts that differ each time a paper is asked for, and say nothing of its content."""

Status = Issue.Status


class Refused(Exception):
    """A step that an issued paper does not allow now; the words are for the user."""


# -- What a paper is about: told by the floors above ----------------------------------------------

Finder = Callable[[Issue], models.Model | None]
_finders: list[Finder] = []


def follow(finder: Finder) -> Finder:
    """Register a function that knows what a paper belongs to; its history then says what became of the paper."""
    _finders.append(finder)
    return finder


def subject_of(issue: Issue) -> models.Model | None:
    """What a paper belongs to, as the floors above know it."""
    return next((found for finder in _finders if (found := finder(issue)) is not None), None)


# -- Issuing -----------------------------------------------------------------------------------


def issue(
    *,
    template: str,
    facts: dict[str, Any],
    title: str,
    filename: str,
    by: Any,
    public_title: str,
    key: str,
    subject: models.Model | None = None,
) -> Issue:
    """Issue a paper: allot its number and code, print them on it, and have it made and sealed.

    The same key with the same facts is the same paper, so a second click gets
    the first one's row, and a paper that could not be made is tried again. With
    other facts it is another paper, and the earlier one is superseded by it.
    ``public_title`` is all that strangers read of its content. History is
    written on ``subject``, or on the issue itself.
    """
    asked = {"template": template, "facts": facts, "title": title, "filename": filename, "by": by}
    if (standing := _standing(key, asked, public_title)) is not None:
        return standing
    try:
        with transaction.atomic():
            return _issue_anew(asked, public_title=public_title, key=key, subject=subject)
    except _SameMoment as other:
        return other.issue


class _SameMoment(Exception):
    """Somebody issued the same paper while this one waited for its number; the number goes back."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(str(issue))
        self.issue = issue


def _standing(key: str, asked: dict[str, Any], public_title: str) -> Issue | None:
    """The paper of this key that holds, if it says the same; tried again where it could not be made."""
    found = Issue.objects.select_related("document").filter(key=key, status=Status.IN_FORCE).first()
    if found is None:
        return None
    document, facts = found.document, json.loads(json.dumps(asked["facts"], cls=DjangoJSONEncoder))
    said = (document.template, document.title, found.public_title, _content(document.facts))
    if said != (asked["template"], asked["title"], public_title, _content(facts)):
        return None
    if document.state == Document.State.FAILED:
        documents.retry(document)
        document.refresh_from_db()
    return found


def says(issue: Issue, facts: dict[str, Any]) -> bool:
    """Whether a paper, issued anew from these facts, would say what this one says."""
    return _content(issue.document.facts) == _content(json.loads(json.dumps(facts, cls=DjangoJSONEncoder)))


def _content(facts: Any) -> Any:
    """Facts without what differs each time, in the papers that are part of this one, too."""
    if isinstance(facts, dict):
        return {name: _content(fact) for name, fact in facts.items() if name not in ASIDE}
    if isinstance(facts, list):
        return [_content(fact) for fact in facts]
    return facts


def _issue_anew(asked: dict[str, Any], *, public_title: str, key: str, subject: models.Model | None) -> Issue:
    number = next_number("paper", PATTERN, clock.today())
    # The row of the number is locked from here on, so two clerks come one after the other.
    if (standing := _standing(key, asked, public_title)) is not None:
        raise _SameMoment(standing)
    before = Issue.objects.filter(key=key).order_by("-edition").first()
    code = new_code()
    document = documents.request(
        **asked | {"facts": asked["facts"] | {"verification": verification(number, code)}}
    )
    made = Issue.objects.create(
        document=document,
        key=key,
        edition=before.edition + 1 if before else 1,
        number=number,
        code=code,
        public_title=public_title,
    )
    by = asked["by"]
    history.record(subject or made, "paper.issued", by=by, number=number, title=asked["title"], issue=made.pk)
    if before is not None and before.in_force:
        supersede(before, made, by=by, subject=subject)
    return made


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))


def verification(number: str, code: str) -> dict[str, str]:
    """What a paper prints of its own public page: ``url`` for the QR code, ``short`` for people who type."""
    url = settings.SITE_URL.rstrip("/") + reverse("issued:page", args=[code])
    short = settings.SITE_URL.rstrip("/").split("://")[-1] + reverse("issued:page", args=[in_groups(code)])
    return {"number": number, "code": in_groups(code), "url": url, "short": short.rstrip("/")}


# -- What becomes of it -----------------------------------------------------------------------------


@transaction.atomic
def supersede(old: Issue, new: Issue, *, by: Any, subject: models.Model | None = None) -> None:
    """Say on the old paper's page that the new one has taken its place. Raises ``Refused``."""
    if old.pk == new.pk or not Issue.objects.filter(pk=new.pk, status=Status.IN_FORCE).exists():
        raise Refused(_("A paper is replaced by another one that is in force. Issue that one first."))
    if not claim(
        Issue.objects.filter(pk=old.pk, status=Status.IN_FORCE),
        status=Status.SUPERSEDED,
        superseded_by=new,
        status_on=clock.today(),
    ):
        raise Refused(_no_longer_in_force(old))
    old.refresh_from_db()
    about = subject or subject_of(old) or old
    history.record(about, "paper.superseded", by=by, number=old.number, successor=new.number, issue=old.pk)


@transaction.atomic
def withdraw(issue: Issue, *, by: Any, why: str, words: str) -> None:
    """Take back a paper. ``why`` is read by people of the City, ``words`` by everybody. Raises ``Refused``."""
    if not why.strip() or not words.strip():
        raise Refused(
            _("A paper is withdrawn with a reason for the file and words for everybody. Write both.")
        )
    if not claim(
        Issue.objects.filter(pk=issue.pk, status=Status.IN_FORCE),
        status=Status.WITHDRAWN,
        status_words=words.strip(),
        status_on=clock.today(),
    ):
        raise Refused(_no_longer_in_force(issue))
    issue.refresh_from_db()
    about = subject_of(issue) or issue
    history.record(about, "paper.withdrawn", by=by, remark=why.strip(), number=issue.number, issue=issue.pk)


def _no_longer_in_force(issue: Issue) -> str:
    return _("The paper %(number)s is no longer in force. Open its page to see what became of it.") % {
        "number": issue.number
    }


def of(document: Document) -> Issue | None:
    """The issue of a paper; none for drafts and for papers that nobody outside relies on."""
    return Issue.objects.filter(document=document).first()
