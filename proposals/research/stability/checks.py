"""What the research tells the gates before council and before signing: what somebody must look at again."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.proposal.models import Proposal
from proposals.proposal.standing_checks import Stale, register
from proposals.research.models import Research
from proposals.research.stability.models import StabilityNote
from twinning.municipality.policy import Policy
from twinning.records.templatetags.house import day


@register
def due_again(proposal: Proposal, on: dt.date) -> list[Stale]:
    """The check of the political climate and the notes that are on a day older than the policy allows, or past their end.

    A file that was never researched here, or whose check was left out while that was allowed, is not held up.
    """
    record = Research.of(proposal)
    if record.leading is None:
        return []
    page = reverse("research:stability", args=[proposal.pk, record.leading.pk])
    found = [Stale(why_due(note, on), f"{page}#note-{note.pk}") for note in record.notes_due(on)]
    if record.lacks_check():
        found.insert(
            0, Stale(_("Nobody has checked the political climate and the advisories."), f"{page}#check")
        )
    elif record.check_was_old(on):
        found.insert(0, Stale(why_old(record), f"{page}#check"))
    return found


def why_old(record: Research) -> str:
    """The sentence about a check that is too old."""
    return _(
        "The political climate and the advisories were last checked on %(day)s, longer ago than the %(days)d days that the policy allows."
    ) % {"day": day(record.checked_on), "days": Policy.in_force().diligence_days}


def why_due(note: StabilityNote, on: dt.date) -> str:
    """The sentence about a note that is too old or past its end."""
    facts = {"kind": note.get_kind_display(), "source": note.source}
    if note.was_past_its_end(on):
        return _("%(kind)s (%(source)s): it was to hold until %(day)s.") % {
            **facts,
            "day": day(note.valid_until),
        }
    return _("%(kind)s (%(source)s): last reviewed on %(day)s.") % {**facts, "day": day(note.reviewed_on)}
