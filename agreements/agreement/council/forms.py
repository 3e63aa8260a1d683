"""Forms of council’s decisions."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.agreement.council.actions import Cast
from agreements.agreement.council.models import (
    SET_ASIDE,
    Ground,
    MeetingKind,
    OperativeClause,
    Recital,
    Resolution,
    ResolutionKind,
    Vote,
)
from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import DayField, long_text, speak_plainly
from twinning import clock
from twinning.municipality.models import Municipality, OfficeHolder


class DraftForm(forms.Form):
    """What a new resolution is to decide."""

    kind = forms.ChoiceField(
        label=_("What it decides"), choices=ResolutionKind, initial=ResolutionKind.ESTABLISH
    )


class ResolutionForm(forms.ModelForm):
    class Meta:
        model = Resolution
        fields = ["kind", "title", "short_title", "with_text"]


class RecitalForm(forms.ModelForm):
    class Meta:
        model = Recital
        fields = ["text", "opening"]
        widgets = {"text": long_text(3, 3000), "opening": forms.TextInput(attrs={"class": "width-12"})}


class OperativeForm(forms.ModelForm):
    class Meta:
        model = OperativeClause
        fields = ["text", "parts"]
        widgets = {"text": long_text(3, 5000), "parts": forms.Textarea(attrs={"rows": 2})}


class AgendaForm(forms.Form):
    """The meeting and the item."""

    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=MeetingKind)
    held_on = DayField(label=_("Date of the meeting"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    item = forms.CharField(
        label=_("Item on the agenda"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "width-8"}),
        error_messages={"required": _("The item is missing. Give its number on the agenda, such as 5.2.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)

    def clean_held_on(self) -> dt.date:
        """Nobody could vote at a meeting of a day on which nobody was in office."""
        day: dt.date = self.cleaned_data["held_on"]
        if day <= clock.today() and not OfficeHolder.objects.on_council(day).exists():
            raise ValidationError(
                _(
                    "By our records nobody was on council that day. Correct the date, or have the administrator enter the terms of office in “Our city”."
                )
            )
        return day


class VoteForm(forms.Form):
    """One vote per member of council in office that day; nothing is chosen beforehand, nothing is added up by hand."""

    mover = forms.ModelChoiceField(
        label=_("Moved by"),
        queryset=OfficeHolder.objects.none(),
        error_messages={"required": _("The mover is missing. Choose who moved the motion.")},
    )
    seconder = forms.ModelChoiceField(
        label=_("Seconded by"), queryset=OfficeHolder.objects.none(), required=False
    )
    names_asked_for = forms.BooleanField(
        label=_("A recorded vote was asked for: print the names"), required=False
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert resolution.meeting is not None
        voters = OfficeHolder.objects.on_council(resolution.meeting.held_on)
        self.members = list(voters)
        self.resolution = resolution
        for name in ("mover", "seconder"):
            self.fields[name].queryset = voters  # type: ignore[attr-defined]
        rules = Municipality.ours().rules
        if rules.seconder:
            self.fields["seconder"].required = True
            self.fields["seconder"].error_messages["required"] = _(
                "The seconder is missing. Choose who seconded the motion: in this jurisdiction it needs one."
            )
        else:
            del self.fields["seconder"]
        if rules.names_always:
            del self.fields["names_asked_for"]
        speak_plainly(self)
        for member in self.members:
            words = _("The vote of %(member)s is missing. Choose it, or “Absent”.") % {"member": member}
            self.fields[f"vote-{member.pk}"] = forms.ChoiceField(
                label=str(member),
                choices=[("", _("Choose…")), *Vote.choices],
                error_messages={"required": words},
            )
            self.fields[f"ground-{member.pk}"] = forms.ChoiceField(
                label=_("Ground of %(member)s") % {"member": member},
                choices=[("", _("No ground given")), *Ground.choices],
                required=False,
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"member": member, "vote": self[f"vote-{member.pk}"], "ground": self[f"ground-{member.pk}"]}
            for member in self.members
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.resolution.meeting and self.resolution.meeting.held_on > clock.today():
            self.add_error(
                None, _("The meeting is still to come. A vote can be recorded on its day or after.")
            )
        for member in self.members:
            if cleaned.get(f"ground-{member.pk}") and cleaned.get(f"vote-{member.pk}") != Vote.ABSTAINED:
                self.add_error(
                    f"ground-{member.pk}",
                    _("%(member)s did not abstain. Remove the ground, or choose “Abstained”.")
                    % {"member": member},
                )
        return cleaned

    @property
    def cast(self) -> list[Cast]:
        return [
            Cast(member, self.cleaned_data[f"vote-{member.pk}"], self.cleaned_data[f"ground-{member.pk}"])
            for member in self.members
        ]


class SetAsideForm(forms.Form):
    """What council did with it instead of voting."""

    state = forms.ChoiceField(
        label=_("What happened"),
        choices=[(state.value, state.label) for state in SET_ASIDE],
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_MISSING},
    )
