"""Forms of what is known of other cities."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.atlas import entries, imports, tables
from twinning.atlas.models import Import, Twinning
from twinning.municipality.versions import VersionedForm, day_input
from twinning.places.countries import countries
from twinning.places.forms import PlaceField
from twinning.records import uploads
from twinning.records.uploads import Checked, UploadField

ENDINGS = (".csv", ".tsv", ".txt")


class TableField(UploadField):
    """A table as text, in whatever letters it comes. Its clean value is a ``Checked`` file with the bytes as they came.

    It is kept as plain text: formulas in its cells are words to us, and no
    spreadsheet opens the kept file as a table and runs them.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(only=("csv", "txt"), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = forms.FileField.clean(self, data, initial)
        if not isinstance(given, UploadedFile):
            return given
        name = uploads.clean_name(given.name or "")
        if not name.endswith(ENDINGS):
            raise ValidationError(
                _("Files of this kind are not taken here. Save the table as CSV, and choose that file."),
                code="kind",
            )
        content = given.read()
        text, _encoding, _broken = tables.decode(content)
        # The look inside knows UTF-8 and formulas only as refusals; what it sees is the text that we understood.
        checked = uploads.check(ContentFile(text.encode(), name="table.txt"))
        if name.endswith(".txt"):
            return Checked(name, checked.kind, content)
        return Checked(f"{name}.txt", checked.kind, content)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(ENDINGS)}


class _ImportForm(forms.Form):
    """What every import is asked: the file, where it is from, and as of when."""

    mark_optional = True
    file: Any
    source = forms.CharField(
        label=gettext_lazy("Where it is from"),
        max_length=200,
        help_text=Import._meta.get_field("source").help_text,
        error_messages={"required": gettext_lazy("The source is missing. Name the list or the query that the file comes from.")},
    )  # fmt: skip
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        widget=day_input(),
        help_text=Import._meta.get_field("as_of").help_text,
        error_messages={"required": gettext_lazy("The day is missing. Choose the day the file was made or taken from its source.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("as_of", clock.today())

    def clean_as_of(self) -> Any:
        as_of = self.cleaned_data["as_of"]
        if as_of > clock.today():
            raise ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        return as_of

    def give(self, kind: str, *, by: Any) -> Import:
        """Hand the file to the worker."""
        given = self.cleaned_data
        name = uploads.clean_name(str(self.files["file"].name))  # type: ignore[union-attr]
        return imports.start(
            given["file"], kind=kind, name=name, source=given["source"], as_of=given["as_of"],
            edition=given.get("edition"), by=by,
        )  # fmt: skip


class GiveForm(_ImportForm):
    file = TableField(label=gettext_lazy("Table of known twinnings"))
    field_order = ["file", "source", "as_of"]


class GovernanceForm(_ImportForm):
    file = UploadField(only=("xlsx",), label=gettext_lazy("Workbook of the World Bank"))
    edition = forms.IntegerField(
        label=gettext_lazy("Edition"),
        required=False,
        min_value=1996,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-4"}),
        help_text=gettext_lazy("The year the World Bank published it. Leave it empty, and it is taken from the last year in the file."),
        error_messages={"invalid": gettext_lazy("This is no year. Write it with four digits, such as 2024.")},
    )  # fmt: skip
    field_order = ["file", "edition", "source", "as_of"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("source", "World Bank, Worldwide Governance Indicators")


class CountryForm(forms.Form):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries)


class TwinningForm(VersionedForm):
    """Both ends, each a place of the table or written by hand."""

    place_a = PlaceField(label=gettext_lazy("One end"), required=False)
    place_b = PlaceField(label=gettext_lazy("Other end"), required=False)

    class Meta:
        model = Twinning
        fields = entries.FIELDS
        widgets = {
            "year": forms.TextInput(attrs={"inputmode": "numeric", "class": "numeric width-4"}),
            "state": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3, "data-maxlength": 500}),
        }
        labels = {
            "form": gettext_lazy("What the two call it"),
            "sources": gettext_lazy("Source"),
            "reason": gettext_lazy("Why it has ended or is doubted"),
        }
        help_texts = {
            "sources": gettext_lazy("Where this can be read: a page, a paper, a letter, with its date."),
            "form": gettext_lazy("Sister city, partnership, friendship …"),
        }
        error_messages = {
            "sources": {"required": gettext_lazy("The source is missing. Say where this can be read.")},
            "year": {"invalid": gettext_lazy("This is no year. Write it with four digits, such as 1986.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in "ab":
            place = self.fields[f"place_{side}"]
            place.required = not self._by_hand(side)
            place.error_messages = {
                **place.error_messages,
                "required": _(
                    "The place is missing. Choose it from the list, or write its name and country by hand."
                ),
            }
            self.fields[f"name_{side}"].required = False
            self.fields[f"name_{side}"].label = _("Name")
            self.fields[f"region_{side}"].label = _("Region")
            self.fields[f"country_{side}"] = forms.ChoiceField(
                label=_("Country"), required=False, choices=lambda: [("", "–"), *countries()]
            )

    def _by_hand(self, side: str) -> bool:
        """Whether an end is written by hand, in what was sent or else in what is kept."""
        kept = (
            self.data
            if self.is_bound
            else {
                f"name_{side}": getattr(self.instance, f"name_{side}"),
                f"place_{side}": self.instance.pk and getattr(self.instance, f"place_{side}_id"),
            }
        )
        return bool(kept.get(f"name_{side}")) and not kept.get(f"place_{side}")

    @property
    def by_hand_a(self) -> bool:
        return self._by_hand("a")

    @property
    def by_hand_b(self) -> bool:
        return self._by_hand("b")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for side in "ab":
            if f"place_{side}" in self.errors:
                continue
            if place := cleaned.get(f"place_{side}"):
                cleaned |= {
                    f"name_{side}": place.name,
                    f"region_{side}": place.region[:120],
                    f"country_{side}": place.country,
                }
            elif not cleaned.get(f"country_{side}"):
                self.add_error(
                    f"country_{side}",
                    _("The country is missing. Choose the country of a place that is written by hand."),
                )
        if cleaned.get("state") != Twinning.State.KNOWN and not cleaned.get("reason"):
            self.add_error(
                "reason",
                _("The reason is missing. Say how it is known that this has ended, or why it is doubted."),
            )
        return cleaned
