"""The City’s own Twinning Committee: who serves, what it met about, and a recommendation on its way to Council."""

import datetime as dt

from committees.meetings import actions as meetings
from committees.models import AgendaItem, Meeting, Recommendation
from committees.recommendations import actions as recommendations
from committees.recommendations.actions import Said
from committees.recommendations.models import Verdict
from committees.register import actions as committees
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.demonstration.stage import Stage
from twinning.demonstration.telling import Story

WORDING = (
    "That Council receive the comparison of Lacombe and Mazatlán when it is complete, "
    "and hear the school division and the chamber of commerce before it decides."
)
MINUTES = """M. Lindqvist opens the meeting at 18:00 and welcomes two guests.

K. Dube tells how far the comparison with Mazatlán is. The committee asks that schools and the chamber of commerce be heard.

The committee recommends to Council what is written under item 2. All are in favour.

The meeting ends at 19:20."""


def story(stage: Stage) -> Story:
    days, clerk, committee = stage.days, stage.people.clerk, stage.committee
    yield days.ago(95, hours=2)
    ending = committee.memberships.get(name="B. Okonkwo")
    committees.end_membership(ending, ends=days.date(58), seen=ending.version, by=clerk)
    yield days.ago(34, hours=4)
    met = _meeting(stage, days.date(-14))
    meetings.plan(met, by=clerk)
    meetings.set_agenda(
        met,
        [
            AgendaItem(title="Minutes of the last meeting"),
            AgendaItem(title="Mazatlán: how far the comparison is", presented_by="K. Dube"),
            AgendaItem(title="Other matters"),
        ],
        seen=met.version,
        by=clerk,
    )
    meetings.send_notice(met, on=clock.today(), seen=met.version, by=clerk)
    left = committee.memberships.get(name="N. Redcrow")
    committees.end_membership(left, ends=days.date(-35), seen=left.version, by=clerk)

    yield days.ago(12, hours=6)
    serving = committee.memberships.serving(met.held_on)
    came = {member: "excused" if member.name == "T. Cardinal" else "present" for member in serving}
    meetings.note_attendance(met, came, seen=met.version, by=clerk)
    met.minutes = MINUTES
    meetings.write_minutes(met, seen=met.version, by=clerk)
    meetings.make_minutes(met, by=clerk)
    recommendation = Recommendation(
        origin=committee, title="Mazatlán: hear schools and trade", wording=WORDING, begun_on=met.held_on
    )
    about = Proposal.objects.filter(community__name="Mazatlán").first()
    recommendations.begin(recommendation, about=about, by=clerk)
    said = Said(wording=WORDING, on=met.held_on, meeting=met)
    recommendations.decide(recommendation, Verdict.RECOMMENDED, tier=committee, said=said, by=clerk)
    coming = _meeting(stage, days.date(23))
    meetings.plan(coming, by=clerk)


def _meeting(stage: Stage, on: dt.date) -> Meeting:
    return Meeting(
        committee=stage.committee,
        held_on=on,
        held_at=dt.time(18, 0),
        place="City Hall, Lacombe, committee room",
    )
