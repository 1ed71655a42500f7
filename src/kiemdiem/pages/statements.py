"""Queries kept as SQL: compiling a list's query costs Django more than answering it costs the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Statement = tuple[str, tuple[Any, ...]]
"""SQL and its values. Whoever keeps one keeps it by everything that went into the query."""
Rows = list[tuple[Any, ...]]


def statement_of(found: "QuerySet[Any, Any]") -> Statement:
    """The query as SQL.

    Raises:
        EmptyResultSet: it can find nothing.
    """
    sql, values = found.query.sql_with_params()
    return sql, tuple(values)


def counting(*statements: Statement) -> Statement:
    """How many rows they find together; each is counted by itself, which a database does from an index alone."""
    counts = " + ".join(f"(SELECT COUNT(*) FROM ({sql}) found)" for sql, _ in statements)  # noqa: S608 - Django's own SQL
    return f"SELECT {counts}", tuple(value for _, values in statements for value in values)


def rows_of(statement: Statement, more: Sequence[Any] = ()) -> Rows:
    """What it finds now, as the database gives it.

    Args:
        more: values of places added behind its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement[0], [*statement[1], *more])
        return list(cursor.fetchall())


def as_day(value: object) -> date | None:
    """A day as the database gave it: SQLite gives a text."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None
