"""Everything that is known of one candidate, in reading order, for its page."""

from typing import Any

from django.utils.translation import gettext as _

from proposals.access import ADMINISTRATION
from proposals.enquiry.models import Enquiry
from proposals.proposal import portfolio
from proposals.proposal.models import Candidate, Proposal
from proposals.research.candidates import alike, listing, nearness
from proposals.research.candidates.reasons import reasons
from proposals.research.comparison.models import Coverage, DataPoint
from proposals.research.measures.overview import seen_by
from proposals.research.stability.models import StabilityNote
from twinning.accounts.models import User
from twinning.atlas import likeness, partners
from twinning.municipality.models import Municipality
from twinning.municipality.policy import Policy
from twinning.places import geography, maps
from twinning.places.models import Place
from twinning.records.templatetags.house import day, number


def of(candidate: Candidate, reader: User) -> dict[str, Any]:
    """What ``research/candidate.html`` shows; parts for which our city or the community needs a place are empty without."""
    ours = Municipality.objects.select_related("place").get(pk=1)
    here, there = ours.place, candidate.community.place
    days = Policy.in_force().diligence_days
    notes = list(StabilityNote.objects.about(candidate.community))
    return {
        "ours": ours,
        "line": listing.lines([candidate], ours)[0],
        "standing_rows": _standing(candidate),
        "likenesses": alike.likenesses(ours, candidate.community),
        "nothing_to_compare": likeness.nothing_yet(),
        "map": maps.draw([(1, there)], home=here, lines=True) if there else None,
        "glance": _glance(here, there) if there else [],
        "our_coverage": Coverage(DataPoint.objects.of(None)),
        "partners": partners.known_partners(there, here) if there else None,
        "links": partners.partners_of_neighbours(there, near=here) if here and there else [],
        "graph": partners.network(there, here) if there else None,
        "notes": notes,
        "due": {note.pk for note in notes if note.is_due(days)},
        "assessments": seen_by(candidate, reader),
        "other_files": _other_files(candidate, reader),
        "enquiries": _enquiries(candidate, reader),
        "former_names": list(candidate.community.former_names.all()),
        "predecessors": list(candidate.community.predecessors.all()),
        "limits": portfolio.limits_of_file(candidate.proposal, candidate.community),
        "same_country": _in_the_same_country(candidate, reader),
    }


def _standing(candidate: Candidate) -> list[dict[str, Any]]:
    """How it came up, where it stands, why, and who said so when."""
    rows = [{"key": _("How it came up"), "value": candidate.came_up}]
    if candidate.added_by:
        rows.append(
            {"key": _("On the list since"), "value": f"{day(candidate.added_at)}, {candidate.added_by}"}
        )
    rows.append({"key": _("Standing"), "value": candidate.get_standing_display()})
    rows += [
        {
            "key": one.what,
            "value": f"{one.words}\n{', '.join(part for part in (one.by, day(one.at)) if part)}",
        }
        for one in reasons(candidate)
    ]
    return rows


def _in_the_same_country(candidate: Candidate, reader: User) -> list[Proposal]:
    """Our partners in its country that the reader may see, without the community itself."""
    mine = Proposal.objects.visible_to(reader)
    found = portfolio.partners_in(candidate.community.country, mine)
    return [one for one in found if one.community_id != candidate.community_id]  # type: ignore[attr-defined]


def _glance(here: Place | None, there: Place) -> list[dict[str, Any]]:
    """What travellers and callers ask first."""
    rows = []
    if here is not None and here.timezone and there.timezone:
        rows.append({"key": _("Office hours in common"), "value": nearness.office_hours(here, there)})
    if there.climate:
        rows.append({"key": _("Climate"), "value": geography.climate_in_words(there.climate)})
    if there.coast_km is not None:
        rows.append({"key": _("To the sea"), "value": _("%(km)s km") % {"km": number(round(there.coast_km))}})
    if there.airport and there.airport_km is not None:
        facts = {"airport": there.airport, "km": number(round(there.airport_km))}
        rows.append({"key": _("Nearest airport"), "value": _("%(airport)s, %(km)s km") % facts})
    spoken = [
        geography.language_name(code)
        for code, share in geography.languages_of(there.country)
        if share >= geography.SPOKEN_BY_PERCENT
    ]
    if spoken:
        rows.append({"key": _("Languages of the country"), "value": ", ".join(spoken)})
    return rows


def _other_files(candidate: Candidate, reader: User) -> list[Proposal]:
    """Files the reader may see that are about the same community, or considered it."""
    mine = Proposal.objects.visible_to(reader).exclude(pk=candidate.proposal_id)  # type: ignore[attr-defined]
    considered = mine.filter(candidates__community=candidate.community_id)  # type: ignore[attr-defined]
    about = mine.filter(community=candidate.community_id)  # type: ignore[attr-defined]
    return list((considered | about).distinct().for_list()[:20])


def _enquiries(candidate: Candidate, reader: User) -> list[Enquiry]:
    """What was asked about the same community, by place or by name; administration alone reads it."""
    if not reader.has_role(*ADMINISTRATION):
        return []
    return list(Enquiry.objects.about(candidate.community).for_list()[:20])
