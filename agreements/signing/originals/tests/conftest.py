"""A file in the signing whose text council approved, and what people bring to it."""

import datetime as dt
import io
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from agreements.models import Meeting, Resolution
from agreements.signing.models import Original, Side, Signature, Signing
from agreements.signing.originals import actions
from proposals.lifecycle import Phase
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import OfficeHolder
from twinning.records import uploads
from twinning.testing.factories import APPROVED_ON, file_in
from twinning.testing.files import agree_on_text, write_agreement

NOW = dt.datetime(2026, 4, 9, 17, 30, tzinfo=dt.UTC)
IN_LACOMBE, IN_MAZATLAN = dt.date(2026, 3, 20), dt.date(2026, 4, 5)


@pytest.fixture(autouse=True)
def _a_day_in_april():
    with clock.at(NOW):
        yield


@pytest.fixture
def unapproved(lacombe, staff) -> Proposal:
    """In the signing, with a text, but no resolution that approves exactly it."""
    proposal = file_in(Phase.SIGNING, by=staff)
    agree_on_text(write_agreement(proposal, by=staff), by=staff)
    return proposal


@pytest.fixture
def proposal(unapproved, staff) -> Proposal:
    approve(unapproved, staff)
    return unapproved


def approve(proposal: Proposal, by: User) -> Resolution:
    return Resolution.objects.create(
        proposal=proposal, kind="establish", title="To twin", short_title="To twin", state="carried",
        number="26-001", meeting=Meeting.objects.create(held_on=APPROVED_ON), mover=OfficeHolder.objects.first(),
        drafted_by=by, text=proposal.agreement.versions.first(), decided_at=clock.now(),
    )  # fmt: skip


def named(proposal: Proposal, by: User) -> tuple[Signature, Signature]:
    """Both heads, as the text names them."""
    actions.name_those_of_the_text(proposal, by=by)
    return signature(proposal, Side.OURS), signature(proposal, Side.THEIRS)


def signature(proposal: Proposal, side: str) -> Signature:
    found = Signature.objects.get(record__proposal=proposal, side=side)
    found.record = Signing.of(proposal)
    return found


def sign(found: Signature, on: dt.date, place: str, by: User, **more) -> None:
    found.signed_on, found.place = on, place
    for name, value in more.items():
        setattr(found, name, value)
    if found.side == Side.THEIRS:
        found.evidence_words = found.evidence_words or "Before our clerk’s eyes."
    actions.record_signature(found, seen=found.version, by=by)


def both_sign(proposal: Proposal, by: User) -> None:
    ours, theirs = named(proposal, by)
    sign(ours, IN_LACOMBE, "Lacombe", by)
    sign(theirs, IN_MAZATLAN, "Mazatlán", by)


def original(proposal: Proposal, holder: str, by: User) -> Original:
    return actions.keep_original(proposal, Original(holder=holder), by=by)


def photograph(name: str = "page.jpg", shade: int = 250) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, _jpeg(shade), content_type="image/jpeg")


@cache
def _jpeg(shade: int) -> bytes:
    held = io.BytesIO()
    Image.new("L", (170, 220), shade).save(held, "JPEG")
    return held.getvalue()


@cache
def checked(shade: int = 250) -> uploads.Checked:
    """Looked at once for all tests that only need a page to be there."""
    return uploads.check(photograph(shade=shade), photograph=True)
