"""Forms of the agreement phase."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement, AgreementText, Costs, Ending, Entry, Party, TermRule
from proposals.proposal.fields import DayField, PastDayField, long_text

ONLY_WHERE = {
    "term_years": ("term_rule", TermRule.YEARS),
    "term_event": ("term_rule", TermRule.EVENT),
    "notice_months": ("ending", Ending.NOTICE),
    "entry_on": ("entry", Entry.DATE),
    "costs_words": ("costs", Costs.OTHER),
}
"""Answers that only follow from another one."""


class LanguageForm(forms.ModelForm):
    """A language of the agreement; the first one is the source of the others."""

    class Meta:
        model = AgreementText
        fields = ["language", "title"]
        widgets = {"title": forms.TextInput(attrs={"dir": "auto"})}
        labels = {"title": gettext_lazy("title of the paper in it")}


class PartyForm(forms.ModelForm):
    class Meta:
        model = Party
        fields = ["side", "language", "name", "represented_by", "office"]
        widgets = {
            name: forms.TextInput(attrs={"dir": "auto"}) for name in ("name", "represented_by", "office")
        }


class TermsForm(forms.ModelForm):
    """What is not prose: every paper takes these answers from here.

    Some are asked only where another one asks for them; each says where.
    """

    entry_on = DayField(
        label=gettext_lazy("day"),
        required=False,
        help_text=gettext_lazy("Only where it takes effect on a certain day."),
    )

    class Meta:
        model = Agreement
        fields = [
            "term_rule", "term_years", "term_event", "renewal", "ending", "notice_months", "running_projects", "amendment",
            "entry", "entry_on", "costs", "costs_words", "binding", "prevails", "originals", "annex_plan",
        ]  # fmt: skip
        help_texts = {
            "term_years": gettext_lazy("Only where it holds for a number of years."),
            "term_event": gettext_lazy("Only where it holds until something happens, such as a mayor’s end of term."),
            "renewal": gettext_lazy("Not needed where no end is set."),
            "notice_months": gettext_lazy("Only where it is ended with notice."),
            "costs_words": gettext_lazy("Only where something else is agreed; in one or two sentences."),
        }  # fmt: skip
        widgets = {
            "term_years": forms.NumberInput(attrs={"class": "width-4", "inputmode": "numeric"}),
            "notice_months": forms.NumberInput(attrs={"class": "width-4", "inputmode": "numeric"}),
            "originals": forms.NumberInput(attrs={"class": "width-4", "inputmode": "numeric"}),
            "costs_words": forms.Textarea(attrs={"rows": 2, "data-maxlength": 1000}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, (rule, value) in ONLY_WHERE.items():
            if name in self.errors or rule in self.errors:
                continue
            asked, given = cleaned.get(rule) == value, cleaned.get(name) not in (None, "")
            if asked and not given:
                words = _("This is missing. It is asked for because of “%(answer)s”.")
                self.add_error(name, words % {"answer": value.label})
            if given and not asked:
                words = _("This is only needed with “%(answer)s”. Choose that above, or leave this empty.")
                self.add_error(name, words % {"answer": value.label})
        return cleaned


class ReviewForm(forms.ModelForm):
    """Who read the text as a lawyer; which text that was is kept with it."""

    legal_reviewed_on = PastDayField(label=gettext_lazy("reviewed on"), required=False)
    review_holds = forms.BooleanField(
        label=gettext_lazy("they read the text as it stands now"),
        required=False,
        help_text=gettext_lazy(
            "Leave it unticked if the text was changed since; the page then says that it was an earlier one."
        ),
    )
    also_writes = ("legal_reviewed_text",)

    class Meta:
        model = Agreement
        fields = ["legal_reviewer", "legal_reviewed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever notes a review for the first time means the text that is there.
        self.initial["review_holds"] = self.instance.review_holds
        if self.instance.legal_reviewed_on is None and not self.is_bound:
            self.initial["review_holds"] = True

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.cleaned_data.get("review_holds"):
            self.instance.legal_reviewed_text = self.instance.text_hash
        elif self.instance.legal_reviewed_on and self.instance.legal_reviewed_text in (
            "",
            self.instance.text_hash,
        ):
            self.instance.legal_reviewed_text = EARLIER


EARLIER = "earlier"
"""Instead of a hash: they read an earlier text, and nobody said which."""


class MoneyForm(forms.ModelForm):
    class Meta:
        model = Agreement
        fields = ["budget_source"]
        widgets = {"budget_source": long_text(3, 5000)}
