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


ON_PAPERS = {
    "place": {
        "en": "Place", "ar": "المكان", "de": "Ort", "es": "Lugar", "fr": "Lieu", "he": "מקום", "it": "Luogo", "ja": "場所", "ko": "장소",
        "pl": "Miejsce", "pt": "Local", "uk": "Місце", "vi": "Địa điểm", "zh": "地点", "zh-Hant": "地點",
    },
    "date": {
        "en": "Date", "ar": "التاريخ", "de": "Datum", "es": "Fecha", "fr": "Date", "he": "תאריך", "it": "Data", "ja": "日付", "ko": "날짜",
        "pl": "Data", "pt": "Data", "uk": "Дата", "vi": "Ngày", "zh": "日期", "zh-Hant": "日期",
    },
    "witness": {
        "en": "Witness", "ar": "الشاهد", "de": "Zeuge", "es": "Testigo", "fr": "Témoin", "he": "עד", "it": "Testimone", "ja": "立会人", "ko": "증인",
        "pl": "Świadek", "pt": "Testemunha", "uk": "Свідок", "vi": "Người làm chứng", "zh": "见证人", "zh-Hant": "見證人",
    },
    "seal": {
        "en": "Seal", "ar": "الختم", "de": "Siegel", "es": "Sello", "fr": "Sceau", "he": "חותם", "it": "Sigillo", "ja": "印", "ko": "인",
        "pl": "Pieczęć", "pt": "Selo", "uk": "Печатка", "vi": "Con dấu", "zh": "印章", "zh-Hant": "印章",
    },
    "annexes": {
        "en": "Annexes", "ar": "الملاحق", "de": "Anlagen", "es": "Anexos", "fr": "Annexes", "he": "נספחים", "it": "Allegati", "ja": "附属書", "ko": "부속서",
        "pl": "Załączniki", "pt": "Anexos", "uk": "Додатки", "vi": "Phụ lục", "zh": "附件", "zh-Hant": "附件",
    },
}  # fmt: skip
"""What stands beside the lines of a paper that two cities sign."""


def on_papers(what: str, language: str) -> tuple[str, str] | None:
    """A word of ``ON_PAPERS`` and the language it is in: ``zh-Hans`` finds ``zh``, ``zh-HK`` finds ``zh-Hant``."""
    traditional = language.startswith(("zh-Hant", "zh-TW", "zh-HK", "zh-MO"))
    known = "zh-Hant" if traditional else language.split("-")[0]
    word = ON_PAPERS[what].get(known)
    return (word, language) if word else None
