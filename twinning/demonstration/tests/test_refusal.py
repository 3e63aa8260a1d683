"""Where the demonstration refuses to be."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from twinning.demonstration.loading import load


def test_a_citys_own_records_are_never_opened_as_a_demonstration(lacombe, settings):
    settings.DEMONSTRATION = True
    with pytest.raises(ImproperlyConfigured, match="real records of a city"):
        load()


def test_a_city_that_is_there_is_left_alone(lacombe, settings):
    settings.DEMONSTRATION = False
    assert load() is False
