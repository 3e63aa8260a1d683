"""The forms of the correspondence sections; the rooms have their own."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.correspondence.models import REPLY_TOO_EARLY, Correspondence, Goal
from proposals.correspondence.rooms import Grouped
from proposals.correspondence.workplan.models import IN_SECOND
from proposals.proposal.fields import (
    AmountField,
    CurrencyField,
    DayField,
    NumberField,
    PastDayField,
    keep_long_words,
    long_text,
)
from twinning import clock
from twinning.records.languages import WRITTEN, language_name

ITS_DAY_HAS_PASSED = _("This day has passed. A version of the plan needs a day that is still to come.")


class OpeningForm(forms.ModelForm):
    class Meta:
        model = Correspondence
        fields = ["opening", "opening_words"]
        widgets = {"opening": forms.RadioSelect, "opening_words": long_text(3, 5_000)}


class LetterForm(forms.ModelForm):
    """The letter of introduction and the answer to it."""

    letter_sent_on = PastDayField(label=_("sent on"), required=False)
    reply_received_on = PastDayField(label=_("answer received on"), required=False)

    class Meta:
        model = Correspondence
        fields = [
            "letter_from",
            "letter_to",
            "letter_sent_on",
            "letter_how",
            "reply_received_on",
            "reply_summary",
        ]
        widgets = {"reply_summary": long_text(4, 5_000)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        sent, received = cleaned.get("letter_sent_on"), cleaned.get("reply_received_on")
        if sent and received and received < sent:
            self.add_error("reply_received_on", REPLY_TOO_EARLY)
        return cleaned


class GoalForm(Grouped, forms.ModelForm):
    """A goal: what is done, what is counted, who sees to it, what it costs."""

    due_on = DayField(label=_("by when"), required=False)
    baseline = NumberField(label=_("number today"), required=False)
    goal_value = NumberField(label=_("number to reach"), required=False)
    cost = AmountField(label=_("what it costs us"), required=False)
    cost_currency = CurrencyField(label=_("currency"), initial="CAD", max_length=3)

    class Meta:
        model = Goal
        fields = [
            "term",
            "title",
            "title_2",
            "activity",
            "activity_2",
            "indicator",
            "indicator_2",
            "baseline",
            "goal_value",
            "unit",
            "unit_2",
            "due_on",
            "owner_here",
            "owner_there",
            "cost",
            "cost_currency",
            "funding",
        ]
        widgets = {"activity": long_text(2, 500), "activity_2": long_text(2, 500)}

    grouping = (
        ("", ("term", "title", "title_2", "activity", "activity_2")),
        (
            _("How it is measured"),
            ("indicator", "indicator_2", "baseline", "goal_value", "unit", "unit_2"),
        ),
        (_("By when, and who sees to it"), ("due_on", "owner_here", "owner_there")),
        (_("What it costs us"), ("cost", "cost_currency", "funding")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        for name, field in self.fields.items():
            if not name.startswith("activity"):  # a count under each of a dozen short answers would be noise
                field.widget.attrs.pop("data-maxlength", None)
        for name in ("baseline", "goal_value"):
            self.fields[name].widget.attrs["class"] = "numeric width-8"
        record = getattr(self.instance, "record", None)  # a goal that nobody wrote yet may have none
        speak_second(self, IN_SECOND, record.plan_language_2 if record else "")
        if self.instance.due_on and self.instance.due_on < clock.today():
            self.fields["due_on"].help_text = ITS_DAY_HAS_PASSED


def speak_second(form: forms.BaseForm, names: Iterable[str], language: str) -> None:
    """Fields for the second language take words of any direction, and carry its tag once it is chosen."""
    for name in names:
        form.fields[name].widget.attrs |= {"dir": "auto"} | ({"lang": language} if language else {})


class LanguageForm(forms.ModelForm):
    """Whether the plan is written in a second language, and in which."""

    plan_language_2 = forms.ChoiceField(
        label=_("second language of the plan"),
        required=False,
        help_text=_("The language of the other community; each goal is then written in both."),
    )

    class Meta:
        model = Correspondence
        fields = ["plan_language_2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((code, language_name(code)) for code in WRITTEN if code != "en"), key=itemgetter(1))
        self.fields["plan_language_2"].choices = [("", _("None: the plan has one language")), *choices]  # type: ignore[attr-defined]


class BudgetForm(forms.ModelForm):
    budget = AmountField(label=_("our budget for the first year"), required=False)
    budget_currency = CurrencyField(label=_("currency"), initial="CAD", max_length=3)
    budget_agreed_on = PastDayField(label=_("agreed with them on"), required=False)

    class Meta:
        model = Correspondence
        fields = ["budget", "budget_currency", "budget_terms", "budget_terms_2", "budget_agreed_on"]
        widgets = {"budget_terms": long_text(3, 5_000), "budget_terms_2": long_text(3, 5_000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_second(self, ["budget_terms_2"], self.instance.plan_language_2)


class GoingOnForm(forms.ModelForm):
    go_on_agreed_on = PastDayField(label=_("both sides wish to go on, since"), required=False)

    class Meta:
        model = Correspondence
        fields = ["go_on_agreed_on", "go_on_evidence"]
        widgets = {"go_on_evidence": long_text(3, 5_000)}
