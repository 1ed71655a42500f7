"""Conditions over named facts, written once and carried out two ways.

A rule is a Python function that builds an expression from facts with `&`, `|`, `~`, `+`, `*` and the
comparisons. `single.compile_case` carries expressions out on one case, `columns.Program` on NumPy columns,
`compiled.Kernel` compiles them. What several expressions share is computed once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Facts = Mapping[str, int]
"""One case: the facts by name; flags are 0 or 1, days are day numbers, levels as in `Level`."""


@dataclass(frozen=True, eq=False)
class Expression:
    """A value that depends on facts; flags, numbers, days and levels are all whole numbers."""

    def __and__(self, other: "Expression") -> "Expression":
        return Binary("&", self, other)

    def __or__(self, other: "Expression") -> "Expression":
        return Binary("|", self, other)

    def __invert__(self) -> "Expression":
        return Negation(self)

    def __add__(self, other: "Expression | int") -> "Expression":
        return Binary("+", self, as_expression(other))

    def __mul__(self, other: int) -> "Expression":
        return Binary("*", self, as_expression(other))

    def __gt__(self, other: "Expression | int") -> "Expression":
        return Binary(">", self, as_expression(other))

    def __ge__(self, other: "Expression | int") -> "Expression":
        return Binary(">=", self, as_expression(other))

    def __lt__(self, other: "Expression | int") -> "Expression":
        return Binary("<", self, as_expression(other))

    def equals(self, other: "Expression | int") -> "Expression":
        """Equal; Python's `==` stays identity, for an expression is a key."""
        return Binary("==", self, as_expression(other))

    @property
    def parts(self) -> tuple["Expression", ...]:
        """The expressions that this one is made of."""
        return ()


@dataclass(frozen=True, eq=False)
class Fact(Expression):
    """A named fact of the case; `label` says in English what it is, `kind` how its value is read."""

    name: str
    label: str = ""
    kind: str = "flag"


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    """A number that holds for every case; `FALSE` and `TRUE` are the flags."""

    value: int


FALSE = Constant(False)
TRUE = Constant(True)


@dataclass(frozen=True, eq=False)
class Binary(Expression):
    """Two expressions joined by `&`, `|`, `+`, `*`, `>`, `>=`, `<`, `==` or `min`."""

    symbol: str
    left: Expression
    right: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, eq=False)
class Negation(Expression):
    """True where the flag is not."""

    of: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.of,)


@dataclass(frozen=True, eq=False)
class Choice(Expression):
    """`then` where the flag holds, else `otherwise`."""

    flag: Expression
    then: Expression
    otherwise: Expression

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.flag, self.then, self.otherwise)


@dataclass(frozen=True, eq=False)
class Weight(Expression):
    """`weight` where the flag holds, else 0, in a column of `bits` bits."""

    flag: Expression
    weight: int
    bits: int

    @property
    def parts(self) -> tuple[Expression, ...]:
        return (self.flag,)


def as_expression(value: Expression | int) -> Expression:
    """A plain number as an expression."""
    return value if isinstance(value, Expression) else Constant(value)


def any_of(expressions: Sequence[Expression]) -> Expression:
    """True where at least one flag holds."""
    joined: Expression = FALSE
    for expression in expressions:
        joined = expression if joined is FALSE else joined | expression
    return joined


def total(expressions: Sequence[Expression]) -> Expression:
    """The sum of numbers; 0 of none."""
    joined: Expression = expressions[0] if expressions else Constant(0)
    for expression in expressions[1:]:
        joined = joined + expression
    return joined


def union(weights: Sequence[tuple[Expression, int]], bits: int) -> Expression:
    """The bits of all flags that hold, in a column of `bits` bits."""
    joined: Expression = Weight(FALSE, 0, bits)
    for position, (flag, weight) in enumerate(weights):
        joined = Weight(flag, weight, bits) if position == 0 else joined | Weight(flag, weight, bits)
    return joined


def facts_of(expression: Expression) -> tuple[str, ...]:
    """The names of the facts that an expression looks at, in order of appearance."""
    if isinstance(expression, Fact):
        return (expression.name,)
    return tuple(dict.fromkeys(name for part in expression.parts for name in facts_of(part)))
