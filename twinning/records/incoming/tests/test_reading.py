"""What is read of a mail: the words of honest ones in any script, and nothing dangerous of the others."""

import base64
import datetime as dt
import time

import pytest

from twinning.records.incoming.reading import Reading, read
from twinning.testing.mails import PDF, mail, mail_of, multipart, part, winmail, with_pdf


def codes(reading: Reading) -> list[str]:
    return [code for code, _detail in reading.troubles]


def test_a_plain_mail():
    reading = read(mail("Good morning from Mazatlán.\n".encode(), charset="utf-8"))
    assert (reading.sender_name, reading.sender_address) == ("Ana Ruiz", "ruiz@mazatlan.example")
    assert (reading.subject, reading.text) == ("Greetings", "Good morning from Mazatlán.")
    assert (reading.message_id, reading.recipients) == (
        "<one@mazatlan.example>",
        ["twinning@lacombe.example"],
    )
    assert (reading.sent_at, reading.sent_offset) == (
        dt.datetime(2026, 3, 2, 17, 15, tzinfo=dt.UTC),
        "-07:00",
    )
    assert (reading.troubles, reading.files, reading.unreadable) == ([], [], "")
    assert (reading.is_automatic, reading.bounce) == (False, None)


def test_a_mail_that_is_a_web_page_is_read_without_its_script_style_and_what_is_hidden():
    page = (
        "<html><head><title>T</title><style>p {color: red}</style></head><body>"
        "<div style='display: none'>Only for robots</div>"
        "<script>fetch('https://evil.example/')</script><p>Dear&nbsp;Mayor,<br>we are <b>glad</b>.</p>"
        "<ul><li>one</li><li>two</li></ul><img src='https://evil.example/pixel.gif' alt='Crest of the city'>"
        "<a href='https://mazatlan.example/plan'>The plan</a> <a href='javascript:alert(1)'>click</a></body></html>"
    )
    reading = read(mail(page.encode(), Content_Type="text/html; charset=utf-8"))
    assert reading.text == (
        "Dear Mayor,\nwe are glad.\n\n- one\n- two\n[Crest of the city]The plan <https://mazatlan.example/plan> click"
    )
    assert codes(reading) == ["html"]


def test_the_plain_text_is_preferred_to_the_page():
    reading = read(
        mail_of(
            part("text/plain; charset=utf-8", "Señor alcalde".encode()),
            part("text/html; charset=utf-8", b"<p>As a page</p>"),
            kind="alternative",
        )
    )
    assert (reading.text, codes(reading)) == ("Señor alcalde", [])


def test_a_page_that_says_itself_what_its_characters_are():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Шановна громадо</p>'
    reading = read(mail(page.encode("cp1251"), Content_Type="text/html"))
    assert (reading.text, codes(reading)) == ("Шановна громадо", ["html"])


def test_words_with_a_report():
    reading = read(with_pdf())
    (found,) = reading.files
    assert reading.text == "Adjunto el informe del año."
    assert (found.name, found.content_type, found.content, found.is_inline) == (
        "informe.pdf",
        "application/pdf",
        PDF,
        False,
    )


@pytest.mark.parametrize(
    ("text", "encoded_in", "called"),
    [
        ("尊敬的市长先生：我们很高兴。", "gb18030", "GB18030"),
        # What Chinese programs call GB2312 holds more signs than GB2312 has.
        ("尊敬的鎔基先生：我们很高兴。", "gb18030", "gb2312"),
        ("拝啓　時下ますますご清栄のこと", "iso2022_jp", "iso-2022-jp"),
        ("髙橋市長様①", "cp932", "Shift_JIS"),
        ("안녕하십니까", "cp949", "ks_c_5601-1987"),
        ("Шановний пане мере", "koi8_u", "koi8-u"),
        ("سعادة رئيس البلدية", "cp1256", "windows-1256"),
        ("Estimado señor – “sí”", "cp1252", "iso-8859-1"),
        ("mañana", "utf-8", "utf8"),
    ],
)
def test_mails_in_the_characters_of_the_world(text, encoded_in, called):
    reading = read(mail(text.encode(encoded_in), charset=called, Content_Transfer_Encoding="8bit"))
    assert (reading.text, reading.troubles) == (text.replace("　", "　"), [])


UKRAINIAN = "Шановний пане мере, щиро вітаємо вас із містом-партнером"


@pytest.mark.parametrize("called", ["iso-8859-1", "utf-8", "us-ascii", "x-unknown", ""])
def test_windows_1251_under_another_name_is_told_apart_and_it_is_said(called):
    reading = read(mail(UKRAINIAN.encode("cp1251"), charset=called))
    assert reading.text == UKRAINIAN
    assert reading.troubles == [("charset", "Windows-1251")]


@pytest.mark.parametrize(
    "called", ["rot13", "zlib", "idna", "unicode_escape", "klingon", "../etc", "x" * 5000]
)
def test_what_is_no_name_of_characters_is_never_asked(called):
    assert read(mail("\\u0041 mañana".encode(), charset=called)).text.startswith(r"\u0041 ma")


def test_bytes_that_no_name_explains_are_replaced_and_it_is_said():
    reading = read(mail(b"\x1b(Bonly \xff\xfe broken", charset="iso-2022-jp"))
    assert "�" in reading.text and reading.text.endswith("broken")
    assert reading.troubles == [("replaced", "iso-2022-jp")]


def test_headers_in_encoded_words_also_when_a_sign_is_cut_in_two():
    cut = "市長より".encode()
    subject = " ".join(f"=?utf-8?b?{base64.b64encode(half).decode()}?=" for half in (cut[:4], cut[4:]))
    reading = read(
        mail(
            Subject=f"Re:\r\n {subject}",
            From="=?iso-2022-jp?B?GyRCOzNFRBsoQg==?= <yamada@city.example>",
        )
    )
    assert reading.subject == "Re: 市長より"
    assert (reading.sender_name, reading.sender_address) == ("山田", "yamada@city.example")


def test_headers_in_bare_utf_8_and_bare_windows_1252():
    reading = read(mail(Subject="Año nuevo".encode(), From=b"Jos\xe9 <jose@mazatlan.example>"))
    assert (reading.subject, reading.sender_name) == ("Año nuevo", "José")


@pytest.mark.parametrize(
    "broken", ["=?utf-8?b?a?=", "=?utf-8?q?=ZZ?=", "=?x-none?q?abc?=", "=??=", "=?utf-8?b?" + "A" * 9000]
)
def test_broken_encoded_words_are_shown_somehow(broken):
    assert read(mail(Subject=f"Plan {broken}")).subject.startswith("Plan")


# -- Senders, dates, names ---------------------------------------------------------------------------


def test_without_a_sender():
    reading = read(mail(From=None))
    assert (reading.sender_name, reading.sender_address, codes(reading)) == ("", "", ["no_sender"])


@pytest.mark.parametrize(
    "sender",
    [
        ["A <a@one.example>", "B <b@two.example>"],
        "A <a@one.example>, B <b@two.example>",
    ],
)
def test_of_two_senders_the_first_is_shown_and_it_is_said(sender):
    reading = read(mail(From=sender))
    assert (reading.sender_address, reading.troubles) == (
        "a@one.example",
        [("two_senders", "a@one.example, b@two.example")],
    )


def test_an_address_is_never_taken_out_of_what_is_encoded():
    hidden = "=?utf-8?q?Mayor_=3Cmayor=40lacombe.example=3E=2C?="
    reading = read(mail(From=f"{hidden} <thief@evil.example>"))
    assert reading.sender_address == "thief@evil.example"


@pytest.mark.parametrize("gap", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00"])
def test_nothing_gets_into_a_head_of_ours_with_a_subject(gap):
    encoded = base64.b64encode(f"Plan{gap}Bcc: thief@evil.example".encode()).decode()
    reading = read(mail(Subject=f"=?utf-8?b?{encoded}?=", From=f"=?utf-8?b?{encoded}?= <a@one.example>"))
    for said in (reading.subject, reading.sender_name):
        assert len(said.splitlines()) == 1
        assert said.startswith("Plan") and "\0" not in said


def test_signs_that_turn_the_line_around_are_left_out_and_joiners_stay():
    reading = read(
        mail("پیش\u200cنویس \u202egnp.exe\n".encode(), charset="utf-8", Subject="ok\u202egnp".encode())
    )
    assert (reading.text, reading.subject) == ("پیش\u200cنویس gnp.exe", "okgnp")


def test_nul_and_other_control_signs_reach_no_database():
    reading = read(mail(b"a\0b\x1b[31mc\x07\n", Subject=b"x\0y"))
    assert (reading.text, reading.subject) == ("ab[31mc", "xy")


@pytest.mark.parametrize(
    ("date", "trouble"),
    [
        (None, "no_date"),
        ("", "no_date"),
        ("yesterday", "wrong_date"),
        ("Mon, 99 Mar 2026 10:15:00 -0700", "wrong_date"),
        ("Thu, 1 Jan 1970 00:00:00 +0000", "wrong_date"),
        ("Mon, 2 Mar 2099 10:15:00 +0000", "wrong_date"),
        ("Mon, 2 Mar 2026 10:15:00 +9999", "wrong_date"),
        ("Mon, 2 Mar 999999999999 10:15:00 +0000", "wrong_date"),
    ],
)
def test_a_date_that_is_missing_or_cannot_be_right(date, trouble):
    reading = read(mail(Date=date))
    assert (reading.sent_at, reading.sent_offset, codes(reading)) == (None, "", [trouble])


@pytest.mark.parametrize(
    ("date", "hour", "offset"),
    [
        ("Mon, 02 Mar 2026 23:15:00 +0530", 17, "+05:30"),
        ("2 Mar 26 10:15 MST", 17, "-07:00"),
        ("Mon, 2 Mar 2026 17:15:00 -0000", 17, ""),
        ("Mon, 2 Mar 2026 17:15:00 GMT (comment)", 17, "+00:00"),
    ],
)
def test_dates_as_mails_have_them(date, hour, offset):
    reading = read(mail(Date=date))
    assert (reading.sent_at.hour, reading.sent_offset) == (hour, offset)


def test_what_it_answers_the_nearest_first():
    reading = read(
        mail(
            In_Reply_To="<c@x.example> (of Monday)",
            References="<a@x.example>\r\n <b@x.example> <c@x.example>",
        )
    )
    assert reading.in_reply_to == "<c@x.example>"
    assert reading.references == ["<a@x.example>", "<b@x.example>", "<c@x.example>"]


def test_everybody_it_was_sent_to():
    reading = read(
        mail(
            To='"Lacombe, City" <Twinning+AbC@Lacombe.example>',
            Cc=["x@y.example", "group: z@y.example, q@y.example;"],
            Delivered_To="box@lacombe.example",
            X_Original_To="twinning+k@lacombe.example",
        )
    )
    assert reading.recipients == [
        "box@lacombe.example",
        "twinning+k@lacombe.example",
        "twinning+abc@lacombe.example",
        "x@y.example",
        "z@y.example",
        "q@y.example",
    ]


@pytest.mark.parametrize(
    ("name", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied (vacation)", True),
        ("Auto-Submitted", "no", False),
        ("Precedence", "Bulk", True),
        ("Precedence", "normal", False),
        ("X-Autoreply", "yes", True),
        ("Return-Path", "<>", True),
        ("X-Auto-Response-Suppress", "All", False),
    ],
)
def test_answers_of_machines_are_known(name, value, automatic):
    assert read(mail(b"I am away until Monday.\n", **{name: value})).is_automatic is automatic


# -- Parts ---------------------------------------------------------------------------------------------


def test_a_winmail_dat_is_unpacked():
    packed = winmail(
        "Señor alcalde".encode("cp1252"), (b"informe.pdf", PDF), ("Año.txt".encode("cp1252"), b"Words")
    )
    reading = read(mail_of(part("application/ms-tnef", packed, name="winmail.dat")))
    assert reading.text == "Señor alcalde"
    assert [(found.name, found.content_type, found.content) for found in reading.files] == [
        ("informe.pdf", "application/pdf", PDF),
        ("Año.txt", "text/plain", b"Words"),
    ]
    assert codes(reading) == ["winmail"]


def test_a_winmail_dat_that_cannot_be_unpacked_is_listed():
    reading = read(
        mail_of(part("application/octet-stream", b"\x78\x9f\x3e\x22" + b"\xff" * 400, name="winmail.dat"))
    )
    assert [found.name for found in reading.files] == ["winmail.dat"]
    assert codes(reading) == ["winmail_unreadable"]


def test_a_mail_within_a_mail_is_shown_with_its_head_and_its_files():
    inner = b"Content-Type: message/rfc822\r\n\r\n" + with_pdf(Subject="The report", From="C <c@d.example>")
    reading = read(mail_of(part("text/plain", b"See below."), inner))
    assert reading.text == (
        "See below.\n\n---------- Forwarded mail ----------\nFrom: C <c@d.example>\n"
        "Date: Mon, 2 Mar 2026 10:15:00 -0700\nSubject: The report\n\nAdjunto el informe del año."
    )
    assert [found.name for found in reading.files] == ["informe.pdf"]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''A%C3%B1o%20nuevo.pdf", "Año nuevo.pdf"),
        ("attachment; filename*0*=utf-8''A%C3%B1; filename*1=o.pdf", "Año.pdf"),
        ('attachment; filename="=?utf-8?b?5aCx5ZGKLnBkZg==?="', "報告.pdf"),
        ('attachment; filename="Año.pdf"', "Año.pdf"),
        ('attachment; filename="..\\..\\etc/passwd.pdf"', "..\\..\\etc/passwd.pdf"),
        ("attachment; filename*=klingon''%41.pdf", "A.pdf"),
        ("attachment", "attachment-1.pdf"),
    ],
)
def test_names_of_files(disposition, name):
    raw = mail_of(
        b"Content-Type: application/pdf\r\nContent-Disposition: " + disposition.encode() + b"\r\n\r\n" + PDF
    )
    assert [found.name for found in read(raw).files] == [name]


def test_an_encrypted_mail_says_so():
    reading = read(
        mail_of(
            part("application/pgp-encrypted", b"Version: 1"),
            part("application/octet-stream", b"x"),
            kind="encrypted",
        )
    )
    assert ("encrypted" in codes(reading), reading.text) == (True, "")


def test_a_mail_cut_off_on_its_way_is_read_as_far_as_it_goes():
    whole = with_pdf()
    for length in (len(whole) - 10, len(whole) - 600, whole.index(b"--b1") + 70):
        reading = read(whole[:length])
        assert (reading.sender_address, reading.unreadable) == ("ruiz@mazatlan.example", "")
        assert "damaged" in codes(reading)


def test_parts_inside_parts_two_hundred_deep():
    kind, body = "text/plain; charset=utf-8", b"At the bottom.\n"
    for depth in range(200):
        kind, body = multipart(f"Content-Type: {kind}\r\n\r\n".encode() + body, boundary=f"b{depth}")
    reading = read(mail(body, **{"Content-Type": kind}))
    assert (reading.text, reading.unreadable) == ("At the bottom.", "")


@pytest.mark.parametrize("depth", [3_000])
def test_parts_inside_parts_without_end_are_given_up_soon_and_in_words(depth):
    body = b"x\n" * 20_000
    parts = [f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n".encode() for n in range(depth)]
    began = time.process_time()
    reading = read(
        mail(b"--b\r\n" + b"".join(parts) + body, **{"Content-Type": "multipart/mixed; boundary=b"})
    )
    assert "too many parts" in reading.unreadable and reading.subject == "Greetings"
    assert time.process_time() - began < 10


def test_a_line_of_a_million_signs_and_a_head_of_half_a_million():
    began = time.process_time()
    reading = read(
        mail(
            b"x" * 1_000_000,
            Subject="y" * 300_000,
            To=", ".join(["a@b.example"] * 20_000),
            Content_Type="text/plain; " + "a" * 100_000,
        )
    )
    assert (len(reading.subject), len(reading.text), codes(reading)) == (500, 200_000, ["long_text"])
    assert time.process_time() - began < 10


@pytest.mark.parametrize("line", [b"\n", b"--b1\n\n", b"\0" * 40 + b"\n", b"X: y\n"])
def test_thirty_megabytes_made_to_keep_a_reader_busy(line):
    raw = mail(Content_Type="multipart/mixed; boundary=b1") + line * (30_000_000 // len(line))
    began = time.process_time()
    assert read(raw).subject == "Greetings"
    assert time.process_time() - began < 20


def test_lines_that_were_broken_by_the_senders_program_are_whole_again():
    raw = mail(
        b"This line goes \non here.\n\n> quoted \n> line\n-- \nAna\n",
        Content_Type="text/plain; format=flowed",
    )
    assert read(raw).text == "This line goes on here.\n\n> quoted \n> line\n-- \nAna"


@pytest.mark.parametrize(
    "raw", [b"\0\1\2\3", b"hello", b"\xff" * 5000, b"\n\n\n", b"X-Nothing: here\n\nwords"]
)
def test_what_is_no_mail_is_said_to_be_none(raw):
    assert read(raw).unreadable.startswith("This is not a mail")


def test_wherever_a_mail_is_damaged_nothing_is_raised():
    """Every byte range of a mail is overwritten in turn by what readers trip over."""
    kind, body = multipart(with_pdf(), part("text/html; charset=gb2312", b"<p>x<table><tr>"), kind="related")
    whole = mail(body, **{"Content-Type": kind, "In-Reply-To": "<a@b>", "References": "<a@b> <c@d>"})
    rubbish = [b"\0\xff\xfe", b"=?utf-8?q?=?=", b'"<,;:\r\n ', b"%*0*=''", b"\r\n\r\n", b"--b1--\r\n"]
    for number, start in enumerate(range(0, len(whole), 7)):
        bad = rubbish[number % len(rubbish)]
        assert isinstance(read(whole[:start] + bad + whole[start + len(bad) :]), Reading)
