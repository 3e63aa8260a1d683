"""What is asked about a contact, and about a line of the protocol card."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import Contact, ProtocolNote
from proposals.proposal.fields import DayField, PastDayField, keep_long_words, long_text, speak_plainly
from twinning.municipality.versions import VersionedForm
from twinning.municipality.zones import ZoneField, time_zones
from twinning.records.languages import CHOICES


def zones() -> list[tuple[str, str]]:
    return [("", _("Not known")), *time_zones()]


class HourField(forms.TimeField):
    """A time of day on somebody's own clocks."""

    widget = forms.TimeInput(attrs={"type": "time", "class": "width-8"}, format="%H:%M")
    default_error_messages = {
        "invalid": gettext_lazy("This time cannot be read. Write it with hours and minutes, such as 09:00.")
    }


GROUPS = (
    (gettext_lazy("Who"), ("side", "place", "signs", "honorific", "name", "native_name")),
    (gettext_lazy("Office"), ("office", "native_office")),
    (
        gettext_lazy("How to write and speak"),
        ("salutation", "language", "zone", "reachable_from", "reachable_to"),
    ),
    (gettext_lazy("How to reach them"), ("email", "phone", "postal_address")),
    (gettext_lazy("Term of office"), ("in_office_from", "in_office_to")),
    (gettext_lazy("Why we may keep this"), ("basis", "consent_on", "consent_how")),
)
"""The form in plain groups, in the order in which one would ask."""

SIDE_BY_SIDE = (
    ("honorific", "name"),
    ("office", "native_office"),
    ("reachable_from", "reachable_to"),
    ("email", "phone"),
    ("in_office_from", "in_office_to"),
)
"""Short fields that stand beside each other on a wide screen."""


class ContactForm(VersionedForm):
    zone = ZoneField(
        required=False,
        choices=zones,
        help_text=gettext_lazy("In which the hours below are told."),
    )
    reachable_from = HourField(
        label=gettext_lazy("reachable from"),
        required=False,
        help_text=gettext_lazy("On their own clocks. Without hours 09:00 to 17:00 is taken."),
    )
    reachable_to = HourField(label=gettext_lazy("reachable to"), required=False)
    in_office_from = DayField(label=gettext_lazy("in office from"), required=False)
    in_office_to = DayField(label=gettext_lazy("in office to"), required=False)
    consent_on = PastDayField(
        label=gettext_lazy("agreed on"), required=False, help_text=gettext_lazy("For a person who agreed.")
    )

    class Meta:
        model = Contact
        fields = [
            "side",
            "place",
            "signs",
            "name",
            "native_name",
            "honorific",
            "office",
            "native_office",
            "salutation",
            "language",
            "email",
            "phone",
            "postal_address",
            "zone",
            "reachable_from",
            "reachable_to",
            "in_office_from",
            "in_office_to",
            "basis",
            "consent_on",
            "consent_how",
        ]
        widgets = {
            "side": forms.RadioSelect,
            "place": forms.RadioSelect,
            "basis": forms.RadioSelect,
            "postal_address": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "name": gettext_lazy("As the person writes it, in their own order, such as “Ruiz Osuna, Elena”."),
            "email": gettext_lazy("Kept only with a basis, below."),
            "phone": gettext_lazy("With the code of the country, such as +52 669 …"),
        }
        error_messages = {
            "name": {
                "required": gettext_lazy(
                    "The name is missing. Write it in Latin letters, and in the script of the person below."
                )
            },
            "email": {
                "invalid": gettext_lazy(
                    "This is no e-mail address. Write it with an @, such as name@example.mx."
                )
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("language"),
            required=False,
            choices=[("", _("Not known")), *_languages(self.instance.language)],
            help_text=_("In which the person likes to be written to."),
        )
        self.fields["basis"] = forms.ChoiceField(
            label=_("basis"),
            required=False,
            choices=[("", _("None: then no address and no number is kept")), *Contact.Basis.choices],
            widget=forms.RadioSelect,
            help_text=_("An e-mail address, a telephone number and a postal address need one of the two."),
        )
        for name in ("name", "native_name", "honorific", "office", "native_office", "salutation", "postal_address"):  # fmt: skip
            self.fields[name].widget.attrs["dir"] = "auto"
        speak_plainly(self)
        keep_long_words(self)
        for (
            field
        ) in self.fields.values():  # a limit that nobody comes near is not counted down under each line
            field.widget.attrs.pop("data-maxlength", None)

    def _post_clean(self) -> None:
        """What could not be read is said once: that it is missing then, as the rules of the row find, is the same error."""
        unread = {name: self.errors[name].copy() for name in self.errors}
        super()._post_clean()  # type: ignore[misc]
        self.errors.update(unread)

    def groups(self) -> list[dict[str, Any]]:
        """The fields as the page shows them: groups of rows, a row of one field or of two."""
        pairs = dict(SIDE_BY_SIDE)
        seconds = set(pairs.values())
        return [
            {
                "title": title,
                "rows": [
                    [self[name], self[pairs[name]]] if name in pairs else [self[name]]
                    for name in names
                    if name not in seconds
                ],
            }
            for title, names in GROUPS
        ]


def _languages(written: str) -> list[tuple[str, str]]:
    """Those people write in, and the one that stands there already, whatever it is."""
    known = dict(CHOICES)
    return CHOICES if not written or written in known else [*CHOICES, (written, written)]


class LeaveForm(forms.Form):
    """From which day somebody is no longer a contact."""

    on = DayField(
        label=gettext_lazy("Since"),
        error_messages={
            "required": gettext_lazy("The day is missing. Give the day on which the person left.")
        },
    )


class ProtocolForm(VersionedForm):
    source_on = PastDayField(label=gettext_lazy("as of"))

    class Meta:
        model = ProtocolNote
        fields = ["words", "source", "source_on"]
        widgets = {"words": long_text(5, 3_000)}
        error_messages = {
            "words": {
                "required": gettext_lazy(
                    "Nothing is written yet. Say in a sentence or two what is customary."
                )
            },
            "source": {
                "required": gettext_lazy(
                    "The source is missing. Say who told us or where it is written; without it the line cannot stand here."
                )
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("words", "source"):
            self.fields[name].widget.attrs["dir"] = "auto"
        speak_plainly(self)
        keep_long_words(self)
