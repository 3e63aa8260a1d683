"""The forms of the correspondence sections, and of one message in the log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.correspondence.models import (
    FOLLOW_UP_TOO_EARLY,
    REPLY_TOO_EARLY,
    Contact,
    Correspondence,
    Goal,
    Message,
)
from proposals.proposal.fields import (
    AmountField,
    CurrencyField,
    DayField,
    PastDayField,
    long_text,
    speak_plainly,
)


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


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["side", "place", "name", "office", "email"]


class GoalForm(forms.ModelForm):
    due_on = DayField(label=_("by when"), required=False)

    class Meta:
        model = Goal
        fields = ["term", "title", "target", "due_on", "owner_here", "owner_there"]


class BudgetForm(forms.ModelForm):
    budget = AmountField(label=_("our budget for the first year"), required=False)
    budget_currency = CurrencyField(label=_("currency"), initial="CAD", max_length=3)
    budget_agreed_on = PastDayField(label=_("agreed with them on"), required=False)

    class Meta:
        model = Correspondence
        fields = ["budget", "budget_currency", "budget_terms", "budget_agreed_on"]
        widgets = {"budget_terms": long_text(3, 5_000)}


class CounterpartForm(forms.ModelForm):
    counterpart_confirmed_on = PastDayField(label=_("confirmed by them on"), required=False)
    go_on_agreed_on = PastDayField(label=_("both sides wish to go on, since"), required=False)

    class Meta:
        model = Correspondence
        fields = [
            "counterpart",
            "counterpart_confirmed_on",
            "counterpart_how",
            "test_programme",
            "test_waiver",
            "go_on_agreed_on",
            "go_on_evidence",
        ]
        widgets = {
            "test_programme": long_text(4, 5_000),
            "test_waiver": long_text(2, 2_000),
            "go_on_evidence": long_text(3, 5_000),
        }


class MessageForm(forms.ModelForm):
    """One message for the log."""

    on = PastDayField(label=_("Date"))
    follow_up_on = DayField(
        label=_("Ask again on"),
        required=False,
        help_text=_("If nothing has come by then. The next message settles it."),
    )
    hands_over = forms.BooleanField(
        label=_("Now it is the other side’s turn"),
        required=False,
        help_text=_(
            "The file then waits for them after a message from us, and for us after a message from them."
        ),
    )

    class Meta:
        model = Message
        fields = ["on", "direction", "channel", "language", "summary", "follow_up_on"]
        widgets = {"direction": forms.RadioSelect, "summary": long_text(4, 5_000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        on, again = cleaned.get("on"), cleaned.get("follow_up_on")
        if on and again and again < on:
            self.add_error("follow_up_on", FOLLOW_UP_TOO_EARLY)
        return cleaned
