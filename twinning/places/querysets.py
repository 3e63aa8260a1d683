"""How places are found: by name, and by what lies where."""

from typing import Any

from django.db import models


class PlaceQuerySet(models.QuerySet[Any]):
    """Places, largest first unless said otherwise."""
