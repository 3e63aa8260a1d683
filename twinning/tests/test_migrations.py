"""The migrations say what the models say, in whatever language the machine speaks."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from twinning.tests.source import PACKAGES

OURS = [config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES]

FLOORS = ["places", "accounts", "municipality", "records", "atlas", "committees", "proposals", "agreements"]
"""Apps with tables, lowest first."""


def changes() -> str:
    """What ``makemigrations`` would write; nothing if it has nothing to do."""
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said, stderr=said)
    except SystemExit:
        return said.getvalue()
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-ca", "es", "de", "ar"])
def test_no_migration_is_missing(language):
    with translation.override(language):
        assert changes() == ""


@pytest.mark.django_db
def test_a_missing_migration_is_found(monkeypatch):
    field = apps.get_model("records", "notice")._meta.get_field("subject")
    monkeypatch.setattr(field, "max_length", 199)
    assert "Alter field subject on notice" in changes()


def test_each_app_has_one_line_of_migrations():
    graph = MigrationLoader(None).graph
    ends = [key for label in OURS for key in graph.leaf_nodes(label)]
    assert sorted(label for label, _name in ends) == sorted(FLOORS)


def test_migrations_depend_on_lower_floors_only():
    graph = MigrationLoader(None).graph
    for label, name in graph.nodes:
        if label in FLOORS:
            needed = {parent.key[0] for parent in graph.node_map[label, name].parents}
            assert all(FLOORS.index(app) <= FLOORS.index(label) for app in needed & set(FLOORS))


@pytest.mark.django_db
def test_the_database_has_every_law_that_the_models_state():
    """Constraints are in the tables themselves, not only in Python."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            with connection.cursor() as cursor:
                found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            stated = {
                constraint.name
                for constraint in model._meta.constraints
                if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint)
            }
            assert stated - set(found) == set(), model
