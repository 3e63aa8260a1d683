"""A version of the work plan as a paper: what becomes the annex of the agreement."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.correspondence.models import PlanVersion
from proposals.correspondence.workplan.reading import PlanInWords, in_words
from proposals.correspondence.workplan.words import headings
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.models import Paper
from proposals.proposal.papers import common_facts
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.records.languages import day_in
from twinning.records.papers import direction_of, file_name, in_the_citys_language
from twinning.records.templatetags.house import day, money_abroad

LONG = 700
"""A goal of more characters may break across pages; a shorter one stays together."""


@in_the_citys_language
def work_plan(plan: PlanVersion, *, by: User) -> Paper:
    """Have the paper of a version made."""
    proposal = plan.record.proposal
    place = {"community": proposal.community, "n": plan.number}
    return ask_for_paper(
        proposal,
        template="work_plan",
        facts=facts(plan),
        title=_("Work plan with %(community)s, version %(n)d") % place,
        filename=file_name(
            _("Work plan %(reference)s %(community)s v%(n)d")
            % (place | {"reference": proposal.reference.replace("/", "-")})
        ),
        by=by,
        phase=Phase.CORRESPONDENCE,
    )


def facts(plan: PlanVersion) -> dict[str, Any]:
    """Everything the paper shows, from what the version froze."""
    proposal, ours = plan.record.proposal, Municipality.ours()
    told = in_words(plan.content, money_abroad)
    language = told.language_2
    also = _also(plan, language)
    return common_facts(plan.at) | {
        "reference": proposal.reference,
        "kind_words": " / ".join(words for words in (_("Annex: Work plan"), also["annex"]) if words),
        "annex": _("Annex: Work plan"),
        "also": also,
        "language_2": language,
        "direction_2": told.direction_2,
        "title": _("%(ours)s and %(theirs)s") % {"ours": ours.short_name, "theirs": proposal.community},
        "short_title": _("Work plan with %(community)s") % {"community": proposal.community},
        "version": plan.number,
        "standing": [
            f"{ours.name} · {proposal.community.full_name}",
            _("Version %(n)d of %(day)s") % {"n": plan.number, "day": day(plan.at)},
            _("File %(reference)s") % {"reference": proposal.reference},
        ],
        "ours": ours.short_name,
        "theirs": _said(str(proposal.community)),
        "terms": [
            {
                "title": term.title,
                "title_2": also[term.term],
                "goals": [_goal(asdict(goal)) for goal in term.goals],
            }
            for term in told.terms
        ],
        "costs": told.costs,
        "budget": _budget(told),
    }


def _also(plan: PlanVersion, language: str) -> dict[str, str]:
    """The headings in the second language, as far as we have words in it."""
    made = timezone.localdate(plan.at)
    return headings(
        language,
        ours=Municipality.ours().short_name,
        n=plan.number,
        day=day_in(language, made) if language else "",
        reference=plan.record.proposal.reference,
    )


def _goal(goal: dict[str, Any]) -> dict[str, Any]:
    written = ("title", "activity", "target", "counted", "here", "there", "funding")
    second = ("title_2", "activity_2", "target_2", "counted_2", "due_2")
    long = sum(len(goal[name]) for name in written + second) > LONG
    return goal | {name: _said(goal[name]) for name in written} | {"long": long}


def _budget(told: PlanInWords) -> dict[str, Any]:
    return {
        "amount": told.budget,
        "agreed_on": told.budget_agreed_on,
        "terms": [_said(line) for line in told.budget_terms.splitlines() if line.strip()],
        "terms_2": [line for line in told.budget_terms_2.splitlines() if line.strip()],
    }


def _said(words: str) -> dict[str, str]:
    """Words of any script with the direction they run in."""
    return {"text": words, "dir": direction_of(words)}
