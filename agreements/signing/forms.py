"""The forms of the signing sections."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.signing.models import EVALUATION_COMES_LATER, Ceremony, Signature, Signing
from proposals.proposal.fields import DayField, long_text
from twinning.municipality.zones import ZoneField
from twinning.records.uploads import UploadField


class SignatureForm(forms.ModelForm):
    signed_on = DayField(label=_("signed on"), required=False)

    class Meta:
        model = Signature
        fields = ["side", "name", "native_name", "office", "native_office", "capacity", "signed_on", "place"]


class CeremonyForm(forms.ModelForm):
    held_on = DayField(label=_("date there"), required=False)
    held_at = forms.TimeField(
        label=_("local time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "width-8"}, format="%H:%M"),
        error_messages={"invalid": _("This time cannot be read. Write hours and minutes, such as 14:30.")},
    )
    zone = ZoneField()

    class Meta:
        model = Ceremony
        fields = ["mode", "held_on", "held_at", "zone", "place", "notes"]
        widgets = {"notes": long_text(2, 5000)}


class CopiesForm(forms.ModelForm):
    class Meta:
        model = Signing
        fields = ["originals", "holders", "registered_with"]
        widgets = {"originals": forms.NumberInput(attrs={"class": "width-4"}), "holders": long_text(3, 2000)}


class EvaluationDateForm(forms.ModelForm):
    evaluation_on = DayField(label=_("date of the evaluation"), required=False)

    class Meta:
        model = Signing
        fields = ["evaluation_on", "evaluation_reason"]
        widgets = {"evaluation_reason": long_text(3, 2000)}
        help_texts = {
            "evaluation_reason": _("Only for a date that is not 6 to 24 months after the last signature.")
        }

    def clean_evaluation_on(self) -> dt.date | None:
        chosen: dt.date | None = self.cleaned_data["evaluation_on"]
        signed = self.instance.last_signature_on()
        if chosen and signed and chosen <= signed:
            raise ValidationError(EVALUATION_COMES_LATER)
        return chosen


class SignedCopyForm(forms.Form):
    """A scan of the paper that was signed by hand, or the file that was signed on screen."""

    use_required_attribute = False

    file = UploadField(only=("pdf", "png", "jpeg"), label=_("Scan of the signed agreement"))
