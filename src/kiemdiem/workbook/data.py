"""A workbook that has been read: typed columns, references as row numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kiemdiem.workbook.schema import Table
from kiemdiem.workbook.values import NO_CODE, NO_COUNT, NO_DAY, NO_ROW

Number = TypeVar("Number", bound=np.generic)
Days = NDArray[np.int32]
Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]
Codes = NDArray[np.int8]


@dataclass
class TableData:
    """One table: a column of `size` rows for each key of its schema; a missing column is empty."""

    schema: Table
    size: int
    row_numbers: NDArray[np.int32]
    texts: dict[str, pa.Array] = field(default_factory=dict)
    numbers: dict[str, NDArray[np.generic]] = field(default_factory=dict)

    def text(self, key: str) -> pa.Array:
        """A text or identifier column; empty cells are null."""
        return self.texts[key] if key in self.texts else pa.nulls(self.size, pa.string())

    def days(self, key: str) -> Days:
        """A date column as day numbers; `NO_DAY` where empty."""
        return self._numbers(key, NO_DAY, np.int32)

    def flags(self, key: str) -> Flags:
        """A yes-or-no column; empty is no."""
        return self._numbers(key, np.False_, np.bool_)

    def counts(self, key: str) -> Counts:
        """A column of whole numbers; `NO_COUNT` where empty."""
        return self._numbers(key, NO_COUNT, np.int32)

    def codes(self, key: str) -> Codes:
        """A column of codes as positions in the schema's list; `NO_CODE` where empty."""
        return self._numbers(key, NO_CODE, np.int8)

    def rows(self, key: str) -> Rows:
        """A reference (or subject) as row positions in the table referred to; `NO_ROW` where empty."""
        return self._numbers(key, NO_ROW, np.int32)

    def place_organisations(self) -> Rows:
        """The column `place` as rows of organisations; `NO_ROW` where it is none."""
        return self._numbers("place/organisations", NO_ROW, np.int32)

    def place_collectives(self) -> Rows:
        """The column `place` as rows of collectives; `NO_ROW` where it is none."""
        return self._numbers("place/collectives", NO_ROW, np.int32)

    def is_code(self, key: str, code: str) -> Flags:
        """Where the column holds that code; nowhere if the edition does not know it."""
        known = self.schema.by_key[key].codes
        return self.codes(key) == known.index(code) if code in known else np.zeros(self.size, dtype=np.bool_)

    def _numbers(self, key: str, empty: Number, width: type[Number]) -> NDArray[Number]:
        found = self.numbers.get(key)
        return np.full(self.size, empty, dtype=width) if found is None else cast(NDArray[Number], found)


@dataclass
class Workbook(Mapping[str, TableData]):
    """All tables of a workbook without a fault, by key."""

    tables: dict[str, TableData]
    digest: str = ""
    """SHA-256 of the file, or of the folder's files in order of their names."""
    aside: tuple[str, ...] = ()
    """Columns and sheets that the format does not know, kept aside."""

    def __getitem__(self, key: str) -> TableData:
        return self.tables[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


def empty_table(schema: Table) -> TableData:
    """The table without rows."""
    return TableData(schema, 0, np.zeros(0, dtype=np.int32))
