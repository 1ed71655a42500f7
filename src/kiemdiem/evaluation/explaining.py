"""Tells one case: what applied, with which facts, what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiemdiem.evaluation.judging import Judged
from kiemdiem.rulebook.assembly import Assembly, assemble
from kiemdiem.rulebook.expressions import Expression, Fact, facts_of
from kiemdiem.rulebook.facts import CadreFacts, CollectiveFacts, MemberFacts, OrganisationFacts
from kiemdiem.rulebook.outcome import STATUSES
from kiemdiem.rulebook.single import CaseFunction, compile_case
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Status, SubjectKind, WaitsFor

_CATALOGUES: dict[SubjectKind, type] = {
    SubjectKind.ORGANISATION: OrganisationFacts,
    SubjectKind.COLLECTIVE: CollectiveFacts,
    SubjectKind.MEMBER: MemberFacts,
    SubjectKind.CADRE: CadreFacts,
}


@dataclass(frozen=True)
class FactValue:
    """A fact as it is in this case."""

    fact: Fact
    value: int


@dataclass(frozen=True)
class Reason:
    """A rule that applied: its clauses, what it brought about, and the facts it looked at."""

    clauses: tuple[str, ...]
    facts: tuple[FactValue, ...] = ()
    status: Status | None = None
    waits_for: WaitsFor | None = None
    ceiling: Level = Level.NONE


@dataclass(frozen=True)
class Change:
    """What a single other fact would bring about."""

    fact: FactValue
    """The fact with its other value."""
    status: Status
    level: Level


@dataclass(frozen=True)
class CaseOutcome:
    """One case, judged and explained."""

    status: Status
    level: Level
    ballot_level: Level
    ceiling: Level
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Rule:
    """A rule of the assembly: where it holds, and the condition that is its own."""

    flag: Expression
    reason: Reason
    own: Expression
    level: Expression | None = None

    @property
    def looked_at(self) -> tuple[str, ...]:
        return facts_of(self.own)


class Explainer:
    """Explains cases of one kind of subject; made once, used for many."""

    def __init__(self, kind: SubjectKind, terms: Terms) -> None:
        self.assembly: Assembly = assemble(kind, terms)
        self.facts = {fact.name: fact for fact in vars(_CATALOGUES[kind]).values() if isinstance(fact, Fact)}
        self._clauses = frozenset(clause.id for clause in terms.edition.clauses)
        outcome = self.assembly.outcome
        self._judge: CaseFunction = compile_case(
            {
                "status": outcome.status,
                "level": outcome.level,
                "ballot_level": outcome.ballot_level,
                "ceiling": outcome.ceiling,
            }
        )
        self._rules = self._applied_rules(terms)
        self._apply: CaseFunction = compile_case({str(at): rule.flag for at, rule in enumerate(self._rules)})

    def _applied_rules(self, terms: Terms) -> list["_Rule"]:
        applied = self.assembly.applied
        rules = [_Rule(flag, Reason(rule.clauses), rule.condition(terms)) for rule, flag in applied.notes]
        rules += [
            _Rule(flag, Reason(rule.clauses, status=rule.status, waits_for=rule.waits_for), rule.condition(terms))
            for rule, flag in applied.scope
        ]
        rules += [
            _Rule(flag, Reason(rule.clauses, waits_for=rule.waits_for), rule.condition(terms))
            for rule, flag in applied.waits
        ]
        rules += [
            _Rule(level > Level.NONE, Reason(rule.clauses), rule.level(terms), level)
            for rule, level in applied.ceilings
        ]
        return rules

    def explain(self, facts: Mapping[str, int]) -> CaseOutcome:
        """The outcome of a case, the rules that applied, and the single facts that would change it.

        Raises:
            KeyError: a fact of this kind of subject is missing.
        """
        judged, holds = self._judge(facts), self._apply(facts)
        reasons, touched = [], dict[str, Fact]()
        for at, rule in enumerate(self._rules):
            if not holds[str(at)]:
                continue
            own = tuple(FactValue(self.facts[name], int(facts[name])) for name in rule.looked_at)
            touched |= {value.fact.name: value.fact for value in own}
            ceiling = Level(judged["ceiling"]) if rule.level else Level.NONE
            reasons.append(replace(rule.reason, facts=own, ceiling=ceiling, clauses=self._in_force(rule.reason)))
        return CaseOutcome(
            status=STATUSES[judged["status"]],
            level=Level(judged["level"]),
            ballot_level=Level(judged["ballot_level"]),
            ceiling=Level(judged["ceiling"]),
            reasons=tuple(reasons),
            changes=tuple(self._changes(facts, judged, touched)),
        )

    def _in_force(self, reason: "Reason") -> tuple[str, ...]:
        return tuple(clause for clause in reason.clauses if clause in self._clauses)

    def _changes(
        self, facts: Mapping[str, int], judged: Mapping[str, int], touched: Mapping[str, Fact]
    ) -> list[Change]:
        found = []
        for name, fact in touched.items():
            if fact.kind != "flag":
                continue
            other = int(not facts[name])
            now = self._judge({**facts, name: other})
            if (now["status"], now["level"]) != (judged["status"], judged["level"]):
                found.append(Change(FactValue(fact, other), STATUSES[now["status"]], Level(now["level"])))
        return found


def case_facts(judged: Judged, position: int) -> dict[str, int]:
    """The facts of the subject at that position."""
    return {name: int(column[position]) for name, column in judged.facts.items()}
