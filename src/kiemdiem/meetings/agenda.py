"""The order of an agenda: what comes before what, and which changes of it the regulation allows (I.3.3.a)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """What must come before what; within a stage the conference orders freely."""

    COLLECTIVE = 0
    HEAD = 1
    OTHERS = 2


@dataclass(frozen=True)
class Draft:
    """One item before it is in order."""

    subject: int
    """Its primary key."""
    person: int | None
    row: int | None
    stage: Stage
    rank: int
    """Within the stage: an organisation itself, then deputies before members."""
    name_key: str


def in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """The collective first, then the head, then deputies and members."""
    return sorted(drafts, key=lambda one: (one.stage, one.rank, one.name_key, one.subject))


def may_move(stages: Sequence[int], at: int, step: int) -> bool:
    """Whether the item at an index may change places with its neighbour.

    Args:
        stages: of the items in their order. step: -1 upward, 1 downward.
    """
    other = at + step
    return 0 <= other < len(stages) and stages[other] == stages[at]
