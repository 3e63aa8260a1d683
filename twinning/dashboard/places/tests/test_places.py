"""The list under a text box, and the page about the data."""

import pytest
from django.urls import reverse

from twinning.dashboard.places.sources import sources
from twinning.places.loading import manifest

FIND, ABOUT = "dashboard:find_place", "dashboard:about_data"


def test_hits_are_told_apart(client, sign_in, staff, places):
    found = sign_in(client, staff).get(reverse(FIND), {"q": "vashk"}).json()
    assert found["words"] == "2 places"
    assert [(one["id"], one["place"]) for one in found["places"]] == [
        (690428, "Vashkivtsi, Chernivtsi, Ukraine"),
        (690427, "Vashkivtsi, Chernivtsi, Ukraine"),
    ]
    assert [one["about"] for one in found["places"]] == [
        "Chernivtsi · Ukraine · population 5,312 · 48.38° N, 25.52° E",
        "Chernivtsi · Ukraine · population 3,662 · 48.41° N, 27.13° E",
    ]


def test_what_lies_near_tells_two_apart(client, sign_in, staff, places):
    found = sign_in(client, staff).get(reverse(FIND), {"q": "fairview"}).json()
    assert [one["about"].split(" · ")[-1] for one in found["places"]] == [
        "7 km from Calgary",
        "103 km from Grande Prairie",
    ]


def test_the_name_it_was_found_by_is_shown(client, sign_in, staff, places):
    found = sign_in(client, staff).get(reverse(FIND), {"q": "نابلس"}).json()
    assert [(one["name"], one["also"]) for one in found["places"]] == [("Nablus", "نابلس")]


@pytest.mark.parametrize("words", ["", "%", "\x00", "zz", "<script>", "x" * 3000])
def test_anything_may_be_typed(client, sign_in, staff, places, words):
    assert sign_in(client, staff).get(reverse(FIND), {"q": words}).json()["places"] == []


def test_the_same_number_of_queries_for_many_hits(
    client, sign_in, staff, places, django_assert_max_num_queries
):
    sign_in(client, staff).get(reverse(FIND), {"q": "m"})
    with django_assert_max_num_queries(14):
        client.get(reverse(FIND), {"q": "m"})


@pytest.mark.django_db
def test_a_stranger_reads_where_the_data_comes_from(client):
    page = client.get(reverse(ABOUT)).content.decode()
    for name, number in manifest()["versions"].items():
        assert f"{name} {number}" in page
    assert "CC BY 4.0" in page
    assert "the licence of the map inside is not stated" in page
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert page.count("<h2>") == len(sources()) + 1


@pytest.mark.django_db
def test_every_page_leads_there(client):
    assert reverse(ABOUT) in client.get(reverse("account_login")).content.decode()
