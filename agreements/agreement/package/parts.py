"""What a council package is put together from: papers of this file, each as it stands now (handbook A6)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from agreements.agreement.council import papers as council
from agreements.agreement.council.models import Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.package import papers as request_papers
from agreements.agreement.package.models import RequestForDecision
from agreements.agreement.package.proposing import draft_of
from agreements.agreement.proclamations.models import Proclamation
from agreements.agreement.proclamations.papers import facts as proclamation_facts
from agreements.agreement.text.models import TextVersion
from agreements.agreement.text.papers import memorandum_facts
from proposals.proposal.facts import gather
from proposals.proposal.models import Attachment, Proposal
from twinning.records.models import Document
from twinning.records.papers import file_name, in_the_citys_language

REQUEST, RESOLUTION, PROCLAMATION, AGREEMENT, PLAN, REPORT = (
    "request", "resolution", "proclamation", "agreement", "work_plan", "research_report",
)  # fmt: skip
SIGNED_OFF = {REQUEST, RESOLUTION, AGREEMENT}
"""What the CAO signs off: if one of these changes, the package is another one."""

NOT_THE_MATTER = {
    "frozen_at", "approvals", "standing_words", "sitting", "enclosed", "demonstration", "demonstration_words", "verification",
}  # fmt: skip
"""Facts of a paper that change without its words changing: when it was drawn, who has signed it meanwhile, when council sits."""


@dataclass(frozen=True)
class Part:
    """One paper of the package: what it is, what it is called, and the facts it is drawn from."""

    kind: str
    title: str
    template: str
    facts: dict[str, Any]
    filename: str
    # The paper’s own title, by which it is the same paper as the one somebody asked for alone.
    paper_title: str

    @property
    def hash(self) -> str:
        return matter_hash(self.facts)


def matter_hash(facts: dict[str, Any]) -> str:
    """SHA-256 over what a paper says; when it was drawn and who signed it is left out."""
    kept = json.dumps(_matter(facts), ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(kept.encode()).hexdigest()


def _matter(facts: Any) -> Any:
    if isinstance(facts, dict):
        return {name: _matter(value) for name, value in facts.items() if name not in NOT_THE_MATTER}
    if isinstance(facts, list | tuple):
        return [_matter(value) for value in facts]
    return facts


@in_the_citys_language
def parts(proposal: Proposal, resolution: Resolution | None = None) -> list[Part]:
    """The papers of a file for its decision, in their order; what there is none of is left out."""
    record = Agreement.of(proposal)
    resolution = resolution or draft_of(proposal)
    others = [
        *_resolution(resolution),
        *_proclamations(proposal),
        *_agreement(record, text_of(record, resolution)),
        *_work_plan(record),
        *_research(proposal),
    ]
    return [*_request(record, resolution, enclosed(proposal, others)), *others]


def enclosed(proposal: Proposal, others: list[Part]) -> list[str]:
    """What goes with the request, by name."""
    return [part.title for part in others] + [one.about for one in attachments(proposal)]


def enclosed_now(proposal: Proposal) -> list[str]:
    """What would go with the request if the package were made now."""
    return enclosed(proposal, [part for part in parts(proposal) if part.kind != REQUEST])


def attachments(proposal: Proposal) -> list[Attachment]:
    """Files of others that were attached in this phase, or before it and still stand in the file."""
    return list(proposal.attachments.filter(removed_at=None).select_related("upload"))


def text_of(record: Agreement, resolution: Resolution | None) -> TextVersion | None:
    """The text that council is to decide on: the one put before it, else the newest version."""
    if resolution is not None and resolution.text is not None:
        return resolution.text
    return record.versions.first() if record.pk else None


def _request(record: Agreement, resolution: Resolution | None, names: list[str]) -> Iterator[Part]:
    request = RequestForDecision.of(record)
    if request.pk is None:
        return
    called = request_papers.names(request)
    yield Part(
        REQUEST,
        _("Request for decision"),
        called["template"],
        request_papers.facts(request, names, resolution),
        called["filename"],
        called["title"],
    )


def _resolution(resolution: Resolution | None) -> Iterator[Part]:
    if resolution is None:
        return
    title = council.titles(resolution)
    # The agreement is a part of its own here.
    told = council.facts(resolution) | {"schedules": []}
    label = _("Resolution") if resolution.is_decided else _("Draft resolution")
    yield Part(RESOLUTION, label, "resolution", told, file_name(title), title)


def _proclamations(proposal: Proposal) -> Iterator[Part]:
    """Drafts that proclaim this relationship; a day or a week is no part of the decision."""
    drafts = proposal.proclamations.filter(state=Proclamation.State.DRAFT).order_by("pk")
    for draft in drafts:
        if draft.of_relationship:
            title = _("Draft proclamation %(title)s") % {"title": draft.title}
            told = proclamation_facts(draft)
            yield Part(PROCLAMATION, _("Draft proclamation"), "proclamation", told, file_name(title), title)


def _agreement(record: Agreement, version: TextVersion | None) -> Iterator[Part]:
    if version is None:
        return
    title = version.content["languages"][0]["title"] if version.content["languages"] else str(record)
    named = _("%(title)s, version %(n)d") % {"title": title, "n": version.number}
    yield Part(
        AGREEMENT,
        _("Schedule A: %(title)s") % {"title": title},
        "memorandum",
        memorandum_facts(version, standing="schedule", at=version.at),
        file_name(_("Schedule A %(title)s") % {"title": named}),
        named,
    )


def _work_plan(record: Agreement) -> Iterator[Part]:
    """The version that both sides agreed to, where the agreement annexes it: as its own paper has it."""
    plan = gather(record.proposal).get("work_plan") if record.pk and record.annex_plan else None
    document = Document.objects.filter(pk=plan["document"]).first() if plan and plan["document"] else None
    if plan and document:
        title = _("Annex: Work plan, version %(n)d") % {"n": plan["number"]}
        yield _as_made(PLAN, title, document)


def _research(proposal: Proposal) -> Iterator[Part]:
    """The newest research report, as it was made."""
    paper = (
        proposal.papers.filter(document__template="research_report")
        .exclude(document__state=Document.State.FAILED)
        .select_related("document")
        .first()
    )
    if paper:
        title = _("Research report, version %(n)d") % {"n": paper.document.facts["version"]}
        yield _as_made(REPORT, title, paper.document)


def _as_made(kind: str, title: str, document: Document) -> Part:
    return Part(kind, title, document.template, document.facts, document.filename, document.title)
