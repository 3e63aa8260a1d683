"""Lacombe and Duluth, Minnesota: a complete proposal that waits for the CAO."""

from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(52, hours=5)
    duluth = stage.community(
        name="Duluth", region="Minnesota", country="US", population=86_913, population_year=2007
    )
    file = File(duluth, by=people.colleague, kind="friendship", origin="residents")
    file.fill(Phase.PLANNING, {"communities": COMMUNITIES, "purpose": PURPOSE})

    yield days.ago(33, hours=7)
    file.fill(
        Phase.PLANNING,
        {
            "committee": {"committee": stage.committee, **COMMITTEE},
            "agreement": AGREEMENT,
            "activities": _activities(days),
        },
    )

    yield days.ago(20, hours=4)
    file.fill(Phase.PLANNING, {"budget": _budget(days), "review": REVIEW})

    yield days.ago(6)
    planning.send_to_cao(file.proposal, by=people.colleague)


COMMUNITIES = {
    "sponsor": "Lakes and Trails Society of Lacombe",
    "sponsor_contact": "O. Halvorsen, halvorsen@trails.example",
    "council_sponsor": "Councillor S. Whitford",
    "people": [
        {
            "side": "here",
            "name": "O. Halvorsen",
            "organisation": "Lakes and Trails Society",
            "contact": "halvorsen@trails.example",
        },
        {
            "side": "there",
            "name": "J. Lindgren",
            "organisation": "Friends of the lakeshore",
            "contact": "lindgren@lakeshore.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Two northern cities on a lake learn from each other how a shore is kept clean, open and lively through a long winter.",
    "city_objectives": "The exchange supports the care of Cranna Lake and Lacombe Lake and gives winter recreation new ideas.",
    "plan_reference": "Natural environment and recreation",
}
COMMITTEE = {
    "committee_terms": "The Twinning Committee carries the friendship. The Lakes and Trails Society sends one guest to its meetings.",
    "counterpart_exists": "True",
    "counterpart": "Lakeshore exchange committee",
}
AGREEMENT = {
    "agreement_objectives": "To exchange experience in lake water, winter trails and events on ice, and to bring volunteers together.",
    "agreement_terms": "Each side pays for its own travel; the host pays for meeting rooms and one common meal. Either side may end the friendship by a letter.",
    "term_years": 2,
}
REVIEW = {
    "reporting": "The committee reports to Council in writing after each visit, on one page.",
    "review_months": 18,
    "renewal": "Council decides after the review whether the friendship goes on for two more years, becomes a twinning or ends.",
}


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "Online series on lake water",
                "target": "4 evenings, 25 participants each",
                "due_on": days.date(240),
                "owner": "Lakes and Trails Society",
            },
            {
                "title": "Visit of trail volunteers",
                "target": "8 volunteers each way",
                "due_on": days.date(430),
                "owner": "Recreation Services",
            },
        ]
    }


def _budget(days: Days) -> Row:
    year = days.today.year + 1
    lines = [
        (year, "hosting", "1800", "levy", False),
        (year, "communication", "400", "levy", False),
        (year, "staff", "2200", "levy", True),
        (year + 1, "travel", "6400", "participants", False),
        (year + 1, "hosting", "2500", "levy", False),
    ]
    return {
        "budget": [
            {"year": year, "category": category, "amount": amount, "source": source, "in_kind": kind}
            for year, category, amount, source, kind in lines
        ]
    }
