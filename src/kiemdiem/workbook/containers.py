"""The three containers of a workbook, each opened as raw tables: headings and columns, nothing judged.

A raw column is an Arrow array: of text, or of the container's own type (dates, flags, numbers) where the
whole column has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kiemdiem.wording import N_
from kiemdiem.workbook.faults import Fault, WorkbookFaults, refuse

FOLDER_KINDS = ("parquet", "csv")


@dataclass
class RawTable:
    """One table as it stands in the file."""

    name: str
    headings: Sequence[str]
    """As written: they may be empty, unknown or stand twice."""
    columns: Sequence[pa.Array]
    """One for each heading; a container may read a column only when it is asked for."""
    row_numbers: NDArray[np.int32]
    """For each row the number that the user sees."""
    faults: list[Fault] = field(default_factory=list)


def unreadable_table(name: str, faults: WorkbookFaults) -> RawTable:
    """A table that could not be opened: the others are still looked at."""
    return RawTable(name, (), (), np.zeros(0, dtype=np.int32), list(faults.faults))


def container_of(path: Path) -> str:
    """ "xlsx", "csv" or "parquet".

    Raises:
        WorkbookFaults: the path is none of them, or a folder of two kinds.
    """
    try:
        if path.is_dir():
            return _kind_of_folder(path)
        there = path.exists()
    except OSError as error:
        raise refuse(N_("{path} cannot be opened ({reason})."), path=str(path), reason=str(error.strerror)) from error
    if not there:
        raise refuse(N_("There is no file or folder {path}."), path=str(path))
    if path.suffix.lower() != ".xlsx":
        text = N_("{path} is no workbook: an .xlsx file or a folder of .csv or .parquet files is expected.")
        raise refuse(text, path=str(path))
    return "xlsx"


def _kind_of_folder(path: Path) -> str:
    kinds = [kind for kind in FOLDER_KINDS if any(path.glob(f"*.{kind}"))]
    if not kinds:
        raise refuse(N_("The folder {path} holds no csv and no parquet file."), path=str(path))
    if len(kinds) > 1:
        raise refuse(N_("The folder {path} holds csv and parquet files: keep one kind only."), path=str(path))
    return kinds[0]
