"""They have written while the file waits for them: somebody says whether that is the answer."""

import datetime as dt

import pytest
from django.urls import reverse

from proposals.correspondence import actions
from proposals.correspondence.log.turn import waits_for_them, waits_for_us, whose_turn
from proposals.correspondence.models import Correspondence, Message
from proposals.lifecycle import Turn
from proposals.proposal.models import Proposal
from twinning.records.models import IncomingMail
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db
QUESTION = "Mazatlán has written on 12 March 2026: is this the answer?"


@pytest.fixture
def theirs(waiting, say):
    return say("They are glad.", on="2026-03-12", direction="in", time=dt.time(11))


def test_it_is_asked_once_and_nothing_else_is_said(waiting, theirs):
    sides = whose_turn(waiting)
    assert (sides.question, sides.for_them, sides.for_us) == (QUESTION, None, None)
    everything = Proposal.objects.all()
    assert [line.wait.words for line in waits_for_us(everything)] == [QUESTION]
    assert waits_for_them(everything) == []


def test_the_phase_offers_one_step(client, sign_in, staff, waiting, theirs):
    page = sign_in(client, staff).get(reverse("correspondence:page", args=[waiting.pk])).text
    assert page.count(QUESTION) == 1 and page.count("Note the answer") == 1
    assert "When their answer comes" not in page


def test_the_message_is_taken_as_the_answer(client, sign_in, staff, waiting, theirs, url):
    sign_in(client, staff)
    for _twice in range(2):
        client.post(f"{url}{theirs.pk}/answer/")
    record, file = Correspondence.objects.get(), Proposal.objects.get()
    assert (record.reply_received_on, record.reply_summary) == (dt.date(2026, 3, 12), "They are glad.")
    assert file.turn == Turn.STAFF
    assert Message.objects.filter(direction="in").get() == theirs


def test_what_is_ours_is_no_answer(client, sign_in, staff, waiting, say, url):
    ours = say("Once more", on="2026-03-12")
    sign_in(client, staff).post(f"{url}{ours.pk}/answer/")
    assert Proposal.objects.get().turn == Turn.PARTNER
    assert Correspondence.objects.get().reply_received_on is None


def test_an_answer_noted_with_another_day_makes_no_second_line(waiting, theirs, staff):
    Correspondence.objects.update(reply_received_on="2026-03-11", reply_summary="They are glad.")
    actions.answer_received(waiting, by=staff)
    assert Message.objects.filter(direction="in").get() == theirs


def test_a_message_from_before_our_letter_is_no_answer_in_the_log(waiting, say, staff):
    say("They asked us", on="2026-02-01", direction="in")
    Correspondence.objects.update(reply_received_on="2026-03-11", reply_summary="They are glad.")
    actions.answer_received(waiting, by=staff)
    assert Message.objects.filter(direction="in").count() == 2


@pytest.mark.parametrize(("role", "offered"), [("staff", True), ("mayor", False)])
def test_the_mail_as_it_came_in_is_for_administration(client, sign_in, waiting, say, role, offered):
    Proposal.objects.update(submitted_at="2026-03-01T12:00Z")
    mail = IncomingMail.objects.create(sha256="0" * 64, size=1, state="filed")
    mail.files.create(number=1, name="tool.exe", size=10, refused="Such files are not taken.")
    message = say("Theirs", direction="in", mail=mail)
    page = sign_in(client, person(role)).get(reverse("correspondence:message", args=[waiting.pk, message.pk]))
    assert (f'href="/mail/{mail.pk}/as-it-came/"' in page.text) is offered
    assert (f'href="/mail/{mail.pk}/"' in page.text) is offered
    assert "They are still inside the mail as it came in." in page.text
