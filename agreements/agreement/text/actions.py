"""What is done with the agreement's text: written clause by clause, frozen, accepted by both sides, unlocked (handbook A6, B3)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement
from agreements.agreement.text.filling import BLANK
from agreements.agreement.text.models import (
    Acceptance,
    AgreementText,
    Clause,
    ClauseText,
    Side,
    TextVersion,
    content,
    content_hash,
)
from agreements.agreement.text.words import tidy, tidy_line
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from proposals.proposal.sections import written_elsewhere
from twinning import clock
from twinning.accounts.models import User
from twinning.records import history, uploads
from twinning.records.claims import claim
from twinning.records.models import Upload

history.sentences(
    {
        "text.written": gettext_lazy("Wrote the whole text of the agreement: %(clauses)d clauses"),
        "text.frozen": gettext_lazy("Froze version %(number)d of the agreement"),
        "text.minor_edit": gettext_lazy("Froze version %(number)d of the agreement, a minor edit after council’s vote"),
        "text.accepted_ours": gettext_lazy("Recorded that our side accepted version %(number)d of the agreement"),
        "text.accepted_theirs": gettext_lazy("Recorded that the other side accepted version %(number)d of the agreement"),
        "text.accepted_behalf": gettext_lazy(
            "Accepted version %(number)d of the agreement on behalf of the other side, with evidence"
        ),
        "text.unlocked": gettext_lazy("Unlocked version %(number)d of the agreement; what was accepted is accepted no more"),
    }
)  # fmt: skip

STILL_TO_COME = gettext_lazy("This day is still to come. Give the day on which they accepted it.")
NEEDS_EVIDENCE = gettext_lazy(
    "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."
)
NOBODY_NAMED = gettext_lazy("Nobody is named. Give the name and office of who accepted it.")
OURS_IS_SAID = gettext_lazy(
    "Our own side is not accepted on its behalf. Record who accepted it here, and when."
)

Written = dict[str, tuple[str, Sequence[tuple[str, str, str]]]]
"""Language → title of the paper and its clauses as (kind, heading, words)."""


# -- open or locked ----------------------------------------------------------------------------


def require_open(record: Agreement) -> None:
    """Raises ``MoveRefused`` while the text is locked."""
    if why := record.why_locked:
        raise MoveRefused(why)


def open_record(proposal: Proposal) -> Agreement:
    """The record of the phase, made if it is not there, with the file locked and the text open to changes."""
    lock(proposal)
    record: Agreement = Agreement.of(proposal)
    if record.pk is None:
        record.save()
    require_open(record)
    return record


# -- the whole text at once ----------------------------------------------------------------------


@transaction.atomic
def write(proposal: Proposal, languages: Written, *, by: User | None) -> Agreement:
    """Put another text in the place of the whole. The first language is the source of the others.

    The clauses of a language stand in the same order as those of the first;
    where it has fewer, they are missing. Clauses that somebody froze, or spoke
    of, stay among those that are left out.
    """
    record = open_record(proposal)
    clear(record)
    _name_languages(record, {language: title for language, (title, _clauses) in languages.items()})
    source, *others = languages
    clauses = [
        Clause(record=record, order=order, kind=kind)
        for order, (kind, _heading, _words) in enumerate(languages[source][1])
    ]
    Clause.objects.bulk_create(clauses)
    sources = [
        _text(clause, source, given, by) for clause, given in zip(clauses, languages[source][1], strict=True)
    ]
    made = [
        _text(clause, other, given, by, made_from=first.fingerprint)
        for other in others
        for clause, first, given in zip(clauses, sources, languages[other][1], strict=False)
    ]
    ClauseText.objects.bulk_create([*sources, *made])
    history.record(proposal, "text.written", by=by, clauses=len(clauses), languages=list(languages))
    return record


def clear(record: Agreement) -> None:
    """Take every clause away; one that was frozen, or spoken of, is only left out."""
    kept = frozen_keys(record) | set(
        record.clauses.exclude(comments=None, flag_answers=None).values_list("key", flat=True)
    )
    ClauseText.objects.filter(clause__in=record.clauses.exclude(key__in=kept)).delete()
    record.clauses.exclude(key__in=kept).delete()
    for clause in record.clauses.filter(left_out=False):
        clause.left_out, clause.order = True, clause.order + 500
        clause.save(update_fields=["left_out", "order"])


def frozen_keys(record: Agreement) -> set[Any]:
    """The clauses that stand in a frozen version: they can be left out, but not removed."""
    if record.pk is None:
        return set()
    kept = {clause["key"] for version in record.versions.all() for clause in version.content["clauses"]}
    return {key for key in record.clauses.values_list("key", flat=True) if str(key) in kept}


def _name_languages(record: Agreement, titles: dict[str, str]) -> None:
    record.texts.exclude(language__in=titles).delete()
    for order, (language, title) in enumerate(titles.items()):
        AgreementText.objects.update_or_create(
            record=record, language=language, defaults={"title": tidy_line(title), "order": order}
        )
    written_elsewhere(record.proposal, record.phase, "terms", by=None)


def _text(
    clause: Clause, language: str, given: tuple[str, str, str], by: User | None, made_from: str = ""
) -> ClauseText:
    _kind, heading, words = given
    return ClauseText(
        clause=clause, language=language, heading=tidy_line(heading), words=tidy(words), made_from=made_from, by=by
    )  # fmt: skip


# -- versions -------------------------------------------------------------------------------------


@transaction.atomic
def freeze(
    proposal: Proposal, *, by: User | None, why: str = "", resolution: Any = None, minor: bool = False
) -> TextVersion:
    """Keep the text as it stands as the next version; the newest one if that says the same.

    ``resolution``: by which council changed it at the table, or that delegates
    minor edits. Raises ``MoveRefused`` for a text without a language or clause.
    """
    lock(proposal)
    record: Agreement = Agreement.of(proposal)
    if record.pk is None or not record.texts.exists() or not record.clauses.filter(left_out=False).exists():
        raise MoveRefused(_("There is no text yet. Write it first, or take clauses from the library."))
    now = content(record)
    newest = record.versions.first()
    if newest is not None and newest.hash == content_hash(now):
        return newest
    number = newest.number + 1 if newest else 1
    version = TextVersion.objects.create(
        record=record, number=number, content=now, hash=content_hash(now), why=tidy_line(why)[:500],
        resolution=resolution, minor=minor, by=by,
    )  # fmt: skip
    verb = "text.minor_edit" if minor else "text.frozen"
    history.record(proposal, verb, by=by, number=number, version=version.pk, hash=version.hash)
    return version


# -- accepted and unlocked ------------------------------------------------------------------------


def why_not_acceptable(version: TextVersion, side: str) -> list[str]:
    """Why a side cannot accept this version now; nothing if it can."""
    record = version.record
    newest = record.versions.first()
    if newest is not None and newest.pk != version.pk:
        words = _("Version %(old)d was replaced by version %(new)d. Have them accept version %(new)d.")
        return [words % {"old": version.number, "new": newest.number}]
    if version.hash != record.text_hash:
        words = _(
            "The text was changed after version %(number)d was frozen. Freeze it again, and have that version accepted."
        )
        return [words % {"number": version.number}]
    if missing := missing_in(version.content):
        return [_("No side can accept a text with gaps."), *missing]
    if version.acceptances.filter(side=side, withdrawn_at=None).exists():
        words = _(
            "This side has accepted version %(number)d already. Unlock the text first if it was not so."
        )
        return [words % {"number": version.number}]
    return []


def missing_in(kept: dict[str, Any]) -> list[str]:
    """Which clauses of a frozen text say nothing in one of its languages, or have a blank, in words."""
    names = dict(AgreementText._meta.get_field("language").flatchoices)
    found = []
    for number, clause in enumerate(kept["clauses"], 1):
        for language in (one["language"] for one in kept["languages"]):
            text = clause["texts"].get(language, {"heading": "", "words": ""})
            facts = {"number": number, "language": names[language]}
            if not text["words"].strip():
                found.append(_("Clause %(number)d is missing in %(language)s.") % facts)
            elif BLANK.search(f"{text['heading']} {text['words']}"):
                found.append(
                    _("Clause %(number)d has a blank in %(language)s that is not filled in.") % facts
                )
    return found


@transaction.atomic
def accept(
    version: TextVersion,
    *,
    side: str,
    on: dt.date,
    person: str,
    by: User,
    way: str = Acceptance.Way.CONFIRMED,
    words: str = "",
    evidence: Any = None,
) -> Acceptance:
    """Record that one side said yes to the newest version; from then on the text is locked.

    ``evidence`` is a file that somebody gave us. Raises ``MoveRefused`` for a
    version that is not the text as it stands, that has gaps, or that the side
    has accepted already; ``ValidationError`` for a day to come, nobody named,
    and for what is accepted on their behalf without evidence.
    """
    proposal = version.record.proposal
    lock(proposal)
    if reasons := why_not_acceptable(version, side):
        raise MoveRefused(reasons)
    if on > clock.today():
        raise ValidationError({"on": str(STILL_TO_COME)})
    if not person.strip():
        raise ValidationError({"person": str(NOBODY_NAMED)})
    if way == Acceptance.Way.BEHALF and side == Side.OURS:
        raise ValidationError(str(OURS_IS_SAID))
    if way == Acceptance.Way.BEHALF and evidence is None:
        raise ValidationError(str(NEEDS_EVIDENCE))
    kept = evidence if evidence is None or isinstance(evidence, Upload) else uploads.accept(evidence, by=by)
    acceptance = Acceptance.objects.create(
        text=version, side=side, way=way, on=on, person=tidy_line(person), words=tidy(words), evidence=kept, by=by
    )  # fmt: skip
    verb = "text.accepted_behalf" if way == Acceptance.Way.BEHALF else f"text.accepted_{side}"
    history.record(
        proposal, verb, by=by, number=version.number, version=version.pk, acceptance=acceptance.pk, on=on
    )
    return acceptance


@transaction.atomic
def unlock(proposal: Proposal, *, by: User, why: str) -> None:
    """Open the text to changes again: whoever accepted it accepted it no more, and the reason is on record.

    Raises ``MoveRefused`` without a reason, or if nobody has accepted the text as it stands.
    """
    require_reason(why)
    lock(proposal)
    standing = Agreement.of(proposal).acceptances()
    if not standing:
        raise MoveRefused(_("The text is not locked. You can change it."))
    for one in standing:
        claim(
            Acceptance.objects.filter(pk=one.pk, withdrawn_at=None), withdrawn_at=clock.now(), withdrawn_by=by
        )
    version = standing[0].text
    history.record(proposal, "text.unlocked", by=by, remark=why, number=version.number, version=version.pk)
