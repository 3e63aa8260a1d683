"""One form per action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.register.models import Committee, Membership
from twinning.accounts.models import User
from twinning.municipality.versions import VersionedForm, day_input


class CommitteeForm(VersionedForm):
    class Meta:
        model = Committee
        fields = ["name", "side", "kind", "parent", "formed_on", "ended_on"]
        widgets = {
            "side": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "formed_on": day_input(),
            "ended_on": day_input(),
        }
        error_messages = {"name": {"required": _("The name is missing. Write what the committee is called.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Committee.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("Nobody")  # type: ignore[attr-defined]


class MembershipForm(VersionedForm):
    class Meta:
        model = Membership
        fields = ["name", "organisation", "role", "user", "starts", "ends"]
        widgets = {"role": forms.RadioSelect, "starts": day_input(), "ends": day_input()}
        error_messages = {"name": {"required": _("The name is missing. Write who serves.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["user"].empty_label = _("Nobody")  # type: ignore[attr-defined]


class EndForm(VersionedForm):
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
