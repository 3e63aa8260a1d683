"""The City's library of clauses: versions, who checked them, and that every first wording can be filled in."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agreements.agreement.text import filling, library
from agreements.agreement.text.first_clauses import FIRST_DRAFT, LIBRARY, SENTENCES, all_of_them
from agreements.agreement.text.flags import FLAGS, signs_of
from agreements.agreement.text.models import ClauseKind, ClauseWording

pytestmark = pytest.mark.django_db


def test_every_first_clause_can_be_filled_in():
    for clause in all_of_them():
        assert filling.unknown_placeholders(clause["heading"] + clause["words"]) == []
    for style in ("plain", "precise"):
        assert set(LIBRARY[style, "en"]) == set(ClauseKind.values)
        assert set(FIRST_DRAFT[style]) <= set(LIBRARY[style, "en"])


def test_the_sentences_of_the_terms_are_the_same_in_every_language():
    english = {(name, answer) for name, answers in SENTENCES["en"].items() for answer in answers}
    for language in ("es", "fr"):
        known = {(name, answer) for name, answers in SENTENCES[language].items() for answer in answers}
        # What somebody wrote about the costs is in the City's language.
        assert english - known == {("costs", "other")}


def test_no_clause_of_ours_raises_a_hand_but_for_privacy_and_costs():
    found = {
        (clause["kind"], flag.name)
        for clause in all_of_them()
        for flag in FLAGS
        if signs_of(flag.name, clause["language"]).search(clause["words"])
    }
    assert found == {("privacy", "personal_data")}


def test_a_change_is_a_new_version_and_nobody_is_overwritten(client, sign_in, clerk, lacombe):
    sign_in(client, clerk)
    page = client.get(reverse("our_city:clauses"))
    assert "not yet checked by a speaker" in page.content.decode()
    url = reverse("our_city:change_clause", args=["purpose", "plain", "en"])
    sent = {"heading": "Purpose", "words": "We are friends of {their_city}.", "note": "Shorter", "seen": "1"}
    assert client.post(url, sent).status_code == 302
    assert library.newest("purpose", "plain", "en").number == 2
    late = client.post(url, sent | {"words": "Another"})
    assert late.status_code == 422
    assert "Text now reads: We are friends of {their_city}." in late.content.decode()
    assert client.post(url, sent | {"words": "{nobody}", "seen": "2"}).status_code == 422
    assert library.newest("purpose", "plain", "en").number == 2


def test_a_speaker_has_read_it(client, sign_in, administrator, lacombe):
    library.first_clauses()
    sign_in(client, administrator)
    client.post(reverse("our_city:check_clause", args=["oath", "ceremonial", "ja", 1]), {"who": "M. Sato"})
    assert ClauseWording.objects.get(kind="oath", style="ceremonial", language="ja").checked_by == "M. Sato"


def test_what_stands_for_nothing_is_refused_in_words(lacombe, clerk):
    wording = ClauseWording(kind="purpose", style="plain", language="en", heading="", words="{mayor}")
    with pytest.raises(ValidationError) as refused:
        library.write(wording, seen=1, by=clerk)
    assert refused.value.messages == [
        "These placeholders stand for nothing: {mayor}. Take one of the list, or write [[words]] for a blank."
    ]
