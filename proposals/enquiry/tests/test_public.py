"""The door for everybody: it takes what people send, and little of what robots send."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from proposals.enquiry import actions, public
from proposals.enquiry.forms import new_token
from proposals.enquiry.models import Enquiry
from proposals.enquiry.tests.conftest import SPRING, written
from twinning import clock
from twinning.records import notices
from twinning.records.models import Event, Notice, Upload
from twinning.records.tests import hostile
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db

EVIL = "<script>alert(1)</script>"


def typed(**more):
    """What a browser sends that opened the page ten seconds ago; an answer that is None is not sent."""
    with clock.at(clock.now() - dt.timedelta(seconds=10)):
        token = new_token()
    answers = {
        "asker_name": "Laila Haddad",
        "organisation": "",
        "email": "laila@aqaba.example",
        "language": "ar",
        "community_name": "Aqaba",
        "region": "",
        "country": "JO",
        "wish": "Our divers would like to meet your curlers.",
        "consent": "on",
        "website": "",
        "token": token,
    } | more
    return {name: value for name, value in answers.items() if value is not None}


def ask(client, **more):
    return client.post("/ask/", typed(**more))


def errors(answer) -> str:
    return " ".join(str(words) for found in answer.context["form"].errors.values() for words in found)


def kept() -> list[int]:
    return [Enquiry.objects.count(), Notice.objects.count(), Event.objects.count(), Upload.objects.count()]


# -- it takes what people send ----------------------------------------------------------------------


def test_the_page_opens_without_an_account_a_cookie_or_a_script(client):
    answer = client.get("/ask/")
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert 'name="token"' in answer.text
    assert "onsubmit" not in answer.text


def test_whoever_asks_gets_a_number_and_a_receipt(client, staff):
    answer = client.post("/ask/", typed(), follow=True)
    enquiry = Enquiry.objects.get()
    assert (enquiry.number, enquiry.door, enquiry.channel, enquiry.consented) == (
        "E2026-001",
        "public",
        "form",
        True,
    )
    assert (enquiry.acknowledgement_due, enquiry.acknowledged_on) == (
        dt.date(2026, 3, 22),
        dt.date(2026, 3, 12),
    )
    assert "E2026-001" in answer.text
    assert answer.request["PATH_INFO"].startswith("/ask/sent/")
    notices.send_waiting()
    receipt = next(sent for sent in mail.outbox if sent.to == ["laila@aqaba.example"])
    assert receipt.subject == "City of Lacombe: your enquiry E2026-001 has arrived"
    assert "22 March 2026" in receipt.body


def test_staff_is_told_and_nobody_else(client, staff, cao, mayor):
    ask(client)
    assert list(Notice.objects.exclude(to=None).values_list("to", "subject")) == [
        (staff.pk, "New enquiry E2026-001 (Jordan)")
    ]


def test_the_receipt_carries_nothing_that_the_sender_wrote(client):
    words = {"asker_name": "BUY-NOW", "organisation": "CHEAP-PILLS", "community_name": "HTTP-EVIL", "region": "SPAMLAND", "wish": "CLICK-HERE"}  # fmt: skip
    ask(client, **words)
    receipt = Notice.objects.get(address="laila@aqaba.example")
    assert [word for word in words.values() if word in receipt.subject + receipt.body] == []
    assert re.findall(r"https?://", receipt.body) == []


def test_files_are_kept_with_it_and_belong_to_nobody(client):
    ask(
        client,
        file_1=SimpleUploadedFile("letter.pdf", hostile.pdf()),
        file_3=SimpleUploadedFile("a.txt", b"Hello there"),
    )
    assert [file.upload.name for file in Enquiry.objects.get().attachments.all()] == ["letter.pdf", "a.txt"]
    assert set(Upload.objects.values_list("by", flat=True)) == {None}


def test_the_same_words_sent_twice_are_one_enquiry(client):
    first, second = ask(client), ask(client, wish=" OUR divers would like to meet your curlers!")
    assert (first.status_code, first.url, second.url) == (302, second.url, first.url)
    assert (Enquiry.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_same_words_with_a_file_that_was_forgotten_are_kept_with_it(client):
    ask(client)
    ask(client, file_1=SimpleUploadedFile("letter.pdf", hostile.pdf()))
    assert [one.attachments.count() for one in Enquiry.objects.order_by("pk")] == [0, 1]


def test_the_same_words_a_year_later_are_another_enquiry(client):
    ask(client)
    with clock.at(SPRING + dt.timedelta(days=365)):
        ask(client)
    assert Enquiry.objects.count() == 2


def test_a_number_is_not_lost_where_nothing_is_received(client):
    for _time in range(3):
        ask(client)
    ask(client, wish="Something else entirely.")
    assert sorted(Enquiry.objects.values_list("number", flat=True)) == ["E2026-001", "E2026-002"]


def test_a_city_that_is_not_entered_takes_no_enquiries(client, lacombe):
    lacombe.delete()
    assert client.get("/ask/").status_code == 302
    assert (client.post("/ask/", typed()).status_code, Enquiry.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("name", "community", "country", "language"),
    [
        ("高橋 美咲", "高崎市", "JP", "ja"),
        ("ليلى حداد", "العقبة", "JO", "ar"),
        (EVIL, f"{EVIL}{{{{ our }}}}", "US", "en"),
    ],
)
def test_names_in_any_script_are_shown_as_they_were_written_and_run_nowhere(
    client, staff, sign_in, name, community, country, language
):
    answer = client.post(
        "/ask/",
        typed(
            asker_name=name,
            community_name=community,
            country=country,
            language=language,
            region=EVIL,
            wish=EVIL,
        ),
        follow=True,
    )
    assert EVIL not in answer.text
    sign_in(client, staff)
    enquiry = Enquiry.objects.get()
    for url in (
        "/enquiries/",
        enquiry.get_absolute_url(),
        "/enquiries/years/2026/",
        f"{enquiry.get_absolute_url()}correct/",
    ):
        text = client.get(url).text
        assert EVIL not in text
        assert "<bdi>" in text or "correct" in url or "years" in url
    shown = client.get(enquiry.get_absolute_url()).text
    assert name.replace("<", "&lt;").replace(">", "&gt;") in shown


# -- what is wrong is said, and nothing is lost ---------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"asker_name": ""}, "Your name is missing. Write it as you wish to be addressed."),
        ({"email": ""}, "Your e-mail address is missing. Write it, so that we can answer."),
        ({"email": "laila"}, "This is no e-mail address. Write it like name@example.ca."),
        (
            {"email": "a@b.example\nBcc: c@d.example"},
            "This is no e-mail address. Write it like name@example.ca.",
        ),
        ({"community_name": " "}, "The name of the community is missing. Write it as people there do."),
        ({"country": ""}, "The country is missing. Choose it from the list."),
        ({"wish": ""}, "Your wish is missing. Say it in a few sentences."),
        (
            {"consent": None},
            "We may not keep your enquiry without your consent. Tick the box, or write to us by post.",
        ),
        ({"wish": "x" * 5001}, "5001 characters"),
        ({"website": "http://example.org"}, "The box that should stay empty was filled in"),
        ({"token": ""}, "We cannot see that this came from our page."),
        ({"token": "made:up"}, "We cannot see that this came from our page."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong, words):
    before = kept()
    answer = ask(client, **wrong)
    assert answer.status_code == 422
    assert words in errors(answer)
    assert (kept(), "Our divers" in answer.text or "wish" in wrong) == (before, True)


def test_faster_than_anybody_writes_is_asked_to_wait_and_works_then(client):
    token = new_token()
    answer = ask(client, token=token)
    assert "faster than anybody can write" in errors(answer)
    assert f'value="{token}"' in answer.text
    with clock.at(SPRING + dt.timedelta(seconds=4)):
        assert ask(client, token=token).status_code == 302


def test_a_page_left_open_overnight_is_shown_again_and_works_then(client):
    token = typed()["token"]
    with clock.at(SPRING + dt.timedelta(days=2)):
        answer = ask(client, token=token)
        assert "open for more than a day" in errors(answer)
        anew = re.search(r'name="token" value="([^"]+)"', answer.text)[1]
    with clock.at(SPRING + dt.timedelta(days=2, seconds=5)):
        assert ask(client, token=anew).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"),
    list(hostile.hostile())[::4],
    ids=lambda value: ascii(value)[:40] if isinstance(value, str) else "",
)
def test_a_hostile_file_does_not_come_in(client, name, content):
    file = SimpleUploadedFile("x", content)
    file._name = name
    before = kept()
    answer = ask(client, file_2=file)
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["file_2"]) == 1
    assert "choose yours again" in answer.text
    assert kept() == before


# -- 500 in a row ------------------------------------------------------------------------------------------


def test_500_in_a_row_leave_few_rows_and_the_page_well(client):
    handler, browser = BaseHandler(), RequestFactory()
    handler.load_middleware()
    answers = [
        handler.get_response(
            browser.post("/ask/", typed(wish=f"Wish number {number}", email=f"robot{number}@example.org"))
        ).status_code
        for number in range(500)
    ]
    assert answers == [302] * 5 + [429] * 495
    assert (Enquiry.objects.count(), Notice.objects.count(), Upload.objects.count()) == (5, 5, 0)
    assert client.get("/ask/").status_code == 200


def test_from_as_many_addresses_no_more_come_than_we_take(client):
    most = actions.MOST_PER_HOUR
    answers = [
        client.post(
            "/ask/", typed(wish=f"Wish number {number}"), REMOTE_ADDR=f"10.0.0.{number + 1}"
        ).status_code
        for number in range(2 * most)
    ]
    assert answers == [302] * most + [429] * most
    assert Enquiry.objects.count() == most


def test_nobody_floods_a_third_partys_mailbox(client):
    for number in range(6):
        client.post("/ask/", typed(wish=f"Wish {number}"), REMOTE_ADDR=f"10.1.0.{number + 1}")
    assert Enquiry.objects.count() == 6
    assert Notice.objects.filter(address="laila@aqaba.example").count() == actions.MOST_RECEIPTS
    assert Enquiry.objects.filter(acknowledged_on=None).count() == 3


def test_too_many_says_how_long_to_wait_and_loses_no_word(client):
    for number in range(5):
        ask(client, wish=f"Wish {number}")
    answer = ask(
        client, wish="Our long and careful letter", file_1=SimpleUploadedFile("a.pdf", hostile.pdf())
    )
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 3600
    assert "Please wait 60 minutes, then send your enquiry again." in answer.text
    assert "Our long and careful letter" in answer.text
    assert 'value="laila@aqaba.example"' in answer.text
    assert 'value="JO" selected' in answer.text
    assert answer.context["form"]["consent"].value() == "on"
    assert Upload.objects.count() == 0


def test_after_many_tries_files_are_not_even_looked_at(client, monkeypatch):
    monkeypatch.setattr(public, "TRIES", "1/h/ip")
    ask(client, asker_name="")
    answer = ask(client, file_1=SimpleUploadedFile("a.pdf", b"no pdf at all"))
    assert (answer.status_code, answer.wsgi_request.FILES, "no pdf" in answer.text) == (429, {}, False)
    assert "Our divers" in answer.text


def test_the_hour_over_it_is_taken_again(client, monkeypatch):
    monkeypatch.setattr(public, "TAKEN", "1000/h/ip")
    for number in range(actions.MOST_PER_HOUR):
        ask(client, wish=f"Wish {number}")
    assert ask(client, wish="One more").status_code == 429
    with clock.at(SPRING + dt.timedelta(minutes=61)):
        assert ask(client, wish="One more").status_code == 302


def test_behind_a_proxy_only_what_settings_trust_is_believed(client):
    for number in range(5):
        client.post("/ask/", typed(wish=f"Wish {number}"), HTTP_X_FORWARDED_FOR=f"10.9.9.{number}")
    answer = client.post("/ask/", typed(wish="One more"), HTTP_X_FORWARDED_FOR="10.9.9.99")
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 minute"), (61, "2 minutes"), (7140, "119 minutes"), (7201, "3 hours"), (86_400, "24 hours")],
)
def test_a_time_to_wait_is_rounded_up(seconds, words):
    assert public.in_words(seconds) == words


# -- the page afterwards -----------------------------------------------------------------------------------


def test_the_number_is_shown_to_whoever_sent_it_and_nothing_else(client, staff):
    answer = client.post("/ask/", typed(), follow=True)
    assert "Laila" not in answer.text and "divers" not in answer.text
    assert client.get("/ask/sent/1/").status_code == 404
    assert client.get("/ask/sent/1:abc:def/").status_code == 404
    assert client.post(answer.request["PATH_INFO"]).status_code == 405


def test_somebody_who_is_signed_in_may_ask_as_well(client, sign_in):
    sign_in(client, person("councillor"))
    assert ask(client).status_code == 302
    assert Enquiry.objects.get().entered_by is None


def test_two_of_the_same_at_once_are_one():
    given = {"email": "a@example.org", "wish": "One wish"}
    first, second = actions.ask(written(**given)), actions.ask(written(**given))
    assert first.pk == second.pk
