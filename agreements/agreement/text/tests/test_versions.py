"""Frozen versions, who accepted which, and what is locked by it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.agreement.council.models import Meeting, Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.text import actions
from agreements.agreement.text.models import ClauseText
from agreements.agreement.text.papers import draft_facts, memorandum_facts
from agreements.agreement.text.tests.conftest import TWO_LANGUAGES
from agreements.agreement.text.words import tidy
from proposals.lifecycle import MoveRefused
from proposals.proposal.facts import ask
from twinning import clock
from twinning.municipality.models import OfficeHolder
from twinning.records.models import Event

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _on_a_day(lacombe):
    with clock.at(dt.datetime(2026, 3, 9, 18, tzinfo=dt.UTC)):
        yield


def both_accept(version, by):
    for side in ("ours", "theirs"):
        actions.accept(version, side=side, on=TODAY, person="A. Beaulieu, Mayor", by=by)


def test_the_same_text_is_frozen_once(written, staff):
    first = actions.freeze(written.proposal, by=staff, why="Sent over")
    assert actions.freeze(written.proposal, by=staff).pk == first.pk
    ClauseText.objects.filter(language="es", heading="Costos").update(words="Cada cual paga lo suyo.")
    second = actions.freeze(written.proposal, by=staff)
    assert (first.number, second.number) == (1, 2)
    assert first.hash != second.hash == written.text_hash


def test_nothing_is_frozen_where_nothing_is_written(proposal, staff):
    with pytest.raises(MoveRefused) as refused:
        actions.freeze(proposal, by=staff)
    assert refused.value.reasons == [
        "There is no text yet. Write it first, or take clauses from the library."
    ]


def test_both_sides_accept_and_the_text_is_locked(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    both_accept(version, staff)
    record = Agreement.of(written.proposal)
    assert record.lacks()["agreed"] == []
    with pytest.raises(MoveRefused) as refused:
        actions.write(written.proposal, TWO_LANGUAGES, by=staff)
    assert refused.value.reasons == [
        "Both sides have accepted this text, so it is locked. Unlock it first, with a reason."
    ]


def test_unlocking_clears_what_was_accepted_and_is_on_record(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    both_accept(version, staff)
    with pytest.raises(MoveRefused):
        actions.unlock(written.proposal, by=staff, why=" ")
    actions.unlock(written.proposal, by=staff, why="Their lawyer wants another word.")
    assert Agreement.of(written.proposal).acceptances() == []
    event = Event.objects.about(written.proposal).first()
    assert (event.verb, event.remark.text) == ("text.unlocked", "Their lawyer wants another word.")
    with pytest.raises(MoveRefused) as refused:
        actions.unlock(written.proposal, by=staff, why="Again")
    assert refused.value.reasons == ["The text is not locked. You can change it."]


def test_a_text_that_was_changed_meanwhile_is_not_accepted(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    ClauseText.objects.filter(language="en", heading="Costs").update(words="We pay it all.")
    with pytest.raises(MoveRefused) as refused:
        actions.accept(version, side="theirs", on=TODAY, person="E. Robles", by=staff)
    assert refused.value.reasons == [
        "The text was changed after version 1 was frozen. Freeze it again, and have that version accepted."
    ]
    actions.freeze(written.proposal, by=staff)
    with pytest.raises(MoveRefused) as refused:
        actions.accept(version, side="theirs", on=TODAY, person="E. Robles", by=staff)
    assert refused.value.reasons == ["Version 1 was replaced by version 2. Have them accept version 2."]


def test_no_side_accepts_a_text_with_a_gap(written, staff):
    ClauseText.objects.filter(language="es", heading="Costos").delete()
    version = actions.freeze(written.proposal, by=staff)
    with pytest.raises(MoveRefused) as refused:
        actions.accept(version, side="ours", on=TODAY, person="A. Beaulieu", by=staff)
    assert refused.value.reasons == [
        "No side can accept a text with gaps.", "Clause 2 is missing in Spanish."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"on": TODAY + dt.timedelta(days=1)}, "This day is still to come. Give the day on which they accepted it."),
        ({"person": " "}, "Nobody is named. Give the name and office of who accepted it."),
        ({"way": "behalf"}, "What is accepted on their behalf needs evidence. Attach the letter, the e-mail or the minutes."),
        ({"way": "behalf", "side": "ours"}, "Our own side is not accepted on its behalf. Record who accepted it here, and when."),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_in_words(written, staff, wrong, words):
    version = actions.freeze(written.proposal, by=staff)
    given = {"side": "theirs", "on": TODAY, "person": "E. Robles"} | wrong
    with pytest.raises(ValidationError) as refused:
        actions.accept(version, by=staff, **given)
    assert refused.value.messages == [words]
    assert not version.acceptances.exists()


def test_accepted_on_their_behalf_with_evidence(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    letter = SimpleUploadedFile("answer.txt", b"We accept the text of version 1.", "text/plain")
    kept = actions.accept(
        version, side="theirs", on=TODAY, person="E. Robles", by=staff, way="behalf", evidence=letter
    )
    assert kept.evidence.name == "answer.txt"
    assert Event.objects.about(written.proposal).first().verb == "text.accepted_behalf"


def test_pasted_text_is_tidied():
    pasted = "One\ttwo\r\nthree  \r\n\r\n\r\n\r\nh\u0259n\u0313\u202eq\u2067.\x00 "
    assert tidy(pasted) == "One two\nthree\n\nhən̓q."


def test_the_paper_of_a_version_has_every_language(written, staff):
    version = actions.freeze(written.proposal, by=staff)
    facts = memorandum_facts(
        version, standing="signing_copy", at=clock.now(), resolution_line="Resolution 26-001"
    )
    assert [(one["lang"], one["title"], one["between"]) for one in facts["languages"]] == [
        ("en", "Agreement", "between"), ("es", "Convenio", "entre"),
    ]  # fmt: skip
    assert facts["layout"] == "parallel"
    assert facts["clauses"][1] == {
        "kind": "costs",
        "number": "2",
        "texts": [
            {"lang": "en", "dir": "ltr", "heading": "Costs", "paragraphs": [["Each bears its own."]]},
            {"lang": "es", "dir": "ltr", "heading": "Costos", "paragraphs": [["Cada una asume los suyos."]]},
        ],
    }
    theirs = facts["signatures"][1]
    assert (theirs["name"], theirs["office"], theirs["native_name"], theirs["native_office"]) == (
        "Estrella Robles", "Municipal President", "", "Presidenta Municipal",
    )  # fmt: skip


def test_a_draft_says_where_a_clause_is_missing(written):
    ClauseText.objects.filter(language="es", heading="Objeto").delete()
    facts = draft_facts(Agreement.of(written.proposal))
    assert facts["standing_words"] == "Draft"
    assert facts["clauses"][0]["texts"][1]["paragraphs"] == [["[This clause is not written in Spanish yet.]"]]


def test_signed_is_what_council_approved(written, staff, clerk):
    proposal = written.proposal
    assert ask("approved_text", proposal) is None
    assert ask("signing_text", proposal) is None
    version = actions.freeze(proposal, by=staff)
    meeting = Meeting.objects.create(held_on=TODAY)
    resolution = Resolution.objects.create(
        proposal=proposal, kind="establish", title="T", short_title="T", state="carried", number="26-001",
        meeting=meeting, mover=OfficeHolder.objects.first(), drafted_by=staff, text=version,
        decided_at=clock.now(), delegates_minor_edits=True,
    )  # fmt: skip
    proposal.approved_on = TODAY
    proposal.save()
    assert ask("signing_text", proposal)["resolution_line"] == "Resolution 26-001 of 9 March 2026"
    assert ask("approved_text", proposal)["identical"] is True
    ClauseText.objects.filter(language="en", heading="Costs").update(words="Each bears its own costs.")
    assert ask("approved_text", proposal)["identical"] is False
    assert ask("approved_text", proposal)["number"] == 1
    actions.freeze(proposal, by=clerk, why="A word", resolution=resolution, minor=True)
    told = ask("approved_text", proposal)
    assert (told["number"], told["identical"], told["minor"]) == (2, True, True)
