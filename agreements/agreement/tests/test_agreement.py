"""The gate of the agreement, and its way to the CAO and back."""

import pytest

from agreements.agreement import actions
from agreements.agreement.council import actions as council
from agreements.agreement.models import Agreement
from agreements.agreement.text import actions as text
from proposals.lifecycle import MoveRefused, Turn
from proposals.research.stability.actions import confirm_check
from twinning.records.models import Event
from twinning.testing.factories import file_in
from twinning.testing.files import file_before_council

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(lacombe, staff, cao):
    return file_before_council(staff=staff, cao=cao)


def test_an_empty_agreement_says_what_council_needs(lacombe, staff):
    gaps = Agreement.of(file_in("agreement", by=staff)).lacks()
    assert gaps == {
        "terms": [
            "Name both parties and who represents them.",
            "Say how long the agreement holds.",
            "Say when it takes effect.",
        ],
        "text": ["Write the text of the agreement, in every language it is to be signed in."],
        "agreed": [
            "Our side has not accepted this text yet.",
            "The other side has not accepted this text yet.",
        ],
        "review": ["Have the text reviewed by a lawyer, and give the name and date."],
        "money": ["Say where the money comes from."],
        "partner": ["Say who must approve over there."],
        "request": [
            "Write what is recommended to council.",
            "Give council at least two options, one of them to do nothing.",
            "Say what it means for the budget.",
        ],
        "resolution": ["Draft the resolution that establishes the relationship or authorises the signature."],
    }


def test_a_clause_missing_in_one_language_is_said_at_the_gate(proposal):
    record = Agreement.of(proposal)
    record.clauses.first().texts.filter(language="es").delete()
    assert record.lacks()["text"] == ["1 of 2 clauses are missing in Spanish."]
    assert record.lacks()["agreed"] == [
        "Our side has not accepted this text yet.",
        "The other side has not accepted this text yet.",
    ]


def test_the_cao_signs_off_the_very_text_or_returns_it(proposal, staff, cao):
    council.draft(proposal, "establish", by=staff)
    confirm_check(proposal, by=staff)
    actions.send_to_cao(proposal, by=staff)
    assert proposal.turn == Turn.CAO
    actions.send_back(proposal, by=cao, why="Say who interprets.")
    assert (proposal.turn, Event.objects.about(proposal).first().remark.text) == (
        Turn.STAFF,
        "Say who interprets.",
    )
    actions.send_to_cao(proposal, by=staff)
    actions.sign_off(proposal, by=cao)
    record = Agreement.of(proposal)
    assert (proposal.turn, record.signed_off_text) == (Turn.CLERK, record.text_hash)


def test_a_text_unlocked_after_the_cao_got_it_is_not_signed_off(proposal, staff, cao):
    council.draft(proposal, "establish", by=staff)
    confirm_check(proposal, by=staff)
    actions.send_to_cao(proposal, by=staff)
    text.unlock(proposal, by=staff, why="A comma.")
    with pytest.raises(MoveRefused, match="has not accepted this text yet"):
        actions.sign_off(proposal, by=cao)
    assert Agreement.of(proposal).signed_off_text == ""
