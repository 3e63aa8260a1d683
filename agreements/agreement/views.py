"""The page of the agreement phase and its forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.agreement.council.forms import DraftForm
from agreements.agreement.models import Agreement
from agreements.agreement.sections import SECTIONS
from proposals.access import holds, may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.proposal.editing import edit as edit_phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import show_check, show_phase
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.AGREEMENT)
drafts = holds(Role.STAFF, Role.CLERK)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    more: dict[str, Any] = {
        "resolutions": proposal.resolutions.for_list(),
        "may_draft": proposal.is_open and not drafts(me(request), proposal),
        "draft_form": DraftForm(),
    }
    return show_phase(request, Agreement.of(proposal), SECTIONS, **more)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_phase(request, proposal, Agreement, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    resolutions = proposal.resolutions.for_list()
    return show_check(request, Agreement.of(proposal), SECTIONS, resolutions=resolutions)
