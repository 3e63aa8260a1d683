"""Enquiries about a community, for its page."""

from django.utils.translation import gettext_lazy as _

from proposals.access import ADMINISTRATION
from proposals.enquiry.models import Enquiry
from proposals.proposal import mentions
from proposals.proposal.mentions import Mention
from proposals.proposal.models import Community
from twinning.accounts.models import User
from twinning.records.templatetags.house import day


def enquiries(community: Community, user: User) -> list[Mention]:
    """Those about its place, or about a name that it has or had."""
    if not user.has_role(*ADMINISTRATION):
        return []
    found = Enquiry.objects.about(community).for_list()[: mentions.MOST]
    return [
        Mention(one.number, one.get_absolute_url(), f"{day(one.received_on)} · {one.get_standing_display()}")
        for one in found
    ]


mentions.offer(_("Enquiries about it"), enquiries)
