"""Forms of the outbox; one per action."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import DayField, PastDayField, keep_long_words, long_text, speak_plainly
from twinning.municipality.versions import Versioned, VersionedForm
from twinning.records import covering
from twinning.records.languages import CHOICES
from twinning.records.models import Outgoing


class LetterForm(VersionedForm):
    """The words of a letter, in one language or two."""

    dated = DayField(label=gettext_lazy("date of the letter"))
    language = forms.ChoiceField(
        label=gettext_lazy("language of the letter"),
        choices=CHOICES,
        help_text=gettext_lazy(
            "The language that the text below is written in; it decides which way it runs."
        ),
    )
    language_2 = forms.ChoiceField(
        label=gettext_lazy("second language"),
        choices=[("", gettext_lazy("None: the letter has one language")), *CHOICES],
        required=False,
    )

    class Meta:
        model = Outgoing
        fields = Outgoing.WORDS
        widgets = {
            "to_name": forms.TextInput(attrs={"dir": "auto"}),
            "to_office": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            "to_address": forms.Textarea(attrs={"dir": "auto", "rows": 3}),
            "subject": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            "subject_2": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
            "body": long_text(18, 10_000),
            "body_2": long_text(18, 10_000),
            "signer": forms.TextInput(attrs={"dir": "auto"}),
            "signer_office": forms.TextInput(attrs={"dir": "auto"}),
            "signer_office_2": forms.TextInput(attrs={"dir": "auto"}),
            "enclosures": forms.Textarea(attrs={"dir": "auto", "rows": 2}),
        }
        error_messages = {
            "email": {
                "invalid": gettext_lazy(
                    "This is no e-mail address. Write it like name@example.ca, or leave it empty."
                )
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("body", "body_2"):
            self.fields[name].widget.attrs["dir"] = "auto"
        speak_plainly(self)
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        """A second text has its language, and it is another one."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in {"subject", "subject_2"} & cleaned.keys():
            cleaned[name] = " ".join(cleaned[name].split())
        second = [name for name in ("subject_2", "body_2", "signer_office_2") if cleaned.get(name)]
        if "language_2" in cleaned and not cleaned["language_2"] and second:
            self.add_error(
                "language_2",
                _("The language of the second text is missing. Choose it, or empty the second text."),
            )
        if cleaned.get("language_2") and cleaned["language_2"] == cleaned.get("language"):
            self.add_error(
                "language_2", _("Both texts have the same language. Choose another one for the second.")
            )
        return cleaned


class MailForm(VersionedForm):
    """The mail that a letter goes with; emptied, or left as proposed, it follows the letter."""

    class Meta:
        model = Outgoing
        fields = ("mail_subject", "mail_body")
        widgets = {
            "mail_subject": forms.TextInput(attrs={"dir": "auto"}),
            "mail_body": long_text(10, 5_000),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(self._shown(self.instance))
        self.fields["mail_body"].widget.attrs["dir"] = "auto"
        for name in self._fields:
            self.fields[name].help_text = _("Leave it empty for the proposed words.")
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        """What reads as proposed is not kept: it goes on following the letter."""
        cleaned: dict[str, Any] = super().clean() or {}
        proposed = self._shown(
            Outgoing(
                **{name: getattr(self.instance, name) for name in Outgoing.WORDS},
                reference=self.instance.reference,
            )
        )
        for name in proposed.keys() & cleaned.keys():
            cleaned[name] = cleaned[name].replace("\r\n", "\n").strip()
            if cleaned[name] == proposed[name]:
                cleaned[name] = ""
        return cleaned

    def _refuse_stale(self, current: Versioned) -> None:
        for name, words in self._shown(current).items():
            setattr(current, name, words)
        super()._refuse_stale(current)

    @staticmethod
    def _shown(letter: Any) -> dict[str, str]:
        return {"mail_subject": covering.subject(letter), "mail_body": covering.body(letter)}


class SeenForm(forms.Form):
    """Which version of the letter the person has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class SendForm(SeenForm):
    """The way by e-mail, and when to ask again."""

    ask_again_on = DayField(
        label=gettext_lazy("Ask again on"),
        required=False,
        help_text=gettext_lazy("If no answer has come by then. Nothing is sent by itself."),
    )


class PostedForm(SendForm):
    on = PastDayField(label=gettext_lazy("Sent on"))
    field_order = ("version", "on", "ask_again_on")


class AnewForm(forms.Form):
    """Where a letter goes whose mail came back."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        error_messages={
            "required": gettext_lazy("The address is missing. Write the one that the letter goes to now."),
            "invalid": gettext_lazy("This is no e-mail address. Write it like name@example.ca."),
        },
    )


class DiscardForm(SeenForm):
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy(
                "A reason is missing. Say in a sentence why, so that it can be read later."
            )
        },
    )
