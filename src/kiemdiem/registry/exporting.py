"""Writes the registry's part of a subtree as a workbook: what is imported again changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from kiemdiem.accounts.access import Access
from kiemdiem.accounts.models import Account
from kiemdiem.accounts.queries import access_of
from kiemdiem.accounts.roles import Right
from kiemdiem.jobs.actions import ask_for, keep_output
from kiemdiem.jobs.kinds import Finished
from kiemdiem.jobs.models import Job
from kiemdiem.jobs.progress import Progress
from kiemdiem.journal.actions import record
from kiemdiem.journal.verbs import Verb
from kiemdiem.pages.spreadsheet import XLSX
from kiemdiem.registry.history import Row
from kiemdiem.registry.importing.shapes import FACTS, SHAPES, Shape
from kiemdiem.tree.models import Organisation
from kiemdiem.tree.paths import within
from kiemdiem.verdicts import Refused, Verdict
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.faults import WorkbookFaults
from kiemdiem.workbook.schema import ValueKind
from kiemdiem.workbook.writing import check_size, titled, write_files

KIND = "export.workbook"
_CHUNK = 20_000
_WRITING_STEPS = 5
_TITLE = N_("Workbook of {unit}")
_DONE = N_("The workbook is written: {people} people. It is kept for a day.")
_NOT_ALLOWED = N_("You may no longer export this unit.")
_TYPES = {ValueKind.DATE: pa.date32(), ValueKind.FLAG: pa.bool_(), ValueKind.COUNT: pa.int32()}


def workbook_of(root_path: str, progress: Progress | None = None) -> dict[str, pa.Table]:
    """The six tables of a subtree, in the workbook's columns and types, ordered by their ids.

    People are those whose home lies in the subtree; what points out of it is left empty, and a membership or post
    elsewhere is left out.
    """
    tables = {}
    for table, shape in SHAPES.items():
        tables[table] = _sorted(_table_of(shape, root_path), shape)
        if progress:
            progress.advance(1)
    return tables


def _found(shape: Shape, root_path: str) -> "QuerySet[Row]":
    if shape.table in FACTS:
        here = within("person__path", [root_path]) & Q(person__erased_at=None, withdrawn_at=None)
    else:
        here = within("path", [root_path])
    if shape.table == "people":
        here &= Q(erased_at=None)
    for key, needed in (("cell", "cell__path"), ("collective", "collective__path")):
        if key in shape.columns:
            here &= within(needed, [root_path])
    return shape.model._default_manager.filter(here)


def _table_of(shape: Shape, root_path: str) -> pa.Table:
    """The rows in chunks, so that only one of them is ever in Python's hands."""
    lookups, paths = [], []
    for key in shape.columns:
        column = shape.column(key)
        is_reference = column.kind is ValueKind.REFERENCE
        lookups.append(f"{key}__code" if is_reference else shape.lookup(key))
        paths.append(f"{key}__path" if is_reference and column.refers_to != "people" else "")
    wanted = [path for path in paths if path]
    rows = _found(shape, root_path).order_by().values_list(*lookups, *wanted).iterator(chunk_size=_CHUNK)
    schema = pa.schema([(key, _TYPES.get(shape.column(key).kind, pa.string())) for key in shape.columns])
    batches = (_batch(chunk, schema, paths, root_path) for chunk in _chunks(rows))
    return pa.Table.from_batches(batches, schema)


def _chunks(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    chunk: list[tuple[object, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _batch(chunk: list[tuple[object, ...]], schema: pa.Schema, paths: list[str], root: str) -> pa.RecordBatch:
    """A chunk as columns; a reference out of the subtree is empty, and so is an empty text."""
    columns = list(zip(*chunk, strict=True))
    path_columns = iter(columns[len(schema) :])
    arrays = []
    for values, field, path in zip(columns, schema, paths, strict=False):
        kept = values
        if path:
            places = next(path_columns)
            kept = tuple(
                value if place and str(place).startswith(root) else None
                for value, place in zip(values, places, strict=True)
            )
        if pa.types.is_string(field.type):
            kept = tuple(value or None for value in kept)
        arrays.append(pa.array(kept, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _sorted(table: pa.Table, shape: Shape) -> pa.Table:
    """By id; facts by all their columns, so that the order tells nothing of how they came in."""
    by = shape.matched + shape.compared if shape.table in FACTS else shape.matched
    ordered = table.sort_by([(key, "ascending") for key in by])
    return ordered.select([column.key for column in shape.workbook_columns])


def ask_for_export(access: Access, account: Account, unit: Organisation) -> Job:
    """Have the workbook of a unit written.

    Raises:
        OutOfSight: it may not be exported.
    """
    actor = access.require(Right.EXPORT, unit.path, f"export of {unit.code}")
    title = Message(_TITLE, {"unit": unit.name})
    subject = f"{unit.code}:{account.pk}"
    return ask_for(account, KIND, subject, title, {"unit": unit.code, "behalf": actor.on_behalf_of})


def run(job: Job, progress: Progress) -> Finished:
    """Carry out a job of kind `export.workbook`.

    Raises:
        Refused: the right is held no more, or the tables are too large for a sheet.
    """
    options = json.loads(job.options)
    unit = Organisation.objects.get(code=options["unit"])
    access = access_of(job.owner, "job")
    if not access.may(Right.EXPORT, unit.path):
        raise Refused([Verdict(Message(_NOT_ALLOWED))])
    progress.begin(len(SHAPES) + _WRITING_STEPS)
    tables = workbook_of(unit.path, progress)
    counts = {table: rows.num_rows for table, rows in tables.items()}
    content = _as_file(tables)
    progress.advance(_WRITING_STEPS)
    with transaction.atomic():
        keep_output(job, f"{unit.code}.xlsx", XLSX, content)
        actor = access.actor(Right.EXPORT, unit.path)
        subject = f"organisation:{unit.code}"[:80]
        record(actor, Verb.EXPORTED, unit=unit.code, subject=subject, details=counts)
    return Finished(Message(_DONE, {"people": counts["people"]}), reverse("jobs:output", args=[job.pk]))


def _as_file(tables: dict[str, pa.Table]) -> bytes:
    try:
        check_size(tables, "xlsx")
    except WorkbookFaults as faults:
        raise Refused([Verdict(fault.message) for fault in faults.faults]) from faults
    with TemporaryDirectory(prefix="kiemdiem-export-") as folder:
        write_files(Path(folder), titled(tables), "xlsx", "workbook.xlsx")
        return (Path(folder) / "workbook.xlsx").read_bytes()
