"""Pages of the correspondence phase."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import has_the_ball, in_phase, may_read, may_write, on_proposal
from proposals.correspondence import actions, overview
from proposals.correspondence.access import may_keep
from proposals.correspondence.log.turn import whose_turn
from proposals.correspondence.models import Correspondence
from proposals.correspondence.sections import SECTIONS
from proposals.lifecycle import Phase
from proposals.proposal.discretion import discreet, sees_addresses
from proposals.proposal.editing import edit as edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import Reading, note, show_phase, summaries
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.CORRESPONDENCE)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Correspondence.of(proposal)
    return show_phase(
        request,
        record,
        SECTIONS,
        line=record.lacks_line(),
        letter={"opened": not record.lacks_letter(), "answered": not record.lacks_answer()},
        sides=whose_turn(proposal),
        may_keep=not may_keep(me(request), proposal),
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_section(request, proposal, Correspondence, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All answers on one page: to check before sending, to read before deciding."""
    record = Correspondence.of(proposal)
    reading = Reading.of(record, me(request))
    read = summaries(overview.AS_READ, reading)
    rows = overview.rows(record)
    for section, summary in zip(SECTIONS, read, strict=True):
        summary["rows"] += rows.get(section.name, [])
        if section.name == "workplan":
            summary.update(overview.work_plan(record))
        summary["read"] = bool(section.page) and not reading.may_edit
    told = read if sees_addresses(me(request)) else discreet(read)
    return render(request, "correspondence/check.html", reading.context() | {"summaries": told})


@require_POST
@on_proposal(may_edit)
def letter_sent(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.letter_sent(proposal, by=me(request))
    messages.success(request, _("The letter has gone. The file waits for the other city."))
    return redirect("correspondence:page", proposal.pk)


@require_POST
@on_proposal(may_edit)
def answer_received(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.answer_received(proposal, by=me(request))
    messages.success(request, _("The answer is here. The work goes on with staff."))
    return redirect("correspondence:page", proposal.pk)


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The work plan is with the CAO."))
    return redirect("correspondence:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.CORRESPONDENCE), has_the_ball(Role.CAO))
def approve(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.approve(proposal, by=me(request), why=note(request))
    messages.success(request, _("You approved the work plan. The agreement can be written."))
    return redirect("agreement:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.CORRESPONDENCE), has_the_ball(Role.CAO))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The work plan is back with staff, with your reason."))
    return redirect("correspondence:page", proposal.pk)
