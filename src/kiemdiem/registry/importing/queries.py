"""Reads imports and the rows of their previews, within what somebody may import."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.registry.importing.shapes import SHAPES
from kiemdiem.registry.models import Import, ImportRow, RowOutcome

WARNING = "warning"
OUTCOMES = (
    RowOutcome.ERROR.value, RowOutcome.QUESTION.value, RowOutcome.CHANGED.value, RowOutcome.NEW.value,
    WARNING, RowOutcome.UNCHANGED.value,
)  # fmt: skip
"""Tabs of a preview, what needs attention first."""


def imports_seen_by(access: Access) -> "QuerySet[Import]":
    """Imports into the units where somebody may import, newest first; without their files."""
    found = Import.objects.filter(access.scope(Right.IMPORT, "unit__path")).order_by("-uploaded_at", "-pk")
    return found.defer("content", "answers").select_related("unit", "uploaded_by")


def import_seen_by(access: Access, number: int, *, for_update: bool = False) -> Import:
    """One of them.

    Raises:
        OutOfSight: there is none, or nothing may be imported there.
    """
    found = imports_seen_by(access).filter(pk=number)
    imported = (found.select_for_update(of=("self",)) if for_update else found).first()
    if imported is None:
        raise OutOfSight(f"import {number}")
    return imported


@dataclass(frozen=True)
class Counts:
    """The counts of a preview, as they were when it was made."""

    by_table: dict[str, dict[str, int]]

    def of(self, outcome: str, table: str | None = None) -> int:
        """Rows with an outcome (or `warning`), in all tables or in one."""
        tables = self.by_table.values() if table is None else [self.by_table.get(table, {})]
        return sum(found.get(outcome, 0) for found in tables)

    @property
    def tables(self) -> list[str]:
        """Tables with rows, in their order; the empty name is what is said of whole tables."""
        return [table for table in ("", *SHAPES) if self.by_table.get(table, {}).get("rows")]


def counts_of(imported: Import) -> Counts:
    """The counts of an import's preview."""
    return Counts(json.loads(imported.summary))


def rows_of(imported: Import, outcome: str, table: str | None) -> "QuerySet[ImportRow]":
    """The rows of a preview with an outcome (or `warning`), in the order of the workbook."""
    found = ImportRow.objects.filter(of=imported).order_by("position")
    found = found.filter(has_warning=True) if outcome == WARNING else found.filter(outcome=outcome)
    if table is not None:
        place = json.loads(imported.summary).get(table, {})
        first = place.get("first", 0)
        found = found.filter(position__gte=first, position__lt=first + place.get("rows", 0))
    return found


def open_questions(imported: Import) -> int:
    """How many questions wait for an answer."""
    return ImportRow.objects.filter(of=imported, outcome=RowOutcome.QUESTION.value, answer="").count()


def questions_of(imported: Import, numbers: Iterable[int]) -> "QuerySet[ImportRow]":
    """Questions of an import by the numbers of their rows."""
    return ImportRow.objects.filter(of=imported, outcome=RowOutcome.QUESTION.value, pk__in=list(numbers))


def unanswered_numbers(imported: Import) -> list[int]:
    """The numbers of the rows whose question waits for an answer."""
    waiting = ImportRow.objects.filter(of=imported, outcome=RowOutcome.QUESTION.value, answer="")
    return list(waiting.values_list("pk", flat=True))
