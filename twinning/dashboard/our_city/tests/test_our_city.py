"""Our city: the administrator alone keeps it, every change is on record, and a refusal changes nothing."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from twinning import clock
from twinning.accounts.models import Role
from twinning.dashboard.our_city import actions
from twinning.municipality.jurisdictions import JURISDICTIONS
from twinning.municipality.models import Municipality, OfficeHolder, Statute
from twinning.municipality.numbering import next_number
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import history, uploads
from twinning.records.models import Event, Upload

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
OTHERS = ["staff", "cao", "clerk", "mayor", "councillor", "member"]

LETTERHEAD = {
    "name": "City of Lacombe", "short_name": "Lacombe", "province": "Alberta", "country": "Canada", "address": "5432 56 Avenue\nLacombe",
    "email": "clerk@lacombe.example", "council_style": "the Council of the City of Lacombe", "office_line": "Office of the Clerk",
    "currency": "cad", "population": "14258", "population_year": "2024",
}  # fmt: skip
HOLDER = {
    "name": "N. Newcomer",
    "office": "councillor",
    "title": "Deputy Mayor",
    "seat": "9",
    "starts": "2026-03-01",
    "ends": "",
}
STATUTE = {
    "purpose": "access",
    "name": "Access to Information Act",
    "section": "",
    "starts": "2025-06-11",
    "ends": "",
}


def picture() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (60, 80), "navy").save(kept, "PNG")
    return SimpleUploadedFile("Crest.png", kept.getvalue())


DOINGS = {
    "letterhead": ("/our-city/letterhead/", lambda: LETTERHEAD | {"version": "1"}),
    "rules": ("/our-city/rules/", lambda: {"jurisdiction": "ontario", "quorum": "5", "version": "1"}),
    "numbers": (
        "/our-city/numbers/",
        lambda: {"resolution_pattern": "C/{seq}/{yy}", "file_pattern": "F{yyyy}-{seq}", "version": "1"},
    ),
    "change_crest": ("/our-city/crest/change/", lambda: {"crest": picture()}),
    "fill_office": ("/our-city/council/fill/", lambda: HOLDER),
    "correct_office": ("/our-city/council/{holder}/", lambda: HOLDER | {"version": "1"}),
    "end_term": ("/our-city/council/{holder}/end/", lambda: {"ends": "2026-06-30", "version": "1"}),
    "add_statute": ("/our-city/statutes/add/", lambda: STATUTE),
    "correct_statute": (
        "/our-city/statutes/{statute}/",
        lambda: STATUTE | {"version": "1", "section": "s. 4"},
    ),
}
REMOVE = "/our-city/crest/remove/"


@pytest.fixture(autouse=True)
def in_spring():
    with clock.at(SPRING):
        yield


@pytest.fixture
def at(lacombe, administrator):
    """Where each doing is posted."""
    statute = Statute(purpose="access", name="Freedom of Information Act", starts=dt.date(2000, 1, 1))
    actions.add_statute(statute, by=administrator)
    holder = OfficeHolder.objects.on_council().last()
    return {doing: url.format(holder=holder.pk, statute=statute.pk) for doing, (url, _data) in DOINGS.items()}


def everything() -> list:
    return [
        list(kind.objects.order_by("pk").values()) for kind in (Municipality, OfficeHolder, Statute, Upload)
    ] + [Event.objects.count()]


def last_event() -> tuple:
    event = Event.objects.latest("seq")
    return history.sentence(event), type(event.subject), event.actor.name


# -- It does it ------------------------------------------------------------------


def did(words: str) -> tuple:
    return (words, Municipality, "H. Vasquez")


def test_the_letterhead_is_changed_and_the_record_names_fields_only(client, sign_in, administrator, at):
    response = sign_in(client, administrator).post(at["letterhead"], DOINGS["letterhead"][1]())
    ours = Municipality.ours()
    assert (response.status_code, response["Location"]) == (302, "/our-city/")
    assert (ours.office_line, ours.email, ours.currency, ours.version) == (
        "Office of the Clerk",
        "clerk@lacombe.example",
        "CAD",
        2,
    )
    assert last_event() == did("Changed: address, e-mail address, line under the name, currency")
    assert "lacombe.example" not in str(Event.objects.latest("seq").facts)


def test_the_rules_are_changed(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["rules"], DOINGS["rules"][1]())
    assert (Municipality.ours().rules, Municipality.ours().quorum_of(7)) == (JURISDICTIONS["ontario"], 5)
    assert last_event() == did("Changed: jurisdiction, quorum")


def test_the_patterns_are_changed(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["numbers"], DOINGS["numbers"][1]())
    assert (Municipality.ours().resolution_pattern, Municipality.ours().file_pattern) == (
        "C/{seq}/{yy}",
        "F{yyyy}-{seq}",
    )
    assert "C/1/26" in client.get("/our-city/").text
    assert last_event() == did("Changed: numbers of resolutions, file references")


def test_the_crest_is_kept_shown_and_removed(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["change_crest"], {"crest": picture()})
    ours = Municipality.ours()
    assert ours.crest == Upload.objects.get().sha256
    assert last_event() == did("Changed the crest")
    client.logout()
    shown = client.get("/our-city/crest/")
    assert (shown.status_code, shown["Content-Type"], shown.content) == (
        200,
        "image/png",
        uploads.path_of(ours.crest).read_bytes(),
    )
    sign_in(client, administrator).post(REMOVE)
    assert (Municipality.ours().crest, client.get("/our-city/crest/").status_code) == ("", 404)
    assert last_event() == did("Removed the crest")


def test_somebody_is_entered_in_office(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["fill_office"], HOLDER)
    made = OfficeHolder.objects.latest("pk")
    assert (str(made), made.starts, OfficeHolder.objects.on_council().count()) == (
        "Deputy Mayor N. Newcomer",
        dt.date(2026, 3, 1),
        8,
    )
    assert last_event() == did("Entered somebody in office as: Councillor")


def test_an_entry_of_the_council_list_is_corrected(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["correct_office"], DOINGS["correct_office"][1]())
    assert OfficeHolder.objects.filter(name="N. Newcomer", version=2).count() == 1
    assert last_event() == did("Corrected an entry of the council list: name, title, order in lists, from")


def test_a_term_is_ended(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["end_term"], DOINGS["end_term"][1]())
    assert OfficeHolder.objects.get(ends=dt.date(2026, 6, 30)).version == 2
    assert (
        OfficeHolder.objects.on_council(dt.date(2026, 6, 30)).count(),
        OfficeHolder.objects.on_council(dt.date(2026, 7, 1)).count(),
    ) == (7, 6)
    assert last_event() == did("Ended a term of office on 30 June 2026")


def test_a_law_is_added_and_corrected(client, sign_in, administrator, at):
    sign_in(client, administrator).post(at["add_statute"], STATUTE)
    assert last_event() == did("Added a statute about: Access to information")
    sign_in(client, administrator).post(at["correct_statute"], DOINGS["correct_statute"][1]())
    assert last_event() == did("Corrected a statute: name, section, in force from")
    assert sorted(str(one) for one in Statute.objects.all()) == [
        "Access to Information Act",
        "Access to Information Act s. 4",
    ]


def test_an_empty_installation_asks_for_the_city_first(client, sign_in, administrator):
    sign_in(client, administrator)
    assert client.get("/our-city/")["Location"] == "/our-city/enter/"
    assert client.post("/our-city/enter/", LETTERHEAD)["Location"] == "/our-city/"
    assert Municipality.ours().name == "City of Lacombe"
    assert last_event() == did("Entered our city")
    before = everything()
    assert "was entered meanwhile" in client.post("/our-city/enter/", LETTERHEAD | {"name": "Other"}).text
    assert everything() == before


# -- It refuses ----------------------------------------------------------------------


@pytest.mark.parametrize("doing", DOINGS)
def test_looking_changes_nothing(client, sign_in, administrator, at, doing):
    before = everything()
    assert sign_in(client, administrator).get(at[doing], {"name": "X", "version": "1"}).status_code == 200
    assert everything() == before


def test_the_crest_is_not_removed_by_looking(client, sign_in, administrator, lacombe):
    assert sign_in(client, administrator).get(REMOVE).status_code == 405


@pytest.mark.parametrize("doing", [*DOINGS, "remove_crest", "enter"])
@pytest.mark.parametrize("other", OTHERS)
def test_everybody_else_is_refused(client, sign_in, request, at, doing, other):
    user = request.getfixturevalue(other)
    before = everything()
    url = at.get(doing) or reverse(f"our_city:{doing}")
    data = DOINGS[doing][1]() if doing in DOINGS else LETTERHEAD
    assert sign_in(client, user).post(url, data).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("other", OTHERS)
def test_the_page_is_the_administrators(client, sign_in, request, lacombe, other):
    sign_in(client, request.getfixturevalue(other))
    assert [client.get(url).status_code for url in ("/our-city/", "/our-city/numbers/examples/")] == [
        403,
        403,
    ]


@pytest.mark.parametrize("doing", DOINGS)
def test_strangers_are_sent_to_sign_in(client, at, doing):
    before = everything()
    response = client.post(at[doing], DOINGS[doing][1]())
    assert response["Location"].split("?")[0] == reverse("account_login")
    assert everything() == before


@pytest.mark.parametrize("doing", DOINGS)
def test_what_does_not_exist_is_not_found(client, sign_in, administrator, doing):
    url = DOINGS[doing][0].format(holder=999_999, statute=999_999)
    before = everything()
    assert sign_in(client, administrator).post(url, DOINGS[doing][1]()).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("doing", "wrong", "words"),
    [
        ("letterhead", {"name": ""}, "The official name is missing. Write it as on the letterhead."),
        (
            "letterhead",
            {"currency": "C$"},
            "This is no code of a currency. Write its three letters, such as CAD.",
        ),
        (
            "letterhead",
            {"email": "clerk"},
            "This is no e-mail address. Write it like name@example.ca, or leave it empty.",
        ),
        (
            "letterhead",
            {"population_year": ""},
            "A population figure and its year belong together. Fill in both, or neither.",
        ),
        ("letterhead", {"population": "9" * 40}, "population"),
        ("letterhead", {"name": "x" * 100_000}, "200"),
        ("rules", {"jurisdiction": "atlantis"}, "atlantis"),
        ("rules", {"quorum": "8"}, "The quorum is larger than council, which has 7 members today."),
        ("rules", {"quorum": "0"}, "This number is too small. Give at least 1."),
        (
            "numbers",
            {"resolution_pattern": "{yy}"},
            "The running number is missing. Add {seq} or {seq:03d} to the pattern.",
        ),
        (
            "numbers",
            {"resolution_pattern": "{seq}"},
            "The year is missing, and numbers start anew each year.",
        ),
        ("numbers", {"file_pattern": "{seq.__class__}"}, "This pattern cannot be read."),
        (
            "change_crest",
            {"crest": SimpleUploadedFile("Crest.svg", b"<svg/>")},
            "Files of this kind are not taken.",
        ),
        (
            "change_crest",
            {"crest": SimpleUploadedFile("Crest.png", b"<svg/>")},
            "The file is not what its name says.",
        ),
        ("change_crest", {"crest": ""}, "No file was chosen. Choose the file to add."),
        ("fill_office", {"office": ""}, "This is missing. Fill it in."),
        (
            "fill_office",
            {"starts": "2026-02-31"},
            "This date cannot be read. Write it as year-month-day, such as 2026-03-12.",
        ),
        ("fill_office", {"office": "mayor"}, "There is a mayor at that time already."),
        ("fill_office", {"name": "J. OKAFOR"}, "A person of this name is on council at that time already."),
        (
            "fill_office",
            {"ends": "2026-02-01"},
            "The term ends before it begins. Put the later date in “to”.",
        ),
        ("correct_office", {"office": "mayor"}, "There is a mayor at that time already."),
        ("end_term", {"ends": "2025-01-01"}, "The last day is before the first. Choose a later day."),
        ("end_term", {"ends": ""}, "The day is missing. Choose the last day in office."),
        (
            "add_statute",
            {"ends": "2001-01-01"},
            "The last day in force is before the first. Put the later date in “to”.",
        ),
        ("correct_statute", {"name": ""}, "The name is missing. Write it as papers cite it."),
    ],
)
def test_a_wrong_entry_is_refused_in_words(client, sign_in, administrator, at, doing, wrong, words):
    before = everything()
    response = sign_in(client, administrator).post(at[doing], DOINGS[doing][1]() | wrong)
    assert response.status_code == 200
    assert words in response.text
    assert everything() == before


@pytest.mark.parametrize(
    "doing", ["letterhead", "rules", "numbers", "correct_office", "end_term", "correct_statute"]
)
def test_a_stale_form_never_overwrites(client, sign_in, administrator, at, doing):
    before = everything()
    response = sign_in(client, administrator).post(at[doing], DOINGS[doing][1]() | {"version": "3"})
    assert "Somebody else changed this after you opened it, so yours was not saved." in response.text
    assert everything() == before


def test_two_administrators_and_the_second_sees_what_the_first_did(client, sign_in, administrator, at):
    ours = Municipality.ours()
    ours.office_line = "Legislative Affairs"
    actions.amend_city(ours, seen=1, fields=["office_line"], by=administrator)
    response = sign_in(client, administrator).post(at["letterhead"], DOINGS["letterhead"][1]())
    assert "Line under the name now reads: Legislative Affairs" in response.text
    assert 'value="Office of the Clerk"' in response.text
    assert client.post(at["letterhead"], DOINGS["letterhead"][1]() | {"version": "2"}).status_code == 302
    assert Municipality.ours().office_line == "Office of the Clerk"


def test_two_crests_at_once_and_the_second_is_told(lacombe, administrator):
    checked = uploads.check(picture())
    actions.set_crest(Municipality.ours(), checked, seen=1, by=administrator)
    before = everything()
    with pytest.raises(ChangedMeanwhile):
        actions.set_crest(lacombe, checked, seen=1, by=administrator)
    assert everything() == before


def test_a_successor_as_mayor_follows_the_day_after(lacombe, administrator):
    mayor = OfficeHolder.objects.get(office="mayor")
    actions.end_term(mayor, ends=dt.date(2026, 4, 30), seen=1, by=administrator)
    actions.fill_office(
        OfficeHolder(name="N. Next", office="mayor", starts=dt.date(2026, 5, 1)), by=administrator
    )
    assert [
        OfficeHolder.objects.holding("mayor", day).name for day in (dt.date(2026, 4, 30), dt.date(2026, 5, 1))
    ] == ["A. Beaulieu", "N. Next"]


# -- What the page says -----------------------------------------------------------------


def test_the_page_explains_the_rules_and_shows_the_next_numbers(client, sign_in, administrator, lacombe):
    next_number("resolution", lacombe.resolution_pattern, clock.today())
    page = sign_in(client, administrator).get("/our-city/").text
    for words in (
        "A motion needs a mover and no seconder.",
        "A tie defeats the motion.",
        "At least 4 must be present to decide.",
        "26-002",
        "11/154/2026-1",
        "14,258 (2024)",
    ):
        assert words in page


def test_numbers_are_shown_while_a_pattern_is_typed(client, sign_in, administrator, lacombe):
    answer = (
        sign_in(client, administrator)
        .get(
            "/our-city/numbers/examples/",
            {"resolution_pattern": "R{yyyy}.{seq:04d}", "file_pattern": "{oops}"},
        )
        .text
    )
    assert "R2026.0001" in answer
    assert "This pattern cannot be used." in answer


@pytest.mark.parametrize("key", JURISDICTIONS)
def test_every_jurisdiction_is_explained_where_it_is_chosen(client, sign_in, administrator, lacombe, key):
    page = sign_in(client, administrator).get("/our-city/rules/").text
    assert JURISDICTIONS[key].in_words()[0] in page
    assert str(JURISDICTIONS[key].name) in page


PAGE_QUERIES = 13


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_three(
    client, sign_in, administrator, lacombe, django_assert_num_queries, rows
):
    for number in range(rows):
        actions.add_statute(
            Statute(purpose="access", name=f"Act {number}", starts=dt.date(2026, 1, 1)), by=administrator
        )
        actions.fill_office(OfficeHolder(name=f"Member {number}", office="councillor"), by=administrator)
    sign_in(client, administrator).get("/our-city/")
    with django_assert_num_queries(PAGE_QUERIES):
        assert client.get("/our-city/").status_code == 200


def test_all_roles_were_asked():
    assert {*OTHERS, "administrator"} - {"member"} | {"committee"} == set(Role.values)
