"""Pages of testing the waters: programmes and visits, and what came of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from proposals.access import may_read, may_write, on_proposal
from proposals.correspondence.access import being_read, may_change, may_keep
from proposals.correspondence.models import Correspondence, Delegate, Delegation, Pilot
from proposals.correspondence.rooms import ends_on
from proposals.correspondence.waters import actions, mayors, reading
from proposals.correspondence.waters.forms import (
    MEMBERS,
    DelegationForm,
    DelegationReportForm,
    PilotForm,
    PilotResultForm,
    UndertakingForm,
    members_of,
)
from proposals.correspondence.waters.models import Undertaking
from proposals.lifecycle import Phase
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame, note
from proposals.proposal.sections import Table
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.records.serve import send_upload

may_waive = may_write(Phase.CORRESPONDENCE)
ends_here = ends_on("correspondence:waters")


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    user = me(request)
    return frame(proposal, user, Phase.CORRESPONDENCE) | {"may_edit": not may_change(user, proposal)} | more


def _pilot(proposal: Proposal, pk: int) -> Pilot:
    return get_object_or_404(Pilot.objects.select_related("by"), record__proposal=proposal, pk=pk)


def _delegation(proposal: Proposal, pk: int) -> Delegation:
    found = Delegation.objects.select_related("by", "report_file")
    return get_object_or_404(found, record__proposal=proposal, pk=pk)


# -- reading -----------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def waters(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Everything that both sides tried: what is under way, and what came of the rest."""
    record = Correspondence.of(proposal)
    state = SectionState.objects.of(proposal, Phase.CORRESPONDENCE).get("waters")  # type: ignore[attr-defined]
    user = me(request)
    facts = {
        "room": reading.room(record),
        "rests": "" if may_keep(user, proposal) else being_read(proposal),
        "may_waive": not may_waive(user, proposal),
        "waiver": state.waiver if state else "",
    }
    return render(request, "correspondence/waters.html", _frame(request, proposal, **facts))


@require_safe
@on_proposal(may_read)
def pilot(request: HttpRequest, proposal: Proposal, pilot: int) -> HttpResponse:
    """One programme, with what came of it."""
    found = _pilot(proposal, pilot)
    facts = {"pilot": found, "when": reading.when(found), "state": found.state}
    return render(request, "correspondence/pilot.html", _frame(request, proposal, **facts))


@require_safe
@on_proposal(may_read)
def delegation(request: HttpRequest, proposal: Proposal, delegation: int) -> HttpResponse:
    """One visit, with those who went and what they report."""
    found = _delegation(proposal, delegation)
    members = list(found.members.all())
    facts = {
        "delegation": found,
        "members": members,
        "mayors": mayors.named(members),
        "when": reading.when(found),
        "state": found.state,
    }
    return render(request, "correspondence/delegation.html", _frame(request, proposal, **facts))


@require_GET
@on_proposal(may_read)
def delegation_file(request: HttpRequest, proposal: Proposal, delegation: int) -> HttpResponseBase:
    found = _delegation(proposal, delegation)
    if found.report_file is None:
        raise Http404(_("This delegation has no file with its report."))
    return send_upload(request, found.report_file)


# -- programmes --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def new_pilot(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = PilotForm(_typed(request), instance=Pilot())
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                actions.add_pilot(proposal, form.instance, by=me(request))
                messages.success(request, _("The programme is entered."))
        return redirect("correspondence:waters", proposal.pk)
    return _form(request, proposal, form, heading=_("A new programme"), button=_("Enter the programme"))


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def correct_pilot(request: HttpRequest, proposal: Proposal, pilot: int) -> HttpResponse:
    standing = _pilot(proposal, pilot)
    return _change(
        request, proposal, standing, PilotForm(_typed(request), instance=standing),
        heading=_("Correct the programme"), button=_("Save the correction"), removable=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def pilot_result(request: HttpRequest, proposal: Proposal, pilot: int) -> HttpResponse:
    """Write down what came of a programme."""
    standing = _pilot(proposal, pilot)
    return _change(
        request, proposal, standing, PilotResultForm(_typed(request), instance=standing),
        heading=_("What came of it"), button=_("Save the result"),
    )  # fmt: skip


def _change(
    request: HttpRequest, proposal: Proposal, standing: Pilot, form: UndertakingForm, **words: Any
) -> HttpResponse:
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.correct(proposal, standing, seen=form.seen, fields=form.changed, by=me(request))
        )
    ):
        messages.success(request, _("It is saved."))
        return redirect("correspondence:pilot", proposal.pk, standing.pk)
    return _form(request, proposal, form, standing=standing, **words)


@require_POST
@on_proposal(may_change)
@ends_here
def remove_pilot(request: HttpRequest, proposal: Proposal, pilot: int) -> HttpResponse:
    return _remove(request, proposal, _pilot(proposal, pilot))


# -- visits ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def new_delegation(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    def add(form: DelegationForm, members: list[Delegate]) -> HttpResponse:
        with sent_once(request) as first:
            if first:
                actions.add_delegation(proposal, form.instance, members, by=me(request))
                messages.success(request, _("The delegation is entered."))
                _hint_at_mayors(request, members)
        return redirect("correspondence:waters", proposal.pk)

    return _with_members(
        request, proposal, Delegation(), add, heading=_("A new delegation"), button=_("Enter the delegation")
    )


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def correct_delegation(request: HttpRequest, proposal: Proposal, delegation: int) -> HttpResponse:
    standing = _delegation(proposal, delegation)

    def correct(form: DelegationForm, members: list[Delegate] | None) -> HttpResponse | None:
        if not form.carry_out(
            lambda: actions.correct_delegation(
                proposal, standing, members, seen=form.seen, fields=form.changed, by=me(request)
            )
        ):
            return None
        messages.success(request, _("It is saved."))
        _hint_at_mayors(request, members or [])
        return redirect("correspondence:delegation", proposal.pk, standing.pk)

    return _with_members(
        request, proposal, standing, correct,
        heading=_("Correct the delegation"), button=_("Save the correction"), standing=standing, removable=True,
    )  # fmt: skip


def _with_members(
    request: HttpRequest,
    proposal: Proposal,
    delegation: Delegation,
    keep: Callable[[DelegationForm, Any], HttpResponse | None],
    **words: Any,
) -> HttpResponse:
    """The form of a visit with a line for each who goes; without script one line more is a page more."""
    data = _typed(request)
    form = DelegationForm(data, instance=delegation)
    wants_line = data is not None and "add_row" in data
    # The lines belong to the visit as it is stored, whatever the form has typed into it.
    table = Table(MEMBERS, delegation, data, blank=int(wants_line))  # type: ignore[arg-type]
    if request.method == "POST" and not wants_line and all([form.is_valid(), table.is_valid()]):
        members = members_of(table) if table.changed or _moved(table, delegation) else None
        answer = keep(form, members if delegation.pk else members_of(table))
        if answer is not None:
            return answer
    status = 422 if request.method == "POST" and not wants_line else 200
    return _form(request, proposal, form, table=table, status=status, **words)


def _moved(table: Table, delegation: Delegation) -> bool:
    """Whether the lines stand in another order than they are stored in."""
    if not delegation.pk:
        return False
    return [member.key for member in members_of(table)] != [member.key for member in delegation.members.all()]


def _hint_at_mayors(request: HttpRequest, members: list[Delegate]) -> None:
    if found := mayors.named(members):
        messages.warning(
            request,
            _(
                "%(names)s: a visit of a mayor. While the waters are tested the guide sends delegations without the mayors; check whether this visit should wait for the signing."
            )
            % {"names": ", ".join(member.name for member in found)},
        )


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@ends_here
def delegation_report(request: HttpRequest, proposal: Proposal, delegation: int) -> HttpResponse:
    """Write down what a delegation reports, or add its report as a file."""
    standing = _delegation(proposal, delegation)
    form = DelegationReportForm(_typed(request), request.FILES or None, instance=standing)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.report_delegation(
                proposal,
                standing,
                seen=form.seen,
                fields=form.changed,
                by=me(request),
                file=form.cleaned_data["file"],
                take_off=bool(form.cleaned_data.get("take_off")),
            )
        )
    ):
        messages.success(request, _("The report is saved."))
        return redirect("correspondence:delegation", proposal.pk, standing.pk)
    return _form(
        request, proposal, form, heading=_("The report of the delegation"), button=_("Save the report"), standing=standing
    )  # fmt: skip


@require_POST
@on_proposal(may_change)
@ends_here
def remove_delegation(request: HttpRequest, proposal: Proposal, delegation: int) -> HttpResponse:
    return _remove(request, proposal, _delegation(proposal, delegation))


# -- both --------------------------------------------------------------------------------------


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else take_kept(request)


def _form(
    request: HttpRequest,
    proposal: Proposal,
    form: UndertakingForm,
    *,
    standing: Undertaking | None = None,
    table: Table | None = None,
    status: int | None = None,
    removable: bool = False,
    **words: str,
) -> HttpResponse:
    if status is None:
        status = 422 if request.method == "POST" else 200
    back = reverse("correspondence:waters", args=[proposal.pk])
    remove = ""
    if standing is not None:
        kind = "pilot" if isinstance(standing, Pilot) else "delegation"
        back = reverse(f"correspondence:{kind}", args=[proposal.pk, standing.pk])
        if removable and not standing.has_outcome:
            remove = reverse(f"correspondence:remove_{kind}", args=[proposal.pk, standing.pk])
    context = _frame(
        request,
        proposal,
        form=form,
        table=table,
        all_forms=[form, *(table.kept if table else [])],
        standing=standing,
        back=back,
        remove=remove,
        **words,
    )
    return render(request, "correspondence/undertaking_form.html", context, status=status)


def _remove(request: HttpRequest, proposal: Proposal, standing: Undertaking) -> HttpResponse:
    seen = number_named(request.POST.get("version", ""))
    actions.remove(proposal, standing, seen=seen, by=me(request), why=note(request))
    messages.success(request, _("It is removed. Your reason is in the history."))
    return redirect("correspondence:waters", proposal.pk)
