"""The short form for one value; what it asks depends on what the value is about."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import long_text, speak_plainly
from proposals.research.comparison.fields import SOURCE_MISSING, CurrencyOfFigure, FigureField, YearField
from proposals.research.comparison.models import DATED, NUMERIC, QUALIFIED, DataPoint, Topic
from twinning.municipality.versions import Versioned, VersionedForm
from twinning.records.templatetags.house import number as figure

HELP = {
    Topic.POPULATION: gettext_lazy("Whole people. Say under “of what exactly” who is counted."),
    Topic.AREA: gettext_lazy("In square kilometres."),
    Topic.ELEVATION: gettext_lazy("In metres above the sea; below it with a minus."),
    Topic.BUDGET: gettext_lazy(
        "In the currency it is given in. If somebody publishes an equivalent in another currency, enter it as a value of its own, with that source."
    ),
    Topic.GEOGRAPHY: gettext_lazy("Such as port, desert, lake, river, mountains, prairie."),
    Topic.CLIMATE: gettext_lazy("In a few words, such as cold winters and dry summers."),
    Topic.INDUSTRIES: gettext_lazy("What people live on, and the resources there are."),
    Topic.ACADEMIC: gettext_lazy("Schools, colleges and universities that could exchange students."),
    Topic.CULTURAL: gettext_lazy("Such as museums, music venues, community centres."),
    Topic.TIES: gettext_lazy("Who knows whom already, and since when."),
    Topic.HISTORY: gettext_lazy("Such as settlers, a shared war, a namesake."),
    Topic.LANGUAGES: gettext_lazy("What is spoken, and in which language one can write to each other."),
    Topic.TIME: gettext_lazy("The time zone, and whether the clocks change."),
    Topic.TRAVEL: gettext_lazy("How one gets there, how long it takes, and what it costs."),
    Topic.GOALS: gettext_lazy("What the community strives for, such as its strategic plan says."),
}
NO_VALUE = gettext_lazy("There is no value yet. Give a figure or say it in words.")
LOWEST, HIGHEST = -500, 9_000
"""Metres between which people live, with room to spare: the Dead Sea and the Himalaya."""


class ValueForm(VersionedForm):
    """One value about one topic. The instance says which topic, and whose it is."""

    number = FigureField(label=gettext_lazy("figure"))
    currency = CurrencyOfFigure(label=gettext_lazy("currency"), max_length=10)
    year = YearField(label=gettext_lazy("as of the year"), required=False)
    no_year = forms.BooleanField(label=gettext_lazy("The source does not give the year"), required=False)

    class Meta:
        model = DataPoint
        fields = ["tie", "number", "currency", "words", "qualifier", "year", "source"]
        widgets = {"tie": forms.RadioSelect, "words": long_text(3, 2_000)}
        labels = {"tie": gettext_lazy("what kind it is")}
        error_messages = {"source": {"required": SOURCE_MISSING}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = Topic(self.instance.topic)
        self._leave_out()
        self.fields["source"].required = True
        self.fields["source"].help_text = _("Who says it and where, so that it can be found again.")
        self.fields["source"].error_messages["required"] = SOURCE_MISSING
        if self.topic in NUMERIC:
            self.fields["number"].help_text = HELP[self.topic]
            self.fields["words"].label = _("In words")
            self.fields["words"].help_text = _("Only where a figure alone does not say it.")
            self.fields["words"].widget.attrs["rows"] = 2
        else:
            self.fields["words"].help_text = HELP[self.topic]
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = _(
                "There is no value yet. Say it in words, or answer “Not known” on the page before."
            )
        if self.topic == Topic.TIES:
            self.fields["tie"].required = True
            self.fields["tie"].choices = [  # type: ignore[attr-defined]
                choice
                for choice in self.fields["tie"].choices  # type: ignore[attr-defined]
                if choice[0]
            ]
        if self.topic in DATED:
            self.initial["no_year"] = self.instance.pk is not None and self.instance.year is None
        if self.topic == Topic.BUDGET:
            self.fields["year"].ahead = 1  # type: ignore[attr-defined]  # next year's is adopted before it begins
        speak_plainly(self)

    def _leave_out(self) -> None:
        """What this topic does not ask for."""
        asked = {
            "tie": self.topic == Topic.TIES,
            "number": self.topic in NUMERIC,
            "currency": self.topic == Topic.BUDGET,
            "qualifier": self.topic in QUALIFIED,
            "no_year": self.topic in DATED,
        }
        for name, needed in asked.items():
            if not needed:
                del self.fields[name]

    @property
    def figures(self) -> list[forms.BoundField]:
        """The short fields, which stand beside each other."""
        return [self[name] for name in ("number", "currency", "year") if name in self.fields]

    @property
    def words_and_source(self) -> list[forms.BoundField]:
        return [self[name] for name in ("no_year", "qualifier", "words", "source") if name in self.fields]

    @property
    def _fields(self) -> list[str]:
        return [name for name in super()._fields if name in self.fields]

    @staticmethod
    def _in_words(current: Versioned, name: str) -> Any:
        value = getattr(current, name)
        return figure(value) if isinstance(value, Decimal) else VersionedForm._in_words(current, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.topic in NUMERIC and "number" in cleaned:
            self._clean_figure(cleaned)
        if self.topic in DATED and "year" in cleaned:
            self._clean_year(cleaned)
        return cleaned

    def _clean_year(self, cleaned: dict[str, Any]) -> None:
        if cleaned["year"] is None and not cleaned.get("no_year"):
            self.add_error(
                "year",
                _(
                    "The year is missing. Give the year that the value is from, or tick that the source does not give it."
                ),
            )
        elif cleaned["year"] is not None and cleaned.get("no_year"):
            self.add_error("no_year", _("A year stands above. Take the tick away, or leave the year empty."))

    def _clean_figure(self, cleaned: dict[str, Any]) -> None:
        given: Decimal | None = cleaned["number"]
        if given is None:
            if not cleaned.get("words") and "words" not in self.errors:
                self.add_error("number", str(NO_VALUE))
        elif wrong := self._wrong_with(given):
            self.add_error("number", wrong)
        if self.topic == Topic.BUDGET and "currency" in cleaned:
            if given is not None and not cleaned["currency"]:
                self.add_error(
                    "currency", _("The currency is missing. Give its three letters, such as CAD or MXN.")
                )
            elif given is None:
                cleaned["currency"] = ""

    def _wrong_with(self, given: Decimal) -> str:
        if self.topic == Topic.ELEVATION:
            return (
                ""
                if LOWEST <= given <= HIGHEST
                else _("Nobody lives that high or low. Give the elevation in metres.")
            )
        if given < 0:
            return _("This figure cannot be less than zero. Write it without the minus sign.")
        if self.topic == Topic.POPULATION:
            if given == 0:
                return _(
                    "A population of zero would say that nobody lives there. If nobody could find the figure, go back and answer “Not known”."
                )
            if given != int(given):
                return _("People are counted whole. Write the figure without a decimal point.")
        if self.topic == Topic.AREA and given == 0:
            return _(
                "An area of zero cannot be. If nobody could find the figure, go back and answer “Not known”."
            )
        return ""
