"""Time zones as people name them."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from django.utils.translation import get_language

from twinning.places.countries import reader


def zone_name(zone: str, on: dt.date) -> str:
    """What the clocks of a zone are called on a day, in the reader's language, such as “Mountain Standard Time”."""
    noon = dt.datetime.combine(on, dt.time(12), ZoneInfo(zone))
    return get_timezone_name(noon, width="long", locale=reader(get_language()))
