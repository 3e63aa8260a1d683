"""The product as an installation runs it: prepared and started by its own scripts, on free ports, with data of its own."""

import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from twinning.testing.lanes import PRODUCT, redis_for

PROJECT = Path(__file__).resolve().parents[3]
PREPARING, STARTING, STOPPING = 240, 60, 40
"""Seconds; a machine of two cores that does something else besides needs a third of them."""

OURS = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


@dataclass
class Product:
    """One running installation with the demonstration in it."""

    url: str
    folder: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start the web server, the worker or beat."""
        log = (self.folder / f"{name}.log").open("ab")
        with log:
            self.processes[name] = subprocess.Popen(
                [PROJECT / "script/run", name],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask every process to finish, and end what has not."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def until_it_answers(self) -> None:
        deadline = time.monotonic() + STARTING
        while not _answers(f"{self.url}/livez"):
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"The product did not start ({', '.join(ended)}).\n{self.logs()}")
            time.sleep(0.1)

    def logs(self) -> str:
        """The last lines of every process."""
        lines = []
        for log in sorted(self.folder.glob("*.log")):
            lines += [f"-- {log.name}", *log.read_text(errors="replace").splitlines()[-30:]]
        return "\n".join(lines)

    def told(self, name: str, words: str) -> bool:
        """Whether a process has written these words into its log."""
        return words in (self.folder / f"{name}.log").read_text(errors="replace")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """The product with web server, worker and beat; on a database of its own where one is configured."""
    folder.chmod(0o700)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OURS} | {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEMONSTRATION": "1",
        "WORKER_PROCESSES": "1",
    }
    if broker := redis_for(PRODUCT):
        environment["REDIS_URL"] = broker
    with _database(environment):
        product = Product(f"http://127.0.0.1:{port}", folder, environment)
        _prepare(environment)
        try:
            for name in ("web", "worker", "beat"):
                product.start(name)
            product.until_it_answers()
            yield product
        finally:
            product.stop()


def _prepare(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [PROJECT / "script/prepare"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PREPARING,
    )
    if done.returncode:
        raise RuntimeError(f"script/prepare failed:\n{done.stdout}\n{done.stderr}")


@contextmanager
def _database(environment: dict[str, str]) -> Iterator[None]:
    """A database that nobody else uses, beside the one that is configured; SQLite needs none."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield
        return
    name = f"twinning_browser_{secrets.token_hex(4)}"
    _on(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        _on(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on(server: str, command: sql.Composed) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(command)
    finally:
        connection.close()
