"""Carries expressions out on one case: they become one straight Python function."""

from collections.abc import Callable, Mapping

from kiemdiem.rulebook.expressions import (
    Binary,
    Choice,
    Constant,
    Expression,
    Fact,
    Facts,
    Negation,
    Weight,
)

CaseFunction = Callable[[Facts], dict[str, int]]


def compile_case(outputs: Mapping[str, Expression]) -> CaseFunction:
    """A function from the facts of one case to the value of each output.

    The function raises KeyError when a fact is missing.
    """
    lines = StraightLines(lambda name: f"facts[{name!r}]")
    results = {name: lines.place(expression) for name, expression in outputs.items()}
    body = "\n".join(f"    {line}" for line in lines.lines)
    returned = ", ".join(f"{name!r}: int({variable})" for name, variable in results.items())
    return _made(f"def case(facts):\n{body}\n    return {{{returned}}}\n", "case")


def _made(source: str, name: str) -> CaseFunction:
    """The function that the source defines; it is built from expressions alone, never from input."""
    space: dict[str, CaseFunction] = {}
    exec(compile(source, "<rules>", "exec"), space)  # noqa: S102
    return space[name]


class StraightLines:
    """Expressions written out as assignments, each distinct one once.

    Args:
        fact: how a fact of that name is written.
    """

    def __init__(self, fact: Callable[[str], str]) -> None:
        self.lines: list[str] = []
        self.facts: list[str] = []
        self._fact = fact
        self._by_expression: dict[Expression, str] = {}
        self._by_text: dict[str, str] = {}

    def place(self, expression: Expression) -> str:
        """The variable that holds the expression's value."""
        variable = self._by_expression.get(expression)
        if variable is None:
            variable = self._by_expression[expression] = self._assign(expression)
        return variable

    def _assign(self, expression: Expression) -> str:
        if isinstance(expression, Constant):
            return repr(int(expression.value) if type(expression.value) is not bool else expression.value)
        text = self._text(expression, [self.place(part) for part in expression.parts])
        if text not in self._by_text:
            self._by_text[text] = f"v{len(self._by_text)}"
            self.lines.append(f"{self._by_text[text]} = {text}")
        return self._by_text[text]

    def _text(self, expression: Expression, parts: list[str]) -> str:
        match expression:
            case Fact(name=name):
                if name not in self.facts:
                    self.facts.append(name)
                return self._fact(name)
            case Binary(symbol="min"):
                return f"{parts[0]} if {parts[0]} < {parts[1]} else {parts[1]}"
            case Binary(symbol=symbol):
                return f"{parts[0]} {symbol} {parts[1]}"
            case Negation():
                return f"not {parts[0]}"
            case Choice():
                return f"{parts[1]} if {parts[0]} else {parts[2]}"
            case Weight(weight=weight):
                return f"{weight} if {parts[0]} else 0"
        raise TypeError(f"not an expression: {expression!r}")
