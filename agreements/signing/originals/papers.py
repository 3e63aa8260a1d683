"""The papers of the signing: the copies that are signed, and the signed memorandum."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.signing.models import (
    Capacity,
    Original,
    Scan,
    ScanPage,
    Side,
    Signature,
    SignedMemorandum,
    Signing,
)
from agreements.signing.originals import text
from proposals.proposal.actions import ask_for_paper, issue_paper
from proposals.proposal.facts import ask
from proposals.proposal.models import Paper
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.places.zones import zone_name
from twinning.records import scans
from twinning.records.issued.actions import says
from twinning.records.languages import language_of
from twinning.records.papers import file_name, in_the_citys_language, letterhead, paragraphs, told
from twinning.records.templatetags.house import day, moment

Facts = dict[str, Any]


# -- the copies that are signed ------------------------------------------------------------------


@in_the_citys_language
def signing_copy(record: Signing, original: Original, of: int, *, by: User) -> Paper:
    """One original to be signed, with its number, its languages and whom it is for."""
    proposal = record.proposal
    title = _("Signing copy %(n)d of %(of)d, %(reference)s") % {
        "n": original.number,
        "of": of,
        "reference": proposal.reference,
    }
    facts = _text_facts(record, "signing_copy")
    return ask_for_paper(
        proposal,
        template="memorandum",
        facts=facts | {"originals_words": original_in_words(original, of, facts), "verification": None},
        title=title,
        filename=file_name(title),
        by=by,
    )


def original_in_words(original: Original, of: int, facts: Facts) -> str:
    """Original 1 of 4, English and Spanish, for Mazatlán."""
    return _("Original %(n)d of %(of)d, %(languages)s, for %(holder)s") % {
        "n": original.number,
        "of": of,
        "languages": original.languages or text.languages_in_words(facts),
        "holder": original.holder,
    }


def _text_facts(record: Signing, standing: str) -> Facts:
    """The approved text with its signature blocks: empty lines to sign on, or filled in where it is a transcript."""
    plain = text.facts(record.proposal, standing)
    assert plain is not None, "asked for before council approved a text"
    languages = [one["lang"] for one in plain["languages"]]
    blocks = [
        _block(one, _party(record, plain, one.side), languages, filled=standing == "transcript")
        for one in _in_order(record)
    ]
    return plain | {"signatures": blocks, "originals_words": ""}


def _block(signature: Signature, party: str, languages: list[str], *, filled: bool) -> Facts:
    native = signature.native_name or signature.native_office
    native_told = told(native, language_of(native, languages[::-1])) if native else told("", languages[0])
    return {
        "side": signature.side,
        "capacity_words": _capacity(signature, party),
        "name": _("(signed) %(name)s") % {"name": signature.name} if filled else signature.name,
        "office": signature.office,
        "native_name": signature.native_name,
        "native_office": signature.native_office,
        "native_lang": native_told["lang"],
        "native_dir": native_told["dir"],
        "place": signature.place if filled else "",
        "date_words": day(signature.signed_on) if filled else "",
        "witness": False,
        "seal": signature.binds and not filled,
    }


def _party(record: Signing, facts: Facts, side: str) -> str:
    """What a party is called in the first language of the text; as we know it, where the text names none."""
    parties = facts["languages"][0]["parties"]
    known = Municipality.ours().name if side == Side.OURS else record.proposal.community.name
    return next((str(party["name"]) for party in parties if party["side"] == side), known)


def _capacity(signature: Signature, party: str) -> str:
    """For the City of Lacombe; what lets somebody else than the head sign stands beside it."""
    whom = _("For the %(party)s") % {"party": party}
    if signature.capacity == Capacity.HEAD:
        return whom
    return f"{whom} · {signature.get_capacity_display()}"


def representative(facts: Facts, side: str) -> dict[str, str]:
    """Who represents a party in the text: as it stands in the first language, and in the one that writes it differently."""
    parties = [
        (one["lang"], next((party for party in one["parties"] if party["side"] == side), None))
        for one in facts["languages"]
    ]
    known = [party for _lang, party in parties if party is not None and party["represented_by"]]
    if not known:
        return {"name": "", "native_name": "", "office": "", "native_office": ""}
    first, last = known[0], known[-1]
    own = side == Side.THEIRS and last is not first
    native_name = last["represented_by"] if own and last["represented_by"] != first["represented_by"] else ""
    native_office = last["office"] if own and last["office"] != first["office"] else ""
    return {
        "name": first["represented_by"],
        "native_name": native_name,
        "office": first["office"],
        "native_office": native_office,
    }


# -- the signed memorandum ------------------------------------------------------------------------


def signed_memorandum(
    record: Signing, scan: Scan, pages: Sequence[ScanPage], *, text_hash: str, by: User
) -> Paper:
    """Scan, transcript and certificate page under one seal; the same content is the same paper."""
    proposal = record.proposal
    facts = memorandum_facts(record, scan, pages, text_hash=text_hash)
    return issue_paper(
        proposal,
        template="signed_memorandum",
        facts=facts,
        title=facts["title"],
        filename=file_name(f"{proposal.reference} {facts['title']}"),
        by=by,
        public_title=facts["title"],
        key=f"memorandum:{record.pk}",
    )


def is_up_to_date(issued: SignedMemorandum, record: Signing, scan: Scan, pages: Sequence[ScanPage]) -> bool:
    """Whether the signed memorandum still says what is on file."""
    approved = ask("approved_text", record.proposal)
    facts = memorandum_facts(record, scan, pages, text_hash=approved["hash"] if approved else "")
    return says(issued.paper.document.issue, facts)


@in_the_citys_language
def memorandum_facts(record: Signing, scan: Scan, pages: Sequence[ScanPage], *, text_hash: str) -> Facts:
    """Everything the signed memorandum shows; the turned pages are kept as they are shown."""
    proposal, transcript = record.proposal, _text_facts(record, "transcript")
    return letterhead(Municipality.ours(), clock.now()) | {
        "title": _("Signed memorandum with %(community)s") % {"community": proposal.community.name},
        "kind_words": _("Signed memorandum"),
        "reference": proposal.reference,
        "resolution_line": transcript["resolution_line"],
        "parties": [Municipality.ours().name, proposal.community.full_name],
        "signed_lines": _signed_lines(record),
        "scan": [_page(page, number, len(pages)) for number, page in enumerate(pages, 1)],
        "transcript": transcript | {"schedule_label": "", "resolution_line": ""},
        "certificate": _certificate(record, transcript, scan, pages) | {"text_hash": text_hash},
    }


def _signed_lines(record: Signing) -> list[str]:
    """Where and when: one line for each ceremony's place and day."""
    lines = []
    for one in sorted(record.all_signatures(), key=lambda one: str(one.signed_on)):
        if one.binds and one.signed_on:
            words = _("Signed at %(place)s on %(day)s") % {"place": one.place, "day": day(one.signed_on)}
            if words not in lines:
                lines.append(words)
    return lines


def _page(page: ScanPage, number: int, of: int) -> Facts:
    wide, turned = page.width > page.height, page.turns % 2 == 1
    return {
        "picture": scans.kept_turned(page.picture, page.turns),
        "wide": wide != turned,
        "words": _("Scan, page %(number)d of %(of)d") % {"number": number, "of": of},
    }


def _certificate(record: Signing, transcript: Facts, scan: Scan, pages: Sequence[ScanPage]) -> Facts:
    originals = list(record.kept_originals.all())  # type: ignore[attr-defined]
    shown = scan.original
    pictured = (
        _("original %(n)d of %(of)d") % {"n": shown.number, "of": len(originals)}
        if shown
        else _("a signed original")
    )
    return {
        "statement": [
            _(
                "This paper is the City’s record of the memorandum signed with %(community)s. It holds pictures of %(pictured)s, page by page; a transcript of the text that council approved by %(resolution)s; and this certificate."
            )
            % {
                "community": record.proposal.community.name,
                "pictured": pictured,
                "resolution": transcript["resolution_line"],
            },
            _(
                "The agreement itself is the originals on paper, kept as stated below. The City’s seal on this file shows that nothing in it was changed since it was issued."
            ),
        ],
        "signatures": [_signed(one, _party(record, transcript, one.side)) for one in _in_order(record)],
        "originals": [
            {
                "name": str(one),
                "languages": one.languages or text.languages_in_words(transcript),
                "holder": told(one.holder, "en"),
                "kept_at": told(one.kept_at, "en"),
                "since": day(one.received_on),
                "shown": shown is not None and one.pk == shown.pk,
            }
            for one in originals
        ],
        "checks": [
            {
                "number": number,
                "finding": page.get_finding_display(),
                "words": page.words,
                "who": page.checked_by.name if page.checked_by else "",
                "when": moment(page.checked_at),
            }
            for number, page in enumerate(pages, 1)
        ],
        "deviation": paragraphs(scan.accepted_deviation),
        "files": _files(pages),
    }


def _in_order(record: Signing) -> list[Signature]:
    return sorted(record.all_signatures(), key=lambda one: (not one.binds, one.side != Side.OURS, one.order))


def _signed(signature: Signature, party: str) -> Facts:
    native = signature.native_name
    return {
        "name": signature.name,
        "native": told(native, language_of(native, ["en"])) if native else None,
        "office": signature.office,
        "native_office": told(signature.native_office, "en") if signature.native_office else None,
        "capacity": _capacity(signature, party),
        "authority": signature.authority,
        "when": when_in_words(signature),
        "place": signature.place,
        "how": _how(signature),
    }


def when_in_words(signature: Signature) -> str:
    """The day there; with the hour also its zone, for a day can begin earlier on the other side of the world."""
    if not signature.signed_on:
        return ""
    if not signature.signed_at:
        return day(signature.signed_on)
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": day(signature.signed_on),
        "time": f"{signature.signed_at:%H:%M}",
        "zone": zone_name(signature.zone, signature.signed_on),
    }


def _how(signature: Signature) -> str:
    if signature.how == Signature.How.SCREEN:
        return _("On screen, with the password confirmed at %(moment)s") % {
            "moment": moment(signature.moment)
        }
    if signature.evidence_words:
        return _("By hand. %(evidence)s") % {"evidence": signature.evidence_words}
    return _("By hand")


def _files(pages: Sequence[ScanPage]) -> list[Facts]:
    """The files that the pictures were made of, each once, with its hash as the City keeps it."""
    found: dict[int, Facts] = {}
    for page in pages:
        upload = page.upload
        one = found.setdefault(
            upload.pk, {"name": told(upload.name, "en"), "sha256": upload.sha256, "pages": 0}
        )
        one["pages"] += 1
    for one in found.values():
        one["words"] = ngettext("%(n)d page", "%(n)d pages", one["pages"]) % {"n": one["pages"]}
    return list(found.values())
