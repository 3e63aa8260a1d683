"""Says whether the history is whole; for the machine's own calendar, and after every restore."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning.records import history, triggers
from twinning.records.models import ChainHead


class Command(BaseCommand):
    help = "Check the chain of events: nothing changed, nothing removed, nothing put in between. Ends with 1 if something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(history.verify())
        if triggers.missing(connection):
            breaks.append(
                _(
                    "The database would let its history be rewritten: its triggers are missing or switched off. Restore them before anything else is written."
                )
            )
        for words in breaks:
            self.stdout.write(self.style.ERROR(words))
        if breaks:
            sys.exit(1)
        head = ChainHead.objects.filter(pk=1).first() or ChainHead()
        self.stdout.write(
            ngettext("The history is whole: %(n)d event.", "The history is whole: %(n)d events.", head.seq)
            % {"n": head.seq}
        )
        self.stdout.write(
            _(
                "Its last hash, to be kept somewhere else, where nobody who can write to this database can change it: %(hash)s"
            )
            % {"hash": head.hash}
        )
