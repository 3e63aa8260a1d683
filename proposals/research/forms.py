"""The forms of the research sections."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from proposals.proposal.fields import PastDayField, long_text
from proposals.proposal.models import Community, PhaseRecord
from proposals.research.models import MEASURES, ExistingPartner, Fact, Research


class PopulationForm(forms.ModelForm):
    """The candidate's size, on which planning may have been wrong."""

    class Meta:
        model = Community
        fields = ["population", "population_year"]
        widgets = {
            "population": forms.NumberInput(attrs={"class": "width-8"}),
            "population_year": forms.NumberInput(attrs={"class": "width-4"}),
        }

    @staticmethod
    def target(record: PhaseRecord) -> Community:
        return record.proposal.community


class PartnersForm(forms.ModelForm):
    class Meta:
        model = Research
        fields = ["partners", "partners_source"]
        widgets = {"partners": long_text(3, 5_000)}


class FactForm(forms.ModelForm):
    as_of = PastDayField(label=_("as of"))

    class Meta:
        model = Fact
        fields = ["topic", "statement", "here", "source", "as_of"]
        widgets = {"statement": long_text(3, 2_000)}
        error_messages = {
            "source": {
                "required": _(
                    "The source is missing. Say where this is known from; without it the fact cannot stand here."
                )
            }
        }


class ExistingPartnerForm(forms.ModelForm):
    class Meta:
        model = ExistingPartner
        fields = ["name", "region", "country", "since_year"]
        labels = {"region": _("region or province")}
        widgets = {"since_year": forms.NumberInput(attrs={"class": "width-4"})}


class MeasuresForm(forms.ModelForm):
    class Meta:
        model = Research
        fields = [field for name in MEASURES for field in (name, f"{name}_rating")]
        widgets = {name: long_text(4) for name in MEASURES}
        labels = {
            f"{name}_rating": format_lazy("{measure}: {how}", measure=title, how=_("how strong"))
            for name, title in MEASURES.items()
        }


class DiligenceForm(forms.ModelForm):
    checked_on = PastDayField(label=_("checked on"), required=False)

    class Meta:
        model = Research
        fields = ["checked_on", "checked_by", "checked_sources", "finding"]
        widgets = {"checked_sources": long_text(3, 5_000), "finding": long_text()}


class ChoiceForm(forms.ModelForm):
    class Meta:
        model = Research
        fields = ["why_chosen", "others", "recommendation"]
        widgets = {"why_chosen": long_text(), "others": long_text(4), "recommendation": long_text()}
