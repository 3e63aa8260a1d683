"""The pages of a file: the list, opening one, attachments, papers, stopping and taking up again."""

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals import lifecycle
from proposals.lifecycle import Phase, Standing, Turn
from proposals.proposal import actions
from proposals.proposal.models import Attachment, Community, Paper, Proposal
from twinning import clock
from twinning.records import documents
from twinning.records.models import Document, Event, Notice, Upload
from twinning.records.tests.hostile import pdf
from twinning.testing.factories import file_in, person
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

INDEX = "/proposals/"
NEW = {"name": "Rikuzentakata", "region": "Iwate", "country": "JP", "kind": "sister", "origin": "letter"}
STRANGER_OF_ALL_FILES = 999_999


@pytest.fixture(autouse=True)
def our_city(lacombe):
    return lacombe


@pytest.fixture
def file(staff):
    return file_in(Phase.RESEARCH, by=staff)


def listed(response) -> list[str]:
    return [proposal.community.name for proposal in response.context["page"]]


def everything() -> list:
    return [
        list(Proposal.objects.order_by("pk").values()),
        list(Attachment.objects.order_by("pk").values()),
        Paper.objects.count(),
        list(Document.objects.values_list("state", "attempt")),
        Event.objects.count(),
        Notice.objects.count(),
    ]


# -- The list ------------------------------------------------------------------------------


@pytest.fixture
def three(staff, cao):
    """Mazatlán waits for the CAO, Rikuzentakata has waited for long, Redcar is on hold."""
    with clock.at(timezone.now() - dt.timedelta(days=50)):
        file_in(Phase.PLANNING, by=staff, name="Rikuzentakata")
    waiting = file_in(Phase.RESEARCH, by=staff, name="Mazatlán")
    lifecycle.pass_turn(waiting, Turn.CAO, "file.resumed", by=staff)
    held = file_in(Phase.PLANNING, by=staff, name="Redcar")
    lifecycle.hold(held, by=staff, why="The advisory changed.")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", ["Redcar", "Mazatlán", "Rikuzentakata"]),
        ("phase=research", ["Mazatlán"]),
        ("phase=planning", ["Redcar", "Rikuzentakata"]),
        ("turn=cao", ["Mazatlán"]),
        ("turn=staff", ["Rikuzentakata"]),
        ("show=mine", ["Mazatlán"]),
        ("show=still", ["Rikuzentakata"]),
        ("show=held", ["Redcar"]),
        ("words=kuzen", ["Rikuzentakata"]),
        ("words=sinaloa&phase=research", ["Mazatlán"]),
        ("words=nowhere", []),
        # What nobody can have chosen on the page is left out, not an error.
        ("phase=wedding&turn=pope&show=all&page=minus", ["Redcar", "Mazatlán", "Rikuzentakata"]),
        ("page=99999999999999999999", ["Redcar", "Mazatlán", "Rikuzentakata"]),
        ("phase=research&phase=planning", ["Redcar", "Rikuzentakata"]),
        ("words=%00%27%22%3Cscript%3E", []),
        ("words=%25", []),
        ("words=" + "x" * 3000, []),
        ("pk=1&_connector=OR&phase__in=planning", ["Redcar", "Mazatlán", "Rikuzentakata"]),
    ],
)
def test_the_list_shows_what_the_address_asks_for(client, sign_in, cao, three, question, names):
    response = sign_in(client, cao).get(f"{INDEX}?{question}")
    assert (response.status_code, listed(response)) == (200, names)


def test_what_was_asked_for_is_shown_as_text(client, sign_in, cao):
    text = sign_in(client, cao).get(INDEX, {"words": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_one_file_and_three_take_the_same_queries(client, sign_in, staff):
    sign_in(client, staff)
    file_in(Phase.PLANNING, by=staff, name="Mazatlán")
    one = queries(client, INDEX)
    for name in ("Redcar", "Rikuzentakata"):
        file_in(Phase.RESEARCH, by=staff, name=name)
    assert (one, queries(client, INDEX)) == (QUERIES_OF_THE_LIST, QUERIES_OF_THE_LIST)


QUERIES_OF_THE_LIST = 7
"""Two for the files, how many and which; the others for whoever asks and for our city."""


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("staff", 2),
        ("cao", 2),
        ("clerk", 2),
        ("administrator", 2),
        ("mayor", 1),
        ("councillor", 1),
        ("committee", 0),
    ],
)
def test_each_role_sees_its_files(client, sign_in, staff, role, seen):
    """Council sees what was sent, a committee its own."""
    file_in(Phase.RESEARCH, by=staff)
    actions.open_file(Community(name="Redcar", country="GB"), by=staff, kind="sister", origin="staff")
    assert len(listed(sign_in(client, person(role)).get(INDEX))) == seen


# -- Opening a file ------------------------------------------------------------------------------


def test_a_candidate_and_how_it_came_up_open_a_file(client, sign_in, staff):
    response = sign_in(client, staff).post(f"{INDEX}new/", NEW)
    opened = Proposal.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/proposals/{opened.pk}/planning/")
    assert (opened.community.full_name, opened.kind, opened.origin, opened.opened_by) == (
        "Rikuzentakata, Iwate, Japan",
        "sister",
        "letter",
        staff,
    )
    assert (opened.phase, opened.standing, opened.turn) == (Phase.PLANNING, Standing.PROSPECT, Turn.STAFF)
    assert Event.objects.get().verb == "file.opened"


@pytest.mark.parametrize("name", ["Rikuzentakata", "RIKUZENTAKATA", "  rikuzentakata "])
def test_a_file_about_the_same_community_is_offered_first(client, sign_in, staff, name):
    sign_in(client, staff).post(f"{INDEX}new/", NEW)
    response = client.post(f"{INDEX}new/", NEW | {"name": name})
    first = Proposal.objects.get()
    assert response.status_code == 422
    assert f'href="/proposals/{first.pk}/planning/"' in response.text
    client.post(f"{INDEX}new/", NEW | {"name": name, "another": "on"})
    assert (Proposal.objects.count(), Proposal.objects.latest("pk").earlier) == (2, None)


def test_a_proposal_that_comes_back_names_the_earlier_one(client, sign_in, staff, cao):
    sign_in(client, staff).post(f"{INDEX}new/", NEW)
    first = Proposal.objects.get()
    actions.decline(first, by=cao, why="There is no money.")
    client.post(f"{INDEX}new/", NEW | {"another": "on"})
    later = Proposal.objects.latest("pk")
    assert (later.earlier, later.reference != first.reference) == (first, True)
    assert first.reference in client.get(f"/proposals/{later.pk}/").text
    assert later.reference in client.get(f"/proposals/{first.pk}/").text


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 201}, {"name": "A\x00B"}, {"country": ""}, {"country": "XX"}, {"country": "Japan"}, {"kind": "marriage"}, {"origin": "dream"}],
)  # fmt: skip
def test_what_cannot_be_a_candidate_opens_nothing(client, sign_in, staff, wrong):
    response = sign_in(client, staff).post(f"{INDEX}new/", NEW | wrong)
    assert (
        response.status_code,
        Proposal.objects.count(),
        Community.objects.count(),
        Event.objects.count(),
    ) == (422, 0, 0, 0)


def test_looking_at_the_form_opens_nothing(client, sign_in, staff):
    assert sign_in(client, staff).get(f"{INDEX}new/").status_code == 200
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("role", ["cao", "clerk", "mayor", "councillor", "committee", "administrator"])
def test_only_staff_open_files(client, sign_in, role):
    sign_in(client, person(role))
    assert [client.get(f"{INDEX}new/").status_code, client.post(f"{INDEX}new/", NEW).status_code] == [
        403,
        403,
    ]
    assert Proposal.objects.count() == 0


# -- The file and its history -----------------------------------------------------------------------


@pytest.mark.parametrize("phase", lifecycle.WALK)
def test_the_page_of_a_file_names_the_next_step(client, sign_in, staff, phase):
    proposal = file_in(phase, by=staff)
    text = sign_in(client, staff).get(f"/proposals/{proposal.pk}/").text
    assert f'href="/proposals/{proposal.pk}/{phase}/"' in text
    assert proposal.task in text


def test_the_history_tells_every_step_newest_first(client, sign_in, file, cao):
    actions.decline(file, by=cao, why="There is no <b>money</b>.")
    text = sign_in(client, cao).get(f"/proposals/{file.pk}/history/").text
    main = text[text.index('<div class="content">') :]
    places = [
        main.index(words)
        for words in ("Closed the file: Declined", "Opened the research phase", "Opened the file")
    ]
    assert places == sorted(places)
    assert "There is no &lt;b&gt;money&lt;/b&gt;." in main


@pytest.mark.parametrize("page", ["", "history/"])
def test_a_file_one_may_not_see_is_not_there(client, sign_in, staff, councillor, page):
    unsent = actions.open_file(
        Community(name="Redcar", country="GB"), by=staff, kind="sister", origin="staff"
    )
    assert sign_in(client, councillor).get(f"/proposals/{unsent.pk}/{page}").status_code == 404


# -- Attachments -------------------------------------------------------------------------------------


def given(name: str = "Letter.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/pdf")


def attach(client, proposal, **more):
    return client.post(f"/proposals/{proposal.pk}/attach/", {"about": "Their letter", "file": given()} | more)


def test_a_file_is_kept_and_comes_back_as_it_was(client, sign_in, staff, file):
    assert attach(sign_in(client, staff), file).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.about, kept.upload.name, kept.phase, kept.upload.by) == (
        "Their letter",
        "Letter.pdf",
        Phase.RESEARCH,
        staff,
    )
    response = client.get(f"/proposals/{file.pk}/attachments/{kept.pk}/")
    assert (response.status_code, b"".join(response)) == (200, pdf())
    assert Event.objects.filter(verb="file.attached").get().facts["name"] == "Their letter"
    assert Event.objects.filter(verb="upload.downloaded").get().actor == staff


HOSTILE_NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\boot.pdf",
    'a"; filename="evil.exe.pdf',
    "\u202egpj.exe.pdf",
    "C:\\con.pdf",
    "x" * 300 + ".pdf",
    "<script>alert(1)</script>.pdf",
    "a\x01b.pdf",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_reaches_neither_the_disk_nor_the_head(client, sign_in, staff, file, name):
    response = attach(sign_in(client, staff), file, file=given(name))
    if response.status_code == 422:
        assert (Attachment.objects.count(), Upload.objects.count()) == (0, 0)
        return
    kept = Attachment.objects.get()
    assert not set(kept.upload.name) & set('/\\"<>\x01\u202e\r\n')
    head = client.get(f"/proposals/{file.pk}/attachments/{kept.pk}/")["Content-Disposition"]
    assert head.startswith("attachment; ")
    assert not {"\r", "\n", "/", "\\"} & set(head)
    assert head.count("filename") == 1
    assert "<script>" not in client.get(f"/proposals/{file.pk}/").text.replace("<script src=", "")


@pytest.mark.parametrize(
    "wrong",
    [{"file": ""}, {"file": given("x.pdf", b"<html>%PDF-1.7</html>")}, {"file": given("x.exe", b"MZ")}, {"file": given("x.pdf", b"")}, {"about": "x" * 201}, {"about": ""}],
)  # fmt: skip
def test_a_file_that_cannot_be_kept_is_refused_in_words(client, sign_in, staff, file, wrong):
    sign_in(client, staff)
    before = everything()
    response = attach(client, file, **wrong)
    assert (response.status_code, everything() == before) == (422, True)
    assert any(response.context["attach"].errors.values())


def test_what_is_taken_off_the_list_can_still_be_asked_for(client, sign_in, staff, file):
    attach(sign_in(client, staff), file)
    kept = Attachment.objects.get()
    assert client.post(f"/proposals/{file.pk}/attachments/{kept.pk}/remove/").status_code == 302
    assert "Their letter</a>" not in client.get(f"/proposals/{file.pk}/").text
    assert client.get(f"/proposals/{file.pk}/attachments/{kept.pk}/").status_code == 200
    assert client.post(f"/proposals/{file.pk}/attachments/{kept.pk}/remove/").status_code == 404
    assert Event.objects.filter(verb="file.detached").count() == 1


def test_a_file_of_another_proposal_is_not_there(client, sign_in, staff, file):
    attach(sign_in(client, staff), file)
    kept, other = Attachment.objects.get(), file_in(Phase.PLANNING, by=staff, name="Redcar")
    before = everything()
    assert client.get(f"/proposals/{other.pk}/attachments/{kept.pk}/").status_code == 404
    assert client.post(f"/proposals/{other.pk}/attachments/{kept.pk}/remove/").status_code == 404
    assert everything() == before


def test_an_attachment_is_for_whoever_may_see_its_file(client, sign_in, staff, councillor, member):
    unsent = actions.open_file(
        Community(name="Redcar", country="GB"), by=staff, kind="sister", origin="staff"
    )
    kept = actions.attach(unsent, given(), "Their letter", by=staff)
    for someone in (councillor, member):
        assert (
            sign_in(client, someone).get(f"/proposals/{unsent.pk}/attachments/{kept.pk}/").status_code == 404
        )
    assert Event.objects.filter(verb="upload.downloaded").count() == 0


# -- Papers ---------------------------------------------------------------------------------------------


@pytest.fixture
def paper(file, staff):
    return actions.ask_for_paper(
        file, template="receipt", facts={"n": 1}, title="Receipt", filename="Receipt.pdf", by=staff
    )


def url_of(paper: Paper, more: str = "") -> str:
    return f"/proposals/{paper.proposal_id}/papers/{paper.pk}/{more}"


def becomes(paper: Paper, state: str, **more) -> None:
    Document.objects.filter(pk=paper.document_id).update(state=state, **more)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("queued", "Waiting its turn to be drawn up"),
        ("rendering", "Being drawn up; this takes a few seconds"),
        ("ready", "PDF, ready to download"),
        ("failed", "Receipt could not be made"),
    ],
)
def test_the_page_follows_a_paper_with_and_without_script(client, sign_in, staff, paper, state, words):
    becomes(paper, state, sha256="0" * 64, reason="No font has it." if state == "failed" else "")
    sign_in(client, staff)
    part, whole = client.get(url_of(paper), headers={"hx-request": "true"}), client.get(url_of(paper))
    assert (part.status_code, whole.status_code) == (200, 200)
    assert words in part.text and words in whole.text
    assert ("<html" in part.text, "<html" in whole.text) == (False, True)
    # Only what is still being made asks again.
    assert ("hx-get" in part.text) == (state in ("queued", "rendering"))
    assert (url_of(paper, "download/") in part.text) == (state == "ready")
    assert (url_of(paper, "again/") in part.text) == (state == "failed")


def test_a_paper_is_downloaded_when_it_is_ready_and_not_before(client, sign_in, staff, paper):
    sign_in(client, staff)
    for state in ("queued", "rendering", "failed"):
        becomes(paper, state)
        assert client.get(url_of(paper, "download/")).status_code == 404
    sha256 = "dac7ab5f4f7c8a8dd9e3b8f8e3e2d9b7f8a1d2c3b4a5968778695a4b3c2d1e0f"
    becomes(paper, "ready", sha256=sha256)
    # Its file is not what its row says, so it is not handed out.
    assert client.get(url_of(paper, "download/")).status_code == 500
    assert list(Event.objects.filter(verb__startswith="document.").values_list("verb", flat=True)) == [
        "document.damaged"
    ]
    content = b"%PDF-1.7 a receipt"
    becomes(paper, "ready", sha256=hashlib.sha256(content).hexdigest())
    kept = documents.path_of(hashlib.sha256(content).hexdigest())
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(content)
    response = client.get(url_of(paper, "download/"))
    assert (response.status_code, b"".join(response)) == (200, content)
    assert response["Content-Disposition"] == 'attachment; filename="Receipt.pdf"'


def test_a_failed_paper_is_made_again_by_one_click_or_two(client, sign_in, staff, paper):
    becomes(paper, "failed", reason="No font has it.", attempt=3)
    sign_in(client, staff)
    for _time in range(2):
        assert client.post(url_of(paper, "again/")).status_code == 302
    assert Document.objects.values_list("state", "attempt", "reason").get() == ("queued", 0, "")
    assert Event.objects.filter(verb="file.paper").count() == 2


def test_what_did_not_fail_is_not_made_again(client, sign_in, staff, paper):
    sign_in(client, staff)
    for state in ("queued", "rendering", "ready"):
        becomes(paper, state, sha256="0" * 64)
        before = everything()
        client.post(url_of(paper, "again/"))
        assert everything() == before


def test_a_paper_of_another_proposal_is_not_there(client, sign_in, staff, paper):
    other = file_in(Phase.PLANNING, by=staff, name="Redcar")
    becomes(paper, "failed")
    before = everything()
    sign_in(client, staff)
    for more in ("", "download/"):
        assert client.get(f"/proposals/{other.pk}/papers/{paper.pk}/{more}").status_code == 404
    assert client.post(f"/proposals/{other.pk}/papers/{paper.pk}/again/").status_code == 404
    assert everything() == before


def test_asking_twice_for_the_same_paper_is_asking_once(file, staff, paper):
    again = actions.ask_for_paper(
        file, template="receipt", facts={"n": 1}, title="Receipt", filename="Receipt.pdf", by=staff
    )
    assert (again.pk, Paper.objects.count(), Event.objects.filter(verb="file.paper").count()) == (
        paper.pk,
        1,
        1,
    )


# -- Stopping, ending, taking up again --------------------------------------------------------------------

WHY = {"why": "The advisory changed."}
BEFORE = {
    "hold": lambda file, by: None,
    "resume": lambda file, by: lifecycle.hold(file, by=by, why="Wait."),
    "decline": lambda file, by: None,
    "withdraw": lambda file, by: None,
    "reopen": lambda file, by: lifecycle.close(file, Standing.REFUSED, by=by, why="No."),
    "back": lambda file, by: None,
}
AFTER = {
    "hold": (Phase.RESEARCH, Standing.PROSPECT, True),
    "resume": (Phase.RESEARCH, Standing.PROSPECT, False),
    "decline": (Phase.CLOSED, Standing.REFUSED, False),
    "withdraw": (Phase.CLOSED, Standing.WITHDRAWN, False),
    "reopen": (Phase.RESEARCH, Standing.PROSPECT, False),
    "back": (Phase.PLANNING, Standing.PROSPECT, False),
}
CAO_ALONE = ("decline", "reopen", "back")
VERBS = pytest.mark.parametrize("verb", AFTER)


def stop(client, file, verb, data=WHY):
    return client.post(f"/proposals/{file.pk}/{verb}/now/", data)


@VERBS
def test_a_stop_does_it_and_keeps_the_reason(client, sign_in, file, cao, verb):
    BEFORE[verb](file, cao)
    assert stop(sign_in(client, cao), file, verb).status_code == 302
    kept = Proposal.objects.get()
    assert (kept.phase, kept.standing, bool(kept.held_since)) == AFTER[verb]
    event = Event.objects.latest("seq")
    assert (event.actor, event.remark.text) == (cao, "The advisory changed.")


@VERBS
def test_a_stop_refuses_a_link(client, sign_in, file, cao, verb):
    BEFORE[verb](file, cao)
    before = everything()
    assert sign_in(client, cao).get(f"/proposals/{file.pk}/{verb}/now/").status_code == 405
    assert everything() == before


@VERBS
@pytest.mark.parametrize("role", ["mayor", "councillor", "administrator", "committee"])
def test_a_stop_refuses_the_wrong_role(client, sign_in, file, cao, verb, role):
    BEFORE[verb](file, cao)
    before = everything()
    assert stop(sign_in(client, person(role)), file, verb).status_code == (
        404 if role == "committee" else 403
    )
    assert everything() == before


@pytest.mark.parametrize("verb", CAO_ALONE)
@pytest.mark.parametrize("role", ["staff", "clerk"])
def test_some_are_for_the_cao_alone(client, sign_in, file, cao, verb, role):
    BEFORE[verb](file, cao)
    before = everything()
    response = sign_in(client, person(role)).post(f"/proposals/{file.pk}/{verb}/now/", WHY, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "This is for: Chief Administrative Officer."
    ]
    assert everything() == before


@VERBS
def test_a_stop_refuses_a_file_that_is_not_there(client, sign_in, file, cao, verb):
    before = everything()
    assert (
        sign_in(client, cao).post(f"/proposals/{STRANGER_OF_ALL_FILES}/{verb}/now/", WHY).status_code == 404
    )
    assert everything() == before


@VERBS
@pytest.mark.parametrize("data", [{}, {"why": ""}, {"why": "   "}, {"why": "x" * 5001}, {"why": "a\x00b"}])
def test_a_stop_without_a_reason_that_can_be_kept_changes_nothing(client, sign_in, file, cao, verb, data):
    BEFORE[verb](file, cao)
    before = everything()
    response = sign_in(client, cao).post(f"/proposals/{file.pk}/{verb}/now/", data, follow=True)
    assert everything() == before
    assert [str(message) for message in response.context["messages"]] != []


def test_a_step_that_does_not_exist_is_not_found(client, sign_in, file, cao):
    before = everything()
    assert stop(sign_in(client, cao), file, "explode").status_code == 404
    assert everything() == before


def test_a_form_sent_twice_is_carried_out_once(client, sign_in, file, cao):
    sign_in(client, cao)
    stop(client, file, "hold")
    before = everything()
    response = client.post(f"/proposals/{file.pk}/hold/now/", WHY, follow=True)
    assert everything() == before
    assert "This file is on hold. Take it off hold first." in response.text
