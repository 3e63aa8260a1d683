"""The request for decision on its way to council: drawn up, sent, signed off or returned."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.agreement.package import actions
from proposals.access import has_the_ball, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import note
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.AGREEMENT)


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The request for decision is with the CAO."))
    return redirect("agreement:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.AGREEMENT), has_the_ball(Role.CAO))
def approve(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.sign_off(proposal, by=me(request), why=note(request))
    messages.success(request, _("You signed off the request for decision. It is with the clerk."))
    return redirect("agreement:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.AGREEMENT), has_the_ball(Role.CAO))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The request is back with staff, with your reason."))
    return redirect("agreement:page", proposal.pk)


@require_safe
@on_proposal(may_read)
def request_for_decision(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect("agreement:page", proposal.pk)
