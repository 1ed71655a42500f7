"""What is wrong with an edition: each problem is named, contradictions with both clauses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kiemdiem.rulebook.checking import NEEDED_OPTIONS, NEEDED_VALUES, problems_of
from kiemdiem.rulebook.edition import AwardRule, Clause, Competence, Deadline, Edition, Form, Threshold, Value
from kiemdiem.rulebook.loading import load

from .samples import EDITIONS, said, terms

Row = Value | Threshold | Deadline | Competence


def edition() -> Edition:
    return terms().edition


def found(changed: Edition) -> list[str]:
    return said(problems_of(changed))


def with_value(key: str, change: Callable[[Value], Value | None]) -> Edition:
    rows = [change(row) if row.key == key else row for row in edition().values]
    return replace(edition(), values=tuple(row for row in rows if row))


def with_threshold(level: str, **changes: object) -> Edition:
    rows = {row.level: row for row in edition().thresholds}
    rows[level] = replace(rows[level], **changes)  # type: ignore[arg-type]
    return replace(edition(), thresholds=tuple(rows.values()))


@pytest.mark.parametrize("name", EDITIONS)
def test_the_built_in_editions_have_no_problems(name: str) -> None:
    assert found(load(name)) == []


class TestCitations:
    def test_a_value_must_cite_a_clause_or_an_instrument(self) -> None:
        changed = with_value("former_cell_months", lambda row: replace(row, clause=""))
        assert found(changed) == ["value former_cell_months cites neither a clause nor an instrument"]
        assert found(with_value("former_cell_months", lambda row: replace(row, clause="", source="HD 1"))) == []

    def test_a_value_must_cite_a_clause_that_there_is(self) -> None:
        changed = with_value("former_cell_months", lambda row: replace(row, clause="X.9", source="HD 1"))
        assert found(changed) == ["former_cell_months cites X.9, which the edition does not have"]

    @pytest.mark.parametrize(
        ("rows", "what"),
        [
            ({"forms": (Form("99", "X.9", "v", "e"),)}, "form 99"),
            ({"awards": (AwardRule("medal", True, "X.9", "v", "e"),)}, "award medal"),
            ({"deadlines": (Deadline("noon", (), 1, 1, "X.9", "v", "e"),)}, "deadline noon"),
            ({"competences": (Competence((), "agency", "X.9"),)}, "competence agency"),
        ],
    )
    def test_a_row_must_cite_a_clause_that_there_is(self, rows: dict[str, tuple[object, ...]], what: str) -> None:
        longer = {name: (*getattr(edition(), name), *more) for name, more in rows.items()}
        changed = replace(edition(), **longer)  # type: ignore[arg-type]
        assert found(changed) == [f"{what} cites X.9, which the edition does not have"]

    def test_a_threshold_must_cite_a_clause_that_there_is(self) -> None:
        text = "threshold HTNV cites {}, which the edition does not have"
        kept = replace(edition().clause("I.3.3.h3"), id="X.9")
        with_other = replace(with_threshold("HTNV", clause=""), clauses=(*edition().clauses, kept))
        assert text.format("-") in found(with_other)
        assert text.format("Y") in found(with_threshold("HTNV", clause="Y"))

    def test_an_option_must_cite_clauses_that_there_are_or_that_are_left_out(self) -> None:
        first, *others = edition().options
        changed = replace(edition(), options=(replace(first, clause="II.3.o X.9"), *others))
        assert found(changed) == [f"option {first.key} cites X.9, which the edition does not have"]
        assert found(replace(changed, without=("X.9",))) == []

    def test_nothing_but_an_option_may_cite_what_is_left_out(self) -> None:
        changed = with_value("former_cell_months", lambda row: replace(row, clause="X.9"))
        assert len(found(replace(changed, without=("X.9",)))) == 1


class TestMissingValues:
    @pytest.mark.parametrize("key", NEEDED_VALUES)
    def test_each_value_that_the_rules_ask_for_must_be_there(self, key: str) -> None:
        assert f"value {key} is missing" in found(with_value(key, lambda row: None))

    @pytest.mark.parametrize(
        ("key", "clause"),
        [("posts_reviewed_everywhere", "I.1.b"), ("equal_post_months", "II.3.h"), ("lower_post_months", "II.3.i")],
    )
    def test_a_value_goes_with_its_clause(self, key: str, clause: str) -> None:
        changed = with_value(key, lambda row: None)
        kept = tuple(row for row in edition().clauses if row.id != clause)
        assert found(replace(changed, clauses=kept, without=(clause,))) == []

    @pytest.mark.parametrize("key", ["sick_leave_ceiling", "disciplined_ceiling"])
    @pytest.mark.parametrize("value", ["GOOD", 2, "NONE"])
    def test_a_ceiling_must_be_a_level(self, key: str, value: int | str) -> None:
        assert found(with_value(key, lambda row: replace(row, value=value))) == [f"value {key} must be a level"]

    def test_a_ceiling_that_is_missing_is_named_once(self) -> None:
        assert found(with_value("sick_leave_ceiling", lambda row: None)) == ["value sick_leave_ceiling is missing"]


class TestThresholds:
    def test_there_is_one_for_each_level(self) -> None:
        text = "there must be one threshold for each of the four levels"
        rows = edition().thresholds
        for wrong in (rows[:3], (*rows, rows[0]), (*rows[:3], replace(rows[3], level="GOOD"))):
            assert text in found(replace(edition(), thresholds=wrong))

    def test_an_unknown_level_counted_is_named(self) -> None:
        assert found(with_threshold("HTNV", counted=("HTNV", "GOOD"))) == ["threshold HTNV: unknown level GOOD"]

    def test_every_unknown_level_counted_is_named(self) -> None:
        (problem,) = found(with_threshold("HTNV", counted=("HTNV", "GOOD", "BAD")))
        assert set(problem.removeprefix("threshold HTNV: unknown level ").split(", ")) == {"GOOD", "BAD"}

    def test_two_levels_may_count_the_same_votes(self) -> None:
        assert found(with_threshold("HTTNV", counted=("HTXSNV",))) == []

    def test_two_that_one_ballot_can_reach_contradict_and_both_clauses_are_named(self) -> None:
        text = "HTNV (I.3.3.h3) and KHTNV (I.3.3.h4) contradict: one ballot can reach both"
        assert found(with_threshold("HTNV", strictly_more=False)) == [text]
        assert found(with_threshold("KHTNV", share="49.9")) == [text]

    def test_a_worst_level_that_others_can_meet_too_contradicts_each(self) -> None:
        changed = with_threshold("KHTNV", share="30")
        assert found(changed) == [
            f"{level} (I.3.3.{clause}) and KHTNV (I.3.3.h4) contradict: one ballot can reach both"
            for level, clause in (("HTXSNV", "h1"), ("HTTNV", "h2"), ("HTNV", "h3"))
        ]
        assert len(found(with_threshold("KHTNV", share="29"))) == 3
        assert len(found(with_threshold("KHTNV", share="31"))) == 2

    def test_shares_that_just_meet_contradict_unless_one_is_strict(self) -> None:
        meeting = with_threshold("KHTNV", share="30", strictly_more=True)
        assert [text[:17] for text in found(meeting)] == ["HTTNV (I.3.3.h2) ", "HTNV (I.3.3.h3) a"]

    def test_a_gap_between_the_lowest_two_is_named_with_both_clauses(self) -> None:
        text = "HTNV (I.3.3.h3) and KHTNV (I.3.3.h4) leave a gap: a ballot without invalid papers can reach neither"
        assert found(with_threshold("KHTNV", strictly_more=True)) == [text]
        assert found(with_threshold("KHTNV", share="50.1")) == [text]
        assert found(with_threshold("HTNV", share="51")) == [text]

    def test_shares_that_meet_with_one_of_them_strict_leave_no_gap(self) -> None:
        rows = {"HTNV": False, "KHTNV": True}
        turned = tuple(
            replace(row, strictly_more=rows.get(row.level, row.strictly_more)) for row in edition().thresholds
        )
        assert found(replace(edition(), thresholds=turned)) == []

    @pytest.mark.parametrize(
        ("level", "changes"),
        [("HTXSNV", {"share": "55"}), ("HTXSNV", {"share": "59.9"})],
    )
    def test_a_better_level_may_not_need_less(self, level: str, changes: dict[str, object]) -> None:
        text = "HTXSNV (I.3.3.h1) can be reached where HTTNV (I.3.3.h2) is not: the better level needs less"
        assert found(with_threshold(level, **changes)) == [text]

    def test_at_equal_shares_the_worse_level_may_not_be_the_strict_one(self) -> None:
        text = "HTTNV (I.3.3.h2) can be reached where HTNV (I.3.3.h3) is not: the better level needs less"
        both = "HTTNV (I.3.3.h2) and KHTNV (I.3.3.h4) contradict: one ballot can reach both"
        assert found(with_threshold("HTTNV", share="50")) == [text, both]
        assert found(with_threshold("HTTNV", share="50", strictly_more=True)) == []
        assert found(with_threshold("HTXSNV", share="60")) == []

    def test_a_worse_level_must_count_the_votes_of_the_better_one(self) -> None:
        text = "HTTNV (I.3.3.h2) can be reached where HTNV (I.3.3.h3) is not: the better level needs less"
        assert text in found(with_threshold("HTNV", counted=("HTTNV", "HTNV")))


class TestCompetences:
    def test_an_unknown_level_is_named(self) -> None:
        rows = (*edition().competences[:-1], replace(edition().competences[-1], managed_by="ward"))
        assert found(replace(edition(), competences=rows)) == ["competence: unknown level ward"]

    def test_rows_that_contradict_are_named_with_both_clauses_once(self) -> None:
        extra = Competence(("grassroots",), "district", "II.2.1")
        text = (
            "competence rows II.2.2 (grassroots) and II.2.1 (district) contradict: grassroots/standing_committee/head"
        )
        assert found(replace(edition(), competences=(*edition().competences, extra))) == [text]

    def test_rows_that_meet_and_agree_are_no_problem(self) -> None:
        extra = Competence(("grassroots",), "grassroots", "II.2.1", roles=("head",))
        assert found(replace(edition(), competences=(*edition().competences, extra))) == []

    def test_rows_that_meet_on_one_post_alone_are_named_with_that_post(self) -> None:
        extra = Competence(("agency_district",), "agency", "II.2.1", ("school_board",), ("member",))
        text = "competence rows II.2.2 (district) and II.2.1 (agency) contradict: agency_district/school_board/member"
        assert found(replace(edition(), competences=(*edition().competences, extra))) == [text]

    def test_a_row_speaks_of_any_collective_or_role_that_it_does_not_limit(self) -> None:
        row = Competence(("district",), "province", "A", ("caucus",), ("head",))
        assert row.meets("district", "caucus", "head")
        assert not row.meets("province", "caucus", "head")
        assert not row.meets("district", "leadership", "head")
        assert not row.meets("district", "caucus", "deputy")
        assert replace(row, collectives=()).meets("district", "leadership", "head")
        assert replace(row, roles=()).meets("district", "caucus", "deputy")


class TestDeadlines:
    def with_first(self, **changes: object) -> Edition:
        first, *others = edition().deadlines
        return replace(edition(), deadlines=(replace(first, **changes), *others))  # type: ignore[arg-type]

    def test_a_day_that_does_not_exist_is_named(self) -> None:
        assert found(self.with_first(day=31, month=4)) == ["deadline grassroots: there is no such day"]
        assert found(self.with_first(day=29, month=2)) == ["deadline grassroots: there is no such day"]
        assert found(self.with_first(day=29, month=2, years_after=0)) == []

    def test_an_unknown_body_is_named(self) -> None:
        assert found(self.with_first(bodies=("grassroots", "ward"))) == ["deadline grassroots: unknown body ward"]

    def test_two_dates_for_one_body_contradict_and_both_clauses_are_named(self) -> None:
        extra = Deadline("again", ("province",), 1, 2, "IV.3", "v", "e")
        text = "deadlines province (IV.4) and again (IV.3) contradict: both name province"
        assert found(replace(edition(), deadlines=(*edition().deadlines, extra))) == [text]

    def test_a_deadline_falls_in_the_year_after_the_cycle_unless_it_says_otherwise(self) -> None:
        row = Deadline("end", (), 5, 3, "A", "v", "e")
        assert row.on(2020) == date(2021, 3, 5)
        assert replace(row, years_after=0).on(2020) == date(2020, 3, 5)


class TestOptions:
    @pytest.mark.parametrize("choices", [("one", "two"), ("pool",), ("pool", "pool"), ()])
    def test_the_default_is_one_of_at_least_two_choices(self, choices: tuple[str, ...]) -> None:
        first, *others = edition().options
        changed = replace(edition(), options=(replace(first, choices=choices), *others))
        assert found(changed) == ["option cap_base: the default must be one of at least two choices"]


class TestAwardShares:
    def test_the_raised_share_may_not_be_the_smaller_one(self) -> None:
        changed = with_value("member_award_share_excellent", lambda row: replace(row, value=19, clause="II.2.4.c"))
        text = "member_award_share_excellent (II.2.4.c) and member_award_share (II.2.4.d) contradict: "
        assert found(changed) == [text + "the raised share is the smaller one"]
        assert found(with_value("member_award_share_excellent", lambda row: replace(row, value=20))) == []


class TestClauses:
    def test_a_clause_that_nothing_carries_out_is_named(self) -> None:
        idle = Clause("X.9", "1", "v", "e", "v", "e")
        changed = replace(edition(), clauses=(*edition().clauses, idle))
        assert found(changed) == ["clause X.9: no rule, value, form or step carries it out"]
        assert found(replace(changed, clauses=(*edition().clauses, replace(idle, steps=("ratings",))))) == []
        assert found(replace(changed, clauses=(*edition().clauses, replace(idle, forms=("1",))))) == []

    def test_the_clause_on_ballots_is_needed(self) -> None:
        kept = tuple(row for row in edition().clauses if row.id != "I.3.3.g")
        problems = found(replace(edition(), clauses=kept, without=("I.3.3.g",)))
        assert set(problems) == {"clause I.3.3.g is needed by the evaluator"}


class TestWhatTheEvaluatorNeeds:
    def test_a_value_goes_with_the_clause_that_needs_it(self) -> None:
        without = tuple(clause for clause in edition().clauses if clause.id != "II.3.k")
        values = tuple(value for value in edition().values if value.key != "former_cell_months")
        options = tuple(replace(option, clause="II.3.o") for option in edition().options)
        assert found(replace(edition(), clauses=without, values=values, options=options)) == []

    def test_a_text_where_a_number_is_needed_is_named(self) -> None:
        changed = with_value("posts_reviewed_everywhere", lambda row: replace(row, value="three"))
        assert found(changed) == ["value posts_reviewed_everywhere must be a whole number"]

    def test_every_option_without_a_step_is_needed_and_its_absence_is_named(self) -> None:
        assert set(NEEDED_OPTIONS) == {option.key for option in edition().options if not option.step}
        fewer = tuple(option for option in edition().options if option.key != "cap_base")
        assert found(replace(edition(), options=fewer)) == ["option cap_base is missing"]

    @pytest.mark.parametrize("share", ["seventy", "1/0", "170", "0", "-5"])
    def test_a_share_that_is_no_percentage_is_named(self, share: str) -> None:
        assert found(with_threshold("HTXSNV", share=share)) == [
            f"threshold HTXSNV: the share {share} is no percentage above 0 and up to 100"
        ]

    def test_a_missing_award_share_is_a_missing_value_and_nothing_worse(self) -> None:
        changed = with_value("member_award_share", lambda row: None)
        assert found(changed) == ["value member_award_share is missing"]

    def test_a_share_of_the_whole_is_a_percentage(self) -> None:
        assert found(with_threshold("HTXSNV", share="100")) == []

    def test_a_clause_left_out_hides_no_value_that_is_missing_for_another(self) -> None:
        without = tuple(clause for clause in edition().clauses if clause.id != "I.1.b")
        values = tuple(value for value in edition().values if value.key != "excellent_share")
        assert "value excellent_share is missing" in found(replace(edition(), clauses=without, values=values))
