"""Which rule, value, form or step carries each clause out: the register is read off the rules themselves."""

from collections import defaultdict
from dataclasses import dataclass

from kiemdiem.rulebook.edition import Clause, Edition
from kiemdiem.rulebook.outcome import CONFLICT_CLAUSE, RULE_SETS
from kiemdiem.rulebook.rules import posts
from kiemdiem.rulebook.rules.rule import CeilingRule, Condition, FindingRule, NoteRule, ScopeRule, WaitRule

AnyRule = NoteRule | ScopeRule | WaitRule | CeilingRule | FindingRule

PROCEDURES: dict[str, tuple[str, ...]] = {
    "I.1.a": ("evaluation.plan.Planner.blocks",),
    "I.1.b": ("evaluation.posts.Posts.places",),
    "I.1.c": ("evaluation.units.places_of_collectives",),
    "I.1.d": ("evaluation.posts.Posts.dropped",),
    "I.3.3.a": ("evaluation.plan.Planner.blocks",),
    "I.3.3.g": ("rulebook.rules.ballots.base",),
    "II.1": ("evaluation.findings.workbook_findings",),
    "II.2.1": ("evaluation.units.judge_units",),
    "II.2.2": ("rulebook.competence.managed_by",),
    "II.2.3.e": ("rulebook.outcome.outcome_of",),
    "II.2.4": ("rulebook.awards.verdicts",),
    "II.2.4.a": ("evaluation.nominations.nomination_findings",),
    "II.2.4.c": ("rulebook.caps.award_allowed", "rulebook.awards.verdicts"),
    "II.2.4.d": ("rulebook.caps.member_award_share", "rulebook.awards.verdicts"),
    "II.2.4.e": ("rulebook.awards.verdicts",),
    "II.2.4.f": ("rulebook.awards.verdicts",),
    CONFLICT_CLAUSE: ("rulebook.outcome.outcome_of",),
    "II.3.n": ("evaluation.findings.workbook_findings",),
    "II.3.o": ("rulebook.caps.excellent_allowed",),
    "IV.1": ("rulebook.caps.branch_allowed",),
    "IV.4": ("rulebook.schedule.deadlines",),
}
"""Clauses that a procedure of the evaluator carries out, beside the rules that cite them."""
_POST_RULES: dict[str, tuple[Condition, ...]] = {
    "II.3.h": (posts.new_from_equal, posts.newly_elected),
    "II.3.i": (posts.new_from_lower,),
    "II.3.m": (posts.answers_for_unit, posts.agency_without_level),
    "II.3.c": (posts.unit_level_awaited,),
}


@dataclass(frozen=True)
class CarriedOut:
    """What carries a clause out."""

    rules: tuple[str, ...]
    values: tuple[str, ...]
    options: tuple[str, ...]
    forms: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether at least one rule, value, form or step stands for the clause."""
        return bool(self.rules or self.values or self.forms or self.steps)


def carried_out(clause: Clause, edition: Edition) -> CarriedOut:
    """Everything in the edition and the rules that names the clause."""
    tables = {
        "threshold": [(row.level, row.clause) for row in edition.thresholds],
        "deadline": [(row.key, row.clause) for row in edition.deadlines],
        "competence": [(row.managed_by, row.clause) for row in edition.competences],
        "award": [(row.key, row.clause) for row in edition.awards],
        "electorate": [(row.key, row.clause) for row in edition.electorates],
    }
    listed = [f"{name}:{key}" for name, rows in tables.items() for key, cited in rows if cited == clause.id]
    values = [value.key for value in edition.values if value.clause == clause.id]
    forms = [form.key for form in edition.forms if form.clause == clause.id]
    return CarriedOut(
        rules=tuple(dict.fromkeys(rules_by_clause().get(clause.id, ()))),
        values=tuple(dict.fromkeys([*values, *listed])),
        options=tuple(option.key for option in edition.options if clause.id in option.clause.split()),
        forms=tuple(dict.fromkeys([*forms, *clause.forms])),
        steps=clause.steps,
    )


def rules_by_clause() -> dict[str, list[str]]:
    """The names of the rules that cite each clause."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, rules in RULE_SETS.items():
        every: tuple[AnyRule, ...] = (*rules.notes, *rules.scope, *rules.waits, *rules.ceilings, *rules.findings)
        for rule in every:
            for clause in _clauses(rule):
                found[clause].append(f"{kind}.{_name(rule)}")
    for clause, conditions in _POST_RULES.items():
        found[clause] += [f"post.{condition.__name__}" for condition in conditions]
    for clause, names in PROCEDURES.items():
        found[clause] += names
    return found


def _clauses(rule: AnyRule) -> tuple[str, ...]:
    return (rule.clause,) if isinstance(rule, FindingRule) else rule.clauses


def _name(rule: AnyRule) -> str:
    condition = rule.level if isinstance(rule, CeilingRule) else rule.condition
    return condition.__name__
