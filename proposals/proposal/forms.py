"""Forms of the file itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import speak_plainly
from proposals.proposal.models import Attachment, Community, Kind, Origin, Proposal, SectionState
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


class OpenFileForm(forms.ModelForm):
    """The few facts with which a file begins."""

    kind = forms.ChoiceField(label=_("What is sought"), choices=Kind, initial=Kind.SISTER)
    origin = forms.ChoiceField(label=_("How it came up"), choices=Origin, initial=Origin.STAFF)
    another = forms.BooleanField(
        label=_("Open another file about this community"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Community
        fields = ["name", "region", "country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
        self.same: list[Proposal] = []

    def clean(self) -> dict[str, Any]:
        """A file about the same community is offered before a second one is opened."""
        cleaned: dict[str, Any] = super().clean() or {}
        name, country = cleaned.get("name"), cleaned.get("country")
        if name and country:
            self.same = list(
                Proposal.objects.filter(
                    community__name__iexact=name, community__country=country
                ).select_related("community")
            )
        if self.same and not cleaned.get("another"):
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error(
                "another",
                _(
                    "There is a file about this community already, see above. Go on there, or tick the box to open another one."
                ),
            )
        return cleaned


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
