"""The request for decision as a paper: what stands in it, the scores, the options, and who approved it when (handbook B5)."""

import datetime as dt
import re
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements.agreement.council.models import Resolution
from agreements.agreement.package.models import RequestForDecision
from agreements.agreement.package.proposing import draft_of
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper
from proposals.proposal.facts import ask
from proposals.proposal.models import Paper, Proposal, SectionState
from proposals.proposal.papers import common_facts
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.models import Event
from twinning.records.papers import direction_of, file_name, in_the_citys_language, paragraphs
from twinning.records.templatetags.house import day, money

CHAPTERS = ("summary", "origin", "authority", "strategic", "previous", "background", "discussion")
"""In the order of the report, up to the table of the scores."""
AFTER_OPTIONS = ("consultation",)
AFTER_MONEY = ("risk", "communications", "timing")


@in_the_citys_language
def ask_for_request(request: RequestForDecision, enclosed: list[str], *, by: User) -> Paper:
    """Have the request made as a paper of its own; the same words give the same paper."""
    return ask_for_paper(request.proposal, facts=facts(request, enclosed), by=by, **names(request))


@in_the_citys_language
def names(request: RequestForDecision) -> dict[str, Any]:
    """What the paper is called, and where it belongs."""
    title = _("Request for decision: %(subject)s") % {
        "subject": request.subject or request.proposal.community
    }
    words = {"reference": request.proposal.reference.replace("/", "-"), "place": request.proposal.community}
    return {
        "template": "request_for_decision",
        "title": title[:300],
        "filename": file_name(_("Request for decision %(reference)s %(place)s") % words),
        "phase": Phase.AGREEMENT,
    }


@in_the_citys_language
def facts(
    request: RequestForDecision, enclosed: list[str], resolution: Resolution | None = None
) -> dict[str, Any]:
    """Everything the report shows. It is dated by its last change, so that the same report is the same paper.

    ``enclosed``: what goes with it, by name.
    """
    proposal = request.proposal
    resolution = resolution or draft_of(proposal)
    return common_facts(last_change(request)) | {
        "reference": proposal.reference,
        "kind_words": _("Request for decision"),
        "title": request.subject or str(proposal.community),
        "standing_words": standing_words(request),
        "head": _head(request),
        "sitting": _sitting(resolution),
        "recommendation": told(request.recommendation),
        "chapters": _chapters(request, CHAPTERS),
        "criteria": _criteria(proposal),
        "options": [
            {
                "number": str(at),
                "title": option.title,
                "words": told(option.words),
                "recommended": option.recommended,
            }
            for at, option in enumerate(request.options.all() if request.pk else [], start=1)
        ],
        "consultation": _chapters(request, AFTER_OPTIONS),
        "money": _money(request),
        "outlook": _chapters(request, AFTER_MONEY),
        "enclosed": enclosed,
        "approvals": approvals(request),
    }


def last_change(request: RequestForDecision) -> dt.datetime:
    """When somebody last wrote in it."""
    state = SectionState.objects.of(request.proposal, Phase.AGREEMENT).get("request")
    return state.saved_at if state and state.saved_at else request.proposal.phase_since


def told(words: str) -> list[dict[str, Any]]:
    """Paragraphs of lines, each with the direction it runs in."""
    return [{"lines": lines, "dir": direction_of(" ".join(lines))} for lines in paragraphs(words)]


def standing_words(request: RequestForDecision) -> str:
    """A request is a draft until the CAO has signed off exactly this text."""
    return "" if is_signed_off(request) else _("Not signed off yet")


def is_signed_off(request: RequestForDecision) -> bool:
    record = request.record
    return bool(record.signed_off_at) and record.signed_off_text == record.text_hash


def _chapters(request: RequestForDecision, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """What is written of these chapters; one that is empty is left out."""
    return [
        {
            "title": question(name),
            "words": told(getattr(request, name)),
        }
        for name in names
        if getattr(request, name).strip()
    ]


def question(name: str) -> str:
    """What a field of the request is called."""
    return capfirst(str(RequestForDecision._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _head(request: RequestForDecision) -> list[dict[str, str]]:
    ours = Municipality.ours()
    cao = OfficeHolder.objects.holding(Office.CAO)
    return _rows(
        (_("Report"), request.report_number),
        (_("To"), capfirst(ours.council_style)),
        (_("From"), f"{cao.name}, {cao.style}" if cao else ""),
        (_("Department"), request.department),
        (_("Prepared by"), request.prepared_by),
        (_("Contact"), request.contact),
        (_("File"), request.proposal.reference),
    )


def _sitting(resolution: Resolution | None) -> list[dict[str, str]]:
    """Before which meeting it comes, and with which motion: known only once the clerk puts it there."""
    if resolution is None:
        return []
    meeting = resolution.meeting
    return _rows(
        (_("Motion"), resolution.title),
        (_("Meeting"), str(meeting) if meeting else ""),
        (_("Item"), resolution.item if meeting else ""),
    )


def _rows(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in rows if value]


def _criteria(proposal: Proposal) -> dict[str, Any]:
    """The agreed scores, a row for each measure."""
    found = ask("assessment", proposal)
    return {
        "state": found["state"],
        "mean": found["mean"],
        "rows": [
            {"title": row["title"], "figure": row["figure"], "words": told("\n\n".join(row["words"]))}
            for row in found["rows"]
        ],
    }


def _money(request: RequestForDecision) -> dict[str, Any]:
    return {
        "implication": request.get_money_display(),
        "amount": money(request.amount, request.currency) if request.amount is not None else "",
        "account": request.account,
        "source": told(request.record.budget_source),
        "words": told(request.money_words),
    }


def approvals(request: RequestForDecision) -> list[dict[str, str]]:
    """Who prepared, reviewed and signed it off, with initials and the day on which the record has it; an open one is a line to sign on."""
    record = request.record
    sent = (
        Event.objects.about(request.proposal).filter(verb="agreement.sent").first()
        if request.proposal.pk
        else None
    )
    prepared = request.prepared_by or (sent.actor.name if sent and sent.actor else "")
    reviewed = record.legal_reviewed_on if record.legal_reviewer else None
    signed = record.signed_off_by if is_signed_off(request) else None
    cao = OfficeHolder.objects.holding(Office.CAO)
    return [
        _approval(_("Prepared by"), prepared, day(sent.at) if sent else ""),
        _approval(_("Legal review"), record.legal_reviewer, day(reviewed) if reviewed else ""),
        _approval(
            cao.style if cao else _("Chief Administrative Officer"),
            signed.name if signed else cao.name if cao else "",
            day(record.signed_off_at) if signed else "",
        ),
    ]


def _approval(what: str, who: str, on: str) -> dict[str, str]:
    return {"what": what, "who": who, "initials": initials(who) if on else "", "on": on}


def initials(name: str) -> str:
    """``Kim Dube-Ross, Solicitor`` becomes KDR; a name in another script than Latin stays whole."""
    if not name.isascii() and not any("a" <= sign.lower() <= "z" for sign in name):
        return name
    return "".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", name.split(",")[0]) if part)
