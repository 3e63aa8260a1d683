"""Pages of the signing phase."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.signing import actions
from agreements.signing.ceremony.reading import signed, told
from agreements.signing.models import Signing
from agreements.signing.registers import reading as registers
from agreements.signing.sections import SECTIONS
from proposals.access import has_the_ball, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.proposal.actions import step_back
from proposals.proposal.editing import edit as edit_section
from proposals.proposal.models import Proposal
from proposals.proposal.pages import note, show_check, show_phase
from twinning.accounts.access import me
from twinning.accounts.models import Role
from twinning.municipality.models import Municipality

may_edit = may_write(Phase.SIGNING)


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Signing.of(proposal)
    return show_phase(
        request,
        record,
        SECTIONS,
        progress=record.progress(),
        signatures=record.all_signatures(),
        ceremonies=told(record, Municipality.ours()),
        signed=signed(record),
        registers=registers.summary(record),
        memorandum=record.memorandum_in_force(),
        signed_copy=record.kept_copy(),
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit(request: HttpRequest, proposal: Proposal, section: str) -> HttpResponse:
    return edit_section(request, proposal, Signing, SECTIONS, section)


@require_safe
@on_proposal(may_read)
def check(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Everything about the signing on one page, to be checked against the papers."""
    record = Signing.of(proposal)
    return show_check(request, record, SECTIONS, progress=record.progress())


@require_POST
@on_proposal(in_phase(Phase.SIGNING), has_the_ball(Role.CLERK))
def complete(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.complete(proposal, by=me(request))
    messages.success(request, _("Both sides have signed. The relationship is established."))
    return redirect("evaluation:page", proposal.pk)


@require_POST
@on_proposal(may_edit)
def back_to_agreement(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    step_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The agreement is open again. Its new text needs council’s approval."))
    return redirect("agreement:page", proposal.pk)
