"""The database's own refusal to rewrite history, for both engines."""

from typing import Any

TABLE = "records_event"
WORDS = "The history is append-only."

CREATE = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS event_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        (
            "CREATE OR REPLACE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        f"CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()",
        f"CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history()",
    ],
}
DROP = {
    "sqlite": ["DROP TRIGGER IF EXISTS event_no_update", "DROP TRIGGER IF EXISTS event_no_delete"],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS event_no_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS event_no_truncate ON {TABLE}",
    ],
}

STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
}
NAMES = {
    "sqlite": {"event_no_update", "event_no_delete"},
    "postgresql": {"event_no_change", "event_no_truncate"},
}


def create(connection: Any) -> None:
    _run(connection, CREATE)


def drop(connection: Any) -> None:
    """Only for migrations backwards and for emptying a test database."""
    _run(connection, DROP)


def missing(connection: Any) -> set[str]:
    """Triggers that are gone or switched off, as after a restore from a copy made while they were."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor], [TABLE])
        return NAMES[connection.vendor] - {name for (name,) in cursor.fetchall()}


def _run(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
