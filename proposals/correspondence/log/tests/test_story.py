"""The log as one story: its order, what is found in it, who reads what, and the same as a table."""

import csv
import datetime as dt
import io
import time

import pytest

from committees.models import Committee, Membership
from proposals.correspondence.models import (
    Contact,
    Correspondence,
    Delegation,
    Message,
    MessageFile,
    Note,
    Pilot,
)
from proposals.proposal.discretion import without_addresses
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records.models import Upload
from twinning.testing.factories import person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

READERS = ["staff", "cao", "clerk", "mayor", "councillor", "administrator", "committee"]
ADMINISTRATION = {"staff", "cao", "clerk"}


@pytest.fixture
def reader(lettered):
    """``reader(role)``: somebody of that role who may read the file."""

    def found(role):
        user = person(role)
        if role == "committee":
            committee = Committee.objects.create(name="Twinning committee", formed_on="2025-11-01")
            Membership.objects.create(
                committee=committee, user=user, name=user.name, starts=dt.date(2025, 11, 1)
            )
            Proposal.objects.filter(pk=lettered.pk).update(committee=committee)
        Proposal.objects.filter(pk=lettered.pk).update(submitted_at=clock.now())
        return user

    return found


@pytest.fixture
def look(client, sign_in, staff, url):
    """``look("words=…")``: what the log then shows, line by line."""

    def looked(query="", user=None):
        answer = sign_in(client, user or staff).get(f"{url}?{query}")
        assert answer.status_code == 200
        return [line.subject or line.summary for line in answer.context["lines"]]

    return looked


@pytest.fixture
def table(client, sign_in, staff, url):
    def read(query="", user=None):
        answer = sign_in(client, user or staff).get(f"{url}table.csv?{query}")
        text = answer.content.decode()
        assert text.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    return read


@pytest.fixture
def told(say, staff, lettered):
    """A year of both cities."""
    record = lettered.correspondence
    ruiz = Contact.objects.create(
        record=record, name="Élena Ruíz", native_name="エレナ", office="Presidencia"
    )
    say("We introduced ourselves", on="2026-02-10", channel="post", follow_up_on="2026-03-10", language="en")
    say("They are glad", on="2026-02-20", direction="in", channel="email", contact=ruiz, language="es")
    say("高崎市からの手紙", on="2026-02-21", direction="in", language="ja", sender="山田 太郎")
    say("رسالة من مازاتلان", on="2026-02-22", direction="in", language="ar")
    say("Talked about the CANAÇARI river", on="2026-03-01", direction="both", channel="online")
    Delegation.objects.create(
        record=record, purpose="Fire brigade", starts=dt.date(2026, 2, 25), by=staff, direction="in"
    )
    Pilot.objects.create(record=record, title="Pen pals", starts=dt.date(2026, 5, 1), by=staff)
    return record


# -- in order of time -----------------------------------------------------------------------------


def test_everything_stands_in_one_order(look, told):
    steps = ["Opened the correspondence phase", "Opened the research phase", "Opened the file"]
    assert look() == [
        "Pen pals",
        *steps,
        "Talked about the CANAÇARI river",
        "Fire brigade",
        "رسالة من مازاتلان",
        "高崎市からの手紙",
        "They are glad",
        "We introduced ourselves",
    ]
    assert look("order=oldest") == look()[::-1]


def test_hours_count_across_zones(look, say):
    say("Morning in Tokyo", on="2026-03-11", time=dt.time(9), zone="Asia/Tokyo")
    say("Evening before in Lacombe", on="2026-03-10", time=dt.time(20), zone="America/Edmonton")
    say("Night in Mazatlán", on="2026-03-10", time=dt.time(16, 30), zone="America/Mazatlan")
    messages = [words for words in look() if not words.startswith("Opened")]
    assert messages == ["Evening before in Lacombe", "Morning in Tokyo", "Night in Mazatlán"]


def test_what_lies_ahead_is_said_to_be_planned(client, sign_in, staff, url, told):
    page = sign_in(client, staff).get(url).content.decode()
    assert page.count("planned") == 1


# -- found ----------------------------------------------------------------------------------------

SEARCHES = {
    "an accent": ("canacari", ["Talked about the CANAÇARI river"]),
    "capitals": ("GLAD", ["They are glad"]),
    "Japanese": ("高崎市", ["高崎市からの手紙"]),
    "wide letters": ("ＧＬＡＤ", ["They are glad"]),
    "a Japanese sender": ("山田", ["高崎市からの手紙"]),
    "a contact": ("elena ruiz", ["They are glad"]),
    "a contact in the other script": ("エレナ", ["They are glad"]),
    "Arabic": ("مازاتلان", ["رسالة من مازاتلان"]),
    "all words, in any order": ("river talked", ["Talked about the CANAÇARI river"]),
    "not one of the words": ("river glad", []),
    "signs of the database": ("%_", []),
    "a quotation mark": ("'\"; drop table", []),
}


@pytest.mark.parametrize(("words", "found"), SEARCHES.values(), ids=SEARCHES)
def test_words_are_found_without_accents_and_capitals(client, sign_in, staff, url, told, words, found):
    answer = sign_in(client, staff).get(url, {"words": words})
    assert [line.summary for line in answer.context["lines"]] == found


def test_full_text_and_subject_are_searched(look, say):
    say("A", words="Nuestra señora presidenta", subject="")
    say("B", subject="Die Straße")
    assert (look("words=senora"), look("words=strasse")) == (["A"], ["Die Straße"])


FILTERS = {
    "direction=both": ["Talked about the CANAÇARI river"],
    "channel=post": ["We introduced ourselves"],
    "language=ja": ["高崎市からの手紙"],
    "since=2026-02-22&until=2026-02-25": ["Fire brigade", "رسالة من مازاتلان"],
    "since=2026-02-22&until=2026-02-25&direction=in": ["رسالة من مازاتلان"],
    "with_files=on": [],
    "to_ask=on": [],
    "words=glad&channel=email&language=es": ["They are glad"],
}


@pytest.mark.parametrize(("query", "found"), FILTERS.items())
def test_filters_stand_in_the_address(look, table, told, query, found):
    assert look(query) == found
    assert [row["Subject"] or row["In short"] for row in table(query)] == found


def test_one_contact(look, told):
    assert look(f"contact={Contact.objects.get().pk}") == ["They are glad"]


def test_files_and_what_is_to_be_asked_again(look, say, staff):
    message = say("With a file", on="2026-03-01")
    say("Open", on="2026-03-05", follow_up_on="2026-03-20")
    upload = Upload.objects.create(name="a.pdf", kind="pdf", sha256="0" * 64, size=1, by=staff)
    MessageFile.objects.create(message=message, upload=upload)
    assert (look("with_files=on"), look("to_ask=on")) == (["With a file"], ["Open"])


@pytest.mark.parametrize(
    "query",
    [
        "since=soon",
        "until=2026-13-01",
        "channel=pigeon",
        "contact=x",
        "since=2026-03-02&until=2026-03-01",
        "words=a%00b",
    ],
)
def test_what_cannot_be_read_is_said_and_gives_no_table(client, sign_in, staff, url, query):
    answer = sign_in(client, staff).get(f"{url}?{query}")
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert client.get(f"{url}table.csv?{query}").status_code == 302


def test_a_long_log_has_pages(client, sign_in, staff, url, say):
    for n in range(45):
        say(f"Message {n}")
    page = sign_in(client, staff).get(f"{url}?channel=email&page=2")
    assert len(page.context["lines"]) == 5
    assert "channel=email" in page.content.decode()


# -- who reads what -------------------------------------------------------------------------------------

HERS = "ruiz@mazatlan.example"


@pytest.mark.parametrize("role", READERS)
def test_addresses_are_for_administration_only(client, sign_in, reader, url, say, table, role):
    message = say(
        f"Ask {HERS}",
        subject=f"To {HERS}",
        sender=f"E. Ruiz <{HERS}>",
        words=f"Write to {HERS}.",
        direction="in",
    )
    user = reader(role)
    pages = [sign_in(client, user).get(path).content.decode() for path in (url, f"{url}{message.pk}/")]
    pages.append(str(table(user=user)))
    assert [HERS in page for page in pages] == [role in ADMINISTRATION] * 3
    assert all("E. Ruiz" in page for page in pages)


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("words", ["ruiz@mazatlan.example", "example", "@mazatlan", "ruiz example"])
def test_nobody_finds_a_message_by_an_address_they_do_not_see(look, say, reader, role, words):
    say(f"Ask {HERS}", sender=f"E. Ruiz <{HERS}>", subject="Buses")
    say("An example for Ruiz at @mazatlan", subject="Trains")
    seen = look(f"words={words}", user=reader(role))
    assert ("Buses" in seen) == (role in ADMINISTRATION)
    assert look("words=ruiz", user=reader(role)) == ["Trains", "Buses"]
    assert words not in ("example", "@mazatlan", "ruiz example") or "Trains" in seen


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("E. Ruiz <e.ruiz@mazatlan.gob.mx>", "E. Ruiz"),
        ("Write to ruiz@mazatlan.example.", "Write to [e-mail address]."),
        ("(ruiz@a.mx, luz@b.mx)", "([e-mail address], [e-mail address])"),
        ("<mailto:ruiz@a.mx>", ""),
        ("почта@пример.укр", "[e-mail address]"),
        ("12 @ 3 dollars, @alcaldia, a@b", "12 @ 3 dollars, @alcaldia, a@b"),
    ],
)
def test_addresses_are_left_out_of_words(words, left):
    assert without_addresses(words) == left


def test_a_long_text_without_spaces_takes_no_longer():
    began = time.monotonic()
    without_addresses("a" * 300_000 + "@")
    without_addresses("a@" * 150_000)
    without_addresses(" " * 300_000 + "<@")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("role", READERS)
def test_everybody_who_reads_the_file_reads_the_log(reader, look, told, role):
    assert "They are glad" in look(user=reader(role))


def test_a_stranger_finds_nothing(client, sign_in, url, say):
    message = say()
    sign_in(client, person("committee"))
    for path in ("", "table.csv", f"{message.pk}/", f"{message.pk}/letter/"):
        assert client.get(f"{url}{path}").status_code == 404


def test_a_file_without_correspondence_has_an_empty_log(client, sign_in, staff, file):
    answer = sign_in(client, staff).get(f"/proposals/{file.pk}/correspondence/log/?words=x")
    assert (answer.status_code, Correspondence.objects.count()) == (200, 0)


def test_notes_are_never_found_in_the_log(look, table, told, staff):
    Note.objects.create(record=told, text="Internal whisper", by=staff)
    assert (look("words=whisper"), "whisper" in str(table())) == ([], False)


# -- as a table --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formula", ["=1+1", "+1-1", "-1+2", "@SUM(A1)", "\t=1", "＝1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(table, say, formula):
    say(formula, subject=formula, sender=formula)
    row = table("direction=out")[0]
    assert all(
        not row[name].lstrip().startswith(("=", "+", "-", "@", "＝"))
        for name in ("Subject", "In short", "From whom")
    )


def test_the_table_holds_all_pages_of_what_is_filtered(table, say):
    for n in range(45):
        say(f"Message {n}")
    say("Another", direction="in")
    assert len(table("direction=out")) == 45


def test_a_row_says_everything(table, told):
    row = table("channel=post")[0]
    assert {
        name: row[name]
        for name in ("Date", "Who wrote or spoke", "How", "Language", "Ask again on", "Settled")
    } == {
        "Date": "2026-02-10",
        "Who wrote or spoke": "From us",
        "How": "Letter by post",
        "Language": "English",
        "Ask again on": "2026-03-10",
        "Settled": "yes",
    }


# -- at any size --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "?words=asked", "?order=oldest&with_files=on", "table.csv"])
def test_the_number_of_queries_does_not_grow_with_the_log(client, sign_in, staff, url, told, say, path):
    def more(n):
        for at in range(n):
            message = say(
                "Asked", on="2026-02-01", direction=("in", "out")[at % 2], contact=ruiz, language="es"
            )
            MessageFile.objects.create(message=message, upload=upload)

    ruiz = Contact.objects.get()
    upload = Upload.objects.create(name="a.pdf", kind="pdf", sha256="0" * 64, size=1, by=staff)
    more(3)
    few = queries(sign_in(client, staff), url + path)
    more(197)
    assert queries(client, url + path) == few


def test_a_message_takes_the_same_queries_with_many_files(client, sign_in, staff, url, say):
    message = say()
    upload = Upload.objects.create(name="a.pdf", kind="pdf", sha256="0" * 64, size=1, by=staff)
    MessageFile.objects.create(message=message, upload=upload)
    few = queries(sign_in(client, staff), f"{url}{message.pk}/")
    for _more in range(10):
        MessageFile.objects.create(message=message, upload=upload)
    assert queries(client, f"{url}{message.pk}/") == few


def test_what_is_said_stays_in_its_file(look, say, staff, told):
    other = Correspondence.objects.create(
        proposal=Proposal.objects.create(reference="X", community=told.proposal.community, opened_by=staff)
    )
    Message.objects.create(record=other, on="2026-03-01", summary="Elsewhere", by=staff)
    assert "Elsewhere" not in look()
