"""Looks into the mailbox now, instead of when the beat does."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from twinning.records.incoming import mailbox


class Command(BaseCommand):
    help = "Receive what came into the mailbox that MAIL_IN_URL names."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAIL_IN_URL:
            raise CommandError(
                "No mailbox is set up. Name it in MAIL_IN_URL, such as imaps://name:password@mail.example.ca/INBOX."
            )
        try:
            count = mailbox.fetch(settings.MAIL_IN_URL)
        except mailbox.Unreachable as error:
            raise CommandError(str(error), returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(ngettext("%(n)d mail received.", "%(n)d mails received.", count) % {"n": count})
