"""The form in which names are compared: no accents, no capitals, no punctuation, in any script."""

import unicodedata
from functools import lru_cache

LETTERS = {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŋ": "n", "ə": "e", "ǝ": "e"}
LETTERS |= {"æ": "ae", "œ": "oe", "þ": "th", "ة": "ه", "ى": "ي", "ـ": ""}
"""Letters that Unicode does not take apart, and Arabic ones that writers use for each other."""

_PLAIN = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})


def key(name: str) -> str:
    """A name as it is looked up: ``São Tomé`` and ``sao-tome`` are one, ``Straße`` and ``STRASSE`` too."""
    if name.isascii():
        return " ".join(name.lower().translate(_PLAIN).split())
    bare = unicodedata.normalize("NFKD", name).translate(_bare()).casefold()
    return " ".join(bare.split())


@lru_cache(maxsize=1)
def _bare() -> dict[int, str]:
    """What is left of each character: nothing of an accent, a space of a sign that is no letter and no figure."""
    table = {}
    for code in range(0x20000):
        kind = unicodedata.category(chr(code))[0]
        if kind == "M":
            table[code] = ""
        elif kind not in "LN":
            table[code] = " "
    for letter, plain in LETTERS.items():
        table[ord(letter)] = table[ord(letter.upper())] = plain
    return table
