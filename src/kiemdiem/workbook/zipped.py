"""Looks inside an Excel file before it is opened: bombs, far cells, and error cells that calamine hides."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np

from kiemdiem.wording import N_
from kiemdiem.workbook.faults import refuse

LARGEST_FILE = 512 << 20
LARGEST_CONTENT = 4 << 30
LARGEST_RATIO = 300
"""A zip that unpacks to more than this many times its size (beyond 64 MiB) is taken for a bomb."""
_ALWAYS_ALLOWED = 64 << 20
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_BLOCK = 1 << 20
_OVERLAP = 64
_REACH, _LONG_REFERENCE = 12, 8
_ERROR_MARKS = (b't="e"', b"t='e'")
_FAR = rb"[A-Z]{3}|[A-Z]{0,2}(?:\d{8}|[2-9]\d{6}|1[1-9]\d{5}|10[5-9]\d{4})"
_OUTLYING_CELL = re.compile(rb"""r=["'](?:(?P<far>""" + _FAR + rb""")|(?P<wide>[C-Z][A-Z]\d))""")
"""Far: a column of three letters, or a row that Excel does not have; wide: a column beyond BZ."""
_LOW_CELL = re.compile(rb"""r=["'][A-Z]{1,2}\d{6}""")
_CELL = re.compile(rb"""r=["'](?:[C-Z][A-Z])\d""")
_FAR_CELL = re.compile(rb"""r=["'](?:[A-Z]{3}|[A-Z]{0,2}(?:\d{8}|[2-9]\d{6}|1[1-9]\d{5}|10[5-9]\d{4}))""")
_LOW_CELL = re.compile(rb"""r=["'][A-Z]{1,2}\d{6}""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")

ENCRYPTED = N_("{file} is encrypted or an old .xls: open it in Excel and save it as .xlsx without a password.")
UNREADABLE = N_("{file} cannot be read as an Excel workbook, it may be cut off or damaged ({reason}): save it again.")
_TOO_LARGE = N_("{file} is too large ({size} MiB, at most {most} MiB): split it, or use csv or parquet.")
_BOMB = N_("{file} unpacks to {size} MiB, which no honest workbook does: it is not opened.")
_FAR_OUT = N_("{file} has cells far outside its tables: delete the rows and columns outside them and save it again.")


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows a formula error; `row` 0 and `column` -1 where the file does not say where."""

    row: int
    column: int
    error: str


def look_inside(path: Path) -> dict[str, list[ErrorCell]]:
    """The error cells of each sheet.

    Raises:
        WorkbookFaults: the file must not be opened, or cannot be.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refuse(_TOO_LARGE, file=path.name, size=size >> 20, most=LARGEST_FILE >> 20)
        with path.open("rb") as file:
            if file.read(len(_OLE_MAGIC)) == _OLE_MAGIC:
                raise refuse(ENCRYPTED, file=path.name)
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(path, archive, size)
            return _error_cells(path, archive)
    except (RuntimeError, NotImplementedError) as error:  # zipfile's words for an encrypted or unknown member
        raise refuse(ENCRYPTED, file=path.name) from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, EOFError, OSError, ValueError) as error:
        raise refuse(UNREADABLE, file=path.name, reason=str(error)) from error


def sheet_names(path: Path) -> list[str]:
    """The names of all sheets of a file that has been looked into."""
    with zipfile.ZipFile(path) as archive:
        return list(_sheet_parts(archive))


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, size: int) -> None:
    content = sum(member.file_size for member in archive.infolist())
    if content > LARGEST_CONTENT or content > max(_ALWAYS_ALLOWED, LARGEST_RATIO * size):
        raise refuse(_BOMB, file=path.name, size=content >> 20)


def _error_cells(path: Path, archive: zipfile.ZipFile) -> dict[str, list[ErrorCell]]:
    parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    marked = {part for part in parts if _holds_errors(path, archive, part)}
    if not marked:
        return {}
    return {
        sheet: list(_errors_of(archive.read(part))) for sheet, part in _sheet_parts(archive).items() if part in marked
    }


def _holds_errors(path: Path, archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the sheet has error cells; a sheet with cells so far out that memory would not do is refused."""
    errors = wide = False
    for seen in _blocks(archive, part):
        errors = errors or any(mark in seen for mark in _ERROR_MARKS)
        for outlying in _OUTLYING_CELL.finditer(seen) if _may_be_outlying(seen) else ():
            if outlying["far"]:
                raise refuse(_FAR_OUT, file=path.name)
            wide = True
    if wide and any(_LOW_CELL.search(seen) for seen in _blocks(archive, part)):
        raise refuse(_FAR_OUT, file=path.name)
    return errors


def _may_be_outlying(seen: bytes) -> bool:
    """Whether a cell's reference begins with two letters or is eight long: quicker to see than to parse."""
    letters = np.frombuffer(seen, dtype=np.uint8)
    starts = np.flatnonzero((letters[:-_REACH] == ord("r")) & (letters[1 : 1 - _REACH] == ord("="))) + 3
    second = letters[starts + 1]
    if ((second >= ord("A")) & (second <= ord("Z"))).any():
        return True
    ended = np.zeros(len(starts), dtype=np.bool_)
    for reach in range(1, _LONG_REFERENCE):
        ended |= (letters[starts + reach] == ord('"')) | (letters[starts + reach] == ord("'"))
    return not bool(ended.all())


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part's bytes, each block with the end of the one before it."""
    with archive.open(part) as stream:
        tail = b""
        while block := stream.read(_BLOCK):
            yield tail + block
            tail = block[-_OVERLAP:]


def _errors_of(sheet: bytes) -> Iterator[ErrorCell]:
    for head, body in _CELL.findall(sheet):
        attributes = _attributes(head)
        if attributes.get("t") != "e":
            continue
        value = _VALUE.search(body)
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        row, column = (int(place[2]), _column_position(place[1])) if place else (0, -1)
        yield ErrorCell(row, column, value[1].decode() if value else "")


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
    return {key.decode(): unescape((one or other).decode()) for key, one, other in _ATTRIBUTE.findall(tag)}


def _column_position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
