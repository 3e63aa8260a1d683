"""From nothing to a running site by script/server: what it says, what it starts, what it leaves."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from twinning.testing.lanes import FIRST_START, redis_for

PROJECT = Path(__file__).resolve().parent.parent.parent
SECONDS = 180
READY = "Ctrl-C ends everything.\n"

pytestmark = [pytest.mark.default_setup, pytest.mark.worker, pytest.mark.timeout(600)]


class Terminal:
    """script/server as a person starts it: in a terminal, read and typed into."""

    def __init__(self, data: Path, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        inherited = ("PATH", "HOME", "LANG", "TMPDIR", "TWINNING_TEST_RUN")
        self.environment = {name: os.environ[name] for name in inherited if name in os.environ}
        if "DATABASE_URL" in os.environ:
            self.environment["DATABASE_URL"] = empty_database(os.environ["DATABASE_URL"], data.name)
        if broker := redis_for(FIRST_START):
            self.environment["REDIS_URL"] = broker
        self.environment |= {"DATA_DIR": str(data), "PORT": str(self.port), "TERM": "dumb"} | environment
        self.said = ""
        self.end, theirs = pty.openpty()
        self.process = subprocess.Popen(
            ["script/server"], cwd=PROJECT, env=self.environment, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def read_until(self, words: str) -> str:
        """Everything said up to these words; fails where they do not come."""
        deadline = time.monotonic() + SECONDS
        while words not in self.said:
            if (
                not select.select([self.end], [], [], max(0, deadline - time.monotonic()))[0]
                or not self._read()
            ):
                pytest.fail(f"script/server did not say “{words}”, but:\n{self.said}")
        return self.said

    def _read(self) -> bool:
        try:
            heard = os.read(self.end, 4096)
        except OSError:  # how Linux says that nobody holds the other end any more
            heard = b""
        self.said += heard.decode().replace("\r\n", "\n")
        return bool(heard)

    def answer(self, question: str, words: str) -> None:
        self.read_until(question)
        os.write(self.end, f"{words}\n".encode())

    def children(self) -> list[int]:
        return [
            int(pid)
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
            for pid in (task / "children").read_text().split()
        ]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        while self._read():
            pass
        return self.process.wait(timeout=SECONDS)

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read().decode()


def empty_database(url: str, name: str) -> str:
    """One of this test's own on the server of the suite; it goes away with the server."""
    opened = psycopg2.connect(url)
    opened.autocommit = True
    with closing(opened), opened.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{url.rpartition('/')[0]}/{name}"


@contextmanager
def terminal(data: Path, **environment: str) -> Iterator[Terminal]:
    opened = Terminal(data, **environment)
    try:
        yield opened
    finally:
        if opened.process.poll() is None:
            opened.stop()
        os.close(opened.end)


def program(pid: int) -> str:
    """Which of ours a process is; nothing for any other, and for one that has ended."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return " ".join(word for word in command if word in {"gunicorn", "celery", "worker", "beat"})


def test_empty_it_asks_for_the_first_administrator_once(tmp_path: Path) -> None:
    """Then three processes run until Ctrl-C, and a second start asks and installs nothing."""
    with terminal(tmp_path, EMPTY="1") as first:
        first.answer("E-mail address: ", "h.vasquez@lacombe.example")
        first.answer("Name: ", "H. Vasquez")
        first.answer("not shown): ", "seven blue herons at dawn")
        first.answer("once more: ", "seven blue herons at dawn")
        first.read_until(READY)
        assert f"\nTwinning answers at http://127.0.0.1:{first.port}/\n" in first.said
        # Between them the script starts helpers of a moment, such as the one that asks whether it answers yet.
        started = [pid for pid in first.children() if program(pid)]
        assert sorted(map(program, started)) == ["celery beat", "celery worker", "gunicorn"]
        assert first.get("/livez") == "ok"
        assert 'name="password"' in first.get("/")
        assert first.stop() == 0
        assert first.said.endswith("\nStopped.\n")
        assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []
    assert (tmp_path / "mode").read_text() == "empty\n"

    with terminal(tmp_path) as second:
        second.read_until(READY)
        assert second.said == (
            "Database: bringing its tables up to date\n"
            "Static files: collecting them\n"
            "Places: loading those of the world, if this version of them is not there yet\n"
            "Starting\n"
            "\n"
            f"Twinning answers at http://127.0.0.1:{second.port}/\n"
            f"Logs are in {tmp_path}/log. Ctrl-C ends everything.\n"
        )
        assert second.stop() == 0


def test_without_a_word_it_starts_the_demonstration(tmp_path: Path) -> None:
    """With its accounts printed, and no question asked."""
    with terminal(tmp_path) as first:
        first.read_until(READY)
        assert "\nThe demonstration is loaded" in first.said
        printed = first.said.split("Twinning answers at")[1]
        assert re.search(r"^ +Clerk +.+ +\S+@\S+$", printed, re.MULTILINE)
        assert "demonstration" in first.get("/")
        assert first.stop() == 0
    assert (tmp_path / "mode").read_text() == "demonstration\n"
