"""The agreement as a paper: what a frozen version, or the draft, is drawn from, in all its languages."""

import datetime as dt
from typing import Any

from babel import Locale
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.agreement.models import Agreement
from agreements.agreement.text.models import LANGUAGES, Side, TextVersion, content, content_hash
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.facts import gather
from proposals.proposal.models import Paper, Proposal, SectionState
from proposals.proposal.papers import common_facts
from twinning.accounts.models import User
from twinning.records.papers import file_name, in_the_citys_language, paragraphs
from twinning.records.rendering import direction

TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "tl": "fil"}
OWN_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文"}
"""Where CLDR has a bracket in the name of a language."""

BETWEEN = {
    "en": ("between", "and"), "fr": ("entre", "et"), "es": ("entre", "y"), "pt": ("entre", "e"), "de": ("zwischen", "und"), "it": ("tra", "e"),
    "pl": ("między", "a"), "uk": ("між", "та"), "ru": ("между", "и"), "el": ("μεταξύ", "και"), "ar": ("بين", "و"), "he": ("בין", "ובין"),
    "ja": ("", "と"), "ko": ("", "및"), "zh-hans": ("", "与"), "zh-hant": ("", "與"), "nl": ("tussen", "en"), "sv": ("mellan", "och"),
    "fi": ("", "ja"), "tl": ("sa pagitan ng", "at ng"), "vi": ("giữa", "và"),
}  # fmt: skip
"""What stands before the first and between both parties; nothing stands before them in languages that say it behind."""


def tag(language: str) -> str:
    """The language as BCP 47 writes it: ``zh-hans`` → ``zh-Hans``."""
    return TAGS.get(language, language)


def own_name(language: str) -> str:
    """What a language calls itself: ``es`` → Español."""
    known = OWN_NAMES.get(language) or Locale.parse(tag(language), sep="-").get_display_name()
    return capfirst(known or language)


def named(language: str) -> str:
    """What the reader calls it: ``es`` → Spanish."""
    return str(dict(LANGUAGES).get(language, language))


@in_the_citys_language
def memorandum_facts(
    version: TextVersion,
    *,
    standing: str,
    at: dt.datetime,
    resolution_line: str = "",
    signatures: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Everything the paper of a frozen version shows. Its signature blocks are those of the parties’ representatives unless given."""
    record = version.record
    return _facts(record.proposal, version.content, standing, at, resolution_line, signatures)


@in_the_citys_language
def draft_facts(record: Agreement) -> dict[str, Any]:
    """The text as it stands, marked as a draft and dated by its last change, so that the same draft is the same paper."""
    return _facts(record.proposal, content(record), "draft", last_change(record), "", None)


def last_change(record: Agreement) -> dt.datetime:
    """When somebody last changed the text or its terms."""
    texts = [text.at for clause in record.clauses.prefetch_related("texts") for text in clause.texts.all()]
    state = SectionState.objects.filter(
        proposal=record.proposal, phase=record.phase, section__in=["terms", "text"]
    )
    saved = [one.saved_at for one in state if one.saved_at]
    return max([*texts, *saved], default=record.proposal.phase_since)


def _facts(
    proposal: Proposal,
    kept: dict[str, Any],
    standing: str,
    at: dt.datetime,
    resolution_line: str,
    signatures: list[dict[str, Any]] | None,
) -> dict[str, Any]:
    languages = [one["language"] for one in kept["languages"]]
    return common_facts(at) | {
        "standing": standing,
        "standing_words": standing_words(standing),
        "schedule_label": _("Schedule A") if standing == "schedule" else "",
        "resolution_line": resolution_line,
        "reference": proposal.reference,
        "layout": "parallel" if len(languages) == 2 else "sequence",
        "languages": [_language(kept, one) for one in kept["languages"]],
        "clauses": _clauses(kept, languages),
        "annexes": _annexes(proposal, kept),
        "signatures": default_signatures(kept) if signatures is None else signatures,
        "originals_words": "",
        "text_hash": content_hash(kept),
    }


def standing_words(standing: str) -> str:
    """What a paper of this standing is called on its head; a schedule and a transcript are called so elsewhere."""
    return {
        "draft": _("Draft"),
        "signing_copy": _("Signing copy"),
        "transcript": _("Transcript"),
    }.get(standing, "")


def _language(kept: dict[str, Any], one: dict[str, str]) -> dict[str, Any]:
    language = one["language"]
    between, joined = BETWEEN[language]
    return {
        "lang": tag(language),
        "dir": direction(language),
        "name": own_name(language),
        "title": one["title"],
        "parties": [
            {name: party[name] for name in ("side", "name", "represented_by", "office")}
            for side in Side.values
            if (party := party_of(kept, side, language))
        ],
        "between": between,
        "and": joined,
    }


def party_of(kept: dict[str, Any], side: str, language: str) -> dict[str, str] | None:
    """How a side is called in a language; as in the first language that names it, where it is not named in this one."""
    of_side = [party for party in kept["parties"] if party["side"] == side]
    return next(
        (party for party in of_side if party["language"] == language), of_side[0] if of_side else None
    )


def _clauses(kept: dict[str, Any], languages: list[str]) -> list[dict[str, Any]]:
    found, number = [], 0
    for clause in kept["clauses"]:
        number += clause["numbered"]
        found.append(
            {
                "kind": clause["kind"],
                "number": str(number) if clause["numbered"] else "",
                "texts": [_clause_text(clause["texts"].get(language), language) for language in languages],
            }
        )
    return found


def _clause_text(text: dict[str, str] | None, language: str) -> dict[str, Any]:
    """A clause in a language; one that is not written says so in the language of the City."""
    if text is None or not text["words"].strip():
        missing = _("[This clause is not written in %(language)s yet.]") % {"language": named(language)}
        return {
            "lang": "en",
            "dir": "ltr",
            "heading": text["heading"] if text else "",
            "paragraphs": [[missing]],
        }
    return {
        "lang": tag(language),
        "dir": direction(language),
        "heading": text["heading"],
        "paragraphs": paragraphs(text["words"]),
    }


def _annexes(proposal: Proposal, kept: dict[str, Any]) -> list[str]:
    if kept["terms"].get("annex_plan") != "True":
        return []
    plan = gather(proposal).get("work_plan")
    return [_("Work plan, version %(n)d") % {"n": plan["number"]}] if plan else [_("Work plan")]


def default_signatures(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """A block for each side that the text names, with name and office in both scripts where they differ."""
    if not kept["languages"]:
        return []
    return [block for side in Side.values if (block := signature_block(kept, side))]


def signature_block(kept: dict[str, Any], side: str, **more: Any) -> dict[str, Any] | None:
    """The block of a side’s representative, with lines to write place and date on; ``more`` takes the place of what is in it."""
    source = kept["languages"][0]["language"]
    party = party_of(kept, side, source)
    if party is None:
        return None
    native = next(
        (
            other
            for one in kept["languages"][1:]
            if (other := party_of(kept, side, one["language"]))
            and (other["represented_by"], other["office"]) != (party["represented_by"], party["office"])
        ),
        None,
    )
    told = native or party
    return {
        "side": side,
        "capacity_words": _("For the %(party)s") % {"party": party["name"]},
        "name": party["represented_by"],
        "office": party["office"],
        "native_name": told["represented_by"] if told["represented_by"] != party["represented_by"] else "",
        "native_office": told["office"] if told["office"] != party["office"] else "",
        "native_lang": tag(told["language"]),
        "native_dir": direction(told["language"]),
        "place": "",
        "date_words": "",
        "witness": False,
    } | more


@in_the_citys_language
def ask_for_draft(record: Agreement, *, by: User) -> Paper:
    """Have the paper of the draft made, with its watermark; the same text gives the same paper."""
    title = _("Draft agreement with %(city)s") % {"city": record.proposal.community}
    return ask_for_paper(
        record.proposal,
        template="memorandum",
        facts=draft_facts(record),
        title=title,
        filename=file_name(f"{title} {record.proposal.reference.replace('/', '-')}"),
        by=by,
        phase=Phase.AGREEMENT,
    )
