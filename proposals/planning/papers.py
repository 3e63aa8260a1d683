"""The receipt: what was sent to the CAO, and when."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from proposals.lifecycle import Phase
from proposals.planning.models import BudgetLine, Planning
from proposals.planning.sections import SECTIONS
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.models import Paper
from proposals.proposal.papers import common_facts, contents
from twinning.accounts.models import User
from twinning.records.models import Event
from twinning.records.papers import file_name, in_the_citys_language
from twinning.records.templatetags.house import moment, money


@in_the_citys_language
def receipt(record: Planning, *, sent: Event, by: User) -> Paper:
    """Have the receipt of one submission made."""
    proposal = record.proposal
    facts = common_facts(sent.at) | {
        "reference": proposal.reference,
        "title": _("Proposal for a relationship with %(place)s") % {"place": proposal.community.full_name},
        "short_title": _("Proposal: %(community)s") % {"community": proposal.community},
        "kind_words": _("Receipt"),
        "standing": [
            _("Sent to the CAO on %(moment)s by %(who)s") % {"moment": moment(sent.at), "who": by.name},
            _("File %(reference)s") % {"reference": proposal.reference},
        ],
        "sections": [_with_budgets(section, record) for section in contents(SECTIONS, record)],
    }
    return ask_for_paper(
        proposal,
        template="receipt",
        facts=facts,
        title=_("Receipt: proposal for %(community)s") % {"community": proposal.community},
        filename=file_name(
            _("Receipt %(reference)s %(community)s")
            % {"reference": proposal.reference.replace("/", "-"), "community": proposal.community}
        ),
        by=by,
        phase=Phase.PLANNING,
    )


def _with_budgets(section: dict[str, Any], record: Planning) -> dict[str, Any]:
    """The budget is shown by year instead of line by line."""
    return section | {"tables": [], "budgets": budgets(record)} if section["name"] == "budget" else section


def totals(record: Planning) -> list[dict[str, Any]]:
    """Sums by year and currency, money and kind apart; none while nobody has written."""
    if record.pk is None:
        return []
    lines = BudgetLine.objects.filter(record=record).totals()
    return [
        {
            "year": str(one["year"]),
            "currency": one["currency"],
            "money": one["money"] or Decimal(0),
            "in_kind": one["in_kind"] or Decimal(0),
        }
        for one in lines
    ]


def budgets(record: Planning) -> list[dict[str, Any]]:
    """One table per currency, in money or in kind: a line per category and source, a column per year."""
    lines = list(BudgetLine.objects.filter(record=record))
    groups = sorted({(line.currency, line.in_kind) for line in lines})
    return [
        _budget([line for line in lines if (line.currency, line.in_kind) == group], *group)
        for group in groups
    ]


def _budget(lines: list[BudgetLine], currency: str, in_kind: bool) -> dict[str, Any]:
    years = sorted({line.year for line in lines})
    sums: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in lines:
        sums[line.get_category_display(), line.get_source_display()][line.year] += line.amount
    caption = _("In kind, valued in %(currency)s") if in_kind else _("In money, %(currency)s")
    return {
        "caption": caption % {"currency": currency},
        "label": _("For what"),
        "years": [str(year) for year in years],
        "rows": [
            {
                "label": category,
                "note": source,
                "amounts": [money(of[year], currency) if of[year] else "–" for year in years],
                "total": money(sum(of.values()), currency),
            }
            for (category, source), of in sums.items()
        ],
        "totals": [
            money(sum(line.amount for line in lines if line.year == year), currency) for year in years
        ],
        "total": money(sum(line.amount for line in lines), currency),
    }
