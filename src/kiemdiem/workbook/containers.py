"""The three containers of a workbook, each opened as raw tables: headings and columns, nothing judged.

A raw column is an Arrow array: of text, or of the container's own type (dates, flags, numbers) where the
whole column has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kiemdiem.workbook.faults import Fault


@dataclass
class RawTable:
    """One table as it stands in the file."""

    name: str
    columns: Mapping[str, pa.Array]
    """By heading, as written; a container may read a column only when it is asked for."""
    row_numbers: NDArray[np.int32]
    """For each row the number that the user sees."""
    faults: list[Fault] = field(default_factory=list)


def container_of(path: Path) -> str:
    """ "xlsx", "csv" or "parquet"; "" when the path is none of them."""
    if path.is_dir():
        for kind in ("parquet", "csv"):
            if any(path.glob(f"*.{kind}")):
                return kind
        return ""
    return "xlsx" if path.suffix.lower() == ".xlsx" else ""
