"""How far the signing is, and what still hinders the signed memorandum, in words."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.signing.models import Original, Progress, Scan, ScanPage, Side, Signature, Signing
from agreements.signing.originals import text
from proposals.proposal.models import Proposal, unless
from twinning.records.templatetags.house import day


def who_is_missing(signatures: Sequence[Signature]) -> str:
    """Between two ceremonies: who has signed, and whose signature is awaited; nothing before and after."""
    given = [one for one in signatures if one.is_signed]
    awaited = [one for one in signatures if not one.is_signed]
    sides = {one.side for one in signatures if one.binds}
    unnamed = [
        words
        for side, words in (
            (Side.OURS, _("somebody for us, who is not named yet")),
            (Side.THEIRS, _("somebody for them, who is not named yet")),
        )
        if side not in sides
    ]
    if not given or not (awaited or unnamed):
        return ""
    return _("Signed by %(given)s. Awaited: %(awaited)s.") % {
        "given": _listed([one.name for one in given]),
        "awaited": _listed([*(one.name for one in awaited), *unnamed]),
    }


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def ahead_of(proposal: Proposal, signed_on: dt.date) -> list[str]:
    """What their side needs before it signs (handbook, finding 10), and did not have on this day; words that warn."""
    record = getattr(proposal, "agreement", None)
    if record is None:
        return []
    words = []
    for step in record.partner_steps.filter(required=True).exclude(what="registers"):
        told = {"body": step.body, "what": step.get_what_display()}
        if step.done_on is None:
            words.append(_("%(body)s, “%(what)s”: not on file yet.") % told)
        elif step.done_on > signed_on:
            told["day"] = day(step.done_on)
            words.append(_("%(body)s, “%(what)s”: only on %(day)s.") % told)
    return words


def newest_scan(record: Signing) -> Scan | None:
    return record.scans.select_related("original", "by").first() if record.pk else None


def pages_of(scan: Scan | None) -> list[ScanPage]:
    """The pages of a scan that count, in order."""
    if scan is None:
        return []
    return list(scan.pages.filter(removed_at=None).select_related("checked_by", "upload"))


def hindrances(record: Signing, scan: Scan | None, pages: Sequence[ScanPage]) -> list[str]:
    """What is missing before the signed memorandum can be issued; nothing if it can."""
    words = [hindrance] if (hindrance := text.hindrance(record.proposal)) else []
    signatures = record.all_signatures()
    if record.progress() != Progress.SIGNED:
        words.append(who_is_missing(signatures) or _("Nobody has signed yet. Record the signatures first."))
    words += unless(
        not record.pk or Original.objects.filter(record=record).exists(),
        _("No original is on file. Say how many were signed, and who holds each."),
    )
    if scan is None or not pages:
        return [*words, _("There is no scan yet. Add the scan of a signed original.")]
    return words + _findings(scan, pages)


def _findings(scan: Scan, pages: Sequence[ScanPage]) -> list[str]:
    unchecked = [str(number) for number, page in enumerate(pages, 1) if not page.finding]
    differing = [
        str(number) for number, page in enumerate(pages, 1) if page.finding == ScanPage.Finding.DIFFERS
    ]
    words = []
    if unchecked:
        words.append(
            ngettext(
                "Page %(pages)s of the scan has not been held against the text. Look at it and say what you find.",
                "Pages %(pages)s of the scan have not been held against the text. Look at them and say what you find.",
                len(unchecked),
            )
            % {"pages": ", ".join(unchecked)}
        )
    if differing and not scan.accepted_deviation:
        words.append(
            ngettext(
                "Page %(pages)s of the scan differs from the text. Scan the right page, or accept it with a reason.",
                "Pages %(pages)s of the scan differ from the text. Scan the right pages, or accept them with a reason.",
                len(differing),
            )
            % {"pages": ", ".join(differing)}
        )
    return words
