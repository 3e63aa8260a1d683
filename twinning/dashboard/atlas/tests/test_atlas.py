"""The pages of what is known of other cities: who may do what, and that a refusal changes nothing."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from twinning import clock
from twinning.atlas import imports
from twinning.atlas.models import Import, Indicator, Twinning
from twinning.atlas.tests.conftest import HEADER, MAZATLAN, RIKUBETSU, table
from twinning.atlas.tests.test_governance import broken, row, workbook
from twinning.atlas.tests.test_likeness import twinned
from twinning.municipality.models import Municipality
from twinning.records.models import Event, Upload
from twinning.testing.files import queries
from twinning.testing.world import GRANDE_PRAIRIE, LACOMBE, WORLD, place
from twinning.testing.world import MAZATLAN as IN_SINALOA
from twinning.testing.world import RIKUBETSU as IN_JAPAN

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 18, tzinfo=dt.UTC)
OTHERS = ["cao", "clerk", "mayor", "councillor", "member"]
KEEPERS = ["staff", "administrator"]


@pytest.fixture(autouse=True)
def in_november(lacombe, places):
    Municipality.objects.update(place=LACOMBE)
    with clock.at(NOW):
        yield


@pytest.fixture
def client_of(client, sign_in, request):
    return lambda role: sign_in(client, request.getfixturevalue(role))


def upload(content: bytes = b"", name: str = "list.csv") -> dict:
    return {
        "file": SimpleUploadedFile(name, content or table(MAZATLAN)),
        "source": "A list",
        "as_of": "2026-11-20",
    }


def give(client, **more) -> Import:
    assert client.post(reverse("atlas:give_twinnings"), upload(**more)).status_code == 302
    return Import.objects.latest("pk")


def read(client, **more) -> Import:
    job = give(client, **more)
    imports.work_on(job.pk)
    job.refresh_from_db()
    return job


def by_hand(**more) -> dict:
    """A form filled in: Lacombe and a community that is in no list."""
    return {
        "version": "1", "place_a": str(LACOMBE), "place_b": "", "name_b": "Lone Butte", "region_b": "", "country_b": "CA",
        "year": "1999", "form": "", "sources": "Letter of 2 March", "state": "known", "reason": "",
    } | more  # fmt: skip


def everything() -> list:
    kinds = (Import, Twinning, Indicator, Upload, Event)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


# -- It does it -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", KEEPERS)
def test_a_file_is_given_looked_at_and_imported(client_of, role):
    client = client_of(role)
    job = read(client, content=table(MAZATLAN, RIKUBETSU, "X,,CA,,Y,,JP,,,,,,", "soon"))
    shown = client.get(reverse("atlas:import", args=[job.pk])).text
    assert "Read. Nothing is imported yet." in shown
    assert "would be added" in shown
    assert shown.count("btn-primary") == 1
    assert not Twinning.objects.exists()
    assert client.post(reverse("atlas:start", args=[job.pk])).status_code == 302
    assert "Waiting to be imported" in client.get(reverse("atlas:import", args=[job.pk])).text
    imports.work_on(job.pk)
    assert Twinning.objects.count() == 3
    assert "Imported on 22 November 2026" in client.get(reverse("atlas:import", args=[job.pk])).text
    assert "3 known twinnings" in client.get(reverse("atlas:index")).text


def test_a_workbook_is_given_and_imported(client_of):
    client = client_of("staff")
    sent = upload(workbook(row(), row(year=2022)), "wgidataset.xlsx") | {"edition": ""}
    assert client.post(reverse("atlas:give_governance"), sent).status_code == 302
    job = Import.objects.get()
    imports.work_on(job.pk)
    assert (
        "2024 (recognised by its last year, 2023)" in client.get(reverse("atlas:import", args=[job.pk])).text
    )
    client.post(reverse("atlas:start", args=[job.pk]))
    imports.work_on(job.pk)
    shown = client.get(reverse("atlas:governance"), {"country": "MX"}).text
    assert "Mexico, edition of 2024" in shown
    assert "± 0.33" in shown
    assert "No edition says anything" in client.get(reverse("atlas:governance"), {"country": "JP"}).text


def test_progress_is_asked_for_and_the_page_is_fetched_anew_at_the_end(client_of):
    client = client_of("staff")
    job = give(client)
    answer = client.get(reverse("atlas:progress", args=[job.pk]))
    assert "HX-Refresh" not in answer
    assert f'href="/atlas/imports/{job.pk}/"' in answer.text
    imports.work_on(job.pk)
    assert client.get(reverse("atlas:progress", args=[job.pk]))["HX-Refresh"] == "true"


def test_a_file_is_put_aside(client_of):
    client = client_of("staff")
    job = read(client)
    client.post(reverse("atlas:put_aside", args=[job.pk]))
    assert "Put aside. Nothing of it was imported." in client.get(reverse("atlas:import", args=[job.pk])).text


def test_a_failed_file_says_why_and_is_read_again(client_of):
    client = client_of("staff")
    job = read(client, content=b"a,b\n1,2\n")
    assert (
        "These columns are not known here: a, b." in client.get(reverse("atlas:import", args=[job.pk])).text
    )
    client.post(reverse("atlas:again", args=[job.pk]))
    assert Import.objects.get().state == Import.State.QUEUED


def test_the_rows_to_mend_are_downloaded_without_live_formulas(client_of):
    client = client_of("staff")
    job = read(client, content=table("=1+1,,CA,,Rikubetsu,,JP,,,,,,", "Lacombe,,CA,,X,,JP,,soon,,,,"))
    answer = client.get(reverse("atlas:leftovers", args=[job.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line[0] for line in rows] == ["name_1", "'=1+1", "Lacombe"]
    assert answer["Content-Disposition"] == f'attachment; filename="import-{job.pk}-to-mend.csv"'


def test_the_name_of_a_column_is_no_formula_either(client_of):
    client = client_of("staff")
    head, rest = table("Lacombe,,CA,,X,,JP,,soon,,,,").split(b"\n", 1)
    job = read(client, content=head + b",=1+1\n" + rest.replace(b"soon,,,,", b"soon,,,,,"))
    answer = client.get(reverse("atlas:leftovers", args=[job.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), "'=1+1" in rows[0]) == (2, True)


def test_of_a_file_that_is_no_table_nothing_is_left_over(client_of):
    client = client_of("staff")
    job = read(client, content=b"no table at all\n")
    assert client.get(reverse("atlas:leftovers", args=[job.pk])).status_code == 404


def test_a_search_reads_past_what_no_database_keeps(client_of):
    assert client_of("staff").get(reverse("atlas:search"), {"q": "Laco\x00mbe"}).context["words"] == "Lacombe"


def test_the_file_is_handed_back_as_it_came_and_as_plain_text(client_of):
    client = client_of("staff")
    content = table("=1+1,,CA,,Rikubetsu,,JP,,,,,,").decode().encode("utf-16")
    job = give(client, content=content)
    answer = client.get(reverse("atlas:file", args=[job.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "list.csv.txt" in answer["Content-Disposition"]


def test_a_twinning_is_entered_and_corrected_by_hand(client_of, staff):
    client = client_of("staff")
    answer = client.post(reverse("atlas:new"), by_hand())
    kept = Twinning.objects.get()
    assert answer["Location"] == reverse("atlas:twinning", args=[kept.pk])
    assert (kept.place_a_id, kept.name_a, kept.name_b, kept.year, kept.corrected_by) == (
        LACOMBE,
        "Lacombe",
        "Lone Butte",
        1999,
        staff,
    )
    sent = by_hand(state="doubted", reason="Nobody there knows of it", place_b=str(IN_JAPAN), name_b="")
    assert client.post(reverse("atlas:correct", args=[kept.pk]), sent).status_code == 302
    kept.refresh_from_db()
    assert (kept.place_b_id, kept.state, kept.reason, kept.pair) == (
        IN_JAPAN,
        "doubted",
        "Nobody there knows of it",
        f"g{IN_JAPAN}|g{LACOMBE}",
    )
    shown = client.get(reverse("atlas:twinning", args=[kept.pk])).text
    assert "Doubted: Nobody there knows of it" in shown
    assert "no import changes it" in shown


def test_the_research_leads_here_with_its_place(client_of):
    shown = client_of("staff").get(reverse("atlas:new"), {"place": IN_SINALOA}).text
    assert 'value="Mazatlán, Sinaloa, Mexico"' in shown
    assert client_of("staff").get(reverse("atlas:new"), {"place": "x" * 40}).status_code == 200


def test_the_partners_of_a_place_are_shown_with_those_near_us_first(client_of):
    twinned(2911240, IN_SINALOA, year=1978)
    twinned(IN_SINALOA, GRANDE_PRAIRIE)
    twinned(6118158, 3985344)
    shown = client_of("cao").get(reverse("atlas:place", args=[IN_SINALOA])).text
    assert "Mazatlán already has a partner in our country: Grande Prairie (Alberta)." in shown
    assert "At least 2 entered by hand; no list is imported yet." in shown
    assert shown.index(">Grande Prairie<") < shown.index(">Hamm<")
    assert "Red Deer – San Miguel de Allende" in shown
    assert "<polygon" in shown
    assert "Enter a partner that is missing" not in shown


def test_known_twinnings_are_found_by_any_name(client_of):
    twinned(LACOMBE, IN_JAPAN)
    client = client_of("councillor")
    for words in ("rikub", "陸別", "Лакомб"):
        assert "Lacombe – Rikubetsu" in client.get(reverse("atlas:search"), {"q": words}).text
    assert "None found." in client.get(reverse("atlas:search"), {"q": "hamm"}).text


@pytest.mark.parametrize(
    ("role", "there"), [("staff", True), ("administrator", True), ("cao", False), ("clerk", False)]
)
def test_the_entry_in_the_navigation_is_for_those_who_keep_the_data(client_of, role, there):
    assert (f'href="{reverse("atlas:index")}"' in client_of(role).get("/").text) == there


# -- Refusals change nothing -------------------------------------------------------------------


def doings() -> list[tuple[str, str]]:
    return [
        ("give_twinnings", "import-twinnings/"), ("give_governance", "import-governance/"), ("start", "imports/{job}/start/"),
        ("put_aside", "imports/{job}/put-aside/"), ("again", "imports/{job}/again/"), ("new", "twinnings/new/"),
        ("correct", "twinnings/{twinning}/correct/"),
    ]  # fmt: skip


@pytest.fixture
def there(staff, client, sign_in):
    """An import that waits for approval, and a known twinning."""
    job = read(sign_in(client, staff))
    kept = twinned(LACOMBE, IN_JAPAN)
    client.logout()
    return {"job": job.pk, "twinning": kept.pk}


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize(("name", "url"), doings())
def test_other_roles_read_and_change_nothing(client_of, there, role, name, url):
    client, before = client_of(role), everything()
    answer = client.post(f"/atlas/{url.format(**there)}", upload() | by_hand())
    assert (answer.status_code, everything()) == (403, before)


@pytest.mark.parametrize("role", OTHERS + KEEPERS)
@pytest.mark.parametrize(
    "url",
    [
        "",
        "imports/{job}/",
        "imports/{job}/progress/",
        "imports/{job}/leftovers/",
        "twinnings/",
        "twinnings/{twinning}/",
        f"places/{LACOMBE}/",
        "governance/",
    ],
)
def test_everybody_who_is_signed_in_reads(client_of, there, role, url):
    assert client_of(role).get(f"/atlas/{url.format(**there)}").status_code == 200


@pytest.mark.parametrize(("name", "url"), doings())
def test_a_stranger_is_asked_to_sign_in(client, there, name, url):
    before = everything()
    answer = client.post(f"/atlas/{url.format(**there)}", upload() | by_hand())
    assert (answer.status_code, everything()) == (302, before)


@pytest.mark.parametrize("name", ["start", "put_aside", "again"])
def test_what_changes_something_refuses_a_link(client_of, there, name):
    client, before = client_of("staff"), everything()
    assert client.get(reverse(f"atlas:{name}", args=[there["job"]])).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("name", ["import", "progress", "leftovers", "file", "twinning", "correct", "place"])
def test_what_is_not_there_is_not_found(client_of, name):
    assert client_of("staff").get(reverse(f"atlas:{name}", args=[99_999_999])).status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"file": ""}, "No file was chosen."),
        ({"file": SimpleUploadedFile("list.csv", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("list.csv", b" \n ")}, "The file is empty."),
        ({"file": SimpleUploadedFile("list.pdf", b"%PDF-1.7")}, "Save the table as CSV"),
        ({"file": SimpleUploadedFile("list.csv", b"\x7fELF\x02\x01\x00\x00\x01\x02")}, "not what its name says"),
        ({"file": SimpleUploadedFile("list.csv", b"<html><script>x</script></html>,b\n")}, "Open it in the program|program code"),
        ({"source": " "}, "The source is missing."),
        ({"as_of": "2026-11-30"}, "This day has not come yet."),
        ({"as_of": ""}, "The day is missing."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_in_words(client_of, more, words):
    client, before = client_of("staff"), everything()
    shown = client.post(reverse("atlas:give_twinnings"), upload() | more).text
    assert any(part in shown for part in words.split("|")), shown
    assert everything() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"words", "not what its name says"),
        (b"PK\x03\x04" + b"0" * 100, "not what its name says|damaged"),
        (broken(workbook(row()), "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "program code"),
    ],
)
def test_a_workbook_that_is_none_is_refused_in_words(client_of, content, words):
    client, before = client_of("staff"), everything()
    shown = client.post(
        reverse("atlas:give_governance"), upload(content, "wgidataset.xlsx") | {"edition": ""}
    ).text
    assert any(part in shown for part in words.split("|"))
    assert everything() == before


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"place_a": ""}, "The place is missing."),
        ({"name_b": ""}, "The place is missing."),
        ({"country_b": ""}, "The country is missing."),
        ({"place_a": "Hamm"}, "More than one place is called"),
        ({"place_b": str(LACOMBE), "name_b": ""}, "Both ends are the same place."),
        ({"sources": ""}, "The source is missing."),
        ({"state": "ended"}, "The reason is missing."),
        ({"year": "soon"}, "This is no year."),
        ({"place_b": str(IN_JAPAN), "name_b": ""}, "This twinning is known already."),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words(client_of, more, words):
    twinned(IN_JAPAN, LACOMBE)
    Twinning.objects.update(pair=f"g{IN_JAPAN}|g{LACOMBE}")
    client, before = client_of("staff"), everything()
    assert words in client.post(reverse("atlas:new"), by_hand(**more)).text
    assert everything() == before


def test_two_people_who_correct_the_same_entry_are_told(client_of, there):
    client = client_of("staff")
    url = reverse("atlas:correct", args=[there["twinning"]])
    same = by_hand(place_b=str(IN_JAPAN), name_b="")
    assert client.post(url, same | {"year": "1986"}).status_code == 302
    answer = client.post(url, same | {"year": "1990"})
    assert "Somebody else changed this after you opened it" in answer.text
    assert Twinning.objects.get().year == 1986


# -- As many rows, as many queries ---------------------------------------------------------------


def test_the_list_of_imports_takes_as_many_queries_for_three_as_for_one(client_of):
    client = client_of("staff")
    give(client)
    one = queries(client, reverse("atlas:index"))
    give(client, content=table(RIKUBETSU))
    give(client, content=HEADER.encode())
    assert queries(client, reverse("atlas:index")) == one


def test_lists_of_twinnings_take_as_many_queries_for_three_as_for_one(client_of):
    client = client_of("staff")
    addresses = [
        reverse("atlas:search"),
        reverse("atlas:search") + "?q=maz",
        reverse("atlas:place", args=[IN_SINALOA]),
    ]
    twinned(IN_SINALOA, 2911240)
    twinned(6118158, 3985344)
    before = [queries(client, address) for address in addresses]
    for number in (GRANDE_PRAIRIE, 5024719):
        twinned(IN_SINALOA, number)
        twinned(5913490, number)
    assert len(WORLD) > 30
    assert place(GRANDE_PRAIRIE)
    assert [queries(client, address) for address in addresses] == before
