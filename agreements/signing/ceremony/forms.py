"""What is asked about a ceremony, its order, its guests and its tasks."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony import pasted
from agreements.signing.ceremony.clocks import NO_SUCH_HOUR, moment_of
from agreements.signing.ceremony.models import Ceremony, CeremonyTask, Guest, RunSheetLine
from proposals.proposal.fields import (
    AmountField,
    CurrencyField,
    DayField,
    PastDayField,
    keep_long_words,
    long_text,
    speak_plainly,
)
from twinning import clock
from twinning.municipality.versions import VersionedForm
from twinning.municipality.zones import ZoneField

LONGEST_POINT = 24 * 60
MOST_PEOPLE = 2_000


class HourField(forms.TimeField):
    """A time of day on the clocks of the place."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "width-8"}, format="%H:%M")
    default_error_messages = {
        "invalid": gettext_lazy("This time cannot be read. Write hours and minutes, such as 14:30.")
    }


class CountField(forms.IntegerField):
    """A number of something, in figures."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "numeric width-4", "autocomplete": "off"}
    )
    default_error_messages = {
        "invalid": gettext_lazy("This number cannot be read. Write it in figures and without words, such as 10."),
        "min_value": gettext_lazy("This number is too small. Write at least %(limit_value)s."),
        "max_value": gettext_lazy("This number is too large to be meant. Write at most %(limit_value)s."),
    }  # fmt: skip

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


# -- the ceremony ------------------------------------------------------------------------------


class WhenForm(forms.ModelForm):
    """How, when and where; the time is told on the clocks of the place."""

    held_on = DayField(label=gettext_lazy("date there"), required=False)
    held_at = HourField(label=gettext_lazy("begins at, local time"), required=False)
    ends_at = HourField(label=gettext_lazy("ends at"), required=False)
    zone = ZoneField(label=gettext_lazy("time zone of the place"))

    class Meta:
        model = Ceremony
        fields = ["mode", "held_on", "held_at", "ends_at", "zone", "place", "languages", "public", "livestream"]  # fmt: skip
        widgets: dict[str, Any] = {"place": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {
            "place": gettext_lazy("Such as the council chambers, Lacombe."),
            "languages": gettext_lazy("Such as English and Spanish."),
            "livestream": gettext_lazy("The address of the page, if it is shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        on, at, zone = (cleaned.get(name) for name in ("held_on", "held_at", "zone"))
        if on and at and zone and moment_of(on, at, zone) is None:
            self.add_error("held_at", NO_SUCH_HOUR)
        if cleaned.get("ends_at") and not at and "held_at" not in self.errors:
            self.add_error(
                "held_at", _("It is said when it ends and not when it begins. Give the hour it begins.")
            )
        return cleaned


class NewCeremonyForm(WhenForm):
    """What must be known of a ceremony to begin with; all of it can be changed."""

    mark_optional = True

    class Meta(WhenForm.Meta):
        fields = ["mode", "held_on", "held_at", "zone", "place"]
        widgets = WhenForm.Meta.widgets | {"mode": forms.RadioSelect}

    ends_at = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)


class ProtocolForm(forms.ModelForm):
    """Flags, seats, gifts, money: everything that is neither a point of the order nor a guest."""

    budget = AmountField(label=gettext_lazy("budget"), required=False)
    currency = CurrencyField(label=gettext_lazy("currency"), max_length=3)

    class Meta:
        model = Ceremony
        fields = [
            "host", "interpreters", "flags", "seating", "gifts", "press", "budget", "currency", "budget_source", "notes",
        ]  # fmt: skip
        widgets = {
            "flags": long_text(4, 2000),
            "seating": long_text(5, 3000),
            "gifts": long_text(3, 2000),
            "press": long_text(3, 2000),
            "notes": long_text(4, 5000),
        }
        help_texts = {
            "interpreters": gettext_lazy("Who interprets, between which languages, and where they stand."),
            "seating": gettext_lazy(
                "The two who sign are equals: neither sits higher. Who sits beside whom, and who speaks first."
            ),
            "gifts": gettext_lazy("What each side gives, who hands it over, and where it is kept afterwards."),
            "press": gettext_lazy("Who writes the news release with the other side, and who takes the picture."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)


class PointForm(forms.ModelForm):
    """One point of the order of proceedings."""

    minutes = CountField(label=gettext_lazy("minutes"), required=False, min_value=0, max_value=LONGEST_POINT)

    class Meta:
        model = RunSheetLine
        fields = ["minutes", "what", "who", "notes"]
        widgets = {name: forms.TextInput(attrs={"dir": "auto"}) for name in ("what", "who", "notes")}
        error_messages = {
            "what": {"required": gettext_lazy("It is not said what happens. Write it, or remove the line.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)


# -- guests ------------------------------------------------------------------------------------


class GuestForm(VersionedForm):
    """One invitation: to whom, how it went out, and what they answered."""

    people = CountField(
        label=gettext_lazy("people"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        help_text=gettext_lazy("Everybody who comes with this invitation, this person counted."),
    )  # fmt: skip
    precedence = CountField(
        label=gettext_lazy("place in the order"), required=False, min_value=1, max_value=30_000,
        help_text=gettext_lazy("1 stands first. Without a number they come last, by name."),
    )  # fmt: skip
    invited_on = PastDayField(label=gettext_lazy("invited on"), required=False)
    replied_on = PastDayField(
        label=gettext_lazy("answered on"),
        required=False,
        help_text=gettext_lazy("Empty with an answer: today."),
    )

    class Meta:
        model = Guest
        fields = [
            "party", "name", "office", "people", "precedence", "invited_on", "invited_how", "reply", "replied_on", "notes",
        ]  # fmt: skip
        widgets = {
            "party": forms.RadioSelect,
            "reply": forms.RadioSelect,
            "name": forms.TextInput(attrs={"dir": "auto"}),
            "office": forms.TextInput(attrs={"dir": "auto"}),
            "notes": forms.TextInput(attrs={"dir": "auto"}),
        }
        help_texts = {"invited_how": gettext_lazy("Such as a letter of the Mayor, e-mail, by telephone.")}
        error_messages = {
            "name": {"required": gettext_lazy("The name is missing. Write who is invited, or which office.")}
        }

    grouping = (
        (gettext_lazy("Who"), ("party", "name", "office", "people", "precedence")),
        (gettext_lazy("Invitation"), ("invited_on", "invited_how")),
        (gettext_lazy("Answer"), ("reply", "replied_on")),
        (gettext_lazy("Notes"), ("notes",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        speak_plainly(self)

    @property
    def groups(self) -> Any:
        for title, names in self.grouping:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reply") and not cleaned.get("replied_on") and "replied_on" not in self.errors:
            cleaned["replied_on"] = clock.today()
        return cleaned


class PastedForm(forms.Form):
    """A list of guests as it comes out of a spreadsheet or a mail: one to a line."""

    mark_optional = True

    party = forms.ChoiceField(
        label=gettext_lazy("from"), choices=Guest.Party, initial=Guest.Party.OURS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("the list"),
        max_length=pasted.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=gettext_lazy(
            "One invitation to a line: name; office or organisation; number of people. Only the name is needed. Cells copied from a spreadsheet are read as well."
        ),
        error_messages={
            "required": gettext_lazy("The list is empty. Paste it here, one invitation to a line.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        self.fields["words"].widget.attrs.pop("data-maxlength", None)

    def clean_words(self) -> list[pasted.Line]:
        lines, problems = pasted.read(self.cleaned_data["words"])
        if problems:
            raise ValidationError(problems)
        return lines


class InvitedForm(forms.Form):
    """That invitations went out: when, how, and to whom."""

    use_required_attribute = False
    mark_optional = True

    on = PastDayField(
        label=gettext_lazy("invited on"),
        error_messages={"required": gettext_lazy("The day is missing. Give the day on which they went out.")},
    )
    how = forms.CharField(
        label=gettext_lazy("how"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as a letter of the Mayor."),
    )
    guests = forms.ModelMultipleChoiceField(
        label=gettext_lazy("to"),
        queryset=Guest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Nobody is chosen. Tick who was invited."),
            "invalid_choice": gettext_lazy("Somebody on this list is no longer there. Look at the list again."),
            "invalid_pk_value": gettext_lazy("Somebody on this list is no longer there. Look at the list again."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, ceremony: Ceremony, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
        self.fields["guests"].queryset = ceremony.guests.filter(invited_on=None)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        on: dt.date | None = cleaned.get("on")
        early = [
            guest.name
            for guest in cleaned.get("guests") or ()
            if on and guest.replied_on and guest.replied_on < on
        ]
        if early:
            self.add_error(
                "on",
                _("These had answered before that day: %(names)s. Give the day they were invited, or leave them out.")
                % {"names": ", ".join(early)},
            )  # fmt: skip
        return cleaned


# -- tasks -------------------------------------------------------------------------------------


class TaskForm(VersionedForm):
    """Something that somebody sees to, by a day."""

    due_on = DayField(label=gettext_lazy("by when"), required=False)

    class Meta:
        model = CeremonyTask
        fields = ["what", "owner", "due_on"]
        error_messages = {
            "what": {"required": gettext_lazy("The task is missing. Write what is to be done.")},
            "owner": {"required": gettext_lazy("Nobody is named. Write who does it: a person or an office.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_long_words(self)
