"""The annex as a paper, read back: its words, its tables, its pages."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from proposals.correspondence.models import Correspondence, Goal, PlanVersion
from proposals.correspondence.workplan import actions
from proposals.correspondence.workplan.papers import facts
from proposals.proposal.models import Community
from twinning import clock
from twinning.records.rendering import render_paper
from twinning.testing import pdf
from twinning.testing.files import file_in_correspondence

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def record(staff, cao):
    return Correspondence.objects.create(
        proposal=file_in_correspondence(staff=staff, cao=cao),
        budget=Decimal(12_000),
        budget_agreed_on=dt.date(2026, 3, 2),
        budget_terms="Guests are housed by the host.\nEach side pays its travel.",
    )


def add(record: Correspondence, term: str, title: str, **more: Any) -> None:
    told: dict[str, Any] = {
        "activity": "Two weeks each way in June", "indicator": "students who travelled", "baseline": Decimal(0),
        "goal_value": Decimal(1200), "unit": "students a year", "due_on": dt.date(2027, 6, 30),
        "owner_here": "L. Petrova", "owner_there": "E. Ruiz", "cost": Decimal("4500.50"), "funding": "School board",
    }  # fmt: skip
    Goal.objects.create(record=record, term=term, title=title, order=record.goals.count(), **(told | more))


def made(record: Correspondence, staff: Any) -> PlanVersion:
    return actions.make_version(record.proposal, by=staff)


def draw(plan: PlanVersion, folder: Path) -> Path:
    document = plan.document
    assert document is not None
    target = folder / f"{document.pk}.pdf"
    render_paper(document.template, document.facts, title=document.title, target=target)
    return target


def test_the_annex_says_what_both_sides_will_do(record, staff, tmp_path):
    add(record, "long", "Trade fair", cost=Decimal(9000), cost_currency="MXN")
    add(record, "short", "Student exchange")
    plan = made(record, staff)
    paper = draw(plan, tmp_path)
    text, tags = pdf.text(paper), pdf.tags(paper)
    for words in (
        "Annex: Work plan",
        "Lacombe and Mazatlán",
        "Version 1 of 12 March 2026",
        f"File {record.proposal.reference}",
        "1. Student exchange",
        "2. Trade fair",
        "from 0 to 1,200 students a year",
        "by 30 June 2027",
        "Counted: students who travelled",
        "Mazatlán: E. Ruiz",
        "CAD 4,500.50",
        "MXN 9,000",
        "CAD 12,000",
        "Guests are housed by the host.",
        "Both sides agree to version 1 of this work plan.",
    ):
        assert words in text
    assert text.count("Initials, place and date") == 2
    assert text.index("Short-term goals") < text.index("Long-term goals") < text.index("The first year")
    assert tags.count("H1") == 1
    assert tags.count("H2") == 3
    # The first year begins below the goals; its table may end on the page of the signatures.
    assert tags.count("Table") in {3, 4}
    assert plan.document.filename.startswith("Work plan ")
    assert plan.document.filename.endswith(" Mazatlan v1.pdf")


def test_its_numbers_are_the_citys_whoever_asks(record, staff):
    add(record, "short", "Student exchange")
    add(record, "long", "Trade fair")
    with translation.override("en-us"):
        plan = made(record, staff)
    goal = plan.document.facts["terms"][0]["goals"][0]
    assert goal["cost"] == "CAD 4,500.50"
    assert goal["target"]["text"] == "from 0 to 1,200 students a year"


def test_what_was_frozen_is_told_whatever_became_of_the_draft(record, staff):
    add(record, "short", "Student exchange")
    add(record, "long", "Trade fair")
    plan = made(record, staff)
    Goal.objects.update(title="Something else", goal_value=Decimal(1))
    told = facts(PlanVersion.objects.get(pk=plan.pk))
    assert [term["goals"][0]["title"]["text"] for term in told["terms"]] == ["Student exchange", "Trade fair"]


@pytest.mark.parametrize(("size", "width"), [("letter", 612), ("a4", 595)])
def test_goals_break_well_across_pages_of_either_size(record, staff, tmp_path, settings, size, width):
    settings.PAPER_SIZE = size
    for number in range(18):
        add(record, "short", f"Goal {number:02d} of both", activity="What is done, at length. " * 8)
    add(record, "long", "Trade fair")
    paper = draw(made(record, staff), tmp_path)
    with pikepdf.open(paper) as opened:
        assert round(float(opened.pages[0].mediabox[2])) == width
    pages = pdf.pages(paper)
    assert len(pages) > 2
    headings = {"Short-term goals", "Long-term goals", "The first year"}
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[-2] not in headings
        # A goal stands together: whoever sees to it is on the page of its title.
        assert page.count("E. Ruiz") == sum(
            "of both" in line or line.startswith("20") or "Trade fair" in line for line in lines
        )
    # The head of the table is said again on every page that has goals.
    assert all("Who sees to it" in page for page in pages if "of both" in page)
    # Those who initial see something of what they agree to.
    assert "Budget of Lacombe" in pages[-1] or "Who pays for what" in pages[-1] or "All goals" in pages[-1]


SPANISH = {
    "title_2": "Intercambio escolar",
    "activity_2": "Dos semanas en familias",
    "indicator_2": "estudiantes que viajaron",
    "unit_2": "estudiantes al año",
}


def test_the_annex_speaks_both_languages(record, staff, tmp_path):
    record.plan_language_2, record.budget_terms_2 = "es", "Cada parte paga su viaje."
    record.save()
    for term in ("short", "long"):
        add(record, term, "Student exchange", **SPANISH)
    plan = made(record, staff)
    paper = draw(plan, tmp_path)
    text = pdf.text(paper)
    for words in (
        "Annex: Work plan / Anexo: Plan de trabajo",
        "Versión 1 del 12 de marzo de 2026",
        "Short-term goals / Objetivos a corto plazo",
        "Long-term goals / Objetivos a largo plazo",
        "Intercambio escolar",
        "Dos semanas en familias",
        "de 0 a 1.200 estudiantes al año",
        "a más tardar el 30 de junio de 2027",
        "Se cuenta: estudiantes que viajaron",
        "The first year / El primer año",
        "Quién paga qué",
        "Cada parte paga su viaje.",
        "Ambas partes están de acuerdo con la versión 1 de este plan de trabajo.",
    ):
        assert words in text
    assert text.count("Rúbrica, lugar y fecha") == 2
    assert plan.document.facts["kind_words"] == "Annex: Work plan / Anexo: Plan de trabajo"


def test_other_languages_have_our_headings_only_and_a_frozen_version_without_one_is_read(
    record, staff, tmp_path
):
    record.plan_language_2 = "ja"
    record.save()
    for term in ("short", "long"):
        add(record, term, "Student exchange", title_2="交換留学", unit_2="人")
    plan = made(record, staff)
    text = pdf.text(draw(plan, tmp_path))
    assert "交換留学" in text
    assert "0 → 1,200 人" in text
    assert "2027年6月30日" in text
    assert " / " not in plan.document.facts["kind_words"]
    kept = plan.content
    for goal in kept["goals"]:
        for name in SPANISH:
            del goal[name]
    del kept["language_2"], kept["budget"]["budget_terms_2"]
    kept["budget"]["budget_agreed_on"] = "2026-03-02"
    told = facts(plan)
    assert told["terms"][0]["goals"][0]["title_2"] == ""
    assert told["budget"]["agreed_on"] == "2 March 2026"


def test_the_first_year_begins_where_there_is_room(record, staff, tmp_path):
    add(record, "long", "Trade fair")
    add(record, "short", "Student exchange")
    pages = pdf.pages(draw(made(record, staff), tmp_path))
    assert "The first year" in pages[0]
    assert "Budget of Lacombe" in pages[0]
    assert pages[-1].count("Initials, place and date") == 2


def test_any_script_is_set_and_verapdf_finds_nothing(staff, cao, tmp_path, record):
    add(record, "short", "姉妹都市" * 75, activity="交流" * 250, owner_there="رُبى الخطيب")
    add(record, "long", "مهرجان مشترك (Lacombe)", unit="%", cost=None, funding="")
    file = file_in_correspondence(staff=staff, cao=cao)
    Community.objects.filter(pk=file.community_id).update(name="陸別町")
    other = Correspondence.objects.create(
        proposal=file, budget=Decimal(0), budget_agreed_on=dt.date(2026, 3, 2)
    )
    add(other, "short", "<b>Bold</b> & “unpaired")
    add(other, "long", "Trade fair", baseline=Decimal("1.5"))
    other.proposal.refresh_from_db()
    drawn = [draw(made(one, staff), tmp_path) for one in (record, other)]
    assert "姉妹都市" in pdf.text(drawn[0])
    assert "<b>Bold</b> & “unpaired" in pdf.text(drawn[1])
    assert "陸別町" in pdf.text(drawn[1])
    verdicts = pdf.verapdf(drawn)
    assert [said["failed"] for verdict in verdicts.values() for said in verdict.values()] == [[], [], [], []]
