"""The database refuses to change or delete an entry, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from kiemdiem.journal.models import Entry, Head
from kiemdiem.journal.queries import verify

pytestmark = pytest.mark.django_db
Acts = Callable[..., list[Entry]]


def _by_saving() -> None:
    entry = Entry.objects.get(number=2)
    entry.actor = "account:1"
    entry.save()


FORGERIES: dict[str, Callable[[], object]] = {
    "update": lambda: Entry.objects.filter(number=2).update(actor="account:1"),
    "save": _by_saving,
    "delete": lambda: Entry.objects.get(number=3).delete(),
    "delete all": lambda: Entry.objects.all().delete(),
    "bulk update": lambda: Entry.objects.bulk_update([Entry(pk=Entry.objects.latest("pk").pk, actor="x")], ["actor"]),
    "upsert": lambda: Entry.objects.bulk_create(
        [Entry.objects.get(number=1)], update_conflicts=True, unique_fields=["pk"], update_fields=["actor"]
    ),
}
STATEMENTS = {
    "sqlite": [
        "UPDATE journal_entry SET at = at",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE number = 3",
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE number = 1",
        "REPLACE INTO journal_entry (unit, year, number, at, verb, actor, on_behalf_of, origin, subject, details,"
        " previous, digest) SELECT unit, year, number, at, verb, 'x', '', '', '', '', '', '' FROM journal_entry",
    ],
    "postgresql": [
        "UPDATE journal_entry SET at = at",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE number = 3",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_head, journal_entry CASCADE",
        "INSERT INTO journal_entry SELECT * FROM journal_entry WHERE number = 1"
        " ON CONFLICT (id) DO UPDATE SET actor = 'x'",
    ],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_models_cannot_change_an_entry(acts: Acts, forgery: str) -> None:
    acts(3)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FORGERIES[forgery]()
    assert Entry.objects.filter(actor="account:3").count() == 3
    assert verify() == (3, [])


def test_no_statement_can_change_an_entry(acts: Acts) -> None:
    acts(3)
    for statement in STATEMENTS[connection.vendor]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == 3
    assert verify() == (3, [])


def test_a_number_is_used_once(acts: Acts) -> None:
    entry = acts(1)[0]
    entry.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)
    assert Head.objects.get().number == Entry.objects.count() == 1
