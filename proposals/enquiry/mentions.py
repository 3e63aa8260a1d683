"""Enquiries about a community, for its page."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.access import ADMINISTRATION
from proposals.enquiry.models import Enquiry, identity
from proposals.proposal import mentions
from proposals.proposal.mentions import Mention
from proposals.proposal.models import Community
from twinning.accounts.models import User
from twinning.records.templatetags.house import day


def enquiries(community: Community, user: User) -> list[Mention]:
    """Those about its place, or about a name that it has or had."""
    if not user.has_role(*ADMINISTRATION):
        return []
    about = Q(place=community.place_id) if community.place_id else Q(pk=None)
    called: Any
    for called in [community, *community.former_names.all()]:  # type: ignore[attr-defined]
        about |= Q(community_key=identity(called.name), country=called.country)
    found = Enquiry.objects.filter(about).order_by("-received_on", "-pk")[: mentions.MOST]
    return [
        Mention(one.number, one.get_absolute_url(), f"{day(one.received_on)} · {one.get_standing_display()}")
        for one in found
    ]


mentions.offer(_("Enquiries about it"), enquiries)
