"""What is written down of one message: how it is read, kept, corrected and refused."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from proposals.correspondence.log import actions
from proposals.correspondence.log.forms import NO_SUCH_HOUR, NOTHING_SAID
from proposals.correspondence.log.models import FOLLOW_UP_TOO_EARLY
from proposals.correspondence.models import REPLY_TOO_EARLY, Contact, Correspondence, Message, MessageFile
from proposals.lifecycle import MoveRefused, Phase, Turn, hold, move, pass_turn
from proposals.proposal.models import Proposal, SectionState
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history
from twinning.records.models import Event, IncomingMail, Notice, Upload
from twinning.testing.factories import person

pytestmark = pytest.mark.django_db

MESSAGE = {
    "on": "2026-03-11",
    "time": "",
    "zone": "America/Edmonton",
    "direction": "in",
    "channel": "email",
    "contact": "",
    "sender": "",
    "language": "es",
    "subject": "",
    "summary": "They ask for names.",
    "follow_up_on": "",
    "translation_language": "en",
}


def everything() -> list:
    return [
        list(Proposal.objects.values()),
        list(Correspondence.objects.values()),
        list(Message.objects.values()),
        list(SectionState.objects.values()),
        MessageFile.objects.count(),
        Upload.objects.count(),
        Event.objects.count(),
        Notice.objects.count(),
    ]


def where(proposal: Proposal) -> tuple[str, str]:
    return Proposal.objects.values_list("phase", "turn").get(pk=proposal.pk)


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def text_file(name="carta.txt", words="Estimada Alcaldesa"):
    return SimpleUploadedFile(name, words.encode(), "text/plain")


@pytest.fixture
def note(client, sign_in, staff, url):
    """``note(summary=…)`` sends the form of a message and hands back the answer."""

    def noted(**more):
        return sign_in(client, staff).post(f"{url}new/", MESSAGE | more)

    return noted


# -- written down ---------------------------------------------------------------------------


def test_a_message_is_noted(note, lettered, staff):
    answer = note(subject="Nombres", sender="E. Ruiz", time="09:30", zone="America/Mazatlan")
    message = Message.objects.get()
    assert (answer.status_code, answer.url.endswith(f"/log/{message.pk}/")) == (302, True)
    assert (message.on, message.direction, message.channel, message.language, message.by) == (
        dt.date(2026, 3, 11),
        "in",
        "email",
        "es",
        staff,
    )
    assert message.moment == dt.datetime(2026, 3, 11, 16, 30, tzinfo=dt.UTC)
    assert (where(lettered), last_words()) == (
        ("correspondence", "staff"),
        "Noted a message from the other city",
    )
    assert Event.objects.latest("seq").facts == {
        "message": message.pk,
        "on": "2026-03-11",
        "channel": "email",
    }


def test_the_first_message_of_all_can_be_noted(client, sign_in, staff, file):
    sign_in(client, staff).post(f"/proposals/{file.pk}/correspondence/log/new/", MESSAGE)
    assert Message.objects.get().record.proposal == file


def test_original_and_translation_come_with_it(client, sign_in, staff, note, url):
    note(original=text_file(), translation=text_file("letter.txt", "Dear Mayor"))
    assert [(file.part, file.language, file.upload.name) for file in MessageFile.objects.all()] == [
        ("original", "es", "carta.txt"),
        ("translation", "en", "letter.txt"),
    ]
    page = client.get(f"{url}{Message.objects.get().pk}/").content.decode()
    assert "carta.txt" in page and "letter.txt" in page and "Spanish" in page


def test_an_original_alone_says_enough(note):
    assert note(summary="", original=text_file()).status_code == 302


def test_a_message_sent_twice_is_kept_once(note):
    note()
    note()
    assert Message.objects.count() == 1


def test_it_is_noted_in_every_open_phase_but_hands_nothing_over(client, sign_in, staff, url, lettered):
    move(lettered, Phase.RESEARCH, by=staff, why="Too early.")
    page = sign_in(client, staff).get(f"{url}new/").content.decode()
    client.post(f"{url}new/", MESSAGE | {"hands_over": "on"})
    assert ("hands_over" in page, Message.objects.count(), where(lettered)) == (
        False,
        1,
        ("research", "staff"),
    )


def test_while_the_cao_reads_the_log_goes_on_and_the_turn_stays(client, sign_in, staff, url, lettered):
    pass_turn(lettered, Turn.CAO, "correspondence.sent", by=staff)
    sign_in(client, staff).post(f"{url}new/", MESSAGE | {"hands_over": "on"})
    assert (Message.objects.count(), where(lettered)) == (1, ("correspondence", "cao"))


@pytest.mark.parametrize("turn", [Turn.CAO, Turn.COUNCIL])
def test_the_action_hands_nothing_over_that_lies_with_somebody_here(lettered, staff, turn):
    pass_turn(lettered, turn, "correspondence.sent", by=staff)
    before = everything()
    message = Message(on=dt.date(2026, 3, 11), direction="in", summary="Yes")
    with pytest.raises(MoveRefused):
        actions.note_message(lettered, message, by=staff, hands_over=True)
    assert everything() == before


@pytest.mark.parametrize(
    ("begins", "direction", "hands_over", "ends"),
    [
        ("staff", "out", "on", "partner"),
        ("staff", "out", "", "staff"),
        ("staff", "both", "on", "partner"),
        ("partner", "in", "on", "staff"),
        ("partner", "in", "", "partner"),
        ("staff", "in", "on", "staff"),
    ],
)
def test_a_message_that_hands_over_takes_the_turn_along(
    note, staff, lettered, begins, direction, hands_over, ends
):
    if begins == "partner":
        pass_turn(lettered, Turn.PARTNER, "correspondence.letter_sent", by=staff)
    note(direction=direction, hands_over=hands_over)
    assert (where(lettered), Message.objects.count()) == (("correspondence", ends), 1)


def test_colleagues_hear_that_the_file_came_back(note, waiting):
    colleague = person("staff")
    note(hands_over="on")
    assert Notice.objects.latest("pk").to == colleague


# -- the first answer ------------------------------------------------------------------------


def test_the_first_answer_is_written_down_once(note, waiting):
    note(answers_introduction="on")
    record = Correspondence.objects.get()
    assert (record.reply_received_on, record.reply_summary) == (
        dt.date(2026, 3, 11),
        "They ask for names.",
    )
    assert (where(waiting), last_words()) == (
        ("correspondence", "staff"),
        "Received the answer of the other city",
    )
    assert Message.objects.filter(direction="in").count() == 1


def test_what_was_written_of_the_answer_already_stays(note, waiting):
    Correspondence.objects.update(reply_summary="They are glad.")
    note(answers_introduction="on")
    record = Correspondence.objects.get()
    assert (record.reply_received_on, record.reply_summary) == (dt.date(2026, 3, 11), "They are glad.")


def test_whoever_has_the_section_open_is_told(note, waiting):
    note(answers_introduction="on")
    assert SectionState.objects.get(section="letter").version == 1


def test_a_form_that_is_opened_later_does_not_ask_again(client, sign_in, note, staff, url, waiting):
    assert "answers_introduction" in sign_in(client, staff).get(f"{url}new/").content.decode()
    note(answers_introduction="on")
    assert "answers_introduction" not in client.get(f"{url}new/").content.decode()


WRONG_ANSWERS = {
    "from us": ({"direction": "out"}, "answers_introduction"),
    "before the letter": ({"on": "2026-02-09"}, "on"),
    "without words": ({"summary": ""}, "summary"),
}


@pytest.mark.parametrize(("wrong", "at"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_what_cannot_be_the_answer_is_refused_in_words(note, waiting, wrong, at):
    before = everything()
    answer = note(answers_introduction="on", **wrong)
    assert (answer.status_code, everything(), at in answer.context["form"].errors) == (422, before, True)


def test_the_action_refuses_it_too(waiting, staff):
    before = Message.objects.count()
    early = Message(on=dt.date(2026, 2, 9), direction="in", summary="Yes")
    with pytest.raises(ValidationError, match=str(REPLY_TOO_EARLY)[:30]):
        actions.note_message(waiting, early, by=staff, answers_introduction=True)
    ours = Message(on=dt.date(2026, 3, 9), direction="out", summary="Yes")
    with pytest.raises(MoveRefused, match="No answer"):
        actions.note_message(waiting, ours, by=staff, answers_introduction=True)
    assert Message.objects.count() == before


# -- dates, hours and zones --------------------------------------------------------------------

MOMENTS = {
    # 12 March 2026, 16:00 UTC: 10:00 in Lacombe, 9:00 in Mazatlán, the 13th in Tokyo and on Kiritimati.
    "now here": ("2026-03-12", "10:00", "America/Edmonton", None),
    "a minute to come": ("2026-03-12", "10:01", "America/Edmonton", "time"),
    "to come there, past here": ("2026-03-12", "09:30", "America/Mazatlan", "time"),
    "tomorrow here, today there": ("2026-03-13", "01:00", "Asia/Tokyo", None),
    "tomorrow there too": ("2026-03-14", "", "Asia/Tokyo", "on"),
    "tomorrow here": ("2026-03-13", "", "America/Edmonton", "on"),
    "an hour that was left out": ("2026-03-08", "02:30", "America/Edmonton", "time"),
    "an hour that Mazatlán has": ("2026-03-08", "02:30", "America/Mazatlan", None),
    "an hour that came twice": ("2025-11-02", "01:30", "America/Edmonton", None),
    "no such hour": ("2026-03-08", "25:00", "America/Edmonton", "time"),
    "no such zone": ("2026-03-08", "12:00", "Moon/Tranquility", "zone"),
    "a zone that leads elsewhere": ("2026-03-08", "12:00", "../../etc/passwd", "zone"),
}


@pytest.mark.parametrize(("on", "time", "zone", "wrong"), MOMENTS.values(), ids=MOMENTS)
def test_a_time_is_read_on_the_clocks_of_its_zone(note, on, time, zone, wrong):
    answer = note(on=on, time=time, zone=zone)
    if wrong is None:
        assert (answer.status_code, Message.objects.get().zone) == (302, zone)
    else:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])


def test_an_hour_that_was_left_out_is_explained(note):
    answer = note(on="2026-03-08", time="02:30")
    assert answer.context["form"].errors["time"] == [NO_SUCH_HOUR]


def test_the_zone_of_an_hour_is_shown(client, note, url):
    note(time="09:30", zone="America/Mazatlan")
    page = client.get(f"{url}{Message.objects.get().pk}/").content.decode()
    assert "09:30" in page and "America/Mazatlan" in page and "here 11 March 2026, 10:30 MDT" in page


def test_an_hour_of_ours_says_winter_or_summer(client, note, url):
    note(on="2026-03-07", time="09:30")
    assert '09:30 <span class="soft">MST' in client.get(f"{url}{Message.objects.get().pk}/").content.decode()


# -- refused ------------------------------------------------------------------------------------

REFUSED = {
    "a day to come": {"on": "2026-03-13"},
    "no day": {"on": ""},
    "follow-up before it": {"follow_up_on": "2026-03-10"},
    "too long": {"summary": "x" * 5_001},
    "far too long": {"summary": "x" * 100_000},
    "a subject too long": {"subject": "x" * 301},
    "NUL": {"summary": "a\x00b"},
    "nothing said": {"summary": " "},
    "no such channel": {"channel": "pigeon"},
    "no such direction": {"direction": "sideways"},
    "no such contact": {"contact": "9d1c3b0e-0000-4000-8000-000000000000"},
    "a contact that is none": {"contact": "1 OR 1=1"},
    "no such language": {"language": "xx"},
}


@pytest.mark.parametrize("wrong", REFUSED.values(), ids=REFUSED)
def test_a_message_that_cannot_be_read_is_not_noted_and_not_lost(note, wrong):
    before = everything()
    answer = note(**({"sender": "E. Ruiz"} | wrong))
    assert (answer.status_code, everything()) == (422, before)
    assert answer.context["form"]["sender"].value() == "E. Ruiz"


def test_a_file_that_is_refused_leaves_nothing_behind(note):
    before = everything()
    answer = note(original=SimpleUploadedFile("x.exe", b"MZ"))
    assert (answer.status_code, everything()) == (422, before)
    assert "Choose the files again." in answer.content.decode()


def test_5000_characters_are_kept_whole(note):
    note(summary="é" * 5_000)
    assert len(Message.objects.get().summary) == 5_000


def test_words_say_what_is_wrong(note):
    assert note(follow_up_on="2026-03-10").context["form"].errors["follow_up_on"] == [FOLLOW_UP_TOO_EARLY]
    assert note(summary=" ").context["form"].errors["summary"] == [NOTHING_SAID]


def test_the_database_refuses_a_follow_up_before_its_message(say):
    with pytest.raises(IntegrityError), transaction.atomic():
        say(on=dt.date(2026, 3, 2), follow_up_on=dt.date(2026, 3, 1))


def test_a_file_that_moved_meanwhile_keeps_what_was_typed(client, sign_in, staff, url, waiting, monkeypatch):
    """The colleague is faster between the moment the form is read and the moment it is carried out."""
    original, before = actions.lock, Message.objects.count()

    def moved_first(proposal):
        monkeypatch.setattr(actions, "lock", original)
        pass_turn(
            Proposal.objects.get(pk=proposal.pk), Turn.STAFF, "correspondence.answer_received", by=staff
        )
        original(proposal)

    monkeypatch.setattr(actions, "lock", moved_first)
    answer = sign_in(client, staff).post(f"{url}new/", MESSAGE | {"hands_over": "on"})
    assert (answer.status_code, Message.objects.count()) == (422, before)
    assert answer.context["form"]["summary"].value() == "They ask for names."


# -- who may ----------------------------------------------------------------------------------------


def test_only_administration_writes(client, sign_in, url, say):
    message = say()
    steps = ["new/", f"{message.pk}/correct/", f"{message.pk}/files/", f"{message.pk}/settled/", "reminder/"]
    before = everything()
    found = {
        role: {sign_in(client, person(role)).post(f"{url}{step}", MESSAGE).status_code for step in steps}
        for role in ("mayor", "councillor", "administrator")
    }
    assert (found, everything()) == ({role: {403} for role in found}, before)
    assert {sign_in(client, person("committee")).post(f"{url}{step}").status_code for step in steps} == {404}


@pytest.mark.parametrize("role", ["staff", "cao", "clerk"])
def test_administration_writes(client, sign_in, url, role):
    assert sign_in(client, person(role)).post(f"{url}new/", MESSAGE).status_code == 302


def test_a_closed_file_takes_nothing_more(client, sign_in, staff, url, lettered):
    move(lettered, Phase.CLOSED, by=staff, turn=Turn.NOBODY, why="Over.")
    assert sign_in(client, staff).post(f"{url}new/", MESSAGE).status_code == 403


def test_on_hold_the_log_goes_on(client, sign_in, staff, url, lettered):
    hold(lettered, by=staff, why="Elections.")
    sign_in(client, staff).post(f"{url}new/", MESSAGE | {"hands_over": "on"})
    assert (Message.objects.count(), where(lettered)) == (1, ("correspondence", "staff"))


def test_a_message_of_another_file_is_not_found(client, sign_in, staff, cao, url, say, lettered):
    from twinning.testing.files import file_in_research, mazatlan

    other = file_in_research(staff=staff, cao=cao, community=mazatlan(name="Rosario"))
    record = Correspondence.objects.create(proposal=other)
    message = say(record=record)
    kept = actions.add_file(other, message, actions.NewFile(upload_of(staff)), by=staff)
    sign_in(client, staff)
    for path in (f"{message.pk}/", f"{message.pk}/correct/", f"{message.pk}/files/{kept.pk}/"):
        assert client.get(f"{url}{path}").status_code == 404


def upload_of(staff):
    from twinning.records.uploads import accept

    return accept(text_file(), by=staff)


# -- corrected ------------------------------------------------------------------------------------------


def correct(client, url, message, **more):
    return client.post(f"{url}{message.pk}/correct/", MESSAGE | {"version": message.version} | more)


def test_a_correction_keeps_in_the_history_what_was_said(client, sign_in, staff, url, say):
    message = say(
        "Thier letter", on="2026-03-11", direction="in", language="es", sender="E. Ruiz <e@ruiz.mx>"
    )
    assert correct(sign_in(client, staff), url, message, summary="Their letter").status_code == 302
    event = Event.objects.latest("seq")
    assert history.sentence(event) == "Corrected a message of the log: from whom, in short"
    assert "Thier letter" in str(event.remark) and "e@ruiz.mx" not in str(event.remark)
    assert event.facts == {"message": message.pk, "fields": "from whom, in short"}
    assert "Thier letter" in client.get(f"{url}{message.pk}/").content.decode()


def test_of_two_who_correct_one_message_the_second_is_told(client, sign_in, staff, url, say):
    message = say("First", on="2026-03-11", direction="in", language="es")
    correct(sign_in(client, staff), url, message, summary="Second")
    answer = correct(client, url, message, summary="Third")
    assert (answer.status_code, Message.objects.get().summary) == (422, "Second")
    page = answer.content.decode()
    assert "Somebody else changed this" in page and "Third" in page and "Second" in page
    assert correct(client, url, Message.objects.get(), summary="Third").status_code == 302


def test_the_search_finds_the_corrected_words(client, sign_in, staff, url, say):
    message = say("Foo", on="2026-03-11", direction="in", language="es")
    correct(sign_in(client, staff), url, message, summary="Ñandú")
    assert list(Message.objects.with_words("nandu")) == [message]


def came_by_mail(**more) -> IncomingMail:
    facts = {
        "sha256": f"{len(IncomingMail.objects.all()):064}",
        "size": 100,
        "sender_name": "E. Ruiz",
        "sender_address": "ruiz@mazatlan.example",
        "recipients": ["twinning+k7m2p9xw4q@lacombe.example"],
        "subject": "Saludos",
        "text": "Hola",
        "sent_at": dt.datetime(2026, 3, 11, 15, tzinfo=dt.UTC),
        "sent_offset": "-07:00",
        "state": "filed",
    }
    return IncomingMail.objects.create(**(facts | more))


@pytest.fixture
def mailed(say):
    return say(
        "",
        direction="in",
        on="2026-03-11",
        subject="Saludos",
        words="Hola",
        sender="E. Ruiz <ruiz@mazatlan.example>",
        mail=came_by_mail(),
    )


def test_the_words_of_a_mail_are_never_changed(client, sign_in, staff, url, mailed, lettered):
    page = sign_in(client, staff).get(f"{url}{mailed.pk}/correct/").content.decode()
    assert [
        name for name in ("on", "subject", "sender", "direction", "channel") if f'name="{name}"' in page
    ] == []
    correct(client, url, mailed, subject="Other", summary="Greetings", words="Changed")
    now = Message.objects.get()
    assert (now.subject, now.words, now.summary) == ("Saludos", "Hola", "Greetings")
    now.subject = "Other"
    with pytest.raises(ValidationError, match="keeps its own words"):
        actions.correct(lettered, now, seen=now.version, fields=["subject"], by=staff)
    assert Message.objects.get().subject == "Saludos"


def test_a_mail_without_a_date_can_be_given_one(client, sign_in, staff, url, say):
    message = say("", direction="in", on="2026-03-11", mail=came_by_mail(sent_at=None), words="Hola")
    assert correct(sign_in(client, staff), url, message, on="2026-03-09").status_code == 302
    assert Message.objects.get().on == dt.date(2026, 3, 9)


def test_the_headers_of_a_mail_are_told_in_words(client, sign_in, staff, url, mailed):
    page = sign_in(client, staff).get(f"{url}{mailed.pk}/").content.decode()
    assert "ruiz@mazatlan.example" in page and "twinning+k7m2p9xw4q" in page and "UTC -07:00" in page
    assert "The sender is not among the contacts of this file." in page


# -- files and follow-up --------------------------------------------------------------------------------


def test_a_file_is_added_and_downloaded(client, sign_in, staff, url, say):
    message = say()
    posted = {"file": text_file("traducción.txt", "Dear"), "part": "translation", "language": "en"}
    assert sign_in(client, staff).post(f"{url}{message.pk}/files/", posted).status_code == 302
    kept = MessageFile.objects.get()
    answer = client.get(f"{url}{message.pk}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == b"Dear"
    assert (last_words(), "attachment" in answer["Content-Disposition"]) == (
        "Downloaded this file",
        True,
    )


def test_no_file_is_said_in_words(client, sign_in, staff, url, say):
    message = say()
    answer = sign_in(client, staff).post(f"{url}{message.pk}/files/", {"part": "original"})
    assert (answer.status_code, "No file was chosen" in answer.content.decode()) == (422, True)


def test_a_follow_up_is_settled_by_hand(client, sign_in, staff, url, say):
    message = say(follow_up_on=dt.date(2026, 3, 9))
    sign_in(client, staff).post(f"{url}{message.pk}/settled/", {"version": message.version})
    assert (Message.objects.get().follow_up_on, last_words()) == (None, "Settled what was to be asked again")
    before = everything()
    client.post(f"{url}{message.pk}/settled/", {"version": message.version})
    assert everything() == before


@pytest.mark.parametrize("version", ["", "0", "7", "x", "٣", "9" * 30, "9" * 5_000])
def test_what_somebody_changed_meanwhile_is_not_settled(client, sign_in, staff, url, say, version):
    message = say(follow_up_on=dt.date(2026, 3, 9))
    before = everything()
    answer = sign_in(client, staff).post(f"{url}{message.pk}/settled/", {"version": version}, follow=True)
    assert ("in the meantime" in answer.content.decode(), everything()) == (True, before)


def test_the_action_tells_of_a_faster_colleague(lettered, staff, say):
    message = say()
    stale = Message.objects.get(pk=message.pk)
    message.summary = "Asked twice"
    actions.correct(lettered, message, seen=1, fields=["summary"], by=staff)
    stale.summary = "Asked once"
    with pytest.raises(ChangedMeanwhile):
        actions.correct(lettered, stale, seen=1, fields=["summary"], by=staff)


def test_a_contact_who_left_can_still_be_named_where_it_was(client, sign_in, staff, url, lettered, say):
    gone = Contact.objects.create(record=lettered.correspondence, name="Old Clerk", left_on="2026-01-01")
    message = say(contact=gone)
    page = sign_in(client, staff).get(f"{url}{message.pk}/correct/").content.decode()
    assert "Old Clerk" in page
    assert "Old Clerk" not in client.get(f"{url}new/").content.decode()


STRANGE = [
    "Playa 🏖️👩‍👩‍👧",
    "مازاتلان עיר",
    "<script>alert(1)</script>",
    "Maza\u0301tla\u0301n",
    "{{ user.password }}{% load x %}",
    "\u202eevil\u202c",
    '"><img src=x onerror=alert(1)>',
]


@pytest.mark.parametrize("words", STRANGE)
def test_strange_words_are_kept_as_they_are_and_shown_as_text(client, note, url, words):
    note(summary=words, subject=words, sender=words)
    message = Message.objects.get()
    assert (message.summary, message.subject, message.sender) == (words, words, words)
    told = words.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    for page in (url, f"{url}{message.pk}/", f"{url}{message.pk}/correct/"):
        text = client.get(page).content.decode()
        assert told in text and (told == words or words not in text)


def test_looking_saves_nothing(client, sign_in, staff, url, say):
    message = say()
    sign_in(client, staff)
    before = everything()
    for path in ("", "new/", f"{message.pk}/", f"{message.pk}/correct/", "table.csv"):
        assert client.get(f"{url}{path}").status_code == 200
    for path in (f"{message.pk}/settled/", f"{message.pk}/files/", "reminder/"):
        assert client.get(f"{url}{path}").status_code == 405
    assert everything() == before
