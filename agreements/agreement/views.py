"""The page of the agreement phase and its forms."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agreements.agreement.council.forms import DraftForm
from agreements.agreement.models import Agreement
from agreements.agreement.package.stale import stale
from agreements.agreement.sections import SECTIONS
from proposals.access import holds, may_read, may_write, on_proposal
from proposals.lifecycle import Phase, lock
from proposals.proposal.editing import closed
from proposals.proposal.editing import edit as edit_phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import show_check, show_phase
from proposals.proposal.sections import find
from twinning.accounts.access import me
from twinning.accounts.models import Role

may_edit = may_write(Phase.AGREEMENT)
drafts = holds(Role.STAFF, Role.CLERK)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    more: dict[str, Any] = {
        "resolutions": proposal.resolutions.for_list(),
        "conditions": proposal.obligations.count(),
        "may_draft": proposal.is_open and not drafts(me(request), proposal),
        "draft_form": DraftForm(proposal=proposal),
        "packages": proposal.packages.select_related("document", "by"),
        "stale_papers": stale(proposal),
    }
    return show_phase(request, Agreement.of(proposal), SECTIONS, **more)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    if section == "terms" and request.method == "POST":
        return _terms(request, proposal)
    return edit_phase(request, proposal, Agreement, SECTIONS, section)


@transaction.atomic
def _terms(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The terms are part of what a side accepts: once one has, they are locked with the text."""
    lock(proposal)
    record = Agreement.of(proposal)
    if words := record.why_locked:
        back = reverse("agreement:page", args=[proposal.pk])
        return closed(request, record, find(SECTIONS, "terms"), back, words)
    return edit_phase(request, proposal, Agreement, SECTIONS, "terms")


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    resolutions = proposal.resolutions.for_list()
    return show_check(request, Agreement.of(proposal), SECTIONS, resolutions=resolutions)
