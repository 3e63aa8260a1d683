"""The certified true copy as a paper: the resolution as it is locked, and the certificate under it (handbook B8)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from agreements.agreement.copies.models import CertifiedCopy
from agreements.agreement.council import papers as council
from agreements.agreement.council.models import Resolution, ResolutionState
from proposals.lifecycle import Phase
from proposals.proposal.actions import ask_for_paper, issue_paper
from proposals.proposal.models import Paper
from proposals.proposal.papers import common_facts
from twinning.accounts.models import User
from twinning.municipality.models import Statute
from twinning.records.papers import direction_of, file_name, in_the_citys_language, without_overrides
from twinning.records.templatetags.house import day

KEY = "certified_copy:{}:{}"
"""By resolution and by the number of the first copy for this recipient: one that is issued again supersedes it."""


@in_the_citys_language
def record_of(resolution: Resolution) -> dict[str, Any]:
    """The resolution as its own paper prints it, out of its locked rows; no line in it waits for a hand."""
    return council.facts(resolution) | {"signatures": [], "attest_words": None}


@in_the_citys_language
def issue(copy: CertifiedCopy, record: dict[str, Any], *, first: int, at: dt.datetime, by: User) -> Paper:
    """Have a copy issued: numbered among all papers, sealed, with its public page, which names no recipient."""
    resolution = copy.resolution
    named = {"n": copy.number, "resolution": resolution.number, "title": resolution.title}
    title = _("Certified true copy %(n)d of Resolution %(resolution)s") % named
    return issue_paper(
        resolution.proposal,
        template="certified_copy",
        facts=facts(copy, record, at),
        title=title,
        filename=file_name(f"{title} {copy.recipient[:60]}"),
        by=by,
        phase=Phase.AGREEMENT,
        public_title=(_("Certified true copy of Resolution %(resolution)s: %(title)s") % named)[:300],
        key=KEY.format(resolution.pk, first),
    )


@in_the_citys_language
def facts(copy: CertifiedCopy, record: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    """The locked record with its certificate."""
    return common_facts(at) | {
        "verification": None,
        "kind_words": _("Certified true copy"),
        "standing": "certified",
        "standing_words": "",
        "heading": _("Certified true copy of Resolution %(number)s") % {"number": copy.resolution.number},
        "foot": _("Certified copy %(n)d of Resolution %(number)s")
        % {"n": copy.number, "number": copy.resolution.number},
        "copy_words": _("Copy %(n)d") % {"n": copy.number},
        "recipient": {"text": without_overrides(copy.recipient), "dir": direction_of(copy.recipient)},
        "record": record,
        "certificate": _certificate(copy, record),
    }


def _certificate(copy: CertifiedCopy, record: dict[str, Any]) -> dict[str, Any]:
    replaces = copy.reissue_of
    return {
        "heading": _("Certificate"),
        "statement": _statement(copy.resolution, bool(record["schedules"])),
        "law": _law(copy.on),
        "dated": _("Given at %(place)s on %(day)s.") % {"place": copy.place, "day": day(copy.on)},
        "name": copy.certifier.name,
        "office": copy.certifier.style,
        "seal_words": _("Seal"),
        "copy_words": _("Copy %(n)d, issued to:") % {"n": copy.number},
        "replaces": (_("It takes the place of copy %(n)d.") % {"n": replaces.number}) if replaces else "",
    }


def _statement(resolution: Resolution, with_schedule: bool) -> str:
    """That it is a true copy, of what, passed when and where, and that there was a quorum."""
    meeting = resolution.meeting
    assert meeting is not None
    words = {
        "number": resolution.number,
        "meeting": str(meeting.get_kind_display()).lower(),
        "day": day(meeting.held_on),
        "place": meeting.place,
    }
    if with_schedule and meeting.place:
        return (
            _(
                "Certified to be a true copy of Resolution No. %(number)s with Schedule A, passed at the %(meeting)s held at %(place)s on %(day)s, at which a quorum was present."
            )
            % words
        )
    if with_schedule:
        return (
            _(
                "Certified to be a true copy of Resolution No. %(number)s with Schedule A, passed at the %(meeting)s held on %(day)s, at which a quorum was present."
            )
            % words
        )
    if meeting.place:
        return (
            _(
                "Certified to be a true copy of Resolution No. %(number)s, passed at the %(meeting)s held at %(place)s on %(day)s, at which a quorum was present."
            )
            % words
        )
    return (
        _(
            "Certified to be a true copy of Resolution No. %(number)s, passed at the %(meeting)s held on %(day)s, at which a quorum was present."
        )
        % words
    )


def _law(on: dt.date) -> str:
    """The act in force that lets an officer certify copies, if “Our city” names it."""
    acts = [act for act in Statute.objects.filter(purpose=Statute.Purpose.MUNICIPAL) if act.in_force(on)]
    return _("Certified under the %(act)s.") % {"act": acts[0].name} if acts else ""


@in_the_citys_language
def ask_for_extract(resolution: Resolution, *, by: User) -> Paper:
    """Have the text printed of what is not carried: it says on every page that it is no certified copy."""
    record = record_of(resolution)
    words = not_certified(resolution)
    title = _("Extract, not certified: %(title)s") % {"title": resolution.short_title}
    asked = common_facts(dt.datetime.fromisoformat(record["frozen_at"])) | {
        "verification": None,
        "kind_words": _("Extract"),
        "standing": "not_certified",
        "standing_words": words,
        "heading": words,
        "foot": words,
        "copy_words": "",
        "recipient": None,
        "record": record,
        "certificate": None,
    }
    return ask_for_paper(
        resolution.proposal,
        template="certified_copy",
        facts=asked,
        title=title,
        filename=file_name(title),
        by=by,
        phase=Phase.AGREEMENT,
    )


def not_certified(resolution: Resolution) -> str:
    """What stands across the print of anything that is not carried."""
    if resolution.state == ResolutionState.DEFEATED:
        return _("DEFEATED – NOT A CERTIFIED COPY")
    return _("DRAFT – NOT A CERTIFIED COPY")
