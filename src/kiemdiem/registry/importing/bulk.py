"""Writes many rows at once, past the cost of an object for each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, models

_BATCH = 10_000
Cell = str | int | datetime | None
"""A value as the database takes it."""


def insert(model: type[models.Model], attributes: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Insert rows; values as the database takes them: days as ISO texts, moments through `moment_value`."""
    names = {field.attname: field.column for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(names[attribute] or "") for attribute in attributes)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(attributes))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our own
        rows = iter(rows)
        while batch := list(islice(rows, _BATCH)):
            cursor.executemany(statement, batch)


def moment_value(at: datetime) -> Cell:
    """A moment as the database takes it."""
    value: Cell = connection.ops.adapt_datetimefield_value(at)
    return value
