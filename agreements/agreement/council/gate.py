"""What council’s decision opens, and what still keeps the agreement from being signed (handbook C2 G7)."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from agreements.agreement.council.models import (
    OPENING,
    Amendment,
    Obligation,
    PartnerStep,
    Resolution,
    ResolutionState,
)
from agreements.agreement.models import Agreement
from agreements.agreement.text.actions import missing_in
from agreements.agreement.text.approved import approved_version
from agreements.agreement.text.models import LANGUAGES, Side, TextVersion, content
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning.records.templatetags.house import day


def gaps_in(version: TextVersion | None) -> list[str]:
    """Which clauses of a frozen text are missing in one of its languages."""
    return missing_in(version.content) if version else []


def apart(record: Agreement, keys: Collection[UUID] | None = None) -> list[str]:
    """Which clauses do not say the same in all languages, for their source was changed and they were not; in words.

    ``keys``: only these clauses.
    """
    languages = list(record.texts.values_list("language", flat=True))
    names = dict(LANGUAGES)
    found = []
    standing = record.clauses.filter(left_out=False).prefetch_related("texts")
    for number, clause in enumerate(standing, 1):
        if keys is not None and clause.key not in keys:
            continue
        written = {text.language: text for text in clause.texts.all()}
        source = written.get(languages[0])
        for language in languages[1:]:
            text = written.get(language)
            if source and text and text.words.strip() and text.made_from != source.fingerprint:
                words = _("Clause %(number)d was changed, and its text in %(language)s was not.")
                found.append(words % {"number": number, "language": names[language]})
    return found


def languages_to_follow(resolution: Resolution) -> list[str]:
    """What council changed at the table in one language and nobody has brought into the others yet."""
    if not (resolution.amended and resolution.with_text):
        return []
    record: Agreement = Agreement.of(resolution.proposal)
    carried = resolution.amendments.filter(
        what=Amendment.What.AGREEMENT, carried=True, meeting=resolution.meeting
    )
    changed = {key for key in carried.values_list("row", flat=True) if key is not None}
    return (missing_in(content(record)) if record.pk else []) + (apart(record, changed) if changed else [])


def waits_for_languages(resolution: Resolution) -> bool:
    """Carried with changes at the table, and the signing has not been opened since: the other languages come first.

    A file that went back from the signing must go before council again, whatever was carried earlier.
    """
    proposal = resolution.proposal
    return bool(
        resolution.state == ResolutionState.CARRIED
        and resolution.opens_signing
        and resolution.amended
        and proposal.phase == Phase.AGREEMENT
        and proposal.approved_on is None
        and resolution.decided_at
        and proposal.phase_since <= resolution.decided_at
        and not _decided_later(resolution)
    )


def _decided_later(resolution: Resolution) -> bool:
    others = resolution.proposal.resolutions.filter(state=ResolutionState.CARRIED, kind__in=OPENING)
    return others.filter(decided_at__gt=resolution.decided_at).exists()


# -- may it be signed --------------------------------------------------------------------------


def may_sign(proposal: Proposal) -> list[str]:
    """What forbids signing now, in words; nothing if the agreement may be signed."""
    approved = approved_version(proposal)
    if approved is None:
        return [
            _(
                "Council has not approved a text that could be signed. It needs a carried resolution that establishes the relationship or authorises the signature."
            ),
            *conditions_before_signing(proposal),
        ]
    resolution, version = approved
    found = gaps_in(version)
    if Agreement.of(proposal).text_hash != version.hash:
        words = _(
            "The text was changed after %(resolution)s. It goes back to council, or an officer to whom council gave that right makes it a minor edit."
        )
        found.append(words % {"resolution": resolution})
    return found + conditions_before_signing(proposal)


def conditions_before_signing(proposal: Proposal) -> list[str]:
    """Conditions of council that must be met before anybody signs, and are not."""
    words = _("A condition of council is not met yet: %(condition)s (%(owner)s, %(day)s)")
    without_day = _("A condition of council is not met yet: %(condition)s (%(owner)s)")
    return [
        (words if one.due_on else without_day)
        % {
            "condition": one.words.rstrip(".;"),
            "owner": one.owner,
            "day": day(one.due_on) if one.due_on else "",
        }
        for one in Obligation.objects.filter(proposal=proposal).before_signing()
    ]


def sign_warnings(proposal: Proposal) -> list[str]:
    """What should be so before anybody signs, and is not; it can be signed all the same, with a reason."""
    found = [
        _("%(body)s has not done this yet: %(what)s.")
        % {"body": step.body, "what": str(step.get_what_display()).lower()}
        for step in waiting_steps(proposal)
        if step.required and not step.comes_after
    ]
    approved = approved_version(proposal)
    if approved is not None and approved[1].accepted_by(Side.THEIRS) is None:
        words = _("The other side has not accepted %(version)s, the text that is signed.")
        found.append(words % {"version": str(approved[1]).lower()})
    return found


def waiting_steps(proposal: Proposal) -> list[PartnerStep]:
    """Who over there still has to do something, in their order."""
    return list(PartnerStep.objects.filter(record__proposal=proposal, done_on=None))
