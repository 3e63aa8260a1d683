"""Pages of the ceremony."""

import csv
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.signing.access import may_keep, may_plan
from agreements.signing.ceremony import actions, papers, reading
from agreements.signing.ceremony.forms import GuestForm, InvitedForm, NewCeremonyForm, PastedForm, TaskForm
from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, Mode
from agreements.signing.ceremony.proposed import OPTIONS
from agreements.signing.ceremony.sections import part_of
from agreements.signing.models import Signing
from proposals.access import ADMINISTRATION, holds, may_read, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.days import zone_of
from proposals.proposal.editing import edit_section
from proposals.proposal.facts import ask
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame, note
from twinning.accounts.access import View, me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.atlas.tables import harmless
from twinning.municipality.models import Municipality
from twinning.municipality.zones import our_time_zone
from twinning.records import documents
from twinning.records.serve import send_paper

administration = holds(*ADMINISTRATION)
SECTION = "ceremony"


def with_ceremony(view: View) -> View:
    """Hand the view a ceremony of this file; a step that is refused ends on its page."""

    @wraps(view)
    def handed(request: HttpRequest, proposal: Proposal, ceremony: str, **more: Any) -> HttpResponseBase:
        found = _ceremony(proposal, ceremony)
        try:
            return view(request, found, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_url("ceremony", found))

    return handed


def _ceremony(proposal: Proposal, key: str) -> Ceremony:
    try:
        named = uuid.UUID(key)
    except ValueError as error:
        raise Http404(_("There is no such ceremony.")) from error
    kept = Ceremony.objects.select_related("record", "printed")
    found = get_object_or_404(kept, pk=named, record__proposal=proposal)
    # The file as the caller saw it, so that a step notices when it has moved.
    found.record.proposal = proposal
    return found


def _url(name: str, ceremony: Ceremony, *more: Any) -> str:
    return reverse(f"signing:{name}", args=[ceremony.proposal.pk, ceremony.pk, *more])


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    user = me(request)
    may = {"may_plan": not may_plan(user, proposal), "may_keep": not may_keep(user, proposal)}
    return frame(proposal, user, Phase.SIGNING) | may | more


def _show(
    request: HttpRequest, ceremony: Ceremony, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = _frame(request, ceremony.proposal, ceremony=ceremony, **more)
    return render(request, template, context, status=status)


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else take_kept(request)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


# -- ceremonies --------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def ceremonies(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """How the agreement is signed: at none, one or two ceremonies, and who is still missing."""
    record, ours = Signing.of(proposal), Municipality.ours()
    planned = list(record.ceremonies.all()) if record.pk else []
    state = SectionState.objects.of(proposal, Phase.SIGNING).get(SECTION)  # type: ignore[attr-defined]
    facts = {
        "rooms": [reading.room(one, ours) for one in planned],
        "signed": reading.signed(record),
        "full": len(planned) >= actions.MOST_CEREMONIES,
        "waiver": state.waiver if state else "",
    }
    return render(request, "signing/ceremony_list.html", _frame(request, proposal, **facts))


@require_http_methods(["GET", "POST"])
@on_proposal(may_plan)
def new_ceremony(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Plan a ceremony: the first one is proposed here, the second one with them."""
    actions.refuse_another(proposal)
    form = NewCeremonyForm(_typed(request), instance=Ceremony(), initial=_proposed(proposal))
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                planned = actions.plan(proposal, form.instance, by=me(request))
                messages.success(
                    request, _("The ceremony is planned. Its order is proposed; change what is to be different.")
                )  # fmt: skip
                return redirect(_url("ceremony", planned))
        return redirect("signing:ceremonies", proposal.pk)
    context = _frame(request, proposal, form=form)
    return render(request, "signing/ceremony_new.html", context, status=_status(request))


def _proposed(proposal: Proposal) -> dict[str, str]:
    one = Ceremony.objects.filter(record__proposal=proposal).first()
    theirs = zone_of(proposal.community)
    away = one is not None and one.zone == our_time_zone() and theirs
    return {"zone": theirs if away else our_time_zone(), "mode": Mode.IN_PERSON}


@require_safe
@on_proposal(may_read)
@with_ceremony
def ceremony(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    """One ceremony: its hour on all clocks, its order, who comes in numbers, and what remains to be done."""
    guests = list(ceremony.guests.all())
    sees = not administration(me(request), ceremony.proposal)
    return _show(
        request,
        ceremony,
        "signing/ceremony_page.html",
        room=reading.room(ceremony, Municipality.ours()),
        counts=reading.counts(guests),
        ties=reading.ties(guests) if sees else [],
        advice=reading.advice(ceremony, guests) if sees else [],
        sees_guests=sees,
        options=OPTIONS,
        exchange=ceremony.mode == Mode.EXCHANGE,
        protocol=ask("protocol", ceremony.proposal) if sees else [],
        outdated=sees and papers.is_outdated(ceremony),
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_plan)
@with_ceremony
def edit_ceremony(request: HttpRequest, ceremony: Ceremony, part: str) -> HttpResponse:
    return edit_section(request, ceremony, part_of(ceremony, part), _url("ceremony", ceremony))


@require_POST
@on_proposal(may_plan)
@with_ceremony
def remove_ceremony(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    proposal = ceremony.proposal
    actions.remove(ceremony, by=me(request), why=note(request))
    messages.success(request, _("The ceremony is removed. Your reason is in the history."))
    return redirect("signing:ceremonies", proposal.pk)


@require_POST
@on_proposal(may_plan)
@with_ceremony
def propose_order(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    actions.propose_order(ceremony, by=me(request))
    messages.success(request, _("The order is proposed. Change what is to be different."))
    return redirect(_url("ceremony", ceremony) + "#order")


@require_POST
@on_proposal(may_plan)
@with_ceremony
def add_option(request: HttpRequest, ceremony: Ceremony, option: str) -> HttpResponse:
    if option not in {one.word for one in OPTIONS}:
        raise Http404(_("There is no such point."))
    actions.add_option(ceremony, option, by=me(request))
    messages.success(request, _("The point stands at the end of the order. Move it to its place."))
    return redirect(_url("ceremony", ceremony) + "#order")


# -- the run sheet -----------------------------------------------------------------------------


@require_POST
@on_proposal(may_keep)
@with_ceremony
def make_run_sheet(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    document = papers.run_sheet(ceremony, by=me(request))
    actions.keep_printed(ceremony, document, by=me(request))
    return redirect(_url("run_sheet", ceremony))


@require_safe
@on_proposal(administration)
@with_ceremony
def run_sheet(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    """How far the run sheet is: a part of the page while it is being made, a page of its own without script."""
    if ceremony.printed is None:
        raise Http404(_("No run sheet has been made yet."))
    if request.htmx:  # type: ignore[attr-defined]
        context = {"proposal": ceremony.proposal, "ceremony": ceremony}
        return render(request, "signing/_ceremony_paper.html", context)
    return _show(request, ceremony, "signing/ceremony_run_sheet.html", outdated=papers.is_outdated(ceremony))


@require_safe
@on_proposal(administration)
@with_ceremony
def download_run_sheet(request: HttpRequest, ceremony: Ceremony) -> HttpResponseBase:
    if ceremony.printed is None:
        raise Http404(_("No run sheet has been made yet."))
    return send_paper(request, ceremony.printed)


@require_POST
@on_proposal(may_keep)
@with_ceremony
def make_run_sheet_again(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    if ceremony.printed is not None:
        documents.retry(ceremony.printed)
    return redirect(_url("run_sheet", ceremony))


# -- guests ------------------------------------------------------------------------------------


@require_safe
@on_proposal(administration)
@with_ceremony
def guests(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    return _guests(request, ceremony, InvitedForm(ceremony=ceremony))


def _guests(
    request: HttpRequest, ceremony: Ceremony, invited: InvitedForm, status: int = 200
) -> HttpResponse:
    """Who is invited, in the order of precedence, with what they answered."""
    found = list(ceremony.guests.all())
    return _show(
        request,
        ceremony,
        "signing/ceremony_guests.html",
        status=status,
        guests=found,
        counts=reading.counts(found),
        ties=reading.ties(found),
        advice=reading.advice(ceremony, found),
        unnumbered=any(guest.precedence != place for place, guest in enumerate(found, 1)),
        uninvited=sum(guest.invited_on is None for guest in found),
        invited=invited,
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_plan)
@with_ceremony
def new_guest(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    form = GuestForm(_typed(request), instance=Guest())
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                new = actions.add_guests(ceremony, [form.instance], by=me(request))
                _say_new(request, new, 1)
        return redirect(_url("guests", ceremony))
    return _show(
        request, ceremony, "signing/ceremony_guest.html", status=_status(request), form=form, guest=None
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_plan)
@with_ceremony
def paste_guests(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    """Put a whole list there; either all of its lines are taken or none."""
    form = PastedForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                named = actions.of_lines(form.cleaned_data["words"], form.cleaned_data["party"])
                _say_new(request, actions.add_guests(ceremony, named, by=me(request)), len(named))
        return redirect(_url("guests", ceremony))
    return _show(request, ceremony, "signing/ceremony_paste.html", status=_status(request), form=form)


def _say_new(request: HttpRequest, new: int, named: int) -> None:
    if new:
        words = ngettext("%(n)d invitation is on the list.", "%(n)d invitations are on the list.", new)
        messages.success(request, words % {"n": new})
    if new < named:
        words = ngettext(
            "%(n)d was on it already and stays as it is.",
            "%(n)d were on it already and stay as they are.",
            named - new,
        )
        messages.info(request, words % {"n": named - new})


@require_http_methods(["GET", "POST"])
@on_proposal(may_plan)
@with_ceremony
def correct_guest(request: HttpRequest, ceremony: Ceremony, guest: int) -> HttpResponse:
    standing = _guest(ceremony, guest)
    form = GuestForm(_typed(request), instance=standing)
    if request.method == "POST" and form.is_valid():
        fields = [*form.changed, *(["replied_on"] if _day_was_filled_in(form) else [])]
        if form.carry_out(
            lambda: actions.correct_guest(ceremony, standing, seen=form.seen, fields=fields, by=me(request))
        ):
            messages.success(request, _("It is saved."))
            return redirect(_url("guests", ceremony))
    return _show(
        request, ceremony, "signing/ceremony_guest.html", status=_status(request), form=form, guest=standing
    )


def _day_was_filled_in(form: GuestForm) -> bool:
    """Whether an answer came without its day, which is then today."""
    return "replied_on" not in form.changed and form.initial.get("replied_on") != form.instance.replied_on


def _guest(ceremony: Ceremony, pk: int) -> Guest:
    return get_object_or_404(Guest, ceremony=ceremony, pk=pk)


@require_POST
@on_proposal(may_plan)
@with_ceremony
def guest_answered(request: HttpRequest, ceremony: Ceremony, guest: int) -> HttpResponse:
    """One click: they come, or they do not."""
    named, reply = _guest(ceremony, guest), request.POST.get("reply", "")
    if reply not in Guest.Reply.values:
        raise MoveRefused(_("It is not said what they answered. Press “Comes” or “Does not come”."))
    seen = number_named(request.POST.get("version", ""))
    actions.answered(ceremony, named, reply, seen=seen, by=me(request))
    return redirect(_url("guests", ceremony) + f"#guest-{guest}")


@require_POST
@on_proposal(may_plan)
@with_ceremony
def remove_guest(request: HttpRequest, ceremony: Ceremony, guest: int) -> HttpResponse:
    seen = number_named(request.POST.get("version", ""))
    actions.remove_guest(ceremony, _guest(ceremony, guest), seen=seen, by=me(request))
    messages.success(request, _("The guest is off the list."))
    return redirect(_url("guests", ceremony))


@require_POST
@on_proposal(may_plan)
@with_ceremony
def guests_invited(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    form = InvitedForm(request.POST, ceremony=ceremony)
    if not form.is_valid():
        return _guests(request, ceremony, form, status=422)
    given = form.cleaned_data
    number = actions.invited(ceremony, given["guests"], on=given["on"], how=given["how"], by=me(request))
    words = ngettext("%(n)d invitation is noted.", "%(n)d invitations are noted.", number)
    messages.success(request, words % {"n": number})
    return redirect(_url("guests", ceremony))


@require_POST
@on_proposal(may_plan)
@with_ceremony
def number_guests(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    actions.number_guests(ceremony, by=me(request))
    messages.success(request, _("Everybody has a place of their own now."))
    return redirect(_url("guests", ceremony))


@require_safe
@on_proposal(administration)
@with_ceremony
def guest_table(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    """The guests as a table for a spreadsheet; no cell can begin a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = ceremony.proposal.reference.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="guests-{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    # Spreadsheets take a file for Windows-1252 unless it begins with the mark of UTF-8.
    response.write("\ufeff")
    table = csv.writer(response)
    table.writerow(
        [_("Place"), _("From"), _("Name"), _("Office"), _("People"), _("Invited on"), _("How"), _("Answer"), _("Answered on"), _("Notes")]
    )  # fmt: skip
    for guest in ceremony.guests.all():
        cells = (
            guest.precedence, guest.get_party_display(), guest.name, guest.office, guest.people, guest.invited_on,
            guest.invited_how, guest.get_reply_display(), guest.replied_on, guest.notes,
        )  # fmt: skip
        table.writerow([harmless(cell) for cell in cells])
    return response


# -- tasks -------------------------------------------------------------------------------------


@require_POST
@on_proposal(may_plan)
@with_ceremony
def propose_tasks(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    number = actions.propose_tasks(ceremony, by=me(request))
    words = ngettext("%(n)d task is added.", "%(n)d tasks are added.", number) % {"n": number}
    messages.success(request, words if number else _("All of them are there already."))
    return redirect(_url("ceremony", ceremony) + "#tasks")


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
@with_ceremony
def new_task(request: HttpRequest, ceremony: Ceremony) -> HttpResponse:
    def add(form: TaskForm) -> bool:
        with sent_once(request) as first:
            if first:
                actions.add_task(ceremony, form.instance, by=me(request))
        return True

    return _task_form(request, ceremony, CeremonyTask(), add)


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
@with_ceremony
def correct_task(request: HttpRequest, ceremony: Ceremony, task: int) -> HttpResponse:
    standing = _task(ceremony, task)

    def correct(form: TaskForm) -> bool:
        return form.carry_out(
            lambda: actions.correct_task(
                ceremony, standing, seen=form.seen, fields=form.changed, by=me(request)
            )
        )

    return _task_form(request, ceremony, standing, correct)


def _task_form(
    request: HttpRequest, ceremony: Ceremony, task: CeremonyTask, keep: Callable[[TaskForm], bool]
) -> HttpResponse:
    form = TaskForm(_typed(request), instance=task)
    if request.method == "POST" and form.is_valid() and keep(form):
        messages.success(request, _("The task is on the list."))
        return redirect(_url("ceremony", ceremony) + "#tasks")
    return _show(
        request, ceremony, "signing/ceremony_task.html", status=_status(request), form=form, task=task
    )


def _task(ceremony: Ceremony, pk: int) -> CeremonyTask:
    return get_object_or_404(CeremonyTask, ceremony=ceremony, pk=pk)


@require_POST
@on_proposal(may_keep)
@with_ceremony
def task_done(request: HttpRequest, ceremony: Ceremony, task: int) -> HttpResponse:
    """One click: it is done, or open again."""
    named, done = _task(ceremony, task), request.POST.get("open") != "1"
    actions.task_done(ceremony, named, done=done, by=me(request))
    return redirect(_url("ceremony", ceremony) + "#tasks")


@require_POST
@on_proposal(may_keep)
@with_ceremony
def remove_task(request: HttpRequest, ceremony: Ceremony, task: int) -> HttpResponse:
    seen = number_named(request.POST.get("version", ""))
    actions.remove_task(ceremony, _task(ceremony, task), seen=seen, by=me(request))
    messages.success(request, _("The task is removed."))
    return redirect(_url("ceremony", ceremony) + "#tasks")
