"""Pages of signatures, originals and the signed memorandum."""

import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from agreements.signing.access import may_keep
from agreements.signing.models import Original, Scan, ScanPage, Side, Signature, SignedMemorandum, Signing
from agreements.signing.originals import actions, papers, reading, text
from agreements.signing.originals.forms import (
    FindingForm,
    GivenForm,
    OriginalForm,
    PagesForm,
    ScanForm,
    ScreenForm,
    SignatoryForm,
)
from proposals.access import holds, in_phase, may_read, may_write, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.days import zone_of
from proposals.proposal.fields import number_named
from proposals.proposal.models import Proposal
from proposals.proposal.pages import frame, note
from twinning import clock
from twinning.accounts.access import View, me
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality
from twinning.municipality.versions import ChangedMeanwhile, VersionedForm, labels
from twinning.records import scans
from twinning.records.models import Upload
from twinning.records.serve import send_upload

may_edit = may_write(Phase.SIGNING)
may_sign = in_phase(Phase.SIGNING)
clerk = holds(Role.CLERK)

SIGNERS = (Role.MAYOR, Role.COUNCILLOR, Role.CAO, Role.CLERK)
"""Whose office may let them sign for the City."""


def ends_on(page: str) -> Callable[[View], View]:
    """A step that is refused ends on this page of the signing, with the words."""

    def decorate(view: View) -> View:
        @wraps(view)
        def carried(request: HttpRequest, proposal: Proposal, **more: Any) -> HttpResponseBase:
            try:
                return view(request, proposal, **more)
            except MoveRefused as refusal:
                return refused(request, refusal, back=reverse(page, args=[proposal.pk]))

        return carried

    return decorate


def _show(
    request: HttpRequest, proposal: Proposal, template: str, status: int = 200, **facts: Any
) -> HttpResponse:
    context = frame(proposal, me(request), Phase.SIGNING) | facts
    return render(request, template, context, status=status)


def _seen(request: HttpRequest) -> int:
    """The version of the row that the page showed whose button was pressed."""
    return number_named(request.POST.get("version", ""))


def _carry_out(form: VersionedForm, action: Callable[[], Any]) -> bool:
    """As ``VersionedForm.carry_out``, with what is wrong said at its field."""

    def said_at_the_field() -> None:
        try:
            action()
        except ValidationError as refusal:
            if not hasattr(refusal, "error_dict"):
                raise
            for name, words in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, words)

    return form.carry_out(said_at_the_field)


# -- who signs, and signatures -------------------------------------------------------------------


def _signature(proposal: Proposal, key: str) -> Signature:
    try:
        found = uuid.UUID(key)
    except ValueError:
        raise Http404(_("There is no such signature.")) from None
    record = Signing.of(proposal)
    signature = get_object_or_404(Signature, record__proposal=proposal, pk=found)
    signature.record = record
    return signature


@require_safe
@on_proposal(may_read)
def signatures(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Who signs for either side, who has, and whose signature is awaited."""
    user, record = me(request), Signing.of(proposal)
    rows = record.all_signatures()
    here = user.has_role(*SIGNERS) and not may_sign(user, proposal)
    for row in rows:
        row.when = papers.when_in_words(row)
        row.on_screen = here and not actions.why_not_on_screen(row, user)
    names = {Side.OURS: Municipality.ours().short_name, Side.THEIRS: str(proposal.community)}
    awaited = any(row.side == Side.THEIRS and not row.is_signed for row in rows)
    return _show(
        request, proposal, "signing/originals_signatures.html",
        sides=[{"side": side.value, "name": name, "rows": [row for row in rows if row.side == side]} for side, name in names.items()],
        progress=record.progress(),
        missing_words=reading.who_is_missing(rows),
        hindrance=text.hindrance(proposal),
        ahead=reading.ahead_of(proposal, clock.today()) if awaited or not rows else [],
        may_edit=not may_edit(user, proposal),
    )  # fmt: skip


@require_POST
@on_proposal(may_edit)
@ends_on("signing:signatures")
def take_names(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.name_those_of_the_text(proposal, by=me(request))
    messages.success(
        request, _("Those whom the text names are on the list. Compare their names and offices.")
    )
    return redirect("signing:signatures", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_on("signing:signatures")
def new_signatory(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    data = request.POST if request.method == "POST" else take_kept(request)
    signature = Signature(record=Signing.of(proposal), authority=actions.authority_of(proposal))
    form = SignatoryForm(data, instance=signature)
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                actions.name_signatory(proposal, form.save(commit=False), by=me(request))
                messages.success(request, _("%(name)s is on the list.") % {"name": signature.name})
        return redirect("signing:signatures", proposal.pk)
    return _signatory_page(request, proposal, form)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_on("signing:signatures")
def change_signatory(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponse:
    signature = _signature(proposal, key)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = SignatoryForm(data, instance=signature)
    if request.method == "POST" and form.is_valid() and _carry_out(
        form,
        lambda: actions.change_signatory(
            signature, seen=form.seen, fields=form.changed, labels=labels(Signature, form.changed), by=me(request)
        ),
    ):  # fmt: skip
        messages.success(request, _("It is saved."))
        return redirect("signing:signatures", proposal.pk)
    return _signatory_page(request, proposal, form, signature)


def _signatory_page(
    request: HttpRequest, proposal: Proposal, form: SignatoryForm, signature: Signature | None = None
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return _show(
        request, proposal, "signing/originals_signatory.html", status, form=form, signature=signature
    )


@require_POST
@on_proposal(may_edit)
@ends_on("signing:signatures")
def remove_signatory(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponse:
    signature = _signature(proposal, key)
    actions.remove_signatory(signature, by=me(request))
    messages.success(request, _("%(name)s is no longer on the list.") % {"name": signature.name})
    return redirect("signing:signatures", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_on("signing:signatures")
def record_signature(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponse:
    """When, where and how somebody signed by hand."""
    signature = _signature(proposal, key)
    actions.refuse_unless_decided(proposal)
    if signature.how == Signature.How.SCREEN and signature.is_signed:
        raise MoveRefused(
            _(
                "This was signed on screen, so its moment is known. Take it back, with a reason, if it was wrong."
            )
        )
    data = request.POST if request.method == "POST" else take_kept(request)
    there = zone_of(proposal.community) if signature.side == Side.THEIRS and not signature.is_signed else ""
    start = {"zone": there} if there else {}
    form = GivenForm(data, request.FILES or None, instance=signature, initial=start)
    if request.method == "POST" and form.is_valid() and _carry_out(
        form,
        lambda: actions.record_signature(
            signature, seen=form.seen, by=me(request), evidence=form.cleaned_data["file"] or None
        ),
    ):  # fmt: skip
        messages.success(request, _("The signature of %(name)s is on record.") % {"name": signature.name})
        return redirect("signing:signatures", proposal.pk)
    status = 422 if request.method == "POST" else 200
    return _show(
        request, proposal, "signing/originals_given.html", status,
        form=form, signature=signature, hindrance=text.hindrance(proposal),
    )  # fmt: skip


@require_POST
@on_proposal(may_edit)
@ends_on("signing:signatures")
def take_back(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponse:
    signature = _signature(proposal, key)
    actions.take_back_signature(signature, why=note(request), by=me(request))
    messages.success(request, _("The record of the signature is taken back. Your reason is in the history."))
    return redirect("signing:signatures", proposal.pk)


@require_GET
@on_proposal(may_read)
def signature_evidence(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponseBase:
    """What shows that somebody signed."""
    found = _signature(proposal, key)
    if found.evidence is None:
        raise Http404(_("No file was kept with this."))
    return send_upload(request, found.evidence)


@require_http_methods(["GET", "POST"])
@on_proposal(holds(*SIGNERS), may_sign)
@ends_on("signing:signatures")
def sign(request: HttpRequest, proposal: Proposal, key: str) -> HttpResponse:
    """Read the text, confirm the password, sign."""
    signature, user = _signature(proposal, key), me(request)
    approved = text.require_approved(proposal)
    if why_not := actions.why_not_on_screen(signature, user):
        raise MoveRefused(why_not)
    start = {
        "version": signature.version,
        "text_hash": approved["hash"],
        "place": signature.place or Municipality.ours().short_name,
    }
    form = ScreenForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid() and _sign(request, signature, form):
        messages.success(request, _("You have signed. The moment and the text are on record."))
        return redirect("signing:signatures", proposal.pk)
    if settings.DEMONSTRATION and not user.has_usable_password():
        form.fields["password"].help_text = _(
            "The people of the demonstration have no password: type any word."
        )
    status = 422 if request.method == "POST" else 200
    return _show(request, proposal, "signing/originals_sign.html", status, form=form, signature=signature, facts=text.facts(proposal))  # fmt: skip


def _sign(request: HttpRequest, signature: Signature, form: ScreenForm) -> bool:
    """False: it was refused, and the form says why. The password is counted as at the door, so nobody guesses it here."""
    given, user = form.cleaned_data, me(request)
    try:
        if not _confirmed(request, given["password"]):
            form.add_error("password", _("This is not your password. Type the one you sign in with."))
            return False
        actions.sign_on_screen(
            signature, seen=given["version"] or 0, text_hash=given["text_hash"], place=given["place"], by=user
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except ChangedMeanwhile:
        form.add_error(
            None, _("Somebody changed this entry after you opened it. Open the page again, and sign then.")
        )
    return not form.errors


def _confirmed(request: HttpRequest, password: str) -> bool:
    """Whether this is the person's password. The invented people of the demonstration have none, so any word will do."""
    user = me(request)
    if settings.DEMONSTRATION and not user.has_usable_password():
        return True
    return bool(get_adapter(request).reauthenticate(user, password))


# -- originals ---------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def originals(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The originals: how many, in which languages, who holds each; and the copies to sign."""
    record = Signing.of(proposal)
    rows = list(record.kept_originals.all()) if record.pk else []
    scan = reading.newest_scan(record)
    return _show(
        request, proposal, "signing/originals_list.html",
        originals=rows,
        shown=scan.original_id if scan else None,
        copies=proposal.papers.filter(phase=Phase.SIGNING, document__template="memorandum").select_related("document")[:20],
        hindrance=text.hindrance(proposal),
        may_edit=not may_edit(me(request), proposal),
    )  # fmt: skip


def _original(proposal: Proposal, number: int) -> Original:
    record = Signing.of(proposal)
    original = get_object_or_404(Original, record__proposal=proposal, number=number)
    original.record = record
    return original


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_on("signing:originals")
def new_original(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    data = request.POST if request.method == "POST" else take_kept(request)
    form = OriginalForm(data, instance=Original(record=Signing.of(proposal), number=1))
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if first:
                kept = actions.keep_original(proposal, form.save(commit=False), by=me(request))
                messages.success(request, _("%(original)s is on the list.") % {"original": kept})
        return redirect("signing:originals", proposal.pk)
    status = 422 if request.method == "POST" else 200
    return _show(request, proposal, "signing/originals_original.html", status, form=form, original=None)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@ends_on("signing:originals")
def change_original(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    original = _original(proposal, number)
    data = request.POST if request.method == "POST" else take_kept(request)
    form = OriginalForm(data, instance=original)
    if request.method == "POST" and form.is_valid() and _carry_out(
        form, lambda: actions.change_original(original, seen=form.seen, fields=form.changed, by=me(request))
    ):  # fmt: skip
        messages.success(request, _("It is saved."))
        return redirect("signing:originals", proposal.pk)
    status = 422 if request.method == "POST" else 200
    return _show(request, proposal, "signing/originals_original.html", status, form=form, original=original)


@require_POST
@on_proposal(may_edit)
@ends_on("signing:originals")
def remove_original(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    original = _original(proposal, number)
    actions.remove_original(original, by=me(request))
    messages.success(request, _("%(original)s is no longer on the list.") % {"original": original})
    return redirect("signing:originals", proposal.pk)


@require_POST
@on_proposal(may_edit)
@ends_on("signing:originals")
def signing_copies(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    with sent_once(request) as first:
        if first:
            actions.make_signing_copies(proposal, by=me(request))
            messages.success(request, _("The signing copies are being made, one for each original."))
    return redirect("signing:originals", proposal.pk)


# -- the scan room, and the signed memorandum -----------------------------------------------------


@require_safe
@on_proposal(may_read)
def memorandum(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    record = Signing.of(proposal)
    return _memorandum(request, proposal, _scan_form(record), PagesForm())


def _scan_form(record: Signing, *data: Any) -> ScanForm:
    held = record.kept_originals.all() if record.pk else Original.objects.none()  # type: ignore[attr-defined]
    return ScanForm(*data, originals=held)


def _memorandum(
    request: HttpRequest, proposal: Proposal, scan_form: ScanForm, pages_form: PagesForm, status: int = 200
) -> HttpResponse:
    """The scan with what was found on each page, what still hinders, and what was issued."""
    user, record = me(request), Signing.of(proposal)
    scan = reading.newest_scan(record)
    pages = reading.pages_of(scan)
    may = not may_edit(user, proposal)
    issued = (
        record.memoranda.select_related("paper__document__issue__superseded_by", "by") if record.pk else []
    )
    hindrances, standing = reading.hindrances(record, scan, pages), record.memorandum_in_force()
    stale = standing and (hindrances or not scan or not papers.is_up_to_date(standing, record, scan, pages))
    return _show(
        request, proposal, "signing/originals_memorandum.html", status,
        scan=scan, pages=pages, scan_form=scan_form, pages_form=pages_form,
        removed=scan.pages.exclude(removed_at=None) if scan and may else [],
        differs=any(page.finding == ScanPage.Finding.DIFFERS for page in pages),
        unchecked=next((page for page in pages if not page.finding), None),
        hindrances=hindrances,
        memoranda=issued,
        standing=standing,
        stale=stale,
        signed_copy=record.kept_copy(),
        may_edit=may,
        may_issue=not (may_keep(user, proposal) or clerk(user, proposal)),
    )  # fmt: skip


@require_POST
@on_proposal(may_edit)
@ends_on("signing:memorandum")
def add_scan(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Pictures of the pages of a signed original."""
    form = _scan_form(Signing.of(proposal), request.POST, request.FILES)
    if form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect("signing:memorandum", proposal.pk)
            try:
                scan = actions.add_scan(
                    proposal,
                    form.cleaned_data["pages"],
                    original=form.cleaned_data["original"],
                    by=me(request),
                )
                messages.success(request, _("The scan is here. Now hold each page against the text."))
                return redirect("signing:scan_page", proposal.pk, scan.pages.all()[0].pk)  # type: ignore[attr-defined]
            except ValidationError as refusal:
                form.add_error("pages", refusal)
    return _memorandum(request, proposal, form, PagesForm(), status=422)


@require_POST
@on_proposal(may_edit)
@ends_on("signing:memorandum")
def add_pages(request: HttpRequest, proposal: Proposal, scan: int) -> HttpResponse:
    found = _scan(proposal, scan)
    form = PagesForm(request.POST, request.FILES)
    if form.is_valid():
        with sent_once(request) as first:
            try:
                if first:
                    actions.add_pages(found, form.cleaned_data["pages"], by=me(request))
                    messages.success(request, _("The pages stand behind the others."))
                return redirect("signing:memorandum", proposal.pk)
            except ValidationError as refusal:
                form.add_error("pages", refusal)
    return _memorandum(request, proposal, _scan_form(Signing.of(proposal)), form, status=422)


def _scan(proposal: Proposal, pk: int) -> Scan:
    scan = get_object_or_404(Scan.objects.select_related("record"), record__proposal=proposal, pk=pk)
    scan.record.proposal = proposal
    return scan


def _page(proposal: Proposal, pk: int) -> ScanPage:
    page = get_object_or_404(
        ScanPage.objects.select_related("scan__record", "checked_by", "upload"), scan__record__proposal=proposal, pk=pk
    )  # fmt: skip
    page.scan.record.proposal = proposal
    return page


@require_http_methods(["GET", "POST"])
@on_proposal(may_read)
@ends_on("signing:memorandum")
def scan_page(request: HttpRequest, proposal: Proposal, page: int) -> HttpResponse:
    """One page of the scan beside the text; whoever writes in the signing says what they find."""
    found, user = _page(proposal, page), me(request)
    pages = reading.pages_of(found.scan)
    place = next((at for at, one in enumerate(pages) if one.pk == found.pk), None)
    if place is None:
        raise MoveRefused(_("This page was taken out of the scan. Put it back first."))
    why_not = may_edit(user, proposal)
    if request.method == "POST" and why_not:
        raise MoveRefused(why_not)
    form = FindingForm(request.POST if request.method == "POST" else take_kept(request), instance=found)
    if request.method == "POST" and form.is_valid() and _carry_out(
        form, lambda: actions.find(found, number=place + 1, seen=form.seen, by=user)
    ):  # fmt: skip
        return _after_finding(request, proposal, pages, place)
    status = 422 if request.method == "POST" else 200
    return _show(
        request, proposal, "signing/originals_page.html", status,
        page=_page(proposal, page), form=form, number=place + 1, of=len(pages), facts=text.facts(proposal), may_edit=not why_not,
        before=pages[place - 1] if place else None, after=pages[place + 1] if place + 1 < len(pages) else None,
    )  # fmt: skip


def _after_finding(
    request: HttpRequest, proposal: Proposal, pages: Sequence[ScanPage], place: int
) -> HttpResponse:
    """On to the next page that nobody has looked at."""
    messages.success(request, _("Page %(number)d: it is on record.") % {"number": place + 1})
    for one in [*pages[place + 1 :], *pages[:place]]:
        if not one.finding:
            return redirect("signing:scan_page", proposal.pk, one.pk)
    return redirect("signing:memorandum", proposal.pk)


@require_safe
@on_proposal(may_read)
def scan_picture(request: HttpRequest, proposal: Proposal, page: int, size: str) -> HttpResponse:
    """The picture of a page as it stands upright now, ``small`` or ``whole``."""
    if size not in ("small", "whole"):
        raise Http404(_("There is no such picture."))
    found = _page(proposal, page)
    try:
        content = scans.picture(found.thumbnail if size == "small" else found.picture, found.turns)
    except FileNotFoundError:
        raise Http404(
            _("This picture is missing. Tell your administrator, who can bring it back from a backup.")
        ) from None
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_GET
@on_proposal(may_read)
def scan_file(request: HttpRequest, proposal: Proposal, page: int) -> HttpResponseBase:
    """The file that a page came in, as it is kept."""
    return send_upload(request, Upload.objects.get(pk=_page(proposal, page).upload_id))  # type: ignore[attr-defined]


STEPS: dict[str, Callable[[ScanPage, int], None]] = {
    "right": lambda page, seen: actions.turn(page, 1, seen=seen),
    "left": lambda page, seen: actions.turn(page, 3, seen=seen),
    "over": lambda page, seen: actions.turn(page, 2, seen=seen),
    "earlier": lambda page, seen: actions.shift(page, -1, seen=seen),
    "later": lambda page, seen: actions.shift(page, 1, seen=seen),
}


@require_POST
@on_proposal(may_edit)
@ends_on("signing:memorandum")
def arrange(request: HttpRequest, proposal: Proposal, page: int, step: str) -> HttpResponse:
    """Turn a page, or move it among the others."""
    if step not in STEPS:
        raise Http404(_("There is no such step."))
    found = _page(proposal, page)
    STEPS[step](found, _seen(request))
    return redirect("signing:scan_page", proposal.pk, found.pk)


@require_POST
@on_proposal(may_edit)
@ends_on("signing:memorandum")
def remove_page(request: HttpRequest, proposal: Proposal, page: int) -> HttpResponse:
    actions.remove_page(_page(proposal, page), seen=_seen(request), by=me(request))
    messages.success(request, _("The page is out of the scan. It can be put back."))
    return redirect("signing:memorandum", proposal.pk)


@require_POST
@on_proposal(may_edit)
@ends_on("signing:memorandum")
def put_page_back(request: HttpRequest, proposal: Proposal, page: int) -> HttpResponse:
    actions.put_page_back(_page(proposal, page), by=me(request))
    messages.success(request, _("The page is back in its place."))
    return redirect("signing:memorandum", proposal.pk)


@require_POST
@on_proposal(may_edit, clerk)
@ends_on("signing:memorandum")
def accept_deviation(request: HttpRequest, proposal: Proposal, scan: int) -> HttpResponse:
    actions.accept_deviation(_scan(proposal, scan), why=note(request), seen=_seen(request), by=me(request))
    messages.success(request, _("It is accepted. Your reason is printed on the certificate page."))
    return redirect("signing:memorandum", proposal.pk)


@require_POST
@on_proposal(may_keep, clerk)
@ends_on("signing:memorandum")
def issue(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Issue scan, transcript and certificate page under the City’s seal."""
    made: SignedMemorandum = actions.issue_memorandum(proposal, by=me(request))
    messages.success(request, _("The signed memorandum is issued. It is being drawn and sealed."))
    return redirect("proposal:paper", proposal.pk, made.paper_id)  # type: ignore[attr-defined]
