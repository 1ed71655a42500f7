"""Carries expressions out on NumPy columns of millions of rows, chunk by chunk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiemdiem.rulebook.expressions import Binary, Choice, Constant, Expression, Fact, Negation, Weight

Column = NDArray[np.generic]

LEVEL_BITS = 8
CHUNK_ROWS = 1 << 16
"""Rows worked on at a time: the intermediate columns of a chunk stay in the processor's cache."""

_UFUNCS: dict[str, np.ufunc] = {
    "&": np.bitwise_and,
    "|": np.bitwise_or,
    "+": np.add,
    "*": np.multiply,
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "==": np.equal,
    "min": np.minimum,
}
_WIDTHS: dict[int, type[np.unsignedinteger]] = {8: np.uint8, 16: np.uint16, 32: np.uint32}


@dataclass(frozen=True)
class _Step:
    """One NumPy operation: where its operands lie and what it does to them."""

    action: Callable[..., Column]
    operands: tuple[int, ...]


class Runner(Protocol):
    """Something that carries expressions out on columns."""

    def run(self, columns: Mapping[str, Column], rows: int, outputs: Mapping[str, Column]) -> None:
        """Fill `outputs` (a column of `rows` rows for each output) from the facts in `columns`."""


RunnerMaker = Callable[[Mapping[str, Expression]], Runner]


class Program:
    """Expressions made ready for columns: a list of NumPy operations without repetition.

    Args:
        outputs: what to compute, by name.
    """

    def __init__(self, outputs: Mapping[str, Expression]) -> None:
        self._slots: dict[Expression, int] = {}
        self._keys: dict[tuple[object, ...], int] = {}
        self._steps: list[_Step | None] = []
        self._sources: list[tuple[int, str]] = []
        self._constants: list[tuple[int, np.generic | int]] = []
        self._outputs = {name: self._place(expression) for name, expression in outputs.items()}
        self.facts = tuple(name for _, name in self._sources)

    def run(self, columns: Mapping[str, Column], rows: int, outputs: Mapping[str, Column]) -> None:
        """Fill `outputs` (a column of `rows` rows for each output) from the facts in `columns`."""
        for first in range(0, rows, CHUNK_ROWS):
            self._run_chunk(columns, slice(first, min(first + CHUNK_ROWS, rows)), outputs)

    def _run_chunk(self, columns: Mapping[str, Column], part: slice, outputs: Mapping[str, Column]) -> None:
        values: list[Column | np.generic | int | None] = [None] * len(self._steps)
        for slot, constant in self._constants:
            values[slot] = constant
        for slot, name in self._sources:
            values[slot] = columns[name][part]
        for slot, step in enumerate(self._steps):
            if step is not None:
                values[slot] = step.action(*[values[operand] for operand in step.operands])
        for name, slot in self._outputs.items():
            outputs[name][part] = values[slot]  # type: ignore[assignment]

    def _place(self, expression: Expression) -> int:
        slot = self._slots.get(expression)
        if slot is None:
            slot = self._slots[expression] = self._place_new(expression)
        return slot

    def _place_new(self, expression: Expression) -> int:
        operands = tuple(self._place(part) for part in expression.parts)
        match expression:
            case Fact(name=name):
                return self._slot(("fact", name), None, source=name)
            case Constant(value):
                return self._slot(("constant", value, type(value)), None, constant=value)
            case Binary(symbol, _, _):
                return self._slot((symbol, operands), _Step(_UFUNCS[symbol], operands))
            case Negation(_):
                return self._slot(("~", operands), _Step(np.logical_not, operands))
            case Choice():
                narrow = tuple(self._narrow(part, slot) for part, slot in zip(expression.parts, operands, strict=True))
                return self._slot(("choice", narrow), _Step(np.where, narrow))
            case Weight(_, weight, bits):
                scalar = _WIDTHS[bits](weight)
                weight_slot = self._slot(("weight", weight, bits), None, constant=scalar)
                return self._slot(("weigh", operands, weight_slot), _Step(np.multiply, (*operands, weight_slot)))
        raise TypeError(f"not an expression: {expression!r}")

    def _narrow(self, part: Expression, slot: int) -> int:
        """A constant is chosen in as few bits as it fits in, lest the whole column become 64 bits wide."""
        if isinstance(part, Constant):
            narrow = np.uint8(part.value) if 0 <= part.value < 1 << LEVEL_BITS else np.int64(part.value)
            return self._slot(("narrow", part.value), None, constant=narrow)
        return slot

    def _slot(
        self,
        key: tuple[object, ...],
        step: _Step | None,
        source: str | None = None,
        constant: np.generic | int | None = None,
    ) -> int:
        if key in self._keys:
            return self._keys[key]
        slot = self._keys[key] = len(self._steps)
        self._steps.append(step)
        if source is not None:
            self._sources.append((slot, source))
        if constant is not None:
            self._constants.append((slot, constant))
        return slot
