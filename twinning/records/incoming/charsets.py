"""What bytes say, whatever their mail calls their characters: never an error, and it is said where it was a guess."""

import codecs
import re
import unicodedata

import webencodings

NOT_CHARACTERS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""What Python can decode and no mail may ask for."""

FURTHER = {
    # Programs in Japan put signs of NEC and IBM into what they call ISO-2022-JP.
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"),
    "shift_jis": ("shift_jis", "cp932"),
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "euc_kr": ("euc_kr", "cp949"),
    "gbk": ("gb18030",),
    "big5": ("big5", "big5hkscs", "cp950"),
}
"""Codecs to be tried for what is called by one name."""

KEPT_SIGNS = "\u200b\u200c\u200d\u200e\u200f"
"""Signs without a shape that words in Persian, Arabic, Thai and Indic scripts need."""


def decode(content: bytes, label: str | None) -> tuple[str, tuple[str, str] | None]:
    """The text of some bytes, and what was wrong with their name: a code of ``TROUBLES`` and its detail, or nothing."""
    label = (label or "").strip().strip("\"'").lower()[:60]
    names = _codecs(label or "utf-8")
    for name in names:
        try:
            text = content.decode(name)
        except (UnicodeError, ValueError):
            continue
        if name == "cp1252" and (guessed := _cyrillic(content)) and _hardly_western(text):
            return guessed
        return text, None
    return _guess(content, label, names)


def clean(text: str) -> str:
    """Without what no database takes and what deceives the eye: control signs, lone surrogates, overrides of direction."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or sign in KEPT_SIGNS or _harmless(sign))


def one_line(text: str, longest: int) -> str:
    """For a subject or a name: one line of at most so many signs."""
    return " ".join(clean(text).split())[:longest].strip()


def _harmless(sign: str) -> bool:
    return (sign.isascii() and sign.isprintable()) or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")


def _codecs(label: str) -> tuple[str, ...]:
    """Python's names for what a mail calls its characters; none if nobody knows it."""
    known = webencodings.lookup(label)
    for name in (known.codec_info.name if known else "", label):
        try:
            b"a".decode(name)  # some codecs are not made for characters
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        plain = found.replace("-", "_")
        return () if plain in NOT_CHARACTERS else FURTHER.get(plain, (found,))
    return ()


def _guess(content: bytes, label: str, names: tuple[str, ...]) -> tuple[str, tuple[str, str] | None]:
    """The name was wrong or is not known."""
    try:
        return content.decode("utf-8"), None if content.isascii() else ("charset", "UTF-8")
    except UnicodeDecodeError:
        pass
    if guessed := _cyrillic(content):
        return guessed
    western = content.decode("cp1252", errors="replace")
    if names in ((), ("utf-8",)) and not _hardly_western(western):
        return western, ("charset", "Windows-1252")
    name = names[0] if names else "utf-8"
    return content.decode(name, errors="replace"), ("replaced", label or "UTF-8")


def _cyrillic(content: bytes) -> tuple[str, tuple[str, str]] | None:
    """Mail from Ukraine or Bulgaria is the one that is often called by a wrong name and easily told apart."""
    best, most = None, 0.6
    for name in ("cp1251", "koi8_u"):
        letters = [sign for sign in content.decode(name, errors="replace") if sign.isalpha()]
        small = [sign for sign in letters if sign.islower() and "\u0400" <= sign <= "\u04ff"]
        if len(letters) >= 20 and len(small) / len(letters) > most:
            best, most = name, len(small) / len(letters)
    if best is None:
        return None
    called = {"cp1251": "Windows-1251", "koi8_u": "KOI8-U"}[best]
    return content.decode(best, errors="replace"), ("charset", called)


def _hardly_western(text: str) -> bool:
    """No language of western Europe has an accent on every other letter."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(not sign.isascii() for sign in letters) * 2 > len(letters)


def of_page(content: bytes) -> str | None:
    """What a web page itself calls its characters."""
    found = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", content[:4096], re.IGNORECASE)
    return found.group(1).decode() if found else None
