"""The known partners of a place: at least so many, as of a day; those near us first; and a small drawing of them."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning.atlas.models import Import, Twinning
from twinning.places.countries import country_name
from twinning.places.geography import distance_km
from twinning.places.keys import key
from twinning.places.models import Place
from twinning.records.templatetags.house import day, number

NEAR_KM = 200
"""How far a neighbour may live: a morning's drive."""

MOST_NODES = 24
KM_PER_DEGREE = 111.2


def newest_import() -> dt.date | None:
    """The day as of which a whole list of twinnings was imported; only then can “none found” be said of a place."""
    done = Import.objects.filter(kind=Import.Kind.TWINNINGS, state=Import.State.DONE)
    return _day(done.aggregate(newest=Max("as_of"))["newest"])


def newest_knowledge() -> dt.date | None:
    """The day of the newest of all entries, imported or by hand, or of the newest import."""
    return _newest(newest_import(), _day(Twinning.objects.aggregate(newest=Max("as_of"))["newest"]))


def _day(found: Any) -> dt.date | None:
    return found


def _newest(*days: dt.date | None) -> dt.date | None:
    return max((one for one in days if one), default=None)


@dataclass(frozen=True)
class Partner:
    """One known twinning, seen from one of its ends."""

    twinning: Twinning
    place: Place | None
    name: str
    region: str
    country: str
    nearness: str
    """``ours`` (our own city), ``province``, ``country`` or nothing."""

    @property
    def country_name(self) -> str:
        return country_name(self.country) if self.country else ""

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.region, self.country_name) if part)

    @property
    def nearness_words(self) -> str:
        return _nearness_words(self.nearness)


def _nearness_words(nearness: str) -> str:
    return {"ours": _("our own city"), "province": _("in our province"), "country": _("in our country")}.get(
        nearness, ""
    )


@dataclass(frozen=True)
class Partners:
    """The known partners of one place."""

    place: Place
    found: list[Partner]
    """Known ones, our own country and province first."""
    gone: list[Partner]
    """Those that are said to have ended, or that are doubted; each has its reason."""
    imported: dt.date | None
    """As of when a list of twinnings is imported; nothing while there is none."""
    ours: Place | None = None
    """From where it is seen."""

    @property
    def as_of(self) -> dt.date | None:
        """The day of the newest list or, if newer, of the newest of these entries; an entry elsewhere says nothing here."""
        return _newest(self.imported, *(partner.twinning.as_of for partner in self.found))

    @property
    def at_least(self) -> int:
        """How many are known. More may exist: no list is complete."""
        return len(self.found)

    @property
    def nearby(self) -> list[Partner]:
        """Those in our own province and country, for a notice that nobody overlooks."""
        return [partner for partner in self.found if partner.nearness]

    @property
    def words(self) -> str:
        """``At least 9 found, as of 22 November 2026``; without a list that was imported nobody can say “none”."""
        facts = {"number": number(self.at_least), "day": day(self.as_of) if self.as_of else ""}
        if self.imported is None:
            return self._words_without_a_list() % facts
        if not self.found:
            return _("None found, as of %(day)s.") % facts
        return _("At least %(number)s found, as of %(day)s.") % facts

    def _words_without_a_list(self) -> str:
        if not self.found:
            return _("Not known: no list of twinnings is imported yet.")
        if all(partner.twinning.imported_id is None for partner in self.found):
            return _("At least %(number)s entered by hand; no list is imported yet.")
        return _("At least %(number)s found so far; no list is imported to its end yet.")

    @property
    def nobody_nearby(self) -> str:
        """What is said in a list where nobody in our country is known to be a partner."""
        if self.ours is None or self.imported is None:
            return _("not known")
        return _("none found, as of %(day)s") % {"day": day(self.imported)}

    @property
    def notice(self) -> str:
        """What to say first where somebody near us is a partner already; empty where nobody is."""
        if not self.nearby:
            return ""
        return ngettext(
            "%(place)s already has a partner in our country: %(names)s.",
            "%(place)s already has partners in our country: %(names)s.",
            len(self.nearby),
        ) % {"place": self.place.name, "names": "; ".join(_named(partner) for partner in self.nearby[:6])}


def _named(partner: Partner) -> str:
    region = f" ({partner.region})" if partner.region else ""
    return f"{partner.name}{region}"


def known_partners(place: Place, ours: Place | None = None) -> Partners:
    """The partners of one place that are known, seen from ours."""
    return partners_of_many([place], ours)[place.pk]


def partners_of_many(places: Sequence[Place], ours: Place | None = None) -> dict[int, Partners]:
    """The same for several places at once, by their numbers, with as many queries as for one."""
    ids = [place.pk for place in places]
    rows = (
        Twinning.objects.filter(Q(place_a__in=ids) | Q(place_b__in=ids))
        .select_related("place_a", "place_b")
        .order_by("pk")
    )
    imported = newest_import()
    found: dict[int, list[Partner]] = {pk: [] for pk in ids}
    for twinning in rows:
        for here, there in (("a", "b"), ("b", "a")):
            pk = getattr(twinning, f"place_{here}_id")
            if pk in found:
                found[pk].append(_seen(twinning, there, ours))
    return {place.pk: _sorted(place, found[place.pk], imported, ours) for place in places}


def _seen(twinning: Twinning, side: str, ours: Place | None) -> Partner:
    place = getattr(twinning, f"place_{side}")
    name, region, country = (getattr(twinning, f"{what}_{side}") for what in ("name", "region", "country"))
    if place is not None:
        name, region, country = place.name, place.region, place.country
    return Partner(twinning, place, name, region, country, _nearness(place, region, country, ours))


def _nearness(place: Place | None, region: str, country: str, ours: Place | None) -> str:
    if ours is None or country != ours.country:
        return ""
    if place is not None and place.pk == ours.pk:
        return "ours"
    return "province" if region and key(region) == key(ours.region) else "country"


_ORDER = {"ours": 0, "province": 1, "country": 2, "": 3}


def _sorted(place: Place, partners: list[Partner], imported: dt.date | None, ours: Place | None) -> Partners:
    partners = sorted(partners, key=lambda one: (_ORDER[one.nearness], one.country_name, key(one.name)))
    matched = {(key(one.name), one.country) for one in partners if one.place}
    held = [
        one
        for one in partners
        if one.twinning.state == Twinning.State.KNOWN
        # The same partner named by a second source that gives too little to match it: "at least" counts it once.
        and (one.place or (key(one.name), one.country) not in matched)
    ]
    gone = [one for one in partners if one.twinning.state != Twinning.State.KNOWN]
    return Partners(place, held, gone, imported, ours)


# -- The partners of our neighbours ----------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A place near us and its partner in the candidate's country, or near the candidate."""

    twinning: Twinning
    neighbour: Place
    km: float
    """From us to the neighbour."""
    partner: Place
    partner_km: float
    """From the candidate to the partner; 0 is the candidate itself."""

    @property
    def same(self) -> bool:
        """Whether our neighbour's partner is the candidate itself."""
        return self.partner_km == 0


def partners_of_neighbours(place: Place, near: Place, km: float = NEAR_KM) -> list[Link]:
    """Which places within ``km`` of ours have partners in the candidate's country or within ``km`` of the candidate."""
    around = {one.pk for one in _within(near, km)}
    around.discard(near.pk)
    if not around:
        return []
    near_candidate = {one.pk for one in _within(place, km)} | {place.pk}
    links = []
    for here, there in (("a", "b"), ("b", "a")):
        rows = (
            Twinning.objects.held()
            .filter(**{f"place_{here}__in": around})
            .filter(
                Q(**{f"place_{there}__country": place.country}) | Q(**{f"place_{there}__in": near_candidate})
            )
            .select_related("place_a", "place_b")
            .order_by()
        )
        links += [
            _link(
                twinning, getattr(twinning, f"place_{here}"), getattr(twinning, f"place_{there}"), place, near
            )
            for twinning in rows
        ]
    return sorted(links, key=lambda link: (round(link.partner_km), link.km, link.twinning.pk))


def _link(twinning: Twinning, neighbour: Place, partner: Place, place: Place, near: Place) -> Link:
    to_partner = 0.0 if partner.pk == place.pk else distance_km(place, partner)
    return Link(twinning, neighbour, distance_km(near, neighbour), partner, to_partner)


def _within(centre: Place, km: float) -> Iterable[Place]:
    """Places around a place that have a known partner; the box first, which an index answers, then the circle."""
    north = km / KM_PER_DEGREE
    east = min(180.0, north / max(0.01, math.cos(math.radians(min(89.0, abs(centre.latitude) + north)))))
    west_end, east_end = centre.longitude - east, centre.longitude + east
    across = Q(longitude__range=(west_end, east_end))
    if west_end < -180:  # the box reaches over the date line
        across |= Q(longitude__gte=west_end + 360)
    if east_end > 180:
        across |= Q(longitude__lte=east_end - 360)
    box = Place.objects.filter(
        across, latitude__range=(centre.latitude - north, centre.latitude + north)
    ).order_by()
    return [one for one in box.only("pk", "latitude", "longitude") if distance_km(centre, one) <= km]


# -- The drawing ------------------------------------------------------------------------------

WIDTH = HEIGHT = 360
MIDDLE = WIDTH // 2
RING = 146
CANDIDATE, OURS, NEIGHBOUR, OTHER = "candidate", "ours", "neighbour", "other"


def network(place: Place, ours: Place | None = None) -> dict[str, Any]:
    """The candidate in the middle and its partners around it, as plain words and numbers for a page or a paper.

    ``nodes`` (number, name, where, kind, words, x, y, points of a diamond),
    ``edges`` (x1, y1, x2, y2, considered), how many ``more`` are not drawn,
    and ``words`` that say the same without the drawing.
    """
    partners = known_partners(place, ours)
    shown = partners.found[: MOST_NODES - 2]
    around = [_node(one.place.pk if one.place else None, one.name, one.where, one.nearness) for one in shown]
    considered = ours is not None and ours.pk != place.pk and all(node["place"] != ours.pk for node in around)
    if considered and ours is not None:
        around.insert(0, _node(ours.pk, ours.name, _where(ours), "ours"))
    for order, node in enumerate(around):
        turn = 2 * math.pi * order / max(1, len(around))
        x, y = round(MIDDLE + RING * math.sin(turn)), round(MIDDLE - RING * math.cos(turn))
        node |= {
            "number": order + 1,
            "x": x,
            "y": y,
            "left": x - 13,
            "top": y - 13,
            "base": y + 5,
            "points": _diamond(x, y),
        }
    middle = _node(place.pk, place.name, _where(place), "") | {
        "number": 0,
        "kind": CANDIDATE,
        "x": MIDDLE,
        "y": MIDDLE,
        "points": "",
    }
    edges = [_edge(middle, node, considered=considered and order == 0) for order, node in enumerate(around)]
    return {
        "width": WIDTH, "height": HEIGHT, "middle": middle, "nodes": around,
        "edges": edges + _between(around), "more": partners.at_least - len(shown),
        "considered": considered, "words": partners.words, "as_of": partners.as_of,
    }  # fmt: skip


def _where(place: Place) -> str:
    return ", ".join(part for part in (place.region, place.country_name) if part)


def _node(pk: int | None, name: str, where: str, nearness: str) -> dict[str, Any]:
    kind = {"ours": OURS, "province": NEIGHBOUR, "country": NEIGHBOUR}.get(nearness, OTHER)
    return {"place": pk, "name": name, "where": where, "kind": kind, "words": _nearness_words(nearness)}


def _diamond(x: int, y: int, half: int = 17) -> str:
    return f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"


def _edge(one: dict[str, Any], other: dict[str, Any], *, considered: bool = False) -> dict[str, Any]:
    return {"x1": one["x"], "y1": one["y"], "x2": other["x"], "y2": other["y"], "considered": considered}


def _between(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Twinnings among the partners themselves."""
    by_place = {node["place"]: node for node in nodes if node["place"]}
    rows = (
        Twinning.objects.held()
        .filter(place_a__in=by_place, place_b__in=by_place)
        .order_by("pk")
        .values_list("place_a", "place_b")
    )
    return [_edge(by_place[one], by_place[other]) for one, other in rows]
