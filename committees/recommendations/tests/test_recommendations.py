"""Recommendations: each tier in its turn, nothing past it, nothing twice; and what each page tells of them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from committees.meetings import actions as meetings
from committees.meetings.models import Attendance, Meeting
from committees.models import Committee, Membership, Recommendation, TierDecision
from committees.recommendations import actions, subjects
from committees.recommendations.actions import Said
from committees.recommendations.reading import ladder
from committees.recommendations.tests.conftest import TODAY, opened
from committees.recommendations.wording import difference
from committees.register import actions as register
from twinning.records.models import Event
from twinning.testing.files import file_about, mazatlan, queries

pytestmark = pytest.mark.django_db

MARCH_5 = dt.date(2026, 3, 5)


def url(name: str, *args) -> str:
    return reverse(f"committees:{name}", args=args)


def fresh(recommendation: Recommendation) -> Recommendation:
    return Recommendation.objects.get(pk=recommendation.pk)


def decide(recommendation, verdict, *, by, tier="where it lies", **said):
    given = Said(**({"wording": recommendation.wording, "on": MARCH_5} | said))
    tier = recommendation.at if tier == "where it lies" else tier
    return actions.decide(recommendation, verdict, tier=tier, said=given, by=by)


def refused(words: str):
    return pytest.raises(ValidationError, match=words)


def form(recommendation, decision, **more) -> dict:
    tier = str(recommendation.at_id) if recommendation.at_id else "council"
    told = {"version": recommendation.version, "tier": tier, "decision": decision, "on": "2026-03-05"}
    return told | {"wording": recommendation.wording, "reason": "", "resolution": "", "meeting": ""} | more


# -- the way up and down --------------------------------------------------------------------------


def test_a_committee_of_ours_without_another_above_recommends_to_council(begun, upper, clerk):
    decide(begun, "recommended", by=clerk)
    assert (begun.at, begun.state) == (upper, "under_way")
    decide(begun, "recommended", by=clerk)
    assert (begun.at, begun.state, begun.lies_at) == (None, "at_council", "Council")
    decide(begun, "adopted", by=clerk, resolution="26-040")
    assert (begun.state, begun.is_open) == ("adopted", False)
    assert TierDecision.objects.get(decision="adopted").resolution == "26-040"


def test_council_returns_it_to_the_committee_it_came_from(begun, upper, lower, clerk):
    decide(begun, "recommended", by=clerk)
    decide(begun, "recommended", by=clerk)
    decide(begun, "returned", by=clerk, reason="Name the cost.")
    assert (begun.at, begun.state) == (upper, "returned")
    decide(begun, "returned", by=clerk, reason="Council asks for the cost.")
    assert begun.at == lower
    with refused("so there is no tier below"):
        decide(begun, "returned", by=clerk, reason="Again.")


def test_a_return_leaves_the_wording_as_it_came(begun, clerk):
    decide(begun, "recommended", by=clerk)
    decide(begun, "returned", by=clerk, reason="Name the cost.", wording="Something of their own.")
    assert begun.wording == "That the choirs sing together."
    assert TierDecision.objects.get(decision="returned").wording == "That the choirs sing together."


def test_what_is_noted_stays_where_it_lies(begun, lower, clerk):
    decide(begun, "noted", by=clerk)
    assert (begun.at, begun.state, begun.lies_since) == (lower, "under_way", dt.date(2026, 3, 2))


def test_it_is_withdrawn_from_wherever_it_lies(begun, lower, clerk):
    decide(begun, "recommended", by=clerk)
    decide(begun, "withdrawn", by=clerk, reason="The choirs cannot come.")
    assert (begun.state, TierDecision.objects.get(decision="withdrawn").committee) == ("withdrawn", lower)


@pytest.mark.parametrize(
    ("side", "kind", "top"), [("joint", "coordination", True), ("joint", "implementation", False), ("theirs", "council", True), ("ours", "council", False)],
)  # fmt: skip
def test_who_decides_at_the_top(side, kind, top, clerk):
    assert actions.decides_itself(opened("A body", side=side, kind=kind, by=clerk)) is top


def begun_in(committee, by) -> Recommendation:
    recommendation = Recommendation(origin=committee, title="A visit", wording="That we meet.")
    actions.begin(recommendation, by=by)
    return recommendation


def test_a_joint_body_of_ours_at_the_top_recommends_to_council_and_decides_nothing(clerk):
    joint = opened("Joint body", side="joint", city="Mazatlán", kind="implementation", by=clerk)
    recommendation = begun_in(joint, clerk)
    with refused("Joint body is not the highest tier and does not decide"):
        decide(recommendation, "adopted", by=clerk, on=TODAY)
    assert [tier.name for tier in ladder(recommendation, clerk)] == ["Joint body", "Council"]
    decide(recommendation, "recommended", by=clerk, on=TODAY)
    assert recommendation.lies_at == "Council"


def test_a_coordination_council_of_ours_adopts_or_recommends_on(clerk):
    top = opened("Coordination Council", side="joint", city="Mazatlán", kind="coordination", by=clerk)
    recommendation = begun_in(top, clerk)
    assert [step.key for step in actions.steps(recommendation)][:3] == ["adopted", "declined", "recommended"]
    decide(recommendation, "recommended", by=clerk, on=TODAY)
    assert recommendation.lies_at == "Council"
    other = begun_in(top, clerk)
    decide(other, "adopted", by=clerk, on=TODAY)
    assert other.state == "adopted"


def test_the_top_of_others_cannot_send_it_to_our_council(clerk):
    parties = {"first_party": "Beitbridge", "second_party": "Musina"}
    recommendation = begun_in(
        opened("Council of both", side="joint", kind="coordination", by=clerk, **parties), clerk
    )
    with refused("There is no tier above Council of both"):
        decide(recommendation, "recommended", by=clerk, on=TODAY)


# -- what is refused -----------------------------------------------------------------------------------


def test_it_is_not_sent_past_the_tier_above(begun, lower, clerk):
    with refused("From Arts Circle it goes to Twinning Committee and not past it to Council"):
        actions.decide(begun, "recommended", tier=lower, to=None, said=Said("x", MARCH_5), by=clerk)


def test_a_committee_where_it_does_not_lie_decides_nothing(begun, upper, clerk):
    for tier in (upper, None):
        with refused("It does not lie with .*: it has lain with Arts Circle since 2 March 2026"):
            decide(begun, "recommended", by=clerk, tier=tier)
    assert fresh(begun).version == 1


def test_a_tier_below_the_top_neither_adopts_nor_declines(begun, clerk):
    for verdict in ("adopted", "declined"):
        with refused("is not the highest tier and does not decide"):
            decide(begun, verdict, by=clerk, reason="Because.")


def test_two_people_who_decide_at_once_and_the_second_learns_what_the_first_did(begun, clerk, staff):
    late = fresh(begun)
    decide(begun, "recommended", by=clerk)
    with refused(
        "D. Sinclair has meanwhile noted for Arts Circle, of 5 March 2026: Recommended. Yours was not kept"
    ):
        decide(late, "recommended", by=staff)
    assert TierDecision.objects.count() == 1 and fresh(begun).at == begun.at


@pytest.mark.parametrize(
    ("on", "words"),
    [(dt.date(2026, 3, 4), "Arts Circle decided on 5 March 2026, and what follows cannot be earlier"), (dt.date(2026, 3, 13), "still to come")],
)  # fmt: skip
def test_a_decision_is_not_older_than_the_one_below_it(begun, clerk, on, words):
    decide(begun, "recommended", by=clerk)
    with refused(words):
        decide(begun, "recommended", by=clerk, on=on)


def test_the_first_decision_is_not_older_than_the_beginning(begun, clerk):
    with refused("was begun on 2 March 2026"):
        decide(begun, "recommended", by=clerk, on=dt.date(2026, 3, 1))


@pytest.mark.parametrize("verdict", ["returned", "withdrawn"])
def test_what_goes_back_says_why(begun, clerk, verdict):
    decide(begun, "recommended", by=clerk)
    with refused("A reason is missing"):
        decide(begun, verdict, by=clerk, reason="  ")


def test_councils_adoption_has_its_number(begun, clerk):
    decide(begun, "recommended", by=clerk)
    decide(begun, "recommended", by=clerk)
    with refused("The number of council’s resolution is missing"):
        decide(begun, "adopted", by=clerk)


def test_nothing_is_decided_on_what_is_settled(begun, clerk):
    decide(begun, "withdrawn", by=clerk, reason="No choir.")
    with refused("was settled on 5 March 2026: Withdrawn"):
        decide(begun, "recommended", by=clerk)


def test_a_tier_without_a_wording_is_refused(begun, clerk):
    with refused("The wording is missing"):
        decide(begun, "recommended", by=clerk, wording="  ")


@pytest.mark.parametrize(
    ("whose", "day", "on", "words"),
    [
        ("upper", 5, MARCH_5, "That is a meeting of another committee"),
        ("lower", 12, TODAY, "has not been held yet"),
        ("lower", 4, MARCH_5, "That meeting was on 4 March 2026"),
    ],
)
def test_the_meeting_fits_the_tier_and_the_day(request, begun, clerk, whose, day, on, words):
    meeting = Meeting(
        committee=request.getfixturevalue(whose), held_on=dt.date(2026, 3, day), held_at=dt.time(19), zone="America/Edmonton", short_notice_why="So agreed.",
    )  # fmt: skip
    meetings.plan(meeting, by=clerk)
    with refused(words):
        decide(begun, "recommended", by=clerk, on=on, meeting=meeting)


def test_a_tier_above_that_has_ended_takes_nothing(begun, upper, clerk):
    Committee.objects.filter(pk=upper.pk).update(ended_on=dt.date(2026, 3, 1))
    with refused("Twinning Committee ended on 1 March 2026"):
        decide(fresh(begun), "recommended", by=clerk)


def test_a_committee_that_has_ended_decides_nothing_after_that_day(begun, lower, clerk):
    Committee.objects.filter(pk=lower.pk).update(ended_on=dt.date(2026, 3, 4))
    with refused("Arts Circle ended on 4 March 2026 and decided nothing after that day"):
        decide(fresh(begun), "recommended", by=clerk)
    decide(fresh(begun), "recommended", by=clerk, on=dt.date(2026, 3, 4))


def test_what_lies_with_a_committee_that_has_ended_is_told_and_withdrawn(
    client, sign_in, begun, lower, clerk
):
    words = "A recommendation still lies with this committee: R 2026-1."
    page = lower.get_absolute_url()
    client = sign_in(client, clerk)
    assert actions.lies_with(lower).startswith(words) and words not in client.get(page).content.decode()
    Committee.objects.filter(pk=lower.pk).update(ended_on=dt.date(2026, 3, 4))
    assert words in client.get(page).content.decode()
    decide(fresh(begun), "withdrawn", by=clerk, reason="Nobody is left.")
    assert actions.lies_with(lower) == "" and words not in client.get(page).content.decode()


def test_a_decision_without_a_quorum_says_why_and_is_marked(client, sign_in, begun, lower, clerk):
    Committee.objects.filter(pk=lower.pk).update(quorum=3)
    for name in ("L. Petrova", "K. Dube", "B. Tremblay"):
        register.appoint(Membership(committee=lower, name=name, starts=dt.date(2026, 2, 1)), by=clerk)
    meeting = Meeting(committee=lower, held_on=MARCH_5, held_at=dt.time(19), zone="America/Edmonton")
    meetings.plan(meeting, by=clerk)
    came = Attendance(meeting=meeting, membership=lower.memberships.first(), state="present")
    came.save()
    meeting = Meeting.objects.get()
    begun = fresh(begun)
    with refused(
        "The quorum was not reached: 1 of 3 members were present, 3 are needed. Say in a sentence why"
    ):
        decide(begun, "recommended", by=clerk, meeting=meeting)
    decide(begun, "recommended", by=clerk, meeting=meeting, reason="The others agreed by letter.")
    page = sign_in(client, clerk).get(begun.get_absolute_url()).content.decode()
    assert "without quorum" in page and "The others agreed by letter." in page


def test_the_ladder_numbers_the_decisions_and_says_where_each_sent_it(client, sign_in, begun, clerk):
    decide(begun, "noted", by=clerk)
    decide(begun, "recommended", by=clerk)
    decide(begun, "returned", by=clerk, reason="Name the cost.")
    decide(begun, "recommended", by=clerk)
    decide(begun, "recommended", by=clerk)
    found = {rung.number: rung.words for tier in ladder(begun, clerk) for rung in tier.rungs}
    assert [found[number] for number in sorted(found)] == [
        "Noted, and kept",
        "Recommended to Twinning Committee",
        "Returned to Arts Circle",
        "Recommended to Twinning Committee",
        "Recommended to Council",
    ]
    page = sign_in(client, clerk).get(url("decide_recommendation", begun.pk)).content.decode()
    assert "It has lain there since 5 March 2026, 7 days" in page


def test_the_day_of_the_beginning_is_corrected_while_nothing_is_decided(client, sign_in, begun, clerk):
    client = sign_in(client, clerk)
    early = form(begun, "recommended", on="2026-02-24")
    answer = client.post(url("decide_recommendation", begun.pk), early)
    edit = url("edit_recommendation", begun.pk)
    assert answer.status_code == 422 and f'href="{edit}"' in answer.content.decode()
    assert "or correct the day on which it was begun" in answer.content.decode()
    typed = {"version": begun.version, "title": begun.title, "wording": begun.wording, "about": ""}
    assert client.post(edit, typed | {"begun_on": "2026-03-13"}).status_code == 422
    assert client.post(edit, typed | {"begun_on": "2026-02-24"}).status_code == 302
    begun = fresh(begun)
    assert (begun.begun_on, begun.lies_since) == (dt.date(2026, 2, 24),) * 2
    assert Event.objects.about(begun).first().facts["fields"] == "begun on"
    assert client.post(url("decide_recommendation", begun.pk), early | {"version": 2}).status_code == 302


def test_a_decision_is_written_once(begun, clerk):
    made = decide(begun, "recommended", by=clerk)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()


def test_the_wording_is_changed_by_hand_only_before_anybody_decided(begun, clerk):
    begun.title = "Two concerts"
    actions.amend(begun, seen=1, fields=["title"], about=None, by=clerk)
    decide(begun, "recommended", by=clerk)
    with refused("A tier has decided on this wording"):
        actions.amend(begun, seen=begun.version, fields=["title"], about=None, by=clerk)


# -- pages ----------------------------------------------------------------------------------------------------


def test_a_keeper_begins_one_about_a_file(client, sign_in, staff, lower):
    file = file_about(mazatlan(), by=staff)
    data = {
        "title": "A concert",
        "wording": "That we sing.",
        "begun_on": "2026-03-10",
        "about": subjects.key(file),
    }
    answer = sign_in(client, staff).post(url("new_recommendation", lower.pk), data)
    made = Recommendation.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.number, made.subject, made.at) == ("R 2026-1", file, lower)
    assert list(Recommendation.objects.about(file)) == [made]
    assert "A concert" in client.get(reverse("proposal:page", args=[file.pk])).content.decode()


def test_a_file_that_is_not_offered_is_refused(client, sign_in, staff, lower):
    data = {"title": "A concert", "wording": "That we sing.", "begun_on": "2026-03-10", "about": "1-999999"}
    answer = sign_in(client, staff).post(url("new_recommendation", lower.pk), data)
    assert answer.status_code == 422 and "This file cannot be chosen here" in answer.content.decode()


def test_the_page_tells_each_tier_with_its_words(client, sign_in, clerk, begun):
    client = sign_in(client, clerk)
    data = form(begun, "recommended", wording="That the choirs of both cities sing together.")
    assert client.post(url("decide_recommendation", begun.pk), data).status_code == 302
    page = client.get(begun.get_absolute_url()).content.decode()
    assert "Lies with <b>Twinning Committee</b> since 5 March 2026, 7 days" in page
    assert "Noted by D. Sinclair" in page
    data = form(fresh(begun), "recommended", wording="That the choirs of both cities sing together in June.")
    assert client.post(url("decide_recommendation", begun.pk), data).status_code == 302
    page = client.get(begun.get_absolute_url()).content.decode()
    assert "in June." in page[page.index("<ins>") : page.index("</ins>")]


def test_a_second_click_on_an_old_page_is_refused_and_stays_typed(client, sign_in, clerk, staff, begun):
    old = form(begun, "returned", reason="Typed long.")
    decide(begun, "recommended", by=staff)
    answer = sign_in(client, clerk).post(url("decide_recommendation", begun.pk), old)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "K. Dube has meanwhile noted for Arts Circle" in page and "Typed long." in page


def test_the_form_offers_what_fits(client, sign_in, clerk, begun):
    client = sign_in(client, clerk)

    def offered() -> list[str]:
        found = client.get(url("decide_recommendation", begun.pk)).context["form"]
        return [value for value, _words in found.fields["decision"].widget.choices]

    assert offered() == ["recommended", "noted", "withdrawn"]
    decide(begun, "recommended", by=clerk)
    assert offered() == ["recommended", "returned", "noted", "withdrawn"]
    decide(begun, "recommended", by=clerk)
    assert offered() == ["adopted", "declined", "returned", "noted", "withdrawn"]


def test_the_day_of_the_meeting_counts_where_no_other_is_given(client, sign_in, clerk, begun, lower):
    meeting = Meeting(committee=lower, held_on=MARCH_5, held_at=dt.time(19), zone="America/Edmonton")
    meetings.plan(meeting, by=clerk)
    client = sign_in(client, clerk)
    assert client.post(url("decide_recommendation", begun.pk), form(begun, "noted", on="")).status_code == 422
    data = form(begun, "recommended", on="", meeting=meeting.pk)
    assert client.post(url("decide_recommendation", begun.pk), data).status_code == 302
    assert (TierDecision.objects.get().on, TierDecision.objects.get().meeting) == (MARCH_5, meeting)
    assert "A concert in June" in client.get(meeting.get_absolute_url()).content.decode()


def test_what_is_settled_is_not_asked_about(client, sign_in, clerk, begun):
    decide(begun, "withdrawn", by=clerk, reason="No choir.")
    answer = sign_in(client, clerk).get(url("decide_recommendation", begun.pk))
    assert answer["Location"] == begun.get_absolute_url()
    page = client.get(begun.get_absolute_url()).content.decode()
    assert "Note what was decided" not in page and "It never came here." in page


@pytest.mark.parametrize(
    "query", ["", "state=open", "state=adopted", "state=x", "committee=x", "page=abc", "committee=%00"]
)
def test_the_list_bears_any_address(client, sign_in, clerk, begun, query):
    assert sign_in(client, clerk).get(f"{url('recommendations')}?{query}").status_code == 200


def test_the_list_is_filtered_by_state_and_committee(client, sign_in, clerk, begun, upper):
    client = sign_in(client, clerk)

    def count(query: str) -> int:
        return client.get(f"{url('recommendations')}?{query}").context["page"].paginator.count

    assert (count("state=open"), count("state=adopted"), count(f"committee={upper.pk}")) == (1, 0, 0)
    decide(begun, "recommended", by=clerk)
    assert count(f"committee={upper.pk}") == 1


def test_the_list_takes_the_same_queries_for_any_number(client, sign_in, clerk, staff, lower):
    files = [file_about(mazatlan(name=f"City {n}"), by=staff) for n in range(45)]
    client = sign_in(client, clerk)

    def begin(number: int) -> None:
        recommendation = Recommendation(origin=lower, title=f"Number {number}", wording="That we sing.")
        actions.begin(recommendation, about=files[number], by=clerk)

    pages = [url("recommendations"), lower.get_absolute_url(), reverse("dashboard:desk")]
    for number in range(3):
        begin(number)
    few = [queries(client, page) for page in pages]
    for number in range(3, 45):
        begin(number)
    assert [queries(client, page) for page in pages] == few


def test_the_desk_counts_the_days(client, sign_in, staff, clerk, begun):
    page = sign_in(client, staff).get(reverse("dashboard:desk"))
    (line,) = page.context["recommended"]["lines"]
    assert (line, line.lies_at, line.days_here) == (begun, "Arts Circle", 10)
    assert "A concert in June" in page.content.decode()


# -- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["cao", "mayor", "councillor", "member", "administrator"])
def test_others_decide_nothing(request, client, sign_in, role, begun):
    client = sign_in(client, request.getfixturevalue(role))
    for name in ("decide_recommendation", "edit_recommendation"):
        assert client.post(url(name, begun.pk), form(begun, "recommended")).status_code == 403
    assert fresh(begun).version == 1


def test_a_member_reads_what_their_committee_had_to_do_with(client, sign_in, clerk, member, begun, upper):
    register.appoint(Membership(committee=upper, name="L. Petrova", user=member, starts=TODAY), by=clerk)
    client = sign_in(client, member)
    assert client.get(begun.get_absolute_url()).status_code == 404
    decide(begun, "recommended", by=clerk)
    assert client.get(begun.get_absolute_url()).status_code == 200


def test_the_name_of_a_file_is_told_to_those_who_see_it_only(
    client, sign_in, staff, clerk, member, upper, lower
):
    register.appoint(Membership(committee=lower, name="L. Petrova", user=member, starts=TODAY), by=clerk)
    recommendation = Recommendation(origin=lower, title="A visit", wording="That we go.")
    actions.begin(recommendation, about=file_about(mazatlan(), by=staff), by=clerk)
    page = recommendation.get_absolute_url()
    assert "Mazatlán" not in sign_in(client, member).get(page).content.decode()
    assert "Mazatlán" in sign_in(client, clerk).get(page).content.decode()


def test_the_history_holds_numbers_and_the_reason_beside_it(begun, clerk):
    decide(begun, "recommended", by=clerk)
    decide(begun, "returned", by=clerk, reason="Ask B. Tremblay.")
    event = Event.objects.about(begun).first()
    assert "Tremblay" not in str(event.facts) and event.remark.text == "Ask B. Tremblay."


# -- the words that changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("one two", "one  two\n", []),
        ("one two", "one three", [("same", "one "), ("out", "two"), ("in", "three")]),
        ("", "one", [("in", "one")]),
        ("one", "", [("out", "one")]),
        ("مرحبا one", "مرحبا two", [("same", "مرحبا "), ("out", "one"), ("in", "two")]),
    ],
)
def test_the_words_that_changed(before, after, told):
    assert [(piece.kind, piece.words) for piece in difference(before, after)] == told


def test_a_long_text_is_compared_at_once():
    before = "That the city pay. " * 500
    pieces = difference(before, before.replace("pay", "play", 1))
    assert sum(len(piece.words) for piece in pieces if piece.kind == "out") < len(before)
