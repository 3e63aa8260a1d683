"""Pages of the research phase; its rooms have theirs beside their models."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import (
    ADMINISTRATION,
    has_the_ball,
    holds,
    in_phase,
    may_read,
    may_write,
    on_proposal,
)
from proposals.lifecycle import Phase
from proposals.proposal.editing import edit as edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import Reading, note, show_phase, summaries
from proposals.research import actions, overview, papers
from proposals.research.models import Research
from proposals.research.sections import SECTIONS
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.RESEARCH)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Research.of(proposal)
    may_choose = not may_edit(me(request), proposal)
    return show_phase(request, record, SECTIONS, **overview.of(record, may_choose=may_choose))


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_section(request, proposal, Research, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All answers on one page: to check before sending, to read before deciding."""
    record = Research.of(proposal)
    reading = Reading.of(record, me(request))
    read: list[dict[str, Any]] = summaries(SECTIONS, reading)
    rows = overview.rows(record)
    for section, summary in zip(SECTIONS, read, strict=True):
        summary["rows"] += rows.get(section.name, [])
        summary["read"] = bool(section.page) and not reading.may_edit
    return render(request, "research/check.html", reading.context() | {"summaries": read})


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The research is with the CAO."))
    return redirect("research:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.RESEARCH), has_the_ball(Role.CAO))
def approve(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.approve(proposal, by=me(request), why=note(request))
    messages.success(request, _("You approved the research. The other community can be written to."))
    return redirect("correspondence:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.RESEARCH), has_the_ball(Role.CAO))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The research is back with staff, with your reason."))
    return redirect("research:page", proposal.pk)


@require_POST
@on_proposal(holds(*ADMINISTRATION))
def report(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Have the research report made, in whatever phase the file is; the paper says how far it is."""
    paper = papers.report(proposal, by=me(request))
    return redirect("proposal:paper", proposal.pk, paper.pk)
