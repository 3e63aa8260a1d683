"""The form for one note."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import DayField, PastDayField, long_text, speak_plainly
from proposals.proposal.models import Community
from proposals.research.stability.models import StabilityNote
from twinning.municipality.versions import VersionedForm


class AboutField(forms.ModelChoiceField):
    """The country, which is no answer of the database's, or one community."""

    def validate(self, value: Any) -> None:
        """No community means the country."""


class NoteForm(VersionedForm):
    """A new note about the country of a candidate, or about the candidate alone."""

    dated = PastDayField(
        label=gettext_lazy("date of the source"),
        help_text=gettext_lazy("When it was published or last updated, as it says itself."),
        error_messages={"required": gettext_lazy("The date is missing. Give the day of the source.")},
    )
    valid_until = DayField(
        label=gettext_lazy("valid until"),
        required=False,
        help_text=gettext_lazy("Only where the source names an end."),
    )

    class Meta:
        model = StabilityNote
        fields = [
            "kind",
            "level",
            "community",
            "region",
            "words",
            "exceptions",
            "source",
            "dated",
            "valid_until",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "words": long_text(4, 5_000),
            "exceptions": long_text(3, 5_000),
        }
        help_texts = {
            "level": gettext_lazy("Only for a travel advisory, in the four levels of Global Affairs Canada."),
            "exceptions": gettext_lazy("Places or purposes that the source leaves out, such as the tourist zone."),
            "source": gettext_lazy("Who says it and where, so that it can be found again."),
        }  # fmt: skip
        error_messages = {
            "words": {"required": gettext_lazy("What it says is missing. Give it in a sentence or two.")},
            "source": {
                "required": gettext_lazy(
                    "The source is missing. Say where this is known from; without it the note cannot stand here."
                )
            },
        }

    def __init__(self, *args: Any, about: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.country = self.instance.country or about.country
        self.fields["community"] = AboutField(
            Community.objects.filter(pk=about.pk),
            label=_("what it is about"),
            blank=True,
            empty_label=_("The country: %(country)s") % {"country": about.country_name},
            widget=forms.RadioSelect,
        )
        # The label of a single choice says which of the two it is.
        self.fields["community"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: _("Only %(community)s") % {"community": one}
        )
        self.order_fields(self._meta.fields)
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        """A level belongs to a travel advisory, and to nothing else."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") != StabilityNote.Kind.ADVISORY:
            cleaned["level"] = None
        elif cleaned.get("level") is None and "level" not in self.errors:
            self.add_error("level", _("The level is missing. Choose one of the four."))
        return cleaned


class CorrectNoteForm(NoteForm):
    """The same for a note that stands already."""

    looked_again = forms.BooleanField(
        label=gettext_lazy("I looked at the source again today"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Take the tick away if you only put a slip of the pen right."),
    )

    class Meta(NoteForm.Meta):
        pass
