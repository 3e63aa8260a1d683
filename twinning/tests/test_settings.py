"""One file of settings: clean for production, and not started with what contradicts itself."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from twinning.tests.source import PROJECT

PRODUCTION = {
    "PRODUCTION": "1",
    "ALLOWED_HOSTS": "twinning.example.ca",
    "SITE_URL": "https://twinning.example.ca",
}


def manage(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A management command in a process of its own, with these variables and none of the tests'."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=kept | {"DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def setting(folder: Path, expression: str, **environment: str) -> str:
    """What Django holds after reading the settings."""
    code = f"from django.conf import settings; print({expression})"
    done = manage(folder, "shell", "--no-imports", "--command", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_production_settings_raise_no_warning(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_the_same_check_finds_what_a_desk_set_up_leaves_open(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 1
    assert "security.W" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"DEMONSTRATION": "1"}, "DEMONSTRATION and PRODUCTION are both on. Anybody can sign in to a demonstration: switch one off."),
        ({"DEBUG": "1"}, "DEBUG and PRODUCTION are both on. Switch DEBUG off."),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY is shorter than 50 characters. Leave it out and one is made, or give a longer one."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the host of this site, such as twinning.example.ca."),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the host of this site, such as twinning.example.ca."),
        ({"DEFAULT_FROM_EMAIL": "the clerk"}, "DEFAULT_FROM_EMAIL must be an e-mail address, such as twinning@example.ca."),
    ],
)  # fmt: skip
def test_it_does_not_start_with_what_is_unsafe_and_says_why(tmp_path, wrong, words):
    done = manage(tmp_path, "check", **PRODUCTION | wrong)
    assert done.returncode != 0
    assert last_line(done) == f"django.core.exceptions.ImproperlyConfigured: {words}"


def test_a_secret_is_made_once_and_read_by_its_owner_only(tmp_path):
    first, second = (setting(tmp_path, "settings.SECRET_KEY") for _time in range(2))
    kept = tmp_path / "secret_key"
    assert (first, second) == (kept.read_text(), first)
    assert len(first) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_folders_of_records_are_closed_to_others(tmp_path):
    setting(tmp_path, "settings.DATA_DIR")
    modes = {
        name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("uploads", "papers", "broker/queue")
    }
    assert set(modes.values()) == {0o700}


def test_servers_are_named_by_one_variable_each(tmp_path):
    told = setting(
        tmp_path,
        "settings.DATABASES['default']['ENGINE'], settings.CACHES['default']['LOCATION'], settings.CELERY_BROKER_URL",
        DATABASE_URL="postgres://city@db.example.ca:5433/twinning",
        REDIS_URL="redis://redis.example.ca:6379/0",
    )
    redis = "redis://redis.example.ca:6379/0"
    assert told == f"django.db.backends.postgresql {redis} {redis}"


def test_without_servers_two_writers_wait_for_each_other(tmp_path):
    """SQLite as Django sets it up fails at once under two writers."""
    options = "settings.DATABASES['default']['OPTIONS']"
    assert (
        setting(
            tmp_path,
            f"{options}['transaction_mode'], {options}['timeout'], 'journal_mode=WAL' in {options}['init_command']",
        )
        == "IMMEDIATE 20 True"
    )


def test_no_secret_stands_in_the_project():
    """Settings name variables; values that only one installation has are in its environment."""
    text = (PROJECT / "twinning" / "settings.py").read_text()
    assert not re.search(r"(SECRET_KEY|PASSWORD|TOKEN)\w*\s*=\s*[\"'][^\"']{8,}", text)
    assert re.search(r"(SECRET_KEY|PASSWORD|TOKEN)\w*\s*=\s*[\"'][^\"']{8,}", 'SECRET_KEY = "0123456789"')
