"""What the page on which all is read says of the rooms: people, committees, tests, the agreed plan."""

from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from proposals.correspondence.models import Confirmation, Correspondence, PlanAgreement
from proposals.correspondence.sections import SECTIONS
from proposals.correspondence.workplan.models import content
from proposals.correspondence.workplan.reading import in_words
from twinning.municipality.models import Municipality
from twinning.records.templatetags.house import day

Rows = list[dict[str, Any]]

AS_READ = [
    replace(section, forms=(), rows=()) if section.name == "workplan" else section for section in SECTIONS
]
"""The sections, of which the work plan is read as a plan and not as a dozen columns."""


def rows(record: Correspondence) -> dict[str, Rows]:
    """Section name -> what stands in its room, as key and value."""
    if record.pk is None:
        return {}
    return {
        "contacts": [
            {
                "key": f"{one.get_side_display()}: {one.get_place_display()}",
                "value": _person(one.name, one.office),
            }
            for one in record.contacts.current().order_by("side", "order")
        ],
        "counterpart": _committees(record),
        "waters": _tests(record),
        "agreed": _agreed(record),
    }


def work_plan(record: Correspondence) -> dict[str, Any]:
    """The draft of the work plan as it is read, in place of its bare answers; only the day of the budget stays a row."""
    if record.pk is None:
        return {}
    draft = content(record)
    written = draft["goals"] or draft["budget"]["budget"] is not None
    return {
        "rows": [{"key": _("Budget agreed with them on"), "value": day(record.budget_agreed_on)}],
        "template": "correspondence/_plan_checked.html",
        "told": {
            "plan": in_words(draft) if written else None,
            "ours": Municipality.ours().short_name,
            "theirs": record.proposal.community,
        },
    }


def _person(name: str, office: str) -> str:
    return f"{name}, {office}" if office else name


def _committees(record: Correspondence) -> Rows:
    standing = Prefetch("confirmations", Confirmation.objects.filter(withdrawn_at=None), to_attr="standing")
    found = record.committees.select_related("committee").prefetch_related(standing)
    return [
        {
            "key": named.committee.get_side_display(),
            "value": "\n".join([str(named.committee), *(_said(one) for one in named.standing)]),
        }
        for named in found
    ]


def _said(one: Confirmation | PlanAgreement) -> str:
    """How and when it was said, and in whose words."""
    return _("%(way)s on %(day)s: %(words)s") % {
        "way": one.way_in_words if isinstance(one, PlanAgreement) else one.get_way_display(),
        "day": day(one.on),
        "words": one.words,
    }


def _tests(record: Correspondence) -> Rows:
    pilots = [{"key": one.title, "value": one.result or _("under way")} for one in record.pilots.all()]
    visits = [
        {
            "key": one.purpose,
            "value": one.report or (one.report_file.name if one.report_file else _("without a report")),
        }
        for one in record.delegations.select_related("report_file")
    ]
    return pilots + visits


def _agreed(record: Correspondence) -> Rows:
    plan = record.plans.first()
    if plan is None:
        return []
    agreements = plan.agreements.filter(withdrawn_at=None)
    version = _("version %(number)d") % {"number": plan.number}
    return [{"key": f"{one.get_side_display()}, {version}", "value": _said(one)} for one in agreements]
