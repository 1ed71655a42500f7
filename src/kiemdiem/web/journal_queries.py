"""Which entries of the journal somebody may read."""

from django.db.models import QuerySet

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.roles import Right
from kiemdiem.journal.chain import SYSTEM
from kiemdiem.journal.models import Entry
from kiemdiem.journal.queries import entries_of_units
from kiemdiem.registry.queries.units import organisations_seen_by
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within


def entries_seen_by(access: Access, unit: Organisation | None = None) -> "QuerySet[Entry]":
    """Entries of the units whose journal one may read, or of one of them and all below it, newest first; for one who
    runs the machine the entries that concern no unit."""
    readable = organisations_seen_by(access, Right.READ_JOURNAL)
    if unit is not None:
        return entries_of_units(readable.filter(within("path", [unit.path])).values("code"))
    if access.may(Right.RUN_MACHINE):
        return entries_of_units([SYSTEM])
    return entries_of_units(readable.values("code"))
