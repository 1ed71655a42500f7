"""What a signed vote comes to, row by row: the level by I.3.3.h on the legal base, and beside it on the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiemdiem.campaign.roster import terms_of
from kiemdiem.meetings.ballots import NONE
from kiemdiem.meetings.models import Counting, Line, Vote
from kiemdiem.meetings.queries.votes import counts_of, lines_of
from kiemdiem.rulebook.tally import Tally, tally
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, Level

_ON_PAPERS = "in_base"


@dataclass(frozen=True)
class Numbers:
    """The numbers that are kept apart, always."""

    convened: int
    present: int
    issued: int
    returned: int
    invalid: int

    @property
    def valid(self) -> int:
        """Papers that came back and count."""
        return self.returned - self.invalid


@dataclass(frozen=True)
class Beside:
    """The same votes read on another base; it decides nothing."""

    name: str
    """`valid`, `present` or `convened`."""
    base: int
    level: Level


@dataclass(frozen=True)
class LineResult:
    """What a row of a vote comes to."""

    line: Line
    votes: Mapping[str, int]
    """Choice -> votes; `none` too."""
    base: int
    """The legal base: those present who took part in the vote (I.3.3.g)."""
    tally: Tally | None
    """None: a vote on a conclusion, for which the text names no threshold."""
    beside: tuple[Beside, ...] = ()


def numbers_of(vote: Vote, counting: Counting) -> Numbers:
    """The numbers of a counting; what is not known yet is 0."""
    return Numbers(
        vote.convened or 0, vote.present or 0, vote.issued or 0, counting.returned or 0, counting.invalid or 0
    )


def base_of(vote: Vote, line: Line) -> int:
    """Those who took part in the vote on a row: a paper was handed to them (I.3.3.g, Q21), and they did not stand
    aside (Q13)."""
    return (vote.issued or 0) - int(line.stands_aside)


def unmarked(line: Line, votes: Mapping[str, int], invalid: int) -> int:
    """Papers of the base that count for no level; whoever stands aside leaves the own row blank.

    Below 0: nobody left it blank, or that paper is the one that did not come back.
    """
    return votes.get(NONE, 0) + invalid - int(line.stands_aside)


def results_of(vote: Vote, counting: Counting) -> list[LineResult]:
    """What each row comes to; the conference must be fetched with the vote."""
    counts: dict[int, dict[str, int]] = {}
    for (line, choice), votes in counts_of(counting).items():
        counts.setdefault(line, {})[choice] = votes
    terms, numbers = terms_of(vote.conference.cycle), numbers_of(vote, counting)
    return [_result(vote, line, counts.get(line.pk, {}), numbers, terms) for line in lines_of(vote)]


def _result(vote: Vote, line: Line, votes: Mapping[str, int], numbers: Numbers, terms: Terms) -> LineResult:
    base = base_of(vote, line)
    if vote.kind == Vote.Kind.CONCLUSION:
        return LineResult(line, votes, base, None)
    levels = {level: votes.get(level.name, 0) for level in LEVELS}
    found = tally(base, levels, max(0, unmarked(line, votes, numbers.invalid)), terms)
    plain = replace(terms, choices={**terms.choices, "unreturned_papers": _ON_PAPERS})
    aside = int(line.stands_aside)
    valid = sum(levels.values()) + max(0, votes.get(NONE, 0) - aside)
    bases = {"valid": valid, "present": numbers.present - aside, "convened": numbers.convened - aside}
    beside = tuple(
        Beside(name, other, tally(other, levels, 0, plain).level) for name, other in bases.items() if other != base
    )
    return LineResult(line, votes, base, found, beside)
