"""The outbox: a letter waits, is made as often as it is changed, and leaves the house once."""

import datetime as dt
import hashlib

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import covering, documents, notices, outbox, papers
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
    assert (facts["texts"][0]["dir"], facts["addressee"][0]["dir"]) == (
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
        "Your enquiry of 2 March 2026",
        "Letter E2026-001 E. Ruiz.pdf",
        "application/pdf",
    )
    assert hashlib.sha256(content).hexdigest() == made.document.sha256


@pytest.mark.parametrize(
    ("language", "words_of_it"),
    [
        (
            "es",
            ["Adjunta a este correo", "12 de marzo de 2026", "Nuestra referencia es E2026-001", "Alcaldía"],
        ),
        ("fr", ["Vous trouverez notre lettre du 12 mars 2026"]),
        ("zh", ["随本邮件附上我方2026年3月12日的信函"]),
        ("uk", ["додаємо нашого листа від 12 березня 2026"]),
        ("ar", ["تجدون رسالتنا المؤرخة في 12 مارس 2026"]),
        ("pt", ["Please find our letter of 12 March 2026"]),
    ],
)
def test_the_mail_speaks_the_language_of_its_letter(staff, language, words_of_it):
    letter = words(language=language, subject="Carta", signer_office="Alcaldía")
    assert covering.subject(letter) == "Carta"
    assert all(one in covering.body(letter) for one in words_of_it)
    assert ("Please find" in covering.body(letter)) == (language == "pt")


def test_the_mail_of_a_letter_in_two_languages_has_both():
    letter = words(language_2="es", subject_2="Su consulta", body_2="x", signer_office_2="Alcaldía")
    assert covering.subject(letter) == "Your enquiry of 2 March 2026 · Su consulta"
    body = covering.body(letter)
    assert body.index("Please find") < body.index("Adjunta") < body.index("R. Whitlock")
    assert body.endswith("Chief Administrative Officer\nAlcaldía")
    letter.language_2 = "pt"
    assert covering.body(letter).count("Please find") == 1


def test_the_mail_goes_in_the_words_that_were_kept(made, staff):
    made.mail_subject, made.mail_body = "Our «answer» & more", "Hello {{ x }},\n\n<b>so</b> it is."
    outbox.keep_mail(made, seen=made.version, by=staff)
    outbox.send_by_mail(made, seen=made.version, by=staff)
    notices.send_waiting()
    (sent,) = mail.outbox
    assert (sent.subject, sent.body) == ("Our «answer» & more", "Hello {{ x }},\n\n<b>so</b> it is.\n")


def test_a_mail_with_blanks_is_not_sent(made, staff):
    made.mail_body = "Hello [[name]],"
    outbox.keep_mail(made, seen=made.version, by=staff)
    with pytest.raises(outbox.Refused, match="mail still has blanks"):
        outbox.send_by_mail(made, seen=made.version, by=staff)
    assert where(made) == WAITS


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


# -- two languages ---------------------------------------------------------------------------------

ARABIC = "السيدة الموقرة،\n\nوصلت رسالتكم إلى City of Lacombe بخير.\nقرأناها بسرور.\n\nمع التحية،"
JAPANESE = "ルイス様\n\nお手紙を拝読しました。\n\n敬具"


def in_two(language: str, subject: str, body: str, **more) -> Outgoing:
    given = {"language_2": language, "subject_2": subject, "body_2": body, "signer_office_2": "2:CAO"}
    return words(**(given | more))


@pytest.mark.parametrize(
    ("language", "subject", "body", "runs"),
    [
        ("es", "Su consulta del 2 de marzo", "Estimada Sra. Ruiz:\n\nGracias.\n\nAtentamente,", "ltr"),
        ("zh", "三月二日来函", "鲁伊斯女士:\n\n来函敬悉。\n\n此致", "ltr"),
        ("ja", "三月二日のお手紙", JAPANESE, "ltr"),
        ("uk", "Ваш лист", "Шановна пані Руїс!\n\nДякуємо за лист.\n\nЗ повагою", "ltr"),
        ("ar", "رسالتكم", ARABIC, "rtl"),
    ],
)
def test_two_languages_stand_side_by_side_paragraph_by_paragraph(staff, language, subject, body, runs):
    letter = outbox.prepare(in_two(language, subject, body, enclosures="A map"), by=staff)
    facts = papers.facts(letter, SPRING)
    assert [text["dir"] for text in facts["texts"]] == ["ltr", runs]
    assert [len(row) for row in facts["rows"]] == [2, 2, 2]
    outbox.write(letter, seen=1, by=staff)
    said = drawn(letter)
    kept = documents.path_of(letter.document.sha256)
    assert language in pdf.languages(kept)
    assert all(part in said for part in ("Dear Ms. Ruiz,", "2:CAO", "A map", "Lacombe, 12 March 2026"))
    assert said.count("R. Whitlock") == 1


def test_what_runs_to_the_left_stands_on_the_right(staff):
    body = "Dear all,\n\nThank you.\n\nYours,"
    letter = words(
        language="ar", subject="رسالتكم", body=ARABIC, language_2="en", subject_2="Your letter", body_2=body
    )
    facts = papers.facts(letter, SPRING)
    assert [side["lang"] for side in facts["sides"]] == ["en", "ar"]
    assert facts["rows"][0] == [["Dear all,"], ["السيدة الموقرة،"]]
    assert [text["lang"] for text in facts["texts"]] == ["ar", "en"]
    assert (facts["dir"], papers.facts(words(language="ar"), SPRING)["dir"]) == ("ltr", "rtl")


def test_texts_that_do_not_match_follow_each_other(staff):
    letter = outbox.prepare(in_two("es", "Su consulta", "Estimada Sra. Ruiz:\n\nAtentamente,"), by=staff)
    assert papers.facts(letter, SPRING)["rows"] == []
    outbox.write(letter, seen=1, by=staff)
    said = drawn(letter)
    assert said.index("Yours sincerely,") < said.index("Estimada Sra. Ruiz:") < said.index("R. Whitlock")


def test_names_and_lines_are_told_in_the_language_whose_script_they_have(staff):
    letter = in_two(
        "zh",
        "来函",
        "来函敬悉。",
        to_name="王 芳",
        to_office="Xiamen Foreign Affairs Office\n厦门市外事办公室",
    )
    told = [(line["text"], line["lang"]) for line in papers.facts(letter, SPRING)["addressee"]]
    assert told[:3] == [
        ("王 芳", "zh"),
        ("Xiamen Foreign Affairs Office", "en"),
        ("厦门市外事办公室", "zh"),
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Lacombe, 12 March 2026"),
        ("es", "Lacombe, 12 de marzo de 2026"),
        ("ja", "Lacombe, 2026年3月12日"),
        ("uk", "Lacombe, 12 березня 2026\u202fр."),
        ("ar", "12 مارس 2026"),
    ],
)
def test_a_letter_is_dated_in_its_own_language(lacombe, language, expected):
    dated = papers.facts(words(language=language), SPRING)["dated"]
    assert [line["text"] for line in dated] == [expected]


def test_latin_names_in_an_arabic_letter_keep_their_punctuation_and_a_reference_its_order(lacombe):
    body = "اتصلوا بالسيدة Kay Dube, Office of the Mayor, dube@lacombe.example. شكرا، Kay."
    facts = papers.facts(words(language="ar", body=body), SPRING)
    ((line,),) = facts["texts"][0]["paragraphs"]
    assert line == body.replace("Dube,", "Dube,\u200e").replace("Mayor,", "Mayor,\u200e")
    assert facts["references"][0]["text"].endswith("\u200eE2026-001\u200e")


def test_a_second_text_has_its_language(letter):
    letter.subject_2 = "Su consulta"
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save()


# -- what people type --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "He said “yes, and left it there.",
        "{{ settings.SECRET_KEY }} {% load x %} {# no #}",
        "%(name)s {name} %s {0}",
        "<b>bold</b> &amp; <script>",
        "高橋「引用",
    ],
)
def test_what_is_typed_comes_out_as_it_is(staff, typed):
    letter = outbox.prepare(words(subject=typed, body=f"Dear all,\n\n{typed}"), by=staff)
    outbox.write(letter, seen=1, by=staff)
    assert drawn(letter).count(typed) >= 2


def test_a_subject_of_two_hundred_characters_wraps(staff):
    long = ("Invitation to a first meeting about youth, culture and water " * 4)[:200]
    letter = outbox.prepare(words(subject=long), by=staff)
    outbox.write(letter, seen=1, by=staff)
    assert long.strip() in drawn(letter)
    left, right = pdf.edges(documents.path_of(letter.document.sha256))
    assert left > 60 and right < 612 - 60


# -- blanks ------------------------------------------------------------------------------------------


def test_blanks_are_listed_and_keep_a_letter_from_being_final(staff):
    letter = outbox.prepare(
        words(to_name="[[name of the mayor]]", body="Dear [[ title ]],\n\nWe are [[left open\nand so on. []"),
        by=staff,
    )
    assert outbox.blanks(letter) == ["To: name of the mayor", "Text: title", "Text: left open"]
    with pytest.raises(ValidationError) as refused:
        outbox.write(letter, seen=1, by=staff)
    assert refused.value.messages[1:] == outbox.blanks(letter)
    assert (where(letter), Document.objects.count(), Outgoing.objects.get().version) == (WAITS, 0, 1)


def test_words_are_kept_unfinished_and_the_paper_made_of_others_is_not_sent(made, staff):
    made.body = "Dear [[who]],"
    outbox.keep(made, seen=made.version, by=staff)
    kept = Outgoing.objects.get()
    assert (kept.body, kept.is_final, kept.papers.count()) == ("Dear [[who]],", False, 1)
    with pytest.raises(outbox.Refused, match="not final yet"):
        outbox.send_by_mail(kept, seen=kept.version, by=staff)
    with pytest.raises(ChangedMeanwhile):
        outbox.keep(made, seen=1, by=staff)


def test_kept_as_it_was_the_paper_stays(made, staff):
    outbox.keep(made, seen=made.version, by=staff)
    assert Outgoing.objects.get().document_id == made.document_id


# -- who is asked and told ---------------------------------------------------------------------------


class Strict(outbox.Follower):
    def __init__(self):
        self.told = []

    def may_be_final(self, letter):
        if letter.signer == "Nobody":
            raise ValidationError("Somebody must sign.")

    def may_go(self, letter):
        if letter.subject == "Stale":
            raise outbox.Refused("It is stale.")

    def reply_to(self, letter):
        return "file@lacombe.example"

    def went(self, letter, *, by):
        self.told.append((letter.pk, letter.how, letter.settled_on, letter.ask_again_on, by))


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setattr(outbox, "_followers", [])
    follower = Strict()
    outbox.follow(follower)
    return follower


def test_whoever_wrote_it_is_asked_and_told(strict, made, staff):
    day = dt.date(2026, 4, 1)
    outbox.send_by_mail(made, seen=made.version, by=staff, ask_again_on=day)
    assert strict.told == [(made.pk, "mail", dt.date(2026, 3, 12), day, staff)]
    assert Notice.objects.get().reply_to == "file@lacombe.example"


def test_what_they_have_against_it_holds(strict, letter, made, staff):
    made.signer = "Nobody"
    with pytest.raises(ValidationError, match="must sign"):
        outbox.write(made, seen=made.version, by=staff)
    Outgoing.objects.filter(pk=made.pk).update(subject="Stale")
    stale = Outgoing.objects.get()
    for step in (
        lambda: outbox.send_by_mail(stale, seen=stale.version, by=staff),
        lambda: outbox.sent_by_post(stale, dt.date(2026, 3, 12), seen=stale.version, by=staff),
    ):
        with pytest.raises(outbox.Refused, match="stale"):
            step()
    assert (where(stale), strict.told, Notice.objects.count()) == (WAITS, [], 0)


def test_nobody_asks_again_in_the_past(made, staff):
    with pytest.raises(ValidationError, match="over already"):
        outbox.sent_by_post(
            made, dt.date(2026, 3, 12), seen=made.version, by=staff, ask_again_on=dt.date(2026, 3, 11)
        )
    assert where(made) == WAITS


# -- delivery ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "state", "told"),
    [
        ({"state": "waiting"}, "queued", "The mail waits to be sent"),
        ({"state": "sending"}, "queued", "The mail is being sent"),
        ({"state": "sent", "sent_at": SPRING}, "sent", "Sent by e-mail 12 March 2026"),
        ({"state": "failed"}, "failed", "The mail could not be sent"),
        (
            {"state": "sent", "sent_at": SPRING, "bounced_at": SPRING + dt.timedelta(days=1)},
            "failed",
            "The mail came back 13 March 2026",
        ),
    ],
)
def test_how_far_a_mail_has_come_is_said_in_words(made, staff, changes, state, told):
    outbox.send_by_mail(made, seen=made.version, by=staff)
    Notice.objects.update(**changes)
    found = outbox.delivery(Outgoing.objects.get())
    assert (found.state, f"{found.words} {found.detail}".strip()) == (state, told)


def test_how_far_other_letters_have_come(letter, staff):
    assert outbox.delivery(letter).detail == "to be read and made"
    outbox.discard(letter, seen=1, by=staff, why="They called.")
    assert outbox.delivery(Outgoing.objects.get()).words == "Thrown away"


def test_paragraphs_are_parted_by_empty_lines():
    assert papers.paragraphs("a\r\nb\r\n \r\n\r\nc\n") == [["a", "b"], ["c"]]
    assert papers.paragraphs("  ") == []


def test_the_letterhead_of_a_city_without_an_address(staff, lacombe):
    lacombe.delete()
    city(address="", email="")
    assert papers.facts(words(), SPRING)["sender"] == [""]


# -- the sheet ---------------------------------------------------------------------------------------


def test_a_letter_that_the_mayor_signs_comes_from_the_mayors_office(lacombe):
    mayor = OfficeHolder.objects.holding("mayor")
    lines = [
        papers.facts(words(signer=signer), SPRING)["municipality"]["office_line"]
        for signer in (mayor.name, "R. Whitlock")
    ]
    assert lines == ["Office of the Mayor", lacombe.office_line]


@pytest.mark.parametrize(
    ("language", "foot"),
    [
        ("en", "Page 1 of 1"),
        ("es", "Página 1 de 1"),
        ("zh", "第1页，共1页"),
        ("uk", "Сторінка 1 з 1"),
        ("pl", "Strona 1 z 1"),
    ],
)
def test_the_foot_speaks_the_language_of_the_letter(staff, language, foot):
    letter = outbox.prepare(words(language=language), by=staff)
    outbox.write(letter, seen=1, by=staff)
    assert foot in drawn(letter)


def test_the_foot_of_a_letter_in_two_languages_speaks_the_first(staff):
    letter = words(language_2="ar", subject_2="رد", body_2="السلام عليكم\n\nشكرا\n\nمع التحية")
    facts = papers.facts(letter, SPRING)
    assert (facts["page_of"]["before"], facts["leftward"]) == ("Page ", False)
    assert papers.facts(words(language="ar", subject="رد", body="شكرا"), SPRING)["leftward"] is True


def test_marks_that_would_turn_words_around_are_not_printed(lacombe):
    turned = "Dear \u202eziuR\u202c \u2067x\u2069 Ruiz"
    facts = papers.facts(words(subject=turned, body=turned, to_name=turned), SPRING)
    assert facts["subject"]["text"] == "Dear ziuR x Ruiz"
    assert facts["texts"][0]["paragraphs"] == [["Dear ziuR x Ruiz"]]
    assert facts["addressee"][0]["text"] == "Dear ziuR x Ruiz"


@pytest.mark.parametrize("paper_size", ["letter", "a4"])
def test_the_closing_never_stands_alone_on_a_page(staff, settings, paper_size):
    settings.PAPER_SIZE = paper_size
    together = 0
    for lines in range(36, 60, 6):
        body = "\n\n".join(
            ["Dear all,", "Filled. " * 12 * (lines // 2), "Last words before.", "Yours sincerely,"]
        )
        letter = outbox.prepare(words(reference=f"E2026-{lines}", body=body), by=staff)
        outbox.write(letter, seen=1, by=staff)
        drawn(letter)
        *_before, last = pdf.pages(documents.path_of(letter.document.sha256))
        assert "Last words before." in last and "Yours sincerely," in last and "R. Whitlock" in last
        together += bool(_before)
    assert together, "No letter was long enough for a second page."
