"""Says whether all papers are as they were stored and their seals hold; for the machine's own calendar, and after every restore."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning.records.issued import fixity
from twinning.records.issued.models import Issue
from twinning.records.models import Document


class Command(BaseCommand):
    help = "Hash every stored paper anew and check every seal. Ends with 1 if something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = list(fixity.verify())
        for words in wrong:
            self.stdout.write(self.style.ERROR(words))
        if wrong:
            sys.exit(1)
        papers = Document.objects.filter(state=Document.State.READY).count()
        seals = Issue.objects.public().count()
        self.stdout.write(
            ngettext("%(n)d paper is as it was stored.", "All %(n)d papers are as they were stored.", papers)
            % {"n": papers}
        )
        self.stdout.write(
            ngettext(
                "%(n)d of them is sealed, and its seal holds.",
                "%(n)d of them are sealed, and every seal holds.",
                seals,
            )
            % {"n": seals}
            if seals
            else _("None of them is sealed: no paper was issued yet.")
        )
