"""The proclamation as a paper: its facts in words, in one language or two, frozen."""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from agreements.agreement.council.models import ResolutionState
from agreements.agreement.proclamations.formulae import (
    CLOSE,
    FORMULAE,
    date_written_out,
    person,
    tag,
)
from agreements.agreement.proclamations.models import Proclamation, ProclamationRecital
from agreements.agreement.text.models import Party, Side
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper, issue_paper
from proposals.proposal.models import Paper, SectionState
from proposals.proposal.papers import common_facts
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.records.languages import day_in, on_papers
from twinning.records.papers import (
    LEFT_TO_RIGHT,
    direction_of,
    file_name,
    in_the_citys_language,
    without_overrides,
)
from twinning.records.rendering import direction
from twinning.records.templatetags.house import day

BLANK = "________"
"""What a draft shows in place of what is not known yet."""

KEY = "proclamation:{}"


@in_the_citys_language
def ask_for_draft(proclamation: Proclamation, *, by: User) -> Paper:
    """Have the draft made as a paper, marked as one."""
    title = _("Draft proclamation %(title)s") % {"title": proclamation.title}
    return ask_for_paper(
        proclamation.proposal,
        template="proclamation",
        facts=facts(proclamation),
        title=title,
        filename=file_name(title),
        by=by,
        phase=Phase.AGREEMENT,
    )


@in_the_citys_language
def ask_for_issue(proclamation: Proclamation, *, by: User) -> Paper:
    """Have the proclamation issued: numbered, sealed, with its public page."""
    title = _("Proclamation %(title)s") % {"title": proclamation.title}
    return issue_paper(
        proclamation.proposal,
        template="proclamation",
        facts=facts(proclamation, issued=True),
        title=title,
        filename=file_name(title),
        by=by,
        phase=Phase.AGREEMENT,
        public_title=title[:300],
        key=KEY.format(proclamation.pk),
    )


@in_the_citys_language
def facts(proclamation: Proclamation, *, issued: bool = False) -> dict[str, Any]:
    """Everything the paper shows. A draft is dated by its last change, so that the same draft is the same paper."""
    recitals = list(proclamation.recitals.all())
    issued = issued or proclamation.state != Proclamation.State.DRAFT
    parties = {
        (party.side, party.language): party.name
        for party in Party.objects.filter(
            record__proposal=proclamation.proposal, language__in=proclamation.languages
        )
    }
    texts = [
        _text(proclamation, language, bool(second), parties)
        for second, language in enumerate(proclamation.languages)
    ]
    reasons = [
        [
            _reason(proclamation, recital, number, language, bool(second))
            for second, language in enumerate(proclamation.languages)
        ]
        for number, recital in enumerate(recitals)
    ]
    signatures = _signatures(proclamation)
    common = common_facts(clock.now() if issued else _last_change(proclamation))
    return common | {
        "verification": None,
        "kind_words": _("Proclamation"),
        "standing": "issued" if issued else "draft",
        "standing_words": "" if issued else _("Draft"),
        "reference": proclamation.proposal.reference,
        "resolution_line": _resolution_line(proclamation),
        "title": proclamation.title,
        "joint": proclamation.is_joint,
        "setting": _setting(common["paper_size"], texts, reasons, signatures),
        "texts": texts,
        "reasons": reasons,
        "signatures": signatures,
        "seal": _seal(texts),
    }


def _seal(texts: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The word for the place of the seal, in each language that has one."""
    found = [on_papers("seal", text["lang"]) for text in texts]
    return [
        {"text": word, "lang": language, "dir": direction(language)}
        for word, language in dict.fromkeys(one for one in found if one)
    ]


def _last_change(proclamation: Proclamation) -> dt.datetime:
    states = SectionState.objects.filter(
        proposal=proclamation.proposal, phase=Phase.AGREEMENT, section=f"proclamation-{proclamation.pk}"
    )
    return max([proclamation.at, *(state.saved_at for state in states if state.saved_at)])


def _resolution_line(proclamation: Proclamation) -> str:
    found = proclamation.resolution
    if not proclamation.of_relationship or found is None or found.number is None or found.meeting is None:
        return ""
    return _("Resolution %(number)s of %(day)s") % {"number": found.number, "day": day(found.meeting.held_on)}


def _reason(
    proclamation: Proclamation, recital: ProclamationRecital, number: int, language: str, second: bool
) -> dict[str, str]:
    known = FORMULAE.get(language)
    usual = (known.others if number else known.first) if known else ""
    words = without_overrides(recital.text_2 if second else recital.text).strip()
    return {
        "lang": tag(language),
        "dir": direction(language),
        "opening": (proclamation.opening_2 if second else "") or usual,
        "text": words or BLANK,
    }


def _text(
    proclamation: Proclamation, language: str, second: bool, parties: dict[tuple[str, str], str]
) -> dict[str, Any]:
    """The proclamation in one of its languages, without its reasons."""
    known = FORMULAE.get(language)
    title, words = (
        (proclamation.title_2, proclamation.words_2) if second else (proclamation.title, proclamation.words)
    )
    return {
        "lang": tag(language),
        "dir": direction(language),
        "heading": known.heading if known else "",
        "title": without_overrides(title).strip() or BLANK,
        **_formula(proclamation, language, second, parties),
        "words": [line.strip() for line in without_overrides(words).splitlines() if line.strip()] or [BLANK],
        **_witness(proclamation, language, second),
    }


def _formula(
    proclamation: Proclamation, language: str, second: bool, parties: dict[tuple[str, str], str]
) -> dict[str, Any]:
    """“Now therefore I, …”: ours, or what the clerk wrote over it with the number filled in."""
    number = _number(proclamation, language)
    if second and proclamation.formula_2.strip():
        written = proclamation.formula_2.strip().replace("{number}", number)
        return {"therefore": "", "formula": written}
    known = FORMULAE.get(language)
    if known is None:
        return {"therefore": "", "formula": ""}
    filled = {
        "law": known.law.format(number=number) if proclamation.of_relationship else "",
        "days": _days(proclamation, language),
    }
    ours = _ours(proclamation, language, second, parties)
    if proclamation.is_joint:
        words = known.joint.format(
            ours=ours, theirs=_theirs(proclamation, language, second, parties), **filled
        )
    else:
        words = known.solo.format(who=ours, **filled)
    return {"therefore": known.therefore, "formula": words if language in CLOSE else f" {words}"}


def _number(proclamation: Proclamation, language: str) -> str:
    """The number of the carried resolution; in a line that runs to the left it would be torn apart at its stroke."""
    found = proclamation.resolution
    if found is None or found.state != ResolutionState.CARRIED or not found.number:
        return BLANK
    held = LEFT_TO_RIGHT if direction(language) == "rtl" else ""
    return f"{held}{found.number}{held}"


def _days(proclamation: Proclamation, language: str) -> str:
    if proclamation.of_relationship:
        return ""
    known = FORMULAE[language]
    starts, ends = (
        day_in(tag(language), value) if value else BLANK for value in (proclamation.starts, proclamation.ends)
    )
    if proclamation.kind == Proclamation.Kind.WEEK:
        return known.period.format(start=starts, end=ends)
    return known.day.format(day=starts)


def _ours(
    proclamation: Proclamation, language: str, second: bool, parties: dict[tuple[str, str], str]
) -> str:
    ours = Municipality.ours()
    # The official name is in our own language; elsewhere the short one reads better until somebody gives theirs.
    city = parties.get((Side.OURS, language)) or (ours.short_name if second else ours.name)
    name = proclamation.officer.name if proclamation.officer else BLANK
    return person(language, name=name, office=_office(proclamation, second), city=city)


def _office(proclamation: Proclamation, second: bool) -> str:
    if second and proclamation.office_2:
        return proclamation.office_2
    if proclamation.capacity:
        return proclamation.capacity
    return proclamation.officer.style if proclamation.officer else BLANK


def _theirs(
    proclamation: Proclamation, language: str, second: bool, parties: dict[tuple[str, str], str]
) -> str:
    city = parties.get((Side.THEIRS, language)) or proclamation.proposal.community.name
    name, office = proclamation.their_name, proclamation.their_office
    if second:
        name = proclamation.their_native_name or name
        office = proclamation.their_native_office or office
    return person(language, name=name or BLANK, office=office or BLANK, city=city)


def _witness(proclamation: Proclamation, language: str, second: bool) -> dict[str, str]:
    place = (proclamation.place_2 if second else "") or proclamation.place or BLANK
    on = date_written_out(language, proclamation.proclaimed_on) if proclamation.proclaimed_on else BLANK
    if second and proclamation.witness_2.strip():
        words = proclamation.witness_2.strip().replace("{place}", place).replace("{date}", on)
        return {"witness": "", "witness_words": words}
    known = FORMULAE.get(language)
    if known is None:
        return {"witness": "", "witness_words": ""}
    words = (known.witness_joint if proclamation.is_joint else known.witness_solo).format(
        place=place, date=on
    )
    return {"witness": known.witness, "witness_words": words if language in CLOSE else f" {words}"}


def _signatures(proclamation: Proclamation) -> list[dict[str, Any]]:
    """Who signs, ours first: the name in both scripts, the office in both languages."""
    first, second = proclamation.language, proclamation.language_2 or proclamation.language
    ours = {
        "side": "ours",
        "name": proclamation.officer.name if proclamation.officer else "",
        "native_name": "",
        "native_lang": tag(second),
        "native_dir": direction(second),
        "offices": _offices([(_office(proclamation, False), first), (proclamation.office_2, second)]),
        "city": Municipality.ours().name,
    }
    if not proclamation.is_joint:
        return [ours]
    theirs = ours | {
        "side": "theirs",
        "name": proclamation.their_name or proclamation.their_native_name,
        "native_name": proclamation.their_native_name if proclamation.their_name else "",
        "native_dir": direction_of(proclamation.their_native_name or "a"),
        "offices": _offices([(proclamation.their_office, first), (proclamation.their_native_office, second)]),
        "city": proclamation.proposal.community.name,
    }
    return [ours, theirs]


def _offices(named: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"text": office, "lang": tag(language), "dir": direction(language)}
        for office, language in named
        if office
    ]


@dataclass(frozen=True)
class Setting:
    """How a page is set: what its parts take in millimetres, and how many letters stand on a line."""

    name: str
    head: float
    title: tuple[float, int]
    line: tuple[float, float]
    letters: tuple[int, int]
    gap: float
    around: float
    hands: float


SETTINGS = [
    Setting("ample", 74, (9.9, 42), (6.35, 5.8), (63, 33), 2.6, 17, 30),
    Setting("usual", 63, (7.8, 50), (6.1, 5.3), (66, 36), 2.1, 15, 29),
    Setting("close", 47, (6.4, 60), (5.3, 4.5), (76, 41), 1.2, 9, 24),
]
"""From the largest to the smallest, as ``_style_proclamation.html`` draws them: by one column and by two."""

ROOM = {"letter": 240, "a4": 258}
VERIFICATION, OFFICE = 22, 4.8


def _setting(
    size: str,
    texts: list[dict[str, Any]],
    reasons: list[list[dict[str, str]]],
    signatures: list[dict[str, Any]],
) -> str:
    """The largest setting in which all stays on one page, by the height that its parts would take; else the smallest."""
    for setting in SETTINGS:
        if _height(setting, texts, reasons, signatures) <= ROOM[size]:
            return setting.name
    return SETTINGS[-1].name


def _height(
    setting: Setting,
    texts: list[dict[str, Any]],
    reasons: list[list[dict[str, str]]],
    signatures: list[dict[str, Any]],
) -> float:
    columns = len(texts) - 1
    letters, (title, on_title) = setting.letters[columns], setting.title

    def lines(words: str) -> int:
        return ceil(_width(words) / letters)

    rows = [[f"{cell['opening']} {cell['text']}" for cell in row] for row in reasons]
    rows.append([text["therefore"] + text["formula"] for text in texts])
    rows += [list(row) for row in zip_longest(*(text["words"] for text in texts), fillvalue="")]
    rows.append([text["witness"] + text["witness_words"] for text in texts])
    return (
        setting.head
        + title * sum(ceil(_width(text["title"]) / on_title) for text in texts)
        + setting.line[columns] * sum(max(lines(cell) for cell in row) for row in rows)
        + setting.gap * len(reasons)
        + setting.around
        + setting.hands
        + OFFICE * max(len(one["offices"]) + bool(one["native_name"]) for one in signatures)
        + VERIFICATION
    )


def _width(words: str) -> int:
    """Letters of a line; one of Han, kana or Hangul is as wide as two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
