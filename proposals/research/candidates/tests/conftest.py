"""A file in research, our city on the map, and a few dozen places around the world."""

import datetime as dt

import pytest

from proposals.lifecycle import Phase
from twinning import clock
from twinning.testing.factories import file_in

SPRING = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
LACOMBE = 6035615


@pytest.fixture(autouse=True)
def in_spring(lacombe, places):
    lacombe.place_id = LACOMBE
    lacombe.save()
    with clock.at(SPRING):
        yield


@pytest.fixture
def file(staff):
    """A file in research with Mazatlán on the short list; it was entered by hand."""
    return file_in(Phase.RESEARCH, by=staff)
