"""The community behind a place or a name: found again, so that what is known of it is found too."""

from proposals.proposal.models import Community
from twinning.places.keys import key
from twinning.places.models import Place


def of_place(place: Place) -> Community:
    """The community kept for a place, or a new one that is not saved yet; one that was merged leads to its successor."""
    kept = Community.objects.filter(place=place, is_search=False).select_related("successor").order_by("pk")
    found = next(iter(kept), None)
    if found is None:
        return Community(place=place, name=place.name, region=place.region, country=place.country)
    return found.successor or found


def of_name(name: str, region: str, country: str) -> list[Community]:
    """Communities kept under a name, whatever its accents and capitals; those of another region of that name too, unless they name it."""
    kept = Community.objects.filter(country=country, is_search=False, successor=None).order_by("pk")
    return [
        community
        for community in kept
        if key(community.name) == key(name)
        and (not region or not community.region or key(community.region) == key(region))
    ]
