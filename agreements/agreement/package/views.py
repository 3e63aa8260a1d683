"""The request for decision on its way to council: drawn up, sent, signed off or returned; and the packages of what was seen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from agreements.agreement import actions as steps
from agreements.agreement.models import Agreement
from agreements.agreement.package import actions, bundle, papers, proposing
from agreements.agreement.package.checking import check, text_since
from agreements.agreement.package.models import CouncilPackage, Money, RequestForDecision
from agreements.agreement.package.parts import enclosed_now
from agreements.agreement.package.sections import REQUEST
from agreements.agreement.package.stale import changed_in_words, stale
from proposals.access import ADMINISTRATION, has_the_ball, holds, in_phase, may_read, may_write, on_proposal
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.editing import edit_section
from proposals.proposal.models import Proposal, SectionState
from proposals.proposal.pages import frame, note
from twinning.accounts.access import me
from twinning.accounts.models import Role, User
from twinning.records.papers import in_the_citys_language
from twinning.records.serve import send_paper, send_upload
from twinning.records.templatetags.house import money
from twinning.records.uploads import clean_name

may_edit = may_write(Phase.AGREEMENT)
keeps = holds(*ADMINISTRATION)
in_agreement = in_phase(Phase.AGREEMENT)


# -- the request -------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def request_for_decision(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The request as council reads it, what it still lacks, and for the CAO everything the decision needs."""
    user, record = me(request), Agreement.of(proposal)
    asked = RequestForDecision.of(record)
    context = frame(proposal, user, Phase.AGREEMENT) | _standing(proposal, user)
    states = SectionState.objects.of(proposal, Phase.AGREEMENT)
    context |= {
        "request_for_decision": asked,
        "report": papers.facts(asked, []) if asked.pk else None,
        "lacking": asked.lacks() if asked.pk else [],
        "offered": _offered(record, user) if not asked.pk and context["may_edit"] else [],
        "waiver": states["request"].waiver if "request" in states else "",
        "typed": bool(asked.pk and "request" in states and states["request"].typed),
    }
    return render(request, "agreement/package_request.html", context)


def _standing(proposal: Proposal, user: User) -> dict[str, Any]:
    """The packages, whether the newest still holds, and what the reader may do."""
    packages = list(proposal.packages.select_related("document", "by", "resolution"))
    for_cao = next((one for one in packages if not one.for_council), None)
    deciding = not has_the_ball(Role.CAO)(user, proposal) and not in_agreement(user, proposal)
    return {
        "packages": packages,
        "for_cao": for_cao,
        "changed": changed_in_words(for_cao) if for_cao and deciding else "",
        "paper_of_package": proposal.papers.select_related("document")
        .filter(document=for_cao.document)
        .first()
        if for_cao
        else None,
        "deciding": deciding,
        "may_edit": not may_edit(user, proposal),
        "may_make": not keeps(user, proposal) and not in_agreement(user, proposal),
        "stale_papers": stale(proposal),
    }


@in_the_citys_language
def _offered(record: Agreement, user: User) -> list[dict[str, str]]:
    """What the file proposes, to be read before anybody takes it over."""
    found = proposing.proposed(record, by=user)
    rows = [
        {
            "key": papers.question(name),
            "value": _shown(name, found),
        }
        for name in (field.name for field in RequestForDecision._meta.fields)
        if name in found and name != "currency"
    ]
    choices = "\n".join(option["title"] for option in proposing.options(record))
    return [*rows, {"key": str(REQUEST.rows[0].title), "value": choices}]


def _shown(name: str, found: dict[str, Any]) -> str:
    if name == "money":
        return str(Money(found[name]).label)
    return money(found[name], found["currency"]) if name == "amount" else str(found[name])


@require_POST
@on_proposal(may_edit)
def propose_request(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    filled = len(actions.propose(proposal, by=me(request)))
    if not filled:
        messages.info(request, _("Nothing was empty that the file has words for, so nothing was changed."))
        return redirect("agreement:request", proposal.pk)
    words = ngettext(
        "%(n)d field was filled from the file. Read it, and change what is not right.",
        "%(n)d fields were filled from the file. Read them, and change what is not right.",
        filled,
    )
    messages.success(request, words % {"n": filled})
    return redirect("agreement:edit_request", proposal.pk)


@require_POST
@on_proposal(may_edit)
def begin_request(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    actions.begin(proposal, by=me(request))
    return redirect("agreement:edit_request", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
def edit_request(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    asked = RequestForDecision.of(Agreement.of(proposal))
    back = reverse("agreement:request", args=[proposal.pk])
    if asked.pk is None:
        return redirect(back)
    return edit_section(request, asked, REQUEST, back)


@require_POST
@on_proposal(keeps)
def make_request_paper(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Have the request made as a paper; a second press gets the same one."""
    asked = RequestForDecision.of(Agreement.of(proposal))
    if asked.pk is None:
        raise Http404(_("There is no request for decision in this file."))
    paper = papers.ask_for_request(asked, enclosed_now(proposal), by=me(request))
    return redirect("proposal:paper", proposal.pk, paper.pk)


# -- to the CAO and on -------------------------------------------------------------------------


@require_POST
@on_proposal(may_edit)
def send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    steps.send_to_cao(proposal, by=me(request))
    messages.success(request, _("The request for decision is with the CAO."))
    return redirect("agreement:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.AGREEMENT), has_the_ball(Role.CAO))
def approve(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    try:
        steps.sign_off(proposal, by=me(request), why=note(request))
    except MoveRefused as refusal:
        for words in refusal.reasons:
            messages.error(request, words)
        return redirect("agreement:request", proposal.pk)
    messages.success(request, _("You signed off the request for decision. It is with the clerk."))
    return redirect("agreement:page", proposal.pk)


@require_POST
@on_proposal(in_phase(Phase.AGREEMENT), has_the_ball(Role.CAO))
def send_back(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    steps.send_back(proposal, by=me(request), why=note(request))
    messages.success(request, _("The request is back with staff, with your reason."))
    return redirect("agreement:page", proposal.pk)


# -- packages ----------------------------------------------------------------------------------


@require_POST
@on_proposal(keeps, in_agreement)
def make_package(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Have the package for the CAO made of what the file says now; where nothing changed it is the last one."""
    made = actions.make_again(proposal, by=me(request))
    messages.success(request, _("Package %(n)d holds what the file says now.") % {"n": made.number})
    return redirect("agreement:package", proposal.pk, made.number)


def _package(proposal: Proposal, number: int) -> CouncilPackage:
    found = proposal.packages.select_related("document", "by", "text", "resolution__meeting")
    package: CouncilPackage = get_object_or_404(found, number=number)
    package.proposal = proposal
    return package


@require_safe
@on_proposal(may_read)
def package(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """What was put before them, opened as it was: whether it is still whole, and how the text differs now."""
    user, found = me(request), _package(proposal, number)
    now, newer = check(found), proposal.packages.filter(number__gt=found.number).first()
    context = frame(proposal, user, Phase.AGREEMENT) | {
        "package": found,
        "check": now,
        "altered": text_since(found),
        "newer": newer,
        "changed": changed_in_words(found) if newer is None and proposal.phase == Phase.AGREEMENT else "",
        "paper": proposal.papers.select_related("document").filter(document=found.document).first(),
        "can_be_tried": any(
            piece.document is not None and piece.document.state == "failed" for piece in now.pieces
        )
        and not keeps(user, proposal),
        "may_make": not keeps(user, proposal) and not in_agreement(user, proposal),
    }
    return render(request, "agreement/package.html", context)


@require_GET
@on_proposal(may_read)
def package_zip(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponseBase:
    """All its files in one, with a list of hashes; only while every file is there and unchanged."""
    found = _package(proposal, number)
    now = check(found)
    if not now.is_unchanged:
        raise MoveRefused(
            _("The files of this package are still being made. Try again in a moment.")
            if now.waits and not now.wrong
            else _(
                "A file of this package is missing or was changed, so the package is not handed out. Ask your administrator to bring it back from a backup."
            )
        )
    response = StreamingHttpResponse(bundle.stream(found, now), content_type="application/zip")
    saved_as = content_disposition_header(True, clean_name(bundle.name_of(found)))
    response.headers["Content-Disposition"] = str(saved_as)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
@on_proposal(may_read)
def package_part(request: HttpRequest, proposal: Proposal, number: int, place: int) -> HttpResponseBase:
    """One part or attachment, as it was."""
    pieces = check(_package(proposal, number)).pieces
    if place >= len(pieces):
        raise Http404(_("There is no such part in this package."))
    piece = pieces[place]
    if piece.document is not None:
        return send_paper(request, piece.document)
    if piece.upload is not None:
        return send_upload(request, piece.upload)
    raise Http404(_("This part is gone."))


@require_POST
@on_proposal(keeps)
def package_again(request: HttpRequest, proposal: Proposal, number: int) -> HttpResponse:
    """Queue what could not be made once more."""
    actions.try_parts_again(_package(proposal, number))
    return redirect("agreement:package", proposal.pk, number)
