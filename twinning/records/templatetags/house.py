"""What every page needs: dates and amounts in words, problems of forms, the nonce."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django import forms, template
from django.conf import settings
from django.core.paginator import Paginator
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, to_locale

from twinning import clock
from twinning.accounts.models import User

register = template.Library()


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))


@register.simple_tag(takes_context=True)
def csp_nonce(context: Context) -> str:
    """The nonce of this answer's content security policy; empty outside of a request."""
    return str(getattr(context.get("request"), "csp_nonce", ""))


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount with its currency; cents only where there are any. Empty for None."""
    if amount is None or amount == "":
        return ""
    locale = _locale()
    if amount != int(amount):
        return format_currency(amount, currency, locale=locale)
    whole = re.sub(r"0[.]0+", "0", locale.currency_formats["standard"].pattern)
    return format_currency(amount, currency, format=whole, locale=locale, currency_digits=False)


@register.filter
def money_abroad(amount: Decimal | int | None, currency: str) -> str:
    """An amount with the three letters of its currency (ISO 4217), for papers that leave the house: “$” is the peso too."""
    if amount is None or amount == "":
        return ""
    return f"{currency} {format_decimal(amount, format=_pattern(amount), locale=_locale())}"


def _pattern(amount: Decimal | int) -> str:
    return "#,##0" if amount == int(amount) else "#,##0.00"


@register.filter
def number(value: Decimal | int | None) -> str:
    """A number grouped as the reader's language groups it. Empty for None."""
    return "" if value is None or value == "" else format_decimal(value, locale=_locale())


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date written out, day first in English: ``12 March 2026``. Empty for None."""
    if not value:
        return ""
    locale = _locale()
    pattern = "d MMMM y" if locale.language == "en" else "long"
    return format_date(_local_date(value), format=pattern, locale=locale)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A date and a time of day, with the zone that it is told in. Empty for None."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{day(local)}, {local:%H:%M} {local.tzname()}"


@register.filter
def ago_days(value: dt.date | dt.datetime | None) -> str:
    """How many days have passed since, in words. Empty for None."""
    if not value:
        return ""
    days = (clock.today() - _local_date(value)).days
    if days == 0:
        return gettext("today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}


def _local_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localdate(value)
    return value


@register.filter
def role_words(user: User) -> str:
    """The roles that somebody holds today, or that there is none."""
    return user.roles_in_words or gettext("No role today")


@register.filter
def has_current(steps: Iterable[dict[str, Any]]) -> bool:
    """Whether one step of a phase bar is the present one; a closed file has none."""
    return any(step["state"] == "current" for step in steps)


@register.filter
def nearby_pages(paginator: "Paginator[Any]", current: int) -> Iterator[int | None]:
    """Page numbers around the current one; None where numbers are left out."""
    for page in paginator.get_elided_page_range(current, on_each_side=2, on_ends=1):
        yield page if isinstance(page, int) else None


@register.filter
def length_limit(field: BoundField) -> str:
    """How many characters the answer should keep to; empty where nothing limits it."""
    return str(field.field.widget.attrs.get("data-maxlength", ""))


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; without ``href`` it concerns the whole form."""

    words: str
    label: str = ""
    href: str = ""


@register.simple_tag(takes_context=True)
def gather_problems(context: Context) -> list[Problem]:
    """Every error of the forms handed to the error summary, in the order of the page."""
    found = [
        Problem(words=str(problem["words"]), href=str(problem.get("href", "")))
        for problem in context.get("problems") or []
    ]
    for form in _given(context, "form", "forms"):
        found += _form_problems(form, row=str(getattr(form, "title", "")))
    for formset in _given(context, "formset", "formsets"):
        found += _formset_problems(formset)
    return found


def _given(context: Context, one: str, many: str) -> list[Any]:
    given = [context[one]] if context.get(one) else []
    return given + list(context.get(many) or [])


def _form_problems(form: BaseForm, row: str = "") -> Iterator[Problem]:
    for error in form.non_field_errors():
        yield Problem(words=str(error), label=row)
    for field in form:
        label = f"{row}, {field.label}" if row else capfirst(field.label)
        for error in field.errors:
            yield Problem(words=str(error), label="" if field.is_hidden else str(label), href=_href(field))


def _formset_problems(formset: "BaseFormSet[Any]") -> Iterator[Problem]:
    for error in formset.non_form_errors():
        yield Problem(words=str(error))
    for position, form in enumerate(formset.forms, start=1):
        yield from _form_problems(form, row=gettext("Row %(number)s") % {"number": position})


def _href(field: BoundField) -> str:
    if field.is_hidden or not field.auto_id:
        return ""
    first_of_group = isinstance(
        field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget
    )
    return f"#{field.auto_id}_0" if first_of_group else f"#{field.auto_id}"
