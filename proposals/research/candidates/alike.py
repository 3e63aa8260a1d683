"""How alike a community and our city are: places as the table has them, people as the comparison counts them."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from proposals.proposal.models import Community
from proposals.research.comparison.models import DataPoint
from proposals.research.comparison.side_by_side import vouched_populations
from twinning.atlas import likeness
from twinning.atlas.likeness import InItsPlace, Measure
from twinning.municipality.models import Municipality


def likenesses(
    ours: Municipality, community: Community, points: Iterable[DataPoint] | None = None
) -> list[InItsPlace]:
    """All likenesses that are known, in words; that of the population says whose figures it stands on.

    Those that people stand for in the comparison, where both sides have one; else those of GeoNames for both.
    ``points``: the values of both, where the caller has read them already.
    """
    if ours.place is None or community.place is None:
        return []
    known = likeness.spreads()
    pair = vouched_populations(DataPoint.objects.of(None, community) if points is None else points)
    told = []
    for measure in Measure:
        value, basis = likeness.compare(measure, ours.place, community.place), ""
        if measure == Measure.POPULATION:
            basis = _("by GeoNames")
            if pair is not None:
                value, basis = float(pair.ratio), _("by the figures confirmed here")
        found = likeness.in_its_place(measure, value, known)
        if found is not None:
            told.append(replace(found, value=f"{found.value}, {basis}") if basis else found)
    return told
