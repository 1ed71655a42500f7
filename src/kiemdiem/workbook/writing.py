"""Writes tables as xlsx, csv or parquet; what stands at the target is replaced only when all is written."""

import errno
import io
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from pyarrow import parquet
from rustpy_xlsxwriter import Format, write_worksheets

from kiemdiem.wording import N_
from kiemdiem.workbook.faults import refuse
from kiemdiem.workbook.schema import TABLE_BY_KEY

FORMATS = ("csv", "xlsx", "parquet")
LARGEST_SHEET = 1_048_575
"""Rows that a sheet holds below its headings."""
LONGEST_CELL = 32_767
"""Letters that an Excel cell holds."""
_FORMULA_START = r"^'*[=+\-@]"


class CannotWrite(Exception):
    """The system refused to write: no space, no permission, no such place."""

    def __init__(self, target: Path, error: OSError) -> None:
        super().__init__(str(error))
        self.target, self.reason = target, error.strerror or str(error)


@contextmanager
def staged(target: Path, *, is_folder: bool) -> Iterator[Path]:
    """A new folder beside `target`; what is written there is moved into place together when all went well.

    For a folder every file staged is moved into `target`; for a file the one named `target.name` becomes it.
    On any failure everything at the target stands as it was.

    Raises:
        CannotWrite: the disk is full, or the place cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".kiemdiem-", dir=target.parent))
    except OSError as error:
        raise CannotWrite(target, error) from error
    try:
        (stage / "new").mkdir()
        yield stage / "new"
        _move(stage, target, is_folder=is_folder)
    except OSError as error:
        raise CannotWrite(target, error) from error
    except pa.ArrowException as error:
        raise CannotWrite(target, OSError(str(error))) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move(stage: Path, target: Path, *, is_folder: bool) -> None:
    """Put new files in place of old ones; when one cannot be moved, all old ones come back."""
    moves = [(stage / "new" / target.name, target)]
    if is_folder:
        made = not target.exists()
        target.mkdir(exist_ok=True)
        moves = [(file, target / file.name) for file in sorted((stage / "new").iterdir())]
    (stage / "old").mkdir()
    done: list[tuple[Path, Path]] = []
    try:
        for new, place in moves:
            old = stage / "old" / place.name
            if place.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
            if place.exists():
                os.replace(place, old)
            done.append((old, place))
            os.replace(new, place)
    except OSError:
        for old, place in done:
            if old.exists():
                os.replace(old, place)
            else:
                place.unlink(missing_ok=True)
        if is_folder and made:
            target.rmdir()
        raise


def check_size(tables: Mapping[str, pa.Table], kind: str) -> None:
    """Refuse what an Excel sheet cannot hold before any time is spent.

    Raises:
        WorkbookFaults: a table has too many rows, or a text too many letters, for `kind`.
    """
    if kind != "xlsx":
        return
    for name, table in tables.items():
        if table.num_rows > LARGEST_SHEET:
            text = N_("{table} has {rows} rows, an Excel sheet holds {most}: use csv or parquet.")
            raise refuse(text, table=name, rows=table.num_rows, most=LARGEST_SHEET)
        for heading, column in zip(table.column_names, _spelt_out(table).columns, strict=True):
            longest = pc.max(pc.utf8_length(column)).as_py() if pa.types.is_string(column.type) else 0
            if (longest or 0) > LONGEST_CELL:
                text = N_("{table}, column {column}: a text of {letters} letters, an Excel cell holds {most}.")
                raise refuse(text, table=name, column=heading, letters=longest, most=LONGEST_CELL)


def titled(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The workbook's tables with Vietnamese headings, as people read them; either kind can be read again."""
    return {
        key: table.rename_columns([TABLE_BY_KEY[key].by_key[name].title for name in table.column_names])
        for key, table in tables.items()
    }


def write_files(
    folder: Path, tables: Mapping[str, pa.Table], kind: str, file_name: str, metadata: Mapping[str, str] | None = None
) -> None:
    """Write the tables into `folder`: one file a table, or one Excel file of that name.

    Args:
        metadata: put into every parquet file's own metadata.
    """
    if kind == "xlsx":
        write_xlsx(folder / file_name, list(tables.items()))
        return
    for name, table in tables.items():
        if kind == "csv":
            options = arrow_csv.WriteOptions(quoting_style="needed")
            arrow_csv.write_csv(_safe(_spelt_out(table)), folder / f"{name}.csv", options)
        else:
            stamped = table.replace_schema_metadata(dict(metadata or {}))
            parquet.write_table(stamped, folder / f"{name}.parquet", compression="zstd")


def write_xlsx(path: Path, sheets: Sequence[tuple[str, pa.Table]]) -> None:
    """One sheet a table, headings frozen; texts stay texts, whatever they begin with."""
    plain = [(name, _spelt_out(table)) for name, table in sheets]
    dates = {
        name: {
            field.name: Format().set_num_format("dd/mm/yyyy") for field in table.schema if pa.types.is_date(field.type)
        }
        for name, table in sheets
    }
    whole = io.BytesIO()
    try:
        with _silent_panic():
            write_worksheets(
                plain,
                whole,
                freeze_panes={"general": {"row": 1, "col": 0}},
                bold_headers=True,
                column_width={"general": 18.0},
                column_formats={name: formats for name, formats in dates.items() if formats},
            )
    except BaseException as error:  # beware: the writer's panic is no Exception; everything else goes on
        if type(error).__name__ != "PanicException":
            raise
        raise OSError(str(error)) from error
    path.write_bytes(whole.getbuffer())


@contextmanager
def _silent_panic() -> Iterator[None]:
    """The writer says on the error stream itself that it panics; what the user is told is told once, by us."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _spelt_out(table: pa.Table) -> pa.Table:
    """The table with its dictionaries spelt out, which the writers of xlsx and csv ask for."""
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _safe(table: pa.Table) -> pa.Table:
    """Flags as 1 and 0; texts that a spreadsheet would take for a formula behind an apostrophe (dropped on reading)."""
    return pa.table([_safe_column(column) for column in table.columns], names=table.column_names)


def _safe_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_boolean(column.type):
        return column.cast(pa.int8())
    if not pa.types.is_string(column.type):
        return column
    risky = pc.match_substring_regex(column, _FORMULA_START).fill_null(False)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column) if pc.any(risky).as_py() else column
