"""The forms of the evaluation sections, and of council's decision."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.evaluation.models import (
    DECIDED_AFTERWARDS,
    ENDING,
    HELD_AFTER_PERIOD,
    NEXT_COMES_LATER,
    NEXT_UNLESS_ENDED,
    PERIOD_IN_ORDER,
    Decision,
    Evaluation,
    EvaluationReport,
    Result,
)
from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import (
    AmountField,
    CurrencyField,
    DayField,
    PastDayField,
    long_text,
    speak_plainly,
)
from proposals.proposal.review_dates import EARLIEST_MONTHS, LATEST_MONTHS, is_usual
from twinning.records.templatetags.house import day


class PlanForm(forms.ModelForm):
    covers_from = DayField(label=gettext_lazy("looks at the time from"), required=False)
    covers_to = DayField(label=gettext_lazy("to"), required=False)

    class Meta:
        model = Evaluation
        fields = ["covers_from", "covers_to", "questions"]
        widgets = {"questions": long_text()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begins, ends = cleaned.get("covers_from"), cleaned.get("covers_to")
        if begins and ends and ends < begins:
            self.add_error("covers_to", PERIOD_IN_ORDER)
        elif ends and self.instance.held_on and self.instance.held_on < ends:
            self.add_error("covers_to", HELD_AFTER_PERIOD)
        return cleaned


class ResultForm(forms.ModelForm):
    done_on = PastDayField(label=gettext_lazy("on"), required=False)

    class Meta:
        model = Result
        fields = ["title", "target", "result", "done_on"]


class FindingsForm(forms.ModelForm):
    held_on = PastDayField(label=gettext_lazy("held on"), required=False)
    cost = AmountField(
        label=gettext_lazy("cost to the City"),
        required=False,
        help_text=gettext_lazy("Money and staff time together, over the time that is looked at."),
    )
    currency = CurrencyField(label=gettext_lazy("currency"), initial="CAD", max_length=3)

    class Meta:
        model = Evaluation
        fields = [
            "held_on",
            "evaluators",
            "targets_met",
            "partner_view",
            "community_view",
            "cost",
            "currency",
            "lessons",
        ]
        widgets = {
            "evaluators": long_text(2, 2000),
            "targets_met": long_text(),
            "partner_view": long_text(),
            "community_view": long_text(),
            "lessons": long_text(),
        }

    def clean_held_on(self) -> dt.date | None:
        held: dt.date | None = self.cleaned_data["held_on"]
        if held and self.instance.covers_to and held < self.instance.covers_to:
            raise ValidationError(HELD_AFTER_PERIOD)
        approved = self.instance.proposal.approved_on
        if held and approved and held < approved:
            raise ValidationError(
                _(
                    "Council approved the agreement on %(day)s, so it cannot have been evaluated before. Check the date."
                )
                % {"day": day(approved)}
            )
        return held


class RecommendationForm(forms.ModelForm):
    class Meta:
        model = Evaluation
        fields = ["recommendation", "reasons"]
        widgets = {"reasons": long_text()}


class DecisionForm(forms.ModelForm):
    """Council's decision, as the minutes have it."""

    decided_on = PastDayField(label=gettext_lazy("decided on"))
    next_due_on = DayField(
        label=gettext_lazy("next evaluation due on"),
        required=False,
        help_text=gettext_lazy("Usually 6 to 24 months later; empty if the relationship has ended."),
    )

    class Meta:
        model = EvaluationReport
        fields = ["resolution", "decided_on", "decision", "next_due_on", "why"]
        widgets = {"resolution": forms.TextInput(attrs={"class": "width-12"}), "why": long_text(3, 5000)}
        help_texts = {
            "resolution": gettext_lazy("Such as 28-014."),
            "why": gettext_lazy(
                "Needed when the relationship is suspended, made dormant or ended, or for an unusual date."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        decided, decision, following = (
            cleaned.get("decided_on"),
            cleaned.get("decision"),
            cleaned.get("next_due_on"),
        )
        if decided and decided < self.instance.held_on:
            self.add_error("decided_on", DECIDED_AFTERWARDS)
        if decision and "next_due_on" not in self.errors and (decision in ENDING) == bool(following):
            self.add_error("next_due_on", NEXT_UNLESS_ENDED)
        elif decided and following and following <= decided:
            self.add_error("next_due_on", NEXT_COMES_LATER)
        if "why" not in self.errors and not cleaned.get("why"):
            self._ask_why(decision, decided, following)
        return cleaned

    def _ask_why(self, decision: str | None, decided: dt.date | None, following: dt.date | None) -> None:
        if decision in ENDING | {Decision.HOLD, Decision.DORMANT}:
            self.add_error("why", REASON_MISSING)
        elif decided and following and following > decided and not is_usual(following, decided):
            words = _(
                "The next evaluation is usually %(earliest)d to %(latest)d months after the decision. Choose such a date, or give the reason for another one."
            )
            self.add_error("why", words % {"earliest": EARLIEST_MONTHS, "latest": LATEST_MONTHS})
