"""Lacombe and Musina, South Africa: a friendship that is alive, evaluated once and renewed."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.agreement import actions as steps
from agreements.agreement.council import actions as council
from agreements.agreement.council.models import ResolutionKind
from agreements.agreement.text.actions import Written
from agreements.evaluation import actions as evaluation
from agreements.evaluation.forms import DecisionForm
from agreements.evaluation.models import Evaluation, EvaluationReport
from agreements.signing import actions as signing
from proposals.correspondence import actions as correspondence
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.research import actions as research
from twinning.accounts.models import User
from twinning.demonstration.stage import File, Row, Stage
from twinning.demonstration.telling import Days, Story


def story(stage: Stage) -> Story:
    days, people = stage.days, stage.people
    yield days.ago(790, hours=4)
    musina = stage.community(
        name="Musina", region="Limpopo", country="ZA", population=40_826, population_year=2001
    )
    file = File(musina, by=people.staff, kind="friendship", origin="visit")
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
    yield days.ago(781, hours=2)
    planning.recommend(file.proposal, by=people.cao)

    yield days.ago(760, hours=3)
    file.fill(Phase.RESEARCH, {"diligence": DILIGENCE | {"checked_on": days.date(-762)}, "choice": CHOICE})
    file.choose("Engineers met at a conference and had the same questions.")
    file.waive(
        Phase.RESEARCH,
        "A friendship of engineers without money: the choice is what matters.",
        "facts",
        "partners",
        "measures",
    )
    research.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(755, hours=5)
    research.approve(file.proposal, by=people.cao)

    yield days.ago(750, hours=2)
    file.fill(Phase.CORRESPONDENCE, {"letter": VISIT})
    file.know_people(
        {"side": "there", "place": "other", "name": "T. Mulaudzi", "office": "Water and sanitation"}
    )
    file.waive(
        Phase.CORRESPONDENCE,
        "Agreed on during the visit; the contacts are the engineers themselves.",
        "contacts",
        "counterpart",
        "waters",
        "workplan",
        "agreed",
        "going_on",
    )
    correspondence.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(744, hours=6)
    correspondence.approve(file.proposal, by=people.cao)

    yield days.ago(735, hours=3)
    file.fill(Phase.AGREEMENT, {"terms": AGREED_TERMS})
    file.write_text(TEXT)
    file.fill(Phase.AGREEMENT, _agreement(days))
    file.partner_steps({"body": "Their municipal council", "done_on": days.date(-740)})
    file.request(
        {"recommendation": "That Council establish the friendship.", "money": "none"},
        [{"title": "Establish the friendship", "recommended": True}, {"title": "Do nothing"}],
    )
    file.accept_text(
        here="R. Whitlock, Chief Administrative Officer", there="T. Mulaudzi", on=days.date(-738)
    )
    establishing = council.draft(file.proposal, ResolutionKind.ESTABLISH, by=people.staff)
    file.edit(establishing, ESTABLISHING)
    steps.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(730, hours=4)
    steps.sign_off(file.proposal, by=people.cao)
    yield days.ago(728, hours=4)
    meeting = days.monday(-720)
    file.put_on_agenda(establishing, meeting, "6.4", by=people.clerk)
    yield days.evening(meeting)
    file.vote(establishing, mover="T. Cardinal", by=people.clerk)

    yield days.ago(690, hours=1)
    _sign(file, days, by=people.clerk)
    signing.complete(file.proposal, by=people.clerk)

    yield days.ago(330, hours=5)
    file.fill(Phase.EVALUATION, _evaluation(days))
    evaluation.send_to_cao(file.proposal, by=people.staff)
    yield days.ago(321, hours=2)
    evaluation.accept(file.proposal, by=people.cao)
    renewal = council.draft(file.proposal, ResolutionKind.RENEW, by=people.staff)
    file.edit(renewal, RENEWAL)
    yield days.ago(318, hours=2)
    meeting = days.monday(-310)
    file.put_on_agenda(renewal, meeting, "6.2", by=people.clerk)
    yield days.evening(meeting)
    file.vote(renewal, mover="R. Oduya", by=people.clerk)
    _decide(
        file,
        {
            "resolution": renewal.number,
            "decided_on": meeting,
            "decision": "adjust",
            "next_due_on": days.date(290),
            "why": "",
        },
        stage,
    )


def _decide(file: File, answers: Row, stage: Stage) -> None:
    """What the clerk records from the minutes."""
    record = Evaluation.of(file.proposal)
    form = DecisionForm(answers, instance=EvaluationReport(evaluation=record, held_on=record.held_on))
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    evaluation.record_decision(form.save(commit=False), by=stage.people.clerk)


DILIGENCE = {
    "checked_by": "K. Dube",
    "checked_sources": "Travel advice of the Government of Canada",
    "finding": "Take normal security precautions at the border town; the engineers meet on screen.",
}
COMMUNITIES = {
    "sponsor": "Engineering Services",
    "people": [
        {
            "side": "here",
            "name": "W. Adeyemi",
            "organisation": "Engineering Services",
            "contact": "adeyemi@lacombe.example",
        },
        {
            "side": "there",
            "name": "T. Mulaudzi",
            "organisation": "Water and sanitation",
            "contact": "mulaudzi@musina.example",
        },
    ],
}
PURPOSE = {
    "purpose": "Two administrations that bring water over long distances help each other to find leaks and to plan repairs.",
    "city_objectives": "Less water is lost, and staff learn from colleagues who work with less.",
}
COMMITTEE = {
    "committee_terms": "The two engineering departments meet on screen each month and report to the Twinning Committee.",
    "counterpart_exists": "True",
    "counterpart": "Technical services department",
}
TERMS = {
    "agreement_objectives": "Exchange of practice in water supply.",
    "agreement_terms": "No money, no equipment: knowledge only. Either side may end it at any time.",
    "term_years": 2,
}
REVIEW = {"reporting": "A page each spring.", "review_months": 12, "renewal": "By resolution."}
CHOICE = {
    "recommendation": "A friendship of two years between the administrations.",
}
VISIT = {
    "opening": "visit",
    "opening_words": "Engineers of both cities met at a conference on water and agreed to go on.",
}
RESULTS = [
    {
        "title": "Monthly meeting on screen",
        "target": "10 a year",
        "result": "9 meetings, 6 to 11 people each",
    },
    {
        "title": "Search for leaks in one district each",
        "target": "One district",
        "result": "Done in both; two leaks found here",
    },
]
ESTABLISHING = {
    "short_title": "Friendship with Musina",
    "recitals": [
        {"text": "the engineers of both cities have met and wish to go on;"},
        {"text": "the City of Lacombe has 13,057 residents (2016) and Musina has 40,826 residents (2001);"},
        {"text": "neither side takes on a financial obligation;"},
    ],
    "operatives": [
        {
            "text": "establishes a friendship city relationship with Musina, Limpopo, South Africa, for a term of two years from signing;"
        },
        {"text": "approves the agreement in Schedule A;"},
        {"text": "authorises the Mayor to sign it."},
    ],
}
RENEWAL = {
    "short_title": "Friendship with Musina",
    "recitals": [{"text": "the friendship with Musina was evaluated and its targets were nearly met;"}],
    "operatives": [
        {"text": "renews the friendship with Musina, Limpopo, South Africa, for two years;"},
        {"text": "directs Administration to bring the next evaluation before Council within 20 months."},
    ],
}
TEXT: Written = {
    "en": (
        "Friendship between Lacombe and Musina",
        [
            ("purpose", "", "Lacombe and Musina enter into friendship for two years."),
            (
                "fields",
                "",
                "Their engineers share what they know about water supply. Neither side pays the other, and neither takes on a duty.",
            ),
            ("termination", "", "Either side may end this friendship by a letter."),
        ],
    )
}
AGREED_TERMS: Row = {
    "term_rule": "years",
    "term_years": 2,
    "ending": "council",
    "entry": "signature",
    "costs": "own",
    "binding": "no",
    "originals": 2,
    "parties": [
        {"side": "ours", "language": "en", "name": "City of Lacombe, Alberta, Canada", "represented_by": "A. Beaulieu", "office": "Mayor"},
        {"side": "theirs", "language": "en", "name": "Musina Local Municipality, Limpopo, South Africa", "represented_by": "N. Ramabulana", "office": "Mayor"},
    ],
}  # fmt: skip


def _activities(days: Days) -> Row:
    return {
        "activities": [
            {
                "title": "Monthly meeting on screen",
                "target": "10 a year",
                "due_on": days.date(-400),
                "owner": "Engineering Services",
            }
        ]
    }


def _budget(days: Days) -> Row:
    return {
        "budget": [
            {
                "year": days.date(-700).year,
                "category": "staff",
                "amount": "2400",
                "source": "levy",
                "in_kind": True,
            }
        ]
    }


def _agreement(days: Days) -> dict[str, Row]:
    return {
        "review": {
            "legal_reviewer": "V. Stone, Barrister and Solicitor",
            "legal_reviewed_on": days.date(-738),
        },
        "money": {"budget_source": "No money is asked for."},
    }


def _sign(file: File, days: Days, *, by: User) -> None:
    """Two originals went by post from one city to the other."""
    last = days.date(-692)
    file.plan_ceremony(mode="exchange", held_on=last, zone="Africa/Johannesburg", by=by)
    file.name_signatories(
        {"side": "ours", "name": "A. Beaulieu", "office": "Mayor"},
        {
            "side": "theirs",
            "name": "N. Ramabulana",
            "office": "Mayor",
            "authority": "Their municipal council",
        },
        by=by,
    )
    file.signed_by("A. Beaulieu", on=days.date(-700), place="Lacombe", by=by)
    file.signed_by(
        "N. Ramabulana",
        on=last,
        place="Musina",
        zone="Africa/Johannesburg",
        evidence_words="The original came back by post, with a letter.",
        by=by,
    )
    file.keep_originals(
        {"languages": "English", "holder": "The City Clerk", "kept_at": "Vault, shelf 4"},
        {"languages": "English", "holder": "The municipal manager of Musina"},
        by=by,
    )
    file.issue_memorandum(_scan(), by=by)
    file.fill(Phase.SIGNING, {"evaluation": {"evaluation_on": days.date(-330)}}, by=by)


def _evaluation(days: Days) -> dict[str, Row]:
    done = [RESULTS[0] | {"done_on": days.date(-340)}, RESULTS[1] | {"done_on": days.date(-400)}]
    return {
        "plan": {
            "covers_from": days.date(-692),
            "covers_to": days.date(-340),
            "questions": "Did either side save water, and does everybody concerned know of the friendship?",
        },
        "done": {"results": done},
        "findings": {
            "held_on": days.date(-332),
            "evaluators": "W. Adeyemi and T. Mulaudzi",
            "targets_met": "Nine of ten meetings, and both searches for leaks.",
            "partner_view": "Useful; a visit would help.",
            "community_view": "Hardly known outside the two departments.",
            "cost": "2400",
            "lessons": "Tell residents about it.",
        },
        "recommendation": {
            "recommendation": "adjust",
            "reasons": "Go on for two years, and report to residents once a year.",
        },
    }


def _scan() -> SimpleUploadedFile:
    """A page in the place of the scan, which says that it is none."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(
        b"BT /F1 16 Tf 72 700 Td (Demonstration: in the place of a signed agreement.) Tj ET"
    )
    content = io.BytesIO()
    pdf.save(content, deterministic_id=True)
    return SimpleUploadedFile(
        "Friendship Musina signed.pdf", content.getvalue(), content_type="application/pdf"
    )
