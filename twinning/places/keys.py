"""The form in which names are compared: no accents, no capitals, no punctuation, in any script."""

import re
import unicodedata

LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŋ": "n", "ə": "e"}
    | {"æ": "ae", "œ": "oe", "þ": "th", "ة": "ه", "ى": "ي", "ـ": ""}
)
"""Letters that Unicode does not take apart, and Arabic ones that writers use for each other."""

_IN_BETWEEN = re.compile(r"[\W_]+")
_PLAIN = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})


def key(name: str) -> str:
    """A name as it is looked up: ``São Tomé`` and ``sao-tome`` are one, ``Straße`` and ``STRASSE`` too."""
    if name.isascii():
        return " ".join(name.lower().translate(_PLAIN).split())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    bare = "".join(letter for letter in folded if not unicodedata.category(letter).startswith("M"))
    return _IN_BETWEEN.sub(" ", bare.translate(LETTERS)).strip()
