"""What every test stands on: ``-p twinning.testing.plugin`` in pytest.ini.

Read before Django's settings are, so that a test run keeps its files in a
folder of its own and never sees the environment of an installation.
"""

import inspect
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from twinning.testing.lanes import SUITE, redis_for

if TYPE_CHECKING:
    from django.test import Client

    from twinning.accounts.models import User
    from twinning.municipality.models import Municipality
    from twinning.places.models import Place

FOLDER = Path(tempfile.mkdtemp(prefix="twinning-test-"))
(FOLDER / "static").mkdir()
os.environ["DATA_DIR"] = str(FOLDER)
if _redis := redis_for(SUITE):
    os.environ["REDIS_URL"] = _redis
for _name in (
    "DEBUG",
    "PRODUCTION",
    "DEMONSTRATION",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "SECRET_KEY",
    "EMAIL_URL",
    "TIME_ZONE",
    "PAPER_SIZE",
    "MAIL_IN_URL",
    "MAIL_IN_ADDRESS",
    "MAIL_IN_MAX_BYTES",
    "SEAL_PKCS12",
    "SEAL_PASSWORD",
    "SEAL_PASSWORD_FILE",
    "SEAL_PKCS11_MODULE",
    "SEAL_PKCS11_TOKEN",
    "SEAL_PKCS11_PIN",
    "SEAL_PKCS11_PIN_FILE",
    "SEAL_PKCS11_LABEL",
    "SEAL_TSA_URL",
    "SEAL_TSA_SECONDS",
):
    os.environ.pop(_name, None)

_runs = count(1)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


class UndefinedVariable(Exception):
    """A template of ours asked for something that its view does not hand over."""


class RaiseOnUndefined(str):
    """Django puts this in place of an undefined variable; in a template of ours that is an error.

    Templates of other packages may lean on the silence: to them it is an empty text.
    """

    def __bool__(self) -> bool:
        return "site-packages" not in _template_being_rendered()

    def __contains__(self, part: object) -> bool:
        return part == "%s" and bool(self)

    def __mod__(self, variable: object) -> str:
        raise UndefinedVariable(f"{variable} is not defined in {_template_being_rendered()}")


def _template_being_rendered() -> str:
    """The file of the innermost template node on the stack."""
    from django.template.base import Node

    frame = inspect.currentframe()
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return "an unknown template"


@pytest.fixture(autouse=True, scope="session")
def _house_rules() -> Iterator[None]:
    """Undefined variables are errors; static files need no manifest; the history may be emptied between tests.

    Passwords stay Argon2, at its smallest cost: the suite signs in hundreds of times.
    """
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.db import connection
    from django.template import engines
    from django.test import TransactionTestCase

    from twinning.records import triggers

    # In the settings, too: a test that changes TEMPLATES has Django build its engines anew.
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RaiseOnUndefined()
    engines["django"].engine.string_if_invalid = RaiseOnUndefined()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = (
        1,
        8,
        1,
    )
    flush = TransactionTestCase._fixture_teardown

    def flush_with_history(self: Any) -> None:
        triggers.drop(connection)
        try:
            flush(self)
        finally:
            triggers.create(connection)

    TransactionTestCase._fixture_teardown = flush_with_history
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(autouse=True)
def _fresh_start(settings: Any) -> None:
    """No counted sign-ins of the test before; a password is enough unless a test sets ``SECOND_FACTOR_REQUIRED``."""
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"KEY_PREFIX": f"test{os.getpid()}-{next(_runs)}"}
    }
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def lacombe(db: None) -> "Municipality":
    """Our city, with its council in office since 27 October 2025."""
    from twinning.testing.factories import city

    return city()


@pytest.fixture
def places(db: None) -> "list[Place]":
    """A few dozen real places and their names: ``twinning.testing.world.WORLD``."""
    from twinning.testing import world

    return world.places()


@pytest.fixture
def sign_in() -> "Callable[[Client, User], Client]":
    """``sign_in(client, user)`` hands back the client, signed in."""
    from twinning.testing import factories

    return factories.sign_in


def _holder(role: str, name: str) -> Any:
    def holder(db: None) -> "User":
        from twinning.testing.factories import person

        return person(role, name=name, email=f"{role}@lacombe.example")

    holder.__doc__ = f"{name}, who holds the role {role}."
    return holder


staff = pytest.fixture(_holder("staff", "K. Dube"), name="staff")
cao = pytest.fixture(_holder("cao", "R. Whitlock"), name="cao")
clerk = pytest.fixture(_holder("clerk", "D. Sinclair"), name="clerk")
mayor = pytest.fixture(_holder("mayor", "A. Beaulieu"), name="mayor")
councillor = pytest.fixture(_holder("councillor", "M. Lindqvist"), name="councillor")
administrator = pytest.fixture(_holder("administrator", "H. Vasquez"), name="administrator")
member = pytest.fixture(_holder("committee", "L. Petrova"), name="member")
