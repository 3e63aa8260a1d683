"""First wording of a resolution, out of the file's own facts (handbook B1, B11). Everything stays editable."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.agreement.council.models import (
    LONGEST_SHORT_TITLE,
    LONGEST_TITLE,
    OperativeClause,
    Recital,
    Resolution,
    ResolutionKind,
)
from proposals.lifecycle import Phase
from proposals.proposal.facts import gather
from proposals.proposal.models import Kind, Proposal
from twinning.municipality.models import Municipality
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day, money, number

TITLES: dict[str, str | Promise] = {
    ResolutionKind.EXPLORE: gettext_lazy("Exploring a relationship with %(place)s"),
    ResolutionKind.INTENT: gettext_lazy("Authorising a letter of intent to %(place)s"),
    ResolutionKind.INVITE: gettext_lazy("Inviting %(place)s to a relationship"),
    ResolutionKind.ACCEPT: gettext_lazy("Accepting the invitation of %(place)s"),
    ResolutionKind.ESTABLISH: gettext_lazy("Establishing a relationship with %(place)s"),
    ResolutionKind.AUTHORISE: gettext_lazy("Authorising the signature of an agreement with %(place)s"),
    ResolutionKind.RENEW: gettext_lazy("Renewing the agreement with %(place)s"),
    ResolutionKind.SUSPEND: gettext_lazy("Suspending the relationship with %(place)s"),
    ResolutionKind.REINSTATE: gettext_lazy("Reinstating the relationship with %(place)s"),
    ResolutionKind.TERMINATE: gettext_lazy("Ending the relationship with %(place)s"),
    ResolutionKind.COMMITTEE: gettext_lazy("Creating a committee for the relationship with %(place)s"),
    ResolutionKind.AMEND: gettext_lazy("Amending the agreement with %(place)s"),
    ResolutionKind.PROCLAIM: gettext_lazy("Proclaiming a day of friendship with %(place)s"),
    ResolutionKind.VIEW: gettext_lazy("A view on the relationship with %(place)s"),
}
EARLY = (ResolutionKind.EXPLORE, ResolutionKind.INTENT, ResolutionKind.INVITE, ResolutionKind.ACCEPT)
LIVING = (
    ResolutionKind.RENEW,
    ResolutionKind.AMEND,
    ResolutionKind.SUSPEND,
    ResolutionKind.REINSTATE,
    ResolutionKind.TERMINATE,
)
"""What council decides about a relationship that exists."""
ALWAYS = (ResolutionKind.COMMITTEE, ResolutionKind.PROCLAIM, ResolutionKind.VIEW)
KINDS: dict[str, tuple[ResolutionKind, ...]] = {
    Phase.PLANNING: EARLY,
    Phase.RESEARCH: EARLY,
    Phase.CORRESPONDENCE: EARLY,
    Phase.AGREEMENT: (ResolutionKind.ESTABLISH, ResolutionKind.AUTHORISE, *EARLY),
    Phase.SIGNING: (),
    Phase.EVALUATION: LIVING,
}


def kinds_for(proposal: Proposal) -> list[ResolutionKind]:
    """What council can be asked to decide in the phase a file is in; nothing once it is closed."""
    return [*KINDS[proposal.phase], *ALWAYS] if proposal.phase in KINDS else []


RELATIONSHIPS: dict[str, str | Promise] = {
    Kind.SISTER: gettext_lazy("establishes a twinning (sister city) relationship with %(place)s"),
    Kind.FRIENDSHIP: gettext_lazy("establishes a friendship city relationship with %(place)s"),
    Kind.PARTNER: gettext_lazy("establishes a partner city relationship with %(place)s"),
}


@in_the_citys_language
def titles(proposal: Proposal, kind: str) -> dict[str, str]:
    """The title and the short title of a new resolution."""
    place = proposal.community.full_name
    words = _("Twinning with %(community)s") % {"community": proposal.community}
    title = str(TITLES[kind]) % {"place": place}
    return {
        "title": Truncator(title).chars(LONGEST_TITLE),
        "short_title": Truncator(words).chars(LONGEST_SHORT_TITLE),
    }


@in_the_citys_language
def propose(resolution: Resolution) -> None:
    """Write the first clauses into a new resolution."""
    known = gather(resolution.proposal)
    for order, text in enumerate(recitals(resolution.proposal, known, resolution.kind)):
        Recital.objects.create(record=resolution, order=order, text=text)
    for order, text in enumerate(operatives(resolution, known)):
        OperativeClause.objects.create(record=resolution, order=order, text=text)


def recitals(proposal: Proposal, known: dict[str, Any], kind: str = ResolutionKind.ESTABLISH) -> list[str]:
    """The reasons that the file can vouch for."""
    if kind in LIVING or (kind in ALWAYS and proposal.approved_on):
        return _of_what_exists(proposal, known)
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


def _of_what_exists(proposal: Proposal, known: dict[str, Any]) -> list[str]:
    """The reasons for a decision about a relationship that council has approved."""
    place = proposal.community.full_name
    found = []
    if proposal.approved_on:
        found.append(
            _("Council approved the agreement with %(place)s on %(day)s (%(resolution)s);")
            % {"place": place, "day": day(proposal.approved_on), "resolution": proposal.approval}
        )
    if counterpart := known.get("counterpart"):
        found.append(_("%(counterpart)s carries the relationship there;") % {"counterpart": counterpart})
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
    """What council would decide, by the kind of resolution; what only people know is a blank in double brackets."""
    if resolution.opens_signing:
        return _opening(resolution, known)
    place = resolution.proposal.community.full_name
    years = known.get("term_years") if resolution.kind == ResolutionKind.RENEW else None
    return [words % {"place": place, "years": years} for words in _decisions(resolution.kind, years)]


def _decisions(kind: str, years: int | None) -> list[str]:
    report = _("directs Administration to report to Council on what has come of it by [[day]].")
    return {
        ResolutionKind.EXPLORE: [
            _(
                "directs Administration to explore a relationship with %(place)s and to report back to Council."
            ),
        ],
        ResolutionKind.INTENT: [
            _("authorises the Mayor to send %(place)s a letter of intent that binds neither side;"),
            _("directs Administration to report back to Council when %(place)s has answered."),
        ],
        ResolutionKind.INVITE: [
            _("invites %(place)s to enter into a relationship with the City;"),
            _("directs the Mayor to send the invitation with a certified copy of this resolution."),
        ],
        ResolutionKind.ACCEPT: [
            _("accepts the invitation of %(place)s to enter into a relationship with it;"),
            _("directs the Mayor to send the answer with a certified copy of this resolution;"),
            _("directs Administration to prepare an agreement and to bring it before Council."),
        ],
        ResolutionKind.RENEW: [
            _("renews the agreement with %(place)s for another %(years)s years from the end of its term;")
            if years
            else _("renews the agreement with %(place)s until [[day]];"),
            _("authorises the Mayor and the Chief Administrative Officer to sign what the renewal needs;"),
            report,
        ],
        ResolutionKind.SUSPEND: [
            _(
                "suspends the relationship with %(place)s; while it is suspended no new activity in its name is approved;"
            ),
            _("names as the condition for taking it up again: [[condition]];"),
            _("directs the Mayor to tell %(place)s of this decision, its reason and its condition;"),
            _("directs Administration to bring the matter before Council again by [[day]]."),
        ],
        ResolutionKind.REINSTATE: [
            _("takes up again the relationship with %(place)s, as its condition is met: [[how]];"),
            _("directs the Mayor to tell %(place)s of this decision."),
        ],
        ResolutionKind.TERMINATE: [
            _("ends the relationship with %(place)s as of [[day]];"),
            _("directs the Mayor to give %(place)s notice as the agreement asks, with the City’s thanks;"),
            _(
                "directs Administration to bring exchanges under way to an end and to report to Council on what is held in common."
            ),
        ],
        ResolutionKind.COMMITTEE: [
            _(
                "creates a committee for the relationship with %(place)s, with the terms of reference before Council;"
            ),
            _("directs the Clerk to invite residents to apply for its seats."),
        ],
        ResolutionKind.AMEND: [
            _("amends the agreement with %(place)s as follows: [[change]];"),
            _(
                "authorises the Mayor and the Chief Administrative Officer to sign the amendment once %(place)s has agreed to it."
            ),
        ],
        ResolutionKind.PROCLAIM: [
            _("requests the Mayor to proclaim [[day or week]] in honour of the friendship with %(place)s."),
        ],
        ResolutionKind.VIEW: [
            _("states as its view: [[view]];"),
            _("directs the Clerk to send a copy of this resolution to %(place)s."),
        ],
    }[ResolutionKind(kind)]


def _opening(resolution: Resolution, known: dict[str, Any]) -> list[str]:
    proposal = resolution.proposal
    place = proposal.community.full_name
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


@in_the_citys_language
def delegation(resolution: Resolution) -> str:
    """The decision by which an officer may make minor edits after the vote."""
    return _(
        "authorises the %(officer)s to make minor edits to the agreement that do not change its meaning, the same in all its languages."
    ) % {"officer": resolution.delegate}


def blanks(resolution: Resolution) -> list[str]:
    """What a draft still leaves open, in words."""
    texts = [
        resolution.title,
        *resolution.recitals.values_list("text", flat=True),
        *(words for clause in resolution.operatives.all() for words in (clause.text, clause.parts)),
    ]
    found = re.findall(r"\[\[[^\]\n]*\]?\]?", "\n".join(texts))
    return [_("Fill in what is left open: %(blank)s") % {"blank": blank} for blank in dict.fromkeys(found)]


def _relationship(proposal: Proposal, place: str, years: int | None) -> str:
    words = str(RELATIONSHIPS[proposal.kind]) % {"place": place}
    if not years:
        return f"{words};"
    return ngettext(
        "%(words)s for a term of %(n)d year from signing;",
        "%(words)s for a term of %(n)d years from signing;",
        years,
    ) % {"words": words, "n": years}
