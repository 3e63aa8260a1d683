"""The log as a table for a spreadsheet: exactly the lines that are shown, each cell harmless."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from proposals.correspondence.log.story import Told
from twinning.atlas.tables import harmless
from twinning.records.languages import language_name


def as_csv(told: Iterable[Told]) -> str:
    """Every line of the story that was filtered, in the order in which it is shown.

    Full texts are left out: a cell of a spreadsheet does not hold them, and their page does.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    heads = (
        _("Date"), _("Time"), _("Time zone"), _("What"), _("Who wrote or spoke"), _("How"), _("From whom"), _("Contact"),
        _("Language"), _("Subject"), _("In short"), _("Files"), _("Ask again on"), _("Settled"),
    )  # fmt: skip
    writer.writerow([harmless(head) for head in heads])
    for one in told:
        writer.writerow([harmless(cell) for cell in _cells(one)])
    return out.getvalue()


def _cells(one: Told) -> Iterable[object]:
    message = one.message
    if message is None:
        return (one.on, "", "", one.what, "", "", "", "", "", one.subject, one.summary, "", "", "")
    settled = "" if message.follow_up_on is None else _("yes") if message.settled else _("no")  # type: ignore[attr-defined]
    return (
        message.on, message.time.strftime("%H:%M") if message.time else "", message.zone if message.time else "", one.what,
        message.get_direction_display(), message.get_channel_display(), one.sender, message.contact or "",
        language_name(message.language), one.subject, one.summary, "; ".join(one.file_names), message.follow_up_on, settled,
    )  # fmt: skip
