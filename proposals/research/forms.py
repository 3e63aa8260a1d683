"""The forms of the research sections; what is entered value by value has its forms in the rooms beside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.proposal.fields import PastDayField, long_text
from proposals.research.models import Research


class PartnersForm(forms.ModelForm):
    class Meta:
        model = Research
        fields = ["partners", "partners_source"]
        widgets = {"partners": long_text(3, 5_000)}


class DiligenceForm(forms.ModelForm):
    checked_on = PastDayField(label=_("checked on"), required=False)

    class Meta:
        model = Research
        fields = ["checked_on", "checked_by", "checked_sources", "finding"]
        widgets = {"checked_sources": long_text(3, 5_000), "finding": long_text()}


class RecommendationForm(forms.ModelForm):
    class Meta:
        model = Research
        fields = ["recommendation", "others"]
        widgets = {"recommendation": long_text(), "others": long_text(4)}
