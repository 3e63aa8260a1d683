"""The pages of wordings: read by administration, changed by a new version, and by nothing else."""

import pytest

from proposals.correspondence.letters.models import Wording
from proposals.correspondence.letters.wordings import first_wordings, newest
from twinning.records import history
from twinning.records.models import Event

pytestmark = pytest.mark.django_db
THANKS = "/our-city/letters/thanks/en/"


@pytest.fixture(autouse=True)
def seeded(lacombe):
    first_wordings()


def typed(client, url=f"{THANKS}change/") -> dict:
    """The page as a browser would send it back."""
    context = client.get(url).context
    found = {field.html_name: field.value() for field in context["form"]}
    for form in [context["rows"].management_form, *context["rows"].forms]:
        found |= {field.html_name: field.value() for field in form}
    return {name: value for name, value in found.items() if value is not None and value is not False}


def test_the_list_says_which_languages_there_are_and_what_is_not_checked(client, sign_in, staff):
    text = sign_in(client, staff).get("/our-city/letters/").text
    assert all(
        words in text for words in ("Letter of introduction", "Ukrainian", "Not yet checked by a speaker")
    )


@pytest.mark.parametrize("role", ["mayor", "councillor", "member"])
def test_others_stay_outside(client, sign_in, request, role):
    sign_in(client, request.getfixturevalue(role))
    assert [client.get(url).status_code for url in ("/our-city/letters/", THANKS, f"{THANKS}change/")] == [
        403
    ] * 3


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(client, sign_in, staff):
    sign_in(client, staff)
    given = typed(client) | {"block-1-text": "Thank you, {their_city}.", "note": "Shorter."}
    assert client.post(f"{THANKS}change/", given).status_code == 302
    new = newest("thanks", "en")
    assert (new.number, new.blocks[1]["text"], new.by) == (2, "Thank you, {their_city}.", staff)
    assert "This is an earlier version." in client.get(f"{THANKS}1/").text
    assert "Please accept our warm thanks" in client.get(f"{THANKS}1/").text
    said = history.sentence(Event.objects.order_by("-seq")[0])
    assert said == "Wrote version 2 of a wording: Thanks, language en"


def test_blocks_are_added_moved_and_taken_out(client, sign_in, staff):
    sign_in(client, staff)
    given = typed(client)
    count = int(given["block-INITIAL_FORMS"])
    given |= {
        f"block-{count}-name": "New", f"block-{count}-text": "Added.", f"block-{count}-ORDER": "2",
        "block-1-DELETE": "on",
    }  # fmt: skip
    client.post(f"{THANKS}change/", given)
    names = [block["name"] for block in newest("thanks", "en").blocks]
    assert names == ["Salutation", "New", "What it meant", "Going on", "Courtesy", "Closing"]


def test_of_two_who_change_a_wording_the_second_is_told(client, sign_in, staff):
    sign_in(client, staff)
    given = typed(client)
    client.post(f"{THANKS}change/", given | {"block-1-text": "First."})
    answer = client.post(f"{THANKS}change/", given | {"block-1-text": "Second."})
    assert (answer.status_code, "Somebody else has written" in answer.text) == (422, True)
    assert "now reads: First." in answer.text and "Second." in answer.text
    assert Wording.objects.filter(kind="thanks", language="en").count() == 2
    again = given | {"block-1-text": "Second.", "seen": answer.context["form"]["seen"].value()}
    assert client.post(f"{THANKS}change/", again).status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"block-1-text": "{nobody}"}, "stand for nothing: {nobody}"),
        ({"block-1-text": ""}, "This is missing"),
        ({"subject": "x" * 201}, "at most 200 fit"),
        ({"block-1-name": "Salutation"}, "same name: Salutation"),
        ({}, "Nothing is changed"),
    ],
)
def test_a_wording_that_would_not_work_is_refused(client, sign_in, staff, more, words):
    sign_in(client, staff)
    answer = client.post(f"{THANKS}change/", typed(client) | more)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert newest("thanks", "en").number == 1


def test_a_language_is_begun_on_a_copy_of_the_english(client, sign_in, staff):
    sign_in(client, staff)
    begun = client.post("/our-city/letters/begin/", {"kind": "thanks", "language": "ja"})
    assert begun["Location"] == "/our-city/letters/thanks/ja/change/"
    given = typed(client, begun["Location"])
    client.post(begun["Location"], given | {"subject": "御礼"})
    assert (newest("thanks", "ja").number, newest("thanks", "ja").needs_a_check) == (1, True)


def test_who_checked_a_wording_is_noted_and_its_words_stay(client, sign_in, staff):
    sign_in(client, staff)
    before = newest("introduction", "uk")
    url = "/our-city/letters/introduction/uk/1/checked/"
    assert client.post(url, {"who": " "}).status_code == 422
    client.post(url, {"who": "O. Koval, Shevchenko Foundation"})
    after = newest("introduction", "uk")
    assert (after.checked_by, after.needs_a_check) == ("O. Koval, Shevchenko Foundation", False)
    assert (after.blocks, after.number) == (before.blocks, before.number)


def test_what_does_not_exist_is_not_found(client, sign_in, staff):
    sign_in(client, staff)
    urls = ("/our-city/letters/thanks/ja/", "/our-city/letters/nothing/en/change/", f"{THANKS}9/")
    assert [client.get(url).status_code for url in urls] == [404] * 3
