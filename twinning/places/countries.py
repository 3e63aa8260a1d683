"""Names of countries in the reader's language, out of Unicode CLDR."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
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


NOBODY_LIVES_THERE = {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "HM", "IC", "QO", "TA", "UM", "ZZ"}
"""Codes of CLDR without a place of their own in the table."""


def countries() -> list[tuple[str, str]]:
    """Code and name of every country there is a place in, by name, for a filter."""
    known = set(get_global("territory_languages")) - NOBODY_LIVES_THERE
    return sorted(((code, country_name(code)) for code in known), key=lambda country: country[1])
