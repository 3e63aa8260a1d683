"""The field for a place, with and without a script: nothing typed is lost, and no place is guessed."""

import pytest
from django import forms
from django.http import QueryDict

from twinning.places.forms import PlaceField
from twinning.places.models import Place
from twinning.testing.world import LACOMBE, MAZATLAN

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    place = PlaceField()
    other = PlaceField(required=False)


def sent(**answers: str) -> Form:
    data = QueryDict(mutable=True)
    data.update({name.replace("_", "-"): value for name, value in answers.items()})
    return Form(data)


def test_a_choice_from_the_list_is_taken(places):
    form = sent(
        place="Mazatlán, Sinaloa, Mexico", place_for="Mazatlán, Sinaloa, Mexico", place_id=str(MAZATLAN)
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"place": Place.objects.get(pk=MAZATLAN), "other": None}


def test_words_changed_after_the_choice_count_more_than_the_choice(places):
    form = sent(place="Sedona", place_for="Mazatlán, Sinaloa, Mexico", place_id=str(MAZATLAN))
    assert form.is_valid()
    assert form.cleaned_data["place"].name == "Sedona"


@pytest.mark.parametrize(
    "words", ["sedona", "Масатлан, ", "العقبة", str(MAZATLAN), "mazatlán, sinaloa, mexico"]
)
def test_one_hit_is_taken(places, words):
    assert sent(place=words).is_valid()


def test_several_hits_are_offered_and_the_words_stay(places):
    form = sent(place="vashkivtsi")
    assert form.errors["place"] == ["More than one place is called “vashkivtsi”. Choose the right one below."]
    page = str(form["place"])
    assert 'value="vashkivtsi"' in page
    assert [f'type="radio" name="place-id" value="{number}"' in page for number in (690428, 690427)] == [
        True,
        True,
    ]
    assert page.count("Chernivtsi · Ukraine · population") == 2
    assert page.count("° N, ") == 2


def test_one_of_those_offered_is_taken(places):
    form = sent(place="vashkivtsi", place_for="vashkivtsi", place_id="690427")
    assert form.is_valid()
    assert form.cleaned_data["place"].pk == 690427


def test_offered_and_none_chosen_is_offered_again(places):
    assert "place" in sent(place="vashkivtsi", place_for="vashkivtsi").errors


def test_none_says_how_to_go_on(places):
    form = sent(place="Nowhere <b>")
    assert "Check the spelling" in form.errors["place"][0]
    assert "by hand" in form.errors["place"][0]
    assert 'value="Nowhere &lt;b&gt;"' in str(form["place"])


@pytest.mark.parametrize("number", ["1", "99999999999999999999", "-1", "²", "1.5", "x"])
def test_a_number_that_is_none_is_refused(places, number):
    form = sent(place="Sedona?", place_for="Sedona?", place_id=number)
    assert not form.is_valid() or form.cleaned_data["place"].name == "Sedona"


def test_missing_and_not_needed(places):
    form = sent()
    assert set(form.errors) == {"place"}


@pytest.mark.parametrize("initial", [LACOMBE, str(LACOMBE)])
def test_a_page_opened_again_shows_the_place(places, initial):
    page = str(Form(initial={"place": initial})["place"])
    assert 'value="Lacombe, Alberta, Canada"' in page
    assert f'name="place-id" value="{LACOMBE}"' in page
    assert "population 14,258" in page


def test_a_place_itself_may_stand_in_the_form(places):
    lacombe = Place.objects.get(pk=LACOMBE)
    assert 'value="Lacombe, Alberta, Canada"' in str(Form(initial={"place": lacombe})["place"])


@pytest.mark.parametrize(
    ("answers", "changed"),
    [
        ({"place": "Lacombe, Alberta, Canada", "place_for": "Lacombe, Alberta, Canada", "place_id": str(LACOMBE)}, False),
        ({"place": str(LACOMBE)}, False),
        ({"place": "Sedona", "place_for": "Lacombe, Alberta, Canada", "place_id": str(LACOMBE)}, True),
        ({"place": ""}, True),
    ],
)  # fmt: skip
def test_what_counts_as_changed(places, answers, changed):
    form = sent(**answers)
    form.initial["place"] = LACOMBE
    assert ("place" in form.changed_data) is changed


def test_a_place_with_a_hostile_name_is_shown_as_text(places):
    Place.objects.create(pk=7, name="<script>", country="CA", latitude=1, longitude=1, timezone="UTC")
    assert "<script>" not in str(Form(initial={"place": 7})["place"])
