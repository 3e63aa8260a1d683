"""Putting one community on the list: by its place, or by hand where the table of places does not have it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal import communities
from proposals.proposal.communities import OUR_OWN, is_our_own
from proposals.proposal.fields import speak_plainly
from proposals.proposal.models import COUNTRIES, Candidate, Community, Proposal
from proposals.research.candidates import nearness
from proposals.research.candidates.actions import LISTED_ALREADY, is_listed
from twinning.places.forms import PlaceField

ANOTHER = "another"


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


class AddForm(forms.Form):
    """One community for the list: by its place, or by hand where the table of places does not have it."""

    place = PlaceField(label=gettext_lazy("place"), required=False)
    came_up = came_up_field(
        help_text=gettext_lazy("Such as a letter, a resident with family there, a motion of council.")
    )
    name = forms.CharField(label=gettext_lazy("name of the community"), max_length=200, required=False)
    native_name = forms.CharField(
        label=gettext_lazy("name in its own language and script"), max_length=200, required=False
    )
    region = forms.CharField(label=gettext_lazy("region, state or province"), max_length=200, required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("country"),
        choices=[("", gettext_lazy("Choose…")), *COUNTRIES],
        required=False,
    )
    same = forms.ChoiceField(
        label=gettext_lazy("which one it is"),
        widget=forms.HiddenInput,
        required=False,
        choices=[(ANOTHER, "")],
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.community: Community | None = None
        speak_plainly(self)
        if self.is_bound:
            self._offer_those_of_the_same_name()

    def _offer_those_of_the_same_name(self) -> None:
        name, region, country = (
            str(self.data.get(part, "")).strip() for part in ("name", "region", "country")
        )
        self._same = communities.of_name(name, region, country) if name and country else []
        if not self._same:
            return
        choices = [(str(community.pk), _told_apart(community)) for community in self._same]
        self.fields["same"].widget = forms.RadioSelect()
        self.fields["same"].choices = [  # type: ignore[attr-defined]
            *choices,
            (ANOTHER, _("None of these: another community of this name")),
        ]

    @property
    def by_hand(self) -> bool:
        """Whether something was typed where a community is entered by hand."""
        return any(self.data.get(part) for part in ("name", "native_name", "region", "country"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "place" in self.errors:
            return cleaned
        if cleaned.get("place") and self.by_hand:
            self.add_error(
                "name",
                _("Both a place and a community by hand are given. Empty one of the two."),
            )
        elif cleaned.get("place"):
            self._take("place", communities.of_place(cleaned["place"]))
        elif self.by_hand:
            self._clean_by_hand(cleaned)
        else:
            self.add_error(
                "place",
                _("The place is missing. Type its name, or enter the community by hand below."),
            )
        return cleaned

    def _clean_by_hand(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("The name is missing. Write it as the community does."))
        if not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country", _("The country is missing. Choose it from the list."))
        if self.errors:
            return
        if not self._same or cleaned["same"] == ANOTHER:
            facts = {part: cleaned[part].strip() for part in ("name", "native_name", "region", "country")}
            self._take("name", Community(**facts))
        elif cleaned["same"]:
            self._take("same", next(one for one in self._same if str(one.pk) == cleaned["same"]))
        else:
            self.add_error(
                "same",
                _("A community of this name is known here already. Say whether it is this one or another."),
            )

    def _take(self, field: str, community: Community) -> None:
        if is_our_own(community):
            self.add_error(field, OUR_OWN)
        elif is_listed(self.proposal, community):
            self.add_error(field, LISTED_ALREADY % {"name": community})
        else:
            self.community = community


def _told_apart(community: Community) -> str:
    """The community in full; where two would read alike, with where it lies."""
    words = community.full_name
    if community.native_name and community.native_name != community.name:
        words += f" ({community.native_name})"
    if community.place is not None:
        words += f" · {nearness.position(community.place)}"
    return words
