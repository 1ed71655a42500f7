"""Small numpy building blocks: exact shares, runs, draws and picks, all without a Python loop."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[Any]
"""Whole numbers: rows of another table, codes (-1 is none) or counts."""
Days: TypeAlias = npt.NDArray[Any]
"""Days since 1970-01-01 as int32; `MISSING` is no date."""
Flags: TypeAlias = npt.NDArray[np.bool_]

MISSING = -(2**31)


def day(year: int, month: int, number: int) -> int:
    """The day as a number of days since 1970-01-01."""
    return (date(year, month, number) - date(1970, 1, 1)).days


REFERENCE_DAY = day(2020, 12, 31)


def spread(total: int, weights: npt.NDArray[Any], least: int = 0) -> Ints:
    """Share `total` out by `weights`: whole numbers, `least` each, that add up exactly."""
    if len(weights) == 0:
        return np.zeros(0, dtype=np.int64)
    free = total - least * len(weights)
    shares = weights / weights.sum() * free
    whole: Ints = np.floor(shares).astype(np.int64)
    rest = free - int(whole.sum())
    whole[np.argsort(whole - shares, kind="stable")[:rest]] += 1
    whole += least
    return whole


def starts(counts: Ints) -> Ints:
    """Where each run begins when runs of these lengths stand one behind the other."""
    return np.cumsum(counts) - counts


def owners(counts: Ints) -> Ints:
    """The number of its run, for every element of runs of these lengths."""
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def positions(counts: Ints) -> Ints:
    """The place within its run, for every element of runs of these lengths."""
    return np.arange(int(counts.sum()), dtype=np.int32) - np.repeat(starts(counts), counts).astype(np.int32)


def order_within(groups: Ints) -> Ints:
    """The place of each element within its group; equal groups must stand together."""
    if len(groups) == 0:
        return np.zeros(0, dtype=np.int32)
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return positions(np.diff(np.r_[first, len(groups)]))


def shuffled_order(rng: np.random.Generator, groups: Ints, last: Flags | None = None) -> Ints:
    """A random place for each element within its group, behind all others for those marked `last`.

    Groups are numbers from 0 and may be scattered.
    """
    key = rng.random(len(groups))
    if last is not None:
        key = key / 2 + last / 2
    order = np.argsort(groups + key)
    place = np.empty(len(groups), dtype=np.int32)
    place[order] = order_within(groups[order])
    return place


def draw(rng: np.random.Generator, weights: Sequence[float], count: int) -> Ints:
    """Random codes 0, 1, … with these weights."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float32))
    chance = rng.random(count, dtype=np.float32) * bounds[-1]
    codes: Ints = np.searchsorted(bounds, chance, side="right").astype(np.int16)
    return np.minimum(codes, len(weights) - 1)


def between(rng: np.random.Generator, low: int | Ints, high: int | Ints, count: int) -> Days:
    """Random whole numbers (days), both bounds included."""
    return rng.integers(low, np.asarray(high) + 1, count, dtype=np.int32)


def chance(rng: np.random.Generator, share: float, count: int) -> Flags:
    """True for about this share."""
    return rng.random(count, dtype=np.float32) < share


def pick(rng: np.random.Generator, eligible: Flags, share: float, least: int) -> Ints:
    """Rows of `share` of those eligible, ascending, and no fewer than `least` where there are so many."""
    rows = np.flatnonzero(eligible)
    wanted = min(len(rows), max(least, round(share * len(rows))))
    return np.sort(rng.choice(rows, wanted, replace=False))


def assign(
    rng: np.random.Generator, codes: Ints, wishes: Sequence[tuple[int, Flags, float]], least: int, able: Flags
) -> None:
    """Give each wish (code, who is eligible, share) its rows among those whose code is still 0.

    Where too few of those eligible are left, others who are `able` stand in, so that a small
    demonstration shows every case too.
    """
    for code, eligible, share in wishes:
        rows = pick(rng, eligible & able & (codes == 0), share, least)
        if len(rows) < least:
            codes[rows] = code
            rows = pick(rng, able & (codes == 0), 0.0, least - len(rows))
        codes[rows] = code
