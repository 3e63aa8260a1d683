"""The research report: what it tells, that it is made anew only when something changed, and the paper read back."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from proposals.lifecycle import MoveRefused
from proposals.planning.models import BudgetLine, Planning
from proposals.proposal.models import Candidate, Community, Paper, Proposal
from proposals.proposal.sections import find, waive
from proposals.research import chapters, papers
from proposals.research.candidates.actions import choose, decide, list_candidate
from proposals.research.comparison.models import DataPoint
from proposals.research.measures import actions as measures
from proposals.research.measures.models import Assessment, Evidence, Score
from proposals.research.models import Research
from proposals.research.sections import SECTIONS
from proposals.research.stability.models import StabilityNote
from twinning import clock
from twinning.atlas.models import Import, Indicator, Twinning
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Measure
from twinning.records.models import Document, Event
from twinning.records.rendering import render_paper
from twinning.testing import pdf
from twinning.testing.factories import person
from twinning.testing.files import file_in_research, mazatlan, research_it

pytestmark = pytest.mark.django_db

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
CHAPTERS = [
    "Summary",
    "Candidates",
    "The two communities side by side",
    "Existing twinnings",
    "Stability and due diligence",
    "The five measures",
    "Costs",
    "What is not known",
    "Sources",
]


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff, cao):
    return file_in_research(staff=staff, cao=cao)


@pytest.fixture
def researched(file):
    research_it(file)
    return Proposal.objects.get(pk=file.pk)


def url(file: Proposal) -> str:
    return reverse("research:report", args=[file.pk])


def fresh(file: Proposal) -> Proposal:
    """The file as the next request would read it."""
    return Proposal.objects.select_related("community").get(pk=file.pk)


def report(file: Proposal, by: Any) -> Paper:
    return papers.report(fresh(file), by=by)


def told(file: Proposal) -> dict[str, Any]:
    return json.loads(json.dumps(papers.content(Research.of(fresh(file))), default=str))


def draw(paper: Paper, folder: Path) -> Path:
    document = paper.document
    target = folder / f"{document.pk}.pdf"
    render_paper(document.template, document.facts, title=document.title, target=target)
    return target


def enrich(file: Proposal, staff: Any, cao: Any) -> None:
    """Two assessors, evidence, notes, money, values that disagree, other candidates."""
    candidate = Candidate.objects.get(proposal=file)
    community = candidate.community
    population = {"community": community, "topic": "population", "year": 2020, "source": "INEGI, census 2020"}
    DataPoint.objects.create(number=441_975, qualifier="city", **population)
    DataPoint.objects.create(number=501_441, qualifier="municipality", **population)
    DataPoint.objects.create(number=14_258, topic="population", year=2024, source="Census of Alberta")
    DataPoint.objects.create(topic="climate", words="Dfb", source="Köppen", prefilled=True)
    StabilityNote.objects.create(
        country="MX", kind="advisory", level=2, region="Sinaloa", words="Avoid non-essential travel.",
        exceptions="The city of Mazatlán.", source="Government of Canada, advisory for Mexico",
        dated=dt.date(2026, 2, 27), reviewed_by=staff, reviewed_on=dt.date(2026, 3, 2),
    )  # fmt: skip
    for by, score in ((staff, 4), (cao, 2)):
        own = measures.begin(candidate, by=by)
        Score.objects.filter(assessment=own).update(score=score, narrative=f"{by} thinks so. And more.")
        measures.finish(own, by=by)
    agreed = Assessment.objects.settled().get()
    for code, score in (("interest", 5), ("politics", 1)):
        Score.objects.filter(assessment=agreed, measure__code=code).update(score=score)
    Score.objects.filter(assessment=agreed, measure__code="social").update(
        score=None, narrative="", waiver="No school is asked yet."
    )
    Evidence.objects.create(
        record=agreed, measure=Measure.objects.get(code="interest"), words="Letter of forty households"
    )
    record = Planning.of(file)
    BudgetLine.objects.create(record=record, year=2027, category="hosting", amount=Decimal(12_000))
    BudgetLine.objects.create(record=record, year=2027, category="staff", amount=Decimal(500), in_kind=True)


# -- asking for it -------------------------------------------------------------------------


def test_the_report_is_asked_for_and_its_page_shown(client, sign_in, staff, researched):
    answer = sign_in(client, staff).post(url(researched))
    paper = Paper.objects.get(document__template="research_report")
    assert (answer.status_code, answer.url) == (
        302,
        reverse("proposal:paper", args=[researched.pk, paper.pk]),
    )
    assert paper.document.title == "Research report: Mazatlán"
    assert (
        paper.document.filename == f"Research report {researched.reference.replace('/', '-')} Mazatlan v1.pdf"
    )
    assert paper.document.facts["standing"] == [
        "Version 1 of 12 March 2026", f"File {researched.reference}", "Prepared for the CAO by K. Dube"
    ]  # fmt: skip
    assert Event.objects.latest("seq").verb == "file.paper"


def test_the_same_facts_are_the_same_paper_whoever_asks_whenever(staff, cao, researched):
    first = report(researched, staff)
    with clock.at(SPRING + dt.timedelta(days=3)):
        assert report(researched, cao) == first
    assert Document.objects.filter(template="research_report").count() == 1


def test_changed_facts_are_a_new_version_and_the_earlier_one_stays(staff, researched):
    first = report(researched, staff)
    Research.objects.update(recommendation="Wait a year.")
    with clock.at(SPRING + dt.timedelta(days=63)):
        second = report(researched, staff)
    assert (
        second.document.facts["standing"][0]
        == "Version 2 of 14 May 2026, replaces version 1 of 12 March 2026"
    )
    assert second.document.title == "Research report: Mazatlán, version 2"
    first.document.refresh_from_db()
    assert first.document.facts["version"] == 1
    assert "Go on, with visits" in json.dumps(first.document.facts)


def test_what_was_once_true_again_is_a_third_version(staff, researched):
    report(researched, staff)
    words = Research.objects.get().recommendation
    Research.objects.update(recommendation="Wait a year.")
    report(researched, staff)
    Research.objects.update(recommendation=words)
    assert report(researched, staff).document.facts["version"] == 3


def test_a_paper_that_failed_is_tried_again(staff, researched):
    first = report(researched, staff)
    Document.objects.filter(pk=first.document_id).update(state=Document.State.FAILED)
    assert report(researched, staff) == first
    assert Document.objects.get(pk=first.document_id).state == Document.State.QUEUED


def test_without_a_candidate_there_is_nothing_to_report(client, sign_in, staff, file):
    Candidate.objects.all().delete()
    before = (Document.objects.count(), Event.objects.count())
    answer = sign_in(client, staff).post(url(file), follow=True)
    assert "There is no candidate to report on yet." in answer.content.decode()
    assert (Document.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("cao", 302),
        ("clerk", 302),
        ("mayor", 403),
        ("councillor", 403),
        ("committee", 404),
        ("administrator", 403),
    ],
)
def test_who_may_ask_for_it(client, sign_in, researched, role, status):
    made = int(status == 302)
    assert sign_in(client, person(role)).post(url(researched)).status_code == status
    assert Document.objects.filter(template="research_report").count() == made


def test_it_is_never_made_by_looking(client, sign_in, staff, researched):
    assert sign_in(client, staff).get(url(researched)).status_code == 405
    assert not Document.objects.filter(template="research_report").exists()


def test_a_file_that_is_not_there_has_no_report(client, sign_in, staff, researched):
    assert (
        sign_in(client, staff).post(reverse("research:report", args=[researched.pk + 99])).status_code == 404
    )


def test_a_file_that_moved_meanwhile_is_not_reported_on(staff, researched):
    Proposal.objects.filter(pk=researched.pk).update(turn="cao")
    with pytest.raises(MoveRefused):
        papers.report(researched, by=staff)


# -- what it tells ------------------------------------------------------------------------------


def test_the_summary_is_drawn_from_the_data(staff, cao, researched):
    enrich(researched, staff, cao)
    summary = told(researched)["summary"]
    assert summary["sentences"] == [
        "Mazatlán, Sinaloa, Mexico is chosen; no other candidate was on the list.",
        "Sought: Twinning (sister city).",
    ]
    assert [one["text"] for one in summary["speaks_for"]] == [
        "Citizen interest in both communities: 5 of 5. There is something to say."
    ]
    assert [one["text"] for one in summary["against"]] == [
        "Political climate and stability: 1 of 5. There is something to say.",
        "Travel advisory of 27 February 2026 for Sinaloa: Avoid non-essential travel, with exceptions; see the chapter on stability.",
    ]
    assert len(summary["between"]) == 2
    assert summary["open"] == ""


def note_on(by: Any, **more: Any) -> StabilityNote:
    facts = {
        "country": "MX", "kind": "advisory", "words": "Petty crime is common. And more.", "source": "Government of Canada",
        "dated": dt.date(2026, 2, 27), "reviewed_by": by, "reviewed_on": dt.date(2026, 3, 2),
    }  # fmt: skip
    return StabilityNote.objects.create(**(facts | more))


def test_an_advisory_that_asks_for_caution_speaks_against_it(staff, researched):
    note_on(staff, level=1)
    summary = told(researched)["summary"]
    assert [one["text"] for one in summary["against"]] == [
        "Travel advisory of 27 February 2026 for Mexico: Exercise a high degree of caution."
    ]
    assert (summary["noted"], summary["nothing_noted"]) == ([], False)


@pytest.mark.parametrize("kind", ["sanctions", "security", "diplomatic"])
def test_sanctions_security_and_relations_are_named_in_the_summary(staff, researched, kind):
    note = note_on(staff, kind=kind)
    summary = told(researched)["summary"]
    assert [one["text"] for one in summary["noted"]] == [
        f"{note.get_kind_display()} of 27 February 2026 for Mexico: Petty crime is common."
    ]


def test_nothing_noted_is_said_only_where_nothing_is_and_is_no_finding(staff, researched, tmp_path):
    words = "Nothing is noted on stability, nor on a partner in our country; that is no finding that there is nothing."
    assert words in pdf.text(draw(report(researched, staff), tmp_path))
    note_on(staff, level=0)
    text = pdf.text(draw(report(researched, staff), tmp_path))
    assert "Nothing is noted on stability" not in text
    assert "No measure is scored below the middle." in text


def test_scores_that_are_not_closed_are_not_told(staff, cao, researched):
    enrich(researched, staff, cao)
    Assessment.objects.settled().update(finished_at=None, finished_by=None)
    facts = told(researched)
    assert facts["measures"]["rows"] == [] and facts["measures"]["chart"] is None
    assert facts["measures"]["state"].startswith("The agreed assessment is not closed yet.")
    assert facts["summary"]["speaks_for"] == []
    assert "thinks so" not in json.dumps(facts)


def test_a_section_that_was_left_out_says_why_in_its_chapter(staff, cao, file, tmp_path):
    waive(Research.of(file), find(SECTIONS, "measures"), by=staff, why="Council named the city itself.")
    assert "The five measures: Council named the city itself." in lines_of(file)
    text = pdf.text(draw(report(file, staff), tmp_path))
    assert text.count("Council named the city itself.") == 2


def lines_of(file: Proposal) -> list[str]:
    return [line for group in told(file)["not_known"] for line in group["lines"]]


def test_everything_that_is_not_known_is_said(staff, cao, researched):
    Municipality.objects.update(population=None)
    DataPoint.objects.filter(topic="climate").update(year=None)
    Score.objects.filter(measure__code="social").update(
        score=None, narrative="", waiver="No school is asked yet."
    )
    with clock.at(SPRING + dt.timedelta(days=200)):
        found = lines_of(researched)
    for line in (
        "Education, culture and sports: No school is asked yet.",
        "Climate",
        "No figure is entered for Lacombe · Mazatlán, so the two populations are not held against each other.",
        "The population of Lacombe is not entered, so costs per resident are not known.",
        "No list of known twinnings is imported, so no list was asked about partners.",
        "Mazatlán has no place on the map, so no list could be asked about its partners.",
        "The political climate and the advisories were last checked on 2 February 2026, longer ago than the policy allows; what holds today is not known.",
        "No governance indicators are imported for Mexico.",
        "The planning has no budget, so nothing is known of the costs.",
    ):
        assert line in found


def test_a_check_that_was_never_made_is_not_known(file):
    assert "The political climate and the advisories have not been checked." in lines_of(file)


def test_what_is_known_is_not_among_what_is_not(staff, cao, researched):
    enrich(researched, staff, cao)
    found = " ".join(lines_of(researched))
    assert "budget, so" not in found and "populations are not" not in found and "per resident" not in found


def test_a_value_without_its_year_says_so(staff, researched):
    DataPoint.objects.filter(topic="climate").update(year=None)
    rows = {row["topic"]: row["theirs"][0]["note"] for row in told(researched)["comparison"]["rows"]}
    assert (rows["Climate"], rows["Geography"]) == ("year not given", "2026")


def test_a_source_has_one_number_wherever_it_is_named(staff, cao, researched):
    enrich(researched, staff, cao)
    facts = told(researched)
    (row,) = [row for row in facts["comparison"]["rows"] if row["topic"] == "Population"]
    assert [value["value"][0]["text"] for value in row["theirs"]] == ["Known.", "441,975", "501,441"]
    city, census = row["theirs"][0]["source"], row["theirs"][1]["source"]
    assert row["theirs"][2]["source"] == census != city
    listed = {one["number"]: one["text"] for one in facts["sources"]}
    assert listed[city] == "City of Mazatlán" and listed[census] == "INEGI, census 2020"
    assert sorted(listed) == list(range(1, len(listed) + 1))


def test_numbers_of_sources_are_used_and_listed_alike(staff, cao, researched, tmp_path):
    enrich(researched, staff, cao)
    text = pdf.text(draw(report(researched, staff), tmp_path))
    used = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    assert used == {one["number"] for one in told(researched)["sources"]}


def test_what_is_not_known_is_said(staff, cao, file):
    DataPoint.objects.create(community=file.community, topic="history", unknown=True)
    DataPoint.objects.create(topic="climate", words="Dfb", source="Köppen", prefilled=True)
    groups = {group["title"]: group["lines"] for group in told(file)["not_known"]}
    assert groups["Mazatlán: looked for and not found"] == ["Historical or ancestral ties"]
    assert groups["Lacombe: taken from a data set, confirmed by nobody"] == ["Climate"]
    assert (
        "Choose a candidate, with the reason."
        in groups["What the research still needs before it can be closed"]
    )
    assert groups["Lacombe: nobody has looked yet"][0].startswith("Population · Area")


def test_all_candidates_stand_there_with_their_reasons(staff, researched):
    for number in range(12):
        other = list_candidate(
            fresh(researched),
            Community(name=f"Town {number:02d}", country="US"),
            came_up="A letter",
            by=staff,
        )
        decide([other], "not_chosen", by=staff, why=f"Reason {number:02d}")
    others = told(researched)["candidates"]["others"]
    assert [(one["name"], one["reason"][0]["text"]) for one in others] == [
        (f"Town {number:02d}", f"Reason {number:02d}") for number in range(12)
    ]


def test_open_assessments_of_others_are_not_reported(staff, cao, researched):
    candidate = Candidate.objects.get(proposal=researched)
    open_one = measures.begin(candidate, by=cao)
    Score.objects.filter(assessment=open_one).update(score=1, narrative="A first thought.")
    assert "A first thought." not in json.dumps(told(researched))


def test_more_assessors_than_fit_beside_each_other_are_told_measure_by_measure(staff, researched, tmp_path):
    candidate = Candidate.objects.get(proposal=researched)
    for number in range(4):
        own = measures.begin(candidate, by=person("staff", name=f"Assessor {number}"))
        Score.objects.filter(assessment=own).update(score=number + 1, narrative="Words.")
        measures.finish(own, by=staff)
    facts = told(researched)["measures"]
    assert facts["in_columns"] is False
    assert facts["rows"][0]["named"] == [f"Assessor {n} {n + 1} of 5" for n in range(4)]
    assert "Assessor 3 4 of 5. 3 steps apart." in pdf.text(draw(report(researched, staff), tmp_path))


def test_partners_are_told_ours_first_with_confidence(places, staff, researched):
    by_name = {(place.name, place.country): place for place in places}
    here, there = by_name["Lacombe", "CA"], by_name["Mazatlán", "MX"]
    Municipality.objects.update(place=here)
    Community.objects.filter(pk=researched.community_id).update(place=there)
    common = {"place_b": there, "name_b": "Mazatlán", "country_b": "MX", "as_of": dt.date(2026, 3, 2)}
    Twinning.objects.create(
        pair="1", name_a="Zagreb", country_a="HR", sources="Wikidata", confidence="medium", **common
    )
    Twinning.objects.create(
        pair="2", name_a="Grande Prairie", region_a="Alberta", country_a="CA", year=2008,
        sources="Wikidata|Their page", confidence="high", **common,
    )  # fmt: skip
    facts = told(researched)["partners"]
    assert facts["words"] == "At least 2 entered by hand; no list is imported yet."
    assert [(one["name"], one["near"], one["year"], one["confidence"]) for one in facts["rows"]] == [
        ("Grande Prairie", "in our province", "2008", "high"),
        ("Zagreb", "", "", "medium"),
    ]
    assert "Grande Prairie" in told(researched)["summary"]["against"][-1]["text"]


def test_governance_has_its_edition_and_margin(places, staff, researched):
    home = next(place for place in places if (place.name, place.country) == ("Lacombe", "CA"))
    Municipality.objects.update(place=home)
    job = Import.objects.create(
        kind="governance", upload_id=_upload(staff), name="wgidataset.xlsx", source="World Bank",
        as_of=dt.date(2025, 10, 30), edition=2025,
    )  # fmt: skip
    for country, edition, estimate in (("MX", 2025, -0.62), ("CA", 2025, 0.9), ("MX", 2023, -0.7)):
        Indicator.objects.create(
            edition=edition, country=country, dimension="pv", year=edition - 1, estimate=estimate,
            standard_error=0.2, imported=job,
        )  # fmt: skip
    facts = told(researched)["stability"]["governance"]
    assert facts["caption"] == "Worldwide Governance Indicators, edition of 2025"
    assert facts["rows"] == [
        {
            "label": "Political stability and absence of violence",
            "theirs": "−0.62 ± 0.33 (2024)",
            "ours": "+0.90 ± 0.33 (2024)",
        }
    ]


def _upload(staff: Any) -> int:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from twinning.records import uploads

    return uploads.accept(SimpleUploadedFile("note.txt", b"Figures"), by=staff).pk


def test_the_report_speaks_the_language_of_the_city_and_not_of_who_asks(staff, researched):
    from django.utils import translation

    with translation.override("fr"):
        assert report(researched, staff).document.facts["kind_words"] == "Research report"


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("العقبة", "JO", "ar"),
        ("تهران", "IR", "fa"),
        ("陸別町", "JP", "ja"),
        ("厦门", "CN", "zh-Hans"),
        ("花蓮", "TW", "zh-Hant"),
        ("이천시", "KR", "ko"),
        ("חיפה", "IL", "he"),
        ("Вашківці", "UA", ""),
    ],
)
def test_a_native_name_is_marked_with_its_language(name, country, language):
    marked = chapters.native_name(Community(name="Somewhere", native_name=name, country=country))
    assert marked == {
        "text": name,
        "lang": language,
        "dir": "rtl" if language in {"ar", "fa", "he"} else "ltr",
    }


def test_a_native_name_that_is_the_same_is_not_repeated():
    assert chapters.native_name(Community(name="Växjö", native_name="Växjö", country="SE")) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("K. Dube: It is so. And more.", "K. Dube: It is so."),
        ("No end", "No end"),
        ("", ""),
        ("町長の手紙。次の文。", "町長の手紙。"),
        ("Really? Yes.", "Really?"),
        ("word " * 100, ("word " * 48).strip() + " …"),
    ],
)
def test_the_first_sentence_is_whole(text, first):
    assert papers.first_sentence(text) == first


# -- the paper, read back ------------------------------------------------------------------------


def test_the_paper_has_every_chapter_its_tables_and_its_chart(staff, cao, researched, tmp_path):
    enrich(researched, staff, cao)
    paper = draw(report(researched, staff), tmp_path)
    text, tags = pdf.text(paper), pdf.tags(paper)
    assert [text.index(title) for title in CHAPTERS] == sorted(text.index(title) for title in CHAPTERS)
    assert tags.count("H2") == len(CHAPTERS) and tags.count("H1") == 1
    assert "Figure" in tags and "Table" in tags
    assert "The mean helps to read the scores; people decide, and say why." in text
    assert "No school is asked yet." in text
    assert "$0.84" in text and "$500" in text


def test_the_chart_has_words_for_those_who_do_not_see_it(staff, cao, researched, tmp_path):
    import pikepdf

    enrich(researched, staff, cao)
    with pikepdf.open(draw(report(researched, staff), tmp_path)) as opened:
        told_in_words = [
            str(o["/Alt"])
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
    assert told_in_words == [
        (
            "Bar chart of the scores. Citizen interest in both communities: 5 of 5; Business and economic development: 3 of 5; "
            "Education, culture and sports: left out; Political climate and stability: 1 of 5; Similarities of the two communities: 3 of 5."
        )
    ]  # fmt: skip


def test_a_nearly_empty_research_is_told_honestly(staff, file, tmp_path):
    text = pdf.text(draw(report(file, staff), tmp_path))
    for sentence in (
        "No candidate is chosen yet. Mazatlán, Sinaloa, Mexico is the only one on the list, and this report is about it.",
        "No recommendation is written yet.",
        "What speaks for and against it is not assessed yet.",
        "No value has been entered for either community yet.",
        "The political climate and the advisories have not been checked yet.",
        "No advisory or other note is on file.",
        "No agreed assessment has been written yet.",
        "The planning has no budget, so the costs are not known.",
        "No source is named yet.",
    ):
        assert sentence in text


def test_a_long_report_has_a_table_of_contents_with_its_pages(staff, cao, researched, tmp_path):
    for number in range(45):
        other = list_candidate(
            fresh(researched),
            Community(name=f"Town {number:02d}", country="US"),
            came_up="A letter",
            by=staff,
        )
        decide([other], "not_chosen", by=staff, why="They have five partners already. " * 8)
    paper = draw(report(researched, staff), tmp_path)
    pages = pdf.pages(paper)
    assert "Contents" in pages[0]
    (at,) = re.findall(r"Sources\s*\.+\s*(\d+)", pages[0])
    assert int(at) == len(pages) and "Sources" in pages[-1]


def test_a_short_report_has_none(staff, file, tmp_path):
    assert "Contents" not in pdf.text(draw(report(file, staff), tmp_path))


def test_no_heading_stands_alone_at_the_foot_of_a_page(staff, cao, researched, tmp_path):
    enrich(researched, staff, cao)
    for number in range(12):
        list_candidate(
            fresh(researched),
            Community(name=f"Town {number:02d}", country="US"),
            came_up="A letter",
            by=staff,
        )
    for page in pdf.pages(draw(report(researched, staff), tmp_path)):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[-2] not in CHAPTERS


def test_any_script_is_set_and_verapdf_finds_nothing(staff, cao, tmp_path):
    file = file_in_research(
        staff=staff, cao=cao, community=mazatlan(name="Aqaba", country="JO", region="", native_name="العقبة")
    )
    candidate = Candidate.objects.get(proposal=file)
    other = list_candidate(
        fresh(file),
        Community(name="Rikubetsu", country="JP", native_name="陸別町"),
        came_up="町長からの手紙",
        by=staff,
    )
    decide([other], "not_chosen", by=staff, why="既に姉妹都市があります。")
    choose(Candidate.objects.get(pk=candidate.pk), by=staff, why="ميناء على البحر الأحمر.\nA port.")
    research = Research.objects.create(proposal=file, recommendation="نوصي بالكتابة.", partners="—")
    enriched = file_in_research(staff=staff, cao=cao)
    research_it(enriched)
    enrich(enriched, staff, cao)
    drawn = [draw(report(one, staff), tmp_path) for one in (research.proposal, enriched)]
    assert {"ar", "ja"} <= pdf.languages(drawn[0])
    assert "陸別町" in pdf.text(drawn[0])
    verdicts = pdf.verapdf(drawn)
    assert [said["failed"] for verdict in verdicts.values() for said in verdict.values()] == [[], [], [], []]
