"""Opens a folder of csv or parquet files as raw tables."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from pyarrow import parquet

from kiemdiem.wording import N_, Message
from kiemdiem.workbook.containers import RawTable, unreadable_table
from kiemdiem.workbook.faults import Fault, WorkbookFaults, refuse

_NOT_UTF8 = N_("{file} is not UTF-8 text: save it as CSV UTF-8.")
_SEMICOLONS = N_("{file} separates its columns by semicolons: save it with commas.")
_UNREADABLE = N_("{file} cannot be read, it may be cut off or damaged ({reason}).")
_BLOCK = 1 << 20


def open_csv(folder: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The wanted `<table>.csv` files, one at a time; one that cannot be read comes with its fault."""
    for path in _files(folder, "csv", wanted):
        try:
            yield _read_csv(path)
        except WorkbookFaults as faults:
            yield unreadable_table(path.stem, faults)


def open_parquet(folder: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The wanted `<table>.parquet` files, one at a time; one that cannot be read comes with its fault."""
    for path in _files(folder, "parquet", wanted):
        try:
            yield _read_parquet(path)
        except WorkbookFaults as faults:
            yield unreadable_table(path.stem, faults)


def _files(folder: Path, ending: str, wanted: tuple[str, ...]) -> list[Path]:
    paths = [folder / f"{name}.{ending}" for name in wanted]
    return [path for path in paths if path.is_file()]


def _read_parquet(path: Path) -> RawTable:
    try:
        file = parquet.ParquetFile(path, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    schema = file.schema_arrow
    numbers = np.arange(2, 2 + file.metadata.num_rows, dtype=np.int32)
    raw = RawTable(path.stem, schema.names, _ParquetColumns(path, file), numbers)
    expected = Message(N_("a column of texts, dates, numbers or flags is expected"))
    raw.faults = [
        Fault(path.stem, 0, field.name, str(field.type), expected) for field in schema if not _is_plain(field.type)
    ]
    return raw


def _is_plain(kind: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return any(
        test(kind)
        for test in (
            types.is_string, types.is_large_string, types.is_string_view, types.is_date, types.is_timestamp,
            types.is_boolean, types.is_integer, types.is_floating, types.is_decimal, types.is_null,
        )
    )  # fmt: skip


class _ParquetColumns(Sequence[pa.Array]):
    """The columns of a parquet file, each read when it is asked for: a nation's table is never held whole."""

    def __init__(self, path: Path, file: parquet.ParquetFile) -> None:
        self._path, self._file = path, file

    @overload
    def __getitem__(self, position: int) -> pa.Array: ...
    @overload
    def __getitem__(self, position: slice) -> list[pa.Array]: ...
    def __getitem__(self, position: int | slice) -> pa.Array | list[pa.Array]:
        if isinstance(position, slice):
            return [self[at] for at in range(*position.indices(len(self)))]
        field = self._file.schema_arrow.field(position)
        if not _is_plain(field.type):
            return pa.nulls(self._file.metadata.num_rows, pa.string())
        try:
            column = self._file.read(columns=[field.name], use_threads=False).column(0).combine_chunks()
        except (pa.ArrowException, OSError) as error:
            raise refuse(_UNREADABLE, file=self._path.name, reason=str(error)) from error
        return _usual(column)

    def __len__(self) -> int:
        return len(self._file.schema_arrow)


def _usual(column: pa.Array) -> pa.Array:
    """Texts as Arrow's plain string; a dictionary of anything but texts spelt out."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return column if pa.types.is_string(kind.value_type) else _usual(column.dictionary_decode())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return column.cast(pa.string())
    return column.cast(pa.string()) if pa.types.is_decimal(kind) else column


def _read_csv(path: Path) -> RawTable:
    first, headings = _headings(path)
    if not headings:
        return RawTable(path.stem, (), (), np.zeros(0, dtype=np.int32))
    keys = [str(position) for position in range(len(headings))]
    wrong: list[tuple[int, str]] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        wrong.append((row.number or 0, row.text))
        return "skip"

    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=keys, block_size=16 << 20),
            parse_options=arrow_csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(keys, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowException, OSError) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    return _csv_table(path.stem, headings, first, table, wrong)


def _csv_table(name: str, headings: list[str], first: int, table: pa.Table, wrong: list[tuple[int, str]]) -> RawTable:
    """The rows below the headings, which stand in row `first`; rows of another width are faults."""
    everything = np.arange(1, 1 + table.num_rows + len(wrong), dtype=np.int32)
    kept = everything[~np.isin(everything, [number for number, _ in wrong])]
    start = int(np.searchsorted(kept, first, side="right"))
    columns = [_without_guard(column.combine_chunks().slice(start)) for column in table.columns]
    text = N_("the row has another number of columns than the headings ({count})")
    expected = Message(text, {"count": len(headings)})
    faults = [
        Fault(name, number, headings[0], text, expected) for number, text in wrong if number > first and text.strip()
    ]
    return RawTable(name, headings, columns, kept[start:], faults)


def _without_guard(texts: pa.Array) -> pa.Array:
    """Take off the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return pc.replace_substring_regex(texts, pattern=r"^'('*[=+\-@])", replacement=r"\1")


def _headings(path: Path) -> tuple[int, list[str]]:
    """The first row with anything in it, and its number; the whole file must be UTF-8."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = enumerate(csv.reader(file), start=1)
            first, headings = next(((number, row) for number, row in rows if any(map(str.strip, row))), (0, []))
            while file.read(_BLOCK):
                pass
    except UnicodeDecodeError as error:
        raise refuse(_NOT_UTF8, file=path.name) from error
    except (OSError, csv.Error) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    if len(headings) == 1 and ";" in headings[0]:
        raise refuse(_SEMICOLONS, file=path.name)
    return first, headings
