"""Tables in every dress that people send them in, and rows that are broken in every way."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinning.atlas.tables import NotATable, harmless, plain, read

HEADER = ["name", "place", "year"]
TEXT = "name,place,year\nMazatlán,Sinaloa,2008\nGießen,Hesse,\n"


def cells(content: bytes) -> list[list[str]]:
    table = read(content)
    assert table.header == HEADER
    assert [row.problem for row in table.rows() if row.problem] == []
    return [row.cells for row in table.rows()]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("latin-1"), "Windows-1252"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (TEXT.replace("\n", "\r\n").encode(), "UTF-8"),
        (TEXT.replace("\n", "\r").encode(), "UTF-8"),
        (TEXT.replace(",", ";").encode("cp1252"), "Windows-1252"),
        (TEXT.replace(",", "\t").encode("utf-16"), "UTF-16"),
        (TEXT.replace("name,", '"Name",').encode(), "UTF-8"),
    ],
)
def test_a_table_is_read_in_whatever_letters_and_separators_it_comes(content, encoding):
    assert cells(content) == [["Mazatlán", "Sinaloa", "2008"], ["Gießen", "Hesse", ""]]
    assert read(content).encoding == encoding


def test_quoted_cells_hold_separators_quotation_marks_and_line_breaks():
    content = 'name,place,year\n"Xi’an, ""old"" town","two\nlines",1\nnext,row,2\n'.encode()
    assert [(row.line, row.last, row.cells) for row in read(content).rows()] == [
        (2, 3, ['Xi’an, "old" town', "two\nlines", "1"]),
        (4, 4, ["next", "row", "2"]),
    ]


def test_three_broken_rows_among_fifty_thousand_cost_themselves_and_nothing_else():
    lines = ["name,place,year", *(f"Gießen {n},Hesse,{1900 + n % 100}" for n in range(50_000))]
    lines[10] = '"never closed,Hesse,1910'
    lines[25_000] = "too,many,cells,here"
    content = "\n".join([*lines, ""]).encode()
    content = content.replace("Gießen 40000,".encode(), b"Gie\xdfen 40000,")
    rows = list(read(content).rows())
    assert len(rows) == 50_000
    assert [(row.line, row.problem) for row in rows if row.problem] == [
        (11, "quote"),
        (25_001, "cells"),
        (40_002, "letters"),
    ]


@pytest.mark.parametrize("content", [TEXT.encode()[:cut] for cut in (23, 24, 30, -8)])
def test_a_file_that_was_cut_says_so_of_its_last_row(content):
    table = read(content)
    assert not table.ends_whole
    assert [row.problem for row in table.rows()][-1] == "cut"
    assert [row.problem for row in table.rows()][:-1] == [""] * (len(table.lines) - 2)


def test_empty_cells_that_a_spreadsheet_adds_are_passed_over():
    assert cells(b"name,place,year\na,b,1,,,\n,,\n\n") == [["a", "b", "1"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"just words\nand more\n", "names no columns"), (b'"a,b\n1,2\n', "not closed"), (b"a,b,A\n1,2,3\n", "same name: a")],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(NotATable, match=words):
        read(content)


@given(st.binary(max_size=400))
def test_nothing_that_is_sent_breaks_the_reader(content):
    try:
        table = read(content)
    except NotATable:
        return
    assert all(row.problem or len(row.cells) == len(table.header) for row in table.rows())


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
    ],
)
def test_a_formula_is_text_here_and_stays_text_in_a_spreadsheet(text):
    assert harmless(text) == f"'{text}"
    assert plain(harmless(text)) == plain(text)


@pytest.mark.parametrize("text", ["-106.41885", "+12", "1-2", "", "O'Fallon", "2008", "'s-Hertogenbosch"])
def test_a_number_and_a_name_stay_what_they_are(text):
    assert harmless(text) == text
    assert plain(text) == text
