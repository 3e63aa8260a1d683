"""Which papers no longer say what the file says: drawn anew, they would read otherwise (expectations, row 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.agreement.council import papers as council
from agreements.agreement.models import Agreement
from agreements.agreement.package import papers as request_papers
from agreements.agreement.package.actions import changed_since
from agreements.agreement.package.models import CouncilPackage, RequestForDecision
from agreements.agreement.package.parts import (
    AGREEMENT,
    PLAN,
    PROCLAMATION,
    REPORT,
    REQUEST,
    RESOLUTION,
    matter_hash,
)
from agreements.agreement.proclamations.models import Proclamation
from agreements.agreement.proclamations.papers import facts as proclamation_facts
from agreements.agreement.text.papers import draft_facts
from proposals.lifecycle import Phase
from proposals.proposal.models import Paper, Proposal
from twinning.records.models import Document
from twinning.records.papers import in_the_citys_language


@dataclass(frozen=True)
class Stale:
    """A paper that is out of date: which, why, and where it is made again."""

    paper: Paper
    words: str
    press: str
    url: str

    @property
    def document(self) -> Document:
        return self.paper.document


def stale(proposal: Proposal) -> list[Stale]:
    """The newest paper of each draft of this phase, where the file says something else by now.

    What council has decided on is out of date never: it is what it was. So
    only the open phase is asked, and only papers that somebody had made.
    """
    if proposal.phase != Phase.AGREEMENT:
        return []
    made: dict[str, list[Paper]] = {}
    wanted = ("resolution", "request_for_decision", "memorandum", "proclamation", "council_package")
    for paper in proposal.papers.filter(document__template__in=wanted).select_related("document"):
        made.setdefault(paper.document.template, []).append(paper)
    return [
        *_requests(proposal, made.get("request_for_decision", [])),
        *_resolutions(proposal, made.get("resolution", [])),
        *_memorandum(proposal, made.get("memorandum", [])),
        *_proclamations(proposal, made.get("proclamation", [])),
        *_packages(proposal, made.get("council_package", [])),
    ]


def _holds(paper: Paper, now: dict[str, Any]) -> bool:
    return matter_hash(paper.document.facts) == matter_hash(now)


@in_the_citys_language
def _told(request: RequestForDecision) -> dict[str, Any]:
    return request_papers.facts(request, [])


def _requests(proposal: Proposal, papers: list[Paper]) -> Iterator[Stale]:
    request = RequestForDecision.of(Agreement.of(proposal))
    if papers and request.pk and not _holds(papers[0], _told(request)):
        yield Stale(
            papers[0],
            _("The request for decision was changed, or what it draws from the file."),
            _("Make the paper again"),
            reverse("agreement:request", args=[proposal.pk]),
        )


def _resolutions(proposal: Proposal, papers: list[Paper]) -> Iterator[Stale]:
    """The newest paper of each draft; a draft is known by the title of its paper."""
    drafts = proposal.resolutions.exclude(state__in=["carried", "defeated"]).order_by("-pk")
    by_title = {paper.document.title: paper for paper in reversed(papers)}
    for draft in drafts if papers else []:
        paper = by_title.get(council.titles(draft))
        if paper is not None and not _holds(paper, council.facts(draft)):
            yield Stale(
                paper,
                _("The resolution was changed, or what it draws from the file."),
                _("Make a new draft"),
                reverse("agreement:resolution", args=[proposal.pk, draft.pk]),
            )


def _memorandum(proposal: Proposal, papers: list[Paper]) -> Iterator[Stale]:
    drafts = [paper for paper in papers if paper.document.facts.get("standing") == "draft"]
    if drafts and not _holds(drafts[0], draft_facts(Agreement.of(proposal))):
        yield Stale(
            drafts[0],
            _("The text of the agreement or its terms were changed."),
            _("Make a new draft"),
            reverse("agreement:text", args=[proposal.pk]),
        )


def _proclamations(proposal: Proposal, papers: list[Paper]) -> Iterator[Stale]:
    drafts = [paper for paper in papers if paper.document.facts.get("standing") == "draft"]
    by_title = {paper.document.facts.get("title"): paper for paper in reversed(drafts)}
    for draft in proposal.proclamations.filter(state=Proclamation.State.DRAFT) if drafts else []:
        paper = by_title.get(draft.title)
        if paper is not None and not _holds(paper, proclamation_facts(draft)):
            yield Stale(
                paper,
                _("The proclamation was changed, or what it draws from the file."),
                _("Make a new draft"),
                reverse("agreement:proclamation", args=[proposal.pk, draft.pk]),
            )


def _packages(proposal: Proposal, papers: list[Paper]) -> Iterator[Stale]:
    package = proposal.packages.select_related("document").first() if papers else None
    if package is None:
        return
    paper = next((one for one in papers if one.document_id == package.document_id), None)  # type: ignore[attr-defined]
    if paper is not None and (words := changed_in_words(package)):
        yield Stale(
            paper, words, _("Make the package again"), reverse("agreement:request", args=[proposal.pk])
        )


def changed_in_words(package: CouncilPackage) -> str:
    """Which parts of a package would read otherwise today; nothing where all still hold."""
    labels = {
        REQUEST: _("the request for decision"),
        RESOLUTION: _("the resolution"),
        PROCLAMATION: _("the proclamation"),
        AGREEMENT: _("the text of the agreement"),
        PLAN: _("the work plan"),
        REPORT: _("the research report"),
    }
    found = changed_since(package)
    named = [label for kind, label in labels.items() if kind in found]
    return _("Changed since it was made: %(parts)s.") % {"parts": ", ".join(named)} if named else ""
