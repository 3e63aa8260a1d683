"""What a row of a file means for the known twinnings: added, changed, left, or kept as a person corrected it.

The dry run and the import ask the same questions here and get the same
answers; only the import saves them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from twinning.atlas.matching import Found, Matcher
from twinning.atlas.models import Twinning
from twinning.atlas.shapes import End, Entry

ADDED, CHANGED, SAME, KEPT, REFUSED = "added", "changed", "same", "kept", "refused"

Confidence = Twinning.Confidence
WRITTEN = [
    "pair", "place_a", "place_b", "year", "form", "state", "reason", "confidence", "sources", "as_of", "imported",
    "version",
]  # fmt: skip
"""What an import may change of an entry; the names stay as they were first written."""

LONGEST_SOURCES = 500

EARLIER = "…"
"""Stands in a list of sources for older ones that there was no room for."""


@dataclass(slots=True)
class Decision:
    """What becomes of one row."""

    entry: Entry
    verdict: str
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    unmatched: list[Found] = field(default_factory=list)


class Merger:
    """Decides rows batch by batch, and remembers what the same file said before."""

    def __init__(self, *, job: int, source: str, as_of: dt.date) -> None:
        self.job, self.source, self.as_of = job, source.replace("|", "/"), as_of
        self.matcher = Matcher()
        self._told: dict[str, Twinning] = {}
        self._kept: dict[str, int] = {}
        self._newest = 0
        self._add: list[Twinning] = []
        self._change: dict[int, Twinning] = {}

    def decide(self, entries: list[Entry]) -> list[Decision]:
        """What becomes of each row; ``save`` afterwards does it."""
        self._add, self._change = [], {}
        self.matcher.prepare(end for entry in entries for end in (entry.one, entry.other))
        found = [(self.matcher.match(entry.one), self.matcher.match(entry.other)) for entry in entries]
        pairs = [_pairs(entry, *ends) for entry, ends in zip(entries, found, strict=True)]
        stored = self._stored(pair for several in pairs for pair in several)
        return [
            self._decide(entry, ends, several, stored)
            for entry, ends, several in zip(entries, found, pairs, strict=True)
        ]

    def save(self) -> None:
        """Write the rows decided last, in the caller's transaction."""
        Twinning.objects.bulk_create(self._add, batch_size=1000)
        if self._change:
            # The one statement of SQL that changes many rows each in its own way: insert, or update where the key is.
            Twinning.objects.bulk_create(
                self._change.values(), batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN,
            )  # fmt: skip

    def _stored(self, pairs: Iterable[str]) -> dict[str, Twinning]:
        """The entries that these pairs are kept under."""
        # Asking for thousands of pairs costs more than knowing all of them; only what is new is asked for again.
        new = Twinning.objects.filter(pk__gt=self._newest).order_by("pk").values_list("pair", "pk")
        self._kept |= (found := dict(new))
        self._newest = max(found.values(), default=self._newest)
        wanted = {self._kept[pair] for pair in pairs if pair in self._kept and pair not in self._told}
        rows = Twinning.objects.select_for_update().filter(pk__in=wanted).order_by() if wanted else ()
        return {twinning.pair: twinning for twinning in rows}

    def _decide(
        self, entry: Entry, ends: tuple[Found, Found], pairs: list[str], stored: dict[str, Twinning]
    ) -> Decision:
        one, other = pairs[0].split("|")
        if one == other:
            return Decision(entry, REFUSED, unmatched=[Found(None, "itself")])
        decision = Decision(entry, SAME, unmatched=[end for end in ends if end.place is None])
        there = next((pair for pair in pairs if pair in self._told or pair in stored), None)
        if there is None:
            new = self._new(entry, ends, pairs[0])
            self._told[new.pair] = new
            self._add.append(new)
            decision.verdict = ADDED
            return decision
        again = there in self._told
        twinning = self._told[there] if again else stored[there]
        self._told[there] = twinning
        if twinning.by_hand:
            decision.differences = self._disagreements(twinning, entry)
            decision.verdict = KEPT if decision.differences else SAME
            return decision
        again = again or twinning.imported_id == self.job
        differences = self._merge(
            twinning, entry, ends, pairs[0], newer=not again and self.as_of > twinning.as_of
        )
        if differences:
            self._told[twinning.pair] = twinning
            if twinning.pk is not None:
                self._change[twinning.pk] = twinning
            if not again:
                decision.differences, decision.verdict = differences, CHANGED
        return decision

    def _new(self, entry: Entry, ends: tuple[Found, Found], pair: str) -> Twinning:
        matched = all(end.place for end in ends)
        return Twinning(
            pair=pair, place_a_id=ends[0].place, name_a=entry.one.name, region_a=entry.one.region,
            country_a=entry.one.country, place_b_id=ends[1].place, name_b=entry.other.name,
            region_b=entry.other.region, country_b=entry.other.country, year=entry.year, form=entry.form,
            state=entry.state or Twinning.State.KNOWN, reason=entry.reason if entry.state not in ("", "known") else "",
            confidence=entry.confidence or (Confidence.MEDIUM if matched else Confidence.LOW),
            sources=entry.sources or self.source, as_of=self.as_of, imported_id=self.job,
        )  # fmt: skip

    def _merge(
        self, twinning: Twinning, entry: Entry, ends: tuple[Found, Found], pair: str, *, newer: bool
    ) -> list[tuple[str, Any, Any]]:
        """Take over what the row says and the entry does not, or what a newer file says otherwise."""
        wanted: dict[str, Any] = {}
        for name in ("year", "form"):
            said = getattr(entry, name)
            if said and (newer or not getattr(twinning, name)):
                wanted[name] = said
        if entry.state and newer:
            wanted |= {"state": entry.state, "reason": entry.reason if entry.state != "known" else ""}
        wanted |= self._places(twinning, entry, ends, pair)
        wanted["sources"] = _together(twinning.sources, entry.sources or self.source)
        wanted["confidence"] = _confidence(twinning, entry, wanted)
        changes = [
            (name, getattr(twinning, name), new)
            for name, new in wanted.items()
            if new != getattr(twinning, name)
        ]
        if changes:
            for name, _old, new in changes:
                setattr(twinning, name, new)
            twinning.as_of = max(twinning.as_of, self.as_of)
            twinning.imported_id = self.job
            twinning.version += 1
        return changes

    def _places(
        self, twinning: Twinning, entry: Entry, ends: tuple[Found, Found], pair: str
    ) -> dict[str, Any]:
        """The places that an entry without them has by now."""
        if twinning.place_a_id and twinning.place_b_id:
            return {}
        one, other = ends
        if _end_key(twinning, "a") not in _keys(entry.one, one):
            one, other = other, one
        found = {
            f"place_{side}_id": end.place
            for side, end in (("a", one), ("b", other))
            if end.place and not getattr(twinning, f"place_{side}_id")
        }
        return found | {"pair": pair} if found else {}

    def _disagreements(self, twinning: Twinning, entry: Entry) -> list[tuple[str, Any, Any]]:
        """Where the row says something else than the person who corrected the entry."""
        return [
            (name, getattr(twinning, name), said)
            for name in ("year", "form", "state")
            if (said := getattr(entry, name)) and said != getattr(twinning, name)
        ]


def pair_of(*ends: tuple[int | None, End]) -> str:
    """What two ends are kept under, whichever is named first."""
    return "|".join(sorted(f"g{place}" if place else end.key for place, end in ends))


def _keys(end: End, found: Found) -> list[str]:
    """By what an end may be kept already, the surest first."""
    return [f"g{found.place}", end.key] if found.place else [end.key]


def _pairs(entry: Entry, one: Found, other: Found) -> list[str]:
    return [
        f"{a}|{b}" if a < b else f"{b}|{a}" for a in _keys(entry.one, one) for b in _keys(entry.other, other)
    ]


def _end_key(twinning: Twinning, side: str) -> str:
    place = getattr(twinning, f"place_{side}_id")
    end = End(*(getattr(twinning, f"{name}_{side}") for name in ("name", "region", "country")))
    return f"g{place}" if place else end.key


def _together(old: str, new: str) -> str:
    """Both lists of sources, each source once; where there is no room for all, the oldest give way to a mark."""
    found = [source for source in dict.fromkeys([*old.split("|"), *new.split("|")]) if source]
    while len(found) > 1 and len("|".join(found)) > LONGEST_SOURCES:
        found = [EARLIER, *[one for one in found if one != EARLIER][1:]]
    return "|".join(found)


def _confidence(twinning: Twinning, entry: Entry, wanted: dict[str, Any]) -> str:
    """As sure as the surest that says so; of lists that do not say, one makes it medium and two make it high."""
    now = str(entry.confidence)
    if not now and all(wanted.get(name) or getattr(twinning, name) for name in ("place_a_id", "place_b_id")):
        two = "|" in wanted["sources"] and wanted["sources"] != twinning.sources
        now = str(Confidence.HIGH if two else Confidence.MEDIUM)
    return max(twinning.confidence, now or str(Confidence.LOW), key=_RANK)


_RANK = ["low", "medium", "high"].index
