"""One form per action."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from committees.register.models import Committee, Membership, TermsOfReference
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.versions import VersionedForm, day_input

PARTIES = ("first_party", "second_party")


class RegisterForm(VersionedForm):
    """A form of the register: years that cannot be right are told before they stand anywhere."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, field in self.fields.items():
            day = cleaned.get(name)
            if isinstance(field, forms.DateField) and day and not 1900 <= day.year <= 2200:
                self.add_error(
                    name,
                    _now(
                        "The year of this date cannot be right. Write it with four figures, such as 2026-03-12."
                    ),
                )
        return cleaned


def _figure() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "numeric width-4", "inputmode": "numeric", "min": 1})


class CommitteeForm(RegisterForm):
    class Meta:
        model = Committee
        fields = [
            "name",
            "side",
            "city",
            "kind",
            "field",
            "parent",
            "formed_on",
            "ended_on",
            "seats_here",
            "seats_there",
            "quorum",
            "notice_days",
            "secretariat",
            *PARTIES,
        ]
        widgets = {
            "side": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "secretariat": forms.RadioSelect,
            "formed_on": day_input(),
            "ended_on": day_input(),
            "seats_here": _figure(),
            "seats_there": _figure(),
            "quorum": _figure(),
            "notice_days": _figure(),
        }
        error_messages = {
            "name": {"required": _("The name is missing. Write what the committee is called.")},
            "notice_days": {"required": _("The notice is missing. Write a number of days, such as 14.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = (self.instance.parent_id, self.instance.parties)
        parent: Any = self.fields["parent"]
        parent.queryset = (
            Committee.objects.standing() | Committee.objects.filter(children=self.instance.pk or 0)
        ).exclude(pk=self.instance.pk).distinct()  # fmt: skip
        parent.empty_label = _("Nobody")
        if self.instance.pk:
            # Only offered less: what is refused is still answered with the words of the model.
            tree = parent.queryset.select_related("parent__parent__parent")
            fitting = [one for one in tree if self.instance.may_report_to(one)]
            parent.widget.choices = [("", parent.empty_label), *((one.pk, str(one)) for one in fitting)]
        secretariat: Any = self.fields["secretariat"]
        secretariat.choices = [("", _("Not settled")), *Committee.Secretariat.choices]
        if self.instance.is_of_others:
            self._name_the_parties()

    def _name_the_parties(self) -> None:
        """Neither of two others is our city."""
        for name, party in zip(("seats_here", "seats_there"), self.instance.parties, strict=True):
            self.fields[name].label = _now("seats of %(party)s") % {"party": party}
        secretariat: Any = self.fields["secretariat"]
        names = dict(zip(("ours", "theirs"), self.instance.parties, strict=True))
        secretariat.choices = [(value, names.get(value, label)) for value, label in secretariat.choices]

    def clean(self) -> dict[str, Any]:
        """What was taken over from the body above is no wish of the person's, and is taken over anew."""
        cleaned = super().clean()
        parent_before, parties_before = self.was
        if cleaned.get("parent") and parent_before and tuple(map(cleaned.get, PARTIES)) == parties_before:
            cleaned |= dict.fromkeys(PARTIES, "")
        return cleaned


class MembershipForm(RegisterForm):
    """Somebody's service on a committee of one city."""

    class Meta:
        model = Membership
        fields = ["name", "organisation", "role", "starts", "ends", "appointed_by", "appointed_on", "user"]
        widgets = {
            "role": forms.RadioSelect,
            "starts": day_input(),
            "ends": day_input(),
            "appointed_on": day_input(),
        }
        error_messages = {
            "name": {"required": _("The name is missing. Write who serves.")},
            "starts": {"required": _("The day is missing. Choose the first day of service.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = User.objects.filter(is_active=True)
        user.empty_label = _("Nobody")


class JointMembershipForm(MembershipForm):
    """The same on a body of two parties: for which of them the person speaks."""

    class Meta(MembershipForm.Meta):
        fields = [*MembershipForm.Meta.fields, "side"]
        widgets = MembershipForm.Meta.widgets | {"side": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committee = self.instance.committee
        side: Any = self.fields["side"]
        side.required = True
        side.choices = [(one, committee.party_name(one)) for one in committee.sides()]
        side.error_messages["required"] = _(
            "Both cities sit on this body. Choose the one that the person speaks for."
        )


def membership_form(data: Any, membership: Membership) -> MembershipForm:
    """The form that fits the committee."""
    kind = JointMembershipForm if membership.committee.is_joint else MembershipForm
    return kind(data, instance=membership)


class AgainForm(RegisterForm):
    """The next term of somebody who serves; its first day follows from the one before."""

    class Meta:
        model = Membership
        fields = ["ends", "appointed_by", "appointed_on"]
        widgets = {"ends": day_input(), "appointed_on": day_input()}
        labels = {"ends": _("last day of the new term")}
        help_texts = {"ends": _("As long again as the term before. Leave it empty while no end is known.")}


class EndForm(RegisterForm):
    class Meta:
        model = Membership
        fields = ["ends"]
        widgets = {"ends": day_input()}
        labels = {"ends": _("last day")}
        help_texts = {"ends": _("The day counts: the person still serves on it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].required = True
        self.fields["ends"].error_messages["required"] = _(
            "The day is missing. Choose the last day of service."
        )


class TermsForm(RegisterForm):
    """The words of a draft."""

    class Meta:
        model = TermsOfReference
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 22, "data-maxlength": 20_000})}
        labels = {"text": _("terms of reference")}
        help_texts = {
            "text": _(
                "Purpose, tasks, members and their terms, meetings, to whom it reports, what it may spend. An empty line begins a new paragraph."
            )
        }
        error_messages = {"text": {"required": _("The text is missing. Write what the committee is for.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            # A draft that somebody begins meanwhile has version 1, and is not overwritten.
            self.initial["version"] = 0


class AdoptForm(RegisterForm):
    """By whom a draft was adopted, and when."""

    class Meta:
        model = TermsOfReference
        fields = ["adopted_on", "resolution", "adopted_by"]
        widgets = {"adopted_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adopted_on"].required = True
        self.fields["adopted_on"].error_messages["required"] = _(
            "The day is missing. Choose the day on which they were adopted."
        )
        self.initial["adopted_on"] = clock.today()
