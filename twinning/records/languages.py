"""Languages that people write in, named in the reader's language."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation

WRITTEN = (
    "ar", "bg", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr", "ga", "he", "hi", "hr", "hu",
    "hy", "id", "is", "it", "ja", "ka", "ko", "lt", "lv", "ms", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl",
    "sq", "sr", "sv", "sw", "th", "tr", "uk", "ur", "vi", "zh", "zh-Hant",
)  # fmt: skip
"""Tags of BCP 47, as they stand in a paper and on a page."""

CHOICES = sorted(
    ((code, Locale.parse(code, sep="-").get_display_name("en") or code) for code in WRITTEN),
    key=lambda pair: pair[1],
)


def language_name(code: str) -> str:
    """``ja`` → Japanese; a tag that CLDR does not know is handed back as it is."""
    if code not in WRITTEN:
        return code
    reader = translation.to_locale(translation.get_language() or "en")
    return Locale.parse(code, sep="-").get_display_name(reader) or code


SCRIPTS = {
    "ARABIC": ("ar", "fa", "ur"),
    "CYRILLIC": ("uk", "ru", "bg", "sr"),
    "HEBREW": ("he",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "CJK": ("ja", "zh", "zh-Hant", "ko"),
    "ARMENIAN": ("hy",),
    "GEORGIAN": ("ka",),
    "DEVANAGARI": ("hi", "ne"),
    "GURMUKHI": ("pa",),
    "THAI": ("th",),
}
"""Scripts by the word that begins the names of their letters in Unicode, with the languages written in them."""

NOT_LATIN = {code for codes in SCRIPTS.values() for code in codes}


def language_of(words: str, languages: Iterable[str]) -> str:
    """Which of the languages of a letter a line is in, by the script of its first letter; the first where none fits."""
    languages = list(languages)
    script = next((unicodedata.name(sign, "").split()[0] for sign in words if sign.isalpha()), "")
    if script in SCRIPTS:
        written = SCRIPTS[script]
        return next((code for code in languages if code in written), languages[0])
    return next((code for code in languages if code not in NOT_LATIN), languages[0])


def day_in(language: str, value: dt.date) -> str:
    """A date as it is written out in a language: ``12 March 2026``, ``2026年3月12日``."""
    if language == "en":
        return format_date(value, format="d MMMM y", locale="en")
    return format_date(value, format="long", locale=Locale.parse(language, sep="-"))


def number_in(language: str, value: Decimal) -> str:
    """A number as it is grouped in a language: ``1,200``, ``1.200``."""
    return format_decimal(value, locale=Locale.parse(language, sep="-"))


OUR_REFERENCE = {
    "en": "Our reference: {}",
    "ar": "رقمنا المرجعي: {}",
    "de": "Unser Zeichen: {}",
    "es": "Nuestra referencia: {}",
    "fr": "Notre référence : {}",
    "it": "Nostro riferimento: {}",
    "ja": "整理番号：{}",
    "pl": "Nasz znak: {}",
    "pt": "Nossa referência: {}",
    "uk": "Наш номер: {}",
    "zh": "我方编号：{}",
    "zh-Hant": "我方編號：{}",
}
ENCLOSURES = {
    "en": "Enclosures",
    "ar": "المرفقات",
    "de": "Anlagen",
    "es": "Anexos",
    "fr": "Pièces jointes",
    "it": "Allegati",
    "ja": "同封物",
    "pl": "Załączniki",
    "pt": "Anexos",
    "uk": "Додатки",
    "zh": "附件",
    "zh-Hant": "附件",
}
PAGE_OF = {
    "en": "Page {page} of {pages}",
    "ar": "صفحة {page} من {pages}",
    "de": "Seite {page} von {pages}",
    "es": "Página {page} de {pages}",
    "fr": "Page {page} sur {pages}",
    "it": "Pagina {page} di {pages}",
    "ja": "{page} / {pages} ページ",
    "pl": "Strona {page} z {pages}",
    "pt": "Página {page} de {pages}",
    "uk": "Сторінка {page} з {pages}",
    "zh": "第{page}页，共{pages}页",
    "zh-Hant": "第{page}頁，共{pages}頁",
}
"""The words around a letter, in the language of the letter; in English where they are not known."""


def around(words: dict[str, str], language: str) -> tuple[str, str]:
    """Words of a letter's frame with the language that they are in."""
    known = language if language in words else "en"
    return words[known], known
