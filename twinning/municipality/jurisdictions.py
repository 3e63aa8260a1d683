"""How councils decide, by jurisdiction (handbook B1, C3, finding 5).

A profile is data: the movement, the words of the vote, and what a tie or an
abstention means. Nothing else in the code asks where the city lies.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type_of_words = str | Promise


@dataclass(frozen=True)
class Jurisdiction:
    """The rules of one jurisdiction.

    ``seconder``: a motion needs one. ``names_always``: the paper lists every
    name; otherwise only when a recorded vote was asked for. ``abstainer_present``:
    an abstaining member counts towards quorum. ``lists``: the vote is printed as
    ayes, noes, abstentions and absences by name. ``attest``: the clerk attests
    the presiding officer's signature. ``numbers_defeated``: a motion that was put
    to the vote and lost takes a number too.
    """

    name: type_of_words
    seconder: bool
    names_always: bool
    abstainer_present: bool
    lists: bool = False
    attest: bool = False
    numbers_defeated: bool = True
    enacting: type_of_words = _("Now therefore be it resolved that")
    first_opening: type_of_words = _("Whereas")
    next_opening: type_of_words = _("And whereas")


JURISDICTIONS: dict[str, Jurisdiction] = {
    # MGA s. 183-186: members present vote; those who must abstain count as absent; a tie defeats.
    "alberta": Jurisdiction(_("Alberta"), seconder=False, names_always=False, abstainer_present=False),
    "british_columbia": Jurisdiction(_("British Columbia"), seconder=True, names_always=False, abstainer_present=True),
    "ontario": Jurisdiction(_("Ontario"), seconder=True, names_always=False, abstainer_present=True),
    "united_states": Jurisdiction(
        _("United States"), seconder=True, names_always=True, abstainer_present=True,
        lists=True, attest=True, numbers_defeated=False, next_opening=_("Whereas"),
    ),
}
