"""What can be said of two communities together, in sentences; figures in their place among known twinnings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.research.comparison.models import Topic
from twinning.atlas.likeness import compare, in_its_place
from twinning.atlas.models import Spread
from twinning.places.geography import distance_km, hours_in_common, time_difference
from twinning.places.models import Place
from twinning.records.templatetags.house import number

Known = dict[str, Spread]
WORKING_HOURS = 8


@dataclass(frozen=True)
class Pair:
    """Our figure and theirs. ``of_different_things``: such as residents here and a metropolitan area there.

    ``chosen``: there are several figures, so it is said which two are meant.
    """

    ours: Decimal
    theirs: Decimal
    currency: str = ""
    of_different_things: bool = False
    chosen: bool = False

    @property
    def ratio(self) -> Decimal:
        return self.theirs / self.ours


def sentences(
    topic: Topic, pair: Pair | None, ours: Place | None, theirs: Place | None, known: Known
) -> list[str]:
    """What relates the two in one topic; nothing where a figure or a place is not known."""
    told: list[str] = []
    if pair is not None and topic in _RATIOS:
        told.append(_RATIOS[topic](pair, known))
        if pair.chosen:
            told.append(
                _("Held against each other: %(ours)s here and %(theirs)s there.")
                % {"ours": number(pair.ours), "theirs": number(pair.theirs)}
            )
        if pair.of_different_things:
            told.append(_("The two figures count different things: read what each of them is of."))
    if ours is not None and theirs is not None and topic in _PLACES:
        told += _PLACES[topic](ours, theirs, known)
    return told


# -- figures -----------------------------------------------------------------------------


def _times(ratio: Decimal) -> str:
    ratio = ratio if ratio >= 1 else 1 / ratio
    return number(round(ratio, 1) if ratio < 100 else round(ratio))


def _about_the_same(ratio: Decimal) -> bool:
    return round(ratio if ratio >= 1 else 1 / ratio, 1) == 1


def _population(pair: Pair, known: Known) -> str:
    ratio = pair.ratio
    if _about_the_same(ratio):
        words = _("About our population")
    elif ratio > 1:
        words = _("%(times)s times our population") % {"times": _times(ratio)}
    else:
        words = _("Our population is %(times)s times theirs") % {"times": _times(ratio)}
    place = in_its_place(Spread.Measure.POPULATION, float(ratio), known)
    return f"{words}; {place.place}." if place else f"{words}."


def _area(pair: Pair, known: Known) -> str:
    if _about_the_same(pair.ratio):
        return _("About our area.")
    if pair.ratio > 1:
        return _("%(times)s times our area.") % {"times": _times(pair.ratio)}
    return _("Our area is %(times)s times theirs.") % {"times": _times(pair.ratio)}


def _budget(pair: Pair, known: Known) -> str:
    if _about_the_same(pair.ratio):
        return _("About our budget, both in %(currency)s.") % {"currency": pair.currency}
    facts = {"times": _times(pair.ratio), "currency": pair.currency}
    if pair.ratio > 1:
        return _("%(times)s times our budget, both in %(currency)s.") % facts
    return _("Our budget is %(times)s times theirs, both in %(currency)s.") % facts


def _elevation(pair: Pair, known: Known) -> str:
    higher = pair.theirs - pair.ours
    if abs(higher) < 1:
        return _("As high as we are.")
    metres = {"metres": number(abs(round(higher)))}
    return _("%(metres)s m higher than we are.") % metres if higher > 0 else _("%(metres)s m lower than we are.") % metres  # fmt: skip


_RATIOS: Mapping[Topic, Callable[[Pair, Known], str]] = {
    Topic.POPULATION: _population,
    Topic.AREA: _area,
    Topic.BUDGET: _budget,
    Topic.ELEVATION: _elevation,
}


# -- places ------------------------------------------------------------------------------


def _in_place(measure: Spread.Measure, ours: Place, theirs: Place, known: Known) -> list[str]:
    """A likeness of two places as the atlas says it; nothing while it knows no twinnings."""
    found = in_its_place(measure, compare(measure, ours, theirs), known)
    if found is None:
        return []
    words = str(found)
    return [f"{words[:1].upper()}{words[1:]}."]


def _geography(ours: Place, theirs: Place, known: Known) -> list[str]:
    return _in_place(Spread.Measure.SEA, ours, theirs, known)


def _climate(ours: Place, theirs: Place, known: Known) -> list[str]:
    return _in_place(Spread.Measure.CLIMATE, ours, theirs, known)


def _time(ours: Place, theirs: Place, known: Known) -> list[str]:
    january, july = time_difference(ours.timezone, theirs.timezone)
    # In the south January is summer; the seasons are ours.
    winter, summer = (january, july) if ours.latitude >= 0 else (july, january)
    told = [_clocks(winter, summer)]
    in_january, in_july = hours_in_common(ours.timezone, theirs.timezone)
    common = (in_january, in_july) if ours.latitude >= 0 else (in_july, in_january)
    told.append(_in_common(*common))
    place = in_its_place(Spread.Measure.HOURS, compare(Spread.Measure.HOURS, ours, theirs), known)
    if place:
        told.append(f"{place.place[:1].upper()}{place.place[1:]}.")
    return told


def _clocks(winter: float, summer: float) -> str:
    if winter == summer:
        return _("The same time as here, all year.") if not winter else _("All year they are %(hours)s.") % {"hours": _ahead(winter)}  # fmt: skip
    if not winter:
        return _("The same time as here in winter; in summer they are %(hours)s.") % {"hours": _ahead(summer)}
    if not summer:
        return _("The same time as here in summer; in winter they are %(hours)s.") % {"hours": _ahead(winter)}
    return _("In winter they are %(winter)s, in summer %(summer)s.") % {
        "winter": _ahead(winter),
        "summer": _ahead(summer),
    }


def _ahead(hours: float) -> str:
    """``7.5`` → 7.5 hours ahead of us."""
    amount = abs(hours)
    facts = {"hours": number(Decimal(str(amount)).normalize())}
    one = 1 if amount == 1 else 2
    if hours > 0:
        return ngettext("%(hours)s hour ahead of us", "%(hours)s hours ahead of us", one) % facts
    return ngettext("%(hours)s hour behind us", "%(hours)s hours behind us", one) % facts


def _in_common(winter: float, summer: float) -> str:
    facts = {"winter": _hours(winter), "summer": _hours(summer), "of": WORKING_HOURS}
    if winter == summer:
        return _("Working hours in common: %(winter)s of %(of)d.") % facts
    return _("Working hours in common: %(winter)s of %(of)d in winter, %(summer)s of %(of)d in summer.") % facts  # fmt: skip


def _hours(hours: float) -> str:
    return number(Decimal(str(hours)).normalize())


def _travel(ours: Place, theirs: Place, known: Known) -> list[str]:
    km = distance_km(ours, theirs)
    words = _("%(km)s km apart in a straight line") % {"km": number(round(km))}
    place = in_its_place(Spread.Measure.DISTANCE, km, known)
    return [f"{words}; {place.place}." if place else f"{words}."]


_PLACES: Mapping[Topic, Callable[[Place, Place, Known], list[str]]] = {
    Topic.GEOGRAPHY: _geography,
    Topic.CLIMATE: _climate,
    Topic.TIME: _time,
    Topic.TRAVEL: _travel,
}
