"""Notices: a row before a mail, one per matter, sent once, also when the mail server comes back late."""

import datetime as dt
import re
import socket

import pytest
from django.core import mail

from proposals.lifecycle import Phase
from twinning import clock
from twinning.records import notices
from twinning.records.models import Notice
from twinning.records.tests.conftest import at_once
from twinning.testing.factories import file_in, person

State = Notice.State
NOW = dt.datetime(2026, 5, 11, 15, 30, tzinfo=dt.UTC)


@pytest.fixture
def file(lacombe, staff):
    return file_in(Phase.PLANNING, by=staff)


def tell(to, file, key="event:1", sentence="Sent the proposal to the CAO", remark=None) -> Notice:
    return notices.notify(to, "file_moved", key=key, proposal=file, sentence=sentence, remark=remark, at=NOW)


def no_mail_server(settings) -> None:
    """Point the mail at a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2


@pytest.mark.django_db
def test_a_notice_is_a_row_before_it_is_a_mail(cao, file):
    notice = tell(cao, file)
    assert (notice.state, notice.to, notice.attempt) == (State.WAITING, cao, 0)
    assert notice.subject == f"Mazatlán: Sent the proposal to the CAO ({file.reference})"
    assert notice.body.startswith(f"Hello {cao.name},\n")
    assert f"http://127.0.0.1:8000/proposals/{file.pk}/planning/\n" in notice.body
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_notice_that_waits_is_sent_once(cao, file):
    tell(cao, file)
    for _time in range(2):
        notices.send_waiting()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["cao@lacombe.example"],
        f"Mazatlán: Sent the proposal to the CAO ({file.reference})",
    )
    notice = Notice.objects.get()
    assert (notice.state, notice.attempt, notice.reason, notice.sent_at is not None) == (
        State.SENT,
        1,
        "",
        True,
    )


@pytest.mark.django_db
def test_one_matter_is_told_once_to_each_person(cao, clerk, file):
    first, again = tell(cao, file), tell(cao, file, sentence="Something else")
    assert (first.pk, again.subject) == (again.pk, first.subject)
    tell(clerk, file)
    tell(cao, file, key="event:2")
    notices.send_waiting()
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "cao@lacombe.example",
        "cao@lacombe.example",
        "clerk@lacombe.example",
    ]


@pytest.mark.django_db
def test_while_the_mail_server_is_down_it_waits_and_is_sent_once_afterwards(settings, cao, file):
    working = settings.EMAIL_BACKEND
    with clock.at(NOW):
        tell(cao, file)
        no_mail_server(settings)
        notices.send_waiting()
        notices.send_waiting()
    notice = Notice.objects.get()
    assert (notice.state, notice.attempt, notice.next_try) == (
        State.WAITING,
        1,
        NOW + dt.timedelta(minutes=2),
    )
    assert "Connection refused" in notice.reason
    settings.EMAIL_BACKEND = working
    with clock.at(NOW + dt.timedelta(minutes=1)):
        notices.send_waiting()
    assert mail.outbox == []
    with clock.at(NOW + dt.timedelta(minutes=3)):
        notices.send_waiting()
        notices.send_waiting()
    assert [sent.to for sent in mail.outbox] == [["cao@lacombe.example"]]
    assert Notice.objects.values_list("state", "attempt", "reason").get() == (State.SENT, 2, "")


@pytest.mark.django_db
def test_one_bad_address_does_not_keep_the_others_waiting(cao, clerk, file):
    broken = tell(cao, file)
    broken.to.email = "a@b\nbcc: c@d"
    broken.to.save()
    tell(clerk, file)
    notices.send_waiting()
    assert [sent.to for sent in mail.outbox] == [["clerk@lacombe.example"]]
    assert Notice.objects.get(to=cao).state == State.WAITING


@pytest.mark.django_db
def test_it_is_given_up_after_eight_times_with_the_reason(settings, cao, file):
    no_mail_server(settings)
    with clock.at(NOW):
        tell(cao, file)
    tries = 0
    while (notice := Notice.objects.get()).state == State.WAITING:
        with clock.at(notice.next_try):
            notices.send_waiting()
        tries += 1
    assert (tries, notice.state, notice.attempt) == (8, State.FAILED, 8)
    assert "Connection refused" in notice.reason
    # Over eight hours: longer than a night without a mail server.
    assert notice.next_try - NOW > dt.timedelta(hours=8)


@pytest.mark.django_db
def test_a_mail_that_was_being_sent_when_the_worker_died_is_sent_again(cao, file):
    with clock.at(NOW):
        notice = tell(cao, file)
        notice.state, notice.attempt, notice.next_try = State.SENDING, 1, NOW + dt.timedelta(seconds=300)
        notice.save()
        notices.send_waiting()
        assert mail.outbox == []
    with clock.at(NOW + dt.timedelta(seconds=301)):
        notices.send_waiting()
    assert (len(mail.outbox), Notice.objects.get().state) == (1, State.SENT)


def test_four_workers_at_once_send_each_notice_once(shared_database):
    people = [person("cao", email=f"cao{number}@lacombe.example") for number in range(5)]
    for number, someone in enumerate(people):
        Notice.objects.create(key=f"matter:{number}", to=someone, subject="A matter", body="Words\n")
    assert at_once(4, notices.send_waiting) == [None] * 4
    assert sorted(sent.to[0] for sent in mail.outbox) == [someone.email for someone in people]


def test_two_steps_at_once_about_one_matter_make_one_notice(shared_database):
    cao = person("cao", email="cao@lacombe.example")

    def write() -> int:
        return notices.notify(cao, "invitation", key="once", by=cao, link="http://127.0.0.1/x", days=1).pk

    assert len(set(at_once(4, write))) == Notice.objects.count() == 1


INJECTIONS = [
    "Maz\nBcc: thief@example.com",
    "Maz\r\nBcc: thief@example.com",
    "Maz\rBcc: thief@example.com",
    "Maz\u2028Bcc: thief@example.com",
    "Maz\x0b\x0cBcc: thief@example.com",
    "Maz\x85Bcc: thief@example.com",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", INJECTIONS)
def test_nothing_gets_into_the_head_of_a_mail_with_the_subject(cao, file, name):
    file.community.name = name
    file.community.save()
    notice = tell(cao, file)
    assert len(notice.subject.splitlines()) == 1
    notices.send_waiting()
    (sent,) = mail.outbox
    message = sent.message()
    assert (message["To"], message["Bcc"], message.keys().count("Subject")) == (
        "cao@lacombe.example",
        None,
        1,
    )
    assert sent.recipients() == ["cao@lacombe.example"]


@pytest.mark.django_db
def test_a_very_long_subject_is_cut(cao, file):
    file.community.name = "x" * 200
    file.community.save()
    assert len(tell(cao, file, sentence="y" * 200).subject) == 200


# -- What answers and bounces find it by ------------------------------------------------------------


@pytest.mark.django_db
def test_a_notice_has_a_name_that_stays_and_cannot_be_guessed(settings, cao, clerk, file):
    settings.DEFAULT_FROM_EMAIL = "Lacombe <twinning@lacombe.example>"
    first, other = tell(cao, file), tell(clerk, file)
    notices.send_waiting()
    assert [sent.message()["Message-ID"] for sent in mail.outbox] == [first.message_id, other.message_id]
    assert re.fullmatch(r"<[0-9a-f]{40}@lacombe\.example>", first.message_id)
    assert first.message_id != other.message_id
    assert notices.message_id(first.key) == first.message_id
    settings.SECRET_KEY = "another"
    assert notices.message_id(first.key) != first.message_id


@pytest.mark.django_db
def test_a_notice_to_a_colleague_asks_for_no_vacation_notice_and_a_letter_is_a_persons(cao, file):
    tell(cao, file)
    letter = {"subject": "Our letter", "words": "Please find it attached."}
    notices.notify(
        "ruiz@mazatlan.example", "letter", key="letter:1", reply_to="twinning+k7@lacombe.example", **letter
    )
    notices.send_waiting()
    heads = [sent.message() for sent in mail.outbox]
    assert [head["Auto-Submitted"] for head in heads] == ["auto-generated", None]
    assert [head["Reply-To"] for head in heads] == [None, "twinning+k7@lacombe.example"]


@pytest.mark.django_db
def test_what_was_written_before_notices_had_names_is_sent_all_the_same(cao):
    Notice.objects.create(key="old", to=cao, subject="A matter", body="Words\n")
    notices.send_waiting()
    assert mail.outbox[0].message()["Message-ID"]
