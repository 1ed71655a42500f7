"""The built-in editions: their differences, their register, their digests."""

from dataclasses import replace

import pytest

from kiemdiem.rulebook.differences import Difference, differences
from kiemdiem.rulebook.edition import LEVEL_NAMES, Edition
from kiemdiem.rulebook.loading import load
from kiemdiem.rulebook.outcome import RULE_SETS
from kiemdiem.rulebook.register import PROCEDURES, CarriedOut, carried_out, rules_by_clause
from kiemdiem.vocabulary import SubjectKind

from .samples import EDITIONS, forget_editions, terms


def edition() -> Edition:
    return terms().edition


def changes(old: Edition, new: Edition) -> list[tuple[str, str, str, str, str]]:
    return [(row.what, row.key, row.change, row.before, row.after) for row in differences(old, new)]


class TestDifferences:
    def test_from_2019_to_2020_exactly_what_the_source_calls_new_is_added(self) -> None:
        clauses = {row.key: row.change for row in differences(load(EDITIONS[0]), edition()) if row.what == "clause"}
        called = {clause.id: clause.change for clause in edition().clauses if clause.change}
        assert clauses == {key: {"new": "added", "amended": "amended"}[change] for key, change in called.items()}
        assert len(clauses) == 14

    def test_an_amended_clause_is_told_with_the_wording_that_both_have(self) -> None:
        wording = edition().clause("II.2.3").en
        found = [row for row in differences(load(EDITIONS[0]), edition()) if row.change == "amended"]
        assert found == [Difference("clause", "II.2.3", "amended", wording, wording)]

    def test_from_2019_to_2020_values_and_forms_of_new_clauses_are_added(self) -> None:
        found = [row for row in changes(load(EDITIONS[0]), edition()) if row[0] != "clause"]
        assert found == [
            ("value", "posts_reviewed_everywhere", "added", "", "3 posts"),
            ("value", "equal_post_months", "added", "", "6 months"),
            ("value", "lower_post_months", "added", "", "6 months"),
            ("form", "4", "added", "", "V.2"),
            ("form", "7", "added", "", "V.3"),
            ("form", "8", "added", "", "V.3"),
            ("form", "9", "added", "", "V.3"),
            ("form", "10", "added", "", "V.4"),
        ]

    def test_clauses_come_first_and_in_the_order_of_the_newer_edition(self) -> None:
        found = differences(load(EDITIONS[0]), edition())
        keys = [row.key for row in found if row.what == "clause"]
        assert keys == [clause.id for clause in edition().clauses if clause.change]
        assert [row.what for row in found[:14]] == ["clause"] * 14

    def test_backwards_the_same_clauses_are_removed_and_none_is_amended(self) -> None:
        found = [row for row in differences(edition(), load(EDITIONS[0])) if row.what == "clause"]
        assert {row.change for row in found} == {"removed"}
        assert [row.key for row in found] == [clause.id for clause in edition().clauses if clause.change == "new"]
        assert all(row.before and not row.after for row in found)

    def test_an_edition_does_not_differ_from_itself(self) -> None:
        assert differences(edition(), edition()) == []

    def test_a_changed_wording_is_a_change_and_not_an_amendment(self) -> None:
        clauses = tuple(replace(row, en="anew") if row.id == "II.2.3" else row for row in edition().clauses)
        newer = replace(edition(), year=2021, clauses=clauses)
        before = edition().clause("II.2.3").en
        assert differences(edition(), newer) == [Difference("clause", "II.2.3", "changed", before, "anew")]

    def test_a_removed_clause_comes_after_those_of_the_newer_edition(self) -> None:
        newer = replace(edition(), clauses=(*edition().clauses[1:], replace(edition().clauses[0], id="X.9")))
        assert [(row.key, row.change) for row in differences(edition(), newer)] == [
            ("X.9", "added"), ("I.1.a", "removed"),
        ]  # fmt: skip

    def test_each_kind_of_change_is_told_with_before_and_after(self) -> None:
        old = edition()
        newer = replace(
            old,
            values=tuple(replace(v, value=25) if v.key == "excellent_share" else v for v in old.values),
            options=(replace(old.options[0], default="remaining"), *old.options[1:]),
            thresholds=(
                replace(old.thresholds[0], share="75", strictly_more=True),
                *old.thresholds[1:3],
                replace(old.thresholds[3], strictly_more=True),
            ),
            deadlines=(replace(old.deadlines[0], day=7, month=3), *old.deadlines[1:]),
            awards=old.awards[1:],
            forms=(replace(old.forms[0], clause="V.4"), *old.forms[1:]),
        )
        assert changes(old, newer) == [
            ("value", "excellent_share", "changed", "20 per cent", "25 per cent"),
            ("option", "cap_base", "changed", "pool", "remaining"),
            ("threshold", "HTXSNV", "changed", ">= 70%", "> 75%"),
            ("threshold", "KHTNV", "changed", ">= 50%", "> 50%"),
            ("deadline", "grassroots", "changed", "15/01", "07/03"),
            ("award", "year", "removed", "II.2.4.c", ""),
            ("form", "1", "changed", "V.1", "V.4"),
        ]


class TestRegister:
    @pytest.mark.parametrize("name", EDITIONS)
    def test_every_clause_is_carried_out_by_something(self, name: str) -> None:
        idle = [clause.id for clause in load(name).clauses if not carried_out(clause, load(name)).anything]
        assert idle == []

    def test_a_clause_is_carried_out_by_all_that_names_it(self) -> None:
        assert carried_out(edition().clause("II.3.o"), edition()) == CarriedOut(
            rules=("rulebook.caps.excellent_allowed",),
            values=("excellent_share", "small_group_below", "small_group_allowed"),
            options=("cap_base", "small_group", "cap_rounding", "award_cap_zero"),
            forms=(),
            steps=("ratings",),
        )

    @pytest.mark.parametrize(
        ("clause", "values"),
        [
            ("I.3.3.h1", ("threshold:HTXSNV",)),
            ("IV.4", ("deadline:grassroots", "deadline:above_grassroots", "deadline:province")),
            ("II.2.4.e", ("award:flag", "award:merit")),
            ("II.2.4.c", ("organisation_award_share", "award:year")),
            ("II.2.2", ("competence:province", "competence:district", "competence:grassroots")),
        ],
    )
    def test_rows_of_the_tables_count_as_values_once_each(self, clause: str, values: tuple[str, ...]) -> None:
        assert carried_out(edition().clause(clause), edition()).values == values

    def test_forms_are_those_of_the_edition_and_then_those_that_the_clause_names(self) -> None:
        clause = replace(edition().clause("V.4"), forms=("10", "agenda"))
        assert carried_out(clause, edition()).forms == ("10", "agenda")

    @pytest.mark.parametrize("part", ["rules", "values", "forms", "steps"])
    def test_one_thing_is_enough_and_an_option_alone_is_not(self, part: str) -> None:
        nothing = CarriedOut((), (), ("way",), (), ())
        assert not nothing.anything
        assert replace(nothing, **{part: ("one",)}).anything

    def test_rules_are_named_by_the_clauses_that_they_cite(self) -> None:
        found = rules_by_clause()
        assert found["II.3.g1"] == ["organisation.newly_established", "member.newly_admitted"]
        assert found["I.1.b"] == ["cadre.more_than_three_posts", "evaluation.posts.Posts.places"]
        assert found["II.3.m"] == [
            "cadre.head_ceiling", "cadre.agency_level_unknown", "post.answers_for_unit", "post.agency_without_level",
        ]  # fmt: skip
        assert found["HD 21-HD/BTCTW"] == [
            "collective.above_organisation", "member.above_discipline", "cadre.above_headed_collective",
        ]  # fmt: skip

    def test_every_clause_that_a_rule_cites_is_a_clause_or_an_instrument(self) -> None:
        assert [clause for clause in rules_by_clause() if not edition().has(clause) and "/" not in clause] == []

    def test_every_rule_cites_something_but_the_one_on_agencies(self) -> None:
        for rules in RULE_SETS.values():
            cited = [*(rule.clauses for rule in rules.notes), *(rule.clauses for rule in rules.waits)]
            cited += [rule.clauses for rule in rules.ceilings]
            assert all(cited)
            silent = [rule.condition.__name__ for rule in rules.scope if not rule.clauses]
            assert silent == (["rated_by_decision"] if rules is RULE_SETS[SubjectKind.ORGANISATION] else [])
            assert all(rule.clause for rule in rules.findings)

    def test_procedures_stand_for_clauses_of_the_edition(self) -> None:
        assert all(edition().has(clause) for clause in PROCEDURES)
        for clause, procedures in PROCEDURES.items():
            assert rules_by_clause()[clause][-len(procedures) :] == list(procedures)


class TestDigests:
    def test_the_same_content_has_the_same_digest(self) -> None:
        first = edition().digest
        forget_editions()
        assert edition().digest == first
        assert replace(edition()).digest == first
        assert len(first) == 64
        assert set(first) <= set("0123456789abcdef")

    def test_two_editions_have_two_digests(self) -> None:
        assert load(EDITIONS[0]).digest != edition().digest

    @pytest.mark.parametrize("rows", ["clauses", "values", "options", "thresholds", "deadlines", "competences"])
    def test_any_row_that_goes_changes_the_digest(self, rows: str) -> None:
        assert replace(edition(), **{rows: getattr(edition(), rows)[1:]}).digest != edition().digest

    def test_a_value_that_changes_changes_the_digest(self) -> None:
        first, *others = edition().values
        for changed in (replace(first, value=4), replace(first, in_force_from=edition().in_force_from.replace(day=6))):
            assert replace(edition(), values=(changed, *others)).digest != edition().digest

    def test_the_order_of_rows_is_part_of_what_is_said(self) -> None:
        assert replace(edition(), forms=edition().forms[::-1]).digest != edition().digest


class TestLookingUp:
    def test_rows_are_found_by_their_keys(self) -> None:
        assert edition().clause("II.3.o").id == "II.3.o"
        assert edition().value("excellent_share").value == 20
        assert edition().option("cap_base").default == "pool"
        assert edition().has("II.3.o")
        assert not edition().has("X.9")

    def test_what_is_not_there_is_a_key_error(self) -> None:
        for look_up in (edition().clause, edition().value, edition().option):
            with pytest.raises(KeyError, match=r"X\.9"):
                look_up("X.9")

    def test_the_levels_are_the_four(self) -> None:
        assert {"HTXSNV", "HTTNV", "HTNV", "KHTNV"} == LEVEL_NAMES
