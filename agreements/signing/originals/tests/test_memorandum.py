"""Originals, the copies to sign, the scan held against the text, and the signed memorandum."""

import datetime as dt
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import ClauseText
from agreements.signing.models import Original, Scan, ScanPage, Signature, SignedMemorandum, Signing
from agreements.signing.originals import actions, papers, reading
from agreements.signing.originals.tests.conftest import both_sign, checked, named, original, photograph
from agreements.signing.registers.reading import signed_paper
from proposals.lifecycle import MoveRefused, Phase, Turn, move
from proposals.proposal.models import Paper
from twinning import clock
from twinning.records import scans
from twinning.records.issued.actions import withdraw
from twinning.records.issued.models import Issue
from twinning.records.models import Event, Upload
from twinning.records.rendering import render_paper
from twinning.records.tests import hostile
from twinning.records.uploads import path_of
from twinning.testing import pdf
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

Finding = ScanPage.Finding
NOT_APPROVED = "Council’s approval of this very text is not on file. Send the agreement back, so that council can decide."


def url(name, proposal, *more):
    return reverse(f"signing:{name}", args=[proposal.pk, *more])


def scanned(proposal, by, pages=2, shown=None) -> Scan:
    scan = actions.add_scan(proposal, [checked(200 + n) for n in range(pages)], original=shown, by=by)
    scan.record.proposal = proposal
    return scan


def pages(scan) -> list[ScanPage]:
    found = reading.pages_of(scan)
    for page in found:
        page.scan = scan
    return found


def find(page, by, finding=Finding.AGREES, words="", seen=None):
    page.finding, page.words = finding, words
    actions.find(page, number=page.order + 1, seen=page.version if seen is None else seen, by=by)


def ready(proposal, by, pages_of_scan=2) -> Scan:
    """Everything that issuing asks for."""
    both_sign(proposal, by)
    shown = original(proposal, "City of Lacombe", by)
    original(proposal, "Municipality of Mazatlán", by)
    scan = scanned(proposal, by, pages_of_scan, shown)
    for page in pages(scan):
        find(page, by)
    return scan


def hindrances(proposal) -> list[str]:
    record = Signing.of(proposal)
    scan = reading.newest_scan(record)
    return reading.hindrances(record, scan, reading.pages_of(scan))


# -- originals and copies to sign -----------------------------------------------------------------


def test_originals_are_numbered_changed_and_taken_off(client, proposal, clerk, sign_in):
    sign_in(client, clerk)
    for holder in ("City of Lacombe", "بلدية مازاتلان"):
        assert client.post(url("new_original", proposal), {"holder": holder}).status_code == 302
    assert [(one.number, one.holder) for one in Original.objects.all()] == [
        (1, "City of Lacombe"),
        (2, "بلدية مازاتلان"),
    ]
    data = {
        "version": "1",
        "holder": "City of Lacombe",
        "kept_at": "Vault, shelf 4",
        "received_on": "2026-04-06",
    }
    assert client.post(url("change_original", proposal, 1), data).status_code == 302
    page = client.post(url("change_original", proposal, 1), data | {"kept_at": "Attic"})
    assert "Where it is kept now reads: Vault, shelf 4" in page.context["form"].non_field_errors()
    assert client.post(url("remove_original", proposal, 2)).status_code == 302
    assert [event.verb for event in Event.objects.about(proposal)][:4] == [
        "original.removed", "original.changed", "original.kept", "original.kept",
    ]  # fmt: skip


def test_an_original_that_a_scan_shows_stays(proposal, clerk):
    shown = original(proposal, "City of Lacombe", clerk)
    scanned(proposal, clerk, 1, shown)
    with pytest.raises(MoveRefused, match="A scan shows this original, so it stays"):
        actions.remove_original(shown, by=clerk)


def test_the_copies_to_sign_say_which_original_they_are(client, proposal, clerk, sign_in):
    named(proposal, clerk)
    for holder in ("Lacombe", "Mazatlán"):
        original(proposal, holder, clerk)
    assert sign_in(client, clerk).post(url("signing_copies", proposal)).status_code == 302
    made = [paper.document for paper in Paper.objects.order_by("pk")]
    assert [(one.template, one.title) for one in made] == [
        ("memorandum", f"Signing copy {n} of 2, {proposal.reference}") for n in (1, 2)
    ]
    facts = made[1].facts
    assert facts["originals_words"] == "Original 2 of 2, English and Spanish, for Mazatlán"
    assert (facts["standing"], facts["standing_words"]) == ("signing_copy", "Signing copy")
    assert facts["resolution_line"] == "Resolution 26-001 of 12 January 2026"
    assert [(one["name"], one["place"], one["date_words"], one["seal"]) for one in facts["signatures"]] == [
        ("A. Beaulieu", "", "", True),
        ("L. Ibarra", "", "", True),
    ]
    assert not Issue.objects.exists()


@pytest.mark.parametrize("state", ["never approved", "changed since"])
def test_what_council_did_not_approve_is_not_printed_for_signing(client, request, clerk, sign_in, state):
    proposal = request.getfixturevalue("unapproved" if state == "never approved" else "proposal")
    original(proposal, "Lacombe", clerk)
    if state == "changed since":
        named(proposal, clerk)
        ClauseText.objects.filter(language="es", heading="Gastos").update(words="Pagan ellos.")
    page = sign_in(client, clerk).post(url("signing_copies", proposal), follow=True)
    assert [str(one) for one in page.context["messages"]] == [
        NOT_APPROVED
        if state == "never approved"
        else "The text was changed after council approved version 1. Send the agreement back, so that council can decide on the changed text."
    ]
    assert not Paper.objects.exists()


# -- the scan --------------------------------------------------------------------------------------


def test_photographs_become_the_pages_of_one_scan(client, proposal, clerk, sign_in):
    shown = original(proposal, "City of Lacombe", clerk)
    files = [photograph("1.jpg", 240), photograph("2.jpg", 230)]
    page = sign_in(client, clerk).post(
        url("add_scan", proposal), {"pages": files, "original": shown.pk}, follow=True
    )
    [scan] = Scan.objects.all()
    assert (scan.original, [one.upload.name for one in pages(scan)]) == (shown, ["1.jpg", "2.jpg"])
    body = page.content.decode()
    assert "The two cities wish to be friends." in body
    assert "Scan, page 1 of 2" in body
    picture = client.get(url("scan_picture", proposal, pages(scan)[0].pk, "small"))
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/jpeg", "private, max-age=3600")
    assert client.get(url("scan_file", proposal, pages(scan)[0].pk)).status_code == 200
    assert client.get(url("scan_picture", proposal, pages(scan)[0].pk, "huge")).status_code == 404


def _locked() -> SimpleUploadedFile:
    return SimpleUploadedFile("Scan.pdf", hostile.pdf(encryption=pikepdf.Encryption(owner="o", user="u")))


def _acting() -> SimpleUploadedFile:
    def act(made):
        made.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )

    return SimpleUploadedFile("Scan.pdf", hostile.pdf(act))


def _three_hundred() -> SimpleUploadedFile:
    def more(made):
        for _page in range(299):
            made.add_blank_page(page_size=(612, 792))

    return SimpleUploadedFile("Scan.pdf", hostile.pdf(more))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (_locked, "The file is locked with a password. Save a copy without a password, and choose that copy."),
        (_acting, "The file contains program code, which could harm the reader. Print it to PDF, and choose that file."),
        (_three_hundred, "“Scan.pdf” has too many pages: all files together may have 100. Scan the signed paper alone, without what lay beneath it, and add long annexes as attachments of the file."),
    ],
    ids=["encrypted", "JavaScript", "300 pages"],
)  # fmt: skip
def test_a_scan_that_cannot_be_taken_is_refused_in_words_and_leaves_nothing(
    client, proposal, clerk, sign_in, file, words
):
    page = sign_in(client, clerk).post(url("add_scan", proposal), {"pages": file()})
    assert page.status_code == 422
    assert page.context["scan_form"].errors["pages"] == [words]
    assert not Scan.objects.exists()
    assert not Upload.objects.exists()


def test_a_page_upside_down_is_turned_and_pages_change_places(client, proposal, clerk, sign_in):
    scan = scanned(proposal, clerk, 2)
    first, second = pages(scan)
    sign_in(client, clerk)
    for step, turned in (("over", 2), ("right", 3), ("right", 0), ("left", 3)):
        version = ScanPage.objects.get(pk=first.pk).version
        assert client.post(url("arrange", proposal, first.pk, step), {"version": version}).status_code == 302
        assert ScanPage.objects.get(pk=first.pk).turns == turned
    whole = client.get(url("scan_picture", proposal, first.pk, "whole")).content
    assert whole == scans.picture(first.picture, 3)
    client.post(url("arrange", proposal, second.pk, "earlier"), {"version": second.version})
    assert [page.pk for page in pages(scan)] == [second.pk, first.pk]
    page = client.post(url("arrange", proposal, second.pk, "earlier"), {"version": 2}, follow=True)
    assert [str(one) for one in page.context["messages"]] == [
        "There is no place before the first page or after the last one."
    ]


def test_a_stale_button_turns_nothing(client, proposal, clerk, sign_in):
    [page] = pages(scanned(proposal, clerk, 1))
    sign_in(client, clerk)
    for _click in range(2):
        shown = client.post(url("arrange", proposal, page.pk, "over"), {"version": 1}, follow=True)
    assert [str(one) for one in shown.context["messages"]] == [
        "Somebody else changed this in the meantime. Look at the page again."
    ]
    assert ScanPage.objects.get(pk=page.pk).turns == 2


def test_an_empty_back_is_taken_out_and_put_back(client, proposal, clerk, sign_in):
    scan = scanned(proposal, clerk, 2)
    back = pages(scan)[1]
    sign_in(client, clerk).post(url("remove_page", proposal, back.pk), {"version": back.version})
    assert len(pages(scan)) == 1
    assert client.get(url("scan_page", proposal, back.pk)).status_code == 302
    client.post(url("put_page_back", proposal, back.pk))
    assert [page.pk for page in pages(scan)][1] == back.pk


def test_forgotten_pages_stand_behind_the_others(client, proposal, clerk, sign_in):
    scan = scanned(proposal, clerk, 1)
    sign_in(client, clerk).post(url("add_pages", proposal, scan.pk), {"pages": [photograph("last.jpg")]})
    assert [page.upload.name for page in pages(scan)] == ["page.jpg", "last.jpg"]


# -- what somebody finds -----------------------------------------------------------------------------


def test_a_finding_has_a_name_and_a_time_and_leads_to_the_next_page(client, proposal, clerk, sign_in):
    scan = scanned(proposal, clerk, 2)
    first, second = pages(scan)
    answer = sign_in(client, clerk).post(
        url("scan_page", proposal, first.pk), {"version": "1", "finding": "agrees"}
    )
    assert answer.url == url("scan_page", proposal, second.pk)
    answer = client.post(
        url("scan_page", proposal, second.pk), {"version": "1", "finding": "differs", "words": "Otro día."}
    )
    assert answer.url == url("memorandum", proposal)
    assert [(page.finding, page.words, page.checked_by) for page in pages(scan)] == [
        ("agrees", "", clerk),
        ("differs", "Otro día.", clerk),
    ]
    assert [event.verb for event in Event.objects.about(proposal)][:2] == [
        "scan.page_differs",
        "scan.page_agrees",
    ]


def test_what_differs_is_said_in_words(client, proposal, clerk, sign_in):
    [page] = pages(scanned(proposal, clerk, 1))
    shown = sign_in(client, clerk).post(
        url("scan_page", proposal, page.pk), {"version": "1", "finding": "differs"}
    )
    assert shown.status_code == 422
    assert shown.context["form"].errors["words"] == [
        "This is missing. Say what differs, and where on the page."
    ]
    shown = client.post(url("scan_page", proposal, page.pk), {"version": "1"})
    assert shown.context["form"].errors["finding"] == [
        "This is missing. Say whether the page agrees with the text."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        ScanPage.objects.update(finding="agrees")


def test_nobody_overwrites_a_colleagues_finding_unseen(client, proposal, clerk, staff, sign_in):
    [page] = pages(scanned(proposal, clerk, 1))
    find(page, clerk, Finding.DIFFERS, "The date.")
    shown = sign_in(client, staff).post(
        url("scan_page", proposal, page.pk), {"version": "1", "finding": "agrees"}
    )
    assert shown.status_code == 422
    assert "Finding now reads: Differs from the text" in shown.context["form"].non_field_errors()
    now = ScanPage.objects.get(pk=page.pk)
    assert (now.finding, now.words, now.checked_by) == ("differs", "The date.", clerk)
    assert "Differs from the text · D. Sinclair" in shown.content.decode()


# -- issuing ---------------------------------------------------------------------------------------


def test_what_hinders_is_said_all_at_once(client, proposal, clerk, sign_in):
    assert hindrances(proposal) == [
        "Nobody has signed yet. Record the signatures first.",
        "There is no scan yet. Add the scan of a signed original.",
    ]
    both_sign(proposal, clerk)
    scan = scanned(proposal, clerk, 3)
    find(pages(scan)[0], clerk)
    find(pages(scan)[1], clerk, Finding.DIFFERS, "The date.")
    assert hindrances(proposal) == [
        "No original is on file. Say how many were signed, and who holds each.",
        "Page 3 of the scan has not been held against the text. Look at it and say what you find.",
        "Page 2 of the scan differs from the text. Scan the right page, or accept it with a reason.",
    ]
    page = sign_in(client, clerk).post(url("issue_memorandum", proposal), follow=True)
    assert [str(one) for one in page.context["messages"]] == hindrances(proposal)
    assert not SignedMemorandum.objects.exists()


def test_a_deviation_is_accepted_with_a_reason_that_is_printed(client, proposal, clerk, sign_in):
    scan = ready(proposal, clerk, 1)
    [page] = pages(scan)
    find(page, clerk, Finding.DIFFERS, "The date was corrected by hand.")
    where = url("accept_deviation", proposal, scan.pk)
    sign_in(client, clerk).post(where, {"version": scan.version, "why": " "})
    assert hindrances(proposal) == [
        "Page 1 of the scan differs from the text. Scan the right page, or accept it with a reason."
    ]
    client.post(where, {"version": scan.version, "why": "Both initialled it."})
    assert hindrances(proposal) == []
    record = Signing.of(proposal)
    scan.refresh_from_db()
    facts = papers.memorandum_facts(record, scan, pages(scan), text_hash="0" * 64)
    assert facts["certificate"]["deviation"] == [["Both initialled it."]]
    # Something else that differs was not accepted.
    find(pages(scan)[0], clerk, Finding.DIFFERS, "A page of another paper.")
    assert len(hindrances(proposal)) == 1


def test_it_is_issued_once_and_anew_when_something_changed(client, proposal, clerk, sign_in):
    ready(proposal, clerk)
    sign_in(client, clerk)
    for _click in range(2):
        assert client.post(url("issue_memorandum", proposal)).status_code == 302
    [made] = SignedMemorandum.objects.all()
    issue = Issue.objects.get(document=made.paper.document)
    assert (issue.public_title, issue.key) == (
        "Signed memorandum with Mazatlán",
        f"memorandum:{made.record_id}",
    )
    data = {"version": "1", "holder": "Archives of Lacombe"}
    client.post(url("change_original", proposal, 1), data)
    client.post(url("issue_memorandum", proposal))
    assert [one.number for one in SignedMemorandum.objects.all()] == [2, 1]
    assert Issue.objects.get(pk=issue.pk).status == Issue.Status.SUPERSEDED
    assert Signing.of(proposal).lacks()["memorandum"] == []


def test_the_page_says_whether_the_issued_memorandum_still_holds(client, proposal, clerk, sign_in):
    ready(proposal, clerk)
    sign_in(client, clerk).post(url("issue_memorandum", proposal))
    # Another day the same facts are still the same paper.
    with clock.at(clock.now() + dt.timedelta(days=3)):
        page = sign_in(client, clerk).get(url("memorandum", proposal)).content.decode()
        assert (
            "It is issued, and nothing has changed since." in page and "Issue it again</button>" not in page
        )
        client.post(url("change_original", proposal, 1), {"version": "1", "holder": "Archives of Lacombe"})
        page = client.get(url("memorandum", proposal)).content.decode()
        assert (
            "What is on file has changed since it was issued." in page and "Issue it again</button>" in page
        )
    assert Signing.of(proposal).lacks()["memorandum"] == []


def test_a_withdrawn_memorandum_is_none(client, proposal, clerk, sign_in):
    ready(proposal, clerk)
    sign_in(client, clerk).post(url("issue_memorandum", proposal))
    withdraw(Issue.objects.get(), by=clerk, why="The wrong scan.", words="Issued by mistake.")
    record = Signing.of(proposal)
    assert record.lacks()["memorandum"] == [
        "Scan the signed original, check it against the text, and issue the signed memorandum."
    ]
    assert signed_paper(record) is None
    assert "No signed memorandum is in force." in client.get(url("memorandum", proposal)).content.decode()
    client.post(url("issue_memorandum", proposal))
    assert Signing.of(proposal).lacks()["memorandum"] == []


def test_a_memorandum_withdrawn_years_later_is_issued_anew(client, proposal, clerk, sign_in):
    ready(proposal, clerk)
    sign_in(client, clerk).post(url("issue_memorandum", proposal))
    move(proposal, Phase.EVALUATION, by=clerk, turn=Turn.STAFF)
    withdraw(Issue.objects.get(), by=clerk, why="The wrong scan.", words="Issued by mistake.")
    page = client.get(url("memorandum", proposal)).content.decode()
    assert "Issue it again</button>" in page and "Add the scan" not in page
    client.post(url("issue_memorandum", proposal))
    assert signed_paper(Signing.of(proposal)) is not None


def test_only_the_clerk_issues_and_accepts(client, proposal, clerk, staff, sign_in):
    scan = ready(proposal, clerk, 1)
    sign_in(client, staff)
    assert client.post(url("issue_memorandum", proposal)).status_code == 403
    assert client.post(url("accept_deviation", proposal, scan.pk), {"why": "x"}).status_code == 403
    assert client.get(url("issue_memorandum", proposal)).status_code == 405
    assert not SignedMemorandum.objects.exists()


def test_the_certificate_tells_who_signed_where_by_what_authority_and_who_looked(proposal, clerk):
    scan = ready(proposal, clerk, 2)
    Signature.objects.filter(side="theirs").update(
        native_name="이바라",
        native_office="Presidente Municipal",
        signed_at=dt.time(11),
        zone="America/Mazatlan",
    )
    first = pages(scan)[0]
    actions.turn(first, 1, seen=first.version)
    record = Signing.of(proposal)
    facts = papers.memorandum_facts(record, scan, pages(scan), text_hash="ab" * 32)
    assert facts["scan"] == [
        {"picture": scans.kept_turned(first.picture, 1), "wide": True, "words": "Scan, page 1 of 2"},
        {"picture": pages(scan)[1].picture, "wide": False, "words": "Scan, page 2 of 2"},
    ]
    assert facts["signed_lines"] == [
        "Signed at Lacombe on 20 March 2026",
        "Signed at Mazatlán on 5 April 2026",
    ]
    certificate = facts["certificate"]
    assert certificate["signatures"][1] == {
        "name": "L. Ibarra",
        "native": {"text": "이바라", "lang": "en", "dir": "ltr"},
        "office": "Mayor",
        "native_office": {"text": "Presidente Municipal", "lang": "en", "dir": "ltr"},
        "capacity": "For the Mazatlán, Sinaloa, Mexico",
        "authority": "",
        "when": "5 April 2026, 11:00 (Mexican Pacific Standard Time)",
        "place": "Mazatlán",
        "how": "By hand. Before our clerk’s eyes.",
    }
    assert [(one["finding"], one["who"], one["when"]) for one in certificate["checks"]] == [
        ("Agrees with the text", "D. Sinclair", "9 April 2026, 11:30 MDT")
    ] * 2
    assert [(one["name"], one["holder"]["text"], one["shown"]) for one in certificate["originals"]] == [
        ("Original 1", "City of Lacombe", True),
        ("Original 2", "Municipality of Mazatlán", False),
    ]
    assert [(one["words"], len(one["sha256"])) for one in certificate["files"]] == [("1 page", 64)] * 2
    assert "original 1 of 2" in certificate["statement"][0]
    transcript = facts["transcript"]
    assert (transcript["signatures"][0]["name"], transcript["signatures"][0]["date_words"]) == (
        "(signed) A. Beaulieu", "20 March 2026",
    )  # fmt: skip


def test_the_paper_is_fit_for_the_archive_and_for_screen_readers(proposal, clerk, tmp_path: Path):
    scan = ready(proposal, clerk, 2)
    first = pages(scan)[0]
    actions.turn(first, 1, seen=first.version)
    made = actions.issue_memorandum(proposal, by=clerk)
    document, paper = made.paper.document, tmp_path / "memorandum.pdf"
    render_paper(document.template, document.facts, title=document.title, target=paper)
    verdict = pdf.verapdf([paper])[paper]
    assert {flavour: found["failed"] for flavour, found in verdict.items()} == {"3a": [], "ua1": []}
    said = pdf.pages(paper)
    assert ["Scan, page 1 of 2" in said[1], "Scan, page 2 of 2" in said[2]] == [True, True]
    assert "(signed) A. Beaulieu" in said[3]
    assert "Certificate" in said[4]
    with pikepdf.open(paper) as opened:
        widths = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in opened.pages]
        held = {
            stream.read_raw_bytes()
            for stream in opened.objects
            if isinstance(stream, pikepdf.Stream) and stream.get("/Filter") == "/DCTDecode"
        }
    assert widths[:3] == [False, True, False]
    assert path_of(pages(scan)[1].picture).read_bytes() in held


# -- who may -----------------------------------------------------------------------------------


def test_who_has_no_part_in_the_signing_changes_nothing(client, proposal, clerk, councillor, sign_in):
    scan = scanned(proposal, clerk, 1)
    [page] = pages(scan)
    sign_in(client, councillor)
    for name, more in (
        ("new_original", ()), ("signing_copies", ()), ("add_scan", ()), ("add_pages", (scan.pk,)),
        ("arrange", (page.pk, "over")), ("remove_page", (page.pk,)), ("put_page_back", (page.pk,)),
    ):  # fmt: skip
        answer = client.post(url(name, proposal, *more), {"version": 1, "holder": "X", "finding": "agrees"})
        assert (name, answer.status_code) == (name, 403)
    client.post(url("scan_page", proposal, page.pk), {"version": 1, "finding": "agrees"})
    now = ScanPage.objects.get(pk=page.pk)
    assert (now.version, now.finding, Original.objects.count()) == (1, "", 0)


def test_another_files_pages_are_not_found(client, proposal, clerk, sign_in):
    sign_in(client, clerk)
    for name, more in (
        ("change_original", (9,)), ("remove_original", (9,)), ("add_pages", (999,)), ("accept_deviation", (999,)),
        ("scan_page", (999,)), ("remove_page", (999,)), ("put_page_back", (999,)), ("arrange", (999, "over")),
    ):  # fmt: skip
        assert (name, client.post(url(name, proposal, *more), {"why": "x"}).status_code) == (name, 404)


def test_the_scan_room_takes_the_same_queries_however_many_pages(client, proposal, clerk, sign_in):
    scan = scanned(proposal, clerk, 1)
    few = queries(sign_in(client, clerk), url("memorandum", proposal))
    [page] = pages(scan)
    for order in range(1, 45):
        page.pk, page.order = None, order
        page.save(force_insert=True)
    assert queries(client, url("memorandum", proposal)) == few


def test_a_damaged_drawing_leaves_no_upload(proposal, clerk, monkeypatch):
    def broken(*_given, **_more):
        raise ValidationError("It cannot be drawn.")

    monkeypatch.setattr(scans, "pages_of", broken)
    with pytest.raises(ValidationError):
        scanned(proposal, clerk, 1)
    assert not Upload.objects.exists()
