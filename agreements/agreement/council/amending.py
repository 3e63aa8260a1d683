"""Changes moved at the table, before the vote: recorded as they were moved, and carried out where they carried.

A carried change of the agreement makes a new version of its text, on which
council then decides. What it changed in one language the others must follow
before anybody signs (handbook C2 G7).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council.actions import require_sitting
from agreements.agreement.council.models import (
    LONGEST_SHORT_TITLE,
    LONGEST_TITLE,
    Amendment,
    OperativeClause,
    Recital,
    Resolution,
)
from agreements.agreement.models import Agreement
from agreements.agreement.text import actions as text_actions
from agreements.agreement.text.models import LANGUAGES, Clause, ClauseText, TextVersion
from agreements.agreement.text.words import tidy, tidy_line
from proposals.lifecycle import MoveRefused
from proposals.proposal.models import Row
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.papers import in_the_citys_language

history.sentences(
    {
        "resolution.amended": gettext_lazy(
            "Council changed “%(title)s” at the table, %(votes_for)d to %(against)d"
        ),
        "resolution.amendment_lost": gettext_lazy(
            "A change to “%(title)s” was moved at the table and not carried, %(votes_for)d to %(against)d"
        ),
    }
)

What = Amendment.What
CHANGED = gettext_lazy(
    "This was changed after you opened it. Read what stands there now, and record the change again."
)


@dataclass(frozen=True)
class Change:
    """What was moved: other words, words to add, or to strike something.

    ``row``: the key of the recital, decision or clause; none for the title and
    for something to add, which then stands at ``position``. ``seen``: what stood
    there when the mover's words were typed. ``parts``: the lettered parts of a
    decision. ``heading``: that of a clause.
    """

    what: str
    after: str = ""
    row: uuid.UUID | None = None
    language: str = ""
    heading: str = ""
    parts: str = ""
    strike: bool = False
    position: int | None = None
    seen: str = ""


@dataclass(frozen=True)
class Movement:
    """Who moved it, who seconded it, and how council voted on it."""

    mover: OfficeHolder
    seconder: OfficeHolder | None
    votes_for: int
    against: int

    @property
    def carried(self) -> bool:
        return self.votes_for > self.against


@transaction.atomic
@in_the_citys_language
def amend(resolution: Resolution, change: Change, movement: Movement, *, by: User) -> Amendment:
    """Record a change moved at the table; where it carried, it is made.

    Raises ``MoveRefused`` in words where council does not sit on it, where the
    votes cannot be, where nothing would change, and where somebody else changed
    the same words meanwhile.
    """
    resolution.lock()
    meeting = require_sitting(resolution)
    _require_possible(resolution, movement)
    target = target_of(resolution, change)
    if target.row is not None and change.seen and change.seen != target.words:
        raise MoveRefused(str(CHANGED))
    after = "" if change.strike else composed(change)
    _require_a_change(change, target, after)
    row = target.row.key if target.row is not None else None
    if movement.carried:
        row = _carry_out(resolution, change, target, by=by)
    amendment = Amendment.objects.create(
        resolution=resolution,
        meeting=meeting,
        what=change.what,
        row=row,
        language=change.language if change.what == What.AGREEMENT else "",
        place=target.place,
        before=target.words,
        after=after,
        mover=movement.mover,
        seconder=movement.seconder,
        votes_for=movement.votes_for,
        votes_against=movement.against,
        carried=movement.carried,
        by=by,
    )
    history.record(
        resolution.proposal,
        "resolution.amended" if movement.carried else "resolution.amendment_lost",
        by=by,
        title=resolution.title,
        votes_for=movement.votes_for,
        against=movement.against,
        resolution=resolution.pk,
        amendment=amendment.pk,
    )
    if movement.carried and change.what == What.AGREEMENT:
        _freeze(resolution, amendment, by=by)
    if movement.carried:
        claim(Resolution.objects.filter(pk=resolution.pk), amended=True)
        resolution.amended = True
    return amendment


def _require_possible(resolution: Resolution, movement: Movement) -> None:
    assert resolution.meeting is not None
    ours = Municipality.ours()
    members = list(OfficeHolder.objects.on_council(resolution.meeting.held_on))
    sitting = {member.pk for member in members}
    voted, quorum = movement.votes_for + movement.against, ours.quorum_of(len(members))
    reasons = []
    if min(movement.votes_for, movement.against) < 0 or voted > len(members):
        words = _("Council has %(members)d members; %(voted)d votes cannot be. Count them again.")
        reasons.append(words % {"members": len(members), "voted": voted})
    elif voted < quorum and not ours.rules.abstainer_present:
        words = _(
            "Only %(voted)d voted, and %(quorum)d are needed. Without a quorum council changes nothing."
        )
        reasons.append(words % {"voted": voted, "quorum": quorum})
    if movement.mover.pk not in sitting:
        reasons.append(_("The mover must be a member of council on that day. Choose another one."))
    if ours.rules.seconder and movement.seconder is None:
        reasons.append(_("In this jurisdiction a motion needs a seconder. Name one."))
    if movement.seconder and (
        movement.seconder.pk == movement.mover.pk or movement.seconder.pk not in sitting
    ):
        reasons.append(_("The seconder must be another member of council on that day. Choose another one."))
    if reasons:
        raise MoveRefused(reasons)


# -- what is changed ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """What stands where something is to be changed: the row, its words, and where that is in words."""

    row: Recital | OperativeClause | Clause | None
    words: str
    place: str
    heading: str = ""
    body: str = ""
    parts: str = ""


Kept = TypeVar("Kept", bound=Row)


def target_of(resolution: Resolution, change: Change) -> Target:
    """Raises ``MoveRefused`` for what is no longer there."""
    if change.what == What.TITLE:
        return Target(None, resolution.title, _("Title"), body=resolution.title)
    if change.what == What.RECITAL:
        rows = list(resolution.recitals.all())
        return _named(rows, change, _("Reason %(n)d"), _("A new reason"), lambda row: (row.text, ""))
    if change.what == What.OPERATIVE:
        clauses = list(resolution.operatives.all())
        return _named(
            clauses, change, _("Decision %(n)d"), _("A new decision"), lambda row: (row.text, row.parts)
        )
    return _clause_of(resolution, change)


def _named(rows: Sequence[Any], change: Change, words: str, new: str, told: Any) -> Target:
    if change.row is None:
        return Target(None, "", new)
    number, row = _find(rows, change.row)
    body, parts = told(row)
    return Target(row, "\n".join(filter(None, (body, parts))), words % {"n": number}, body=body, parts=parts)


def _find(rows: Sequence[Kept], key: uuid.UUID) -> tuple[int, Kept]:
    found = next(((number, row) for number, row in enumerate(rows, 1) if row.key == key), None)
    if found is None:
        raise MoveRefused(str(CHANGED))
    return found


def _clause_of(resolution: Resolution, change: Change) -> Target:
    if not resolution.with_text:
        raise MoveRefused(_("This resolution has no agreement as its schedule that could be changed."))
    record: Agreement = Agreement.of(resolution.proposal)
    if change.language not in record.texts.values_list("language", flat=True):
        raise MoveRefused(_("The agreement is not written in this language. Choose one of its languages."))
    language = dict(LANGUAGES)[change.language]
    if change.row is None:
        return Target(None, "", _("A new clause, %(language)s") % {"language": language})
    number, clause = _find(list(record.clauses.filter(left_out=False)), change.row)
    text = ClauseText.objects.filter(clause=clause, language=change.language).first()
    heading, body = (text.heading, text.words) if text else ("", "")
    place = (
        _("Clause %(n)d, in all languages") % {"n": number}
        if change.strike
        else _("Clause %(n)d, %(language)s") % {"n": number, "language": language}
    )
    return Target(clause, "\n".join(filter(None, (heading, body))), place, heading=heading, body=body)


def composed(change: Change) -> str:
    """The words that are to stand there, with the heading of a clause or the parts of a decision."""
    if change.what == What.TITLE:
        return tidy_line(change.after)
    return "\n".join(filter(None, (tidy_line(change.heading), tidy(change.after), tidy(change.parts))))


def _require_a_change(change: Change, target: Target, after: str) -> None:
    if change.strike:
        if target.row is None:
            raise MoveRefused(_("There is nothing to strike. Choose what was struck."))
        return
    if not change.after.strip():
        raise MoveRefused(
            _("The words are missing. Write what is to stand there, or say that it was struck.")
        )
    if after.split() == target.words.split():
        raise MoveRefused(_("These words stand there already. Write what is to stand there instead."))
    if change.what == What.TITLE and len(after) > LONGEST_TITLE:
        words = _(
            "The title has %(n)d characters, and at most %(most)d fit. Shorten it; nothing of it was lost."
        )
        raise MoveRefused(words % {"n": len(after), "most": LONGEST_TITLE})


# -- carried out ----------------------------------------------------------------------------------


def _carry_out(resolution: Resolution, change: Change, target: Target, *, by: User) -> uuid.UUID | None:
    """Change what stands there; hands back the key of the row that was changed or added."""
    if change.what == What.TITLE:
        resolution.title = tidy_line(change.after)
        if len(resolution.title) <= LONGEST_SHORT_TITLE and resolution.short_title == target.body:
            resolution.short_title = resolution.title
        resolution.save(update_fields=["title", "short_title"])
        return None
    if change.what == What.AGREEMENT:
        return _change_agreement(resolution, change, target, by=by)
    rows: models.Manager[Any] = resolution.recitals if change.what == What.RECITAL else resolution.operatives
    assert not isinstance(target.row, Clause)
    row: Recital | OperativeClause | None = target.row
    if change.strike:
        assert row is not None
        key: uuid.UUID = row.key
        row.delete()
        return key
    if row is None:
        row = Recital() if change.what == What.RECITAL else OperativeClause()
        row.record = resolution
        _make_room(list(rows.all()), row, change.position)
    row.text = tidy(change.after)
    if isinstance(row, OperativeClause):
        row.parts = tidy(change.parts)
    row.save()
    return row.key


def _make_room(rows: list[Any], row: Any, position: int | None) -> None:
    """Give a new row its place among the others; without one it comes last."""
    at = len(rows) if position is None else max(0, min(position, len(rows)))
    for place, other in enumerate(rows):
        order = place if place < at else place + 1
        if other.order != order:
            other.order = order
            other.save(update_fields=["order"])
    row.order = at


def _change_agreement(resolution: Resolution, change: Change, target: Target, *, by: User) -> uuid.UUID:
    record: Agreement = Agreement.of(resolution.proposal)
    clause = target.row
    if change.strike:
        assert isinstance(clause, Clause)
        clause.left_out = True
        clause.save(update_fields=["left_out"])
        return clause.key
    if clause is None:
        clause = Clause(record=record)
        _make_room(list(record.clauses.filter(left_out=False)), clause, change.position)
        clause.save()
    assert isinstance(clause, Clause)
    text = ClauseText.objects.filter(clause=clause, language=change.language).first()
    text = text or ClauseText(clause=clause, language=change.language)
    text.heading, text.words = tidy_line(change.heading), tidy(change.after)
    # Of a translation it is not known any more which source it says the same as.
    text.made_from, text.checked_by, text.checked_on, text.checked_text = "", "", None, ""
    text.by, text.at, text.version = by, clock.now(), text.version + 1
    text.save()
    return clause.key


def _freeze(resolution: Resolution, amendment: Amendment, *, by: User) -> None:
    """The changed text becomes a version, on which council then decides."""
    _level(resolution, amendment)
    version: TextVersion = text_actions.freeze(
        resolution.proposal, by=by, why=_("Amended by council"), resolution=resolution
    )
    claim(Resolution.objects.filter(pk=resolution.pk), text=version, text_hash=version.hash)
    resolution.text, resolution.text_hash = version, version.hash


def _level(resolution: Resolution, amendment: Amendment) -> None:
    """Where council changed a clause in every language, the languages say the same by its own decision."""
    languages = list(Agreement.of(resolution.proposal).texts.values_list("language", flat=True))
    changed = Amendment.objects.filter(
        resolution=resolution,
        meeting=amendment.meeting,
        what=What.AGREEMENT,
        row=amendment.row,
        carried=True,
    )
    if not set(languages) <= set(changed.values_list("language", flat=True)):
        return
    texts = {text.language: text for text in ClauseText.objects.filter(clause=amendment.row)}
    source = texts.get(languages[0])
    for language in languages[1:]:
        if source and language in texts:
            texts[language].made_from = source.fingerprint
            texts[language].save(update_fields=["made_from"])
