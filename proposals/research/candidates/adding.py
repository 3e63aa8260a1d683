"""Putting one community on the list: by its place, or by hand where the table of places does not have it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from proposals.proposal.community_forms import WhichCommunity
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.research.candidates.actions import LISTED_ALREADY, is_listed


def came_up_field(**more: Any) -> forms.CharField:
    field = Candidate._meta.get_field("came_up")
    return forms.CharField(
        label=field.verbose_name,
        max_length=field.max_length,
        error_messages={
            "required": gettext_lazy(
                "How it came up is missing. Say it in a few words, so that it can be read later."
            )
        },
        **more,
    )


class AddForm(WhichCommunity):
    """One community for the list, and how it came up."""

    takes_the_only_one = False
    came_up = came_up_field(
        help_text=gettext_lazy("Such as a letter, a resident with family there, a motion of council.")
    )
    field_order = ("place", "came_up")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, **kwargs)

    def _take(self, field: str, community: Community) -> None:
        if is_listed(self.proposal, community):
            self.add_error(field, LISTED_ALREADY % {"name": community})
        else:
            super()._take(field, community)
