"""Pages of the candidates: the list, adding one or several, looking for places, and everything about one."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import may_read, may_write, on_proposal
from proposals.lifecycle import Phase
from proposals.proposal.models import Candidate, Proposal
from proposals.proposal.pages import frame
from proposals.research.access import candidate_of
from proposals.research.candidates import actions, finder, listing, portrait
from proposals.research.candidates.adding import AddForm
from proposals.research.candidates.finder import AddFoundForm, FindForm
from proposals.research.candidates.forms import ChooseForm, DecideForm
from twinning.accounts.access import me
from twinning.accounts.models import User
from twinning.accounts.twice import sent_once
from twinning.atlas import likeness
from twinning.municipality.models import Municipality
from twinning.places import maps
from twinning.records import history
from twinning.records.models import Event

may_choose = may_write(Phase.RESEARCH)


def may_keep_the_list(user: User, proposal: Proposal) -> str:
    """Staff while writing in the research, and in planning before it: a long list may begin there."""
    begun = Phase.PLANNING if proposal.phase == Phase.PLANNING else Phase.RESEARCH
    return may_write(begun)(user, proposal)


may_keep_the_list.who_may = "staff while writing in planning or research"  # type: ignore[attr-defined]


@require_safe
@on_proposal(may_read)
def candidates(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """All candidates of the file, by where they stand."""
    listed = list(proposal.candidates.listed())  # type: ignore[attr-defined]
    return _list(request, proposal, listed, DecideForm(listed=listed))


def _list(
    request: HttpRequest, proposal: Proposal, listed: Sequence[Candidate], form: DecideForm, status: int = 200
) -> HttpResponse:
    ours = Municipality.objects.select_related("place").get(pk=1)
    lines = listing.lines(listed, ours)
    shown = request.GET.get("standing", "")
    if shown not in Candidate.Standing.values:
        shown = ""
    seen = [line for line in lines if shown in {"", line.candidate.standing}]
    context = _frame(request, proposal) | {
        "groups": listing.groups(seen),
        "count": len(lines),
        "standings": [(standing, standing.label) for standing in Candidate.Standing],
        "shown": shown,
        "form": form,
        "map": maps.draw(listing.points(seen), home=ours.place),
        "ours": ours,
    }
    return render(request, "research/candidates.html", context, status=status)


def _frame(request: HttpRequest, proposal: Proposal) -> dict[str, object]:
    """What the pages of this room show around their matter."""
    user = me(request)
    phase = proposal.phase if proposal.phase == Phase.PLANNING else Phase.RESEARCH
    return frame(proposal, user, phase) | {
        "back": reverse(f"{phase}:page", args=[proposal.pk]),
        "back_label": Phase(phase).label,
        "may_keep": not may_keep_the_list(user, proposal),
        "may_choose": not may_choose(user, proposal),
    }


@require_POST
@on_proposal(may_keep_the_list)
def decide(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Move those ticked to the long list, the short list, or to those not chosen."""
    listed = list(proposal.candidates.listed())  # type: ignore[attr-defined]
    form = DecideForm(request.POST, listed=listed)
    if not form.is_valid():
        return _list(request, proposal, listed, form, status=422)
    meant, standing = form.meant, Candidate.Standing(form.cleaned_data["standing"])
    for candidate in meant:
        candidate.proposal = proposal
    actions.decide(meant, standing, by=me(request), why=form.cleaned_data["why"])
    messages.success(
        request,
        ngettext("%(n)d candidate: %(standing)s.", "%(n)d candidates: %(standing)s.", len(meant))
        % {"n": len(meant), "standing": standing.label},
    )
    return redirect("research:candidates", proposal.pk)


@require_http_methods(["GET", "POST"])
@on_proposal(may_keep_the_list)
def add(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Put one community on the list."""
    form = AddForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if form.is_valid() and form.community is not None:
        with sent_once(request) as first:
            if first:
                candidate = actions.list_candidate(
                    proposal, form.community, came_up=form.cleaned_data["came_up"], by=me(request)
                )
                messages.success(request, _("%(name)s is on the long list.") % {"name": candidate})
                return redirect("research:candidate", proposal.pk, candidate.pk)
        return redirect("research:candidates", proposal.pk)
    return render(
        request,
        "research/add.html",
        _frame(request, proposal) | {"form": form},
        status=422 if form.errors else 200,
    )


@require_safe
@on_proposal(may_keep_the_list)
def find(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Look for candidates among all places; the filters live in the address, so that a search can be mailed."""
    return _find(request, proposal, None)


def _find(
    request: HttpRequest, proposal: Proposal, add: AddFoundForm | None, status: int = 200
) -> HttpResponse:
    ours = Municipality.objects.select_related("place").get(pk=1)
    form = FindForm(request.GET if request.GET else None, ours=ours)
    page, hits = None, []
    if form.asked:
        page = Paginator(finder.search(form), finder.PER_PAGE).get_page(request.GET.get("page"))
        hits = finder.hits(list(page), ours, proposal, first=page.start_index())
        add = add or AddFoundForm(initial={"came_up": form.in_words()})
    context = _frame(request, proposal) | {
        "form": form,
        "add": add,
        "error_forms": [one for one in (form, add) if one is not None],
        "page": page,
        "hits": hits,
        "ticked": set(request.POST.getlist("places")),
        "ours": ours,
        "like_us": finder.like_us(ours),
        "nothing_to_compare": likeness.nothing_yet(),
        "compared": any(hit.likenesses for hit in hits),
        "map": maps.draw([(hit.number, hit.place) for hit in hits]) if hits else None,
    }
    return render(request, "research/find.html", context, status=status)


@require_POST
@on_proposal(may_keep_the_list)
def add_found(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Put those ticked in the search on the list, and go back to the search."""
    form = AddFoundForm(request.POST)
    if not form.is_valid():
        return _find(request, proposal, form, status=422)
    added, left_out = actions.list_places(
        proposal, form.cleaned_data["places"], came_up=form.cleaned_data["came_up"], by=me(request)
    )
    if added:
        messages.success(
            request,
            ngettext("%(n)d candidate was added to the long list.", "%(n)d candidates were added to the long list.", len(added))
            % {"n": len(added)},
        )  # fmt: skip
    if left_out:
        messages.info(
            request,
            _("Left out, because they are on the list already or our own city: %(names)s.")
            % {"names": " · ".join(str(place) for place in left_out)},
        )
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("research:find", args=[proposal.pk]) + asked)


@require_POST
@on_proposal(may_choose)
def choose(request: HttpRequest, proposal: Proposal, candidate: int) -> HttpResponse:
    """Choose this candidate, with the reason."""
    one = candidate_of(proposal, candidate)
    form = ChooseForm(request.POST, candidate=one)
    if not form.is_valid():
        return _page(request, proposal, one, form, status=422)
    actions.choose(
        one, by=me(request), why=form.cleaned_data["why"], beyond=form.cleaned_data.get("beyond", "")
    )
    messages.success(request, _("%(name)s is chosen.") % {"name": one})
    return redirect("research:candidate", proposal.pk, one.pk)


@require_safe
@on_proposal(may_read)
def candidate(request: HttpRequest, proposal: Proposal, candidate: int) -> HttpResponse:
    """Everything known of one candidate."""
    one = candidate_of(proposal, candidate)
    return _page(request, proposal, one, ChooseForm(candidate=one))


def _page(
    request: HttpRequest, proposal: Proposal, one: Candidate, form: ChooseForm, status: int = 200
) -> HttpResponse:
    chosen = proposal.candidates.chosen().exclude(pk=one.pk).first()  # type: ignore[attr-defined]
    context = _frame(request, proposal) | portrait.of(one, me(request))
    context |= {
        "candidate": one,
        "form": form,
        "chosen": chosen,
        "events": history.told(Event.objects.about(proposal).filter(facts__candidate=one.pk)[:12]),
    }
    return render(request, "research/candidate.html", context, status=status)
