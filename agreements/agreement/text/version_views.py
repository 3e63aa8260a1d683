"""Pages of the versions: which there are, what changed, who accepted which, and a version as it was frozen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from agreements.agreement.models import Agreement
from agreements.agreement.text import actions, papers
from agreements.agreement.text.approved import approved_version
from agreements.agreement.text.changes import Change, changes
from agreements.agreement.text.forms import AcceptForm, FreezeForm
from agreements.agreement.text.models import Acceptance, Side, TextVersion, content
from agreements.agreement.text.views import either, ends_on, keeps, may_edit, show, while_open
from proposals.access import may_read, on_proposal
from proposals.lifecycle import MoveRefused
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal
from proposals.proposal.pages import note
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.municipality.models import Municipality
from twinning.records.serve import send_upload

ends_here = ends_on("agreement:versions")


def _version(proposal: Proposal, number: int) -> TextVersion:
    record = Agreement.of(proposal)
    if record.pk is None:
        raise Http404(_("There is no version of the agreement yet."))
    found = get_object_or_404(record.versions.select_related("by", "resolution"), number=number)
    found.record = record
    return found


def _names(proposal: Proposal) -> dict[str, str]:
    return {Side.OURS: Municipality.ours().short_name, Side.THEIRS: str(proposal.community)}


@require_safe
@on_proposal(may_read)
def versions(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Every frozen version, what changed since the newest, and who accepted it."""
    return _versions(request, proposal, FreezeForm())


def _versions(request: HttpRequest, proposal: Proposal, form: FreezeForm, status: int = 200) -> HttpResponse:
    record = Agreement.of(proposal)
    found = _all(record)
    newest = found[0] if found else None
    now = content(record) if record.pk else None
    differs = newest is not None and newest.hash != record.text_hash
    approved = approved_version(proposal)
    may_accept = not keeps(me(request), proposal) and not while_open(me(request), proposal)
    context = {
        "record": record,
        "versions": found,
        "newest": newest,
        "differs": differs,
        "since": changes(newest.content, now) if differs and newest and now else [],
        "lacking": actions.missing_in(now) if now else [],
        "written": bool(now and now["languages"] and now["clauses"]),
        "next_number": newest.number + 1 if newest else 1,
        "sides": _sides(proposal, newest) if newest else [],
        "both": bool(newest) and all(newest.accepted_by(side) for side in Side.values) if newest else False,
        "locked": record.why_locked,
        "may_accept": may_accept and not differs,
        "approved": approved[1] if approved else None,
        "resolution": approved[0] if approved else None,
        "form": form,
        "compare": _compared(request, found),
    }
    return show(request, proposal, "agreement/text_versions.html", status, **context)


def _all(record: Agreement) -> list[TextVersion]:
    if record.pk is None:
        return []
    found = record.versions.select_related("by", "resolution").prefetch_related(
        "acceptances__by", "acceptances__evidence", "acceptances__withdrawn_by"
    )
    return list(found)


def _sides(proposal: Proposal, version: TextVersion) -> list[dict[str, Any]]:
    """Both sides with what stands of each, and what was taken back."""
    said = list(version.acceptances.all())
    return [
        {
            "side": side,
            "name": name,
            "standing": next((one for one in said if one.side == side and not one.withdrawn_at), None),
            "withdrawn": [one for one in said if one.side == side and one.withdrawn_at],
        }
        for side, name in _names(proposal).items()
    ]


def _compared(request: HttpRequest, found: list[TextVersion]) -> dict[str, Any] | None:
    """What changed between two versions that somebody chose."""
    by_number = {one.number: one for one in found}
    old = by_number.get(number_named(request.GET.get("from", "")))
    new = by_number.get(number_named(request.GET.get("to", "")))
    if old is None or new is None:
        return None
    told: list[Change] = changes(old.content, new.content)
    return {"old": old, "new": new, "changes": told}


@require_POST
@on_proposal(may_edit)
@ends_here
def freeze(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Keep the text as it stands as the next version."""
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return _versions(request, proposal, form, status=422)
    newest = Agreement.of(proposal).versions.first() if Agreement.of(proposal).pk else None
    version = actions.freeze(proposal, by=me(request), why=form.cleaned_data["why"])
    if newest is not None and newest.pk == version.pk:
        words = _("Nothing has changed since version %(n)d, so it is still the newest.")
        messages.info(request, words % {"n": version.number})
    else:
        messages.success(
            request, _("Version %(n)d is frozen. Now both sides accept it.") % {"n": version.number}
        )
    return redirect("agreement:versions", proposal.pk)


@require_safe
@on_proposal(may_read)
def version(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """A version as it was frozen, to be read and printed."""
    found = _version(proposal, number)
    facts = papers.memorandum_facts(found, standing="transcript", at=found.at)
    return show(
        request,
        proposal,
        "agreement/text_read.html",
        facts=facts,
        version=found,
        sides=_sides(proposal, found),
        is_current=found.hash == found.record.text_hash,
    )


@either
@on_proposal(keeps, while_open)
@ends_here
def accept(request: HttpRequest, proposal: Proposal, number: int, side: str) -> HttpResponse:
    """Record that one side said yes to the newest version."""
    if side not in Side.values:
        raise Http404(_("There is no such side."))
    found = _version(proposal, number)
    if reasons := actions.why_not_acceptable(found, side):
        raise MoveRefused(reasons)
    sent = request.method == "POST"
    form = AcceptForm(
        request.POST if sent else None, request.FILES if sent else None, version=found, side=side,
        initial={"person": _representative(found, side)},
    )  # fmt: skip
    if sent and form.is_valid():
        with sent_once(request) as first:
            if not first or _accept(request, found, side, form):
                return redirect("agreement:versions", proposal.pk)
    context = {"form": form, "version": found, "side": side, "name": _names(proposal)[side]}
    return show(request, proposal, "agreement/text_accept.html", 422 if sent else 200, **context)


def _representative(version: TextVersion, side: str) -> str:
    party = papers.party_of(version.content, side, "en")
    return ", ".join(part for part in (party["represented_by"], party["office"]) if part) if party else ""


def _accept(request: HttpRequest, version: TextVersion, side: str, form: AcceptForm) -> bool:
    """False: it was refused, and the form says why and keeps what was typed."""
    given = form.cleaned_data
    try:
        actions.accept(
            version, side=side, on=given["on"], person=given["person"], words=given["words"],
            way=given.get("way") or Acceptance.Way.CONFIRMED, evidence=given.get("file") or None, by=me(request),
        )  # fmt: skip
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("It is on record. The text is locked from now on."))
    return True


@require_POST
@on_proposal(may_edit)
@ends_here
def unlock(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Open the text again; whoever accepted it accepts the next version anew."""
    actions.unlock(proposal, by=me(request), why=note(request))
    messages.success(request, _("The text is open again. Your reason is in the history."))
    return redirect("agreement:text", proposal.pk)


@require_GET
@on_proposal(may_read)
def evidence(request: HttpRequest, proposal: Proposal, acceptance: int) -> HttpResponseBase:
    """What shows that a side accepted."""
    found = get_object_or_404(
        Acceptance.objects.select_related("evidence"), text__record__proposal=proposal, pk=acceptance
    )
    if found.evidence is None:
        raise Http404(_("No file was kept with this."))
    return send_upload(request, found.evidence)
