"""A table of the workbook as columns of texts, its references still as row numbers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from kiemdiem.registry.importing.shapes import NAMES, SHAPES, Shape, Texts
from kiemdiem.tree.names import clean
from kiemdiem.workbook.data import TableData, Workbook
from kiemdiem.workbook.linking import plain_ids
from kiemdiem.workbook.schema import ValueKind
from kiemdiem.workbook.values import NO_COUNT, NO_DAY, NO_ROW, plain_texts


@dataclass
class Sheet:
    """One table that has been read; what stands in its cells is text, empty where unknown."""

    shape: Shape
    workbook: Workbook

    @cached_property
    def data(self) -> TableData:
        """The typed columns."""
        return self.workbook[self.shape.table]

    @property
    def size(self) -> int:
        """How many rows it has."""
        return self.data.size

    @cached_property
    def numbers(self) -> list[int]:
        """For each row the number that the user sees."""
        found: list[int] = self.data.row_numbers.tolist()
        return found

    def has(self, key: str) -> bool:
        """Whether the file has that column."""
        return key in self.data.texts or key in self.data.numbers

    def rows(self, key: str) -> NDArray[np.int32]:
        """The rows that a reference points to; `NO_ROW` where empty."""
        return self.data.rows(key)

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        return {}

    def column(self, key: str) -> list[str]:
        """A column as texts; read once."""
        if key not in self._columns:
            self._columns[key] = self._read(key)
        return self._columns[key]

    def let_go(self) -> None:
        """Forget the texts: they are read again when they are asked for."""
        self._columns.clear()

    def compared(self) -> list[Texts]:
        """For each row the values of the columns that may differ."""
        return list(zip(*(self.column(key) for key in self.shape.compared), strict=True))

    def _read(self, key: str) -> list[str]:
        column = self.shape.column(key)
        if column.kind in (ValueKind.TEXT, ValueKind.IDENTIFIER):
            texts = pc.fill_null(plain_texts(self.data.text(key)), "").to_pylist()
            return _cleaned(texts) if key == NAMES.get(self.shape.table) else texts
        if column.kind is ValueKind.REFERENCE:
            return _spread(plain_ids(self.workbook, column.refers_to).to_pylist(), self.rows(key), int(NO_ROW))
        if column.kind is ValueKind.CODE:
            return _spread(list(column.codes), self.data.codes(key), -1)
        if column.kind is ValueKind.FLAG:
            return ["1" if flag else "" for flag in self.data.flags(key).tolist()]
        if column.kind is ValueKind.COUNT:
            return ["" if count == NO_COUNT else str(count) for count in self.data.counts(key).tolist()]
        days, places = np.unique(self.data.days(key), return_inverse=True)
        texts = ["" if day == NO_DAY else str(np.datetime64(int(day), "D")) for day in days]
        return [texts[place] for place in places.tolist()]


def _spread(values: list[str], places: NDArray[np.integer], nowhere: int) -> list[str]:
    return ["" if place == nowhere else values[place] for place in places.tolist()]


def _cleaned(names: list[str]) -> list[str]:
    """Names with single spaces; each distinct one is looked at once."""
    known = {name: clean(name) for name in set(names)}
    return [known[name] for name in names]


def sheets_of(workbook: Workbook) -> dict[str, Sheet]:
    """The tables that the registry holds."""
    return {table: Sheet(shape, workbook) for table, shape in SHAPES.items()}
