"""Files in any phase, brought there by the actions that people use."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.correspondence import actions as correspondence
from proposals.correspondence.models import Contact, Correspondence, Goal
from proposals.lifecycle import Phase
from proposals.planning import actions as planning
from proposals.planning.models import InterestedPerson, Planning
from proposals.planning.sections import SECTIONS as PLANNING
from proposals.proposal.actions import open_file
from proposals.proposal.models import Community, Proposal
from proposals.proposal.sections import waive
from proposals.research import actions as research
from proposals.research.models import MEASURES, ExistingPartner, Fact, Rating, Research
from twinning.accounts.models import User

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
    record = Research.objects.create(
        proposal=proposal,
        partners="Grande Prairie since 2008, and eight more.",
        partners_source="Memo of the CAO, 7 March 2019",
        checked_on=LOOKED_UP,
        checked_by="K. Dube",
        checked_sources="Travel advisories of Global Affairs Canada",
        finding="Avoid non-essential travel to parts of Sinaloa.",
        why_chosen="Many residents winter there.",
        recommendation="Go on, with visits only while the advisory allows them.",
        **dict.fromkeys(MEASURES, "There is something to say."),
        **{f"{name}_rating": Rating.SOME for name in MEASURES},
    )
    for order, topic in enumerate(Fact.Topic):
        Fact.objects.create(
            record=record,
            order=order,
            topic=topic,
            statement="Known.",
            source="City of Mazatlán",
            as_of=LOOKED_UP,
        )
    ExistingPartner.objects.create(
        record=record, name="Grande Prairie", region="Alberta", country="CA", since_year=2008
    )
    return record


def file_in_correspondence(*, staff: User, cao: User) -> Proposal:
    """A file whose research the CAO approved; nobody has been written to yet."""
    proposal = file_in_research(staff=staff, cao=cao)
    research_it(proposal)
    research.send_to_cao(proposal, by=staff)
    research.approve(proposal, by=cao)
    return proposal


def correspond(proposal: Proposal) -> Correspondence:
    """Everything that the gate of the correspondence asks for."""
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
        counterpart="Comité de Hermanamiento",
        counterpart_confirmed_on=ANSWERED,
        counterpart_how="Letter of their secretary",
        test_programme="Two school classes wrote to each other.",
        go_on_agreed_on=ANSWERED,
        go_on_evidence="Their letter and the minutes of our committee.",
    )
    for side in Contact.Side:
        for place in (Contact.Place.MAYOR, Contact.Place.VOLUNTEER):
            Contact.objects.create(
                record=record, side=side, place=place, name="E. Ruiz", email="ruiz@mazatlan.example"
            )
    for term in Goal.Term:
        Goal.objects.create(
            record=record,
            term=term,
            title="School exchange",
            target="12 students each way",
            due_on=dt.date(2027, 6, 30),
            owner_here="L. Petrova",
            owner_there="E. Ruiz",
        )
    return record


def file_in_agreement(*, staff: User, cao: User) -> Proposal:
    """A file whose work plan the CAO approved; no agreement is written yet."""
    proposal = file_in_correspondence(staff=staff, cao=cao)
    correspond(proposal)
    correspondence.send_to_cao(proposal, by=staff)
    correspondence.approve(proposal, by=cao)
    assert proposal.phase == Phase.AGREEMENT
    return proposal


def queries(client: Client, url: str) -> int:
    """How many queries a page takes once the caches of a process are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)
