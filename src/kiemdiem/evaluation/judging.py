"""Carries the rules on one kind of subject out on a table of facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiemdiem.rulebook.assembly import Assembly, assemble
from kiemdiem.rulebook.columns import Column, Program
from kiemdiem.rulebook.expressions import Expression
from kiemdiem.rulebook.outcome import CITE_BITS, LEVEL_BITS, STATUSES, WAIT_BITS
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Status, SubjectKind

_WIDTH: dict[int, type[np.unsignedinteger]] = {8: np.uint8, 16: np.uint16, 32: np.uint32}
_BITS = {"waits_for": WAIT_BITS, "cites": CITE_BITS, "findings": CITE_BITS}
FactColumns = dict[str, Column]


@dataclass
class Judged:
    """The outcome of all subjects of one kind.

    `rows` are their rows in the table of organisations, collectives or people, in the order of their ids.
    """

    assembly: Assembly
    rows: NDArray[np.int64]
    facts: FactColumns
    status: NDArray[np.uint8]
    level: NDArray[np.uint8]
    ballot_level: NDArray[np.uint8]
    ceiling: NDArray[np.uint8]
    waits_for: NDArray[np.uint16]
    cites: NDArray[np.uint32]
    findings: NDArray[np.uint32]

    @property
    def kind(self) -> SubjectKind:
        """The kind of subject."""
        return self.assembly.kind

    @cached_property
    def has_level(self) -> NDArray[np.bool_]:
        """Where a level is decided or proposed."""
        there: NDArray[np.bool_] = self.level > 0
        return there

    def has_status(self, status: Status) -> NDArray[np.bool_]:
        """Where the status is that one."""
        there: NDArray[np.bool_] = self.status == STATUSES.index(status)
        return there

    def spread(self, values: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
        """A column of the subjects as one of the whole table of `size` rows, 0 where there is no subject."""
        whole = np.zeros(size, dtype=values.dtype)
        whole[self.rows] = values
        return whole


def judge(kind: SubjectKind, terms: Terms, rows: NDArray[np.int64], facts: FactColumns) -> Judged:
    """Carry out all rules on subjects of that kind."""
    assembly = assemble(kind, terms)
    outputs = run(assembly.outputs, facts, len(rows))
    return Judged(assembly, rows, facts, **outputs)  # type: ignore[arg-type]


def output_columns(expressions: Mapping[str, Expression], size: int) -> FactColumns:
    """Empty columns for the outputs: 8 bits wide, masks as wide as they need."""
    return {name: np.empty(size, dtype=_WIDTH[_BITS.get(name, LEVEL_BITS)]) for name in expressions}


def run(expressions: Mapping[str, Expression], facts: FactColumns, size: int) -> FactColumns:
    """The expressions as columns of `size` rows."""
    outputs = output_columns(expressions, size)
    Program(expressions).run(facts, size, outputs)
    return outputs


def run_flags(expressions: dict[str, Expression], facts: FactColumns, size: int) -> dict[str, NDArray[np.bool_]]:
    """The flags as columns of `size` rows."""
    return {name: column.astype(np.bool_) for name, column in run(expressions, facts, size).items()}
