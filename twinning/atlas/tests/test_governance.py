"""The World Bank's workbook: read as published, kept per edition, never drawn across, refused in words."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from twinning.atlas import governance, imports
from twinning.atlas.governance import indicators_of
from twinning.atlas.models import Import, Indicator
from twinning.atlas.tests.conftest import counts
from twinning.records import uploads

pytestmark = pytest.mark.django_db
HEADER = ["codeindyr", "code", "countryname", "year", "indicator", "estimate", "stddev", "nsource", "pctrank"]


def row(code="MEX", year=2023, indicator="pv", estimate=-0.6, error=0.2, sources=8, percentile=25.5):
    return [f"{code}{indicator}{year}", code, "", year, indicator, estimate, error, sources, percentile]


def workbook(*rows, header=HEADER, before=(), title="Sheet1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for line in (*before, header, *rows):
        book.active.append(line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_the_figures_are_kept_with_their_error(carry_out):
    job = carry_out(
        workbook(
            row(), row(year=2022), row(code="CAN", estimate=0.9), row(code="ASM", estimate="..", error="..")
        ),
        kind="governance",
    )
    assert (counts(job), job.edition, job.report["edition_by"], job.report["empty"]) == (
        {"added": 3},
        2024,
        "file",
        1,
    )
    (edition,) = indicators_of("MX")
    stability = edition.stability
    assert (edition.edition, edition.country_name, stability.label) == (
        2024,
        "Mexico",
        "Political stability and absence of violence",
    )
    assert [one.year for one in stability.points] == [2022, 2023]
    latest = stability.latest
    assert (
        latest.estimate,
        latest.standard_error,
        round(latest.margin, 3),
        latest.percentile,
        latest.sources,
    ) == (-0.6, 0.2, 0.329, 25.5, 8)


def test_the_same_workbook_again_changes_nothing_and_a_corrected_one_changes_its_figures(carry_out):
    carry_out(workbook(row(), row(year=2022)), kind="governance")
    assert counts(carry_out(workbook(row(), row(year=2022)), kind="governance")) == {"same": 2}
    assert counts(carry_out(workbook(row(estimate=-0.5), row(year=2022)), kind="governance")) == {
        "changed": 1,
        "same": 1,
    }
    assert Indicator.objects.get(year=2023).estimate == -0.5


def test_editions_are_never_mixed(carry_out):
    carry_out(workbook(row(), row(year=2022)), kind="governance")
    job = carry_out(workbook(row(estimate=-0.9), row(year=2022), row(year=2024)), kind="governance")
    assert (job.edition, counts(job)) == (2025, {"added": 3})
    newest, older = indicators_of("MX")
    assert [(one.edition, len(one.stability.points)) for one in (newest, older)] == [(2025, 3), (2024, 2)]
    assert "method of 2025" in newest.method
    assert "before 2025" in older.method
    assert [len(one.stability.chart["dots"]) for one in (newest, older)] == [3, 2]


def test_an_edition_may_be_said_by_a_person(carry_out):
    job = carry_out(workbook(row()), kind="governance", edition=2030)
    assert (job.edition, job.report["edition_by"]) == (2030, "person")


def test_a_gap_of_years_is_a_gap_of_the_line(carry_out):
    carry_out(workbook(*(row(year=year) for year in (1996, 1998, 2000, 2004, 2005))), kind="governance")
    chart = indicators_of("MX")[0].stability.chart
    assert [len(line.split()) for line in chart["lines"]] == [3, 2]
    assert [len(band.split()) for band in chart["bands"]] == [6, 4]


def test_a_newer_layout_with_longer_names_is_read(carry_out):
    header = [
        "Economy (code)",
        "Economy (name)",
        "Year",
        "Governance dimension",
        "Governance estimate (approx. -2.5 to +2.5)",
        "Standard error",
        "Number of sources",
        "Percentile rank (0-100)",
    ]
    lines = [
        ["MEX", "Mexico", 2024, "Political Stability and Absence of Violence/Terrorism", -0.7, 0.2, 8, 21.0]
    ]
    carry_out(
        workbook(*lines, header=header, before=[["Worldwide Governance Indicators"], []], title="Data"),
        kind="governance",
    )
    assert indicators_of("MX")[0].stability.latest.percentile == 21.0


@pytest.mark.parametrize(
    ("code", "country"),
    [("ROM", "RO"), ("ADO", "AD"), ("ZAR", "CD"), ("KSV", "XK"), ("WBG", "PS"), ("DEU", "DE")],
)
def test_codes_of_the_bank_become_those_of_countries(carry_out, code, country):
    carry_out(workbook(row(code=code)), kind="governance")
    assert Indicator.objects.get().country == country


def test_rows_that_cannot_be_are_refused_with_their_number(read):
    job = read(
        workbook(row(), row(code="M1"), row(indicator="xx"), row(year="soon"), row(estimate=40), row(error=-1), row(percentile=101), row()),
        kind="governance",
    )  # fmt: skip
    assert counts(job) == {"added": 1, "refused": 7}
    assert [line for line, *_rest in job.leftovers] == [3, 4, 5, 6, 7, 8, 9]
    assert all(words.endswith(".") for _line, _kind, words, _facts in job.leftovers)


def broken(content: bytes, name: str, text: bytes) -> bytes:
    """The same package with one part replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 no workbook", "no workbook that can be read"),
        (b"words", "no workbook that can be read"),
        (workbook(), "no figures"),
        (workbook(row(estimate="..")), "no figures"),
        (workbook(["a", "b"], header=["name", "value"]), r"No sheet of this workbook has the columns .* found: name, value"),
        (broken(workbook(row()), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c>"), "no workbook that can be read"),
        (broken(workbook(row()), "xl/workbook.xml", b"nothing"), "no workbook that can be read"),
    ],
)  # fmt: skip
def test_what_is_not_the_workbook_fails_in_words(read, content, words):
    job = read(content, kind="governance")
    assert job.state == Import.State.FAILED
    assert __import__("re").search(words, job.reason)
    assert not Indicator.objects.exists()


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes(read):
    content = workbook(row())
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    assert far != sheet
    job = read(broken(content, "xl/worksheets/sheet1.xml", far), kind="governance")
    assert (job.state, counts(job)) == (Import.State.CHECKED, {"added": 1})


def test_a_zip_bomb_is_refused_at_the_door():
    bomb = broken(workbook(row()), "xl/worksheets/sheet1.xml", b"")
    made = io.BytesIO(bomb)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.xml", b"0" * 210_000_000)
    with pytest.raises(ValidationError, match="unpacks to far more"):
        uploads.check(ContentFile(made.getvalue(), name="wgidataset.xlsx"))


def test_two_workers_write_an_edition_once(read, staff):
    job = read(workbook(row(), row(year=2022)), kind="governance")
    imports.approve(job, by=staff)
    imports.work_on(job.pk)
    imports.work_on(job.pk)
    assert Indicator.objects.count() == 2


def test_an_edition_that_changed_since_the_dry_run_is_read_again(read, carry_out, staff):
    waiting = read(workbook(row()), kind="governance")
    carry_out(workbook(row(estimate=0.1)), kind="governance")
    imports.approve(waiting, by=staff)
    imports.work_on(waiting.pk)
    imports.work_on(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, counts(waiting)) == (Import.State.CHECKED, {"changed": 1})


def test_a_country_that_no_edition_knows_has_no_series(db):
    assert indicators_of("MX") == []
    assert governance.marker(2024) == "2024:0:None"
