"""One recommendation of Beitbridge and Musina on its whole way: water sub-committee, managers, coordination council.

It is returned once with a reason, recommended again with another wording, and
adopted. The meetings keep four weeks' notice; the people are invented.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from committees.meetings import actions as meetings
from committees.meetings.models import Meeting
from committees.models import Committee, Membership, Recommendation
from committees.recommendations import actions
from committees.recommendations.actions import Said
from committees.recommendations.models import Verdict
from committees.recommendations.reading import ladder
from committees.register import actions as register
from twinning import clock
from twinning.records.models import Event
from twinning.testing.factories import city, person

pytestmark = pytest.mark.django_db

FIRST = "That both municipalities test the water of the Limpopo together, each month."
SECOND = "That both municipalities test the water of the Limpopo together, each quarter, and share the cost equally."
THIRD = "That both municipalities test the water of the Limpopo together, each quarter, share the cost equally, and publish the results."


def day(month: int, date: int) -> dt.datetime:
    return dt.datetime(2026, month, date, 12, tzinfo=dt.UTC)


@pytest.fixture
def clerk(db):
    return person("clerk", name="S. Moyo")


@pytest.fixture
def tiers(clerk):
    """The three tiers of the water sub-committee, the lowest first."""
    city(name="Beitbridge Municipality", short_name="Beitbridge", country="Zimbabwe")
    above = None
    found: list[Committee] = []
    with clock.at(day(1, 5)):
        for name, kind, seats in (
            ("Joint Coordination Council", "coordination", 3),
            ("Joint Implementation Committee", "implementation", 4),
            ("Sub-committee on environment and engineering", "sub", 2),
        ):
            above = Committee(
                name=name, kind=kind, side="joint", city="Musina", parent=above, seats_here=seats, seats_there=seats,
                quorum=2, secretariat="rotating", notice_days=28, formed_on=dt.date(2005, 1, 1),
            )  # fmt: skip
            register.open_committee(above, by=clerk)
            for side in ("ours", "theirs"):
                for number in range(seats):
                    name = f"{side} {number} {kind}"
                    register.appoint(
                        Membership(committee=above, name=name, side=side, starts=dt.date(2024, 1, 1)),
                        by=clerk,
                    )
            found.insert(0, above)
    return found


def meet(committee: Committee, month: int, date: int, *, host: str, by) -> Meeting:
    """A meeting with its notice four weeks ahead."""
    meeting = Meeting(
        committee=committee, held_on=dt.date(2026, month, date), held_at=dt.time(9), zone="Africa/Harare",
        place="Council chamber", host=host,
    )  # fmt: skip
    announced = dt.datetime.combine(meeting.held_on, dt.time(7), dt.UTC) - dt.timedelta(days=28)
    with clock.at(announced):
        meetings.plan(meeting, by=by)
        meetings.send_notice(meeting, on=clock.today(), seen=meeting.version, by=by)
    return meeting


def begin(committee: Committee, title: str = "Testing the river", *, by) -> Recommendation:
    with clock.at(day(2, 2)):
        recommendation = Recommendation(origin=committee, title=title, wording=FIRST)
        actions.begin(recommendation, by=by)
    return recommendation


def decide(recommendation, verdict, meeting, *, by, **said):
    with clock.at(meeting.starts_at + dt.timedelta(hours=2)):
        given = Said(on=meeting.held_on, meeting=meeting, **({"wording": recommendation.wording} | said))
        return actions.decide(recommendation, verdict, tier=meeting.committee, said=given, by=by)


@pytest.fixture
def adopted(tiers, clerk):
    """The recommendation after its whole way."""
    water, managers, council = tiers
    recommendation = begin(water, by=clerk)
    decide(recommendation, Verdict.RECOMMENDED, meet(water, 2, 10, host="ours", by=clerk), by=clerk)
    why = "Each month costs more than both budgets hold. Say who pays."
    decide(
        recommendation, Verdict.RETURNED, meet(managers, 3, 3, host="theirs", by=clerk), by=clerk, reason=why
    )
    decide(
        recommendation, Verdict.RECOMMENDED, meet(water, 4, 14, host="theirs", by=clerk), by=clerk, wording=SECOND,
    )  # fmt: skip
    decide(recommendation, Verdict.RECOMMENDED, meet(managers, 5, 5, host="ours", by=clerk), by=clerk)
    decide(
        recommendation, Verdict.ADOPTED, meet(council, 6, 9, host="theirs", by=clerk), by=clerk, wording=THIRD, resolution="JCC 4/2026",
    )  # fmt: skip
    return recommendation


def test_each_tier_keeps_its_decisions_with_day_and_wording(adopted, tiers, clerk):
    told = [
        (
            tier.name,
            [(rung.made.decision, rung.made.on.isoformat(), rung.made.wording) for rung in tier.rungs],
        )
        for tier in ladder(adopted, clerk)
    ]
    assert told == [
        (
            "Sub-committee on environment and engineering",
            [("recommended", "2026-02-10", FIRST), ("recommended", "2026-04-14", SECOND)],
        ),
        (
            "Joint Implementation Committee",
            [("returned", "2026-03-03", FIRST), ("recommended", "2026-05-05", SECOND)],
        ),
        ("Joint Coordination Council", [("adopted", "2026-06-09", THIRD)]),
    ]


def test_it_ends_adopted_and_lies_nowhere(adopted):
    assert (adopted.state, adopted.at, adopted.wording, adopted.lies_since) == (
        "adopted", None, THIRD, dt.date(2026, 6, 9)
    )  # fmt: skip
    assert adopted.number == "R 2026-1"


def test_what_a_tier_changed_is_told_word_by_word(adopted, clerk):
    council = ladder(adopted, clerk)[-1].rungs[0]
    assert [(piece.kind, piece.words.strip()) for piece in council.changes] == [
        ("same", "That both municipalities test the water of the Limpopo together, each quarter,"),
        ("out", "and"),
        ("same", "share the cost"),
        ("out", "equally."),
        ("in", "equally, and publish the results."),
    ]


def test_the_reason_for_the_return_stays_readable(adopted):
    returned = adopted.decisions.get(decision="returned")
    assert returned.reason.startswith("Each month costs more")
    remarks = [event.remark.text for event in Event.objects.about(adopted) if event.remark]
    assert remarks == [returned.reason]


def test_the_secretariat_goes_with_the_host(adopted, tiers):
    kept = [made.meeting.secretariat for made in adopted.decisions.select_related("meeting__committee")]
    assert kept == [
        "Beitbridge, which hosts this meeting",
        "Musina, which hosts this meeting",
        "Musina, which hosts this meeting",
        "Beitbridge, which hosts this meeting",
        "Musina, which hosts this meeting",
    ]


def test_every_notice_was_in_time(adopted):
    for made in adopted.decisions.select_related("meeting__committee"):
        assert made.meeting.short_notice(made.meeting.notice_sent_on) == ""
        assert made.meeting.papers.filter(kind="notice").count() == 1


def test_the_sub_committee_cannot_pass_the_managers_by(tiers, clerk):
    water, _managers, council = tiers
    recommendation = begin(water, by=clerk)
    words = "goes to Joint Implementation Committee and not past it to Joint Coordination Council"
    said = Said(FIRST, dt.date(2026, 2, 2))
    with clock.at(day(2, 2)), pytest.raises(ValidationError, match=words):
        actions.decide(recommendation, "recommended", tier=water, to=council, said=said, by=clerk)
    assert recommendation.decisions.count() == 0


def test_the_coordination_council_decides_itself_or_asks_our_council(tiers, clerk):
    *_below, council = tiers
    recommendation = begin(council, "Of the council itself", by=clerk)
    with clock.at(day(2, 2)):
        said = Said(FIRST, dt.date(2026, 2, 2))
        actions.decide(recommendation, "adopted", tier=council, said=said, by=clerk)
        asked = begin(council, "For both cities", by=clerk)
        actions.decide(asked, "recommended", tier=council, said=said, by=clerk)
    assert (recommendation.state, asked.lies_at) == ("adopted", "Council")
