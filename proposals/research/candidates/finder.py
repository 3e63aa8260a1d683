"""Looking for candidates among all places: filters that live in the address, and hits without score or rank.

Measured on real twinnings, a score of likeness finds partners no better than
population alone; so each likeness is shown in its place among real ones, and
people choose.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.proposal.models import Proposal
from proposals.research.candidates import nearness
from proposals.research.candidates.adding import came_up_field
from twinning.atlas import likeness, partners
from twinning.municipality.models import Municipality
from twinning.places import geography
from twinning.places.countries import countries
from twinning.places.hits import coordinates
from twinning.places.keys import key
from twinning.places.models import Place, PlaceName
from twinning.places.querysets import in_box, within
from twinning.records.templatetags.house import number

PER_PAGE = 25
MOST_AT_ONCE = 50
LARGEST = 100_000_000
GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+")


class WholeNumberField(forms.Field):
    """A whole number as people write it: ``20000`` or ``20,000``."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "numeric width-8", "autocomplete": "off"}
    )

    def __init__(self, *, most: int = LARGEST, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not GROUPED.fullmatch(text):
            raise ValidationError(_("This number cannot be read. Write it in figures, such as 20000."))
        figure = int(re.sub(r"\D", "", text)[:20])
        if figure > self.most:
            raise ValidationError(
                _("This number is too large. Write at most %(most)s.") % {"most": number(self.most)}
            )
        return figure


class FindForm(forms.Form):
    """What is looked for. Each filter stands alone; together they narrow."""

    class Sort:
        NAME, POPULATION, DISTANCE = "name", "population", "distance"

    words = forms.CharField(label=gettext_lazy("name"), max_length=200, required=False)
    country = forms.ChoiceField(label=gettext_lazy("country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("language"), required=False)
    population_from = WholeNumberField(label=gettext_lazy("population from"))
    population_to = WholeNumberField(label=gettext_lazy("population to"))
    coast = WholeNumberField(label=gettext_lazy("km to the sea, at most"), most=5_000)
    hours = WholeNumberField(label=gettext_lazy("hours apart, at most"), most=24)
    km_from = WholeNumberField(label=gettext_lazy("km from us, at least"), most=20_100)
    km_to = WholeNumberField(label=gettext_lazy("km from us, at most"), most=20_100)
    sort = forms.ChoiceField(
        label=gettext_lazy("sorted by"),
        choices=[
            (Sort.NAME, gettext_lazy("name")),
            (Sort.POPULATION, gettext_lazy("population, largest first")),
            (Sort.DISTANCE, gettext_lazy("distance, nearest first")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, ours: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ours = ours
        self.fields["country"].choices = [("", _("All")), *countries()]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("All")), *geography.languages()]  # type: ignore[attr-defined]
        self.fields["country"].error_messages["invalid_choice"] = _(
            "There is no such country among the places. Choose one from the list."
        )
        self.fields["language"].error_messages["invalid_choice"] = _(
            "There is no such language among the places. Choose one from the list."
        )
        self.fields["sort"].error_messages["invalid_choice"] = _(
            "The list cannot be sorted that way. Choose one of the three."
        )

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        if words and not key(words):
            raise ValidationError(_("There is no letter in this name. Type at least one."))
        return words

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for least, most in (("population_from", "population_to"), ("km_from", "km_to")):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(
                    least, _("This is more than the most that is allowed. Exchange the two numbers.")
                )
        if self.ours.place is None:
            for field in ("hours", "km_from", "km_to"):
                if cleaned.get(field) is not None:
                    self.add_error(
                        field,
                        _(
                            "Our city is not on the map yet, so this cannot be measured. Leave it empty for now."
                        ),
                    )
        return cleaned

    @property
    def asked(self) -> bool:
        """Whether any filter is set: all places at once are no answer to anything."""
        return self.is_valid() and any(
            value not in (None, "") for name, value in self.cleaned_data.items() if name != "sort"
        )

    def in_words(self) -> str:
        """The filters, as it is kept how the hits came up."""
        asked = self.cleaned_data
        parts = [
            f"“{asked['words']}”" if asked["words"] else "",
            str(dict(self.fields["country"].choices).get(asked["country"], "")) if asked["country"] else "",  # type: ignore[attr-defined]
            geography.language_name(asked["language"]) if asked["language"] else "",
            _range(_("population"), asked["population_from"], asked["population_to"]),
            _("at most %(km)s km to the sea") % {"km": number(asked["coast"])}
            if asked["coast"] is not None
            else "",
            _("at most %(hours)s hours of time difference") % {"hours": asked["hours"]}
            if asked["hours"] is not None
            else "",
            _range(_("kilometres from us"), asked["km_from"], asked["km_to"]),
        ]
        return (_("Search over all places:") + " " + " · ".join(part for part in parts if part))[:500]


def _range(what: str, least: int | None, most: int | None) -> str:
    facts = {"what": what, "least": number(least), "most": number(most)}
    if least is not None and most is not None:
        return _("%(what)s %(least)s to %(most)s") % facts
    if least is not None:
        return _("%(what)s at least %(least)s") % facts
    return _("%(what)s at most %(most)s") % facts if most is not None else ""


def search(form: FindForm) -> Any:
    """The places that all filters of a valid form let through, in the order asked for."""
    asked, home = form.cleaned_data, form.ours.place
    places = Place.objects.matching(
        home,
        country=asked["country"],
        language=asked["language"],
        population_from=asked["population_from"],
        population_to=asked["population_to"],
        coast_km=asked["coast"],
        km=asked["km_to"],
        hours=asked["hours"],
    )
    if asked["words"]:
        named = PlaceName.objects.filter(key__begins=key(asked["words"]))
        places = places.filter(pk__in=named.values("place"))
    if home is not None and asked["km_from"] is not None:
        places = places.exclude(in_box(home, asked["km_from"]) & within(home, asked["km_from"]))
    if home is not None and asked["sort"] == FindForm.Sort.DISTANCE:
        return Nearest(places, home)
    if asked["sort"] == FindForm.Sort.POPULATION:
        return places.order_by("-population", "name", "pk")
    return places.order_by("name", "pk")


class Nearest(Sequence[Place]):
    """Places by their distance from home; only the slice that a page shows is read whole."""

    def __init__(self, places: Any, home: Place) -> None:
        where = places.order_by().values_list("pk", "latitude", "longitude")
        self.pks = [pk for pk, _north, _east in sorted(where, key=_farness(home))]

    def __len__(self) -> int:
        return len(self.pks)

    def __getitem__(self, at: Any) -> Any:
        wanted = self.pks[at] if isinstance(at, slice) else [self.pks[at]]
        found = Place.objects.in_bulk(wanted)
        ordered = [found[pk] for pk in wanted]
        return ordered if isinstance(at, slice) else ordered[0]


def _farness(home: Place) -> Callable[[tuple[int, float, float]], float]:
    """What grows with the distance from home and is quick to work out for every place of the world."""
    sine, cosine, east = sin(radians(home.latitude)), cos(radians(home.latitude)), home.longitude

    def farness(row: tuple[int, float, float]) -> float:
        _pk, latitude, longitude = row
        north = radians(latitude)
        return -(sine * sin(north) + cosine * cos(north) * cos(radians(longitude - east)))

    return farness


@dataclass(frozen=True)
class Hit:
    """One place that was found, with its likenesses by measure."""

    number: int
    place: Place
    km: int | None
    hours: str
    likenesses: list[likeness.InItsPlace]
    partners: partners.Partners
    standing: str
    """Why it cannot be ticked: our own city, or on the list already; else empty."""
    position: str
    """Where it lies, if another of the hits reads alike."""

    @property
    def tick(self) -> str:
        return str(self.place.pk)

    @property
    def of_population(self) -> list[likeness.InItsPlace]:
        return self._of(likeness.Measure.POPULATION)

    @property
    def of_distance(self) -> list[likeness.InItsPlace]:
        return self._of(likeness.Measure.DISTANCE)

    def _of(self, measure: str) -> list[likeness.InItsPlace]:
        """One likeness, or none where it is not known."""
        return [one for one in self.likenesses if one.measure == measure]


def hits(places: Sequence[Place], ours: Municipality, proposal: Proposal, *, first: int = 1) -> list[Hit]:
    """One page of places with what is known of them, in as many queries for 25 as for one."""
    spreads, alike = likeness.spreads(), Counter(place.place for place in places)
    known = partners.partners_of_many(places, ours.place)
    listed = set(proposal.candidates.values_list("community__place", flat=True))  # type: ignore[attr-defined]
    return [
        Hit(
            number=at,
            place=place,
            km=nearness.km(ours.place, place),
            hours=nearness.hours(ours.place, place),
            likenesses=likeness.likenesses(ours.place, place, spreads) if ours.place else [],
            partners=known[place.pk],
            standing=_standing(place, ours, listed),
            position=coordinates(place) if alike[place.place] > 1 else "",
        )
        for at, place in enumerate(places, first)
    ]


def _standing(place: Place, ours: Municipality, listed: set[int]) -> str:
    if place.pk == ours.place_id:  # type: ignore[attr-defined]
        return _("our own city")
    return _("on the list already") if place.pk in listed else ""


class TickedPlacesField(forms.ModelMultipleChoiceField):
    """Places by their numbers, as check boxes send them."""

    default_error_messages = {
        "required": gettext_lazy("No place is ticked. Tick those that are to be put on the list."),
        "invalid_choice": gettext_lazy("There is no such place in the table. Search again, then tick anew."),
        "too_many": gettext_lazy("These are too many at once. Tick at most %(most)s."),
    }

    def clean(self, value: Any) -> Any:
        ticked = [str(one) for one in value or []]
        if len(ticked) > MOST_AT_ONCE:
            raise ValidationError(self.error_messages["too_many"], params={"most": MOST_AT_ONCE})
        # A number that no column holds would end in an error of the database.
        if any(not one.isdecimal() or len(one) > 9 for one in ticked):
            raise ValidationError(self.error_messages["invalid_choice"])
        return super().clean(ticked)


class AddFoundForm(forms.Form):
    """Those of the hits that are put on the list, and how they came up."""

    places = TickedPlacesField(queryset=Place.objects.all(), label=gettext_lazy("places"))
    came_up = came_up_field()


def like_us(ours: Municipality) -> str:
    """The address of a search to begin with: half to double our population; empty where ours is not known."""
    population = ours.population or (ours.place.population if ours.place else 0)
    if not population:
        return ""
    return urlencode({"population_from": population // 2, "population_to": population * 2})
