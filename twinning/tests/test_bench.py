"""The figures can still be taken: each part of script/bench runs at its smallest, on SQLite and the filesystem broker. How long it takes is not asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import Figure, percentile, table

PROJECT = Path(__file__).resolve().parents[2]
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "BENCH_CHROMIUM_PYTHON", "BENCH_FIGURES", "DEMONSTRATION")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation of its own, with its tables made."""
    folder = tmp_path_factory.mktemp("bench")
    found = {name: value for name, value in os.environ.items() if name not in NOT_OURS} | {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "twinning.settings",
        "LOG_LEVEL": "WARNING",
    }
    for command in ("migrate", "createcachetable", "collectstatic --no-input"):
        _run(found, "manage.py", *command.split(), "--verbosity", "0")
    return found


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_papers_are_measured_against_weasyprint(environment: dict[str, str]) -> None:
    assert "WeasyPrint in process" in _run(environment, "-m", "bench.render", "--quick")


def test_an_issued_paper_is_measured_against_drawing_and_sealing(environment: dict[str, str]) -> None:
    found = _run(environment, "-m", "bench.sealed", "--quick")
    assert "Memorandum, 20 clauses, English and Japanese" in found
    assert "Memory of a worker after 5 papers" in found


@pytest.mark.worker
def test_the_way_from_click_to_file_is_measured_with_a_worker(environment: dict[str, str]) -> None:
    found = _run(environment, "-m", "bench.queue", "--quick")
    assert "Click to downloaded file, p95" in found
    assert "Papers per minute, two workers" in found


@pytest.mark.worker
def test_a_batch_of_certified_copies_is_measured_with_one_worker_and_with_two(
    environment: dict[str, str],
) -> None:
    found = _run(environment, "-m", "bench.copies", "--quick")
    assert [
        line.split("), ")[1].split(" |")[0].strip() for line in found.splitlines() if "4 certified" in line
    ] == [
        "one worker",
        "two workers",
    ]


def test_pages_ask_the_same_number_of_queries_however_many_files_there_are(
    environment: dict[str, str],
) -> None:
    found = _run(environment, "-m", "bench.pages", "--quick")
    lines = [line for line in found.splitlines() if "queries" in line]
    assert len(lines) == 2
    assert all(line.rstrip(" |").endswith("yes") for line in lines), found


def test_a_long_list_of_candidates_takes_the_queries_of_a_short_one(environment: dict[str, str]) -> None:
    found = _run(environment, "-m", "bench.research", "--quick")
    lines = [line for line in found.splitlines() if "queries" in line]
    assert len(lines) == 3
    assert all(line.rstrip(" |").endswith("yes") for line in lines), found


def test_places_are_looked_for_and_filtered(environment: dict[str, str]) -> None:
    found = _run(environment, "-m", "bench.places", "--quick")
    assert "Places while one types, SQLite, p95" in found
    assert "Filter over all places, number and first page, SQLite, p50" in found


def test_a_figure_says_whether_its_aim_was_held() -> None:
    """Within the aim, beyond it, and of those where more is better."""
    assert Figure("a", "b", "", "", 1.25, 1.25).held is True
    assert Figure("a", "b", "", "", 1.26, 1.25).held is False
    assert Figure("a", "b", "", "", 2.4, 2.5, more_is_better=True).held is False
    assert Figure("a", "b", "", "", 9.0).held is None
    assert "≥ 2.5 | NO" in table([Figure("a", "b", "", "", 2.4, 2.5, more_is_better=True)])


def test_a_percentile_is_one_of_the_values_measured() -> None:
    assert percentile([float(n) for n in range(1, 41)], 95) == 38
    assert percentile([7.0], 95) == 7
