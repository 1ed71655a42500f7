"""How a ballot is read (I.3.3.g, I.3.3.h1 to h4): exact whole-number arithmetic, best level first."""

from kiemdiem.rulebook.edition import Threshold
from kiemdiem.rulebook.expressions import Expression, any_of, total
from kiemdiem.rulebook.facts import BallotFacts
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level

_VOTES = {
    "HTXSNV": BallotFacts.htxsnv,
    "HTTNV": BallotFacts.httnv,
    "HTNV": BallotFacts.htnv,
    "KHTNV": BallotFacts.khtnv,
}


def base(terms: Terms) -> Expression:
    """What percentages are taken of: all present who took part, or papers returned (Q21)."""
    if terms.choice("unreturned_papers") == "returned_only":
        return total([*_VOTES.values(), BallotFacts.invalid])
    return BallotFacts.base


def meets(threshold: Threshold, terms: Terms) -> Expression:
    """Whether the votes counted for the level reach its share of the base (I.3.3.h1 to h4)."""
    votes = total([_VOTES[level] for level in threshold.counted]) * threshold.fraction.denominator
    needed = base(terms) * threshold.fraction.numerator
    return votes > needed if threshold.strictly_more else votes >= needed


def reached(terms: Terms) -> dict[Level, Expression]:
    """For each level whether the ballot reached it and no better one (I.3.3.h1 to h4); `Level.NONE`: none (Q4)."""
    counted = base(terms) >= 1
    conditions = {Level[threshold.level]: meets(threshold, terms) & counted for threshold in terms.edition.thresholds}
    levels: dict[Level, Expression] = {}
    better: list[Expression] = []
    for level in sorted(conditions, reverse=True):
        levels[level] = conditions[level] & ~any_of(better)
        better.append(conditions[level])
    levels[Level.NONE] = ~any_of(better)
    return levels
