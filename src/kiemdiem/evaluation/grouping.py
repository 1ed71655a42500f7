"""Small questions on columns grouped by row numbers: any, how many, lowest, first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Flags = NDArray[np.bool_]


def any_by(groups: Ints, size: int) -> Flags:
    """For each of `size` groups whether it is named at all; negative groups are left out."""
    found = np.zeros(size, dtype=np.bool_)
    found[groups[groups >= 0]] = True
    return found


def count_by(groups: Ints, size: int) -> NDArray[np.int32]:
    """How often each of `size` groups is named; negative groups are left out."""
    return np.bincount(groups[groups >= 0], minlength=size).astype(np.int32)


def lowest_by(groups: Ints, levels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """For each of `size` groups its lowest level above 0; 0 where it has none."""
    set_here = (levels > 0) & (groups >= 0)
    lowest = np.full(size, 255, dtype=np.uint8)
    np.minimum.at(lowest, groups[set_here], levels[set_here])
    lowest[lowest == 255] = 0
    return lowest


def first_by(groups: Ints, order: Ints, size: int) -> NDArray[np.int64]:
    """For each of `size` groups the position that comes first in `order`; -1 where there is none.

    Args:
        groups: the group of each position.
        order: positions, best first (all or some of them).
    """
    first = np.full(size, -1, dtype=np.int64)
    reverse = order[::-1]
    first[groups[reverse]] = reverse
    return first


def text_ranks(ids: pa.Array) -> NDArray[np.int64]:
    """The place of each id in text order."""
    plain = ids.dictionary_decode() if isinstance(ids, pa.DictionaryArray) else ids
    order = pc.sort_indices(plain).to_numpy()
    ranks = np.empty(len(plain), dtype=np.int64)
    ranks[order] = np.arange(len(plain))
    return ranks


def text_order(ids: pa.Array) -> NDArray[np.int64]:
    """The positions of ids in text order, found at once where they stand in order already."""
    plain = ids.dictionary_decode() if isinstance(ids, pa.DictionaryArray) else ids
    if len(plain) < 2 or pc.all(pc.less(plain[:-1], plain[1:])).as_py():
        return np.arange(len(plain), dtype=np.int64)
    order: NDArray[np.int64] = pc.sort_indices(plain).to_numpy().astype(np.int64)
    return order


def members_of(keys: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each key its position among sorted distinct keys; -1 where it is not there."""
    if not len(among):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(among, keys), len(among) - 1)
    return np.where(among[at] == keys, at, -1)
