"""The result of a vote, computed from names and quorum (handbook C3). Pure arithmetic, no database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from agreements.agreement.council.models import Vote
from twinning.municipality.jurisdictions import Jurisdiction


@dataclass(frozen=True)
class Tally:
    """What the names add up to. ``present`` counts towards quorum as the jurisdiction says."""

    votes_for: int
    against: int
    abstained: int
    recused: int
    absent: int
    present: int
    quorum: int

    @property
    def has_quorum(self) -> bool:
        return self.present >= self.quorum

    @property
    def lost_by_recusal(self) -> bool:
        """Whether there would be a quorum if nobody had left the room or kept silent by law."""
        return not self.has_quorum and self.present + self.recused + self.abstained >= self.quorum

    @property
    def carried(self) -> bool:
        """More for than against; a tie defeats (MGA s. 186)."""
        return self.votes_for > self.against

    @property
    def unanimous(self) -> bool:
        return self.carried and self.against == 0 and self.abstained == 0

    @property
    def tied(self) -> bool:
        return self.votes_for == self.against


def tally(votes: Iterable[str], rules: Jurisdiction, quorum: int) -> Tally:
    """Count the votes of all members in office.

    Who is there and silent counts as the jurisdiction says; who left the room
    for a conflict of interest counts neither for the quorum nor for the result.
    """
    counted = Counter(votes)
    silent = counted[Vote.ABSTAINED]
    present = counted[Vote.FOR] + counted[Vote.AGAINST] + (silent if rules.abstainer_present else 0)
    return Tally(
        votes_for=counted[Vote.FOR] + (silent if rules.silence == "for" else 0),
        against=counted[Vote.AGAINST] + (silent if rules.silence == "against" else 0),
        abstained=0 if rules.silence else silent,
        recused=counted[Vote.RECUSED],
        absent=counted[Vote.ABSENT],
        present=present,
        quorum=quorum,
    )
