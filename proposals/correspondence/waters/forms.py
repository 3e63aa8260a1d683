"""The forms for pilot programmes and delegations, and for what came of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import Delegate, Delegation, Pilot
from proposals.correspondence.rooms import Grouped
from proposals.correspondence.waters.models import ENDS_TOO_EARLY, NOT_BEGUN, has_not_begun
from proposals.proposal.fields import AmountField, CurrencyField, DayField, long_text, speak_plainly
from proposals.proposal.sections import Rows, Table
from twinning.municipality.versions import Versioned, VersionedForm
from twinning.records.uploads import UploadField

MOST_PEOPLE = 100_000


class PeopleField(forms.IntegerField):
    """How many people, in figures."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "numeric width-8", "autocomplete": "off"}
    )
    default_error_messages = {
        "invalid": gettext_lazy("This number cannot be read. Write it in figures and without words, such as 12."),
        "min_value": gettext_lazy("There cannot be fewer than none. Write the number without the minus sign."),
        "max_value": gettext_lazy("This is more people than can take part. Check the number."),
    }  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_PEOPLE, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class UndertakingForm(Grouped, VersionedForm):
    """What a programme and a visit have in common: their dates in order, and what they cost."""

    starts = DayField(label=gettext_lazy("from"), required=False)
    ends = DayField(label=gettext_lazy("to"), required=False)
    cost = AmountField(label=gettext_lazy("what it cost us"), required=False)
    cost_currency = CurrencyField(label=gettext_lazy("currency"), initial="CAD", max_length=3)

    outcome: tuple[str, ...] = ()
    """The fields in which it is written down what came of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts = cleaned.get("starts", self.instance.starts)
        ends = cleaned.get("ends", self.instance.ends)
        if starts and ends and ends < starts:
            self.add_error("ends" if "ends" in self.fields else "starts", ENDS_TOO_EARLY)
        if has_not_begun(starts) and self._tells_an_outcome(cleaned):
            self.add_error(self.outcome[0] if self.outcome else "starts", NOT_BEGUN)
        return cleaned

    def _tells_an_outcome(self, cleaned: dict[str, Any]) -> bool:
        return any(cleaned.get(name) for name in self.outcome) if self.outcome else self.instance.has_outcome


class PilotForm(UndertakingForm):
    """A programme: what it is, when, who, what it costs."""

    people_here = PeopleField(label=gettext_lazy("people here"), required=False)
    people_there = PeopleField(label=gettext_lazy("people there"), required=False)

    class Meta:
        model = Pilot
        fields = [
            "kind",
            "title",
            "people",
            "starts",
            "ends",
            "people_here",
            "people_there",
            "cost",
            "cost_currency",
            "funding",
        ]
        widgets = {"kind": forms.RadioSelect}

    grouping = (
        (gettext_lazy("The programme"), ("kind", "title")),
        (gettext_lazy("When"), ("starts", "ends")),
        (gettext_lazy("Who"), ("people", "people_here", "people_there")),
        (gettext_lazy("What it costs"), ("cost", "cost_currency", "funding")),
    )


class PilotResultForm(UndertakingForm):
    """What came of a programme, with the numbers as they turned out."""

    starts = None  # type: ignore[assignment]  # known already
    ends = DayField(label=gettext_lazy("last day"), required=False)
    people_here = PeopleField(label=gettext_lazy("people here"), required=False)
    people_there = PeopleField(label=gettext_lazy("people there"), required=False)
    outcome = ("result",)

    class Meta:
        model = Pilot
        fields = ["result", "ends", "people_here", "people_there", "cost", "cost_currency", "funding"]
        widgets = {"result": long_text(6, 5_000)}

    grouping = (
        (gettext_lazy("The result"), ("result",)),
        (gettext_lazy("As it turned out"), ("ends", "people_here", "people_there")),
        (gettext_lazy("What it cost"), ("cost", "cost_currency", "funding")),
    )


class DelegationForm(UndertakingForm):
    """A visit: which way, what for, when and where. Its members are lines of their own."""

    class Meta:
        model = Delegation
        fields = [
            "direction",
            "purpose",
            "starts",
            "ends",
            "place",
            "interpreter",
            "cost",
            "cost_currency",
            "funding",
        ]
        widgets = {"direction": forms.RadioSelect}

    grouping = (
        (gettext_lazy("The visit"), ("direction", "purpose")),
        (gettext_lazy("When and where"), ("starts", "ends", "place", "interpreter")),
        (gettext_lazy("What it costs"), ("cost", "cost_currency", "funding")),
    )

    def _refuse_stale(self, current: Versioned) -> None:
        super()._refuse_stale(current)
        assert isinstance(current, Delegation)
        names = ", ".join(member.name for member in current.members.all()) or _("nobody")
        self.add_error(None, _("The members there now: %(names)s") % {"names": names})


class DelegateForm(forms.ModelForm):
    class Meta:
        model = Delegate
        fields = ["name", "office", "organisation"]


MEMBERS = Rows("members", gettext_lazy("Members"), gettext_lazy("Add another member"), Delegate, DelegateForm)


def members_of(table: Table) -> list[Delegate]:
    """The members as they were typed, in their order."""
    return [form.instance for form in table.kept]


class DelegationReportForm(UndertakingForm):
    """What a delegation reports: written here, or a file, or both."""

    starts = None  # type: ignore[assignment]  # known already
    outcome = ("report", "file")
    ends = DayField(label=gettext_lazy("last day"), required=False)
    file = UploadField(label=gettext_lazy("the report as a file"), required=False)
    take_off = forms.BooleanField(label=gettext_lazy("Take the file off"), required=False)

    class Meta:
        model = Delegation
        fields = ["report", "ends", "cost", "cost_currency", "funding"]
        widgets = {"report": long_text(10, 10_000)}
        help_texts = {
            "report": gettext_lazy("Whom they met, what was said and promised, and what did not work.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.report_file is None:
            del self.fields["take_off"]
        else:
            self.fields["take_off"].help_text = self.instance.report_file.name

    @property
    def grouping(self) -> Any:  # type: ignore[override]
        kept = ("take_off",) if "take_off" in self.fields else ()
        return (
            (gettext_lazy("The report"), ("report", "file", *kept)),
            (gettext_lazy("As it turned out"), ("ends",)),
            (gettext_lazy("What it cost"), ("cost", "cost_currency", "funding")),
        )
