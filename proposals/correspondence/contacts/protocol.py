"""The protocol card of a partner: what to know before meeting them, line by line, each with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.correspondence.models import ProtocolNote
from proposals.lifecycle import MoveRefused, lock
from proposals.proposal.models import Community, Proposal
from twinning.accounts.models import User
from twinning.municipality.versions import labels
from twinning.records import history
from twinning.records.templatetags.house import day

history.sentences(
    {
        "protocol.written": gettext_lazy("Wrote on the protocol card: %(topic)s"),
        "protocol.corrected": gettext_lazy("Corrected the protocol card (%(topic)s): %(fields)s"),
    }
)


@dataclass(frozen=True)
class Line:
    """A topic of the card, and what is known about it, if anything."""

    topic: ProtocolNote.Topic
    note: ProtocolNote | None


def card(community: Community) -> list[Line]:
    """All topics in their order, the gaps among them."""
    known = {note.topic: note for note in community.protocol.select_related("by")}  # type: ignore[attr-defined]
    return [Line(topic, known.get(topic)) for topic in ProtocolNote.Topic]


@transaction.atomic
def write(proposal: Proposal, note: ProtocolNote, *, by: User) -> None:
    """Keep the first words about a topic. Raises ``MoveRefused`` if somebody wrote about it meanwhile."""
    lock(proposal)
    if ProtocolNote.objects.filter(community=note.community, topic=note.topic).exists():
        raise MoveRefused(
            _("Somebody else has written about this meanwhile. Open the line again and go on from there.")
        )
    note.by = by
    note.save(force_insert=True)
    history.record(proposal, "protocol.written", by=by, **_facts(note))


@transaction.atomic
def correct(proposal: Proposal, note: ProtocolNote, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Keep the changed fields, and in the history what they said. Raises ``ChangedMeanwhile`` if somebody else was faster."""
    if not (fields := list(fields)):
        return
    lock(proposal)
    before = ProtocolNote.objects.get(pk=note.pk)
    note.by = by
    note.save_if_unchanged(seen=seen, fields=[*fields, "by"])
    history.record(
        proposal,
        "protocol.corrected",
        by=by,
        remark=_("Before that it said: %(words)s (%(source)s, %(day)s)")
        % {"words": before.words, "source": before.source, "day": day(before.source_on)},
        fields=labels(ProtocolNote, fields),
        **_facts(note),
    )


def _facts(note: ProtocolNote) -> dict[str, Any]:
    return {"line": note.pk, "topic": str(note.get_topic_display())}
