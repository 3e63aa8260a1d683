"""A field for a place: typed, looked up, chosen. Everything works without a script, with one more step."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from twinning.places.hits import Hit, about, shown
from twinning.places.keys import key
from twinning.places.models import Place

OFFERED = 10
LARGEST_NUMBER = 2**31 - 1


class Typed(NamedTuple):
    """What came from the page: the words, and the number chosen for them, which counts for no other words."""

    words: str = ""
    number: str = ""
    chosen_for: str = ""

    @property
    def choice(self) -> int | None:
        """The number that was chosen, or typed itself."""
        number = self.number if self.words == self.chosen_for else self.words
        return (
            int(number) if number.isascii() and number.isdigit() and int(number) <= LARGEST_NUMBER else None
        )


class PlaceInput(forms.TextInput):
    """A text box with a list to choose from. ``offered`` are places to choose from after the page was sent."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
        self.offered: list[Hit] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        words, number, chosen_for = (
            str(data.get(name + part) or "").replace("\x00", "").strip() for part in ("", "-id", "-for")
        )
        return Typed(words[:200], number, chosen_for[:200])

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed, chosen = self._shown(value)
        context = {
            "name": name,
            "typed": typed,
            "chosen": about(chosen, apart=True) if chosen else "",
            "offered": self.offered,
            "attrs": self.build_attrs(self.attrs, attrs),
        }
        return SafeString(render_to_string("partials/_place.html", context))

    @staticmethod
    def _shown(value: Any) -> tuple[Typed, Place | None]:
        """The words for a place, its number or what was typed; and the place, where one is chosen."""
        typed = value if isinstance(value, Typed) else Typed(words=str(getattr(value, "pk", value) or ""))
        place = Place.objects.filter(pk=typed.choice).first() if typed.choice else None
        if place and typed.words != typed.chosen_for:
            typed = Typed(place.place, str(place.pk), place.place)
        return typed, place


class PlaceField(forms.Field):
    """A ``Place``, by a name in any language and script, or by its number.

    One hit is taken; several are offered as radio buttons; of none it is said how to go on.
    """

    widget = PlaceInput
    default_error_messages = {
        "required": gettext_lazy("The place is missing. Type its name and choose it from the list."),
        "none": gettext_lazy(
            "No place in the list is called “%(words)s”. Check the spelling, try another of its names, or enter the community by hand."
        ),
        "several": gettext_lazy("More than one place is called “%(words)s”. Choose the right one below."),
        "gone": gettext_lazy("This place is no longer in the list. Type its name and choose it anew."),
    }

    def clean(self, value: Any) -> Place | None:
        typed = value if isinstance(value, Typed) else Typed(words=str(getattr(value, "pk", value) or ""))
        if not typed.words:
            self.validate(None)
            return None
        if typed.choice is not None:
            if found := Place.objects.filter(pk=typed.choice).first():
                return found
            raise ValidationError(self.error_messages["gone"], code="gone")
        return self._look_up(typed.words)

    def _look_up(self, words: str) -> Place:
        places = list(Place.objects.named(words)[:OFFERED])
        meant = [place for place in places if key(place.place) == key(words)] or places
        if len(meant) == 1:
            return meant[0]
        if not places:
            raise ValidationError(self.error_messages["none"], code="none", params={"words": words})
        self.widget.offered = shown(places, words)
        raise ValidationError(self.error_messages["several"], code="several", params={"words": words})

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = data if isinstance(data, Typed) else Typed(words=str(data or ""))
        before = getattr(initial, "pk", initial)
        return str(before or "") != str(typed.choice or typed.words)
