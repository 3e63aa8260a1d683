"""The outbox: a letter waits, is made as often as it is changed, and leaves the house once."""

import datetime as dt
import hashlib

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from twinning import clock
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import documents, notices, outbox, papers
from twinning.records.models import Document, Event, Notice, Outgoing
from twinning.testing import pdf
from twinning.testing.factories import city

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
BODY = "Dear Ms. Ruiz,\n\nThank you for your letter.\nIt was read with pleasure.\n\nYours sincerely,"


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


def words(**more) -> Outgoing:
    given = {
        "reference": "E2026-001",
        "to_name": "E. Ruiz",
        "to_office": "Secretaría del Ayuntamiento",
        "to_address": "Plaza Principal 1\nMazatlán",
        "email": "ruiz@mazatlan.example",
        "subject": "Your enquiry of 2 March 2026",
        "body": BODY,
        "signer": "R. Whitlock",
        "signer_office": "Chief Administrative Officer",
    }
    return Outgoing(**(given | more))


@pytest.fixture
def letter(staff):
    return outbox.prepare(words(), by=staff)


@pytest.fixture
def made(letter, staff):
    outbox.write(letter, seen=1, by=staff)
    documents.make(letter.document_id)
    letter.refresh_from_db()
    return letter


def drawn(letter) -> str:
    letter.refresh_from_db()
    documents.make(letter.document_id)
    letter.document.refresh_from_db()
    assert (letter.document.state, letter.document.reason) == ("ready", "")
    return pdf.text(documents.path_of(letter.document.sha256))


def where(letter) -> tuple:
    return Outgoing.objects.values_list("state", "how", "settled_on", "settled_by", "notice").get(
        pk=letter.pk
    )


WAITS = ("waiting", "", None, None, None)


def test_a_letter_waits_without_a_paper_until_its_words_are_read(letter, staff):
    assert (where(letter), letter.is_final, letter.created_by) == (WAITS, False, staff)
    for step in (
        lambda: outbox.send_by_mail(letter, seen=1, by=staff),
        lambda: outbox.sent_by_post(letter, dt.date(2026, 3, 12), seen=1, by=staff),
    ):
        with pytest.raises(outbox.Refused, match="not final yet"):
            step()
    assert (where(letter), Notice.objects.count()) == (WAITS, 0)


def test_the_letter_says_what_it_was_given(letter, staff):
    outbox.write(letter, seen=1, by=staff)
    assert drawn(letter) == (
        "City of Lacombe Legislative Services 5432 56 Avenue Lacombe, Alberta T4L 1E9 "
        "E. Ruiz Secretaría del Ayuntamiento Plaza Principal 1 Mazatlán "
        "Lacombe, 12 March 2026 Our reference: E2026-001 Your enquiry of 2 March 2026 "
        "Dear Ms. Ruiz, Thank you for your letter. It was read with pleasure. Yours sincerely, "
        "R. Whitlock Chief Administrative Officer City of Lacombe E2026-001 Page 1 of 1"
    )


@pytest.mark.parametrize(
    ("language", "name", "body"),
    [
        ("ja", "高橋 美咲", "高橋様\n\nお手紙ありがとうございました。\n\n敬具"),
        ("ar", "ليلى حداد", "السيدة ليلى حداد المحترمة،\n\nشكرا جزيلا على رسالتكم.\n\nمع التحية"),
    ],
)
def test_a_letter_is_drawn_in_any_script(staff, language, name, body):
    letter = outbox.prepare(words(language=language, to_name=name, body=body), by=staff)
    outbox.write(letter, seen=1, by=staff)
    assert drawn(letter).count("E2026-001") == 2
    kept = documents.path_of(letter.document.sha256)
    assert language in pdf.languages(kept)
    facts = papers.facts(letter, SPRING)
    assert (facts["body"]["dir"], facts["addressee"][0]["dir"]) == (
        ("rtl", "rtl") if language == "ar" else ("ltr", "ltr")
    )
    assert [line["dir"] for line in facts["addressee"][1:]] == ["ltr"] * 3


def test_each_change_makes_a_version_and_no_change_makes_none(made, staff):
    first = made.document_id
    with pytest.raises(ChangedMeanwhile):
        outbox.write(made, seen=1, by=staff)
    with clock.at(SPRING + dt.timedelta(hours=1)):
        outbox.write(made, seen=2, by=staff)
    assert (made.document_id, made.version) == (first, 2)
    made.body = "Dear Ms. Ruiz,\n\nA second thought."
    outbox.write(made, seen=2, by=staff)
    assert list(made.papers.values_list("number", flat=True)) == [2, 1]
    assert made.document_id != first


def test_by_mail_the_paper_goes_with_it_once(made, staff):
    outbox.send_by_mail(made, seen=made.version, by=staff)
    assert where(made)[:4] == ("sent", "mail", dt.date(2026, 3, 12), staff.pk)
    assert mail.outbox == []
    for _time in range(2):
        notices.send_waiting()
    (sent,) = mail.outbox
    ((name, content, kind),) = sent.attachments
    assert (sent.to, sent.subject, name, kind) == (
        ["ruiz@mazatlan.example"],
        "Our letter, reference E2026-001",
        "Letter E2026-001 E. Ruiz.pdf",
        "application/pdf",
    )
    assert hashlib.sha256(content).hexdigest() == made.document.sha256


def test_a_paper_that_was_changed_on_disk_does_not_leave_the_house(made, staff):
    outbox.send_by_mail(made, seen=made.version, by=staff)
    kept = documents.path_of(made.document.sha256)
    whole = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.7 something else")
    try:
        notices.send_waiting()
    finally:
        kept.write_bytes(whole)
    assert (mail.outbox, Notice.objects.get().state) == ([], "waiting")
    assert Notice.objects.get().reason.endswith("was changed after it was stored.")


def test_a_mail_that_no_server_took_is_sent_again_on_request_only(made, staff):
    outbox.send_by_mail(made, seen=made.version, by=staff)
    with pytest.raises(outbox.Refused, match="has not failed"):
        outbox.send_again(made, by=staff)
    Notice.objects.filter(pk=made.notice_id).update(state="failed", attempt=8, reason="refused")
    made = Outgoing.objects.get()
    assert made.mail_failed
    outbox.send_again(made, by=staff)
    assert Notice.objects.values_list("state", "attempt", "reason").get() == ("waiting", 0, "")


def test_by_post_it_went_on_a_day_that_is_over(made, staff):
    with pytest.raises(ValidationError, match="still to come"):
        outbox.sent_by_post(made, dt.date(2026, 3, 13), seen=made.version, by=staff)
    assert where(made) == WAITS
    outbox.sent_by_post(made, dt.date(2026, 3, 11), seen=made.version, by=staff)
    assert where(made)[:3] == ("sent", "post", dt.date(2026, 3, 11))


def test_thrown_away_takes_a_reason_and_nothing_else_happens_afterwards(made, staff):
    with pytest.raises(outbox.Refused, match="reason is missing"):
        outbox.discard(made, seen=made.version, by=staff, why=" ")
    outbox.discard(made, seen=made.version, by=staff, why="They called.")
    assert where(made)[:2] == ("discarded", "")
    assert Event.objects.about(made)[0].remark.text == "They called."
    before = Event.objects.count()
    for step in (
        lambda: outbox.write(made, seen=made.version, by=staff),
        lambda: outbox.send_by_mail(made, seen=made.version, by=staff),
        lambda: outbox.sent_by_post(made, dt.date(2026, 3, 11), seen=made.version, by=staff),
        lambda: outbox.discard(made, seen=made.version, by=staff, why="Again."),
    ):
        with pytest.raises(outbox.Refused):
            step()
    assert (where(made)[0], Event.objects.count(), Notice.objects.count()) == ("discarded", before, 0)


def test_nobody_sends_words_that_they_have_not_seen(made, staff):
    with pytest.raises(outbox.Refused, match="after you opened it"):
        outbox.send_by_mail(made, seen=made.version - 1, by=staff)
    assert (where(made), Notice.objects.count()) == (WAITS, 0)


def test_without_an_address_it_goes_by_post(staff):
    letter = outbox.prepare(words(email=""), by=staff)
    outbox.write(letter, seen=1, by=staff)
    documents.make(letter.document_id)
    letter = Outgoing.objects.get()
    with pytest.raises(outbox.Refused, match="no e-mail address"):
        outbox.send_by_mail(letter, seen=letter.version, by=staff)
    assert where(letter) == WAITS


def test_while_its_paper_is_being_made_nothing_is_sent(letter, staff):
    outbox.write(letter, seen=1, by=staff)
    assert letter.document.state == Document.State.QUEUED
    with pytest.raises(outbox.Refused, match="not ready"):
        outbox.send_by_mail(letter, seen=letter.version, by=staff)


@pytest.mark.parametrize("given", [{}, {"address": "a@example.org", "to": True}])
def test_a_notice_goes_to_a_person_or_to_an_address(staff, given):
    given = {name: staff if value is True else value for name, value in given.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(key="x", subject="x", body="x", **given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zürich", "ltr"),
        ("123 دمشق", "rtl"),
        ("تل أبيب 12", "rtl"),
        ("Ave. 5 דרך", "ltr"),
        ("12", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_of_words_is_that_of_their_first_letter(text, expected):
    assert papers.direction_of(text) == expected


def test_paragraphs_are_parted_by_empty_lines():
    assert papers.paragraphs("a\r\nb\r\n \r\n\r\nc\n") == [["a", "b"], ["c"]]
    assert papers.paragraphs("  ") == []


def test_the_letterhead_of_a_city_without_an_address(staff, lacombe):
    lacombe.delete()
    city(address="", email="")
    assert papers.facts(words(), SPRING)["sender"] == [""]
