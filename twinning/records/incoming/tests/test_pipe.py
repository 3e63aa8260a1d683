"""The pipe: a mail server hands a mail to a real process, and keeps it unless that ends with 0."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from twinning.records.models import IncomingMail
from twinning.testing.mails import mail, with_pdf

SCRIPT = Path(settings.BASE_DIR) / "script" / "mail"


def pipe(raw: bytes, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command or [str(SCRIPT)], input=raw, capture_output=True, env=environment, timeout=120, check=False
    )


@pytest.fixture
def surroundings(environment, tmp_path):
    """What the process is started with: the test's database and a folder of its own."""
    return environment | {"DATA_DIR": str(tmp_path), "LOG_LEVEL": "ERROR"}


def test_a_mail_that_is_piped_in_is_stored(surroundings, tmp_path):
    done = pipe(with_pdf(), surroundings)
    assert (done.returncode, done.stderr) == (0, b"")
    found = IncomingMail.objects.get()
    assert found.text == "Adjunto el informe del año."
    assert (tmp_path / "mail-in" / found.sha256[:2] / f"{found.sha256}.eml").read_bytes() == with_pdf()
    assert (tmp_path / "uploads" / found.files.get().upload.sha256[:2]).exists()


def test_a_mail_that_cannot_be_stored_stays_with_the_mail_server(surroundings):
    done = pipe(mail(), surroundings | {"DATABASE_URL": "sqlite:////nowhere/twinning.sqlite3"})
    assert done.returncode == os.EX_TEMPFAIL
    assert b"keep it and try again" in done.stderr
    assert IncomingMail.objects.count() == 0


def test_where_nothing_can_even_start_the_mail_server_keeps_it_too(surroundings):
    done = pipe(mail(), surroundings | {"PRODUCTION": "1", "DEBUG": "1"})
    assert done.returncode == os.EX_TEMPFAIL


def test_of_a_mail_that_is_too_large_the_pipe_is_read_to_its_end(surroundings):
    done = pipe(mail(b"x" * 5_000_000), surroundings | {"MAIL_IN_MAX_BYTES": "100000"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert IncomingMail.objects.get().reason.startswith("The mail is larger than")


@pytest.mark.django_db
def test_a_mail_in_a_file(tmp_path, capsys):
    (tmp_path / "one.eml").write_bytes(mail())
    call_command("receive_mail", file=str(tmp_path / "one.eml"))
    assert capsys.readouterr().out == f"{IncomingMail.objects.get().pk} unmatched\n"


@pytest.mark.django_db
def test_a_file_that_is_not_there_and_one_with_nothing_in_it(tmp_path):
    with pytest.raises(CommandError) as missing:
        call_command("receive_mail", file=str(tmp_path / "none.eml"))
    assert missing.value.returncode == os.EX_TEMPFAIL
    (tmp_path / "empty.eml").write_bytes(b"\n")
    with pytest.raises(CommandError) as empty:
        call_command("receive_mail", file=str(tmp_path / "empty.eml"))
    assert empty.value.returncode == os.EX_DATAERR
