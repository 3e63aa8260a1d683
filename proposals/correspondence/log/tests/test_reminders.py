"""A polite reminder is drafted, once, into the outbox; nothing is ever sent from here."""

import datetime as dt

import pytest

from proposals.correspondence.log import reminders, tasks
from proposals.correspondence.log.actions import note_sent_letter
from proposals.correspondence.models import Contact, FileLetter, Message
from proposals.lifecycle import Phase, Turn, hold, move
from twinning import clock
from twinning.records import outbox
from twinning.records.models import Event, IncomingMail, Notice, Outgoing
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdue(say):
    return say("We asked for names", on="2026-02-10", channel="post", follow_up_on=dt.date(2026, 3, 10))


def lying() -> list[FileLetter]:
    return list(FileLetter.objects.filter(kind="reminder", outgoing__state=Outgoing.State.WAITING))


def test_what_is_overdue_is_drafted_once_and_told(overdue, staff):
    for _run in range(3):
        tasks.draft_reminders()
    (letter,) = lying()
    assert (letter.about, letter.outgoing.created_by) == (overdue, staff)
    notice = Notice.objects.get(key__startswith=f"reminder:{letter.pk}")
    assert (notice.to, notice.subject) == (
        staff,
        "Mazatlán: no answer since 10 February 2026, a reminder waits in the outbox",
    )
    assert f"/correspondence/letters/{letter.pk}" in notice.body and "10 March 2026" in notice.body


def test_nothing_is_sent(overdue):
    reminders.draft_due()
    assert not Outgoing.objects.exclude(state=Outgoing.State.WAITING).exists()
    assert not Notice.objects.exclude(address="").exists()


def test_who_throws_it_away_has_decided(overdue, staff):
    (letter,) = reminders.draft_due()
    outbox.discard(letter.outgoing, seen=letter.outgoing.version, by=staff, why="They called.")
    assert reminders.draft_due() == []


NOT_DUE = {
    "not yet": {"follow_up_on": dt.date(2026, 3, 12)},
    "theirs": {"direction": "in"},
    "together": {"direction": "both"},
    "no day": {"follow_up_on": None},
}


@pytest.mark.parametrize("facts", NOT_DUE.values(), ids=NOT_DUE)
def test_what_is_not_overdue_rests(say, facts):
    say(**({"on": "2026-02-10", "follow_up_on": dt.date(2026, 3, 10)} | facts))
    assert (reminders.draft_due(), lying()) == ([], [])


def test_an_answer_settles_it_and_a_machine_does_not(overdue, say):
    mail = IncomingMail.objects.create(sha256="0" * 64, size=1, is_automatic=True, state="filed")
    machine = say("Out of office", on="2026-02-11", direction="in", mail=mail)
    assert len(reminders.draft_due()) == 1
    Message.objects.filter(pk=machine.pk).update(mail=None)
    assert Message.objects.overdue().count() == 0


def test_files_on_hold_and_closed_ones_rest(overdue, lettered, staff):
    hold(lettered, by=staff, why="Elections.")
    assert reminders.draft_due() == []
    lettered.refresh_from_db()
    move_out(lettered, staff)
    assert reminders.draft_due() == []


def move_out(file, staff):
    from proposals.lifecycle import resume

    resume(file, by=staff, why="Over.")
    move(file, Phase.CLOSED, by=staff, turn=Turn.NOBODY, why="Over.")


def test_where_whoever_wrote_it_has_gone_all_staff_hear(overdue, staff):
    colleague = person("staff")
    staff.is_active = False
    staff.save()
    reminders.draft_due()
    assert [notice.to for notice in Notice.objects.filter(key__startswith="reminder:")] == [colleague]


def test_the_button_drafts_at_once(client, sign_in, staff, url, say, waiting):
    say("Sent", on="2026-02-10", channel="post")
    answer = sign_in(client, staff).post(f"{url}reminder/")
    (letter,) = lying()
    assert answer.url == f"/proposals/{waiting.pk}/correspondence/letters/{letter.pk}/"
    client.post(f"{url}reminder/")
    assert len(lying()) == 1


def test_the_button_beside_a_message_reminds_of_that_one(client, sign_in, staff, url, say):
    first = say("First", on="2026-02-10", channel="post")
    say("Second", on="2026-02-20", channel="post")
    sign_in(client, staff).post(f"{url}reminder/", {"message": first.pk})
    assert lying()[0].about == first


def test_where_nothing_was_sent_there_is_nothing_to_remind_of(client, sign_in, staff, url):
    answer = sign_in(client, staff).post(f"{url}reminder/", follow=True)
    assert ("nothing to remind of" in answer.content.decode(), lying()) == (True, [])


@pytest.mark.parametrize("message", ["999999", "x", "-1", "1 OR 1=1", "9" * 5_000])
def test_a_message_that_is_not_there_is_no_reason(client, sign_in, staff, url, message):
    assert sign_in(client, staff).post(f"{url}reminder/", {"message": message}).status_code in (302, 404)
    assert lying() == []


# -- a letter that was sent ------------------------------------------------------------------------


@pytest.fixture
def sent(overdue, lettered, staff):
    """A letter of the file that went by post, as far as the log is concerned."""
    (letter,) = reminders.draft_due()
    letter.contact = Contact.objects.create(record=lettered.correspondence, name="E. Ruiz")
    letter.save()
    letter.outgoing.how, letter.outgoing.settled_on = Outgoing.How.POST, dt.date(2026, 3, 12)
    letter.outgoing.ask_again_on = dt.date(2026, 4, 12)
    return letter


def test_a_letter_that_went_stands_in_the_log_once(sent, staff):
    message = note_sent_letter(sent, by=staff)
    assert note_sent_letter(sent, by=staff) == message
    assert (message.direction, message.channel, message.on, message.follow_up_on) == (
        "out",
        "post",
        dt.date(2026, 3, 12),
        dt.date(2026, 4, 12),
    )
    assert (message.subject, message.sender, message.contact.name) == (
        sent.outgoing.subject,
        sent.outgoing.signer,
        "E. Ruiz",
    )
    assert message.words == sent.outgoing.body
    assert Event.objects.latest("seq").facts["message"] == message.pk


def test_a_day_to_ask_again_before_the_letter_is_its_own_day(sent, staff):
    sent.outgoing.ask_again_on = dt.date(2026, 3, 1)
    assert note_sent_letter(sent, by=staff).follow_up_on == dt.date(2026, 3, 12)


def test_the_letter_settles_what_was_overdue(sent, staff):
    note_sent_letter(sent, by=staff)
    with clock.at(dt.datetime(2026, 4, 1, 18, tzinfo=dt.UTC)):
        assert Message.objects.overdue().count() == 0
    with clock.at(dt.datetime(2026, 4, 20, 18, tzinfo=dt.UTC)):
        assert Message.objects.overdue().count() == 1
