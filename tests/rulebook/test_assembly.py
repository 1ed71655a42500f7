"""Whole assemblies: on columns as on one case, and what they are made of."""

import random

import numpy as np
import pytest

from kiemdiem.rulebook.assembly import assemble
from kiemdiem.rulebook.columns import Column, Program
from kiemdiem.rulebook.expressions import Fact
from kiemdiem.rulebook.facts import (
    BallotFacts,
    CadreFacts,
    CollectiveFacts,
    MemberFacts,
    OrganisationFacts,
    ReachedFacts,
)
from kiemdiem.rulebook.outcome import RULE_SETS
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import SubjectKind

from .samples import CADRE, COLLECTIVE, JUST_OLD_ENOUGH, LATELY, MEMBER, ORGANISATION, terms

USUAL = {
    SubjectKind.MEMBER: MEMBER,
    SubjectKind.CADRE: CADRE,
    SubjectKind.ORGANISATION: ORGANISATION,
    SubjectKind.COLLECTIVE: COLLECTIVE,
}
BITS = {"waits_for": np.uint16, "cites": np.uint32, "findings": np.uint32}
OTHER_READINGS = {
    "rating_order": "waiting", "sick_cadre": "ceiling", "absence_report": "officials_with_ground",
    "unreturned_papers": "returned_only", "absent_cadre": "rated", "exempt_remarks": "waited_for",
}  # fmt: skip


TABLES = (MemberFacts, BallotFacts, ReachedFacts, CadreFacts, OrganisationFacts, CollectiveFacts)
KINDS = {fact.name: fact.kind for table in TABLES for fact in vars(table).values() if isinstance(fact, Fact)}
POSSIBLE = {"flag": (0, 1), "level": (0, 1, 2, 3, 4), "count": (0, 1, 2, 3, 6, 10), "day": (LATELY, JUST_OLD_ENOUGH)}
TYPES = {"flag": np.bool_, "level": np.uint8, "count": np.int32, "day": np.int32}


def random_cases(kind: SubjectKind, rows: int) -> list[dict[str, int]]:
    """Cases near the usual one: up to five facts changed, each to something that it can be."""
    source = random.Random(kind)
    return [
        USUAL[kind]
        | {
            name: source.choice(POSSIBLE[KINDS[name]])
            for name in source.sample(sorted(USUAL[kind]), source.randrange(6))
        }
        for _ in range(rows)
    ]


def columns_of(cases: list[dict[str, int]]) -> dict[str, Column]:
    return {name: np.array([case[name] for case in cases], dtype=TYPES[KINDS[name]]) for name in cases[0]}


@pytest.mark.parametrize("kind", list(SubjectKind))
@pytest.mark.parametrize("choices", [{}, OTHER_READINGS])
def test_one_case_and_columns_agree_on_all_rules(kind: SubjectKind, choices: dict[str, str]) -> None:
    outputs = assemble(kind, Terms(terms().edition, terms().as_of, choices)).outputs
    cases = random_cases(kind, 300)
    columns = {name: np.empty(len(cases), dtype=BITS.get(name, np.uint8)) for name in outputs}
    Program(outputs).run(columns_of(cases), len(cases), columns)
    one_case = compile_case(outputs)
    for row, facts in enumerate(cases):
        assert {name: int(column[row]) for name, column in columns.items()} == one_case(facts), facts


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_an_assembly_knows_its_kind_and_rules(kind: SubjectKind) -> None:
    assembly = assemble(kind, terms())
    assert assembly.kind is kind
    assert assembly.applied.rules is RULE_SETS[kind]
    assert len(assembly.citations) <= 32
    assert len(assembly.findings) <= 32


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_finding_of_a_rule_says_its_own_message(kind: SubjectKind) -> None:
    rules = RULE_SETS[kind].findings
    found = assemble(kind, terms()).findings
    last = found[len(found) - len(rules) :]
    assert [(one.clause, one.message, one.other) for one in last] == [
        (rule.clause, rule.message, rule.other) for rule in rules
    ]


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_only_a_finding_on_a_ceiling_compares_with_the_ceiling(kind: SubjectKind) -> None:
    found = assemble(kind, terms()).findings
    compared = [one.message for one in found if one.other == "ceiling"]
    assert compared == ["Decided level {level} is above the ceiling {other}."] * len(RULE_SETS[kind].ceilings)
    assert all(("{other}" in one.message) == bool(one.other) for one in found)
