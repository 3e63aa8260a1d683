"""The memorandum of two cities: its columns, its scripts, its pages, and what a screen reader is told."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from twinning.records.drawing.pictures import qr_code
from twinning.records.rendering import _refuse_too_much_text
from twinning.testing import pdf
from twinning.testing.papers import CLAUSES, VERIFICATION, draw, memorandum_facts, resolution_facts

MIDDLE = {"letter": 313, "a4": 304}
"""Where the hair line between two columns stands, in points from the left edge."""


def words(language: str, count: int) -> str:
    """A text of so many words; of Han and kana a text of about twice as many letters."""
    text = [part for _heading, part in CLAUSES[language]]
    if language in ("ja", "zh-Hans", "zh-Hant"):
        return ("".join(text) * (count // 100 + 1))[: count * 2]
    once = " ".join(text).split()
    return " ".join((once * (count // len(once) + 1))[:count])


def lengthen(facts: dict[str, Any], at: int, count: int) -> dict[str, Any]:
    for text in facts["clauses"][at]["texts"]:
        text["paragraphs"] = [[words(text["lang"], count)]]
    return facts


def columns(paper: Path, size: str = "letter") -> list[list[list[tuple[float, str]]]]:
    """The lines of the left and of the right column, page by page, without what stands above and below the text."""
    return [pdf.lines(paper, right=MIDDLE[size]), pdf.lines(paper, left=MIDDLE[size])]


def clauses_of(lines: list[list[tuple[float, str]]], count: int) -> list[tuple[int, float, int]]:
    """Where each clause begins: number, height, page."""
    found = []
    for number, page in enumerate(lines):
        for foot, line in page:
            if (match := re.match(r"(\d+)\. \S|\S.* \.?(\d+)\.?$", line)) and match[1]:
                found.append((int(match[1]), foot, number))
    return found[:count]


# -- Columns -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_clauses_stand_level_on_every_page(tmp_path: Path, size: str) -> None:
    paper = draw(tmp_path, "memorandum", memorandum_facts(("en", "es"), 20, paper_size=size))

    left, right = (clauses_of(lines, 20) for lines in columns(paper, size))
    assert [number for number, _foot, _page in left] == list(range(1, 21))
    assert [number for number, _foot, _page in right] == list(range(1, 21))
    assert all(
        one[2] == other[2] and abs(one[1] - other[1]) < 1 for one, other in zip(left, right, strict=True)
    )
    assert len({page for _number, _foot, page in left}) > 2


def test_a_clause_of_five_thousand_words_goes_on_overleaf_in_both_columns(tmp_path: Path) -> None:
    paper = draw(tmp_path, "memorandum", lengthen(memorandum_facts(("en", "es"), 3), 1, 5_000))

    for lines, language in zip(columns(paper), ("en", "es"), strict=True):
        printed = "".join(
            line
            for page in lines
            for _foot, line in page
            if not re.match(r"English|Español|Resolution 26|\d+ / \d+", line)
        )
        assert re.sub(r"\W", "", words(language, 5_000)) in re.sub(r"\W", "", printed)
        feet = [[foot for foot, _line in page] for page in lines]
        assert all(after - before > 10 for page in feet for before, after in pairwise(page))
    left, right = (clauses_of(lines, 3) for lines in columns(paper))
    assert [(n, round(foot), page) for n, foot, page in left] == [
        (n, round(foot), page) for n, foot, page in right
    ]


def test_what_runs_to_the_left_stands_on_the_right(tmp_path: Path) -> None:
    english_first = draw(tmp_path, "memorandum", memorandum_facts(("en", "ar"), 2))
    arabic_first = draw(tmp_path, "memorandum", memorandum_facts(("ar", "en"), 2), name="other")
    both = draw(tmp_path, "memorandum", memorandum_facts(("ar", "he"), 2), name="both")

    def side_of(paper: Path, word: str) -> list[str]:
        if not word.isascii():
            word = word[::-1]  # pdftotext names the letters from left to right
        return [
            side
            for side, lines in zip(("left", "right"), columns(paper), strict=True)
            if any(word in line for page in lines for _foot, line in page)
        ]

    assert side_of(english_first, "founded") == ["left"]
    assert side_of(english_first, "توأمة") == ["right"]
    assert side_of(arabic_first, "founded") == ["left"]
    assert side_of(arabic_first, "توأمة") == ["right"]
    assert side_of(both, "توأمة") == ["right"]
    assert side_of(both, "תאומות") == ["left"]


def test_forty_clauses_in_four_languages_one_after_the_other(tmp_path: Path) -> None:
    facts = memorandum_facts(("en", "es", "ja", "ar"), 40)
    _refuse_too_much_text(facts)
    paper = draw(tmp_path, "memorandum", facts)

    text = pdf.text(paper)
    assert [text.count(f"40. {CLAUSES[language][3][0]}") for language in ("en", "es", "ja")] == [1, 1, 1]
    assert [tag for tag in pdf.tags(paper) if re.fullmatch(r"H\d", tag)] == ["H1", *["H2", *["H3"] * 40] * 4]


# -- Pages -------------------------------------------------------------------------------


def test_pages_break_where_a_reader_would_break_them(tmp_path: Path) -> None:
    """No empty page, no heading alone, no hands without two lines of text, whatever the length."""
    for number in range(12):
        languages = (("en", "es"), ("en", "ja"), ("ar", "en"), ("en", "fr", "uk"))[number % 4]
        facts = memorandum_facts(languages, 2 + number % 3, verification=VERIFICATION if number % 2 else None)
        paper = draw(tmp_path, "memorandum", lengthen(facts, -1, 40 + 37 * number), name=f"paper-{number}")
        pages = pdf.lines(paper)
        for at, page in enumerate(pages, 1):
            *text, (_foot, last) = page
            assert last.startswith("Resolution 26-014 of 12 March 2026") and last.endswith(
                f"{at} / {len(pages)}"
            )
            body = _body(text)
            assert body, f"{number}: page {at} is empty"
            assert not re.match(r"\d+\. ", body[-1]), f"{number}: a heading alone at the foot of page {at}"
        begun = [line[0] for page in pages for _foot, line in page] + [
            line[0] for page in columns(paper)[1] for _foot, line in page
        ]
        assert not set(begun) & set("、。，）」』’”"), "no line begins with what closes another"
        for page in pages:
            above = [line for _foot, line in page]
            if (
                hands := next((at for at, line in enumerate(above) if "For the City" in line), None)
            ) is not None:
                assert len(_body(page[:hands])) >= 2, f"{number}: the hands travel alone"
                assert "Witness" in " ".join(above[hands:]), f"{number}: the hands are cut"


def _body(page: list[tuple[float, str]]) -> list[str]:
    """Lines that say something: not the names of the languages that stand above their columns."""
    return [line for _foot, line in page if not re.fullmatch(r"(English|Español|日本語|العربية|\s)+", line)]


# -- Scripts -----------------------------------------------------------------------------


def test_han_has_the_forms_of_the_language_it_is_written_in(tmp_path: Path) -> None:
    """直 and 骨 are drawn differently in each; headings are bold, names and offices small."""
    paper = draw(
        tmp_path,
        "memorandum",
        memorandum_facts(("en", "zh-Hans", "zh-Hant", "ja", "ko"), 6, layout="sequence"),
    )

    letters = pdf.letters(paper)
    own = {"SC": "谅解备忘录", "TC": "諒解備忘錄", "JP": "覚書", "KR": "姉妹"}
    faces = {face: letters[f"Noto-Serif-CJK-{face}"] for face in own}
    assert all("直" in found for found in faces.values())
    assert set(own["SC"]) <= faces["SC"] and not set("谅备录") & (faces["TC"] | faces["JP"] | faces["KR"])
    assert set(own["TC"]) <= faces["TC"] and not set("諒備錄") & (faces["SC"] | faces["JP"] | faces["KR"])
    assert set(own["JP"]) <= faces["JP"] and not set("覚") & (faces["SC"] | faces["TC"] | faces["KR"])
    assert set("旨域") <= letters["Noto-Serif-CJK-SC-Bold"] & letters["Noto-Serif-CJK-TC-Bold"]
    assert set("市长骨") <= faces["SC"] and set("市長骨") <= faces["TC"] and set("市長骨") <= faces["JP"]
    assert set("김민준金旻俊") <= faces["KR"]


@pytest.mark.parametrize("language", ["zh-HK", "zh-TW", "zh-Hant-HK"])
def test_han_of_places_that_write_it_in_their_own_way(tmp_path: Path, language: str) -> None:
    facts = memorandum_facts(("en", "zh-Hant"), 1)
    for one in (facts["languages"][1], facts["clauses"][0]["texts"][1]):
        one["lang"] = language

    assert any(
        f"CJK-{'TC' if language == 'zh-TW' else 'HK'}" in font
        for font in pdf.fonts(draw(tmp_path, "memorandum", facts))
    )


def test_a_chinese_name_in_an_english_passage_and_in_the_foot_is_no_japanese_one(tmp_path: Path) -> None:
    facts = memorandum_facts(("zh-Hant", "en"), 1)
    facts["languages"][1]["parties"][1]["represented_by"] = "Gu Zhiqiang 骨直強"

    fonts = pdf.fonts(draw(tmp_path, "memorandum", facts))
    assert {font for font in fonts if "CJK" in font} == {"Noto-Serif-CJK-TC", "Noto-Serif-CJK-TC-Bold"}


def test_no_script_that_has_no_italics_is_slanted_or_spaced(tmp_path: Path) -> None:
    paper = draw(tmp_path, "memorandum", memorandum_facts(("en", "ja", "ar"), 1, layout="sequence"))

    letters = pdf.letters(paper)
    assert {name for name in letters if "Italic" in name} == {"Noto-Serif-Italic"}
    assert letters["Noto-Serif-Italic"] == set("and"), "“and” between the parties; と and و stand upright"
    assert not [name for name in letters if "Small-Caps" in name and ("CJK" in name or "Arabic" in name)]


def test_a_number_with_a_hyphen_is_not_turned_around_in_arabic(tmp_path: Path) -> None:
    facts = memorandum_facts(("en", "ar"), 1)
    facts["clauses"][0]["texts"][1]["paragraphs"] = [["القرار 26-014 الصادر"]]

    right = columns(draw(tmp_path, "memorandum", facts))[1]
    assert any("26-014" in line for page in right for _foot, line in page)


# -- For screen readers -------------------------------------------------------------------


def _in_one_line(text: str) -> str:
    return re.sub(r"[‐\s]", "", text)


def test_a_memorandum_is_read_out_in_its_order(tmp_path: Path) -> None:
    paper = draw(tmp_path, "memorandum", memorandum_facts(("en", "ja"), 1, annexes=["Work plan, version 2"]))

    assert _in_one_line(pdf.spoken(paper)) == _in_one_line(
        "Resolution 26-014 of 12 March 2026 Signing copy Original 1 of 2, for Lacombe Memorandum of Understanding 友好都市提携に関する覚書 "
        "City of Lacombe Alexandra Beaulieu Mayor ラコーム市 市長 and と Municipality of Mazatlán Naoki Honekawa Municipal President 直方市 骨川 直樹 市長 "
        f"English 日本語 1. Purpose {CLAUSES['en'][0][1]} 1. 目的 {CLAUSES['ja'][0][1]} "
        "For the City of Lacombe Seal · 印 Alexandra Beaulieu Mayor Place · 場所 Date · 日付 Witness · 立会人 "
        "For the Municipality of Mazatlán Seal · 印 Naoki Honekawa 骨川 直樹 Mayor 市長 Place · 場所 Date · 日付 Witness · 立会人 "
        "Annexes · 附属書 Work plan, version 2"
    )
    assert [tag for tag in pdf.tags(paper) if re.fullmatch(r"H\d", tag)] == ["H1", "H2", "H2"]
    assert [cell["language"] for cell in pdf.elements(paper, "TH")] == ["en", "ja"]
    assert {cell["language"] for cell in pdf.elements(paper, "TD")} == {"en", "ja"}
    assert all(cell["headers"] == 1 for cell in pdf.elements(paper, "TD"))


def test_a_draft_is_read_out_without_its_watermark_but_shows_it_on_every_page(tmp_path: Path) -> None:
    draft = memorandum_facts(("en", "es"), 6, standing="draft", standing_words="Draft", signatures=[])
    paper = draw(tmp_path, "memorandum", draft)

    assert pdf.spoken(paper).count("Draft") == 1
    assert all(share > 0.004 for share in pdf.share_of_colour(paper, (0xE9, 0xED, 0xF2)))


def test_the_last_page_asks_whether_it_is_genuine(tmp_path: Path) -> None:
    paper = draw(tmp_path, "memorandum", memorandum_facts(("en", "es"), 12, verification=VERIFICATION))

    *others, last = pdf.pages(paper)
    assert "Is this paper genuine?" in last and VERIFICATION["short"] in last
    assert not any("genuine" in page for page in others)
    assert pdf.alternatives(paper) == [f"QR code with the address {VERIFICATION['short']}"]


def test_a_qr_code_has_the_quiet_zone_that_readers_need() -> None:
    picture = ElementTree.fromstring(qr_code(VERIFICATION["url"]))
    size = int(picture.attrib["width"])
    dark = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", picture[1].attrib["d"])]
    assert min(min(at) for at in dark) == 4 and max(max(at) for at in dark) == size - 5
    assert (size - 8 - 17) % 4 == 0, "a size that ISO/IEC 18004 knows"


# -- As a schedule -------------------------------------------------------------------------


def test_the_agreement_is_schedule_a_of_its_resolution(tmp_path: Path) -> None:
    agreement = memorandum_facts(
        ("en", "es"),
        3,
        standing="schedule",
        standing_words="",
        originals_words="",
        schedule_label="Schedule A",
    )
    paper = draw(
        tmp_path, "resolution", resolution_facts(schedules=[{"memorandum": agreement}], seal_words="Seal")
    )

    assert [tag for tag in pdf.tags(paper) if re.fullmatch(r"H\d", tag)] == ["H1", "H2", *["H3"] * 6]
    first, second, *_rest = pdf.pages(paper)
    assert "Seal" in first and "Objeto" not in first
    assert "Schedule A" in second and "Objeto" in second
    assert {page[-1][1].split(" · ")[0] for page in pdf.lines(paper)} == {"Resolution 26-014"}


@pytest.mark.parametrize("decisions", [7, 8, 10])
def test_the_vote_goes_to_the_next_page_whole_and_never_into_the_schedule(
    tmp_path: Path, decisions: int
) -> None:
    facts = resolution_facts(
        operative=[{"text": f"allocates funds for the year {n};", "sub": []} for n in range(decisions)],
        schedules=[
            {"memorandum": memorandum_facts(("en",), 1, standing="schedule", schedule_label="Schedule A")}
        ],
    )
    facts["vote"]["rows"] = [{"member": f"Member {n}", "vote": "For", "ground": ""} for n in range(1, 8)]
    pages = pdf.pages(draw(tmp_path, "resolution", facts))

    (decided,) = [page for page in pages if "Carried unanimously" in page]
    assert all(f"Member {n}" in decided for n in range(1, 8))
    assert "Friendship" not in decided and pages.index(decided) < len(pages) - 1


def test_what_council_changed_at_the_table_is_shown_and_told(tmp_path: Path) -> None:
    change = {
        "what_words": "Operative clause", "place": "Operative clause 1", "result_words": "Carried, 4 to 0",
        "moved": ["Moved by Councillor R. Oduya"], "lang": "en", "dir": "ltr",
        "pieces": [
            {"kind": "same", "words": "for a term of"},
            {"kind": "out", "words": "three"},
            {"kind": "in", "words": "five"},
            {"kind": "same", "words": "years;"},
        ],
    }  # fmt: skip
    paper = draw(tmp_path, "resolution", resolution_facts(amendments=[change]))

    assert (
        "Words in brackets were taken out; underlined words were put in. "
        "Operative clause 1 · Carried, 4 to 0 · Moved by Councillor R. Oduya for a term of [three] five years;"
    ) in pdf.spoken(paper)
    assert [tag for tag in pdf.tags(paper) if re.fullmatch(r"H\d", tag)] == ["H1", "H2"]
