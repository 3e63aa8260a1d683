"""The history of every kind of object: one chain of events, one sentence per verb.

Each row carries the hash of the one before, so a row that was changed, removed
or put in between is found by ``verify`` and by anybody with a kept head hash.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.functional import Promise

from twinning import clock
from twinning.records.models import ChainHead, Event, Remark
from twinning.records.templatetags.house import day

A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SENTENCES: dict[str, str | Promise] = {}


def sentences(words: dict[str, str | Promise]) -> None:
    """Register what verbs mean, in the words of the floor that records them."""
    SENTENCES.update(words)


def sentence(event: Event) -> str:
    """What happened, in words for the reader; facts fill the blanks, a date among them as the reader writes it."""
    return str(SENTENCES[event.verb]) % {name: _told(fact) for name, fact in event.facts.items()}


def _told(fact: Any) -> Any:
    return day(dt.date.fromisoformat(fact)) if isinstance(fact, str) and A_DATE.fullmatch(fact) else fact


def told(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as ``partials/_history.html`` shows them."""
    return [
        {"at": event.at, "who": event.actor, "words": sentence(event), "remark": event.remark}
        for event in events
    ]


def record(subject: models.Model, verb: str, *, by: Any, remark: str = "", **facts: Any) -> Event:
    """Append one event, in the caller's transaction.

    ``facts`` are ids, field names, dates and numbers; a reason in somebody's
    own words is the ``remark``. Raises ``KeyError`` for a verb without a sentence.
    """
    SENTENCES[verb]
    with transaction.atomic():
        ChainHead.objects.get_or_create(pk=1)
        head = ChainHead.objects.select_for_update().get(pk=1)
        event = Event(
            seq=head.seq + 1,
            at=clock.now(),
            actor=by,
            content_type=ContentType.objects.get_for_model(subject),
            object_id=subject.pk,
            verb=verb,
            facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
            remark=Remark.objects.create(text=remark) if remark else None,
            previous_hash=head.hash,
        )
        event.hash = seal(event)
        event.save(force_insert=True)
        head.seq, head.hash = event.seq, event.hash
        head.save()
    return event


def seal(event: Event) -> str:
    """SHA-256 over everything an event says and the hash of the one before."""
    said = [
        event.seq,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.content_type_id,
        event.object_id,
        event.verb,
        event.facts,
        event.remark_id,
        event.previous_hash,
    ]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def verify() -> Iterator[str]:
    """Every break in the chain, in words; nothing if it is whole."""
    last_seq, last_hash = 0, "0" * 64
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != last_seq + 1:
            yield f"Between event {last_seq} and event {event.seq} rows are missing."
        if event.previous_hash != last_hash:
            yield f"Event {event.seq} does not follow the one before it."
        if seal(event) != event.hash:
            yield f"Event {event.seq} was changed after it was written."
        last_seq, last_hash = event.seq, event.hash
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if head.seq != last_seq:
        yield f"The chain ends at event {last_seq}, but event {head.seq} was written last."
    elif head.hash != last_hash:
        yield f"The chain ends at event {last_seq} with another hash than the one that was written last."
