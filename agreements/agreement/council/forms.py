"""Forms of council’s decisions."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from agreements.agreement.council import drafting, obligations
from agreements.agreement.council.actions import Cast, Relief, require_kind
from agreements.agreement.council.amending import Change, Movement, Target
from agreements.agreement.council.models import (
    LONGEST_TITLE,
    SET_ASIDE,
    Amendment,
    Ground,
    MeetingKind,
    Obligation,
    OperativeClause,
    PartnerStep,
    Recital,
    Resolution,
    ResolutionKind,
    ResolutionState,
    Vote,
)
from agreements.agreement.text.models import LONGEST_CLAUSE
from proposals.lifecycle import REASON_MISSING, MoveRefused
from proposals.proposal.fields import DayField, PastDayField, keep_long_words, long_text, speak_plainly
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.municipality.versions import VersionedForm
from twinning.records.uploads import UploadField

MOST_VOTES = 99
LONGEST: dict[str, tuple[int, int]] = {
    Amendment.What.TITLE: (LONGEST_TITLE, 2),
    Amendment.What.RECITAL: (3000, 4),
    Amendment.What.OPERATIVE: (5000, 4),
    Amendment.What.AGREEMENT: (LONGEST_CLAUSE, 8),
}
"""How much fits into what is changed at the table, and how high its box is."""


class VotesField(forms.IntegerField):
    """How many voted so, in figures."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "numeric width-4", "autocomplete": "off"}
    )
    default_error_messages = {
        "required": _("The number of votes is missing. Write it in figures; 0 if there was none."),
        "invalid": _("This number cannot be read. Write it in figures and without words, such as 4."),
        "min_value": _("There cannot be fewer votes than none. Write the number without the minus sign."),
        "max_value": _("This is more than any council has members. Check the number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_VOTES, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def _kinds(proposal: Proposal) -> list[tuple[str, Any]]:
    return [(kind.value, kind.label) for kind in drafting.kinds_for(proposal)]


class DraftForm(forms.Form):
    """What a new resolution is to decide."""

    kind = forms.ChoiceField(label=_("What it decides"))

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(proposal)  # type: ignore[attr-defined]
        speak_plainly(self)


class ResolutionForm(forms.ModelForm):
    class Meta:
        model = Resolution
        fields = ["kind", "title", "short_title", "with_text", "delegates_minor_edits", "delegate"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = ResolutionKind(self.instance.kind)
        possible = _kinds(self.instance.proposal)
        if standing.value not in dict(possible):
            possible.insert(0, (standing.value, standing.label))
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind != self.initial.get("kind"):
            try:
                require_kind(self.instance.proposal, kind, but=self.instance)
            except MoveRefused as refusal:
                raise ValidationError(refusal.reasons) from refusal
        return kind

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (
            cleaned.get("delegates_minor_edits")
            and "delegate" not in self.errors
            and not cleaned.get("delegate", "").strip()
        ):
            self.add_error("delegate", _("The officer is missing. Say who may make minor edits."))
        return cleaned


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


class MovedForm(forms.Form):
    """Who moved something, and who seconded it where the jurisdiction asks for it."""

    mover = forms.ModelChoiceField(
        label=_("Moved by"),
        queryset=OfficeHolder.objects.none(),
        error_messages={"required": _("The mover is missing. Choose who moved the motion.")},
    )
    seconder = forms.ModelChoiceField(
        label=_("Seconded by"), queryset=OfficeHolder.objects.none(), required=False
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert resolution.meeting is not None
        self.resolution = resolution
        self.rules = Municipality.ours().rules
        sitting = OfficeHolder.objects.on_council(resolution.meeting.held_on)
        self.members = list(sitting)
        for name in ("mover", "seconder"):
            self.fields[name].queryset = sitting  # type: ignore[attr-defined]
        if self.rules.seconder:
            self.fields["seconder"].required = True
            self.fields["seconder"].error_messages["required"] = _(
                "The seconder is missing. Choose who seconded the motion: in this jurisdiction it needs one."
            )
        else:
            del self.fields["seconder"]


class VoteForm(MovedForm):
    """One vote per member of council in office that day; nothing is chosen beforehand, nothing is added up by hand."""

    names_asked_for = forms.BooleanField(
        label=_("A recorded vote was asked for: print the names"), required=False
    )
    quorum = VotesField(label=_("How many members suffice by the order"), required=False)
    relief = forms.CharField(
        label=_("The order"),
        max_length=300,
        required=False,
        help_text=_("Its number and day, or the provision of the law."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.rules.names_always:
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
        for member in self.members:
            vote, ground = cleaned.get(f"vote-{member.pk}"), cleaned.get(f"ground-{member.pk}")
            if ground and vote not in (Vote.ABSTAINED, Vote.RECUSED):
                self.add_error(
                    f"ground-{member.pk}",
                    _(
                        "%(member)s neither abstained nor left the room. Remove the ground, or correct the vote."
                    )
                    % {"member": member},
                )
            elif vote == Vote.RECUSED and not ground:
                self.add_error(
                    f"ground-{member.pk}",
                    _("Give the ground on which %(member)s left the room.") % {"member": member},
                )
        if (cleaned.get("quorum") is None) != (not cleaned.get("relief")):
            missing = "quorum" if cleaned.get("relief") else "relief"
            self.add_error(
                missing, _("An order has a number of members and its own words. Give both, or neither.")
            )
        return cleaned

    @property
    def cast(self) -> list[Cast]:
        return [
            Cast(member, self.cleaned_data[f"vote-{member.pk}"], self.cleaned_data[f"ground-{member.pk}"])
            for member in self.members
        ]

    @property
    def by_order(self) -> Relief | None:
        data = self.cleaned_data
        return Relief(data["quorum"], data["relief"]) if data.get("relief") else None


class AmendmentForm(MovedForm):
    """What was moved at the table, and how council voted on it."""

    heading = forms.CharField(label=_("Heading"), max_length=200, required=False)
    parts = forms.CharField(
        label=_("Parts"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line; they are lettered (a), (b), (c)."),
    )
    strike = forms.BooleanField(label=_("It was moved to strike it"), required=False)
    position = forms.TypedChoiceField(label=_("Place"), coerce=int, required=False, empty_value=None)
    votes_for = VotesField(label=_("Votes for the change"))
    votes_against = VotesField(label=_("Votes against it"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = (
        "heading", "after", "parts", "strike", "position", "mover", "seconder", "votes_for", "votes_against", "seen",
    )  # fmt: skip

    def __init__(
        self, *args: Any, change: Change, target: Target, others: int, resolution: Resolution, **kwargs: Any
    ) -> None:
        initial = {
            "heading": target.heading,
            "after": target.body,
            "parts": target.parts,
            "seen": target.words,
        }
        super().__init__(*args, resolution=resolution, initial=initial, **kwargs)
        self.change = change
        most, lines = LONGEST[change.what]
        self.fields["after"] = forms.CharField(
            label=_("What is to stand there"),
            max_length=most,
            required=False,
            widget=long_text(lines, most),
        )
        if change.what != Amendment.What.AGREEMENT:
            del self.fields["heading"]
        if change.what != Amendment.What.OPERATIVE:
            del self.fields["parts"]
        if target.row is None:
            del self.fields["strike"]
        if target.row is not None or change.what == Amendment.What.TITLE:
            del self.fields["position"]
        else:
            places = [(0, _("First"))] + [
                (number, _("After %(n)d") % {"n": number}) for number in range(1, others + 1)
            ]
            self.fields["position"].choices = places  # type: ignore[attr-defined]
            self.initial["position"] = others
        if change.what == Amendment.What.AGREEMENT and "strike" in self.fields:
            self.fields["strike"].label = _("It was moved to strike the clause, in all languages")
        speak_plainly(self)
        keep_long_words(self)
        self.order_fields(self.field_order)

    @property
    def asked(self) -> Change:
        """The change as it was typed."""
        data = self.cleaned_data
        return Change(
            what=self.change.what,
            row=self.change.row,
            language=self.change.language,
            heading=data.get("heading", ""),
            after=data["after"],
            parts=data.get("parts", ""),
            strike=bool(data.get("strike")),
            position=data.get("position"),
            seen=data["seen"].replace("\r\n", "\n"),
        )

    @property
    def movement(self) -> Movement:
        data = self.cleaned_data
        return Movement(data["mover"], data.get("seconder"), data["votes_for"], data["votes_against"])


class SetAsideForm(forms.Form):
    """What council did with it instead of voting."""

    state = forms.ChoiceField(label=_("What happened"))
    to = forms.CharField(
        label=_("Referred to whom"),
        max_length=200,
        required=False,
        help_text=_("Only if it was referred, such as to a committee or to Administration."),
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_MISSING},
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = SET_ASIDE if resolution.state == ResolutionState.AGENDA else (ResolutionState.WITHDRAWN,)
        self.fields["state"].choices = [(state.value, state.label) for state in possible]  # type: ignore[attr-defined]
        if resolution.state != ResolutionState.AGENDA:
            del self.fields["to"]
        speak_plainly(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") == ResolutionState.REFERRED and not cleaned.get("to", "").strip():
            self.add_error("to", _("Say to whom council referred it, such as a committee."))
        return cleaned


class OpenSigningForm(forms.Form):
    """Why a text that was brought into line after the vote is the one council carried."""

    why = forms.CharField(
        label=_("What was changed after the vote, and who says that it is minor"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


# -- conditions ---------------------------------------------------------------------------------


class ConditionForm(VersionedForm):
    """A condition that council attached."""

    due_on = DayField(label=_("by when"), required=False)
    supervised_on = DayField(
        label=_("looked at on"), help_text=_("The day on which somebody checks whether it is met.")
    )

    class Meta:
        model = Obligation
        fields = ["words", "owner", "due_on", "supervised_on", "before_signing"]
        widgets = {"words": long_text(3, 3000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)


class AttachedForm(ConditionForm):
    """The same, typed together with the vote; nobody else can have changed it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class CorrectConditionForm(ConditionForm):
    """The same for one that stands; another day to look at it needs a reason."""

    why = forms.CharField(
        label=_("How it stands, if it is looked at another day"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MetForm(VersionedForm):
    """When and how a condition was met, with what shows it."""

    settled_on = PastDayField(label=_("met on"))
    settled_words = forms.CharField(label=_("how"), max_length=3000, widget=long_text(3, 3000))
    file = UploadField(label=_("what shows it"), required=False)

    class Meta:
        model = Obligation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)


class ReleaseForm(VersionedForm):
    """By which resolution council let go of a condition, and why."""

    resolution = forms.ModelChoiceField(
        label=_("by which resolution"), queryset=Resolution.objects.none(), empty_label=_("Choose…")
    )
    settled_words = forms.CharField(label=_("why"), max_length=3000, widget=long_text(3, 3000))

    class Meta:
        model = Obligation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resolution"].queryset = obligations.may_release(self.instance)  # type: ignore[attr-defined]
        speak_plainly(self)


ConditionFormSet: type[BaseFormSet] = formset_factory(AttachedForm, extra=2, max_num=20)


# -- over there -----------------------------------------------------------------------------------


class PartnerStepForm(VersionedForm):
    """Who over there must do what, and how far it is."""

    expected_on = DayField(label=_("expected on"), required=False)
    done_on = PastDayField(label=_("done on"), required=False)
    file = UploadField(label=_("what shows it"), required=False)

    class Meta:
        model = PartnerStep
        fields = ["body", "what", "required", "note", "expected_on", "done_on", "reference", "words"]
        widgets = {"words": long_text(3, 3000)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self)
