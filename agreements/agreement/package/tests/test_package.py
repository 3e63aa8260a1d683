"""The request for decision and what is put before the CAO and council."""

import datetime as dt
import hashlib
import io
import json
import re
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import Meeting
from agreements.agreement.council.papers import ask_for_resolution
from agreements.agreement.models import Agreement, RequestForDecision
from agreements.agreement.package import actions
from agreements.agreement.package.papers import approvals, ask_for_request, initials
from agreements.agreement.package.parts import matter_hash, parts
from agreements.agreement.package.stale import stale
from agreements.agreement.text.models import ClauseText
from proposals.lifecycle import MoveRefused, Turn
from proposals.proposal.actions import attach, detach
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records import documents
from twinning.records.models import Document
from twinning.records.rendering import render_paper
from twinning.testing import pdf
from twinning.testing.files import file_before_council, file_in_agreement, queries


@pytest.fixture(autouse=True)
def spring():
    """The day on which everything here happens, before the meeting of 12 March."""
    with clock.at(dt.datetime(2026, 3, 9, 20, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def proposal(lacombe, staff, cao):
    """A file that is ready to go to the CAO, with a letter attached."""
    proposal = file_before_council(staff=staff, cao=cao)
    council.draft(proposal, "establish", by=staff)
    attach(proposal, SimpleUploadedFile("carta.txt", b"Nos alegra."), "Letter of their mayor", by=staff)
    return proposal


def page(proposal, name="request", *more):
    return reverse(f"agreement:{name}", args=[proposal.pk, *more])


# -- writing -----------------------------------------------------------------------------------


def test_opening_writes_nothing_and_shows_what_the_file_proposes(client, sign_in, lacombe, staff, cao):
    proposal = file_in_agreement(staff=staff, cao=cao)
    answer = sign_in(client, staff).get(page(proposal))
    assert answer.status_code == 200
    told = {row["key"]: row["value"] for row in answer.context["offered"]}
    assert told["Origin"].startswith("An enquiry by the Mayor. The file ")
    # The planning has no budget, the work plan has: so nothing says that no money is asked for.
    assert told["Amount"] == "$12,000"
    assert "Financial implication" not in told
    assert (
        told["What council could do"] == "Pass the resolution as drafted\nAsk for changes first\nDo nothing"
    )
    assert not Agreement.objects.filter(proposal=proposal).exists()
    assert client.get(page(proposal, "edit_request")).status_code == 302
    assert not RequestForDecision.objects.exists()


def test_what_was_typed_is_never_written_over(proposal, staff):
    request = RequestForDecision.objects.get()
    filled = actions.propose(proposal, by=staff)
    request.refresh_from_db()
    assert request.recommendation == "That Council establish the relationship."
    assert "recommendation" not in filled
    assert request.previous == "None in this file."
    assert "Avoid non-essential travel to parts of Sinaloa." in request.risk
    assert [option.title for option in request.options.all()] == ["Establish the relationship", "Do nothing"]
    assert actions.propose(proposal, by=staff) == []


def test_earlier_resolutions_are_told_with_number_and_result(proposal, staff, clerk, cao):
    decided = proposal.resolutions.get()
    type(decided).objects.filter(pk=decided.pk).update(kind="explore")
    decide(proposal, decided, clerk)
    actions.propose(proposal, by=staff)
    assert RequestForDecision.objects.get().previous == (f"26-001, 12 March 2026: {decided.title}. Carried.")


def decide(proposal, resolution, clerk):
    """A resolution that was carried, as the record has it."""
    meeting = Meeting.objects.create(kind="regular", held_on=dt.date(2026, 3, 12))
    type(resolution).objects.filter(pk=resolution.pk).update(
        state="carried", number="26-001", meeting=meeting, mover=OfficeHolder.objects.first()
    )


def test_somebody_who_has_the_form_open_sees_that_the_file_proposed_meanwhile(
    client, sign_in, proposal, staff
):
    sign_in(client, staff)
    version = client.get(page(proposal, "edit_request")).context["state"].version
    actions.propose(proposal, by=staff)
    answer = client.post(page(proposal, "edit_request"), {"version": version, "currency": "CAD"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("propose_request", "councillor", 403),
        ("begin_request", "cao", 403),
        ("make_request_paper", "councillor", 403),
        ("make_package", "mayor", 403),
        ("edit_request", "councillor", 403),
    ],
)
def test_only_who_may_writes(client, sign_in, request, proposal, name, who, status):
    before = (RequestForDecision.objects.values().get(), Document.objects.count())
    sign_in(client, request.getfixturevalue(who))
    assert client.post(page(proposal, name)).status_code == status
    assert (RequestForDecision.objects.values().get(), Document.objects.count()) == before


@pytest.mark.parametrize("name", ["propose_request", "begin_request", "make_request_paper", "make_package"])
def test_steps_refuse_to_be_looked_up(client, sign_in, proposal, staff, name):
    assert sign_in(client, staff).get(page(proposal, name)).status_code == 405


def test_a_file_that_is_not_there_is_not_found(client, sign_in, proposal, staff):
    sign_in(client, staff)
    assert client.get(reverse("agreement:request", args=[999])).status_code == 404
    assert client.get(page(proposal, "package", 1)).status_code == 404


# -- to the CAO --------------------------------------------------------------------------------


def test_sending_freezes_what_the_cao_reads(client, sign_in, proposal, staff, cao):
    steps.send_to_cao(proposal, by=staff)
    package = proposal.packages.get()
    assert (package.number, package.purpose, package.text) == (
        1,
        "cao",
        Agreement.of(proposal).versions.get(),
    )
    assert [(one["kind"], one["title"]) for one in package.parts[1:]] == [
        ("part", "Request for decision"),
        ("part", "Draft resolution"),
        ("part", "Schedule A: Twinning Agreement"),
        ("attachment", "Letter of their mayor"),
    ]
    answer = sign_in(client, cao).get(page(proposal))
    assert answer.context["deciding"]
    assert "You sign off exactly what the package says" in answer.content.decode()
    assert client.post(page(proposal, "approve")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.turn == Turn.CLERK
    assert [line["initials"] for line in approvals(RequestForDecision.of(Agreement.of(proposal)))] == [
        "KD",
        "BS",
        "RW",
    ]


def test_what_changed_since_the_package_is_not_signed_off(client, sign_in, proposal, staff, cao):
    steps.send_to_cao(proposal, by=staff)
    RequestForDecision.objects.update(recommendation="That Council do something else.")
    client = sign_in(client, cao)
    answer = client.get(page(proposal))
    assert answer.context["changed"] == "Changed since it was made: the request for decision."
    with pytest.raises(MoveRefused, match="was changed since package 1 was made"):
        steps.sign_off(proposal, by=cao)
    assert client.post(page(proposal, "make_package")).url == page(proposal, "package", 2)
    steps.sign_off(proposal, by=cao)
    assert proposal.turn == Turn.CLERK


def test_nothing_is_signed_off_without_a_package(proposal, cao):
    with pytest.raises(MoveRefused, match="No package has been made"):
        steps.sign_off(proposal, by=cao)


def test_the_same_package_is_made_once(proposal, staff, cao):
    first = actions.make_again(proposal, by=staff)
    assert actions.make_again(proposal, by=cao) == first
    assert Document.objects.filter(template="council_package").count() == 1


def test_a_file_without_a_request_has_no_package(proposal, staff):
    RequestForDecision.objects.get().options.all().delete()
    RequestForDecision.objects.all().delete()
    assert actions.freeze(proposal, purpose="council", by=staff) is None
    with pytest.raises(MoveRefused, match="There is no request for decision yet"):
        actions.make_again(proposal, by=staff)


# -- to council --------------------------------------------------------------------------------


@pytest.fixture
def before_council(proposal, staff, cao, clerk):
    """The file whose resolution is on the agenda."""
    steps.send_to_cao(proposal, by=staff)
    steps.sign_off(proposal, by=cao)
    council.put_on_agenda(
        proposal.resolutions.get(),
        kind="regular",
        held_on=dt.date(2026, 3, 12),
        place="Council Chambers",
        item="5.2",
        by=clerk,
    )
    return proposal


def test_the_agenda_freezes_what_council_sees(before_council):
    package = before_council.packages.first()
    assert (package.number, package.purpose) == (2, "council")
    assert package.resolution == before_council.resolutions.get()
    cover = package.document.facts
    assert cover["lines"][0] == "Regular council meeting, 12 March 2026, item 5.2"
    report = cover["parts"][0]["facts"]
    assert report["sitting"][1:] == [
        {"label": "Meeting", "value": "Regular council meeting, 12 March 2026"},
        {"label": "Item", "value": "5.2"},
    ]
    assert report["approvals"][2]["initials"] == "RW"


def test_a_request_changed_after_the_sign_off_does_not_come_before_council(proposal, staff, cao, clerk):
    steps.send_to_cao(proposal, by=staff)
    steps.sign_off(proposal, by=cao)
    RequestForDecision.objects.update(risk="None.")
    with pytest.raises(MoveRefused, match="changed after the CAO signed it off"):
        actions.freeze(proposal, purpose="council", resolution=proposal.resolutions.get(), by=clerk)
    assert proposal.packages.count() == 1


def made(package):
    """The package with all its papers, as if a worker had made them."""
    for document in Document.objects.filter(state="queued"):
        content = f"%PDF {document.pk}".encode()
        document.sha256 = hashlib.sha256(content).hexdigest()
        document.size, document.state = len(content), "ready"
        kept = documents.path_of(document.sha256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
        document.save()
    return type(package).objects.get(pk=package.pk)


def test_the_zip_is_the_same_each_time_and_can_be_checked_without_us(
    client, sign_in, before_council, councillor, staff
):
    attach(before_council, SimpleUploadedFile("../carta.txt", b"Otra."), "../../etc/passwd", by=staff)
    package = made(actions.make_again(before_council, by=staff))
    sign_in(client, councillor)
    found = [
        b"".join(client.get(page(before_council, "package_zip", package.number)).streaming_content)
        for _n in range(2)
    ]
    assert found[0] == found[1]
    with zipfile.ZipFile(io.BytesIO(found[0])) as opened:
        names = opened.namelist()
        lines = opened.read("manifest.txt").decode().splitlines()
        listed = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
        assert {name: hashlib.sha256(opened.read(name)).hexdigest() for name in listed} == listed
        told = json.loads(opened.read("manifest.json"))
    assert names[-4:] == [
        "attachments/04 carta.txt",
        "attachments/05 carta.txt",
        "manifest.txt",
        "manifest.json",
    ]
    assert set(listed) == set(names) - {"manifest.txt", "manifest.json"}
    assert told["text_sha256"] == package.text.hash
    assert [one["file"] for one in told["files"]] == names[:-2]


def test_years_later_it_says_what_is_missing_or_changed(client, sign_in, before_council, councillor, staff):
    package = made(before_council.packages.first())
    sign_in(client, councillor)
    url = page(before_council, "package", package.number)
    attachment = before_council.attachments.get()
    detach(attachment, by=staff)
    answer = client.get(url)
    assert answer.context["check"].is_unchanged
    assert answer.context["altered"] == []
    # The one that the CAO read is not out of date but followed by another.
    earlier = client.get(page(before_council, "package", package.number - 1))
    assert earlier.context["newer"] == package
    assert earlier.context["changed"] == ""
    assert "Unchanged." in answer.content.decode()
    text = ClauseText.objects.filter(language="es").order_by("clause__order").first()
    text.words = "Las dos ciudades desean ser hermanas."
    text.save()
    passages = [
        (passage.label, [(piece.kind, piece.words) for piece in passage.pieces])
        for change in client.get(url).context["altered"]
        for passage in change.passages
    ]
    assert [(label, words[-2:]) for label, words in passages] == [
        ("Spanish", [("out", "amigas."), ("in", "hermanas.")])
    ]
    documents.path_of(package.document.sha256).write_bytes(b"%PDF forged")
    part = Document.objects.get(pk=package.parts[1]["document"])
    part.facts["title"] = "Another one"
    part.save()
    wrong = client.get(url).context["check"].wrong
    assert [(piece.title, piece.words.split(".")[0]) for piece in wrong] == [
        (package.document.title, "Its file was changed after it was stored"),
        ("Request for decision", "The facts of this paper are not those of that day"),
    ]
    refused = client.get(page(before_council, "package_zip", package.number))
    assert refused.status_code == 302


def test_a_package_that_is_being_made_is_not_called_unchanged(client, sign_in, before_council, councillor):
    answer = sign_in(client, councillor).get(page(before_council, "package", 2))
    assert not answer.context["check"].is_unchanged
    assert answer.context["check"].wrong == []
    assert client.get(page(before_council, "package_zip", 2)).status_code == 302


def test_what_failed_is_tried_again(client, sign_in, before_council, clerk):
    made = before_council.packages.first().parts[1]["document"]
    Document.objects.filter(pk=made).update(state="failed")
    sign_in(client, clerk)
    assert client.get(page(before_council, "package", 2)).context["can_be_tried"]
    client.post(page(before_council, "package_again", 2))
    assert not Document.objects.filter(state="failed").exists()


def test_a_stranger_finds_no_package(client, sign_in, before_council, member):
    sign_in(client, member)
    for name in ("package", "package_zip"):
        assert client.get(page(before_council, name, 2)).status_code == 404
    assert client.get(page(before_council, "package_part", 2, 0)).status_code == 404


# -- out of date -------------------------------------------------------------------------------


def test_papers_are_out_of_date_once_the_file_says_something_else(proposal, staff):
    actions.make_again(proposal, by=staff)
    ask_for_resolution(proposal.resolutions.get(), by=staff)
    ask_for_request(RequestForDecision.of(Agreement.of(proposal)), [], by=staff)
    assert stale(proposal) == []
    clause = proposal.resolutions.get().operatives.first()
    clause.text = "does something else;"
    clause.save()
    assert [(one.document.template, one.words) for one in stale(proposal)] == [
        ("resolution", "The resolution was changed, or what it draws from the file."),
        ("council_package", "Changed since it was made: the resolution."),
    ]
    RequestForDecision.objects.update(subject="Another subject")
    assert [one.document.template for one in stale(proposal)] == [
        "request_for_decision",
        "resolution",
        "council_package",
    ]


def test_when_a_paper_was_drawn_is_not_what_it_says(proposal, staff):
    part = parts(proposal)[0]
    later = part.facts | {"frozen_at": "2031-01-01T00:00:00+00:00", "approvals": []}
    assert matter_hash(later) == part.hash
    assert matter_hash(part.facts | {"title": "Other"}) != part.hash


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("K. Dube", "KD"),
        ("Anne-Marie O’Neil", "AMO"),
        ("骨川 直樹", "骨川 直樹"),
        ("", ""),
        ("Ђорђе", "Ђорђе"),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


def test_the_page_takes_as_many_queries_for_many_packages(client, sign_in, proposal, staff):
    sign_in(client, staff)
    actions.make_again(proposal, by=staff)
    one = queries(client, page(proposal))
    for n in range(3):
        RequestForDecision.objects.update(subject=f"Subject {n}")
        actions.make_again(proposal, by=staff)
    assert queries(client, page(proposal)) == one


# -- the one paper -----------------------------------------------------------------------------


def test_the_package_is_one_paper_for_archives_and_screen_readers(before_council, tmp_path):
    """One count of pages, a bookmark and a running foot for each part, and nothing for veraPDF to find."""
    document = before_council.packages.first().document
    made = tmp_path / "package.pdf"
    render_paper("council_package", document.facts, title=document.title, target=made)
    pages = pdf.pages(made)
    last = len(pages)
    assert all(f"Page {at} of {last}" in page for at, page in enumerate(pages, start=1))
    titles = [f"{part['number']}. {part['title']}" for part in document.facts["parts"]]
    feet = [next((title for title in titles if f"· {title}" in page), "") for page in pages]
    assert list(dict.fromkeys(feet)) == ["", *titles]
    with pikepdf.open(made) as opened, opened.open_outline() as outline:
        assert [str(item.title) for item in outline.root][1:] == [*titles, "Attachments and hashes"]
    first = [feet.index(title) + 1 for title in titles]
    contents = re.findall(r"\.{5,} ?(\d+)", pages[0])
    assert [int(number) for number in contents[: len(titles)]] == first
    assert {flavour: said["failed"] for flavour, said in pdf.verapdf([made])[made].items()} == {
        "3a": [],
        "ua1": [],
    }
