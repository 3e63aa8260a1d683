"""Everything that went between the two communities, in one order of time, as one person may read it.

What the log holds is merged with visits, pilot programmes and the file's own
steps. The order is made of keys alone; only the lines of one page are fetched.
"""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.correspondence.log.models import NOON
from proposals.correspondence.models import Delegation, Message, MessageFile, Pilot
from proposals.proposal.discretion import without_addresses
from proposals.proposal.models import Proposal
from twinning import clock
from twinning.municipality.zones import our_time_zone
from twinning.places.keys import key
from twinning.records import history
from twinning.records.models import Event

MESSAGE, VISIT, PILOT, STEP = "message", "visit", "pilot", "step"

Key = tuple[dt.datetime, str, int]


@dataclass(frozen=True)
class Chosen:
    """What a reader asked for; nothing asked for is everything."""

    words: str = ""
    direction: str = ""
    channel: str = ""
    contact: uuid.UUID | None = None
    language: str = ""
    with_files: bool = False
    to_ask: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    oldest_first: bool = False

    @property
    def only_messages(self) -> bool:
        """Whether something is asked for that only a message can have."""
        return bool(
            self.words or self.direction or self.channel or self.contact or self.language
            or self.with_files or self.to_ask
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return self.only_messages or self.since is not None or self.until is not None


@dataclass(frozen=True)
class Told:
    """One line of the story as one person may read it."""

    kind: str
    on: dt.date
    what: str
    subject: str = ""
    summary: str = ""
    sender: str = ""
    message: Message | None = None
    planned: bool = False
    until: dt.date | None = None
    file_names: list[str] = field(default_factory=list)


class Story:
    """The keys of all lines that were asked for, and any stretch of them in full; a ``Paginator`` takes it."""

    def __init__(self, proposal: Proposal, chosen: Chosen, *, addresses: bool) -> None:
        self.proposal, self.chosen, self.addresses = proposal, chosen, addresses

    @cached_property
    def keys(self) -> list[Key]:
        found = [*self._messages()]
        if not self.chosen.only_messages:
            found += [*self._undertakings(), *self._steps()]
        return sorted(found, reverse=not self.chosen.oldest_first)

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, stretch: slice) -> list[Told]:
        return self._in_full(self.keys[stretch])

    # -- the order ---------------------------------------------------------------------

    def _messages(self) -> Iterable[Key]:
        rows = chosen_messages(self.proposal, self.chosen, addresses=self.addresses).order_by()
        for pk, at in rows.values_list("pk", "moment_at"):
            yield at, MESSAGE, pk

    def _undertakings(self) -> Iterable[Key]:
        for kind, model in ((VISIT, Delegation), (PILOT, Pilot)):
            rows: Any = model._default_manager.filter(record__proposal=self.proposal).order_by()
            for pk, starts, ends in rows.values_list("pk", "starts", "ends"):
                on = starts or ends
                if on and self._within(on):
                    yield _noon(on), kind, pk

    def _steps(self) -> Iterable[Key]:
        """Where the file went: the moves between phases, and when it stood still."""
        for seq, at, verb in Event.objects.about(self.proposal).values_list("seq", "at", "verb"):
            is_step = verb.startswith(("phase.", "back.")) or verb in STEPS
            if is_step and self._within(timezone.localdate(at)):
                yield at, STEP, seq

    def _within(self, on: dt.date) -> bool:
        since, until = self.chosen.since, self.chosen.until
        return (since is None or on >= since) and (until is None or on <= until)

    # -- in full -----------------------------------------------------------------------

    def _in_full(self, keys: Sequence[Key]) -> list[Told]:
        wanted: dict[str, list[int]] = {MESSAGE: [], VISIT: [], PILOT: [], STEP: []}
        for _at, kind, pk in keys:
            wanted[kind].append(pk)
        found: dict[tuple[str, int], Told] = {}
        messages = for_reading(Message.objects.filter(pk__in=wanted[MESSAGE]))
        found |= {(MESSAGE, one.pk): tell(one, addresses=self.addresses) for one in messages}
        if not self.chosen.only_messages:
            visits = Delegation.objects.filter(pk__in=wanted[VISIT])
            pilots = Pilot.objects.filter(pk__in=wanted[PILOT])
            steps = Event.objects.filter(pk__in=wanted[STEP])
            found |= {(VISIT, one.pk): _visit(one) for one in visits}
            found |= {(PILOT, one.pk): _pilot(one) for one in pilots}
            found |= {(STEP, one.seq): _step(one) for one in steps}
        return [found[kind, pk] for _at, kind, pk in keys if (kind, pk) in found]


STEPS = {"file.opened", "file.held", "file.resumed", "file.reopened"}


def _noon(on: dt.date) -> dt.datetime:
    """The middle of a day here, as visits and programmes have no hour."""
    return dt.datetime.combine(on, NOON, zoneinfo.ZoneInfo(our_time_zone()))


def chosen_messages(proposal: Proposal, chosen: Chosen, *, addresses: bool) -> Any:
    """The messages of a file that were asked for; nobody finds one by an address that they do not see."""
    found = Message.objects.filter(record__proposal=proposal)
    exact = {"direction": chosen.direction, "channel": chosen.channel, "language": chosen.language}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.contact is not None:
        found = found.filter(contact=chosen.contact)
    if chosen.since:
        found = found.filter(on__gte=chosen.since)
    if chosen.until:
        found = found.filter(on__lte=chosen.until)
    if chosen.with_files:
        with_files = MessageFile.objects.filter(message__record__proposal=proposal)
        found = found.filter(pk__in=with_files.values("message")) | found.exclude(outgoing__document=None)
    if chosen.to_ask:
        found = found.filter(pk__in=Message.objects.unsettled().values("pk"))
    if not chosen.words:
        return found
    found = found.with_words(chosen.words)
    return found if addresses else found.exclude(pk__in=_found_by_address(found, chosen.words))


def _found_by_address(found: Any, words: str) -> list[int]:
    """Of the messages found, those that no longer have all the words once the addresses are left out."""
    with_address = found.with_address().select_related("contact").order_by()
    return [one.pk for one in with_address if not _has_words(one, words)]


def _has_words(one: Message, words: str) -> bool:
    called = f"{one.contact.name} {one.contact.native_name}" if one.contact else ""
    seen = without_addresses(f"{one.subject} {one.summary} {one.sender} {one.words} {called}")
    plain = key(seen)
    return all(folded in plain if (folded := key(word)) else word in seen for word in words.split())


def for_reading(messages: Any) -> Any:
    """With what a line or a page shows of each."""
    return (
        messages.with_settled()
        .select_related("contact", "mail", "outgoing__document", "outgoing__notice", "by")
        .prefetch_related("files__upload")
    )


def tell(message: Message, *, addresses: bool) -> Told:
    """A message as somebody may read it: without e-mail addresses where they are not for them."""
    told = str if addresses else without_addresses
    files = [file.upload.name for file in message.files.all()]  # type: ignore[attr-defined]
    if message.outgoing and message.outgoing.document:
        files.insert(0, message.outgoing.document.filename)
    return Told(
        kind=MESSAGE,
        on=message.on,
        what=_("Message"),
        subject=told(message.subject),
        summary=told(message.summary),
        sender=told(message.sender),
        message=message,
        file_names=files,
    )


def _visit(one: Delegation) -> Told:
    words = _("Visit to them") if one.direction == Delegation.Direction.OUT else _("Visit from them")
    summary = " · ".join(part for part in (one.place, "" if one.report else _("no report yet")) if part)
    return _undertaking(VISIT, one, words, one.purpose, summary)


def _pilot(one: Pilot) -> Told:
    return _undertaking(PILOT, one, _("Pilot programme"), one.title, one.result)


def _undertaking(kind: str, one: Any, what: str, subject: str, summary: str) -> Told:
    on = one.starts or one.ends
    planned = on > clock.today()
    until = one.ends if one.ends and one.ends != on else None
    return Told(kind, on, what, subject, "" if planned else summary, planned=planned, until=until)


def _step(event: Event) -> Told:
    return Told(STEP, timezone.localdate(event.at), _("The file"), history.sentence(event))
