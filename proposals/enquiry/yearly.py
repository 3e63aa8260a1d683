"""A year of enquiries: how many came, by which door, about which countries, and what was decided (handbook B6).

What came is counted by the day it came, what was decided by the day of the
decision: one that is taken up again and decided anew stands in both years.
"""

import csv
import io
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from proposals.enquiry.models import Channel, Decision, Door, Enquiry, Standing
from twinning.atlas.tables import harmless
from twinning.places.countries import country_name


def years() -> list[int]:
    """The years in which anybody asked or anything was decided, the last one first."""
    came = Enquiry.objects.order_by().dates("received_on", "year")
    decided = Decision.objects.order_by().dates("on", "year")
    return sorted({day.year for day in (*came, *decided)}, reverse=True)


def report(year: int) -> dict[str, Any]:
    """Counts and the declined ones with their reasons, in a few queries however many came."""
    came = Enquiry.objects.of_year(year)
    decided = Decision.objects.filter(on__year=year)
    return {
        "year": year,
        "count": came.count(),
        "doors": _named(_counted(came, "door"), Door),
        "channels": _named(_counted(came, "channel"), Channel),
        "countries": sorted(
            ({"label": country_name(code), "count": n} for code, n in _counted(came, "country").items()),
            key=lambda row: (-row["count"], row["label"]),
        ),
        "standings": _named(_counted(came, "standing"), Standing),
        "decided": _named(_counted(decided, "standing"), Standing),
        "late": list(came.acknowledged_late().order_by("received_on", "pk")),
        "declined": list(
            decided.filter(standing=Standing.DECLINED).select_related("enquiry").order_by("at", "pk")
        ),
    }


def _counted(came: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(came.order_by().values_list(field).annotate(n=Count("pk")))


def _named(counted: dict[str, int], words: Any) -> list[dict[str, Any]]:
    """In the order of the words; what did not come is left out."""
    return [
        {"value": word.value, "label": word.label, "count": counted[word]}
        for word in words
        if word in counted
    ]


def as_csv(year: int) -> str:
    """Every enquiry that came or was decided in a year, as a table for a spreadsheet.

    Who asked and what they wish is left out: a table is copied and mailed on, and the pages are not.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            harmless(cell)
            for cell in (
                _("Number"), _("Received on"), _("Door"), _("How it came"), _("Community"), _("Region"), _("Country"),
                _("Acknowledge by"), _("Acknowledged on"), _("Standing"), _("On hold until"), _("Decisions"), _("File"),
            )
        ]
    )  # fmt: skip
    found = Enquiry.objects.filter(Q(received_on__year=year) | Q(decisions__on__year=year)).distinct()
    for one in found.select_related("proposal").prefetch_related("decisions").order_by("received_on", "pk"):
        writer.writerow(
            [
                harmless(cell)
                for cell in (
                    one.number, one.received_on, one.get_door_display(), one.get_channel_display(),
                    one.community_name, one.region, one.country_name, one.acknowledgement_due, one.acknowledged_on,
                    one.get_standing_display(), one.held_until, _decisions(one),
                    one.proposal.reference if one.proposal else "",
                )
            ]
        )  # fmt: skip
    return out.getvalue()


def _decisions(one: Enquiry) -> str:
    """All of them with their reasons, the first one first."""
    decisions = reversed(one.decisions.all())  # type: ignore[attr-defined]
    return "\n".join(
        f"{told.on} {told.get_standing_display()}: {told.reason}".rstrip(": ") for told in decisions
    )
