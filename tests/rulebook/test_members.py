"""Members: who is rated, what is waited for, the ceiling of sick leave, findings (I.1.a, II.2.3, II.3)."""

from dataclasses import replace

import pytest

from kiemdiem.vocabulary import Level, Status

from .samples import GUIDANCE, JUST_OLD_ENOUGH, LATELY, Judgement, has_status, member, terms

READ = "I.3.3.g I.3.3.h2"
EARLIER = "nghe-an-2019"
REPORT = ("question", "II.3.b2")


def waits(row: Judgement) -> tuple[str, tuple[str, ...], str]:
    return row.status, row.waits_for, row.clauses


def test_an_ordinary_member_gets_the_level_of_the_ballot() -> None:
    row = member()
    assert has_status(row, Status.PROPOSED, Level.HTTNV)
    assert (row.ballot_level, row.ceiling, row.waits_for) == (Level.HTTNV, Level.NONE, ())
    assert row.clauses == READ
    assert row.findings == ()


class TestScope:
    @pytest.mark.parametrize("circumstance", ["exempted", "suspended"])
    def test_an_exempt_or_suspended_member_is_not_in_scope(self, circumstance: str) -> None:
        row = member(None, **{circumstance: 1}, reviewed=0, in_cell=0, admitted_on=LATELY, sick_leave_months=5)
        assert has_status(row, Status.NOT_IN_SCOPE)
        assert (row.waits_for, row.ceiling, row.ballot_level) == ((), Level.NONE, Level.NONE)
        assert row.clauses == "I.1.a II.2.3.a"

    def test_a_member_of_no_cell_waits_for_membership_alone(self) -> None:
        row = member(in_cell=0, admitted_on=LATELY, reviewed=0, balloted=0, sick_leave_months=3)
        assert waits(row) == (Status.WAITING, ("membership",), "II.2.3.a II.3.g2")
        assert row.ceiling is Level.HTNV

    def test_a_member_admitted_under_six_months_ago_is_not_rated(self) -> None:
        row = member(admitted_on=LATELY, reviewed=0, sick_leave_months=3)
        assert has_status(row, Status.NOT_RATED)
        assert (row.waits_for, row.ceiling, row.clauses) == ((), Level.NONE, "II.3.g1")
        assert has_status(member(admitted_on=JUST_OLD_ENOUGH), Status.PROPOSED, Level.HTTNV)

    def test_where_the_first_day_counts_a_member_admitted_on_1_july_is_rated(self) -> None:
        assert has_status(member(terms(reference_day="day_counted"), admitted_on=LATELY), Status.PROPOSED, Level.HTTNV)

    def test_a_scope_rule_of_clauses_not_in_force_is_passed_over_and_the_next_still_holds(self) -> None:
        edition = terms().edition
        kept = tuple(clause for clause in edition.clauses if clause.id not in ("I.1.a", "II.2.3.a"))
        under = terms(replace(edition, clauses=kept))
        assert has_status(member(under, exempted=1, in_cell=0), Status.PROPOSED, Level.HTTNV)
        assert has_status(member(under, admitted_on=LATELY), Status.NOT_RATED)

    @pytest.mark.parametrize("facts", [{"exempted": 1}, {"suspended": 1}])
    def test_a_decision_on_a_member_out_of_scope_is_a_violation_that_changes_nothing(
        self, facts: dict[str, int]
    ) -> None:
        row = member(None, **facts, decided_level=Level.HTNV)
        assert has_status(row, Status.NOT_IN_SCOPE)
        assert row.findings == (("violation", "I.1.a"),)
        assert row.messages == ("A level was decided although the subject is not in scope.",)
        assert row.clauses == "I.1.a II.2.3.a"

    def test_a_decision_on_a_member_not_rated_is_a_violation_and_changes_nothing(self) -> None:
        row = member(admitted_on=LATELY, decided_level=Level.HTNV)
        assert has_status(row, Status.NOT_RATED)
        assert row.findings == (("violation", "II.3.g1"),)
        assert row.messages == ("A level was decided although the subject is not rated this year.",)


class TestWaiting:
    @pytest.mark.parametrize(
        ("facts", "code", "clauses"),
        [
            ({"reviewed": 0}, "review", "II.3.b II.3.b2"),
            ({"official": 1}, "professional_rating", "II.3.c"),
            ({"lives_elsewhere": 1}, "residence_remarks", "I.3.1.b2"),
            ({"former_cell_months": 6}, "former_cell_remarks", "II.3.k"),
            ({"temporary_membership": 1}, "temporary_cell_remarks", "II.3.l"),
            ({"balloted": 0}, "ballot", "II.2.3.d"),
        ],
    )
    def test_each_thing_missing_is_waited_for_under_its_clause(
        self, facts: dict[str, int], code: str, clauses: str
    ) -> None:
        row = member(None, **facts)
        assert waits(row) == (Status.WAITING, (code,), clauses)
        assert (row.level, row.ballot_level) == (Level.NONE, Level.NONE)
        assert row.findings == ()

    @pytest.mark.parametrize(
        "facts",
        [
            {"reviewed": 0, "self_reported": 1, "official": 1, "professional_level": 3, "absence_grounded": 1},
            {"official": 1, "professional_level": 3},
            {"lives_elsewhere": 1, "residence_remarks": 1},
            {"lives_elsewhere": 1, "remark_exempt": 1},
            {"former_cell_months": 5},
            {"former_cell_months": 6, "former_cell_remarks": 1},
            {"temporary_membership": 1, "temporary_cell_remarks": 1},
        ],
    )
    def test_what_is_in_is_not_waited_for(self, facts: dict[str, int]) -> None:
        row = member(None, **facts)
        assert (row.status, row.waits_for, row.clauses) == (Status.PROPOSED, (), READ)
        assert row.findings == ()

    def test_all_that_is_missing_is_named_in_order(self) -> None:
        row = member(
            reviewed=0, official=1, lives_elsewhere=1, former_cell_months=12, temporary_membership=1, balloted=0
        )
        assert row.waits_for == (
            "review", "professional_rating", "residence_remarks", "former_cell_remarks", "temporary_cell_remarks",
            "ballot",
        )  # fmt: skip
        assert row.clauses == "II.3.b II.3.b2 II.3.c I.3.1.b2 II.3.k II.3.l II.2.3.d"

    def test_remarks_on_an_exempt_member_are_waited_for_where_the_option_says_so(self) -> None:
        row = member(terms(exempt_remarks="waited_for"), lives_elsewhere=1, remark_exempt=1)
        assert row.waits_for == ("residence_remarks",)

    def test_a_decision_over_what_is_missing_is_a_violation_under_each_clause(self) -> None:
        row = member(
            reviewed=0, official=1, lives_elsewhere=1, former_cell_months=6, temporary_membership=1, balloted=0,
            decided_level=Level.HTNV,
        )  # fmt: skip
        assert (row.status, row.level, row.waits_for) == (Status.DECIDED, Level.HTNV, ())
        assert row.clauses == "II.3.b II.3.b2 II.3.c I.3.1.b2 II.3.k II.3.l II.2.3.d II.2.3.e"
        clauses = ("II.3.b", "II.3.c", "I.3.1.b2", "II.3.k", "II.3.l", "II.2.3.d")
        assert row.findings == tuple(("violation", clause) for clause in clauses)
        assert row.messages == (
            "Level {level} was decided before the review was finished.",
            "Level {level} was decided without the professional rating.",
            "Level {level} was decided without the residence remarks.",
            "Level {level} was decided without the remarks of the former cell.",
            "Level {level} was decided without the remarks of the temporary cell.",
            "Level {level} was decided without a ballot.",
        )

    def test_a_decision_on_a_member_of_no_cell_is_a_violation(self) -> None:
        row = member(in_cell=0, decided_level=Level.HTNV)
        assert (row.status, row.level, row.waits_for) == (Status.DECIDED, Level.HTNV, ())
        assert row.findings == (("violation", "II.2.3.a"),)
        assert row.clauses == "II.2.3.a II.2.3.e"


class TestAbsenceReports:
    @pytest.mark.parametrize(
        ("official", "grounded", "questioned"), [(1, 1, False), (1, 0, True), (0, 1, True), (0, 0, True)]
    )
    def test_a_report_stands_in_and_is_questioned_without_office_or_ground(
        self, official: int, grounded: int, questioned: bool
    ) -> None:
        row = member(
            reviewed=0, self_reported=1, official=official, absence_grounded=grounded, professional_level=official * 3
        )
        assert row.status == Status.PROPOSED
        assert row.findings == ((REPORT,) if questioned else ())

    @pytest.mark.parametrize(("official", "grounded", "counts"), [(1, 1, True), (1, 0, False), (0, 1, False)])
    def test_under_the_other_reading_only_an_official_with_a_ground_is_served(
        self, official: int, grounded: int, counts: bool
    ) -> None:
        strict = terms(absence_report="officials_with_ground")
        row = member(
            strict, reviewed=0, self_reported=1, official=official, absence_grounded=grounded,
            professional_level=official * 3,
        )  # fmt: skip
        assert row.waits_for == (() if counts else ("review",))
        assert row.findings == ()

    def test_a_report_beside_a_finished_review_is_not_questioned(self) -> None:
        assert member(self_reported=1).findings == ()

    @pytest.mark.parametrize("facts", [{"exempted": 1}, {"in_cell": 0}, {"admitted_on": LATELY}])
    def test_a_report_of_somebody_not_rated_is_not_questioned(self, facts: dict[str, int]) -> None:
        assert member(None, **facts, reviewed=0, self_reported=1).findings == ()

    def test_in_2019_no_report_stands_in(self) -> None:
        row = member(terms(EARLIER), reviewed=0, self_reported=1, official=1, absence_grounded=1, professional_level=3)
        assert waits(row) == (Status.WAITING, ("review",), "II.3.b")


class TestSickLeave:
    def test_three_months_of_sick_leave_limit_the_level(self) -> None:
        row = member(sick_leave_months=3)
        assert has_status(row, Status.PROPOSED, Level.HTNV)
        assert (row.ballot_level, row.ceiling, row.clauses) == (Level.HTTNV, Level.HTNV, READ + " II.3.g2")
        assert member(sick_leave_months=2, sick_leave_days=91).ceiling is Level.NONE

    def test_a_ceiling_above_the_ballot_lowers_nothing_and_is_cited(self) -> None:
        row = member(sick_leave_months=3, httnv=0, khtnv=10)
        assert (row.level, row.ceiling, row.clauses) == (Level.KHTNV, Level.HTNV, "I.3.3.g I.3.3.h4 II.3.g2")

    @pytest.mark.parametrize(("days", "ceiling"), [(89, Level.NONE), (90, Level.HTNV)])
    def test_under_the_other_reading_ninety_days_limit_the_level(self, days: int, ceiling: Level) -> None:
        by_days = terms(sick_leave_months="calendar_days_90")
        assert member(by_days, sick_leave_months=9, sick_leave_days=days).ceiling is ceiling

    def test_the_ceiling_is_shown_and_cited_while_something_is_waited_for(self) -> None:
        row = member(sick_leave_months=3, balloted=0)
        assert (row.ceiling, row.level, row.clauses) == (Level.HTNV, Level.NONE, "II.2.3.d II.3.g2")

    def test_a_decision_above_the_ceiling_stands_and_is_a_violation(self) -> None:
        row = member(sick_leave_months=3, decided_level=Level.HTTNV)
        assert has_status(row, Status.DECIDED, Level.HTTNV)
        assert (row.ballot_level, row.ceiling) == (Level.HTTNV, Level.HTNV)
        assert row.findings == (("violation", "II.3.g2"),)
        assert row.messages == ("Decided level {level} is above the ceiling {other}.",)
        assert row.clauses == READ + " II.3.g2 II.2.3.e"
        assert member(sick_leave_months=3, decided_level=Level.HTNV).findings == ()


class TestFindings:
    @pytest.mark.parametrize(("professional", "found"), [(2, True), (3, False), (4, False)])
    def test_a_level_above_the_professional_rating_needs_a_ground(self, professional: int, found: bool) -> None:
        row = member(official=1, professional_level=professional)
        assert row.level is Level.HTTNV
        assert row.findings == ((("warning", "II.3.e"),) if found else ())

    def test_a_level_above_the_professional_rating_may_be_a_violation(self) -> None:
        strict = terms(above_professional="violation")
        assert member(strict, official=1, professional_level=2).findings == (("violation", "II.3.e"),)

    def test_in_2019_the_professional_rating_is_no_basis(self) -> None:
        assert member(terms(EARLIER), official=1, professional_level=1).findings == ()

    def test_a_decided_level_is_compared_with_the_professional_rating_too(self) -> None:
        row = member(official=1, professional_level=2, decided_level=Level.HTTNV)
        assert row.findings == (("warning", "II.3.e"),)

    def test_a_member_disciplined_in_the_year_is_expected_at_the_lowest_level(self) -> None:
        cited = member(disciplined=1).findings
        assert [severity for severity, _ in cited] == ["warning"]
        assert cited[0][1] == GUIDANCE
        assert member(disciplined=1, httnv=0, khtnv=10).findings == ()
        assert member(terms(discipline_level="violation"), disciplined=1).findings == (("violation", GUIDANCE),)
        assert member(terms(EARLIER), disciplined=1).findings == (("warning", GUIDANCE),)

    def test_a_decided_level_better_than_any_ballot_reached_breaks_its_threshold(self) -> None:
        row = member(decided_level=Level.HTXSNV)
        assert row.findings == (("violation", "I.3.3.h1"),)
        assert row.messages == ("Decided level {level} is one that no ballot reached.",)
        assert member(decided_level=Level.HTTNV, httnv=4, htnv=6).findings == (("violation", "I.3.3.h2"),)
        assert member(decided_level=Level.HTNV, httnv=0, khtnv=10).findings == (("violation", "I.3.3.h3"),)
        assert member(decided_level=Level.HTNV).findings == ()
        assert member(decided_level=Level.KHTNV).findings == ()

    def test_a_decision_where_the_ballot_reached_nothing_breaks_no_threshold(self) -> None:
        row = member(httnv=0, invalid=10, decided_level=Level.HTTNV)
        assert has_status(row, Status.DECIDED, Level.HTTNV)
        assert (row.ballot_level, row.findings, row.clauses) == (Level.NONE, (), "I.3.3.g I.3.3.h4 II.2.3.e")


class TestBallots:
    def test_a_ballot_that_reached_nothing_is_undetermined(self) -> None:
        row = member(httnv=4, invalid=6)
        assert has_status(row, Status.UNDETERMINED)
        assert (row.ballot_level, row.clauses) == (Level.NONE, "I.3.3.g I.3.3.h4")

    def test_where_returned_papers_alone_count_the_level_follows_them(self) -> None:
        assert member(terms(unreturned_papers="returned_only"), httnv=4).level is Level.HTTNV

    def test_where_the_thresholds_are_for_cadres_only_no_level_follows(self) -> None:
        row = member(terms(thresholds_for_all="cadres_only"))
        assert has_status(row, Status.UNDETERMINED)
        assert row.clauses == "I.3.3.g I.3.3.h4"
