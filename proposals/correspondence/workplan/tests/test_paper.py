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
        "$4,500.50",
        "Guests are housed by the host.",
        "Both sides agree to version 1 of this work plan.",
    ):
        assert words in text
    assert text.count("Initials, place and date") == 2
    assert text.index("Short-term goals") < text.index("Long-term goals") < text.index("The first year")
    assert tags.count("H1") == 1
    assert tags.count("H2") == 3
    assert tags.count("Table") == 3
    assert plan.document.filename.startswith("Work plan ")
    assert plan.document.filename.endswith(" Mazatlan v1.pdf")


def test_its_numbers_are_the_citys_whoever_asks(record, staff):
    add(record, "short", "Student exchange")
    add(record, "long", "Trade fair")
    with translation.override("en-us"):
        plan = made(record, staff)
    goal = plan.document.facts["terms"][0]["goals"][0]
    assert goal["cost"] == "$4,500.50"
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
    assert "The first year" in pages[-1]


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
