"""Forms of the outbox; one per action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.proposal.fields import DayField, PastDayField, long_text, speak_plainly
from twinning.municipality.versions import VersionedForm
from twinning.records.languages import CHOICES
from twinning.records.models import Outgoing


class LetterForm(VersionedForm):
    """The words of a letter."""

    dated = DayField(label=_("date of the letter"))
    language = forms.ChoiceField(
        label=_("language of the letter"),
        choices=CHOICES,
        help_text=_("The language that the text below is written in; it decides which way it runs."),
    )

    class Meta:
        model = Outgoing
        fields = Outgoing.WORDS
        widgets = {
            "to_name": forms.TextInput(attrs={"dir": "auto"}),
            "to_office": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            "to_address": forms.Textarea(attrs={"dir": "auto", "rows": 3}),
            "subject": forms.TextInput(attrs={"dir": "auto"}),
            "body": long_text(18, 10_000),
        }
        error_messages = {
            "email": {
                "invalid": _("This is no e-mail address. Write it like name@example.ca, or leave it empty.")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["dir"] = "auto"
        speak_plainly(self)


class SeenForm(forms.Form):
    """Which version of the letter the person has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PostedForm(SeenForm):
    on = PastDayField(label=_("Sent on"))


class DiscardForm(SeenForm):
    why = forms.CharField(
        label=_("Reason"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("A reason is missing. Say in a sentence why, so that it can be read later.")
        },
    )
