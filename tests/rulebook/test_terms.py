"""Terms: values, options and the reference date."""

from dataclasses import replace
from datetime import date

import pytest

from kiemdiem.rulebook.calendar import day_number
from kiemdiem.rulebook.expressions import FALSE, TRUE, Expression, Fact
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.terms import UnknownChoice
from kiemdiem.vocabulary import Level

from .samples import terms

SINCE = Fact("since", kind="day")


def holds(flag: Expression, since: str) -> bool:
    return bool(compile_case({"it": flag})({"since": day_number(date.fromisoformat(since))})["it"])


class TestOptions:
    def test_an_option_not_set_has_the_editions_default(self) -> None:
        assert terms().choice("cap_base") == "pool"

    def test_an_option_set_has_the_choice_made(self) -> None:
        assert terms(cap_base="remaining").choice("cap_base") == "remaining"
        assert terms(cap_base="pool").choice("cap_base") == "pool"

    def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(self) -> None:
        with pytest.raises(UnknownChoice, match="cap_base=half") as refused:
            terms(cap_base="half")
        assert (refused.value.key, refused.value.choice) == ("cap_base", "half")
        assert refused.value.offered == ("pool", "remaining", "all_rated")

    def test_an_option_that_the_edition_does_not_have_is_refused_with_those_it_has(self) -> None:
        with pytest.raises(UnknownChoice) as refused:
            terms(colour="red")
        offered = refused.value.offered
        assert offered == tuple(sorted(offered))
        assert {"cap_base", "absent_cadre"} <= set(offered)

    def test_an_option_of_a_later_floor_cannot_be_set_here(self) -> None:
        with pytest.raises(UnknownChoice):
            terms(ballot_rounds="two")
        assert terms().choice("ballot_rounds") == "one"

    def test_an_unknown_option_asked_for_is_a_key_error(self) -> None:
        with pytest.raises(KeyError, match="colour"):
            terms().choice("colour")

    def test_a_choice_is_true_or_false_for_every_case(self) -> None:
        assert terms().chosen("cap_base", "pool") is TRUE
        assert terms().chosen("cap_base", "remaining") is FALSE


class TestValues:
    def test_numbers_and_levels_are_read_from_the_edition(self) -> None:
        assert terms().number("posts_reviewed_everywhere") == 3
        assert terms().level("sick_leave_ceiling") is Level.HTNV
        assert terms().level("disciplined_ceiling") is Level.KHTNV

    def test_a_level_is_no_number_and_a_number_no_level(self) -> None:
        with pytest.raises(TypeError, match="sick_leave_ceiling is not a number"):
            terms().number("sick_leave_ceiling")
        with pytest.raises(KeyError):
            terms().level("sick_leave_months")

    def test_a_value_that_is_not_there_is_a_key_error(self) -> None:
        with pytest.raises(KeyError, match="colour"):
            terms().number("colour")
        with pytest.raises(KeyError, match="colour"):
            terms().level("colour")

    def test_a_clause_in_force_is_true_for_every_case(self) -> None:
        assert terms().has("II.3.b2") is TRUE
        assert terms("nghe-an-2019").has("II.3.b2") is FALSE


class TestTheReferenceDate:
    def test_the_year_is_that_of_the_reference_date(self) -> None:
        under = terms(as_of=date(2021, 3, 4))
        assert (under.year_start, under.year_end) == (date(2021, 1, 1), date(2021, 12, 31))

    @pytest.mark.parametrize(
        ("as_of", "since", "young", "young_counted"),
        [
            ("2020-12-31", "2020-06-30", False, False),
            ("2020-12-31", "2020-07-01", True, False),
            ("2020-12-31", "2020-07-02", True, True),
            ("2020-08-31", "2020-02-29", False, False),
            ("2020-08-31", "2020-03-01", True, False),
            ("2021-02-28", "2020-08-31", False, False),
            ("2021-02-28", "2020-09-01", True, False),
            ("2020-12-31", "2021-01-05", True, True),
        ],
    )
    def test_under_six_months_is_elapsed_time_unless_the_first_day_counts(
        self, as_of: str, since: str, young: bool, young_counted: bool
    ) -> None:
        day = date.fromisoformat(as_of)
        assert holds(terms(as_of=day).under_months(SINCE, "member_least_months"), since) is young
        counted = terms(as_of=day, reference_day="day_counted")
        assert holds(counted.under_months(SINCE, "member_least_months"), since) is young_counted

    def test_the_number_of_months_is_that_of_the_value_named(self) -> None:
        edition = terms().edition
        values = [
            replace(value, value=1) if value.key == "member_least_months" else value for value in edition.values
        ]  # fmt: skip
        under = terms(replace(edition, values=tuple(values)))
        assert under.last_full("member_least_months") == date(2020, 11, 30)
        assert under.last_full("organisation_least_months") == date(2020, 6, 30)
