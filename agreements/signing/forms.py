"""Forms of the signing phase."""

import datetime as dt
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.signing.ceremony.reading import Review, reviews
from agreements.signing.models import EVALUATION_COMES_LATER, Signing
from proposals.proposal.fields import DayField, long_text
from twinning.municipality.models import Municipality


class EvaluationDateForm(forms.ModelForm):
    evaluation_on = DayField(label=_("date of the evaluation"), required=False)

    class Meta:
        model = Signing
        fields = ["evaluation_on", "evaluation_reason"]
        widgets = {"evaluation_reason": long_text(3, 2000)}
        help_texts = {
            "evaluation_reason": _("Only for a date that is not 6 to 24 months after the last signature.")
        }

    @cached_property
    def proposed(self) -> list[Review]:
        """Days that suit for the evaluation."""
        return reviews(self.instance, Municipality.ours())

    def clean_evaluation_on(self) -> dt.date | None:
        chosen: dt.date | None = self.cleaned_data["evaluation_on"]
        signed = self.instance.last_signature_on()
        if chosen and signed and chosen <= signed:
            raise ValidationError(EVALUATION_COMES_LATER)
        return chosen
