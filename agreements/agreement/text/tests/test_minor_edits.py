"""After council's vote: nothing is changed, unless its resolution lets an officer make minor edits."""

import datetime as dt

import pytest
from django.urls import reverse

from agreements.agreement.council.models import Meeting, Resolution
from agreements.agreement.models import Agreement
from agreements.agreement.text import actions
from proposals.lifecycle import Phase, move
from proposals.proposal.facts import ask
from twinning import clock
from twinning.municipality.models import OfficeHolder

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _on_a_day(lacombe):
    with clock.at(dt.datetime(2026, 3, 9, 18, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def approved(written, staff):
    """Council approved version 1, which both sides accepted; the file is in the signing."""
    proposal = written.proposal
    version = actions.freeze(proposal, by=staff)
    for side in ("ours", "theirs"):
        actions.accept(version, side=side, on=TODAY, person="A. Beaulieu", by=staff)
    Resolution.objects.create(
        proposal=proposal, kind="establish", title="T", short_title="T", state="carried", number="26-001",
        meeting=Meeting.objects.create(held_on=TODAY), mover=OfficeHolder.objects.first(), drafted_by=staff,
        text=version, decided_at=clock.now(), delegates_minor_edits=True, delegate="the CAO",
    )  # fmt: skip
    move(proposal, Phase.SIGNING, by=staff)
    proposal.approved_on = TODAY
    proposal.save()
    return proposal


def send(client, proposal, **more):
    clause = Agreement.of(proposal).clauses.first()
    sent = {"version": clause.version, "who": "R. Whitlock, CAO", "why": "A slip of the pen"}
    for text in clause.texts.all():
        sent |= {f"heading_{text.language}": text.heading, f"words_{text.language}": text.words}
    return client.post(reverse("agreement:minor_edit_clause", args=[proposal.pk, clause.pk]), sent | more)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_minor_edit_is_a_version_that_both_sides_accept_anew(client, sign_in, cao, approved):
    sign_in(client, cao)
    assert send(client, approved, words_en="The two cities become sister cities.").status_code == 302
    record = Agreement.of(approved)
    version = record.current_version()
    assert (version.number, version.minor, version.why) == (2, True, "A slip of the pen (R. Whitlock, CAO)")
    assert record.acceptances() == []
    assert ask("approved_text", approved)["number"] == 2
    page = words_of(client.get(reverse("agreement:versions", args=[approved.pk])))
    assert "Have both sides accept it before anybody signs." in page


def test_every_language_a_name_and_a_reason_are_needed(client, sign_in, cao, approved):
    sign_in(client, cao)
    answer = send(client, approved, words_es="", who="", why="")
    assert answer.status_code == 422
    assert "This language is empty. An edit is made in every language of the agreement." in words_of(answer)
    assert Agreement.of(approved).versions.count() == 1


def test_nothing_changed_is_no_edit(client, sign_in, cao, approved):
    sign_in(client, cao)
    answer = send(client, approved)
    assert answer.status_code == 422
    assert "Nothing is changed. Change a word, or leave the text as it is." in words_of(answer)


def test_without_a_delegation_the_text_goes_back_to_council(client, sign_in, cao, staff, approved):
    sign_in(client, cao)
    here = reverse("agreement:text", args=[approved.pk])
    assert client.get(here).context["may_edit_slightly"]
    approved.resolutions.update(delegates_minor_edits=False)
    assert not client.get(here).context["may_edit_slightly"]
    answer = client.get(reverse("agreement:minor_edit", args=[approved.pk]), follow=True)
    assert (
        "Resolution 26-001 lets nobody change the text. A changed text goes back to council: have the CAO take the file back to the agreement first."
        in words_of(answer)
    )
    clause = Agreement.of(approved).clauses.first()
    sign_in(client, staff)
    assert client.post(reverse("agreement:save_clause", args=[approved.pk, clause.pk])).status_code == 403
