"""The walk of a file through its phases, on one page.

A file has two axes (handbook C1): its **phase**, where the work is, and its
**standing**, what the relationship is. Only the functions here write them, and
whose **turn** it is, by compare-and-set: of two people who act at the same
moment one succeeds and the other is told. Each step leaves an event.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.records import history
from twinning.records.claims import claim
from twinning.records.models import Event

if TYPE_CHECKING:
    from proposals.proposal.models import Proposal


class Phase(models.TextChoices):
    """Where the work is. The value is also the package, URL namespace and template folder."""

    PLANNING = "planning", gettext_lazy("Planning")
    RESEARCH = "research", gettext_lazy("Research")
    CORRESPONDENCE = "correspondence", gettext_lazy("Correspondence")
    AGREEMENT = "agreement", gettext_lazy("Agreement")
    SIGNING = "signing", gettext_lazy("Signing")
    EVALUATION = "evaluation", gettext_lazy("Evaluation")
    CLOSED = "closed", gettext_lazy("Closed")


class Standing(models.TextChoices):
    """What the relationship is (handbook C1)."""

    PROSPECT = "prospect", gettext_lazy("Prospect")
    EXPLORATORY = "exploratory", gettext_lazy("Exploratory")
    FRIENDSHIP = "friendship", gettext_lazy("Friendship city")
    SISTER = "sister", gettext_lazy("Sister city")
    PARTNER = "partner", gettext_lazy("Partner city")
    DORMANT = "dormant", gettext_lazy("Dormant")
    SUSPENDED = "suspended", gettext_lazy("Suspended")
    EMERITUS = "emeritus", gettext_lazy("Emeritus")
    EXPIRED = "expired", gettext_lazy("Expired")
    CONCLUDED = "concluded", gettext_lazy("Concluded in friendship")
    TERMINATED = "terminated", gettext_lazy("Terminated")
    REFUSED = "refused", gettext_lazy("Declined")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


class Turn(models.TextChoices):
    """Who has the ball."""

    STAFF = "staff", gettext_lazy("council staff")
    CAO = "cao", gettext_lazy("the CAO")
    CLERK = "clerk", gettext_lazy("the clerk")
    COUNCIL = "council", gettext_lazy("council")
    COMMITTEE = "committee", gettext_lazy("the committee")
    PARTNER = "partner", gettext_lazy("the other city")
    NOBODY = "nobody", gettext_lazy("nobody")


WALK = [
    Phase.PLANNING,
    Phase.RESEARCH,
    Phase.CORRESPONDENCE,
    Phase.AGREEMENT,
    Phase.SIGNING,
    Phase.EVALUATION,
]

MOVES: dict[str, set[Phase]] = {
    Phase.PLANNING: {Phase.RESEARCH, Phase.CLOSED},
    Phase.RESEARCH: {Phase.CORRESPONDENCE, Phase.PLANNING, Phase.CLOSED},
    Phase.CORRESPONDENCE: {Phase.AGREEMENT, Phase.RESEARCH, Phase.CLOSED},
    Phase.AGREEMENT: {Phase.SIGNING, Phase.CORRESPONDENCE, Phase.CLOSED},
    # A changed text goes back to council (handbook G7).
    Phase.SIGNING: {Phase.EVALUATION, Phase.AGREEMENT, Phase.CLOSED},
    Phase.EVALUATION: {Phase.CLOSED},
    Phase.CLOSED: set(WALK),
}


def before(phase: Phase) -> Phase | None:
    """The phase to which a file may be sent back."""
    place = WALK.index(phase)
    return WALK[place - 1] if place and WALK[place - 1] in MOVES[phase] else None


TASKS: dict[tuple[str, str], str | Promise] = {
    (Phase.PLANNING, Turn.STAFF): gettext_lazy("Complete the proposal and send it to the CAO"),
    (Phase.PLANNING, Turn.CAO): gettext_lazy("Recommend, return or decline the proposal"),
    (Phase.RESEARCH, Turn.STAFF): gettext_lazy("Complete the research and send it to the CAO"),
    (Phase.RESEARCH, Turn.CAO): gettext_lazy("Approve or return the research"),
    (Phase.CORRESPONDENCE, Turn.STAFF): gettext_lazy("Carry on the correspondence"),
    (Phase.CORRESPONDENCE, Turn.PARTNER): gettext_lazy("Our letter is with them; their answer is awaited"),
    (Phase.CORRESPONDENCE, Turn.CAO): gettext_lazy("Approve or return the work plan"),
    (Phase.AGREEMENT, Turn.STAFF): gettext_lazy("Complete the agreement and send it to the CAO"),
    (Phase.AGREEMENT, Turn.CAO): gettext_lazy("Sign off or return the request for decision"),
    (Phase.AGREEMENT, Turn.CLERK): gettext_lazy("Put the resolution before council"),
    (Phase.AGREEMENT, Turn.COUNCIL): gettext_lazy("Decide on the resolution"),
    (Phase.SIGNING, Turn.CLERK): gettext_lazy("Arrange the signing and record the signatures"),
    (Phase.EVALUATION, Turn.STAFF): gettext_lazy("Carry out the work plan and evaluate it"),
    (Phase.EVALUATION, Turn.CAO): gettext_lazy("Accept or return the evaluation"),
    (Phase.EVALUATION, Turn.COUNCIL): gettext_lazy("Decide what becomes of the relationship"),
}
"""What whoever has the ball is asked to do."""

history.sentences(
    {
        "back.planning": gettext_lazy("Went back to planning"),
        "back.research": gettext_lazy("Went back to the research"),
        "back.correspondence": gettext_lazy("Went back to the correspondence"),
        "back.agreement": gettext_lazy("Went back to the agreement"),
        "phase.research": gettext_lazy("Opened the research phase"),
        "phase.correspondence": gettext_lazy("Opened the correspondence phase"),
        "phase.agreement": gettext_lazy("Opened the agreement phase"),
        "phase.signing": gettext_lazy("Opened the signing phase"),
        "phase.evaluation": gettext_lazy("Opened the implementation and evaluation phase"),
        "phase.closed": gettext_lazy("Closed the file: %(words)s"),
        "file.held": gettext_lazy("Put the file on hold"),
        "file.resumed": gettext_lazy("Took the file off hold"),
        "file.reopened": gettext_lazy("Reopened the file"),
        "standing.changed": gettext_lazy("The relationship became: %(words)s"),
    }
)


REASON_MISSING = gettext_lazy("A reason is missing. Say in a sentence why, so that it can be read later.")

MOVED_MEANWHILE = gettext_lazy(
    "Somebody else has moved this file in the meantime. Open it again to see where it is."
)


class MoveRefused(Exception):
    """A step that may not be taken now; ``reasons`` are sentences for the user."""

    def __init__(self, reasons: str | Iterable[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


class Gated(Protocol):
    """A phase record as the lifecycle sees it."""

    @property
    def phase(self) -> Phase: ...
    @property
    def proposal(self) -> "Proposal": ...

    def missing(self) -> list[str]: ...


def lock(proposal: "Proposal") -> None:
    """Keep a file where the caller saw it until the transaction ends. Raises ``MoveRefused`` if it has moved.

    Whoever writes in a file and in its history locks the file first: two who
    did so in different orders could wait for each other for ever.
    """
    now = type(proposal).objects.select_for_update().get(pk=proposal.pk)
    if any(getattr(now, name) != getattr(proposal, name) for name in ("phase", "turn", "held_since")):
        raise MoveRefused(str(MOVED_MEANWHILE))


def require(record: Gated) -> None:
    """Refuse, in words, while a phase's record lacks what its gate asks for."""
    if missing := record.missing():
        raise MoveRefused(missing)


def require_reason(why: str) -> None:
    """Refuse a step that nobody could explain later."""
    if not why.strip():
        raise MoveRefused(str(REASON_MISSING))


def advance(record: Gated, *, by: Any, turn: Turn, why: str = "", standing: Standing | None = None) -> Event:
    """Go through the gate of a phase to the next one."""
    require(record)
    following = WALK[WALK.index(record.phase) + 1]
    return move(record.proposal, following, by=by, turn=turn, why=why, standing=standing)


def move(
    proposal: "Proposal",
    to: Phase,
    *,
    by: Any,
    turn: Turn = Turn.STAFF,
    why: str = "",
    standing: Standing | None = None,
) -> Event:
    """Move a file to another phase: the only writer of ``phase``."""
    here = proposal.phase
    if to not in MOVES[here]:
        raise MoveRefused(
            _("A file cannot go from “%(here)s” to “%(to)s”.") % {"here": Phase(here).label, "to": to.label}
        )
    backwards = to != Phase.CLOSED and here != Phase.CLOSED and WALK.index(to) < WALK.index(Phase(here))
    if backwards or Phase.CLOSED in (here, to):
        require_reason(why)
    now = clock.now()
    changes: dict[str, Any] = {"phase": to, "phase_since": now, "turn": turn, "turn_since": now}
    if to == Phase.CLOSED:
        changes["closed_from"] = here
    if standing:
        changes |= {"standing": standing, "standing_since": now}
    verb = "file.reopened" if here == Phase.CLOSED else f"back.{to}" if backwards else f"phase.{to}"
    facts: dict[str, Any] = {}
    if to == Phase.CLOSED:
        ended = Standing(standing or proposal.standing)
        facts = {"words": str(ended.label), "standing": ended}
    return _step(proposal, changes, verb, by=by, why=why, **facts)


def pass_turn(proposal: "Proposal", to: Turn, verb: str, *, by: Any, why: str = "", **facts: Any) -> Event:
    """Hand the ball to somebody else, within a phase."""
    return _step(proposal, {"turn": to, "turn_since": clock.now()}, verb, by=by, why=why, **facts)


def give_back(proposal: "Proposal", to: Turn, verb: str, *, by: Any, why: str) -> Event:
    """Hand the ball back because something must change; the reason is what the other needs."""
    require_reason(why)
    return pass_turn(proposal, to, verb, by=by, why=why)


def hold(proposal: "Proposal", *, by: Any, why: str) -> Event:
    """Stop the clock with a reason; nothing moves until the file is resumed."""
    if proposal.phase == Phase.CLOSED:
        raise MoveRefused(_("A closed file cannot be put on hold. Reopen it first."))
    require_reason(why)
    return _step(proposal, {"held_since": clock.now()}, "file.held", by=by, why=why)


def resume(proposal: "Proposal", *, by: Any, why: str) -> Event:
    """Take a file off hold; whoever had the ball has it from now."""
    if not proposal.held_since:
        raise MoveRefused(_("This file is not on hold, so it need not be taken off."))
    require_reason(why)
    return _step(
        proposal, {"held_since": None, "turn_since": clock.now()}, "file.resumed", by=by, why=why, held=True
    )


def close(proposal: "Proposal", standing: Standing, *, by: Any, why: str) -> Event:
    """End the work on a file: declined, withdrawn, or the relationship's own end."""
    return move(proposal, Phase.CLOSED, by=by, turn=Turn.NOBODY, why=why, standing=standing)


def reopen(proposal: "Proposal", *, by: Any, why: str) -> Event:
    """Take up a closed file in the phase where it was left."""
    if proposal.phase != Phase.CLOSED:
        raise MoveRefused(_("This file is not closed."))
    back = Phase(proposal.closed_from)
    standing = None if back == Phase.EVALUATION else Standing.PROSPECT
    turn = Turn.CLERK if back == Phase.SIGNING else Turn.STAFF
    return move(proposal, back, by=by, turn=turn, why=why, standing=standing)


def change_standing(proposal: "Proposal", standing: Standing, *, by: Any, why: str = "") -> Event:
    """What the relationship is changes, while the work stays where it is."""
    changes = {"standing": standing, "standing_since": clock.now()}
    return _step(
        proposal, changes, "standing.changed", by=by, why=why, words=str(standing.label), standing=standing
    )


def _step(
    proposal: "Proposal",
    changes: dict[str, Any],
    verb: str,
    *,
    by: Any,
    why: str = "",
    held: bool = False,
    **facts: Any,
) -> Event:
    """Change the file if it still is as the caller saw it, and record it."""
    if not held and proposal.held_since:
        raise MoveRefused(_("This file is on hold. Take it off hold first."))
    seen = type(proposal).objects.filter(
        pk=proposal.pk,
        phase=proposal.phase,
        turn=proposal.turn,
        standing=proposal.standing,
        held_since__isnull=not held,
    )
    with transaction.atomic():
        if not claim(seen, **changes):
            raise MoveRefused(str(MOVED_MEANWHILE))
        event = history.record(proposal, verb, by=by, remark=why.strip(), **facts)
    for field, value in changes.items():
        setattr(proposal, field, value)
    return event
