"""One mail, handed over by a mail server; see ``script/mail``."""

import os
import sys
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from twinning.records.incoming import actions
from twinning.records.models import IncomingMail

CHUNK = 1024 * 1024


class Command(BaseCommand):
    help = "Receive one mail from standard input or from a file. Ends with 75 where it could not be stored: keep it and try again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", help="a file with the mail; standard input if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mail = _receive(options["file"])
        except Exception as error:
            raise CommandError(
                f"The mail could not be stored; keep it and try again: {error}", returncode=os.EX_TEMPFAIL
            ) from error
        if mail is None:
            raise CommandError("No mail arrived: there was nothing to read.", returncode=os.EX_DATAERR)
        self.stdout.write(f"{mail.pk} {mail.state}")


def _receive(name: str | None) -> IncomingMail | None:
    """Nothing where nothing came."""
    if name:
        with open(name, "rb") as file:
            raw, whole = _read(file)
    else:
        raw, whole = _read(sys.stdin.buffer)
    if not raw.strip():
        return None
    return actions.receive(raw) if whole else actions.receive_head(raw)


def _read(source: BinaryIO) -> tuple[bytes, bool]:
    """The mail, and whether it is whole; of one that is too large the rest is read and dropped, so that no pipe breaks."""
    raw = source.read(settings.MAIL_IN_MAX_BYTES + 1)
    if len(raw) <= settings.MAIL_IN_MAX_BYTES:
        return raw, True
    while source.read(CHUNK):
        pass
    return raw, False
