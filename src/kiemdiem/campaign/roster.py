"""The registry as the engine reads it: live, or as a cycle froze it."""

import hashlib
import io
import zipfile
from functools import lru_cache

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from kiemdiem.campaign.models import Cycle, FrozenRoster
from kiemdiem.jobs.progress import Progress
from kiemdiem.registry.exporting import workbook_of
from kiemdiem.rulebook.edition import Edition
from kiemdiem.rulebook.pinning import edition_of
from kiemdiem.rulebook.terms import Terms
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.reading import read_tables

IDENTITY = ("birth_date", "card_number", "gender")
"""Columns that no rule looks at and that a cycle does not keep."""
_FIRST_ROW = 2
"""The number of the first row below the headings, as a user counts."""
Tables = dict[str, pa.Table]


def terms_of(cycle: Cycle) -> Terms:
    """The edition as the cycle pinned it, at its reference date."""
    return Terms(_edition(cycle.pk, cycle.edition_digest), cycle.as_of)


@lru_cache(maxsize=8)
def _edition(cycle: int, _digest: str) -> Edition:
    """Read once: the text is long, so queries leave it out."""
    return edition_of(Cycle.objects.values_list("edition_text", flat=True).get(pk=cycle))


def live_tables(path: str, progress: Progress | None = None) -> Tables:
    """The six tables of a subtree as the registry stands, without identity data."""
    tables = workbook_of(path, progress)
    kept = [name for name in tables["people"].column_names if name not in IDENTITY]
    return tables | {"people": tables["people"].select(kept)}


def packed(tables: Tables) -> bytes:
    """The tables as a zip of parquet files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, table in tables.items():
            part = io.BytesIO()
            parquet.write_table(table, part, compression="zstd")
            archive.writestr(f"{name}.parquet", part.getvalue())
    return whole.getvalue()


def unpacked(content: bytes) -> Tables:
    """The tables of such a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".parquet"): parquet.read_table(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
        }


def workbook_from(tables: Tables) -> Workbook:
    """The tables as the engine reads them.

    Raises:
        WorkbookFaults: the registry holds what the format calls a fault.
    """
    workbook, _ = read_tables(_raw(name, table) for name, table in tables.items())
    return workbook


def _raw(name: str, table: pa.Table) -> RawTable:
    numbers = np.arange(_FIRST_ROW, _FIRST_ROW + table.num_rows, dtype=np.int32)
    return RawTable(name, table.column_names, [column.combine_chunks() for column in table.columns], numbers)


def keep_roster(cycle: Cycle, tables: Tables) -> None:
    """Keep the tables that the cycle was frozen from; call it inside the freezing transaction."""
    content = packed(tables)
    FrozenRoster.objects.create(cycle=cycle, content=content, digest=hashlib.sha256(content).hexdigest())


def frozen_tables(cycle: Cycle) -> Tables:
    """The tables that the cycle was frozen from.

    Raises:
        FrozenRoster.DoesNotExist: it is not frozen.
    """
    return unpacked(bytes(FrozenRoster.objects.values_list("content", flat=True).get(cycle=cycle)))


@lru_cache(maxsize=1)
def _workbook_of_digest(cycle: int, _digest: str) -> Workbook:
    return workbook_from(frozen_tables(Cycle(pk=cycle)))


def frozen_workbook(cycle: Cycle) -> Workbook:
    """The registry as the cycle froze it; the last one asked for is kept in memory.

    Raises:
        FrozenRoster.DoesNotExist: it is not frozen.
    """
    return _workbook_of_digest(cycle.pk, FrozenRoster.objects.values_list("digest", flat=True).get(cycle=cycle))
