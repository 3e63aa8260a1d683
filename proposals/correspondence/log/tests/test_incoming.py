"""Mail from the other city finds its file by its address, by what it answers, by who sent it; else nobody's."""

import datetime as dt
import hashlib

import pytest
from django.core import mail as sent_mail

from proposals.correspondence.log import incoming
from proposals.correspondence.log.actions import note_message
from proposals.correspondence.models import Contact, Correspondence, Message
from proposals.lifecycle import Turn, close
from proposals.proposal.models import Proposal
from twinning.records import notices
from twinning.records.incoming import actions
from twinning.records.models import Event, IncomingMail, Notice, Outgoing
from twinning.records.tests.conftest import at_once, shared_database
from twinning.testing.factories import file_in, person
from twinning.testing.files import file_in_correspondence
from twinning.testing.mails import PDF, bounce, mail, mail_of, part, with_pdf

__all__ = ["shared_database"]

State = IncomingMail.State


@pytest.fixture(autouse=True)
def set_up(settings, tmp_path):
    settings.MAIL_IN_DIR = tmp_path / "mail-in"
    settings.MAIL_IN_ADDRESS = "Twinning@lacombe.example"


@pytest.fixture
def contact(lettered):
    """Ana Ruiz, in whose zone it is seven hours earlier than in London."""
    return Contact.objects.create(
        record=lettered.correspondence,
        name="Ana Ruiz",
        email="Ruiz@Mazatlan.example",
        zone="America/Mazatlan",
    )


@pytest.fixture
def second(lettered, staff):
    """Another open file."""
    proposal = file_in("correspondence", by=staff, name="Rivne")
    Correspondence.objects.create(proposal=proposal)
    return proposal


def told():
    """What the staff was told of messages."""
    return Notice.objects.filter(key__startswith="message:")


def only(proposal: Proposal) -> Message:
    return Message.objects.exclude(mail=None).get(record__proposal=proposal)


# -- The address of a file ------------------------------------------------------------------------


def test_a_file_has_an_address_of_its_own_that_stays(lettered, second):
    address = incoming.address_of(lettered)
    assert address == incoming.address_of(lettered)
    local, _plus, rest = address.partition("+")
    key, _at, domain = rest.partition("@")
    assert (local, len(key), domain) == ("Twinning", 10, "lacombe.example")
    assert set(key) <= set(incoming.SIGNS) and not set(key) & set("ilo01")
    assert incoming.address_of(second) != address


def test_without_an_address_for_mail_no_file_has_one(settings, lettered):
    settings.MAIL_IN_ADDRESS = ""
    assert incoming.address_of(lettered) == ""
    assert Correspondence.of(lettered).mail_key is None


def test_a_file_nobody_has_written_in_has_an_address_too(file):
    assert "+" in incoming.address_of(file)


def test_of_four_who_ask_at_once_all_get_the_same_address(shared_database, lacombe, settings):
    proposal = file_in_correspondence(staff=person("staff"), cao=person("cao"))
    Correspondence.objects.create(proposal=proposal)
    given = at_once(4, lambda: incoming.address_of(Proposal.objects.get(pk=proposal.pk)))
    assert len(set(given)) == 1 and "+" in given[0]


# -- Finding the file -----------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_by_its_address_wherever_it_stands(lettered, header):
    head = {"To": "somebody@else.example", header: f"Lacombe <{incoming.address_of(lettered).upper()}>"}
    found = actions.receive(mail(From="Unknown <who@where.example>", **head))
    assert found.state == State.FILED
    assert only(lettered).mail == found


def test_the_address_goes_before_what_it_answers_and_who_sent_it(lettered, second, contact):
    first = actions.receive(mail(To=incoming.address_of(lettered)))
    answer = mail(
        To=incoming.address_of(second), In_Reply_To=first.message_id, Message_ID="<two@mazatlan.example>"
    )
    assert actions.receive(answer).of_message.record.proposal == second


def test_by_the_letter_of_ours_that_it_answers(lettered, staff):
    notice = notices.notify(
        "ruiz@mazatlan.example",
        "letter",
        key="letter:9",
        subject="A letter of the City of Lacombe",
        words="The letter is in the file that comes with this mail.",
    )
    notices.send_waiting()
    sent = sent_mail.outbox[-1]
    letter = Outgoing.objects.create(
        reference="E",
        to_name="Ana",
        email="ruiz@mazatlan.example",
        subject="S",
        body="B",
        signer="A",
        created_by=staff,
        notice=notice,
    )
    Message.objects.create(
        record=lettered.correspondence, on="2026-03-01", direction="out", outgoing=letter, by=staff
    )
    found = actions.receive(
        mail(
            References=f"<older@x.example> {sent.message()['Message-ID']} <between@x.example>",
            From="X <x@y.example>",
        )
    )
    assert found.of_message.record.proposal == lettered


def test_by_the_mail_of_theirs_that_it_goes_on_with(lettered):
    first = actions.receive(mail(To=incoming.address_of(lettered)))
    found = actions.receive(
        mail(In_Reply_To=first.message_id, From="X <x@y.example>", Message_ID="<two@x.example>")
    )
    assert found.of_message.record.proposal == lettered


def test_by_the_contact_of_one_open_file(lettered, contact):
    message = actions.receive(mail()).of_message
    assert (message.record.proposal, message.contact) == (lettered, contact)


def test_a_contact_of_two_files_leaves_it_to_a_person(lettered, second, contact):
    Contact.objects.create(record=second.correspondence, name="Ana Ruiz", email="ruiz@mazatlan.example")
    assert actions.receive(mail()).state == State.UNMATCHED


def test_the_contact_of_a_closed_file_leaves_it_to_a_person_and_its_address_does_not(
    lettered, contact, staff
):
    address = incoming.address_of(lettered)
    close(lettered, "refused", by=staff, why="They have no time.")
    assert actions.receive(mail()).state == State.UNMATCHED
    assert actions.receive(mail(To=address)).state == State.FILED


@pytest.mark.parametrize(
    "head",
    [
        {"From": "Ana Ruiz <stranger@mazatlan.example>"},
        {"From": ["Ana <ruiz@mazatlan.example>", "B <b@c.example>"]},
        {"From": None},
        {"From": "x@y.example", "To": "twinning+aaaaaaaaaa@lacombe.example"},
        {"From": "x@y.example", "In-Reply-To": "<never@seen.example>"},
    ],
)
def test_what_names_no_file_waits_for_a_person(lettered, contact, head):
    incoming.address_of(lettered)
    assert actions.receive(mail(**head)).state == State.UNMATCHED
    assert Message.objects.count() == 0


def test_somebody_who_is_no_longer_a_contact_leaves_it_to_a_person(lettered, contact):
    Contact.objects.create(
        record=lettered.correspondence,
        name="Gone",
        email="gone@mazatlan.example",
        left_on=dt.date(2026, 1, 1),
    )
    assert actions.receive(mail(From="gone@mazatlan.example")).state == State.UNMATCHED


def test_an_address_of_another_city_is_not_ours(lettered):
    other = incoming.address_of(lettered).replace("lacombe.example", "lacombe.example.evil.example")
    assert actions.receive(mail(From="x@y.example", To=other)).state == State.UNMATCHED


# -- In the log --------------------------------------------------------------------------------------


def test_what_the_log_says_of_it(lettered, contact):
    found = actions.receive(with_pdf(To=incoming.address_of(lettered), Subject="Informe"))
    message = only(lettered)
    assert (message.direction, message.channel, message.subject, message.words, message.by) == (
        "in",
        "email",
        "Informe",
        "Adjunto el informe del año.",
        None,
    )
    assert message.sender == "Ana Ruiz <ruiz@mazatlan.example>"
    assert (message.on, message.time, message.zone) == (
        dt.date(2026, 3, 2),
        dt.time(10, 15),
        "America/Mazatlan",
    )
    assert [(file.upload.name, file.part) for file in message.files.all()] == [("informe.pdf", "enclosure")]
    assert Event.objects.about(lettered).first().facts == {
        "message": message.pk,
        "mail": found.pk,
        "on": "2026-03-02",
    }


@pytest.mark.parametrize(
    ("date", "on", "time", "zone"),
    [
        ("Mon, 2 Mar 2026 23:30:00 -0700", dt.date(2026, 3, 2), dt.time(23, 30), "America/Edmonton"),
        ("Tue, 3 Mar 2026 02:30:00 +0800", dt.date(2026, 3, 2), dt.time(18, 30), "UTC"),
        ("Mon, 2 Mar 2026 17:15:00 -0000", dt.date(2026, 3, 2), dt.time(10, 15), "America/Edmonton"),
        (None, dt.date(2026, 3, 12), dt.time(10, 0), "America/Edmonton"),
    ],
)
def test_its_time_stands_with_its_zone(lettered, date, on, time, zone):
    actions.receive(mail(To=incoming.address_of(lettered), Date=date))
    message = only(lettered)
    assert (message.on, message.time, message.zone) == (on, time, zone)


def test_nobodys_turn_changes_and_the_staff_reads_that_they_wrote(waiting, staff, cao):
    person("staff", email="second@lacombe.example")
    actions.receive(mail(To=incoming.address_of(waiting), From="Eva <eva@mazatlan.example>"))
    assert Proposal.objects.get().turn == Turn.PARTNER
    assert sorted(notice.to.email for notice in told()) == ["second@lacombe.example", "staff@lacombe.example"]
    assert told()[0].subject == f"Mazatlán wrote: Greetings ({waiting.reference})"
    assert "Eva <eva@mazatlan.example>" in told()[0].body
    assert "The sender is not among the contacts of the file." in told()[0].body
    assert "Good morning." in told()[0].body
    assert f"/proposals/{waiting.pk}/correspondence/log/{only(waiting).pk}/" in told()[0].body


def test_a_known_sender_is_not_called_a_stranger(lettered, contact):
    actions.receive(mail())
    assert "not among the contacts" not in told().get().body


def test_a_vacation_notice_is_filed_and_nobody_is_told(lettered, contact):
    found = actions.receive(mail(b"I am away.\n", **{"Auto-Submitted": "auto-replied"}))
    assert (found.state, found.of_message.record.proposal) == (State.FILED, lettered)
    assert told().count() == 0


def test_a_bounce_is_never_put_into_the_log(lettered):
    actions.receive(
        bounce("ruiz@mazatlan.example", "<1@2>").replace(
            b"twinning@", incoming.address_of(lettered).split("@")[0].encode() + b"@"
        )
    )
    assert Message.objects.count() == 0


def test_a_copy_of_what_a_colleague_wrote_to_them_is_from_us(lettered, contact, staff):
    actions.receive(
        mail(From=f"K. Dube <{staff.email}>", To="ruiz@mazatlan.example", Cc=incoming.address_of(lettered))
    )
    assert only(lettered).direction == "out"
    assert told().count() == 0


def test_what_a_colleague_passes_on_is_from_them(lettered, contact, staff):
    actions.receive(mail(From=f"K. Dube <{staff.email}>", To=incoming.address_of(lettered)))
    assert only(lettered).direction == "in"


def test_what_is_refused_is_not_in_the_log_but_the_mail_lists_it(lettered):
    raw = mail_of(
        part("application/x-sh", b"#!/bin/sh\nrm -rf /", name="x.sh"),
        part("application/pdf", PDF, name="a.pdf"),
        To=incoming.address_of(lettered),
    )
    found = actions.receive(raw)
    assert [file.upload.name for file in only(lettered).files.all()] == ["a.pdf"]
    assert [file.name for file in found.files.filter(upload=None)] == ["x.sh"]


def test_a_person_puts_a_mail_into_a_file(lettered, staff, clerk):
    found = actions.receive(mail())
    message = incoming.file_by_hand(found, lettered, by=staff)
    assert (message.mail, message.by, message.record.proposal) == (found, staff, lettered)
    assert (IncomingMail.objects.get().state, IncomingMail.objects.get().reason) == (State.FILED, "")
    with pytest.raises(actions.Refused):
        incoming.file_by_hand(found, lettered, by=clerk)
    assert Message.objects.count() == 1
    assert [event.verb for event in Event.objects.about(lettered, found)][:2] == [
        "correspondence.mail_filed",
        "mail.filed",
    ]


def test_the_log_names_the_address_of_the_file_to_those_who_keep_it(
    client, sign_in, lettered, staff, councillor, url
):
    address = incoming.address_of(lettered)
    assert address in sign_in(client, staff).get(url).content.decode()
    lettered.submitted_at = lettered.opened_at
    lettered.save()
    assert "twinning+" not in sign_in(client, councillor).get(url).content.decode().lower()


def test_reading_gives_no_address_and_the_button_does(client, sign_in, file, staff, councillor, settings):
    page = f"/proposals/{file.pk}/correspondence/log/"
    shown = sign_in(client, staff).get(page).content.decode()
    assert ("Give this file an address" in shown, Correspondence.objects.count()) == (True, 0)
    answer = client.post(f"{page}address/", follow=True)
    key = Correspondence.objects.get().mail_key
    assert key and f"twinning+{key}@lacombe.example" in answer.content.decode().lower()
    assert "Give this file an address" not in answer.content.decode()
    client.post(f"{page}address/")
    assert Correspondence.objects.get().mail_key == key
    assert sign_in(client, councillor).post(f"{page}address/").status_code in (403, 404)
    settings.MAIL_IN_ADDRESS = ""
    assert "Give this file an address" not in sign_in(client, staff).get(page).content.decode()


def test_whoever_first_writes_in_the_file_gives_it_its_address(file, staff):
    note_message(file, Message(on=dt.date(2026, 3, 2), summary="Called"), by=staff)
    assert incoming.known_address(file) == incoming.address_of(file) != ""


def test_files_keep_their_order_and_none_is_lost(lettered):
    annex = PDF + b"% annex\n"
    actions.receive(
        mail_of(
            part("text/plain; charset=utf-8", b"Two files, one of them twice.\n"),
            part("application/pdf", annex, name="b.pdf"),
            part("application/pdf", PDF, name="a.pdf"),
            part("application/pdf", annex, name="c.pdf"),
            To=incoming.address_of(lettered),
        )
    )
    kept = [file.upload.sha256 for file in only(lettered).files.all()]
    first, second = (hashlib.sha256(content).hexdigest() for content in (annex, PDF))
    assert kept == [first, second, first]


def test_the_page_of_a_message_says_no_language_where_none_is_known(client, sign_in, lettered, staff, url):
    actions.receive(mail(To=incoming.address_of(lettered)))
    page = sign_in(client, staff).get(f"{url}{only(lettered).pk}/").content.decode()
    assert "<dt>Language</dt>" not in page and "Good morning." in page
