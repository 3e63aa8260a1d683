"""What a person decides about a mail that nobody could match."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.proposal.fields import long_text
from proposals.proposal.models import Proposal


class PutForm(forms.Form):
    """The file that a mail belongs to."""

    proposal = forms.ModelChoiceField(
        queryset=Proposal.objects.all(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("No file was chosen. Search for it, and choose it from the list."),
            "invalid_choice": _("This file does not exist. Search for it, and choose it from the list."),
        },
    )


class SetAsideForm(forms.Form):
    """Why a mail belongs to no file."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=5_000,
        widget=long_text(3, 5_000),
        help_text=_("Such as advertising, or a matter of another department, to whom it was passed on."),
        error_messages={
            "required": _("A reason is missing. Say in a sentence why, so that it can be read later.")
        },
    )
