"""Places while one types, and where all reference data comes from."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from twinning.accounts.access import anyone, signed_in
from twinning.dashboard.places.sources import brought, sources
from twinning.places.hits import shown
from twinning.places.models import Edition, Place

OFFERED = 10


@require_safe
@signed_in
@cache_control(private=True, max_age=300)
def find(request: HttpRequest) -> HttpResponse:
    """The places that ``q`` may mean, best first, as the list under a text box shows them."""
    words = request.GET.get("q", "")
    hits = shown(list(Place.objects.named(words)[:OFFERED]), words)
    found: dict[str, Any] = {
        "places": [
            {
                "id": hit.number,
                "name": hit.place.name,
                "place": hit.place.place,
                "about": hit.about,
                "also": hit.also,
            }
            for hit in hits
        ],
        "words": ngettext("%(n)d place", "%(n)d places", len(hits)) % {"n": len(hits)},
    }
    return JsonResponse(found)


@require_safe
@anyone
def about_data(request: HttpRequest) -> HttpResponse:
    """Every source of reference data: version, licence, what is taken from it, whom to name."""
    return render(
        request,
        "places/about_data.html",
        {"sources": sources(), "brought": brought(), "edition": Edition.objects.first()},
    )
