"""The very text that council approved: what is signed, and whether the text as it stands is still that one (handbook G7)."""

from agreements.agreement.council.models import OPENING, Resolution, ResolutionState
from agreements.agreement.text.models import TextVersion
from proposals.proposal.models import Proposal


def approving_resolution(proposal: Proposal) -> Resolution | None:
    """The carried resolution that opened the signing; none while council must decide anew."""
    if proposal.approved_on is None:
        return None
    carried = proposal.resolutions.filter(state=ResolutionState.CARRIED, kind__in=OPENING, text__isnull=False)
    found: Resolution | None = (
        carried.select_related("text__record", "meeting").order_by("-decided_at", "-pk").first()
    )
    return found


def approved_version(proposal: Proposal) -> tuple[Resolution, TextVersion] | None:
    """Resolution and text that council approved: the version it decided on, or a later one of minor edits that it delegated."""
    resolution = approving_resolution(proposal)
    if resolution is None or resolution.text is None:
        return None
    version: TextVersion = resolution.text
    if resolution.delegates_minor_edits:
        edited = version.record.versions.filter(
            minor=True, resolution=resolution, number__gt=version.number
        ).first()
        version = edited or version
    version.record.proposal = proposal
    return resolution, version
