"""What a rule is: a condition over facts, its clauses, and what follows where it holds."""

from collections.abc import Callable
from dataclasses import dataclass

from kiemdiem.rulebook.expressions import Expression, Fact
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Severity, Status, WaitsFor
from kiemdiem.wording import N_

REPORT_QUESTIONED = N_(
    "A self-assessment report stands in for the review, but the person is no official or no ground of absence "
    "is on file: the regulation does not state this."
)

Condition = Callable[[Terms], Expression]


@dataclass(frozen=True)
class Outcome:
    """What the rules make of a case, as expressions over its facts."""

    not_in_scope: Expression
    not_rated: Expression
    has_decision: Expression
    decided: Expression
    """A decision that stands; one on a subject out of scope or not rated does not."""
    status: Expression
    level: Expression
    ballot_level: Expression
    best_ballot: Expression
    """The best level that any ballot reached, 0 for none or while something is waited for."""
    ceiling: Expression
    waits: dict[WaitsFor, Expression]
    """What is waited for, whether or not a decision came before it."""
    waits_for: Expression
    cites: Expression


@dataclass(frozen=True)
class ScopeRule:
    """Where it holds, the status is fixed and no later rule is looked at."""

    condition: Condition
    clauses: tuple[str, ...]
    status: Status
    waits_for: WaitsFor | None = None


@dataclass(frozen=True)
class WaitRule:
    """Where it holds, the rating waits for something."""

    condition: Condition
    clauses: tuple[str, ...]
    waits_for: WaitsFor


@dataclass(frozen=True)
class CeilingRule:
    """`level` gives the highest level allowed, 0 where the rule sets none."""

    level: Condition
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class NoteRule:
    """Where it holds, the clause is named on the row and nothing else follows."""

    condition: Condition
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class FindingRule:
    """Where it holds, a finding is reported.

    `clause` is an id of the edition, or an instrument cited by number. The message may hold the blanks
    `{level}` (the subject's level) and `{other}` (the level in the column that `other` names).
    """

    condition: Callable[[Terms, Outcome], Expression]
    clause: str
    severity: Severity | Callable[[Terms], Severity]
    message: str
    other: str = ""

    def gravity(self, terms: Terms) -> Severity:
        """The severity under the options chosen."""
        return self.severity if isinstance(self.severity, Severity) else self.severity(terms)


@dataclass(frozen=True)
class RuleSet:
    """All rules on one kind of subject, in the order in which they are looked at."""

    notes: tuple[NoteRule, ...]
    scope: tuple[ScopeRule, ...]
    waits: tuple[WaitRule, ...]
    ceilings: tuple[CeilingRule, ...]
    ballot_clause: str
    decision_clause: str
    decided: Fact
    findings: tuple[FindingRule, ...] = ()
