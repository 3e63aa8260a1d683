"""In what two states of the work plan differ, goal by goal, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from proposals.correspondence.models import Correspondence, Goal
from proposals.correspondence.workplan.models import BUDGET, CONTENT, as_written_now
from proposals.correspondence.workplan.reading import value_in_words

SHORTENED = 80


@dataclass(frozen=True)
class Altered:
    """One answer that was changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What became of one goal, or of the budget; which answers of it differ."""

    words: str
    fields: list[Altered] = field(default_factory=list)


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """What was changed from ``old`` to ``new``, both as ``workplan.content`` writes them down."""
    old, new = as_written_now(old), as_written_now(new)
    before = {goal["key"]: goal for goal in old["goals"]}
    after = {goal["key"]: goal for goal in new["goals"]}
    found = [Change(_("New: “%(goal)s”") % _named(goal)) for key, goal in after.items() if key not in before]
    found += [
        Change(_("Taken out: “%(goal)s”") % _named(goal)) for key, goal in before.items() if key not in after
    ]
    for key, goal in after.items():
        if key in before and (altered := _altered(Goal, CONTENT, before[key], goal)):
            found.append(Change(_("Changed: “%(goal)s”") % _named(before[key]), altered))
    if altered := _altered(Correspondence, BUDGET, old["budget"], new["budget"]):
        found.append(Change(_("Changed: the first year"), altered))
    if old["language_2"] != new["language_2"]:
        label = str(capfirst(Correspondence._meta.get_field("plan_language_2").verbose_name))
        told = [value_in_words("plan_language_2", text["language_2"]) for text in (old, new)]
        found.append(Change(_("Changed: the second language"), [Altered(label, *told)]))
    # Those that stayed, in the order of each side; one that is new or gone moves nobody.
    if [key for key in before if key in after] != [key for key in after if key in before]:
        found.append(Change(_("The goals stand in another order.")))
    return found


def _altered(
    model: type[models.Model], names: Iterable[str], old: dict[str, Any], new: dict[str, Any]
) -> list[Altered]:
    return [
        Altered(
            str(capfirst(model._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
            value_in_words(name, old[name]),
            value_in_words(name, new[name]),
        )
        for name in names
        if old[name] != new[name]
    ]


def _named(goal: dict[str, Any]) -> dict[str, str]:
    title = goal["title"]
    return {"goal": title if len(title) <= SHORTENED else f"{title[:SHORTENED]} …"}
