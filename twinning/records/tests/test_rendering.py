"""Papers: what they say, to eyes and to screen readers; that they are whole or not there; that nothing gets out."""

import contextlib
import copy
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from twinning.records import rendering
from twinning.records.rendering import RenderingFailed, render_in_child, render_paper
from twinning.testing import papers, pdf

WATERMARK = (0xE9, 0xED, 0xF2)
DEMONSTRATION = "Demonstration: people, numbers and decisions on this paper are invented"

RESOLUTION: dict[str, Any] = {
    "municipality": {
        "name": "City of Lacombe",
        "office_line": "Legislative Services · Lacombe, Alberta, Canada",
        "council_style": "Council",
        "crest": "crest.svg",
        "place": "Lacombe",
    },
    "paper_size": "letter",
    "language": "en-CA",
    "demonstration": False,
    "demonstration_words": DEMONSTRATION,
    "frozen_at": "2026-03-09T20:15:00-06:00",
    "number": "26-001",
    "state": "carried",
    "state_words": "Carried",
    "title": "Establishing a twinning relationship with the Municipality of Mazatlán, Sinaloa, Mexico",
    "short_title": "Twinning with Mazatlán",
    "kind_words": "Establish a relationship",
    "meeting": {
        "kind": "Regular council meeting",
        "date_words": "9 March 2026",
        "place": "Council Chambers",
        "item": "5.2",
    },
    "recitals": [
        {
            "opening": "Whereas",
            "text": "Council has weighed the proposal against the criteria of its twinning policy;",
        },
        {
            "opening": "And whereas",
            "text": "a commensurate committee was confirmed by Mazatlán on 14 January 2026;",
        },
    ],
    "enacting": {"bold": "Now therefore be it resolved that", "rest": "the Council of the City of Lacombe:"},
    "operative": [
        {"text": "establishes a twinning relationship for a term of five years;", "sub": []},
        {
            "text": "authorises the following to sign the memorandum:",
            "sub": ["the Mayor;", "the Chief Administrative Officer;"],
        },
        {"text": "directs that the relationship be evaluated within twelve months.", "sub": []},
    ],
    "movement": ["Moved by Councillor M. Lindqvist"],
    "vote": {
        "caption": "Recorded vote",
        "rows": [
            {"member": "Mayor A. Beaulieu", "vote": "For", "ground": ""},
            {"member": "Councillor T. Cardinal", "vote": "Against", "ground": ""},
            {"member": "Councillor J. Petrenko", "vote": "Abstained", "ground": "Pecuniary interest"},
        ],
        "totals_words": "1 for, 1 against, 1 abstained",
        "quorum_words": "Quorum of 2; 3 present",
        "names_printed": True,
        "lists": [],
    },
    "signatures": [
        {"name": "A. Beaulieu", "office": "Mayor", "attest": False},
        {"name": "D. Sinclair", "office": "City Clerk", "attest": False},
    ],
    "attest_words": None,
    "schedules": [],
}

DRAFT: dict[str, Any] = {
    "state": "draft",
    "state_words": "Draft",
    "number": None,
    "vote": None,
    "movement": [],
    "signatures": [],
}
DEFEATED: dict[str, Any] = {"state": "defeated", "state_words": "Defeated", "number": None, "signatures": []}
AMERICAN: dict[str, Any] = {
    "paper_size": "letter",
    "language": "en-US",
    "vote": {
        **RESOLUTION["vote"],
        "lists": [
            {"label": "Ayes", "names": "Beaulieu, Oduya"},
            {"label": "Noes", "names": "None"},
            {"label": "Absent", "names": "None"},
        ],
    },
    "signatures": [
        {"name": "A. Beaulieu", "office": "Mayor", "attest": False},
        {"name": "D. Sinclair", "office": "City Clerk", "attest": True},
    ],
    "attest_words": "Attest:",
}

TEXTS = [
    {
        "language": "English",
        "lang": "en-CA",
        "title": "Memorandum",
        "paragraphs": ["The parties are equals.", "Each has a committee."],
    },
    {
        "language": "Español",
        "lang": "es-MX",
        "title": "Memorando",
        "paragraphs": ["Las partes son iguales.", "Cada una tiene un comité."],
    },
    {"language": "العربية", "lang": "ar", "title": "مذكرة تفاهم", "paragraphs": ["الطرفان متساويان."]},
    {"language": "日本語", "lang": "ja", "title": "覚書", "paragraphs": ["両当事者は対等である。"]},
    {
        "language": "Українська",
        "lang": "uk",
        "title": "Меморандум",
        "paragraphs": ["Сторони є рівними, їхній ґанок."],
    },
    {"language": "Ελληνικά", "lang": "el", "title": "Μνημόνιο", "paragraphs": ["Τα μέρη είναι ίσα."]},
    {"language": "עברית", "lang": "he", "title": "מזכר", "paragraphs": ["הצדדים שווים."]},
    {"language": "hən̓q̓əmin̓əm̓", "lang": "hur", "title": "hən̓q̓əmin̓əm̓", "paragraphs": ["xʷməθkʷəy̓əm"]},
]
MANY_SCRIPTS = [{"label": "Schedule A", "title": "One text in each script", "texts": TEXTS}]
PARALLEL = [
    {"label": "Schedule A", "title": "Side by side", "texts": TEXTS[:2]},
    {"label": "Schedule B", "title": "Against the other direction", "texts": [TEXTS[0], TEXTS[2]]},
]

AGREEMENTS: dict[str, dict[str, Any]] = {
    "in English and Spanish": papers.memorandum_facts(("en", "es"), 20, verification=papers.VERIFICATION),
    "in English and Japanese": papers.memorandum_facts(("en", "ja"), annexes=["Work plan"]),
    "in English and Simplified Chinese": papers.memorandum_facts(("en", "zh-Hans")),
    "in English and Arabic": papers.memorandum_facts(
        ("en", "ar"), 2, standing="draft", standing_words="Draft"
    ),
    "in Arabic and Hebrew": papers.memorandum_facts(("ar", "he")),
    "in four languages": papers.memorandum_facts(
        ("en", "uk", "zh-Hant", "ko"), 3, verification=papers.VERIFICATION
    ),
}

RECEIPT: dict[str, Any] = {
    "municipality": RESOLUTION["municipality"],
    "paper_size": "a4",
    "language": "en-CA",
    "demonstration": True,
    "demonstration_words": DEMONSTRATION,
    "frozen_at": "2026-03-12T14:02:00-06:00",
    "reference": "TW-26-004",
    "kind_words": "Receipt of a proposal",
    "title": "Twinning with Mazatlán",
    "standing": ["Sent to the Chief Administrative Officer on 12 March 2026 at 14:02"],
    "sections": [
        {
            "title": "The candidate community",
            "rows": [
                {"label": "Community", "value": "Mazatlán"},
                {"label": "Sponsors", "lines": ["Rotary Club", "Chamber of Commerce"]},
                {"label": "Website", "value": ""},
            ],
            "budgets": [],
        },
        {
            "title": "Budget",
            "rows": [],
            "budgets": [
                {
                    "caption": "In Canadian dollars",
                    "label": "Item",
                    "years": ["2026", "2027"],
                    "rows": [
                        {
                            "label": "Travel",
                            "note": "Tourism reserve",
                            "amounts": ["$4,000.00", ""],
                            "total": "$4,000.00",
                        }
                    ],
                    "totals": ["$4,000.00", ""],
                    "total": "$4,000.00",
                }
            ],
        },
    ],
}


def facts(**differing: Any) -> dict[str, Any]:
    return copy.deepcopy({**RESOLUTION, **differing})


def recitals(count: int) -> list[dict[str, str]]:
    lengths = (
        "the two communities have exchanged visits;",
        "the committee has reported on each visit, on what it cost, on what it brought to residents and schools, and on what should follow it; "
        * 2,
    )
    return [
        {"opening": "And whereas" if number else "Whereas", "text": lengths[number % 2]}
        for number in range(count)
    ]


def council(size: int) -> dict[str, Any]:
    rows = [
        {"member": f"Councillor {number} Petrenko-Oduya", "vote": "For", "ground": ""}
        for number in range(1, size + 1)
    ]
    return {**RESOLUTION["vote"], "rows": rows}


def draw(folder: Path, template: str = "resolution", name: str = "paper", **differing: Any) -> Path:
    target = folder / f"{name}.pdf"
    base = RECEIPT if template == "receipt" else RESOLUTION
    render_paper(
        template,
        copy.deepcopy({**base, **differing}),
        title="Resolution 26-001: Twinning with Mazatlán",
        target=target,
    )
    return target


def why_not(
    folder: Path, template: str = "resolution", seconds: float | None = None, **differing: Any
) -> str:
    """The words with which a paper fails in a child; nothing may be left of it."""
    before = sorted(folder.iterdir())
    with pytest.raises(RenderingFailed) as failure:
        render_in_child(
            template, facts(**differing), title="A title", target=folder / "paper.pdf", seconds=seconds
        )
    assert sorted(folder.iterdir()) == before
    return str(failure.value)


@pytest.fixture
def own_template(tmp_path: Path, settings: Any) -> Any:
    """Makes a paper's template out of a few lines of HTML."""

    def make(body: str) -> str:
        folder = tmp_path / "templates"
        (folder / "documents").mkdir(parents=True, exist_ok=True)
        page = (
            '<html lang="{{ language }}"><head><title>{{ paper.title }}</title></head><body>'
            + body
            + "</body></html>"
        )
        name = f"own-{hashlib.sha256(body.encode()).hexdigest()[:12]}"
        (folder / "documents" / f"{name}.html").write_text(page)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder, *settings.TEMPLATES[0]["DIRS"]]}]
        return name

    return make


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that must never be spoken to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def heard(server: socket.socket) -> bool:
    with contextlib.suppress(BlockingIOError):
        server.accept()[0].close()
        return True
    return False


# -- What a resolution says ----------------------------------------------------------


def test_a_resolution_is_read_out_in_its_order(tmp_path: Path) -> None:
    paper = draw(tmp_path)

    assert pdf.spoken(paper) == (
        "City of Lacombe Legislative Services · Lacombe, Alberta, Canada Regular council meeting 9 March 2026 Council Chambers Item 5.2 "
        "Resolution 26-001 Establishing a twinning relationship with the Municipality of Mazatlán, Sinaloa, Mexico Twinning with Mazatlán "
        "Whereas Council has weighed the proposal against the criteria of its twinning policy; "
        "And whereas a commensurate committee was confirmed by Mazatlán on 14 January 2026; "
        "Now therefore be it resolved that the Council of the City of Lacombe: "
        "1. establishes a twinning relationship for a term of five years; "
        "2. authorises the following to sign the memorandum: (a) the Mayor; (b) the Chief Administrative Officer; "
        "3. directs that the relationship be evaluated within twelve months. "
        "Carried 1 for, 1 against, 1 abstained Moved by Councillor M. Lindqvist Quorum of 2; 3 present "
        "Recorded vote Member Vote Mayor A. Beaulieu For Councillor T. Cardinal Against Councillor J. Petrenko Abstained Pecuniary interest "
        "A. Beaulieu Mayor D. Sinclair City Clerk"
    )


def test_the_structure_has_one_heading_lists_and_a_table_with_headers(tmp_path: Path) -> None:
    paper = draw(tmp_path)

    tags = pdf.tags(paper)
    assert [tag for tag in tags if re.fullmatch(r"H\d", tag)] == ["H1"]
    assert tags.count("LI") == 5 and tags.count("Lbl") == 5
    assert tags.count("Table") == 1 and tags.count("Caption") == 1
    assert "Figure" not in tags, "the crest is decoration"
    assert [cell["headers"] for cell in pdf.elements(paper, "TD")] == [2, 2, 2], (
        "each vote names its member and its column"
    )
    assert all(cell["id"] for cell in pdf.elements(paper, "TH"))


def test_schedules_do_not_skip_a_level_of_heading(tmp_path: Path) -> None:
    paper = draw(tmp_path, schedules=[*MANY_SCRIPTS, *PARALLEL])

    levels = [int(tag[1]) for tag in pdf.tags(paper) if re.fullmatch(r"H\d", tag)]
    assert levels == [1, 2, *[3] * len(TEXTS), 2, 2]


def test_the_vote_the_american_way(tmp_path: Path) -> None:
    spoken = pdf.spoken(draw(tmp_path, **AMERICAN))

    assert "Vote Members Ayes Beaulieu, Oduya Noes None Absent None" in spoken
    assert spoken.endswith("A. Beaulieu Mayor Attest: D. Sinclair City Clerk")


def test_names_are_not_printed_when_nobody_asked_for_them(tmp_path: Path) -> None:
    paper = draw(tmp_path, vote={**RESOLUTION["vote"], "names_printed": False})

    assert "Table" not in pdf.tags(paper)
    assert "Cardinal" not in pdf.text(paper)
    assert "1 for, 1 against, 1 abstained" in pdf.text(paper)


# -- What is not a resolution ------------------------------------------------------------


def test_a_draft_says_so_on_every_page_but_is_read_out_without_it(tmp_path: Path) -> None:
    paper = draw(tmp_path, **DRAFT, recitals=recitals(12))

    shares = pdf.share_of_colour(paper, WATERMARK)
    assert len(shares) > 1
    assert all(share > 0.02 for share in shares)
    assert "DRAFT" not in pdf.spoken(paper)
    assert "Draft resolution" in pdf.spoken(paper)
    assert "Recorded vote" not in pdf.text(paper) and "Carried" not in pdf.text(paper)


def test_a_carried_resolution_has_no_watermark(tmp_path: Path) -> None:
    assert pdf.share_of_colour(draw(tmp_path), WATERMARK) == [0]


@pytest.mark.parametrize("template", ["motion", "resolution"])
def test_what_council_did_not_carry_never_prints_as_a_resolution(tmp_path: Path, template: str) -> None:
    paper = draw(tmp_path, template, **DEFEATED)

    assert "Resolution" not in pdf.spoken(paper)
    assert "Motion – Defeated Establishing" in pdf.spoken(paper)
    assert "Defeated Council did not pass this motion. It is kept on record and has no effect." in pdf.spoken(
        paper
    )
    assert all("Motion – Defeated" in page for page in pdf.pages(paper))


@pytest.mark.parametrize("template", ["resolution", "receipt"])
def test_a_demonstration_says_so_on_every_page(tmp_path: Path, template: str) -> None:
    long = [
        {"title": f"Section {n}", "rows": [{"label": "Answer", "value": "A line.\n" * 12}], "budgets": []}
        for n in range(6)
    ]
    paper = draw(tmp_path, template, demonstration=True, recitals=recitals(9), sections=long)

    pages = pdf.pages(paper)
    assert len(pages) > 1
    assert all(DEMONSTRATION in page for page in pages)
    assert pdf.spoken(paper).count(DEMONSTRATION) == 1


def test_a_receipt_repeats_every_answer_and_the_budget(tmp_path: Path) -> None:
    paper = draw(tmp_path, "receipt")

    assert pdf.spoken(paper) == (
        f"City of Lacombe Legislative Services · Lacombe, Alberta, Canada {DEMONSTRATION} "
        "Receipt of a proposal Twinning with Mazatlán Sent to the Chief Administrative Officer on 12 March 2026 at 14:02 "
        "The candidate community Community Mazatlán Sponsors Rotary Club Chamber of Commerce Website Nothing entered "
        "Budget In Canadian dollars Item 2026 2027 Total Travel Tourism reserve $4,000.00 $4,000.00 Total $4,000.00 $4,000.00"
    )


# -- How it looks -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(14))
def test_pages_break_where_a_reader_would_break_them(tmp_path: Path, count: int) -> None:
    paper = draw(tmp_path, recitals=recitals(count))

    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in pdf.pages(paper)]
    *_, last = pages
    assert "D. Sinclair" in " ".join(last)
    assert "directs that the relationship be evaluated" in " ".join(last), (
        "the signature stays with the last clause"
    )
    assert "Recorded vote" in " ".join(last)
    for number, lines in enumerate(pages, start=1):
        foot = lines.pop()
        assert (
            re.sub(r"\s+", " ", foot)
            == f"Resolution 26-001 · Twinning with Mazatlán Page {number} of {len(pages)}"
        )
        assert lines, "no empty page"
        assert lines[-1] not in ("Whereas", "And whereas"), "no opening word alone at the foot"
        assert not lines[-1].startswith("Now therefore"), "no formula without its first clause"


def test_forty_recitals_and_a_title_of_four_lines(tmp_path: Path) -> None:
    paper = draw(tmp_path, recitals=recitals(40), title="Confirming a relationship of friendship " * 8)

    assert pdf.spoken(paper).count("And whereas") == 39
    assert "D. Sinclair" in pdf.pages(paper)[-1]


@pytest.mark.parametrize(("size", "on_one_page"), [(9, True), (15, True), (20, True), (45, False)])
def test_councils_of_any_size_keep_each_vote_on_a_line(tmp_path: Path, size: int, on_one_page: bool) -> None:
    pages = pdf.pages(draw(tmp_path, vote=council(size)))

    rows = [len(re.findall(r"Councillor \d+ Petrenko-Oduya +For", page)) for page in pages]
    assert sum(rows) == size
    assert (max(rows) == size) is on_one_page
    assert all("Vote" in page for page, count in zip(pages, rows, strict=True) if count), (
        "the head of the table is repeated"
    )


@pytest.mark.parametrize(
    "differing",
    [
        {"schedules": PARALLEL},
        {"vote": council(15)},
        {"vote": council(45)},
        {"title": "x" * 300, "operative": [{"text": "y" * 300, "sub": ["z" * 300]}]},
        AMERICAN,
    ],
)
def test_nothing_runs_into_the_margins(tmp_path: Path, differing: dict[str, Any]) -> None:
    left, right = pdf.edges(draw(tmp_path, **differing))

    millimetre = 72 / 25.4
    assert left >= 30 * millimetre - 1
    assert right <= 612 - 25 * millimetre + 1


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_the_page_size_is_a_fact(tmp_path: Path, size: str, points: tuple[int, int]) -> None:
    with pikepdf.open(draw(tmp_path, paper_size=size)) as opened:
        box = [round(float(number)) for number in opened.pages[0].mediabox]

    assert box == [0, 0, *points]


def test_every_script_is_set_in_its_own_letters_and_language(tmp_path: Path) -> None:
    paper = draw(tmp_path, schedules=MANY_SCRIPTS)

    assert {"Noto-Serif", "Noto-Naskh-Arabic", "Noto-Serif-Hebrew", "Noto-Serif-CJK-JP"} <= pdf.fonts(paper)
    assert pdf.languages(paper) == {"en-CA", "es-MX", "ar", "ja", "uk", "el", "he", "hur"}
    for words in (
        "両当事者は対等である。",
        "Сторони є рівними, їхній ґанок.",
        "Τα μέρη είναι ίσα.",
        "xʷməθkʷəy̓əm",
    ):
        assert words in pdf.text(paper)


def test_small_capitals_are_the_fonts_own(tmp_path: Path) -> None:
    assert "Noto-Serif-Bold-Small-Caps" in pdf.fonts(draw(tmp_path))


def test_emoji_print_in_black_and_white(tmp_path: Path) -> None:
    assert "🎉" in pdf.text(draw(tmp_path, short_title="A party 🎉"))


# -- A record ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """What veraPDF says of every kind of paper, and of one with its tags torn out."""
    folder = tmp_path_factory.mktemp("papers")
    kinds: dict[str, tuple[str, dict[str, Any]]] = {
        "carried": ("resolution", {}),
        "carried in a demonstration": ("resolution", {"demonstration": True}),
        "carried the American way": ("resolution", AMERICAN),
        "carried by a large council": ("resolution", {"vote": council(45)}),
        "draft": ("resolution", {**DRAFT, "recitals": recitals(12)}),
        "draft in many scripts": ("resolution", {**DRAFT, "schedules": MANY_SCRIPTS}),
        "carried in many scripts": ("resolution", {"schedules": MANY_SCRIPTS}),
        "carried in two languages": ("resolution", {"schedules": PARALLEL}),
        "carried with a word that fills pages": (
            "resolution",
            {"operative": [{"text": "x" * 4_000, "sub": []}]},
        ),
        "carried with emoji": ("resolution", {"short_title": "A party 🎉 👍🏽 ❤️"}),
        "defeated": ("motion", DEFEATED),
        "receipt": ("receipt", {}),
    }
    files = {
        kind: draw(folder, template, kind.replace(" ", "-"), **differing)
        for kind, (template, differing) in kinds.items()
    }
    for kind, agreement in AGREEMENTS.items():
        files[kind] = papers.draw(folder, "memorandum", agreement, name=kind.replace(" ", "-"))
    files["with its agreement"] = papers.draw(
        folder,
        "resolution",
        papers.resolution_facts(
            schedules=[{"memorandum": papers.memorandum_facts(("en", "es"), standing="schedule")}],
            seal_words="Seal",
            verification=papers.VERIFICATION,
        ),
        name="with-its-agreement",
    )
    files["sabotaged"] = folder / "sabotaged.pdf"
    with pikepdf.open(files["carried"]) as opened:
        del opened.Root["/StructTreeRoot"], opened.Root["/MarkInfo"]
        opened.save(files["sabotaged"])
    said = pdf.verapdf(files.values())
    return {kind: said[file] for kind, file in files.items()}


def test_verapdf_finds_nothing_in_any_paper(verdicts: dict[str, Any]) -> None:
    found = {
        (kind, flavour): said["failed"]
        for kind, verdict in verdicts.items()
        for flavour, said in verdict.items()
        if kind != "sabotaged"
    }

    assert found == {key: [] for key in found}
    assert len(found) == 2 * (13 + len(AGREEMENTS))
    assert all(
        said["compliant"] and said["checks"] > 1000
        for kind, verdict in verdicts.items()
        if kind != "sabotaged"
        for said in verdict.values()
    )


def test_verapdf_would_find_something(verdicts: dict[str, Any]) -> None:
    assert {flavour: said["compliant"] for flavour, said in verdicts["sabotaged"].items()} == {
        "3a": False,
        "ua1": False,
    }
    assert all(said["failed"] for said in verdicts["sabotaged"].values())


def test_the_facts_travel_inside(tmp_path: Path) -> None:
    attached = pdf.attachments(draw(tmp_path))

    ((name, (relationship, content)),) = attached.items()
    assert (name, relationship) == ("resolution.json", "/Data")
    assert json.loads(content) == RESOLUTION


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    with pikepdf.open(draw(tmp_path)) as opened:
        assert str(opened.docinfo["/Title"]) == "Resolution 26-001: Twinning with Mazatlán"
        assert str(opened.docinfo["/Author"]) == "City of Lacombe"
        assert str(opened.docinfo["/CreationDate"]) == "D:20260309201500-06'00"
        assert str(opened.Root["/Lang"]) == "en-CA"
        assert bool(opened.Root["/ViewerPreferences"]["/DisplayDocTitle"])


def test_the_same_facts_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    here = draw(tmp_path, name="here", schedules=MANY_SCRIPTS)
    render_in_child(
        "resolution",
        facts(schedules=MANY_SCRIPTS),
        title="Resolution 26-001: Twinning with Mazatlán",
        target=tmp_path / "child.pdf",
    )
    script = (
        "import django, json, sys; django.setup()\n"
        "from pathlib import Path\n"
        "from twinning.records.rendering import render_paper\n"
        "render_paper('resolution', json.load(sys.stdin), title='Resolution 26-001: Twinning with Mazatlán', target=Path(sys.argv[1]))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    elsewhere = tmp_path / "elsewhere.pdf"
    subprocess.run(
        [sys.executable, "-c", script, str(elsewhere)],
        input=json.dumps(facts(schedules=MANY_SCRIPTS)),
        text=True,
        env=environment,
        cwd=settings.BASE_DIR,
        check=True,
    )

    assert here.read_bytes() == (tmp_path / "child.pdf").read_bytes() == elsewhere.read_bytes()
    assert draw(tmp_path, name="other", number="26-002").read_bytes() != here.read_bytes()


# -- Complete or failed -----------------------------------------------------------------------------


def test_a_character_that_no_font_has(tmp_path: Path) -> None:
    assert why_not(tmp_path, short_title="Twinning \ue000\U0001fbff") == (
        "No font on this machine has the character “\ue000” (U+E000), “\U0001fbff” (U+1FBFF), so the paper would show an empty box. "
        "Write it in other characters, or ask the administrator for a font that has it, then try again."
    )


@pytest.mark.parametrize(
    "crest",
    [
        "nowhere.svg",
        "../../twinning/settings.py",
        "/etc/hostname",
        "http://127.0.0.1/a.svg",
        "paper.css",
        'x.svg"); } body { background: url(http://127.0.0.1/',
    ],
)
def test_a_picture_that_is_not_ours_or_not_there(tmp_path: Path, crest: str) -> None:
    words = why_not(tmp_path, municipality={**RESOLUTION["municipality"], "crest": crest})

    assert words.startswith(
        "A picture or a font that this paper needs is missing or broken, so it was not made ("
    )
    assert words.endswith("). Ask the administrator to put it back, then try again.")


def test_no_crest_is_no_hole(tmp_path: Path) -> None:
    assert "City of Lacombe" in pdf.text(
        draw(tmp_path, municipality={**RESOLUTION["municipality"], "crest": None})
    )


def test_a_fact_that_is_missing_is_not_printed_as_nothing(tmp_path: Path) -> None:
    incomplete = facts()
    del incomplete["state_words"]

    with pytest.raises(LookupError, match="state_words"):
        render_paper("resolution", incomplete, title="A title", target=tmp_path / "paper.pdf")
    with pytest.raises(
        RenderingFailed,
        match="^Drawing this paper failed. Try again; if it fails again, tell the administrator.$",
    ):
        render_in_child("resolution", incomplete, title="A title", target=tmp_path / "paper.pdf")
    assert list(tmp_path.iterdir()) == []


def test_more_text_than_a_paper(tmp_path: Path) -> None:
    words = why_not(tmp_path, short_title="word " * 60_001)

    assert re.fullmatch(
        "This paper has 60,\\d{3} words; at most 60,000 can be drawn. "
        "Shorten its texts, or attach the long ones as files of their own, then try again.",
        words,
    )


def test_control_characters_from_pasted_text_do_not_print(tmp_path: Path) -> None:
    paper = draw(tmp_path, short_title="Twinning\x00 with\x0b\x07 Mazatlán\x1b")

    assert "Twinning with Mazatlán" in pdf.spoken(paper)


def test_a_hundred_thousand_characters_without_a_space(tmp_path: Path) -> None:
    render_in_child(
        "resolution",
        facts(operative=[{"text": "x" * 100_000, "sub": []}]),
        title="A title",
        target=tmp_path / "paper.pdf",
    )

    assert sum(page.count("x") for page in pdf.pages(tmp_path / "paper.pdf")) >= 100_000


def test_a_failed_paper_leaves_an_older_one_alone(tmp_path: Path) -> None:
    paper = draw(tmp_path)
    before = paper.read_bytes()

    with pytest.raises(RenderingFailed):
        render_in_child("resolution", facts(short_title="\ue000"), title="A title", target=paper)
    assert paper.read_bytes() == before


# -- Nothing gets out ----------------------------------------------------------------------------------


def test_hostile_text_is_printed_and_does_nothing(tmp_path: Path, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    hostile = [
        f"<img src={url}>",
        f"<link rel=stylesheet href={url}><link rel=attachment href=file:///etc/passwd>",
        f'" style="background:url({url})" x="',
        f"</style><style>@import '{url}'; body {{ background: url({url}) }}</style>",
        "<table><td colspan=1000000>x</table>",
        f"<svg><image href='{url}'/><use href='file:///etc/passwd'/></svg>",
        f"<base href={url}><object data=file:///etc/passwd></object>",
        "{{ settings.SECRET_KEY }}{% include 'base.html' %}",
        f"file:///etc/passwd {url}",
    ]
    texts = [{"opening": line, "text": line} for line in hostile]
    municipality = {**RESOLUTION["municipality"], "name": hostile[2], "office_line": hostile[3]}
    paper = tmp_path / "paper.pdf"
    render_in_child(
        "resolution",
        facts(
            recitals=texts,
            title=hostile[3],
            short_title=hostile[0],
            number=hostile[1],
            municipality=municipality,
        ),
        title=hostile[1],
        target=paper,
    )

    assert not heard(listener)
    assert pdf.tags(paper).count("Table") == 1, "only the table of votes"
    assert list(pdf.attachments(paper)) == ["resolution.json"]
    assert b"root:" not in paper.read_bytes()
    printed = pdf.spoken(paper).replace(" ", "")
    for line in hostile:
        assert line.replace(" ", "") in printed
    socket.create_connection(listener.getsockname()).close()
    assert heard(listener), "it would have heard"


@pytest.mark.parametrize(
    "element",
    [
        '<img src="{url}" alt="x">',
        '<link rel="stylesheet" href="{url}">',
        '<p style="background: url({url})">x</p>',
        '<style>@import "{url}";</style>',
        '<style>@font-face {{ font-family: x; src: url({url}) }}</style><p style="font-family: x">x</p>',
        '<link rel="attachment" href="{url}">',
        '<object data="{url}">x</object>',
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file", "data"])
def test_even_a_template_reaches_our_own_pictures_only(
    tmp_path: Path, own_template: Any, listener: socket.socket, element: str, scheme: str
) -> None:
    urls = {
        "http": f"http://127.0.0.1:{listener.getsockname()[1]}/x",
        "file": "file:///etc/passwd",
        "data": "data:text/css,x",
    }

    words = why_not(tmp_path, own_template(element.format(url=urls[scheme])))

    assert words.startswith("A picture or a font that this paper needs is missing or broken")
    assert not heard(listener)


class _Reaching(dict[str, Any]):
    """Facts that do something when the child reads them."""

    def __init__(self, deed: Any) -> None:
        super().__init__(facts())
        self.deed = deed

    def values(self) -> Any:
        self.deed()
        return super().values()


def test_the_child_cannot_speak_to_anybody(
    tmp_path: Path, listener: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    address = listener.getsockname()
    with pytest.raises(RenderingFailed):
        render_in_child(
            "resolution",
            _Reaching(lambda: socket.socket().connect(address)),
            title="A title",
            target=tmp_path / "paper.pdf",
        )

    assert "PermissionError: A paper may not do socket.connect" in caplog.text
    assert not heard(listener)


def test_the_child_holds_none_of_the_parents_files_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "open").open("w") as held, pytest.raises(RenderingFailed):
        render_in_child(
            "resolution",
            _Reaching(lambda: os.fstat(held.fileno())),
            title="A title",
            target=tmp_path / "paper.pdf",
        )

    assert "OSError: [Errno 9] Bad file descriptor" in caplog.text


# -- The child can be killed ------------------------------------------------------------------------------


def _tell(pid_file: Path) -> None:
    pid_file.write_text(str(os.getpid()))


def test_a_paper_that_takes_too_long_is_stopped(tmp_path: Path, own_template: Any) -> None:
    template, pid_file = (
        own_template('<table><tr><td colspan="1000000">x</td></tr></table>'),
        tmp_path / "pid",
    )
    folder = tmp_path / "papers"
    folder.mkdir()

    with pytest.raises(RenderingFailed) as failure:
        render_in_child(
            template,
            _Reaching(lambda: _tell(pid_file)),
            title="A title",
            target=folder / "paper.pdf",
            seconds=1,
        )

    assert (
        str(failure.value)
        == "This paper was not ready after 1 seconds and was stopped. Shorten its texts, then try again."
    )
    assert list(folder.iterdir()) == []
    assert not Path(f"/proc/{pid_file.read_text()}").exists(), "neither running nor a zombie"


def test_a_paper_that_takes_too_much_memory(tmp_path: Path) -> None:
    with pytest.raises(
        RenderingFailed,
        match="^This paper needs more memory than it may have. Shorten its texts, then try again.$",
    ):
        render_in_child(
            "resolution",
            _Reaching(lambda: bytearray(3 * 1024**3)),
            title="A title",
            target=tmp_path / "paper.pdf",
        )


def test_a_child_that_crashes(tmp_path: Path) -> None:
    with pytest.raises(
        RenderingFailed,
        match="^Drawing this paper stopped unexpectedly. Try again; if it happens again, tell the administrator.$",
    ):
        render_in_child(
            "resolution",
            _Reaching(lambda: os.kill(os.getpid(), signal.SIGSEGV)),
            title="A title",
            target=tmp_path / "paper.pdf",
        )

    assert list(tmp_path.iterdir()) == []


def test_the_child_is_killed_when_its_parent_is_interrupted(tmp_path: Path) -> None:
    """As Celery interrupts a task: by an exception out of a signal handler while the parent waits."""
    reader, writer = os.pipe()

    def deed() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        os.kill(os.getppid(), signal.SIGUSR2)
        signal.pause()

    class Interrupted(BaseException):
        pass

    def interrupt(_number: int, _frame: Any) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGUSR2, interrupt)
    try:
        with pytest.raises(Interrupted):
            render_in_child("resolution", _Reaching(deed), title="A title", target=tmp_path / "paper.pdf")
    finally:
        signal.signal(signal.SIGUSR2, before)
        os.close(reader)
        os.close(writer)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_other_threads_of_the_parent_do_not_matter(tmp_path: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        render_in_child("resolution", facts(), title="A title", target=tmp_path / "paper.pdf")
    finally:
        stop.set()
        thread.join()
    assert "Resolution 26-001" in pdf.text(tmp_path / "paper.pdf")


def test_other_programs_keep_their_fonts() -> None:
    rendering.warm()

    assert "FONTCONFIG_FILE" not in os.environ
