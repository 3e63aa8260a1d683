"""Signatures given and awaited, the originals, their scan, and the signed memorandum (handbook A7, C2 G8)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.signing.models import Original, Scan, ScanPage, Side, Signature, SignedMemorandum, Signing
from agreements.signing.originals import papers, reading, text
from proposals.lifecycle import MoveRefused, lock, require_reason
from proposals.proposal.models import Paper, Proposal
from twinning import clock
from twinning.accounts.models import Role, User
from twinning.municipality.models import Office, OfficeHolder
from twinning.records import history, scans, uploads
from twinning.records.claims import claim
from twinning.records.models import Upload
from twinning.records.templatetags.house import day

history.sentences(
    {
        "signature.named": gettext_lazy("Named somebody who signs"),
        "signature.changed": gettext_lazy("Changed who signs: %(words)s"),
        "signature.removed": gettext_lazy("Took somebody off the list of those who sign"),
        "signature.given_ours": gettext_lazy("Recorded a signature for us, given on %(words)s"),
        "signature.given_theirs": gettext_lazy("Recorded a signature for the other side, given on %(words)s"),
        "signature.on_screen": gettext_lazy("Signed on screen, after confirming the password"),
        "signature.taken_back": gettext_lazy("Took back the record of a signature"),
        "signing.copies": gettext_lazy("Made the signing copies: %(number)d originals"),
        "original.kept": gettext_lazy("Entered original %(number)d"),
        "original.changed": gettext_lazy("Changed original %(number)d"),
        "original.removed": gettext_lazy("Took original %(number)d off the list"),
        "scan.added": gettext_lazy("Added a scan of a signed original: %(number)d pages"),
        "scan.pages_added": gettext_lazy("Added %(number)d pages to the scan"),
        "scan.page_removed": gettext_lazy("Took a page out of the scan"),
        "scan.page_put_back": gettext_lazy("Put a page back into the scan"),
        "scan.page_agrees": gettext_lazy("Found that page %(number)d of the scan agrees with the text"),
        "scan.page_differs": gettext_lazy("Found that page %(number)d of the scan differs from the text"),
        "scan.deviation_accepted": gettext_lazy("Accepted that the scan differs from the text"),
        "memorandum.issued": gettext_lazy("Issued the signed memorandum"),
    }
)

Finding = ScanPage.Finding
MOVED = gettext_lazy("Somebody else changed this in the meantime. Look at the page again.")


def _record(proposal: Proposal) -> Signing:
    """The record of this signing, with the file kept where the caller saw it. Raises ``MoveRefused``."""
    lock(proposal)
    record, _made = Signing.objects.get_or_create(proposal=proposal)
    record.proposal = proposal
    return record


# -- who signs ---------------------------------------------------------------------------------


@transaction.atomic
def name_signatory(proposal: Proposal, signature: Signature, *, by: User) -> Signature:
    """Put somebody on the list of those who sign."""
    signature.record = _record(proposal)
    last: int | None = signature.record.signatures.aggregate(last=Max("order"))["last"]  # type: ignore[attr-defined]
    signature.order = 0 if last is None else last + 1
    signature.save(force_insert=True)
    history.record(proposal, "signature.named", by=by, signature=str(signature.pk), side=signature.side)
    return signature


@transaction.atomic
def name_those_of_the_text(proposal: Proposal, *, by: User) -> int:
    """Put the representatives of both parties on the list, as the approved text names them. Raises ``MoveRefused``."""
    text.require_approved(proposal)
    facts = text.facts(proposal) or {}
    record = _record(proposal)
    if record.signatures.exists():  # type: ignore[attr-defined]
        raise MoveRefused(_("Somebody is on the list already. Add the others one by one."))
    named = 0
    for side in Side:
        told = papers.representative(facts, side)
        if told["name"]:
            ours = {"authority": authority_of(proposal)} if side == Side.OURS else {}
            name_signatory(proposal, Signature(record=record, side=side, **told, **ours), by=by)
            named += 1
    if not named:
        raise MoveRefused(
            _("The text does not say who represents the parties. Add those who sign one by one.")
        )
    return named


def authority_of(proposal: Proposal) -> str:
    """What our side signs under: council’s resolution, with its date."""
    if not proposal.approved_on:
        return ""
    return _("%(approval)s of %(day)s") % {"approval": proposal.approval, "day": day(proposal.approved_on)}


@transaction.atomic
def change_signatory(
    signature: Signature, *, seen: int, fields: Iterable[str], labels: str, by: User
) -> None:
    """Raises ``ChangedMeanwhile``."""
    proposal = signature.record.proposal
    lock(proposal)
    signature.save_if_unchanged(seen=seen, fields=fields)
    history.record(proposal, "signature.changed", by=by, signature=str(signature.pk), words=labels)


@transaction.atomic
def remove_signatory(signature: Signature, *, by: User) -> None:
    """Take somebody off the list who has not signed. Raises ``MoveRefused``."""
    proposal = signature.record.proposal
    lock(proposal)
    if Signature.objects.get(pk=signature.pk).is_signed:
        raise MoveRefused(
            _("This person has signed. Take the record of the signature back first, with a reason.")
        )
    history.record(proposal, "signature.removed", by=by, signature=str(signature.pk), side=signature.side)
    signature.delete()


# -- signatures --------------------------------------------------------------------------------


GIVEN = (
    "signed_on", "signed_at", "zone", "place", "authority", "how", "evidence_words", "evidence", "reason", "user", "moment",
    "text_hash", "recorded_by",
)  # fmt: skip
NEEDS_EVIDENCE = gettext_lazy(
    "What the other side signed is recorded with what shows it. Say how we know, such as: before our clerk’s eyes."
)


@transaction.atomic
def record_signature(signature: Signature, *, seen: int, by: User, evidence: Any = None) -> None:
    """Record that somebody signed by hand, as the fields of ``signature`` say.

    Raises ``ChangedMeanwhile``, ``MoveRefused`` without council’s approval, and
    ``ValidationError`` in words for a day that cannot be, for their signature without
    evidence, and for one before their own approval without a reason.
    """
    proposal = signature.record.proposal
    lock(proposal)
    refuse_unless_decided(proposal)
    if not signature.signed_on:
        raise ValidationError({"signed_on": _("The day is missing. Give the day on which it was signed.")})
    signature.clean()
    if signature.side == Side.THEIRS:
        if not signature.evidence_words.strip() and evidence is None:
            raise ValidationError({"evidence_words": str(NEEDS_EVIDENCE)})
        if signature.binds and not signature.reason.strip():
            refuse_too_early(proposal, signature.signed_on)
    signature.how, signature.user, signature.moment, signature.text_hash = Signature.How.INK, None, None, ""
    signature.recorded_by = by
    if evidence is not None:
        signature.evidence = uploads.accept(evidence, by=by)
    signature.save_if_unchanged(seen=seen, fields=GIVEN)
    history.record(
        proposal, f"signature.given_{signature.side}", by=by, signature=str(signature.pk),
        on=signature.signed_on, words=day(signature.signed_on),
    )  # fmt: skip


def refuse_unless_decided(proposal: Proposal) -> None:
    """Nobody signs before council has decided (handbook C2, G7). Raises ``MoveRefused``."""
    if not proposal.approved_on:
        raise MoveRefused(text.not_approved())


def refuse_too_early(proposal: Proposal, signed_on: dt.date) -> None:
    """Their own approval comes before their signature, unless somebody says why not. Raises ``ValidationError``."""
    if words := reading.ahead_of(proposal, signed_on):
        raise ValidationError(
            {
                "reason": _(
                    "On this day their side had not yet what it needs to sign: %(steps)s Correct the day or their steps, or say why the signature counts all the same."
                )
                % {"steps": " ".join(words)}
            }
        )


@transaction.atomic
def take_back_signature(signature: Signature, *, why: str, by: User) -> None:
    """Say that a signature was recorded wrongly; the reason stays in the history. Raises ``MoveRefused``."""
    require_reason(why)
    proposal = signature.record.proposal
    lock(proposal)
    given = Signature.objects.filter(pk=signature.pk, version=signature.version).exclude(signed_on=None)
    if not claim(
        given, signed_on=None, signed_at=None, how=Signature.How.INK, user=None, moment=None, text_hash="",
        evidence=None, evidence_words="", reason="", recorded_by=None, version=F("version") + 1,
    ):  # fmt: skip
        raise MoveRefused(str(MOVED))
    history.record(proposal, "signature.taken_back", by=by, remark=why, signature=str(signature.pk))


OFFICES = {
    Role.MAYOR: Office.MAYOR,
    Role.COUNCILLOR: Office.COUNCILLOR,
    Role.CAO: Office.CAO,
    Role.CLERK: Office.CLERK,
}


def why_not_on_screen(signature: Signature, user: User) -> str:
    """Why this person cannot sign here and now; nothing if they can.

    On screen signs whoever is named for us, is signed in, and holds the office of the City today.
    """
    if signature.side != Side.OURS:
        return _(
            "The other side does not sign on our screen. The clerk records its signature, with what shows it."
        )
    if signature.is_signed:
        return _("This signature has been given.")
    if _plain(user.name) != _plain(signature.name):
        return _(
            "You are signed in as %(user)s, and this signature is %(name)s’s. Nobody signs for somebody else."
        ) % {
            "user": user.name,
            "name": signature.name,
        }
    held = [OFFICES[Role(role)] for role in user.roles if role in OFFICES]
    in_office = OfficeHolder.objects.in_office().filter(office__in=held)
    if not any(_plain(holder.name) == _plain(user.name) for holder in in_office):
        return _(
            "You hold no office of the City today in which you could sign. Ask the administrator to look at the terms of office."
        )
    return ""


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


@transaction.atomic
def sign_on_screen(signature: Signature, *, seen: int, text_hash: str, place: str, by: User) -> None:
    """Sign as the person who is signed in and has just confirmed the password.

    Raises ``MoveRefused`` where this person may not, ``ChangedMeanwhile`` where the
    row was changed, and ``ValidationError`` for a text that is not the one that was read.
    """
    proposal = signature.record.proposal
    lock(proposal)
    approved = text.require_approved(proposal)
    if why_not := why_not_on_screen(signature, by):
        raise MoveRefused(why_not)
    if text_hash != approved["hash"]:
        raise ValidationError(_("The text was changed after you opened it. Read it again, and sign then."))
    now = clock.now()
    local = timezone.localtime(now)
    signature.signed_on, signature.signed_at = local.date(), local.time().replace(second=0, microsecond=0)
    signature.zone = timezone.get_default_timezone_name()
    signature.place = place.strip()
    signature.clean()
    signature.how, signature.user, signature.moment = Signature.How.SCREEN, by, now
    signature.text_hash, signature.recorded_by = text_hash, by
    signature.authority = signature.authority or authority_of(proposal)
    signature.save_if_unchanged(seen=seen, fields=GIVEN)
    history.record(proposal, "signature.on_screen", by=by, signature=str(signature.pk), text=text_hash)


# -- originals ---------------------------------------------------------------------------------


@transaction.atomic
def keep_original(proposal: Proposal, original: Original, *, by: User) -> Original:
    """Enter one more original; it gets the next number."""
    original.record = _record(proposal)
    last: int | None = original.record.kept_originals.aggregate(last=Max("number"))["last"]  # type: ignore[attr-defined]
    original.number = (last or 0) + 1
    original.save(force_insert=True)
    history.record(proposal, "original.kept", by=by, number=original.number, original=original.pk)
    return original


@transaction.atomic
def change_original(original: Original, *, seen: int, fields: Iterable[str], by: User) -> None:
    """Raises ``ChangedMeanwhile``."""
    proposal = original.record.proposal
    lock(proposal)
    original.save_if_unchanged(seen=seen, fields=fields)
    history.record(proposal, "original.changed", by=by, number=original.number, original=original.pk)


@transaction.atomic
def remove_original(original: Original, *, by: User) -> None:
    """Take an original off the list that was entered by mistake. Raises ``MoveRefused`` for one that a scan shows."""
    proposal = original.record.proposal
    lock(proposal)
    if original.scans.exists():  # type: ignore[attr-defined]
        raise MoveRefused(
            _("A scan shows this original, so it stays. Correct what is wrong with it instead.")
        )
    history.record(proposal, "original.removed", by=by, number=original.number)
    original.delete()


@transaction.atomic
def make_signing_copies(proposal: Proposal, *, by: User) -> list[Paper]:
    """The paper to be signed, once for each original. Raises ``MoveRefused`` in the words of the gate."""
    text.require_approved(proposal)
    record = _record(proposal)
    originals = list(record.kept_originals.all())  # type: ignore[attr-defined]
    if not originals:
        raise MoveRefused(_("No original is on the list yet. Add one for each paper that is signed."))
    if not any(signature.binds for signature in record.all_signatures()):
        raise MoveRefused(_("Nobody is named who signs. Name those who sign first."))
    made = [papers.signing_copy(record, one, len(originals), by=by) for one in originals]
    history.record(proposal, "signing.copies", by=by, number=len(made))
    return made


# -- the scan ----------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """Files somebody gave us, kept, with the pictures of their pages."""

    uploads: list[Upload]
    pages: list[scans.PagePicture]


def draw(files: Sequence[uploads.Checked], *, by: User, most: int = scans.MOST_PAGES) -> Drawn:
    """Keep files and draw their pages; takes seconds, so it happens before anything is locked. Raises ``ValidationError``."""
    kept = [uploads.accept(file, by=by) for file in files]
    try:
        return Drawn(kept, scans.pages_of(kept, most=most))
    except ValidationError:
        for upload in kept:  # nothing refers to them; the content under its hash may be somebody else's too
            upload.delete()
        raise


def add_scan(
    proposal: Proposal, files: Sequence[uploads.Checked], *, original: Original | None, by: User
) -> Scan:
    """The scan of a signed original; it takes the place of an earlier one, which stays readable. Raises ``ValidationError``."""
    drawn = draw(files, by=by)
    with transaction.atomic():
        record = _record(proposal)
        scan = Scan.objects.create(record=record, original=original, by=by)
        _add(scan, drawn.pages, 0)
        history.record(proposal, "scan.added", by=by, number=len(drawn.pages), scan=scan.pk)
    return scan


def add_pages(scan: Scan, files: Sequence[uploads.Checked], *, by: User) -> None:
    """Pages that were forgotten, behind the others. Raises ``ValidationError``."""
    left = scans.MOST_PAGES - scan.pages.filter(removed_at=None).count()  # type: ignore[attr-defined]
    drawn = draw(files, by=by, most=left)
    proposal = scan.record.proposal
    with transaction.atomic():
        lock(proposal)
        last: int = scan.pages.aggregate(last=Max("order"))["last"]  # type: ignore[attr-defined]
        _add(scan, drawn.pages, last + 1)
        history.record(proposal, "scan.pages_added", by=by, number=len(drawn.pages), scan=scan.pk)


def _add(scan: Scan, pages: Sequence[scans.PagePicture], first: int) -> None:
    ScanPage.objects.bulk_create(
        ScanPage(
            scan=scan, order=first + place, upload=page.upload, page_in_upload=page.number, picture=page.sha256,
            thumbnail=page.small_sha256, width=page.width, height=page.height,
        )
        for place, page in enumerate(pages)
    )  # fmt: skip


@transaction.atomic
def turn(page: ScanPage, quarters: int, *, seen: int) -> None:
    """Turn a page clockwise by quarters. Raises ``MoveRefused`` if somebody else changed it."""
    lock(page.scan.record.proposal)
    _change(page, seen, turns=(page.turns + quarters) % 4)


@transaction.atomic
def shift(page: ScanPage, by_places: int, *, seen: int) -> None:
    """Move a page one place forward or back among those that count. Raises ``MoveRefused``."""
    lock(page.scan.record.proposal)
    pages = reading.pages_of(page.scan)
    here = next((place for place, one in enumerate(pages) if one.pk == page.pk), None)
    if here is None or not 0 <= here + by_places < len(pages):
        raise MoveRefused(_("There is no place before the first page or after the last one."))
    other = pages[here + by_places]
    _change(other, other.version, order=page.order)
    _change(page, seen, order=other.order)


@transaction.atomic
def remove_page(page: ScanPage, *, seen: int, by: User) -> None:
    """Take a page out that does not belong to the paper, such as an empty back. It can be put back."""
    proposal = page.scan.record.proposal
    lock(proposal)
    _change(page, seen, removed_at=clock.now())
    history.record(proposal, "scan.page_removed", by=by, page=page.pk)


@transaction.atomic
def put_page_back(page: ScanPage, *, by: User) -> None:
    proposal = page.scan.record.proposal
    lock(proposal)
    _change(page, page.version, removed_at=None)
    history.record(proposal, "scan.page_put_back", by=by, page=page.pk)


def _change(page: ScanPage, seen: int, **changes: Any) -> None:
    if not claim(ScanPage.objects.filter(pk=page.pk, version=seen), version=F("version") + 1, **changes):
        raise MoveRefused(str(MOVED))


@transaction.atomic
def find(page: ScanPage, *, number: int, seen: int, by: User) -> None:
    """Put down what somebody found who held a page against the text, as the fields of ``page`` say.

    Raises ``ChangedMeanwhile`` where a colleague was faster: nobody’s finding is overwritten unseen.
    """
    proposal = page.scan.record.proposal
    lock(proposal)
    if page.removed_at is not None:
        raise MoveRefused(_("This page was taken out of the scan. Put it back first."))
    before = ScanPage.objects.get(pk=page.pk)
    page.checked_by, page.checked_at = by, clock.now()
    page.words = page.words.strip() if page.finding == Finding.DIFFERS else ""
    page.save_if_unchanged(seen=seen, fields=["finding", "words", "checked_by", "checked_at"])
    if page.finding == Finding.DIFFERS and (before.finding, before.words) != (page.finding, page.words):
        # What was accepted was something else.
        claim(
            Scan.objects.filter(pk=page.scan_id).exclude(accepted_deviation=""),
            accepted_deviation="",
            version=F("version") + 1,
        )  # type: ignore[attr-defined]
    history.record(
        proposal, f"scan.page_{page.finding}", by=by, remark=page.words, number=number, page=page.pk
    )  # fmt: skip


@transaction.atomic
def accept_deviation(scan: Scan, *, why: str, seen: int, by: User) -> None:
    """Accept that the signed paper differs from the text, with the reason that the certificate page prints.

    Raises ``MoveRefused`` without a reason or where nothing differs.
    """
    require_reason(why)
    proposal = scan.record.proposal
    lock(proposal)
    if not scan.pages.filter(removed_at=None, finding=Finding.DIFFERS).exists():  # type: ignore[attr-defined]
        raise MoveRefused(_("No page differs from the text, so there is nothing to accept."))
    if not claim(
        Scan.objects.filter(pk=scan.pk, version=seen),
        accepted_deviation=why.strip(),
        version=F("version") + 1,
    ):
        raise MoveRefused(str(MOVED))
    history.record(proposal, "scan.deviation_accepted", by=by, remark=why.strip(), scan=scan.pk)


# -- the signed memorandum -----------------------------------------------------------------------


@transaction.atomic
def issue_memorandum(proposal: Proposal, *, by: User) -> SignedMemorandum:
    """Issue scan, transcript and certificate page as one paper under the City’s seal.

    The same again is the same paper; anything else takes the place of the one
    before. Raises ``MoveRefused`` with everything that is missing.
    """
    record = _record(proposal)
    scan = reading.newest_scan(record)
    pages = reading.pages_of(scan)
    if words := reading.hindrances(record, scan, pages):
        raise MoveRefused(words)
    assert scan is not None
    text_hash = text.require_approved(proposal)["hash"]
    paper = papers.signed_memorandum(record, scan, pages, text_hash=text_hash, by=by)
    newest = record.memoranda.first()  # type: ignore[attr-defined]
    if newest is not None and newest.paper_id == paper.pk:
        return newest  # type: ignore[no-any-return]
    number = newest.number + 1 if newest else 1
    made = SignedMemorandum.objects.create(record=record, number=number, scan=scan, paper=paper, by=by)
    history.record(proposal, "memorandum.issued", by=by, number=number, memorandum=made.pk)
    return made
