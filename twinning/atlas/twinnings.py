"""Known twinnings out of a table: the dry run that says what would be, and the import that does exactly that."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Sum

from twinning.atlas import likeness, shapes, tables
from twinning.atlas.merging import ADDED, CHANGED, KEPT, REFUSED, Decision, Merger
from twinning.atlas.models import Import, Twinning
from twinning.places.models import Place

AT_ONCE = 1000
"""Rows of one transaction: few enough that nobody else waits long, many enough to be quick."""

MOST_EXAMPLES = 8
Keep = Callable[..., None]


class Stale(Exception):
    """What the dry run stands on has changed since; it has to be made anew."""


def marker() -> str:
    """Changes whenever a known twinning or the table of places does."""
    known = Twinning.objects.aggregate(number=Count("pk"), newest=Max("pk"), versions=Sum("version"))
    return f"{known['number']}:{known['newest']}:{known['versions']}:{Place.objects.count()}"


def _merger(job: Import) -> Merger:
    return Merger(job=job.pk, source=job.source, as_of=job.as_of)


def _entries(
    table: tables.Table, after: int, refuse: Callable[[int, str, dict[str, Any]], None]
) -> Iterator[tuple[int, shapes.Entry | None]]:
    """Every row with its last line; rows that cannot be taken are handed to ``refuse``."""
    read = shapes.reader(shapes.recognise(table.header), table.header)
    for row in table.rows(after):
        entry = None
        if row.problem:
            refuse(row.line, row.problem, row.facts)
        else:
            try:
                entry = read(row.line, row.cells)
            except shapes.Refused as refusal:
                refuse(row.line, refusal.code, refusal.facts)
        yield row.last, entry


class Report:
    """What is counted and shown of a dry run."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.leftovers: list[list[Any]] = []
        self.examples: dict[str, list[Any]] = {}

    def refuse(self, line: int, code: str, facts: dict[str, Any]) -> None:
        self.counts[REFUSED] += 1
        self.leftovers.append([line, REFUSED, code, facts])
        self._show(REFUSED, [line, code, facts])

    def add(self, decision: Decision) -> None:
        entry = decision.entry
        if decision.verdict == REFUSED:
            found = decision.unmatched[0]
            self.refuse(entry.line, found.code, found.facts)
            return
        self.counts[decision.verdict] += 1
        if decision.unmatched:
            self.counts["unmatched"] += 1
            found = decision.unmatched[0]
            self.leftovers.append([entry.line, "unmatched", found.code, found.facts])
            self._show("unmatched", [entry.line, found.code, found.facts])
        if decision.verdict in (ADDED, CHANGED, KEPT):
            shown = [list(one) for one in decision.differences if one[0] != "pair"]
            self._show(
                decision.verdict, [entry.line, _named(entry.one), _named(entry.other), entry.year, shown]
            )

    def _show(self, kind: str, example: list[Any]) -> None:
        if len(there := self.examples.setdefault(kind, [])) < MOST_EXAMPLES:
            there.append(example)


def _named(end: shapes.End) -> str:
    return ", ".join(part for part in (end.name, end.region, end.country) if part)


def check(job: Import, content: bytes, keep: Keep) -> dict[str, Any]:
    """The dry run: reads every row and saves nothing but what it would do."""
    table = tables.read(content)
    shape = shapes.recognise(table.header)
    seen, report, merger = marker(), Report(), _merger(job)
    keep(total=table.total, progress=0)
    with_lines = _entries(table, 1, report.refuse)
    while batch := list(islice(with_lines, AT_ONCE)):
        with transaction.atomic():
            for decision in merger.decide([entry for _line, entry in batch if entry]):
                report.add(decision)
        keep(progress=batch[-1][0] - 1)
    if not report.counts:
        raise tables.NotATable(shapes.no_rows())
    return {
        "shape": shape, "seen": seen, "total": table.total, "progress": table.total, "leftovers": report.leftovers,
        "report": {
            "examples": report.examples, "encoding": table.encoding, "separator": table.separator,
            "ends_whole": table.ends_whole,
        },
        **{name: report.counts[name] for name in ("added", "changed", "same", "kept", "unmatched", "refused")},
    }  # fmt: skip


def carry_out(job: Import, content: bytes, keep: Keep) -> None:
    """Write what the dry run said, batch by batch, going on where an earlier attempt stopped."""
    if not job.progress and marker() != job.seen:
        raise Stale
    table = tables.read(content)
    report, merger = Report(), _merger(job)
    done = Counter(
        {name: getattr(job, name) for name in ("added", "changed", "same", "kept", "unmatched", "refused")}
    )
    # ``progress`` is the number of lines dealt with below the header, so the next row begins behind it.
    with_lines = _entries(table, 1 + job.progress, report.refuse)
    while batch := list(islice(with_lines, AT_ONCE)):
        with transaction.atomic():
            for decision in merger.decide([entry for _line, entry in batch if entry]):
                report.add(decision)
            merger.save()
            keep(progress=batch[-1][0] - 1, **(done + report.counts))
    likeness.recompute(job.as_of)


def leftovers(job: Import, content: bytes) -> Iterator[list[str]]:
    """The rows that were refused or not matched, as a table to mend and upload again; the first row is the header."""
    table = tables.read(content)
    reasons = {line: (code, facts) for line, _kind, code, facts in job.leftovers}
    yield [*map(tables.harmless, table.header), "line", "problem", "how_to_mend"]
    for row in table.rows():
        if row.line in reasons:
            code, facts = reasons[row.line]
            cells = row.cells or [table.lines[row.line - 1]]
            cells = [*cells, *[""] * (len(table.header) - len(cells))][: len(table.header)]
            yield [*(tables.harmless(cell) for cell in cells), str(row.line), *problem(code, facts)]


def problem(code: str, facts: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with a row, and how to mend it."""
    wrong, mend = shapes.PROBLEMS[code]
    return str(wrong) % facts, str(mend) % facts
