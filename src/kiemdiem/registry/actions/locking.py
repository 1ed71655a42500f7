"""Fetches a row for writing, locked, and notices that somebody else changed it meanwhile."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from kiemdiem.accounts.access import OutOfSight
from kiemdiem.registry.models import Standing
from kiemdiem.tree.models import Organisation

R = TypeVar("R", bound=Model)


class Stale(Exception):
    """The row has another version than the one the form was filled in for; `row` is how it stands now."""

    def __init__(self, row: Organisation | Standing) -> None:
        super().__init__(f"{type(row).__name__} {row.pk} is at version {row.version}")
        self.row = row


def locked(found: "QuerySet[R]", asked_for: str, version: int | None = None) -> R:
    """The one row of a scoped query, locked until the transaction ends.

    Raises:
        OutOfSight: there is none in sight.
        Stale: it has another version than `version` (None: any will do).
    """
    row = found.select_for_update(of=("self",)).first()
    if row is None:
        raise OutOfSight(asked_for)
    if version is not None and isinstance(row, Organisation | Standing) and row.version != version:
        raise Stale(row)
    return row
