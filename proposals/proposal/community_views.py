"""The page of a community: what it was and is called, what became of it, and the files about it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import ADMINISTRATION
from proposals.proposal import communities, mentions
from proposals.proposal.community_forms import CorrectForm, MergeForm, RenameForm
from proposals.proposal.forms import WhyForm
from proposals.proposal.models import Candidate, Community, Proposal
from twinning.accounts.access import View, me, say
from twinning.accounts.models import Role
from twinning.accounts.typed import take_kept
from twinning.records import history
from twinning.records.models import Event

PAGE = "communities:page"
either = require_http_methods(["GET", "POST"])


def on_community(*allowed: Role) -> Callable[[View], View]:
    """Hand the view the community named by ``pk``, if the person may see one of its files; ``allowed`` alone may act."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            known = communities.known_to(me(request)).select_related("place", "successor")
            community = get_object_or_404(known, pk=pk)
            if allowed and not me(request).has_role(*allowed):
                needed = ", ".join(str(role.label) for role in allowed)
                raise PermissionDenied(_("This is for: %(roles)s.") % {"roles": needed})
            return view(request, community, *args, **kwargs)

        return say(guarded, ", ".join(allowed) or "whoever may see one of its files")

    return decorate


@require_safe
@on_community()
def page(request: HttpRequest, community: Community) -> HttpResponse:
    """Its names, its place, what became of it, and every file about it that the person may see."""
    return _show(request, community, WhyForm())


def _show(request: HttpRequest, community: Community, why: WhyForm, status: int = 200) -> HttpResponse:
    files = Proposal.objects.visible_to(me(request))
    family = [community.pk, community.successor_id, *community.predecessors.values_list("pk", flat=True)]
    considered = Candidate.objects.filter(proposal__in=files, community=community).exclude(
        proposal__community=community
    )
    context = {
        "community": community,
        "former": community.former_names.all(),
        "predecessors": community.predecessors.order_by("succeeded_on", "pk"),
        "files": files.filter(community__in=[pk for pk in family if pk]).for_list(),
        "considered": considered.select_related("proposal__community").order_by(
            "-proposal__opened_at", "-pk"
        ),
        "mentions": mentions.gather(community, me(request)),
        "events": history.told(Event.objects.about(community)[:20]),
        "may_change": me(request).has_role(*ADMINISTRATION),
        "why": why,
    }
    return render(request, "communities/page.html", context, status=status)


@either
@on_community(*ADMINISTRATION)
def rename(request: HttpRequest, community: Community) -> HttpResponse:
    """It is called otherwise since a day."""
    form = RenameForm(_sent(request), about=community)

    def act() -> None:
        communities.rename(community, form.names, **form.happened, by=me(request))

    return _change(
        request,
        community,
        form,
        "communities/rename.html",
        act,
        _("The new name is kept, and the old one with it."),
    )


@either
@on_community(*ADMINISTRATION)
def merge(request: HttpRequest, community: Community) -> HttpResponse:
    """It became part of another community."""
    form = MergeForm(_sent(request), about=community)

    def act() -> None:
        assert form.community is not None  # a valid form has one
        communities.merge(community, form.community, **form.happened, by=me(request))

    return _change(
        request, community, form, "communities/merge.html", act, _("It is kept what it became part of.")
    )


@either
@on_community(*ADMINISTRATION)
def correct(request: HttpRequest, community: Community) -> HttpResponse:
    """Put right what was written wrongly."""
    form = CorrectForm(_sent(request), about=community)

    def act() -> None:
        communities.correct(community, form.facts, seen=form.cleaned_data["seen"], by=me(request))

    return _change(request, community, form, "communities/correct.html", act, _("The correction is kept."))


@require_POST
@on_community(*ADMINISTRATION)
def part(request: HttpRequest, community: Community) -> HttpResponse:
    """Take back that it became part of another one."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _show(request, community, form, status=422)
    try:
        communities.part(community, why=form.cleaned_data["why"], by=me(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(PAGE, community.pk)


def _sent(request: HttpRequest) -> Any:
    """What was sent, or what waits since the session ended."""
    return request.POST if request.method == "POST" else take_kept(request)


def _change(
    request: HttpRequest, community: Community, form: Any, template: str, act: Callable[[], None], done: str
) -> HttpResponse:
    """Carry out what a form asks for, or show it with what is wrong."""
    if request.method == "POST" and form.is_valid() and form.carry_out(act):
        messages.success(request, done)
        return redirect(PAGE, community.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"community": community, "form": form}, status=status)
