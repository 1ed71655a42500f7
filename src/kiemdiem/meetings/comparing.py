"""Shows two entries of a pile beside each other, and where they differ."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kiemdiem.meetings.ballots import INVALID, differing_papers, unequal_sums
from kiemdiem.meetings.models import Counting, Vote
from kiemdiem.meetings.queries.conferences import name_of
from kiemdiem.meetings.queries.votes import Reading, lines_of, readings_of
from kiemdiem.meetings.words import choice_words


@dataclass(frozen=True)
class Difference:
    """One thing that two tellers entered differently."""

    about: str
    first: str
    second: str


def where_entries_differ(vote: Vote, counting: Counting) -> list[Difference]:
    """Paper by paper where both entered so, else sum by sum; nothing is averaged."""
    readings = readings_of(vote, counting)
    if len(readings) < 2:
        return []
    first, second = readings[:2]
    if first.papers and second.papers:
        return [_paper(vote, one.number, one.first, one.second) for one in
                differing_papers(first.papers, second.papers)]  # fmt: skip
    return _sums(vote, first, second)


def _paper(vote: Vote, number: int, first: str, second: str) -> Difference:
    """A paper that two tellers read differently: the rows on which they do."""
    rows = []
    if INVALID not in (first, second) and len(first) == len(second):
        rows = [str(place) for place, (one, other) in enumerate(zip(first, second, strict=True), 1) if one != other]
    about = _("Paper {number}").format(number=number)
    if rows:
        about = _("Paper {number}, row {rows}").format(number=number, rows=", ".join(rows))
    return Difference(about, first or _("none"), second or _("none"))


def _sums(vote: Vote, first: Reading, second: Reading) -> list[Difference]:
    lines, words = lines_of(vote), choice_words()
    found = []
    if first.sums.invalid != second.sums.invalid:
        found.append(Difference(_("Invalid papers"), str(first.sums.invalid), str(second.sums.invalid)))
    for row, choice in unequal_sums(first.sums, second.sums):
        about = f"{lines[row].item.subject.name}: {words[choice]}"
        votes = first.sums.votes[row][choice], second.sums.votes[row][choice]
        found.append(Difference(about, str(votes[0]), str(votes[1])))
    return found


@dataclass(frozen=True)
class ShownEntry:
    """What one teller entered."""

    teller: str
    papers: list[tuple[int, str]]
    sums: list[list[int]]
    invalid: int
    corrections: int


def entries_shown(vote: Vote, counting: Counting) -> list[ShownEntry]:
    """Both entries, paper by paper."""
    return [
        ShownEntry(
            name_of(one.entry.teller.attendee), list(one.papers.items()),
            [list(row.values()) for row in one.sums.votes], one.sums.invalid, one.entry.corrections,
        )
        for one in readings_of(vote, counting)
    ]  # fmt: skip
