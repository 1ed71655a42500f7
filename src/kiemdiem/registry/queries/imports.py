"""Imports within what somebody may import."""

import json
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kiemdiem.accounts.access import Access, OutOfSight
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.queries import last_job
from kiemdiem.registry.models import Import, ImportRow, RowOutcome

EVERY_ROW, TO_LOOK_AT = "all", "to_look_at"
JOBS = ("import.preview", "import.apply")


@dataclass(frozen=True)
class Tally:
    """How many rows of a preview came out how, over all tables."""

    counts: dict[str, int]

    def of(self, outcome: RowOutcome) -> int:
        """How many rows have that outcome."""
        return self.counts.get(outcome.value, 0)


def imports_seen_by(access: Access) -> "QuerySet[Import]":
    """Imports into units where one may import, the newest first; without their files."""
    found = Import.objects.filter(access.scope(Right.IMPORT, "unit__path")).defer("content")
    return found.select_related("unit", "uploaded_by").order_by("-uploaded_at", "-pk")


def state_of(imported: Import) -> str:
    """The word for an import's dates: `applied`, `discarded`, `refused`, `ready` or `being_read`."""
    if imported.applied_at:
        return "applied"
    if imported.discarded_at:
        return "discarded"
    if imported.refused_at:
        return "refused"
    return "ready" if imported.previewed_at else "being_read"


def imports_found(access: Access, search: str, state: str) -> "QuerySet[Import]":
    """Those of them whose file's name holds a text, and that are in a state (see `state_of`; empty: any)."""
    is_open = Q(applied_at__isnull=True, discarded_at__isnull=True)
    ready = Q(previewed_at__isnull=False)
    conditions = {
        "applied": Q(applied_at__isnull=False),
        "discarded": Q(discarded_at__isnull=False),
        "refused": is_open & Q(refused_at__isnull=False),
        "ready": is_open & ready & Q(refused_at__isnull=True),
        "being_read": is_open & ~ready,
    }
    found = imports_seen_by(access)
    if search:
        found = found.filter(file_name__icontains=search)
    return found.filter(conditions[state]) if state in conditions else found


def import_seen_by(access: Access, number: int) -> Import:
    """One of them.

    Raises:
        OutOfSight: there is none, or it is not theirs.
    """
    found = imports_seen_by(access).filter(pk=number).first()
    if found is None:
        raise OutOfSight(f"import {number}")
    return found


def job_of_import(imported: Import) -> Job | None:
    """The last job that worked on it."""
    return last_job(JOBS, subject_of(imported))


def subject_of(imported: Import) -> str:
    """How a job speaks of an import."""
    return f"import:{imported.pk}"


def tally_of(imported: Import) -> Tally:
    """The counts that the preview kept."""
    counts: dict[str, int] = {}
    for table in json.loads(imported.summary).values():
        for outcome in RowOutcome.values:
            counts[outcome] = counts.get(outcome, 0) + int(table.get(outcome, 0))
    return Tally(counts)


def rows_of(imported: Import, table: str = "", outcome: str = EVERY_ROW) -> "QuerySet[ImportRow]":
    """The rows of a preview in the order of the workbook.

    Args:
        outcome: one of `RowOutcome`, `warning`, `EVERY_ROW`, or `TO_LOOK_AT`: what changes something or is remarked on.
    """
    found = ImportRow.objects.filter(of=imported).order_by("position")
    if table:
        found = found.filter(table=table)
    if outcome == TO_LOOK_AT:
        return found.filter(~Q(outcome=RowOutcome.UNCHANGED.value) | Q(has_warning=True))
    if outcome == "warning":
        return found.filter(has_warning=True)
    return found if outcome == EVERY_ROW else found.filter(outcome=outcome)
