"""The file is loaded once, wholly or not at all, and whoever refers to a place goes on doing so."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from twinning.places import loading
from twinning.places.loading import Parcel
from twinning.places.models import Area, Beginning, Edition, Place, PlaceName

LACOMBE = "6035615\tLacombe\tAlberta\tCA\t52.46681\t-113.7353\tAmerica/Edmonton\t14258\tDfb\t727\t128\t853\tYQF\t33\tЛакомб|Lakomb"
AQABA = "250774\tAqaba\tAqaba\tJO\t29.52667\t35.00778\tAsia/Amman\t95048\tBWh\t0.6\t179\t\tAQJ\t9.5\tالعقبة"
HAMLET = "1\tBack \\ slash\t\tXK\t1\t2\tEurope/Belgrade\t0\t\t\t\t\t\t\t"


def parcel(*places: str, areas: tuple[str, ...] = (), beginnings: tuple[str, ...] = ()) -> Parcel:
    text = "\n".join([*places, *areas, *beginnings])
    return Parcel(hashlib.sha256(text.encode()).hexdigest(), list(places), list(areas), list(beginnings))


@pytest.mark.django_db
def test_a_parcel_becomes_rows():
    edition = loading.load(
        parcel(LACOMBE, AQABA, HAMLET, areas=("ab\tCA\tAlberta",), beginnings=("a\t250774,6035615",))
    )
    assert (edition.places, edition.names) == (3, 6)
    lacombe = Place.objects.get(pk=6035615)
    assert (lacombe.population, lacombe.climate, lacombe.coast_km, lacombe.elevation_m, lacombe.airport_km) == (14258, "Dfb", 727, 853, 33)  # fmt: skip
    assert Place.objects.get(pk=250774).elevation_m is None
    hamlet = Place.objects.get(pk=1)
    assert (hamlet.name, hamlet.region, hamlet.coast_km, hamlet.climate) == ("Back \\ slash", "", None, "")
    assert set(lacombe.names.values_list("key", "name")) == {("lacombe", "Lacombe"), ("лакомб", "Лакомб"), ("lakomb", "Lakomb")}  # fmt: skip
    assert list(Beginning.objects.order_by("rank").values_list("letters", "place")) == [
        ("a", 250774),
        ("a", 6035615),
    ]
    assert Area.objects.get().region == "Alberta"
    assert [place.pk for place in Place.objects.named("lacombe ab")] == [6035615]


@pytest.mark.django_db
def test_a_newer_parcel_replaces_an_older_one():
    loading.load(parcel(LACOMBE, AQABA))
    loading.load(parcel(LACOMBE.replace("14258", "14300").replace("|Lakomb", ""), HAMLET))
    assert set(Place.objects.values_list("pk", "population")) == {(6035615, 14300), (1, 0)}
    assert set(PlaceName.objects.values_list("key", "population")) == {("lacombe", 14300), ("лакомб", 14300), ("back slash", 0)}  # fmt: skip
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_place_that_is_referred_to_stays_with_its_names(lacombe):
    loading.load(parcel(LACOMBE, AQABA))
    lacombe.place_id = 6035615
    lacombe.save()
    loading.load(parcel(AQABA))
    lacombe.refresh_from_db()
    assert lacombe.place.name == "Lacombe"
    assert [place.pk for place in Place.objects.named("лакомб")] == [6035615]


@pytest.mark.django_db
def test_a_parcel_that_breaks_off_changes_nothing():
    loading.load(parcel(LACOMBE))
    # Each database hands the error on in its own wrapping.
    with pytest.raises(Exception, match="list index out of range"):
        loading.load(parcel(AQABA, "2\thalf a line"))
    assert [place.name for place in Place.objects.named("lacombe")] == ["Lacombe"]
    assert Place.objects.count() == Edition.objects.get().places == 1


@pytest.mark.django_db
def test_the_indexes_are_there_again():
    loading.load(parcel(LACOMBE))
    for model in (Place, PlaceName):
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        assert {index.name for index in model._meta.indexes} <= set(found)


@pytest.mark.django_db
def test_the_command_does_nothing_the_second_time(monkeypatch):
    small = parcel(LACOMBE)
    monkeypatch.setattr(loading, "manifest", lambda: {"digest": small.digest})
    monkeypatch.setattr(loading, "parcel", lambda: small)
    said = StringIO()
    call_command("load_places", stdout=said)
    assert said.getvalue() == "1 places with 3 names are loaded.\n"
    Place.objects.all()[0].save()
    loaded_at = Edition.objects.get().loaded_at
    call_command("load_places", stdout=said)
    assert Edition.objects.get().loaded_at == loaded_at


@pytest.mark.django_db
def test_files_that_are_not_those_of_the_manifest_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(loading, "manifest", lambda: {"digest": "0" * 64})
    with pytest.raises(CommandError, match="Fetch the project anew"):
        call_command("load_places")


def test_the_files_of_this_version_are_whole():
    given = loading.parcel()
    assert len(given.places) == loading.manifest()["places"] > 200_000
    cells = next(line for line in given.places if line.startswith("2128407\t")).split("\t")
    assert cells[:4] == ["2128407", "Rikubetsu", "Hokkaido", "JP"]
    assert "陸別町" in cells[-1].split("|")
    assert all(line.count("\t") == 14 for line in given.places)


def test_every_field_of_a_place_is_in_a_line():
    assert len(loading.COLUMNS) == 14
    assert all(not isinstance(field, models.ForeignKey) for field in Place._meta.concrete_fields)
