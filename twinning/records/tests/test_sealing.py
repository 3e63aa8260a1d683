"""The seal: what it covers, what breaks it, and what happens where it cannot be made."""

import datetime as dt
import logging
import shutil
import subprocess
import threading
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from django.core.checks import registry as django_checks
from django.core.exceptions import ImproperlyConfigured

from twinning.records import certificates, checks, documents, sealing
from twinning.records.issued import actions as issued
from twinning.records.issued.models import Issue
from twinning.records.models import Document
from twinning.records.sealing import Found, SealingFailed
from twinning.records.tests.conftest import at_once
from twinning.records.tests.test_rendering import RESOLUTION
from twinning.settings import _secret
from twinning.testing import pdf, seals
from twinning.testing.factories import city

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.SEAL_DIR, settings.PAPERS_DIR = tmp_path / "seal", tmp_path / "papers"
    settings.PAPERS_DIR.mkdir()
    settings.SEAL_TSA_SECONDS = 60  # on a busy machine five are few; who hangs says its own


@pytest.fixture
def paper(tmp_path) -> Path:
    return seals.plain_pdf(tmp_path / "paper.pdf")


def seal(paper: Path) -> sealing.Seal:
    return sealing.seal(paper, city="City of Lacombe", contact="clerk@lacombe.example", number="P 2026-0001")


def refusal(paper: Path) -> str:
    """The words of a seal that could not be made; the paper is as it was."""
    before = paper.read_bytes()
    with pytest.raises(SealingFailed) as raised:
        seal(paper)
    assert paper.read_bytes() == before
    assert [path.name for path in paper.parent.glob("*.sealed")] == []
    return str(raised.value)


# -- A certificate of our own making --------------------------------------------------------------------


def test_the_city_makes_its_own_certificate_once(lacombe, paper, settings):
    first = seal(paper)
    made, (root,) = certificates.material().certificate, certificates.material().chain
    kept = settings.SEAL_DIR / "seal.pem"
    assert (first.by, first.certificate) == (lacombe.name, certificates.fingerprint(made))
    assert (kept.stat().st_mode & 0o777, settings.SEAL_DIR.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [path.name for path in settings.SEAL_DIR.iterdir()] == ["seal.pem"]
    made.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    usage = made.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert (
        made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    )
    assert made.not_valid_after_utc - made.not_valid_before_utc == dt.timedelta(days=3652, minutes=5)
    assert kept.read_bytes().count(b"PRIVATE KEY") == 2  # begin and end of one: the root's is thrown away


def test_two_workers_that_start_at_once_make_one(shared_database, settings):
    city()
    given = at_once(3, lambda: certificates._self_made().read_bytes())
    assert len(set(given)) == 1
    assert [path.name for path in settings.SEAL_DIR.iterdir()] == ["seal.pem"]


def test_a_demonstration_says_so_in_its_certificate(lacombe, paper):
    lacombe.demonstration = True
    lacombe.save()
    assert seal(paper).by == "City of Lacombe (demonstration)"


def test_the_key_is_read_once_and_again_where_its_file_changed(lacombe, paper, settings):
    seal(paper)
    first = certificates.material()
    assert certificates.material() is first
    (settings.SEAL_DIR / "seal.pem").unlink()
    assert certificates.material().certificate != first.certificate


def test_a_damaged_file_is_said_in_words(lacombe, paper, settings):
    settings.SEAL_DIR.mkdir()
    (settings.SEAL_DIR / "seal.pem").write_text("no key")
    assert refusal(paper) == (
        f"The file with the City’s seal is damaged ({settings.SEAL_DIR / 'seal.pem'}). "
        "Ask whoever looks after this machine to bring it back from a backup, then try again."
    )


# -- What a seal covers ------------------------------------------------------------------------------------


def test_the_seal_certifies_that_nothing_may_change_and_is_not_seen(lacombe, paper):
    made = seal(paper)
    with pikepdf.open(paper) as opened:
        signature = opened.Root.Perms.DocMDP
        (reference,) = signature.Reference
        (field,) = opened.Root.AcroForm.Fields
        assert (reference.TransformMethod, reference.TransformParams.P) == ("/DocMDP", 1)
        assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
        assert [str(signature[name]) for name in ("/Name", "/Reason", "/ContactInfo")] == [
            "City of Lacombe",
            "Issued as P 2026-0001. Any later change breaks this seal.",
            "clerk@lacombe.example",
        ]
        assert (str(field.T), [int(n) for n in field.Rect]) == ("Seal: City of Lacombe", [0, 0, 0, 0])
    assert sealing.read(paper.read_bytes()) == [Found(made.certificate, True, True, False)]


def test_pdfsig_agrees(lacombe, paper):
    seal(paper)
    said = subprocess.run(["pdfsig", str(paper)], capture_output=True, text=True, check=False).stdout
    for words in (
        "Signer Certificate Common Name: City of Lacombe",
        "Signature Type: ETSI.CAdES.detached",
        "Total document signed",
        "Signature Validation: Signature is Valid.",
    ):
        assert words in said


def test_any_flipped_bit_breaks_it(lacombe, paper):
    seal(paper)
    content = paper.read_bytes()
    with pikepdf.open(paper) as opened:
        _first, length, second, rest = (int(n) for n in opened.Root.Perms.DocMDP.ByteRange)
    assert second + rest == len(content)
    # In the header, in the middle, last before the signature, first after it, in the last line.
    for at in (7, length // 2, length - 20, second + 20, len(content) - 3):
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        try:
            found = sealing.read(changed)
        except sealing.Unreadable:
            continue
        assert [(one.intact and one.whole) for one in found] in ([False], []), at


def test_what_is_added_afterwards_is_seen(lacombe, paper):
    seal(paper)
    (found,) = sealing.read(seals.with_something_added(paper.read_bytes()))
    assert (found.intact, found.whole) == (True, False)


def test_what_is_no_pdf_is_unreadable():
    for content in (b"", b"%PDF-1.7\n", b"\x00" * 5_000, b"%PDF-1.7\n" + b"1 0 obj << /A [" * 900):
        with pytest.raises(sealing.Unreadable):
            sealing.read(content)


def test_a_sealed_paper_stays_a_record_for_archives_and_screen_readers(lacombe, tmp_path):
    from twinning.records.rendering import render_paper

    paper = tmp_path / "resolution.pdf"
    render_paper("resolution", RESOLUTION, title="Resolution 26-001", target=paper)
    seal(paper)
    said = pdf.verapdf([paper])[paper]
    assert {flavour: verdict["failed"] for flavour, verdict in said.items()} == {"3a": [], "ua1": []}
    assert all(verdict["compliant"] and verdict["checks"] > 1000 for verdict in said.values())


# -- A certificate that was bought -------------------------------------------------------------------------


@pytest.fixture
def p12(settings, tmp_path) -> Path:
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(tmp_path / "seal.p12"), seals.PASSWORD
    return tmp_path / "seal.p12"


def test_a_bought_certificate_seals(p12, paper, settings):
    bought = seals.bought(p12, name="City of Lacombe, bought")
    made = seal(paper)
    assert (made.by, made.certificate) == ("City of Lacombe, bought", certificates.fingerprint(bought))
    assert not settings.SEAL_DIR.exists()
    assert certificates.root() is None


def test_an_expired_certificate_seals_nothing_until_a_new_one_is_there(p12, paper):
    seals.bought(p12, ends=-DAY)
    assert refusal(paper).startswith("The certificate of the City’s seal expired on ")
    seals.bought(p12)
    assert seal(paper).by == "City of Lacombe"


def test_a_certificate_of_tomorrow_seals_nothing_today(p12, paper):
    seals.bought(p12, starts=DAY)
    assert "valid from" in refusal(paper)


def test_a_wrong_password_is_said_in_words(p12, paper, settings):
    seals.bought(p12)
    settings.SEAL_PASSWORD = "eight bridges"
    assert refusal(paper) == (
        "The City’s seal cannot be opened: its password is wrong, or its file is damaged. "
        "Ask whoever looks after this machine to check SEAL_PKCS12 and SEAL_PASSWORD, then try again."
    )


def test_a_missing_file_is_said_in_words(p12, paper):
    assert refusal(paper) == (
        f"The file with the City’s seal cannot be read ({p12}: No such file or directory). "
        "Ask whoever looks after this machine to put it back, then try again."
    )


def test_a_key_that_belongs_to_another_certificate_is_noticed(p12, paper, monkeypatch):
    seals.bought(p12)
    mine, other = certificates.material(), certificates._new_key()
    monkeypatch.setattr(
        certificates,
        "_read",
        (
            certificates._read[0],
            certificates.Material(other, seals.certificate(certificates._new_key()), mine.chain),
        ),
    )
    assert refusal(paper).startswith("The City’s seal does not fit its certificate")


# -- A token -------------------------------------------------------------------------------------------------


@pytest.fixture
def token(settings, tmp_path, monkeypatch) -> seals.Token:
    made = seals.Token(tmp_path / "hsm")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    made.fill()
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN = made.module, made.name
    settings.SEAL_PKCS11_LABEL, settings.SEAL_PKCS11_PIN = made.label, seals.PIN
    yield made
    sealing._forget_the_token()


def test_a_token_seals(token, paper, tmp_path):
    made = seal(paper)
    assert made.certificate == certificates.fingerprint(token.certificate)
    session = sealing._token[1].pkcs11_session
    seal(seals.plain_pdf(tmp_path / "second.pdf"))
    assert sealing._token[1].pkcs11_session is session


def test_a_session_that_ended_is_opened_anew(token, paper, tmp_path):
    seal(paper)
    sealing._token[1].pkcs11_session.close()
    assert seal(seals.plain_pdf(tmp_path / "second.pdf")).by == "City of Lacombe"


def test_a_token_that_is_gone_in_the_middle_of_a_batch(token, paper, tmp_path):
    seal(paper)
    second = seals.plain_pdf(tmp_path / "second.pdf")
    token.pull_out()
    assert refusal(second).startswith("The token with the City’s seal does not answer (")
    token.plug_in()
    assert seal(second).by == "City of Lacombe"


def test_a_wrong_pin_is_tried_once(token, paper, settings):
    settings.SEAL_PKCS11_PIN = "1234"
    words = refusal(paper)
    assert words.startswith("The token with the City’s seal refuses its PIN.")
    settings.SEAL_PKCS11_TOKEN = token.name
    shutil.rmtree(token.folder)  # whoever asked it again would now be told something else
    assert refusal(paper) == words


# -- A time stamp ----------------------------------------------------------------------------------------------


def test_a_time_stamp_is_part_of_the_seal(lacombe, paper, settings):
    with seals.authority(seals.time_stamps()) as settings.SEAL_TSA_URL:
        made = seal(paper)
    assert (made.timestamped, made.note) == (True, "")
    assert sealing.read(paper.read_bytes()) == [Found(made.certificate, True, True, True)]


def test_an_authority_that_hangs_delays_no_paper(lacombe, paper, settings, caplog):
    settings.SEAL_TSA_SECONDS = 0.2
    over = threading.Event()

    def hang(question: bytes) -> bytes:
        over.wait(30)
        return b""

    with seals.authority(hang) as settings.SEAL_TSA_URL, caplog.at_level(logging.WARNING):
        made = seal(paper)
        over.set()
    note = "the time-stamp authority did not answer within 0.2 seconds"
    assert (made.timestamped, made.note) == (False, note)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"A paper was sealed without a time stamp: {note}")
    ]
    assert sealing.read(paper.read_bytes()) == [Found(made.certificate, True, True, False)]


NONSENSE = "the time-stamp authority answered something that is no time stamp "


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda _question: b"It is half past two.", 200, NONSENSE),
        (lambda _question: b"", 200, NONSENSE),
        (lambda _question: seals.NO, 200, "the time-stamp authority refused (rejection)"),
        (lambda _question: b"", 503, "the time-stamp authority cannot be reached (HTTP Error 503"),
    ],
)
def test_an_authority_that_answers_nonsense_or_refuses(lacombe, paper, settings, answer, status, words):
    with seals.authority(answer, status) as settings.SEAL_TSA_URL:
        made = seal(paper)
    assert (made.timestamped, made.note[: len(words)]) == (False, words)


def test_a_time_stamp_of_something_else_is_none(lacombe, paper, settings):
    stamps, first = seals.time_stamps(), []

    def always_the_first(question: bytes) -> bytes:
        first.append(question)
        return stamps(first[0])

    with seals.authority(always_the_first) as settings.SEAL_TSA_URL:
        assert seal(paper).timestamped
        made = seal(seals.plain_pdf(paper))
    assert (made.timestamped, made.note[: len(NONSENSE)]) == (False, NONSENSE)


def test_nobody_at_that_address(lacombe, paper, settings):
    with seals.authority(lambda _question: b"") as settings.SEAL_TSA_URL:
        pass
    assert "Connection refused" in seal(paper).note


# -- From a click to a sealed paper -----------------------------------------------------------------------------


def ask(clerk) -> Issue:
    return issued.issue(
        template="resolution",
        facts=RESOLUTION,
        title="Resolution 26-001",
        filename="Resolution 26-001.pdf",
        by=clerk,
        public_title="Resolution 26-001",
        key="resolution:1",
    )


def test_a_paper_that_cannot_be_sealed_has_failed_in_words_and_can_be_tried_again(
    lacombe, clerk, settings, p12
):
    issue = ask(clerk)
    documents.make(issue.document_id)
    failed = Document.objects.get()
    assert (failed.state, failed.sha256) == ("failed", "")
    assert failed.reason.startswith("The file with the City’s seal cannot be read (")
    assert [path for path in settings.PAPERS_DIR.rglob("*") if path.is_file()] == []
    assert Issue.objects.get().sealed_at is None

    seals.bought(p12)
    assert ask(clerk) == issue
    documents.make(issue.document_id)
    issue, kept = Issue.objects.get(), documents.path_of(Document.objects.get().sha256)
    assert Document.objects.get().state == "ready"
    assert sealing.read(kept.read_bytes()) == [Found(issue.certificate, True, True, False)]
    assert (issue.sealed_by, issue.seal_note) == ("City of Lacombe", "")
    assert abs(issue.sealed_at - Document.objects.get().finished_at) < dt.timedelta(seconds=30)


def test_what_is_not_issued_is_not_sealed(lacombe, clerk):
    document = documents.request(
        template="resolution", facts=RESOLUTION, title="Resolution", filename="Resolution.pdf", by=clerk
    )
    documents.make(document.pk)
    document.refresh_from_db()
    assert document.state == "ready"
    assert sealing.read(documents.path_of(document.sha256).read_bytes()) == []


# -- Settings ------------------------------------------------------------------------------------------------


def said() -> list[str]:
    assert checks.seal in django_checks.registry.get_checks()
    return [f"{found.id} {found.msg}" for found in checks.seal()]


def test_settings_that_contradict_are_said_in_words(settings, p12):
    seals.bought(p12)
    assert said() == []
    settings.SEAL_PKCS11_MODULE = "/nowhere.so"
    settings.SEAL_TSA_URL, settings.SEAL_TSA_SECONDS = "tsa.example.ca", 0
    assert said() == [
        "records.E001 SEAL_PKCS12 and SEAL_PKCS11_MODULE are both set. Papers have one seal: leave one of them out.",
        "records.E004 SEAL_PKCS11_MODULE names a file that is not there (/nowhere.so). Install the token’s driver, or correct the path.",
        "records.E005 SEAL_TSA_URL is no address of a time-stamp authority. Write it like https://tsa.example.ca/tsr.",
        "records.E006 SEAL_TSA_SECONDS must be more than 0 and at most 60. Five seconds are enough for most.",
    ]


def test_half_a_token_is_said_in_words(settings):
    settings.SEAL_PKCS11_TOKEN = "Lacombe"
    assert said() == [
        "records.E002 Of a token for the seal, SEAL_PKCS11_MODULE, SEAL_PKCS11_LABEL is not set. Set all of SEAL_PKCS11_MODULE, SEAL_PKCS11_TOKEN, SEAL_PKCS11_LABEL, or none."
    ]


def test_a_certificate_is_spoken_of_before_it_ends(p12):
    seals.bought(p12, ends=59 * DAY)
    assert [words[:54] for words in said()] == ["records.W002 The certificate of the City’s seal expire"]
    seals.bought(p12, ends=-DAY)
    assert [words[:12] for words in said()] == ["records.W001"]


def test_a_password_may_stand_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "password").write_text("seven bridges\n")
    monkeypatch.setenv("SEAL_PASSWORD", "another")
    assert _secret("SEAL_PASSWORD") == "another"
    monkeypatch.setenv("SEAL_PASSWORD_FILE", str(tmp_path / "password"))
    assert _secret("SEAL_PASSWORD") == "seven bridges"
    monkeypatch.setenv("SEAL_PASSWORD_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="SEAL_PASSWORD_FILE names a file that cannot be read"):
        _secret("SEAL_PASSWORD")
