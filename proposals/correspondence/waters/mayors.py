"""Whether a delegation names a mayor. This phase is for visits without them, so that neither side is bound early."""

import re
from collections.abc import Iterable

from proposals.correspondence.models import Delegate
from twinning.municipality.models import Office, OfficeHolder

# The office itself, at the beginning of its title: not the deputy, nor the office of the mayor.
TITLE = re.compile(
    r"(?:his worship |her worship |the |lord |el |la |le |h\. )*"
    r"(?:mayor|mayoress|reeve|alcalde|alcaldesa|president[ea] municipal|maire|mairesse|(?:ober)?bürgermeister(?:in)?"
    r"|burgemeester|sindac[oa]|prefeit[oa]|burmistrz|міський голова|мэр|мер|市長|市长|町長|시장)"
    r"(?![\w'’])",
    re.IGNORECASE,
)


def named(members: Iterable[Delegate]) -> list[Delegate]:
    """The members whose office is a mayor's, or who have the name of ours."""
    ours = OfficeHolder.objects.holding(Office.MAYOR)
    our_name = ours.name.casefold() if ours else None
    return [
        member
        for member in members
        if TITLE.match(member.office.strip()) or member.name.strip().casefold() == our_name
    ]
