"""Pages of the file itself: the list, opening one, its overview, its papers, and what stops or ends it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from committees.recommendations.reading import of_file
from proposals import lifecycle
from proposals.access import ADMINISTRATION, holds, may_read, on_proposal
from proposals.lifecycle import Phase, Turn
from proposals.proposal import actions, portfolio
from proposals.proposal.forms import AttachmentForm, OpenFileForm
from proposals.proposal.models import Paper, Proposal
from proposals.proposal.pages import frame, note
from twinning.accounts.access import me, roles, signed_in
from twinning.accounts.models import Role
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.policy import Policy
from twinning.records import history as events
from twinning.records.models import Event
from twinning.records.serve import send_paper, send_upload


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All files the person may see, filtered by what the address says, so that a view can be mailed."""
    found = Proposal.objects.visible_to(me(request))
    chosen = {name: request.GET.get(name, "") for name in ("phase", "turn", "show", "words", "year")}
    if chosen["phase"] in Phase.values:
        found = found.in_phase(chosen["phase"])
    if chosen["turn"] in Turn.values:
        found = found.with_turn(chosen["turn"])
    if chosen["year"].isdecimal() and len(chosen["year"]) == 4:
        found = found.asking_for_money(int(chosen["year"]))
    else:
        chosen["year"] = ""
    if chosen["words"]:
        found = found.with_words(chosen["words"].replace("\x00", "")[:200])
    if chosen["show"] == "held":
        found = found.held()
    elif chosen["show"] == "still":
        found = found.standing_still()
    elif chosen["show"] == "mine":
        found = found.waiting_for(me(request))
    page = Paginator(found.for_list(), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "proposal/index.html",
        {
            "page": page,
            "chosen": chosen,
            "phases": Phase.choices,
            "turns": Turn.choices,
            "may_open": me(request).has_role(Role.STAFF),
        },
    )


@require_http_methods(["GET", "POST"])
@roles(Role.STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """Open a file with a candidate, or a search for one, and how it came up; the rest can wait."""
    form = OpenFileForm(request.POST if request.method == "POST" else take_kept(request))
    if request.method == "POST" and form.is_valid() and form.community is not None:
        earlier = next((same for same in form.same if not same.is_open), None)
        with sent_once(request) as first:
            if not first:
                return redirect("proposal:index")
            proposal = actions.open_file(
                form.community,
                by=me(request),
                kind=form.cleaned_data["kind"],
                origin=form.cleaned_data["origin"],
                earlier=earlier,
            )
        if full := portfolio.reached(proposal):
            messages.warning(request, " ".join([_("A limit of the policy is reached."), *full]))
        return redirect("planning:page", proposal.pk)
    return render(
        request,
        "proposal/new.html",
        {"form": form, "limits": _limits(form)},
        status=422 if request.method == "POST" else 200,
    )


def _limits(form: OpenFileForm) -> list[portfolio.Limit]:
    """What the policy's limits say of a community that is named already, whatever kind is chosen in the end."""
    if form.community is None:
        return []
    return portfolio.limits(form.community.country, Policy.in_force())


@require_safe
@on_proposal(may_read)
def page(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """The file at a glance, with everything that can be done with it as a whole."""
    return _page(request, proposal, AttachmentForm())


def _page(request: HttpRequest, proposal: Proposal, form: AttachmentForm, status: int = 200) -> HttpResponse:
    context = frame(proposal, me(request)) | {
        "attach": form,
        "later": proposal.later.all(),
        "limits": portfolio.limits_of_file(proposal),
        "recommendations": of_file(proposal, me(request)),
    }
    return render(request, "proposal/page.html", context, status=status)


@require_safe
@on_proposal(may_read)
def history(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Everything that happened, newest first."""
    found = Paginator(Event.objects.about(proposal), 100).get_page(request.GET.get("page"))
    return render(
        request,
        "proposal/history.html",
        frame(proposal, me(request)) | {"page": found, "events": events.told(found)},
    )


@require_POST
@on_proposal(holds(*ADMINISTRATION))
def attach(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with sent_once(request) as first:
                if first:
                    actions.attach(
                        proposal, form.cleaned_data["file"], form.cleaned_data["about"], by=me(request)
                    )
                    messages.success(request, _("The file is kept in the proposal."))
            return redirect("proposal:page", proposal.pk)
        except ValidationError as error:
            form.add_error("file", error)
    return _page(request, proposal, form, status=422)


@require_POST
@on_proposal(holds(*ADMINISTRATION))
def detach(request: HttpRequest, proposal: Proposal, attachment: int) -> HttpResponse:
    actions.detach(get_object_or_404(proposal.attachments, pk=attachment, removed_at=None), by=me(request))
    return redirect("proposal:page", proposal.pk)


@require_GET
@on_proposal(may_read)
def attachment(request: HttpRequest, proposal: Proposal, attachment: int) -> HttpResponseBase:
    return send_upload(
        request, get_object_or_404(proposal.attachments.select_related("upload"), pk=attachment).upload
    )


@require_safe
@on_proposal(may_read)
def paper(request: HttpRequest, proposal: Proposal, paper: int) -> HttpResponse:
    """How far a paper is: a part of the page while it is being made, a page of its own without script."""
    context = {"proposal": proposal, "paper": _paper(proposal, paper)}
    if request.htmx:  # type: ignore[attr-defined]
        may_retry = me(request).has_role(*ADMINISTRATION)
        return render(request, "proposal/_paper.html", context | {"may_retry": may_retry})
    return render(request, "proposal/paper.html", frame(proposal, me(request)) | context)


@require_safe
@on_proposal(may_read)
def download(request: HttpRequest, proposal: Proposal, paper: int) -> HttpResponseBase:
    return send_paper(request, _paper(proposal, paper).document)


@require_POST
@on_proposal(holds(*ADMINISTRATION))
def make_again(request: HttpRequest, proposal: Proposal, paper: int) -> HttpResponse:
    actions.try_paper_again(_paper(proposal, paper), by=me(request))
    return redirect("proposal:paper", proposal.pk, paper)


def _paper(proposal: Proposal, paper: int) -> Paper:
    return get_object_or_404(proposal.papers.select_related("document__issue__superseded_by"), pk=paper)


STOPS = {
    "hold": lifecycle.hold,
    "resume": lifecycle.resume,
    "decline": actions.decline,
    "withdraw": actions.withdraw,
    "reopen": lifecycle.reopen,
    "back": actions.step_back,
}
CAO_ALONE = {"decline", "reopen", "back"}


@require_POST
@on_proposal(holds(*ADMINISTRATION))
def stop(request: HttpRequest, proposal: Proposal, verb: str) -> HttpResponse:
    """Hold, resume, decline, withdraw, reopen or go back a phase, each with a reason."""
    if verb not in STOPS:
        raise Http404(_("There is no such step."))
    if verb in CAO_ALONE and (reason := holds(Role.CAO)(me(request), proposal)):
        raise lifecycle.MoveRefused(reason)
    STOPS[verb](proposal, by=me(request), why=note(request))
    return redirect("proposal:page", proposal.pk)
