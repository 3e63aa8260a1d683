"""Forms of the agreement phase."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.agreement.models import Agreement, AgreementText, Party
from proposals.proposal.fields import DayField, PastDayField, long_text


class LanguageForm(forms.ModelForm):
    """A language of the agreement; the first one is the source of the others."""

    class Meta:
        model = AgreementText
        fields = ["language", "title"]


class PartyForm(forms.ModelForm):
    class Meta:
        model = Party
        fields = ["side", "language", "name", "represented_by", "office"]


class TermsForm(forms.ModelForm):
    """What is not prose: every paper takes these answers from here."""

    entry_on = DayField(label=_("day"), required=False)

    class Meta:
        model = Agreement
        fields = [
            "term_rule", "term_years", "term_event", "renewal", "ending", "notice_months", "running_projects", "amendment",
            "entry", "entry_on", "costs", "costs_words", "binding", "prevails", "originals", "annex_plan",
        ]  # fmt: skip


class ReviewForm(forms.ModelForm):
    legal_reviewed_on = PastDayField(label=_("reviewed on"), required=False)

    class Meta:
        model = Agreement
        fields = ["legal_reviewer", "legal_reviewed_on"]


class MoneyForm(forms.ModelForm):
    class Meta:
        model = Agreement
        fields = ["budget_source"]
        widgets = {"budget_source": long_text(3, 5000)}
