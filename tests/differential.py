"""Holds the evaluator against the plain reference, on tables of plain rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from kiemdiem.evaluation.evaluate import Evaluation, evaluate
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.terms import Terms
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.reading import read_tables
from kiemdiem.workbook.schema import TABLE_BY_KEY

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]
RESULT_TABLES = ("plan", "results", "findings", "caps")


def raw_tables(tables: Tables) -> Iterator[RawTable]:
    """Plain rows as the raw tables that a reader takes: all columns, all text."""
    for key, rows in tables.items():
        keys = [column.key for column in TABLE_BY_KEY[key].columns]
        columns = [pa.array([as_typed(row.get(name)) for row in rows], pa.string()) for name in keys]
        yield RawTable(key, keys, columns, np.arange(2, 2 + len(rows), dtype=np.int32))


def as_typed(value: object) -> str | None:
    """A value as a clerk would type it."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "x" if value else None
    return value.isoformat() if isinstance(value, date) else str(value)


def workbook_of(tables: Tables) -> Workbook:
    """The workbook that those rows make."""
    return read_tables(raw_tables(tables))[0]


def product(tables: Tables, as_of: date, branch_units: str | None = None) -> dict[str, list[dict[str, object]]]:
    """What the product makes of the tables, as plain rows."""
    return rows_of(evaluated(tables, as_of, branch_units))


def evaluated(tables: Tables, as_of: date, branch_units: str | None = None, **choices: str) -> Evaluation:
    """The product's evaluation of the tables."""
    return evaluate(workbook_of(tables), Terms(load("nghe-an-2020"), as_of, choices), branch_units or "")


def rows_of(evaluation: Evaluation) -> dict[str, list[dict[str, object]]]:
    """The four tables of results as plain rows."""
    return {name: table.to_pylist() for name, table in evaluation.tables("en").items()}


def compared(result: Mapping[str, Rows]) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """Results in a shape in which two evaluators agree: as sets of texts, without messages and order of rows."""
    return {name: sorted({_row(row) for row in result[name]}) for name in RESULT_TABLES}


def _row(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, str(value)) for key, value in row.items() if key != "message"))
