"""Reads a workbook from any container; all its faults are found in one pass."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kiemdiem.vocabulary import Award
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.checking import find_faults
from kiemdiem.workbook.containers import RawTable, container_of
from kiemdiem.workbook.data import TableData, Workbook, empty_table
from kiemdiem.workbook.faults import Fault, WorkbookFaults, refuse
from kiemdiem.workbook.folders import open_csv, open_parquet
from kiemdiem.workbook.linking import link_table
from kiemdiem.workbook.schema import GUIDE_SHEET, TABLE_BY_KEY, TABLES, Column, Table, ValueKind, with_awards
from kiemdiem.workbook.values import Misread, is_error_value, plain_texts, text_column, typed_column
from kiemdiem.workbook.xlsx import open_xlsx
from kiemdiem.workbook.zipped import sheet_names

Progress = Callable[[str], None]
AWARD_CODES = tuple(award.value for award in Award)
_TEXT_KINDS = (ValueKind.TEXT, ValueKind.IDENTIFIER, ValueKind.REFERENCE, ValueKind.SUBJECT, ValueKind.PLACE)
_UNKNOWN_COLUMN = N_("the column is not known: kept aside, not used")
_LOOKED_AT = ("achievement", "period")
"""Free texts that rules look at; all others are names and notes."""
_REFERRED_TO = ("organisations", "collectives", "people")
_OPENERS = {"xlsx": open_xlsx, "csv": open_csv, "parquet": open_parquet}


def read_workbook(
    path: Path,
    award_codes: tuple[str, ...] = AWARD_CODES,
    progress: Progress = lambda step: None,
    *,
    with_names: bool = True,
) -> tuple[Workbook, list[Fault]]:
    """The workbook and what is only worth a remark (unknown columns and the like).

    Args:
        path: an `.xlsx` file, or a folder of `.csv` or `.parquet` files.
        award_codes: the edition's codes for awards.
        progress: told the key of each table as it is read.
        with_names: keep names, titles and notes too, which no rule looks at; they are checked either way.

    Raises:
        WorkbookFaults: at least one fault is an error; it holds all of them.
    """
    kind = container_of(path)
    workbook, remarks = read_tables(
        _OPENERS[kind](path, tuple(TABLE_BY_KEY)), award_codes, progress, with_names=with_names
    )
    strangers = _strangers(path, kind)
    workbook.aside += tuple(fault.table for fault in strangers)
    workbook.digest = digest_of(path)
    return workbook, _in_order(remarks + strangers)


def read_tables(
    raw_tables: Iterable[RawTable],
    award_codes: tuple[str, ...] = AWARD_CODES,
    progress: Progress = lambda step: None,
    *,
    with_names: bool = True,
) -> tuple[Workbook, list[Fault]]:
    """As `read_workbook`, from tables already opened; the workbook has no digest.

    Raises:
        WorkbookFaults: at least one fault is an error; it holds all of them.
    """
    reader = _Reader(award_codes, with_names=with_names)
    for raw in raw_tables:
        progress(raw.name)
        reader.take(raw)
    workbook = reader.finish()
    if any(fault.is_error for fault in reader.faults):
        raise WorkbookFaults(_in_order(reader.faults))
    return workbook, _in_order(reader.faults)


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a file, or of a folder's table files in order of their names.

    Raises:
        WorkbookFaults: a file cannot be read.
    """
    whole = hashlib.sha256()
    files = sorted(entry for entry in path.iterdir() if entry.stem in TABLE_BY_KEY) if path.is_dir() else [path]
    try:
        for file in filter(Path.is_file, files):
            if path.is_dir():
                whole.update(file.name.encode())
            with file.open("rb") as stream:
                whole.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as error:
        raise refuse(N_("{path} cannot be opened ({reason})."), path=str(path), reason=str(error.strerror)) from error
    return whole.hexdigest()


def _strangers(path: Path, kind: str) -> list[Fault]:
    """Sheets or files that are no table of the format: not used, which is worth a remark."""
    names = sheet_names(path) if kind == "xlsx" else sorted(entry.stem for entry in path.glob(f"*.{kind}"))
    text = N_("no table of the format has this name: not used")
    return [
        Fault(name, 0, "", "", Message(text), is_error=False)
        for name in names
        if name not in TABLE_BY_KEY and name != GUIDE_SHEET
    ]


def _in_order(faults: list[Fault]) -> list[Fault]:
    order = {table.key: position for position, table in enumerate(TABLES)}
    return sorted(faults, key=lambda fault: (order.get(fault.table, -1), fault.row, fault.column))


class _Reader:
    """Takes raw tables one by one; keeps typed columns and faults."""

    def __init__(self, award_codes: tuple[str, ...], *, with_names: bool) -> None:
        self.with_names = with_names
        self.schemas = {table.key: with_awards(table, award_codes) for table in TABLES}
        self.faults: list[Fault] = []
        self.tables: dict[str, TableData] = {}
        self.unlinked: list[TableData] = []
        self.aside: list[str] = []

    def take(self, raw: RawTable) -> None:
        """Type the columns of one table."""
        schema = self.schemas[raw.name]
        places = self._known_headings(schema, raw)
        keys = {raw.headings[at]: key for key, at in places.items()}
        self.faults += [replace(fault, column=keys.get(fault.column, fault.column)) for fault in raw.faults]
        table = self._typed(schema, raw, places)
        self.tables[schema.key] = table
        self.unlinked.append(table)
        if not any(fault.is_error for fault in raw.faults if not fault.row) and (places or len(raw.row_numbers)):
            for column in schema.columns:
                if column.key not in places and (column.ties or column.required):
                    self._note(schema.key, column.key, N_("the column is missing (title: {title})"), title=column.title)
        if all(key in self.tables for key in _REFERRED_TO):
            self._link()

    def _link(self) -> None:
        """Tie tables as soon as what they refer to is there: the texts of references need not be kept."""
        while self.unlinked:
            self.faults += link_table(self.tables, self.unlinked.pop())

    def _known_headings(self, schema: Table, raw: RawTable) -> dict[str, int]:
        """For each key of the schema that the table has, the position of its column."""
        titles = {column.title.casefold(): column.key for column in schema.columns}
        found: dict[str, int] = {}
        for position, heading in enumerate(raw.headings):
            name = unicodedata.normalize("NFC", heading).strip()
            key = name if name in schema.by_key else titles.get(name.casefold(), "")
            if key in found:
                self._note(schema.key, key, N_("the column stands twice"))
            elif key:
                found[key] = position
            elif name or raw.columns[position].null_count < len(raw.row_numbers):
                self.aside.append(f"{schema.key}.{name}")
                self._note(schema.key, name or f"#{position + 1}", _UNKNOWN_COLUMN, is_error=False)
        return found

    def _note(self, table: str, column: str, text: str, *, is_error: bool = True, **blanks: str) -> None:
        self.faults.append(Fault(table, 0, column, "", Message(text, dict(blanks)), is_error))

    def _typed(self, schema: Table, raw: RawTable, places: dict[str, int]) -> TableData:
        """The table without its empty rows, one column at a time."""
        keep = _filled_rows(raw)
        whole = bool(keep.all())
        table = TableData(schema, int(keep.sum()), raw.row_numbers if whole else raw.row_numbers[keep])
        for key, position in places.items():
            values = raw.columns[position]
            self._type_column(table, schema.by_key[key], values if whole else values.filter(pa.array(keep)))
        pa.default_memory_pool().release_unused()
        return table

    def _type_column(self, table: TableData, column: Column, values: pa.Array) -> None:
        if column.kind in _TEXT_KINDS:
            texts = text_column(values)
            if self.with_names or column.kind is not ValueKind.TEXT or column.key in _LOOKED_AT:
                table.texts[column.key] = texts
            self._note_errors(table, column, texts)
            empty = texts.is_null()
        else:
            table.numbers[column.key], misread = typed_column(values, column.kind, column.codes)
            self._note_misread(table, column, misread)
            empty = text_column(values).is_null() if column.required else None
        if empty is not None and column.required and empty.true_count:
            self._note_empty(table, column, np.flatnonzero(empty.to_numpy(zero_copy_only=False)))

    def _note_empty(self, table: TableData, column: Column, positions: NDArray[np.intp]) -> None:
        """Cells that may not be empty; one that holds a formula error has been reported already."""
        reported = {(fault.row, fault.column) for fault in self.faults if fault.table == table.schema.key}
        expected = Message(N_("may not be empty"))
        for row in table.row_numbers[positions].tolist():
            if (row, column.key) not in reported:
                self.faults.append(Fault(table.schema.key, row, column.key, "", expected))

    def _note_errors(self, table: TableData, column: Column, texts: pa.Array) -> None:
        distinct = texts.dictionary if isinstance(texts, pa.DictionaryArray) else texts
        if not pc.any(pc.starts_with(distinct, "#")).as_py():
            return
        whole = plain_texts(texts)
        marked = pc.starts_with(whole, "#").fill_null(False)
        positions = np.flatnonzero(marked.to_numpy(zero_copy_only=False))
        expected = Message(N_("the cell holds a formula error: mend the formula or type the value"))
        self._note_misread(
            table,
            column,
            [Misread(int(at), whole[int(at)].as_py(), expected) for at in positions
             if is_error_value(whole[int(at)].as_py())],
        )  # fmt: skip

    def _note_misread(self, table: TableData, column: Column, misread: list[Misread]) -> None:
        for cell in misread:
            row = int(table.row_numbers[cell.position])
            self.faults.append(Fault(table.schema.key, row, column.key, cell.text, cell.expected))

    def finish(self) -> Workbook:
        """Tie what is left to tie and look for faults across rows and tables."""
        for table in TABLES:
            if table.key not in self.tables:
                self.tables[table.key] = empty_table(self.schemas[table.key])
                if table.must_be_there:
                    self._note(table.key, "", N_("the table is missing; organisations and people must be there"))
        self._link()
        workbook = Workbook(self.tables, aside=tuple(self.aside))
        unread = {(fault.table, fault.row, fault.column) for fault in self.faults}
        found = find_faults(workbook)
        self.faults += [
            fault for fault in found if fault.is_error or (fault.table, fault.row, fault.column) not in unread
        ]
        return workbook


def _filled_rows(raw: RawTable) -> NDArray[np.bool_]:
    """Rows with anything in them; no more columns are looked at than it takes."""
    filled = np.zeros(len(raw.row_numbers), dtype=np.bool_)
    for position in range(len(raw.columns)):
        filled |= raw.columns[position].is_valid().to_numpy(zero_copy_only=False)
        if filled.all():
            break
    return filled
