"""Names of countries in the reader's language, out of Unicode CLDR."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


@lru_cache(maxsize=16)
def reader(language: str | None) -> Locale:
    """The locale of a language as Django writes it (``en-ca``); English where CLDR has none."""
    try:
        return Locale.parse(language or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(code: str) -> str:
    """``MX`` → Mexico; a code that CLDR does not know is handed back as it is."""
    return reader(get_language()).territories.get(code, code)


def countries() -> list[tuple[str, str]]:
    """Code and name of every country there is a place in, by name, for a filter."""
    from babel.core import get_global

    known = get_global("territory_languages")
    return sorted(
        ((code, country_name(code)) for code in known if len(code) == 2 and code.isalpha()),
        key=lambda country: country[1],
    )
