"""The forms of the planning sections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.planning.models import Activity, BudgetLine, InterestedPerson, Planning
from proposals.proposal.fields import AmountField, CurrencyField, DayField, PastDayField, long_text
from proposals.proposal.models import Community, PhaseRecord, Proposal


class CommunityForm(forms.ModelForm):
    """The candidate itself."""

    class Meta:
        model = Community
        fields = [
            "name",
            "native_name",
            "region",
            "country",
            "country_label",
            "population",
            "population_year",
        ]
        widgets = {
            "population": forms.NumberInput(attrs={"class": "width-8"}),
            "population_year": forms.NumberInput(attrs={"class": "width-4"}),
        }
        error_messages = {
            "country": {"required": _("The country is missing. Choose it from the list.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only a search may leave open in which country it ends.
        self.fields["country"].required = not self.instance.is_search

    @staticmethod
    def target(record: PhaseRecord) -> Community:
        return record.proposal.community


class KindForm(forms.ModelForm):
    """What is sought, and how it came up."""

    class Meta:
        model = Proposal
        fields = ["kind", "origin"]

    @staticmethod
    def target(record: PhaseRecord) -> Proposal:
        return record.proposal


class SponsorForm(forms.ModelForm):
    class Meta:
        model = Planning
        fields = ["sponsor", "sponsor_contact", "council_sponsor"]


class InterestedPersonForm(forms.ModelForm):
    class Meta:
        model = InterestedPerson
        fields = ["side", "name", "organisation", "contact"]


class PurposeForm(forms.ModelForm):
    class Meta:
        model = Planning
        fields = ["purpose", "city_objectives", "plan_reference"]
        widgets = {"purpose": long_text(), "city_objectives": long_text()}


class CommitteeForm(forms.ModelForm):
    counterpart_exists = forms.TypedChoiceField(
        label=_("Does a commensurate committee exist in the other community?"),
        choices=[("", _("Not known yet")), ("True", _("Yes")), ("False", _("No"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
    )
    counterpart_confirmed_on = PastDayField(label=_("confirmed by them on"), required=False)

    class Meta:
        model = Planning
        fields = ["committee_terms", "counterpart_exists", "counterpart", "counterpart_confirmed_on"]
        widgets = {"committee_terms": long_text(8, 20_000)}


class ProposalCommitteeForm(forms.ModelForm):
    """Which committee of the register carries the twinning here."""

    class Meta:
        model = Proposal
        fields = ["committee"]
        help_texts = {
            "committee": _(
                "From the register of committees. Its members can read the file once it is sent to the CAO."
            )
        }

    @staticmethod
    def target(record: PhaseRecord) -> Proposal:
        return record.proposal


class AgreementForm(forms.ModelForm):
    class Meta:
        model = Planning
        fields = ["agreement_objectives", "agreement_terms", "term_years"]
        widgets = {
            "agreement_objectives": long_text(),
            "agreement_terms": long_text(),
            "term_years": forms.NumberInput(attrs={"class": "width-4"}),
        }


class ActivityForm(forms.ModelForm):
    due_on = DayField(label=_("by when"), required=False)

    class Meta:
        model = Activity
        fields = ["title", "target", "due_on", "owner"]


class BudgetLineForm(forms.ModelForm):
    amount = AmountField(label=_("amount"))
    currency = CurrencyField(label=_("currency"), initial="CAD", max_length=3)

    class Meta:
        model = BudgetLine
        fields = ["year", "category", "amount", "currency", "source", "in_kind"]
        widgets = {"year": forms.NumberInput(attrs={"class": "width-4"})}

    def has_changed(self) -> bool:
        """A line is begun once it has a year or an amount; the rest is filled in beforehand."""
        return bool({"year", "amount"} & set(self.changed_data)) or (
            not self.instance._state.adding and super().has_changed()
        )


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Planning
        fields = ["reporting", "review_months", "renewal"]
        widgets = {
            "reporting": long_text(),
            "renewal": long_text(),
            "review_months": forms.NumberInput(attrs={"class": "width-4"}),
        }
