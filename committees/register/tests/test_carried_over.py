"""What stood in the register before it had versions of terms and parties is there afterwards, and back again."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

WALK = """
import json

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def to(name):
    call_command("migrate", "committees", name, verbosity=0, skip_checks=True)
    state = MigrationExecutor(connection).loader.project_state(("committees", name))
    return state.apps.get_model


model = to("0001_initial")
for side, text in (("ours", "Advise council."), ("theirs", "Aconseja al alcalde."), ("ours", " ")):
    committee = model("committees", "Committee").objects.create(
        name=text, side=side, terms_of_reference=text, formed_on="2026-01-12"
    )
    model("committees", "Membership").objects.create(committee=committee, name="A. Nowak", starts="2026-01-12")
model = to("0002_register")
terms = model("committees", "TermsOfReference").objects.order_by("pk")
said = [
    list(terms.values_list("committee__name", "number", "text", "state", "adopted_on", "resolution", "document")),
    list(model("committees", "Membership").objects.order_by("pk").values_list("side", flat=True)),
]
model = to("0001_initial")
said.append(list(model("committees", "Committee").objects.order_by("pk").values_list("terms_of_reference", flat=True)))
print(json.dumps(said, default=str))
"""


@pytest.fixture
def said(tmp_path):
    """What a database of its own, an SQLite file, holds after each step."""
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'register.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_the_text_of_a_committee_becomes_the_first_version_of_its_terms_and_whoever_serves_has_a_party(said):
    terms, sides, texts = said
    assert terms == [
        ["Advise council.", 1, "Advise council.", "adopted", "2026-01-12", "", None],
        ["Aconseja al alcalde.", 1, "Aconseja al alcalde.", "adopted", "2026-01-12", "", None],
    ]
    assert sides == ["ours", "theirs", "ours"]
    assert texts == ["Advise council.", "Aconseja al alcalde.", ""]
