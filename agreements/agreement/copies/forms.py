"""Forms of certified copies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.copies.actions import CERTIFIERS, LONGEST_RECIPIENT, MOST_AT_ONCE
from proposals.lifecycle import REASON_MISSING
from proposals.proposal.fields import DayField, speak_plainly
from twinning import clock
from twinning.municipality.models import Municipality, OfficeHolder


class CertificateForm(forms.Form):
    """Who certifies, where and when."""

    certifier = forms.ModelChoiceField(
        label=gettext_lazy("Certified by"),
        queryset=OfficeHolder.objects.none(),
        error_messages={"required": gettext_lazy("Nobody certifies. Choose the clerk or the CAO.")},
    )
    on = DayField(label=gettext_lazy("Date"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Also who has left: copies can be dated back, and whether they held the office that day is asked then.
        self.fields["certifier"].queryset = OfficeHolder.objects.filter(  # type: ignore[attr-defined]
            office__in=CERTIFIERS
        ).order_by("-office", "-starts", "pk")
        ours = Municipality.ours()
        self.initial.setdefault("on", clock.today())
        self.initial.setdefault("place", ", ".join(part for part in (ours.short_name, ours.province) if part))
        self.initial.setdefault("certifier", OfficeHolder.objects.holding("clerk"))
        speak_plainly(self)


class CertifyForm(CertificateForm):
    """Who is to have a copy, one per line."""

    recipients = forms.CharField(
        label=gettext_lazy("Recipients"),
        help_text=gettext_lazy("One per line, as printed on the copy; up to 100 at once."),
        strip=False,
        max_length=MOST_AT_ONCE * (LONGEST_RECIPIENT + 2),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("Nobody is named who is to have a copy. Write one recipient per line.")
        },
    )
    field_order = ["recipients", "certifier", "on", "place"]

    def clean_recipients(self) -> list[str]:
        """The lines that say something; refused where one is longer than a line of the paper can be, or there are too many."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["recipients"].splitlines()]
        named = [line for line in lines if line]
        if not named:
            raise ValidationError(self.fields["recipients"].error_messages["required"])
        if len(named) > MOST_AT_ONCE:
            raise ValidationError(
                _(
                    "%(n)d copies were asked for, and at most %(most)d are made at once. Ask for them in parts."
                )
                % {"n": len(named), "most": MOST_AT_ONCE}
            )
        if long := [line for line in named if len(line) > LONGEST_RECIPIENT]:
            raise ValidationError(
                _(
                    "This recipient has more than %(most)d characters: %(line)s… Shorten it, one recipient per line."
                )
                % {"most": LONGEST_RECIPIENT, "line": long[0][:60]}
            )
        return named


class ReissueForm(CertificateForm):
    """Why a copy is issued again."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is issued again"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON_MISSING},
    )
    field_order = ["reason", "certifier", "on", "place"]
