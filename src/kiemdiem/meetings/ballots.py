"""Ballots as the paper has them: choices, the signs by which they are typed, sums, and where two readings differ."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiemdiem.meetings.models import Vote
from kiemdiem.vocabulary import LEVELS

NONE = "none"
"""Nobody is marked on the row, or more than one."""
AGREE, AGAINST = "agree", "against"
INVALID = "x"
"""The sign of a paper that counts for nobody."""
MOST_LINES = 200
"""Rows of one ballot paper."""
MOST_PAPERS = 5_000
"""Papers of one counting."""


def choices_of(kind: str) -> tuple[str, ...]:
    """What can be marked on a row, in the order of the signs `1`, `2`, …; `none`, the sign `0`, comes last."""
    if kind == Vote.Kind.CONCLUSION:
        return (AGREE, AGAINST, NONE)
    return (*(level.name for level in LEVELS), NONE)


def signs_of(kind: str) -> dict[str, str]:
    """Sign on the keyboard -> choice."""
    choices = choices_of(kind)
    return {**{str(place): choice for place, choice in enumerate(choices[:-1], start=1)}, "0": NONE}


def is_paper(kind: str, lines: int, marks: str) -> bool:
    """Whether these signs are those of one whole paper: a sign for each row, or the paper is invalid."""
    return marks == INVALID or (len(marks) == lines and set(marks) <= signs_of(kind).keys())


@dataclass(frozen=True)
class Sums:
    """What a pile of papers comes to."""

    returned: int
    invalid: int
    votes: tuple[Mapping[str, int], ...]
    """For each row choice -> votes; `none` too."""


def sums_of(kind: str, lines: int, papers: Iterable[str]) -> Sums:
    """Add up papers, each given by its signs."""
    signs, votes, returned, invalid = signs_of(kind), [Counter[str]() for _ in range(lines)], 0, 0
    for marks in papers:
        returned += 1
        if marks == INVALID:
            invalid += 1
            continue
        for row, sign in zip(votes, marks, strict=True):
            row[signs[sign]] += 1
    return Sums(returned, invalid, tuple({choice: row[choice] for choice in choices_of(kind)} for row in votes))


@dataclass(frozen=True)
class Differing:
    """A paper that two tellers read differently; empty: one of them has no such paper."""

    number: int
    first: str
    second: str


def differing_papers(first: Mapping[int, str], second: Mapping[int, str]) -> list[Differing]:
    """Where two readings of the same pile differ; none when they hold the same papers in another order.

    Args:
        first, second: place in the pile -> signs.
    """
    if Counter(first.values()) == Counter(second.values()):
        return []
    numbers = sorted(first.keys() | second.keys())
    return [
        Differing(number, first.get(number, ""), second.get(number, ""))
        for number in numbers
        if first.get(number) != second.get(number)
    ]


def unequal_sums(first: Sums, second: Sums) -> list[tuple[int, str]]:
    """Row (from 0) and choice of which two entries have unequal sums."""
    pairs = zip(first.votes, second.votes, strict=True)
    return [(row, choice) for row, (one, other) in enumerate(pairs) for choice in one if one[choice] != other[choice]]


def adds_up(sums: Sums) -> list[int]:
    """The rows whose votes and invalid papers do not come to the papers that came back; empty: all do."""
    return [row for row, votes in enumerate(sums.votes) if sum(votes.values()) + sums.invalid != sums.returned]


def in_rows(kind: str, flat: Sequence[int]) -> tuple[dict[str, int], ...]:
    """Numbers typed row by row, choice by choice, as sums."""
    choices = choices_of(kind)
    step = len(choices)
    return tuple(dict(zip(choices, flat[at : at + step], strict=True)) for at in range(0, len(flat), step))
