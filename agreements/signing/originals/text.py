"""The text that council approved: what is printed for signing, held against the scan, and signed on screen."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from proposals.lifecycle import MoveRefused
from proposals.proposal.facts import ask
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.records.languages import WRITTEN, language_name

Facts = dict[str, Any]


def hindrance(proposal: Proposal) -> str:
    """Why there is no text that may be signed, in the words of the gate; nothing if there is one (handbook C2, G7)."""
    return _why_not(ask("approved_text", proposal))


def _why_not(approved: Facts | None) -> str:
    if approved is None:
        return not_approved()
    if not approved["identical"]:
        return _(
            "The text was changed after council approved version %(number)d. Send the agreement back, so that council can decide on the changed text."
        ) % {"number": approved["number"]}
    return ""


def not_approved() -> str:
    return _(
        "Council’s approval of this very text is not on file. Send the agreement back, so that council can decide."
    )


def require_approved(proposal: Proposal) -> Facts:
    """Which version of the text council approved. Raises ``MoveRefused`` where there is none, or it was changed since."""
    approved: Facts | None = ask("approved_text", proposal)
    if approved is None or (words := _why_not(approved)):
        raise MoveRefused(not_approved() if approved is None else words)
    return approved


def facts(
    proposal: Proposal,
    standing: str = "transcript",
    *,
    at: dt.datetime | None = None,
    signatures: list[Facts] | None = None,
) -> Facts | None:
    """The memorandum exactly as council approved it, as papers and pages show it; none while there is none."""
    found: Facts | None = ask(
        "signing_text", proposal, standing=standing, at=at or clock.now(), signatures=signatures
    )
    return found


def languages_in_words(found: Facts) -> str:
    """English and Spanish."""
    names = [
        language_name(one["lang"]) if one["lang"] in WRITTEN else str(one["name"])
        for one in found["languages"]
    ]
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
