"""Puts the rules on one kind of subject together: status, level, what is waited for, clauses.

The order is that of the procedure: who is in scope, what must be there first, what the ballots reached,
what limits the level, what the authority decided.
"""

from dataclasses import dataclass

from kiemdiem.rulebook.expressions import FALSE, Binary, Choice, Constant, Expression, Weight, any_of, total, union
from kiemdiem.rulebook.facts import ReachedFacts
from kiemdiem.rulebook.rules.ballots import reached as reached_by_ballot
from kiemdiem.rulebook.rules.cadres import CADRE_RULES
from kiemdiem.rulebook.rules.members import MEMBER_RULES
from kiemdiem.rulebook.rules.rule import CeilingRule, NoteRule, Outcome, RuleSet, ScopeRule, WaitRule
from kiemdiem.rulebook.rules.units import COLLECTIVE_RULES, ORGANISATION_RULES
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Level, Status, SubjectKind, WaitsFor

RULE_SETS: dict[SubjectKind, RuleSet] = {
    SubjectKind.ORGANISATION: ORGANISATION_RULES,
    SubjectKind.COLLECTIVE: COLLECTIVE_RULES,
    SubjectKind.MEMBER: MEMBER_RULES,
    SubjectKind.CADRE: CADRE_RULES,
}
STATUSES: tuple[Status, ...] = tuple(Status)
WAITS: tuple[WaitsFor, ...] = tuple(WaitsFor)
CLOSED = (Status.NOT_IN_SCOPE, Status.NOT_RATED)
CONFLICT_CLAUSE = "II.3.c"
LEVEL_BITS, WAIT_BITS, CITE_BITS = 8, 16, 32

Reached = dict[Level, Expression]


@dataclass(frozen=True)
class Applied:
    """The rules on one kind of subject, each with where it applies."""

    rules: RuleSet
    notes: list[tuple[NoteRule, Expression]]
    scope: list[tuple[ScopeRule, Expression]]
    waits: list[tuple[WaitRule, Expression]]
    ceilings: list[tuple[CeilingRule, Expression]]
    """The level that each sets, where it holds."""
    in_play: Expression
    reached: Reached


@dataclass(frozen=True)
class Citation:
    """A clause that a row names where the flag holds."""

    flag: Expression
    clause: str


def reached_levels(kind: SubjectKind, terms: Terms) -> Reached:
    """What the ballots of a subject reached: a member has one, read here; others' are read before."""
    if kind != SubjectKind.CADRE and terms.choice("thresholds_for_all") == "cadres_only":
        return dict.fromkeys(LEVELS, FALSE) | {Level.NONE: ~FALSE}
    if kind == SubjectKind.MEMBER:
        return reached_by_ballot(terms)
    return {
        Level.HTXSNV: ReachedFacts.htxsnv,
        Level.HTTNV: ReachedFacts.httnv,
        Level.HTNV: ReachedFacts.htnv,
        Level.KHTNV: ReachedFacts.khtnv,
        Level.NONE: ReachedFacts.none,
    }


def apply_rules(kind: SubjectKind, terms: Terms) -> Applied:
    """The rules on that kind of subject under the terms; those of clauses not in force left out."""
    rules = RULE_SETS[kind]
    scope: list[tuple[ScopeRule, Expression]] = []
    before: list[Expression] = []
    for scope_rule in rules.scope:
        if scope_rule.clauses and not any(map(terms.edition.has, scope_rule.clauses)):
            continue
        condition = scope_rule.condition(terms)
        scope.append((scope_rule, condition & ~any_of(before) if before else condition))
        before.append(condition)
    in_play = ~any_of(before)
    is_closed = any_of([flag for rule, flag in scope if rule.status in CLOSED])
    return Applied(
        rules=rules,
        notes=[(rule, in_play & rule.condition(terms)) for rule in rules.notes if terms.edition.has(rule.clauses[0])],
        scope=scope,
        waits=[(rule, in_play & rule.condition(terms)) for rule in rules.waits if terms.edition.has(rule.clauses[0])],
        ceilings=[
            (rule, Choice(is_closed, Constant(Level.NONE), rule.level(terms)))
            for rule in rules.ceilings
            if terms.edition.has(rule.clauses[0])
        ],
        in_play=in_play,
        reached=reached_levels(kind, terms),
    )


def outcome_of(applied: Applied, terms: Terms) -> tuple[Outcome, tuple[Citation, ...]]:
    """What follows from the rules applied, and the clauses behind the bits of `cites`."""
    reached = applied.reached
    waits = _wait_flags(applied)
    waiting = any_of(list(waits.values()))
    ready = applied.in_play & ~waiting
    some_level = ready & ~reached[Level.NONE]
    several = total([Weight(reached[level], 1, LEVEL_BITS) for level in LEVELS]) > 1
    conflict = some_level & several
    closed = {status: any_of([flag for rule, flag in applied.scope if rule.status == status]) for status in CLOSED}
    ballot_level = union([(some_level & ~several & reached[level], int(level)) for level in LEVELS], LEVEL_BITS)
    ceiling = _lowest([level for _, level in applied.ceilings])
    has_decision = applied.rules.decided > Level.NONE
    decided = has_decision & ~any_of(list(closed.values()))
    proposed = Choice(ceiling > Level.NONE, Binary("min", ballot_level, ceiling), ballot_level)
    undetermined = ready & reached[Level.NONE]
    citations = _citations(applied, terms, ready, conflict, ceiling, decided)
    outcome = Outcome(
        not_in_scope=closed[Status.NOT_IN_SCOPE],
        not_rated=closed[Status.NOT_RATED],
        has_decision=has_decision,
        decided=decided,
        status=_status(closed, decided, waiting, undetermined, conflict),
        level=Choice(decided, applied.rules.decided, proposed),
        ballot_level=ballot_level,
        best_ballot=_best(some_level, reached),
        ceiling=ceiling,
        waits=waits,
        waits_for=union([(flag & ~decided, 1 << WAITS.index(code)) for code, flag in waits.items()], WAIT_BITS),
        cites=union([(cite.flag, 1 << bit) for bit, cite in enumerate(citations)], CITE_BITS),
    )
    return outcome, citations


def _wait_flags(applied: Applied) -> dict[WaitsFor, Expression]:
    found: dict[WaitsFor, list[Expression]] = {}
    for scope_rule, flag in applied.scope:
        if scope_rule.waits_for:
            found.setdefault(scope_rule.waits_for, []).append(flag)
    for rule, flag in applied.waits:
        found.setdefault(rule.waits_for, []).append(flag)
    return {code: any_of(flags) for code, flags in found.items()}


def _status(
    closed: dict[Status, Expression],
    decided: Expression,
    waiting: Expression,
    undetermined: Expression,
    conflict: Expression,
) -> Expression:
    """The position in `STATUSES` of the first that holds, else proposed."""
    flags = [
        *closed.items(),
        (Status.DECIDED, decided),
        (Status.WAITING, waiting),
        (Status.UNDETERMINED, undetermined),
        (Status.CONFLICT, conflict),
    ]
    status: Expression = Constant(STATUSES.index(Status.PROPOSED))
    for name, flag in reversed(flags):
        status = Choice(flag, Constant(STATUSES.index(name)), status)
    return status


def _lowest(levels: list[Expression]) -> Expression:
    """The lowest of the levels that are set; 0 when none is."""
    lowest: Expression = levels[0] if levels else Constant(Level.NONE)
    for level in levels[1:]:
        both = Binary("min", lowest, level)
        lowest = Choice(lowest > Level.NONE, Choice(level > Level.NONE, both, lowest), level)
    return lowest


def _best(read: Expression, reached: Reached) -> Expression:
    best: Expression = Constant(Level.NONE)
    for level in reversed(LEVELS):
        best = Choice(read & reached[level], Constant(level), best)
    return best


def _citations(
    applied: Applied,
    terms: Terms,
    ready: Expression,
    conflict: Expression,
    ceiling: Expression,
    decided: Expression,
) -> tuple[Citation, ...]:
    """The clauses in order of application, those not in force left out."""
    reached = applied.reached
    named: list[tuple[NoteRule | ScopeRule | WaitRule, Expression]] = [
        *applied.notes, *applied.scope, *applied.waits,
    ]  # fmt: skip
    cites = [Citation(flag, clause) for rule, flag in named for clause in rule.clauses]
    cites.append(Citation(ready, applied.rules.ballot_clause))
    for threshold in terms.edition.thresholds:
        level = Level[threshold.level]
        read = reached[level] | reached[Level.NONE] if level == min(LEVELS) else reached[level]
        cites.append(Citation(ready & read, threshold.clause))
    cites.append(Citation(conflict, CONFLICT_CLAUSE))
    for rule, level_set in applied.ceilings:
        holds = (level_set > Level.NONE) & level_set.equals(ceiling)
        cites += [Citation(holds, clause) for clause in rule.clauses]
    cites.append(Citation(decided, applied.rules.decision_clause))
    return tuple(cite for cite in cites if terms.edition.has(cite.clause))
