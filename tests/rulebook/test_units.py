"""Organisations, collectives and single posts."""

import pytest

from kiemdiem.rulebook.calendar import day_number
from kiemdiem.rulebook.rules import posts
from kiemdiem.rulebook.rules.rule import Condition
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level, Status

from .samples import AS_OF, GUIDANCE, JUST_OLD_ENOUGH, LATELY, LONG_AGO, collective, has_status, organisation, terms

EARLIER = "nghe-an-2019"
READ = "I.3.3.g I.3.3.h2"


class TestOrganisations:
    def test_an_organisation_gets_the_level_of_its_ballot(self) -> None:
        row = organisation()
        assert has_status(row, Status.PROPOSED, Level.HTTNV)
        assert (row.clauses, row.findings, row.ceiling) == (READ, (), Level.NONE)

    def test_a_young_organisation_is_not_rated(self) -> None:
        row = organisation(established_on=LATELY, balloted=0)
        assert has_status(row, Status.NOT_RATED)
        assert row.clauses == "II.3.g1"
        assert organisation(established_on=JUST_OLD_ENOUGH).status == Status.PROPOSED
        assert organisation(terms(reference_day="day_counted"), established_on=LATELY).status == Status.PROPOSED

    def test_a_decision_on_a_young_organisation_is_a_violation(self) -> None:
        row = organisation(established_on=LATELY, decided_level=3)
        assert has_status(row, Status.NOT_RATED)
        assert row.findings == (("violation", "II.3.g1"),)

    def test_a_ballot_is_waited_for(self) -> None:
        row = organisation(balloted=0)
        assert (row.status, row.waits_for, row.clauses) == (Status.WAITING, ("ballot",), "II.2.1")

    def test_a_decision_without_a_ballot_is_a_violation(self) -> None:
        row = organisation(balloted=0, decided_level=3)
        assert has_status(row, Status.DECIDED, Level.HTTNV)
        assert (row.findings, row.clauses) == ((("violation", "II.2.1"),), "II.2.1")

    def test_an_agency_has_the_level_that_was_decided_and_no_other_clause(self) -> None:
        row = organisation(is_agency=1, balloted=0, established_on=LATELY, decided_level=3, reached_httnv=0)
        assert has_status(row, Status.DECIDED, Level.HTTNV)
        assert (row.findings, row.clauses, row.waits_for, row.ballot_level) == ((), "II.2.1", (), Level.NONE)

    def test_no_ballot_is_read_for_an_agency(self) -> None:
        row = organisation(is_agency=1, decided_level=4)
        assert (row.level, row.ballot_level, row.findings) == (Level.HTXSNV, Level.NONE, ())

    def test_where_the_thresholds_are_for_cadres_only_an_organisation_stays_undetermined(self) -> None:
        assert has_status(organisation(terms(thresholds_for_all="cadres_only")), Status.UNDETERMINED)


class TestCollectives:
    def test_a_collective_gets_the_level_of_its_ballot(self) -> None:
        row = collective()
        assert has_status(row, Status.PROPOSED, Level.HTTNV)
        assert (row.clauses, row.findings) == (READ, ())

    @pytest.mark.parametrize(
        ("facts", "code", "clause"), [({"reviewed": 0}, "review", "II.3.b"), ({"balloted": 0}, "ballot", "I.3.3.g")]
    )
    def test_review_and_ballot_are_waited_for(self, facts: dict[str, int], code: str, clause: str) -> None:
        row = collective(None, **facts)
        assert (row.status, row.waits_for, row.clauses) == (Status.WAITING, (code,), clause)
        decided = collective(None, **facts, decided_level=3)
        assert decided.findings == (("violation", clause),)
        assert decided.clauses == f"{clause} II.2.2"

    def test_a_level_before_one_directly_below_is_a_warning(self) -> None:
        assert collective(lower_without_level=1).findings == (("warning", "II.3.c"),)
        assert collective(lower_without_level=1, balloted=0).findings == ()

    def test_under_the_other_reading_the_collectives_below_are_waited_for(self) -> None:
        row = collective(terms(rating_order="waiting"), lower_without_level=2)
        assert (row.waits_for, row.clauses, row.findings) == (("lower_collectives",), "II.3.c", ())
        assert collective(terms(rating_order="waiting"), lower_without_level=1).status == Status.WAITING
        assert collective(terms(rating_order="waiting")).status == Status.PROPOSED
        decided = collective(terms(rating_order="waiting"), lower_without_level=2, decided_level=2)
        assert decided.messages == ("Level {level} was decided before the collectives directly below were rated.",)

    @pytest.mark.parametrize(("level", "found"), [(0, False), (2, True), (3, False)])
    def test_a_collective_above_its_organisation_is_a_warning_of_the_national_guidance(
        self, level: int, found: bool
    ) -> None:
        assert collective(organisation_level=level).findings == ((("warning", GUIDANCE),) if found else ())
        assert collective(terms(head_above_collective="off"), organisation_level=level).findings == ()

    def test_a_decision_better_than_the_ballot_breaks_its_threshold(self) -> None:
        row = collective(decided_level=4)
        assert (row.findings, row.clauses) == ((("violation", "I.3.3.h1"),), READ + " II.2.2")

    def test_a_ballot_that_reached_nothing_is_undetermined(self) -> None:
        assert has_status(collective(reached_httnv=0, reached_none=1), Status.UNDETERMINED)

    def test_where_the_thresholds_are_for_cadres_only_a_collective_stays_undetermined(self) -> None:
        assert has_status(collective(terms(thresholds_for_all="cadres_only")), Status.UNDETERMINED)

    def test_in_2019_a_decided_collective_cites_no_clause_of_2020(self) -> None:
        assert collective(terms(EARLIER), decided_level=3).clauses == READ


POST = {
    "started_on": LATELY, "is_head": 1, "elected": 0, "appointed": 0, "rotated": 0, "promoted": 0, "equal_before": 0,
    "own_rating_unaffected": 0, "unit_rated": 1, "unit_too_young": 0, "unit_is_agency": 0, "unit_level": 0,
}  # fmt: skip


def of_post(condition: Condition, under: Terms | None = None, **facts: int) -> bool:
    return bool(compile_case({"it": condition(under or terms())})({**POST, **facts})["it"])


class TestNewPosts:
    @pytest.mark.parametrize(
        ("arrival", "equal_before", "from_equal", "from_lower"),
        [
            ("rotated", 1, True, False),
            ("appointed", 1, True, False),
            ("promoted", 1, False, False),
            ("elected", 1, False, False),
            ("rotated", 0, False, True),
            ("appointed", 0, False, True),
            ("promoted", 0, False, True),
            ("elected", 0, False, False),
        ],
    )
    def test_the_former_units_result_is_asked_for_by_arrival_and_former_post(
        self, arrival: str, equal_before: int, from_equal: bool, from_lower: bool
    ) -> None:
        facts = {arrival: 1, "equal_before": equal_before}
        assert of_post(posts.new_from_equal, None, **facts) is from_equal
        assert of_post(posts.new_from_lower, None, **facts) is from_lower
        for condition in (posts.new_from_equal, posts.new_from_lower):
            assert not of_post(condition, None, **facts, started_on=JUST_OLD_ENOUGH)
            assert not of_post(condition, terms(reference_day="day_counted"), **facts)

    @pytest.mark.parametrize("condition", [posts.new_from_equal, posts.new_from_lower, posts.newly_elected])
    def test_in_2019_no_post_is_new(self, condition: Condition) -> None:
        assert not of_post(condition, terms(EARLIER), rotated=1, equal_before=1)
        assert not of_post(condition, terms(EARLIER), promoted=1)
        assert not of_post(condition, terms(EARLIER), elected=1)

    def test_under_the_other_reading_rotation_without_an_equal_post_asks_for_nothing(self) -> None:
        other = terms(rotated_without_equal="nothing_asked")
        assert not of_post(posts.new_from_lower, other, rotated=1)
        assert of_post(posts.new_from_lower, other, promoted=1)
        assert of_post(posts.new_from_lower, other, appointed=1)

    def test_an_election_is_new_for_six_months(self) -> None:
        assert of_post(posts.newly_elected, elected=1)
        assert not of_post(posts.newly_elected, elected=1, started_on=JUST_OLD_ENOUGH)
        assert not of_post(posts.newly_elected, appointed=1)

    def test_a_post_that_starts_on_the_reference_date_is_new(self) -> None:
        assert of_post(posts.new_from_lower, promoted=1, started_on=day_number(AS_OF))


class TestWhoAnswersForAUnit:
    def test_a_head_answers_for_the_unit(self) -> None:
        assert of_post(posts.answers_for_unit)

    @pytest.mark.parametrize(
        "facts",
        [{"is_head": 0}, {"unit_rated": 0}, {"own_rating_unaffected": 1}, {"unit_too_young": 1}, {"promoted": 1}],
    )
    def test_others_and_heads_under_an_exception_do_not(self, facts: dict[str, int]) -> None:
        assert not of_post(posts.answers_for_unit, None, **facts)

    def test_a_head_new_from_an_equal_post_or_promoted_long_ago_does(self) -> None:
        assert of_post(posts.answers_for_unit, rotated=1, equal_before=1)
        assert of_post(posts.answers_for_unit, promoted=1, started_on=LONG_AGO)
        assert of_post(posts.answers_for_unit, terms(EARLIER), promoted=1)

    @pytest.mark.parametrize(
        ("agency", "level", "awaited", "unknown"),
        [(0, 0, True, False), (0, 2, False, False), (1, 0, False, True), (1, 2, False, False)],
    )
    def test_a_missing_level_is_awaited_of_an_organisation_and_a_question_of_an_agency(
        self, agency: int, level: int, awaited: bool, unknown: bool
    ) -> None:
        facts = {"unit_is_agency": agency, "unit_level": level}
        assert of_post(posts.unit_level_awaited, None, **facts) is awaited
        assert of_post(posts.agency_without_level, None, **facts) is unknown
        assert not of_post(posts.unit_level_awaited, None, **facts, is_head=0)
        assert not of_post(posts.agency_without_level, None, **facts, is_head=0)
