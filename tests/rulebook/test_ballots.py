"""One ballot: the edges of the four thresholds (I.3.3.g, I.3.3.h1 to h4)."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from kiemdiem.rulebook.rules.ballots import reached
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.tally import Share, Tally, VotesExceedBase, percent, tally
from kiemdiem.vocabulary import LEVELS, Level

from .samples import terms, terms_of


def read(base: int, *votes: int, invalid: int = 0, **choices: str) -> Tally:
    """The ballot with so many votes for HTXSNV, HTTNV, HTNV, KHTNV."""
    return tally(base, dict(zip(LEVELS, votes, strict=False)), invalid, terms_of("nghe-an-2020", choices))


def level_by_the_text(base: int, votes: Mapping[Level, int]) -> Level:
    x, g, c, k = (votes[level] for level in LEVELS)
    if base < 1:
        return Level.NONE
    if 10 * x >= 7 * base:
        return Level.HTXSNV
    if 10 * (x + g) >= 6 * base:
        return Level.HTTNV
    if 2 * (x + g + c) > base:
        return Level.HTNV
    return Level.KHTNV if 2 * k >= base else Level.NONE


class TestThresholds:
    @pytest.mark.parametrize(
        ("base", "votes", "level", "clause"),
        [
            (10, (7, 0, 0, 3), Level.HTXSNV, "I.3.3.h1"),
            (10, (6, 0, 0, 4), Level.HTTNV, "I.3.3.h2"),
            (1000, (699, 301), Level.HTTNV, "I.3.3.h2"),
            (1000, (700, 0, 0, 300), Level.HTXSNV, "I.3.3.h1"),
            (10, (0, 6, 0, 4), Level.HTTNV, "I.3.3.h2"),
            (10, (3, 3, 0, 4), Level.HTTNV, "I.3.3.h2"),
            (1000, (300, 299, 1, 400), Level.HTNV, "I.3.3.h3"),
            (10, (2, 2, 2, 4), Level.HTNV, "I.3.3.h3"),
            (1000, (0, 0, 501, 499), Level.HTNV, "I.3.3.h3"),
            (1000, (100, 100, 300, 500), Level.KHTNV, "I.3.3.h4"),
            (10, (0, 0, 5, 5), Level.KHTNV, "I.3.3.h4"),
            (10, (0, 0, 5, 4), Level.NONE, "I.3.3.h4"),
            (10, (0, 0, 0, 5), Level.KHTNV, "I.3.3.h4"),
            (10, (0, 0, 0, 4), Level.NONE, "I.3.3.h4"),
        ],
    )
    def test_a_level_is_reached_at_its_share_of_the_base(
        self, base: int, votes: tuple[int, ...], level: Level, clause: str
    ) -> None:
        found = read(base, *votes)
        assert found.level is level
        assert found.clauses == ("I.3.3.g", clause)

    @pytest.mark.parametrize(
        ("base", "votes", "level"),
        [
            (0, (), Level.NONE),
            (1, (1,), Level.HTXSNV),
            (1, (0, 1), Level.HTTNV),
            (1, (0, 0, 1), Level.HTNV),
            (1, (0, 0, 0, 1), Level.KHTNV),
            (1, (), Level.NONE),
            (2, (2,), Level.HTXSNV),
            (2, (1, 1), Level.HTTNV),
            (2, (1, 0, 1), Level.HTNV),
            (2, (1, 0, 0, 1), Level.KHTNV),
            (2, (0, 0, 1, 1), Level.KHTNV),
            (2, (1,), Level.NONE),
            (2, (0, 0, 0, 1), Level.KHTNV),
        ],
    )
    def test_the_smallest_ballots_are_read_too(self, base: int, votes: tuple[int, ...], level: Level) -> None:
        assert read(base, *votes).level is level

    def test_every_ballot_of_up_to_six_papers_is_read_as_the_text_says(self) -> None:
        read_case = compile_case({level.name: flag for level, flag in reached(terms()).items()})
        for base in range(7):
            for votes in product(range(base + 1), repeat=4):
                if sum(votes) > base:
                    continue
                cast = dict(zip(LEVELS, votes, strict=True))
                facts = {level.name.lower(): count for level, count in cast.items()} | {"base": base, "invalid": 0}
                found = [name for name, flag in read_case(facts).items() if flag]
                assert found == [level_by_the_text(base, cast).name]

    def test_whole_numbers_stay_exact_where_floats_would_not(self) -> None:
        base = 10**17 + 10
        needed = 7 * base // 10
        assert read(base, needed).level is Level.HTXSNV
        assert read(base, needed - 1).level is Level.HTTNV


class TestInvalidAndMissingPapers:
    def test_invalid_papers_stay_in_the_base(self) -> None:
        assert read(10, 7, invalid=3).level is Level.HTXSNV
        assert read(10, 6, invalid=4).level is Level.HTTNV
        assert read(10, 5, invalid=5).level is Level.NONE

    def test_papers_not_returned_stay_in_the_base(self) -> None:
        assert read(10, 6).level is Level.HTTNV

    def test_where_returned_papers_alone_count_invalid_ones_still_do(self) -> None:
        assert read(10, 6, unreturned_papers="returned_only").level is Level.HTXSNV
        assert read(10, 6, invalid=3, unreturned_papers="returned_only").level is Level.HTTNV
        assert read(10, 0, 3, 0, 2, unreturned_papers="returned_only").level is Level.HTTNV
        assert read(10, 0, 0, 3, 2, unreturned_papers="returned_only").level is Level.HTNV
        assert read(10, unreturned_papers="returned_only").level is Level.NONE

    def test_where_returned_papers_alone_count_shares_are_taken_of_them(self) -> None:
        found = read(30, 14, invalid=6, unreturned_papers="returned_only")
        assert found.base == 30
        assert found.shares[0] == Share("HTXSNV", 14, "70.0")
        assert found.missing["KHTNV"] == 10

    def test_more_papers_than_the_base_are_refused(self) -> None:
        with pytest.raises(VotesExceedBase, match="11 > 10") as refused:
            read(10, 5, 5, invalid=1)
        assert (refused.value.votes, refused.value.base) == (11, 10)
        assert read(11, 5, 5, invalid=1).base == 11


class TestTally:
    def test_the_example_of_the_format_is_read_as_it_stands_there(self) -> None:
        found = read(30, 21, 6, 2, 0, invalid=1)
        assert found == Tally(
            level=Level.HTXSNV,
            base=30,
            shares=(
                Share("HTXSNV", 21, "70.0"), Share("HTTNV+", 27, "90.0"),
                Share("HTNV+", 29, "96.7"), Share("KHTNV", 0, "0.0"),
            ),
            clauses=("I.3.3.g", "I.3.3.h1"),
            missing={"HTXSNV": 0, "HTTNV": 0, "HTNV": 0, "KHTNV": 15},
        )  # fmt: skip

    def test_missing_votes_are_those_short_of_each_share(self) -> None:
        assert read(10, 1, 1, 1, 1).missing == {"HTXSNV": 6, "HTTNV": 4, "HTNV": 3, "KHTNV": 4}
        assert read(11).missing == {"HTXSNV": 8, "HTTNV": 7, "HTNV": 6, "KHTNV": 6}
        assert read(12).missing == {"HTXSNV": 9, "HTTNV": 8, "HTNV": 7, "KHTNV": 6}

    def test_an_empty_ballot_needs_one_vote_for_each_level_and_has_no_shares(self) -> None:
        found = read(0)
        assert found.missing == {"HTXSNV": 1, "HTTNV": 1, "HTNV": 1, "KHTNV": 1}
        assert [share.percent for share in found.shares] == ["", "", "", ""]
        assert found.clauses == ("I.3.3.g", "I.3.3.h4")

    @pytest.mark.parametrize("base", [1, 2, 3, 7, 10, 99, 100])
    def test_with_the_missing_votes_the_level_is_reached_and_with_one_less_not(self, base: int) -> None:
        for level, needed in read(base).missing.items():
            assert read(base, *[needed * (each.name == level) for each in LEVELS]).level is Level[level]
            assert read(base, *[(needed - 1) * (each.name == level) for each in LEVELS]).level is not Level[level]

    @pytest.mark.parametrize(
        ("votes", "base", "shown"),
        [
            (0, 0, ""), (0, 3, "0.0"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 16, "6.3"),
            (1, 2000, "0.1"), (1, 2001, "0.0"), (1999, 2000, "100.0"), (1, 1, "100.0"), (29, 30, "96.7"),
            (1, 400, "0.3"), (3, 400, "0.8"),
        ],
    )  # fmt: skip
    def test_percentages_are_rounded_half_up_to_one_decimal(self, votes: int, base: int, shown: str) -> None:
        assert percent(votes, base) == shown


class TestSharesOfAnotherEdition:
    def with_share(self, share: str, strictly_more: bool = False) -> list[Level]:
        """The level of 0, 1, 2 and 3 votes of three for HTXSNV where it needs that share."""
        edition = terms().edition
        first = replace(edition.thresholds[0], share=share, strictly_more=strictly_more)
        under = terms(replace(edition, thresholds=(first, *edition.thresholds[1:])))
        return [tally(3, {Level.HTXSNV: votes}, 0, under).level for votes in range(4)]

    def test_a_share_may_be_a_fraction_of_a_per_cent(self) -> None:
        none, top = Level.NONE, Level.HTXSNV
        assert terms().edition.thresholds[0].fraction == Fraction(7, 10)
        assert self.with_share("200/3") == [none, none, top, top]
        assert self.with_share("66.7") == [none, none, Level.HTTNV, top]
        assert self.with_share("200/3", strictly_more=True) == [none, none, Level.HTTNV, top]

    def test_the_order_of_the_thresholds_in_the_edition_does_not_matter(self) -> None:
        edition = terms().edition
        turned = terms(replace(edition, thresholds=edition.thresholds[::-1]))
        for votes in [(7, 3), (3, 3, 4), (0, 0, 6), (0, 0, 0, 5), (1, 1)]:
            cast = dict(zip(LEVELS, votes, strict=False))
            assert tally(10, cast, 0, turned) == tally(10, cast, 0, terms())
