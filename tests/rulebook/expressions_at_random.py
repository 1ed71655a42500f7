"""Random expressions over a few facts, random columns of those facts, and a plain reading of both."""

import random
from collections.abc import Mapping

import numpy as np

from kiemdiem.rulebook.columns import Column
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
    total,
    union,
)

FLAGS = [Fact(name) for name in ("a", "b", "c")]
COUNTS = [Fact(name, kind="count") for name in ("m", "n")]
LEVELS = [Fact(name, kind="level") for name in ("k", "l")]


def value_of(expression: Expression, facts: Mapping[str, int]) -> int:
    """What the expression comes to, by its definition."""
    parts = [value_of(part, facts) for part in expression.parts]
    match expression:
        case Fact(name=name):
            return facts[name]
        case Constant(value):
            return int(value)
        case Negation(_):
            return int(not parts[0])
        case Choice():
            return parts[1] if parts[0] else parts[2]
        case Weight(_, weight, _):
            return weight if parts[0] else 0
        case Binary(symbol, _, _):
            left, right = parts
            return {
                "&": left & right, "|": left | right, "+": left + right, "*": left * right, ">": int(left > right),
                ">=": int(left >= right), "<": int(left < right), "==": int(left == right), "min": min(left, right),
            }[symbol]  # fmt: skip
    raise AssertionError(expression)


class Maker:
    """Makes expressions of each sort out of those it made before."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def flag(self, depth: int) -> Expression:
        pick = self.random.randrange(9) if depth else 0
        if pick == 0:
            return self.random.choice([*FLAGS, TRUE, FALSE, *FLAGS])
        if pick == 1:
            return ~self.flag(depth - 1)
        if pick == 2:
            return any_of([self.flag(depth - 1) for _ in range(self.random.randrange(4))])
        if pick in (3, 4):
            left, right = self.flag(depth - 1), self.flag(depth - 1)
            return left & right if pick == 3 else left | right
        left, right = (
            (self.level(depth - 1), self.level(depth - 1)) if pick == 5 else (self.count(depth - 1), self.number(depth))
        )
        return self.random.choice([left > right, left >= right, left < right, left.equals(right)])

    def count(self, depth: int) -> Expression:
        pick = self.random.randrange(4) if depth else 0
        if pick == 0:
            return self.random.choice(COUNTS)
        if pick == 1:
            return self.count(depth - 1) * self.random.randrange(5)
        if pick == 2:
            return self.count(depth - 1) + self.random.choice([3, 300])
        return total([self.count(depth - 1) for _ in range(self.random.randrange(1, 4))])

    def number(self, depth: int) -> Expression:
        return Constant(self.random.randrange(12)) if self.random.randrange(2) else self.count(depth - 1)

    def level(self, depth: int) -> Expression:
        pick = self.random.randrange(4) if depth else 0
        if pick == 0:
            return self.random.choice([*LEVELS, Constant(self.random.randrange(5))])
        if pick == 1:
            return Binary("min", self.level(depth - 1), self.level(depth - 1))
        if pick == 2:
            return Choice(self.flag(depth - 1), self.level(depth - 1), self.level(depth - 1))
        return union([(self.flag(depth - 1), self.random.randrange(5)) for _ in range(self.random.randrange(3))], 8)

    def mask(self, depth: int) -> Expression:
        return union([(self.flag(depth - 1), 1 << bit) for bit in range(self.random.randrange(33))], 32)


def random_outputs(seed: int, depth: int = 4) -> dict[str, Expression]:
    """One expression of each sort, and one that shares a part with another."""
    maker = Maker(seed)
    flag, level = maker.flag(depth), maker.level(depth)
    shared = Choice(flag, level, Constant(4))
    return {"flag": flag, "count": maker.count(depth), "level": level, "mask": maker.mask(depth), "shared": shared}


def random_facts(seed: int, rows: int) -> list[dict[str, int]]:
    """Cases: flags, counts up to 9 and levels."""
    source = random.Random(seed)
    upper = dict.fromkeys([fact.name for fact in FLAGS], 1)
    upper |= dict.fromkeys([fact.name for fact in COUNTS], 9) | dict.fromkeys([fact.name for fact in LEVELS], 4)
    return [{name: source.randint(0, highest) for name, highest in upper.items()} for _ in range(rows)]


def columns_of(cases: list[dict[str, int]]) -> dict[str, Column]:
    """The cases as columns: flags, 32-bit counts, 8-bit levels."""
    types = {
        **{fact.name: np.bool_ for fact in FLAGS},
        **{fact.name: np.int32 for fact in COUNTS},
        **{fact.name: np.uint8 for fact in LEVELS},
    }
    return {name: np.array([case[name] for case in cases], dtype=kind) for name, kind in types.items()}


def empty_outputs(outputs: Mapping[str, Expression], rows: int) -> dict[str, Column]:
    """Columns wide enough for anything."""
    return {name: np.zeros(rows, dtype=np.int64) for name in outputs}
