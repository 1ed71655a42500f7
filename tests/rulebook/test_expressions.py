"""Expressions: each operator, on one case and on columns."""

import importlib
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiemdiem import rulebook
from kiemdiem.rulebook import columns
from kiemdiem.rulebook import facts as usual_facts
from kiemdiem.rulebook.columns import Program
from kiemdiem.rulebook.expressions import (
    FALSE,
    TRUE,
    Binary,
    Choice,
    Constant,
    Expression,
    Fact,
    Negation,
    Weight,
    any_of,
    as_expression,
    facts_of,
    total,
    union,
)
from kiemdiem.rulebook.single import StraightLines, compile_case

from .expressions_at_random import columns_of, empty_outputs, random_facts, random_outputs, value_of

A, B, C = Fact("a"), Fact("b"), Fact("c")
M, N = Fact("m", kind="count"), Fact("n", kind="count")
FLAG_CASES = [(0, 0), (0, 1), (1, 0), (1, 1)]
NUMBER_CASES = [(2, 3), (3, 3), (4, 3)]


def on_one_case(expression: Expression, **facts: int) -> int:
    return compile_case({"it": expression})(facts)["it"]


def on_columns(expression: Expression, **facts: list[int]) -> list[int]:
    rows = len(next(iter(facts.values())))
    out = {"it": np.zeros(rows, dtype=np.int64)}
    kinds = {"a": np.bool_, "b": np.bool_, "c": np.bool_}
    Program({"it": expression}).run(
        {name: np.array(column, dtype=kinds.get(name, np.int32)) for name, column in facts.items()}, rows, out
    )
    return list(out["it"])


class TestOperators:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            (A & B, [0, 0, 0, 1]),
            (A | B, [0, 1, 1, 1]),
            (~A, [1, 1, 0, 0]),
            (~(A & ~B), [1, 1, 0, 1]),
            (Choice(A, Constant(2), Constant(1)), [1, 1, 2, 2]),
            (Weight(A, 4, 8) | Weight(B, 2, 8), [0, 2, 4, 6]),
            (any_of([]), [0, 0, 0, 0]),
            (any_of([A]), [0, 0, 1, 1]),
            (any_of([A, B]), [0, 1, 1, 1]),
            (any_of([A, B, ~A]), [1, 1, 1, 1]),
            (union([], 8), [0, 0, 0, 0]),
            (union([(A, 1)], 8), [0, 0, 1, 1]),
            (union([(A, 1), (B, 128)], 8), [0, 128, 1, 129]),
            (union([(A, 1), (B, 1 << 15)], 16), [0, 1 << 15, 1, 32769]),
            (union([(A, 1), (B, 1 << 31)], 32), [0, 1 << 31, 1, (1 << 31) + 1]),
            (A & TRUE, [0, 0, 1, 1]),
            (A | TRUE, [1, 1, 1, 1]),
            (A & FALSE, [0, 0, 0, 0]),
        ],
    )
    def test_flags_are_joined_alike_on_one_case_and_on_columns(
        self, expression: Expression, expected: list[int]
    ) -> None:
        assert [on_one_case(expression, a=a, b=b) for a, b in FLAG_CASES] == expected
        left, right = zip(*FLAG_CASES, strict=True)
        assert on_columns(expression, a=list(left), b=list(right)) == expected

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            (M > N, [0, 0, 1]),
            (M >= N, [0, 1, 1]),
            (M < N, [1, 0, 0]),
            (M.equals(N), [0, 1, 0]),
            (M > 3, [0, 0, 1]),
            (M >= 3, [0, 1, 1]),
            (M < 3, [1, 0, 0]),
            (M.equals(3), [0, 1, 0]),
            (M + N, [5, 6, 7]),
            (M + 10, [12, 13, 14]),
            (M * 7, [14, 21, 28]),
            (Binary("min", M, N), [2, 3, 3]),
            (Binary("min", N, M), [2, 3, 3]),
            (total([]), [0, 0, 0]),
            (total([M]), [2, 3, 4]),
            (total([M, N, M]), [7, 9, 11]),
            (Choice(M > N, M, Constant(-5)), [-5, -5, 4]),
            (Choice(M > N, Constant(255), Constant(2)), [2, 2, 255]),
        ],
    )
    def test_numbers_are_joined_alike_on_one_case_and_on_columns(
        self, expression: Expression, expected: list[int]
    ) -> None:
        assert [on_one_case(expression, m=m, n=n) for m, n in NUMBER_CASES] == expected
        left, right = zip(*NUMBER_CASES, strict=True)
        assert on_columns(expression, m=list(left), n=list(right)) == expected

    def test_joining_nothing_gives_what_changes_nothing(self) -> None:
        nothing = {"flags": any_of([]), "numbers": total([]), "weights": union([], 8)}
        assert compile_case(nothing)({}) == {"flags": 0, "numbers": 0, "weights": 0}

    def test_a_choice_may_be_among_numbers_wider_than_eight_bits(self) -> None:
        expression = Choice(A, Constant(256), Constant(511))
        assert on_columns(expression, a=[0, 1]) == [511, 256]
        assert [on_one_case(expression, a=a) for a in (0, 1)] == [511, 256]

    @pytest.mark.parametrize("carry_out", [compile_case, Program])
    def test_what_is_shared_over_and_over_is_looked_at_once(
        self, carry_out: Callable[[dict[str, Expression]], object]
    ) -> None:
        doubled = A & B
        for _ in range(60):
            doubled = doubled | doubled
        assert carry_out({"it": doubled})

    def test_a_number_stands_for_a_constant_and_an_expression_for_itself(self) -> None:
        constant = as_expression(5)
        assert isinstance(constant, Constant)
        assert constant.value == 5
        assert as_expression(A) is A

    def test_expressions_are_told_apart_by_identity(self) -> None:
        assert Fact("a") != Fact("a")
        assert len({Fact("a"), Fact("a")}) == 2

    def test_what_is_no_known_expression_is_refused(self) -> None:
        for carry_out in (compile_case, Program):
            with pytest.raises(TypeError, match=r"not an expression: .*Expression"):
                carry_out({"it": Expression()})


class TestFactsOfAnExpression:
    def test_facts_are_named_once_in_order_of_appearance(self) -> None:
        expression = Choice(B, M, total([N, M])) > Weight(A | B, 1, 8)
        assert facts_of(expression) == ("b", "m", "n", "a")
        assert facts_of(Constant(1)) == ()
        assert facts_of(Negation(A)) == ("a",)

    def test_every_fact_has_a_name_a_label_and_a_kind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rulebook, "facts", usual_facts)
        monkeypatch.delitem(sys.modules, "kiemdiem.rulebook.facts")
        module = importlib.import_module("kiemdiem.rulebook.facts")  # facts are made while it is read
        tables = [vars(table) for name, table in vars(module).items() if name.endswith("Facts")]
        facts = {name: fact for table in tables for name, fact in table.items() if isinstance(fact, Fact)}
        kinds = {fact.name: (fact.kind, fact.label) for fact in facts.values()}
        assert len(tables) == 7
        assert all(name in (fact.name, fact.name.removeprefix("reached_")) for name, fact in facts.items())
        assert kinds["admitted_on"] == ("day", "day of admission")
        assert kinds["base"] == ("count", "papers handed out to those present")
        assert kinds["decided_level"] == ("level", "level decided by the authority")
        assert kinds["in_cell"] == ("flag", "takes part officially in a cell on the reference date")
        assert {kind for kind, _ in kinds.values()} == {"flag", "count", "level", "day"}


class TestOneCase:
    def test_a_missing_fact_is_a_key_error_that_names_it(self) -> None:
        with pytest.raises(KeyError, match="b"):
            on_one_case(A | B, a=1)

    def test_results_are_whole_numbers(self) -> None:
        assert [type(on_one_case(expression, a=1, m=1)) for expression in (~A, M > 0, TRUE)] == [int, int, int]

    def test_what_outputs_share_is_written_once(self) -> None:
        lines = StraightLines(lambda name: f"<{name}>")
        once, again = A & B, A & B
        assert lines.place(once) == lines.place(once) == lines.place(again)
        assert lines.lines == ["v0 = <a>", "v1 = <b>", "v2 = v0 & v1"]
        assert lines.facts == ["a", "b"]
        lines.place(Fact("a"))
        assert lines.facts == ["a", "b"]

    def test_constants_are_written_as_they_are_read(self) -> None:
        lines = StraightLines(str)
        assert [lines.place(constant) for constant in (TRUE, FALSE, Constant(0), Constant(7))] == [
            "True", "False", "0", "7",
        ]  # fmt: skip
        assert lines.lines == []


class TestColumns:
    def test_a_missing_column_is_a_key_error(self) -> None:
        with pytest.raises(KeyError, match="b"):
            on_columns(A | B, a=[1])

    def test_columns_longer_than_a_chunk_are_worked_on_to_the_last_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(columns, "CHUNK_ROWS", 4)
        for rows in (0, 1, 3, 4, 5, 8, 9):
            column = np.arange(rows, dtype=np.int32)
            out = {"it": np.full(rows, -1, dtype=np.int64)}
            Program({"it": M + 1}).run({"m": column}, rows, out)
            assert list(out["it"]) == list(range(1, rows + 1))

    def test_each_row_is_worked_on_once_and_never_more_than_a_chunk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lengths: list[int] = []

        def watched(left: columns.Column, right: int) -> columns.Column:
            lengths.append(len(left))
            added: columns.Column = np.add(left, right)
            return added

        monkeypatch.setattr(columns, "CHUNK_ROWS", 4)
        monkeypatch.setattr(columns, "_UFUNCS", {"+": watched})
        Program({"it": M + 1}).run({"m": np.arange(9)}, 9, {"it": np.zeros(9, dtype=np.int64)})
        assert lengths == [4, 4, 1]

    def test_a_program_names_its_facts_once(self) -> None:
        assert Program({"one": A & B, "other": Fact("a") | C}).facts == ("a", "b", "c")

    def test_what_outputs_share_is_computed_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[str] = []
        ufuncs = {"&": np.bitwise_and, ">": np.greater}

        def counted(symbol: str) -> Callable[..., columns.Column]:
            def operation(left: columns.Column, right: columns.Column) -> columns.Column:
                calls.append(symbol)
                joined: columns.Column = ufuncs[symbol](left, right)
                return joined

            return operation

        monkeypatch.setattr(columns, "_UFUNCS", {"&": counted("&"), ">": counted(">")})
        flag = A & B
        program = Program({"one": flag, "two": flag, "three": Fact("a") & Fact("b"), "four": M > 1, "five": M > 1})
        out = empty_outputs(dict.fromkeys(("one", "two", "three", "four", "five"), flag), 2)
        program.run({"a": np.array([1, 1], bool), "b": np.array([0, 1], bool), "m": np.array([1, 2])}, 2, out)
        assert calls == ["&", ">"]
        assert [list(column) for column in out.values()] == [[0, 1]] * 5

    def test_true_and_one_are_kept_apart_so_that_a_flag_stays_a_flag(self) -> None:
        outputs = {"number": M + 1, "flag": A & TRUE}
        out = empty_outputs(outputs, 2)
        Program(outputs).run({"a": np.array([1, 0], bool), "m": np.array([2, 3])}, 2, out)
        assert [list(column) for column in out.values()] == [[3, 4], [1, 0]]

    def test_levels_and_masks_are_computed_no_wider_than_needed(self) -> None:
        widths: dict[str, np.dtype[np.generic]] = {}

        class Watching(dict[str, columns.Column]):
            def __getitem__(self, name: str) -> columns.Column:
                class Out:
                    def __setitem__(self, part: slice, values: columns.Column) -> None:
                        widths[name] = values.dtype

                return Out()  # type: ignore[return-value]

        outputs = {
            "level": Choice(A, Constant(255), Constant(0)),
            "mask8": union([(A, 1)], 8),
            "mask16": union([(A, 1), (B, 2)], 16),
            "mask32": union([(A, 1), (B, 2)], 32),
            "number": M + 1,
            "flag": A & TRUE,
        }
        facts = {"a": np.array([True]), "b": np.array([True]), "m": np.array([1], dtype=np.int32)}
        Program(outputs).run(facts, 1, Watching())
        bits = {name: width.itemsize * 8 for name, width in widths.items()}
        assert bits == {"level": 8, "mask8": 8, "mask16": 16, "mask32": 32, "number": 32, "flag": 8}


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 10**9))
def test_one_case_and_columns_agree_on_random_expressions(seed: int) -> None:
    outputs, cases = random_outputs(seed), random_facts(seed, 12)
    out = empty_outputs(outputs, len(cases))
    Program(outputs).run(columns_of(cases), len(cases), out)
    one_case = compile_case(outputs)
    for row, facts in enumerate(cases):
        expected = {name: value_of(expression, facts) for name, expression in outputs.items()}
        assert one_case(facts) == expected
        assert {name: int(column[row]) for name, column in out.items()} == expected
