"""From the draft of a resolution to council's decision: names in, result and number out."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from agreements.agreement.council import actions
from agreements.agreement.council.actions import Cast
from agreements.agreement.council.drafting import ALWAYS, KINDS, LIVING, _sentence, operatives, titles
from agreements.agreement.council.models import Ballot, Meeting, Obligation, Resolution, ResolutionState
from agreements.agreement.council.papers import ask_for_resolution, facts
from agreements.agreement.council.sections import of_resolution
from agreements.agreement.council.tests.conftest import MEETING, cast, decide, members
from agreements.agreement.models import Agreement
from agreements.agreement.text.models import ClauseText
from proposals.lifecycle import MoveRefused, Phase, Turn
from proposals.proposal import sections
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Proposal
from twinning import clock
from twinning.municipality.models import Municipality, OfficeHolder
from twinning.records.history import sentence
from twinning.records.models import Document, Event, Issue
from twinning.records.papers import file_name

pytestmark = pytest.mark.django_db


def change_the_text(words):
    text = ClauseText.objects.filter(language="en").order_by("clause__order").first()
    text.words = words
    text.save()


def url(name, resolution):
    return reverse(f"agreement:{name}", args=[resolution.proposal_id, resolution.pk])


# -- drafting ---------------------------------------------------------------------------------


def test_a_draft_is_proposed_from_the_files_own_facts(proposal, staff):
    resolution = actions.draft(proposal, "establish", by=staff)
    assert resolution.title == "Establishing a relationship with Mazatlán, Sinaloa, Mexico"
    assert "381,583 residents (2020)" in " ".join(recital.text for recital in resolution.recitals.all())
    assert (
        resolution.operatives.first().text
        == "establishes a twinning (sister city) relationship with Mazatlán, Sinaloa, Mexico;"
    )


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("It widens the view of residents. It brings trade.", "It widens the view of residents"),
        (
            "Schools of St. Albert and Lacombe learn together.",
            "Schools of St. Albert and Lacombe learn together",
        ),
        ("One thing;\nAnother.", "One thing"),
    ],
)
def test_a_reason_is_proposed_from_the_first_sentence_of_an_answer(answer, first):
    assert _sentence(answer) == first


def test_a_draft_has_no_number_and_no_result(proposal, staff):
    known = facts(actions.draft(proposal, "explore", by=staff))
    assert (known["number"], known["state"], known["vote"], known["state_words"]) == (None, "draft", None, "")


def test_clauses_are_edited_in_their_order(proposal, staff):
    resolution = actions.draft(proposal, "explore", by=staff)
    one, two = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    data = QueryDict(mutable=True)
    data.update({"version": "0", "kind": "explore", "title": "T", "short_title": "S"})
    data.setlist("recitals-key", [two, one])
    data.update(
        {
            f"recitals-{one}-text": "first",
            f"recitals-{two}-text": "second",
            "operatives-key": one,
            f"operatives-{one}-text": "decides",
            f"operatives-{one}-parts": "a\nb",
        }
    )
    outcome = sections.save(resolution, of_resolution(resolution), data, by=staff)
    assert outcome.word == "saved"
    assert [recital.text for recital in resolution.recitals.all()] == ["second", "first"]
    assert facts(Resolution.objects.get())["operative"] == [{"text": "decides", "sub": ["a", "b"]}]


# -- before council ---------------------------------------------------------------------------


def test_nothing_goes_before_council_without_the_caos_sign_off(proposal, staff, clerk):
    resolution = actions.draft(proposal, "establish", by=staff)
    with pytest.raises(MoveRefused):
        actions.put_on_agenda(resolution, by=clerk, **MEETING)
    assert Resolution.objects.get().state == ResolutionState.DRAFT


def test_a_text_changed_after_the_sign_off_goes_back_to_the_cao(ready, clerk):
    change_the_text("The cities agree on more.")
    with pytest.raises(MoveRefused):
        actions.put_on_agenda(ready, by=clerk, **MEETING)


def test_on_the_agenda_council_has_the_ball(on_agenda):
    proposal = Proposal.objects.get()
    assert (proposal.turn, proposal.phase) == (Turn.COUNCIL, Phase.AGREEMENT)


def test_council_decides_only_on_the_text_before_it(on_agenda, clerk):
    change_the_text("Another text.")
    with pytest.raises(MoveRefused, match="no longer the one put before council"):
        decide(on_agenda, clerk, "for")


# -- the vote ------------------------------------------------------------------------------------


def test_carried_unanimously_gives_a_number_and_opens_the_signing(on_agenda, clerk):
    counted = decide(on_agenda, clerk, "for")
    resolution, proposal = Resolution.objects.get(), Proposal.objects.get()
    assert counted.unanimous
    assert (resolution.state, resolution.number) == (ResolutionState.CARRIED, "26-001")
    assert (proposal.phase, proposal.turn, proposal.approval, proposal.approved_on) == (
        Phase.SIGNING,
        Turn.CLERK,
        "Resolution 26-001",
        dt.date(2026, 3, 9),
    )


def test_a_defeated_motion_stays_on_record_and_opens_no_gate(on_agenda, clerk):
    decide(on_agenda, clerk, "for", "against")
    resolution, proposal = Resolution.objects.get(), Proposal.objects.get()
    assert (resolution.state, resolution.number) == (ResolutionState.DEFEATED, "26-001")
    assert (proposal.phase, proposal.turn, proposal.approved_on) == (Phase.AGREEMENT, Turn.STAFF, None)
    assert resolution.ballots.count() == 7


def test_a_tie_defeats(on_agenda, clerk):
    decide(on_agenda, clerk, "for", "for", "for", "against", "against", "against", "absent")
    assert Resolution.objects.get().state == ResolutionState.DEFEATED
    assert facts(Resolution.objects.get())["state_words"] == "Defeated on a tied vote"


def test_without_quorum_council_decides_nothing(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="no quorum: 3 present, 4 needed"):
        decide(on_agenda, clerk, "for", "for", "for", "absent")
    assert (Resolution.objects.get().state, Resolution.objects.get().number) == (ResolutionState.AGENDA, None)


def test_in_alberta_who_abstains_by_law_does_not_count_towards_quorum(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="3 left, 4 needed"):
        decide(on_agenda, clerk, "for", "for", "for", "abstained")


@pytest.mark.parametrize(
    ("jurisdiction", "state"),
    [("united_states", "carried"), ("british_columbia", "carried"), ("ontario", "defeated")],
)
def test_elsewhere_who_abstains_is_present_and_counts_as_the_law_says(on_agenda, clerk, jurisdiction, state):
    """Three for and four silent: silence is consent in British Columbia and a vote against in Ontario."""
    Municipality.objects.filter(pk=1).update(jurisdiction=jurisdiction)
    first, second = members()[:2]
    ballots = cast("for", "for", "for", "abstained")
    actions.record_vote(on_agenda, ballots, mover=first, seconder=second, names_asked_for=False, by=clerk)
    assert Resolution.objects.get().state == state


def test_where_a_seconder_is_needed_none_is_refused(on_agenda, clerk):
    Municipality.objects.filter(pk=1).update(jurisdiction="british_columbia")
    with pytest.raises(MoveRefused, match="needs a seconder"):
        decide(on_agenda, clerk, "for")


def test_a_mover_who_was_absent_is_refused(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="mover must be a member who was there"):
        decide(on_agenda, clerk, "absent", "for")


def test_a_member_without_a_vote_is_refused(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="Give a vote for each member"):
        actions.record_vote(
            on_agenda, cast("for")[1:], mover=members()[1], seconder=None, names_asked_for=False, by=clerk
        )


def test_a_vote_is_recorded_once(on_agenda, clerk):
    stale = Resolution.objects.get()
    decide(on_agenda, clerk, "for")
    with pytest.raises(MoveRefused):
        decide(stale, clerk, "for", "against")
    assert Resolution.objects.get().number == "26-001"


def test_numbers_follow_each_other_within_the_year_of_the_meeting(proposal, staff, clerk):
    numbers = []
    for held_on in (dt.date(2026, 3, 9), dt.date(2026, 3, 23), dt.date(2025, 12, 8)):
        resolution = actions.draft(proposal, "explore", by=staff)
        actions.put_on_agenda(resolution, kind="regular", held_on=held_on, place="", item="1", by=clerk)
        decide(resolution, clerk, "for")
        numbers.append(Resolution.objects.get(pk=resolution.pk).number)
    assert numbers == ["26-001", "26-002", "25-001"]


def test_in_the_united_states_a_defeated_motion_takes_no_number_and_lists_say_none(on_agenda, clerk):
    Municipality.objects.filter(pk=1).update(jurisdiction="united_states")
    first, second = members()[:2]
    actions.record_vote(
        on_agenda,
        cast("for", "for", "against"),
        mover=first,
        seconder=second,
        names_asked_for=False,
        by=clerk,
    )
    resolution = Resolution.objects.get()
    assert (resolution.state, resolution.number) == (ResolutionState.DEFEATED, None)
    assert {one["label"]: one["names"] for one in facts(resolution)["vote"]["lists"]}["Abstain"] == "None"


def test_exploring_is_decided_in_any_phase_and_moves_nothing(proposal, staff, clerk):
    resolution = actions.draft(proposal, "explore", by=staff)
    actions.put_on_agenda(resolution, by=clerk, **MEETING)
    decide(resolution, clerk, "for")
    assert Proposal.objects.get().phase == Phase.AGREEMENT


def test_postponed_can_be_taken_up_again_and_withdrawn_cannot(on_agenda, clerk):
    actions.set_aside(on_agenda, "postponed", by=clerk, why="The delegate was late.")
    assert Proposal.objects.get().turn == Turn.CLERK
    actions.take_up(on_agenda, by=clerk)
    draft = Resolution.objects.get()
    assert (draft.state, draft.meeting, draft.item) == (ResolutionState.DRAFT, None, "")
    actions.set_aside(on_agenda, "withdrawn", by=clerk, why="Not wanted.")
    with pytest.raises(MoveRefused):
        actions.take_up(on_agenda, by=clerk)


def test_before_the_day_of_the_meeting_nobody_is_led_to_a_vote(client, ready, clerk, sign_in):
    with clock.at(dt.datetime(2026, 3, 8, 18, tzinfo=dt.UTC)):
        actions.put_on_agenda(ready, by=clerk, **MEETING)
        page = sign_in(client, clerk).get(url("resolution", ready)).text
        assert "Council meets on 9 March 2026." in page and url("vote", ready) not in page
        refused = client.get(url("vote", ready), follow=True).text
    assert "The meeting is still to come." in refused


# -- the paper ------------------------------------------------------------------------------------


def test_only_a_carried_resolution_is_asked_for_as_one(on_agenda, clerk):
    decide(on_agenda, clerk, "against")
    paper = ask_for_resolution(Resolution.objects.get(), by=clerk)
    assert (paper.document.template, paper.document.title) == (
        "motion",
        "Defeated motion 26-001 Twinning with Mazatlán",
    )


def test_the_file_is_named_after_what_it_is(on_agenda, clerk):
    decide(on_agenda, clerk, "for")
    paper = ask_for_resolution(Resolution.objects.get(), by=clerk)
    assert paper.document.filename == "Resolution 26-001 Twinning with Mazatlan.pdf"
    assert paper.document.template == "resolution"


@pytest.mark.parametrize(
    "words, name",
    [
        ("Twinning with 陸別町", "Twinning with 陸別町"),
        ("a/b\\c:d\n", "a b c d"),
        ("Vörös", "Voros"),
        ("نابلس", "نابلس"),
    ],
)
def test_file_names_keep_every_script_and_no_trap(words, name):
    assert file_name(words) == f"{name}.pdf"


def test_a_community_with_a_very_long_name_gets_titles_that_fit(lacombe, staff):
    community = Community(name="Ж" * 200, region="Ж" * 200, country="UA")
    proposal = open_file(community, by=staff, kind="sister", origin="mayor")
    resolution = actions.draft(proposal, "explore", by=staff)
    assert len(resolution.title) == 300 and resolution.title.endswith("Ж…")
    assert resolution.short_title == f"Twinning with {'Ж' * 85}…"


def test_asking_twice_makes_one_paper(on_agenda, clerk):
    decide(on_agenda, clerk, "for")
    first = ask_for_resolution(Resolution.objects.get(), by=clerk)
    assert ask_for_resolution(Resolution.objects.get(), by=clerk) == first
    assert Document.objects.filter(title__startswith="Resolution").count() == 1
    assert Issue.objects.get().key == f"resolution:{on_agenda.pk}"


def test_the_paper_keeps_what_it_was_made_with(on_agenda, clerk, lacombe):
    decide(on_agenda, clerk, "for")
    paper = ask_for_resolution(Resolution.objects.get(), by=clerk)
    Municipality.objects.filter(pk=1).update(name="Lacombe City")
    assert Document.objects.get(pk=paper.document_id).facts["municipality"]["name"] == "City of Lacombe"


# -- the pages: the five questions --------------------------------------------------------------------

STEPS = ["put_on_agenda", "take_off_agenda", "set_aside", "take_up", "make_paper"]


@pytest.mark.parametrize("step", STEPS)
def test_steps_refuse_get(client, ready, clerk, sign_in, step):
    assert sign_in(client, clerk).get(url(step, ready)).status_code == 405


@pytest.mark.parametrize("step", ["put_on_agenda", "take_off_agenda", "set_aside", "vote"])
@pytest.mark.parametrize("who", ["staff", "cao", "mayor", "councillor"])
def test_only_the_clerk_handles_the_agenda_and_the_vote(request, client, on_agenda, sign_in, step, who):
    events = Event.objects.count()
    assert sign_in(client, request.getfixturevalue(who)).post(
        url(step, on_agenda), {"why": "x"}
    ).status_code in (403, 404)
    assert Event.objects.count() == events
    assert Resolution.objects.get().state == ResolutionState.AGENDA


@pytest.mark.parametrize("step", [*STEPS, "vote", "resolution", "edit_resolution"])
def test_a_resolution_of_another_file_is_not_found(client, ready, clerk, staff, sign_in, step):
    other = open_file(Community(name="Nablus", country="PS"), by=staff, kind="sister", origin="letter")
    address = reverse(f"agreement:{step}", args=[other.pk, ready.pk])
    client = sign_in(client, clerk)
    assert (client.get if step in {"resolution", "edit_resolution", "vote"} else client.post)(
        address
    ).status_code == 404


def test_the_clerk_records_a_vote_in_the_browser(client, on_agenda, clerk, sign_in):
    client = sign_in(client, clerk)
    page = client.get(url("vote", on_agenda))
    assert page.status_code == 200
    votes = {f"vote-{member.pk}": "for" for member in members()}
    with clock.at(dt.datetime(2026, 3, 9, 20, tzinfo=dt.UTC)):
        client.post(url("vote", on_agenda), {"mover": members()[1].pk, **votes})
    page = client.get(url("resolution", on_agenda)).content.decode()
    assert "Resolution 26-001" in page
    assert "Carried unanimously" in page


def test_a_vote_with_a_gap_says_whose(client, on_agenda, clerk, sign_in):
    votes = {f"vote-{member.pk}": "for" for member in members()[1:]}
    response = sign_in(client, clerk).post(url("vote", on_agenda), {"mover": members()[1].pk, **votes})
    assert response.status_code == 422
    assert f"The vote of {members()[0]} is missing." in response.content.decode()


def test_no_vote_before_the_day_of_the_meeting(client, ready, clerk, sign_in):
    actions.put_on_agenda(ready, kind="regular", held_on=dt.date(2199, 1, 1), place="", item="1", by=clerk)
    votes = {f"vote-{member.pk}": "for" for member in members()}
    client = sign_in(client, clerk)
    response = client.post(url("vote", ready), {"mover": members()[1].pk, **votes}, follow=True)
    assert "The meeting is still to come." in response.content.decode()


@pytest.mark.parametrize("name", ["page", "check"])
@pytest.mark.parametrize("who", ["staff", "cao", "clerk"])
def test_pages_open(request, client, ready, sign_in, name, who):
    address = reverse(f"agreement:{name}", args=[ready.proposal_id])
    assert sign_in(client, request.getfixturevalue(who)).get(address).status_code == 200


@pytest.mark.parametrize("who", ["staff", "cao", "clerk"])
def test_the_page_of_a_resolution_opens_in_every_state(request, client, ready, clerk, sign_in, who):
    client = sign_in(client, request.getfixturevalue(who))
    assert client.get(url("resolution", ready)).status_code == 200
    actions.put_on_agenda(ready, by=clerk, **MEETING)
    assert client.get(url("resolution", ready)).status_code == 200
    decide(ready, clerk, "for", "against", "against")
    assert client.get(url("resolution", ready)).status_code == 200


def test_a_draft_is_edited_in_the_browser(client, proposal, staff, sign_in):
    client = sign_in(client, staff)
    client.post(reverse("agreement:draft", args=[proposal.pk]), {"kind": "establish"})
    resolution = Resolution.objects.get()
    assert client.get(url("edit_resolution", resolution)).status_code == 200


def test_what_is_before_council_cannot_be_edited(client, on_agenda, staff, sign_in):
    response = sign_in(client, staff).post(
        url("edit_resolution", on_agenda), {"version": "0", "title": "Other"}, follow=True
    )
    assert "Only a draft can be changed" in response.content.decode()
    assert Resolution.objects.get().title != "Other"


def test_a_resolution_cannot_get_a_number_without_being_decided(ready):
    with pytest.raises(IntegrityError, match="number_only_when_decided"):
        Resolution.objects.filter(pk=ready.pk).update(number="26-009")


def test_a_draft_that_went_on_the_agenda_meanwhile_is_not_changed(ready, clerk):
    seen = Resolution.objects.get(pk=ready.pk)
    actions.put_on_agenda(ready, by=clerk, **MEETING)
    data = QueryDict("version=0&kind=establish&title=Something+else&short_title=Else")
    with pytest.raises(MoveRefused):
        sections.save(seen, of_resolution(seen), data, by=clerk)
    assert Resolution.objects.get().title == ready.title


def test_a_meeting_of_a_day_on_which_nobody_was_in_office_is_refused_in_words(client, ready, clerk, sign_in):
    sent = MEETING | {"held_on": "1905-03-09"}
    response = sign_in(client, clerk).post(url("put_on_agenda", ready), sent)
    assert response.status_code == 422
    assert "nobody was on council that day" in response.text
    ready.refresh_from_db()
    assert ready.state == ResolutionState.DRAFT


def test_a_refused_step_ends_on_the_page_of_its_resolution(client, ready, clerk, sign_in):
    ready.operatives.all().delete()
    response = sign_in(client, clerk).post(url("put_on_agenda", ready), MEETING, follow=True)
    assert response.redirect_chain == [(url("resolution", ready), 302)]
    assert "decides nothing yet" in response.text


def test_saving_while_typing_is_told_that_the_draft_went_on_the_agenda(client, on_agenda, staff, sign_in):
    address = reverse("agreement:edit_resolution", args=[on_agenda.proposal_id, on_agenda.pk])
    answer = sign_in(client, staff).post(address, {"title": "Else"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert answer.json() == {"words": "Only a draft can be changed. This resolution is: On the agenda."}


# -- one at a time, and where it belongs -------------------------------------------------------------


def test_while_one_is_before_council_no_other_that_opens_the_signing_is_drafted(on_agenda, staff):
    for kind in ("establish", "authorise"):
        with pytest.raises(
            MoveRefused, match="Another resolution that would open the signing is before council"
        ):
            actions.draft(on_agenda.proposal, kind, by=staff)
    assert actions.draft(on_agenda.proposal, "view", by=staff).is_draft


def test_a_second_draft_of_a_kind_that_opens_the_signing_is_refused(ready, staff):
    with pytest.raises(MoveRefused, match="There is one of this kind already"):
        actions.draft(ready.proposal, "establish", by=staff)


def test_the_database_keeps_two_openings_from_council(on_agenda):
    twin = {"proposal": on_agenda.proposal, "kind": "authorise", "state": "agenda"}
    with (
        pytest.raises(IntegrityError, match="one_opening_resolution_before_council|UNIQUE"),
        transaction.atomic(),
    ):
        Resolution.objects.create(title="T", short_title="S", drafted_by=on_agenda.drafted_by, **twin)


@pytest.mark.parametrize("kind", ["renew", "terminate", "amend"])
def test_what_does_not_exist_yet_is_neither_renewed_nor_ended(proposal, staff, kind):
    with pytest.raises(MoveRefused, match="has no place in the phase “Agreement”"):
        actions.draft(proposal, kind, by=staff)


def test_every_kind_has_a_title_and_decides_something(ready, staff, cao):
    for kind in KINDS[Phase.AGREEMENT] + LIVING + ALWAYS:
        drafted = Resolution(proposal=ready.proposal, kind=kind, **titles(ready.proposal, kind))
        assert "Mazatlán" in drafted.title
        assert operatives(drafted, {}) and all("%(" not in words for words in operatives(drafted, {}))


def test_a_blank_that_only_people_can_fill_keeps_it_from_council(proposal, staff, clerk):
    resolution = actions.draft(proposal, "view", by=staff)
    with pytest.raises(MoveRefused, match=r"Fill in what is left open: \[\[view\]\]"):
        actions.put_on_agenda(resolution, by=clerk, **MEETING)


def test_a_clause_missing_in_one_language_keeps_it_from_council(ready, clerk):
    text = ClauseText.objects.filter(language="es").first()
    text.words = ""
    text.save()
    with pytest.raises(MoveRefused, match="1 of 2 clauses are missing in Spanish"):
        actions.put_on_agenda(ready, by=clerk, **MEETING)
    assert Resolution.objects.get().state == ResolutionState.DRAFT


def test_on_the_agenda_the_very_text_is_frozen(on_agenda):
    assert on_agenda.text.hash == on_agenda.text_hash == Agreement.of(on_agenda.proposal).text_hash


def test_a_place_typed_later_corrects_the_meetings_until_council_decided_there(proposal, staff, clerk):
    first, second, third = (actions.draft(proposal, "explore", by=staff) for _n in range(3))
    actions.put_on_agenda(first, by=clerk, **MEETING)
    actions.put_on_agenda(second, by=clerk, **MEETING | {"place": "Memorial Centre"})
    assert Meeting.objects.get().place == "Memorial Centre"
    first = Resolution.objects.get(pk=first.pk)
    decide(first, clerk, "for")
    with pytest.raises(MoveRefused, match="its papers name “Memorial Centre” as its place"):
        actions.put_on_agenda(third, by=clerk, **MEETING | {"place": "Elsewhere"})


# -- names and numbers -----------------------------------------------------------------------------


def test_a_quorum_lost_by_recusal_says_what_can_be_done(on_agenda, clerk):
    with pytest.raises(MoveRefused) as refused:
        decide(on_agenda, clerk, "for", "for", "for", "recused")
    assert refused.value.reasons == [
        "The quorum was lost, for 4 members had to leave the room or abstain: 3 left, 4 needed. Record the item as postponed.",
        "Council can ask the Minister to let those who are left decide (Municipal Government Act, s. 168); enter the order below when it is there.",
    ]


def test_by_order_of_the_minister_those_who_are_left_decide(on_agenda, clerk):
    decide(on_agenda, clerk, "for", "for", "for", "recused", relief=actions.Relief(3, "MAG:012/26"))
    vote = facts(Resolution.objects.get())["vote"]
    assert vote["quorum_words"] == "Quorum of 3 by order (MAG:012/26); 3 present"
    assert vote["totals_words"] == "3 for, 0 against, 4 recused"


@pytest.mark.parametrize(
    "relief", [actions.Relief(4, "MAG:012/26"), actions.Relief(0, "X"), actions.Relief(3, " ")]
)
def test_an_order_that_is_none_is_refused(on_agenda, clerk, relief):
    with pytest.raises(MoveRefused, match="fewer members decide than the usual 4"):
        decide(on_agenda, clerk, "for", relief=relief)


def test_a_mover_who_left_the_room_is_refused(on_agenda, clerk):
    with pytest.raises(MoveRefused, match="mover must be a member who was there and voted"):
        decide(on_agenda, clerk, "recused", "for")


@pytest.mark.parametrize(
    ("vote", "words"),
    [("recused", "Give the ground on which Mayor A. Beaulieu left the room."), ("abstained", "Who is there must vote, unless the law says otherwise.")],
)  # fmt: skip
def test_who_is_silent_gives_the_ground(on_agenda, clerk, vote, words):
    ballots = [Cast(members()[0], vote), *cast("for")[1:]]
    with pytest.raises(MoveRefused, match=words):
        actions.record_vote(
            on_agenda, ballots, mover=members()[1], seconder=None, names_asked_for=False, by=clerk
        )


def test_one_person_has_one_vote(on_agenda, clerk):
    ballots = [*cast("for"), Cast(members()[1], "against")]
    with pytest.raises(MoveRefused, match="Councillor J. Okafor has two votes. One person has one vote"):
        actions.record_vote(
            on_agenda, ballots, mover=members()[0], seconder=None, names_asked_for=False, by=clerk
        )


def test_one_person_on_two_seats_has_one_vote(on_agenda, clerk):
    OfficeHolder.objects.create(name="a. beaulieu", office="councillor", seat=9, starts=dt.date(2025, 10, 27))
    with pytest.raises(MoveRefused, match="sat twice on council that day"):
        decide(on_agenda, clerk, "for")


def test_the_database_counts_nobody_twice(on_agenda, clerk):
    decide(on_agenda, clerk, "for")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(resolution=on_agenda, member=members()[0], vote="for")


def test_a_number_that_was_rolled_back_is_given_to_the_next(proposal, staff, clerk):
    first, second = (actions.draft(proposal, "explore", by=staff) for _n in range(2))
    for one in (first, second):
        actions.put_on_agenda(one, by=clerk, **MEETING)
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(first, clerk, "for", conditions=[Obligation(words="No day to look at it.", owner="Finance")])
    decide(second, clerk, "for")
    decide(Resolution.objects.get(pk=first.pk), clerk, "for")
    assert list(Resolution.objects.order_by("number").values_list("number", "pk")) == [
        ("26-001", second.pk),
        ("26-002", first.pk),
    ]


def test_a_number_that_stands_from_before_is_passed_over(proposal, staff, clerk):
    first, second = (actions.draft(proposal, "explore", by=staff) for _n in range(2))
    actions.put_on_agenda(first, by=clerk, **MEETING)
    actions.put_on_agenda(second, by=clerk, **MEETING)
    decide(first, clerk, "for")
    Resolution.objects.filter(pk=first.pk).update(number="26-002")
    decide(second, clerk, "for")
    assert Resolution.objects.get(pk=second.pk).number == "26-003"


# -- what council did instead of voting ------------------------------------------------------------


def test_a_referral_says_to_whom(client, on_agenda, clerk, sign_in):
    sent = {"state": "referred", "why": "More numbers are needed.", "to": ""}
    answer = sign_in(client, clerk).post(url("set_aside", on_agenda), sent)
    assert answer.status_code == 422
    assert "Say to whom council referred it" in answer.text
    client.post(url("set_aside", on_agenda), sent | {"to": "Finance Committee"})
    assert sentence(Event.objects.filter(verb="resolution.referred_to").get()).endswith(
        "was referred to Finance Committee"
    )
    assert "referred to Finance Committee" in client.get(url("resolution", on_agenda)).text


def test_a_draft_is_withdrawn_and_not_tabled(ready, clerk):
    with pytest.raises(MoveRefused, match="Only what is on an agenda can be put off"):
        actions.set_aside(ready, "tabled", by=clerk, why="No time.")
    actions.set_aside(ready, "withdrawn", by=clerk, why="No time.")
    assert Resolution.objects.get().state == ResolutionState.WITHDRAWN


def test_received_for_information_ends_it(on_agenda, clerk):
    actions.set_aside(on_agenda, "received", by=clerk, why="For information.")
    with pytest.raises(MoveRefused):
        actions.take_up(on_agenda, by=clerk)
    assert Proposal.objects.get().phase == Phase.AGREEMENT


def test_a_tie_is_told_as_one(on_agenda, clerk):
    decide(on_agenda, clerk, "for", "for", "for", "against", "against", "against", "absent")
    assert sentence(Event.objects.get(verb="resolution.tied")) == (
        "“Establishing a relationship with Mazatlán, Sinaloa, Mexico” was defeated on a tied vote, 3 to 3"
    )
