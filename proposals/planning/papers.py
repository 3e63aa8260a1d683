"""The receipt: what was sent to the CAO, and when."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals.lifecycle import Phase
from proposals.planning.models import BudgetLine, Planning
from proposals.planning.sections import SECTIONS
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.models import Paper
from proposals.proposal.papers import common_facts, contents
from twinning.accounts.models import User
from twinning.records.models import Event


def receipt(record: Planning, *, sent: Event, by: User) -> Paper:
    """Have the receipt of one submission made."""
    proposal = record.proposal
    facts = common_facts(sent.at) | {
        "reference": proposal.reference,
        "title": _("Proposal for a relationship with %(place)s") % {"place": proposal.community.place},
        "short_title": _("Proposal: %(community)s") % {"community": proposal.community},
        "sent_words": date_format(timezone.localtime(sent.at), "DATETIME_FORMAT") + f" {timezone.localtime(sent.at):%Z}",
        "sent_by": by.name,
        "sections": contents(SECTIONS, record),
        "budget": budget_facts(record),
    }
    return ask_for_paper(
        proposal,
        template="receipt",
        facts=facts,
        title=_("Receipt: proposal for %(community)s") % {"community": proposal.community},
        filename=_("Receipt %(reference)s %(community)s.pdf") % {"reference": proposal.reference.replace("/", "-"), "community": proposal.community},
        by=by,
        phase=Phase.PLANNING,
    )


def budget_facts(record: Planning) -> list[dict[str, Any]]:
    """Totals by year and currency, money and kind apart."""
    lines = BudgetLine.objects.filter(record=record)
    return [
        {"year": str(total["year"]), "currency": total["currency"], "money": str(total["money"] or 0), "in_kind": str(total["in_kind"] or 0)} for total in lines.totals()
    ]
