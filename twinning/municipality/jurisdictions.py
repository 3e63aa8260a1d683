"""How councils decide, by jurisdiction (handbook B1, C3, finding 5).

A profile is data: the movement, the words of the vote, and what an abstention
means. A tie defeats in all of them. Nothing else in the code asks where the
city lies.
"""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

type_of_words = str | Promise


@dataclass(frozen=True)
class Jurisdiction:
    """The rules of one jurisdiction.

    ``seconder``: a motion needs one. ``names_always``: the paper lists every
    name; otherwise only when a recorded vote was asked for. ``abstainer_present``:
    an abstaining member counts towards quorum. ``silence``: how the law counts a
    member who is present and does not vote, if it does. ``lists``: the vote is printed as
    ayes, noes, abstentions and absences by name. ``attest``: the clerk attests
    the presiding officer's signature. ``numbers_defeated``: a motion that was put
    to the vote and lost takes a number too. ``must_vote``: who is there votes, unless
    the law says otherwise, so an abstention has its ground. ``relief``: what can be
    done when so many must leave the room that no quorum is left.
    """

    name: type_of_words
    seconder: bool
    names_always: bool
    abstainer_present: bool
    silence: Literal["", "for", "against"] = ""
    lists: bool = False
    attest: bool = False
    numbers_defeated: bool = True
    must_vote: bool = False
    relief: type_of_words = _(
        "If your law lets fewer members decide in that case, enter the order or the provision below."
    )
    enacting: type_of_words = _("Now therefore be it resolved that")
    first_opening: type_of_words = _("Whereas")
    next_opening: type_of_words = _("And whereas")

    def in_words(self) -> list[str]:
        """The rules as a clerk would explain them."""
        silence = {
            "": gettext(
                "A member who abstains is listed as abstaining and is counted neither for nor against."
            ),
            "for": gettext("A member who is present and does not vote is counted in favour."),
            "against": gettext("A member who is present and does not vote is counted against."),
        }
        return [
            gettext("A motion needs a mover and a seconder.")
            if self.seconder
            else gettext("A motion needs a mover and no seconder."),
            gettext("Every vote is recorded by name.")
            if self.names_always
            else gettext("Votes are recorded by name when a member asks for it before the vote."),
            *(
                [
                    gettext(
                        "Who is there votes, unless the law requires or permits otherwise; an abstention has its ground."
                    )
                ]
                if self.must_vote
                else []
            ),
            silence[self.silence],
            gettext("Who abstains still counts as present.")
            if self.abstainer_present
            else gettext("Who must abstain by law counts as absent for that vote."),
            gettext("A tie defeats the motion."),
            gettext("The paper lists ayes, noes, abstentions and absences by name.")
            if self.lists
            else gettext("The paper states the result, and names where they were recorded."),
            gettext("The clerk attests the signature of the presiding officer.")
            if self.attest
            else gettext("The presiding officer and the clerk sign."),
            gettext("A defeated motion takes a number too.")
            if self.numbers_defeated
            else gettext("Only a motion that carries takes a number."),
        ]


JURISDICTIONS: dict[str, Jurisdiction] = {
    # MGA s. 183-186: members present vote; those who must abstain count as absent; a tie defeats.
    # MGA s. 168: if members must abstain and no quorum is left, the Minister may order otherwise.
    "alberta": Jurisdiction(
        _("Alberta"),
        seconder=False,
        names_always=False,
        abstainer_present=False,
        must_vote=True,
        relief=_(
            "Council can ask the Minister to let those who are left decide (Municipal Government Act, s. 168); enter the order below when it is there."
        ),
    ),
    # Community Charter s. 123: who does not show how they vote is deemed to be in favour; equal votes defeat.
    "british_columbia": Jurisdiction(
        _("British Columbia"), seconder=True, names_always=False, abstainer_present=True, silence="for"
    ),
    # Municipal Act, 2001, s. 245 and 246: a tie is lost; in a recorded vote not voting is voting against.
    "ontario": Jurisdiction(
        _("Ontario"), seconder=True, names_always=False, abstainer_present=True, silence="against"
    ),
    "united_states": Jurisdiction(
        _("United States"),
        seconder=True,
        names_always=True,
        abstainer_present=True,
        lists=True,
        attest=True,
        numbers_defeated=False,
        next_opening=_("Whereas"),
    ),
}
