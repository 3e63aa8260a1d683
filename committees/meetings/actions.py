"""What is done with meetings; every verb leaves an event at the meeting. Refusals are ``ValidationError`` in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.meetings import papers
from committees.meetings.models import AgendaItem, Attendance, Meeting, MeetingPaper
from committees.register.models import Committee, Membership
from twinning import clock
from twinning.municipality.versions import labels
from twinning.records import documents, history, uploads
from twinning.records.templatetags.house import day

Kind = MeetingPaper.Kind

history.sentences(
    {
        "meeting.planned": gettext_lazy("Planned the meeting for %(on)s"),
        "meeting.amended": gettext_lazy("Changed: %(fields)s"),
        "meeting.agenda": gettext_lazy("Wrote the agenda, number of items: %(items)s"),
        "meeting.notice_made": gettext_lazy("Had the notice made, version %(number)s"),
        "meeting.notice_sent": gettext_lazy("Noted that the notice was sent on %(on)s: days ahead %(left)s, asked for %(asked)s"),
        "meeting.attendance": gettext_lazy("Noted who came: members present %(present)s, guests %(guests)s"),
        "meeting.minutes": gettext_lazy("Wrote the minutes"),
        "meeting.minutes_made": gettext_lazy("Had the minutes made as a paper, version %(number)s"),
        "meeting.minutes_approved": gettext_lazy("Noted that the minutes were approved on %(on)s"),
        "meeting.called_off": gettext_lazy("Called the meeting off"),
    }
)  # fmt: skip


# -- planning ---------------------------------------------------------------------------


@transaction.atomic
def plan(meeting: Meeting, *, by: Any) -> None:
    """Plan a meeting, or write down one that was held; a notice that would be too short needs its reason at once."""
    committee = Committee.objects.select_for_update().get(pk=meeting.committee_id)
    _require_committee(committee, meeting)
    _require_no_other_then(meeting)
    _require_reason_for_short_notice(meeting, sent_on=clock.today())
    meeting.save(force_insert=True)
    history.record(meeting, "meeting.planned", by=by, on=meeting.held_on, remark=meeting.short_notice_why)


@transaction.atomic
def amend(meeting: Meeting, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep the changed fields; raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    stored = _lock(meeting)
    _require_not_called_off(stored)
    _require_open_minutes(stored)
    _require_committee(meeting.committee, meeting)
    if {"held_on", "held_at", "zone"} & set(fields):
        _require_no_other_then(meeting)
        _require_nothing_that_hangs_on_the_day(stored, meeting)
        _require_terms_of_those_noted(meeting)
    if {"held_on", "short_notice_why"} & set(fields):
        _require_reason_for_short_notice(meeting, sent_on=stored.notice_sent_on or clock.today())
    meeting.save_if_unchanged(seen=seen, fields=fields)
    history.record(meeting, "meeting.amended", by=by, fields=labels(Meeting, fields))


@transaction.atomic
def set_agenda(meeting: Meeting, items: Iterable[AgendaItem], *, seen: int, by: Any) -> None:
    """Keep these items, in this order, instead of those that stood there."""
    stored = _lock(meeting)
    _require_not_called_off(stored)
    _require_open_minutes(stored)
    meeting.save_if_unchanged(seen=seen, fields=[])
    AgendaItem.objects.filter(meeting=meeting).delete()
    kept = list(items)
    for order, item in enumerate(kept):
        item.meeting, item.order = meeting, order
        item.save(force_insert=True)
    history.record(meeting, "meeting.agenda", by=by, items=len(kept))


@transaction.atomic
def call_off(meeting: Meeting, *, why: str, seen: int, by: Any) -> None:
    """Call a meeting off, with the reason; one that has begun was held."""
    stored = _lock(meeting)
    _require_not_called_off(stored)
    if stored.has_begun:
        raise ValidationError(
            _(
                "This meeting has begun already, so it cannot be called off. Write in its minutes what happened."
            )
        )
    if not why.strip():
        raise ValidationError(
            {"called_off_why": _("A reason is missing. Say in a sentence why it is called off.")}
        )
    meeting.called_off_on, meeting.called_off_why = clock.today(), why.strip()
    meeting.save_if_unchanged(seen=seen, fields=["called_off_on", "called_off_why"])
    history.record(meeting, "meeting.called_off", by=by, remark=why.strip())


# -- notice --------------------------------------------------------------------------------


@transaction.atomic
def make_notice(meeting: Meeting, *, by: Any) -> MeetingPaper:
    """Have the notice with the agenda made as it stands now; earlier versions stay readable."""
    stored = _lock(meeting)
    _require_not_called_off(stored)
    return _make(stored, Kind.NOTICE, by=by)


@transaction.atomic
def send_notice(meeting: Meeting, *, on: dt.date, why: str = "", seen: int, by: Any) -> None:
    """Put on record when the notice went out; with less time than the committee asks, and why.

    A notice that was never made is made now, so that what was announced is on record.
    """
    stored = _lock(meeting)
    _require_not_called_off(stored)
    _require_past(on, "notice_sent_on")
    if on > stored.held_on:
        raise ValidationError(
            {"notice_sent_on": _("The notice cannot go out after the meeting. Give an earlier day.")}
        )
    meeting.notice_sent_on = on
    meeting.short_notice_why = why.strip() or stored.short_notice_why
    _require_reason_for_short_notice(meeting, sent_on=on)
    meeting.save_if_unchanged(seen=seen, fields=["notice_sent_on", "short_notice_why"])
    if not MeetingPaper.objects.filter(meeting=meeting, kind=Kind.NOTICE).exists():
        _make(meeting, Kind.NOTICE, by=by)
    short = bool(meeting.short_notice(on))
    history.record(
        meeting,
        "meeting.notice_sent",
        by=by,
        remark=meeting.short_notice_why if short else "",
        on=on,
        left=meeting.notice_left(on),
        asked=meeting.committee.notice_days,
    )


# -- who came -------------------------------------------------------------------------------


@transaction.atomic
def note_attendance(
    meeting: Meeting,
    members: Mapping[Membership, str],
    guests: Iterable[Attendance] = (),
    *,
    seen: int,
    by: Any,
) -> None:
    """Keep who came instead of what stood there. Refused for somebody whose term did not run on that day."""
    stored = _lock(meeting)
    _require_not_called_off(stored)
    _require_open_minutes(stored)
    guests = list(guests)
    came = [state for state in members.values() if state != Attendance.State.EXCUSED]
    if not stored.has_begun and (came or guests):
        raise ValidationError(
            _("This meeting is still to come. Until it begins, only those who are excused can be noted.")
        )
    for membership in members:
        _require_term(membership, stored)
    meeting.save_if_unchanged(seen=seen, fields=[])
    Attendance.objects.filter(meeting=meeting).delete()
    for membership, state in members.items():
        Attendance.objects.create(meeting=meeting, membership=membership, state=state)
    for guest in guests:
        guest.meeting, guest.membership, guest.state = meeting, None, Attendance.State.PRESENT
        guest.save(force_insert=True)
    present = came.count(Attendance.State.PRESENT)
    history.record(meeting, "meeting.attendance", by=by, present=present, guests=len(guests))


# -- minutes -----------------------------------------------------------------------------------


@transaction.atomic
def write_minutes(meeting: Meeting, *, file: uploads.Checked | None = None, seen: int, by: Any) -> None:
    """Keep the minutes as text, as a file or both; never before the meeting, and not after they were approved."""
    stored = _lock(meeting)
    _require_held(stored)
    _require_open_minutes(stored)
    fields = ["minutes", "next_due"]
    if file is not None:
        meeting.minutes_upload = uploads.accept(file, by=by)
        fields.append("minutes_upload")
    if not meeting.minutes.strip() and not meeting.minutes_upload_id:
        raise ValidationError(
            {"minutes": _("The minutes are missing. Write them here, or choose the file they stand in.")}
        )
    meeting.save_if_unchanged(seen=seen, fields=fields)
    history.record(meeting, "meeting.minutes", by=by, upload=meeting.minutes_upload_id)


@transaction.atomic
def make_minutes(meeting: Meeting, *, by: Any) -> MeetingPaper:
    """Have the minutes made as a paper, as their text stands now."""
    stored = _lock(meeting)
    _require_held(stored)
    if not stored.minutes.strip():
        raise ValidationError(
            _(
                "There is no text to make a paper of. Write the minutes first; a file that was added is a paper already."
            )
        )
    return _make(stored, Kind.MINUTES, by=by)


@transaction.atomic
def approve_minutes(meeting: Meeting, *, on: dt.date, seen: int, by: Any) -> None:
    """Put on record when the committee approved its minutes; they are never changed afterwards."""
    stored = _lock(meeting)
    _require_held(stored)
    _require_open_minutes(stored)
    if not stored.has_minutes:
        raise ValidationError(_("There are no minutes to approve. Write them or add their file first."))
    _require_past(on, "minutes_approved_on")
    if on < stored.held_on:
        raise ValidationError(
            {
                "minutes_approved_on": _(
                    "Minutes cannot be approved before the meeting of %(day)s. Give a day after it."
                )
                % {"day": day(stored.held_on)}
            }
        )
    meeting.minutes_approved_on = on
    meeting.save_if_unchanged(seen=seen, fields=["minutes_approved_on"])
    history.record(meeting, "meeting.minutes_approved", by=by, on=on)
    if meeting.minutes.strip():
        _make(meeting, Kind.MINUTES, by=by)


# -- papers ----------------------------------------------------------------------------------------


def _make(meeting: Meeting, kind: MeetingPaper.Kind, *, by: Any) -> MeetingPaper:
    """A new version of a paper, as everything stands now."""
    number = MeetingPaper.next_number(meeting, kind)
    document = papers.of(meeting, kind, number, at=clock.now(), by=by)
    paper = MeetingPaper.objects.create(meeting=meeting, kind=kind, number=number, document=document)
    history.record(meeting, f"meeting.{kind}_made", by=by, number=number, document=document.pk)
    return paper


def try_paper_again(paper: MeetingPaper) -> None:
    """Queue a paper that could not be made once more."""
    documents.retry(paper.document)


# -- what is refused ------------------------------------------------------------------------------


def _lock(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, held until the transaction ends."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _require_not_called_off(meeting: Meeting) -> None:
    if meeting.is_called_off:
        raise ValidationError(
            _("This meeting was called off on %(day)s. Plan another one.")
            % {"day": day(meeting.called_off_on)}
        )


def _require_held(meeting: Meeting) -> None:
    _require_not_called_off(meeting)
    if not meeting.has_begun:
        raise ValidationError(
            _("This meeting has not been held: it begins on %(when)s. Write its minutes afterwards.")
            % {"when": meeting.when}
        )


def _require_open_minutes(meeting: Meeting) -> None:
    if meeting.minutes_approved_on:
        raise ValidationError(
            _(
                "The minutes were approved on %(day)s, and nothing of the meeting is changed after that. Put a correction on the agenda of the next one."
            )
            % {"day": day(meeting.minutes_approved_on)}
        )


def _require_past(on: dt.date, field: str) -> None:
    if on > clock.today():
        raise ValidationError({field: _("This day is still to come. Give the day on which it happened.")})


def _require_committee(committee: Committee, meeting: Meeting) -> None:
    """The committee exists on the day of the meeting."""
    if committee.formed_on and meeting.held_on < committee.formed_on:
        raise ValidationError(
            {
                "held_on": _("The committee was formed on %(day)s. Choose a later day.")
                % {"day": day(committee.formed_on)}
            }
        )
    if committee.ended_on and meeting.held_on > committee.ended_on:
        raise ValidationError(
            {
                "held_on": _("The committee ended on %(day)s. Choose an earlier day.")
                % {"day": day(committee.ended_on)}
            }
        )


def _require_no_other_then(meeting: Meeting) -> None:
    """A committee does not meet twice at the same day and hour."""
    same = meeting.committee.meetings.taking_place().filter(held_on=meeting.held_on, held_at=meeting.held_at)
    if same.exclude(pk=meeting.pk).exists():
        raise ValidationError(
            {
                "held_at": _(
                    "Another meeting of this committee is on record for that day and time. Open that one, or choose another time."
                )
            }
        )


def _require_reason_for_short_notice(meeting: Meeting, *, sent_on: dt.date) -> None:
    """A reason where the notice leaves less time than the committee asks; a meeting in the past is only written down."""
    if meeting.notice_sent_on is None and meeting.has_begun:
        return
    if (words := meeting.short_notice(sent_on)) and not meeting.short_notice_why.strip():
        raise ValidationError(
            {"short_notice_why": _("%(words)s Say why, or choose a later day.") % {"words": words}}
        )


def _require_term(membership: Membership, meeting: Meeting) -> None:
    """Somebody is noted only where they serve on the committee on the day of the meeting."""
    if membership.committee_id != meeting.committee_id:
        raise ValidationError(
            _("%(name)s does not serve on this committee. Note the person as a guest.")
            % {"name": membership.name}
        )
    if membership.starts <= meeting.held_on and (
        membership.ends is None or membership.ends >= meeting.held_on
    ):
        return
    term = (
        _("from %(first)s to %(last)s") % {"first": day(membership.starts), "last": day(membership.ends)}
        if membership.ends
        else _("from %(first)s") % {"first": day(membership.starts)}
    )
    raise ValidationError(
        _(
            "%(name)s serves %(term)s, which does not include %(day)s. Note the person as a guest, or correct the term."
        )
        % {"name": membership.name, "term": term, "day": day(meeting.held_on)}
    )


def _require_nothing_that_hangs_on_the_day(stored: Meeting, meeting: Meeting) -> None:
    """A meeting at which something was decided keeps its day; one that was held does not move into the future."""
    if meeting.held_on != stored.held_on and stored.decisions.exists():
        raise ValidationError(
            {
                "held_on": _(
                    "Decisions on recommendations are on record for this day. Keep it, and note another meeting for the other day."
                )
            }
        )
    came = stored.attendance.exclude(state=Attendance.State.EXCUSED).exists()
    if not meeting.has_begun and (stored.has_minutes or came):
        raise ValidationError(
            {
                "held_on": _(
                    "It is on record that this meeting was held. Keep a day that has passed, or plan another meeting."
                )
            }
        )


def _require_terms_of_those_noted(meeting: Meeting) -> None:
    """A meeting is not moved to a day on which somebody who was noted did not serve."""
    for noted in Attendance.objects.filter(meeting=meeting).select_related("membership"):
        if noted.membership:
            _require_term(noted.membership, meeting)
