"""Pages of the mirror check: every role here beside its counterpart there."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from committees.models import Committee
from proposals.access import may_read, may_write, on_proposal, refused
from proposals.correspondence.access import being_read, may_change, may_keep
from proposals.correspondence.mirror import actions, reading
from proposals.correspondence.mirror.forms import (
    AcceptanceForm,
    AddCommitteeForm,
    ConfirmationForm,
    PairForm,
)
from proposals.correspondence.models import Confirmation, Correspondence, FileCommittee
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame
from proposals.proposal.pages import note as why
from twinning.accounts.access import View, me
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality
from twinning.records.serve import send_upload

Way = Confirmation.Way


def _page(proposal: Proposal, anchor: str = "") -> str:
    return reverse("correspondence:mirror", args=[proposal.pk]) + anchor


def with_committee(view: View) -> View:
    """Hand the view a committee that is on this file; a step that is refused ends on the mirror check."""

    @wraps(view)
    def handed(request: HttpRequest, proposal: Proposal, committee: int) -> HttpResponseBase:
        on_file = FileCommittee.objects.standing().select_related("committee", "record")
        named = get_object_or_404(on_file, pk=committee, record__proposal=proposal)
        named.record.proposal = proposal
        try:
            return view(request, named)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_page(proposal, f"#committee-{named.pk}"))

    return handed


def _frame(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    return frame(proposal, me(request), Phase.CORRESPONDENCE) | more


# -- reading --------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def mirror(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Every role here and its counterpart there; the committees of both, and what was said of theirs."""
    user = me(request)
    states = SectionState.objects.of(proposal, Phase.CORRESPONDENCE)
    facts = {
        "mirror": reading.mirror_of(proposal, Correspondence.of(proposal)),
        "ours": Municipality.ours(),
        # A committee member sees in the register only the committees they serve on.
        "may_look_up": bool(user.roles - {Role.COMMITTEE}),
        "may_keep": not may_change(user, proposal),
        "rests": "" if may_keep(user, proposal) else being_read(proposal),
        "may_waive": not may_write(Phase.CORRESPONDENCE)(user, proposal),
        "waiver": states["counterpart"].waiver if "counterpart" in states else "",
    }
    return render(request, "correspondence/mirror.html", _frame(request, proposal, **facts))


@require_GET
@on_proposal(may_read)
def evidence(request: HttpRequest, proposal: Proposal, confirmation: int) -> HttpResponseBase:
    """What shows that their committee exists."""
    said = get_object_or_404(
        Confirmation.objects.exclude(evidence=None).select_related("evidence"),
        pk=confirmation,
        committee__record__proposal=proposal,
    )
    assert said.evidence is not None
    return send_upload(request, said.evidence)


# -- which committees ------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
def add_committee(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Put a committee on the file: out of the register, or theirs entered right here."""
    side = request.GET.get("side", "")
    side = side if side in Committee.Side.values else Committee.Side.THEIRS
    record = Correspondence.of(proposal)
    linked = list(record.committees.standing().select_related("committee")) if record.pk else []
    ours = _ours(proposal, linked)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = AddCommitteeForm(
        data,
        side=side,
        community=proposal.community,
        taken=[one.committee.pk for one in linked],
        ours=ours,
        may_open=me(request).has_role(Role.STAFF, Role.CLERK),
        initial={"mirrors": _asked_for(request, ours)},
    )
    if request.method == "POST" and form.is_valid() and _put_on_file(request, proposal, form):
        return redirect(_page(proposal, "#committees"))
    status = 422 if request.method == "POST" else 200
    context = _frame(request, proposal, form=form, side=Committee.Side(side))
    return render(request, "correspondence/add_committee.html", context, status=status)


def _asked_for(request: HttpRequest, ours: list[int]) -> int | None:
    """The one of ours that the address names; the only one, where there is no other."""
    named = [pk for pk in ours if str(pk) == request.GET.get("mirrors", "")]
    return next(iter(named), ours[0] if len(ours) == 1 else None)


def _ours(proposal: Proposal, linked: list[FileCommittee]) -> list[int]:
    """Register numbers of ours that one of theirs can mirror; the planning's while nothing is written here."""
    found = [one.committee.pk for one in linked if one.committee.side == Committee.Side.OURS]
    return found or ([proposal.committee.pk] if proposal.committee and not linked else [])


def _put_on_file(request: HttpRequest, proposal: Proposal, form: AddCommitteeForm) -> bool:
    """False: it was refused, and the form says why."""
    by, said = me(request), form.cleaned_data
    try:
        with sent_once(request) as first:
            if first:
                committee = said["committee"] or form.new_committee()
                actions.put_on_file(proposal, committee, by=by, counterpart_of=said.get("mirrors"))
                messages.success(request, _("“%(name)s” is on the file.") % {"name": committee.name})
    except MoveRefused as refusal:
        form.add_error(None, refusal.reasons)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    return not form.errors


def _of_ours(proposal: Proposal, committee: Committee | None) -> FileCommittee | None:
    """The row on the file of a committee of ours."""
    if committee is None:
        return None
    return FileCommittee.objects.here().filter(record__proposal=proposal, committee=committee).first()


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@with_committee
def pair(request: HttpRequest, named: FileCommittee) -> HttpResponseBase:
    """Say whose counterpart a committee of theirs is."""
    proposal = named.record.proposal
    if not named.is_theirs:
        raise MoveRefused(_("Only a committee of the other community is a counterpart. Choose one of those."))
    here = list(FileCommittee.objects.here().filter(record=named.record).values_list("committee", flat=True))
    form = PairForm(
        request.POST if request.method == "POST" else None,
        ours=here,
        initial={"mirrors": named.mirrors.committee_id if named.mirrors else None},
    )
    if request.method == "POST" and form.is_valid():
        actions.pair(named, _of_ours(proposal, form.cleaned_data["mirrors"]), by=me(request))
        messages.success(request, _("It is on record whose counterpart it is."))
        return redirect(_page(proposal, f"#committee-{named.pk}"))
    status = 422 if request.method == "POST" else 200
    context = _frame(request, proposal, form=form, named=named)
    return render(request, "correspondence/pair.html", context, status=status)


@require_POST
@on_proposal(may_change)
@with_committee
def remove_committee(request: HttpRequest, named: FileCommittee) -> HttpResponse:
    """Take a committee off the file, with the reason; it stays in the register."""
    actions.remove(named, by=me(request), why=why(request))
    messages.success(request, _("The committee is off the file. It stays in the register."))
    return redirect(_page(named.record.proposal))


# -- confirmed, or accepted on their behalf ---------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@with_committee
def confirm_committee(request: HttpRequest, named: FileCommittee) -> HttpResponse:
    """They confirmed it."""
    return _say(request, named, Way.CONFIRMED, ConfirmationForm)


@require_http_methods(["GET", "POST"])
@on_proposal(may_change)
@with_committee
def accept_committee(request: HttpRequest, named: FileCommittee) -> HttpResponse:
    """It is accepted on their behalf, with evidence."""
    return _say(request, named, Way.ACCEPTED, AcceptanceForm)


def _say(
    request: HttpRequest, named: FileCommittee, way: Way, form_class: type[ConfirmationForm]
) -> HttpResponse:
    proposal = named.record.proposal
    posted = request.method == "POST"
    form = form_class(
        request.POST if posted else take_kept(request),
        request.FILES if posted else None,
        instance=Confirmation(committee=named, way=way),
    )
    if posted and form.is_valid() and _keep(request, named, way, form):
        return redirect(_page(proposal, f"#committee-{named.pk}"))
    context = _frame(request, proposal, form=form, named=named, way=way)
    return render(request, "correspondence/confirmation.html", context, status=422 if posted else 200)


def _keep(request: HttpRequest, named: FileCommittee, way: Way, form: ConfirmationForm) -> bool:
    """False: it was refused, and the form says why."""
    said = form.cleaned_data
    try:
        with sent_once(request) as first:
            if first:
                actions.confirm(
                    named,
                    way=way,
                    on=said["on"],
                    channel=said["channel"],
                    words=said["words"],
                    evidence=said["evidence"],
                    by=me(request),
                )
                messages.success(request, _("It is on record."))
    except ValidationError as refusal:
        form.add_error("evidence", refusal)
    except MoveRefused as refusal:
        form.add_error(None, refusal.reasons)
    return not form.errors


@require_POST
@on_proposal(may_change)
def withdraw_confirmation(request: HttpRequest, proposal: Proposal, confirmation: int) -> HttpResponseBase:
    """Take back what was said of a committee, with the reason."""
    said = get_object_or_404(
        Confirmation.objects.select_related("committee__record", "committee__committee"),
        pk=confirmation,
        committee__record__proposal=proposal,
    )
    said.committee.record.proposal = proposal
    back = _page(proposal, f"#committee-{said.committee.pk}")
    try:
        actions.withdraw(said, by=me(request), why=why(request))
    except MoveRefused as refusal:
        return refused(request, refusal, back=back)
    messages.success(request, _("It is taken back. Your reason is in the history."))
    return redirect(back)
