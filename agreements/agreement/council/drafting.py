"""First wording of a resolution, out of the file's own facts (handbook B1, B11). Everything stays editable."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.agreement.council.models import (
    LONGEST_SHORT_TITLE,
    LONGEST_TITLE,
    OperativeClause,
    Recital,
    Resolution,
    ResolutionKind,
)
from proposals.proposal.facts import gather
from proposals.proposal.models import Kind, Proposal
from twinning.municipality.models import Municipality
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day, money, number

TITLES: dict[str, Callable[[str], str]] = {
    ResolutionKind.EXPLORE: lambda place: _("Exploring a relationship with %(place)s") % {"place": place},
    ResolutionKind.ESTABLISH: lambda place: (
        _("Establishing a relationship with %(place)s") % {"place": place}
    ),
    ResolutionKind.AUTHORISE: lambda place: (
        _("Authorising the signature of an agreement with %(place)s") % {"place": place}
    ),
}
RELATIONSHIPS: dict[str, Callable[[str], str]] = {
    Kind.SISTER: lambda place: (
        _("establishes a twinning (sister city) relationship with %(place)s") % {"place": place}
    ),
    Kind.FRIENDSHIP: lambda place: (
        _("establishes a friendship city relationship with %(place)s") % {"place": place}
    ),
    Kind.PARTNER: lambda place: (
        _("establishes a partner city relationship with %(place)s") % {"place": place}
    ),
}


@in_the_citys_language
def titles(proposal: Proposal, kind: str) -> dict[str, str]:
    """The title and the short title of a new resolution."""
    place = proposal.community.full_name
    words = _("Twinning with %(community)s") % {"community": proposal.community}
    title = TITLES[kind](place) if kind in TITLES else f"{ResolutionKind(kind).label}: {place}"
    return {
        "title": Truncator(title).chars(LONGEST_TITLE),
        "short_title": Truncator(words).chars(LONGEST_SHORT_TITLE),
    }


@in_the_citys_language
def propose(resolution: Resolution) -> None:
    """Write the first clauses into a new resolution."""
    known = gather(resolution.proposal)
    for order, text in enumerate(recitals(resolution.proposal, known)):
        Recital.objects.create(record=resolution, order=order, text=text)
    for order, text in enumerate(operatives(resolution, known)):
        OperativeClause.objects.create(record=resolution, order=order, text=text)


def recitals(proposal: Proposal, known: dict[str, Any]) -> list[str]:
    """The reasons that the file can vouch for."""
    ours, community = Municipality.ours(), proposal.community
    found = [
        _("Council received the Administration’s report on a relationship with %(place)s;")
        % {"place": community.full_name},
    ]
    theirs = known.get("population") or community.population
    if ours.population and theirs:
        year = known.get("population_year") if "population" in known else community.population_year
        facts = {
            "ours": ours.name,
            "our_figure": _figure(ours.population, ours.population_year),
            "theirs": community.name,
            "their_figure": _figure(theirs, year),
        }
        found.append(_("the %(ours)s has %(our_figure)s and %(theirs)s has %(their_figure)s;") % facts)
    if objectives := known.get("city_objectives") or known.get("purpose"):
        found.append(
            _("the relationship is proposed for this purpose: %(purpose)s;")
            % {"purpose": _sentence(objectives)}
        )
    if counterpart := known.get("counterpart"):
        confirmed = known.get("counterpart_confirmed_on")
        found.append(
            _("a commensurate committee, %(counterpart)s, was confirmed on %(day)s;")
            % {"counterpart": counterpart, "day": day(confirmed)}
            if confirmed
            else _("a commensurate committee exists there: %(counterpart)s;") % {"counterpart": counterpart}
        )
    return found


def _figure(population: int, year: int | None) -> str:
    people = ngettext("%(n)s resident", "%(n)s residents", population) % {"n": number(population)}
    return f"{people} ({year})" if year else people


def _sentence(text: str) -> str:
    """The first sentence of a longer answer, without its full stop."""
    paragraph = text.strip().replace("\r", "").split("\n")[0]
    # Not after “St.” or “No.”: a sentence ends behind a longer word.
    return re.split(r"(?<=\w{4})\. (?=[^\W\d_a-z])", paragraph)[0].rstrip(".;,")


def operatives(resolution: Resolution, known: dict[str, Any]) -> list[str]:
    """What council would decide, by the kind of resolution."""
    proposal = resolution.proposal
    place = proposal.community.full_name
    if resolution.kind == ResolutionKind.EXPLORE:
        return [
            _(
                "directs Administration to explore a relationship with %(place)s and to report back to Council."
            )
            % {"place": place}
        ]
    if not resolution.opens_signing:
        return []
    found = (
        [_relationship(proposal, place, known.get("term_years"))]
        if resolution.kind == ResolutionKind.ESTABLISH
        else []
    )
    found += [
        _("approves the agreement in Schedule A, in all its languages;"),
        _("authorises the Mayor and the Chief Administrative Officer to sign it;"),
    ]
    for line in known.get("money", []):
        found.append(
            _("allocates up to %(amount)s for the year %(year)s to the relationship;")
            % {"amount": money(line["money"], line["currency"]), "year": line["year"]}
        )
    if months := known.get("review_months"):
        words = ngettext(
            "directs that the relationship be evaluated within %(n)d month of signing, and that the evaluation be brought before Council.",
            "directs that the relationship be evaluated within %(n)d months of signing, and that the evaluation be brought before Council.",
            months,
        )
        found.append(words % {"n": months})
    else:
        found[-1] = found[-1].rstrip(";") + "."
    return found


def _relationship(proposal: Proposal, place: str, years: int | None) -> str:
    words = RELATIONSHIPS[proposal.kind](place)
    if not years:
        return f"{words};"
    return ngettext(
        "%(words)s for a term of %(n)d year from signing;",
        "%(words)s for a term of %(n)d years from signing;",
        years,
    ) % {"words": words, "n": years}
