"""What is asked about a message, and about a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.correspondence.log.models import FOLLOW_UP_TOO_EARLY, Message
from proposals.proposal.fields import DayField, PastDayField, long_text, speak_plainly


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
