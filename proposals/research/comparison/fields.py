"""Figures and years as people write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.fields import CurrencyField
from twinning import clock

GAP = ", \u00a0\u2009\u202f'’"
FIGURE = re.compile(rf"-?(?:\d{{1,3}}(?:[{GAP}]\d{{3}})+|\d+)(?:\.\d{{1,2}})?")
LARGEST = Decimal(10) ** 15
FIRST_YEAR = 1000


class FigureField(forms.Field):
    """A figure as people write it: ``1600000``, ``1,600,000``, ``1 600 000`` or ``-12.5``.

    The comma as a decimal sign is refused, because 1,600 would then be two figures.
    """

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "class": "numeric width-12", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip().replace("\u2212", "-")
        if not text:
            return None
        if not FIGURE.fullmatch(text):
            raise ValidationError(
                _(
                    "“%(typed)s” cannot be read as a figure. Write digits alone, such as 1,600,000, and put what explains them into the words below."
                )
                % {"typed": text[:40]}
            )
        figure = Decimal(re.sub(f"[{GAP}]", "", text))
        if abs(figure) >= LARGEST:
            raise ValidationError(_("This figure is larger than anything it could count. Check its digits."))
        return figure

    def validate(self, value: Any) -> None:
        """Words may stand instead; the form says when both are missing."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else value


class CurrencyOfFigure(CurrencyField):
    """The currency of a figure; without one it says nothing, so the form asks for it where there is a figure."""

    def validate(self, value: Any) -> None:
        """The form knows whether there is a figure."""


class YearField(forms.Field):
    """A year with four figures that is not still to come. ``ahead``: by how many years it may be, as a budget is."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4", "autocomplete": "off"})

    def __init__(self, *, ahead: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self.ahead = ahead

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text) or int(text) < FIRST_YEAR:
            raise ValidationError(
                _("“%(typed)s” is no year. Write it with four figures, such as 2021.") % {"typed": text[:20]}
            )
        if int(text) > clock.today().year + self.ahead:
            raise ValidationError(_("This year is still to come. Give the year that the value is from."))
        return int(text)


SOURCE_MISSING = gettext_lazy(
    "The source is missing. Say where this is known from; without it the value cannot stand here."
)
