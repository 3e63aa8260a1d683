"""The pages of letters: what they show, what they keep, what they refuse, and who may."""

import datetime as dt

import pytest

from proposals.correspondence.letters import actions
from proposals.correspondence.letters.models import Block, FileLetter, Wording
from proposals.correspondence.letters.tests.test_letters import sent as went
from proposals.correspondence.models import Correspondence, Message
from twinning.municipality.policy import Policy
from twinning.records import documents
from twinning.records.models import Outgoing
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def url(proposal):
    return f"/proposals/{proposal.pk}/correspondence/letters/"


@pytest.fixture
def letter(proposal, ruiz, ours, staff):
    return actions.compose(
        proposal, kind="introduction", language="en", language_2="es", contact=ruiz, by=staff
    )


def sheet(client, url, letter) -> dict:
    """The page of a letter as a browser would send it back."""
    form = client.get(f"{url}{letter.pk}/").context["form"]
    typed = {field.html_name: field.value() for field in form}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in typed.items()
        if value not in (None, False)
    }


def filled(typed: dict) -> dict:
    return {
        name: value.replace("[[", "").replace("]]", "") if isinstance(value, str) else value
        for name, value in typed.items()
    }


def everything() -> list:
    return [list(Outgoing.objects.values()), list(Block.objects.values()), Message.objects.count()]


# -- from nothing to sent ---------------------------------------------------------------------------


def test_from_a_blank_page_to_a_letter_that_went(client, sign_in, staff, proposal, ruiz, ours, url):
    sign_in(client, staff)
    assert "No letter is written yet." in client.get(url).text
    begun = {"kind": "introduction", "language": "en", "language_2": "es", "contact": ruiz.pk}
    mayor = client.get(f"{url}new/").context["form"]["signer"].value()
    client.post(f"{url}new/", begun | {"signer": mayor})
    letter = FileLetter.objects.get()
    page = client.get(f"{url}{letter.pk}/").text
    assert "blanks are still to be filled in" in page and "not yet checked by a speaker" in page
    refused = client.post(f"{url}{letter.pk}/", sheet(client, url, letter))
    assert (refused.status_code, "The letter has blanks" in refused.text) == (422, True)
    made = client.post(f"{url}{letter.pk}/", filled(sheet(client, url, letter)), follow=True)
    assert "Waiting its turn to be drawn up" in made.text
    outgoing = Outgoing.objects.get()
    documents.make(outgoing.document_id)
    page = client.get(f"/outbox/{outgoing.pk}/").text
    assert "Send by e-mail to ruiz@example.org" in page and "Ask again on" in page
    when = {"version": outgoing.version, "ask_again_on": "2026-04-20"}
    assert client.post(f"/outbox/{outgoing.pk}/mail/", when).status_code == 302
    assert (Correspondence.objects.get().letter_how, Message.objects.get().follow_up_on) == (
        "email",
        dt.date(2026, 4, 20),
    )
    page = client.get(url).text
    assert "The mail waits to be sent" in page and "Draft a reminder" in page
    client.post(f"/proposals/{proposal.pk}/correspondence/log/reminder/")
    assert FileLetter.objects.get(kind="reminder").outgoing.waits
    assert "Draft a reminder" not in client.get(url).text


def test_editing_from_the_outbox_comes_back_to_the_blocks(client, sign_in, staff, letter, url):
    answer = sign_in(client, staff).get(f"/outbox/{letter.outgoing_id}/edit/")
    assert (answer.status_code, answer["Location"]) == (302, f"{url}{letter.pk}/")


def test_a_block_is_left_out_and_its_text_stays(client, sign_in, staff, letter, url):
    sign_in(client, staff)
    typed = filled(sheet(client, url, letter)) | {
        "left_out-6": "on",
        "keep": "1",
        "text-6": "We enclose a map.",
    }
    client.post(f"{url}{letter.pk}/", typed)
    block = Block.objects.get(letter=letter, order=6)
    assert (block.left_out, block.text) == (True, "We enclose a map.")
    assert "We enclose a map." not in Outgoing.objects.get().body
    del typed["left_out-6"]
    client.post(f"{url}{letter.pk}/", typed | {"version": Outgoing.objects.get().version})
    assert "We enclose a map." in Outgoing.objects.get().body


def test_a_preview_shows_both_languages_saves_nothing_and_loses_nothing(client, sign_in, staff, letter, url):
    sign_in(client, staff)
    typed = sheet(client, url, letter) | {"text-1": f"{EVIL} {{{{ x }}}} “unpaired [[who]]"}
    before = everything()
    shown = client.post(f"{url}{letter.pk}/", typed | {"preview": "1"})
    assert (shown.status_code, everything(), EVIL in shown.text) == (200, before, False)
    assert "{{ x }} “unpaired" in shown.text and "[missing: who]" in shown.text
    assert "letter-level" in shown.text and "Estimada Presidenta Ruiz:" in shown.text
    carried = dict(shown.context["carried"])
    assert carried == {name: str(value) for name, value in typed.items()}
    back = client.post(f"{url}{letter.pk}/", carried | {"back": "1"})
    assert (back.status_code, back.context["form"]["text-1"].value()) == (200, typed["text-1"])
    assert everything() == before


def test_what_the_file_says_for_us_stands_beside_its_block_and_not_in_the_letter(
    client, sign_in, staff, letter, url
):
    sign_in(client, staff)
    page = client.get(f"{url}{letter.pk}/")
    help_with = {block.name: ours for block, _texts, _tick, ours in page.context["form"].rows()}
    assert help_with["Why this community"] == ["Many residents winter there."]
    assert [name for name, ours in help_with.items() if ours] == ["Why this community"]
    assert page.text.count("Many residents winter there.") == 1


# -- what is refused --------------------------------------------------------------------------------


def test_of_two_who_edit_the_second_is_told_and_keeps_what_was_typed(client, sign_in, staff, letter, url):
    sign_in(client, staff)
    one = sheet(client, url, letter) | {"keep": "1"}
    client.post(f"{url}{letter.pk}/", one | {"text-1": "First."})
    both = one | {"text-1": "Second.", "text-3": "Mine alone.", "subject": "Mine, too"}
    answer = client.post(f"{url}{letter.pk}/", both)
    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.text and "It now reads: First." in answer.text
    # Nobody else touched the other block and the subject.
    assert list(answer.context["form"].errors) == ["__all__", "text-1"]
    assert answer.context["form"]["text-1"].value() == "Second."
    assert Block.objects.get(letter=letter, order=1).text == "First."
    again = one | {"text-1": "Second.", "version": answer.context["form"]["version"].value()}
    assert client.post(f"{url}{letter.pk}/", again).status_code == 302
    assert Block.objects.get(letter=letter, order=1).text == "Second."


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"subject": "題" * 400}, "400 characters, and at most 200 fit"),
        ({"text-1": "x" * 5_001}, "5001 characters, and at most 5000 fit"),
        ({"email": "nowhere"}, "no e-mail address"),
        ({"dated": ""}, "This is missing"),
    ],
)
def test_wrong_words_are_shown_again_and_not_kept(client, sign_in, staff, letter, url, more, words):
    sign_in(client, staff)
    before = everything()
    answer = client.post(f"{url}{letter.pk}/", filled(sheet(client, url, letter)) | more)
    assert (answer.status_code, words in answer.text, everything()) == (422, True, before)
    assert all(answer.context["form"][name].value() == value for name, value in more.items())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"contact": ""}, "Nobody is named"),
        ({"language_2": "en"}, "Both texts would have the same language"),
        ({"kind": "condolence", "language_2": "uk"}, "There is no wording of this letter in Ukrainian yet"),
        ({"language": ""}, "This is missing"),
        ({"signer": ""}, "This is missing"),
    ],
)
def test_a_letter_that_cannot_be_begun_says_why(client, sign_in, staff, proposal, ruiz, url, more, words):
    sign_in(client, staff)
    mayor = client.get(f"{url}new/").context["form"]["signer"].value()
    begun = {"kind": "introduction", "language": "en", "contact": ruiz.pk, "signer": mayor} | more
    answer = client.post(f"{url}new/", begun)
    assert (answer.status_code, words in answer.text, FileLetter.objects.count()) == (422, True, 0)


def test_a_missing_wording_and_a_missing_contact_say_where_to_go(client, sign_in, staff, proposal, url):
    sign_in(client, staff)
    page = client.get(f"{url}new/").text
    assert "No contact of the other city is known yet." in page
    assert f'href="/proposals/{proposal.pk}/correspondence/contacts/"' in page
    refused = client.post(f"{url}new/", {"kind": "condolence", "language": "uk", "to_name": "E. Ruiz"}).text
    assert '<a href="/our-city/letters/">Write the wording first</a>' in refused
    assert "Write the wording first</a>" not in page


def test_a_reminder_in_another_language_than_its_letter_says_so(
    client, sign_in, staff, proposal, ruiz, ours, url
):
    given = {"language": "es", "contact": ruiz, "by": staff}
    first = actions.compose(proposal, kind="acceptance", **given)
    Wording.objects.filter(kind="reminder", language="es").delete()
    went(first, staff)
    reminder = actions.draft_reminder(proposal, by=staff)
    sign_in(client, staff)
    assert reminder.outgoing.language == "en"
    page = client.get(f"{url}{reminder.pk}/").text
    assert (
        "also, or only, in Spanish; no wording of a reminder" in page and 'href="/our-city/letters/"' in page
    )


def test_the_same_form_sent_twice_begins_one_letter(client, sign_in, staff, proposal, ruiz, url):
    sign_in(client, staff)
    mayor = client.get(f"{url}new/").context["form"]["signer"].value()
    begun = {"kind": "thanks", "language": "en", "contact": ruiz.pk, "signer": mayor}
    for _time in range(2):
        client.post(f"{url}new/", begun)
    assert FileLetter.objects.count() == 1


def test_a_letter_of_intent_says_that_it_waits_for_council(client, sign_in, staff, proposal, ruiz, ours, url):
    Policy.objects.update(intent_needs_resolution=True)
    sign_in(client, staff)
    letter = actions.compose(proposal, kind="intent", language="en", contact=ruiz, by=staff)
    assert "needs a resolution of council" in client.get(f"{url}{letter.pk}/").text
    typed = filled(sheet(client, url, letter))
    answer = client.post(f"{url}{letter.pk}/", typed)
    assert (answer.status_code, "asks for a resolution of council" in answer.text) == (422, True)
    given = sheet(client, url, letter) | {"resolution": "26-031", "resolved_on": "2026-03-09"}
    client.post(f"{url}{letter.pk}/", given | {"keep": "1"})
    assert "By resolution 26-031 of 9 March 2026" in Outgoing.objects.get().body
    assert client.post(f"{url}{letter.pk}/", filled(sheet(client, url, letter))).status_code == 302
    assert Outgoing.objects.get().is_final


def test_a_sent_letter_is_not_edited(client, sign_in, staff, letter, url):
    sign_in(client, staff)
    typed = filled(sheet(client, url, letter))
    client.post(f"{url}{letter.pk}/", typed)
    outgoing = Outgoing.objects.get()
    documents.make(outgoing.document_id)
    client.post(f"/outbox/{outgoing.pk}/posted/", {"version": outgoing.version, "on": "2026-03-12"})
    before = everything()
    answer = client.post(f"{url}{letter.pk}/", typed | {"text-1": "Other."}, follow=True)
    assert "no longer in the outbox" in answer.text
    assert everything() == before


# -- who may ---------------------------------------------------------------------------------------


def test_whoever_may_read_the_file_reads_its_list_and_writes_nothing(client, sign_in, mayor, letter, url):
    sign_in(client, mayor)
    text = client.get(url).text
    assert "Letter of introduction" in text and "Write a letter" not in text
    assert [client.get(f"{url}new/").status_code, client.get(f"{url}{letter.pk}/").status_code] == [403, 403]


def test_a_letter_of_another_file_is_not_found(client, sign_in, staff, letter, proposal):
    sign_in(client, staff)
    answer = client.get(f"/proposals/{proposal.pk + 1}/correspondence/letters/{letter.pk}/")
    assert answer.status_code == 404


def test_the_list_asks_the_same_of_three_letters_and_of_forty_five(client, sign_in, staff, proposal, url):
    sign_in(client, staff)
    counted = []
    for some in (3, 42):
        for _n in range(some):
            actions.compose(proposal, kind="thanks", language="en", by=staff)
        counted.append((queries(client, url), queries(client, "/outbox/")))
    assert counted[0] == counted[1]


def test_names_run_nowhere(client, sign_in, staff, letter, url):
    Outgoing.objects.update(to_name=EVIL, subject=EVIL, body=EVIL)
    Block.objects.update(text=EVIL)
    sign_in(client, staff)
    pages = [url, f"{url}{letter.pk}/", f"/outbox/{letter.outgoing_id}/", "/outbox/"]
    assert [EVIL in client.get(page).text for page in pages] == [False] * 4
