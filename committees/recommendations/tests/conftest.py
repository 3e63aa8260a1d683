"""Two committees of the City, one below the other, and a recommendation begun in the lower one."""

import datetime as dt

import pytest

from committees.models import Committee, Recommendation
from committees.recommendations import actions
from committees.register import actions as register
from twinning import clock

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
TODAY = SPRING.date()


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield


def opened(name: str, *, by, **more) -> Committee:
    committee = Committee(name=name, formed_on=dt.date(2026, 1, 12), **more)
    register.open_committee(committee, by=by)
    return committee


@pytest.fixture
def upper(clerk):
    return opened("Twinning Committee", by=clerk)


@pytest.fixture
def lower(upper, clerk):
    return opened("Arts Circle", kind="sub", parent=upper, by=clerk)


@pytest.fixture
def begun(lower, clerk):
    recommendation = Recommendation(
        origin=lower, title="A concert in June", wording="That the choirs sing together.", begun_on=dt.date(2026, 3, 2)
    )  # fmt: skip
    actions.begin(recommendation, by=clerk)
    return recommendation
