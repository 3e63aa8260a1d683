"""Lacombe and San Miguel de Allende, Mexico: council defeated the motion, and the proposal was declined."""

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import ResolutionKind
from agreements.agreement.text.actions import Written
from proposals.correspondence import actions as correspondence
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.proposal import actions as files
from proposals.research import actions as research
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(420, hours=5)
    file = File(
        stage.community(name="San Miguel de Allende", region="Guanajuato", country="MX"),
        by=people.colleague,
        kind="sister",
        origin="residents",
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
    planning.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(411, hours=3)
    planning.recommend(
        file.proposal, by=people.cao, why="With reserve: the journey is long and the sum is high."
    )

    yield days.ago(400, hours=6)
    file.fill(Phase.RESEARCH, {"diligence": DILIGENCE | {"checked_on": days.date(-402)}, "choice": CHOICE})
    file.choose("A city of artists, known to many residents who spend the winter there.")
    file.waive(
        Phase.RESEARCH,
        "The sponsor’s own report of 40 pages is used.",
        "facts",
        "partners",
        "measures",
    )
    research.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(391, hours=4)
    research.approve(file.proposal, by=people.cao)

    yield days.ago(380, hours=2)
    file.fill(
        Phase.CORRESPONDENCE,
        {"letter": {"opening": "inbound", "opening_words": "Their office of tourism wrote to us."}},
    )
    file.know_people({"side": "there", "place": "other", "name": "I. Robledo", "office": "Office of tourism"})
    file.waive(
        Phase.CORRESPONDENCE,
        "The sponsor carried on the correspondence.",
        "contacts",
        "counterpart",
        "waters",
        "workplan",
        "agreed",
        "going_on",
    )
    correspondence.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(372, hours=5)
    correspondence.approve(file.proposal, by=people.cao)

    yield days.ago(280, hours=3)
    file.look_again()
    file.fill(Phase.AGREEMENT, {"terms": AGREED_TERMS})
    file.write_text(TEXT)
    file.fill(Phase.AGREEMENT, _agreement(days))
    file.partner_steps({"body": "El cabildo (their council)"})
    file.request(REQUEST, OPTIONS)
    file.accept_text(
        here="R. Whitlock, Chief Administrative Officer", there="Oficina de turismo", on=days.date(-281)
    )
    resolution = council.draft(file.proposal, ResolutionKind.ESTABLISH, by=people.colleague)
    steps.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(272, hours=2)
    steps.sign_off(file.proposal, by=people.cao)
    yield days.ago(270, hours=6)
    meeting = days.monday(-260)
    file.put_on_agenda(resolution, meeting, "5.4", by=people.clerk)
    yield days.evening(meeting)
    file.vote(
        resolution,
        mover="P. Nguyen",
        by=people.clerk,
        against=["A. Beaulieu", "T. Cardinal", "S. Whitford", "R. Oduya", "M. Lindqvist"],
    )

    yield days.ago(240, hours=4)
    files.decline(
        file.proposal,
        by=people.cao,
        why="Council did not approve the sum for travel. The sponsor may come again with a proposal that residents pay for themselves.",
    )


DILIGENCE = {
    "checked_by": "F. Marchetti",
    "checked_sources": "Travel advice of the Government of Canada",
    "finding": "A high degree of caution is advised for the country; nothing is said against the town itself.",
}
COMMUNITIES = {
    "sponsor": "Friends of Mexican art",
    "sponsor_contact": "D. Fairbanks, fairbanks@art.example",
    "people": [
        {
            "side": "here",
            "name": "D. Fairbanks",
            "organisation": "Friends of Mexican art",
            "contact": "fairbanks@art.example",
        },
        {
            "side": "there",
            "name": "José Ángel Núñez",
            "organisation": "Oficina de turismo",
            "contact": "nunez@turismo.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Artists of both cities work together for a month each year.",
    "city_objectives": "The twinning gives local artists an audience abroad.",
}
COMMITTEE = {"committee_terms": "A new committee of five artists.", "counterpart_exists": "False"}
TERMS = {
    "agreement_objectives": "Residences for artists, tourism, trade and exchanges of students.",
    "agreement_terms": "The sending side pays for the journey, the host for lodging. Five years.",
    "term_years": 5,
}
REVIEW = {"reporting": "Yearly.", "review_months": 24, "renewal": "By resolution."}
CHOICE = {
    "recommendation": "To go on, if Council finds the money.",
}

TEXT: Written = {
    "en": (
        "Twinning Agreement",
        [
            (
                "purpose",
                "Purpose",
                "The two municipalities agree to encourage tourism, trade and the exchange of students and artists.",
            ),
            (
                "costs",
                "Costs",
                "Each side pays for the journey of its delegation; the host pays for lodging.",
            ),
            (
                "term",
                "Term",
                "The agreement is valid for five years from the last signature and may be ended by a written notice of six months.",
            ),
            (
                "languages",
                "Languages",
                "It is signed in English and in Spanish; both texts are equally valid.",
            ),
        ],
    ),
    "es": (
        "Convenio de hermanamiento",
        [
            (
                "purpose",
                "Objeto",
                "Los dos municipios acuerdan fomentar el turismo, el comercio y el intercambio de estudiantes y artistas.",
            ),
            (
                "costs",
                "Gastos",
                "Cada parte cubre los gastos de viaje de su delegación; la parte anfitriona cubre el hospedaje.",
            ),
            (
                "term",
                "Vigencia",
                "El convenio tiene una vigencia de cinco años a partir de la última firma y puede darse por terminado mediante aviso por escrito con seis meses de anticipación.",
            ),
            (
                "languages",
                "Idiomas",
                "Se firma en inglés y en español; ambos textos tienen la misma validez.",
            ),
        ],
    ),
}
AGREED_TERMS: Row = {
    "term_rule": "years",
    "term_years": 5,
    "ending": "notice",
    "notice_months": 6,
    "entry": "signature",
    "costs": "travel",
    "originals": 2,
    "parties": [
        {"side": "ours", "language": "en", "name": "City of Lacombe, Alberta, Canada", "represented_by": "A. Beaulieu", "office": "Mayor"},
        {"side": "theirs", "language": "en", "name": "Municipality of San Miguel de Allende, Guanajuato, Mexico", "office": "Municipal President"},
        {"side": "ours", "language": "es", "name": "Ciudad de Lacombe, Alberta, Canadá", "represented_by": "A. Beaulieu", "office": "Alcalde"},
        {"side": "theirs", "language": "es", "name": "Municipio de San Miguel de Allende, Guanajuato, México", "office": "Presidencia Municipal"},
    ],
}  # fmt: skip
REQUEST: Row = {
    "subject": "Twinning with San Miguel de Allende",
    "recommendation": "That Council decide whether the sum is worth it.",
    "money": "supplementary",
    "amount": "38000",
    "money_words": "A new line in the budget, which Council would have to approve.",
}
OPTIONS: list[Row] = [
    {"title": "To approve", "words": "With the sum for travel."},
    {"title": "To approve without travel"},
    {"title": "To decline"},
]


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "Residence for artists",
                "target": "4 artists each way",
                "due_on": days.date(-60),
                "owner": "Friends of Mexican art",
            }
        ]
    }


def _budget(days: Days) -> Row:
    year = days.date(-260).year
    return {
        "budget": [
            {"year": year, "category": "travel", "amount": "38000", "source": "levy"},
            {"year": year, "category": "hosting", "amount": "9500", "source": "hotel_tax"},
        ]
    }


def _agreement(days: Days) -> dict[str, Row]:
    return {
        "review": {
            "legal_reviewer": "V. Stone, Barrister and Solicitor",
            "legal_reviewed_on": days.date(-285),
        },
        "money": {"budget_source": "A new line in the budget, which Council would have to approve."},
    }
