"""Pages of the registers, and of who got which certified copy."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.signing.access import may_keep
from agreements.signing.models import Signing
from agreements.signing.registers import actions, reading
from agreements.signing.registers.forms import PacketForm, RecordForm
from agreements.signing.registers.models import Registration
from proposals.access import may_read, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame, note
from twinning.accounts.access import View, me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.records.serve import send_upload


def ends_here(view: View) -> View:
    """A step that is refused ends on the page of the registers, with the words."""

    @wraps(view)
    def carried(request: HttpRequest, proposal: Proposal, **more: Any) -> HttpResponseBase:
        try:
            return view(request, proposal, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=reverse("signing:registers", args=[proposal.pk]))

    return carried


def with_registration(view: Callable[..., HttpResponseBase]) -> View:
    """Hand the view a register of this file."""

    @wraps(view)
    def handed(request: HttpRequest, proposal: Proposal, registration: int) -> HttpResponseBase:
        kept = Registration.objects.select_related("record", "outgoing", "certificate")
        found = get_object_or_404(kept, pk=registration, record__proposal=proposal)
        # The file as the caller saw it, so that a step notices when it has moved.
        found.record.proposal = proposal
        return view(request, found)

    return ends_here(handed)


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    user = me(request)
    return frame(proposal, user, Phase.SIGNING) | {"may_keep": not may_keep(user, proposal)} | more


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


@require_safe
@on_proposal(may_read)
def registers(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What the register asks for, how far each packet is, and who got which certified copy."""
    record = Signing.of(proposal)
    facts = {
        "wanted": reading.wanted(proposal, record),
        "lines": reading.lines(record),
        "copies": reading.copies(proposal),
        "unsigned": actions.not_signed(record),
    }
    return render(request, "signing/register_list.html", _frame(request, proposal, **facts))


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
@ends_here
def new_packet(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Choose the register and the papers; the letter is drafted into the outbox, and nothing goes by itself."""
    record = Signing.of(proposal)
    if why := actions.not_signed(record):
        raise MoveRefused(why)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = PacketForm(data, instance=Registration(), papers=reading.enclosures(proposal, record))
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                begun = actions.begin(proposal, form.instance, form.chosen, to=form.addressee, by=me(request))
                messages.success(
                    request,
                    _("The letter lies in the outbox. Read it, have it made, and send it from there."),
                )
                assert begun.outgoing is not None
                return redirect("outbox:page", begun.outgoing.pk)
        return redirect("signing:registers", proposal.pk)
    context = _frame(request, proposal, form=form, wanted=reading.wanted(proposal, record))
    return render(request, "signing/register_new.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep)
@with_registration
def register(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Note when the packet went, and file the certificate that came back."""
    proposal = registration.record.proposal
    data = request.POST if request.method == "POST" else take_kept(request)
    form = RecordForm(data, request.FILES or None, instance=registration)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.correct(
                registration,
                seen=form.seen,
                fields=form.changed,
                by=me(request),
                certificate=form.cleaned_data["file"],
            )
        )
    ):
        messages.success(request, _("It is saved."))
        return redirect("signing:registers", proposal.pk)
    context = _frame(request, proposal, form=form, registration=registration)
    return render(request, "signing/register_page.html", context, status=_status(request))


@require_POST
@on_proposal(may_keep)
@with_registration
def draft_packet(request: HttpRequest, registration: Registration) -> HttpResponse:
    """A letter that was thrown away is drafted once more."""
    proposal = registration.record.proposal
    documents = {document.pk for document in registration.papers.all()}
    papers = [paper for paper in proposal.papers.select_related("document") if paper.document_id in documents]  # type: ignore[attr-defined]
    to = actions.addressee_of(registration)
    letter = actions.draft(registration, papers, to=to, by=me(request))
    messages.success(
        request, _("The letter lies in the outbox. Read it, have it made, and send it from there.")
    )
    return redirect("outbox:page", letter.pk)


@require_POST
@on_proposal(may_keep)
@with_registration
def remove_register(request: HttpRequest, registration: Registration) -> HttpResponse:
    proposal = registration.record.proposal
    actions.remove(registration, by=me(request), why=note(request))
    messages.success(request, _("The register is removed. Your reason is in the history."))
    return redirect("signing:registers", proposal.pk)


@require_safe
@on_proposal(may_read)
@with_registration
def certificate(request: HttpRequest, registration: Registration) -> HttpResponseBase:
    if registration.certificate is None:
        raise Http404(_("No certificate is filed here."))
    return send_upload(request, registration.certificate)
