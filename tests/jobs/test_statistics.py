"""PostgreSQL looks at its tables anew after many rows; SQLite never does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kiemdiem.jobs.statistics import MANY, renew_statistics

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", [0, MANY - 1, MANY])
def test_the_tables_are_looked_at_anew_after_many_rows_alone(written: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        renew_statistics(written)
    is_due = connection.vendor == "postgresql" and written >= MANY
    assert [query["sql"] for query in asked] == (["ANALYZE"] if is_due else [])
