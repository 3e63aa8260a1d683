"""What the house itself can say about an enquiry: limits of the policy, and what is known of the community.

Everything here is computed, shown and left to people: nothing is decided.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.enquiry.models import Enquiry, identity
from proposals.enquiry.models import Standing as Came
from proposals.lifecycle import Phase, Standing
from proposals.proposal.models import Candidate, Community, Kind, Proposal
from twinning import clock
from twinning.atlas.partners import known_partners
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Cap, Policy
from twinning.records.templatetags.house import day

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


@dataclass(frozen=True)
class Conflict:
    """Something to think of before deciding; ``url`` leads to it where the house has a page of it."""

    words: str
    url: str = ""


# -- limits ------------------------------------------------------------------------------------


def limits(enquiry: Enquiry, policy: Policy, kind: str = "") -> list[Limit]:
    """How full the portfolio is: every limit of the policy, or those that a kind of relationship would touch."""
    caps = [cap for cap in policy.caps.all() if not kind or cap.kind in ("", kind)]
    files = list(_portfolio()) if caps else []
    return [_limit(cap, enquiry, files) for cap in caps]


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


def _limit(cap: Cap, enquiry: Enquiry, files: list[Proposal]) -> Limit:
    counted = [file for file in files if _counts(cap, enquiry, file)]
    have = sum(file.standing in HELD and _is_new_enough(cap, file) for file in counted)
    coming = sum(file.standing not in HELD for file in counted)
    return Limit(_words(cap, enquiry, have, coming), have, coming, cap.limit)


def _counts(cap: Cap, enquiry: Enquiry, file: Proposal) -> bool:
    kind = file.standing if file.standing in Kind.values else file.kind
    if cap.kind and cap.kind != kind:
        return False
    return cap.what != Cap.What.PER_COUNTRY or file.community.country == enquiry.country


def _is_new_enough(cap: Cap, file: Proposal) -> bool:
    if cap.what != Cap.What.NEW:
        return True
    began = file.approved_on or timezone.localdate(file.standing_since)
    today = clock.today()
    return (began.year + (cap.years or 0), began.month, began.day) > (today.year, today.month, today.day)


def _words(cap: Cap, enquiry: Enquiry, have: int, coming: int) -> str:
    """Such as “2 of at most 3 sister cities; one more is in preparation”."""
    words = _sentence(cap) % {
        "have": have,
        "most": cap.limit,
        "what": _noun(cap.kind, cap.limit),
        "country": enquiry.country_name,
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


# -- conflicts -----------------------------------------------------------------------------------


def conflicts(enquiry: Enquiry) -> list[Conflict]:
    """What else the house knows of the community and its country."""
    files = files_about(enquiry)
    return [
        *(_file(file) for file in files),
        *_candidacies(enquiry, files),
        *(
            _earlier(other)
            for other in Enquiry.objects.about_the_same(enquiry).select_related("proposal")[:20]
        ),
        *_neighbours(enquiry, files),
        *_known_elsewhere(enquiry),
    ]


def files_about(enquiry: Enquiry) -> list[Proposal]:
    """Files about the same community, by place, else by any of its names in its country; the newest first."""
    found = (
        Proposal.objects.filter(_near(enquiry, "community__"))
        .select_related("community__place")
        .prefetch_related("community__former_names")
        .order_by("-opened_at", "-pk")
    )
    return [file for file in found if _is_the_same(enquiry, file.community)]


def _near(enquiry: Enquiry, path: str) -> Q:
    """What the database can narrow down: the place or the country."""
    near = Q(**{f"{path}country": enquiry.country})
    if enquiry.place_id:
        near |= Q(**{f"{path}place": enquiry.place_id})
    return near


def _is_the_same(enquiry: Enquiry, community: Community) -> bool:
    if enquiry.place_id and community.place_id:
        return bool(enquiry.place_id == community.place_id)
    names = [community.name, community.native_name, *(former.name for former in community.former_names.all())]
    return enquiry.community_key in {identity(name) for name in names if name}


def _file(file: Proposal) -> Conflict:
    words = _("There is a file about this community: %(reference)s, %(phase)s, %(standing)s.") % {
        "reference": file.reference,
        "phase": file.get_phase_display(),
        "standing": file.get_standing_display(),
    }
    return Conflict(words, file.phase_url)


def _candidacies(enquiry: Enquiry, files: list[Proposal]) -> Iterator[Conflict]:
    """Where it was weighed as one candidate among others."""
    found = (
        Candidate.objects.filter(_near(enquiry, "community__"))
        .exclude(proposal__in=files)
        .select_related("community__place", "proposal__community")
        .prefetch_related("community__former_names")
        .order_by("-pk")
    )
    for one in found:
        if _is_the_same(enquiry, one.community):
            words = _("It was a candidate in the file %(reference)s: %(standing)s.") % {
                "reference": one.proposal.reference,
                "standing": one.get_standing_display(),
            }
            yield Conflict(f"{words} {one.reason}".strip(), one.proposal.phase_url)


def _earlier(other: Enquiry) -> Conflict:
    words = {
        Came.DECLINED: _("The same community was asked about on %(day)s (%(number)s), declined: %(reason)s"),
        Came.OPENED: _(
            "The same community was asked about on %(day)s (%(number)s); the file %(file)s was opened."
        ),
        Came.RECEIVED: _(
            "The same community was asked about on %(day)s (%(number)s), received for information."
        ),
        Came.HELD: _("The same community is asked about since %(day)s (%(number)s), on hold."),
    }.get(
        Came(other.standing),
        _("The same community is asked about since %(day)s (%(number)s), not decided yet."),
    )
    said = {
        "day": day(other.received_on),
        "number": other.number,
        "reason": other.reason,
        "file": other.proposal.reference if other.proposal else "",
    }
    return Conflict(words % said, other.get_absolute_url())


def _neighbours(enquiry: Enquiry, files: list[Proposal]) -> Iterator[Conflict]:
    """Partners of ours in the same country."""
    same = {file.pk for file in files}
    for file in Proposal.objects.filter(community__country=enquiry.country, standing__in=HELD).select_related(
        "community__place"
    ):
        if file.pk not in same:
            words = _("We have a partner in %(country)s: %(community)s, %(standing)s since %(day)s.") % {
                "country": enquiry.country_name,
                "community": file.community,
                "standing": file.get_standing_display(),
                "day": day(file.approved_on or file.standing_since),
            }
            yield Conflict(words, file.phase_url)


def _known_elsewhere(enquiry: Enquiry) -> Iterator[Conflict]:
    """What sources say of the community's other partners, those near us by name."""
    ours = Municipality.ours().place
    if enquiry.place is None:
        return
    partners = known_partners(enquiry.place, ours)
    if partners.found:
        words = _("Known partners of %(community)s: %(words)s") % {
            "community": enquiry.community_name,
            "words": partners.words,
        }
        yield Conflict(f"{partners.notice} {words}".strip())


# -- kept with a finished screening -------------------------------------------------------------


def frozen(enquiry: Enquiry, policy: Policy) -> list[dict[str, Any]]:
    """Limits and conflicts as they were shown, to be read when files and policy have long changed."""
    told = [{"what": "limit", "reached": limit.reached, **asdict(limit)} for limit in limits(enquiry, policy)]
    return told + [{"what": "conflict", **asdict(conflict)} for conflict in conflicts(enquiry)]
