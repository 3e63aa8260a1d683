"""Compare-and-set: the one place that writes with ``queryset.update()``.

Whoever changes the row first has it; everybody else learns that they do not.
"""

from typing import Any

from django.db.models import QuerySet


def claim(rows: QuerySet[Any], **changes: Any) -> bool:
    """Change the one row that still is as the query says. False: somebody else was first."""
    return rows.update(**changes) == 1
