"""What a recommendation can be about. This floor does not know files: whoever keeps them registers how they are found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from committees.recommendations.models import Recommendation

Finder = Callable[[Any], "models.QuerySet[Any]"]


@dataclass(frozen=True)
class Source:
    """One kind of thing: what a person may see of it, and what of that is offered for a new recommendation.

    Both hand back rows with a name (``str``) and ``get_absolute_url()``, and with
    everything loaded that these two need.
    """

    visible: Finder
    offered: Finder


@dataclass(frozen=True)
class Subject:
    """What a recommendation is about, as a person may see it."""

    words: str
    url: str


_sources: list[Source] = []


def register(source: Source) -> Source:
    _sources.append(source)
    return source


def choices(user: Any) -> list[tuple[str, str]]:
    """What a new recommendation can be about: a key for the form, and the name."""
    return [(key(one), str(one)) for source in _sources for one in source.offered(user)]


def key(subject: models.Model | None) -> str:
    """How a form names a subject; empty for none."""
    return f"{ContentType.objects.get_for_model(subject).pk}-{subject.pk}" if subject else ""


def find(typed: str, user: Any) -> models.Model | None:
    """The subject that a form named, if the person may see it."""
    for source in _sources:
        rows = source.visible(user)
        kind, _dash, number = typed.partition("-")
        if kind == str(ContentType.objects.get_for_model(rows.model).pk) and number.isdecimal():
            return rows.filter(pk=int(number)).first()
    return None


def named(recommendations: Iterable[Recommendation], user: Any) -> None:
    """Write on each what it is about (``about``: a ``Subject`` or None), in the same few queries for any number."""
    found = list(recommendations)
    seen: dict[tuple[int, int], Subject] = {}
    for source in _sources:
        rows = source.visible(user)
        kind = ContentType.objects.get_for_model(rows.model).pk
        wanted = [one.object_id for one in found if one.content_type_id == kind]
        for row in rows.filter(pk__in=wanted):
            seen[kind, row.pk] = Subject(str(row), row.get_absolute_url())
    for one in found:
        one.about = seen.get((one.content_type_id or 0, one.object_id or 0))
