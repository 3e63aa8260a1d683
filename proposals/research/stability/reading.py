"""The notes on a candidate as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from proposals.proposal.models import Community
from proposals.research.stability.models import StabilityNote

TAGS = {
    StabilityNote.Level.NORMAL: "complete",
    StabilityNote.Level.CAUTION: "waiting",
    StabilityNote.Level.NON_ESSENTIAL: "overdue",
    StabilityNote.Level.ALL_TRAVEL: "stopped",
}
"""The colour of each level; its words stand on it."""


@dataclass(frozen=True)
class Read:
    """One note, whether somebody must look at its source again, and the country as it is to be printed."""

    note: StabilityNote
    due: bool
    country: str

    @property
    def tag(self) -> str:
        level = self.note.level
        return "" if level is None else TAGS[StabilityNote.Level(level)]

    @property
    def applies_to(self) -> str:
        """The country or the community, and the region within it."""
        about = self.note.community
        where = str(about) if about else self.country
        return _("%(where)s: %(region)s") % {"where": where, "region": self.note.region} if self.note.region else where  # fmt: skip


def read(community: Community, days: int) -> list[Read]:
    """All standing notes on a community and its country."""
    country = community.country_name
    return [Read(note, note.is_due(days), country) for note in StabilityNote.objects.about(community)]


def groups(notes: Iterable[Read]) -> list[dict[str, Any]]:
    """The notes by kind, in the order of the kinds."""
    notes = list(notes)
    return [
        {"kind": kind, "label": kind.label, "notes": found}
        for kind in StabilityNote.Kind
        if (found := [one for one in notes if one.note.kind == kind])
    ]


def nothing_on(notes: Iterable[Read]) -> list[StabilityNote.Kind]:
    """The kinds that nobody has written anything about."""
    written = {one.note.kind for one in notes}
    return [kind for kind in StabilityNote.Kind if kind not in written]
