"""The first administrator, or a new one where nobody can come in any more."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from twinning import clock
from twinning.accounts.models import Appointment, Role, User
from twinning.dashboard.people import actions


class Command(BaseCommand):
    help = "Register an administrator, who then registers everybody else. May be run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="the address to sign in with; asked for if left out")
        parser.add_argument("--name", help="the person's name; asked for if left out")
        parser.add_argument(
            "--if-none", action="store_true", help="do nothing where an administrator can sign in already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_none"]:
            if _somebody_administers():
                return
            self.stdout.write("Nobody administers this site yet. The first administrator:")
        email = (options["email"] or _ask("E-mail address: ")).strip().lower()
        if user := User.objects.filter(email=email).first():
            self._appoint(user)
        else:
            self._register(email, (options["name"] or _ask("Name: ")).strip())

    def _register(self, email: str, name: str) -> None:
        candidate = User(email=email, name=name)
        try:
            candidate.full_clean(exclude=["password"])
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        password = os.environ.get("ADMINISTRATOR_PASSWORD") or _ask_twice()
        try:
            validate_password(password, candidate)
        except ValidationError as refused:
            raise CommandError(
                "This password is too easy to guess. " + " ".join(refused.messages)
            ) from refused
        with transaction.atomic():
            user = actions.register(email, name, by=None, password=password)
            actions.give_role(user, Role.ADMINISTRATOR, clock.today(), by=None)
        self.stdout.write(f"{user.name} <{user.email}> is registered as administrator and can sign in now.")

    def _appoint(self, user: User) -> None:
        """Somebody who is registered already keeps their password and name."""
        if not user.is_active:
            raise CommandError(
                f"The account {user.email} is closed. Use another address, or let an administrator open it again."
            )
        if user.has_role(Role.ADMINISTRATOR):
            self.stdout.write(f"{user.name} <{user.email}> is an administrator already. Nothing was changed.")
            return
        actions.give_role(user, Role.ADMINISTRATOR, clock.today(), by=None)
        self.stdout.write(
            f"{user.name} <{user.email}> was registered already and is an administrator now, with the same password."
        )


def _somebody_administers() -> bool:
    today = Appointment.objects.effective()
    return today.filter(role=Role.ADMINISTRATOR, user__is_active=True).exists()


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError as error:
        raise CommandError(
            "Nobody is there to answer. Give --email and --name, and the password in ADMINISTRATOR_PASSWORD."
        ) from error


def _ask_twice() -> str:
    """The password, typed twice and not shown."""
    try:
        first = getpass.getpass("Password (12 characters or more, not shown): ")
        second = getpass.getpass("Password once more: ")
    except EOFError as error:
        raise CommandError(
            "Nobody is there to answer. Give the password in ADMINISTRATOR_PASSWORD."
        ) from error
    if first != second:
        raise CommandError("The two passwords differ. Start again.")
    return first
