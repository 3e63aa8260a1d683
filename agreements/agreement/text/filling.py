"""What the placeholders of a library clause stand for: the structured terms, both parties, and the facts of the file.

Only a wording of the library is filled in, by name and once; what people type is
taken as it is. What is not known becomes a blank ``[[…]]``, and no text with a
blank in it is accepted.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.models import Agreement
from agreements.agreement.text.first_clauses import RELATIONSHIPS, SENTENCES
from agreements.agreement.text.models import Party, Side
from agreements.agreement.text.papers import tag
from proposals.proposal.facts import gather
from proposals.proposal.models import Proposal
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.languages import day_in

KNOWN: dict[str, str | Promise] = {
    "our_city": gettext_lazy("official name of our city"),
    "their_city": gettext_lazy("official name of the other community"),
    "our_signatory": gettext_lazy("name and office of who represents us"),
    "their_signatory": gettext_lazy("name and office of who represents them"),
    "relationship": gettext_lazy("what the two establish"),
    "committee": gettext_lazy("our committee"),
    "counterpart": gettext_lazy("their committee"),
    "review_months": gettext_lazy("months to the first review"),
    "term": gettext_lazy("how long it holds"),
    "renewal": gettext_lazy("how it is renewed"),
    "ending": gettext_lazy("how it is ended"),
    "running": gettext_lazy("that exchanges under way are finished; nothing where that is not agreed"),
    "amendment": gettext_lazy("how it is amended"),
    "entry": gettext_lazy("when it takes effect"),
    "costs": gettext_lazy("who bears the costs"),
    "nature": gettext_lazy("whether it is binding"),
    "copies": gettext_lazy("number of originals, and their languages"),
    "prevails": gettext_lazy("which text prevails; nothing where there is one language"),
}
"""Every placeholder, and what it stands for in words; the words of its blank where nothing is known."""

PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
BLANK = re.compile(r"\[\[[^\[\]]*\]\]")
"""What somebody still has to fill in."""
MAY_BE_EMPTY = {"running", "renewal", "prevails"}
"""Nothing is missing where these say nothing."""


def unknown_placeholders(text: str) -> list[str]:
    """The placeholders of a wording that stand for nothing."""
    return [name for name in PLACEHOLDER.findall(text) if name not in KNOWN]


def fill(text: str, values: Mapping[str, str]) -> str:
    """A wording with its placeholders filled in; what is not known becomes a blank."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        known = values.get(name, "")
        return known if known or name in MAY_BE_EMPTY else f"[[{KNOWN.get(name, name)}]]"

    lines = PLACEHOLDER.sub(value, text).split("\n")
    return "\n".join(re.sub(" {2,}", " ", line).strip() for line in lines).strip()


def values(record: Agreement, language: str) -> dict[str, str]:
    """What is known in a language; the rest is absent."""
    proposal, known = record.proposal, gather(record.proposal)
    told: dict[str, Any] = {
        "our_city": party_name(record, Side.OURS, language),
        "their_city": party_name(record, Side.THEIRS, language),
        "our_signatory": _signatory(record, Side.OURS, language),
        "their_signatory": _signatory(record, Side.THEIRS, language),
        "relationship": RELATIONSHIPS.get(proposal.kind, {}).get(language),
        "committee": proposal.committee.name if proposal.committee else None,
        "counterpart": known.get("counterpart"),
        "review_months": known.get("review_months") or 12,
    }
    words = {name: str(value) for name, value in told.items() if value not in (None, "")}
    return words | _sentences(record, language, words)


def party_name(record: Agreement, side: str, language: str) -> str:
    """How a side is called in a language, as the terms say; in English, as the file does. Unknown in any other."""
    if party := _party(record, side, language):
        return party.name
    if language != "en":
        return ""
    return Municipality.ours().name if side == Side.OURS else proposed_name(record.proposal)


def _party(record: Agreement, side: str, language: str) -> Party | None:
    parties = record.parties.all() if record.pk else []
    return next((one for one in parties if (one.side, one.language) == (side, language)), None)


def proposed_name(proposal: Proposal) -> str:
    """The other community as an agreement calls it while nobody has said how."""
    return "" if proposal.community.is_search else proposal.community.name


def _signatory(record: Agreement, side: str, language: str) -> str:
    if party := _party(record, side, language):
        return ", ".join(part for part in (party.represented_by, party.office) if part)
    mayor = OfficeHolder.objects.holding(Office.MAYOR)
    return f"{mayor.name}, {mayor.style}" if mayor and side == Side.OURS and language == "en" else ""


def _sentences(record: Agreement, language: str, words: dict[str, str]) -> dict[str, str]:
    """What the structured terms say, each as a sentence in the language."""
    known = SENTENCES.get(language)
    if known is None:
        return {}
    languages = [text.language for text in record.texts.all()] if record.pk else []
    parts = words | {
        "years": str(record.term_years or ""),
        "event": record.term_event if language == "en" else "",
        "months": "" if record.notice_months is None else str(record.notice_months),
        "day": day_in(tag(language), record.entry_on) if isinstance(record.entry_on, dt.date) else "",
        "costs_words": record.costs_words if language == "en" else "",
        "originals": str(record.originals or ""),
        "languages": _listed(languages, language),
        "language": _language_in(record.prevails, language),
    }
    asked: dict[str, tuple[str, str, int | None]] = {
        "term": ("term_rule", record.term_rule, record.term_years),
        "renewal": ("renewal", "" if record.term_rule == "open" else record.renewal, None),
        "ending": ("ending", record.ending, record.notice_months),
        "running": ("running", "yes" if record.running_projects else "", None),
        "amendment": ("amendment", record.amendment, None),
        "entry": ("entry", record.entry, None),
        "costs": ("costs", record.costs, None),
        "nature": ("binding", record.binding, None),
        "copies": ("copies", "several" if (record.originals or 0) > 1 else "one", record.originals),
        "prevails": (
            "prevails",
            "" if len(languages) < 2 else "one" if record.prevails else "all",
            None,
        ),
    }
    return {
        name: _sentence(known[which].get(answer, ""), number, parts)
        for name, (which, answer, number) in asked.items()
    }


def _sentence(sentence: str | tuple[str, str], number: int | None, parts: Mapping[str, str]) -> str:
    words = sentence if isinstance(sentence, str) else sentence[number != 1]
    return PLACEHOLDER.sub(lambda found: parts.get(found[1]) or f"[[{_part(found[1])}]]", words)


def _part(name: str) -> str:
    """What a blank inside a sentence of the terms asks for."""
    return {
        "years": _("number of years"),
        "event": _("until when"),
        "months": _("months of notice"),
        "day": _("day"),
        "originals": _("number of originals"),
        "languages": _("languages"),
        "costs_words": _("who bears the costs"),
        "our_city": str(KNOWN["our_city"]),
    }.get(name, name)


def _language_in(named: str, language: str) -> str:
    """A language as another one calls it: ``en`` in Spanish is “inglés”."""
    if not named:
        return ""
    locale = Locale.parse(tag(language), sep="-")
    return locale.languages.get(tag(named).split("-")[0], named) or named


def _listed(languages: list[str], language: str) -> str:
    names = [_language_in(one, language) for one in languages]
    return format_list(names, locale=Locale.parse(tag(language), sep="-")) if names else ""
