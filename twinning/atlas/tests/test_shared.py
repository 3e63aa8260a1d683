"""The real files: 38,379 relations and the World Bank's workbook, as a person would import them."""

import pytest
from django.core.management import call_command

from twinning.atlas.governance import indicators_of
from twinning.atlas.likeness import in_its_place
from twinning.atlas.models import Spread, Twinning
from twinning.atlas.partners import known_partners
from twinning.atlas.tests.conftest import counts, shared
from twinning.places.models import Place
from twinning.testing.world import LACOMBE, MAZATLAN

pytestmark = pytest.mark.django_db


@pytest.mark.timeout(900)
def test_the_shared_relations_are_imported_and_say_who_is_twinned_with_mazatlan(carry_out):
    content = shared("sister_city_relations.csv").read_bytes()
    call_command("load_places", verbosity=0)
    job = carry_out(content)
    assert job.refused == 0
    assert job.added + job.same == 38_379
    assert job.added == Twinning.objects.count()
    mazatlan, lacombe = (Place.objects.get(pk=number) for number in (MAZATLAN, LACOMBE))
    found = known_partners(mazatlan, lacombe)
    assert found.found[0].name == "Grande Prairie"
    assert "Grande Prairie (Alberta)" in found.notice
    assert found.at_least >= 8
    population = Spread.objects.get(measure="population")
    assert population.pairs > 20_000
    assert 2.4 < population.quantiles[500] < 2.8
    assert "6 % of" in in_its_place("population", 26.8).place
    again = carry_out(content)
    assert (again.added, again.changed, again.same) == (0, 0, 38_379)


def test_the_shared_workbook_is_imported(carry_out):
    job = carry_out(shared("wgidataset.xlsx").read_bytes(), kind="governance")
    assert (job.edition, job.refused, counts(job)) == (2024, 0, {"added": 30_974})
    stability = indicators_of("MX")[0].stability
    assert [one.year for one in stability.points] == [1996, 1998, 2000, *range(2002, 2024)]
    assert len(stability.chart["lines"]) == 1
