"""The pages of the outbox: who opens them, what they do, what they refuse."""

import datetime as dt

import pytest
from django.core import mail

from proposals.enquiry import actions
from proposals.enquiry.models import Enquiry
from proposals.enquiry.tests.conftest import SPRING, written
from twinning import clock
from twinning.municipality.policy import first_policy
from twinning.records import documents, history, notices, outbox
from twinning.records.models import Event, Notice, Outgoing
from twinning.testing import pdf
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        first_policy()
        yield


@pytest.fixture
def letter(staff):
    """The acknowledgement of an enquiry, proposed."""
    enquiry = actions.enter(written(), by=staff)
    return actions.prepare_letter(enquiry, "acknowledged", by=staff)


@pytest.fixture
def made(letter, staff):
    documents.make(outbox.write(letter, seen=1, by=staff).pk)
    return Outgoing.objects.get()


def everything() -> list:
    return [
        list(Outgoing.objects.values()),
        list(Enquiry.objects.values("acknowledged_on")),
        Notice.objects.count(),
        Event.objects.count(),
    ]


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


STEPS = {
    "mail/": ({}, "Sent the letter by e-mail"),
    "posted/": ({"on": "2026-03-11"}, "Sent the letter by post or by hand"),
    "throw-away/": ({"why": "They called."}, "Threw the letter away"),
}


@pytest.fixture(params=STEPS)
def step(request, made):
    posted, words = STEPS[request.param]
    return f"/outbox/{made.pk}/{request.param}", {"version": made.version} | posted, words


def test_a_step_does_it(client, sign_in, clerk, step):
    url, posted, words = step
    answer = sign_in(client, clerk).post(url, posted, follow=True)
    assert (answer.status_code, len(said(answer))) == (200, 1)
    letter = Outgoing.objects.get()
    event = Event.objects.about(letter)[0]
    assert (history.sentence(event), event.actor, letter.waits) == (words, clerk, False)


def test_a_step_is_not_taken_by_a_link(client, sign_in, staff, step):
    before = everything()
    assert (sign_in(client, staff).get(step[0]).status_code, everything()) == (405, before)


@pytest.mark.parametrize("role", ["mayor", "councillor", "member", "administrator"])
def test_a_step_refuses_the_wrong_role(client, sign_in, request, role, step):
    before = everything()
    answer = sign_in(client, request.getfixturevalue(role)).post(step[0], step[1])
    assert (answer.status_code, everything()) == (403, before)


def test_a_step_refuses_a_missing_letter(client, sign_in, staff, made, step):
    before = everything()
    url = step[0].replace(str(made.pk), str(made.pk + 1))
    assert (sign_in(client, staff).post(url, step[1]).status_code, everything()) == (404, before)


@pytest.mark.parametrize("version", [1, "", "x", 2**40])
def test_a_step_on_words_that_were_changed_meanwhile_changes_nothing(client, sign_in, staff, step, version):
    before = everything()
    answer = sign_in(client, staff).post(step[0], step[1] | {"version": version}, follow=True)
    assert answer.status_code in (200, 422)
    assert everything() == before


def test_what_is_settled_stays_settled(client, sign_in, staff, made, step):
    outbox.discard(made, seen=made.version, by=staff, why="No.")
    before = everything()
    answer = sign_in(client, staff).post(step[0], step[1], follow=True)
    assert said(answer) == ["This letter is no longer in the outbox. Open it again to see what became of it."]
    assert everything() == before


@pytest.mark.parametrize(
    ("step_name", "posted", "words"),
    [
        ("posted/", {"on": ""}, ""),
        ("posted/", {"on": "2026-03-13"}, "This day is still to come."),
        ("throw-away/", {"why": ""}, "A reason is missing."),
    ],
)
def test_bad_input_is_said_and_changes_nothing(client, sign_in, staff, made, step_name, posted, words):
    before = everything()
    answer = sign_in(client, staff).post(f"/outbox/{made.pk}/{step_name}", posted | {"version": made.version})
    assert (answer.status_code, words in answer.text, everything()) == (422, True, before)


WORDS = {
    "to_name": "高橋 美咲", "to_office": "市長", "to_address": "", "email": "a@example.org", "language": "en",
    "dated": "2026-03-12", "subject": "Your enquiry", "body": "Dear all,\n\nnew words.", "signer": "R. Whitlock",
    "signer_office": "CAO", "language_2": "", "subject_2": "", "body_2": "", "signer_office_2": "", "enclosures": "",
}  # fmt: skip


def test_the_words_are_changed_and_make_a_paper(client, sign_in, staff, letter):
    sign_in(client, staff)
    assert "Dear 高橋 美咲," in client.get(f"/outbox/{letter.pk}/edit/").text
    answer = client.post(f"/outbox/{letter.pk}/edit/", WORDS | {"version": 1}, follow=True)
    assert "Waiting its turn to be drawn up" in answer.text
    letter = Outgoing.objects.get()
    documents.make(letter.document_id)
    letter.document.refresh_from_db()
    assert "Dear all, new words." in pdf.text(documents.path_of(letter.document.sha256))
    answer = client.get(f"/outbox/{letter.pk}/papers/1/", HTTP_HX_REQUEST="true")
    assert ("Download" in answer.text, answer["HX-Refresh"]) == (True, "true")
    sent = client.get(f"/outbox/{letter.pk}/papers/1/download/")
    assert b"".join(sent.streaming_content)[:5] == b"%PDF-"
    assert client.get(f"/outbox/{letter.pk}/papers/2/download/").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"to_name": ""}, {"email": "x"}, {"language": "xx"}, {"dated": "soon"}, {"body": ""}]
)
def test_wrong_words_are_shown_again_and_not_kept(client, sign_in, staff, letter, wrong):
    before = everything()
    answer = sign_in(client, staff).post(f"/outbox/{letter.pk}/edit/", WORDS | {"version": 1} | wrong)
    assert (answer.status_code, everything()) == (422, before)


def test_two_who_edit_the_same_letter_are_told(client, sign_in, staff, made):
    before = everything()
    answer = sign_in(client, staff).post(f"/outbox/{made.pk}/edit/", WORDS | {"version": 1})
    assert (answer.status_code, "Somebody else changed this" in answer.text, everything()) == (
        422,
        True,
        before,
    )


def test_sent_by_mail_it_arrives_and_acknowledges(client, sign_in, staff, made):
    sign_in(client, staff).post(f"/outbox/{made.pk}/mail/", {"version": made.version})
    notices.send_waiting()
    assert [sent.to for sent in mail.outbox] == [["takahashi@takasaki.example"]]
    assert Enquiry.objects.get().acknowledged_on == dt.date(2026, 3, 12)


def test_a_failed_mail_is_shown_and_sent_again(client, sign_in, staff, made):
    sign_in(client, staff)
    client.post(f"/outbox/{made.pk}/mail/", {"version": made.version})
    Notice.objects.filter(document=made.document_id).update(state="failed")
    assert "The mail could not be sent." in client.get(f"/outbox/{made.pk}/").text
    assert "The mail could not be sent" in client.get("/outbox/?state=sent").text
    client.post(f"/outbox/{made.pk}/mail/again/")
    assert Notice.objects.get(document=made.document_id).state == "waiting"


def test_a_paper_that_failed_is_made_again(client, sign_in, staff, made):
    documents.Document.objects.filter(pk=made.document_id).update(
        state="failed", sha256="", reason="No font."
    )
    sign_in(client, staff)
    assert "No font." in client.get(f"/outbox/{made.pk}/").text
    client.post(f"/outbox/{made.pk}/papers/1/again/")
    made.document.refresh_from_db()
    assert made.document.state == "queued"


def test_names_run_nowhere(client, sign_in, staff, letter):
    Outgoing.objects.filter(pk=letter.pk).update(
        to_name=EVIL, subject=EVIL, body=EVIL, to_office=EVIL, to_address=EVIL
    )
    sign_in(client, staff)
    assert [
        EVIL in client.get(url).text
        for url in ("/outbox/", f"/outbox/{letter.pk}/", f"/outbox/{letter.pk}/edit/")
    ] == [False] * 3


def test_the_list_shows_what_is_asked_for(client, sign_in, staff, made):
    sign_in(client, staff)
    assert len(client.get("/outbox/").context["page"]) == 1
    assert len(client.get("/outbox/?state=sent").context["page"]) == 0
    assert len(client.get("/outbox/?state=").context["page"]) == 1


# -- two languages, blanks, preview --------------------------------------------------------------

SPANISH = {"language_2": "es", "subject_2": "Su consulta", "body_2": "A todos:\n\nsaludos."}


def test_a_preview_shows_the_letter_saves_nothing_and_loses_nothing(client, sign_in, staff, letter):
    sign_in(client, staff)
    before = everything()
    typed = WORDS | SPANISH | {"version": 1, "body": "\nDear [[who]],\n\n<b>new</b> words."}
    shown = client.post(f"/outbox/{letter.pk}/edit/", typed | {"preview": "1"})
    assert (shown.status_code, everything()) == (200, before)
    assert all(
        part in shown.text
        for part in ("[missing: who]", "&lt;b&gt;new", 'lang="es"', "One blank is still", "Back to the words")
    )
    assert "Make the letter" not in shown.text
    carried = dict(shown.context["carried"])
    assert {name: carried[name] for name in typed} == {name: str(value) for name, value in typed.items()}
    back = client.post(f"/outbox/{letter.pk}/edit/", carried | {"back": "1"})
    assert (back.status_code, back.context["form"]["body"].value(), everything()) == (
        200,
        typed["body"],
        before,
    )


def test_a_letter_with_blanks_is_refused_with_its_list_and_kept_for_later(client, sign_in, staff, letter):
    sign_in(client, staff)
    typed = WORDS | {"version": 1, "body": "Dear [[who]],"}
    before = everything()
    answer = client.post(f"/outbox/{letter.pk}/edit/", typed)
    assert (answer.status_code, "Text: who" in answer.text, everything()) == (422, True, before)
    answer = client.post(f"/outbox/{letter.pk}/edit/", typed | {"keep": "1"}, follow=True)
    assert "The words are kept." in said(answer)[0]
    assert "[missing: who]" in answer.text and "One blank is still" in answer.text
    assert (Outgoing.objects.get().body, Outgoing.objects.get().is_final) == ("Dear [[who]],", False)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"body_2": "Hola"}, "language of the second text is missing"),
        ({"language_2": "en", "body_2": "Hello", "subject_2": "Yours"}, "Both texts have the same language"),
        ({"language_2": "es", "subject_2": "Su consulta"}, "text in Spanish is missing"),
        ({"subject": "高" * 400}, "400 characters, and at most 200 fit"),
    ],
)
def test_a_letter_that_is_not_whole_keeps_what_was_typed(client, sign_in, staff, letter, more, words):
    before = everything()
    typed = WORDS | {"version": 1} | more
    answer = sign_in(client, staff).post(f"/outbox/{letter.pk}/edit/", typed)
    assert (answer.status_code, words in answer.text, everything()) == (422, True, before)
    assert all(answer.context["form"][name].value() == value for name, value in more.items())
    assert " maxlength=" not in answer.text


def test_the_list_says_for_whom_it_is_and_how_far_it_has_come(client, sign_in, staff, made):
    sign_in(client, staff)
    text = client.get("/outbox/").text
    assert "E2026-001 Takasaki" in text and "In the outbox" in text
    client.post(f"/outbox/{made.pk}/mail/", {"version": made.version})
    assert "The mail waits to be sent" in client.get("/outbox/?state=sent").text


def test_the_list_asks_the_same_of_three_letters_and_of_forty_five(client, sign_in, staff):
    sign_in(client, staff)
    counted = []
    for some in (3, 42):
        for n in range(some):
            enquiry = actions.enter(written(community_name=f"Place {some}-{n}"), by=staff)
            actions.prepare_letter(enquiry, "acknowledged", by=staff)
        counted.append(queries(client, "/outbox/"))
    assert counted[0] == counted[1]


def test_a_mail_that_came_back_says_so_and_why(client, sign_in, staff, made):
    sign_in(client, staff)
    client.post(f"/outbox/{made.pk}/mail/", {"version": made.version})
    Notice.objects.filter(document=made.document_id).update(
        state="sent", sent_at=SPRING, bounced_at=SPRING, bounce_reason="550 <b>no such user</b>"
    )
    text = client.get(f"/outbox/{made.pk}/").text
    assert "The mail came back on 12 March 2026" in text and "550 &lt;b&gt;no such user" in text
    assert "The mail came back" in client.get("/outbox/?state=sent").text


# -- the mail it goes with ---------------------------------------------------------------------------


def test_the_mail_is_shown_changed_and_sent_as_it_was_shown(client, sign_in, staff, made):
    sign_in(client, staff)
    url = f"/outbox/{made.pk}/"
    page = client.get(url)
    subject, body = page.context["mail_subject"], page.context["mail_body"]
    assert subject == made.subject and "Please find our letter of 12 March 2026" in page.text
    form = page.context["mail_words"]
    typed = {
        "version": form["version"].value(),
        "mail_subject": subject,
        "mail_body": "Good day,\r\n\r\nhere it is.",
    }
    assert client.post(f"{url}mail/words/", typed).status_code == 302
    made.refresh_from_db()
    # What reads as proposed goes on following the letter; the paper stays.
    assert (made.mail_subject, made.mail_body, made.is_final) == ("", "Good day,\n\nhere it is.", True)
    page = client.get(url)
    assert "here it is." in page.text and body not in page.context["mail_body"]
    client.post(f"{url}mail/", {"version": made.version})
    notices.send_waiting()
    assert (mail.outbox[0].subject, mail.outbox[0].body) == (subject, "Good day,\n\nhere it is.\n")
    assert "here it is." in client.get(url).text


def test_two_who_change_the_mail_are_told_and_lose_nothing(client, sign_in, staff, made):
    sign_in(client, staff)
    url = f"/outbox/{made.pk}/mail/words/"
    typed = {"version": made.version, "mail_subject": "Ours", "mail_body": "First."}
    client.post(url, typed)
    refused = client.post(url, typed | {"mail_body": f"Second {EVIL}"})
    assert (refused.status_code, EVIL in refused.text) == (422, False)
    assert "ords of the mail now reads: First." in refused.text
    assert refused.context["mail_words"]["mail_body"].value() == f"Second {EVIL}"
    again = typed | {"mail_body": "Second", "version": refused.context["mail_words"]["version"].value()}
    assert client.post(url, again).status_code == 302
    assert Outgoing.objects.get().mail_body == "Second"
    assert client.get(url).status_code == 302


def test_an_emptied_mail_is_proposed_again_and_one_too_long_is_kept_in_the_box(client, sign_in, staff, made):
    sign_in(client, staff)
    url = f"/outbox/{made.pk}/mail/words/"
    long = client.post(url, {"version": made.version, "mail_subject": "x" * 201, "mail_body": "y"})
    assert (long.status_code, "201 characters, and at most 200 fit" in long.text) == (422, True)
    client.post(url, {"version": made.version, "mail_subject": "Ours", "mail_body": "y"})
    made.refresh_from_db()
    client.post(url, {"version": made.version, "mail_subject": "", "mail_body": ""})
    page = client.get(f"/outbox/{made.pk}/")
    assert page.context["mail_subject"] == made.subject and "Please find our letter" in page.text


def test_the_preview_wears_the_crest_of_the_paper(client, sign_in, staff, letter, lacombe):
    sign_in(client, staff)
    type(lacombe).objects.update(crest="", demonstration=True)
    assert 'src="/static/documents/crest' in client.get(f"/outbox/{letter.pk}/").text
