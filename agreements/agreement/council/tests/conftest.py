import datetime as dt

import pytest

from agreements.agreement import actions as steps
from agreements.agreement.council import actions
from agreements.agreement.council.actions import Cast
from proposals.lifecycle import Phase, move
from proposals.proposal.actions import open_file
from twinning.municipality.models import OfficeHolder
from twinning.testing.files import agree_on_text, mazatlan, write_agreement

MEETING = {"kind": "regular", "held_on": dt.date(2026, 3, 9), "place": "Council Chambers", "item": "5.2"}


def members():
    return list(OfficeHolder.objects.on_council(dt.date(2026, 3, 9)))


def cast(*votes):
    """Votes in the order of the members; the last one given stands for the rest."""
    everybody = members()
    words = [*votes, *[votes[-1]] * (len(everybody) - len(votes))]
    return [
        Cast(member, vote, "pecuniary" if vote in ("abstained", "recused") else "")
        for member, vote in zip(everybody, words, strict=True)
    ]


def decide(resolution, clerk, *votes, **more):
    return actions.record_vote(
        resolution, cast(*votes), mover=members()[0], seconder=None, names_asked_for=True, by=clerk, **more
    )


@pytest.fixture
def proposal(lacombe, staff):
    """A file whose agreement is written in English and Spanish and accepted by both sides; what came before is left out."""
    proposal = open_file(
        mazatlan(population=381583, population_year=2020), by=staff, kind="sister", origin="mayor"
    )
    for phase in (Phase.RESEARCH, Phase.CORRESPONDENCE, Phase.AGREEMENT):
        move(proposal, phase, by=staff)
    agree_on_text(write_agreement(proposal, by=staff), by=staff)
    return proposal


@pytest.fixture
def ready(proposal, staff, cao):
    """Everything council needs, signed off by the CAO."""
    resolution = actions.draft(proposal, "establish", by=staff)
    steps.send_to_cao(proposal, by=staff)
    steps.sign_off(proposal, by=cao)
    return resolution


@pytest.fixture
def on_agenda(ready, clerk):
    actions.put_on_agenda(ready, by=clerk, **MEETING)
    return ready
