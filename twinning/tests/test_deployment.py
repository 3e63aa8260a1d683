"""The scripts, the Dockerfile and compose.yaml say the same, and the scripts speak plainly where they cannot go on."""

import http.server
import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_socket import SocketConnectBlockedError

PROJECT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = PROJECT / "script"


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines of bash in the project, with the given variables and none of the tests' own."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=PROJECT,
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def shell_files() -> list[Path]:
    return sorted(
        path
        for path in [*SCRIPTS.rglob("*"), PROJECT / ".ci" / "run"]
        if path.is_file() and (path.suffix == ".sh" or path.read_bytes().startswith(b"#!/usr/bin/env bash"))
    )


def compose() -> dict[str, Any]:
    return yaml.safe_load((PROJECT / "compose.yaml").read_text())


def dockerfile() -> str:
    return (PROJECT / "Dockerfile").read_text()


# -- Scripts ---------------------------------------------------------------------


@pytest.mark.parametrize("path", shell_files(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_script_can_be_read_and_started(path: Path) -> None:
    assert bash(f"bash -n '{path}'").stderr == ""
    assert os.access(path, os.X_OK) == (path.suffix != ".sh")


def test_a_package_is_missing_only_where_none_of_its_alternatives_is_installed(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(
        "# a word\n\nbash\nno-such-package-b | bash\nno-such-package-c | no-such-package-d\n"
    )
    done = bash(f". script/lib/say.sh; . script/lib/packages.sh; missing_packages '{tmp_path}/list.txt'")
    assert (done.stdout, done.stderr) == ("no-such-package-c | no-such-package-d\n", "")


def test_without_root_the_exact_command_is_said() -> None:
    done = bash(". script/lib/say.sh; . script/lib/packages.sh; stop_without_root libpango-1.0-0 libmagic1")
    assert done.returncode == 1
    assert (
        "  apt-get update && apt-get install --no-install-recommends libpango-1.0-0 libmagic1\n"
        in done.stderr
    )


@pytest.mark.parametrize(
    ("kept", "environment", "mode"),
    [
        ("", {}, "demonstration 1"),
        ("", {"EMPTY": "1"}, "empty 0"),
        ("", {"PRODUCTION": "1"}, "empty 0"),
        ("", {"DEMONSTRATION": "0"}, "empty 0"),
        ("empty", {}, "empty 0"),
        ("empty", {"DEMONSTRATION": "1"}, "empty 0"),
        ("demonstration", {}, "demonstration 1"),
    ],
)
def test_the_first_start_decides_between_demonstration_and_empty(
    tmp_path: Path, kept: str, environment: dict[str, str], mode: str
) -> None:
    if kept:
        (tmp_path / "mode").write_text(f"{kept}\n")
    done = bash(
        '. script/lib/say.sh; . script/lib/data.sh; prepare_data_dir; choose_mode demonstration; echo "$mode $DEMONSTRATION"',
        DATA_DIR=str(tmp_path),
        **environment,
    )
    assert (done.stdout, done.stderr) == (f"{mode}\n", "")


@pytest.mark.parametrize("name", ["EMPTY", "PRODUCTION"])
def test_a_demonstration_never_becomes_a_citys_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "mode").write_text("demonstration\n")
    done = bash("script/server", DATA_DIR=str(tmp_path), **{name: "1"})
    assert done.returncode == 1
    assert done.stderr.startswith(f"\n{tmp_path} holds the demonstration, and the two are not mixed.\n")


def test_a_machine_that_joins_makes_no_demonstration(tmp_path: Path) -> None:
    done = bash(
        '. script/lib/say.sh; . script/lib/data.sh; prepare_data_dir; choose_mode empty; echo "$mode"',
        DATA_DIR=str(tmp_path),
    )
    assert done.stdout == "empty\n"


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = bash("script/server", DATA_DIR=str(tmp_path), PORT=str(port))
    assert done.returncode == 1
    assert (
        done.stderr
        == f"\nSomething already listens on port {port}. Choose another: PORT={port + 1} script/server\n"
    )


def test_a_port_that_is_no_number_is_said(tmp_path: Path) -> None:
    done = bash("script/server", DATA_DIR=str(tmp_path), PORT="http")
    assert (done.returncode, done.stderr) == (1, "\nPORT must be a number, not “http”.\n")


def test_two_on_one_data_directory_are_refused(tmp_path: Path) -> None:
    done = bash(f"exec 8>'{tmp_path}/running'; flock 8; script/server 8>&8", DATA_DIR=str(tmp_path), PORT="1")
    assert done.returncode == 1
    assert done.stderr.startswith(f"\nTwinning already runs on {tmp_path}.")


def test_a_worker_that_keeps_ending_is_started_again_thrice_and_then_ends_the_others(tmp_path: Path) -> None:
    """And says which it was, with the last lines of its log."""
    done = bash(
        f"""
        logs='{tmp_path}'; project=$PWD; venv=$PWD/.venv
        . script/lib/say.sh; . script/lib/processes.sh
        start web "$logs/web.log" sleep 300
        start worker "$logs/worker.log" bash -c 'echo out of paper; exit 3'
        echo "${{!process_names[@]}}" > "$logs/pids"
        watch
        """
    )
    assert done.returncode == 1
    again = "The worker process ended by itself (exit status 3). It is started again.\n"
    assert done.stdout == again * 3
    assert done.stderr == (
        "\nThe worker process ended by itself (exit status 3), so the others were stopped too.\n"
        f"The last lines of {tmp_path}/worker.log:\n\n" + "out of paper\n" * 4
    )
    assert [pid for pid in (tmp_path / "pids").read_text().split() if Path(f"/proc/{pid}").exists()] == []


def test_a_web_server_that_ends_ends_the_others_at_once(tmp_path: Path) -> None:
    done = bash(
        f"""
        logs='{tmp_path}'; project=$PWD; venv=$PWD/.venv
        . script/lib/say.sh; . script/lib/processes.sh
        start web "$logs/web.log" bash -c 'echo no port; exit 3'
        start worker "$logs/worker.log" sleep 300
        watch
        """
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "The web process ended by itself (exit status 3), so the others were stopped too." in done.stderr


class _Site(http.server.BaseHTTPRequestHandler):
    """Answers as a site in production does: by its name alone."""

    def do_GET(self) -> None:
        known = self.headers["Host"] == "twinning.example.ca" and self.headers["X-Forwarded-Proto"] == "https"
        self.send_response(200 if known and self.path == "/livez" else 400)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Silent: the tests' output is read by people."""


@pytest.fixture
def site() -> Iterator[int]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("hosts", "status"),
    [("twinning.example.ca", 0), (".twinning.example.ca, other.example.ca", 0), ("other.example.ca", 1)],
)
def test_the_site_is_asked_by_its_own_name(site: int, hosts: str, status: int) -> None:
    assert bash(f"python3 script/lib/answers.py 127.0.0.1 {site}", ALLOWED_HOSTS=hosts).returncode == status


def test_a_site_that_is_not_there_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = bash(f"python3 script/lib/answers.py 127.0.0.1 {port}")
    assert (done.returncode, done.stderr) == (1, "")


# -- Packages --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_python_package_is_pinned_and_named_once(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (PROJECT / name).read_text().splitlines()]
    pins = [line for line in lines if line]
    assert [
        pin for pin in pins if not re.fullmatch(r'[\w.-]+==[\w.]+(; python_full_version < "3\.11\.3")?', pin)
    ] == []
    names = [pin.split("==")[0].lower() for pin in pins]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_every_system_package_is_a_name(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (SCRIPTS / "packages" / name).read_text().splitlines()]
    assert [
        line for line in lines if line and not re.fullmatch(r"[a-z0-9.+-]+( \| [a-z0-9.+-]+)*", line)
    ] == []


# -- Dockerfile and compose.yaml -----------------------------------------------------


def test_the_image_installs_what_script_server_installs() -> None:
    assert re.findall(r"^RUN script/install (\w+)", dockerfile(), re.MULTILINE) == ["run"]
    assert re.findall(r'install_packages "\$log" (\w+)', (SCRIPTS / "server").read_text()) == ["run"]
    assert "apt-get install" not in dockerfile()
    assert re.findall(r"pip .*-r (\S+)", dockerfile()) == ["requirements.txt"]


def test_the_image_has_a_python_that_is_tested() -> None:
    version = re.search(r"^FROM python:(\d+)\.(\d+)-", dockerfile(), re.MULTILINE)
    assert version is not None
    low, high = re.findall(r"\((\d+), (\d+)\)", (SCRIPTS / "lib" / "python.sh").read_text())[:2]
    assert (
        [int(part) for part in low]
        <= [int(part) for part in version.groups()]
        <= [int(part) for part in high]
    )


def test_both_start_the_same_processes() -> None:
    commands = {name: service.get("command") for name, service in compose()["services"].items()}
    known = re.findall(r"^    (\w+)\)$", (SCRIPTS / "run").read_text(), re.MULTILINE)
    assert {name: command for name, command in commands.items() if name in known} == {
        name: ["script/run", name] for name in known
    }
    assert commands["prepare"] == ["script/prepare"]
    assert sorted(re.findall(r"script/run (\w+)", (SCRIPTS / "server").read_text())) == sorted(known)
    assert "script/prepare" in (SCRIPTS / "server").read_text()


def test_every_variable_that_compose_sets_is_read() -> None:
    text = (PROJECT / "twinning" / "settings.py").read_text()
    settings = set(re.findall(r'env(?:\.\w+)?\("(\w+)"', text))
    settings |= {f"{name}_FILE" for name in re.findall(r'_secret\("(\w+)"', text)}
    scripts = set(re.findall(r"\$\{?([A-Z_]+)\b", "".join(path.read_text() for path in shell_files())))
    given = set(compose()["x-twinning"]["environment"])
    of_image = set(
        re.findall(r"\b([A-Z_]+)=", "".join(re.findall(r"^ENV (DATA_DIR.*)$", dockerfile(), re.MULTILINE)))
    )
    assert of_image == {"DATA_DIR", "BIND", "PORT"}
    assert sorted((given | of_image) - settings - scripts) == []


def test_the_example_of_the_environment_names_what_compose_asks_for() -> None:
    wanted = set(re.findall(r"\$\{(\w+):\?", (PROJECT / "compose.yaml").read_text()))
    may_be_given = set(re.findall(r"\$\{(\w+):-", (PROJECT / "compose.yaml").read_text()))
    example = (PROJECT / "compose.env.example").read_text()
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) == wanted
    assert set(re.findall(r"^# (\w+)=", example, re.MULTILINE)) == may_be_given


def test_no_secret_of_compose_has_a_default() -> None:
    text = (PROJECT / "compose.yaml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert set(re.findall(rf"\$\{{{name}(\W)", text)) == {":"}
        assert f"{name}:-" not in text


# -- The tests themselves --------------------------------------------------------------


def test_the_network_is_refused() -> None:
    """An address of TEST-NET-1 (RFC 5737), which nobody has."""
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
