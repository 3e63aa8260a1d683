"""Tables that people send: read in whatever letters and separators they come, and past rows that are broken.

A spreadsheet in Europe writes semicolons and Windows-1252, a database commas
and UTF-8; one unclosed quotation mark makes Python's reader swallow the rest
of the file. Here a broken row costs itself and nothing else.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

SEPARATORS = ",;\t"
MOST_LINES_OF_A_ROW = 20
"""A cell may hold line breaks; more than these are a quotation mark that was never closed."""

FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), also as the wide signs of East Asian keyboards."""


class NotATable(Exception):
    """The file cannot be read as a table at all; the words say why and how to put it right."""


@dataclass(slots=True)
class Row:
    """One row as it stands in the file: its first line, and its cells or what is wrong with it."""

    line: int
    cells: list[str]
    problem: str = ""
    facts: dict[str, int] = field(default_factory=dict)
    more: int = 0
    """How many further lines it takes."""

    @property
    def last(self) -> int:
        return self.line + self.more


@dataclass(frozen=True)
class Table:
    header: list[str]
    lines: list[str]
    broken: frozenset[int]
    encoding: str
    separator: str

    @property
    def total(self) -> int:
        """How many lines there are below the header."""
        return len(self.lines) - 1

    @property
    def ends_whole(self) -> bool:
        """Whether the last line is ended as lines are."""
        return not self.lines[-1]

    def rows(self, after: int = 1) -> Iterator[Row]:
        """Every row that begins below line ``after``; empty lines are passed over."""
        at, last = after, len(self.lines)
        while at < last:
            line, number = self.lines[at], at + 1
            at += 1
            if not line.strip(self.separator + ' "'):
                continue
            taken = 0
            if '"' not in line:
                row = self._checked(Row(number, line.split(self.separator)))
            else:
                row, taken = self._quoted(line, at)
            if row.problem == "" and not self.broken.isdisjoint(range(number, number + taken + 1)):
                row.problem = "letters"
            if row.problem and number == last:
                row.problem = "cut"
            row.more = taken
            at += taken
            yield row

    def _quoted(self, line: str, following: int) -> tuple[Row, int]:
        """A row with quotation marks and how many more lines it takes."""
        more = 0
        while line.count('"') % 2 and more < MOST_LINES_OF_A_ROW and following + more < len(self.lines):
            line += "\n" + self.lines[following + more]
            more += 1
        row = Row(following, [])
        try:
            if line.count('"') % 2:
                raise csv.Error  # noqa: TRY301  (both are the same finding)
            row.cells = next(csv.reader([line], delimiter=self.separator, strict=True))
        except csv.Error:
            row.problem = "quote"
            return row, 0
        row = self._checked(row)
        if more and row.problem:
            return Row(following, [], "quote"), 0
        return row, more

    def _checked(self, row: Row) -> Row:
        width = len(self.header)
        if len(row.cells) > width and not any(cell.strip() for cell in row.cells[width:]):
            del row.cells[width:]
        if len(row.cells) != width:
            row.problem, row.facts = "cells", {"found": len(row.cells), "expected": width}
        return row


def read(content: bytes) -> Table:
    """The table in a file; raises ``NotATable`` if there is none."""
    text, encoding, broken = decode(content)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separator = max(SEPARATORS, key=lines[0].count)
    if separator not in lines[0]:
        raise NotATable(
            _("The first line names no columns. Put the names of the columns there, separated by commas.")
        )
    try:
        header = next(csv.reader([lines[0]], delimiter=separator, strict=True))
    except csv.Error:
        raise NotATable(
            _("The first line has a quotation mark that is not closed. Correct the names of the columns.")
        ) from None
    header = [name.strip().lower() for name in header]
    while header and not header[-1]:
        header.pop()
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise NotATable(
            _("Two columns have the same name: %(names)s. Rename one of them.") % {"names": ", ".join(twice)}
        )
    return Table(header, lines, frozenset(broken), encoding, separator)


def decode(content: bytes) -> tuple[str, str, set[int]]:
    """The text of a file, the name of its letters, and the lines whose letters are broken."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _sixteen(content, "utf-16")
    if content[:400].count(0) > len(content[:400]) // 4:
        return _sixteen(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(), "UTF-8", set()
    except UnicodeDecodeError:
        pass
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    broken = {number for number, line in enumerate(lines, 1) if not _is_utf8(line)}
    fine = sum(1 for number, line in enumerate(lines, 1) if not line.isascii() and number not in broken)
    # A few broken lines among many good ones, or a file cut in the middle of a letter, are UTF-8 all the same.
    if fine > 4 * len(broken) or (broken == {len(lines)} and _is_utf8(lines[-1][:-3] + b"")):
        return b"\n".join(lines).decode(errors="replace"), "UTF-8", broken
    text = content.decode("cp1252", errors="replace")
    return text, "Windows-1252", _with_gaps(text)


def _sixteen(content: bytes, coding: str) -> tuple[str, str, set[int]]:
    text = content.decode(coding, errors="replace")
    return text, "UTF-16", _with_gaps(text)


def _with_gaps(text: str) -> set[int]:
    if "\ufffd" not in text:
        return set()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {number for number, line in enumerate(lines, 1) if "\ufffd" in line}


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def plain(cell: str) -> str:
    """A cell as text on one line, without the apostrophe that ``harmless`` puts before a formula."""
    if not cell or cell.isalnum():
        return cell
    cell = " ".join(cell.split())
    return cell[1:].lstrip() if cell[:1] == "'" and cell[1:].lstrip().startswith(FORMULA_STARTS) else cell


def harmless(cell: object) -> str:
    """A cell for a file that people open in a spreadsheet: never the beginning of a formula, while numbers stay numbers."""
    text = "" if cell is None else str(cell)
    if not text.lstrip().startswith(FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
