"""Runs the table cases through the product, and those of the default reading through the plain reference too."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import pytest

from cases.reading import DEFAULT_EDITION, RESULT_COLUMNS, ROW_IDENTITY, Case, CaseError, Row, all_cases, cases_of
from differential import compared, rows_of, workbook_of
from kiemdiem.evaluation.evaluate import evaluate
from kiemdiem.rulebook.loading import built_in_editions, load
from kiemdiem.rulebook.register import carried_out
from kiemdiem.rulebook.terms import Terms, UnknownChoice
from reference.evaluator import evaluate as evaluate_plainly

CASES = all_cases()
EDITION = load(DEFAULT_EDITION)
OPTIONS = {option.key: option for option in EDITION.options if not option.step}
BY_DEFAULT = [
    case
    for case in CASES
    if case.edition == DEFAULT_EDITION
    and all(choice == EDITION.option(key).default for key, choice in case.options.items())
]

Evaluated = Mapping[str, Sequence[Mapping[str, object]]]


def run(case: Case) -> dict[str, list[dict[str, object]]]:
    """What the product makes of the case."""
    terms = Terms(load(case.edition), case.as_of, case.options)
    return rows_of(evaluate(workbook_of(case.tables), terms, case.branch_units))


def differences(case: Case, found: Evaluated) -> list[str]:
    """Everything expected that did not come out, and everything that came out and must not."""
    told: list[str] = []
    for table, expected in (("results", case.expect.results), ("plan", case.expect.plan), ("caps", case.expect.caps)):
        for row in expected:
            told += _row_differences(table, row, found[table])
    findings = [f"{row['severity']} {row['clause']} {_named(row)}" for row in found["findings"]]
    told += [f"missing finding: {wanted}; there are {findings}" for wanted in case.expect.findings
             if wanted not in findings]  # fmt: skip
    told += [f"finding: {one}" for one in findings if any(fnmatchcase(one, no) for no in case.expect.no_findings)]
    rated = {_named(row) for row in found["results"]}
    told += [f"has a row of results: {subject}" for subject in case.expect.absent if subject in rated]
    planned = {name for row in found["plan"] for name in (_named(row), f"{_named(row)}@{row['place']}")}
    told += [f"has a row of the plan: {subject}" for subject in case.expect.no_plan if subject in planned]
    caps = [f"{row['clause']} {row['subject_kind']} {row['group']}" for row in found["caps"]]
    told += [f"cap: {one}" for one in caps if any(fnmatchcase(one, no) for no in case.expect.no_caps)]
    return told


def _row_differences(table: str, wanted: Row, rows: Sequence[Mapping[str, object]]) -> list[str]:
    identity = [str(wanted[key]) for key in ROW_IDENTITY[table]]
    here = [row for row in rows if [_cell(row, key) for key in ROW_IDENTITY[table]] == identity]
    if len(here) != 1:
        return [f"{table}: {len(here)} rows of {' '.join(identity)}"]
    return [
        f"{table} {' '.join(identity)}: {key} is {_cell(here[0], key)!r}, not {str(wanted[key])!r}"
        for key in RESULT_COLUMNS[table]
        if key in wanted and _cell(here[0], key) != str(wanted[key])
    ]


def _cell(row: Mapping[str, object], key: str) -> str:
    if key == "subject":
        return _named(row)
    value = row[key]
    return "" if value is None else str(value)


def _named(row: Mapping[str, object]) -> str:
    return f"{row['subject_kind']}:{row['subject']}"


def strangers(case: Case) -> list[str]:
    """The clauses, options and edition of a case that no edition knows."""
    unknown = [clause for clause in case.clauses if not EDITION.has(clause)]
    unknown += [] if case.edition in built_in_editions() else [case.edition]
    for key, choice in case.options.items():
        if key not in OPTIONS or choice not in OPTIONS[key].choices:
            unknown.append(f"{key}={choice}")
    return unknown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_product_gives_what_the_case_expects(case: Case) -> None:
    assert strangers(case) == []
    assert differences(case, run(case)) == []


@pytest.mark.parametrize("case", BY_DEFAULT, ids=lambda case: case.id)
def test_the_plain_reference_agrees(case: Case) -> None:
    plainly = evaluate_plainly(case.tables, case.as_of, case.branch_units or None)
    assert differences(case, plainly) == []
    assert compared(run(case)) == compared(plainly)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_clause_with_a_rule_has_a_case() -> None:
    named = {clause for case in CASES for clause in case.clauses}
    ruled = [clause.id for clause in EDITION.clauses if carried_out(clause, EDITION).rules]
    assert [clause for clause in ruled if clause not in named] == []


def test_every_choice_that_the_evaluator_decides_by_has_a_case() -> None:
    tried = {(key, choice) for case in CASES for key, choice in case.options.items()}
    defaults = {(key, option.default) for key, option in OPTIONS.items()}
    offered = {(key, choice) for key, option in OPTIONS.items() for choice in option.choices}
    assert sorted(offered - tried - defaults) == []


@pytest.mark.parametrize("key", OPTIONS)
def test_another_choice_changes_what_comes_out(key: str) -> None:
    changed = []
    for case in CASES:
        if key in case.options and case.options[key] != OPTIONS[key].default:
            terms = Terms(load(case.edition), case.as_of, {**case.options, key: OPTIONS[key].default})
            by_default = rows_of(evaluate(workbook_of(case.tables), terms, case.branch_units))
            changed.append(compared(by_default) != compared(run(case)))
    assert any(changed)


def test_a_case_that_names_an_unknown_clause_fails() -> None:
    text = '[[case]]\nname = "x"\nclauses = ["II.3.z"]\n[case.expect]\nabsent = ["member:DV"]'
    (case,) = cases_of("made up", text)
    assert strangers(case) == ["II.3.z"]


def test_a_case_that_chooses_what_is_not_offered_fails() -> None:
    chosen = 'options = { cap_base = "none" }\nexpect = { absent = ["member:DV"] }'
    text = f'[[case]]\nname = "x"\nclauses = ["II.3.o"]\n{chosen}'
    (case,) = cases_of("made up", text)
    assert strangers(case) == ["cap_base=none"]
    with pytest.raises(UnknownChoice):
        run(case)


@pytest.mark.parametrize(
    "text",
    [
        'name = "x"\nclauses = ["II.3.o"]',
        'name = "x"\nclauses = []\nexpect = { absent = ["member:DV"] }',
        'name = "x"\nclauses = ["II.3.o"]\nexpect = { missing = ["member:DV"] }',
        'name = "x"\nclauses = ["II.3.o"]\nexpect = { results = [{ subject = "member:DV", grade = "HTNV" }] }',
        'name = "x"\nclauses = ["II.3.o"]\nexpect = { absent = ["member:DV"] }\nrows = { person = [] }',
        'name = "x"\nclauses = ["II.3.o"]\nexpect = { absent = ["member:DV"] }\nrows = { people = [{ name = "An" }] }',
        'name = "x"\nclauses = ["II.3.o"]\nexpect = { absent = ["member:DV"] }\nwithout = ["ballots member:DV"]',
    ],
)
def test_a_case_that_is_not_written_as_it_should_be_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        cases_of("made up", f"[[case]]\n{text}")


def test_a_case_changes_and_leaves_out_rows_of_the_base() -> None:
    text = """
[base]
people = [{ id = "P{1..3}", admitted_on = 2010-05-19, occupation = "worker" }]
posts = [{ person = "P1", collective = "UB" }]
[[case]]
name = "x"
clauses = ["I.1.a"]
without = ["posts P1", "people P3"]
rows.people = [{ id = "P2", admitted_on = "01/07/2020" }]
expect.absent = ["member:P3"]
"""
    (case,) = cases_of("made up", text)
    assert [(row["id"], str(row["admitted_on"]), row["occupation"]) for row in case.tables["people"]] == [
        ("P1", "2010-05-19", "worker"),
        ("P2", "2020-07-01", "worker"),
    ]
    assert case.tables["posts"] == []
