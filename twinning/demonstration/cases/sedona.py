"""Lacombe and Sedona, Arizona: a friendship that council approved, signed so far on one side only."""

import datetime as dt

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import ResolutionKind
from agreements.agreement.text.actions import Written
from agreements.signing.models import Mode
from proposals.correspondence import actions as correspondence
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.research import actions as research
from twinning.accounts.models import User
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(298, hours=6)
    file = File(
        stage.community(name="Sedona", region="Arizona", country="US"),
        by=people.colleague,
        kind="friendship",
        origin="letter",
    )
    file.fill(Phase.PLANNING, _plan(stage))
    planning.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(290)
    planning.recommend(
        file.proposal,
        by=people.cao,
        why="A modest friendship that costs little. Please ask Canmore what it has learned.",
    )

    yield days.ago(260, hours=2)
    _research(file, days.date(-262))
    research.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(255, hours=3)
    research.approve(file.proposal, by=people.cao)

    yield days.ago(250, hours=5)
    file.fill(Phase.CORRESPONDENCE, {"letter": _letter(days)})
    correspondence.letter_sent(file.proposal, by=people.colleague)
    yield days.ago(221, hours=1)
    file.fill(
        Phase.CORRESPONDENCE,
        {
            "letter": {
                "reply_received_on": days.date(-222),
                "reply_summary": "They thank us, agree to a friendship of two years and propose an online meeting of both committees.",
            }
        },
    )
    correspondence.answer_received(file.proposal, by=people.colleague)
    yield days.ago(196, hours=2)
    file.know_people(*CONTACTS)
    file.find_counterpart(
        stage.committee,
        "Sedona friendship committee",
        on=days.date(-197),
        words="List of members, by e-mail of L. Castellanos",
    )
    file.note(
        days.date(-197),
        "both",
        "online",
        "First meeting of both committees on screen. Music and school partnerships come first.",
        language="en",
        time=dt.time(16, 0),
    )
    yield days.ago(168, hours=3)
    file.try_out(
        "Two evenings of music on screen",
        kind="culture",
        starts=days.date(-189),
        ends=days.date(-175),
        people="Arts Circle here, a music school there",
        people_here=40,
        people_there=65,
        cost=0,
        funding="Volunteers",
        result="Both evenings were held. The second began late, because nobody had thought of Arizona, where the clocks do not change.",
    )
    yield days.ago(160, hours=4)
    file.fill(Phase.CORRESPONDENCE, _workplan(days))
    file.agree_on_plan(
        here="Minutes of the Twinning Committee",
        there="Letter of the Sedona friendship committee",
    )
    correspondence.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(155, hours=5)
    correspondence.approve(file.proposal, by=people.cao)

    yield days.ago(120, hours=3)
    file.fill(Phase.AGREEMENT, {"terms": AGREED_TERMS})
    file.write_text(TEXT)
    file.fill(Phase.AGREEMENT, _agreement(days.date(-128)))
    file.partner_steps({"body": "Their City Council", "done_on": days.date(-128)})
    file.request(REQUEST, OPTIONS)
    file.accept_text(here="R. Whitlock, Chief Administrative Officer", there="H. Winslow", on=days.date(-122))
    resolution = council.draft(file.proposal, ResolutionKind.ESTABLISH, by=people.colleague)
    file.edit(resolution, RESOLUTION)
    yield days.ago(104, hours=6)
    file.look_again()
    steps.send_to_cao(file.proposal, by=people.colleague)
    yield days.ago(99)
    steps.sign_off(file.proposal, by=people.cao)
    meeting = days.monday(-90)
    yield days.ago(97, hours=5)
    file.put_on_agenda(resolution, meeting, "6.1", by=people.clerk)
    yield days.evening(meeting)
    file.vote(resolution, mover="S. Whitford", by=people.clerk, against=["J. Petrenko"], absent=["P. Nguyen"])

    yield days.ago(26, hours=1)
    _sign(file, days, by=people.clerk)


def _plan(stage: Stage) -> dict[str, Row]:
    days = stage.days
    return {
        "communities": {
            "sponsor": "Lacombe Arts Circle",
            "sponsor_contact": "G. Moreau, moreau@arts.example",
            "council_sponsor": "Councillor S. Whitford",
            "people": [
                {
                    "side": "here",
                    "name": "G. Moreau",
                    "organisation": "Lacombe Arts Circle",
                    "contact": "moreau@arts.example",
                },
                {
                    "side": "there",
                    "name": "L. Castellanos",
                    "organisation": "Association for sister cities",
                    "contact": "castellanos@sister.example",
                },
            ],
        },
        "purpose": {
            "purpose": "Two small towns that live with many visitors exchange young musicians, school classes and what they know about caring for a landscape.",
            "city_objectives": "The friendship strengthens arts and schools without adding a duty to the City’s budget.",
        },
        "committee": {
            "committee": stage.committee,
            "committee_terms": "The Twinning Committee carries the friendship; the Arts Circle runs the exchange of musicians.",
            "counterpart_exists": "True",
            "counterpart": "Sedona friendship committee",
        },
        "agreement": {
            "agreement_objectives": "Exchange in music, schools and the care of visited landscapes.",
            "agreement_terms": "No money is promised by either side. Each pays for its own travel. Either may end the friendship by a letter.",
            "term_years": 2,
        },
        "activities": {
            "activities": [
                {
                    "title": "Young musicians play on both stages",
                    "target": "10 musicians each way",
                    "due_on": days.date(160),
                    "owner": "Lacombe Arts Circle",
                },
                {
                    "title": "Partner classes write to each other",
                    "target": "4 classes",
                    "due_on": days.date(90),
                    "owner": "School division",
                },
            ]
        },
        "budget": {
            "budget": [
                {
                    "year": days.today.year,
                    "category": "staff",
                    "amount": "1500",
                    "source": "levy",
                    "in_kind": True,
                }
            ]
        },
        "review": {
            "reporting": "Yearly to Council, on one page.",
            "review_months": 18,
            "renewal": "Council decides before the two years are over.",
        },
    }


def _research(file: File, looked_up: dt.date) -> None:
    file.know(FACTS, source="Town websites and newspapers", year=looked_up.year)
    file.fill(
        Phase.RESEARCH,
        {
            "partners": {
                "partners": "Canmore, Alberta, is its sister city since June 2025.",
                "partners_source": "Public papers of both towns",
            },
            "diligence": {
                "checked_on": looked_up,
                "checked_by": "F. Marchetti",
                "checked_sources": "Travel advice of the Government of Canada; a call with the clerk in Canmore",
                "finding": "Nothing stands against it.",
            },
            "choice": {"recommendation": "A friendship of two years without a financial commitment."},
        },
    )
    file.choose("They wrote to us, volunteers exist on both sides, and nobody asks for money.")
    file.score(
        {
            "interest": (5, "Volunteers on both sides have met on screen twice."),
            "economy": (2, "Both live from visitors in part; direct trade is small."),
            "social": (5, "Music and schools are ready to begin."),
            "politics": (5, "Stable; travel across the border is simple."),
            "likeness": (3, "Alike in size, unlike in climate."),
        }
    )


FACTS = [
    (
        "geography",
        "Red rock country in the desert, surrounded by protected land.",
        "Parkland and lakes",
    ),
    ("industries", "Tourism, hospitality and the arts.", "Farming, trade and services"),
    ("academic", "A school district with a music programme.", "A school division with bands"),
    (
        "cultural",
        "Galleries, a community library and an arts centre.",
        "A museum, a library and a performing arts centre",
    ),
    ("history", "No ancestral tie is known.", ""),
]


def _letter(days: Days) -> Row:
    return {
        "letter_from": "A. Beaulieu, Mayor of Lacombe",
        "letter_to": "The Mayor of Sedona",
        "letter_sent_on": days.date(-251),
        "letter_how": "post",
    }


CONTACTS: list[Row] = [
    {
        "side": "there",
        "place": "head",
        "signs": True,
        "name": "C. Delgado-Frost",
        "office": "Mayor",
        "salutation": "Dear Mayor Delgado-Frost,",
        "language": "en",
        "zone": "America/Phoenix",
    },
    {
        "side": "there",
        "place": "mayor",
        "name": "H. Winslow",
        "office": "Office of the Mayor",
        "email": "winslow@sedona.example",
        "language": "en",
        "zone": "America/Phoenix",
        "basis": "office",
        "consent_how": "The city’s own page",
    },
    {
        "side": "there",
        "place": "volunteer",
        "name": "L. Castellanos",
        "office": "Association for sister cities",
        "email": "castellanos@sister.example",
        "language": "en",
        "zone": "America/Phoenix",
        "basis": "consent",
        "consent_how": "By e-mail",
    },
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
        "name": "G. Moreau",
        "office": "Lacombe Arts Circle",
        "email": "moreau@arts.example",
        "language": "en",
        "basis": "consent",
        "consent_how": "Said so at the meeting of the committee",
    },
]


def _workplan(days: Days) -> dict[str, Row]:
    return {
        "workplan": {
            "budget": "0",
            "budget_terms": "Each side pays for its own travel; hosts offer beds in families.",
            "budget_agreed_on": days.date(-165),
            "goals": [
                {
                    "term": "short",
                    "title": "Partner classes",
                    "activity": "Classes write to each other and meet on screen once a month",
                    "indicator": "Classes that have a partner",
                    "baseline": "0",
                    "goal_value": "4",
                    "unit": "classes",
                    "due_on": days.date(90),
                    "owner_here": "School division",
                    "owner_there": "School district",
                },
                {
                    "term": "long",
                    "title": "Musicians on both stages",
                    "activity": "A week as guests, with one concert and one workshop",
                    "indicator": "Musicians who travelled, each way",
                    "baseline": "0",
                    "goal_value": "10",
                    "unit": "musicians",
                    "due_on": days.date(300),
                    "owner_here": "Arts Circle",
                    "owner_there": "Association for sister cities",
                    "cost": "3500",
                    "funding": "Donations",
                },
            ],
        },
        "going_on": {
            "go_on_agreed_on": days.date(-166),
            "go_on_evidence": "Their committee’s letter, and a motion of ours.",
        },
    }


TEXT: Written = {
    "en": (
        "Friendship Agreement between Lacombe and Sedona",
        [
            (
                "term",
                "Friendship",
                "The City of Lacombe and the City of Sedona enter into friendship for two years from the last signature.",
            ),
            (
                "purpose",
                "Exchange",
                "They encourage exchange between their residents, first of all in music, in schools and in the care of landscapes that many people visit.",
            ),
            (
                "costs",
                "Costs",
                "Neither city takes on a financial obligation. Each pays for the travel of its own people.",
            ),
            (
                "termination",
                "Ending",
                "Either city may end this friendship by a letter to the other. Before the two years are over both consider whether to renew it.",
            ),
        ],
    )
}
AGREED_TERMS: Row = {
    "term_rule": "years",
    "term_years": 2,
    "renewal": "resolution",
    "ending": "council",
    "entry": "signature",
    "costs": "own",
    "binding": "no",
    "originals": 2,
    "parties": [
        {"side": "ours", "language": "en", "name": "City of Lacombe, Alberta, Canada", "represented_by": "A. Beaulieu", "office": "Mayor"},
        {"side": "theirs", "language": "en", "name": "City of Sedona, Arizona, United States of America", "represented_by": "C. Delgado-Frost", "office": "Mayor"},
    ],
}  # fmt: skip
REQUEST: Row = {
    "subject": "Friendship with Sedona, Arizona",
    "prepared_by": "F. Marchetti",
    "origin": "A letter from residents of Sedona.",
    "recommendation": "That Council establish the friendship and authorise the signature.",
    "money": "none",
    "money_words": "No money is asked for; staff time is in the budget of Legislative Services.",
}
OPTIONS: list[Row] = [
    {"title": "To approve", "recommended": True},
    {"title": "To ask for changes"},
    {"title": "To do nothing and thank the volunteers"},
]


def _agreement(reviewed_on: dt.date) -> dict[str, Row]:
    return {
        "review": {"legal_reviewer": "V. Stone, Barrister and Solicitor", "legal_reviewed_on": reviewed_on},
        "money": {
            "budget_source": "No money is asked for; staff time is in the budget of Legislative Services."
        },
    }


RESOLUTION = {
    "short_title": "Friendship with Sedona",
    "recitals": [
        {"text": "Council received the Administration’s report on a friendship with Sedona, Arizona;"},
        {"text": "residents of both cities have met and wish to exchange music and school work;"},
        {"text": "neither city takes on a financial obligation;"},
    ],
    "operatives": [
        {
            "text": "establishes a friendship city relationship with Sedona, Arizona, United States, for a term of two years from signing;"
        },
        {"text": "approves the agreement in Schedule A;"},
        {"text": "authorises the Mayor and the Chief Administrative Officer to sign it;"},
        {
            "text": "directs Administration",
            "parts": "to evaluate the friendship within 18 months of signing; and\nto report to Council before the term ends.",
        },
    ],
}


def _sign(file: File, days: Days, *, by: User) -> None:
    """Signed here; the second ceremony is still to come."""
    file.plan_ceremony(
        mode=Mode.IN_PERSON,
        held_on=days.date(-27),
        held_at=dt.time(18, 30),
        place="Lacombe, Memorial Centre",
        languages="English",
        host="R. Whitlock",
        flags="Seen from the guests: Canada on the left, then Alberta, Arizona and the United States. The anthem of the guests is played first.",
        press="Lacombe Express; photographs by the Arts Circle.",
        notes="A string trio played; 60 guests.",
        by=by,
    )
    file.plan_ceremony(
        mode=Mode.HYBRID,
        held_on=days.date(19),
        held_at=dt.time(17, 0),
        zone="America/Phoenix",
        place="Sedona, public library",
        languages="English",
        notes="Lacombe takes part on screen.",
        by=by,
    )
    file.name_signatories(
        {"side": "ours", "name": "A. Beaulieu", "office": "Mayor"},
        {
            "side": "ours",
            "name": "R. Whitlock",
            "office": "Chief Administrative Officer",
            "capacity": "authorised",
        },
        {"side": "theirs", "name": "C. Delgado-Frost", "office": "Mayor", "authority": "Their City Council"},
        by=by,
    )
    for name in ("A. Beaulieu", "R. Whitlock"):
        file.signed_by(name, on=days.date(-27), signed_at=dt.time(18, 55), place="Lacombe", by=by)
    file.keep_originals(
        {"languages": "English", "holder": "The City Clerk", "kept_at": "Vault, shelf 4"},
        {"languages": "English", "holder": "City of Sedona"},
        by=by,
    )
    file.fill(Phase.SIGNING, {"evaluation": {"evaluation_on": days.monday(19 + 365)}}, by=by)
