"""Lacombe and Rikubetsu: twins since July 1986, long before these pages, with an evaluation coming."""

import datetime as dt

from proposals import lifecycle
from proposals.lifecycle import Phase, Standing, Turn
from twinning.demonstration.stage import File, Stage
from twinning.demonstration.telling import Story

ENTERED = "Entered from the archive: the agreement of July 1986 is older than this register. What was decided then is not known here."


def story(stage: Stage) -> Story:
    """A relationship older than the register walks no gates: its papers are looked for, not written anew."""
    days, people = stage.days, stage.people
    yield days.ago(612, hours=3)
    rikubetsu = stage.community(name="Rikubetsu", native_name="陸別町", region="Hokkaido", country="JP")
    file = File(rikubetsu, by=people.staff, kind="sister", origin="visit")
    file.fill(
        Phase.PLANNING,
        {
            "communities": COMMUNITIES,
            "purpose": PURPOSE,
            "committee": {"committee": stage.committee, **COMMITTEE},
        },
    )
    file.waive(Phase.PLANNING, ENTERED, "agreement", "activities", "budget", "review")

    yield days.ago(611, hours=2)
    for phase in (Phase.RESEARCH, Phase.CORRESPONDENCE, Phase.AGREEMENT, Phase.SIGNING):
        lifecycle.move(file.proposal, phase, by=people.clerk, why=ENTERED)
    file.proposal.submitted_at = days.ago(611, hours=2)
    file.proposal.evaluation_due = days.date(40)
    file.proposal.save(update_fields=["submitted_at", "evaluation_due"])
    lifecycle.move(
        file.proposal,
        Phase.EVALUATION,
        by=people.clerk,
        turn=Turn.STAFF,
        standing=Standing.SISTER,
        why=ENTERED,
    )

    yield days.ago(17, hours=4)
    file.fill(
        Phase.EVALUATION,
        {
            "plan": {"covers_from": dt.date(2020, 1, 1), "covers_to": days.date(-18), "questions": QUESTIONS},
            "done": {"results": RESULTS},
        },
    )


COMMUNITIES = {
    "sponsor": "Lacombe and District Rikubetsu Friendship Society",
    "people": [
        {
            "side": "here",
            "name": "E. Tanaka",
            "organisation": "Friendship Society",
            "contact": "tanaka@friends.example",
        },
        {
            "side": "there",
            "name": "佐藤 花子 (Hanako Sato)",
            "organisation": "陸別町国際交流の会",
            "contact": "sato@koryu.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Friendship, and that the young people of both communities come to know each other’s culture.",
    "city_objectives": "Each September students of grade 8 and their chaperones come from Rikubetsu and stay with families in Lacombe.",
}
COMMITTEE = {
    "committee_terms": "An independent society, formed on 9 May 1991, looks after the relationship. Since the review of 2020 no member of Council sits on it.",
    "counterpart_exists": "",
}
QUESTIONS = """How many students and families have taken part since the review of 2020, and how many wish to?

Whom to ask: the Friendship Society, the host families, the schools on both sides. The last group from Lacombe went to Rikubetsu in 2012: what would make another one possible?"""
RESULTS = [
    {"title": "Visit of students from Rikubetsu each September", "target": "One visit a year"},
    {"title": "Page of the Friendship Society on the City’s website", "target": "Space granted in 2020"},
]
