"""Forms of signatures, originals and the scan room."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.models import Original, ScanPage, Side, Signature
from proposals.proposal.fields import PastDayField, keep_long_words, long_text, speak_plainly
from twinning.municipality.versions import VersionedForm
from twinning.municipality.zones import ZoneField
from twinning.records import scans
from twinning.records.uploads import UploadField, UploadsField


class _Plain(VersionedForm):
    """Speaks in words, and keeps what is too long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        speak_plainly(self)


class SignatoryForm(_Plain):
    """Who signs, in which capacity and by what authority."""

    class Meta:
        model = Signature
        fields = ["side", "capacity", "name", "native_name", "office", "native_office", "authority"]
        widgets = {
            "side": forms.RadioSelect,
            "name": forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            "native_name": forms.TextInput(attrs={"dir": "auto"}),
            "native_office": forms.TextInput(attrs={"dir": "auto"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].required = True


class GivenForm(_Plain):
    """When, where and how it was signed, and what shows it."""

    signed_on = PastDayField(
        label=gettext_lazy("signed on"),
        help_text=gettext_lazy("The date there, as it is written on the paper."),
        error_messages={"required": gettext_lazy("The day is missing. Give the day on which it was signed.")},
    )
    signed_at = forms.TimeField(
        label=gettext_lazy("local time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "width-8"}, format="%H:%M"),
        error_messages={
            "invalid": gettext_lazy("This time cannot be read. Write hours and minutes, such as 14:30.")
        },
    )
    zone = ZoneField()
    file = UploadField(label=gettext_lazy("file that shows it"), required=False)

    class Meta:
        model = Signature
        fields = ["signed_on", "signed_at", "zone", "place", "authority", "evidence_words", "reason"]
        widgets = {"reason": long_text(3, 2_000), "evidence_words": forms.TextInput(attrs={"dir": "auto"})}
        labels = {"reason": gettext_lazy("why it counts before their own approval")}
        help_texts = {
            "reason": gettext_lazy("Only where their side signed before it had what it needs for that.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = True
        self.fields["place"].error_messages["required"] = _("The place is missing. Say where it was signed.")
        if self.instance.side == Side.OURS:
            del self.fields["reason"]
        else:
            self.fields["evidence_words"].required = True
            self.fields["evidence_words"].error_messages["required"] = _(
                "What the other side signed is recorded with what shows it. Say how we know, such as: before our clerk’s eyes."
            )

    @property
    def _fields(self) -> list[str]:
        return [name for name in super()._fields if name in self.fields]


class ScreenForm(forms.Form):
    """The last step before signing on screen: the place, and the password once more."""

    place = forms.CharField(
        label=gettext_lazy("signed at"),
        max_length=200,
        error_messages={"required": gettext_lazy("The place is missing. Say where you sign.")},
    )
    password = forms.CharField(
        label=gettext_lazy("your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "width-20"}),
        error_messages={"required": gettext_lazy("The password is missing. Type the one you sign in with.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)


class OriginalForm(_Plain):
    received_on = PastDayField(label=gettext_lazy("in their hands since"), required=False)

    class Meta:
        model = Original
        fields = ["holder", "languages", "kept_at", "received_on"]
        widgets = {
            "holder": forms.TextInput(attrs={"dir": "auto"}),
            "kept_at": forms.TextInput(attrs={"dir": "auto"}),
        }
        help_texts = {
            "holder": gettext_lazy("Such as the City of Lacombe, or the Municipality of Mazatlán."),
            "languages": gettext_lazy("Only where it does not hold all languages of the agreement."),
        }


class ScanForm(forms.Form):
    """A scan or photographs of one signed original, in the order of its pages."""

    mark_optional = True

    pages = UploadsField(
        only=scans.KINDS,
        photographs=True,
        label=gettext_lazy("Scan or photographs"),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose the scan, or the photographs of its pages.")
        },
    )
    original = forms.ModelChoiceField(
        Original.objects.none(),
        required=False,
        label=gettext_lazy("Which original it shows"),
        empty_label=gettext_lazy("Not known"),
        error_messages={
            "invalid_choice": gettext_lazy("This original is no longer on the list. Choose one that is.")
        },
    )

    def __init__(self, *args: Any, originals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["original"].queryset = originals  # type: ignore[attr-defined]
        self.fields["pages"].help_text = _(
            "One PDF, or several JPEG or PNG pictures chosen together in the order of the pages; at most %(most)d pages. Pages can be turned and moved afterwards."
        ) % {"most": scans.MOST_PAGES}


class PagesForm(forms.Form):
    """Pages that were forgotten."""

    pages = UploadsField(only=scans.KINDS, photographs=True, label=gettext_lazy("Pages to add"))


class FindingForm(_Plain):
    """What somebody found who held a page against the text."""

    class Meta:
        model = ScanPage
        fields = ["finding", "words"]
        widgets = {"finding": forms.RadioSelect, "words": long_text(3, 2_000)}
        help_texts = {"words": gettext_lazy("Only where the page differs: what it says, and where.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finding: Any = self.fields["finding"]
        finding.required = True
        finding.choices = ScanPage.Finding.choices
        finding.error_messages["required"] = _("This is missing. Say whether the page agrees with the text.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("finding") == ScanPage.Finding.DIFFERS and not cleaned.get("words", "").strip():
            self.add_error(
                "words", ValidationError(_("This is missing. Say what differs, and where on the page."))
            )
        return cleaned
