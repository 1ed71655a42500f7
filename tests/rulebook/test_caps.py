"""Caps on HTXSNV and on commendation (II.3.o, II.2.4.c, II.2.4.d, IV.1, Q1 to Q3, Q9)."""

from dataclasses import replace

import numpy as np
import pytest

from kiemdiem.rulebook.caps import (
    GroupCounts,
    award_allowed,
    branch_allowed,
    excellent_allowed,
    excellent_pool,
    member_award_share,
    share_of,
)

from .samples import terms

POOLS = [0, 1, 2, 3, 4, 5, 6, 9, 10, 24, 25]


def of(counts: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(counts, dtype=np.int64)


class TestShares:
    def test_a_share_is_rounded_down(self) -> None:
        assert list(share_of(of(POOLS), 20, terms())) == [0, 0, 0, 0, 0, 1, 1, 1, 2, 4, 5]
        assert list(share_of(of([1, 2, 3]), 50, terms())) == [0, 1, 1]

    def test_under_the_other_reading_a_share_is_rounded_to_the_nearest_half_up(self) -> None:
        nearest = terms(cap_rounding="nearest")
        assert list(share_of(of(POOLS), 20, nearest)) == [0, 0, 0, 1, 1, 1, 1, 2, 2, 5, 5]
        assert list(share_of(of([1, 2, 3]), 50, nearest)) == [1, 1, 2]
        assert list(share_of(of([49, 50, 149, 150]), 1, nearest)) == [0, 1, 1, 2]

    def test_each_group_may_have_a_share_of_its_own(self) -> None:
        assert list(share_of(of([10, 10]), of([20, 30]), terms())) == [2, 3]


class TestExcellent:
    @pytest.mark.parametrize(("base", "expected"), [("pool", [7, 5]), ("remaining", [4, 5]), ("all_rated", [12, 9])])
    def test_the_pool_is_what_the_option_says(self, base: str, expected: list[int]) -> None:
        groups = GroupCounts(excellent=of([3, 0]), good=of([4, 5]), rated=of([12, 9]))
        assert list(excellent_pool(groups, terms(cap_base=base))) == expected
        if base == "pool":
            assert list(excellent_pool(groups, terms())) == expected

    def test_a_small_place_may_have_one_and_an_empty_one_none(self) -> None:
        assert list(excellent_allowed(of(POOLS), terms())) == [0, 1, 1, 1, 1, 1, 1, 1, 2, 4, 5]

    def test_where_only_the_share_counts_a_small_place_has_none(self) -> None:
        share_only = terms(small_group="share_only")
        assert list(excellent_allowed(of(POOLS), share_only)) == [0, 0, 0, 0, 0, 1, 1, 1, 2, 4, 5]

    def test_a_place_is_small_below_the_editions_number_and_may_have_as_many_as_the_edition_says(self) -> None:
        edition = terms().edition
        other = {"excellent_share": 10, "small_group_below": 6, "small_group_allowed": 2}
        values = tuple(replace(row, value=other.get(row.key, row.value)) for row in edition.values)
        allowed = excellent_allowed(of([0, 1, 5, 6, 9, 10, 30]), terms(replace(edition, values=values)))
        assert list(allowed) == [0, 2, 2, 0, 0, 1, 3]

    def test_rounding_to_the_nearest_takes_nothing_from_a_small_place(self) -> None:
        nearest = terms(cap_rounding="nearest")
        assert list(excellent_allowed(of(POOLS), nearest)) == [0, 1, 1, 1, 1, 1, 1, 2, 2, 5, 5]


class TestCommendation:
    def test_a_share_that_comes_to_nothing_stays_nothing(self) -> None:
        assert list(award_allowed(of(POOLS), 20, terms())) == [0, 0, 0, 0, 0, 1, 1, 1, 2, 4, 5]
        assert list(award_allowed(of(POOLS), 30, terms())) == [0, 0, 0, 0, 1, 1, 1, 2, 3, 7, 7]
        assert list(award_allowed(of(POOLS), 50, terms())) == [0, 0, 1, 1, 2, 2, 3, 4, 5, 12, 12]

    def test_under_the_other_reading_it_becomes_one_unless_there_is_nobody(self) -> None:
        one = terms(award_cap_zero="one")
        assert list(award_allowed(of(POOLS), 20, one)) == [0, 1, 1, 1, 1, 1, 1, 1, 2, 4, 5]

    def test_more_members_may_be_typical_where_the_organisation_is_excellent(self) -> None:
        shares = member_award_share(np.array([True, False]), terms())
        assert list(shares) == [30, 20]
        assert shares.dtype == np.int64
        assert list(award_allowed(of([10, 10]), shares, terms())) == [3, 2]

    def test_a_branch_has_a_fifth_and_no_exception(self) -> None:
        assert list(branch_allowed(of(POOLS), terms())) == [0, 0, 0, 0, 0, 1, 1, 1, 2, 4, 5]
        nearest = terms(cap_rounding="nearest")
        assert list(branch_allowed(of(POOLS), nearest)) == [0, 0, 0, 1, 1, 1, 1, 2, 2, 5, 5]
