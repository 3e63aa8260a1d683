"""Enquiries as tests need them."""

import datetime as dt
from typing import Any

import pytest

from proposals.enquiry import actions
from proposals.enquiry.models import Enquiry
from twinning import clock
from twinning.municipality.policy import first_policy

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        first_policy()
        yield


def written(**more: Any) -> Enquiry:
    """A letter from Takasaki, not received yet."""
    given: dict[str, Any] = {
        "channel": "letter",
        "received_on": dt.date(2026, 3, 2),
        "asker_name": "高橋 美咲",
        "asker_office": "市長",
        "organisation": "高崎市役所",
        "email": "takahashi@takasaki.example",
        "postal_address": "高松町35-1\n高崎市",
        "language": "ja",
        "community_name": "Takasaki",
        "region": "Gunma",
        "country": "JP",
        "wish": "An exchange of school classes.",
    }
    return Enquiry(**(given | more))


@pytest.fixture
def enquiry(staff):
    """Entered by staff, not looked at yet."""
    return actions.enter(written(), by=staff)


def screen(enquiry: Enquiry, *, by: Any, answer: str = "yes") -> None:
    """Every question answered alike, and finished."""
    found = actions.start_screening(enquiry, by=by)
    answers = dict.fromkeys(found.policy.criteria.all(), (answer, ""))
    actions.save_answers(found, answers, "", seen=found.version, by=by)
    actions.finish_screening(found, by=by)


@pytest.fixture
def screened(enquiry, staff):
    screen(enquiry, by=staff)
    return enquiry
