"""What is asked about a message, a note, and a part of the log."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.channels import Channel
from proposals.correspondence.log.actions import (
    NEVER_WIDER,
    NewFile,
    awaits_first_answer,
)
from proposals.correspondence.log.models import FOLLOW_UP_TOO_EARLY
from proposals.correspondence.log.story import Chosen
from proposals.correspondence.models import (
    REPLY_TOO_EARLY,
    Contact,
    Correspondence,
    Message,
    MessageFile,
    Note,
)
from proposals.proposal.fields import DayField, keep_long_words, long_text, speak_plainly
from twinning import clock
from twinning.municipality.versions import VersionedForm
from twinning.municipality.zones import ZoneField, our_time_zone, time_zones
from twinning.records.languages import CHOICES as LANGUAGES
from twinning.records.languages import language_name
from twinning.records.uploads import UploadField

NOTHING_SAID = gettext_lazy(
    "Nothing is said yet. Write in a sentence or two what it was about, give its subject, or add the original."
)
NO_SUCH_HOUR = gettext_lazy(
    "On that day the clocks there were put forward over this hour. Give the time that the clocks showed."
)


class ContactChoice(forms.ModelChoiceField):
    """A contact of the file, with the office and the side."""

    def label_from_instance(self, one: Any) -> str:
        named = f"{one.name}, {one.office}" if one.office else one.name
        return f"{named} ({one.get_side_display()})"


def _languages(kept: str) -> list[tuple[str, Any]]:
    """All languages, and what was written as a word before there was a list."""
    known = {code for code, _name in LANGUAGES}
    return [("", _("Choose…")), *([(kept, kept)] if kept and kept not in known else []), *LANGUAGES]


def _zones(first: list[str]) -> list[tuple[str, Any]]:
    """All zones, those of the two cities on top."""
    labels = dict(time_zones())
    ours = [zone for zone in dict.fromkeys(first) if zone in labels]
    return [(zone, labels[zone]) for zone in ours] + [pair for pair in time_zones() if pair[0] not in ours]


class MessageForm(VersionedForm):
    """One message of the log, as it is written down or corrected."""

    on = DayField(
        label=gettext_lazy("date"),
        error_messages={
            "required": gettext_lazy("The date is missing. Give the day on which it was written or held.")
        },
    )
    time = forms.TimeField(
        label=gettext_lazy("time"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "width-8"}),
        error_messages={
            "invalid": gettext_lazy("This time cannot be read. Write it from 00:00 to 23:59, such as 14:30.")
        },
        help_text=gettext_lazy("As the clocks showed it in the time zone beside; only if it matters."),
    )
    zone = ZoneField()
    contact = ContactChoice(
        Contact.objects.none(),
        label=gettext_lazy("with which contact"),
        required=False,
        help_text=gettext_lazy("Who wrote or spoke, or to whom we did."),
    )
    follow_up_on = DayField(
        label=gettext_lazy("ask again on"),
        required=False,
        help_text=gettext_lazy("If nothing has come by then. The next message settles it."),
    )

    class Meta:
        model = Message
        fields = [
            "on",
            "time",
            "zone",
            "direction",
            "channel",
            "contact",
            "sender",
            "language",
            "subject",
            "summary",
            "follow_up_on",
        ]
        widgets = {
            "direction": forms.RadioSelect,
            "summary": long_text(4, 5_000),
            "subject": forms.TextInput(attrs={"dir": "auto"}),
            "sender": forms.TextInput(attrs={"dir": "auto"}),
        }
        help_texts = {
            "sender": gettext_lazy("If it is none of the contacts, or somebody of ours."),
            "summary": gettext_lazy(
                "What whoever comes after you must know. Everybody who may read the file reads it."
            ),
        }

    def __init__(self, *args: Any, record: Correspondence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        for name in self.instance.fixed:
            del self.fields[name]
        self.fields["summary"].widget.attrs["dir"] = "auto"
        if "zone" in self.fields:
            self.fields["zone"].choices = _zones([self.instance.zone, *_zones_of(record)])  # type: ignore[attr-defined]
        contacts = record.contacts.current() if record.pk else Contact.objects.none()
        kept = Contact.objects.filter(pk=self.instance.contact_id)
        self.fields["contact"].queryset = (contacts | kept).order_by("-side", "name", "pk")  # type: ignore[attr-defined]
        self.fields["language"] = forms.ChoiceField(
            choices=_languages(self.instance.language), label=_("language"), required=False
        )
        self.order_fields(self._meta.fields)
        speak_plainly(self)
        keep_long_words(self)

    @property
    def _fields(self) -> list[str]:
        return [name for name in super()._fields if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        on = cleaned.get("on", None if "on" in self.fields else self.instance.on)
        again = cleaned.get("follow_up_on")
        if on and again and again < on:
            self.add_error("follow_up_on", FOLLOW_UP_TOO_EARLY)
        if cleaned.get("on") and cleaned.get("zone"):
            self._has_been(cleaned["on"], cleaned.get("time"), zoneinfo.ZoneInfo(cleaned["zone"]))
        if not self._says_something(cleaned):
            self.add_error("summary", NOTHING_SAID)
        return cleaned

    def _has_been(self, on: dt.date, time: dt.time | None, zone: zoneinfo.ZoneInfo) -> None:
        """What has not happened yet there cannot be written down; on the other side of the date line it is tomorrow already."""
        there = clock.now().astimezone(zone)
        if on > there.date():
            self.add_error("on", _("This day is still to come there. Give the day on which it happened."))
            return
        if time is None:
            return
        moment = dt.datetime.combine(on, time, zone)
        if moment.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
            self.add_error("time", NO_SUCH_HOUR)
        elif moment > there:
            self.add_error(
                "time",
                _("This hour is still to come there: it is %(now)s now. Look at the time and at its zone.")
                % {"now": f"{there:%H:%M}"},
            )

    def _says_something(self, cleaned: dict[str, Any]) -> bool:
        if self.instance.is_written_elsewhere or "summary" in self.errors:
            return True
        kept = self.instance.pk and self.instance.files.exists()
        return bool(cleaned.get("summary") or cleaned.get("subject") or kept)


def _zones_of(record: Correspondence) -> list[str]:
    place = record.proposal.community.place
    return [our_time_zone(), *([place.timezone] if place else [])]


class NewMessageForm(MessageForm):
    """The same, with its files, and with what follows for the file."""

    original = UploadField(label=gettext_lazy("original"), required=False)
    translation = UploadField(label=gettext_lazy("translation"), required=False)
    translation_language = forms.ChoiceField(
        label=gettext_lazy("language of the translation"), choices=LANGUAGES, required=False, initial="en"
    )
    hands_over = forms.BooleanField(
        label=gettext_lazy("Now it is the other side’s turn"),
        required=False,
        help_text=gettext_lazy(
            "The file then waits for them after a message from us or a meeting, and for us after a message from them."
        ),
    )
    answers_introduction = forms.BooleanField(
        label=gettext_lazy("This answers our letter of introduction"),
        required=False,
        help_text=gettext_lazy(
            "Date and summary are then written under “Letter of introduction” as well, and the file comes back to us."
        ),
    )

    class Meta(MessageForm.Meta):
        pass

    def __init__(self, *args: Any, may_move: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["translation_language"].choices = _languages("")  # type: ignore[attr-defined]
        if not may_move:
            del self.fields["hands_over"]
        if not (may_move and awaits_first_answer(self.record)):
            del self.fields["answers_introduction"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answers_introduction"):
            self._is_an_answer(cleaned)
        return cleaned

    def _says_something(self, cleaned: dict[str, Any]) -> bool:
        given = cleaned.get("original") or cleaned.get("translation")
        return bool(given) or super()._says_something(cleaned)

    def _is_an_answer(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("direction") != Message.Direction.IN:
            self.add_error(
                "answers_introduction",
                _("An answer comes from them. Choose “From them” above, or take this tick away."),
            )
        sent = self.record.letter_sent_on
        if sent and cleaned.get("on") and cleaned["on"] < sent:
            self.add_error("on", REPLY_TOO_EARLY)
        if not (cleaned.get("summary") or cleaned.get("subject") or self.record.reply_summary):
            self.add_error("summary", _("Say what they answered. It is written into the file with the date."))

    def new_files(self) -> list[NewFile]:
        """The original and the translation, as ``note_message`` takes them."""
        given = (
            ("original", MessageFile.Part.ORIGINAL, "language"),
            ("translation", MessageFile.Part.TRANSLATION, "translation_language"),
        )
        return [
            NewFile(self.cleaned_data[name], part, _as_tag(self.cleaned_data[language]))
            for name, part, language in given
            if self.cleaned_data.get(name)
        ]


def _as_tag(language: str) -> str:
    """A language as a file keeps it; a word from before there was a list is none."""
    return language if language in dict(LANGUAGES) else ""


class FileForm(forms.Form):
    """One more file of a message."""

    file = UploadField(label=gettext_lazy("file"))
    part = forms.ChoiceField(
        label=gettext_lazy("what it is"), choices=MessageFile.Part, initial=MessageFile.Part.TRANSLATION
    )
    language = forms.ChoiceField(label=gettext_lazy("language"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages("")  # type: ignore[attr-defined]
        speak_plainly(self)

    def new_file(self) -> NewFile:
        given = self.cleaned_data
        return NewFile(given["file"], given["part"], given["language"])


class NoteForm(VersionedForm):
    """A note among ourselves. Who reads it may become fewer later, never more."""

    class Meta:
        model = Note
        fields = ["text", "audience"]
        widgets = {"text": long_text(6, 5_000), "audience": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["dir"] = "auto"
        self.fields["text"].error_messages["required"] = _(
            "The note is empty. Write what is to be remembered."
        )
        speak_plainly(self)
        keep_long_words(self)
        if self.stays_internal:
            inside = Note.Audience.INTERNAL
            self.fields["audience"].choices = [(inside.value, inside.label)]  # type: ignore[attr-defined]
            self.fields["audience"].help_text = _(
                "It was written for administration only, and that stays so. Write a new note for others to read."
            )
            self.fields["audience"].error_messages["invalid_choice"] = str(NEVER_WIDER)

    @property
    def stays_internal(self) -> bool:
        return bool(self.instance.pk) and self.initial["audience"] == Note.Audience.INTERNAL


class FilterForm(forms.Form):
    """Which part of the log is shown; all of it stands in the address, so that a view can be mailed."""

    words = forms.CharField(label=gettext_lazy("words"), required=False, max_length=200)
    direction = forms.ChoiceField(label=gettext_lazy("who wrote or spoke"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("how"), required=False)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=gettext_lazy("contact"), required=False, empty_label=gettext_lazy("All")
    )
    language = forms.ChoiceField(label=gettext_lazy("language"), required=False)
    since = DayField(label=gettext_lazy("from"), required=False)
    until = DayField(label=gettext_lazy("to"), required=False)
    with_files = forms.BooleanField(label=gettext_lazy("with files"), required=False)
    to_ask = forms.BooleanField(label=gettext_lazy("still to be asked again"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("order"),
        required=False,
        choices=[("", gettext_lazy("Newest first")), ("oldest", gettext_lazy("Oldest first"))],
    )

    def __init__(self, *args: Any, record: Correspondence, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "f-%s")
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        messages = Message.objects.filter(record=record.pk) if record.pk else Message.objects.none()
        contacts = Contact.objects.filter(messages__in=messages).distinct().order_by("name", "pk")
        used = sorted(set(messages.order_by().values_list("language", flat=True)) - {""})
        offered: dict[str, list[tuple[str, Any]]] = {
            "direction": Message.Direction.choices,
            "channel": Channel.choices,
            "language": [(code, language_name(code)) for code in used],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [everything, *choices]  # type: ignore[attr-defined]
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Put the later date in “to”."))
        return cleaned

    def chosen(self) -> Chosen:
        """What was asked for; what could not be read is left out and said beside its field."""
        given = self.cleaned_data if self.is_bound else {}
        contact = given.get("contact")
        return Chosen(
            words=given.get("words") or "",
            direction=given.get("direction") or "",
            channel=given.get("channel") or "",
            contact=contact.pk if contact else None,
            language=given.get("language") or "",
            with_files=bool(given.get("with_files")),
            to_ask=bool(given.get("to_ask")),
            since=given.get("since"),
            until=given.get("until"),
            oldest_first=given.get("order") == "oldest",
        )
