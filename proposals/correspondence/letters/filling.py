"""What the placeholders of a wording stand for, out of the facts of a file.

Only a wording is filled in, by name and once: what people type, here or anywhere
in a file, is taken as it is and never read as a placeholder. What is not known
becomes a blank, and so do words of ours in a letter that is in another language.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.contacts.models import Contact
from proposals.correspondence.letters.first_wordings import RELATIONSHIPS
from proposals.correspondence.log.models import Message
from proposals.correspondence.models import Correspondence
from proposals.proposal.facts import gather
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.records.languages import NOT_LATIN, day_in, language_name, language_of

KNOWN: dict[str, str | Promise] = {
    "salutation": gettext_lazy("form of address, such as “Dear Mayor Ruiz,”"),
    "addressee": gettext_lazy("name of whom the letter goes to"),
    "our_city": gettext_lazy("official name of our city"),
    "our_short": gettext_lazy("short name of our city"),
    "our_place": gettext_lazy("our city with its province and country"),
    "our_population": gettext_lazy("our population"),
    "our_population_year": gettext_lazy("year of our population figure"),
    "their_city": gettext_lazy("name of the other community"),
    "their_place": gettext_lazy("the other community with its region and country"),
    "their_population": gettext_lazy("population of the other community"),
    "relationship": gettext_lazy("what the City seeks to enter"),
    "purpose": gettext_lazy("purpose of the relationship, from the planning"),
    "why_chosen": gettext_lazy("why this community, from the research"),
    "programmes": gettext_lazy("possible programmes, from the planning"),
    "committee": gettext_lazy("our committee"),
    "counterpart": gettext_lazy("their committee"),
    "contact_office": gettext_lazy("our contact in the Mayor’s office"),
    "contact_volunteer": gettext_lazy("our volunteer contact"),
    "enclosures": gettext_lazy("what goes with the letter"),
    "resolution": gettext_lazy("number of the resolution"),
    "resolved_on": gettext_lazy("day of the resolution"),
    "our_letter_on": gettext_lazy("date of our last letter"),
    "days": gettext_lazy("days since our last letter"),
    "reference": gettext_lazy("our reference"),
    "today": gettext_lazy("date of today"),
}
"""Every placeholder, and what it stands for in words; the words of its blank where nothing is known."""

FOR_THEM: dict[str, str | Promise] = {
    "purpose": gettext_lazy("what the relationship is for"),
    "why_chosen": gettext_lazy("why this community"),
}
"""What a file says for us: it is never copied to the other city, but shown to whoever words it for them."""

COMMAS = {
    "ar": "\u200f، ",
    "fa": "\u200f، ",
    "ur": "\u200f، ",
    "he": "\u200f, ",
    "zh": "，",
    "zh-Hant": "，",
    "ja": "、",
}
"""Between the parts of a place or an address; the mark keeps Latin names apart where the line runs to the left."""

LARGEST_FIRST = {"zh", "zh-Hant", "ja"}

PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True)
class Matter:
    """What a letter is filled from."""

    proposal: Proposal
    contact: Contact | None = None
    to_name: str = ""
    enclosures: str = ""
    resolution: str = ""
    resolved_on: dt.date | None = None
    about: Message | None = None


def unknown_placeholders(text: str) -> list[str]:
    """The placeholders of a wording that stand for nothing."""
    return [name for name in PLACEHOLDER.findall(text) if name not in KNOWN]


def fill(text: str, values: Mapping[str, str]) -> str:
    """A wording with its placeholders filled in; what is not known becomes a blank."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or blank(found[1]), text)


def blank(name: str) -> str:
    """The blank of a placeholder."""
    if name in FOR_THEM:
        return _("[[in words for them: %(what)s]]") % {"what": FOR_THEM[name]}
    return f"[[{KNOWN.get(name, name)}]]"


def lacks(text: str, values: Mapping[str, str]) -> bool:
    """Whether something that a text is to be filled in with is not known."""
    return any(not values.get(name) for name in PLACEHOLDER.findall(text) if name not in FOR_THEM)


def own_words(proposal: Proposal) -> dict[str, str]:
    """What the file itself says of what is to be worded for the other city, by placeholder."""
    known = gather(proposal)
    return {name: words for name in FOR_THEM if (words := (known.get(name) or "").strip())}


def values(matter: Matter, language: str) -> dict[str, str]:
    """What is known for a letter in a language; the rest is absent."""
    ours, proposal, known = Municipality.ours(), matter.proposal, gather(matter.proposal)
    record, there = Correspondence.of(proposal), proposal.community.country
    told: dict[str, Any] = {
        "salutation": _salutation(matter, language),
        "addressee": matter.contact.name if matter.contact else matter.to_name,
        "our_city": ours.name,
        "our_short": ours.short_name,
        "our_place": _place([ours.short_name, ours.province, _country(ours, language)], language),
        "our_population": _number(ours.population, language, there),
        "our_population_year": ours.population_year,
        "their_city": _name_of(proposal, language),
        "their_place": proposal.community.full_name,
        "their_population": _number(known.get("population"), language, there),
        "relationship": RELATIONSHIPS.get(language, {}).get(proposal.kind),
        "programmes": _listed(known.get("activities", []), language),
        "committee": proposal.committee.name if proposal.committee else None,
        "counterpart": known.get("counterpart"),
        "contact_office": _to_turn_to(record, Contact.Place.MAYOR, language),
        "contact_volunteer": _to_turn_to(record, Contact.Place.VOLUNTEER, language),
        "enclosures": _listed(matter.enclosures.splitlines(), language),
        "resolution": matter.resolution,
        "resolved_on": day_in(language, matter.resolved_on) if matter.resolved_on else None,
        "reference": proposal.reference,
        "today": day_in(language, clock.today()),
    }
    if matter.about is not None:
        told["our_letter_on"] = day_in(language, matter.about.on)
        told["days"] = _number((clock.today() - matter.about.on).days, language, there)
    return {name: _on_one_line(str(value)) for name, value in told.items() if value not in (None, "")}


def _on_one_line(words: str) -> str:
    """Words without line ends; the spaces that keep a number together stay."""
    return re.sub(r"[^\S\xa0\u202f]+", " ", words).strip()


def _salutation(matter: Matter, language: str) -> str:
    """The contact's own form of address in the contact's own language; in English what follows from title and name."""
    contact = matter.contact
    if contact and contact.salutation and language == (contact.language or language):
        return contact.salutation
    if contact and language == "en" and contact.honorific:
        return f"Dear {contact.honorific} {contact.name},"
    name = contact.name if contact else matter.to_name
    return (
        _("[[how a letter in %(language)s addresses %(name)s]]")
        % {"language": language_name(language), "name": _unbracketed(name)}
        if name
        else ""
    )


def _name_of(proposal: Proposal, language: str) -> str:
    """The other community by its own name where the letter is in its script."""
    native = proposal.community.native_name
    own = native and language in NOT_LATIN and language_of(native, ["en", language]) == language
    return native if own else proposal.community.name


def _country(ours: Municipality, language: str) -> str:
    """Our country as the language calls it, where it is written as English does; else as it is written."""
    english = Locale("en").territories
    code = next((code for code, name in english.items() if name == ours.country and len(code) == 2), "")
    return str(Locale.parse(language, sep="-").territories.get(code, ours.country))


def _place(parts: list[str], language: str) -> str:
    """The parts of a place in the order and with the commas of a language."""
    parts = [part for part in parts if part]
    return _joined(parts[::-1] if language in LARGEST_FIRST else parts, language)


def _joined(parts: list[str], language: str) -> str:
    return COMMAS.get(language, ", ").join(parts)


def _number(number: int | None, language: str, country: str) -> str | None:
    """A number as it is grouped where the letter is read: in Spanish ``13,057`` in Mexico, ``13.057`` in Spain."""
    return None if number is None else format_decimal(number, locale=_locale(language, country))


def _locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language}-{country}", sep="-")
    except (UnknownLocaleError, ValueError):
        # No such pair is known: the language as such.
        return Locale.parse(language, sep="-")


def _ours_in(language: str, words: str) -> str | None:
    """Words somebody here wrote: in a letter in another language a blank that asks for their translation."""
    if not words:
        return None
    if language == settings.LANGUAGE_CODE.split("-")[0]:
        return words
    asked = {"language": language_name(language), "words": _unbracketed(words)}
    return _("[[in %(language)s: %(words)s]]") % asked


def _unbracketed(words: str) -> str:
    """Words that can stand inside a blank."""
    return words.replace("[", "(").replace("]", ")")


def _listed(titles: list[str], language: str) -> str | None:
    titles = [" ".join(title.split()).rstrip(".") for title in titles if title.strip()]
    listed = format_list(titles, locale=settings.LANGUAGE_CODE.replace("-", "_")) if titles else ""
    return _ours_in(language, listed)


def _to_turn_to(record: Correspondence, place: str, language: str) -> str | None:
    """Somebody here with office and address; the address only where we may keep and give it."""
    if record.pk is None:
        return None
    contact = record.contacts.current().here().filter(place=place).first()
    if contact is None:
        return None
    reached = (contact.email or contact.phone) if contact.basis else ""
    return _joined([part for part in (contact.name, contact.office, reached) if part], language)
