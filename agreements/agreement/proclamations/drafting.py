"""First wording of a proclamation, out of the file and the resolution it proclaims (handbook B2, B11). Everything stays editable."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agreements.agreement.council import drafting as council
from agreements.agreement.council.models import ENDED, OPENING, Resolution, ResolutionKind, ResolutionState
from agreements.agreement.proclamations.models import OURS, Proclamation, ProclamationRecital
from agreements.agreement.text.models import AgreementText, Party, Side
from proposals.proposal.facts import gather
from proposals.proposal.models import Kind, Proposal
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day

MOST_REASONS = 6
"""Two to six are usual (handbook B2)."""

PROCLAIMS = {
    *OPENING,
    ResolutionKind.ACCEPT,
    ResolutionKind.RENEW,
    ResolutionKind.REINSTATE,
    ResolutionKind.PROCLAIM,
}
"""Kinds of resolution that a relationship can be proclaimed by."""

RELATIONSHIPS = {
    Kind.SISTER: lambda: _("Sister City Relationship"),
    Kind.FRIENDSHIP: lambda: _("Friendship City Relationship"),
    Kind.PARTNER: lambda: _("Partner City Relationship"),
}


@in_the_citys_language
def proposed(proposal: Proposal, kind: str, form: str) -> Proclamation:
    """A proclamation of a kind, not saved yet, with its words and whoever would sign it."""
    ours, community = Municipality.ours(), proposal.community
    languages = list(
        AgreementText.objects.filter(record__proposal=proposal).values_list("language", flat=True)
    )
    first = next((code for code in languages if code in dict(OURS)), "en")
    made = Proclamation(
        proposal=proposal,
        kind=kind,
        form=form,
        language=first,
        officer=OfficeHolder.objects.holding(Office.MAYOR),
        place=", ".join(part for part in (ours.short_name, ours.province) if part),
    )
    if kind == Proclamation.Kind.RELATIONSHIP:
        made.resolution = _resolution(proposal)
        made.language_2 = next((code for code in languages if code != first), "")
    _write(made, ours, community)
    _name_the_signatories(made)
    return made


def _resolution(proposal: Proposal) -> Resolution | None:
    """The carried one that opened the relationship; else the one that is to."""
    opening = proposal.resolutions.filter(kind__in=OPENING)
    carried = opening.filter(state=ResolutionState.CARRIED).first()
    return carried or opening.exclude(state__in=ENDED).first()


def _write(made: Proclamation, ours: Municipality, community: Any) -> None:
    names = {
        "ours": ours.short_name,
        "theirs": community.name,
        "city": ours.name,
        "place": community.full_name,
    }
    if made.of_relationship:
        names["relationship"] = RELATIONSHIPS[Kind(made.proposal.kind)]()
        title = _("%(relationship)s of %(ours)s and %(theirs)s") % names
        words = _(
            "the %(relationship)s of the %(city)s with %(place)s, and invite all residents to make its friendships their own."
        )
        names["relationship"] = names["relationship"].lower()
    elif made.kind == Proclamation.Kind.DAY:
        title = _("%(theirs)s Day") % names
        words = _("%(theirs)s Day in the %(city)s, and invite all residents to take part in it.")
    else:
        title = _("%(theirs)s Week") % names
        words = _("%(theirs)s Week in the %(city)s, and invite all residents to take part in it.")
    made.title = Truncator(title).chars(300)
    made.words = words % names


def _name_the_signatories(made: Proclamation) -> None:
    """Offices and names as the agreement calls them in both languages."""
    parties = {
        (party.side, party.language): party
        for party in Party.objects.filter(record__proposal=made.proposal, language__in=made.languages)
    }
    if ours := parties.get((Side.OURS, made.language_2)):
        made.office_2 = ours.office
    if made.is_joint:
        first, second = (parties.get((Side.THEIRS, code)) for code in (made.language, made.language_2))
        if first:
            made.their_name, made.their_office = first.represented_by, first.office
        if second:
            made.their_native_office = second.office
            made.their_native_name = second.represented_by if second.represented_by != made.their_name else ""


@in_the_citys_language
def reasons(made: Proclamation) -> list[str]:
    """Those of the resolution, else those that the file can vouch for."""
    if made.of_relationship and made.resolution:
        found = [recital.text for recital in made.resolution.recitals.all()]
        # What council received is council's business, not the public's.
        told = [text for text in found if text not in council.recitals(made.proposal, {})[:1]]
        return _joined((told or found)[:MOST_REASONS])
    known = gather(made.proposal)
    found = [_standing(made.proposal), *council.recitals(made.proposal, known)[1:]]
    return _joined([text for text in found if text][:MOST_REASONS])


def _standing(proposal: Proposal) -> str:
    names = {"city": Municipality.ours().name, "place": proposal.community.full_name}
    if proposal.is_lived and proposal.approved_on:
        words = _("the %(city)s and %(place)s have been joined in friendship since %(day)s;")
        return words % (names | {"day": day(proposal.approved_on)})
    return _("the people of the %(city)s and of %(place)s wish to know each other better;") % names


def _joined(texts: list[str]) -> list[str]:
    """One reason after the other, each closed as a list in a sentence is."""
    plain = [text.strip().rstrip(".;,") for text in texts if text.strip()]
    return [f"{text};" for text in plain]


def write_reasons(made: Proclamation) -> None:
    """Put the first reasons into a proclamation that has been saved."""
    for order, text in enumerate(reasons(made)):
        ProclamationRecital.objects.create(record=made, order=order, text=text[:2000])


def resolutions_of(proposal: Proposal) -> "QuerySet[Resolution]":
    """Those a relationship can be proclaimed by: carried, or still to be decided."""
    return proposal.resolutions.filter(kind__in=PROCLAIMS).filter(
        Q(state=ResolutionState.CARRIED) | ~Q(state__in=ENDED)
    )
