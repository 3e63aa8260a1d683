"""The protocol card of a partner as its page shows it."""

from dataclasses import dataclass

from proposals.correspondence.models import ProtocolNote
from proposals.proposal.models import Community


@dataclass(frozen=True)
class Line:
    """A topic of the card, and what is known about it, if anything."""

    topic: ProtocolNote.Topic
    note: ProtocolNote | None


def card(community: Community) -> list[Line]:
    """All topics in their order, the gaps among them."""
    known = {note.topic: note for note in community.protocol.select_related("by")}  # type: ignore[attr-defined]
    return [Line(topic, known.get(topic)) for topic in ProtocolNote.Topic]
