"""Pages of the planning phase."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import has_the_ball, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.planning import actions
from proposals.planning.models import Planning
from proposals.planning.papers import totals
from proposals.planning.sections import SECTIONS
from proposals.proposal.editing import edit as edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import note, show_check, show_phase
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.PLANNING)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Planning.of(proposal)
    return show_phase(request, record, SECTIONS, totals=totals(record))


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_section(request, proposal, Planning, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All answers on one page: to check before sending, to read before deciding."""
    record = Planning.of(proposal)
    return show_check(request, record, SECTIONS, totals=totals(record))


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    paper = actions.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The proposal is with the CAO. Your receipt is being made."))
    return redirect("proposal:paper", proposal.pk, paper.pk)


@require_POST
@on_proposal(in_phase(Phase.PLANNING), has_the_ball(Role.CAO))
def recommend(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.recommend(proposal, by=me(request), why=note(request))
    messages.success(request, _("You recommended the proposal. Research can begin."))
    return redirect("research:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.PLANNING), has_the_ball(Role.CAO))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The proposal is back with staff, with your reason."))
    return redirect("planning:page", proposal.pk)
