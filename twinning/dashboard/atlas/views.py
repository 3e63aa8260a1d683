"""What is known of other cities: imports, known twinnings, indicators of governance."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twinning.accounts.access import me, roles, signed_in
from twinning.accounts.models import Role
from twinning.atlas import entries, imports, twinnings
from twinning.atlas.governance import indicators_of
from twinning.atlas.models import Import, Indicator, Twinning
from twinning.atlas.partners import known_partners, network, newest_knowledge, partners_of_neighbours
from twinning.dashboard.atlas import pages
from twinning.dashboard.atlas.forms import CountryForm, GiveForm, GovernanceForm, TwinningForm
from twinning.municipality.models import Municipality
from twinning.places.models import Place
from twinning.records import history, uploads
from twinning.records.models import Event
from twinning.records.serve import send_upload

KEEPERS = (Role.STAFF, Role.ADMINISTRATOR)
PAGE_LENGTH = 50
either = require_http_methods(["GET", "POST"])


def _may_keep(request: HttpRequest) -> bool:
    return me(request).has_role(*KEEPERS)


def _our_place() -> Place | None:
    city = Municipality.objects.select_related("place").filter(pk=1).first()
    return city.place if city else None


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All imports with their counts, and how much is known by now."""
    rows = Import.objects.defer("report", "leftovers").select_related("by")
    context = {
        "page": Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page")),
        "known": Twinning.objects.count(),
        "as_of": newest_knowledge(),
        "editions": Indicator.objects.values("edition").annotate(countries=Count("country", distinct=True)),
        "may_keep": _may_keep(request),
    }
    return render(request, "atlas/index.html", context)


@either
@roles(*KEEPERS)
def give(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file; nothing is imported before its dry run was looked at."""
    kind_of_form = GiveForm if kind == Import.Kind.TWINNINGS else GovernanceForm
    form = kind_of_form(request.POST or None, request.FILES or None)
    if form.is_valid():
        job = form.give(kind, by=request.user)
        return redirect("atlas:import", job.pk)
    return render(request, "atlas/give.html", {"form": form, "kind": kind})


@require_safe
@signed_in
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what its dry run says, what it did."""
    job = get_object_or_404(Import.objects.select_related("upload", "by", "approved_by"), pk=pk)
    context = {
        "job": job,
        "counts": pages.counts(job),
        "facts": pages.facts(job),
        "examples": pages.examples(job),
        "earlier": imports.earlier(job) if job.state == Import.State.CHECKED else None,
        "events": history.told(Event.objects.about(job)[:10]),
        "may_keep": _may_keep(request),
    }
    return render(request, "atlas/import.html", context)


@require_safe
@signed_in
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, as a part of its page; the whole page is fetched anew once it is over."""
    job = get_object_or_404(Import.objects.defer("report", "leftovers"), pk=pk)
    response = render(request, "atlas/_progress.html", {"job": job})
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@roles(*KEEPERS)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what the dry run has shown."""
    imports.approve(get_object_or_404(Import, pk=pk), by=request.user)
    return redirect("atlas:import", pk)


@require_POST
@roles(*KEEPERS)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not import this file."""
    imports.drop(get_object_or_404(Import, pk=pk), by=request.user)
    return redirect("atlas:import", pk)


@require_POST
@roles(*KEEPERS)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file again that could not be imported."""
    imports.retry(get_object_or_404(Import, pk=pk), by=request.user)
    return redirect("atlas:import", pk)


@require_safe
@signed_in
def leftovers(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were refused or not matched, with what is wrong, as a table to mend and upload again."""
    job = get_object_or_404(Import.objects.select_related("upload"), pk=pk, kind=Import.Kind.TWINNINGS)
    if not job.shape:
        raise Http404(_("This file has not been read as a table, so no rows of it were left over."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{job.pk}-to-mend.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    # Spreadsheets take a file for Windows-1252 unless it begins with the mark of UTF-8.
    response.write("\ufeff")
    csv.writer(response).writerows(twinnings.leftovers(job, uploads.path_of(job.upload.sha256).read_bytes()))
    return response


@require_safe
@roles(*KEEPERS)
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was given."""
    return send_upload(request, get_object_or_404(Import.objects.select_related("upload"), pk=pk).upload)


@require_safe
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Known twinnings by the beginning of a name, or those that wait for a correction."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    found = Twinning.objects.named(words) if words else Twinning.objects.all()
    places = Place.objects.filter(Q(name__istartswith=words)).order_by("-population")[:6] if words else []
    context = {
        "words": words,
        "page": Paginator(found.select_related("place_a", "place_b"), PAGE_LENGTH).get_page(request.GET.get("page")),
        "places": places,
        "as_of": newest_knowledge(),
        "may_keep": _may_keep(request),
    }  # fmt: skip
    return render(request, "atlas/search.html", context)


@require_safe
@signed_in
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """The known partners of one place, seen from ours."""
    here, ours = get_object_or_404(Place, pk=pk), _our_place()
    context: dict[str, Any] = {
        "place": here,
        "partners": known_partners(here, ours),
        "network": network(here, ours),
        "links": partners_of_neighbours(here, near=ours) if ours and ours != here else [],
        "ours": ours,
        "may_keep": _may_keep(request),
    }
    return render(request, "atlas/place.html", context)


@require_safe
@signed_in
def twinning(request: HttpRequest, pk: int) -> HttpResponse:
    """One known twinning with its sources and its history."""
    found = get_object_or_404(
        Twinning.objects.select_related("place_a", "place_b", "imported", "corrected_by"), pk=pk
    )
    context = {
        "twinning": found,
        "rows": pages.rows_of(found),
        "events": history.told(Event.objects.about(found)[:10]),
        "may_keep": _may_keep(request),
    }
    return render(request, "atlas/twinning.html", context)


@either
@roles(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a known twinning; ``?place=`` names its first end."""
    first = _asked_for(request)
    form = TwinningForm(request.POST or None, initial={"place_a": first.pk} if first else None)
    if form.is_valid() and form.carry_out(lambda: entries.enter(form.instance, by=request.user)):
        return redirect("atlas:twinning", form.instance.pk)
    return render(request, "atlas/new.html", {"form": form, "first": first})


def _asked_for(request: HttpRequest) -> Place | None:
    number = request.GET.get("place", "")
    return (
        Place.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )


@either
@roles(*KEEPERS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is known of a twinning; imports leave it alone from then on."""
    found = get_object_or_404(Twinning.objects.select_related("place_a", "place_b"), pk=pk)
    name = str(found)
    form = TwinningForm(request.POST or None, instance=found)
    if form.is_valid() and form.carry_out(
        lambda: entries.correct(found, seen=form.seen, fields=form.changed, by=request.user)
    ):
        return redirect("atlas:twinning", pk)
    return render(request, "atlas/correct.html", {"name": name, "pk": pk, "form": form})


@require_safe
@signed_in
def governance(request: HttpRequest) -> HttpResponse:
    """The indicators of one country, each edition by itself."""
    form = CountryForm(request.GET or None)
    country = form.cleaned_data["country"] if form.is_valid() else ""
    context = {
        "form": form,
        "country": country,
        "editions": indicators_of(country) if country else [],
        "heading": _("Governance indicators"),
    }
    return render(request, "atlas/governance.html", context)
