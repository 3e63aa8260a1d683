"""Forms about people: who they are and which role they hold when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from twinning.accounts.models import Appointment, User


class PersonForm(forms.ModelForm):
    """A person's name and address."""

    class Meta:
        model = User
        fields = ["name", "email"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "class": "width-20"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off", "class": "width-20"}),
        }
        error_messages = {
            "name": {"required": _("The name is missing. Write it as it should stand on papers and lists.")},
            "email": {"required": _("The e-mail address is missing. The person signs in with it.")},
        }
        help_texts = {"email": _("The person signs in with it, and notices go there.")}


class RoleForm(forms.ModelForm):
    """A role from a day, and to a day if the end is known."""

    class Meta:
        model = Appointment
        fields = ["role", "starts", "ends"]
        widgets: dict[str, Any] = {
            "starts": forms.DateInput(attrs={"type": "date", "class": "width-12"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date", "class": "width-12"}, format="%Y-%m-%d"),
        }
        error_messages = {
            "role": {"required": _("No role is chosen. Choose the one the person takes on.")},
            "starts": {"required": _("The first day is missing. Give the day from which the role holds.")},
        }


class ReasonForm(forms.Form):
    """Why somebody loses a role or the account."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("The reason is missing. Say in a sentence why, so that it can be read later.")
        },
    )
