"""What the database knows of its tables, after a job has filled them."""

from django.db import connection

MANY = 10_000
"""Rows after which what PostgreSQL knows of its tables is out of date."""


def renew_statistics(written: int) -> None:
    """Let PostgreSQL look at its tables anew once so many rows were written.

    It does so by itself after a minute or more; until then it takes full tables for empty ones and reads them in the
    slowest way, just when everybody comes to see what is new. SQLite plans without statistics.
    """
    if connection.vendor == "postgresql" and written >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
