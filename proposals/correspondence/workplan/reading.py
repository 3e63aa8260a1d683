"""The work plan in words, from what ``content`` wrote down: the same for the draft, a version, its paper and the annex."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence import told
from proposals.correspondence.models import Goal
from proposals.correspondence.workplan import words
from proposals.correspondence.workplan.models import as_written_now
from twinning.records.languages import day_in, language_name, number_in
from twinning.records.rendering import direction
from twinning.records.templatetags.house import day, money, number

Amounts = Callable[[Decimal, str], str]

TERMS = {
    Goal.Term.SHORT: gettext_lazy("Short-term goals"),
    Goal.Term.LONG: gettext_lazy("Long-term goals"),
}


@dataclass(frozen=True)
class GoalInWords:
    """A goal as it is read; what is not known is empty."""

    number: int
    title: str
    activity: str
    target: str
    counted: str
    due: str
    here: str
    there: str
    cost: str
    funding: str
    title_2: str = ""
    activity_2: str = ""
    target_2: str = ""
    counted_2: str = ""
    due_2: str = ""


@dataclass(frozen=True)
class TermInWords:
    term: str
    title: str
    goals: list[GoalInWords]


@dataclass(frozen=True)
class PlanInWords:
    """Goals by their term, numbered throughout, and the first year's budget; what ends in ``_2`` is in the second language."""

    terms: list[TermInWords]
    costs: list[str]
    budget: str
    budget_terms: str
    budget_agreed_on: str
    budget_terms_2: str = ""
    language_2: str = ""
    direction_2: str = ""


def in_words(kept: dict[str, Any], amounts: Amounts = money) -> PlanInWords:
    """What ``content`` wrote down, in the language of the reader and in the second one; ``amounts`` says how money is told."""
    content = as_written_now(kept)
    goals = sorted(content["goals"], key=lambda goal: goal["term"] != Goal.Term.SHORT)
    language = content["language_2"]
    numbered = [(goal["term"], _goal(at, goal, language, amounts)) for at, goal in enumerate(goals, start=1)]
    found = [
        TermInWords(str(term), str(title), [words for its_term, words in numbered if its_term == term])
        for term, title in TERMS.items()
    ]
    budget = content["budget"]
    return PlanInWords(
        terms=[term for term in found if term.goals],
        costs=_costs(goals, amounts),
        budget=_money(budget["budget"], budget["budget_currency"], amounts),
        budget_terms=budget["budget_terms"],
        budget_agreed_on=_day(kept["budget"].get("budget_agreed_on")),
        budget_terms_2=budget["budget_terms_2"] if language else "",
        language_2=language,
        direction_2=direction(language) if language else "",
    )


def _goal(at: int, goal: dict[str, Any], language: str, amounts: Amounts) -> GoalInWords:
    return GoalInWords(
        number=at,
        title=goal["title"],
        activity=goal["activity"],
        target=target(goal),
        counted=goal["indicator"],
        due=_day(goal["due_on"]),
        here=goal["owner_here"],
        there=goal["owner_there"],
        cost=_money(goal["cost"], goal["cost_currency"], amounts),
        funding=goal["funding"],
        **(_second(goal, language) if language else {}),
    )


def _second(goal: dict[str, Any], language: str) -> dict[str, str]:
    """What the second language says of a goal; nothing of what is not written in it."""
    due = goal["due_on"] and day_in(language, dt.date.fromisoformat(goal["due_on"]))
    return {
        "title_2": goal["title_2"],
        "activity_2": goal["activity_2"],
        "target_2": _target_in(language, goal),
        "counted_2": goal["indicator_2"],
        "due_2": words.told(language, "by", day=due) if due else "",
    }


def _target_in(language: str, goal: dict[str, Any]) -> str:
    if goal["goal_value"] is None or not goal["unit_2"]:
        return ""
    facts = {"goal": number_in(language, Decimal(goal["goal_value"])), "unit": goal["unit_2"]}
    if goal["baseline"] is None:
        return f"{facts['goal']} {facts['unit']}"
    return words.told(language, "from_to", today=number_in(language, Decimal(goal["baseline"])), **facts)


def target(goal: dict[str, Any]) -> str:
    """``from 0 to 12 students a year``; without the number today only what is to be reached."""
    if goal["goal_value"] is None:
        return ""
    facts = {"goal": _number(goal["goal_value"]), "unit": goal["unit"]}
    if goal["baseline"] is None:
        return (_("%(goal)s %(unit)s") % facts).strip()
    facts["today"] = _number(goal["baseline"])
    return (_("from %(today)s to %(goal)s %(unit)s") % facts).strip()


def whole_target(goal: dict[str, Any]) -> str:
    """The target with what is counted: ``from 0 to 12 students a year, counted: students who travelled``."""
    facts = {"target": target(goal), "counted": goal["indicator"]}
    if not facts["target"] or not facts["counted"]:
        return facts["target"] or facts["counted"]
    return _("%(target)s, counted: %(counted)s") % facts


def _costs(goals: list[dict[str, Any]], amounts: Amounts) -> list[str]:
    """What all goals cost us together."""
    priced = (goal for goal in goals if goal["cost"] is not None)
    return told.sums(((Decimal(goal["cost"]), goal["cost_currency"]) for goal in priced), amounts)


def _number(kept: str) -> str:
    return number(Decimal(kept))


def _money(kept: str | None, currency: str, amounts: Amounts) -> str:
    return "" if kept is None else amounts(Decimal(kept), currency)


def _day(kept: str | None) -> str:
    return "" if kept is None else day(dt.date.fromisoformat(kept))


def value_in_words(name: str, kept: str | None) -> str:
    """One value of a goal or of the budget, for saying what was changed."""
    if kept is None or kept == "":
        return _("nothing")
    match name:
        case "term":
            return str(Goal.Term(kept).label)
        case "due_on":
            return _day(kept)
        case "plan_language_2":
            return language_name(kept)
        case "baseline" | "goal_value" | "cost" | "budget":
            return _number(kept)
        case _:
            return kept
