"""Which committees of the register can carry a relationship: the other community's own, and no other city's."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committees.models import Committee
from proposals.correspondence.mirror.models import FileCommittee
from proposals.proposal.models import Community
from twinning.places.keys import key


def is_of(committee: Committee, community: Community) -> bool:
    """Whether its city is this community, or nobody wrote which one it is. One of ours belongs to no other city."""
    return committee.side == Committee.Side.OURS or _plain(committee.city) in {"", *_names(community)}


def own(named: Iterable[FileCommittee], community: Community) -> list[FileCommittee]:
    """Those of a file for which ``is_of`` holds, with one query for any number."""
    names = {"", *_names(community)}
    return [one for one in named if _plain(one.committee.city) in names]


def _names(community: Community) -> set[str]:
    """What the community is or was called."""
    told = [
        (community.name, community.native_name),
        *community.former_names.values_list("name", "native_name"),
    ]
    return {_plain(name) for names in told for name in names if name}


def why_not(committee: Committee, community: Community) -> str:
    """Why a committee cannot stand on a file about this community, in words; nothing if it can."""
    if not is_of(committee, community):
        return _(
            "“%(name)s” is a committee of %(city)s, and this file is about %(community)s. Choose another one, or correct its city in the register."
        ) % {"name": committee.name, "city": committee.city, "community": community}
    if _with_others([committee.pk], community):
        return _(
            "“%(name)s” is on the file of another community already. Choose another one, or take it off that file first."
        ) % {"name": committee.name}
    return ""


def fitting(register: QuerySet[Committee], community: Community) -> QuerySet[Committee]:
    """Those of the register that ``why_not`` has nothing against, in the same few queries for any number."""
    names = {"", *_names(community)}
    near = [one.pk for one in register if one.side == Committee.Side.OURS or _plain(one.city) in names]
    return register.filter(pk__in=set(near) - _with_others(near, community))


def _with_others(committees: list[int], community: Community) -> set[int]:
    """Which of them stand on a file of another community. Ours may carry many relationships."""
    named = FileCommittee.objects.standing().filter(committee__in=committees)
    elsewhere = named.exclude(committee__side=Committee.Side.OURS).exclude(
        record__proposal__community=community
    )
    return set(elsewhere.values_list("committee", flat=True))


def _plain(name: str) -> str:
    """A name as it is compared; what has neither letter nor figure stays as it is."""
    return key(name) or name.strip()
