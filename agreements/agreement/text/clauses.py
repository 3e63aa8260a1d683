"""What is done with one clause: added, written, moved, left out, checked, spoken of, answered for."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement
from agreements.agreement.text import filling, first_clauses, library
from agreements.agreement.text.actions import frozen_keys, open_record
from agreements.agreement.text.flags import BY_NAME, seen_words
from agreements.agreement.text.models import (
    AgreementText,
    Clause,
    ClauseComment,
    ClauseKind,
    ClauseText,
    FlagAnswer,
    Party,
    Side,
    Style,
)
from agreements.agreement.text.words import tidy, tidy_line
from proposals.lifecycle import MoveRefused, lock
from proposals.proposal.models import Proposal
from proposals.proposal.sections import QUIET_FOR, written_elsewhere
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.templatetags.house import day

history.sentences(
    {
        "text.proposed": gettext_lazy("Proposed a whole text from the library: %(style)s, %(clauses)d clauses"),
        "text.clause_added": gettext_lazy("Added a clause: %(clause)s"),
        "text.clause_written": gettext_lazy("Wrote in a clause: %(clause)s"),
        "text.clause_moved": gettext_lazy("Moved a clause: %(clause)s"),
        "text.clause_left_out": gettext_lazy("Left out a clause: %(clause)s"),
        "text.clause_taken_in": gettext_lazy("Took a clause in again: %(clause)s"),
        "text.clause_removed": gettext_lazy("Removed a clause: %(clause)s"),
        "text.clause_checked": gettext_lazy("Checked the translation of a clause: %(clause)s, language %(language)s"),
        "text.flag_answered": gettext_lazy("Said why a clause stands that raised a hand: %(clause)s, %(flag)s"),
        "text.commented": gettext_lazy("Commented on the agreement"),
        "text.comment_settled": gettext_lazy("Settled a comment on the agreement"),
    }
)  # fmt: skip

GONE = gettext_lazy("Somebody else has removed this clause in the meantime. Look at the text again.")
MOST_CLAUSES = 200


@dataclass(frozen=True)
class Light:
    """How a clause stands in one language, in words; ``state`` is the colour of its tag."""

    language: str
    state: str
    words: str


def light(source: ClauseText | None, text: ClauseText | None, language: str, *, is_source: bool) -> Light:
    """Missing, the source itself, changed since it was translated, not checked, or checked by whom."""
    if text is None or not text.words.strip():
        return Light(language, "failed", _("Missing"))
    if is_source:
        return Light(language, "done", _("The source of the others"))
    if source is None or not source.words.strip():
        return Light(language, "waiting", _("The source is missing"))
    if text.made_from != source.fingerprint:
        return Light(language, "waiting", _("Changed since it was translated"))
    if text.checked_by and text.checked_text == checked_words(source, text):
        words = _("Checked by %(who)s on %(day)s")
        return Light(language, "done", words % {"who": text.checked_by, "day": day(text.checked_on)})
    return Light(language, "not_started", _("Not checked"))


def checked_words(source: ClauseText, text: ClauseText) -> str:
    """What somebody looked at who checked a translation: both texts; an identity, not a secret."""
    return ClauseText(heading=source.fingerprint, words=text.fingerprint).fingerprint


def title_of(clause: Clause) -> str:
    """What the history calls a clause: its heading in the first language, else its kind."""
    texts = list(clause.texts.all())
    heading = next((text.heading for text in texts if text.heading), "")
    return heading[:80] or str(clause.get_kind_display())


# -- writing -----------------------------------------------------------------------------------


@transaction.atomic
def save(
    proposal: Proposal,
    key: uuid.UUID,
    texts: Mapping[str, tuple[str, str]],
    *,
    kind: str,
    numbered: bool,
    seen: int,
    by: User,
    quietly: bool = False,
) -> Clause:
    """Write a clause in its languages: language → (heading, words).

    Raises ``ChangedMeanwhile`` if somebody saved it since version ``seen``, and
    ``MoveRefused`` while the text is locked or where the clause is gone.
    ``quietly`` is the saving that goes on while somebody types: at most one line
    of history in half an hour.
    """
    record = open_record(proposal)
    clause = _find(record, key)
    if clause.version != seen:
        raise ChangedMeanwhile(clause)
    source = _source(record)
    stood = {text.language: text for text in clause.texts.all()}
    wanted = {language: (tidy_line(heading), tidy(words)) for language, (heading, words) in texts.items()}
    changed = [
        language
        for language, given in wanted.items()
        if given != ((stood[language].heading, stood[language].words) if language in stood else ("", ""))
    ]
    if not changed and (clause.kind, clause.numbered) == (kind, numbered):
        return clause
    told = not (quietly and _just_wrote(stood.values(), by))
    made_from = _fingerprint(wanted.get(source), stood.get(source))
    for language in changed:
        text = stood.get(language) or ClauseText(clause=clause, language=language)
        text.heading, text.words = wanted[language]
        text.made_from = "" if language == source else made_from
        text.by, text.at, text.version = by, clock.now(), text.version + 1
        text.save()
    clause.kind, clause.numbered = kind, numbered
    clause.save_if_unchanged(seen=seen, fields=["kind", "numbered"])
    if told:
        history.record(
            proposal, "text.clause_written", by=by, clause=title_of(_again(clause)), key=str(key), languages=changed
        )  # fmt: skip
    return clause


def _again(clause: Clause) -> Clause:
    return Clause.objects.prefetch_related("texts").get(pk=clause.pk)


def _source(record: Agreement) -> str:
    first = record.texts.first()
    return first.language if first else "en"


def _fingerprint(given: tuple[str, str] | None, stood: ClauseText | None) -> str:
    """The source as it will stand once this is saved."""
    if given is not None:
        return ClauseText(heading=given[0], words=given[1]).fingerprint
    return stood.fingerprint if stood else ""


def _just_wrote(texts: Any, by: User) -> bool:
    return any(text.by_id == by.pk and clock.now() - text.at < QUIET_FOR for text in texts)


def _find(record: Agreement, key: uuid.UUID) -> Clause:
    found: Clause | None = (
        Clause.objects.select_for_update().filter(record=record, key=key).prefetch_related("texts").first()
    )
    if found is None:
        raise MoveRefused(str(GONE))
    return found


# -- adding ------------------------------------------------------------------------------------


@transaction.atomic
def add(proposal: Proposal, *, kind: str, style: str = "", by: User) -> Clause:
    """Put a clause at the end: from the library in a style, filled in from the terms and the file, or empty.

    A clause of the library comes in every language of the agreement in which it is written.
    """
    record = open_record(proposal)
    languages = _languages(record, by)
    order = (record.clauses.order_by("-order").values_list("order", flat=True).first() or 0) + 1
    if record.clauses.count() >= MOST_CLAUSES:
        raise MoveRefused(
            _("The agreement has %(n)d clauses, and more do not fit. Put some of them together.")
            % {"n": MOST_CLAUSES}
        )
    wordings = {one: library.newest(kind, style, one) for one in languages} if style else {}
    clause = _make(record, kind, style, order, wordings, by)
    history.record(proposal, "text.clause_added", by=by, clause=title_of(_again(clause)), key=str(clause.key))
    return clause


def _make(
    record: Agreement, kind: str, style: str, order: int, wordings: Mapping[str, Any], by: User | None
) -> Clause:
    numbered = kind not in first_clauses.NOT_NUMBERED and style != Style.CEREMONIAL
    source = _source(record)
    clause = Clause.objects.create(
        record=record, kind=kind, order=order, numbered=numbered, wording=wordings.get(source)
    )
    texts = {
        language: filled(record, wording) for language, wording in wordings.items() if wording is not None
    }
    made_from = _fingerprint(texts.get(source), None)
    ClauseText.objects.bulk_create(
        ClauseText(
            clause=clause, language=language, heading=heading, words=words, by=by,
            made_from="" if language == source else made_from,
        )
        for language, (heading, words) in texts.items()
    )  # fmt: skip
    return clause


def filled(record: Agreement, wording: Any) -> tuple[str, str]:
    """A clause of the library with what is known of this file, as it would stand in the text."""
    values = filling.values(record, wording.language)
    return tidy_line(filling.fill(wording.heading, values)), tidy(filling.fill(wording.words, values))


def _languages(record: Agreement, by: User | None) -> list[str]:
    """The languages of the agreement; its first one is English until somebody names another."""
    languages = [text.language for text in record.texts.all()]
    if not languages:
        propose_terms(record, ["en"], by=by)
        languages = ["en"]
    return languages


def propose_terms(record: Agreement, languages: list[str], *, by: User | None) -> None:
    """Name the languages and the parties as far as nobody has: the file knows what both are called."""
    titles = first_clauses.TITLES.get(record.proposal.kind, first_clauses.TITLES["sister"])
    there = set(record.texts.values_list("language", flat=True))
    for order, language in enumerate(languages):
        if language not in there:
            title = titles.get(language, titles["en"])
            AgreementText.objects.create(
                record=record, language=language, title=title, order=len(there) + order
            )
    if not record.parties.exists():
        mayor = OfficeHolder.objects.holding(Office.MAYOR)
        Party.objects.create(
            record=record, side=Side.OURS, language=languages[0], name=Municipality.ours().name,
            represented_by=mayor.name if mayor else "", office=mayor.style if mayor else "",
        )  # fmt: skip
        if theirs := filling.proposed_name(record.proposal):
            Party.objects.create(record=record, side=Side.THEIRS, language=languages[0], name=theirs, order=1)
    written_elsewhere(record.proposal, record.phase, "terms", by=by)


@transaction.atomic
def propose(proposal: Proposal, *, style: str, languages: list[str], by: User) -> Agreement:
    """A whole first draft in a style, in every language in which the library has it; else it is missing there.

    Raises ``MoveRefused`` where a text is written already: nothing of it is overwritten.
    """
    record = open_record(proposal)
    if record.clauses.filter(left_out=False).exists():
        raise MoveRefused(
            _("There is a text already. Leave out its clauses first, or add to it clause by clause.")
        )
    propose_terms(record, languages, by=by)
    record = Agreement.of(proposal)
    known = library.of_style(style)
    of_record = [text.language for text in record.texts.all()]
    kinds = [kind for kind in first_clauses.FIRST_DRAFT[style] if _is_wanted(record, kind)]
    for order, kind in enumerate(kinds):
        wordings = {language: known.get((kind, language)) for language in of_record}
        _make(record, kind, style, order, wordings, by)
    history.record(
        proposal, "text.proposed", by=by, style=str(Style(style).label).lower(), clauses=len(kinds)
    )
    return record


def _is_wanted(record: Agreement, kind: str) -> bool:
    """A text without an end is not renewed, and a work plan that is not annexed is not spoken of."""
    if kind == ClauseKind.RENEWAL:
        return record.term_rule != "open"
    return kind != ClauseKind.WORK_PLAN or record.annex_plan


# -- moving, leaving out, removing -----------------------------------------------------------------


@transaction.atomic
def move(proposal: Proposal, key: uuid.UUID, *, up: bool, by: User) -> None:
    """Change the place of a clause with its neighbour among those that are not left out."""
    record = open_record(proposal)
    clause = _find(record, key)
    standing = [one for one in record.clauses.all() if one.left_out == clause.left_out]
    at = standing.index(clause)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(standing):
        return
    standing[at], standing[to] = standing[to], standing[at]
    others = [one for one in record.clauses.all() if one.left_out != clause.left_out]
    for order, one in enumerate([*standing, *others] if not clause.left_out else [*others, *standing]):
        if one.order != order:
            claim(Clause.objects.filter(pk=one.pk), order=order)
    history.record(proposal, "text.clause_moved", by=by, clause=title_of(clause), key=str(key))


@transaction.atomic
def leave_out(proposal: Proposal, key: uuid.UUID, *, out: bool, by: User) -> None:
    """Take a clause out of the text without losing it, or take it in again."""
    record = open_record(proposal)
    clause = _find(record, key)
    if not claim(Clause.objects.filter(pk=clause.pk, left_out=not out), left_out=out):
        return
    verb = "text.clause_left_out" if out else "text.clause_taken_in"
    history.record(proposal, verb, by=by, clause=title_of(clause), key=str(key))


@transaction.atomic
def remove(proposal: Proposal, key: uuid.UUID, *, by: User) -> None:
    """Delete a clause that was never frozen, nor spoken of. Raises ``MoveRefused`` for any other: it can be left out."""
    record = open_record(proposal)
    clause = _find(record, key)
    if clause.key in frozen_keys(record):
        raise MoveRefused(
            _("This clause stands in a frozen version, so it cannot be removed. Leave it out instead.")
        )
    if clause.comments.exists() or clause.flag_answers.exists():
        raise MoveRefused(
            _(
                "Somebody has commented on this clause, or answered for it, so it cannot be removed. Leave it out instead."
            )
        )
    title = title_of(clause)
    clause.texts.all().delete()
    clause.delete()
    history.record(proposal, "text.clause_removed", by=by, clause=title)


# -- checking --------------------------------------------------------------------------------------


@transaction.atomic
def check(
    proposal: Proposal, key: uuid.UUID, language: str, *, seen: int, by: User, on: dt.date
) -> ClauseText:
    """Note that somebody held a translation against its source and found it right.

    Open while the text is locked as well, since no word is changed. Raises
    ``ChangedMeanwhile`` if the clause is no longer the one that was looked at.
    """
    lock(proposal)
    record: Agreement = Agreement.of(proposal)
    clause = _find(record, key)
    if clause.version != seen:
        raise ChangedMeanwhile(clause)
    texts = {text.language: text for text in clause.texts.all()}
    source, text = texts.get(_source(record)), texts.get(language)
    if source is None or text is None or text is source or not text.words.strip() or not source.words.strip():
        raise MoveRefused(_("There is no translation to check here. Write it first."))
    text.made_from, text.checked_by, text.checked_on = source.fingerprint, str(by), on
    text.checked_text = checked_words(source, text)
    text.save(update_fields=["made_from", "checked_by", "checked_on", "checked_text"])
    history.record(
        proposal, "text.clause_checked", by=by, clause=title_of(clause), language=language, key=str(key)
    )
    return text


# -- flags and comments ------------------------------------------------------------------------------


@transaction.atomic
def answer_flag(proposal: Proposal, key: uuid.UUID, flag: str, *, words: str, seen: str, by: User) -> None:
    """Say why a clause stands as it does. Raises ``MoveRefused`` if its words were changed since they were looked at."""
    lock(proposal)
    record: Agreement = Agreement.of(proposal)
    clause = _find(record, key)
    if not words.strip():
        raise MoveRefused(_("Nothing is said. Say why the clause stands as it does, or change the clause."))
    if seen_words(clause) != seen:
        raise MoveRefused(
            _("The clause was changed after you looked at it. Read it again, then answer for it.")
        )
    FlagAnswer.objects.create(
        record=record, clause=clause, flag=flag, seen=seen, words=tidy(words)[:2000], by=by
    )
    history.record(
        proposal, "text.flag_answered", by=by, clause=title_of(clause), flag=str(BY_NAME[flag].label), key=str(key)
    )  # fmt: skip


@transaction.atomic
def comment(
    proposal: Proposal, *, words: str, audience: str, by: User, clause: Clause | None = None
) -> ClauseComment:
    """Say something of a clause, or of the whole text; among ourselves unless its writer says otherwise, for good."""
    lock(proposal)
    record: Agreement = Agreement.of(proposal)
    if record.pk is None:
        record.save()
    if not words.strip():
        raise MoveRefused(_("The comment is empty. Write it first."))
    made = ClauseComment.objects.create(
        record=record, clause=clause, words=tidy(words), audience=audience, by=by
    )
    history.record(proposal, "text.commented", by=by, comment=made.pk)
    return made


@transaction.atomic
def settle(comment: ClauseComment, *, by: User) -> None:
    """Note that a comment is dealt with; it stays readable."""
    lock(comment.record.proposal)
    standing = ClauseComment.objects.filter(pk=comment.pk, settled_at=None)
    if claim(standing, settled_at=clock.now(), settled_by=by):
        history.record(comment.record.proposal, "text.comment_settled", by=by, comment=comment.pk)
