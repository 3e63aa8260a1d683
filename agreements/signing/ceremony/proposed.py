"""What a ceremony begins with: an order of proceedings and tasks, after the guide and handbook A7; all of it can be changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.ceremony.models import Mode
from agreements.signing.originals.models import Signature
from twinning.records.papers import in_the_citys_language


@dataclass(frozen=True)
class Proposed:
    """One point of an order."""

    minutes: int | None
    what: str | Promise
    who: str | Promise = ""
    notes: str | Promise = ""


@dataclass(frozen=True)
class Option:
    """A point that some ceremonies have besides."""

    word: str
    label: str | Promise
    point: Proposed


OPTIONS = (
    Option(
        "street",
        gettext_lazy("Name a street or a square"),
        Proposed(
            20,
            gettext_lazy("A street or a square is named after the other city"),
            gettext_lazy("Both mayors"),
            gettext_lazy("Sign under a cloth; council’s decision on the name"),
        ),
    ),
    Option(
        "tree",
        gettext_lazy("Plant a tree"),
        Proposed(
            15,
            gettext_lazy("A tree is planted"),
            gettext_lazy("Both mayors, school classes"),
            gettext_lazy("Tree, spades, a plaque in both languages"),
        ),
    ),
    Option(
        "exhibition",
        gettext_lazy("Open an exhibition"),
        Proposed(
            20,
            gettext_lazy("An exhibition about the other city is opened"),
            gettext_lazy("Chairs of both committees"),
            gettext_lazy("Loans are insured; captions in both languages"),
        ),
    ),
    Option(
        "sport",
        gettext_lazy("Sport or music"),
        Proposed(
            45,
            gettext_lazy("A friendly match, a choir or a dance of both sides"),
            gettext_lazy("Clubs and schools"),
            gettext_lazy("Room to change, somebody trained in first aid"),
        ),
    ),
)


@in_the_citys_language
def order(mode: str, signatures: Sequence[Signature], languages: str) -> list[Proposed]:
    """The order of proceedings for a way of signing; an exchange of copies has steps and no minutes."""
    if mode == Mode.EXCHANGE:
        return _exchange()
    return _ceremony(mode, _names(signatures), languages)


def _names(signatures: Sequence[Signature]) -> str:
    return ", ".join(one.name for one in signatures if one.binds)


def _ceremony(mode: str, signatories: str, languages: str) -> list[Proposed]:
    screen = mode in {Mode.HYBRID, Mode.VIRTUAL}
    first = (
        Proposed(
            15,
            _("Picture, sound and the channels of the interpreters are tested with the other side"),
            _("Technicians of both sides"),
            _("A second line, in case the first one fails"),
        )
        if screen
        else Proposed(
            15, _("Guests arrive and are shown to their seats"), _("Hosts"), _("Guest list at the door")
        )
    )
    mayors = signatories or _("Both mayors")
    points = [
        first,
        Proposed(
            5,
            _("Welcome"),
            _("Master of ceremonies"),
            _("First words in both languages; how one listens to the interpreters"),
        ),
        Proposed(
            3, _("Flags"), _("Colour party"), _("Both flags of one size and at one height; the host’s on the left, as guests see it, unless agreed otherwise")
        ),
        Proposed(
            6, _("Anthems"), _("Musicians, or a recording"), _("The guests’ anthem first; words and length checked by the other side")
        ),
        Proposed(
            10, _("Speeches of the chairs of both twinning committees"), _("Both chairs"), _("Texts with the interpreters the day before")
        ),
        Proposed(10, _("Speeches of the mayors"), mayors, _("The host speaks first; the same time for each")),
        Proposed(
            10,
            _("The text is read out"),
            _("The clerk, and whoever holds that office on the other side"),
            languages or _("In every language of the agreement, one clause in turn"),
        ),
        Proposed(
            10,
            _("Signing"),
            mayors,
            _("Each signs the own originals before the camera and shows the page")
            if mode == Mode.VIRTUAL
            else _("Table for two at equal height, originals in folders, pens, blotter, seal; witnesses beside them"),
        ),
        Proposed(
            5,
            _("It is said how the originals are exchanged")
            if mode == Mode.VIRTUAL
            else _("Exchange of originals and gifts"),
            mayors,
            _("Courier and tracking number")
            if mode == Mode.VIRTUAL
            else _("Gifts are entered in the register afterwards"),
        ),
        Proposed(10, _("Words of guests of honour"), _("Consul, members of the legislature and of Parliament"), ""),
        Proposed(5, _("Photograph"), _("Everybody who signed, then everybody"), _("Flags behind, the folders open")),
    ]  # fmt: skip
    if mode != Mode.VIRTUAL:
        points.append(
            Proposed(
                45, _("Reception"), _("Hosts"), _("Meals that all guests can eat; a book for guests to sign")
            )
        )
    return points


def _exchange() -> list[Proposed]:
    return [
        Proposed(None, _("All originals are printed from the approved text and bound"), _("Clerk"), _("Numbered, with the list of who gets which")),
        Proposed(None, _("Our side signs all originals"), _("Mayor"), _("Witness, place and date on each")),
        Proposed(None, _("They go out by courier"), _("Clerk"), _("Tracking number; a scan stays here")),
        Proposed(None, _("The other side signs all originals"), _("Head of the other city"), _("Place and date on each")),
        Proposed(None, _("Our originals come back"), _("Clerk"), _("Scanned and checked against the text")),
        Proposed(None, _("Both cities tell it on the same day"), _("Both mayor’s offices"), _("One news release in both languages")),
    ]  # fmt: skip


# -- tasks -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProposedTask:
    """Something to see to; ``days`` from the ceremony, before it where they are less than none."""

    days: int
    what: str
    owner: str

    def due(self, held_on: dt.date | None, today: dt.date) -> dt.date | None:
        """When it should be done; today where that day has passed already."""
        return max(held_on + dt.timedelta(days=self.days), today) if held_on else None


@in_the_citys_language
def tasks(mode: str) -> list[ProposedTask]:
    """What somebody sees to for a way of signing, in the order of its days."""
    mayor, clerk, staff = _("Mayor’s office"), _("Clerk"), _("Staff")
    found = [
        ProposedTask(-14, _("Print the signing copies and hold them against the text that council approved"), clerk),
        ProposedTask(-7, _("Agree on one news release with the other side, in both languages"), mayor),
        ProposedTask(1, _("Put our originals into safe keeping and scan them"), clerk),
        ProposedTask(14, _("Send the packet to Sister Cities International"), clerk),
    ]  # fmt: skip
    if mode == Mode.EXCHANGE:
        found.append(ProposedTask(-7, _("Book the courier and agree who signs first"), clerk))
    else:
        found += [
            ProposedTask(-56, _("Agree on the day, the hour on both clocks and the place with the other side"), mayor),
            ProposedTask(-30, _("Engage the interpreters"), staff),
            ProposedTask(-30, _("Have the other side check flag, anthem and the spelling of names"), staff),
            ProposedTask(-3, _("Give the run sheet to everybody who has a part in it"), clerk),
            ProposedTask(7, _("Write thank-you letters"), mayor),
        ]  # fmt: skip
    if mode in {Mode.IN_PERSON, Mode.HYBRID}:
        found += [
            ProposedTask(-60, _("Invite the consul or the embassy early"), mayor),
            ProposedTask(-42, _("Invite members of the legislature and of Parliament, councillors and the other guests"), mayor),
            ProposedTask(-21, _("Choose the gifts, within what the policy allows"), mayor),
            ProposedTask(-10, _("Settle seats and the order of precedence"), mayor),
            ProposedTask(-1, _("Set up: flags, table, pens, seal, sound, seats"), staff),
        ]  # fmt: skip
    if mode in {Mode.VIRTUAL, Mode.HYBRID}:
        found.append(
            ProposedTask(-7, _("Test picture, sound and interpretation with the other side at the same hour"), staff)
        )  # fmt: skip
    return sorted(found, key=lambda one: one.days)
