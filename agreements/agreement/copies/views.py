"""Pages of certified copies of a resolution."""

import hashlib
import tempfile
import zipfile
from contextlib import ExitStack
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.agreement.copies import actions
from agreements.agreement.copies.forms import CertifyForm, ReissueForm
from agreements.agreement.copies.models import CertifiedCopy
from agreements.agreement.copies.papers import ask_for_extract, not_certified
from agreements.agreement.council.models import Resolution, ResolutionState
from proposals.access import ADMINISTRATION, holds, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame
from twinning.accounts.access import View, me
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.records import documents, history
from twinning.records.models import Document
from twinning.records.papers import file_name

reads = holds(*ADMINISTRATION)
certifies = holds(Role.CLERK, Role.CAO)


def with_resolution(view: View) -> View:
    """Hand the view the resolution of the file that the URL names; a step that is refused ends on the page of its copies."""

    @wraps(view)
    def found(request: HttpRequest, proposal: Proposal, resolution: int, **more: Any) -> HttpResponseBase:
        named = get_object_or_404(
            Resolution.objects.select_related("meeting"), proposal=proposal, pk=resolution
        )
        named.proposal = proposal
        try:
            return view(request, named, **more)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_url(named))

    return found


def _url(resolution: Resolution) -> str:
    return reverse("agreement:copies", args=[resolution.proposal.pk, resolution.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@on_proposal(reads)
@with_resolution
def copies(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """The copies of a resolution, and more of them."""
    if request.method == "POST":
        return _certify(request, resolution)
    if request.headers.get("HX-Request"):
        return render(request, "agreement/_copies.html", _listed(request, resolution))
    return _show(request, resolution, CertifyForm())


def _certify(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    if reason := certifies(me(request), resolution.proposal):
        raise MoveRefused(reason)
    form = CertifyForm(request.POST)
    if not form.is_valid():
        return _show(request, resolution, form, status=422)
    with sent_once(request) as first:
        if not first:
            return redirect(_url(resolution))
        try:
            made = actions.certify(resolution, **form.cleaned_data, by=me(request))
        except MoveRefused as refusal:
            for words in refusal.reasons:
                form.add_error(None, words)
            made = []
    if form.errors:
        return _show(request, resolution, form, status=422)
    words = ngettext(
        "%(n)d copy is numbered and is being made and sealed.",
        "%(n)d copies are numbered and are being made and sealed.",
        len(made),
    )
    messages.success(request, words % {"n": len(made)})
    return redirect(_url(resolution))


def _listed(request: HttpRequest, resolution: Resolution) -> dict[str, Any]:
    rows = list(resolution.copies.for_list().prefetch_related("reissues"))
    made = [copy for copy in rows if copy.in_force]
    user, proposal = me(request), resolution.proposal
    return {
        "resolution": resolution,
        "proposal": proposal,
        "copies": rows,
        "in_force": len(made),
        "ready": sum(copy.paper.document.state == "ready" for copy in made),
        "being_made": sum(copy.paper.document.is_open for copy in rows),
        "may_certify": not certifies(user, proposal),
        "may_withdraw": user.has_role(Role.CLERK),
    }


def _show(request: HttpRequest, resolution: Resolution, form: CertifyForm, status: int = 200) -> HttpResponse:
    context = (
        frame(resolution.proposal, me(request), Phase.AGREEMENT)
        | _listed(request, resolution)
        | {
            "form": form,
            "carried": resolution.state == ResolutionState.CARRIED,
            "not_certified": not_certified(resolution),
        }
    )
    return render(request, "agreement/copies_page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_proposal(certifies)
@with_resolution
def reissue_copy(request: HttpRequest, resolution: Resolution, number: int) -> HttpResponse:
    """Issue one copy again, with a reason."""
    copy = get_object_or_404(resolution.copies.for_list(), number=number)
    copy.resolution = resolution
    form = ReissueForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.reissue(copy, **form.cleaned_data, by=me(request))
        except MoveRefused as refusal:
            for words in refusal.reasons:
                form.add_error(None, words)
        else:
            words = _("Copy %(earlier)d is replaced by copy %(n)d, which is being made and sealed.")
            messages.success(request, words % {"earlier": copy.number, "n": made.number})
            return redirect(_url(resolution))
    context = frame(resolution.proposal, me(request), Phase.AGREEMENT)
    context |= {"resolution": resolution, "copy": copy, "form": form}
    return render(request, "agreement/copies_again.html", context, status=422 if form.errors else 200)


@require_POST
@on_proposal(reads)
@with_resolution
def extract(request: HttpRequest, resolution: Resolution) -> HttpResponse:
    """Print what is not carried; it says on every page that it is no certified copy."""
    if resolution.state == ResolutionState.CARRIED:
        raise MoveRefused(_("This resolution is carried. Certify copies of it instead."))
    paper = ask_for_extract(resolution, by=me(request))
    return redirect("proposal:paper", resolution.proposal.pk, paper.pk)


@require_safe
@on_proposal(certifies)
@with_resolution
def copies_zip(request: HttpRequest, resolution: Resolution) -> HttpResponseBase:
    """All copies in force that are made, in one file."""
    rows = [
        copy
        for copy in resolution.copies.for_list()
        if copy.in_force and copy.paper.document.state == "ready"
    ]
    if not rows:
        raise MoveRefused(_("No copy is made yet. Wait until the first is ready."))
    name = file_name(_("Certified copies of Resolution %(number)s") % {"number": resolution.number})
    answer = FileResponse(_packed(rows), as_attachment=True, filename=name.replace(".pdf", ".zip"))
    answer["Cache-Control"] = "private, no-store"
    if request.method != "HEAD":
        history.record(
            resolution.proposal,
            "copies.taken",
            by=me(request),
            number=resolution.number or "",
            count=len(rows),
            resolution=resolution.pk,
        )
    return answer


def _content(document: Document) -> bytes:
    """The bytes that were sealed. Raises ``MoveRefused`` if these are others."""
    try:
        content = documents.path_of(document.sha256).read_bytes()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise MoveRefused(
            _(
                "The file of “%(title)s” is missing or was changed after it was stored. Tell your administrator, who can bring it back from a backup."
            )
            % {"title": document.title}
        )
    return content


def _packed(rows: list[CertifiedCopy]) -> Any:
    """The files as they are kept, in the order of their numbers; the same copies give the same bytes."""
    with ExitStack() as stack:
        packed = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
            for copy in rows:
                document = copy.paper.document
                assert document.finished_at is not None
                made = timezone.localtime(document.finished_at).timetuple()
                info = zipfile.ZipInfo(f"{copy.number:03d} {document.filename}", made[:6])
                bundle.writestr(info, _content(document))
        packed.seek(0)
        stack.pop_all()  # from here on the answer closes it
    return packed
