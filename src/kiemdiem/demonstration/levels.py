"""Levels and the votes behind them.

A level is its place in the regulation's list (0 is the best); `UNDETERMINED` stands for a ballot that reached none.
"""

import numpy as np

from kiemdiem.demonstration.arrays import Flags, Ints, draw, order_within, shuffled_order
from kiemdiem.vocabulary import LEVELS, Level

BEST, GOOD, COMPLETED, FAILED = (LEVELS.index(level) for level in (Level.HTXSNV, Level.HTTNV, Level.HTNV, Level.KHTNV))
UNDETERMINED = len(LEVELS)
NO_LEVEL = -1


def share_out_levels(rng: np.random.Generator, groups: Ints, generous: Flags, last: Flags | None = None) -> Ints:
    """A level for each subject: in every group about a sixth are best, more in `generous` groups.

    `groups` are numbers from 0, one for each subject; `generous` has one flag for each group. Those
    marked `last` are best only where the others are too few.
    """
    size = np.bincount(groups, minlength=len(generous))
    low, high = np.where(generous, 0.20, 0.15), np.where(generous, 0.24, 0.175)
    best = np.floor(size * rng.uniform(low, high)).astype(np.int32)
    few = size < 5
    best[few] = rng.random(int(few.sum())) < 0.1 + 0.1 * size[few]
    best[few & generous] = 2
    place = shuffled_order(rng, groups, last)
    lower = GOOD + draw(rng, (0.868, 0.122, 0.01), len(groups))
    return np.where(place < best[groups], BEST, lower).astype(np.int8)


def numbered(*keys: Ints) -> Ints:
    """One number from 0 for each distinct combination of keys, in their order."""
    order = np.lexsort(keys[::-1])
    changes = np.zeros(len(order), dtype=bool)
    for key in keys:
        changes[1:] |= np.diff(key[order]) != 0
    groups = np.empty(len(order), dtype=np.int32)
    groups[order] = np.cumsum(changes)
    return groups


def every_seventh(groups: Ints) -> Flags:
    """Groups that overstep their cap: one in seven."""
    count = int(groups.max()) + 1 if len(groups) else 0
    generous: Flags = np.arange(count) % 7 == 1
    return generous


def cast_votes(rng: np.random.Generator, level: Ints, base: Ints) -> Ints:
    """Votes that give each level: columns HTXSNV, HTTNV, HTNV, KHTNV and invalid, never more than the base.

    Counted from the best level down, votes for a level or better lie between two bounds for each
    wanted level; the draws fill the bounds one after the other.
    """
    seven, six, half = -(-7 * base // 10), -(-6 * base // 10), base // 2 + 1
    chance = rng.random((5, len(level)), dtype=np.float32)
    zero = np.zeros_like(base)
    best = _drawn(
        chance[0] ** 2,
        np.choose(level, [seven, zero, zero, zero, zero]),
        np.choose(level, [base, np.minimum(seven - 1, base // 4), np.minimum(six - 1, base // 8), zero, zero]),
    )
    good = _drawn(
        chance[1] ** 0.3,
        np.maximum(best, np.choose(level, [zero, six, zero, zero, zero])),
        np.choose(level, [base, base, six - 1, base // 4, base // 4]),
    )
    done = _drawn(
        chance[2] ** 0.3,
        np.maximum(good, np.choose(level, [zero, zero, half, zero, zero])),
        np.choose(level, [base, base, base, base // 2, base // 2]),
    )
    left = base - done
    some = np.minimum(left, np.minimum(_drawn(chance[3], zero, left), (base - 1) // 2))
    failed = np.where(level == FAILED, left, some)
    invalid = _drawn(chance[4] ** 0.3, zero, left - failed)
    return np.stack([best, good - best, done - good, failed, invalid]).astype(np.int32)


def _drawn(chance: Ints, low: Ints, high: Ints) -> Ints:
    """Whole numbers between two bounds, both included; the lower bound wins where they cross."""
    room = np.maximum(high - low, 0)
    return np.asarray(low + np.minimum(np.floor(chance * (room + 1)).astype(np.int32), room))


def vote_at_the_limit(votes: Ints, base: Ints, rows: Ints, limit: Ints) -> None:
    """Put ballots exactly on 70, 60 or 50 per cent (`limit` in tenths); every second one at 50 fails by invalid papers.

    The bases become multiples of ten.
    """
    size = np.maximum(base[rows] // 10 * 10, 10)
    base[rows] = size
    at = size * limit // 10
    fifty = limit == 5
    spoilt = fifty & (order_within(limit) % 2 == 1)
    rest = size - at
    zero = np.zeros_like(at)
    votes[0, rows] = np.select([limit == 7, limit == 6], [at, size // 10], zero)
    votes[1, rows] = np.select([limit == 7, limit == 6], [rest, at - size // 10], size // 10)
    votes[2, rows] = np.select([limit == 7, limit == 6], [zero, rest], at - size // 10)
    votes[3, rows] = np.where(fifty, rest - spoilt, zero)
    votes[4, rows] = np.where(spoilt, 1, zero)
