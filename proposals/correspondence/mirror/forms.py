"""Which committee is put on a file, whose counterpart it is, and what was said of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from proposals.correspondence.mirror import belonging
from proposals.correspondence.mirror.models import NO_EVIDENCE
from proposals.correspondence.models import Confirmation
from proposals.proposal.fields import PastDayField, keep_long_words, long_text, speak_plainly
from proposals.proposal.models import Community
from twinning.places.keys import key
from twinning.records.uploads import UploadField


class FromRegister(forms.ModelChoiceField):
    """A committee of the register, told with its city where it has one."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.city}" if obj.city else str(obj.name)


class AddCommitteeForm(forms.Form):
    """A committee out of the register; one of theirs may be entered right here."""

    mark_optional = True
    committee = FromRegister(
        queryset=Committee.objects.none(), label=gettext_lazy("from the register"), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("or its name, if it is not in the register yet"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In its own language, such as “Comité de Hermanamiento”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[
            (one.value, one.label)
            for one in Committee.Kind
            if one not in (Committee.Kind.IMPLEMENTATION, Committee.Kind.COORDINATION)
        ],
        initial=Committee.Kind.TWINNING,
        required=False,
    )
    formed_on = PastDayField(
        label=gettext_lazy("formed on"),
        required=False,
        help_text=gettext_lazy("Leave empty where the day is not known."),
    )
    mirrors = forms.ModelChoiceField(
        queryset=Committee.objects.none(),
        label=gettext_lazy("is the counterpart of"),
        required=False,
        empty_label=gettext_lazy("None of ours"),
    )

    def __init__(
        self,
        *args: Any,
        side: str,
        community: Community,
        taken: Sequence[int],
        ours: Sequence[int],
        may_open: bool,
        **kwargs: Any,
    ) -> None:
        """``taken``: those on the file already; ``ours``: those of ours that one of theirs can mirror."""
        super().__init__(*args, **kwargs)
        self.side, self.community = side, community
        register = Committee.objects.standing().filter(side=side, first_party="").exclude(pk__in=taken)
        self.fields["committee"].queryset = belonging.fitting(register, community)  # type: ignore[attr-defined]
        self.fields["mirrors"].queryset = Committee.objects.filter(pk__in=ours)  # type: ignore[attr-defined]
        self.may_open = may_open and side == Committee.Side.THEIRS
        if not self.may_open:
            for name in ("name", "kind", "formed_on"):
                del self.fields[name]
        if side != Committee.Side.THEIRS:
            del self.fields["mirrors"]
        speak_plainly(self)
        keep_long_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        chosen, name = cleaned.get("committee"), cleaned.get("name", "").strip()
        if chosen and name:
            self.add_error("name", _("Both are given. Choose one from the register, or write a name."))
        elif not chosen and not name:
            self.add_error(
                "committee",
                _("No committee is chosen. Choose one from the register, or write its name.")
                if self.may_open
                else _("No committee is chosen. Choose one, or enter it in the register first."),
            )
        elif name and (there := self._in_register(name)):
            self.add_error(
                "name",
                _("“%(name)s” is in the register already. Choose it there.") % {"name": there.name},
            )
        return cleaned

    def _in_register(self, name: str) -> Committee | None:
        """A committee of that name in the same city."""
        wanted = key(name) or name
        known = Committee.objects.standing().filter(side=self.side)
        return next(
            (
                one
                for one in known
                if (key(one.name) or one.name) == wanted and key(one.city) in ("", key(self.community.name))
            ),
            None,
        )

    def new_committee(self) -> Committee:
        """The one that was named here; not saved yet."""
        said = self.cleaned_data
        return Committee(
            name=said["name"].strip(),
            side=self.side,
            kind=said["kind"] or Committee.Kind.TWINNING,
            city=self.community.name,
            formed_on=said["formed_on"],
        )


class PairForm(forms.Form):
    """Whose counterpart a committee of theirs is."""

    mirrors = forms.ModelChoiceField(
        queryset=Committee.objects.none(),
        label=gettext_lazy("is the counterpart of"),
        required=False,
        empty_label=gettext_lazy("None of ours"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, ours: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mirrors"].queryset = Committee.objects.filter(pk__in=ours)  # type: ignore[attr-defined]


class ConfirmationForm(forms.ModelForm):
    """That they confirmed their committee: when, how, and in whose words."""

    mark_optional = True
    on = PastDayField(
        label=gettext_lazy("On"),
        error_messages={"required": gettext_lazy("The day is missing. Give the day on which they said so.")},
    )
    evidence = UploadField(label=gettext_lazy("evidence"), required=False)

    class Meta:
        model = Confirmation
        fields = ["on", "channel", "words"]
        widgets = {"words": long_text(3, 1_000)}
        error_messages = {
            "words": {
                "required": gettext_lazy(
                    "It is not said who said what. Write it in a sentence, with the name."
                )
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["dir"] = "auto"
        speak_plainly(self)
        keep_long_words(self)


class AcceptanceForm(ConfirmationForm):
    """That their committee is accepted on their behalf: the same, and never without evidence."""

    evidence = UploadField(label=gettext_lazy("evidence"), error_messages={"required": NO_EVIDENCE})

    class Meta(ConfirmationForm.Meta):
        labels = {"words": gettext_lazy("what shows that it exists")}
        help_texts = {
            "words": gettext_lazy("Such as: minutes of their council of 3 May, with the list of members.")
        }
