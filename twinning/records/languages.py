"""Languages that people write in, named in the reader's language."""

from babel import Locale
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
