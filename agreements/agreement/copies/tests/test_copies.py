"""Certified true copies: only of what is carried, by an officer in office, each with its number and recipient."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from agreements.agreement.copies import actions
from agreements.agreement.copies.forms import CertifyForm
from agreements.agreement.copies.models import CertifiedCopy
from agreements.agreement.copies.papers import ask_for_extract
from agreements.agreement.council.models import Ballot, Meeting, OperativeClause, Resolution
from proposals.lifecycle import MoveRefused, Phase
from proposals.proposal.facts import ask
from twinning import clock
from twinning.municipality.models import OfficeHolder, Statute
from twinning.records import documents
from twinning.records.models import Document, Event, Issue
from twinning.testing.factories import file_in
from twinning.testing.files import queries
from twinning.testing.pdf import pages, verapdf

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC)
DECIDED, CERTIFIED = dt.date(2026, 3, 9), dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def proposal(lacombe, staff):
    return file_in(Phase.SIGNING, by=staff)


@pytest.fixture
def carried(proposal, staff):
    """A resolution that all seven members of council carried on 9 March 2026."""
    found = Resolution.objects.create(
        proposal=proposal, kind="establish", title="Establishing a relationship with Mazatlán", short_title="Twinning with Mazatlán",
        state="carried", number="26-014", meeting=Meeting.objects.create(held_on=DECIDED, place="Council Chambers"), item="5.2",
        mover=OfficeHolder.objects.get(name="J. Okafor"), quorum=4, with_text=False, drafted_by=staff, decided_at=clock.now(),
    )  # fmt: skip
    OperativeClause.objects.create(record=found, text="establishes the relationship.")
    for order, member in enumerate(OfficeHolder.objects.on_council(DECIDED)):
        Ballot.objects.create(resolution=found, member=member, vote="for", order=order)
    return found


@pytest.fixture
def officer(lacombe):
    return OfficeHolder.objects.get(office="clerk")


def certified(resolution, officer, by, *recipients):
    return actions.certify(
        resolution, recipients, certifier=officer, on=CERTIFIED, place="Lacombe, Alberta", by=by
    )


def url(name, resolution, *more):
    return reverse(f"agreement:{name}", args=[resolution.proposal_id, resolution.pk, *more])


# -- certifying -------------------------------------------------------------------------------------


def test_each_recipient_has_a_numbered_copy_with_the_certificate_of_the_day(carried, officer, clerk):
    Statute.objects.create(purpose="municipal", name="Municipal Government Act", starts=dt.date(2000, 1, 1))
    made = certified(carried, officer, clerk, "Sister Cities International", "بلدية العقبة")
    more = certified(carried, officer, clerk, "City archive")
    assert [(copy.number, copy.recipient) for copy in [*made, *more]] == [
        (1, "Sister Cities International"),
        (2, "بلدية العقبة"),
        (3, "City archive"),
    ]
    facts = made[1].paper.document.facts
    assert facts["recipient"] == {"text": "بلدية العقبة", "dir": "rtl"}
    assert facts["certificate"] == {
        "heading": "Certificate",
        "statement": "Certified to be a true copy of Resolution No. 26-014, passed at the regular council meeting held at "
        "Council Chambers on 9 March 2026, at which a quorum was present.",
        "law": "Certified under the Municipal Government Act.",
        "dated": "Given at Lacombe, Alberta on 12 March 2026.",
        "name": "D. Sinclair",
        "office": "City Clerk",
        "seal_words": "Seal",
        "copy_words": "Copy 2, issued to:",
        "replaces": "",
    }
    assert facts["record"]["operative"] == [{"text": "establishes the relationship.", "sub": []}]
    assert facts["record"]["signatures"] == []
    issue = made[1].paper.document.issue
    assert (issue.key, issue.public_title) == (
        f"certified_copy:{carried.pk}:2",
        "Certified true copy of Resolution 26-014: Establishing a relationship with Mazatlán",
    )
    assert [
        event.facts["count"] for event in Event.objects.filter(verb="copies.certified").order_by("seq")
    ] == [2, 1]


def _draft(carried, officer):
    carried.state, carried.number = "draft", None
    carried.save()
    return {}


def _defeated(carried, officer):
    carried.state = "defeated"
    carried.save()
    return {}


def _not_in_office(carried, officer):
    officer.ends = dt.date(2026, 3, 11)
    officer.save()
    return {}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            _draft,
            "Only a carried resolution can be certified, for there is no other record to copy. This one is: Draft.",
        ),
        (
            _defeated,
            "Only a carried resolution can be certified, for there is no other record to copy. This one is: Defeated.",
        ),
        (
            _not_in_office,
            "City Clerk D. Sinclair does not hold that office on 12 March 2026. Choose who does, or correct the terms of office in “Our city”.",
        ),
        (
            lambda _carried, _officer: {"certifier": OfficeHolder.objects.get(office="mayor")},
            "Mayor A. Beaulieu cannot certify. The clerk or the CAO does.",
        ),
        (
            lambda _carried, _officer: {"on": dt.date(2026, 3, 8)},
            "Council decided on 9 March 2026, and the copy is dated before it. Correct the date.",
        ),
        (
            lambda _carried, _officer: {"on": dt.date(2026, 3, 21)},
            "The day of the certificate is still to come. Date it today, or certify it on that day.",
        ),
        (lambda _carried, _officer: {"place": " "}, "The place is missing. Say where it is certified."),
        (
            lambda _carried, _officer: {"recipients": []},
            "Nobody is named who is to have a copy. Write one recipient per line.",
        ),
        (
            lambda _carried, _officer: {"recipients": ["X"] * 101},
            "101 copies were asked for, and at most 100 are made at once. Ask for them in parts.",
        ),
    ],
)
def test_it_is_refused_in_words_and_no_number_is_lost(carried, officer, clerk, spoil, words):
    changes = spoil(carried, officer)
    asked = {"recipients": ["X"], "certifier": officer, "on": CERTIFIED, "place": "Lacombe"} | changes
    with pytest.raises(MoveRefused) as refused:
        actions.certify(carried, by=clerk, **asked)
    assert refused.value.reasons == [words]
    assert (CertifiedCopy.objects.count(), Issue.objects.count(), Document.objects.count()) == (0, 0, 0)


def test_issued_again_the_earlier_paper_is_superseded_each_time(carried, officer, clerk, proposal):
    first, _other = certified(carried, officer, clerk, "Sister Cities International", "City archive")
    asked = {"certifier": officer, "on": CERTIFIED, "place": "Lacombe", "by": clerk}
    with pytest.raises(MoveRefused):
        actions.reissue(first, reason=" ", **asked)
    second = actions.reissue(first, reason="Lost in the post", **asked)
    third = actions.reissue(second, reason="Lost again", **asked)
    with pytest.raises(MoveRefused):
        actions.reissue(first, reason="And again", **asked)
    assert (third.number, third.recipient, third.reissue_of.number) == (4, "Sister Cities International", 3)
    assert third.paper.document.facts["certificate"]["replaces"] == "It takes the place of copy 3."
    held = {copy.number: copy.in_force for copy in CertifiedCopy.objects.for_list()}
    assert held == {1: False, 2: True, 3: False, 4: True}
    assert [(one["number"], one["recipient"], one["ready"]) for one in ask("certified_copies", proposal)] == [
        (2, "City archive", False),
        (4, "Sister Cities International", False),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("A\r\n\r\n  B  C \n", ["A", "B C"]),
        ("\n \n", "Nobody is named who is to have a copy. Write one recipient per line."),
        (
            "x\n" * 101,
            "101 copies were asked for, and at most 100 are made at once. Ask for them in parts.",
        ),
        (
            "y" * 301,
            f"This recipient has more than 300 characters: {'y' * 60}… Shorten it, one recipient per line.",
        ),
    ],
)
def test_recipients_are_read_line_by_line(officer, typed, found):
    form = CertifyForm({"recipients": typed, "certifier": officer.pk, "on": "2026-03-12", "place": "Lacombe"})
    form.is_valid()
    assert form.cleaned_data.get("recipients", form.errors.get("recipients", [None])[0]) == found


# -- the paper --------------------------------------------------------------------------------------


def test_the_copy_is_made_and_sealed_and_what_is_not_carried_says_so(carried, officer, clerk):
    copy = certified(carried, officer, clerk, "Sister Cities International")[0]
    documents.make(copy.paper.document_id)
    copy.paper.document.refresh_from_db()
    assert copy.paper.document.reason == ""
    made = documents.path_of(copy.paper.document.sha256)
    said = " ".join(" ".join(pages(made)).split())
    assert "Certified true copy of Resolution 26-014" in said
    assert "Copy 1, issued to: Sister Cities International" in said
    assert Issue.objects.get().number in said
    carried.state, carried.number = "draft", None
    carried.save()
    draft = ask_for_extract(carried, by=clerk).document
    documents.make(draft.pk)
    draft.refresh_from_db()
    printed = documents.path_of(draft.sha256)
    assert all("DRAFT – NOT A CERTIFIED COPY" in page for page in pages(printed))
    assert "Certified to be" not in " ".join(pages(printed))
    assert not Issue.objects.filter(document=draft).exists()
    checked = verapdf([made, printed])
    assert {found["compliant"] for one in checked.values() for found in one.values()} == {True}


# -- pages ------------------------------------------------------------------------------------------


def test_the_clerk_certifies_a_batch_and_takes_it_as_a_zip(
    client, sign_in, carried, officer, clerk, tmp_path
):
    sign_in(client, clerk)
    asked = {"recipients": "A\nB / C", "certifier": officer.pk, "on": "2026-03-12", "place": "Lacombe"}
    assert client.post(url("copies", carried), asked)["Location"] == url("copies", carried)
    assert client.post(url("copies", carried), asked).status_code == 302  # a second click
    assert CertifiedCopy.objects.count() == 2
    assert client.get(url("copies_zip", carried)).status_code == 302
    for copy in CertifiedCopy.objects.all():
        documents.make(copy.paper.document_id)
    content = b"".join(client.get(url("copies_zip", carried)).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        assert bundle.namelist() == [
            "001 Certified true copy 1 of Resolution 26-014 A.pdf",
            "002 Certified true copy 2 of Resolution 26-014 B C.pdf",
        ]
        assert all(bundle.read(name).startswith(b"%PDF") for name in bundle.namelist())
    assert content == b"".join(client.get(url("copies_zip", carried)).streaming_content)
    kept: Path = documents.path_of(CertifiedCopy.objects.first().paper.document.sha256)
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF other")
    answer = client.get(url("copies_zip", carried), follow=True)
    assert [str(said) for said in answer.context["messages"]][-1].startswith(
        "The file of “Certified true copy 1 of Resolution 26-014” is missing or was changed after it was stored."
    )


def test_what_was_typed_stays_when_it_is_refused(client, sign_in, carried, officer, clerk):
    asked = {"recipients": "A\nB", "certifier": officer.pk, "on": "2026-03-08", "place": "Lacombe"}
    answer = sign_in(client, clerk).post(url("copies", carried), asked)
    assert (answer.status_code, answer.context["form"]["recipients"].value()) == (422, "A\nB")
    assert CertifiedCopy.objects.count() == 0


def test_a_copy_is_issued_again_from_its_page(client, sign_in, carried, officer, clerk):
    certified(carried, officer, clerk, "A")
    sign_in(client, clerk)
    again = url("reissue_copy", carried, 1)
    assert client.get(again).status_code == 200
    asked = {"reason": "Lost", "certifier": officer.pk, "on": "2026-03-13", "place": "Lacombe"}
    assert client.post(again, asked | {"reason": ""}).status_code == 422
    assert client.post(again, asked)["Location"] == url("copies", carried)
    assert client.post(again, asked).status_code == 422
    assert CertifiedCopy.objects.count() == 2


@pytest.mark.parametrize("name", ["copies", "copies_zip", "extract", "reissue_copy"])
def test_others_are_refused_and_a_missing_resolution_is_not_found(
    client, sign_in, name, carried, councillor, clerk
):
    more = [1] if name == "reissue_copy" else []
    client = sign_in(client, councillor)
    ask_for = client.post if name == "extract" else client.get
    assert ask_for(url(name, carried, *more)).status_code == 403
    missing = reverse(f"agreement:{name}", args=[carried.proposal_id, 9999, *more])
    client = sign_in(Client(), clerk)
    assert (client.post if name == "extract" else client.get)(missing).status_code == 404


def test_staff_reads_the_list_and_certifies_nothing(client, sign_in, carried, officer, clerk, staff):
    certified(carried, officer, clerk, "A")
    assert sign_in(client, staff).get(url("copies", carried)).status_code == 200
    asked = {"recipients": "B", "certifier": officer.pk, "on": "2026-03-12", "place": "Lacombe"}
    client.post(url("copies", carried), asked)
    assert client.get(url("copies_zip", carried)).status_code == 403
    assert client.get(url("reissue_copy", carried, 1)).status_code == 403
    assert CertifiedCopy.objects.count() == 1


def test_the_page_of_a_draft_says_that_it_is_no_certified_copy(client, sign_in, carried, clerk):
    carried.state, carried.number = "draft", None
    carried.save()
    answer = sign_in(client, clerk).get(url("copies", carried))
    assert "DRAFT – NOT A CERTIFIED COPY" in answer.content.decode()
    assert client.post(url("extract", carried)).status_code == 302


def test_a_batch_of_copies_leaves_the_papers_of_the_file_in_sight(
    client, sign_in, carried, officer, clerk, staff
):
    certified(carried, officer, clerk, *(f"Recipient {number}" for number in range(9)))
    beside = sign_in(client, clerk).get(reverse("agreement:page", args=[carried.proposal_id]))
    assert [paper.document.template for paper in beside.context["papers"]] == []
    page, issue = client.get(url("copies", carried)).text, Issue.objects.order_by("pk").first()
    assert "Recipient 8" in page and reverse("issued:withdraw", args=[issue.pk]) not in page
    Document.objects.filter(pk=issue.document_id).update(state="ready", sha256="0" * 64)
    assert reverse("issued:withdraw", args=[issue.pk]) in client.get(url("copies", carried)).text
    page = sign_in(client, staff).get(url("copies", carried)).text
    assert reverse("issued:withdraw", args=[issue.pk]) not in page


def test_the_list_takes_as_many_queries_for_45_as_for_one(client, sign_in, carried, officer, clerk):
    sign_in(client, clerk)
    certified(carried, officer, clerk, "A")
    one = queries(client, url("copies", carried))
    certified(carried, officer, clerk, *(f"Recipient {number}" for number in range(44)))
    assert queries(client, url("copies", carried)) == one
