"""The two questions of the public page, and taking a paper back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twinning.records.issued.actions import SIGNS
from twinning.records.issued.models import CODE_LENGTH


def plain_code(typed: str) -> str:
    """A code as it is stored, however it was typed: with or without hyphens, in small letters."""
    return re.sub(r"[\s\u2010-\u2015-]", "", typed).upper()


def could_be_a_code(code: str) -> bool:
    return len(code) == CODE_LENGTH and set(code) <= set(SIGNS)


class CodeForm(forms.Form):
    """The code that ends the address on the last page of a paper."""

    code = forms.CharField(
        label=gettext_lazy("Code of the paper"),
        max_length=200,
        help_text=gettext_lazy(
            "The 26 letters and digits at the end of the address on the paper’s last page, or the whole address. Hyphens and small letters do not matter."
        ),
        error_messages={
            "required": gettext_lazy("The code is missing. Type it as it is printed on the last page.")
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "file-number",
            }
        ),
    )

    def clean_code(self) -> str:
        """Take the whole short address, too; say what cannot be a code before anybody looks for it."""
        code = plain_code(re.split(r"/p/", self.cleaned_data["code"].strip().strip("/"))[-1])
        if strange := sorted(set(code) - set(SIGNS)):
            raise ValidationError(
                _(
                    "A code has no %(signs)s: it is made of the digits 2 to 9 and of letters without I and O. Compare it with the paper once more."
                )
                % {"signs": ", ".join(f"“{sign}”" for sign in strange[:5])}
            )
        if len(code) != CODE_LENGTH:
            raise ValidationError(
                ngettext(
                    "A code has 26 letters and digits, and this has %(n)d. Compare it with the paper once more.",
                    "A code has 26 letters and digits, and these are %(n)d. Compare them with the paper once more.",
                    len(code),
                )
                % {"n": len(code)}
            )
        return code


class FileForm(forms.Form):
    """The file to be held against the record."""

    file = forms.FileField(
        label=gettext_lazy("The file of the paper (PDF)"),
        help_text=gettext_lazy("It is looked at and forgotten; nothing of it is kept."),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose the PDF as you received it."),
            "missing": gettext_lazy("No file arrived. Choose the PDF again."),
            "invalid": gettext_lazy("No file arrived. Choose the PDF again."),
            "empty": gettext_lazy("The file is empty. Choose the PDF as you received it."),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


class WithdrawForm(forms.Form):
    """Why a paper is taken back, for the file and for everybody."""

    why = forms.CharField(
        label=gettext_lazy("Why the paper is withdrawn"),
        max_length=5_000,
        help_text=gettext_lazy("For the history of the file; read by people of the City only."),
        error_messages={
            "required": gettext_lazy("The reason is missing. Write for the file why the paper is withdrawn.")
        },
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": 5_000, "dir": "auto"}),
    )
    words = forms.CharField(
        label=gettext_lazy("What everybody reads"),
        max_length=500,
        help_text=gettext_lazy(
            "Stands on the public page of the paper, such as “Council rescinded this resolution on 12 March 2026.” Name no person and nothing confidential."
        ),
        error_messages={
            "required": gettext_lazy(
                "The words for everybody are missing. Write a sentence that may be public."
            )
        },
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 500, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        return {name: value.strip() for name, value in (super().clean() or {}).items()}
