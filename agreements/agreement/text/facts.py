"""What the agreement’s text answers to the phases that build on it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from agreements.agreement.models import Agreement
from agreements.agreement.text.approved import approved_version
from agreements.agreement.text.clauses import title_of
from agreements.agreement.text.flags import raised
from agreements.agreement.text.papers import memorandum_facts
from proposals.proposal.facts import answer
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day


@answer("signing_text")
@in_the_citys_language
def signing_text(
    proposal: Proposal,
    standing: str = "signing_copy",
    at: dt.datetime | None = None,
    signatures: list[dict[str, Any]] | None = None,
) -> dict[str, Any] | None:
    """The facts of the memorandum exactly as council approved it; none while council has approved none."""
    found = approved_version(proposal)
    if found is None:
        return None
    resolution, version = found
    line = str(resolution)
    if resolution.meeting is not None:
        line = _("%(resolution)s of %(day)s") % {"resolution": line, "day": day(resolution.meeting.held_on)}
    return memorandum_facts(
        version, standing=standing, at=at or clock.now(), resolution_line=line, signatures=signatures
    )


@answer("approved_text")
def approved_text(proposal: Proposal) -> dict[str, Any] | None:
    """Which text council approved, and whether the text as it stands is still that one."""
    found = approved_version(proposal)
    if found is None:
        return None
    resolution, version = found
    return {
        "version": version.pk,
        "number": version.number,
        "hash": version.hash,
        "minor": version.minor,
        "resolution": str(resolution),
        "resolution_pk": resolution.pk,
        "resolved_on": resolution.meeting.held_on if resolution.meeting else None,
        "languages": version.languages,
        "identical": Agreement.of(proposal).text_hash == version.hash,
    }


@answer("text_flags")
def text_flags(proposal: Proposal) -> list[dict[str, Any]]:
    """What raises a hand in the text as it stands, with the answer that holds for these very words."""
    record: Agreement = Agreement.of(proposal)
    if record.pk is None:
        return []
    languages = [text.language for text in record.texts.all()]
    clauses = record.clauses.filter(left_out=False).prefetch_related("texts", "flag_answers__by")
    return [
        {
            "clause": title_of(clause),
            "flag": one.flag.name,
            "label": str(one.flag.label),
            "found": one.found,
            "language": one.language,
            "why": str(one.flag.why),
            "answered": one.answer is not None,
            "answer": one.answer.words if one.answer else "",
            "by": str(one.answer.by) if one.answer else "",
        }
        for clause in clauses
        for one in raised(clause, languages)
    ]
