"""Pages of a committee's meetings."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees.meetings import actions
from committees.meetings.forms import (
    AgendaItemForm,
    ApproveForm,
    AttendanceForm,
    CallOffForm,
    GuestForm,
    MeetingForm,
    MinutesForm,
    NoticeForm,
    SeenForm,
)
from committees.meetings.models import Attendance, Meeting, MeetingPaper
from committees.meetings.rows import Lines, Rows
from committees.register.models import Committee, Party
from committees.register.views import KEEPERS, may_keep
from twinning import clock
from twinning.accounts.access import View, me, roles, signed_in
from twinning.accounts.twice import sent_once
from twinning.municipality.versions import VersionedForm
from twinning.records import history
from twinning.records.models import Event
from twinning.records.serve import send_paper, send_upload

AGENDA = Rows("agenda", gettext_lazy("Agenda"), gettext_lazy("Add an item"), AgendaItemForm)
GUESTS = Rows("guests", gettext_lazy("Guests"), gettext_lazy("Add a guest"), GuestForm)

either = require_http_methods(["GET", "POST"])


def on_meeting(view: View) -> View:
    """Hand keepers the meeting named by ``pk``."""

    @wraps(view)
    def handed(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk)
        return view(request, meeting, *args, **kwargs)

    return roles(*KEEPERS)(handed)


# -- reading --------------------------------------------------------------------------------


@require_safe
@signed_in
def of_one_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """All meetings of a committee, newest first."""
    committee = get_object_or_404(Committee.objects.visible_to(me(request)), pk=pk)
    page = Paginator(committee.meetings.for_list(), 50).get_page(request.GET.get("page"))
    context = {"committee": committee, "page": page, "may_keep": may_keep(request)}
    return render(request, "committees/meetings/list.html", context)


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, its notice and agenda, who came, what was written down, what comes next."""
    seen = Meeting.objects.visible_to(me(request)).select_related("committee", "minutes_upload")
    meeting = get_object_or_404(seen.prefetch_related("agenda", "attendance__membership"), pk=pk)
    keeps = may_keep(request)
    papers = list(meeting.papers.select_related("document"))
    context = {
        "meeting": meeting,
        "committee": meeting.committee,
        "may_keep": keeps,
        "next_step": _next_step(meeting) if keeps else None,
        "notice_is_short": _short_notice(meeting),
        "notices": [one for one in papers if one.kind == MeetingPaper.Kind.NOTICE],
        "minutes": [one for one in papers if one.kind == MeetingPaper.Kind.MINUTES],
        "attendance": _attendance(meeting),
        "guests": [one for one in meeting.attendance.all() if one.membership is None],
        "decisions": meeting.decisions.select_related("recommendation"),
        "following": meeting.committee.meetings.taking_place().filter(held_on__gt=meeting.held_on).last(),
        "events": history.told(Event.objects.about(meeting)[:12]),
    }
    return render(request, "committees/meetings/page.html", context)


def _attendance(meeting: Meeting) -> list[tuple[Any, list[Attendance]]]:
    """Members by whether they came."""
    noted = [one for one in meeting.attendance.all() if one.membership is not None]
    groups = [(state.label, [one for one in noted if one.state == state]) for state in Attendance.State]
    return [(label, people) for label, people in groups if people]


def _short_notice(meeting: Meeting) -> str:
    """In words, that the notice was or would now be too short; nothing once a meeting was held without any."""
    if meeting.notice_sent_on:
        return meeting.short_notice(meeting.notice_sent_on)
    return meeting.short_notice(clock.today()) if meeting.is_to_come else ""


def _next_step(meeting: Meeting) -> tuple[str, str] | None:
    """The one thing to do next: its address and its words."""

    def leads_to(name: str) -> str:
        return reverse(f"committees:{name}", args=[meeting.pk])

    if meeting.is_called_off or meeting.minutes_approved_on:
        return None
    if not meeting.agenda.all():
        return leads_to("meeting_agenda"), _("Write the agenda")
    if meeting.is_to_come:
        return (
            None
            if meeting.notice_sent_on
            else (leads_to("meeting_notice"), _("Note that the notice was sent"))
        )
    if not meeting.attendance.all():
        return leads_to("meeting_attendance"), _("Note who came")
    if not meeting.has_minutes:
        return leads_to("meeting_minutes"), _("Write the minutes")
    return leads_to("meeting_approve"), _("Note that the minutes were approved")


# -- planning ----------------------------------------------------------------------------------


@either
@roles(*KEEPERS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the next meeting of a committee, or write down one that was held."""
    committee = get_object_or_404(Committee, pk=pk)
    last = committee.meetings.taking_place().first()
    meeting = Meeting(committee=committee)
    if last is not None:
        _begin_as_last_time(meeting, last)
    form = MeetingForm(request.POST or None, instance=meeting)
    if form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect("committees:meetings", committee.pk)
            if form.carry_out(lambda: actions.plan(meeting, by=me(request))):
                messages.success(request, _("The meeting is planned."))
                return redirect(meeting)
    return _ask(
        request,
        form,
        title=_("Plan a meeting"),
        button=_("Plan the meeting"),
        back=committee.get_absolute_url(),
        under=committee.name,
    )


def _begin_as_last_time(meeting: Meeting, last: Meeting) -> None:
    """Time and place of the last meeting; where the secretariat rotates the other party hosts, somewhere else."""
    meeting.zone, meeting.held_at = last.zone, last.held_at
    if meeting.committee.secretariat != Committee.Secretariat.ROTATING:
        meeting.place = last.place
    elif last.host:
        meeting.host = Party.THEIRS if last.host == Party.OURS else Party.OURS
        there = meeting.committee.meetings.taking_place().filter(host=meeting.host).first()
        meeting.zone = there.zone if there else last.zone


@either
@on_meeting
def edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Change when and where it is."""
    return _act(
        request,
        meeting,
        MeetingForm(request.POST or None, instance=meeting),
        lambda form: actions.amend(meeting, seen=form.seen, fields=form.changed, by=me(request)),
        title=_("Change the meeting"),
        button=_("Save the changes"),
    )


@either
@on_meeting
def agenda(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write what is dealt with, in its order."""
    form = SeenForm(request.POST or None, instance=meeting)
    data = request.POST if request.method == "POST" else None
    lines = Lines(AGENDA, meeting.agenda.all(), data)
    if _is_sent(request, form, lines) and form.carry_out(
        lambda: actions.set_agenda(meeting, lines.instances(), seen=form.seen, by=me(request))
    ):
        messages.success(request, _("The agenda is kept."))
        return redirect(meeting)
    now = meeting.agenda.all() if form.errors else None
    context = {"meeting": meeting, "form": form, "lines": lines, "now": now}
    return _lines(request, "committees/meetings/agenda.html", context, form, lines)


@either
@on_meeting
def attendance(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Note who came."""
    data = request.POST if request.method == "POST" else None
    form = AttendanceForm(data, instance=meeting)
    lines = Lines(GUESTS, meeting.attendance.filter(membership=None), data)
    if _is_sent(request, form, lines) and form.carry_out(
        lambda: actions.note_attendance(
            meeting, form.noted, lines.instances(), seen=form.seen, by=me(request)
        )
    ):
        messages.success(request, _("Who came is on record."))
        return redirect(meeting)
    context = {"meeting": meeting, "form": form, "lines": lines}
    return _lines(request, "committees/meetings/attendance.html", context, form, lines)


def _is_sent(request: HttpRequest, form: SeenForm, lines: Lines) -> bool:
    """Whether everything is to be kept and can be read; asking for one more line keeps nothing yet."""
    if request.method != "POST" or "add_row" in request.POST:
        return False
    # Both are asked, so that every error is shown at once.
    return all([form.is_valid(), lines.is_valid()])


def _lines(
    request: HttpRequest, template: str, context: dict[str, Any], form: SeenForm, lines: Lines
) -> HttpResponse:
    adding = "add_row" in request.POST
    wrong = [] if adding else [form, *(one for one in lines.forms if one.is_bound and one in lines.kept)]
    refused = any(one.errors for one in wrong)
    return render(request, template, context | {"wrong": wrong}, status=422 if refused else 200)


# -- notice, minutes, calling off -----------------------------------------------------------------


@either
@on_meeting
def notice(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Put on record when the notice went out."""
    first = {"notice_sent_on": meeting.notice_sent_on or clock.today()}
    return _act(
        request,
        meeting,
        NoticeForm(request.POST or None, instance=meeting, initial=first),
        lambda form: actions.send_notice(
            meeting,
            on=form.cleaned_data["notice_sent_on"],
            why=form.cleaned_data["short_notice_why"],
            seen=form.seen,
            by=me(request),
        ),
        title=_("Note that the notice was sent"),
        button=_("Note that it was sent"),
        lead=_(
            "The notice goes out by mail, by post or by hand, with its paper. Here its day is put on record."
        ),
    )


@either
@on_meeting
def minutes(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Write the minutes or add their file."""
    form = MinutesForm(request.POST or None, request.FILES or None, instance=meeting)
    return _act(
        request,
        meeting,
        form,
        lambda form: actions.write_minutes(
            meeting, file=form.cleaned_data["file"] or None, seen=form.seen, by=me(request)
        ),
        title=_("Write the minutes"),
        button=_("Keep the minutes"),
    )


@either
@on_meeting
def approve(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Put on record that the committee approved its minutes."""
    return _act(
        request,
        meeting,
        ApproveForm(request.POST or None, instance=meeting),
        lambda form: actions.approve_minutes(
            meeting, on=form.cleaned_data["minutes_approved_on"], seen=form.seen, by=me(request)
        ),
        title=_("Note that the minutes were approved"),
        button=_("Note the approval"),
        lead=_("Approved minutes are never changed. A correction goes on the agenda of the next meeting."),
    )


@either
@on_meeting
def call_off(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Call a meeting off, with the reason."""
    return _act(
        request,
        meeting,
        CallOffForm(request.POST or None, instance=meeting),
        lambda form: actions.call_off(
            meeting, why=form.cleaned_data["called_off_why"], seen=form.seen, by=me(request)
        ),
        title=_("Call the meeting off"),
        button=_("Call the meeting off"),
        lead=_("The meeting stays in the list with the reason. Tell those who were invited."),
        kind="danger",
    )


def _act(
    request: HttpRequest,
    meeting: Meeting,
    form: VersionedForm,
    action: Callable[[Any], None],
    **words: Any,
) -> HttpResponse:
    """Ask for what an action needs, and carry it out; a refusal keeps what was typed."""
    back, under = meeting.get_absolute_url(), str(meeting)
    if form.is_valid() and form.carry_out(lambda: action(form)):
        return redirect(back)
    return _ask(request, form, back=back, under=under, **words)


def _ask(request: HttpRequest, form: VersionedForm, **words: Any) -> HttpResponse:
    context = {"form": form, "lead": "", "kind": "primary"} | words
    return render(request, "committees/act.html", context, status=422 if form.errors else 200)


# -- papers -------------------------------------------------------------------------------------------


def _button(action: Callable[..., Any], done: Any) -> View:
    """A step of one click: refused, its words come back on the page of the meeting."""

    @require_POST
    @on_meeting
    def view(request: HttpRequest, meeting: Meeting) -> HttpResponse:
        with sent_once(request) as first:
            if first:
                try:
                    action(meeting, by=me(request))
                except ValidationError as refusal:
                    for words in refusal.messages:
                        messages.error(request, words)
                else:
                    messages.success(request, str(done))
        return redirect(meeting)

    return view


make_notice = _button(actions.make_notice, gettext_lazy("The notice is being made."))
make_minutes = _button(actions.make_minutes, gettext_lazy("The minutes are being made."))


def _paper(request: HttpRequest, pk: int, paper: int) -> MeetingPaper:
    meeting = get_object_or_404(Meeting.objects.visible_to(me(request)), pk=pk)
    return get_object_or_404(
        MeetingPaper.objects.select_related("meeting", "document"), pk=paper, meeting=meeting
    )


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """How far a paper is: a part of the page while it is being made, the meeting's page without script."""
    found = _paper(request, pk, paper)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(found.meeting)
    context = {"paper": found, "may_keep": may_keep(request)}
    return render(request, "committees/meetings/_paper.html", context)


@require_safe
@signed_in
def download(request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
    return send_paper(request, _paper(request, pk, paper).document)


@require_POST
@roles(*KEEPERS)
def make_again(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = _paper(request, pk, paper)
    actions.try_paper_again(found)
    return redirect(found.meeting)


@require_safe
@signed_in
def minutes_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The minutes as the file that was given to us."""
    seen = Meeting.objects.visible_to(me(request)).select_related("minutes_upload")
    meeting = get_object_or_404(seen, pk=pk)
    if meeting.minutes_upload is None:
        raise Http404(_("No file of minutes was added to this meeting."))
    return send_upload(request, meeting.minutes_upload)
