"""Forms of the request for decision, in the order in which council reads it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.agreement.package.models import RequestForDecision, RequestOption
from proposals.proposal.fields import AmountField, CurrencyField, long_text


class HeadForm(forms.ModelForm):
    title = _("Head of the report")

    class Meta:
        model = RequestForDecision
        fields = ["subject", "report_number", "department", "prepared_by", "contact"]
        widgets = {"report_number": forms.TextInput(attrs={"class": "width-12"})}


class AskedForm(forms.ModelForm):
    title = _("What is asked")

    class Meta:
        model = RequestForDecision
        fields = ["recommendation", "summary"]
        widgets = {"recommendation": long_text(8), "summary": long_text(4, 5000)}


class GroundsForm(forms.ModelForm):
    title = _("Where it comes from")

    class Meta:
        model = RequestForDecision
        fields = ["origin", "authority", "strategic", "previous"]
        widgets = {
            "origin": long_text(3, 3000),
            "authority": long_text(3, 3000),
            "strategic": long_text(3, 3000),
            "previous": long_text(3, 5000),
        }


class MatterForm(forms.ModelForm):
    title = _("The matter")

    class Meta:
        model = RequestForDecision
        fields = ["background", "discussion", "consultation"]
        widgets = {
            "background": long_text(8, 20_000),
            "discussion": long_text(8, 20_000),
            "consultation": long_text(4, 5000),
        }


class MoneyForm(forms.ModelForm):
    title = _("Financial implication")
    amount = AmountField(label=_("Amount"), required=False)
    currency = CurrencyField(label=_("Currency"), max_length=3)

    class Meta:
        model = RequestForDecision
        fields = ["money", "amount", "currency", "account", "money_words"]
        widgets = {"money_words": long_text(3, 5000)}


class OutlookForm(forms.ModelForm):
    title = _("Risk, word and time")

    class Meta:
        model = RequestForDecision
        fields = ["risk", "communications", "timing"]
        widgets = {
            "risk": long_text(5, 5000),
            "communications": long_text(3, 5000),
            "timing": long_text(3, 3000),
        }


class OptionForm(forms.ModelForm):
    class Meta:
        model = RequestOption
        fields = ["title", "words", "recommended"]
        widgets = {"words": long_text(3, 5000)}
