"""A letter whose mail came back: it counts for nothing, goes by post, or is written anew for another address."""

import datetime as dt

import pytest
from django.urls import reverse

from proposals.correspondence.letters.models import FileLetter
from proposals.correspondence.letters.tests.conftest import SPRING
from proposals.correspondence.letters.tests.test_letters import finished, introduction
from proposals.correspondence.log.turn import waits_for_them, waits_for_us, whose_turn
from proposals.correspondence.models import Message
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records import outbox
from twinning.records.models import Event, Notice, Outgoing

pytestmark = pytest.mark.django_db
RETURNED = "Our letter of 12 March 2026 came back on 13 March 2026: it did not reach them."


@pytest.fixture
def mailed(proposal, ruiz, ours, staff):
    """A letter of introduction on its way by mail; the file waits for them."""
    letter = finished(introduction(proposal, staff, contact=ruiz), staff)
    again = dt.date(2026, 3, 20)
    outbox.send_by_mail(letter, seen=letter.version, by=staff, ask_again_on=again)
    Notice.objects.filter(letter=letter).update(state="sent", sent_at=SPRING)
    return letter


@pytest.fixture
def came_back(mailed):
    Notice.objects.filter(letter=mailed).update(bounced_at=SPRING + dt.timedelta(days=1))
    with clock.at(SPRING + dt.timedelta(days=2)):
        yield mailed


def now(letter) -> Outgoing:
    return Outgoing.objects.get(pk=letter.pk)


def file() -> Proposal:
    return Proposal.objects.get()


def on_the_desk(lines) -> list[str]:
    return [line.wait.words for line in lines(Proposal.objects.all())]


def test_a_letter_by_mail_has_its_hour_in_the_log(mailed):
    noted = Message.objects.get(outgoing=mailed)
    assert (noted.on, noted.time, noted.zone) == (
        dt.date(2026, 3, 12),
        dt.time(10),
        "America/Edmonton",
    )
    assert noted.moment_at == SPRING


def test_what_came_back_is_neither_waited_for_nor_asked_about(came_back):
    sides = whose_turn(file())
    assert (sides.returned, sides.for_them, sides.for_us) == (RETURNED, None, None)
    assert on_the_desk(waits_for_us) == ["Our letter to Mazatlán came back"]
    assert on_the_desk(waits_for_them) == []
    with clock.at(SPRING + dt.timedelta(days=30)):
        assert not Message.objects.overdue().exists()


def test_what_came_back_is_no_answer_of_ours(came_back):
    Message.objects.create(
        record=file().correspondence, on="2026-03-11", direction="in", summary="They wrote before."
    )
    Proposal.objects.update(turn="staff")
    assert whose_turn(file()).for_us is not None
    assert on_the_desk(waits_for_us) == ["Mazatlán waits for our answer"]


def test_the_log_says_that_it_came_back(client, sign_in, staff, came_back):
    sign_in(client, staff)
    noted, log = Message.objects.get(), reverse("correspondence:log", args=[file().pk])
    page = client.get(log).text
    assert RETURNED in page and "came back on 13 March 2026</span>" in page
    assert "came back on 13 March 2026</span>" in client.get(f"{log}{noted.pk}/").text


def test_it_goes_by_post_once_and_is_waited_for_again(client, sign_in, staff, came_back):
    sign_in(client, staff)
    url = f"/outbox/{came_back.pk}/"
    assert "It went by post" in client.get(url).text
    given = {"version": now(came_back).version, "on": "2026-03-14", "ask_again_on": "2026-04-20"}
    for _twice in range(2):
        client.post(f"{url}posted/", given)
    letter, noted = now(came_back), Message.objects.get()
    assert (letter.how, letter.came_back, letter.settled_on) == ("post", False, dt.date(2026, 3, 14))
    assert (noted.channel, noted.on, noted.time) == ("post", dt.date(2026, 3, 14), None)
    assert (noted.follow_up_on, noted.came_back_at) == (dt.date(2026, 4, 20), None)
    assert Event.objects.about(letter).filter(verb="letter.posted").count() == 1
    assert Event.objects.about(file()).filter(verb="correspondence.went_by_post").count() == 1
    assert outbox.delivery(letter).words == "Sent by post or by hand"
    assert on_the_desk(waits_for_them) == ["Waiting for Mazatlán"]


def test_a_letter_that_arrived_goes_once(mailed, staff):
    with pytest.raises(outbox.Refused):
        outbox.sent_by_post(mailed, dt.date(2026, 3, 12), seen=mailed.version, by=staff)
    with pytest.raises(outbox.Refused):
        outbox.write_anew(mailed, email="new@example.org", by=staff)


def test_it_is_written_anew_block_by_block_for_another_address(client, sign_in, staff, came_back):
    sign_in(client, staff)
    url = f"/outbox/{came_back.pk}/"
    assert client.post(f"{url}anew/", {"email": "nobody"}).status_code == 422
    client.post(f"{url}anew/", {"email": "new@example.org"})
    anew, old = FileLetter.objects.all()[:2]
    assert (anew.outgoing.state, anew.outgoing.email) == ("waiting", "new@example.org")
    assert (anew.kind, anew.contact, anew.wording) == (old.kind, old.contact, old.wording)
    texts = [
        list(letter.blocks.values_list("order", "name", "left_out", "text", "text_2"))
        for letter in (anew, old)
    ]
    assert texts[0] == texts[1] != []
    assert anew.outgoing.body == now(came_back).body
    assert Event.objects.about(now(came_back)).filter(verb="letter.anew").exists()
