"""What people type or paste into a clause, made fit to be agreed to, compared and printed."""

import re
import unicodedata

from twinning.records.papers import without_overrides

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
BREAKS = re.compile("\r\n?|[\u2028\x85]")
EMPTY_LINES = re.compile(r"\n{3,}")


def tidy(words: str) -> str:
    """A clause as it is kept: one kind of line break, no tabs, no signs that control or turn, letters composed."""
    words = BREAKS.sub("\n", words).replace("\u2029", "\n\n").replace("\t", " ")
    words = CONTROL.sub("", without_overrides(words))
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", words).split("\n"))
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def tidy_line(words: str) -> str:
    """A heading or a title: the same, in one line."""
    return " ".join(tidy(words).split())
