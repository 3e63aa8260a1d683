"""Files in any phase, brought there by the actions that people use."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.agreement.council.models import PartnerStep
from agreements.agreement.models import (
    Acceptance,
    Agreement,
    AgreementText,
    Clause,
    ClauseText,
    Party,
    RequestForDecision,
    RequestOption,
    TextVersion,
)
from agreements.agreement.text.models import Side, content_hash
from agreements.agreement.text.models import content as agreement_content
from committees.models import Committee
from proposals.correspondence import actions as correspondence
from proposals.correspondence.models import (
    Confirmation,
    Contact,
    Correspondence,
    FileCommittee,
    Goal,
    Pilot,
    PlanAgreement,
    PlanVersion,
)
from proposals.correspondence.workplan.models import content
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.planning.models import InterestedPerson, Planning
from proposals.planning.sections import SECTIONS as PLANNING
from proposals.proposal.actions import open_file
from proposals.proposal.models import Candidate, Community, Proposal
from proposals.proposal.sections import waive
from proposals.research import actions as research
from proposals.research.candidates.actions import choose
from proposals.research.comparison.models import DataPoint, Topic
from proposals.research.measures.models import Assessment, Score
from proposals.research.models import Research
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.policy import Policy, first_policy

LOOKED_UP = dt.date(2026, 2, 2)
LETTER_SENT = dt.date(2026, 2, 10)
ANSWERED = dt.date(2026, 3, 2)


def mazatlan(**more: Any) -> Community:
    """The candidate of the CAO's memo, not saved yet."""
    facts: dict[str, Any] = {"name": "Mazatlán", "region": "Sinaloa", "country": "MX"}
    return Community(**(facts | more))


def file_about(community: Community, *, by: User) -> Proposal:
    """A file just opened, in planning."""
    return open_file(community, by=by, kind="sister", origin="mayor")


def file_in_research(*, staff: User, cao: User, community: Community | None = None) -> Proposal:
    """A file that the CAO recommended; nothing is researched yet."""
    proposal = file_about(community or mazatlan(), by=staff)
    record = Planning.objects.create(
        proposal=proposal,
        sponsor="Rotary Club",
        purpose="Trade, tourism and culture",
        city_objectives="A welcoming city",
    )
    for side in InterestedPerson.Side:
        InterestedPerson.objects.create(record=record, side=side, name="B. Tremblay")
    for section in PLANNING:
        if not section.never_waived:
            waive(record, section, by=staff, why="A test does without it.")
    planning.send_to_cao(proposal, by=staff)
    planning.recommend(proposal, by=cao)
    return proposal


def research_it(proposal: Proposal) -> Research:
    """Everything that the gate of the research asks for."""
    Research.objects.create(
        proposal=proposal,
        partners="Grande Prairie since 2008, and eight more.",
        partners_source="Memo of the CAO, 7 March 2019",
        checked_on=LOOKED_UP,
        checked_by="K. Dube",
        checked_sources="Travel advisories of Global Affairs Canada",
        finding="Avoid non-essential travel to parts of Sinaloa.",
        recommendation="Go on, with visits only while the advisory allows them.",
    )
    by = proposal.opened_by
    for topic in Topic:
        DataPoint.objects.create(
            community=proposal.community, topic=topic, words="Known.", source="City of Mazatlán", year=2026,
            entered_by=by, confirmed_by=by, confirmed_at=clock.now(),
        )  # fmt: skip
    candidate = Candidate.objects.get(proposal=proposal)
    choose(
        candidate, by=by, why="Many residents winter there.", beyond="Where there is a limit, Council knows."
    )
    assess_it(candidate, by=by)
    return Research.of(proposal)  # as somebody who opens the page now sees it


def assess_it(candidate: Candidate, *, by: User) -> Assessment:
    """The five measures of a candidate, agreed on and closed."""
    policy = Policy.objects.first() or first_policy()
    assessment = Assessment.objects.create(
        candidate=candidate, by=by, policy=policy, settled=True, finished_at=clock.now(), finished_by=by
    )
    for measure in policy.measures.all():
        Score.objects.create(
            assessment=assessment, measure=measure, score=3, narrative="There is something to say."
        )
    return assessment


def file_in_correspondence(*, staff: User, cao: User) -> Proposal:
    """A file whose research the CAO approved; nobody has been written to yet."""
    proposal = file_in_research(staff=staff, cao=cao)
    research_it(proposal)
    research.send_to_cao(proposal, by=staff)
    research.approve(proposal, by=cao)
    return proposal


def correspond(proposal: Proposal) -> Correspondence:
    """Everything that the gate of the correspondence asks for."""
    by = proposal.opened_by
    record = Correspondence.objects.create(
        proposal=proposal,
        letter_from="Mayor A. Beaulieu",
        letter_to="Presidencia Municipal",
        letter_sent_on=LETTER_SENT,
        letter_how="post",
        reply_received_on=ANSWERED,
        reply_summary="They are glad and name a contact.",
        budget=12_000,
        budget_agreed_on=ANSWERED,
        go_on_agreed_on=ANSWERED,
        go_on_evidence="Their letter and the minutes of our committee.",
    )
    for side in Contact.Side:
        for place in (Contact.Place.MAYOR, Contact.Place.VOLUNTEER):
            Contact.objects.create(
                record=record,
                side=side,
                place=place,
                name="E. Ruiz",
                email="ruiz@mazatlan.example",
                basis=Contact.Basis.OFFICE,
                consent_how="Their city’s page",
            )
    confirm_counterpart(record, by=by)
    Pilot.objects.create(record=record, title="Two school classes", result="They wrote to each other.", by=by)
    for term in Goal.Term:
        Goal.objects.create(
            record=record,
            term=term,
            title="School exchange",
            activity="Two weeks in families",
            indicator="Students who travelled",
            baseline=0,
            goal_value=12,
            unit="students each way",
            due_on=dt.date(2027, 6, 30),
            owner_here="L. Petrova",
            owner_there="E. Ruiz",
        )
    agree_on_plan(record, by=by)
    return record


def confirm_counterpart(record: Correspondence, *, by: User) -> FileCommittee:
    """Their committee, confirmed by their letter."""
    theirs = Committee.objects.create(
        name="Comité de Hermanamiento", side=Committee.Side.THEIRS, city="Mazatlán", formed_on=LETTER_SENT
    )
    named = FileCommittee.objects.create(record=record, committee=theirs, by=by)
    Confirmation.objects.create(committee=named, on=ANSWERED, words="Letter of their secretary", by=by)
    return named


def agree_on_plan(record: Correspondence, *, by: User) -> PlanVersion:
    """The work plan as it stands, agreed to by both sides."""
    plan = PlanVersion.objects.create(record=record, number=1, content=content(record), by=by)
    for side in PlanAgreement.Side:
        PlanAgreement.objects.create(plan=plan, side=side, on=ANSWERED, words="Minutes of the meeting", by=by)
    return plan


def file_in_agreement(*, staff: User, cao: User) -> Proposal:
    """A file whose work plan the CAO approved; no agreement is written yet."""
    proposal = file_in_correspondence(staff=staff, cao=cao)
    correspond(proposal)
    correspondence.send_to_cao(proposal, by=staff)
    correspondence.approve(proposal, by=cao)
    assert proposal.phase == Phase.AGREEMENT
    return proposal


REVIEWED = dt.date(2026, 3, 4)
CLAUSES = {
    "en": [("Purpose", "The two cities wish to be friends."), ("Costs", "Each side pays its own.")],
    "es": [("Objeto", "Las dos ciudades desean ser amigas."), ("Gastos", "Cada parte paga lo suyo.")],
}


def write_agreement(proposal: Proposal, *, by: User) -> Agreement:
    """A text of two clauses in English and Spanish, with both parties, and everything else that the gate asks for; nobody has accepted it."""
    record: Agreement = Agreement.objects.create(
        proposal=proposal,
        term_rule="years",
        term_years=5,
        entry="signature",
        costs="own",
        binding="no",
        originals=4,
        legal_reviewer="B. Stone",
        legal_reviewed_on=REVIEWED,
        budget_source="Tourism reserve",
    )
    titles = {"en": "Twinning Agreement", "es": "Acuerdo de hermanamiento"}
    people = {
        Side.OURS: ("City of Lacombe", "A. Beaulieu"),
        Side.THEIRS: ("Mazatlán, Sinaloa, Mexico", "L. Ibarra"),
    }
    for order, (language, title) in enumerate(titles.items()):
        AgreementText.objects.create(record=record, language=language, title=title, order=order)
        for side, (name, head) in people.items():
            Party.objects.create(
                record=record, side=side, language=language, name=name, represented_by=head, office="Mayor"
            )
    for order, kind in enumerate(("purpose", "costs")):
        clause = Clause.objects.create(record=record, kind=kind, order=order)
        source = ""
        for language, clauses in CLAUSES.items():
            heading, words = clauses[order]
            text = ClauseText.objects.create(
                clause=clause, language=language, heading=heading, words=words, made_from=source, by=by
            )
            source = source or text.fingerprint
    record.legal_reviewed_text = record.text_hash
    record.save(update_fields=["legal_reviewed_text"])
    PartnerStep.objects.create(record=record, body="Cabildo de Mazatlán", done_on=REVIEWED)
    request = RequestForDecision.objects.create(
        record=record,
        subject="Twinning with Mazatlán",
        recommendation="That Council establish the relationship.",
        money="none",
    )
    for order, option in enumerate(("Establish the relationship", "Do nothing")):
        RequestOption.objects.create(record=request, title=option, order=order)
    return record


def agree_on_text(record: Agreement, *, by: User) -> TextVersion:
    """The text as it stands, frozen and accepted by both sides."""
    kept = agreement_content(record)
    version = TextVersion.objects.create(
        record=record, number=record.versions.count() + 1, content=kept, hash=content_hash(kept), by=by
    )
    for side in Side:
        Acceptance.objects.create(text=version, side=side, on=REVIEWED, person="E. Ruiz", by=by)
    return version


def file_before_council(*, staff: User, cao: User) -> Proposal:
    """A file whose agreement is written, accepted by both sides and ready for the request for decision; no resolution is drafted."""
    proposal = file_in_agreement(staff=staff, cao=cao)
    agree_on_text(write_agreement(proposal, by=staff), by=staff)
    return proposal


def queries(client: Client, url: str) -> int:
    """How many queries a page takes once the caches of a process are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)
