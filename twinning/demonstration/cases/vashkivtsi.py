"""Lacombe and Vashkivtsi, Ukraine: being researched, about half done."""

from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(71, hours=4)
    vashkivtsi = stage.community(
        name="Vashkivtsi", native_name="Вашківці", region="Chernivtsi Oblast", country="UA"
    )
    file = File(vashkivtsi, by=people.staff, kind="partner", origin="residents")
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
    yield days.ago(58, hours=2)
    file.fill(Phase.PLANNING, {"activities": _activities(days), "budget": _budget(days)})
    yield days.ago(49, hours=6)
    planning.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(12)
    planning.recommend(
        file.proposal,
        by=people.cao,
        why="Please look first at what help is wanted there, and who would receive it.",
    )

    yield days.ago(5, hours=3)
    _research(file, days)


COMMUNITIES = {
    "sponsor": "Ukrainian dance school in Lacombe",
    "sponsor_contact": "O. Kowalchuk, kowalchuk@dance.example",
    "council_sponsor": "Councillor J. Petrenko",
    "people": [
        {
            "side": "here",
            "name": "O. Kowalchuk",
            "organisation": "Dance school",
            "contact": "kowalchuk@dance.example",
        },
        {
            "side": "there",
            "name": "Оксана Мельничук (Oksana Melnychuk)",
            "organisation": "Бібліотека (town library)",
            "contact": "melnychuk@biblioteka.example",
        },
    ],
}
PURPOSE = {
    "purpose": "To stand by a small town in Ukraine in what it asks for itself, beginning with its library and its school.",
    "city_objectives": "Many residents have family roots in the region; the partnership gives their help a form that lasts.",
}
COMMITTEE = {
    "committee_terms": "A working group of the Twinning Committee with two members of the Ukrainian community.",
    "counterpart_exists": "False",
}
AGREEMENT = {
    "agreement_objectives": "Books and computers for the library, pen friends for the school, and advice between the two administrations.",
    "agreement_terms": "The City gives no money from taxes; donations are collected and accounted for by the sponsor. Three years, then a new decision.",
    "term_years": 3,
}
REVIEW = {
    "reporting": "The sponsor accounts to the committee twice a year.",
    "review_months": 12,
    "renewal": "By resolution of Council after the third year.",
}
SCORES = {
    "interest": (
        3,
        "Two meetings with 35 and 50 residents. How many in Vashkivtsi wish it is not known yet.",
    ),
    "economy": (2, "None is sought."),
    "social": (5, "School classes and the library on both sides."),
}


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "A shelf of English books for the library",
                "target": "300 books",
                "due_on": days.date(150),
                "owner": "Dance school",
            },
            {
                "title": "Pen friends",
                "target": "2 classes, 40 letters each way",
                "due_on": days.date(270),
                "owner": "School division",
            },
        ]
    }


def _budget(days: Days) -> Row:
    year = days.today.year + 1
    return {
        "budget": [
            {"year": year, "category": "other", "amount": "5200", "source": "donation"},
            {"year": year, "category": "translation", "amount": "900", "source": "grant"},
        ]
    }


FACTS = [
    ("geography", "Farmland and forest in the west of Ukraine.", "Farmland and parkland"),
    ("academic", "Schools and a library with a reading room.", "Schools and a public library"),
]
TIES = ("ties", "Families in Lacombe whose grandparents came from the region.", "")


def _research(file: File, days: Days) -> None:
    """About half: some values, three measures of five, and nothing chosen yet."""
    year = days.date(-6).year
    file.know(FACTS, source="Mail from the library", year=year)
    file.know([TIES], source="Dance school", year=year, tie="diaspora")
    file.fill(
        Phase.RESEARCH,
        {
            "partners": {
                "partners": "None in Canada is known.",
                "partners_source": "Mail from the library; to be confirmed by the town council",
            }
        },
    )
    file.score(SCORES, close=False)
