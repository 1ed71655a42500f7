"""The same expressions compiled by Numba, an optional extra: one loop over the rows, no intermediate columns."""

from collections.abc import Callable, Mapping

import numba

from kiemdiem.rulebook.columns import Column
from kiemdiem.rulebook.expressions import Expression
from kiemdiem.rulebook.single import StraightLines

CompiledLoop = Callable[..., object]


class Kernel:
    """Expressions compiled for columns; used like `columns.Program`, with the same results."""

    def __init__(self, outputs: Mapping[str, Expression]) -> None:
        lines = StraightLines(lambda name: f"fact_{name}[i]")
        results = {name: lines.place(expression) for name, expression in outputs.items()}
        self.facts = tuple(lines.facts)
        self._outputs = tuple(results)
        parameters = [f"fact_{name}" for name in self.facts] + [f"out_{name}" for name in results]
        body = [*lines.lines, *(f"out_{name}[i] = {variable}" for name, variable in results.items())]
        source = "\n".join(
            [f"def loop({', '.join(['rows', *parameters])}):", "    for i in prange(rows):"]
            + [f"        {line}" for line in body]
        )
        self._loop = _compiled(source)

    def run(self, columns: Mapping[str, Column], rows: int, outputs: Mapping[str, Column]) -> None:
        """Fill `outputs` (a column of `rows` rows for each output) from the facts in `columns`."""
        facts = [columns[name] for name in self.facts]
        self._loop(rows, *facts, *(outputs[name] for name in self._outputs))


def _compiled(source: str) -> CompiledLoop:
    """The loop, compiled for all cores; the source is built from expressions alone, never from input."""
    space: dict[str, CompiledLoop] = {"prange": numba.prange}
    exec(compile(source, "<rules>", "exec"), space)  # noqa: S102
    compiled: CompiledLoop = numba.njit(parallel=True)(space["loop"])
    return compiled
