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
    """A choice of hundreds. A template for each of them would take longer than the rest of the page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        given = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        options = (
            format_html('<option value="{}"{}>{}</option>', key, SELECTED if key == value else "", label)
            for key, label in self.choices
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt(given),
            format_html_join("", "{}", ((option,) for option in options)),
        )


SELECTED = mark_safe(" selected")


class ZoneField(forms.ChoiceField):
    """A zone of the IANA data base, such as America/Edmonton."""

    widget = LongSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"label": _("time zone"), "choices": time_zones} | kwargs))


def our_time_zone() -> str:
    """The zone of the City: what its clocks show."""
    return str(settings.TIME_ZONE)
