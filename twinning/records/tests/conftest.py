"""What tests of races need: a database that several threads and processes use at once."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The test's database, reachable from other threads and processes; hands back the environment of the latter.

    PostgreSQL is that already. SQLite's stands in memory, so a copy takes its
    place: a file, as an installation has it.
    """
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        password = f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else ""
        where = f"{at['HOST'] or 'localhost'}:{at['PORT'] or 5432}"
        yield {"DATABASE_URL": f"postgres://{quote(at['USER'])}{password}@{where}/{at['NAME']}"}
        return
    memory, file = connections["default"], tmp_path / "twinning.sqlite3"
    memory.ensure_connection()
    with sqlite3.connect(file) as copy:
        memory.connection.backup(copy)
    copy.close()
    in_memory, connections.settings["default"]["NAME"] = connections.settings["default"]["NAME"], str(file)
    del connections["default"]
    try:
        yield {"DATABASE_URL": f"sqlite:///{file}"}
    finally:
        connections["default"].close()
        connections["default"] = memory
        connections.settings["default"]["NAME"] = in_memory


@pytest.fixture
def environment(shared_database: dict[str, str]) -> dict[str, str]:
    """The environment of a process that works on the test's database and in its folder."""
    return os.environ | shared_database


def at_once(times: int, act: Callable[[], Any]) -> list[Any]:
    """What ``act`` gave or raised in so many threads that begin together, each with a connection of its own."""
    gate = threading.Barrier(times)
    given: list[Any] = []

    def run() -> None:
        try:
            gate.wait(timeout=30)
            given.append(act())
        except Exception as error:  # noqa: BLE001 - handed back, for the test to look at
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return given
