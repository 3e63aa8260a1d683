"""Known twinnings entered and corrected by people; no import writes over what a person has written."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import clock
from twinning.atlas.merging import pair_of
from twinning.atlas.models import Twinning
from twinning.atlas.shapes import End
from twinning.municipality.versions import labels
from twinning.records import history

history.sentences(
    {
        "twinning.entered": gettext_lazy("Entered this known twinning by hand"),
        "twinning.corrected": gettext_lazy("Corrected: %(fields)s"),
    }
)

ENDS = [f"{what}_{side}" for side in "ab" for what in ("place", "name", "region", "country")]
FIELDS = [*ENDS, "year", "form", "sources", "state", "reason"]
"""What a person may write of a known twinning."""


def enter(twinning: Twinning, *, by: Any) -> None:
    """Add a known twinning; raises ``ValidationError`` where the pair is known already."""
    _prepare(twinning, by=by)
    with transaction.atomic():
        _refuse_known(twinning)
        twinning.save(force_insert=True)
        history.record(twinning, "twinning.entered", by=by)


def correct(twinning: Twinning, *, seen: int, fields: Iterable[str], by: Any) -> None:
    """Keep a correction; raises ``ValidationError`` as ``enter`` does, and ``ChangedMeanwhile``."""
    if not (fields := list(fields)):
        return
    _prepare(twinning, by=by)
    with transaction.atomic():
        _refuse_known(twinning)
        # The names and the pair follow from the places.
        also = [*ENDS, "pair", "confidence", "as_of", "corrected_by", "corrected_at"]
        twinning.save_if_unchanged(seen=seen, fields=dict.fromkeys([*fields, *also]))
        history.record(twinning, "twinning.corrected", by=by, fields=labels(Twinning, fields))


def _prepare(twinning: Twinning, *, by: Any) -> None:
    for side in "ab":
        if place := getattr(twinning, f"place_{side}"):
            for name in ("name", "region", "country"):
                setattr(twinning, f"{name}_{side}", getattr(place, name)[: 120 if name == "region" else 200])
    if twinning.state == Twinning.State.KNOWN:
        twinning.reason = ""
    twinning.pair = pair_of(*(_end(twinning, side) for side in "ab"))
    matched = twinning.place_a_id and twinning.place_b_id
    twinning.confidence = Twinning.Confidence.HIGH if matched else Twinning.Confidence.MEDIUM
    twinning.as_of, twinning.corrected_by, twinning.corrected_at = clock.today(), by, clock.now()


def _end(twinning: Twinning, side: str) -> tuple[int | None, End]:
    words = (getattr(twinning, f"{what}_{side}") for what in ("name", "region", "country"))
    return getattr(twinning, f"place_{side}_id"), End(*words)


def _refuse_known(twinning: Twinning) -> None:
    one, other = twinning.pair.split("|")
    if one == other:
        raise ValidationError(_("Both ends are the same place. Choose another for one of them."))
    if Twinning.objects.filter(pair=twinning.pair).exclude(pk=twinning.pk).exists():
        raise ValidationError(
            _("This twinning is known already. Look for it among the known twinnings, and correct it there.")
        )
