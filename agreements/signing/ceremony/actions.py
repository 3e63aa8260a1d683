"""A ceremony is planned: its order, its guests, its tasks, each step with an event that names no guest."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony import proposed
from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, RunSheetLine
from agreements.signing.ceremony.pasted import Line
from agreements.signing.models import Signing
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Proposal
from proposals.proposal.sections import written_elsewhere
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import ChangedMeanwhile, Versioned, labels
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.models import Document

history.sentences(
    {
        "ceremony.planned": gettext_lazy("Planned a ceremony"),
        "ceremony.removed": gettext_lazy("Removed a ceremony from the plan"),
        "ceremony.order_proposed": gettext_lazy("Took over the proposed order of proceedings"),
        "ceremony.point_added": gettext_lazy("Added a point to the order of proceedings"),
        "ceremony.printed": gettext_lazy("Had the run sheet made"),
        "ceremony.guests_added": gettext_lazy("Put guests on the list: %(n)d"),
        "ceremony.guest_corrected": gettext_lazy("Corrected a guest: %(fields)s"),
        "ceremony.guest_removed": gettext_lazy("Took a guest off the list"),
        "ceremony.invited": gettext_lazy("Noted that invitations went out: %(n)d"),
        "ceremony.numbered": gettext_lazy("Numbered the guests in their order"),
        "ceremony.tasks_proposed": gettext_lazy("Took over the proposed tasks of the ceremony: %(n)d"),
        "ceremony.task_added": gettext_lazy("Added a task of the ceremony"),
        "ceremony.task_corrected": gettext_lazy("Corrected a task of the ceremony: %(fields)s"),
        "ceremony.task_done": gettext_lazy("Did a task of the ceremony"),
        "ceremony.task_open": gettext_lazy("A task of the ceremony is open again"),
        "ceremony.task_removed": gettext_lazy("Removed a task of the ceremony"),
    }
)

MOST_CEREMONIES = 2
MOST_GUESTS = 1_000
ORDER = "order"
CHANGED = gettext_lazy(
    "Somebody else has changed this in the meantime. Read it again, and then repeat the step."
)


def section_name(ceremony: Ceremony, part: str) -> str:
    """The name under which the state of a part of a ceremony is kept."""
    return f"{part}-{ceremony.pk.hex[:16]}"


# -- the ceremony ------------------------------------------------------------------------------


def refuse_another(proposal: Proposal) -> None:
    """Raises ``MoveRefused`` where there are ceremonies enough: one in each town."""
    if Ceremony.objects.filter(record__proposal=proposal).count() >= MOST_CEREMONIES:
        raise MoveRefused(
            _("There are two ceremonies already, one for each community. Change one of them, or remove it first.")
        )  # fmt: skip


@transaction.atomic
def plan(proposal: Proposal, ceremony: Ceremony, *, by: User) -> Ceremony:
    """Plan a ceremony, with the order of proceedings that fits its way. Raises ``MoveRefused`` for a third one."""
    lock(proposal)
    refuse_another(proposal)
    record, _made = Signing.objects.get_or_create(proposal=proposal)
    record.proposal = proposal
    ceremony.record, ceremony.order = record, record.ceremonies.count()
    ceremony.save(force_insert=True)
    _keep_order(ceremony)
    history.record(proposal, "ceremony.planned", by=by, ceremony=str(ceremony.pk), mode=ceremony.mode)
    return ceremony


@transaction.atomic
def remove(ceremony: Ceremony, *, by: User, why: str) -> None:
    """Take a ceremony out that will not be held, with its order, guests and tasks.

    Raises ``MoveRefused`` without a reason, and for one whose day has come.
    """
    require_reason(why)
    ceremony.lock()
    if ceremony.held_on is not None and ceremony.held_on <= clock.today():
        raise MoveRefused(
            _("The day of this ceremony has come, so it stays on record. Correct its date if it was put off.")
        )
    for rows in (ceremony.run_sheet, ceremony.guests, ceremony.tasks):
        rows.all().delete()
    key = str(ceremony.pk)
    ceremony.delete()
    history.record(ceremony.proposal, "ceremony.removed", by=by, remark=why, ceremony=key)


# -- the order ---------------------------------------------------------------------------------


@transaction.atomic
def propose_order(ceremony: Ceremony, *, by: User) -> None:
    """Put the order there that fits the way of signing. Raises ``MoveRefused`` where one is written already."""
    ceremony.lock()
    if ceremony.run_sheet.exists():
        raise MoveRefused(_("The order of proceedings is written already. Change its points instead."))
    _keep_order(ceremony)
    _written(ceremony, by)
    history.record(ceremony.proposal, "ceremony.order_proposed", by=by, ceremony=str(ceremony.pk))


def _keep_order(ceremony: Ceremony) -> None:
    signatures = ceremony.record.all_signatures()
    RunSheetLine.objects.bulk_create(
        _line(ceremony, order, point)
        for order, point in enumerate(proposed.order(ceremony.mode, signatures, ceremony.languages))
    )


@transaction.atomic
def add_option(ceremony: Ceremony, word: str, *, by: User) -> None:
    """Add one of the points that some ceremonies have, at the end. Raises ``MoveRefused`` if it is there."""
    ceremony.lock()
    option = next(one for one in proposed.OPTIONS if one.word == word)
    lines = list(ceremony.run_sheet.all())
    if any(line.what == str(option.point.what) for line in lines):
        raise MoveRefused(_("This point is in the order already. Move it to its place there."))
    order = max((line.order for line in lines), default=-1) + 1
    _line(ceremony, order, option.point).save(force_insert=True)
    _written(ceremony, by)
    history.record(ceremony.proposal, "ceremony.point_added", by=by, ceremony=str(ceremony.pk))


def _line(ceremony: Ceremony, order: int, point: proposed.Proposed) -> RunSheetLine:
    return RunSheetLine(
        record=ceremony,
        order=order,
        minutes=point.minutes,
        what=str(point.what),
        who=str(point.who)[:300],
        notes=str(point.notes)[:500],
    )


def _written(ceremony: Ceremony, by: User) -> None:
    """Whoever has the form of the order open learns that it has changed."""
    written_elsewhere(ceremony.proposal, ceremony.phase, section_name(ceremony, ORDER), by=by)


@transaction.atomic
def keep_printed(ceremony: Ceremony, document: Document, *, by: User) -> None:
    """Keep the newest run sheet with its ceremony."""
    ceremony.lock()
    if ceremony.printed_id != document.pk:  # type: ignore[attr-defined]
        claim(Ceremony.objects.filter(pk=ceremony.pk), printed=document)
        history.record(
            ceremony.proposal, "ceremony.printed", by=by, ceremony=str(ceremony.pk), document=document.pk
        )


# -- guests ------------------------------------------------------------------------------------


@transaction.atomic
def add_guests(ceremony: Ceremony, guests: Sequence[Guest], *, by: User) -> int:
    """Put guests on the list, and say how many are new: who is on it under this name and side stays as they are.

    Raises ``MoveRefused`` where the list would be longer than a list can be.
    """
    ceremony.lock()
    there = {_same(guest) for guest in ceremony.guests.all()}
    new = []
    for guest in guests:
        if _same(guest) not in there:
            there.add(_same(guest))
            guest.ceremony = ceremony
            new.append(guest)
    if len(there) > MOST_GUESTS:
        raise MoveRefused(
            _("The list would have more than %(n)d invitations. Put some of them together as one with several people.")
            % {"n": MOST_GUESTS}
        )  # fmt: skip
    Guest.objects.bulk_create(new)
    if new:
        history.record(
            ceremony.proposal, "ceremony.guests_added", by=by, ceremony=str(ceremony.pk), n=len(new)
        )
    return len(new)


def of_lines(lines: Iterable[Line], party: str) -> list[Guest]:
    """The guests that a pasted list names."""
    return [Guest(party=party, name=line.name, office=line.office, people=line.people) for line in lines]


def _same(guest: Guest) -> tuple[str, str, str]:
    return guest.party, guest.name.casefold(), guest.office.casefold()


@transaction.atomic
def correct_guest(ceremony: Ceremony, guest: Guest, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Keep the changed fields. Raises ``ChangedMeanwhile`` if somebody else was faster, ``ValidationError`` for days that cannot be."""
    if not (fields := list(fields)):
        return
    ceremony.lock()
    guest.validate_constraints()
    guest.save_if_unchanged(seen=seen, fields=fields)
    history.record(
        ceremony.proposal, "ceremony.guest_corrected", by=by, guest=guest.pk, fields=labels(Guest, fields)
    )  # fmt: skip


@transaction.atomic
def answered(ceremony: Ceremony, guest: Guest, reply: str, *, seen: int, by: User) -> None:
    """Note today what somebody answered, or with an empty reply that they have not. Raises ``MoveRefused`` if somebody was faster."""
    if guest.reply == reply:
        return
    guest.reply, guest.replied_on = reply, clock.today() if reply else None
    _unless_changed(lambda: correct_guest(ceremony, guest, seen=seen, fields=["reply", "replied_on"], by=by))


@transaction.atomic
def remove_guest(ceremony: Ceremony, guest: Guest, *, seen: int, by: User) -> None:
    """Take somebody off the list; nothing of the person is kept. Raises ``MoveRefused`` if somebody changed it."""
    ceremony.lock()
    key = guest.pk
    _delete(guest, seen)
    history.record(ceremony.proposal, "ceremony.guest_removed", by=by, guest=key)


@transaction.atomic
def invited(ceremony: Ceremony, guests: Iterable[Guest], *, on: Any, how: str, by: User) -> int:
    """Note that invitations went out; who has one already keeps it."""
    ceremony.lock()
    count = 0
    for guest in Guest.objects.select_for_update().filter(
        ceremony=ceremony, invited_on=None, pk__in=[one.pk for one in guests]
    ):
        guest.invited_on, guest.invited_how = on, how.strip()
        guest.validate_constraints()
        guest.save_if_unchanged(seen=guest.version, fields=["invited_on", "invited_how"])
        count += 1
    if count:
        history.record(
            ceremony.proposal, "ceremony.invited", by=by, ceremony=str(ceremony.pk), n=count, on=on
        )
    return count


@transaction.atomic
def number_guests(ceremony: Ceremony, *, by: User) -> None:
    """Give everybody a place of their own, in the order in which they stand."""
    ceremony.lock()
    changed = False
    for place, guest in enumerate(ceremony.guests.all(), 1):
        if guest.precedence != place:
            guest.precedence, changed = place, True
            guest.save_if_unchanged(seen=guest.version, fields=["precedence"])
    if changed:
        history.record(ceremony.proposal, "ceremony.numbered", by=by, ceremony=str(ceremony.pk))


# -- tasks -------------------------------------------------------------------------------------


@transaction.atomic
def propose_tasks(ceremony: Ceremony, *, by: User) -> int:
    """Add the tasks that fit the way of signing and are not there yet, and say how many."""
    ceremony.lock()
    there = set(ceremony.tasks.values_list("what", flat=True))
    new = [
        CeremonyTask(
            ceremony=ceremony, what=one.what, owner=one.owner, due_on=one.due(ceremony.held_on, clock.today())
        )
        for one in proposed.tasks(ceremony.mode)
        if one.what not in there
    ]
    CeremonyTask.objects.bulk_create(new)
    if new:
        history.record(
            ceremony.proposal, "ceremony.tasks_proposed", by=by, ceremony=str(ceremony.pk), n=len(new)
        )
    return len(new)


@transaction.atomic
def add_task(ceremony: Ceremony, task: CeremonyTask, *, by: User) -> None:
    ceremony.lock()
    task.ceremony = ceremony
    task.save(force_insert=True)
    history.record(ceremony.proposal, "ceremony.task_added", by=by, task=task.pk)


@transaction.atomic
def correct_task(
    ceremony: Ceremony, task: CeremonyTask, *, seen: int, fields: Iterable[str], by: User
) -> None:
    """Keep the changed fields. Raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    ceremony.lock()
    task.save_if_unchanged(seen=seen, fields=fields)
    history.record(
        ceremony.proposal, "ceremony.task_corrected", by=by, task=task.pk, fields=labels(CeremonyTask, fields)
    )  # fmt: skip


@transaction.atomic
def task_done(ceremony: Ceremony, task: CeremonyTask, *, done: bool, by: User) -> None:
    """Tick a task off today, or open it again; a second click changes nothing."""
    ceremony.lock()
    current = CeremonyTask.objects.select_for_update().get(pk=task.pk)
    if (current.done_on is not None) == done:
        return
    current.done_on = clock.today() if done else None
    current.save_if_unchanged(seen=current.version, fields=["done_on"])
    verb = "ceremony.task_done" if done else "ceremony.task_open"
    history.record(ceremony.proposal, verb, by=by, task=task.pk)


@transaction.atomic
def remove_task(ceremony: Ceremony, task: CeremonyTask, *, seen: int, by: User) -> None:
    """Take out a task that nobody needs to do. Raises ``MoveRefused`` for one that is done, or that somebody changed."""
    ceremony.lock()
    if task.done_on is not None:
        raise MoveRefused(_("This task is done, so it stays on record. Open it again if it was not."))
    key = task.pk
    _delete(task, seen)
    history.record(ceremony.proposal, "ceremony.task_removed", by=by, task=key)


def _delete(row: Versioned, seen: int) -> None:
    now = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if now is None or now.version != seen:
        raise MoveRefused(str(CHANGED))
    now.delete()


def _unless_changed(step: Any) -> None:
    try:
        step()
    except ChangedMeanwhile as faster:
        raise MoveRefused(str(CHANGED)) from faster
    except ValidationError as refusal:
        raise MoveRefused(refusal.messages) from refusal
