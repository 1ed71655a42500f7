"""The four levels, and how a ballot is read (I.3.3.h)."""

from collections.abc import Iterable

HTXSNV, HTTNV, HTNV, KHTNV = "HTXSNV", "HTTNV", "HTNV", "KHTNV"
HEIGHT = {"": 0, KHTNV: 1, HTNV: 2, HTTNV: 3, HTXSNV: 4}
CLAUSE_OF_LEVEL = {HTXSNV: "I.3.3.h1", HTTNV: "I.3.3.h2", HTNV: "I.3.3.h3", KHTNV: "I.3.3.h4"}


def above(one: str, other: str) -> bool:
    """Whether both are levels and the first is the better one."""
    return bool(one) and bool(other) and HEIGHT[one] > HEIGHT[other]


def lowest(levels: Iterable[str]) -> str:
    """The lowest of some levels, "" of none."""
    return min(levels, key=HEIGHT.__getitem__, default="")


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels, "" of none."""
    return max(levels, key=HEIGHT.__getitem__, default="")


def level_of_ballot(base: int, htxsnv: int, httnv: int, htnv: int, khtnv: int) -> str:
    """I.3.3.h1 to h4 in exact integers; "" when none of the four is reached (Q4)."""
    if base < 1:
        return ""
    if 10 * htxsnv >= 7 * base:
        return HTXSNV
    if 10 * (htxsnv + httnv) >= 6 * base:
        return HTTNV
    if 2 * (htxsnv + httnv + htnv) > base:
        return HTNV
    if 2 * khtnv >= base:
        return KHTNV
    return ""
