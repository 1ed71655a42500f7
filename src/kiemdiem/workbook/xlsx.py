"""Opens an Excel workbook with calamine, after a look inside for what calamine would not tell."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from kiemdiem.wording import N_, Message
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.faults import Fault, refuse
from kiemdiem.workbook.zipped import ENCRYPTED, UNREADABLE, ErrorCell, look_inside

_WHOLE_COLUMNS = {float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
"""Types of cell that a whole column may have, empty cells aside."""
_EXPECTED = N_("the cell holds a formula error: mend the formula or type the value")

Rows = Sequence[Sequence[object]]


def open_xlsx(path: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The sheets whose names are wanted, one at a time.

    Raises:
        WorkbookFaults: the file is unreadable, encrypted, truncated or too large.
    """
    errors = look_inside(path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        for name in wanted:
            if name in sheets:
                with _without_collection():
                    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                    table = _raw_table(name, rows, errors.get(name, []))
                    del rows
                yield table
    except calamine.PasswordError as error:
        raise refuse(ENCRYPTED, file=path.name) from error
    except calamine.CalamineError as error:
        raise refuse(UNREADABLE, file=path.name, reason=str(error)) from error


@contextmanager
def _without_collection() -> Iterator[None]:
    """A sheet is a million lists without a cycle among them: looking for cycles costs a good part of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _raw_table(name: str, rows: Rows, errors: list[ErrorCell]) -> RawTable:
    first = next((position for position, row in enumerate(rows) if any(cell != "" for cell in row)), len(rows))
    headings = [as_text(cell) for cell in rows[first]] if first < len(rows) else []
    body = rows[first + 1 :]
    cells: list[tuple[object, ...]] = list(zip(*body, strict=True)) if body else [()] * len(headings)
    numbers = np.arange(first + 2, first + 2 + len(body), dtype=np.int32)
    faults = [
        Fault(name, cell.row, headings[cell.column] if 0 <= cell.column < len(headings) else "", cell.error,
              Message(_EXPECTED))
        for cell in errors
    ]  # fmt: skip
    return RawTable(name, headings, [arrow_column(values) for values in cells], numbers, faults)


def arrow_column(values: tuple[object, ...]) -> pa.Array:
    """The cells as one Arrow array: of one type where they have one, else as text; empty cells are null."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array([value or None for value in values], pa.string())
    for kind, arrow_type in _WHOLE_COLUMNS.items():
        if kinds == {kind}:
            return pa.array(values, arrow_type)
        if kinds == {kind, str} and not any(value for value in values if type(value) is str):
            return pa.array([None if type(value) is str else value for value in values], arrow_type)
    return pa.array([as_text(value) or None for value in values], pa.string())


def as_text(value: object) -> str:
    """A cell as a person would type it: whole numbers without a point, dates as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)
