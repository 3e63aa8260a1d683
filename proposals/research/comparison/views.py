"""Pages of the comparison: both communities side by side, and the short forms behind it."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import may_read, may_write, on_proposal, refused
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.fields import number_named
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.proposal.pages import frame
from proposals.proposal.pages import note as why
from proposals.research.access import View, candidate_of, with_candidate
from proposals.research.comparison import actions, prefill
from proposals.research.comparison.forms import ValueForm
from proposals.research.comparison.models import DataPoint, DataPointQuerySet, Topic
from proposals.research.comparison.side_by_side import SideBySide
from proposals.research.models import Research
from twinning import clock
from twinning.accounts.access import me
from twinning.accounts.twice import sent_once
from twinning.accounts.typed import take_kept
from twinning.municipality.models import Municipality

may_edit = may_write(Phase.RESEARCH)
OURS, THEIRS = "ours", "theirs"


def _page(candidate: Candidate, topic: str = "") -> str:
    page = reverse("research:facts", args=[candidate.proposal.pk])
    return f"{page}?candidate={candidate.pk}" + (f"#{topic}" if topic else "")


def with_value(view: View) -> View:
    """Hand the view a standing value of our city or of a candidate of this file, and the candidate it is read beside."""

    @wraps(view)
    def found(request: HttpRequest, proposal: Proposal, value: int) -> HttpResponseBase:
        here = Q(community=None) | Q(community__candidacies__proposal=proposal)
        known = DataPoint.objects.filter(here).select_related("community").distinct()
        point = _newest(known, get_object_or_404(known, pk=value))
        beside = _beside(request, proposal, point)
        try:
            return view(request, point, beside)
        except MoveRefused as refusal:
            return refused(request, refusal, back=_page(beside, point.topic))

    return found


def _newest(known: DataPointQuerySet, point: DataPoint) -> DataPoint:
    """The value that stands in the place of one corrected since its page was opened; what was taken back is not found."""
    while point.withdrawn_at is not None:
        point = get_object_or_404(known, corrects=point)
    return point


def _beside(request: HttpRequest, proposal: Proposal, point: DataPoint) -> Candidate:
    """The candidate whose comparison a value is corrected in; ours stands in the comparison with each."""
    if point.community is not None:
        return candidate_of(proposal, proposal.candidates.get(community=point.community).pk)  # type: ignore[attr-defined]
    named = request.GET.get("candidate", "")
    if named.isdecimal() and len(named) < 10:
        return candidate_of(proposal, int(named))
    leading = Research.of(proposal).leading
    if leading is None:
        raise Http404(_("There is no candidate in this file."))
    return candidate_of(proposal, leading.pk)


def _side(candidate: Candidate, side: str) -> Community | None:
    """Whose value it is to be; a side that is neither is not found."""
    if side not in (OURS, THEIRS):
        raise Http404(_("There is no such side."))
    return candidate.community if side == THEIRS else None


def _topic(word: str) -> Topic:
    if word not in Topic.values:
        raise Http404(_("There is no such point of comparison."))
    return Topic(word)


# -- reading --------------------------------------------------------------------------------


@require_safe
@on_proposal(may_read)
def facts(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Our city and one candidate, point by point; the leading candidate where none is named."""
    record = Research.of(proposal)
    named = request.GET.get("candidate", "")
    candidate = next((one for one in record.candidates if str(one.pk) == named), None)
    if named and candidate is None:
        raise Http404(_("There is no such candidate in this file."))
    candidate = candidate or record.leading
    if candidate is None:
        messages.info(request, _("There is no candidate to compare with yet. Put one on the list first."))
        return redirect("research:candidates", proposal.pk)
    city = Municipality.objects.select_related("place").get(pk=1)
    community = candidate.community
    may_change = not may_edit(me(request), proposal)
    # A list: as many queries whatever the first of them answers.
    fillable = [prefill.can_fill(community, community.place), prefill.can_fill(None, city.place)]
    comparison = SideBySide.of(community, city)
    context = {
        "candidate": candidate,
        "community": community,
        "comparison": comparison,
        "today": clock.today(),
        "waiting": bool(comparison.ours.to_confirm or comparison.theirs.to_confirm),
        "candidates": record.candidates,
        "may_change": may_change,
        "may_fill": may_change and any(fillable),
        "placeless": [
            name
            for name, place in ((city.short_name, city.place), (str(community), community.place))
            if not place
        ],
    }
    return render(request, "research/facts.html", frame(proposal, me(request), Phase.RESEARCH) | context)


# -- writing ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@with_candidate(_page)
def new_value(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Enter one value about our city or the candidate."""
    data = request.POST if request.method == "POST" else take_kept(request)
    asked = data if data is not None else request.GET
    topic, side = _topic(asked.get("topic", "")), asked.get("side", "")
    point = DataPoint(community=_side(candidate, side), topic=topic)
    currency = Municipality.ours().currency if side == OURS else ""
    form = ValueForm(data, instance=point, initial={"currency": currency})
    if request.method == "POST" and form.is_valid():
        with sent_once(request) as first:
            if not first or form.carry_out(
                lambda: actions.enter_value(candidate.proposal, point, by=me(request))
            ):
                return redirect(_page(candidate, topic))
    return _form(request, candidate, form, side=side)


@require_http_methods(["GET", "POST"])
@on_proposal(may_edit)
@with_value
def correct_value(request: HttpRequest, point: DataPoint, candidate: Candidate) -> HttpResponse:
    """Put a value right; one that nobody knew yet is entered anew instead."""
    side = OURS if point.community is None else THEIRS
    if point.unknown:
        new = reverse("research:new_value", args=[candidate.proposal.pk, candidate.pk])
        return redirect(f"{new}?topic={point.topic}&side={side}")
    data = request.POST if request.method == "POST" else take_kept(request)
    form = ValueForm(data, instance=point)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            lambda: actions.correct_value(
                candidate.proposal, point, seen=form.seen, fields=form.changed, by=me(request)
            )
        )
    ):
        messages.success(request, _("The value is corrected."))
        return redirect(_page(candidate, point.topic))
    return _form(request, candidate, form, side=side, point=point)


def _form(
    request: HttpRequest,
    candidate: Candidate,
    form: ValueForm,
    *,
    side: str,
    point: DataPoint | None = None,
) -> HttpResponse:
    whose = str(candidate) if side == THEIRS else Municipality.ours().short_name
    context: dict[str, Any] = {
        "candidate": candidate,
        "form": form,
        "topic": form.topic,
        "side": side,
        "whose": whose,
        "point": point,
        "back": _page(candidate, form.topic),
    }
    status = 422 if request.method == "POST" else 200
    around = frame(candidate.proposal, me(request), Phase.RESEARCH)
    return render(request, "research/value.html", around | context, status=status)


@require_POST
@on_proposal(may_edit)
@with_value
def confirm_value(request: HttpRequest, point: DataPoint, candidate: Candidate) -> HttpResponse:
    """One click: a person says that a value out of a data set is right."""
    actions.confirm_value(
        candidate.proposal, point, seen=number_named(request.POST.get("version", "")), by=me(request)
    )
    return redirect(_page(candidate, point.topic))


@require_POST
@on_proposal(may_edit)
@with_value
def withdraw_value(request: HttpRequest, point: DataPoint, candidate: Candidate) -> HttpResponse:
    """Take a value back, with the reason."""
    seen = number_named(request.POST.get("version", ""))
    actions.withdraw_value(candidate.proposal, point, seen=seen, by=me(request), why=why(request))
    messages.success(request, _("The value is taken back. Your reason is in the history."))
    return redirect(_page(candidate, point.topic))


@require_POST
@on_proposal(may_edit)
@with_candidate(_page)
def mark_unknown(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Somebody looked and did not find it: that is an answer."""
    community = _side(candidate, request.POST.get("side", ""))
    topic = _topic(request.POST.get("topic", ""))
    actions.mark_unknown(candidate.proposal, community, topic, by=me(request))
    return redirect(_page(candidate, topic))


@require_POST
@on_proposal(may_edit)
@with_candidate(_page)
def confirm_all(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Confirm the pre-filled values of one side, as the page showed them."""
    community = _side(candidate, request.POST.get("side", ""))
    seen = _seen(request.POST.getlist("value"))
    confirmed = actions.confirm_all(candidate.proposal, community, seen, by=me(request))
    messages.success(
        request,
        ngettext("%(n)d value is confirmed.", "%(n)d values are confirmed.", len(confirmed))
        % {"n": len(confirmed)},
    )
    if left := len(seen) - len(confirmed):
        messages.info(
            request,
            ngettext(
                "%(n)d value was changed meanwhile and is left for you to look at.",
                "%(n)d values were changed meanwhile and are left for you to look at.",
                left,
            )
            % {"n": left},
        )
    return redirect(_page(candidate))


@require_POST
@on_proposal(may_edit)
@with_candidate(_page)
def fill_in(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Put in what the data sets know of both; it stays marked until a person confirms it."""
    points = [
        point
        for community in (None, candidate.community)
        for point in prefill.prefill(community, by=me(request), proposal=candidate.proposal)
    ]
    messages.success(
        request,
        ngettext(
            "%(n)d value is filled in. Look at it, and confirm what is right.",
            "%(n)d values are filled in. Look at each, and confirm what is right.",
            len(points),
        )
        % {"n": len(points)}
        if points
        else _("The data sets know nothing more about the two."),
    )
    return redirect(_page(candidate))


def _seen(typed: list[str]) -> dict[int, int]:
    """``["17:1", "18:3"]``: which values a page showed, in which version; what is no such pair is left out."""
    pairs = (text.split(":") for text in typed[:500])
    numbers = ([number_named(part) for part in pair] for pair in pairs if len(pair) == 2)
    return {pk: version for pk, version in numbers if pk and version}
