"""Forms of proclamations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.agreement.proclamations import drafting
from agreements.agreement.proclamations.models import Proclamation, ProclamationRecital
from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import DayField, keep_long_words, long_text
from twinning.municipality.models import OfficeHolder

PLACES = _(
    "Empty: the usual words of that language, where we know them. Write {number}, {place} and {date} where they belong; they are filled in."
)


class BeginForm(forms.Form):
    """What is proclaimed, and by whom."""

    kind = forms.ChoiceField(label=_("What it proclaims"), choices=Proclamation.Kind)
    form = forms.ChoiceField(label=_("Who proclaims"), choices=Proclamation.Form)


class MatterForm(forms.ModelForm):
    """What is proclaimed, for which time, by which resolution."""

    title_of_group = _("What is proclaimed")
    mark_optional = True
    starts = DayField(label=_("Day, or from"), required=False)
    ends = DayField(label=_("To"), required=False)

    class Meta:
        model = Proclamation
        fields = ["kind", "form", "resolution", "starts", "ends", "language", "title", "words"]
        widgets = {"words": long_text(4, 3000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["resolution"]
        field.queryset = drafting.resolutions_of(self.instance.proposal)  # type: ignore[attr-defined]
        field.label = _("Resolution")
        field.help_text = _("Needed where the relationship is proclaimed: the number is printed from here.")
        self.fields["starts"].help_text = _("Only of a day, a week or another time.")
        keep_long_words(self)


class SecondForm(forms.ModelForm):
    """The same in a second language."""

    title_of_group = _("In a second language")
    mark_optional = True

    class Meta:
        model = Proclamation
        fields = ["language_2", "title_2", "words_2", "opening_2", "formula_2", "witness_2"]
        widgets = {
            "words_2": long_text(4, 3000),
            "formula_2": long_text(2, 1000),
            "witness_2": long_text(2, 1000),
        }
        help_texts = {
            "opening_2": _("Empty: the usual word of that language, where we know it."),
            "formula_2": PLACES,
            "witness_2": PLACES,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        for name in ("title_2", "words_2", "opening_2", "formula_2", "witness_2"):
            self.fields[name].widget.attrs["dir"] = "auto"


class SignForm(forms.ModelForm):
    """Who signs, where and when."""

    title_of_group = _("Who signs, where and when")
    mark_optional = True
    proclaimed_on = DayField(label=_("Date"), required=False)

    class Meta:
        model = Proclamation
        fields = ["officer", "capacity", "office_2", "place", "place_2", "proclaimed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.officer_id
        current = OfficeHolder.objects.in_office().values("pk")
        self.fields["officer"].queryset = (  # type: ignore[attr-defined]
            OfficeHolder.objects.filter(pk__in=current) | OfficeHolder.objects.filter(pk=chosen)
        ).order_by("seat", "pk")


class TheirsForm(forms.ModelForm):
    """Who signs for the other city; of a joint proclamation only."""

    title_of_group = _("Who signs for the other city (joint proclamations only)")
    mark_optional = True

    class Meta:
        model = Proclamation
        fields = ["their_name", "their_office", "their_native_name", "their_native_office"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["dir"] = "auto"


class ReasonForm(forms.ModelForm):
    class Meta:
        model = ProclamationRecital
        fields = ["text", "text_2"]
        widgets = {
            "text": long_text(3, 2000),
            "text_2": forms.Textarea(attrs={"rows": 3, "data-maxlength": 2000, "dir": "auto"}),
        }


class AgainForm(forms.Form):
    """The days for which it is proclaimed again."""

    starts = DayField(label=_("Day, or from"))
    ends = DayField(label=_("To"), required=False)
    mark_optional = True


class WithdrawForm(forms.Form):
    """Why a proclamation is taken back, for the file and for everybody."""

    why = forms.CharField(
        label=_("Reason, for the file"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_MISSING},
    )
    words = forms.CharField(
        label=_("What everybody reads"),
        max_length=500,
        help_text=_("Stands on the public page of the paper."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("The words for everybody are missing. Say in a sentence that it no longer holds.")
        },
    )
