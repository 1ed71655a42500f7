"""Opens a folder of csv or parquet files as raw tables."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from pyarrow import parquet

from kiemdiem.wording import N_, Message
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.faults import Fault, refuse

_NOT_UTF8 = N_("{file} is not UTF-8 text: save it as CSV UTF-8.")
_SEMICOLONS = N_("{file} separates its columns by semicolons: save it with commas.")
_UNREADABLE = N_("{file} cannot be read, it may be cut off or damaged ({reason}).")


def open_csv(folder: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The wanted `<table>.csv` files, one at a time.

    Raises:
        WorkbookFaults: a file is unreadable or not UTF-8.
    """
    for path in _files(folder, "csv", wanted):
        yield _read_csv(path)


def open_parquet(folder: Path, wanted: tuple[str, ...]) -> Iterator[RawTable]:
    """The wanted `<table>.parquet` files, one at a time.

    Raises:
        WorkbookFaults: a file is unreadable.
    """
    for path in _files(folder, "parquet", wanted):
        yield _read_parquet(path)


def _read_parquet(path: Path) -> RawTable:
    try:
        file = parquet.ParquetFile(path, memory_map=True)
    except (pa.ArrowException, OSError) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    return RawTable(path.stem, _ParquetColumns(path, file), np.arange(2, 2 + file.metadata.num_rows, dtype=np.int32))


class _ParquetColumns(Mapping[str, pa.Array]):
    """The columns of a parquet file, each read when it is asked for: a nation's table is never held whole."""

    def __init__(self, path: Path, file: parquet.ParquetFile) -> None:
        self._path, self._file = path, file

    def __getitem__(self, name: str) -> pa.Array:
        try:
            return self._file.read(columns=[name], use_threads=False)[name].combine_chunks()
        except (pa.ArrowException, OSError) as error:
            raise refuse(_UNREADABLE, file=self._path.name, reason=str(error)) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.schema_arrow.names)

    def __len__(self) -> int:
        return len(self._file.schema_arrow.names)


def _files(folder: Path, ending: str, wanted: tuple[str, ...]) -> list[Path]:
    paths = [folder / f"{name}.{ending}" for name in wanted]
    return [path for path in paths if path.is_file()]


def _read_csv(path: Path) -> RawTable:
    headings = _headings(path)
    if not headings:
        return RawTable(path.stem, {}, np.zeros(0, dtype=np.int32))
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
    except pa.ArrowInvalid as error:
        text = _NOT_UTF8 if "UTF8" in str(error) or "UTF-8" in str(error) else _UNREADABLE
        raise refuse(text, file=path.name, reason=str(error)) from error
    return _raw_table(path, headings, table, wrong)


def _raw_table(path: Path, headings: list[str], table: pa.Table, wrong: list[tuple[int, str]]) -> RawTable:
    everything = np.arange(1, 1 + table.num_rows + len(wrong), dtype=np.int32)
    kept = everything[~np.isin(everything, [number for number, _ in wrong])]
    columns = {
        heading: _without_guard(column.combine_chunks().slice(1))
        for heading, column in zip(headings, table.columns, strict=True)
        if heading.strip()
    }
    raw = RawTable(path.stem, columns, kept[1:])
    expected = Message(
        N_("the row has another number of columns than the headings ({count})"), {"count": len(headings)}
    )
    raw.faults = [Fault(path.stem, number, headings[0], text, expected) for number, text in wrong if text.strip()]
    return raw


def _without_guard(texts: pa.Array) -> pa.Array:
    """Take off the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return pc.replace_substring_regex(texts, pattern=r"^'('?[=+\-@])", replacement=r"\1")


def _headings(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            headings = next(csv.reader(file), [])
    except UnicodeDecodeError as error:
        raise refuse(_NOT_UTF8, file=path.name) from error
    except (OSError, csv.Error) as error:
        raise refuse(_UNREADABLE, file=path.name, reason=str(error)) from error
    if len(headings) == 1 and ";" in headings[0]:
        raise refuse(_SEMICOLONS, file=path.name)
    return headings
