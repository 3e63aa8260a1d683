"""The packet for registers, its letter in the outbox, and the certificate that comes back."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.signing.ceremony import papers
from agreements.signing.ceremony.models import Ceremony
from agreements.signing.models import Progress, Signature, SignedMemorandum, Signing
from agreements.signing.registers import actions, reading, wording
from agreements.signing.registers.models import Registration
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.models import Paper, Proposal
from twinning import clock
from twinning.records import documents, outbox
from twinning.records.issued.actions import new_code
from twinning.records.models import Document, Event, Issue, Outgoing
from twinning.records.notices import send_waiting
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 2, 18, 0, tzinfo=dt.UTC)
SIGNED_ON = dt.date(2026, 10, 3)
SCI = wording.Addressee(wording.SCI_NAME, wording.SCI_ADDRESS)


@pytest.fixture(autouse=True)
def _a_day_in_november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def file(lacombe, staff):
    return signed(file_in(Phase.SIGNING, by=staff))


@pytest.fixture
def writer(client, sign_in, clerk):
    return sign_in(client, clerk)


def signed(file: Proposal, *sides: str) -> Proposal:
    record = Signing.objects.create(proposal=file)
    names = {"ours": "A. Beaulieu", "theirs": "Luis Ibarra"}
    for side in sides or names:
        Signature.objects.create(record=record, side=side, name=names[side], office="Mayor", signed_on=SIGNED_ON, place="Mazatlán")  # fmt: skip
    return file


def issued(file: Proposal, by: Any) -> Paper:
    """The signed memorandum; any paper stands for it here."""
    record = Signing.of(file)
    ceremony = Ceremony.objects.create(record=record, held_on=SIGNED_ON, place="Mazatlán")
    ceremony.record.proposal = file
    document = papers.run_sheet(ceremony, by=by)
    Issue.objects.create(
        document=document, key=f"memorandum:{record.pk}", number="P 2026-0001", code=new_code(), public_title="Signed"
    )  # fmt: skip
    paper = Paper.objects.create(proposal=file, document=document, phase=Phase.SIGNING)
    SignedMemorandum.objects.create(record=record, number=1, paper=paper, by=by)
    return paper


def begun(file: Proposal, by: Any, *enclosed: Paper, **more: Any) -> Registration:
    return actions.begin(file, Registration(**more), enclosed, to=SCI, by=by)


def url(name: str, file: Proposal, *more: Any) -> str:
    return reverse(f"signing:{name}", args=[file.pk, *more])


# -- the packet --------------------------------------------------------------------------------


def test_the_check_list_says_what_the_file_has_and_what_it_lacks(writer, file):
    wanted = writer.get(url("registers", file)).context["wanted"]
    assert [(one.has, one.gaps) for one in wanted] == [
        ("", ["Issue the signed memorandum: scan the original and check it against the text."]),
        ("A. Beaulieu, Mayor; Luis Ibarra, Mayor", []),
        ("Resolution 26-001 of 12 January 2026", []),
        (
            "",
            [
                "The file names nobody who carries it in Lacombe. Name a committee, or say in the letter which office does.",
                "The file names nobody who carries it in Mazatlán. Name a committee, or say in the letter which office does.",
            ],
        ),
        ("Twinning (sister city)", []),
    ]
    Signature.objects.filter(side="theirs").update(capacity="deputy")
    assert reading.wanted(file, Signing.of(file))[1].advice == (
        "Luis Ibarra signed in another capacity than as head (As deputy). Say in the letter by what right."
    )


def test_a_packet_drafts_its_letter_into_the_outbox_once(writer, clerk, file):
    paper = issued(file, clerk)
    form = writer.get(url("new_packet", file)).context["form"]
    assert form["enclosed"].initial == [str(paper.pk)]
    data = {"register": "sci", "name": "ignored", "email": "", "enclosed": [paper.pk], "notes": ""}
    answer = writer.post(url("new_packet", file), data)
    registration, letter = Registration.objects.get(), Outgoing.objects.get()
    assert answer.url == reverse("outbox:page", args=[letter.pk])
    assert (registration.outgoing, registration.name, registration.sent_on) == (letter, "", None)
    assert (letter.to_name, letter.email) == ("Sister Cities International", "membership@sistercities.org")
    assert letter.enclosures == paper.document.title
    assert "It was signed by " in letter.body
    assert outbox.blanks(letter) == ["Text: who carries it here", "Text: who carries it there"]
    writer.post(url("new_packet", file), data)
    writer.post(url("new_packet", file), data | {"notes": "Again"})
    assert (Registration.objects.count(), Outgoing.objects.count()) == (1, 1)
    assert [event.verb for event in Event.objects.about(file)[:2]] == ["register.drafted", "register.begun"]


def test_nothing_is_registered_before_both_have_signed(writer, clerk, staff, lacombe):
    file = signed(file_in(Phase.SIGNING, by=staff), "ours")
    assert Signing.of(file).progress() == Progress.PARTLY
    page = writer.post(url("new_packet", file), {"register": "sci"}, follow=True)
    assert [str(words) for words in page.context["messages"]] == [
        "Both sides have not signed yet, so there is nothing to register. Record the signatures first."
    ]
    with pytest.raises(MoveRefused):
        begun(file, clerk)
    assert (Registration.objects.count(), Outgoing.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"register": "other", "name": ""}, "name", "The name of the register is missing. Write it as it calls itself."),
        ({"register": ""}, "register", "This is missing. Choose an answer."),
        ({"register": "sci", "email": "nobody"}, "email", "This is no e-mail address. Write it like name@example.ca, or leave it empty."),
        ({"register": "sci", "enclosed": ["77"]}, "enclosed", "One of these papers is no longer there. Look at the list again."),
    ],
)  # fmt: skip
def test_a_wrong_packet_says_so_and_changes_nothing(writer, clerk, file, data, field, words):
    issued(file, clerk)
    answer = writer.post(url("new_packet", file), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [words]
    assert Registration.objects.count() == 0


def test_the_mail_takes_the_papers_along_and_notes_that_it_went(writer, clerk, file, settings):
    paper = issued(file, clerk)
    registration = begun(file, clerk, paper)
    letter = registration.outgoing
    letter.body = "Dear Sir or Madam,\n\nHere it is.\n\nYours sincerely,"
    documents.make(outbox.write(letter, seen=letter.version, by=clerk).pk)
    letter = Outgoing.objects.get()
    page = reverse("outbox:page", args=[letter.pk])
    writer.post(reverse("outbox:mail", args=[letter.pk]), {"version": letter.version})
    words = [str(one) for one in writer.get(page).context["messages"]]
    assert words == [
        "These papers go with it and are not ready: Signing ceremony: Lacombe and Mazatlán. Wait until they can be downloaded, then send it."
    ]
    documents.make(paper.document_id)
    assert Document.objects.get(pk=paper.document_id).state == "ready"
    assert writer.get(page).context["enclosed"] == [paper.document]
    writer.post(reverse("outbox:mail", args=[letter.pk]), {"version": letter.version})
    registration.refresh_from_db()
    assert registration.sent_on == dt.date(2026, 11, 2)
    assert Event.objects.about(file).first().verb == "register.sent"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_waiting()
    sent = next(one for one in mail.outbox if one.to == ["membership@sistercities.org"])
    assert [attached[0] for attached in sent.attachments] == [
        letter.document.filename,
        paper.document.filename,
    ]
    assert all(attached[1].startswith(b"%PDF") for attached in sent.attachments)
    assert writer.get(page).context["enclosed"] == [paper.document]


def test_papers_that_are_too_heavy_for_a_mail_are_said(clerk, file):
    light, heavy = Document(state="ready", size=9_000_000), Document(state="ready", size=7_000_000)
    with pytest.raises(outbox.Refused) as refusal:
        outbox._require_light(light, [heavy])
    assert str(refusal.value) == (
        "The papers that go with it have 15.3\xa0MB together, and most mail servers take no more than 14.3\xa0MB. Take a paper out, or send it by post."
    )


def test_a_letter_that_was_thrown_away_is_drafted_again(writer, clerk, file):
    registration = begun(file, clerk)
    first = registration.outgoing
    address = url("draft_packet", file, registration.pk)
    writer.post(address)
    assert Outgoing.objects.count() == 1
    outbox.discard(first, seen=first.version, by=clerk, why="Another address")
    second = Outgoing.objects.exclude(pk=first.pk)
    writer.post(address)
    assert Registration.objects.get().outgoing == second.get()


# -- the certificate ---------------------------------------------------------------------------


def record(**more: Any) -> dict[str, Any]:
    return {"version": "2", "sent_on": "2026-10-10", "certificate_on": "", "certificate_number": "", "notes": ""} | more  # fmt: skip


def test_a_certificate_is_filed_with_its_number_and_file(client, sign_in, writer, clerk, file):
    registration = begun(file, clerk)
    scan = SimpleUploadedFile("certificate.txt", b"Recognized.", content_type="text/plain")
    address = url("register", file, registration.pk)
    assert (
        writer.post(
            address, record(certificate_on="2026-10-30", certificate_number="SCI 4711", file=scan)
        ).status_code
        == 302
    )
    registration.refresh_from_db()
    assert (registration.certificate_number, registration.certificate.name) == ("SCI 4711", "certificate.txt")
    assert [event.verb for event in Event.objects.about(file)[:2]] == ["register.certified", "register.sent"]
    assert reading.summary(Signing.of(file)) == ("complete", "Registered")
    reader = sign_in(client, person("councillor"))
    assert reader.get(url("certificate", file, registration.pk)).status_code == 200
    # Now that it is registered, another packet to the same register is a new matter.
    begun(file, clerk)
    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"sent_on": "2026-10-02"}, "sent_on", "This day is before the last signature. Give the day on which the packet went."),
        ({"sent_on": "", "certificate_on": "2026-10-20"}, "sent_on", "A certificate answers a packet. Give the day on which the packet went."),
        ({"certificate_on": "2026-10-05"}, "__all__", "The certificate is dated before the packet was sent. Correct one of the two days."),
        ({"certificate_number": "7"}, "certificate_on", "It is not said when the certificate came. Give the day."),
        ({"sent_on": "2026-11-03"}, "sent_on", "This day is still to come. Give the day on which it happened."),
    ],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(writer, clerk, file, data, field, words):
    registration = begun(file, clerk)
    events = Event.objects.count()
    answer = writer.post(url("register", file, registration.pk), record(**data))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [words]
    registration.refresh_from_db()
    assert (registration.sent_on, registration.version, Event.objects.count()) == (None, 2, events)


def test_of_two_who_write_at_once_the_second_is_told(writer, clerk, file):
    registration = begun(file, clerk)
    writer.post(url("register", file, registration.pk), record())
    answer = writer.post(url("register", file, registration.pk), record(sent_on="2026-10-20"))
    assert answer.status_code == 422
    assert Registration.objects.get().sent_on == dt.date(2026, 10, 10)


def test_the_database_keeps_a_certificate_after_its_packet(clerk, file):
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            record=Signing.of(file), sent_on=dt.date(2026, 10, 9), certificate_on=dt.date(2026, 10, 8)
        )


# -- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["draft_packet", "remove_register"])
def test_a_step_refuses_get_strangers_and_other_roles(client, sign_in, clerk, file, name):
    registration = begun(file, clerk)
    address, events = url(name, file, registration.pk), Event.objects.count()
    assert sign_in(client, clerk).get(address).status_code == 405
    assert client.post(url(name, file, 99_999)).status_code == 404
    assert client.post(address.replace(f"/{file.pk}/", "/99999/", 1)).status_code == 404
    assert sign_in(client, person("councillor")).post(address, {"why": "No"}).status_code == 403
    assert (Registration.objects.count(), Event.objects.count()) == (1, events)


def test_a_register_is_removed_with_a_reason_unless_its_letter_waits_or_it_was_sent(writer, clerk, file):
    registration = begun(file, clerk)
    address = url("remove_register", file, registration.pk)
    writer.post(address, {"why": "Wrong register"})
    letter = registration.outgoing
    outbox.discard(letter, seen=letter.version, by=clerk, why="Wrong register")
    writer.post(address, {"why": ""})
    assert Registration.objects.count() == 1
    writer.post(address, {"why": "Wrong register"})
    assert Registration.objects.count() == 0
    other = begun(file, clerk)
    actions.went(other, on=dt.date(2026, 11, 1), by=clerk)
    writer.post(url("remove_register", file, other.pk), {"why": "Wrong"})
    assert Registration.objects.count() == 1


def test_it_stays_possible_after_the_phase_and_ends_with_the_file(client, sign_in, clerk, staff, lacombe):
    file = signed(file_in(Phase.EVALUATION, by=staff))
    writer = sign_in(client, clerk)
    assert writer.post(url("new_packet", file), {"register": "archive"}).status_code == 302
    registration = Registration.objects.get()
    assert (str(registration), registration.outgoing.to_name) == ("City archive", "City archive")
    planning = file_in(Phase.PLANNING, by=staff, name="Sedona")
    assert writer.get(url("new_packet", planning)).status_code == 403
    assert writer.get(url("registers", planning)).status_code == 200


def test_the_page_takes_the_same_queries_for_few_and_many(writer, clerk, file):
    begun(file, clerk, register="other", name="R0")
    few = queries(writer, url("registers", file))
    for number in range(1, 45):
        Registration.objects.create(record=Signing.of(file), register="other", name=f"R{number}", by=clerk)
    assert queries(writer, url("registers", file)) == few
