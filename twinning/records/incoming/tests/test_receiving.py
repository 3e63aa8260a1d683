"""A mail that comes in: kept as it came, once, whatever is in it; what comes back finds its letter."""

import datetime as dt
import hashlib
import stat

import pytest
from django.core import mail as sent_mail

from twinning import clock
from twinning.records import notices, outbox
from twinning.records.incoming import actions, takers
from twinning.records.incoming.models import TROUBLES
from twinning.records.models import Event, IncomingMail, Notice, Outgoing, Upload
from twinning.records.tests.conftest import at_once
from twinning.testing.mails import PDF, bounce, mail, mail_of, multipart, part, winmail, with_pdf

State = IncomingMail.State
NOW = dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC)


@pytest.fixture
def taking(monkeypatch):
    """``taking(taker, …)``: nobody but these takes mail."""

    def only(*wanted):
        monkeypatch.setattr(takers, "_takers", list(wanted))

    only()
    return only


def kept(found: IncomingMail) -> bytes:
    return actions.path_of(found.sha256).read_bytes()


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_a_mail_is_kept_as_it_came_and_readable_by_nobody_else():
    raw = with_pdf()
    found = actions.receive(raw)
    assert (kept(found), found.size, found.sha256) == (raw, len(raw), hashlib.sha256(raw).hexdigest())
    assert stat.S_IMODE(actions.path_of(found.sha256).stat().st_mode) == 0o600
    assert stat.S_IMODE(actions.path_of(found.sha256).parent.stat().st_mode) == 0o700
    (file,) = found.files.all()
    assert (file.name, file.size, file.refused, file.upload.kind) == ("informe.pdf", len(PDF), "", "pdf")


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_what_nobody_takes_waits_with_the_reason():
    found = actions.receive(mail())
    assert (found.state, found.settled_at) == (State.UNMATCHED, None)
    assert found.reason.startswith("Neither its address")
    assert list(IncomingMail.objects.unmatched()) == [found]


@pytest.mark.django_db
def test_the_first_who_takes_it_has_it(taking):
    asked = []
    taking(
        lambda mail: asked.append(1) or False,
        lambda mail: asked.append(2) or True,
        lambda mail: asked.append(3),
    )
    found = actions.receive(mail())
    assert (found.state, found.reason, asked) == (State.FILED, "", [1, 2])


@pytest.mark.django_db
def test_who_fails_while_taking_leaves_nothing_half_done_and_the_mail_is_kept(taking):
    def fail(found):
        Event.objects.create(seq=1, content_type_id=1, object_id=1, verb="x.y", previous_hash="", hash="half")
        raise RuntimeError("the taker is broken")

    taking(fail)
    assert actions.receive(mail()).state == State.UNMATCHED
    assert not Event.objects.filter(hash="half").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_the_same_mail_is_kept_once_and_another_with_its_name_is_another():
    first = actions.receive(mail())
    assert actions.receive(mail()).pk == first.pk
    assert actions.receive(b"From ruiz@mazatlan.example Mon Mar  2 10:15:00 2026\n" + mail()).pk == first.pk
    assert actions.receive(mail(b"Other words.\n")).pk != first.pk
    assert IncomingMail.objects.values("message_id").distinct().count() == 1


def test_the_same_mail_brought_four_times_at_once_is_kept_once(shared_database):
    found = at_once(4, lambda: actions.receive(with_pdf()).pk)
    assert len(set(found)) == 1, found
    assert IncomingMail.objects.get().files.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
@pytest.mark.parametrize(
    "raw", [b"\0\1\2", b"hello", mail(From=None, Date=None, Subject=None, To=None, Message_ID=None)]
)
def test_what_cannot_be_read_is_kept_with_the_reason(raw):
    found = actions.receive(raw)
    assert (found.state, kept(found)) == (State.UNMATCHED, raw)
    assert found.reason.startswith("This is not a mail")


@pytest.mark.django_db
def test_what_cannot_be_read_is_offered_to_nobody(taking):
    taking(lambda mail: True)
    assert actions.receive(b"hello").state == State.UNMATCHED


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_without_a_date_the_day_it_came_in_counts_and_the_page_says_so():
    with clock.at(NOW):
        found = actions.receive(mail(Date=None))
    assert (found.sent_at, found.dated_at) == (None, NOW)
    assert found.troubles_in_words() == [str(TROUBLES["no_date"])]


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_no_sign_of_a_mail_is_refused_by_the_database():
    """NUL and lone surrogates, in every place that is stored; PostgreSQL takes neither."""
    odd = "a\0b\ud800c\udcff".encode("utf-8", "surrogatepass")
    found = actions.receive(
        mail_of(
            part("application/pdf", PDF, name="x").replace(b'"x"', b'"' + odd + b'.pdf"'),
            part("text/plain; charset=utf-8", odd),
            **dict.fromkeys(
                ("Subject", "From", "To", "Message-ID", "In-Reply-To", "References", "Date"),
                odd + b" <a@b.example>",
            ),
        )
    )
    again = IncomingMail.objects.get(pk=found.pk)
    stored = [
        again.subject,
        again.sender_name,
        again.message_id,
        again.text,
        str(again.troubles),
        again.files.get().name,
    ]
    assert again.reason.startswith("Neither")
    assert all("\0" not in text and text.encode() for text in stored)


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_what_the_database_refuses_does_not_hold_up_the_mails_behind_it(monkeypatch):
    monkeypatch.setattr(IncomingMail._meta.get_field("subject"), "get_db_prep_save", refuse_words)
    found = actions.receive(mail(Subject="refused"))
    assert (found.state, found.subject) == (State.UNMATCHED, "")
    assert found.reason.startswith("The mail could not be read")


def refuse_words(value, connection):
    if value == "refused":
        raise ValueError(value)
    return value


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_a_machine_that_cannot_store_raises_so_that_the_mail_server_keeps_the_mail(settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    settings.MAIL_IN_DIR = blocked
    with pytest.raises(OSError, match="blocked"):
        actions.receive(mail())
    assert IncomingMail.objects.count() == 0


# -- Files ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_what_is_refused_is_listed_with_its_name_its_size_and_the_reason():
    found = actions.receive(
        mail_of(
            part("application/x-msdownload", b"MZ" + b"\0" * 100, name="plan.exe"),
            part("application/pdf", b"MZ no pdf at all", name="plan.pdf"),
            part(
                "image/png", b"\x89PNG small", name="logo.png", disposition="inline", more="Content-ID: <1>"
            ),
            part("application/pdf", PDF, name="../../etc/plan\u202efdp.pdf"),
            part("application/pdf", PDF, disposition="attachment"),
        )
    )
    files = list(found.files.all())
    assert [(file.name, file.size, file.upload is not None) for file in files] == [
        ("plan.exe", 102, False),
        ("plan.pdf", 16, False),
        ("logo.png", 10, False),
        ("planfdp.pdf", len(PDF), True),
        ("attachment-5.pdf", len(PDF), True),
    ]
    assert files[0].refused.startswith("Files of this kind are not taken.")
    assert files[1].refused.startswith("The file is not what its name says.")
    assert files[2].refused.startswith("A small picture within the text")


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_a_file_that_has_no_ending_gets_that_of_its_type():
    found = actions.receive(mail_of(part("application/pdf", PDF, name="informe")))
    assert found.files.get().upload.name == "informe.pdf"


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_files_of_a_winmail_dat_are_kept():
    packed = winmail(b"Words", (b"informe.pdf", PDF))
    found = actions.receive(mail_of(part("application/ms-tnef", packed, name="winmail.dat")))
    assert (found.text, found.files.get().upload.name) == ("Words", "informe.pdf")
    assert found.troubles_in_words() == [str(TROUBLES["winmail"])]


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_of_a_hundred_files_forty_are_looked_at():
    found = actions.receive(mail_of(*[part("text/plain", b"%d" % n, name=f"{n}.txt") for n in range(100)]))
    assert (found.files.count(), found.troubles_in_words()) == (40, [str(TROUBLES["many_files"])])


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_a_mail_of_thirty_megabytes_is_read_and_its_file_listed():
    found = actions.receive(
        mail_of(
            part("text/plain", b"The film is attached."),
            part("application/pdf", b"%PDF-1.4" + b"x" * 22_500_000, name="film.pdf"),
        )
    )
    assert found.size > 30_000_000
    assert found.text == "The film is attached."
    (file,) = found.files.all()
    assert (file.size, file.upload) == (22_500_008, None)
    assert file.refused.startswith("The file is larger than 20")


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_of_a_mail_that_is_too_large_the_head_is_kept_with_a_word_about_it(settings):
    settings.MAIL_IN_MAX_BYTES = 10_000
    found = actions.receive(mail(b"x" * 20_000))
    assert (found.subject, found.sender_address, found.state) == (
        "Greetings",
        "ruiz@mazatlan.example",
        State.UNMATCHED,
    )
    assert "larger than 9.8" in found.reason
    assert len(kept(found)) < 300


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_a_mail_makes_no_file_of_a_row_that_was_not_stored(monkeypatch):
    monkeypatch.setattr(actions, "_settle", fail_once(actions._settle))
    found = actions.receive(with_pdf())
    assert found.reason.startswith("The mail could not be read")
    assert (found.files.count(), Upload.objects.count()) == (0, 0)


def fail_once(act):
    """A value that the database refuses, the first time."""
    left = [ValueError("refused")]

    def maybe(*given):
        if left:
            raise left.pop()
        return act(*given)

    return maybe


# -- What comes back -------------------------------------------------------------------------------


@pytest.fixture
def letter(lacombe, staff):
    """A letter that went by mail on 2 March."""
    with clock.at(NOW - dt.timedelta(days=1)):
        notice = notices.notify(
            "ruiz@mazatlan.example",
            "letter",
            key="letter:1",
            subject="Our letter",
            words="Please find it attached.",
        )
        found = Outgoing.objects.create(
            reference="E-1", to_name="Ana Ruiz", email="ruiz@mazatlan.example", subject="Our letter", body="Dear", signer="A",
            created_by=staff, settled_by=staff, settled_on=clock.today(), how="mail", notice=notice,
        )  # fmt: skip
        notices.send_waiting()
    return found


@pytest.mark.usefixtures("taking")
def test_a_letter_that_did_not_arrive_is_found_by_its_name_and_whoever_sent_it_is_told(letter, staff):
    (sent,) = sent_mail.outbox
    name = sent.message()["Message-ID"]
    with clock.at(NOW):
        found = actions.receive(bounce("ruiz@mazatlan.example", name))
    notice = Notice.objects.get(pk=letter.notice_id)
    assert (notice.message_id, notice.bounced_at, notice.state) == (name, NOW, Notice.State.SENT)
    assert notice.bounce_reason == "550 5.1.1 No such mailbox here"
    assert Outgoing.objects.get().came_back
    assert (found.state, found.is_bounce, found.bounced, found.bounced_address, found.is_automatic) == (
        State.FILED,
        True,
        notice,
        "ruiz@mazatlan.example",
        True,
    )
    assert Event.objects.about(letter).first().verb == "letter.came_back"
    told = Notice.objects.get(to=staff)
    assert told.subject == "A letter came back: E-1"
    assert "550 5.1.1 No such mailbox here" in told.body
    assert f"/outbox/{letter.pk}/" in told.body


@pytest.mark.usefixtures("taking")
def test_where_its_name_is_not_returned_the_address_finds_the_last_letter(letter):
    with clock.at(NOW):
        found = actions.receive(bounce("Ruiz@Mazatlan.example", "<another@lacombe.example>"))
    assert found.bounced_id == letter.notice_id


@pytest.mark.usefixtures("taking")
def test_after_a_month_the_address_alone_says_nothing(letter):
    with clock.at(NOW + dt.timedelta(days=40)):
        found = actions.receive(bounce("ruiz@mazatlan.example", "<another@lacombe.example>"))
    assert (found.state, Outgoing.objects.get().came_back) == (State.UNMATCHED, False)
    assert found.reason.startswith("It says that a mail did not arrive")


@pytest.mark.usefixtures("taking")
def test_what_only_takes_longer_has_not_come_back(letter):
    found = actions.receive(bounce("ruiz@mazatlan.example", letter.notice.message_id, action="delayed"))
    assert (found.is_bounce, Outgoing.objects.get().came_back) == (False, False)


@pytest.mark.usefixtures("taking")
def test_it_comes_back_once_however_many_servers_say_so(letter):
    name = letter.notice.message_id
    with clock.at(NOW):
        actions.receive(bounce("ruiz@mazatlan.example", name))
    with clock.at(NOW + dt.timedelta(days=1)):
        actions.receive(bounce("ruiz@mazatlan.example", name, action="failed (expired)"))
    assert Notice.objects.get(pk=letter.notice_id).bounced_at == NOW
    assert Event.objects.about(letter).filter(verb="letter.came_back").count() == 1


@pytest.mark.usefixtures("taking")
def test_a_person_who_forwards_a_bounce_is_no_mail_server(letter):
    returned = bounce("ruiz@mazatlan.example", letter.notice.message_id)
    kind, body = multipart(b"Content-Type: message/rfc822\r\n\r\n" + returned)
    found = actions.receive(mail(body, **{"Content-Type": kind}))
    assert (found.is_bounce, Outgoing.objects.get().came_back) == (False, False)


@pytest.mark.usefixtures("taking")
def test_a_letter_that_came_back_is_not_one_that_no_server_took(letter, staff):
    actions.receive(bounce("ruiz@mazatlan.example", letter.notice.message_id))
    with pytest.raises(outbox.Refused):
        outbox.send_again(Outgoing.objects.get(), by=staff)


# -- What people do -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("taking")
def test_setting_aside_asks_for_a_reason_and_happens_once(lacombe, staff, clerk):
    found = actions.receive(mail())
    with pytest.raises(actions.Refused, match="A reason is missing"):
        actions.set_aside(found, "  ", by=staff)
    actions.set_aside(found, "Advertising.", by=staff)
    found.refresh_from_db()
    assert (found.state, found.reason, found.settled_by) == (State.ASIDE, "Advertising.", staff)
    with pytest.raises(actions.Refused, match="Somebody else has dealt with this mail"):
        actions.set_aside(found, "Spam.", by=clerk)
    (event,) = Event.objects.about(found)
    assert (event.verb, event.remark.text) == ("mail.set_aside", "Advertising.")


def test_of_two_people_at_once_one_decides(shared_database):
    from twinning.testing.factories import person

    someone = person("staff")
    pk = actions.receive(mail()).pk

    def decide():
        actions.set_aside(IncomingMail.objects.get(pk=pk), "Advertising.", by=someone)

    done = at_once(3, decide)
    assert sum(one is None for one in done) == 1
    assert sum(isinstance(one, actions.Refused) for one in done) == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("taking")
def test_the_queries_of_storing_do_not_grow_with_the_size(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        actions.receive(mail(b"x\n" * 5000))
