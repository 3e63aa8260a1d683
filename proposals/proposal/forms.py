"""Forms of the file itself."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.lifecycle import REASON_MISSING
from proposals.proposal.community_forms import ANOTHER, WhichCommunity
from proposals.proposal.fields import speak_plainly
from proposals.proposal.models import (
    COUNTRIES,
    Attachment,
    Community,
    Kind,
    Origin,
    Proposal,
    SectionState,
)
from twinning.records.uploads import UploadField


class WhyForm(forms.Form):
    """A reason, in one or two sentences."""

    why = forms.CharField(
        label=_("reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": REASON_MISSING},
    )


class WaiverForm(forms.ModelForm):
    """Why a section is not needed; nothing, where it is needed after all."""

    class Meta:
        model = SectionState
        fields = ["waiver"]


class OpenFileForm(WhichCommunity):
    """The few facts with which a file begins: a community, or that one is still looked for."""

    title = forms.CharField(
        label=_("working title"),
        max_length=200,
        required=False,
        help_text=_("Such as “A partner in Japan”. The candidates are put on a long list in the research."),
    )
    within = forms.ChoiceField(
        label=_("country, if it is sure"), choices=[("", _("Any country")), *COUNTRIES], required=False
    )
    kind = forms.ChoiceField(label=_("What is sought"), choices=Kind, initial=Kind.SISTER)
    origin = forms.ChoiceField(label=_("How it came up"), choices=Origin, initial=Origin.STAFF)
    another = forms.BooleanField(
        label=_("Open another file about this community"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.same: list[Proposal] = []

    @property
    def searching(self) -> bool:
        """Whether a working title or a country to look in was typed."""
        return self.is_bound and any(self._typed(part) for part in ("title", "within"))

    def clean(self) -> dict[str, Any]:
        """A file about the same community is offered before a second one is opened."""
        cleaned = super().clean()
        if self.searching:
            self._search(cleaned)
        if self.community is not None:
            self._offer_the_same(cleaned)
        return cleaned

    def say_what_is_missing(self) -> None:
        if not self.searching:
            self.add_error(
                "place",
                _(
                    "The community is missing. Type its name here, enter it by hand, or say below that you are still looking."
                ),
            )

    def _search(self, cleaned: dict[str, Any]) -> None:
        if self.community is not None or self.by_hand or cleaned.get("place"):
            self.community = None
            self.add_error("title", _("A community and a search are both given. Empty one of the two."))
        elif not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", _("The working title is missing. Say in a few words what you look for."))
        elif "title" not in self.errors and "within" not in self.errors:
            self.community = Community(name=cleaned["title"], country=cleaned["within"], is_search=True)

    def _offer_the_same(self, cleaned: dict[str, Any]) -> None:
        about = {one.pk for one in [self.community, *self.known] if one is not None and one.pk}
        if cleaned.get("which") == ANOTHER:
            return
        files = Proposal.objects.filter(Q(community__in=about) | Q(community__successor__in=about))
        self.same = list(files.select_related("community").order_by("-opened_at", "-pk"))
        if self.same and not cleaned.get("another"):
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error(
                "another",
                _(
                    "There is a file about this community already, see above. Go on there, or tick the box to open another one."
                ),
            )


class AttachmentForm(forms.ModelForm):
    file = UploadField(label=_("file"))

    class Meta:
        model = Attachment
        fields = ["about"]
        labels = {"about": _("what it is")}

    field_order = ["about", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
