"""One form for a recommendation, one for what a tier decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.meetings.models import Meeting
from committees.recommendations import actions, subjects
from committees.recommendations.models import LONGEST_WORDING, Recommendation, Verdict
from committees.register.models import Committee
from twinning.municipality.versions import VersionedForm, day_input

COUNCIL = "council"


def wording_box() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 8, "data-maxlength": LONGEST_WORDING, "dir": "auto"})


class RecommendationForm(VersionedForm):
    """A title, the wording, and the file it is about."""

    about = forms.ChoiceField(
        label=gettext_lazy("about which file"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This file cannot be chosen here. Choose one from the list, or none."
            )
        },
    )

    class Meta:
        model = Recommendation
        fields = ["title", "wording", "begun_on"]
        widgets = {"wording": wording_box(), "begun_on": day_input()}
        error_messages = {
            "title": {"required": gettext_lazy("The title is missing. Say in a few words what it is about.")},
            "wording": {
                "required": gettext_lazy("The wording is missing. Write in full what is to be recommended.")
            },
            "begun_on": {
                "required": gettext_lazy("The day is missing. Choose the day on which it was brought up.")
            },
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = subjects.key(self.instance.subject)
        offered = dict(subjects.choices(user))
        if current and current not in offered:
            # A file that was closed since stays chosen; of one that the person may not see, the name is not told.
            kept = subjects.find(current, user)
            offered[current] = str(kept) if kept else _("The file chosen so far")
        self.fields["about"].choices = [("", _("No file")), *offered.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("about", current)
        self.user, self._current = user, current

    @property
    def subject(self) -> Any:
        """What was chosen, or nothing."""
        chosen = self.cleaned_data["about"]
        if chosen and chosen == self._current:
            return self.instance.subject
        return subjects.find(chosen, self.user) if chosen else None


class DecideForm(VersionedForm):
    """What the tier decided where the recommendation lies.

    Any verdict and meeting are read; the action refuses in words what does not fit, also where somebody was faster.
    """

    tier = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("what was decided"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("The decision is missing. Choose what was decided.")},
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.select_related("committee"),
        label=gettext_lazy("at which meeting"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("There is no such meeting. Choose one from the list.")
        },
    )
    on = forms.DateField(
        label=gettext_lazy("decided on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Leave it empty where a meeting is chosen: its day counts."),
        error_messages={
            "invalid": gettext_lazy(
                "This date cannot be read. Write it as year-month-day, such as 2026-03-12."
            )
        },
    )
    wording = forms.CharField(
        label=gettext_lazy("wording"),
        required=False,
        max_length=LONGEST_WORDING,
        widget=wording_box(),
        help_text=gettext_lazy(
            "As it was decided. Change it where the tier did; both wordings stay readable."
        ),
    )
    resolution = forms.CharField(
        label=gettext_lazy("number of the resolution"), required=False, max_length=60
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 5_000, "dir": "auto"}),
        help_text=gettext_lazy(
            "Needed where it is returned, declined or withdrawn, and where the quorum was not reached."
        ),
    )

    # What is needed depends on the decision; each field says so itself.
    mark_optional = False

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here: Committee | None = self.instance.at
        steps = actions.steps(self.instance)
        self.initial.update({"tier": str(here.pk) if here else COUNCIL, "wording": self.instance.wording})
        self.fields["decision"].widget.choices = [(step.key, step.words) for step in steps]  # type: ignore[attr-defined]
        if not any(step.verdict == Verdict.ADOPTED for step in steps):
            del self.fields["resolution"]
        if here is None:
            del self.fields["meeting"]
            self.fields["on"].help_text = ""
        else:
            held = [one for one in here.meetings.past_and_today() if one.has_begun]
            self.fields["meeting"].widget.choices = [  # type: ignore[attr-defined]
                ("", _("At no meeting")), *((str(one.pk), one.when) for one in held)
            ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The day of the meeting where no other is given."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "on" not in self.errors and not cleaned.get("on"):
            meeting = cleaned.get("meeting")
            if meeting is None:
                self.add_error(
                    "on", _("The day is missing. Give the day of the decision, or choose the meeting.")
                )
            else:
                cleaned["on"] = meeting.held_on
        return cleaned

    @property
    def said(self) -> actions.Said:
        day: dt.date = self.cleaned_data["on"]
        return actions.Said(
            wording=self.cleaned_data["wording"],
            on=day,
            meeting=self.cleaned_data.get("meeting"),
            resolution=self.cleaned_data.get("resolution", ""),
            reason=self.cleaned_data["reason"],
        )

    @property
    def decider(self) -> Committee | None:
        """The tier for which the form was opened; None is council."""
        typed = self.cleaned_data["tier"]
        return (
            Committee.objects.filter(pk=int(typed)).first() if typed.isascii() and typed.isdecimal() else None
        )
