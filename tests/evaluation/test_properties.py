"""What must hold for every workbook."""

import random
import unicodedata
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from differential import Rows, Tables, compared, evaluated, product, raw_tables, rows_of
from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.evaluation.judging import output_columns
from kiemdiem.rulebook.compiled import Kernel
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.tally import tally
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Level
from kiemdiem.workbook.reading import read_tables
from reference.evaluator import evaluate as reference
from reference.random_workbooks import seeded_case, seeded_cases

TERMS = Terms(load("nghe-an-2020"), date(2020, 12, 31))
votes = st.dictionaries(st.sampled_from(LEVELS), st.integers(0, 400), min_size=1)
SEEDS_TOGETHER = 400


@given(votes)
def test_without_invalid_papers_a_ballot_reaches_exactly_one_level(cast: dict[Level, int]) -> None:
    base = sum(cast.values())
    found = tally(base, cast, 0, TERMS)
    assert (found.level is not Level.NONE) == (base > 0)
    assert len(found.clauses) == 2


@given(votes, st.integers(0, 40), st.data())
def test_raising_a_vote_never_lowers_the_level(cast: dict[Level, int], invalid: int, data: st.DataObject) -> None:
    base = sum(cast.values()) + invalid
    lower = data.draw(st.sampled_from([level for level in cast if cast[level]] or [Level.NONE]))
    better = [level for level in LEVELS if level > lower]
    if not lower or not better:
        return
    target = data.draw(st.sampled_from(better))
    raised = {**cast, lower: cast[lower] - 1}
    raised[target] = raised.get(target, 0) + 1
    before, after = tally(base, cast, invalid, TERMS).level, tally(base, raised, invalid, TERMS).level
    # a vote taken from KHTNV may leave none of the four reached: that is no level, not a lower one
    assert after >= before or (before is Level.KHTNV and after is Level.NONE)


@settings(max_examples=60, deadline=None)
@given(seeded_cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(case, shuffler: random.Random) -> None:  # type: ignore[no-untyped-def]
    shuffled = {name: shuffler.sample(list(rows), len(rows)) for name, rows in case.tables.items()}
    assert product(shuffled, case.as_of, case.branch_units) == product(case.tables, case.as_of, case.branch_units)


def _normalised(tables: Tables, form: str) -> dict[str, Rows]:
    def cell(value: object) -> object:
        return unicodedata.normalize(form, value) if isinstance(value, str) else value  # type: ignore[arg-type]

    return {name: [{key: cell(value) for key, value in row.items()} for row in rows] for name, rows in tables.items()}


@settings(max_examples=60, deadline=None)
@given(seeded_cases())
def test_decomposed_and_composed_letters_give_the_same_output(case) -> None:  # type: ignore[no-untyped-def]
    composed, decomposed = _normalised(case.tables, "NFC"), _normalised(case.tables, "NFD")
    assert product(composed, case.as_of) == product(decomposed, case.as_of)


@settings(max_examples=60, deadline=None)
@given(seeded_cases())
def test_one_case_alone_gives_what_the_columns_give(case) -> None:  # type: ignore[no-untyped-def]
    for judged in evaluated(case.tables, case.as_of).judged:
        outputs = judged.assembly.outputs
        alone = compile_case(outputs)
        for at in range(len(judged.rows)):
            facts = {name: int(column[at]) for name, column in judged.facts.items()}
            assert alone(facts) == {name: int(getattr(judged, name)[at]) for name in outputs}


def test_the_compiled_rules_give_what_the_columns_give() -> None:
    kernels: dict[object, Kernel] = {}
    for seed in range(40):
        for judged in evaluated(seeded_case(seed).tables, date(2020, 12, 31)).judged:
            outputs = judged.assembly.outputs
            kernel = kernels.setdefault(judged.kind, Kernel(outputs))
            columns = output_columns(outputs, len(judged.rows))
            facts = {name: np.ascontiguousarray(column) for name, column in judged.facts.items()}
            kernel.run(facts, len(judged.rows), columns)
            assert all((columns[name] == getattr(judged, name)).all() for name in outputs)


@pytest.mark.parametrize("first", range(0, SEEDS_TOGETHER, 50))
def test_the_plain_reference_agrees_on_all_tables(first: int) -> None:
    for seed in range(first, first + 50):
        _agree(seeded_case(seed))


@settings(max_examples=40, deadline=None)
@given(seeded_cases())
def test_the_plain_reference_agrees_on_tables_drawn_at_random(case) -> None:  # type: ignore[no-untyped-def]
    _agree(case)


def _agree(case) -> None:  # type: ignore[no-untyped-def]
    expected = compared(reference(case.tables, case.as_of, case.branch_units))
    found = compared(product(case.tables, case.as_of, case.branch_units))
    assert {name: _only_in(expected[name], found[name]) for name in expected} == dict.fromkeys(expected, ([], []))


def _only_in(expected: Sequence[object], found: Sequence[object]) -> tuple[list[object], list[object]]:
    return ([row for row in expected if row not in found], [row for row in found if row not in expected])


def test_every_row_of_results_names_a_clause() -> None:
    for seed in range(60):
        results = rows_of(evaluated(seeded_case(seed).tables, date(2020, 12, 31)))["results"]
        assert all(row["clauses"] for row in results)


def test_names_and_notes_change_nothing_and_may_be_let_go() -> None:
    for seed in range(20):
        case = seeded_case(seed)
        lean = read_tables(raw_tables(case.tables), with_names=False)[0]
        assert not lean["people"].texts.keys() - {"id"}
        assert rows_of(evaluate(lean, Terms(load("nghe-an-2020"), case.as_of))) == product(case.tables, case.as_of)
