"""The terms of reference as a paper, frozen when they are adopted."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.register.models import Committee, TermsOfReference
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.papers import direction_of, file_name, in_the_citys_language, letterhead, paragraphs
from twinning.records.templatetags.house import day


@in_the_citys_language
def terms_paper(terms: TermsOfReference, *, by: Any) -> Document:
    """Have the paper of adopted terms made."""
    committee = terms.committee
    words = {"name": committee.name, "n": terms.number}
    return documents.request(
        template="terms_of_reference",
        facts=facts(terms),
        title=_("%(name)s – Terms of reference, version %(n)d") % words,
        filename=file_name(_("Terms of reference %(name)s v%(n)d") % words),
        by=by,
    )


def facts(terms: TermsOfReference) -> dict[str, Any]:
    """Whose terms, since when and by whom; the text, paragraph by paragraph; and apart from it what the register says."""
    ours = Municipality.ours()
    return head(terms.committee, ours, clock.now()) | {
        "kind_words": _("Terms of reference"),
        "name": {"text": terms.committee.name, "dir": direction_of(terms.committee.name)},
        "standing": [line for line in (_what_it_is(terms.committee), adoption(terms)) if line],
        "register_words": _("In the register of committees on %(day)s:") % {"day": day(clock.today())},
        "composition": composition(terms.committee, our_name=ours.short_name),
        "paragraphs": [
            {"lines": lines, "dir": direction_of(" ".join(lines))} for lines in paragraphs(terms.text)
        ],
    }


def head(committee: Committee, ours: Municipality, at: dt.datetime) -> dict[str, Any]:
    """What a paper of a committee stands on: our letterhead for one of ours, else the names of the parties, as equals.

    Where the name of a party is not known, the committee speaks for itself.
    """
    stands_on = letterhead(ours, at)
    if committee.side == Committee.Side.OURS:
        return stands_on
    parties = [committee.party_name(side, our_name=ours.short_name) for side in committee.sides()]
    known = committee.city or committee.is_of_others
    named = {"name": _(" and ").join(parties) if known else committee.name, "office_line": "", "crest": None}
    return stands_on | {"municipality": named}


def _what_it_is(committee: Committee) -> str:
    parts = [str(committee.get_kind_display()), committee.field]
    return " · ".join(part for part in parts if part)


def adoption(terms: TermsOfReference) -> str:
    """“Version 2, adopted on 12 March 2026 by Council, resolution 2026-114”."""
    words = {"n": terms.number, "day": day(terms.adopted_on), "body": terms.adopted_by}
    told = (
        _("Version %(n)d, adopted on %(day)s by %(body)s")
        if terms.adopted_by
        else _("Version %(n)d, adopted on %(day)s")
    ) % words
    if terms.resolution:
        told = _("%(told)s, resolution %(number)s") % {"told": told, "number": terms.resolution}
    return told


def composition(committee: Committee, *, our_name: str = "") -> list[dict[str, str]]:
    """How the body is made up and meets, as the register has it; only what is settled."""
    parties = [committee.party_name(side, our_name=our_name) for side in committee.sides()]
    rows = [
        (_("Parties") if len(parties) > 1 else _("City"), _(" and ").join(parties)),
        (_("Reports to"), committee.parent.name if committee.parent else ""),
        (_("Seats"), seats_in_words(committee, our_name=our_name)),
        (
            _("Quorum"),
            ngettext("%(n)d member", "%(n)d members", committee.quorum) % {"n": committee.quorum}
            if committee.quorum
            else "",
        ),
        (_("Secretariat"), committee.secretariat_words(our_name=our_name)),
        (
            _("Notice of a meeting"),
            ngettext("%(n)d day", "%(n)d days", committee.notice_days) % {"n": committee.notice_days},
        ),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def seats_in_words(committee: Committee, *, our_name: str = "") -> str:
    """“6: 3 of Beitbridge and 3 of Musina”, “5”; empty where no number is fixed."""
    seats = {side: number for side, number in committee.seats().items() if number}
    if not committee.is_joint:
        return str(next(iter(seats.values()), ""))
    told = _(" and ").join(
        _("%(n)d of %(party)s") % {"n": number, "party": committee.party_name(side, our_name=our_name)}
        for side, number in seats.items()
    )
    if len(seats) < len(committee.sides()):
        return told
    return _("%(n)d: %(parts)s") % {"n": sum(seats.values()), "parts": told}
