"""A list of guests as somebody pastes it: out of a spreadsheet, a mail or a text."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_CHARACTERS = 100_000
MOST_LINES = 300
LONGEST_NAME = 200
LONGEST_OFFICE = 300
MOST_PEOPLE = 2_000


@dataclass(frozen=True)
class Line:
    """One invitation of the list."""

    name: str
    office: str = ""
    people: int = 1


def read(words: str) -> tuple[list[Line], list[str]]:
    """The lines of a list, and what is wrong with it, line by line; empty lines are passed over.

    A tab or a semicolon divides; no comma does, because names have commas of their own.
    """
    lines, problems = [], []
    for number, text in enumerate(words.splitlines(), 1):
        if not text.strip(" \t;"):
            continue
        found = _line(text)
        if isinstance(found, Line):
            lines.append(found)
        else:
            problems.append(_("Line %(n)d: %(problem)s") % {"n": number, "problem": found})
    if len(lines) > MOST_LINES:
        problems.append(
            _("The list has %(n)d invitations, and at most %(most)d are taken at once. Paste it in parts.")
            % {"n": len(lines), "most": MOST_LINES}
        )
    if not lines and not problems:
        problems.append(_("The list is empty. Paste it here, one invitation to a line."))
    return lines, problems


def _line(text: str) -> Line | str:
    """One line, or in words what is wrong with it."""
    cells = [" ".join(cell.split()) for cell in re.split("\t" if "\t" in text else "[;；]", text)]
    while cells and not cells[-1]:
        cells.pop()
    name, office, people, *more = [*cells, "", "", ""][: max(len(cells), 3)]
    if more:
        return _("There are more than three parts. Write name; office; number of people.")
    if not name:
        return _("The name is missing. Write it before the first semicolon.")
    if len(name) > LONGEST_NAME or len(office) > LONGEST_OFFICE:
        return _("The name or the office is too long. Shorten it to 200 and 300 characters.")
    if people and not (
        people.isascii() and people.isdecimal() and 1 <= int(people[:9]) <= MOST_PEOPLE and len(people) < 9
    ):
        return _("“%(number)s” is no number of people. Write it in figures, such as 2.") % {
            "number": people[:40]
        }
    return Line(name, office, int(people or 1))
