"""A package is frozen: its parts with their hashes, one paper of all of them, and a paper of each."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.agreement.council.models import Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.package import parts as gathering
from agreements.agreement.package.models import CouncilPackage, RequestForDecision
from agreements.agreement.package.parts import Part
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.models import Attachment, Proposal
from proposals.proposal.papers import common_facts
from twinning import clock
from twinning.accounts.models import User
from twinning.records import documents
from twinning.records.papers import file_name, in_the_citys_language
from twinning.records.templatetags.house import day


@in_the_citys_language
def package(proposal: Proposal, purpose: str, resolution: Resolution | None, *, by: User) -> CouncilPackage:
    """Freeze what is there now; where the last package of this kind says the same, it is that one."""
    found = gathering.parts(proposal, resolution)
    attached = gathering.attachments(proposal)
    kept = [*(_hashed(part) for part in found), *(_attached(one) for one in attached)]
    last = CouncilPackage.objects.filter(proposal=proposal, purpose=purpose).first()
    if last is not None and last.resolution == resolution and same(last.parts, kept):
        return last
    number = (proposal.packages.aggregate(last=Max("number"))["last"] or 0) + 1
    record = Agreement.of(proposal)
    told = facts(proposal, number, purpose, resolution, found, attached, by=by)
    paper = ask_for_paper(
        proposal,
        template="council_package",
        facts=told,
        by=by,
        phase=Phase.AGREEMENT,
        **names(proposal, number, purpose),
    )
    for one, part in zip(kept, found, strict=False):
        document = documents.request(
            template=part.template, facts=part.facts, title=part.paper_title, filename=part.filename, by=by
        )
        one["document"] = document.pk
    whole = {"kind": "whole", "title": paper.document.title, "sha256": gathering.matter_hash(told)}
    return CouncilPackage.objects.create(
        proposal=proposal,
        number=number,
        purpose=purpose,
        text=gathering.text_of(record, resolution),
        resolution=resolution,
        document=paper.document,
        parts=[whole, *kept],
        by=by,
    )


def same(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """Whether two packages say the same, part by part."""
    return _said(one) == _said(other)


def _said(kept: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["title"], one["sha256"]) for one in kept if one["kind"] != "whole"]


def _hashed(part: Part) -> dict[str, Any]:
    return {"kind": "part", "part": part.kind, "title": part.title, "sha256": part.hash, "document": None}


def _attached(attachment: Attachment) -> dict[str, Any]:
    upload = attachment.upload
    return {
        "kind": "attachment",
        "title": attachment.about,
        "name": upload.name,
        "sha256": upload.sha256,
        "upload": upload.pk,
    }


def names(proposal: Proposal, number: int, purpose: str) -> dict[str, str]:
    """What the paper is called."""
    words = {
        "kind": kind_words(purpose),
        "n": number,
        "place": proposal.community,
        "reference": proposal.reference.replace("/", "-"),
    }
    return {
        "title": _("%(kind)s %(n)d: %(place)s") % words,
        "filename": file_name(_("%(kind)s %(reference)s no. %(n)d") % words),
    }


def kind_words(purpose: str) -> str:
    return _("Council package") if purpose == CouncilPackage.For.COUNCIL else _("Package for the CAO")


def facts(
    proposal: Proposal,
    number: int,
    purpose: str,
    resolution: Resolution | None,
    parts: list[Part],
    attached: list[Attachment],
    *,
    by: User,
) -> dict[str, Any]:
    """Everything the one paper shows: the cover, all parts with their facts, and what is attached."""
    now = clock.now()
    request = RequestForDecision.of(Agreement.of(proposal))
    lines = [_("File %(reference)s") % {"reference": proposal.reference}]
    if resolution is not None and resolution.meeting is not None:
        lines.insert(
            0,
            _("%(meeting)s, item %(item)s") % {"meeting": resolution.meeting, "item": resolution.item or "–"},
        )
    lines.append(_("Made on %(day)s by %(who)s") % {"day": day(now), "who": by.name})
    return common_facts(now) | {
        "reference": proposal.reference,
        "kind_words": kind_words(purpose),
        "number": str(number),
        "title": request.subject or proposal.community.full_name,
        "purpose": str(purpose),
        "lines": lines,
        "parts": [
            {
                "kind": part.kind,
                "number": str(at),
                "title": part.title,
                "draft": part.facts.get("state") == "draft" or part.facts.get("standing") == "draft",
                "sha256": part.hash,
                "facts": part.facts,
            }
            for at, part in enumerate(parts, start=1)
        ],
        "attachments": [
            {
                "number": str(at),
                "title": one.about,
                "name": one.upload.name,
                "size": _size(one.upload.size),
                "sha256": one.upload.sha256,
            }
            for at, one in enumerate(attached, start=len(parts) + 1)
        ],
    }


def _size(size: int) -> str:
    return (
        _("%(n)s MB") % {"n": f"{size / 1_000_000:.1f}"}
        if size >= 100_000
        else _("%(n)d kB") % {"n": max(1, size // 1000)}
    )
