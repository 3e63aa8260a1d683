"""Taking times, and the table they end in."""

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

Contestant = Callable[[], float]
"""Does its work once and says how many seconds it took."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``aim`` is the ratio that ``ratio`` must not pass: the least where more is better."""

    what: str
    against: str
    ours: str
    theirs: str
    ratio: float | None
    aim: float | None = None
    more_is_better: bool = False

    @property
    def held(self) -> bool | None:
        if self.aim is None or self.ratio is None:
            return None
        return self.ratio >= self.aim if self.more_is_better else self.ratio <= self.aim


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(contestants: Mapping[str, Contestant], rounds: int, warm_up: int = 2) -> dict[str, list[float]]:
    """Let each do its work once per round, so that whatever else the machine does hits all of them alike."""
    for contestant in contestants.values():
        for _again in range(warm_up):
            contestant()
    times: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        # Whoever came first comes last next time.
        first = number % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(contestants[name]())
    return times


median = statistics.median


def percentile(values: list[float], part: float) -> float:
    """The value that this part of all values does not pass, one of those measured."""
    return sorted(values)[math.ceil(len(values) * part / 100) - 1]


def in_ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.0995 else f"{seconds * 1000:.1f} ms"


def write(found: list[Figure]) -> None:
    """Print the lines, and keep them for the table of the whole run where there is one."""
    print(table(found), flush=True)
    if kept := os.environ.get("BENCH_FIGURES"):
        with Path(kept).open("a") as file:
            file.writelines(json.dumps(asdict(figure)) + "\n" for figure in found)


def table(found: list[Figure]) -> str:
    lines: list[tuple[str, ...]] = [("Figure", "Against", "Ours", "Theirs", "Ratio", "Aim", "Held")]
    lines += [_cells(figure) for figure in found]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines)


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.more_is_better else "≤"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    aim = "" if figure.aim is None else f"{sign} {figure.aim:g}"
    held = {None: "", True: "yes", False: "NO"}[figure.held]
    return figure.what, figure.against, figure.ours, figure.theirs, ratio, aim, held


def quick() -> bool:
    """Whether ``--quick`` was typed: everything once, only to see that it runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a tiny run whose figures mean nothing")
    return bool(parser.parse_args().quick)


def load_of_machine() -> str:
    return "load of the machine: " + " ".join(f"{load:.1f}" for load in os.getloadavg())


if __name__ == "__main__":
    print(table([Figure(**json.loads(line)) for line in sys.stdin]))
