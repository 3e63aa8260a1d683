"""Pages of the ceremony."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from proposals.access import may_read, on_proposal
from proposals.proposal.models import Proposal


@require_safe
@on_proposal(may_read)
def ceremonies(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return redirect("signing:page", proposal.pk)
