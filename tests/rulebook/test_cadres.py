"""Cadres: places, ceilings, conflicts, findings (I.1, I.3.3.g, II.3)."""

import pytest

from kiemdiem.vocabulary import Level, Status

from .samples import GUIDANCE, cadre, has_status, terms

READ = "I.3.3.g I.3.3.h2"
EARLIER = "nghe-an-2019"


def test_an_ordinary_cadre_gets_the_level_of_the_ballots() -> None:
    row = cadre()
    assert has_status(row, Status.PROPOSED, Level.HTTNV)
    assert (row.ballot_level, row.ceiling, row.clauses, row.findings) == (Level.HTTNV, Level.NONE, READ, ())


@pytest.mark.parametrize(
    ("level", "clause"),
    [("htxsnv", "I.3.3.h1"), ("httnv", "I.3.3.h2"), ("htnv", "I.3.3.h3"), ("khtnv", "I.3.3.h4")],
)
def test_each_level_that_the_ballots_reached_is_read_under_its_clause(level: str, clause: str) -> None:
    row = cadre(None, **{"reached_httnv": 0, f"reached_{level}": 1})
    assert has_status(row, Status.PROPOSED, Level[level.upper()])
    assert row.clauses == f"I.3.3.g {clause}"


class TestScope:
    @pytest.mark.parametrize("circumstance", ["exempted", "suspended"])
    def test_an_exempt_or_suspended_cadre_is_not_in_scope(self, circumstance: str) -> None:
        row = cadre(None, **{circumstance: 1}, headed_level=2, places_reviewed=0)
        assert has_status(row, Status.NOT_IN_SCOPE)
        assert (row.clauses, row.waits_for, row.ceiling) == ("I.1.a", (), Level.NONE)

    @pytest.mark.parametrize("circumstance", ["exempted", "suspended"])
    def test_under_the_other_reading_such_a_cadre_is_rated(self, circumstance: str) -> None:
        row = cadre(terms(absent_cadre="rated"), **{circumstance: 1})
        assert has_status(row, Status.PROPOSED, Level.HTTNV)

    def test_questions_are_not_asked_about_a_cadre_out_of_scope(self) -> None:
        row = cadre(exempted=1, agencies_without_level=1, newly_elected=1, places_reported=1)
        assert row.findings == ()

    def test_more_than_three_posts_are_named_first(self) -> None:
        assert cadre(posts=4).clauses == "I.1.b " + READ
        assert cadre(posts=3).clauses == READ
        assert cadre(posts=4, places_balloted=0).clauses == "I.1.b I.3.3.g"
        assert cadre(posts=4, exempted=1).clauses == "I.1.a"
        assert cadre(terms(EARLIER), posts=4).clauses == READ


class TestWaiting:
    @pytest.mark.parametrize(
        ("facts", "code", "clauses"),
        [
            ({"places": 2, "places_balloted": 2}, "review", "II.3.b II.3.b2"),
            ({"places": 2, "places_reviewed": 2}, "ballot", "I.3.3.g"),
            ({"new_from_equal": 1}, "former_unit_result", "II.3.h"),
            ({"new_from_lower": 1}, "former_unit_result", "II.3.i"),
            ({"units_without_level": 1}, "organisation_level", "II.3.c"),
        ],
    )
    def test_each_thing_missing_is_waited_for_under_its_clause(
        self, facts: dict[str, int], code: str, clauses: str
    ) -> None:
        row = cadre(None, **facts)
        assert (row.status, row.waits_for, row.clauses) == (Status.WAITING, (code,), clauses)
        assert (row.level, row.ballot_level) == (Level.NONE, Level.NONE)

    def test_both_rules_on_new_posts_are_cited_for_one_code(self) -> None:
        row = cadre(new_from_equal=1, new_from_lower=1)
        assert (row.waits_for, row.clauses) == (("former_unit_result",), "II.3.h II.3.i")

    @pytest.mark.parametrize("new", ["new_from_equal", "new_from_lower"])
    def test_the_former_units_result_once_in_is_not_waited_for(self, new: str) -> None:
        assert has_status(cadre(None, **{new: 1}, former_unit_result=1), Status.PROPOSED, Level.HTTNV)

    def test_a_collectives_level_is_waited_for_under_the_other_reading_alone(self) -> None:
        row = cadre(terms(rating_order="waiting"), collectives_without_level=1)
        assert (row.waits_for, row.clauses, row.findings) == (("collective_level",), "II.3.c", ())
        assert cadre(terms(rating_order="waiting")).waits_for == ()
        assert cadre(collectives_without_level=1).waits_for == ()

    def test_a_decision_over_what_is_missing_is_a_violation_under_each_clause(self) -> None:
        row = cadre(
            terms(rating_order="waiting"), places=2, new_from_equal=1, new_from_lower=1, units_without_level=1,
            collectives_without_level=1, decided_level=Level.HTNV,
        )  # fmt: skip
        assert (row.status, row.level, row.waits_for) == (Status.DECIDED, Level.HTNV, ())
        clauses = ("II.3.b", "I.3.3.g", "II.3.h", "II.3.i", "II.3.c", "II.3.c")
        assert row.findings == tuple(("violation", clause) for clause in clauses)
        assert row.messages[2:] == (
            "Level {level} was decided without the result of the former unit.",
            "Level {level} was decided without the result of the former unit.",
            "Level {level} was decided before the level of the organisation headed was known.",
            "Level {level} was decided before the collective was rated.",
        )
        assert row.clauses == "II.3.b II.3.b2 I.3.3.g II.3.h II.3.i II.3.c II.2.2"


class TestAbsenceReports:
    TWO = {"places": 2, "places_reviewed": 1, "places_balloted": 2}

    @pytest.mark.parametrize(
        ("official", "grounded", "questioned"), [(1, 1, False), (1, 0, True), (0, 1, True), (0, 0, True)]
    )
    def test_a_report_stands_in_and_is_questioned_without_office_or_ground(
        self, official: int, grounded: int, questioned: bool
    ) -> None:
        row = cadre(None, **self.TWO, places_reported=1, official=official, absence_grounded=grounded)
        assert row.status == Status.PROPOSED
        assert row.findings == ((("question", "II.3.b2"),) if questioned else ())

    @pytest.mark.parametrize(("official", "grounded", "counts"), [(1, 1, True), (1, 0, False), (0, 1, False)])
    def test_under_the_other_reading_only_an_official_with_a_ground_is_served(
        self, official: int, grounded: int, counts: bool
    ) -> None:
        strict = terms(absence_report="officials_with_ground")
        row = cadre(strict, **self.TWO, places_reported=1, official=official, absence_grounded=grounded)
        assert row.waits_for == (() if counts else ("review",))
        assert row.findings == ()

    def test_a_cadre_still_waiting_for_a_review_is_not_questioned(self) -> None:
        row = cadre(places=3, places_reviewed=1, places_reported=1, places_balloted=3, official=0)
        assert (row.waits_for, row.findings) == (("review",), ())

    def test_in_2019_no_report_stands_in(self) -> None:
        row = cadre(terms(EARLIER), **self.TWO, places_reported=1, absence_grounded=1)
        assert (row.waits_for, row.clauses) == (("review",), "II.3.b")


class TestCeilings:
    def test_a_head_is_not_above_what_is_headed(self) -> None:
        row = cadre(headed_level=2)
        assert has_status(row, Status.PROPOSED, Level.HTNV)
        assert (row.ballot_level, row.ceiling, row.clauses) == (Level.HTTNV, Level.HTNV, READ + " II.3.m")

    def test_a_ceiling_above_the_ballot_is_cited_and_lowers_nothing(self) -> None:
        row = cadre(headed_level=4)
        assert (row.level, row.ceiling, row.clauses) == (Level.HTTNV, Level.HTXSNV, READ + " II.3.m")

    def test_sick_leave_is_a_warning_on_a_cadre(self) -> None:
        row = cadre(sick_leave_months=3)
        assert (row.level, row.ceiling, row.findings) == (Level.HTTNV, Level.NONE, (("warning", "II.3.g2"),))
        assert cadre(sick_leave_months=2, sick_leave_days=95).findings == ()
        assert cadre(sick_leave_months=3, reached_httnv=0, reached_htnv=1).findings == ()

    def test_under_the_other_reading_sick_leave_limits_a_cadre_too(self) -> None:
        row = cadre(terms(sick_cadre="ceiling"), sick_leave_months=3)
        assert (row.level, row.ceiling, row.clauses) == (Level.HTNV, Level.HTNV, READ + " II.3.g2")
        assert row.findings == ()
        assert cadre(terms(sick_cadre="ceiling"), sick_leave_months=2).ceiling is Level.NONE

    def test_sick_leave_may_be_counted_by_days_on_a_cadre_too(self) -> None:
        by_days = terms(sick_leave_months="calendar_days_90")
        assert cadre(by_days, sick_leave_days=90).findings == (("warning", "II.3.g2"),)
        assert cadre(by_days, sick_leave_days=89, sick_leave_months=9).findings == ()

    @pytest.mark.parametrize(
        ("headed", "ceiling", "clauses"),
        [(1, 1, "II.3.m"), (2, 2, "II.3.m II.3.g2"), (3, 2, "II.3.g2"), (0, 2, "II.3.g2")],
    )
    def test_of_two_ceilings_the_lower_holds_and_only_it_is_cited(
        self, headed: int, ceiling: int, clauses: str
    ) -> None:
        row = cadre(terms(sick_cadre="ceiling"), sick_leave_months=3, headed_level=headed)
        assert (row.ceiling, row.level, row.clauses) == (ceiling, ceiling, f"{READ} {clauses}")

    def test_a_decision_above_two_ceilings_breaks_both(self) -> None:
        row = cadre(terms(sick_cadre="ceiling"), sick_leave_months=3, headed_level=1, decided_level=3)
        assert row.findings == (("violation", "II.3.m"), ("violation", "II.3.g2"))
        row = cadre(terms(sick_cadre="ceiling"), sick_leave_months=3, headed_level=1, decided_level=2)
        assert row.findings == (("violation", "II.3.m"),)


class TestConflicts:
    def test_places_that_differ_are_a_conflict(self) -> None:
        row = cadre(reached_htnv=1, headed_level=2)
        assert has_status(row, Status.CONFLICT)
        assert row.ballot_level is Level.NONE
        assert (row.ceiling, row.clauses) == (Level.HTNV, "I.3.3.g I.3.3.h2 I.3.3.h3 II.3.c II.3.m")

    def test_a_place_that_reached_nothing_makes_it_undetermined(self) -> None:
        row = cadre(reached_htnv=1, reached_none=1)
        assert has_status(row, Status.UNDETERMINED)
        assert row.clauses == "I.3.3.g I.3.3.h2 I.3.3.h3 I.3.3.h4"

    def test_a_decision_settles_a_conflict_within_what_the_ballots_reached(self) -> None:
        for level in (Level.HTTNV, Level.HTNV, Level.KHTNV):
            row = cadre(reached_htnv=1, decided_level=level)
            assert has_status(row, Status.DECIDED, level)
            assert (row.findings, row.ballot_level) == ((), Level.NONE)
            assert row.clauses == "I.3.3.g I.3.3.h2 I.3.3.h3 II.3.c II.2.2"
        assert cadre(reached_htnv=1, decided_level=4).findings == (("violation", "I.3.3.h1"),)

    def test_no_conflict_is_named_while_something_is_waited_for(self) -> None:
        row = cadre(reached_htnv=1, units_without_level=1, decided_level=4)
        assert row.findings == (("violation", "II.3.c"),)


class TestFindings:
    @pytest.mark.parametrize(("collective", "found"), [(0, False), (2, True), (3, False), (4, False)])
    def test_a_head_above_the_collective_is_a_warning_of_the_national_guidance(
        self, collective: int, found: bool
    ) -> None:
        row = cadre(headed_collective_level=collective)
        assert row.findings == ((("warning", GUIDANCE),) if found else ())
        assert cadre(terms(head_above_collective="off"), headed_collective_level=collective).findings == ()

    def test_a_level_before_the_collectives_is_a_warning(self) -> None:
        assert cadre(collectives_without_level=1).findings == (("warning", "II.3.c"),)
        assert cadre(collectives_without_level=1, places_balloted=0).findings == ()

    def test_an_agency_without_a_level_is_a_question(self) -> None:
        assert cadre(agencies_without_level=1).findings == (("question", "II.3.m"),)

    def test_an_election_under_six_months_ago_is_a_question(self) -> None:
        assert cadre(newly_elected=1).findings == (("question", "II.3.h"),)
        assert cadre(terms(EARLIER), newly_elected=1).findings == ()

    def test_an_unknown_class_is_a_question_once_there_is_a_level(self) -> None:
        assert cadre(highest_is_new=1).findings == (("question", "II.3.i"),)
        assert cadre(highest_is_new=1, former_post_known=1).findings == ()
        assert cadre(highest_is_new=1, places_balloted=0).findings == ()

    def test_a_decision_on_a_cadre_out_of_scope_is_a_violation(self) -> None:
        row = cadre(suspended=1, decided_level=3)
        assert (row.status, row.level, row.findings) == (Status.NOT_IN_SCOPE, Level.NONE, (("violation", "I.1.a"),))


def test_in_2019_a_new_post_asks_for_nothing() -> None:
    row = cadre(terms(EARLIER), new_from_equal=1, new_from_lower=1)
    assert has_status(row, Status.PROPOSED, Level.HTTNV)
    assert row.clauses == READ


def test_in_2019_a_decision_is_told_by_its_status_alone() -> None:
    row = cadre(terms(EARLIER), decided_level=2)
    assert (row.status, row.clauses) == (Status.DECIDED, READ)
