"""One form per action of the administrator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinning import clock
from twinning.municipality.jurisdictions import JURISDICTIONS, Jurisdiction
from twinning.municipality.models import Municipality, OfficeHolder, Statute
from twinning.municipality.numbering import example
from twinning.municipality.versions import VersionedForm, day_input
from twinning.places.forms import PlaceField
from twinning.records.uploads import UploadField


class LetterheadForm(VersionedForm):
    place = PlaceField(
        label=_("place on the map"),
        required=False,
        help_text=_("Distances, time differences and likenesses are measured from here."),
    )

    class Meta:
        model = Municipality
        fields = [
            "name",
            "short_name",
            "province",
            "country",
            "address",
            "email",
            "council_style",
            "office_line",
            "currency",
            "population",
            "population_year",
            "place",
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "currency": forms.TextInput(attrs={"class": "width-4"}),
            "population": forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-8"}),
            "population_year": forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-4"}),
        }
        error_messages = {
            "name": {"required": _("The official name is missing. Write it as on the letterhead.")},
            "short_name": {"required": _("The short name is missing. Write it as people say it.")},
            "email": {
                "invalid": _("This is no e-mail address. Write it like name@example.ca, or leave it empty.")
            },
        }

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(
                _("This is no code of a currency. Write its three letters, such as CAD.")
            )
        return currency

    def clean(self) -> dict[str, Any] | None:
        if bool(self.cleaned_data.get("population")) != bool(self.cleaned_data.get("population_year")):
            self.add_error(
                "population_year",
                _("A population figure and its year belong together. Fill in both, or neither."),
            )
        return super().clean()


class CrestForm(forms.Form):
    crest = UploadField(only=("png", "jpeg"), label=_("Picture"))


class RulesForm(VersionedForm):
    class Meta:
        model = Municipality
        fields = ["jurisdiction", "quorum"]
        widgets = {
            "jurisdiction": forms.RadioSelect,
            "quorum": forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-4"}),
        }

    def profiles(self) -> list[Jurisdiction]:
        """What each jurisdiction says, to choose by."""
        return list(JURISDICTIONS.values())

    def clean_quorum(self) -> int | None:
        quorum: int | None = self.cleaned_data["quorum"]
        members = OfficeHolder.objects.on_council().count()
        if quorum and members and quorum > members:
            raise forms.ValidationError(
                _(
                    "The quorum is larger than council, which has %(members)d members today. Give a smaller number, or enter the missing members first."
                ),
                params={"members": members},
            )
        return quorum


class NumbersForm(VersionedForm):
    class Meta:
        model = Municipality
        fields = ["resolution_pattern", "file_pattern"]
        widgets = {
            name: forms.TextInput(attrs={"class": "width-20", "autocomplete": "off", "spellcheck": "false"})
            for name in fields
        }

    def examples(self) -> dict[str, str]:
        """The next number by each pattern that can be used, as typed or else as it stands."""
        self.is_valid()
        good = self.cleaned_data if self.is_bound else self.initial
        series = {"resolution_pattern": "resolution", "file_pattern": "file"}
        return {
            name: example(one, good[name], clock.today()) if name in good else ""
            for name, one in series.items()
        }


class HolderForm(VersionedForm):
    class Meta:
        model = OfficeHolder
        fields = ["name", "office", "title", "seat", "starts", "ends"]
        widgets = {
            "office": forms.RadioSelect,
            "seat": forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-4"}),
            "starts": day_input(),
            "ends": day_input(),
        }
        error_messages = {"name": {"required": _("The name is missing. Write it as it is printed.")}}


class EndTermForm(VersionedForm):
    class Meta:
        model = OfficeHolder
        fields = ["ends"]
        widgets = {"ends": day_input()}
        labels = {"ends": _("last day")}
        help_texts = {"ends": _("The day counts: the person is still in office on it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].required = True
        self.fields["ends"].error_messages["required"] = _(
            "The day is missing. Choose the last day in office."
        )


class StatuteForm(VersionedForm):
    class Meta:
        model = Statute
        fields = ["purpose", "name", "section", "starts", "ends"]
        widgets = {"purpose": forms.RadioSelect, "starts": day_input(), "ends": day_input()}
        error_messages = {"name": {"required": _("The name is missing. Write it as papers cite it.")}}
