"""How many may be HTXSNV, and how many of those may be commended (II.3.o, II.2.4.c, II.2.4.d, IV.1)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiemdiem.rulebook.terms import Terms

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class GroupCounts:
    """What a cap on HTXSNV is counted from, for each group (Q1)."""

    excellent: Counts
    good: Counts
    """At HTTNV just."""
    rated: Counts
    """At any level."""


def share_of(pool: Counts, share: Counts | int, terms: Terms) -> Counts:
    """`share` per cent of each pool in whole subjects: never more than the share (Q3)."""
    if terms.choice("cap_rounding") == "nearest":
        return (2 * pool * share + 100) // 200
    return pool * share // 100


def excellent_pool(groups: GroupCounts, terms: Terms) -> Counts:
    """What the cap on HTXSNV is counted from (Q1)."""
    pools = {
        "pool": groups.excellent + groups.good,
        "remaining": groups.good,
        "all_rated": groups.rated,
    }
    return pools[terms.choice("cap_base")]


def excellent_allowed(pool: Counts, terms: Terms) -> Counts:
    """How many may be HTXSNV in each group: the share, or one in a small place (II.3.o, Q2)."""
    allowed = share_of(pool, terms.number("excellent_share"), terms)
    if terms.choice("small_group") == "share_only":
        return allowed
    small = (pool > 0) & (pool < terms.number("small_group_below"))
    return np.where(small, np.maximum(allowed, terms.number("small_group_allowed")), allowed)


def award_allowed(pool: Counts, share: Counts | int, terms: Terms) -> Counts:
    """How many of the HTXSNV may be commended; a share that comes to nothing stays nothing (Q9)."""
    allowed = share_of(pool, share, terms)
    if terms.choice("award_cap_zero") == "one":
        return np.where(pool > 0, np.maximum(allowed, 1), allowed)
    return allowed


def member_award_share(own_excellent: NDArray[np.bool_], terms: Terms) -> Counts:
    """The share of typical members: more where the organisation itself is HTXSNV (II.2.4.d)."""
    raised, plain = terms.number("member_award_share_excellent"), terms.number("member_award_share")
    return np.where(own_excellent, raised, plain).astype(np.int64)


def branch_allowed(pool: Counts, terms: Terms) -> Counts:
    """How many units of a branch may be HTXSNV (IV.1)."""
    return share_of(pool, terms.number("branch_excellent_share"), terms)
