"""The demonstration data, for the first start of an installation that shows itself."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from twinning.accounts.models import Role, User
from twinning.dashboard.people.demonstration import RESERVED
from twinning.demonstration.loading import load


class Command(BaseCommand):
    help = "Load the demonstration: the City of Lacombe with invented people and a file in every phase. Does nothing where a municipality exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="only print the accounts of the demonstration"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._print_accounts()
        else:
            self._load()

    def _load(self) -> None:
        try:
            loaded = load()
        except ImproperlyConfigured as refused:
            raise CommandError(str(refused)) from refused
        if loaded:
            self.stdout.write(
                "The demonstration is loaded: the City of Lacombe, with invented people and decisions."
            )
        else:
            self.stdout.write("There is a municipality already. Nothing was changed.")

    def _print_accounts(self) -> None:
        people = [
            user
            for user in User.objects.with_roles()
            if user.is_active and user.email.endswith(RESERVED) and user.roles
        ]
        if not people:
            self.stdout.write("There are no accounts of a demonstration.")
            return
        ranks = {role.value: rank for rank, role in enumerate(Role)}
        lines = sorted(
            (min(ranks[role] for role in user.roles), user.roles_in_words, user.name, user.email)
            for user in people
        )
        roles, names = max(len(line[1]) for line in lines), max(len(line[2]) for line in lines)
        self.stdout.write("Click on one of them on the sign-in page; no password is needed.")
        for _rank, role, name, email in lines:
            self.stdout.write(f"  {role:<{roles}}  {name:<{names}}  {email}")
