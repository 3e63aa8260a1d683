"""Every reason that was ever given for where a candidate stands; the last one replaces none."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from proposals.proposal.models import Candidate, Proposal
from twinning.records import history
from twinning.records.models import Event


@dataclass(frozen=True)
class Reason:
    """``what`` was decided, why, by whom and when."""

    what: str
    words: str
    by: str
    at: dt.datetime


def reasons(candidate: Candidate) -> list[Reason]:
    """All reasons given for one candidate, the newest first."""
    return of_file(candidate.proposal).get(candidate.pk) or _kept(candidate)


def of_many(candidates: "list[Candidate]") -> dict[int, list[Reason]]:
    """The same for several candidates of one file, by their numbers, with as many queries as for one."""
    told = of_file(candidates[0].proposal) if candidates else {}
    return {one.pk: told.get(one.pk) or _kept(one) for one in candidates}


def of_file(proposal: Proposal) -> dict[int, list[Reason]]:
    """What the history of a file tells, by the number of the candidate."""
    found: dict[int, list[Reason]] = defaultdict(list)
    events = Event.objects.about(proposal).filter(verb__startswith="candidate.").exclude(remark=None)
    for event in events:
        if event.remark is not None and "candidate" in event.facts:
            by = str(event.actor) if event.actor else ""
            found[event.facts["candidate"]].append(
                Reason(history.sentence(event), event.remark.text, by, event.at)
            )
    return found


def _kept(candidate: Candidate) -> list[Reason]:
    """What stands with the candidate itself, where the history is older than the list."""
    if not candidate.reason or candidate.decided_at is None:
        return []
    by = str(candidate.decided_by) if candidate.decided_by else ""
    return [Reason(candidate.get_standing_display(), candidate.reason, by, candidate.decided_at)]
