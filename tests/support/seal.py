"""How tests get behind the triggers that seal the journal: to empty a test database, and to play the forger."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

TABLE = "journal_entry"


@contextmanager
def unsealed() -> Iterator[None]:
    """The journal's table without its triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        triggers: list[tuple[str, str]] = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def flush_in_spite_of_triggers(_: object, statements: Iterable[str]) -> None:
    """What Django does to empty the test database after a test with real transactions, the journal's table included."""
    with unsealed(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
