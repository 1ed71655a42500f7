"""Reads one ballot (I.3.3.g, I.3.3.h): level, exact shares, clauses, and what was missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from kiemdiem.rulebook.edition import Threshold
from kiemdiem.rulebook.expressions import Facts
from kiemdiem.rulebook.rules.ballots import base as base_of
from kiemdiem.rulebook.rules.ballots import reached
from kiemdiem.rulebook.single import compile_case
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Level

BALLOT_CLAUSE = "I.3.3.g"


@dataclass(frozen=True)
class Share:
    """The part of the base that counts for a level; "+" in `name`: that level or better."""

    name: str
    votes: int
    percent: str
    """Half-up to one decimal, for display only; empty for a base of 0."""


@dataclass(frozen=True)
class Tally:
    """What a ballot comes to."""

    level: Level
    """`Level.NONE` when it reached none of the four."""
    base: int
    shares: tuple[Share, ...]
    clauses: tuple[str, ...]
    missing: dict[str, int]
    """For each level how many more votes (for it, or for it or better) it needed; 0 where it had enough."""


class VotesExceedBase(Exception):
    """The votes and invalid papers are more than the base."""

    def __init__(self, votes: int, base: int) -> None:
        super().__init__(f"{votes} > {base}")
        self.votes, self.base = votes, base


def tally(base: int, votes: Mapping[Level, int], invalid: int, terms: Terms) -> Tally:
    """Read a ballot of whole papers.

    Raises:
        VotesExceedBase: more votes than the base.
    """
    papers = sum(votes.values()) + invalid
    if papers > base:
        raise VotesExceedBase(papers, base)
    facts = {level.name.lower(): votes.get(level, 0) for level in LEVELS} | {"base": base, "invalid": invalid}
    found = compile_case({level.name: flag for level, flag in reached(terms).items()})(facts)
    level = next(Level[name] for name, flag in found.items() if flag)
    counted = compile_case({"base": base_of(terms)})(facts)["base"]
    thresholds = {Level[threshold.level]: threshold for threshold in terms.edition.thresholds}
    read = thresholds[level if level else min(LEVELS)]
    return Tally(
        level=level,
        base=base,
        shares=tuple(_share(thresholds[each], facts, counted) for each in LEVELS),
        clauses=(BALLOT_CLAUSE, read.clause),
        missing={each.name: _missing(thresholds[each], facts, counted) for each in LEVELS},
    )


def _votes(threshold: Threshold, facts: Facts) -> int:
    return sum(facts[level.lower()] for level in threshold.counted)


def _share(threshold: Threshold, facts: Facts, base: int) -> Share:
    votes = _votes(threshold, facts)
    name = threshold.level + ("+" if len(threshold.counted) > 1 else "")
    return Share(name, votes, percent(votes, base))


def percent(votes: int, base: int) -> str:
    """`votes` in per cent of `base`, half-up to one decimal; empty for a base of 0."""
    if base < 1:
        return ""
    tenths = (2000 * votes + base) // (2 * base)
    return f"{tenths // 10}.{tenths % 10}"


def _missing(threshold: Threshold, facts: Facts, base: int) -> int:
    """Votes that were short of the threshold; an empty ballot would need at least one."""
    needed = threshold.fraction * base
    least = floor(needed) + 1 if threshold.strictly_more else ceil(needed)
    return max(0, max(least, 1) - _votes(threshold, facts))
