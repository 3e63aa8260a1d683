"""Whether two enquiries, files or candidates are about the same community: by place, and by every name it has or had."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from proposals.enquiry.models import Enquiry, EnquiryQuerySet
from proposals.proposal.models import Community
from proposals.proposal.names import identity
from twinning.places.keys import key
from twinning.places.models import Area, Place, PlaceName

MOST_NAMESAKES = 20


@dataclass(frozen=True)
class Same:
    """What a community is known by: its names as they are compared, its places on the map, its rows in the house."""

    names: frozenset[str]
    places: frozenset[int]
    communities: frozenset[int]


def of(enquiry: Enquiry) -> Same:
    """Everything that the community of an enquiry is known by.

    Its place brings all its names in all languages; a community of ours brings its former
    names, what it became part of and what became part of it. Where several places of the
    country bear the name, it may be any of them, and none lends its other names.
    """
    places = _places(enquiry)
    names = {enquiry.community_key}
    if len(places) == 1:
        names |= {identity(name) for name in _names_of(places)}
    communities = _communities(enquiry, names, places)
    for one in communities:
        names |= {identity(name) for name in _called(one, enquiry.country)}
        if one.place_id and not in_another_region(enquiry, one):
            places.add(one.place_id)
    return Same(frozenset(names - {""}), frozenset(places), frozenset(one.pk for one in communities))


def enquiries(enquiry: Enquiry, same: Same) -> EnquiryQuerySet:
    """Other enquiries about the same community, the newest first; a namesake known to lie elsewhere is left out."""
    named = Q(community_key__in=same.names, country=enquiry.country)
    if enquiry.place_id:
        named &= Q(place=None) | Q(place__in=same.places)
    found = Enquiry.objects.filter(named | Q(place__in=same.places))
    return found.exclude(pk=enquiry.pk).order_by("-received_on", "-pk")


def from_the_same(enquiry: Enquiry) -> EnquiryQuerySet:
    """Other enquiries of the same sender: by e-mail address or by organisation."""
    sender = Q(pk=None)
    if enquiry.email:
        sender |= Q(email__iexact=enquiry.email)
    if enquiry.organisation:
        sender |= Q(organisation__iexact=enquiry.organisation)
    return Enquiry.objects.filter(sender).exclude(pk=enquiry.pk).order_by("-received_on", "-pk")


def places_named(name: str, region: str, country: str) -> list[Place]:
    """Places of a country that bear a name in any language, in the region if one is given; as written, else without “City of”."""
    bare = identity(name)
    for keys in ({key(name)}, {bare, f"{bare} city"}):
        bearing = PlaceName.objects.filter(key__in=keys - {""})
        found = Place.objects.filter(country=country, pk__in=bearing.values("place"))[:MOST_NAMESAKES]
        if fitting := _in_region(found, region, country):
            return fitting
    return []


def in_another_region(enquiry: Enquiry, community: Community) -> bool:
    """Whether both name a region, and not the same one; two places on the map are compared as places."""
    if enquiry.place_id and community.place_id:
        return enquiry.place_id != community.place_id
    return bool(enquiry.region and community.region) and not _overlap(enquiry.region, community.region)


def _in_region(found: Iterable[Place], region: str, country: str) -> list[Place]:
    if not key(region):
        return list(found)
    named = set(Area.objects.filter(key=key(region), country=country).values_list("region", flat=True))
    return [one for one in found if one.region in named or _overlap(one.region, region)]


def _overlap(one: str, other: str) -> bool:
    """“Gunma” and “Gunma Prefecture” are one region."""
    mine, theirs = set(key(one).split()), set(key(other).split())
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _places(enquiry: Enquiry) -> set[int]:
    if enquiry.place_id:
        return {enquiry.place_id}
    return {place.pk for place in places_named(enquiry.community_name, enquiry.region, enquiry.country)}


def _names_of(places: Iterable[int]) -> Iterable[str]:
    return PlaceName.objects.filter(place__in=places).values_list("key", flat=True)


def _communities(enquiry: Enquiry, names: set[str], places: set[int]) -> set[Community]:
    """Those of ours that are or were called so in the country, with what they became and what became part of them."""
    known = Community.objects.filter(is_search=False).prefetch_related("former_names").distinct()
    country = enquiry.country
    near = known.filter(Q(country=country) | Q(former_names__country=country) | Q(place__in=places))
    found = {one for one in near if _is_one(enquiry, one, names, places)}
    fresh = found
    while fresh:
        fresh = set(known.filter(Q(predecessors__in=fresh) | Q(successor__in=fresh))) - found
        found = found | fresh
    return found


def _is_one(enquiry: Enquiry, community: Community, names: set[str], places: set[int]) -> bool:
    if community.place_id in places:
        return True
    if enquiry.place_id and community.place_id:
        return False
    return any(identity(name) in names for name in _called(community, enquiry.country))


def _called(community: Community, country: str) -> Iterable[str]:
    """Its names in a country, those of today and the former ones."""
    one: Any
    for one in (community, *community.former_names.all()):  # type: ignore[attr-defined]
        if one.country == country:
            yield from (name for name in (one.name, one.native_name) if name)
