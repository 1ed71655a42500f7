"""Imports from the machine's own command line: whole trees, and the first organisations of all."""

import hashlib

from kiemdiem.accounts.access import COMMAND_LINE, account_reference
from kiemdiem.jobs.progress import Progress
from kiemdiem.jobs.telling import told_all
from kiemdiem.journal.actions import Actor
from kiemdiem.registry.actions.imports import kept_file_name
from kiemdiem.registry.importing.applying import apply, obstacles_to_applying
from kiemdiem.registry.importing.files import obstacles_to_file
from kiemdiem.registry.importing.previewing import make_preview
from kiemdiem.registry.importing.storing import forget
from kiemdiem.registry.models import Import, ImportRow, RowOutcome
from kiemdiem.verdicts import refuse_on
from kiemdiem.wording import N_, Message

MOST_SHOWN = 50
_TROUBLES = (RowOutcome.ERROR.value, RowOutcome.QUESTION.value)
_WHERE = N_("{table}, row {row}: {message}")


def preview_from_machine(file_name: str, content: bytes) -> Import:
    """Keep a workbook for the whole tree and compare it with the registry.

    Raises:
        Refused: see `obstacles_to_file`.
    """
    refuse_on(obstacles_to_file(file_name, content))
    digest = hashlib.sha256(content).hexdigest()
    imported = Import.objects.create(file_name=kept_file_name(file_name), digest=digest, content=content)
    make_preview(imported, Progress())
    imported.refresh_from_db()
    return imported


def apply_from_machine(imported: Import) -> Message:
    """Apply such an import, all or nothing; what was done.

    Raises:
        Refused: see `obstacles_to_applying`.
    """
    return apply(imported, Actor(account_reference(0), origin=COMMAND_LINE), Progress())


def refuse_with_troubles(imported: Import) -> None:
    """Let a preview without errors and questions pass.

    Raises:
        Refused: see `obstacles_to_applying`.
    """
    refuse_on(obstacles_to_applying(imported))


def drop_from_machine(imported: Import) -> None:
    """Forget a preview that was only to be looked at; what was applied stays."""
    if imported.applied_at is None:
        forget(imported)
        imported.delete()


def troubles_of(imported: Import) -> tuple[list[Message], int]:
    """The first errors and questions of a preview, each with its table and row; how many there are in all."""
    found = ImportRow.objects.filter(of=imported, outcome__in=_TROUBLES).order_by("position")
    told = [
        Message(_WHERE, {"table": row.table, "row": row.row, "message": message}) if row.row else message
        for row in found[:MOST_SHOWN]
        for message in told_all(row.messages)
    ]
    return told, found.count()
