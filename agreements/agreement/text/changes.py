"""In what two states of the agreement differ, clause by clause and language by language, by words."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.agreement.models import Agreement
from agreements.agreement.text.models import LANGUAGES, ClauseKind, Side
from committees.recommendations.wording import Piece, difference
from twinning.records.rendering import direction

NAMES = dict(LANGUAGES)


@dataclass(frozen=True)
class Altered:
    """One passage that differs, with the words that were taken out and put in."""

    label: str
    language: str
    direction: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Change:
    """What became of one clause, of the titles, the parties or the terms."""

    words: str
    passages: list[Altered] = field(default_factory=list)


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What was changed from ``old`` to ``new``, both as ``text.content`` writes them down."""
    before = {clause["key"]: (place, clause) for place, clause in enumerate(old["clauses"], 1)}
    after = {clause["key"]: (place, clause) for place, clause in enumerate(new["clauses"], 1)}
    found = _titles(old, new) + _parties(old, new) + _terms(old, new)
    for key, (place, clause) in after.items():
        if key not in before:
            found.append(
                Change(_("New: %(clause)s") % {"clause": _named(place, clause)}, _passages({}, clause))
            )
        elif passages := _passages(before[key][1], clause):
            found.append(Change(_("Changed: %(clause)s") % {"clause": _named(place, clause)}, passages))
        elif (before[key][1]["kind"], before[key][1]["numbered"]) != (clause["kind"], clause["numbered"]):
            found.append(Change(_("Numbered otherwise: %(clause)s") % {"clause": _named(place, clause)}))
    for key, (place, clause) in before.items():
        if key not in after:
            found.append(Change(_("Taken out: %(clause)s") % {"clause": _named(place, clause)}))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        found.append(Change(_("The clauses stand in another order.")))
    return found


def _named(place: int, clause: dict[str, Any]) -> str:
    heading = next((text["heading"] for text in clause["texts"].values() if text["heading"]), "")
    told = heading or str(dict(ClauseKind.choices).get(clause["kind"], clause["kind"]))
    return _("clause %(place)d, “%(heading)s”") % {"place": place, "heading": told[:80]}


def _passages(old: dict[str, Any], new: dict[str, Any]) -> list[Altered]:
    found = []
    for language, text in new["texts"].items():
        stood = old.get("texts", {}).get(language, {"heading": "", "words": ""})
        pieces = difference(_whole(stood), _whole(text))
        if pieces:
            found.append(Altered(str(NAMES[language]), language, direction(language), pieces))
    return found


def _whole(text: dict[str, str]) -> str:
    return f"{text['heading']}\n{text['words']}".strip()


def _titles(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    before = {one["language"]: one["title"] for one in old["languages"]}
    after = {one["language"]: one["title"] for one in new["languages"]}
    found = [Change(_("New language: %(name)s") % {"name": NAMES[one]}) for one in after if one not in before]
    found += [
        Change(_("Language taken out: %(name)s") % {"name": NAMES[one]}) for one in before if one not in after
    ]
    passages = [
        Altered(str(NAMES[one]), one, direction(one), difference(before[one], title))
        for one, title in after.items()
        if one in before and before[one] != title
    ]
    if passages:
        found.append(Change(_("Changed: the title"), passages))
    if list(before) != list(after) and set(before) == set(after):
        found.append(Change(_("The languages stand in another order.")))
    return found


def _parties(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    def told(kept: dict[str, Any]) -> dict[tuple[str, str], str]:
        return {
            (party["side"], party["language"]): ", ".join(
                part for part in (party["name"], party["represented_by"], party["office"]) if part
            )
            for party in kept["parties"]
        }

    before, after = told(old), told(new)
    labels = dict(Side.choices)
    passages = [
        Altered(
            f"{labels[side]}, {NAMES[language]}",
            language,
            direction(language),
            difference(before.get((side, language), ""), after.get((side, language), "")),
        )
        for side, language in dict.fromkeys([*before, *after])
        if before.get((side, language)) != after.get((side, language))
    ]
    return [Change(_("Changed: the parties"), passages)] if passages else []


def _terms(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    passages = [
        Altered(
            term_label(name), "en", "ltr", difference(term_words(name, old["terms"].get(name, "")), term_words(name, value))
        )
        for name, value in new["terms"].items()
        if old["terms"].get(name, "") != value
    ]  # fmt: skip
    return [Change(_("Changed: the terms"), passages)] if passages else []


def term_label(name: str) -> str:
    """The question that a term answers."""
    return str(capfirst(Agreement._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def term_words(name: str, value: str) -> str:
    """A kept term as people read it."""
    choices = dict(Agreement._meta.get_field(name).flatchoices or ())  # type: ignore[union-attr]
    if value in ("True", "False"):
        return _("Yes") if value == "True" else _("No")
    return str(choices.get(value, value))
