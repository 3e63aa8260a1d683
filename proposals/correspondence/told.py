"""What rooms of the correspondence tell alike: what a row said before it was changed, and sums of money."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from twinning.municipality.versions import labels
from twinning.records.templatetags.house import day, money


def before(row: models.Model, fields: Iterable[str], *, most: int | None = None) -> str:
    """What a row said in the fields that were changed, so that it stays readable; each cut after ``most`` characters."""
    told = []
    for name in fields:
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        words = day(value) if isinstance(value, dt.date) else str("" if value is None else value)
        if most is not None and len(words) > most:
            words = f"{words[:most]} …"
        told.append(f"{labels(type(row), [name])}: {words or _('nothing')}")
    return _("Before that it said: %(what)s") % {"what": "; ".join(told)} if told else ""


def sums(
    amounts: Iterable[tuple[Decimal, str]], in_words: Callable[[Decimal, str], str] = money
) -> list[str]:
    """What amounts come to, per currency: those in different ones are never added."""
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for amount, currency in amounts:
        by_currency[currency] += amount
    return [in_words(amount, currency) for currency, amount in sorted(by_currency.items())]
