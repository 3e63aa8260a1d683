"""The demonstration as a whole: the city first, then the stories of its files, woven by date."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from twinning import clock
from twinning.demonstration import city, world
from twinning.demonstration.cases import (
    aqaba,
    beitbridge,
    committee,
    duluth,
    enquiries,
    mail,
    mazatlan,
    muntinlupa,
    musina,
    pacific,
    rikubetsu,
    san_miguel,
    sedona,
    takasaki,
    vashkivtsi,
)
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Days, tell
from twinning.municipality.models import Municipality

CASES = [
    mazatlan,
    duluth,
    vashkivtsi,
    muntinlupa,
    takasaki,
    sedona,
    rikubetsu,
    musina,
    san_miguel,
    aqaba,
    pacific,
    enquiries,
    beitbridge,
    committee,
    mail,
]
SET_UP = 840
"""Days since the City began to use these pages."""


@transaction.atomic
def load() -> bool:
    """Load the demonstration into an empty installation. False: there is a municipality already, and nothing was done."""
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            "The demonstration cannot be loaded where PRODUCTION is on: anybody could sign in."
        )
    if city_there := Municipality.objects.first():
        if settings.DEMONSTRATION and not city_there.demonstration:
            raise ImproperlyConfigured(
                "This database holds the real records of a city, and DEMONSTRATION would let anybody sign in to them. "
                "Start with EMPTY=1, or with another database."
            )
        return False
    days = Days()
    with clock.at(days.ago(SET_UP)):
        since = days.date(-SET_UP - 1)
        people = city.people(since)
        city.enter(by=people.administrator)
        stage = Stage(days, people, city.twinning_committee(people, since))
        world.known_twinnings(stage)
    tell(case.story(stage) for case in CASES)
    return True
