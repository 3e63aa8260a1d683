"""Pages of the agreement’s text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from proposals.access import may_read, on_proposal
from proposals.proposal.models import Proposal


@require_safe
@on_proposal(may_read)
def text(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect("agreement:page", proposal.pk)


@require_safe
@on_proposal(may_read)
def versions(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect("agreement:page", proposal.pk)
