"""Days and months: Q5, Q6 and II.3.k at the ends of months and in leap years."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiemdiem.rulebook.calendar import (
    add_months,
    day_date,
    day_number,
    days_of_leave,
    full_months,
    last_full,
    merge_spells,
    months_of_leave,
)

days = st.dates(date(1901, 1, 1), date(2099, 12, 31))
months = st.integers(1, 24)


def d(text: str) -> date:
    return date.fromisoformat(text)


def spells(text: str) -> list[tuple[date, date]]:
    return [(d(one[:10]), d(one[11:])) for one in text.split()]


class TestDayNumbers:
    def test_the_first_of_january_1970_is_day_zero(self) -> None:
        assert day_number(date(1970, 1, 1)) == 0
        assert day_date(0) == date(1970, 1, 1)


class TestAddingMonths:
    @pytest.mark.parametrize(
        ("day", "number", "expected"),
        [
            ("2020-01-15", 1, "2020-02-15"),
            ("2020-01-31", 1, "2020-02-29"),
            ("2021-01-31", 1, "2021-02-28"),
            ("2020-08-31", 6, "2021-02-28"),
            ("2019-08-31", 6, "2020-02-29"),
            ("2020-12-01", 1, "2021-01-01"),
            ("2020-11-30", 1, "2020-12-30"),
            ("2020-12-31", -6, "2020-06-30"),
            ("2020-01-31", -1, "2019-12-31"),
            ("2020-03-31", -1, "2020-02-29"),
            ("2020-02-29", 12, "2021-02-28"),
            ("2020-02-29", 48, "2024-02-29"),
            ("2020-06-30", 0, "2020-06-30"),
        ],
    )
    def test_the_day_is_kept_or_clipped_to_the_months_end(self, day: str, number: int, expected: str) -> None:
        assert add_months(d(day), number) == d(expected)


class TestFullMonths:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            ("2020-01-15", "2020-04-14", (3, 0)),
            ("2020-01-15", "2020-04-13", (2, 30)),
            ("2020-03-01", "2020-05-30", (2, 30)),
            ("2020-03-01", "2020-05-31", (3, 0)),
            ("2020-02-01", "2020-02-28", (0, 28)),
            ("2020-02-01", "2020-02-29", (1, 0)),
            ("2021-02-01", "2021-02-28", (1, 0)),
            ("2020-07-01", "2020-12-31", (6, 0)),
            ("2020-07-02", "2020-12-31", (5, 30)),
            ("2020-01-01", "2020-06-29", (5, 29)),
            ("2020-01-01", "2020-06-30", (6, 0)),
            ("2020-12-31", "2020-12-31", (0, 1)),
            ("2019-12-15", "2020-01-14", (1, 0)),
            ("2020-01-31", "2020-02-28", (1, 0)),
            ("2020-01-31", "2020-02-27", (0, 28)),
        ],
    )
    def test_both_ends_are_counted(self, first: str, last: str, expected: tuple[int, int]) -> None:
        assert full_months(d(first), d(last)) == expected


class TestTheLatestDayThatIsOldEnough:
    @pytest.mark.parametrize(
        ("as_of", "expected", "counted"),
        [
            ("2020-12-31", "2020-06-30", "2020-07-01"),
            ("2020-12-30", "2020-06-30", "2020-06-30"),
            ("2020-08-31", "2020-02-29", "2020-03-01"),
            ("2021-08-31", "2021-02-28", "2021-03-01"),
            ("2021-02-28", "2020-08-31", "2020-09-01"),
            ("2020-02-28", "2019-08-28", "2019-08-31"),
            ("2020-02-29", "2019-08-31", "2019-09-01"),
            ("2021-01-31", "2020-07-31", "2020-08-01"),
        ],
    )
    def test_six_months_back_from_a_reference_day(self, as_of: str, expected: str, counted: str) -> None:
        assert last_full(d(as_of), 6) == d(expected)
        assert last_full(d(as_of), 6, count_first_day=True) == d(counted)

    def test_on_31_december_1_july_is_under_six_months(self) -> None:
        assert last_full(d("2020-12-31"), 6) < d("2020-07-01")


class TestLeave:
    @pytest.mark.parametrize(
        ("given_spells", "expected"),
        [
            ("2020-01-01/2020-01-10 2020-01-05/2020-01-20", "2020-01-01/2020-01-20"),
            ("2020-01-01/2020-01-10 2020-01-11/2020-01-20", "2020-01-01/2020-01-20"),
            ("2020-01-01/2020-01-10 2020-01-12/2020-01-20", "2020-01-01/2020-01-10 2020-01-12/2020-01-20"),
            ("2020-01-01/2020-01-31 2020-01-05/2020-01-20", "2020-01-01/2020-01-31"),
            ("2020-03-01/2020-03-02 2020-01-01/2020-01-02", "2020-01-01/2020-01-02 2020-03-01/2020-03-02"),
            ("2020-01-01/2020-01-31 2020-01-05/2020-01-06 2020-02-01/2020-02-02", "2020-01-01/2020-02-02"),
            ("", ""),
        ],
    )
    def test_spells_that_overlap_or_adjoin_are_one(self, given_spells: str, expected: str) -> None:
        assert merge_spells(spells(given_spells)) == spells(expected)

    @pytest.mark.parametrize(
        ("given_spells", "expected"),
        [
            ("2020-01-15/2020-04-14", 3),
            ("2020-03-01/2020-05-30", 3),  # two months and thirty leftover days
            ("2020-03-01/2020-05-29", 2),
            ("2020-01-15/2020-02-29 2020-03-01/2020-04-14", 3),
            ("2020-01-01/2020-02-15 2020-06-01/2020-07-15", 3),
            ("2020-01-01/2020-02-15 2020-06-01/2020-07-14", 2),
            ("2020-01-01/2020-01-10 2020-03-01/2020-03-10 2020-05-01/2020-05-10", 1),
            ("", 0),
        ],
    )
    def test_thirty_leftover_days_of_all_spells_make_a_month(self, given_spells: str, expected: int) -> None:
        assert months_of_leave(spells(given_spells), 30) == expected

    def test_the_days_that_make_a_month_are_those_of_the_edition(self) -> None:
        assert months_of_leave(spells("2020-01-01/2020-01-28"), 28) == 1
        assert months_of_leave(spells("2020-01-01/2020-01-28"), 29) == 0

    def test_days_of_leave_count_both_ends_and_no_day_twice(self) -> None:
        assert days_of_leave(spells("2020-01-01/2020-01-01")) == 1
        assert days_of_leave(spells("2020-01-01/2020-01-10 2020-01-05/2020-01-20 2020-03-01/2020-03-05")) == 25
        assert days_of_leave([]) == 0


@settings(deadline=None)
@given(days)
def test_a_day_number_counts_as_numpy_does_and_leads_back_to_the_day(day: date) -> None:
    assert day_number(day) == int(np.datetime64(day, "D").astype(np.int64))
    assert day_date(day_number(day)) == day


@settings(deadline=None)
@given(days, st.integers(0, 800))
def test_months_and_leftover_days_make_up_the_time(first: date, length: int) -> None:
    last = first + timedelta(length)
    found, leftover = full_months(first, last)
    assert add_months(first, found) + timedelta(leftover) == last + timedelta(1)
    assert 0 <= leftover <= 30
    assert add_months(first, found + 1) > last + timedelta(1)


@settings(deadline=None)
@given(days, months, st.booleans())
def test_whoever_began_by_then_has_the_months_and_whoever_began_later_has_not(
    as_of: date, number: int, counted: bool
) -> None:
    reached = as_of + timedelta(counted)
    found = last_full(as_of, number, count_first_day=counted)
    assert add_months(found, number) <= reached
    assert all(add_months(found + timedelta(later), number) > reached for later in range(1, 5))
