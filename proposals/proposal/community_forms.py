"""Which community is meant, and what becomes of one."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.lifecycle import REASON_MISSING
from proposals.proposal import communities
from proposals.proposal.communities import CORRECTED, NAMES, OUR_OWN, KnownMeanwhile, fingerprint
from proposals.proposal.fields import PastDayField, long_text, speak_plainly
from proposals.proposal.models import COUNTRIES, Community
from twinning.places.forms import PlaceField
from twinning.places.hits import coordinates

ANOTHER = "another"
BY_HAND = ("name", "native_name", "region", "country")


class WhichCommunity(forms.Form):
    """One community: by its place, or by hand where the table of places does not have it.

    ``community`` is the one that is meant, new or known; it is saved by whoever uses it.
    ``takes_the_only_one``: whether one that is known by the name typed is taken without a question.
    """

    takes_the_only_one = True

    place = PlaceField(
        label=gettext_lazy("place"),
        required=False,
        help_text=gettext_lazy("Type its name, in any language and script."),
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
    which = forms.ChoiceField(
        label=gettext_lazy("which one it is"), widget=forms.HiddenInput, required=False, choices=[("", "")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
        self.community: Community | None = None
        self.known: list[Community] = []
        if self.is_bound:
            self._offer_those_of_this_name()

    def _offer_those_of_this_name(self) -> None:
        name, region, country = (self._typed(part) for part in ("name", "region", "country"))
        self.known = communities.of_name(name, region, country) if name and country else []
        if self.known:
            offered = [(str(one.pk), _told_apart(one)) for one in self.known]
            offered.append((ANOTHER, _("None of these: another community of this name")))
            self.fields["which"].widget = forms.RadioSelect()
            self.fields["which"].choices = offered  # type: ignore[attr-defined]
        if self._typed("which") not in {value for value, _label in self.fields["which"].choices}:  # type: ignore[attr-defined]
            # It answered for a name that was typed before; the question is asked anew.
            asked_anew: Any = self.data.copy()  # type: ignore[attr-defined]
            asked_anew[self.add_prefix("which")] = ""
            self.data = asked_anew

    def _typed(self, part: str) -> str:
        return str(self.data.get(self.add_prefix(part), "")).replace("\x00", "").strip()[:200]

    @property
    def by_hand(self) -> bool:
        """Whether something was typed where a community is entered by hand, or must be."""
        return any(self._typed(part) for part in BY_HAND) if self.is_bound else False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "place" in self.errors:
            return cleaned
        if cleaned.get("place") and self.by_hand:
            self.add_error("name", _("Both a place and a community by hand are given. Empty one of the two."))
        elif cleaned.get("place"):
            self._take("place", communities.of_place(cleaned["place"]))
        elif self.by_hand:
            self._take_by_hand(cleaned)
        else:
            self.say_what_is_missing()
        return cleaned

    def say_what_is_missing(self) -> None:
        self.add_error(
            "place", _("The place is missing. Type its name, or enter the community by hand below.")
        )

    def _take_by_hand(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("The name is missing. Write it as the community does."))
        if not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country", _("The country is missing. Choose it from the list."))
        if any(part in self.errors for part in (*BY_HAND, "which")):
            return
        meant = next((one for one in self.known if str(one.pk) == cleaned["which"]), None)
        if not self.known or cleaned["which"] == ANOTHER:
            self._take("name", Community(**{part: cleaned[part] for part in BY_HAND}))
        elif meant or (self.takes_the_only_one and len(self.known) == 1):
            self._take("name", meant or self.known[0])
        elif len(self.known) == 1:
            self.add_error(
                "which",
                _("A community of this name is known here already. Say whether it is this one or another."),
            )
        else:
            self.add_error(
                "which",
                _(
                    "Several communities of this name are known here. Say which one it is, or that it is another."
                ),
            )

    def _take(self, field: str, community: Community) -> None:
        if communities.is_our_own(community):
            self.add_error(field, OUR_OWN)
        else:
            self.community = community


def _told_apart(community: Community) -> str:
    """The community in full; where two would read alike, with its own script and where it lies."""
    words = community.full_name
    if community.native_name and community.native_name != community.name:
        words += f" ({community.native_name})"
    if community.place is not None:
        words += f" · {coordinates(community.place)}"
    return words


class SeenForm(forms.Form):
    """A form about one community, which knows what stood there when it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def carry_out(self, action: Callable[[], Any]) -> bool:
        """Do what the form asks for. False: it was refused, and the form says why and keeps what was typed."""
        try:
            action()
        except KnownMeanwhile as faster:
            words = _(
                "Somebody else changed this after you opened it, so yours was not saved. It now reads: %(now)s. Compare, and save again."
            )
            self.add_error(None, words % {"now": _in_words(faster.current)})
            renewed: Any = self.data.copy()  # type: ignore[attr-defined]
            renewed[self.add_prefix("seen")] = fingerprint(faster.current)
            self.data = renewed
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return not self.errors


def _in_words(community: Community) -> str:
    parts = [community.full_name, community.native_name]
    if community.successor is not None:
        parts.append(_("part of %(name)s") % {"name": community.successor.full_name})
    return " · ".join(part for part in parts if part)


class HappenedForm(SeenForm):
    """Something happened to a community, on a day, for a reason."""

    on = PastDayField(label=gettext_lazy("since"))
    why = forms.CharField(
        label=gettext_lazy("why"),
        max_length=500,
        widget=long_text(3, 500),
        help_text=gettext_lazy("Such as a merger of municipalities, with the law or the source."),
        error_messages={"required": REASON_MISSING},
    )

    @property
    def happened(self) -> dict[str, Any]:
        """When and why, and what stood there when the form was opened."""
        return {name: self.cleaned_data[name] for name in ("on", "why", "seen")}


class RenameForm(HappenedForm, forms.ModelForm):
    """What it is called now; the day and the reason."""

    class Meta:
        model = Community
        fields = list(NAMES)

    field_order = [*NAMES, "on", "why", "seen"]
    mark_optional = True

    def __init__(self, *args: Any, about: Community, **kwargs: Any) -> None:
        kwargs |= {"instance": copy(about), "initial": {"seen": fingerprint(about)}}
        super().__init__(*args, **kwargs)
        _needs_its_country(self)
        speak_plainly(self)
        self.fields["on"].label = _("called so since")

    @property
    def names(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in NAMES}


class MergeForm(WhichCommunity, HappenedForm):
    """What it became part of; the day and the reason."""

    field_order = ["place", *NAMES, "which", "on", "why", "seen"]

    def __init__(self, *args: Any, about: Community, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": fingerprint(about)}, **kwargs)
        self.fields["on"].label = _("part of it since")


class CorrectForm(SeenForm, forms.ModelForm):
    """What was written wrongly of a community."""

    place = PlaceField(
        label=Community._meta.get_field("place").verbose_name,
        required=False,
        help_text=Community._meta.get_field("place").help_text,
    )

    class Meta:
        model = Community
        fields = list(CORRECTED)

    field_order = [*CORRECTED, "seen"]
    mark_optional = True

    def __init__(self, *args: Any, about: Community, **kwargs: Any) -> None:
        kwargs |= {"instance": copy(about), "initial": {"seen": fingerprint(about)}}
        super().__init__(*args, **kwargs)
        _needs_its_country(self)
        speak_plainly(self)

    @property
    def facts(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in CORRECTED}


def _needs_its_country(form: forms.ModelForm) -> None:
    """Only a search may span the world."""
    form.fields["country"].required = True
    form.fields["country"].error_messages["required"] = _("The country is missing. Choose it from the list.")
