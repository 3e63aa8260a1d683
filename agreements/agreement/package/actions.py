"""The request for decision goes to the CAO and on to the clerk, each time with a package that says what it was (handbook C2, G6)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.agreement.council.models import Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.package import freezing, proposing
from agreements.agreement.package.models import CouncilPackage, RequestForDecision, RequestOption
from agreements.agreement.package.parts import REQUEST, parts
from proposals.lifecycle import MoveRefused, Phase, lock
from proposals.proposal.models import Proposal
from proposals.proposal.sections import written_elsewhere
from twinning.accounts.models import User
from twinning.records import documents, history
from twinning.records.models import Document

history.sentences(
    {
        "request.begun": gettext_lazy("Began the request for decision"),
        "request.proposed": gettext_lazy("Took over what the file proposes for the request for decision"),
        "package.frozen": gettext_lazy("Froze council package %(number)d"),
    }
)


# -- writing it -------------------------------------------------------------------------------


@transaction.atomic
def begin(proposal: Proposal, *, by: User) -> RequestForDecision:
    """Begin an empty request; one that is there already stays."""
    lock(proposal)
    record, _made = Agreement.objects.get_or_create(proposal=proposal)
    record.proposal = proposal
    request, made = RequestForDecision.objects.get_or_create(record=record)
    request.record = record
    if made:
        history.record(proposal, "request.begun", by=by)
    return request


@transaction.atomic
def propose(proposal: Proposal, *, by: User) -> list[str]:
    """Write what the file proposes into the fields that are still empty; what somebody wrote stays. The fields that were filled."""
    request = begin(proposal, by=by)
    offered = proposing.proposed(request.record, by=by)
    filled = [name for name in offered if getattr(request, name) in ("", None)]
    if "amount" in filled:
        filled.append("currency")
    for name in filled:
        setattr(request, name, offered[name])
    if filled:
        request.save(update_fields=filled)
    if not request.options.exists():
        for order, option in enumerate(proposing.options(request.record)):
            RequestOption.objects.create(record=request, order=order, **option)
        filled.append("options")
    if filled:
        written_elsewhere(proposal, Phase.AGREEMENT, "request", by=by)
        history.record(proposal, "request.proposed", by=by, fields=filled)
    return filled


# -- the package -------------------------------------------------------------------------------


@transaction.atomic
def freeze(
    proposal: Proposal, *, purpose: str, resolution: Resolution | None = None, by: User
) -> CouncilPackage | None:
    """Freeze what somebody is about to decide on; nothing for a file that has no request for decision.

    For council, raises ``MoveRefused`` if the request is no longer the one that the CAO signed off.
    """
    if not RequestForDecision.of(Agreement.of(proposal)).pk:
        return None
    if purpose == CouncilPackage.For.COUNCIL:
        if resolution is None or not resolution.opens_signing or proposal.phase != Phase.AGREEMENT:
            return None
        _require_request_signed_off(proposal, resolution)
    count = proposal.packages.count()
    package = freezing.package(proposal, purpose, resolution, by=by)
    if proposal.packages.count() > count:
        history.record(
            proposal, "package.frozen", by=by, number=package.number, package=package.pk, purpose=purpose
        )
    return package


def _require_request_signed_off(proposal: Proposal, resolution: Resolution) -> None:
    seen = newest(proposal, CouncilPackage.For.CAO)
    if seen is not None and REQUEST in changed_since(seen, resolution):
        raise MoveRefused(
            _("The request for decision was changed after the CAO signed it off. Send it to the CAO again.")
        )


def newest(proposal: Proposal, purpose: str) -> CouncilPackage | None:
    """The newest package made for somebody."""
    return proposal.packages.filter(purpose=purpose).select_related("document", "by").first()


def changed_since(package: CouncilPackage, resolution: Resolution | None = None) -> set[str]:
    """Which kinds of part say something else now than when the package was made, are new, or are gone."""
    now = {(part.kind, part.hash) for part in parts(package.proposal, resolution or package.resolution)}
    then = {(one["part"], one["sha256"]) for one in package.parts if one["kind"] == "part"}
    return {kind for kind, _hash in now ^ then}


@transaction.atomic
def make_again(proposal: Proposal, *, by: User) -> CouncilPackage:
    """Make the package for the CAO of what the file says now."""
    lock(proposal)
    package = freeze(proposal, purpose=CouncilPackage.For.CAO, by=by)
    if package is None:
        raise MoveRefused(
            _(
                "There is no request for decision yet, so there is nothing to make a package of. Write it first."
            )
        )
    return package


@transaction.atomic
def try_parts_again(package: CouncilPackage) -> int:
    """Queue the papers of a package that could not be made once more. How many."""
    made = [one["document"] for one in package.parts if one["kind"] == "part"]
    failed = Document.objects.filter(
        pk__in=[*made, package.document_id],  # type: ignore[attr-defined]
        state=Document.State.FAILED,
    )
    return sum(documents.retry(document) for document in failed)
