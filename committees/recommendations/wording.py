"""What one tier changed in the wording of the tier below, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

NO_SPACES = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Han and kana, which are written without spaces between words: each sign counts as a word."""
WORDS = re.compile(rf"(?:[{NO_SPACES}]|[^\s{NO_SPACES}]+)\s*")
SENTENCES = re.compile(r"[^.;。；\n]+[.;。；\n]*\s*|[.;。；\n]+\s*")
MOST_WORDS = 1_000
"""Longer texts are compared sentence by sentence: word by word would take seconds."""


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (``same``), was taken out (``out``) or was put in (``in``)."""

    kind: str
    words: str


def difference(before: str, after: str) -> list[Piece]:
    """The later wording with what was taken out of the earlier one; nothing where only spaces differ."""
    if before.split() == after.split():
        return []
    longest = max(len(WORDS.findall(before)), len(WORDS.findall(after)))
    parts = WORDS if longest <= MOST_WORDS else SENTENCES
    old, new = parts.findall(before.strip()), parts.findall(after.strip())
    matcher = SequenceMatcher(None, [_bare(part) for part in old], [_bare(part) for part in new])
    found: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(new[new_from:new_to])))
            continue
        if out := "".join(old[old_from:old_to]):
            found.append(Piece("out", out))
        if put := "".join(new[new_from:new_to]):
            found.append(Piece("in", put))
    return found


def _bare(part: str) -> str:
    return " ".join(part.split())
