"""How far a place is from us, in kilometres and in hours, in words for a list."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning.places import geography
from twinning.places.models import Place


def km(ours: Place | None, theirs: Place | None) -> int | None:
    """The direct distance; nothing where one of the two is not on the map."""
    return round(geography.distance_km(ours, theirs)) if ours and theirs else None


def hours(ours: Place | None, theirs: Place | None) -> str:
    """The time difference as travellers say it; both halves of the year where they differ."""
    if not ours or not theirs or not ours.timezone or not theirs.timezone:
        return ""
    january, july = geography.time_difference(ours.timezone, theirs.timezone)
    if january == july:
        return _ahead(january)
    return _("%(january)s in January, %(july)s in July") % {"january": _ahead(january), "july": _ahead(july)}


def office_hours(ours: Place, theirs: Place) -> str:
    """How many hours of a working day both are at their desks."""
    january, july = geography.hours_in_common(ours.timezone, theirs.timezone)
    if january == july:
        return _figure(january) if january else _("none")
    return _("%(january)s in January, %(july)s in July") % {
        "january": _figure(january),
        "july": _figure(july),
    }


def _figure(hours: float) -> str:
    """Hours with as many decimals as they have: time zones go by quarters."""
    return number_format(
        hours, next(digits for digits in (0, 1, 2) if digits == 2 or round(hours, digits) == hours)
    )


def _ahead(hours: float) -> str:
    if not hours:
        return _("same time")
    size = abs(hours)
    facts = {"hours": _figure(size)}
    count = int(size) if size == int(size) else 2
    if hours > 0:
        return ngettext("%(hours)s hour ahead", "%(hours)s hours ahead", count) % facts
    return ngettext("%(hours)s hour behind", "%(hours)s hours behind", count) % facts
