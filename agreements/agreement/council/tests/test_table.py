"""At the table: what is changed before the vote, what council attaches to it, and what opens the signing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.agreement.council import actions, gate, obligations
from agreements.agreement.council.amending import Change, Movement, amend
from agreements.agreement.council.models import Amendment, Obligation, Resolution, ResolutionState
from agreements.agreement.council.papers import facts
from agreements.agreement.council.tests.conftest import MEETING, decide, members
from agreements.agreement.models import Agreement
from agreements.agreement.text.models import Clause, ClauseText
from proposals.lifecycle import MoveRefused, Phase, Turn
from proposals.proposal.actions import open_file, step_back
from proposals.proposal.facts import ask
from proposals.proposal.models import Community, Proposal
from twinning import clock
from twinning.municipality.models import Municipality
from twinning.municipality.versions import ChangedMeanwhile
from twinning.records.history import sentence
from twinning.records.models import Event
from twinning.testing.files import queries

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 9)


def moved(votes_for=6, against=1, **more):
    return Movement(**{"mover": members()[1], "seconder": None} | more, votes_for=votes_for, against=against)


def change_clause(
    resolution, clerk, words="Each city bears its own costs and tells the other.", language="en"
):
    clause = Clause.objects.order_by("order").last()
    return amend(
        resolution,
        Change("agreement", words, row=clause.key, language=language, heading="Costs"),
        moved(),
        by=clerk,
    )


def url(name, resolution):
    return reverse(f"agreement:{name}", args=[resolution.proposal_id, resolution.pk])


# -- changes at the table -----------------------------------------------------------------------


def test_a_decision_is_changed_struck_and_added(on_agenda, clerk):
    first, second = on_agenda.operatives.all()[:2]
    amend(on_agenda, Change("operative", "establishes a friendship;", row=first.key), moved(), by=clerk)
    amend(on_agenda, Change("operative", row=second.key, strike=True), moved(), by=clerk)
    amend(
        on_agenda, Change("operative", "thanks the Rotary Club;", parts="a\nb", position=0), moved(), by=clerk
    )
    texts = [clause.text for clause in on_agenda.operatives.all()]
    assert texts[:2] == ["thanks the Rotary Club;", "establishes a friendship;"]
    assert second.text not in texts
    decide(on_agenda, clerk, "for")
    known = facts(Resolution.objects.get())
    assert known["state_words"] == "Carried unanimously as amended"
    assert [one["place"] for one in known["amendments"]] == ["Decision 1", "Decision 2", "A new decision"]
    assert known["amendments"][2]["pieces"] == [{"kind": "in", "words": "thanks the Rotary Club;\na\nb"}]
    assert known["amendments"][0]["result_words"] == "Carried, 6 to 1"


def test_title_and_reasons_are_changed_too(on_agenda, clerk):
    recital = on_agenda.recitals.first()
    amend(on_agenda, Change("title", "  Friendship with\nMazatlán "), moved(), by=clerk)
    amend(on_agenda, Change("recital", "many residents winter there;", row=recital.key), moved(), by=clerk)
    kept = Resolution.objects.get()
    assert (kept.title, kept.amended) == ("Friendship with Mazatlán", True)
    assert kept.result == "On the agenda"
    decide(kept, clerk, "for")
    assert Resolution.objects.get().result == "Carried as amended"
    assert kept.recitals.first().text == "many residents winter there;"


def test_a_change_that_did_not_carry_is_on_record_and_changes_nothing(on_agenda, clerk):
    before = on_agenda.title
    amendment = amend(on_agenda, Change("title", "Another"), moved(3, 3), by=clerk)
    kept = Resolution.objects.get()
    assert (amendment.carried, kept.title, kept.amended) == (False, before, False)
    assert sentence(Event.objects.get(verb="resolution.amendment_lost")).endswith("and not carried, 3 to 3")


def test_a_clause_changed_at_the_table_is_what_council_decides_on(on_agenda, clerk):
    before = on_agenda.text
    change_clause(on_agenda, clerk)
    kept = Resolution.objects.get()
    assert (kept.text.number, kept.text.resolution, kept.text.why) == (
        before.number + 1,
        kept,
        "Amended by council",
    )
    assert kept.text_hash == Agreement.of(kept.proposal).text_hash != before.hash
    assert Agreement.of(kept.proposal).versions.get(number=before.number).content == before.content


def test_the_signing_stays_shut_until_the_other_languages_follow(on_agenda, clerk):
    change_clause(on_agenda, clerk)
    decide(on_agenda, clerk, "for")
    proposal = Proposal.objects.get()
    assert (proposal.phase, proposal.turn, proposal.approved_on) == (Phase.AGREEMENT, Turn.STAFF, None)
    kept = Resolution.objects.get()
    assert gate.languages_to_follow(kept) == ["Clause 2 was changed, and its text in Spanish was not."]
    with pytest.raises(MoveRefused, match="its text in Spanish was not"):
        actions.open_signing(kept, by=clerk, why="x")
    assert gate.may_sign(proposal)[0].startswith("Council has not approved a text")


def bring_spanish_into_line():
    source, translation = (
        ClauseText.objects.filter(language=language).order_by("clause__order").last()
        for language in ("en", "es")
    )
    translation.words, translation.made_from = (
        "Cada ciudad asume sus gastos y lo comunica.",
        source.fingerprint,
    )
    translation.save()


def test_without_delegation_the_translated_text_goes_before_council_again(on_agenda, clerk, staff):
    change_clause(on_agenda, clerk)
    decide(on_agenda, clerk, "for")
    assert len(actions.opening_lacks(on_agenda)) == 2
    bring_spanish_into_line()
    with pytest.raises(MoveRefused, match="Resolution 26-001 lets nobody edit the text after the vote"):
        actions.open_signing(Resolution.objects.get(), by=clerk, why="Translated.")
    assert actions.draft(Proposal.objects.get(), "authorise", by=staff).is_draft


def test_with_delegation_a_minor_edit_opens_the_signing(on_agenda, clerk):
    Resolution.objects.update(delegates_minor_edits=True, delegate="CAO")
    on_agenda = Resolution.objects.get()
    change_clause(on_agenda, clerk)
    decide(on_agenda, clerk, "for")
    bring_spanish_into_line()
    kept = Resolution.objects.get()
    with pytest.raises(MoveRefused, match="reason is missing"):
        actions.open_signing(kept, by=clerk)
    actions.open_signing(kept, by=clerk, why="The CAO had clause 2 translated.")
    proposal = Proposal.objects.get()
    assert (proposal.phase, proposal.turn, proposal.approval) == (
        Phase.SIGNING,
        Turn.CLERK,
        "Resolution 26-001",
    )
    assert ask("may_sign", proposal) == []
    assert ask("sign_warnings", proposal) == [
        "The other side has not accepted version 3, the text that is signed."
    ]
    assert ask("approved_text", proposal)["minor"] is True


def test_what_council_changed_in_every_language_opens_the_signing_at_once(on_agenda, clerk):
    change_clause(on_agenda, clerk)
    change_clause(on_agenda, clerk, "Cada ciudad asume sus gastos y lo comunica.", "es")
    decide(on_agenda, clerk, "for")
    assert Proposal.objects.get().phase == Phase.SIGNING


def test_a_clause_added_in_one_language_cannot_be_voted_on(on_agenda, clerk):
    amendment = amend(
        on_agenda, Change("agreement", "The cities meet yearly.", language="en"), moved(), by=clerk
    )
    with pytest.raises(MoveRefused, match="Clause 3 is missing in Spanish"):
        decide(on_agenda, clerk, "for")
    amend(
        on_agenda,
        Change("agreement", "Se reúnen cada año.", row=amendment.row, language="es"),
        moved(),
        by=clerk,
    )
    decide(on_agenda, clerk, "for")
    assert Proposal.objects.get().phase == Phase.SIGNING


def test_a_struck_clause_is_struck_in_all_languages(on_agenda, clerk):
    clause = Clause.objects.order_by("order").last()
    amendment = amend(
        on_agenda, Change("agreement", row=clause.key, language="en", strike=True), moved(), by=clerk
    )
    assert amendment.place == "Clause 2, in all languages"
    assert len(Resolution.objects.get().text.content["clauses"]) == 1
    decide(on_agenda, clerk, "for")
    assert Proposal.objects.get().phase == Phase.SIGNING


@pytest.mark.parametrize(
    ("change", "movement", "words"),
    [
        (Change("title", ""), {}, "The words are missing."),
        (Change("title", strike=True), {}, "There is nothing to strike."),
        (Change("title", "T" * 301), {}, "The title has 301 characters, and at most 300 fit."),
        (Change("title", "New"), {"votes_for": 9, "against": 0}, "Council has 7 members; 9 votes cannot be."),
        (Change("title", "New"), {"votes_for": 2, "against": 1}, "Only 3 voted, and 4 are needed."),
        (Change("agreement", "New", language="fr"), {}, "is not written in this language"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_words(on_agenda, clerk, change, movement, words):
    with pytest.raises(MoveRefused, match=words):
        amend(on_agenda, change, moved(**movement), by=clerk)
    assert not Amendment.objects.exists()


def test_a_change_is_seconded_where_the_jurisdiction_asks(on_agenda, clerk):
    Municipality.objects.filter(pk=1).update(jurisdiction="british_columbia")
    with pytest.raises(MoveRefused, match="needs a seconder"):
        amend(on_agenda, Change("title", "New"), moved(), by=clerk)
    amend(on_agenda, Change("title", "New"), moved(seconder=members()[2]), by=clerk)


def test_words_that_were_changed_meanwhile_are_not_overwritten(on_agenda, clerk):
    seen = on_agenda.operatives.first()
    amend(on_agenda, Change("operative", "does one thing;", row=seen.key, seen=seen.text), moved(), by=clerk)
    second = Change("operative", "does another;", row=seen.key, seen=seen.text)
    with pytest.raises(MoveRefused, match="changed after you opened it"):
        amend(on_agenda, second, moved(), by=clerk)


def test_nothing_is_changed_before_the_meeting_nor_after_the_vote(ready, clerk):
    with pytest.raises(MoveRefused, match="This one is: Draft"):
        amend(ready, Change("title", "New"), moved(), by=clerk)
    actions.put_on_agenda(ready, by=clerk, **MEETING | {"held_on": dt.date(2199, 1, 7)})
    with pytest.raises(MoveRefused, match="The meeting is still to come"):
        amend(ready, Change("title", "New"), moved(), by=clerk)


def test_an_amendment_stays_as_it_was_written(on_agenda, clerk):
    amendment = amend(on_agenda, Change("title", "New"), moved(), by=clerk)
    with pytest.raises(TypeError):
        amendment.delete()
    with pytest.raises(IntegrityError, match="amendment_result_follows_from_votes"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(carried=False)


def test_the_clerk_records_a_change_in_the_browser(client, on_agenda, clerk, sign_in):
    client = sign_in(client, clerk)
    page = client.get(url("amend", on_agenda)).text
    assert "Clause 2: " in page and "Spanish" in page
    clause = Clause.objects.order_by("order").last()
    address = f"{url('amend', on_agenda)}?what=agreement&row={clause.key}&language=es"
    seen = client.get(address).context["form"]["seen"].value()
    sent = {
        "heading": "Costos",
        "after": "<b>Cada una</b> lo suyo.",
        "seen": seen.replace("\n", "\r\n"),
        "mover": members()[1].pk,
    }
    assert client.post(address, sent | {"votes_for": "x", "votes_against": "1"}).status_code == 422
    assert client.post(address, sent | {"votes_for": "5", "votes_against": "2"}).status_code == 302
    text = client.get(url("resolution", on_agenda)).text
    assert "Carried, 5 to 2" in text and "&lt;b&gt;Cada una&lt;/b&gt;" in text and "<b>Cada una" not in text


@pytest.mark.parametrize("query", ["what=nothing", "what=recital&row=x"])
def test_what_cannot_be_meant_is_not_found(client, on_agenda, clerk, sign_in, query):
    assert sign_in(client, clerk).get(f"{url('amend', on_agenda)}?{query}").status_code == 404


@pytest.mark.parametrize("who", ["staff", "cao", "mayor"])
@pytest.mark.parametrize("step", ["amend", "open_signing", "new_obligation"])
def test_only_the_clerk_writes_down_what_council_did(request, client, on_agenda, sign_in, who, step):
    events = Event.objects.count()
    answer = sign_in(client, request.getfixturevalue(who)).post(url(step, on_agenda), {"why": "x"})
    assert answer.status_code in (403, 404)
    assert Event.objects.count() == events


@pytest.mark.parametrize("step", ["amend", "open_signing", "new_obligation"])
def test_a_resolution_of_another_file_is_not_found(client, on_agenda, clerk, staff, sign_in, step):
    other = open_file(Community(name="Nablus", country="PS"), by=staff, kind="sister", origin="letter")
    address = reverse(f"agreement:{step}", args=[other.pk, on_agenda.pk])
    assert sign_in(client, clerk).post(address).status_code == 404


# -- may it be signed ---------------------------------------------------------------------------


def test_before_the_vote_nothing_may_be_signed_and_after_it_on_the_same_day_it_may(on_agenda, clerk):
    assert len(ask("may_sign", on_agenda.proposal)) == 1
    decide(on_agenda, clerk, "for")
    assert ask("may_sign", Proposal.objects.get()) == []


def test_a_text_changed_after_the_vote_may_not_be_signed(on_agenda, clerk):
    decide(on_agenda, clerk, "for")
    text = ClauseText.objects.filter(language="en").first()
    text.words += " And more."
    text.save()
    assert ask("may_sign", Proposal.objects.get()) == [
        "The text was changed after Resolution 26-001. It goes back to council, or an officer to whom council gave that right makes it a minor edit."
    ]


def test_what_went_back_from_the_signing_goes_before_council_again(on_agenda, clerk, staff, cao):
    decide(on_agenda, clerk, "for")
    proposal = Proposal.objects.get()
    step_back(proposal, by=cao, why="They ask for other words.")
    with pytest.raises(MoveRefused, match="does not wait for the other languages"):
        actions.open_signing(Resolution.objects.get(), by=clerk, why="x")
    assert actions.draft(proposal, "establish", by=staff).is_draft


def test_what_they_still_have_to_do_is_a_warning(on_agenda, clerk):
    steps = Agreement.of(on_agenda.proposal).partner_steps
    steps.update(done_on=None)
    decide(on_agenda, clerk, "for")
    assert ask("sign_warnings", Proposal.objects.get()) == [
        "Cabildo de Mazatlán has not done this yet: approves the text."
    ]


# -- conditions -----------------------------------------------------------------------------------


def condition(**more):
    facts = {"words": "A budget line is approved.", "owner": "Finance", "supervised_on": dt.date(2026, 6, 1)}
    return Obligation(**facts | {"before_signing": True, "due_on": dt.date(2026, 5, 1)} | more)


@pytest.fixture
def owed(on_agenda, clerk):
    decide(on_agenda, clerk, "for", conditions=[condition()])
    return Obligation.objects.get()


def test_a_condition_recorded_with_the_vote_keeps_the_agreement_from_being_signed(owed):
    words = "A condition of council is not met yet: A budget line is approved (Finance, 1 May 2026)"
    assert ask("conditions_before_signing", owed.proposal) == [words]
    assert ask("may_sign", Proposal.objects.get()) == [words]
    assert sentence(Event.objects.get(verb="obligation.attached")) == (
        "Recorded a condition of resolution 26-001, to be looked at on 1 June 2026"
    )


def test_once_it_is_met_it_stands_in_nobodys_way(owed, staff):
    obligations.meet(owed, seen=1, on=dt.date(2026, 5, 2), words="Council approved the line.", by=staff)
    assert ask("may_sign", Proposal.objects.get()) == []
    with pytest.raises(MoveRefused, match="This condition is settled"):
        obligations.meet(owed, seen=2, on=DAY, words="Again.", by=staff)
    obligations.reopen(Obligation.objects.get(), seen=2, by=staff, why="It was another line.")
    assert len(ask("may_sign", Proposal.objects.get())) == 1


def test_a_condition_is_not_met_tomorrow_and_not_twice(owed, staff):
    with pytest.raises(ValidationError, match="still to come"):
        obligations.meet(owed, seen=1, on=clock.today() + dt.timedelta(days=1), words="Soon.", by=staff)
    with pytest.raises(ChangedMeanwhile):
        obligations.correct(Obligation.objects.get(), seen=7, fields=["owner"], by=staff)


def test_only_another_resolution_of_council_releases_a_condition(owed, staff, clerk):
    with pytest.raises(ValidationError, match="released by another resolution"):
        obligations.release(owed, seen=1, resolution=owed.resolution, words="Not needed.", by=clerk)
    other = actions.draft(Proposal.objects.get(), "view", by=staff)
    other.operatives.update(text="releases the condition.")
    actions.put_on_agenda(other, by=clerk, **MEETING | {"item": "6"})
    decide(other, clerk, "for")
    assert list(obligations.may_release(owed)) == [other]
    Resolution.objects.filter(pk=other.pk).update(
        decided_at=owed.resolution.decided_at - dt.timedelta(days=9)
    )
    assert not obligations.may_release(owed).exists()  # what was carried before cannot have meant it
    Resolution.objects.filter(pk=other.pk).update(decided_at=clock.now())
    owed = Obligation.objects.get()
    obligations.release(owed, seen=1, resolution=other, words="The line is not needed.", by=clerk)
    assert ask("may_sign", Proposal.objects.get()) == []
    with pytest.raises(IntegrityError, match="obligation_released_by_a_resolution"), transaction.atomic():
        Obligation.objects.update(released_by=None)


def test_another_day_to_look_at_it_needs_a_reason(client, owed, staff, sign_in):
    address = reverse("agreement:correct_obligation", args=[owed.proposal_id, owed.pk])
    sent = {
        "version": 1,
        "words": owed.words,
        "owner": owed.owner,
        "due_on": owed.due_on,
        "before_signing": "on",
    }
    client = sign_in(client, staff)
    answer = client.post(address, sent | {"supervised_on": "2026-09-01"})
    assert answer.status_code == 422
    assert "Say how it stands" in answer.text
    client.post(address, sent | {"supervised_on": "2026-09-01", "why": "The budget comes in August."})
    assert Obligation.objects.get().supervised_on == dt.date(2026, 9, 1)
    event = Event.objects.get(verb="obligation.put_off")
    assert (sentence(event), event.remark.text) == (
        "Looked at a condition of council; the next look is on 1 September 2026",
        "The budget comes in August.",
    )


def test_what_council_did_not_carry_has_no_conditions(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="attached no conditions"):
        decide(on_agenda, clerk, "against", conditions=[condition()])
    assert Resolution.objects.get().state == ResolutionState.AGENDA
    with pytest.raises(MoveRefused, match="Only what council carried has conditions"):
        obligations.attach(on_agenda, condition(), by=clerk)


def test_vote_and_conditions_come_from_one_page(client, on_agenda, clerk, sign_in):
    votes = {f"vote-{member.pk}": "for" for member in members()}
    sent = votes | {"mover": members()[1].pk, "conditions-TOTAL_FORMS": "2", "conditions-INITIAL_FORMS": "0"}
    client = sign_in(client, clerk)
    answer = client.post(url("vote", on_agenda), sent | {"conditions-0-words": "A budget line."})
    assert answer.status_code == 422
    sent |= {
        "conditions-0-words": "A budget line.",
        "conditions-0-owner": "Finance",
        "conditions-0-supervised_on": "2026-06-01",
    }
    assert client.post(url("vote", on_agenda), sent).status_code == 302
    assert Obligation.objects.get().words == "A budget line."
    assert "A budget line." in client.get(url("resolution", on_agenda)).text


def test_conditions_are_listed_on_a_page_whatever_their_number(client, owed, clerk, sign_in):
    address = reverse("agreement:obligations", args=[owed.proposal_id])
    client = sign_in(client, clerk)
    few = queries(client, address)
    for _n in range(30):
        obligations.attach(Resolution.objects.get(), condition(before_signing=False), by=clerk)
    assert queries(client, address) == few
