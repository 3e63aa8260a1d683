"""Lacombe and Mazatlán, in planning: the enquiry that began it all (the CAO's memo of 7 March 2019)."""

from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from twinning.demonstration.city import TERMS_OF_REFERENCE
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story

PURPOSE = """To develop trade and tourism between Lacombe and Mazatlán, to give residents of both cities a closer experience of each other’s culture, and to find out whether the City can support a developing community there.

Mazatlán has been a sister city of Grande Prairie, Alberta, since 2008 and has sister agreements with eight other cities. What Grande Prairie has learned is to be asked for before anything is promised."""

OBJECTIVES = """The relationship widens the cultural experience of residents, opens a market to local food and farm businesses, and gives students a reason to learn Spanish."""

COUNTERPART = {"counterpart_exists": "True", "counterpart": "Comité de Ciudades Hermanas"}


def story(stage: Stage) -> Story:
    """Complete but for the agreement's terms, its budget and renewal; sent once, returned once by the CAO."""
    days, people = stage.days, stage.people
    yield days.ago(38, hours=6)
    file = File(
        stage.community(name="Mazatlán", region="Sinaloa", country="MX"),
        by=people.staff,
        kind="sister",
        origin="mayor",
    )
    file.fill(Phase.PLANNING, {"purpose": {"purpose": PURPOSE, "city_objectives": OBJECTIVES}})

    yield days.ago(31, hours=3)
    file.fill(
        Phase.PLANNING,
        {
            "communities": COMMUNITIES,
            "committee": {
                "committee": stage.committee,
                "committee_terms": TERMS_OF_REFERENCE,
                **COUNTERPART,
            },
        },
    )

    yield days.ago(19, hours=5)
    file.fill(
        Phase.PLANNING, {"activities": {"activities": _activities(days, measured=False)}}, by=people.colleague
    )
    for name, why in WAIVED_AT_FIRST.items():
        file.waive(Phase.PLANNING, why, name)

    yield days.ago(12, hours=1)
    planning.send_to_cao(file.proposal, by=people.staff)

    yield days.ago(4)
    planning.send_back(file.proposal, by=people.cao, why="Please add targets that we can measure.")

    yield days.ago(2, hours=2)
    for name in WAIVED_AT_FIRST:
        file.waive(Phase.PLANNING, "", name)
    file.fill(
        Phase.PLANNING,
        {
            "activities": {"activities": _activities(days, measured=True)},
            "agreement": {
                "agreement_objectives": "Trade and tourism, cultural experience of residents, and support where it is asked for."
            },
            "review": {
                "reporting": "The Twinning Committee reports to Council each February on visits, contacts and cost.",
                "review_months": 12,
            },
        },
    )


COMMUNITIES = {
    "sponsor": "The Mayor’s office",
    "sponsor_contact": "A. Beaulieu, mayor@lacombe.example",
    "council_sponsor": "Councillor M. Lindqvist",
    "people": [
        {
            "side": "here",
            "name": "B. Okonkwo",
            "organisation": "Chamber of commerce",
            "contact": "okonkwo@chamber.example",
        },
        {
            "side": "here",
            "name": "I. Ferreira",
            "organisation": "Spanish conversation circle",
            "contact": "ferreira@circle.example",
        },
        {
            "side": "there",
            "name": "María Fernanda Ibáñez",
            "organisation": "Cámara de turismo",
            "contact": "ibanez@turismo.example",
        },
    ],
}

WAIVED_AT_FIRST = {
    "agreement": "The terms are left until we know what Grande Prairie agreed on with Mazatlán.",
    "budget": "A first look without money; the costs follow with the targets.",
    "review": "Follows the terms of the agreement.",
}
"""What staff left out when they sent the proposal for the first time."""


def _activities(days: Days, *, measured: bool) -> list[Row]:
    planned = [
        (
            "Mutual hosting of a delegation",
            "6 people each way and 10 business contacts",
            330,
            "Economic Development",
        ),
        ("Student exchange in the spring break", "12 students each way", 480, "School division"),
        ("Mexican evening at the library", "150 visitors", 210, "Public library"),
    ]
    return [
        {
            "title": title,
            "target": target if measured else "To be seen",
            "due_on": days.date(due),
            "owner": owner,
        }
        for title, target, due, owner in planned
    ]
