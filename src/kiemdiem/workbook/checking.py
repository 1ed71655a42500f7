"""Faults that show only across cells, rows and tables (workbook.md: bad input)."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kiemdiem.vocabulary import BallotKind, MembershipKind, SubjectKind
from kiemdiem.wording import N_, Message
from kiemdiem.workbook.data import TableData, Workbook
from kiemdiem.workbook.faults import Fault
from kiemdiem.workbook.linking import TABLE_OF_KIND, plain_ids
from kiemdiem.workbook.values import NO_DAY, NO_ROW

VOTES = ("htxsnv", "httnv", "htnv", "khtnv", "invalid")
_SPELLS = ("memberships", "posts", "circumstances")
_Keys = NDArray[np.int64]


def find_faults(workbook: Workbook) -> list[Fault]:
    """Every fault of a workbook whose columns are typed and linked."""
    faults: list[Fault] = []
    for key in ("organisations", "collectives", "people"):
        faults += _doubled_ids(workbook, key)
    for key in _SPELLS:
        faults += _ends_before_starts(workbook[key])
        faults += _empty_starts(workbook[key])
    faults += _cycles(workbook)
    faults += _hosts_within(workbook)
    faults += _two_cells(workbook)
    faults += _doubled_rows(workbook)
    faults += _ballot_counts(workbook["ballots"])
    faults += _ranks(workbook["posts"])
    return faults


def _fault(table: TableData, at: int, column: str, value: object, text: str, **blanks: "str | int") -> Fault:
    shown = "" if value is None else str(value)
    return Fault(table.schema.key, int(table.row_numbers[at]), column, shown, Message(text, dict(blanks)))


def _repeats(keys: _Keys) -> Iterable[tuple[int, int]]:
    """Each position whose key stood before, with the first position of that key; negative keys are left out."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] >= 0)) + 1
    starts = np.searchsorted(ordered, ordered[same], side="left")
    return [(int(order[at]), int(order[start])) for at, start in zip(same, starts, strict=True)]


def _doubled_ids(workbook: Workbook, key: str) -> list[Fault]:
    table, ids = workbook[key], plain_ids(workbook, key)
    encoded = ids.dictionary_encode()
    if len(encoded.dictionary) == len(ids) - ids.null_count:
        return []
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return [
        _fault(table, at, "id", ids[at].as_py(), N_("the id stands already in row {row}"),
               row=int(table.row_numbers[first]))
        for at, first in _repeats(codes)
    ]  # fmt: skip


def _ends_before_starts(table: TableData) -> list[Fault]:
    start, end = table.days("start"), table.days("end")
    wrong = (start != NO_DAY) & (end != NO_DAY) & (end < start)
    return [
        _fault(table, int(at), "end", _iso(end[at]), N_("an end on or after the start {start} is expected"),
               start=_iso(start[at]))
        for at in np.flatnonzero(wrong)
    ]  # fmt: skip


def _empty_starts(table: TableData) -> list[Fault]:
    """An empty date has not happened: such a row counts for nothing, which is worth a remark."""
    text = N_("the start is empty: the row has not begun and counts for nothing")
    return [
        Fault(table.schema.key, int(table.row_numbers[at]), "start", "", Message(text), is_error=False)
        for at in np.flatnonzero(table.days("start") == NO_DAY)
    ]


def _iso(day: np.int32) -> str:
    return str(np.datetime64(int(day), "D"))


def _id(workbook: Workbook, table: str, row: int) -> str:
    """The id that a reference named."""
    return workbook[table].text("id")[row].as_py() or ""


def _cycles(workbook: Workbook) -> list[Fault]:
    """Follow every parent upward at once; whoever is reached after as many steps as rows stands in a cycle."""
    table = workbook["organisations"]
    parent = table.rows("parent")
    above = parent.copy()
    steps = 1
    while steps <= table.size and (above != NO_ROW).any():
        above = np.where(above == NO_ROW, NO_ROW, above[above])
        steps *= 2
    text = N_("the organisations above it lead back to itself: a tree is expected")
    return [
        _fault(table, int(at), "parent", _id(workbook, "organisations", int(parent[at])), text)
        for at in np.unique(above[above != NO_ROW])
    ]


def _hosts_within(workbook: Workbook) -> list[Fault]:
    table = workbook["collectives"]
    host = table.rows("reviewed_within")
    hosted = host != NO_ROW
    wrong = hosted & np.where(hosted, hosted[host], False)
    text = N_("a collective that is not itself reviewed within another is expected")
    return [
        _fault(table, int(at), "reviewed_within", _id(workbook, "collectives", int(host[at])), text)
        for at in np.flatnonzero(wrong)
    ]


def _two_cells(workbook: Workbook) -> list[Fault]:
    table = workbook["memberships"]
    open_official = table.is_code("kind", MembershipKind.OFFICIAL) & (table.days("end") == NO_DAY)
    keys = np.where(open_official, table.rows("person"), -1).astype(np.int64)
    return [
        _fault(table, at, "person", _id(workbook, "people", int(table.rows("person")[at])),
               N_("the person has another open official membership in row {row}: end one of them"),
               row=int(table.row_numbers[first]))
        for at, first in _repeats(keys)
    ]  # fmt: skip


def _doubled_rows(workbook: Workbook) -> list[Fault]:
    """Two decisions, reviews, rating ballots or professional ratings where there can be one."""
    ballots = workbook["ballots"]
    rating = ballots.is_code("kind", BallotKind.RATING) | ballots.is_code("kind", BallotKind.PROPOSAL)
    by_place = ~(_is(ballots, SubjectKind.ORGANISATION) | _is(ballots, SubjectKind.COLLECTIVE))
    ratings, reviews, decisions = workbook["professional_ratings"], workbook["reviews"], workbook["decisions"]
    every = np.ones(reviews.size, dtype=np.bool_)
    ballot_keys = np.where(rating, _at_place(workbook, ballots, by_place), -1)
    cases = (
        (decisions, _subject_keys(decisions), N_("there is a decision on this subject in row {row}")),
        (
            reviews,
            _at_place(workbook, reviews, every),
            N_("there is a review of this subject at this place in row {row}"),
        ),
        (ballots, ballot_keys, N_("there is a rating ballot on this subject in row {row}")),
    )
    faults: list[Fault] = []
    for table, keys, text in cases:
        kinds = table.schema.by_key["subject_kind"].codes
        for at, first in _repeats(keys):
            named = TABLE_OF_KIND[SubjectKind(kinds[table.codes("subject_kind")[at]])]
            value = _id(workbook, named, int(table.rows("subject")[at]))
            faults.append(_fault(table, at, "subject", value, text, row=int(table.row_numbers[first])))
    text = N_("there is a professional rating of this person in row {row}")
    for at, first in _repeats(ratings.rows("person").astype(np.int64)):
        value = _id(workbook, "people", int(ratings.rows("person")[at]))
        faults.append(_fault(ratings, at, "person", value, text, row=int(ratings.row_numbers[first])))
    return faults


def _is(table: TableData, kind: SubjectKind) -> NDArray[np.bool_]:
    return table.is_code("subject_kind", kind)


def _subject_keys(table: TableData) -> _Keys:
    """One number for each kind and subject; -1 where the subject is unknown."""
    rows = table.rows("subject").astype(np.int64)
    kinds = table.codes("subject_kind").astype(np.int64)
    return np.where((rows == NO_ROW) | (kinds < 0), -1, rows * len(SubjectKind) + kinds)


def _at_place(workbook: Workbook, table: TableData, where: NDArray[np.bool_]) -> _Keys:
    """The subjects' keys told apart by place `where` that matters; -1 where the place is unknown there."""
    keys = _subject_keys(table)
    organisations, collectives = workbook["organisations"].size, workbook["collectives"].size
    organisation, collective = table.place_organisations(), table.place_collectives()
    place = np.where(organisation == NO_ROW, organisations + collective.astype(np.int64), organisation)
    unknown = where & (organisation == NO_ROW) & (collective == NO_ROW)
    told_apart = keys * (organisations + collectives + 1) + np.where(where, place + 1, 0)
    return np.where((keys < 0) | unknown, -1, told_apart)


def _ballot_counts(table: TableData) -> list[Fault]:
    base = table.counts("base")
    votes = np.zeros(table.size, dtype=np.int64)
    for key in VOTES:
        votes += np.maximum(table.counts(key), 0)
    faults = [
        _fault(table, int(at), "base", 0, N_("a base of at least 1 is expected"))
        for at in np.flatnonzero(base == 0)
    ]  # fmt: skip
    text = N_("the votes and invalid papers add up to {votes}, more than the base")
    over = (base > 0) & (votes > base)
    return faults + [
        _fault(table, int(at), "base", int(base[at]), text, votes=int(votes[at])) for at in np.flatnonzero(over)
    ]


def _ranks(table: TableData) -> list[Fault]:
    rank = table.counts("rank")
    text = N_("a rank of 1 (the highest) or more is expected")
    return [_fault(table, int(at), "rank", 0, text) for at in np.flatnonzero(rank == 0)]
