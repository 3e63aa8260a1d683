"""Writing down what was found about a country or a community, and looking again; each with an event in the file."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import MoveRefused, Phase, lock, require_reason
from proposals.proposal.models import Proposal, SectionState
from proposals.research.models import Research
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, labels
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.templatetags.house import day

history.sentences(
    {
        "stability.noted": gettext_lazy("Noted on stability: %(kind)s"),
        "stability.corrected": gettext_lazy("Corrected a note on stability (%(kind)s): %(fields)s"),
        "stability.confirmed": gettext_lazy("Looked again at a note on stability, and it still holds: %(kind)s"),
        "stability.withdrawn": gettext_lazy("Took back a note on stability: %(kind)s"),
        "stability.checked": gettext_lazy(
            "Looked again at the political climate and the advisories, and what was found still holds"
        ),
    }
)  # fmt: skip
CHANGED = gettext_lazy(
    "Somebody else has changed this note in the meantime. Read it again before you confirm it or take it back."
)


@transaction.atomic
def write_note(proposal: Proposal, note: StabilityNote, *, by: User) -> None:
    """Keep a new note; whoever writes it has looked at its source today."""
    lock(proposal)
    note.reviewed_by, note.reviewed_on = by, clock.today()
    note.save(force_insert=True)
    history.record(proposal, "stability.noted", by=by, note=note.pk, kind=_kind(note))


@transaction.atomic
def correct_note(
    proposal: Proposal,
    note: StabilityNote,
    *,
    seen: int,
    fields: Iterable[str],
    looked_again: bool,
    by: User,
) -> None:
    """Keep the changed fields, and in the history what they said; raises ``ChangedMeanwhile`` if somebody else was faster.

    A slip of the pen can be put right without ``looked_again``: then the note is as old as it was.
    """
    lock(proposal)
    fields = list(fields)
    if not fields and not looked_again:
        return
    reviewed = _look_again(note, by) if looked_again else []
    before = _in_words(StabilityNote.objects.get(pk=note.pk), fields)
    note.save_if_unchanged(seen=seen, fields=[*fields, *reviewed])
    if fields:
        history.record(
            proposal,
            "stability.corrected",
            by=by,
            remark=_("Before that it said: %(what)s") % {"what": before},
            note=note.pk,
            kind=_kind(note),
            fields=labels(StabilityNote, fields),
        )
    else:
        history.record(proposal, "stability.confirmed", by=by, note=note.pk, kind=_kind(note))


@transaction.atomic
def confirm_note(proposal: Proposal, note: StabilityNote, *, seen: int, by: User) -> dt.date | None:
    """Somebody looked again today, and the source still says so.

    A day until which it was to hold, and that has passed, is taken away and
    returned: the source has shown that it was not the end. Raises ``MoveRefused``
    if somebody changed the note after it was read.
    """
    lock(proposal)
    past = note.valid_until if note.valid_until and note.valid_until < clock.today() else None
    fields = _look_again(note, by)
    if past:
        note.valid_until = None
        fields.append("valid_until")
    _save_as_read(note, seen, fields)
    history.record(
        proposal, "stability.confirmed", by=by, note=note.pk, kind=_kind(note), was_valid_until=past
    )
    return past


@transaction.atomic
def withdraw_note(proposal: Proposal, note: StabilityNote, *, seen: int, by: User, why: str) -> None:
    """Take a note back, with the reason. Raises ``MoveRefused`` without one, or if somebody changed the note."""
    require_reason(why)
    lock(proposal)
    note.withdrawn_at = clock.now()
    _save_as_read(note, seen, ["withdrawn_at"])
    history.record(proposal, "stability.withdrawn", by=by, remark=why, note=note.pk, kind=_kind(note))


@transaction.atomic
def confirm_check(proposal: Proposal, *, by: User) -> None:
    """Somebody looked again today at the political climate and the advisories, and what was found still holds.

    Raises ``MoveRefused`` while nothing is written that could be confirmed.
    """
    lock(proposal)
    record = Research.of(proposal)
    if record.checked_on is None:
        raise MoveRefused(
            _("There is no check of the political climate to confirm yet. Write down first what was found.")
        )
    earlier = SectionState.objects.of(proposal, Phase.RESEARCH).get("diligence")
    was_on, was_by = record.checked_on, record.checked_by
    record.checked_on, record.checked_by = clock.today(), by.name
    record.save(update_fields=["checked_on", "checked_by"])
    _tell_open_forms(proposal, by)
    history.record(
        proposal,
        "stability.checked",
        by=by,
        # A name stands in the remark, which can be corrected.
        remark=_("Before that checked on %(day)s by %(who)s.")
        % {"day": day(was_on), "who": was_by or _("nobody named")},
        checked_on=record.checked_on,
        was_checked_on=was_on,
        was_written_by=earlier.saved_by_id if earlier else None,  # type: ignore[attr-defined]
    )


def _look_again(note: StabilityNote, by: User) -> list[str]:
    note.reviewed_by, note.reviewed_on = by, clock.today()
    return ["reviewed_by", "reviewed_on"]


def _save_as_read(note: StabilityNote, seen: int, fields: list[str]) -> None:
    try:
        note.save_if_unchanged(seen=seen, fields=fields)
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster


def _tell_open_forms(proposal: Proposal, by: User) -> None:
    """Whoever has the section open would write the old day back; to them it has changed meanwhile."""
    state, _made = SectionState.objects.get_or_create(
        proposal=proposal, phase=Phase.RESEARCH, section="diligence"
    )
    rows = SectionState.objects.filter(pk=state.pk, version=state.version)
    claim(rows, version=state.version + 1, saved_at=clock.now(), saved_by=by)


def _in_words(note: StabilityNote, fields: Iterable[str]) -> str:
    """What a note said in the fields that are about to change, so that it stays readable."""
    told = []
    for name in fields:
        shown = getattr(note, f"get_{name}_display", None)
        value = shown() if shown else getattr(note, name)
        words = day(value) if isinstance(value, dt.date) else value
        told.append(f"{labels(StabilityNote, [name])}: {words or _('nothing')}")
    return "; ".join(told)


def _kind(note: StabilityNote) -> str:
    return str(note.get_kind_display())
