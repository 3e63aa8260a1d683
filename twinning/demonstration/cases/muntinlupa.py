"""Lacombe and Muntinlupa, Philippines: our letter has had no answer for nine weeks."""

from proposals.correspondence import actions as correspondence
from proposals.correspondence.log import actions as log
from proposals.correspondence.models import Note
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.research import actions as research
from twinning import clock
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(190, hours=5)
    file = File(
        stage.community(name="Muntinlupa", country="PH"), by=people.staff, kind="sister", origin="residents"
    )
    file.fill(
        Phase.PLANNING,
        {
            "communities": COMMUNITIES,
            "purpose": PURPOSE,
            "committee": {"committee": stage.committee, **COMMITTEE},
            "agreement": AGREEMENT,
            "review": REVIEW,
        },
    )
    file.fill(Phase.PLANNING, {"activities": _activities(days), "budget": _budget(days)})
    yield days.ago(176, hours=3)
    planning.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(171, hours=5)
    planning.recommend(file.proposal, by=people.cao)

    yield days.ago(120, hours=4)
    _research(file, days)
    research.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(112, hours=6)
    research.send_back(
        file.proposal, by=people.cao, why="The partners that the city has already are missing."
    )
    yield days.ago(101, hours=2)
    file.fill(Phase.RESEARCH, {"partners": PARTNERS})
    research.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(94, hours=5)
    research.approve(file.proposal, by=people.cao, why="Agreed. The Mayor will write.")

    yield days.ago(63)
    file.know_people(*CONTACTS)
    file.fill(Phase.CORRESPONDENCE, {"letter": LETTER | {"letter_sent_on": clock.today()}})
    correspondence.letter_sent(file.proposal, by=people.staff)
    yield days.ago(28, hours=4)
    file.note(
        days.date(-29),
        "out",
        "email",
        "Asked whether the Mayor’s letter has arrived.",
        language="en",
        follow_up_on=days.date(-8),
    )
    yield days.ago(20, hours=2)
    log.write_note(
        file.proposal,
        Note(
            text="R. Manalo hears that their mayor’s office has moved. Ask the consulate for the new address."
        ),
        by=people.staff,
    )


COMMUNITIES = {
    "sponsor": "Filipino-Canadian association of Lacombe",
    "sponsor_contact": "R. Manalo, manalo@filcan.example",
    "council_sponsor": "Councillor R. Oduya",
    "people": [
        {
            "side": "here",
            "name": "R. Manalo",
            "organisation": "Filipino-Canadian association",
            "contact": "manalo@filcan.example",
        },
        {
            "side": "there",
            "name": "C. Dimaculangan",
            "organisation": "Chamber of commerce",
            "contact": "dimaculangan@chamber.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Many residents of Lacombe came from the Philippines. The twinning honours what they bring and opens schools, health care and trade to each other.",
    "city_objectives": "It helps newcomers to feel at home and employers to find trained people.",
    "plan_reference": "Welcoming community",
}
COMMITTEE = {
    "committee_terms": "The Twinning Committee, with two members of the association as guests.",
    "counterpart_exists": "False",
}
AGREEMENT = {
    "agreement_objectives": "Exchange in education, culture, sport, economy and environment.",
    "agreement_terms": "Each side pays for its own travel; the host pays for lodging. Five years, to be ended by either side in writing.",
    "term_years": 5,
}
REVIEW = {
    "reporting": "Yearly to Council.",
    "review_months": 24,
    "renewal": "By resolution, after the review.",
}
PARTNERS = {
    "partners": "Takasaki, Gunma, Japan, since 2006; others are to be asked for.",
    "partners_source": "Published agreement of 28 October 2006",
}
LETTER = {
    "letter_from": "A. Beaulieu, Mayor of Lacombe",
    "letter_to": "The Mayor of Muntinlupa",
    "letter_how": "post",
}
CONTACTS: list[Row] = [
    {
        "side": "here",
        "place": "mayor",
        "name": "K. Dube",
        "office": "Legislative Services",
        "email": "staff@lacombe.example",
        "language": "en",
        "basis": "office",
        "consent_how": "City of Lacombe, staff directory",
    },
    {
        "side": "here",
        "place": "volunteer",
        "name": "R. Manalo",
        "office": "Filipino-Canadian association",
        "email": "manalo@filcan.example",
        "language": "fil",
        "basis": "office",
        "consent_how": "The association’s own page",
    },
]


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "Exchange of nursing students",
                "target": "4 students each way",
                "due_on": days.date(520),
                "owner": "Regional college",
            },
            {
                "title": "Fiesta in the park",
                "target": "400 visitors",
                "due_on": days.date(230),
                "owner": "Filipino-Canadian association",
            },
        ]
    }


def _budget(days: Days) -> Row:
    year = days.today.year + 1
    lines = [
        (year, "hosting", "4200", "levy"),
        (year, "events", "1500", "donation"),
        (year + 1, "travel", "9600", "reserve"),
        (year + 1, "exchange", "3000", "participants"),
    ]
    return {
        "budget": [
            {"year": year, "category": category, "amount": amount, "source": source}
            for year, category, amount, source in lines
        ]
    }


FACTS = [
    ("geography", "On a lake, south of Manila.", ""),
    ("industries", "Services and trade.", ""),
    ("academic", "A city university and many schools.", ""),
    ("cultural", "Theatres and a city museum.", ""),
    ("history", "None older than the families themselves.", ""),
]
TIES = ("ties", "Families and workers in Lacombe.", "")


def _research(file: File, days: Days) -> None:
    year = days.date(-125).year
    file.know(FACTS, source="City website and the association", year=year)
    file.know([TIES], source="The association", year=year, tie="diaspora")
    file.fill(
        Phase.RESEARCH,
        {
            "partners": {"partners": "Takasaki in Japan.", "partners_source": "Newspaper"},
            "diligence": {
                "checked_on": days.date(-121),
                "checked_by": "K. Dube",
                "checked_sources": "Travel advice of the Government of Canada",
                "finding": "Nothing stands against it.",
            },
            "choice": {
                "others": "Two other cities were named; no volunteers were found there.",
                "recommendation": "Write to the Mayor and ask for a contact and a committee.",
            },
        },
    )
    file.choose("The wish comes from residents who know both cities.")
    file.score(
        {
            "interest": (5, "The association has 140 members here; the chamber there has written."),
            "economy": (3, "Training and recruitment in health care."),
            "social": (5, "Nursing students, choirs and basketball."),
            "politics": (3, "Stable city government; regional travel advice to be followed."),
            "likeness": (2, "Very different in size."),
        }
    )
