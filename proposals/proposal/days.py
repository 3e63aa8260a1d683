"""What clocks and calendars show here and in the other community."""

import datetime as dt

from proposals.proposal.models import COUNTRIES, Community
from twinning.municipality.models import Municipality
from twinning.places.holidays import Calendar, calendar_of
from twinning.places.keys import key


def zone_of(community: Community) -> str:
    """The time zone of a community, where its place is known."""
    return community.place.timezone if community.place else ""


def calendars(
    community: Community, ours: Municipality, first: dt.date, last: dt.date
) -> tuple[Calendar | None, Calendar | None]:
    """The holidays here and there from one day to another; None where the country is not known."""
    country, region = _where_we_are(ours)
    return (
        calendar_of(country, region, first, last),
        calendar_of(community.country, community.region, first, last),
    )


def _where_we_are(ours: Municipality) -> tuple[str, str]:
    """Code of our country and name of our region: of our place, else as they are written."""
    if ours.place is not None:
        return ours.place.country, ours.place.region
    written = key(ours.country)
    return next((code for code, name in COUNTRIES if key(name) == written), ""), ours.province
