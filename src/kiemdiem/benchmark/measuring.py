"""What is measured in one process: the rules alone, one case, and how cost grows."""

import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pyarrow as pa

from kiemdiem.demonstration import Size, make
from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.evaluation.explaining import Explainer, case_facts
from kiemdiem.evaluation.judging import FactColumns, Judged, output_columns
from kiemdiem.evaluation.members import judge_members
from kiemdiem.evaluation.tables import Sources
from kiemdiem.rulebook.assembly import assemble
from kiemdiem.rulebook.columns import Program, Runner
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import SubjectKind
from kiemdiem.workbook.containers import RawTable
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.reading import read_tables

REPEATS = 5
EXPLAINED = 2000
MEBIBYTE = 1 << 20
MILLION = 1_000_000
_COUNTED = ("base", "htxsnv", "httnv", "htnv", "khtnv")
GROWTH_ROWS = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 5_400_000)


@dataclass(frozen=True)
class Figure:
    """One line of the report; `met` is None where there is no target."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None


def terms() -> Terms:
    """The edition and the reference date that everything is measured under."""
    return Terms(load("nghe-an-2020"), date(2020, 12, 31))


def workbook_in_memory(tables: Mapping[str, pa.Table]) -> Workbook:
    """Demonstration tables as a workbook, without a file."""
    return read_tables(_raw_tables(tables))[0]


def _raw_tables(tables: Mapping[str, pa.Table]) -> Iterator[RawTable]:
    for name, table in tables.items():
        columns = [column.combine_chunks() for column in table.columns]
        yield RawTable(name, table.column_names, columns, np.arange(2, 2 + table.num_rows, dtype=np.int32))


def judged_members(size: Size) -> Judged:
    """The members of a demonstration of that size, with their facts."""
    return judge_members(Sources(workbook_in_memory(make(size, 1)), terms())).judged


def best_seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """The shortest of several runs, in seconds of wall time."""
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        action()
        found.append(time.perf_counter() - begun)
    return min(found)


def rules_alone(members: Judged) -> list[Figure]:
    """All rules on members with citations, against the four thresholds alone written by hand, in one run."""
    facts, rows = members.facts, len(members.rows)
    outputs = assemble(SubjectKind.MEMBER, terms()).outputs
    columns = output_columns(outputs, rows)
    by_hand = best_seconds(lambda: _thresholds_by_hand(facts))
    program = Program(outputs)
    seconds = best_seconds(lambda: program.run(facts, rows, columns))
    speed = rows / seconds / MILLION
    extra = _memory_of(lambda: program.run(facts, rows, output_columns(outputs, rows)))
    figures = [
        Figure(f"rules with citations, {rows:,} members, NumPy", f"{speed:.1f} million rows/s", ">= 5", speed >= 5),
        Figure("  against the four thresholds alone by hand", f"{seconds / by_hand:.2f} x the time"),
        Figure("  memory over the input columns", f"{extra / MEBIBYTE:.0f} MiB", "<= 1024", extra <= 1024 * MEBIBYTE),
    ]
    if find_spec("numba") is None:
        return [*figures, Figure("the same rules compiled", "the extra 'fast' is not installed")]
    kernel: Runner = import_module("kiemdiem.rulebook.compiled").Kernel(outputs)
    kernel.run(facts, rows, columns)
    compiled = best_seconds(lambda: kernel.run(facts, rows, columns))
    speed = rows / compiled / MILLION
    return [
        *figures,
        Figure("the same rules compiled by Numba, 2 cores", f"{speed:.1f} million rows/s", ">= 25", speed >= 25),
        Figure("  against NumPy", f"{seconds / compiled:.1f} x as fast"),
    ]


def _thresholds_by_hand(facts: FactColumns) -> None:
    """The yardstick: whole columns, no citations, nothing but I.3.3.h."""
    base, best, good, fair, poor = (facts[name].astype(np.int32, copy=False) for name in _COUNTED)
    good = best + good
    fair = good + fair
    np.select([10 * best >= 7 * base, 10 * good >= 6 * base, 2 * fair > base, 2 * poor >= base], [4, 3, 2, 1], 0)


def _memory_of(action: Callable[[], object]) -> int:
    """The most bytes allocated at once while it runs (NumPy reports its own to tracemalloc)."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def one_case(members: Judged) -> list[Figure]:
    """Explaining one case: outcome, rules that applied with their facts, what would change it."""
    explainer = Explainer(SubjectKind.MEMBER, terms())
    step = max(1, len(members.rows) // EXPLAINED)
    cases = [case_facts(members, at) for at in range(0, len(members.rows), step)]
    begun = time.perf_counter()
    for case in cases:
        explainer.explain(case)
    each = (time.perf_counter() - begun) / len(cases) * 1000
    return [Figure(f"explaining one case (mean of {len(cases):,})", f"{each:.3f} ms", "<= 1", each <= 1)]


def growth(members: Judged) -> list[Figure]:
    """Cost a row of the rules, from ten thousand rows to all."""
    outputs = assemble(SubjectKind.MEMBER, terms()).outputs
    program = Program(outputs)
    figures, costs = [], []
    for rows in [count for count in GROWTH_ROWS if count <= len(members.rows)]:
        facts = {name: column[:rows] for name, column in members.facts.items()}
        columns = output_columns(outputs, rows)
        seconds = best_seconds(lambda facts=facts, rows=rows, columns=columns: program.run(facts, rows, columns))  # type: ignore[misc]
        costs.append(seconds / rows * 1e9)
        figures.append(Figure(f"rules, {rows:>9,} rows", f"{seconds:.4f} s, {costs[-1]:.0f} ns a row"))
    spread = max(costs) / min(costs) if costs else 1.0
    return [*figures, Figure("  dearest against cheapest row", f"{spread:.2f} x", "<= 2", spread <= 2)]


def whole_evaluations(sizes: Sequence[Size]) -> list[Figure]:
    """Evaluation from tables in memory, all kinds of subject, plan, caps and findings."""
    figures = []
    for size in sizes:
        workbook = workbook_in_memory(make(size, 1))
        people = workbook["people"].size
        seconds = best_seconds(lambda workbook=workbook: evaluate(workbook, terms()), 2)  # type: ignore[misc]
        micro = seconds / people * 1e6
        figures.append(
            Figure(f"evaluation, {size.value}, {people:>9,} people", f"{seconds:.2f} s, {micro:.2f} µs a person")
        )
    return figures
