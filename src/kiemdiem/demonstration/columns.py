"""From numpy arrays to the Arrow columns of the workbook's tables."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration.arrays import MISSING, Days, Flags, Ints
from kiemdiem.vocabulary import LEVELS

LEVEL_CODES = tuple(level.name for level in LEVELS)
"""Best first: internally a level is its place in this list."""


def numerals(values: Ints, width: int, prefix: str = "") -> pa.Array:
    """Whole numbers as text of fixed width with leading zeros, behind a prefix (ASCII)."""
    count, lead = len(values), len(prefix)
    text = np.empty((count, lead + width), dtype=np.uint8)
    text[:, :lead] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    rest = values.astype(np.int64)
    for place in range(lead + width - 1, lead - 1, -1):
        rest, digit = np.divmod(rest, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(lead + width)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text.reshape(-1)))


def identifiers(prefix: str, count: int, width: int) -> pa.Array:
    """Ids in ascending order as text: `prefix` and the row number from 1."""
    return numerals(np.arange(1, count + 1), width, prefix)


def pointers(rows: Ints, values: pa.Array) -> pa.Array:
    """A column that points into `values` by row number, a negative one being empty; the text is stored once."""
    missing = rows < 0
    mask = missing if bool(missing.any()) else None
    indices = pa.array(rows.astype(np.int32, copy=False), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, values)


def words(codes: Ints, vocabulary: Sequence[str]) -> pa.Array:
    """A column of codes or stock phrases, by their place in the list."""
    return pointers(codes, pa.array(list(vocabulary), pa.string()))


def levels(codes: Ints) -> pa.Array:
    """A column of level codes; -1 is empty."""
    return words(codes, LEVEL_CODES)


def dates(days: Days) -> pa.Array:
    """A column of dates from days since 1970-01-01."""
    missing = days == MISSING
    mask = missing if bool(missing.any()) else None
    return pa.array(days.astype(np.int32, copy=False), mask=mask).view(pa.date32())


def flags(values: Flags) -> pa.Array:
    """A column of yes and no."""
    return pa.array(values)


def counts(values: Ints) -> pa.Array:
    """A column of whole numbers; a negative one is empty."""
    missing = values < 0
    mask = missing if bool(missing.any()) else None
    return pa.array(values.astype(np.int32, copy=False), mask=mask)


def table(columns: Mapping[str, pa.Array]) -> pa.Table:
    """A table from named columns in their order."""
    return pa.table(dict(columns))
