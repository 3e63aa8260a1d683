"""Form fields that read what people type, and say in words what they could not read."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from babel.numbers import list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.models import AMOUNT_BELOW_ZERO
from twinning import clock

AMOUNT = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})*(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?")
NOTHING_CHOSEN = BLANK_CHOICE_DASH[0]
LARGEST_AMOUNT = Decimal("999999999.99")


class AmountField(forms.Field):
    """An amount of money as people write it: ``12000``, ``12,000`` or ``12 000.50``.

    Refused are signs, exponents and the comma as a decimal sign, because each
    of them could be read in two ways on an official paper.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "class": "numeric width-12", "autocomplete": "off"}
    )
    default_error_messages = {
        "required": gettext_lazy("The amount is missing. Write it in figures, such as 12000."),
        "negative": AMOUNT_BELOW_ZERO,
        "unreadable": gettext_lazy(
            "This amount cannot be read. Write it in figures with a point before the cents, such as 1000.50."
        ),
        "too_large": gettext_lazy("This amount is larger than any budget. Write at most 999,999,999.99."),
    }

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip().lstrip("$€£").strip()
        if not text:
            return None
        if text.startswith("-"):
            raise ValidationError(self.error_messages["negative"])
        if not AMOUNT.fullmatch(text):
            raise ValidationError(self.error_messages["unreadable"])
        amount = Decimal(re.sub(r"[, \u00a0\u202f]", "", text))
        if amount > LARGEST_AMOUNT:
            raise ValidationError(self.error_messages["too_large"])
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


class NumberField(AmountField):
    """A number that something is measured by, read as an amount is."""

    default_error_messages = {
        "required": gettext_lazy("The number is missing. Write it in figures, such as 12."),
        "negative": gettext_lazy("This number is below zero. Write it without the minus sign."),
        "unreadable": gettext_lazy(
            "This number cannot be read. Write it in figures, such as 12 or 1000.5, and its unit beside it."
        ),
        "too_large": gettext_lazy("This number is too large to be meant. Write at most 999,999,999.99."),
    }

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class CurrencyField(forms.CharField):
    """The three letters of a currency in use (ISO 4217)."""

    widget = forms.TextInput(
        attrs={"class": "width-4", "autocapitalize": "characters", "autocomplete": "off"}
    )

    def clean(self, value: Any) -> str:
        code = super().clean(value).strip().upper()
        if code and code not in list_currencies():
            raise ValidationError(
                _("“%(code)s” is not a currency. Use its three letters, such as CAD or MXN.")
                % {"code": code[:20]}
            )
        return code


class DayField(forms.DateField):
    """A date, from a date picker or typed as year-month-day."""

    widget = forms.DateInput(attrs={"type": "date", "class": "width-12"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d %B %Y", "%d.%m.%Y"], **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not 1900 <= day.year <= 2200:
            raise ValidationError(
                _("The year of this date cannot be right. Write it with four figures, such as 2026-03-12.")
            )
        return day


class PastDayField(DayField):
    """The day of something that has happened."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > clock.today():
            raise ValidationError(_("This day is still to come. Give the day on which it happened."))
        return day


def speak_plainly(form: forms.BaseForm) -> None:
    """Give fields that have only Django's words for an empty answer ours: what is missing, and what to do."""
    for field in form.fields.values():
        if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = (
                _("This is missing. Choose an answer.")
                if isinstance(field, forms.ChoiceField)
                else _("This is missing. Fill it in.")
            )
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == NOTHING_CHOSEN[1]:
                field.empty_label = _("Choose…")
        elif isinstance(field, forms.ChoiceField):
            choices = list(cast(Iterable[Any], field.choices))
            if choices[:1] == [NOTHING_CHOSEN]:
                field.choices = [("", _("Choose…")), *choices[1:]]


def long_text(rows: int = 5, maximum: int = 10_000) -> forms.Textarea:
    """A box for an answer of several sentences, which shows how much of its room is used."""
    return forms.Textarea(attrs={"rows": rows, "data-maxlength": maximum})


def number_named(typed: str) -> int:
    """The number that a form or an address names, such as the version its page showed; 0, which no row has, where it names none."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def keep_long_words(form: forms.BaseForm) -> None:
    """Let the browser keep what is typed beyond a limit, and say the limit in words: cut off text is lost text."""
    for field in form.fields.values():
        limit = getattr(field, "max_length", None)
        if limit is None or not isinstance(field.widget, forms.TextInput | forms.EmailInput | forms.Textarea):
            continue
        field.widget.attrs.pop("maxlength", None)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs.setdefault("data-maxlength", limit)
        field.error_messages["max_length"] = _(
            "This has %(show_value)d characters, and at most %(limit_value)d fit. Shorten it; nothing of it was lost."
        )
