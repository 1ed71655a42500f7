"""What an import would do: for each row of the workbook the outcome, and what it is the same as."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiemdiem.registry.importing.sheets import Sheet
from kiemdiem.registry.models import RowOutcome
from kiemdiem.wording import Message

OUTCOMES: tuple[RowOutcome, ...] = tuple(RowOutcome)
_CODE = {outcome: np.int8(place) for place, outcome in enumerate(OUTCOMES)}


@dataclass(frozen=True)
class Scope:
    """Where a workbook may reach, and with which rights."""

    path: str
    """Of the organisation under which it is imported; empty: the whole tree."""
    unit: str = ""
    """Its code."""
    may_edit_units: bool = True


@dataclass
class TablePlan:
    """One table of the plan; `target` and `version` are 0 where no row of the registry is the same."""

    sheet: Sheet
    outcome: NDArray[np.int8] = field(init=False)
    target: NDArray[np.int64] = field(init=False)
    version: NDArray[np.int32] = field(init=False)
    before: dict[int, dict[str, str]] = field(default_factory=dict)
    """Row -> changed column -> value in the registry."""
    messages: dict[int, list[Message]] = field(default_factory=dict)
    warned: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        size = self.sheet.size
        self.outcome = np.zeros(size, dtype=np.int8)
        self.target = np.zeros(size, dtype=np.int64)
        self.version = np.zeros(size, dtype=np.int32)

    def is_outcome(self, outcome: RowOutcome) -> NDArray[np.bool_]:
        """Where the rows have that outcome."""
        found: NDArray[np.bool_] = self.outcome == _CODE[outcome]
        return found

    def rows_of(self, outcome: RowOutcome) -> list[int]:
        """The rows with that outcome."""
        found: list[int] = np.flatnonzero(self.is_outcome(outcome)).tolist()
        return found

    def count(self, outcome: RowOutcome) -> int:
        """How many rows have it."""
        return int(self.is_outcome(outcome).sum())

    def settle(self, row: int, outcome: RowOutcome) -> None:
        """Give a row its outcome; an error stays one."""
        if self.outcome[row] != _CODE[RowOutcome.ERROR]:
            self.outcome[row] = _CODE[outcome]

    def match(self, row: int, target: int, version: int, before: dict[str, str]) -> None:
        """Say that a row of the registry is the same, and what differs."""
        self.target[row], self.version[row] = target, version
        self.settle(row, RowOutcome.CHANGED if before else RowOutcome.UNCHANGED)
        if before:
            self.before[row] = before

    def err(self, row: int, message: Message) -> None:
        """Say what is wrong with a row."""
        self.outcome[row] = _CODE[RowOutcome.ERROR]
        self.messages.setdefault(row, []).append(message)

    def warn(self, row: int, message: Message) -> None:
        """Say what is worth a look."""
        self.warned.add(row)
        self.messages.setdefault(row, []).append(message)

    def counts(self) -> dict[str, int]:
        """Counts of the rows by outcome, and of those with a warning."""
        found = {outcome.value: self.count(outcome) for outcome in OUTCOMES}
        return {**found, "warning": len(self.warned), "rows": self.sheet.size}


Plan = dict[str, TablePlan]


def fingerprint(plan: Mapping[str, TablePlan]) -> str:
    """SHA-256 over the outcomes, the rows of the registry with their versions, and the differences."""
    whole = hashlib.sha256()
    for table, part in plan.items():
        whole.update(table.encode())
        for column in (part.outcome, part.target, part.version):
            whole.update(np.ascontiguousarray(column).tobytes())
        whole.update(json.dumps(sorted(part.before.items()), sort_keys=True).encode())
    return whole.hexdigest()


def total(plan: Mapping[str, TablePlan], outcome: RowOutcome, tables: Iterable[str] = ()) -> int:
    """How many rows have an outcome, in all tables or in some."""
    counts: list[int] = [plan[table].count(outcome) for table in tables or plan]
    return sum(counts)
