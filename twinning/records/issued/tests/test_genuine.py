"""“Is this paper genuine?”: what strangers learn, and what they do not."""

import datetime as dt
import io
import random
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from twinning import clock
from twinning.records import certificates, documents
from twinning.records.issued import actions as issued
from twinning.records.issued.models import Issue
from twinning.records.issued.tests.conftest import FACTS
from twinning.records.models import Document, Event, Upload
from twinning.testing import seals

pytestmark = pytest.mark.django_db

ISSUED_AT = dt.datetime(2026, 3, 12, 20, tzinfo=dt.UTC)


@pytest.fixture
def stranger(lacombe) -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def paper(ask) -> Issue:
    """A paper that is out since 12 March 2026."""
    with clock.at(ISSUED_AT):
        made = ask()
    seals.hand_out(made)
    return made


def content_of(issue: Issue) -> bytes:
    issue.document.refresh_from_db()
    return documents.path_of(issue.document.sha256).read_bytes()


def words(answer) -> str:
    """What stands on a page, without its tags."""
    page = re.sub(r"(?s)<(head|template).*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def bring(client: Client, content: bytes, to: str = "/genuine/", name: str = "paper.pdf"):
    return client.post(to, {"file": SimpleUploadedFile(name, content, "application/pdf")})


# -- By its code ---------------------------------------------------------------------------------------


def test_the_page_says_what_was_issued_and_no_more(stranger, paper):
    answer = stranger.get(f"/p/{paper.code}/")
    said = words(answer)
    for part in (
        "Resolution 26-014: Twinning with Mazatlán",
        f"{paper.number}, issued by the City of Lacombe on 12 March 2026",
        "In force.",
        "Sealed by City of Lacombe",
        "None; the time is that of the City’s own clock.",
        paper.document.sha256,
        paper.certificate,
    ):
        assert part in said
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in answer["Cache-Control"]
    assert "Resolution 26-014.pdf" not in said
    assert "D. Sinclair" not in said
    assert answer.cookies == {}


@pytest.mark.parametrize("change", [str.lower, lambda code: "-".join(code), lambda code: f" {code} "])
def test_a_code_is_read_however_it_is_typed(stranger, paper, change):
    answer = stranger.post("/genuine/", {"code": change(paper.code)})
    assert (answer.status_code, answer["Location"]) == (302, f"/p/{paper.code}/")
    assert stranger.get(f"/p/{paper.code_in_groups.lower()}/").status_code == 200


def test_a_whole_address_is_a_code_too(stranger, paper):
    address = paper.document.facts["verification"]["short"]
    assert stranger.post("/genuine/", {"code": address})["Location"] == f"/p/{paper.code}/"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "The code is missing. Type it as it is printed on the last page."),
        ("A" * 25, "A code has 26 letters and digits, and these are 25."),
        ("0" * 26, "A code has no “0”: it is made of the digits 2 to 9 and of letters without I and O."),
    ],
)
def test_what_cannot_be_a_code_is_said_in_words(stranger, typed, error):
    answer = stranger.post("/genuine/", {"code": typed})
    assert answer.status_code == 422
    assert error in words(answer)


def test_a_paper_that_was_replaced_leads_to_the_one_in_force(stranger, paper, ask):
    with clock.at(dt.datetime(2026, 6, 1, 20, tzinfo=dt.UTC)):
        newer = ask(facts=FACTS | {"n": 2})
    page = f"/p/{paper.code}/"
    assert "Superseded on 1 June 2026. The paper that takes its place is being made." in words(
        stranger.get(page)
    )
    assert newer.code not in stranger.get(page).content.decode()
    seals.hand_out(newer)
    answer = stranger.get(page)
    assert f"No longer in force. Superseded on 1 June 2026 by {newer.number} ." in words(answer)
    assert f'href="/p/{newer.code}/"' in answer.content.decode()


def test_a_withdrawn_paper_says_so_and_not_why(stranger, paper, clerk):
    with clock.at(dt.datetime(2026, 6, 1, 20, tzinfo=dt.UTC)):
        issued.withdraw(paper, by=clerk, why="The mayor misspoke.", words="Council rescinded it.")
    said = words(stranger.get(f"/p/{paper.code}/"))
    assert "No longer in force. Withdrawn on 1 June 2026. Council rescinded it." in said
    assert "misspoke" not in said


def test_a_time_stamp_is_spoken_of(stranger, paper):
    Issue.objects.update(timestamped=True)
    assert "An independent authority vouches for the time in the seal." in words(
        stranger.get(f"/p/{paper.code}/")
    )


def test_a_demonstration_says_so_loudly(stranger, paper, lacombe):
    lacombe.demonstration = True
    lacombe.save()
    for page in (f"/p/{paper.code}/", "/genuine/"):
        assert "no city has issued any of these papers" in words(stranger.get(page))


# -- What strangers do not learn --------------------------------------------------------------------------


def test_unknown_codes_drafts_and_failed_papers_are_one_page(stranger, ask):
    """The same page after the same questions to the database, so that neither its words nor its time tell them apart."""
    queued, failed, rendering = ask(), ask(key="b"), ask(key="c")
    unsealed = ask(key="d")
    Document.objects.filter(pk=failed.document_id).update(state="failed", reason="No.")
    Document.objects.filter(pk=rendering.document_id).update(state="rendering")
    Document.objects.filter(pk=unsealed.document_id).update(state="ready", sha256="a" * 64)
    pages, asked = set(), []
    for code in (issued.new_code(), queued.code, failed.code, rendering.code, unsealed.code):
        with CaptureQueriesContext(connection) as queries:
            answer = stranger.get(f"/p/{code}/")
        assert answer.status_code == 404
        pages.add(answer.content)
        asked.append([query["sql"].replace(code, "") for query in queries if "records_" in query["sql"]])
    assert (len(pages), len(asked[0])) == (1, 1)
    assert asked == [asked[0]] * 5
    assert "We have issued no paper with this code" in words(answer)


@pytest.mark.parametrize("code", ["some", "x" * 500, "%00", "..", "é", "٣" * 26, "ß" * 26])
def test_a_code_that_is_none_is_not_found(stranger, code):
    assert stranger.get(f"/p/{code}/").status_code == 404


def test_a_thousand_guesses_find_nothing_and_are_stopped(stranger, paper):
    dice, answers = random.Random(26), []
    with clock.at(ISSUED_AT):
        for _guess in range(1_000):
            code = "".join(dice.choice(issued.SIGNS) for _sign in range(26))
            answers.append(stranger.get(f"/p/{code}/"))
    assert [answer.status_code for answer in answers] == [404] * 30 + [429] * 970
    assert "Try again in 1 minute." in words(answers[-1])
    assert int(answers[-1]["Retry-After"]) <= 60


def test_the_root_certificate_is_handed_out_where_there_is_one(stranger, ask, settings):
    shutil.rmtree(settings.SEAL_DIR, ignore_errors=True)
    assert stranger.get("/genuine/root-certificate/")["Location"] == "/genuine/"
    assert "root certificate" not in words(stranger.get("/genuine/"))
    seals.hand_out(ask())
    answer = stranger.get("/genuine/root-certificate/")
    assert answer["Content-Type"] == "application/pkix-cert"
    assert answer["Content-Disposition"] == 'attachment; filename="Root of the seal City of Lacombe.cer"'
    (root,) = certificates.material().chain
    assert certificates.x509.load_der_x509_certificate(answer.content) == root
    assert certificates.fingerprint(root) in words(stranger.get("/genuine/"))


# -- By its file -------------------------------------------------------------------------------------------


def test_the_very_file_is_our_paper(stranger, paper):
    for page in ("/genuine/", f"/p/{paper.code}/"):
        said = words(bring(stranger, content_of(paper), page))
        assert "This is our paper, unchanged. Its SHA-256 is the one in our record" in said
        assert paper.public_title in said


def test_nothing_is_kept_of_what_is_brought(stranger, paper, settings):
    def kept() -> set[Path]:
        return {
            path for folder in (settings.PAPERS_DIR, settings.DATA_DIR) for path in Path(folder).rglob("*")
        }

    before = kept()
    for content in (content_of(paper), content_of(paper)[:-9], b"something else"):
        bring(stranger, content)
    assert kept() == before
    assert Upload.objects.count() == 0
    assert {event.verb for event in Event.objects.all()} == {"paper.issued"}


def test_one_changed_byte_is_seen(stranger, paper):
    content = content_of(paper)
    with pikepdf.open(io.BytesIO(content)) as opened:
        at = int(opened.Root.Perms.DocMDP.ByteRange[1]) // 2
    changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    said = words(bring(stranger, changed, f"/p/{paper.code}/"))
    assert (
        f"This paper was changed after we had sealed it. Its SHA-256 is not the one of the paper {paper.number}. "
        "It has our seal, but the seal is broken: what it covered is no longer what we sealed."
    ) in said
    assert "Do not rely on this file." in said


def test_what_was_added_is_seen(stranger, paper):
    said = words(bring(stranger, seals.with_something_added(content_of(paper))))
    assert (
        "Something was added to this paper after we had sealed it. No paper in our record has its SHA-256."
        in said
    )


def test_an_unchanged_paper_that_no_longer_holds_says_so(stranger, paper, clerk):
    issued.withdraw(paper, by=clerk, why="Rescinded.", words="Council rescinded it.")
    said = words(bring(stranger, content_of(paper)))
    assert "This is our paper, unchanged, but it is no longer in force." in said
    assert "Council rescinded it." in said


def test_the_file_of_another_paper_is_told_apart(stranger, paper, ask):
    other = ask(key="resolution:2", public_title="Another resolution")
    seals.hand_out(other)
    said = words(bring(stranger, content_of(other), f"/p/{paper.code}/"))
    assert f"This is a paper of ours, but not the one on this page. It is the paper {other.number}." in said


def test_a_file_with_our_seal_that_we_do_not_know_is_told_apart(stranger, paper, tmp_path):
    made = seals.plain_pdf(tmp_path / "made.pdf")
    seals.sealing.seal(made, city="City of Lacombe", contact="", number="P 2026-9999")
    said = words(bring(stranger, made.read_bytes()))
    assert "This file has our seal, but it is not in our record." in said


def test_somebody_elses_seal_is_not_ours_whatever_name_it_bears(stranger, paper, tmp_path, settings):
    seals.bought(tmp_path / "false.p12", name="City of Lacombe")
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(tmp_path / "false.p12"), seals.PASSWORD
    made = seals.plain_pdf(tmp_path / "made.pdf")
    seals.sealing.seal(made, city="City of Lacombe", contact="", number=paper.number)
    said = words(bring(stranger, made.read_bytes(), f"/p/{paper.code}/"))
    assert "This is not a file that we issued." in said
    assert "It is signed, but not with our seal." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"a letter",
            "This file cannot be read as a PDF. No paper in our record has its SHA-256. It is no PDF;",
        ),
        (b"%PDF-1.7\n%broken", "It is damaged, or made so that it cannot be read."),
        (b"%PDF-1.7\n" + b"[" * 200_000, "It is damaged, or made so that it cannot be read."),
        (b"", "The file is empty. Choose the PDF as you received it."),
    ],
)
def test_what_is_no_paper_is_said_in_words(stranger, paper, content, said):
    assert said in words(bring(stranger, content))


def test_a_scan_cannot_match_and_the_page_says_what_to_compare(stranger, paper, tmp_path):
    said = words(bring(stranger, seals.plain_pdf(tmp_path / "scan.pdf").read_bytes()))
    assert "It has no seal." in said
    assert "A paper that was printed and scanned" in said


def test_a_paper_larger_than_an_upload_may_be_is_still_known_by_its_hash(stranger, paper, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    content = content_of(paper)
    assert len(content) > 1_000
    assert "This is our paper, unchanged" in words(bring(stranger, content))
    said = words(bring(stranger, content + b"%"))
    assert "so we have not looked inside." in said


def test_no_file_is_said_in_words(stranger, paper):
    answer = stranger.post("/genuine/", {"file": ""}, format="multipart")
    assert (answer.status_code, "No file was chosen." in words(answer)) == (422, True)


def test_files_are_counted(stranger, paper):
    with clock.at(ISSUED_AT):
        statuses = [bring(stranger, b"x").status_code for _time in range(11)]
    assert statuses == [200] * 10 + [429]


def test_before_the_city_is_entered_there_is_nothing_to_ask(client, db):
    assert client.get("/genuine/")["Location"] == "/"
