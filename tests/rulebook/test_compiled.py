"""The compiled rules give what the others give."""

import numpy as np
import pytest

from kiemdiem.rulebook.compiled import Kernel
from kiemdiem.rulebook.expressions import Expression

from .expressions_at_random import columns_of, empty_outputs, random_facts, random_outputs, value_of

OUTPUTS: dict[str, Expression] = {
    f"{name}_{seed}": expression for seed in range(2) for name, expression in random_outputs(seed, depth=3).items()
}


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel(OUTPUTS)


def test_compiled_rules_agree_on_random_expressions(kernel: Kernel) -> None:
    cases = random_facts(seed=7, rows=200)
    out = empty_outputs(OUTPUTS, len(cases))
    kernel.run(columns_of(cases), len(cases), out)
    for name, expression in OUTPUTS.items():
        expected = [value_of(expression, facts) for facts in cases]
        assert list(out[name]) == expected, name


def test_compiled_rules_take_a_table_without_rows(kernel: Kernel) -> None:
    kernel.run(columns_of([]), 0, empty_outputs(OUTPUTS, 0))


def test_a_missing_column_is_a_key_error(kernel: Kernel) -> None:
    columns = columns_of(random_facts(seed=1, rows=1))
    missing = kernel.facts[0]
    del columns[missing]
    with pytest.raises(KeyError, match=missing):
        kernel.run(columns, 1, {name: np.zeros(1, dtype=np.int64) for name in OUTPUTS})
