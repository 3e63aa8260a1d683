"""The City's relationships as a whole, and the limits that its policy sets to them.

A limit warns and forbids nothing: whoever goes beyond it says why, and nothing else is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.lifecycle import Phase, Standing
from proposals.proposal.models import Community, Kind, Proposal
from proposals.proposal.names import identity
from twinning import clock
from twinning.municipality.policy import Cap, Policy
from twinning.places.countries import country_name

HELD = (
    Standing.SISTER,
    Standing.FRIENDSHIP,
    Standing.PARTNER,
    Standing.DORMANT,
    Standing.SUSPENDED,
)
"""Relationships that the City has; a sleeping one takes its place in the portfolio, too."""

IN_PREPARATION = (Standing.PROSPECT, Standing.EXPLORATORY)


@dataclass(frozen=True)
class Limit:
    """A limit of the policy in words, with the numbers behind it."""

    words: str
    have: int
    coming: int
    most: int

    @property
    def reached(self) -> bool:
        return self.have >= self.most


def limits(country: str, policy: Policy, kind: str = "", without: Proposal | None = None) -> list[Limit]:
    """How full the portfolio is: every limit of the policy, or those that a kind of relationship would touch.

    Without a country those of one country are left out. ``without``: the file that asks, which does not count itself.
    """
    caps = [cap for cap in policy.caps.all() if not kind or cap.kind in ("", kind)]
    caps = [cap for cap in caps if country or cap.what != Cap.What.PER_COUNTRY]
    files = [file for file in _portfolio() if without is None or file.pk != without.pk] if caps else []
    return [_limit(cap, country, files) for cap in caps]


def limits_of_file(proposal: Proposal, community: Community | None = None) -> list[Limit]:
    """The limits that a file touches, or would touch with another community; none once the relationship is there."""
    if proposal.standing not in IN_PREPARATION or not proposal.is_open:
        return []
    country = (community or proposal.community).country
    return limits(country, Policy.in_force(), proposal.kind, without=proposal)


def reached(proposal: Proposal, community: Community | None = None) -> list[str]:
    """Those of them that are full already, in words."""
    return [limit.words for limit in limits_of_file(proposal, community) if limit.reached]


def partners_in(country: str, among: QuerySet[Proposal] | None = None) -> list[Proposal]:
    """Our relationships in one country; ``among``: the files that a reader may see."""
    files = Proposal.objects.all() if among is None else among
    found = files.filter(community__country=country, standing__in=HELD)
    return list(found.select_related("community__place").order_by("-opened_at", "-pk"))


def _portfolio() -> Iterator[Proposal]:
    """Every relationship and every file that may become one; of files about the same community the newest."""
    open_ones = Q(standing__in=IN_PREPARATION) & ~Q(phase=Phase.CLOSED)
    seen: set[Any] = set()
    for file in (
        Proposal.objects.filter(Q(standing__in=HELD) | open_ones)
        .select_related("community__place")
        .order_by("-standing_since", "-pk")
    ):
        key = (_who(file.community), file.standing in HELD)
        if key not in seen:
            seen.add(key)
            yield file


def _who(community: Community) -> Any:
    """What makes two communities one: the row of a search, else the place, else name and country."""
    if community.is_search:
        return "search", community.pk
    return community.place_id or (identity(community.name), community.country)


def _limit(cap: Cap, country: str, files: list[Proposal]) -> Limit:
    counted = [file for file in files if _counts(cap, country, file)]
    have = sum(file.standing in HELD and _is_new_enough(cap, file) for file in counted)
    coming = sum(file.standing not in HELD for file in counted)
    return Limit(_words(cap, country, have, coming), have, coming, cap.limit)


def _counts(cap: Cap, country: str, file: Proposal) -> bool:
    kind = file.standing if file.standing in Kind.values else file.kind
    if cap.kind and cap.kind != kind:
        return False
    return cap.what != Cap.What.PER_COUNTRY or file.community.country == country


def _is_new_enough(cap: Cap, file: Proposal) -> bool:
    if cap.what != Cap.What.NEW:
        return True
    began = file.approved_on or timezone.localdate(file.standing_since)
    today = clock.today()
    return (began.year + (cap.years or 0), began.month, began.day) > (today.year, today.month, today.day)


def _words(cap: Cap, country: str, have: int, coming: int) -> str:
    """Such as “2 of at most 3 sister cities; one more is in preparation”."""
    words = _sentence(cap) % {
        "have": have,
        "most": cap.limit,
        "what": _noun(cap.kind, cap.limit),
        "country": country_name(country) if country else "",
        "years": cap.years or 0,
    }
    if not coming:
        return f"{words}."
    more = ngettext("one more is in preparation", "%(n)d more are in preparation", coming) % {"n": coming}
    return f"{words}; {more}."


def _sentence(cap: Cap) -> str:
    if cap.what == Cap.What.PER_COUNTRY:
        return _("%(have)d of at most %(most)d %(what)s in one country (%(country)s)")
    if cap.what == Cap.What.NEW:
        return ngettext(
            "%(have)d of at most %(most)d new %(what)s within one year",
            "%(have)d of at most %(most)d new %(what)s within %(years)d years",
            cap.years or 1,
        )
    return _("%(have)d of at most %(most)d %(what)s")


def _noun(kind: str, n: int) -> str:
    if kind == Kind.SISTER:
        return ngettext("sister city", "sister cities", n)
    if kind == Kind.FRIENDSHIP:
        return ngettext("friendship city", "friendship cities", n)
    if kind == Kind.PARTNER:
        return ngettext("partner city", "partner cities", n)
    return ngettext("relationship", "relationships", n)
