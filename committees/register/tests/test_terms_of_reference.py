"""Terms of reference: written as a draft, adopted by somebody on a day, never changed afterwards, and on paper."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from committees.models import Committee, Membership, TermsOfReference
from committees.register import actions
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records import documents, history
from twinning.records.models import Document, Event
from twinning.records.rendering import render_paper
from twinning.testing import pdf

pytestmark = pytest.mark.django_db

KEEPERS = ["staff", "clerk"]
OTHERS = ["cao", "mayor", "councillor", "member", "administrator"]
FIRST, SECOND = "It advises Council.\n\nIt meets four times a year.", "It advises Council, and keeps minutes."
ADOPTION = {"adopted_on": "2026-03-10", "resolution": "2026-114", "adopted_by": "Council", "version": "1"}


@pytest.fixture
def committee(clerk):
    committee = Committee(name="Twinning Committee", formed_on=dt.date(2026, 1, 12), seats_here=5, quorum=3)
    actions.open_committee(committee, by=clerk)
    return committee


@pytest.fixture
def draft(committee, clerk):
    return actions.draft_terms(committee, FIRST, by=clerk)


@pytest.fixture
def adopted(draft, clerk):
    actions.adopt_terms(
        draft, on=dt.date(2026, 2, 9), resolution="2026-031", body="Council", seen=1, by=clerk
    )
    return draft


def stored() -> list:
    return [
        *TermsOfReference.objects.order_by("pk").values(),
        Event.objects.count(),
        Document.objects.count(),
    ]


def last_words() -> str:
    return history.sentence(Event.objects.latest("seq"))


def draw(terms: TermsOfReference, folder: Path) -> Path:
    paper = terms.document
    target = folder / f"{paper.pk}.pdf"
    render_paper(paper.template, paper.facts, title=paper.title, target=target)
    return target


# -- it does it ------------------------------------------------------------------------


@pytest.mark.parametrize("keeper", KEEPERS)
def test_a_keeper_writes_goes_on_and_records_the_adoption(client, sign_in, request, committee, keeper):
    sign_in(client, request.getfixturevalue(keeper))
    client.post(f"/committees/{committee.pk}/terms/", {"text": "It advises.", "version": "0"})
    terms = TermsOfReference.objects.get()
    assert (terms.state, terms.number, last_words()) == (
        "draft",
        1,
        "Drafted version 1 of the terms of reference",
    )
    client.post(f"/committees/{committee.pk}/terms/", {"text": FIRST, "version": "1"})
    assert last_words() == "Revised the draft of version 1 of the terms of reference"
    answer = client.post(f"/committees/terms/{terms.pk}/adopt/", ADOPTION | {"version": "2"})
    terms.refresh_from_db()
    assert (answer.status_code, terms.state, terms.text, terms.adopted_on, terms.resolution) == (
        302, "adopted", FIRST, dt.date(2026, 3, 10), "2026-114",
    )  # fmt: skip
    assert last_words() == "Put version 1 of the terms of reference on record, adopted on 10 March 2026"
    page = client.get(committee.get_absolute_url()).text
    assert "Version 1, adopted on 10 March 2026 by Council, resolution 2026-114" in page
    assert "It meets four times a year." in page


def test_a_new_version_begins_with_the_words_in_force_and_replaces_them(
    client, sign_in, clerk, committee, adopted
):
    sign_in(client, clerk)
    form = client.get(f"/committees/{committee.pk}/terms/").context["form"]
    assert (form["text"].value(), form["version"].value()) == (FIRST, 0)
    second = actions.draft_terms(committee, SECOND, by=clerk)
    assert committee.terms_in_force() == adopted
    actions.adopt_terms(second, on=dt.date(2026, 3, 10), body="Council", seen=1, by=clerk)
    adopted.refresh_from_db()
    assert (adopted.state, adopted.text, second.number, committee.terms_in_force()) == (
        "replaced",
        FIRST,
        2,
        second,
    )
    page = client.get(committee.get_absolute_url()).text
    assert "One earlier version" in page
    old = client.get(f"/committees/terms/{adopted.pk}/").text
    assert "It meets four times a year." in old
    assert "Version 2 has been in their place since 10 March 2026." in old


def test_an_unchanged_draft_leaves_no_event(client, sign_in, clerk, committee, draft):
    before = stored()
    answer = sign_in(client, clerk).post(
        f"/committees/{committee.pk}/terms/", {"text": FIRST, "version": "1"}
    )
    assert (answer.status_code, stored()) == (302, before)


# -- it refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"adopted_on": ""}, "The day is missing. Choose the day on which they were adopted."),
        ({"adopted_on": "2026-03-13"}, "This day is still to come. Give the day on which it happened."),
        ({"adopted_on": "2026-02-08"}, "Version 1 was adopted on 9 February 2026. Choose that day or a later one."),
        ({"resolution": "", "adopted_by": ""}, "It is not said who adopted them. Give the number of the resolution, or name the body."),
        ({"version": "7"}, "Somebody else changed this after you opened it, so yours was not saved."),
    ],
)  # fmt: skip
def test_an_adoption_that_cannot_be_is_refused_in_words(
    client, sign_in, clerk, committee, adopted, wrong, words
):
    second = actions.draft_terms(committee, SECOND, by=clerk)
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/terms/{second.pk}/adopt/", ADOPTION | wrong)
    assert (answer.status_code, stored()) == (422, before)
    assert words in answer.text


def test_what_is_adopted_is_never_changed(client, sign_in, clerk, committee, adopted):
    adopted.text = "Something else."
    before = stored()
    with pytest.raises(ValidationError, match="These terms are adopted already. Write a new draft"):
        actions.revise_terms(adopted, seen=adopted.version, by=clerk)
    with pytest.raises(ValidationError, match="These terms are adopted already. Write a new draft"):
        actions.adopt_terms(adopted, on=dt.date(2026, 3, 1), body="Council", seen=adopted.version, by=clerk)
    answer = sign_in(client, clerk).post(f"/committees/terms/{adopted.pk}/adopt/", ADOPTION, follow=True)
    assert "These terms are adopted already. Write a new draft to change them." in answer.text
    assert stored() == before


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_without_words_or_without_end_nothing_is_kept(client, sign_in, clerk, committee, text):
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/{committee.pk}/terms/", {"text": text, "version": "0"})
    assert (answer.status_code, stored()) == (422, before)


def test_a_draft_that_somebody_began_meanwhile_is_not_written_over(client, sign_in, clerk, staff, committee):
    sign_in(client, clerk).get(f"/committees/{committee.pk}/terms/")
    actions.draft_terms(committee, FIRST, by=staff)
    before = stored()
    answer = client.post(f"/committees/{committee.pk}/terms/", {"text": SECOND, "version": "0"})
    assert (answer.status_code, stored()) == (422, before)
    assert "Somebody else changed this after you opened it" in answer.text
    assert SECOND in answer.text
    with pytest.raises(ValidationError, match="Somebody has begun a draft meanwhile"):
        actions.draft_terms(committee, SECOND, by=clerk)


def test_two_people_write_one_draft_and_the_second_is_told(draft, clerk, staff):
    mine, theirs = (TermsOfReference.objects.get(pk=draft.pk) for _time in range(2))
    mine.text, theirs.text = "Mine.", "Theirs."
    actions.revise_terms(mine, seen=1, by=clerk)
    with pytest.raises(ChangedMeanwhile):
        actions.revise_terms(theirs, seen=1, by=staff)
    assert TermsOfReference.objects.get().text == "Mine."


@pytest.mark.parametrize("state", ["draft", "adopted"])
def test_the_database_keeps_one_draft_and_one_version_in_force(committee, adopted, clerk, state):
    day = None if state == "draft" else dt.date(2026, 3, 1)
    if state == "draft":
        actions.draft_terms(committee, SECOND, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsOfReference.objects.create(committee=committee, number=9, text="x", state=state, adopted_on=day)


DOINGS = {
    "write": ("/committees/{committee}/terms/", {"text": SECOND, "version": "1"}),
    "adopt": ("/committees/terms/{terms}/adopt/", ADOPTION),
    "make": ("/committees/terms/{terms}/paper/make/", {}),
}


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("other", OTHERS)
def test_others_are_refused(client, sign_in, request, draft, doing, other):
    url, data = DOINGS[doing]
    before = stored()
    answer = sign_in(client, request.getfixturevalue(other)).post(
        url.format(committee=draft.committee_id, terms=draft.pk), data
    )
    assert (answer.status_code, stored()) == (403, before)


@pytest.mark.parametrize("doing", DOINGS)
def test_what_does_not_exist_is_not_found(client, sign_in, clerk, draft, doing):
    url, data = DOINGS[doing]
    answer = sign_in(client, clerk).post(url.format(committee=999_999, terms=999_999), data)
    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["", "paper/", "download/"])
def test_a_committee_member_reads_their_own_terms_and_no_others(
    client, sign_in, member, clerk, committee, adopted, page
):
    documents.make(adopted.document_id)
    sign_in(client, member)
    assert client.get(f"/committees/terms/{adopted.pk}/{page}").status_code == 404
    actions.appoint(Membership(committee=committee, name=member.name, user=member), by=clerk)
    assert client.get(f"/committees/terms/{adopted.pk}/{page}").status_code in (200, 302)


# -- the paper ------------------------------------------------------------------------


def test_the_paper_is_asked_for_with_the_adoption_and_downloaded(client, sign_in, clerk, adopted):
    page = f"/committees/terms/{adopted.pk}/"
    sign_in(client, clerk)
    assert "Waiting its turn to be drawn up" in client.get(page).text
    part = client.get(page + "paper/", headers={"hx-request": "true"})
    assert "<html" not in part.text
    documents.make(adopted.document_id)
    assert "PDF, ready to download" in client.get(page).text
    answer = client.get(page + "download/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "Terms of reference Twinning Committee v1.pdf" in answer["Content-Disposition"]


def test_terms_without_a_paper_get_one_when_it_is_asked_for(client, sign_in, clerk, adopted):
    """Those that were carried over from before there were papers."""
    paper, adopted.document = adopted.document, None
    adopted.save()
    sign_in(client, clerk)
    assert client.get(f"/committees/terms/{adopted.pk}/download/").status_code == 302
    assert "Make the paper" in client.get(f"/committees/terms/{adopted.pk}/").text
    client.post(f"/committees/terms/{adopted.pk}/paper/make/")
    adopted.refresh_from_db()
    assert adopted.document.template == paper.template
    assert last_words() == "Asked for the paper of version 1 of the terms of reference"
    before = stored()
    client.post(f"/committees/terms/{adopted.pk}/paper/make/")
    assert stored() == before


def test_a_paper_that_failed_is_tried_again(client, sign_in, clerk, adopted):
    Document.objects.filter(pk=adopted.document_id).update(state="failed", reason="Out of ink. Wait.")
    sign_in(client, clerk)
    assert "Out of ink. Wait." in client.get(f"/committees/terms/{adopted.pk}/").text
    client.post(f"/committees/terms/{adopted.pk}/paper/make/")
    adopted.refresh_from_db()
    assert adopted.document.state == "queued"


def test_a_draft_has_no_paper(client, sign_in, clerk, draft):
    before = stored()
    answer = sign_in(client, clerk).post(f"/committees/terms/{draft.pk}/paper/make/", follow=True)
    assert "A draft has no paper yet. Adopt it first." in answer.text
    with pytest.raises(ValidationError, match="A draft has no paper yet"):
        actions.paper_again(draft, by=clerk)
    assert stored() == before


def test_the_paper_says_whose_terms_since_when_and_what_they_are(adopted, tmp_path):
    told = pdf.text(draw(adopted, tmp_path))
    for words in (
        "City of Lacombe",
        "Terms of reference",
        "Twinning Committee",
        "Version 1, adopted on 9 February 2026 by Council, resolution 2026-031",
        "It advises Council. It meets four times a year.",
        "In the register of committees on 12 March 2026: City: Lacombe · Seats: 5 · Quorum: 3 members · Notice of a meeting: 14 days",
        "Page 1 of 1",
    ):
        assert words in told


def test_the_paper_keeps_its_words_when_the_register_changes(committee, adopted, clerk):
    before = adopted.document.facts
    committee.name, committee.seats_here = "Another name", 7
    actions.amend(committee, seen=1, fields=["name", "seats_here"], by=clerk)
    assert TermsOfReference.objects.get().document.facts == before


def test_any_script_is_set_and_verapdf_finds_nothing(clerk, tmp_path):
    drawn = []
    for name, text in (
        ("لجنة التوأمة", "تقدم اللجنة المشورة إلى المجلس.\n\nMembers of Beitbridge and العقبة meet.\n{{ text }} <b>“"),
        ("友好都市委員会" + "会" * 180, "委員会は市議会に助言します。\n" * 120),
        ("Комітет", "Комітет радить раді міста."),
    ):  # fmt: skip
        committee = Committee(
            name=name, formed_on=dt.date(2026, 1, 12), side="joint", city="العقبة", seats_here=3
        )
        actions.open_committee(committee, by=clerk)
        terms = actions.draft_terms(committee, text, by=clerk)
        actions.adopt_terms(terms, on=dt.date(2026, 3, 1), body="Council", seen=1, by=clerk)
        drawn.append(draw(terms, tmp_path))
    assert "{{ text }} <b>" in pdf.text(drawn[0])
    assert len(pdf.pages(drawn[1])) > 1
    verdicts = pdf.verapdf(drawn)
    assert [said["failed"] for verdict in verdicts.values() for said in verdict.values()] == [[]] * 6
