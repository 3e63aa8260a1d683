"""Pages of recommendations: the list, one as a ladder of tiers, beginning one and noting what a tier decided."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees.recommendations import actions, reading, subjects
from committees.recommendations.forms import DecideForm, RecommendationForm
from committees.recommendations.models import Recommendation
from committees.register.models import Committee
from committees.register.views import KEEPERS, may_keep
from twinning.accounts.access import me, roles, signed_in
from twinning.accounts.twice import sent_once
from twinning.records import history
from twinning.records.models import Event

either = require_http_methods(["GET", "POST"])


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All recommendations that the person may see, filtered by what the address says."""
    seen = Committee.objects.visible_to(me(request))
    found = Recommendation.objects.visible_to(me(request))
    chosen = {name: request.GET.get(name, "") for name in ("state", "committee")}
    if chosen["state"] == "open":
        found = found.open()
    elif chosen["state"] in Recommendation.State.values:
        found = found.in_state(chosen["state"])
    committee = next((one for one in seen if str(one.pk) == chosen["committee"]), None)
    if committee is not None:
        found = found.of(committee)
    page = Paginator(found.for_list(), 50).get_page(request.GET.get("page"))
    subjects.named(page.object_list, me(request))
    context = {
        "page": page,
        "chosen": chosen,
        "states": [("open", _("Not settled yet")), *Recommendation.State.choices],
        "committees": [(str(one.pk), one.name) for one in seen],
    }
    return render(request, "committees/recommendations/list.html", context)


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: where it lies now, and what each tier decided, in what words and when."""
    seen = Recommendation.objects.visible_to(me(request)).select_related("origin", "at__parent")
    found = get_object_or_404(seen, pk=pk)
    subjects.named([found], me(request))
    tiers = reading.ladder(found, me(request))
    decided = any(tier.rungs for tier in tiers)
    context = {
        "recommendation": found,
        "tiers": tiers,
        "steps": reading.phasebar(found, tiers),
        "decided": decided,
        "may_decide": may_keep(request) and found.is_open,
        "may_change": may_keep(request) and found.is_open and not decided,
        "events": history.told(Event.objects.about(found)[:20]),
    }
    return render(request, "committees/recommendations/page.html", context)


@either
@roles(*KEEPERS)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a recommendation in a committee."""
    committee = get_object_or_404(Committee, pk=pk)
    found = Recommendation(origin=committee)
    form = RecommendationForm(request.POST or None, instance=found, user=me(request))
    if form.is_valid():
        with sent_once(request) as first:
            if not first:
                return redirect(committee)
            if form.carry_out(lambda: actions.begin(found, about=form.subject, by=me(request))):
                messages.success(
                    request, _("The recommendation is begun under %(number)s.") % {"number": found.number}
                )
                return redirect(found)
    return _write(
        request,
        form,
        title=_("Begin a recommendation"),
        button=_("Begin the recommendation"),
        back=committee.get_absolute_url(),
        under=committee.name,
    )


@either
@roles(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title, the wording and the day of its beginning, as long as nobody has decided."""
    found = get_object_or_404(Recommendation.objects.select_related("origin", "at"), pk=pk)
    form = RecommendationForm(request.POST or None, instance=found, user=me(request))
    if form.is_valid() and form.carry_out(
        lambda: actions.amend(found, seen=form.seen, fields=form.changed, about=form.subject, by=me(request))
    ):
        return redirect(found)
    return _write(
        request,
        form,
        title=_("Change the recommendation"),
        button=_("Save the changes"),
        back=found.get_absolute_url(),
        under=found.number,
    )


def _write(request: HttpRequest, form: RecommendationForm, **words: Any) -> HttpResponse:
    form.order_fields(["title", "wording", "about", "begun_on"])
    context = {"form": form, "lead": "", "kind": "primary"} | words
    return render(request, "committees/act.html", context, status=422 if form.errors else 200)


@either
@roles(*KEEPERS)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Put on record what the tier decided where the recommendation lies."""
    found = get_object_or_404(Recommendation.objects.select_related("origin", "at__parent"), pk=pk)
    if not found.is_open and request.method != "POST":
        messages.info(request, _("This recommendation is settled. There is nothing more to decide on it."))
        return redirect(found)
    form = DecideForm(request.POST or None, instance=found)
    if form.is_valid() and form.carry_out(
        lambda: actions.decide(
            found,
            form.cleaned_data["decision"],
            tier=form.decider,
            said=form.said,
            seen=form.seen,
            by=me(request),
        )
    ):
        messages.success(request, _("The decision is on record."))
        return redirect(found)
    undecided = form.has_error("on") and not found.decisions.exists()
    context = {"recommendation": found, "form": form, "begun_may_be_wrong": undecided}
    return render(
        request, "committees/recommendations/decide.html", context, status=422 if form.errors else 200
    )
