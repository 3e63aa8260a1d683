"""What is asked about a packet for a register, and about the certificate that came back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.registers.actions import why_not
from agreements.signing.registers.models import Registration
from agreements.signing.registers.reading import Enclosure
from agreements.signing.registers.wording import SCI_ADDRESS, SCI_NAME, Addressee
from proposals.proposal.fields import PastDayField, keep_long_words, long_text, speak_plainly
from proposals.proposal.models import Paper
from twinning.municipality.versions import VersionedForm
from twinning.records.uploads import UploadField

Register = Registration.Register


class PacketForm(forms.ModelForm):
    """Which register, where to, and which papers go with the letter."""

    mark_optional = True

    email = forms.EmailField(
        label=gettext_lazy("e-mail address"),
        required=False,
        help_text=gettext_lazy("Empty for Sister Cities International: the address that their guide names."),
        error_messages={
            "invalid": gettext_lazy("This is no e-mail address. Write it like name@example.ca, or leave it empty.")
        },
    )  # fmt: skip
    enclosed = forms.MultipleChoiceField(
        label=gettext_lazy("papers that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("One of these papers is no longer there. Look at the list again.")
        },
    )

    class Meta:
        model = Registration
        fields = ["register", "name", "notes"]
        widgets = {"register": forms.RadioSelect, "notes": long_text(3, 2000)}

    def __init__(self, *args: Any, papers: list[Enclosure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = {str(one.paper.pk): one.paper for one in papers}
        self.fields["enclosed"].choices = [(str(one.paper.pk), one.words) for one in papers]  # type: ignore[attr-defined]
        self.fields["enclosed"].initial = [str(one.paper.pk) for one in papers[:1]]
        if not papers:
            del self.fields["enclosed"]
        speak_plainly(self)
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (
            cleaned.get("register") == Register.OTHER
            and not cleaned.get("name")
            and "name" not in self.errors
        ):
            self.add_error("name", _("The name of the register is missing. Write it as it calls itself."))
        if cleaned.get("register") != Register.OTHER:
            cleaned["name"] = ""
        return cleaned

    @property
    def chosen(self) -> list[Paper]:
        return [self.papers[key] for key in self.cleaned_data.get("enclosed", [])]

    @property
    def addressee(self) -> Addressee:
        register, email = self.cleaned_data["register"], self.cleaned_data["email"]
        if register == Register.SCI:
            return Addressee(SCI_NAME, email or SCI_ADDRESS)
        return Addressee(self.cleaned_data["name"] or str(Register(register).label), email)


class RecordForm(VersionedForm):
    """When the packet went, and the certificate that came back."""

    sent_on = PastDayField(label=gettext_lazy("sent on"), required=False)
    certificate_on = PastDayField(label=gettext_lazy("certificate received on"), required=False)
    file = UploadField(label=gettext_lazy("the certificate as a file"), required=False)

    class Meta:
        model = Registration
        fields = ["sent_on", "certificate_number", "certificate_on", "notes"]
        widgets = {"notes": long_text(3, 2000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.certificate:
            self.fields["file"].help_text = _("It takes the place of %(name)s.") % {
                "name": self.instance.certificate.name
            }
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("sent_on", "certificate_on"):
            setattr(self.instance, name, cleaned.get(name))
        for name, words in why_not(self.instance).items():
            if name not in self.errors:
                self.add_error(name, words)
        came = cleaned.get("file") or cleaned.get("certificate_number")
        if came and not cleaned.get("certificate_on") and "certificate_on" not in self.errors:
            self.add_error("certificate_on", _("It is not said when the certificate came. Give the day."))
        return cleaned
