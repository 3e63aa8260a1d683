"""The pages for mail that nobody could match: who opens them, what they show, what they do."""

import datetime as dt

import pytest

from proposals.correspondence.models import Message
from twinning import clock
from twinning.accounts.models import Role
from twinning.records.incoming import actions
from twinning.records.models import Event, IncomingMail
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries
from twinning.testing.mails import PDF, mail, mail_of, part, with_pdf

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
State = IncomingMail.State


@pytest.fixture(autouse=True)
def in_spring(lacombe, settings, tmp_path):
    settings.MAIL_IN_DIR = tmp_path / "mail-in"
    settings.MAIL_IN_ADDRESS = "twinning@lacombe.example"
    with clock.at(SPRING):
        yield


@pytest.fixture
def found():
    return actions.receive(
        with_pdf(Subject="<script>alert(1)</script>", From="\u202eEva <eva@x.example>".encode())
    )


@pytest.fixture
def clerks(client, clerk, sign_in):
    return sign_in(client, clerk)


@pytest.fixture
def file(staff):
    return file_in("correspondence", by=staff)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", ["", "{pk}/", "{pk}/as-it-came/", "{pk}/files/1/"])
def test_only_administration_reads_mail(client, sign_in, found, role, page):
    answer = sign_in(client, person(role)).get("/mail/" + page.format(pk=found.pk))
    assert answer.status_code == (200 if role in (Role.STAFF, Role.CAO, Role.CLERK) else 403)


@pytest.mark.parametrize("step", ["put/", "set-aside/"])
def test_only_administration_decides(client, sign_in, found, file, step):
    answer = sign_in(client, person(Role.COUNCILLOR)).post(
        f"/mail/{found.pk}/{step}", {"proposal": file.pk, "why": "x"}
    )
    assert (answer.status_code, IncomingMail.objects.get().state) == (403, State.UNMATCHED)


def test_the_list_shows_what_waits_and_for_how_long(clerks):
    with clock.at(SPRING - dt.timedelta(days=3)):
        actions.receive(with_pdf(Subject="<script>alert(1)</script>"))
    page = clerks.get("/mail/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page
    assert "3 days" in page and "1 file" in page
    assert "is not set up" not in page


def test_without_an_address_the_page_says_so(clerks, settings):
    settings.MAIL_IN_ADDRESS = ""
    page = clerks.get("/mail/").content.decode()
    assert "Mail that comes in is not set up." in page and "Nothing waits here." in page


def test_the_list_by_what_became_of_them(clerks, found, clerk):
    actions.set_aside(found, "Advertising.", by=clerk)
    assert "Nothing waits here." in clerks.get("/mail/").content.decode()
    for state in ("aside", "", "nonsense"):
        assert f"/mail/{found.pk}/" in clerks.get("/mail/", {"state": state}).content.decode()
    assert "No mail is here." in clerks.get("/mail/", {"state": "filed"}).content.decode()


def test_the_list_takes_the_same_queries_for_three_mails_and_for_forty_five(clerks, file, clerk):
    from proposals.correspondence.log.incoming import file_by_hand

    taken = []
    for size in (3, 45):
        for number in range(IncomingMail.objects.count(), size):
            one = actions.receive(mail(Subject=f"Mail {number}", From=f"a{number}@x.example"))
            if number % 2:
                file_by_hand(one, file, by=clerk)
        taken.append(queries(clerks, "/mail/?state="))
    assert taken[0] == taken[1]


def test_a_mail_is_shown_as_plain_text_and_nothing_in_it_is_run_or_fetched(clerks):
    page = "<p>Hello <img src='https://evil.example/pixel.gif'><script>alert(2)</script>&lt;b&gt;bold&lt;/b&gt;</p>"
    found = actions.receive(
        mail(page.encode(), Content_Type="text/html", Subject="{{ 7|add:7 }} {% now 'Y' %}")
    )
    shown = clerks.get(f"/mail/{found.pk}/").content.decode()
    assert "evil.example" not in shown and "alert(2)" not in shown
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert "{{ 7|add:7 }} {% now &#x27;Y&#x27; %}" in shown


def test_files_that_were_kept_can_be_had_and_the_others_are_listed(clerks):
    raw = mail_of(
        part("application/pdf", PDF, name="a.pdf"), part("application/x-sh", b"#!/bin/sh", name="x.sh")
    )
    found = actions.receive(raw)
    page = clerks.get(f"/mail/{found.pk}/").content.decode()
    assert "Not kept. Files of this kind are not taken." in page
    answer = clerks.get(f"/mail/{found.pk}/files/1/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert clerks.get(f"/mail/{found.pk}/files/2/").status_code == 404
    assert clerks.get(f"/mail/{found.pk}/files/99/").status_code == 404


def test_the_mail_as_it_came_can_be_had_whole_and_that_is_on_record(clerks, found):
    answer = clerks.get(f"/mail/{found.pk}/as-it-came/")
    assert b"".join(answer.streaming_content) == actions.path_of(found.sha256).read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="mail-2026-03-12-{found.pk}.eml"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert Event.objects.about(found).first().verb == "incomingmail.downloaded"


def test_a_mail_that_was_changed_on_the_disk_is_not_handed_out(clerks, found):
    kept = actions.path_of(found.sha256)
    kept.write_bytes(b"something else")
    answer = clerks.get(f"/mail/{found.pk}/as-it-came/")
    assert (answer.status_code, Event.objects.about(found).first().verb) == (500, "incomingmail.damaged")


def test_a_file_is_searched_by_words_and_the_mail_put_there(clerks, found, file, clerk):
    page = clerks.get(f"/mail/{found.pk}/", {"words": " mazat "}).content.decode()
    assert f'name="proposal" value="{file.pk}"' in page
    answer = clerks.post(f"/mail/{found.pk}/put/", {"proposal": file.pk}, follow=True)
    assert said(answer) == [f"The mail is in the log of {file}."]
    message = Message.objects.get()
    assert (message.record.proposal, message.by, message.mail.state) == (file, clerk, State.FILED)
    assert "Put it into a file" not in answer.content.decode()


@pytest.mark.parametrize("words", ["Atlantis", "%", "\x00", "x" * 5000, "' OR 1=1 --"])
def test_words_that_no_file_has(clerks, found, file, words):
    page = clerks.get(f"/mail/{found.pk}/", {"words": words}).content.decode()
    assert 'name="proposal"' not in page


@pytest.mark.parametrize("chosen", ["", "0", "999999", "abc", "1' OR 1=1", "9" * 40])
def test_a_file_that_does_not_exist_is_refused_in_words(clerks, found, chosen):
    answer = clerks.post(f"/mail/{found.pk}/put/", {"proposal": chosen})
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert "and choose it from the list." in answer.content.decode()


def test_a_mail_is_set_aside_with_a_reason_and_may_still_be_put_into_a_file(clerks, found, file):
    assert clerks.post(f"/mail/{found.pk}/set-aside/", {"why": " "}).status_code == 422
    answer = clerks.post(f"/mail/{found.pk}/set-aside/", {"why": "Advertising."}, follow=True)
    page = answer.content.decode()
    assert "Advertising." in page and "It belongs to no file" not in page
    clerks.post(f"/mail/{found.pk}/put/", {"proposal": file.pk})
    assert (IncomingMail.objects.get().state, IncomingMail.objects.get().reason) == (State.FILED, "")


def test_two_clicks_put_it_there_once_and_the_second_person_reads_why_not(
    client, clerks, found, file, cao, sign_in
):
    for _click in range(2):
        clerks.post(f"/mail/{found.pk}/put/", {"proposal": file.pk})
    assert Message.objects.count() == 1
    answer = sign_in(client, cao).post(f"/mail/{found.pk}/set-aside/", {"why": "Spam."}, follow=True)
    assert said(answer)[-1:] == [
        "Somebody else has dealt with this mail meanwhile. Open it again to see what became of it."
    ]


def test_the_desk_counts_what_waits(clerks, found):
    page = clerks.get("/").content.decode()
    assert '<a href="/mail/">Mail that nobody could match</a></dt><dd class="num">1</dd>' in page


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (mail(Date=None), "The mail does not say when it was written"),
        (mail(From=None), "The mail does not say who sent it."),
        (b"hello", "This is not a mail"),
        (mail(b"\xf0\xe1 \xf2\xe2" * 40, charset="utf-8"), "in which characters it is written"),
        (mail(b""), "It has no text that can be shown."),
    ],
)
def test_what_was_wrong_with_a_mail_is_said(clerks, raw, words):
    found = actions.receive(raw)
    assert words in clerks.get(f"/mail/{found.pk}/").content.decode()
