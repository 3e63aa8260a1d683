"""Official numbers: given once, never reused, without gaps."""

import datetime as dt

from django.db import transaction

from twinning.municipality.models import Counter


def next_number(series: str, pattern: str, on: dt.date) -> str:
    """The next number of a series in the year of ``on``, in the City's pattern.

    Must run inside the transaction that uses the number: if that is rolled
    back, so is the number, and no gap remains. The row is locked until then,
    so two clerks at the same moment wait for each other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is given only inside the transaction that uses it.")
    Counter.objects.get_or_create(series=series, year=on.year)
    counter = Counter.objects.select_for_update().get(series=series, year=on.year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return pattern.format(yy=f"{on:%y}", yyyy=f"{on:%Y}", seq=counter.last)


def example(series: str, pattern: str, on: dt.date) -> str:
    """What the next number of a series would look like. Gives nothing: whoever decides first may get it."""
    counter = Counter.objects.filter(series=series, year=on.year).first()
    return pattern.format(yy=f"{on:%y}", yyyy=f"{on:%Y}", seq=(counter.last if counter else 0) + 1)
