"""Time zones named after a place, and their choice in a form: a time is always said with its zone."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def time_zones() -> list[tuple[str, str]]:
    """Zones named after a place (IANA), as a reader would write them."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.startswith(AREAS))
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


class LongSelect(forms.Select):
    """A list of hundreds, written in one go: Django draws a template per line, which takes longer than all the rest."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same markup as Django's own."""
        chosen = self.format_value(value)
        lines = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if str(code) in chosen else "", label)  # a constant
                for code, label in self.choices
            ),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", flatatt(given), lines)


class ZoneField(forms.ChoiceField):
    """A zone of the IANA data base, such as America/Edmonton."""

    widget = LongSelect

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"label": _("time zone"), "choices": time_zones}
        super().__init__(**given | kwargs)


def our_time_zone() -> str:
    """The zone of the City: what its clocks show."""
    return str(settings.TIME_ZONE)
