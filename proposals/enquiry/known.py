"""What the house knows of the community that an enquiry is about, and of its country.

Everything here is found, shown and left to people: nothing is decided.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.enquiry import same as known_by
from proposals.enquiry.models import OPEN, Decision, Enquiry, EnquiryQuerySet
from proposals.enquiry.models import Standing as Came
from proposals.enquiry.same import Same
from proposals.proposal.models import Candidate, Proposal
from proposals.proposal.portfolio import partners_in
from twinning.atlas.partners import NEAR_KM, Link, known_partners, partners_of_neighbours
from twinning.municipality.models import Municipality
from twinning.places.models import Place
from twinning.records.templatetags.house import day, number

MOST_SHOWN = 20
MOST_LINKS = 6


@dataclass(frozen=True)
class Conflict:
    """Something to think of before deciding; ``url`` leads to it where the house has a page of it."""

    words: str
    url: str = ""


Finder = Callable[[Enquiry, Same], Iterable[Conflict]]
_FINDERS: list[Finder] = []


def offer(find: Finder) -> None:
    """Register who knows something of a community or its country, so that enquiries need not know them."""
    _FINDERS.append(find)


def conflicts(enquiry: Enquiry) -> list[Conflict]:
    """What else the house knows of the community and its country; what could not be asked is said, too."""
    same = known_by.of(enquiry)
    files = _files(same)
    return [
        *(_file(file) for file in files),
        *_candidacies(same, files),
        *_earlier_enquiries(enquiry, same),
        *_same_sender(enquiry, same),
        *_partners_in_the_country(enquiry, files),
        *(told for find in _FINDERS for told in find(enquiry, same)),
        *_known_elsewhere(enquiry),
    ]


def files_about(enquiry: Enquiry) -> list[Proposal]:
    """Files about the same community, or about what it became or was before; the newest first."""
    return _files(known_by.of(enquiry))


def _files(same: Same) -> list[Proposal]:
    found = Proposal.objects.filter(community__in=same.communities).select_related(
        "community__place", "community__successor"
    )
    return list(found.order_by("-opened_at", "-pk"))


def _file(file: Proposal) -> Conflict:
    words = _("There is a file about this community: %(reference)s, %(phase)s, %(standing)s.") % {
        "reference": file.reference,
        "phase": file.get_phase_display(),
        "standing": file.get_standing_display(),
    }
    return Conflict(words, file.phase_url)


def _candidacies(same: Same, files: list[Proposal]) -> Iterator[Conflict]:
    """Where it was weighed as one candidate among others."""
    found = Candidate.objects.filter(community__in=same.communities).exclude(proposal__in=files)
    for one in found.select_related("proposal__community").order_by("-pk"):
        words = _("It was a candidate in the file %(reference)s: %(standing)s.") % {
            "reference": one.proposal.reference,
            "standing": one.get_standing_display(),
        }
        yield Conflict(f"{words} {one.reason}".strip(), one.proposal.phase_url)


# -- who asked before ------------------------------------------------------------------------------


def _earlier_enquiries(enquiry: Enquiry, same: Same) -> Iterator[Conflict]:
    found = known_by.enquiries(enquiry, same)
    yield from (_earlier(other) for other in _first(found))
    yield from _and_more(found, enquiry.community_name)


def _same_sender(enquiry: Enquiry, same: Same) -> Iterator[Conflict]:
    """What the same sender asked about other communities."""
    about_it = known_by.enquiries(enquiry, same).order_by().values("pk")
    found = known_by.from_the_same(enquiry).exclude(pk__in=about_it)
    for other in _first(found):
        words = _("The same sender wrote on %(day)s about %(community)s (%(number)s): %(standing)s.") % {
            "day": day(other.received_on),
            "community": other.full_name,
            "number": other.number,
            "standing": other.get_standing_display(),
        }
        yield Conflict(words, other.get_absolute_url())
    yield from _and_more(found, enquiry.organisation or enquiry.asker_name)


def _first(found: EnquiryQuerySet) -> EnquiryQuerySet:
    return found.select_related("proposal").prefetch_related("decisions")[:MOST_SHOWN]


def _and_more(found: EnquiryQuerySet, words: str) -> Iterator[Conflict]:
    more = found.count() - MOST_SHOWN
    if more > 0:
        told = ngettext("And %(n)d more enquiry.", "And %(n)d more enquiries.", more) % {"n": more}
        yield Conflict(told, f"{reverse('enquiry:index')}?{urlencode({'words': words})}")


def _earlier(other: Enquiry) -> Conflict:
    decisions = list(other.decisions.all())  # type: ignore[attr-defined]
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
    told = [words % said, *map(_before, decisions if other.standing in _UNDECIDED else decisions[1:])]
    return Conflict(" ".join(told), other.get_absolute_url())


_UNDECIDED = [standing for standing in OPEN if standing != Came.HELD]


def _before(decision: Decision) -> str:
    """An earlier decision about the same enquiry, with its reason."""
    words = _("Before that, on %(day)s: %(standing)s.") % {
        "day": day(decision.on),
        "standing": decision.get_standing_display(),
    }
    return f"{words} {decision.reason}".strip()


# -- the country, and what sources say -----------------------------------------------------------------


def _partners_in_the_country(enquiry: Enquiry, files: list[Proposal]) -> Iterator[Conflict]:
    """Partners of ours in the same country."""
    same = {file.pk for file in files}
    for file in partners_in(enquiry.country):
        if file.pk not in same:
            words = _("We have a partner in %(country)s: %(community)s, %(standing)s since %(day)s.") % {
                "country": enquiry.country_name,
                "community": file.community,
                "standing": file.get_standing_display(),
                "day": day(file.approved_on or file.standing_since),
            }
            yield Conflict(words, file.phase_url)


def _known_elsewhere(enquiry: Enquiry) -> Iterator[Conflict]:
    """What sources say of the community's other partners and of our neighbours' partners; else why nobody could ask them."""
    place, ours = enquiry.place, Municipality.ours().place
    if place is None:
        words = _(
            "Not on the map yet, so the lists of twinnings cannot be asked. Choose its place from the list."
        )
        yield Conflict(words, reverse("enquiry:correct", args=[enquiry.pk]))
        return
    partners = known_partners(place, ours)
    if partners.found or partners.as_of is None:
        words = _("Known partners of %(community)s: %(words)s") % {
            "community": enquiry.community_name,
            "words": partners.words,
        }
        yield Conflict(f"{partners.notice} {words}".strip())
    if ours is not None:
        yield from _near_us(place, ours)


def _near_us(place: Place, ours: Place) -> Iterator[Conflict]:
    """Which places near us have a partner in the same country."""
    links = partners_of_neighbours(place, ours)
    for link in links[:MOST_LINKS]:
        yield Conflict(_link(link), reverse("atlas:twinning", args=[link.twinning.pk]))
    more = len(links) - MOST_LINKS
    if more > 0:
        words = ngettext(
            "And %(n)d more twinning of places within %(km)d km of us with that country.",
            "And %(n)d more twinnings of places within %(km)d km of us with that country.",
            more,
        )
        yield Conflict(words % {"n": more, "km": NEAR_KM})


def _link(link: Link) -> str:
    return _("%(neighbour)s, %(km)s km from us, has a partner in %(country)s: %(partner)s.") % {
        "neighbour": link.neighbour.name,
        "km": number(round(link.km)),
        "country": link.partner.country_name,
        "partner": link.partner.name,
    }
