"""A year of enquiries: how many came, by which door, about which countries, and what became of them (handbook B6)."""

import csv
import io
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.enquiry.models import Channel, Door, Enquiry, EnquiryQuerySet, Standing
from twinning.atlas.tables import harmless
from twinning.places.countries import country_name


def years() -> list[int]:
    """The years in which anybody asked, the last one first."""
    return [day.year for day in Enquiry.objects.dates("received_on", "year", order="DESC")]


def report(year: int) -> dict[str, Any]:
    """Counts and the declined ones, in a few queries however many came."""
    came = Enquiry.objects.of_year(year)
    standings = _counted(came, "standing")
    return {
        "year": year,
        "count": came.count(),
        "doors": _named(_counted(came, "door"), Door),
        "channels": _named(_counted(came, "channel"), Channel),
        "countries": sorted(
            ({"label": country_name(code), "count": n} for code, n in _counted(came, "country").items()),
            key=lambda row: (-row["count"], row["label"]),
        ),
        "standings": _named(standings, Standing),
        "late": [one for one in came.unacknowledged() if one.acknowledgement_is_late],
        "declined": list(came.in_standing(Standing.DECLINED).order_by("decided_at", "pk")),
    }


def _counted(came: EnquiryQuerySet, field: str) -> dict[str, int]:
    return dict(came.order_by().values_list(field).annotate(n=Count("pk")))


def _named(counted: dict[str, int], words: Any) -> list[dict[str, Any]]:
    """In the order of the words; what did not come is left out."""
    return [
        {"value": word.value, "label": word.label, "count": counted[word]}
        for word in words
        if word in counted
    ]


def as_csv(year: int) -> str:
    """Every enquiry of a year as a table for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            harmless(cell)
            for cell in (
                _("Number"), _("Received on"), _("Door"), _("How it came"), _("Through whom"), _("Name"), _("Office"),
                _("Organisation or community group"), _("Community"), _("Region"), _("Country"), _("What they wish"),
                _("Acknowledge by"), _("Acknowledged on"), _("Standing"), _("On hold until"), _("Decided on"), _("Reason"),
                _("File"),
            )
        ]
    )  # fmt: skip
    for one in Enquiry.objects.of_year(year).select_related("proposal").order_by("received_on", "pk"):
        writer.writerow(
            [
                harmless(cell)
                for cell in (
                    one.number, one.received_on, one.get_door_display(), one.get_channel_display(), one.via,
                    one.asker_name, one.asker_office, one.organisation, one.community_name, one.region, one.country_name,
                    one.wish, one.acknowledgement_due, one.acknowledged_on, one.get_standing_display(), one.held_until,
                    timezone.localdate(one.decided_at) if one.decided_at else None, one.reason,
                    one.proposal.reference if one.proposal else "",
                )
            ]
        )  # fmt: skip
    return out.getvalue()
