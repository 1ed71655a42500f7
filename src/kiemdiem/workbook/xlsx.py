"""Opens an Excel workbook with calamine, after looking at the zip for what calamine would not tell."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from html import unescape
from pathlib import Path

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from kiemdiem.wording import N_, Message
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.faults import Fault, refuse

LARGEST_FILE = 512 << 20
LARGEST_CONTENT = 4 << 30
LARGEST_RATIO = 300
"""A zip that unpacks to more than this many times its size (beyond 64 MiB) is taken for a bomb."""
_ALWAYS_ALLOWED = 64 << 20
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_BLOCK = 1 << 20
_WHOLE_COLUMNS = {float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
"""Types of cell that a whole column may have, empty cells aside."""
_ERROR_MARK = b't="e"'
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


Rows = Sequence[Sequence[object]]


def open_xlsx(path: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The sheets whose names are wanted, one at a time.

    Raises:
        WorkbookFaults: the file is unreadable, encrypted, truncated or too large.
    """
    errors = _look_inside(path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = {sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet}
        for name in wanted:
            if name in sheets:
                yield _raw_table(
                    name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), errors.get(name, [])
                )
    except calamine.PasswordError as error:
        raise refuse(_ENCRYPTED, file=path.name) from error
    except calamine.CalamineError as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error


_ENCRYPTED = N_("{file} is encrypted or an old .xls: open it in Excel and save it as .xlsx without a password.")
_UNREADABLE = N_("{file} cannot be read as an Excel workbook, it may be cut off or damaged ({reason}): save it again.")
_TOO_LARGE = N_("{file} is too large ({size} MiB, at most {most} MiB): split it, or use csv or parquet.")
_BOMB = N_("{file} unpacks to {size} MiB, which no honest workbook does: it is not opened.")


def _look_inside(path: Path) -> dict[str, list[tuple[str, int, str]]]:
    """Error cells by sheet: column letters, row and error; refuses what must not be opened."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise refuse(_TOO_LARGE, file=path.name, size=size >> 20, most=LARGEST_FILE >> 20)
    with path.open("rb") as file:
        if file.read(len(_OLE_MAGIC)) == _OLE_MAGIC:
            raise refuse(_ENCRYPTED, file=path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive, size)
            return _error_cells(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, UnicodeDecodeError) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    except (RuntimeError, NotImplementedError) as error:  # zipfile's words for an encrypted or unknown member
        raise refuse(_ENCRYPTED, file=path.name) from error


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, size: int) -> None:
    content = sum(member.file_size for member in archive.infolist())
    if content > LARGEST_CONTENT or content > max(_ALWAYS_ALLOWED, LARGEST_RATIO * size):
        raise refuse(_BOMB, file=path.name, size=content >> 20)


def _error_cells(archive: zipfile.ZipFile) -> dict[str, list[tuple[str, int, str]]]:
    """calamine shows an error cell as an empty one: look for them in the sheets' XML."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    parts = {name for name in archive.namelist() if name.startswith("xl/worksheets/") and _holds_errors(archive, name)}
    if not parts:
        return found
    for sheet, part in _sheet_parts(archive).items():
        if part in parts:
            cells = _ERROR_CELL.findall(archive.read(part))
            found[sheet] = [(letters.decode(), int(row), error.decode()) for letters, row, error in cells]
    return found


def _holds_errors(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        tail = b""
        while block := stream.read(_BLOCK):
            if _ERROR_MARK in tail + block:
                return True
            tail = block[-len(_ERROR_MARK) :]
    return False


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The XML part of each sheet."""
    relations = [_attributes(tag) for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))]
    targets = {entry.get("Id", ""): entry.get("Target", "") for entry in relations}
    parts = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        entry = _attributes(tag)
        target = targets.get(entry.get("r:id", ""), "")
        parts[entry.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): unescape(value.decode()) for key, value in _ATTRIBUTE.findall(tag)}


def _raw_table(name: str, rows: Rows, errors: list[tuple[str, int, str]]) -> RawTable:
    first = next((position for position, row in enumerate(rows) if any(cell != "" for cell in row)), len(rows))
    headings = [as_text(cell) for cell in rows[first]] if first < len(rows) else []
    body = rows[first + 1 :]
    cells: list[tuple[object, ...]] = list(zip(*body, strict=True)) if body else [()] * len(headings)
    columns = {
        heading: arrow_column(values) for heading, values in zip(headings, cells, strict=True) if heading.strip()
    }
    numbers = np.arange(first + 2, first + 2 + len(body), dtype=np.int32)
    table = RawTable(name, columns, numbers)
    expected = Message(N_("the cell holds a formula error: mend the formula or type the value"))
    for letters, row, error in errors:
        position = _column_position(letters)
        heading = headings[position] if position < len(headings) and headings[position] else letters
        table.faults.append(Fault(name, row, heading, error, expected))
    return table


def _column_position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


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
