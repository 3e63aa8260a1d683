"""The communities on the other side: found again, renamed, merged, put right; what they were called is never lost.

A file keeps what its papers said. The community behind it moves on: it takes
another name, or becomes part of another one.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import REASON_MISSING
from proposals.proposal.models import Candidate, Community, FormerName, Proposal
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.municipality.models import Municipality
from twinning.municipality.versions import labels
from twinning.places.keys import key
from twinning.places.models import Place
from twinning.records import history

NAMES = ("name", "native_name", "region", "country")
"""What a community is called, and where it says it lies."""

CORRECTED = (*NAMES, "country_label", "place")

OUR_OWN = gettext_lazy(
    "This is our own city. A city cannot be its own twin: choose another place, or check the name."
)

history.sentences(
    {
        "community.renamed": gettext_lazy("%(old)s was renamed %(new)s on %(day)s"),
        "community.merged": gettext_lazy("%(old)s became part of %(new)s on %(day)s"),
        "community.parted": gettext_lazy("%(old)s is not part of %(new)s: the entry was taken back"),
        "community.corrected": gettext_lazy("Corrected what is written of %(name)s: %(fields)s"),
    }
)


class KnownMeanwhile(Exception):
    """Somebody else changed the community after the form was opened. ``current`` is what stands now."""

    def __init__(self, current: Community) -> None:
        super().__init__(str(current))
        self.current = current


# -- finding ------------------------------------------------------------------------------


def known_to(user: User) -> "models.QuerySet[Community]":
    """The communities a person may read about: those of the files that they may see, as partner or as candidate."""
    known = Community.objects.filter(is_search=False)
    if user.has_role(Role.STAFF, Role.CAO, Role.CLERK, Role.ADMINISTRATOR):
        return known
    files = Proposal.objects.visible_to(user)
    candidates = Candidate.objects.filter(proposal__in=files)
    seen = Q(pk__in=files.values("community")) | Q(pk__in=candidates.values("community"))
    return known.filter(seen | Q(predecessors__in=files.values("community"))).distinct()


def of_place(place: Place) -> Community:
    """The community kept for a place, or a new one that is not saved yet; one that was merged leads to its successor."""
    kept = Community.objects.filter(place=place, is_search=False).order_by("pk").first()
    if kept is None:
        return Community(place=place, name=place.name, region=place.region, country=place.country)
    return today_of(kept)


def of_name(name: str, region: str, country: str) -> list[Community]:
    """Communities that are or were called by a name in a country, in any spelling.

    Those of another region are left out where both name theirs. Merged ones lead to their successors.
    """
    kept = Community.objects.filter(is_search=False).prefetch_related("former_names").order_by("pk")
    here = kept.filter(Q(country=country) | Q(former_names__country=country)).distinct()
    found = [one for one in here if any(_same(called, name, region, country) for called in _called(one))]
    return list(dict.fromkeys(today_of(one) for one in found))


def _called(community: Community) -> list[Any]:
    return [community, *community.former_names.all()]


def _same(called: Any, name: str, region: str, country: str) -> bool:
    return (
        called.country == country
        and key(name) in {key(called.name), key(called.native_name)}
        and (not region or not called.region or key(called.region) == key(region))
    )


def today_of(community: Community) -> Community:
    """What a community has become; itself, where it became part of no other."""
    while community.successor is not None:
        community = community.successor
    return community


def is_our_own(community: Community) -> bool:
    """Whether a community is our own city: by its place, else by name, region and country."""
    ours = Municipality.objects.filter(pk=1).first()
    if ours is None or community.is_search:
        return False
    if community.place_id is not None and ours.place_id is not None:
        return community.place_id == ours.place_id
    return (
        key(community.name) in {key(ours.name), key(ours.short_name)}
        and (not community.region or key(community.region) == key(ours.province))
        and key(ours.country) in {key(name) for name in _names_of_country(community)}
    )


def _names_of_country(community: Community) -> list[str]:
    english = Locale("en").territories.get(community.country, "")
    return [community.country, english, community.country_name]


def fingerprint(community: Community) -> str:
    """What a form was opened with, in a few letters; it changes with every fact that a form can change."""
    facts = [getattr(community, field) for field in (*NAMES, "country_label", "place_id", "successor_id")]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


# -- changing -----------------------------------------------------------------------------


@transaction.atomic
def rename(
    community: Community, names: Mapping[str, str], *, on: dt.date, why: str, seen: str, by: User
) -> None:
    """It is called otherwise since a day. What it was called stays, with the reason, and is found by searching.

    Raises ``ValidationError`` where nothing differs, the day lies ahead or before
    an earlier change, or no reason is given; ``KnownMeanwhile`` if somebody was faster.
    """
    community = _locked(community, seen)
    before = {field: getattr(community, field) for field in NAMES}
    if all(before[field] == names[field] for field in NAMES):
        raise ValidationError(_("This is what it is called already. Change the name, or go back."))
    _refuse_day(community, on)
    _refuse_without(why)
    FormerName.objects.create(community=community, until=on, why=why.strip(), **before)
    old = str(community)
    _write(community, names)
    _refuse_ours(community)
    for subject in _concerned(community):
        history.record(subject, "community.renamed", by=by, remark=why, old=old, new=str(community), day=on)


@transaction.atomic
def merge(community: Community, into: Community, *, on: dt.date, why: str, seen: str, by: User) -> None:
    """It became part of another community, which may be new here. Its files stay, and lead there.

    Raises what ``rename`` raises, and ``ValidationError`` for a community that became
    part of another already, or that would in the end become part of itself.
    """
    # One merger at a time: two at once could make each of two communities part of the other.
    Municipality.objects.select_for_update().filter(pk=1).first()
    community = _locked(community, seen)
    if into.pk:
        into.refresh_from_db()
    if community.successor_id:
        raise ValidationError(
            _("It became part of %(name)s already. Take that entry back first, if it is wrong.")
            % {"name": community.successor}
        )
    if into.pk == community.pk or (into.pk and today_of(into) == community):
        raise ValidationError(_("A community cannot become part of itself. Choose another one."))
    _refuse_ours(into)
    _refuse_day(community, on)
    _refuse_without(why)
    if into.pk is None:
        into.save()
    _write(community, {"successor": into, "succeeded_on": on})
    for subject in _concerned(community):
        history.record(
            subject, "community.merged", by=by, remark=why, old=str(community), new=str(into), day=on
        )


@transaction.atomic
def part(community: Community, *, why: str, by: User) -> None:
    """Take back that it became part of another one: that was entered by mistake. Does nothing where it is not so."""
    community = Community.objects.select_for_update().get(pk=community.pk)
    if community.successor is None:
        return
    _refuse_without(why)
    into = str(community.successor)
    _write(community, {"successor": None, "succeeded_on": None})
    for subject in _concerned(community):
        history.record(subject, "community.parted", by=by, remark=why, old=str(community), new=into)


@transaction.atomic
def correct(community: Community, facts: Mapping[str, Any], *, seen: str, by: User) -> None:
    """Put right what was written wrongly; it never was called so, so no former name is kept.

    Raises ``ValidationError`` for our own city, ``KnownMeanwhile`` if somebody was faster.
    """
    community = _locked(community, seen)
    changed = [field for field in CORRECTED if getattr(community, field) != facts[field]]
    if not changed:
        return
    _write(community, {field: facts[field] for field in changed})
    _refuse_ours(community)
    told = labels(Community, changed)
    history.record(community, "community.corrected", by=by, name=str(community), fields=told)


def _locked(community: Community, seen: str) -> Community:
    current = Community.objects.select_for_update().get(pk=community.pk)
    if fingerprint(current) != seen:
        raise KnownMeanwhile(current)
    return current


def _write(community: Community, facts: Mapping[str, Any]) -> None:
    for field, value in facts.items():
        setattr(community, field, value)
    community.save(update_fields=list(facts))


def _refuse_ours(community: Community) -> None:
    if is_our_own(community):
        raise ValidationError(OUR_OWN)


def _refuse_day(community: Community, on: dt.date) -> None:
    if on > clock.today():
        raise ValidationError(_("This day is still to come. Give the day on which it happened."))
    last = community.former_names.order_by("-until").first()  # type: ignore[attr-defined]
    if last is not None and on < last.until:
        raise ValidationError(
            _("Its name changed later than that already. Give a day after the change before this one.")
        )


def _refuse_without(why: str) -> None:
    if not why.strip():
        raise ValidationError(REASON_MISSING)


def _concerned(community: Community) -> list[models.Model]:
    """Whose histories tell what happened: the community's, and that of every file about it or weighing it."""
    considers = Candidate.objects.filter(community=community).values("proposal")
    return [community, *Proposal.objects.filter(Q(community=community) | Q(pk__in=considers)).order_by("pk")]
