"""Lacombe and Aqaba, Jordan: on hold at the wish of the sponsor."""

from proposals import lifecycle
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(146, hours=4)
    file = File(
        stage.community(name="Aqaba", native_name="العقبة", region="Aqaba Governorate", country="JO"),
        by=people.staff,
        kind="friendship",
        origin="staff",
    )
    file.fill(
        Phase.PLANNING,
        {
            "communities": COMMUNITIES,
            "purpose": PURPOSE,
            "committee": {"committee": stage.committee, **COMMITTEE},
            "agreement": TERMS,
            "review": REVIEW,
        },
    )
    file.fill(Phase.PLANNING, {"activities": _activities(days), "budget": _budget(days)})
    planning.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(138, hours=2)
    planning.recommend(file.proposal, by=people.cao)
    yield days.ago(81)
    lifecycle.hold(
        file.proposal,
        by=people.staff,
        why="The sponsor elects a new board in the spring and asks us to wait until then.",
    )


COMMUNITIES = {
    "sponsor": "Lacombe diving club",
    "sponsor_contact": "A. Haddad, haddad@divers.example",
    "people": [
        {
            "side": "here",
            "name": "A. Haddad",
            "organisation": "Diving club",
            "contact": "haddad@divers.example",
        },
        {
            "side": "there",
            "name": "ليلى الخوري (Layla al-Khoury)",
            "organisation": "نادي الغوص (diving club)",
            "contact": "khoury@divers.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Divers of a lake and of a sea learn from each other how to keep water clean.",
    "city_objectives": "The friendship gives young people a reason to care for our lakes.",
}
COMMITTEE = {
    "committee_terms": "The Twinning Committee, with one guest from the diving club.",
    "counterpart_exists": "False",
}
TERMS = {
    "agreement_objectives": "Exchange between clubs and schools.",
    "agreement_terms": "Each side pays its own costs.",
    "term_years": 2,
}
REVIEW = {"reporting": "A page each year.", "review_months": 12, "renewal": "By resolution."}


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "Clean-up of a shore on the same day",
                "target": "30 volunteers on each side",
                "due_on": days.date(250),
                "owner": "Diving club",
            }
        ]
    }


def _budget(days: Days) -> Row:
    return {
        "budget": [{"year": days.today.year + 1, "category": "events", "amount": "600", "source": "donation"}]
    }
