"""A day in spring at city hall."""

import datetime as dt

import pytest

from twinning import clock

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_spring(lacombe):
    with clock.at(SPRING):
        yield
