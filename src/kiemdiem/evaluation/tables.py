"""What several kinds of subject draw from the workbook: circumstances, requirements, decisions, ballots."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.grouping import any_by, text_ranks
from kiemdiem.evaluation.judging import FactColumns, run
from kiemdiem.evaluation.periods import active, leave_by_person, starts_in_year, touches_year, within_year
from kiemdiem.rulebook.facts import BallotFacts
from kiemdiem.rulebook.kinds import ABSENCE_GROUNDS
from kiemdiem.rulebook.rules.ballots import reached
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import LEVELS, BallotKind, CircumstanceKind, Level, RequirementKind, SubjectKind
from kiemdiem.workbook.data import TableData, Workbook
from kiemdiem.workbook.values import NO_DAY

Flags = NDArray[np.bool_]
Levels = NDArray[np.uint8]

_LEVEL_OF_CODE = np.array([*(int(level) for level in LEVELS), int(Level.NONE)], dtype=np.uint8)
COUNTS = ("base", "htxsnv", "httnv", "htnv", "khtnv", "invalid")


def levels(table: TableData, key: str = "level") -> Levels:
    """A column of level codes as levels; `Level.NONE` where empty."""
    return _LEVEL_OF_CODE[table.codes(key)]


@dataclass(frozen=True)
class Sources:
    """A workbook under terms: the questions that members, cadres and units ask of it alike."""

    workbook: Workbook
    terms: Terms

    @property
    def people(self) -> int:
        """How many people the workbook has."""
        return self.workbook["people"].size

    @cached_property
    def organisation_ranks(self) -> NDArray[np.int64]:
        """The place of each organisation's id in text order."""
        return text_ranks(self.workbook["organisations"].text("id"))

    @cached_property
    def collective_ranks(self) -> NDArray[np.int64]:
        """The place of each collective's id in text order."""
        return text_ranks(self.workbook["collectives"].text("id"))

    def in_circumstance(self, kind: CircumstanceKind) -> Flags:
        """People to whom the circumstance applies on the reference date."""
        table = self.workbook["circumstances"]
        return any_by(table.rows("person")[active(table, self.terms) & table.is_code("kind", kind)], self.people)

    @cached_property
    def disciplined(self) -> Flags:
        """Rows of circumstances: discipline of the year."""
        table = self.workbook["circumstances"]
        return starts_in_year(table, self.terms) & table.is_code("kind", CircumstanceKind.DISCIPLINE)

    @cached_property
    def absence_grounded(self) -> Flags:
        """People with a ground of absence in the year (II.3.b2)."""
        table = self.workbook["circumstances"]
        grounds = np.logical_or.reduce([table.is_code("kind", kind) for kind in ABSENCE_GROUNDS])
        return any_by(table.rows("person")[grounds & touches_year(table, self.terms)], self.people)

    @cached_property
    def sick_leave(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Months and days of sick leave of each person in the year (Q6)."""
        table = self.workbook["circumstances"]
        sick = touches_year(table, self.terms) & table.is_code("kind", CircumstanceKind.SICK_LEAVE)
        rows = np.flatnonzero(sick)
        first, last = within_year(table, rows, self.terms)
        days_in_a_month = self.terms.number("days_in_a_month_of_leave")
        return leave_by_person(table.rows("person")[rows], first, last, self.people, days_in_a_month)

    def received(self, kind: RequirementKind) -> Flags:
        """People for whom that paper is in."""
        table = self.workbook["requirements"]
        there = table.is_code("kind", kind) & (table.days("received_on") != NO_DAY)
        return any_by(table.rows("person")[there], self.people)

    def decided(self, kind: SubjectKind, size: int) -> Levels:
        """The level decided on each of `size` subjects; `Level.NONE` where none is."""
        table = self.workbook["decisions"]
        rows = np.flatnonzero(table.is_code("subject_kind", kind) & (table.days("decided_on") != NO_DAY))
        found = np.zeros(size, dtype=np.uint8)
        found[table.rows("subject")[rows]] = levels(table)[rows]
        return found

    def rating_ballots(self, kind: SubjectKind) -> NDArray[np.intp]:
        """Rows of ballots that give a level to a subject of that kind."""
        table = self.workbook["ballots"]
        gives = table.is_code("kind", BallotKind.RATING) | table.is_code("kind", BallotKind.PROPOSAL)
        return np.flatnonzero(gives & table.is_code("subject_kind", kind))

    def ballot_counts(self, rows: NDArray[np.intp]) -> FactColumns:
        """The papers of those ballots, by fact; empty counts are 0."""
        table = self.workbook["ballots"]
        return {key: np.maximum(table.counts(key)[rows], 0) for key in COUNTS}

    def levels_reached(self, rows: NDArray[np.intp]) -> FactColumns:
        """For each of those ballots one flag a level, by fact; `reached_none` where it reached none."""
        expressions = {f"reached_{level.name.lower()}": flag for level, flag in reached(self.terms).items()}
        facts = self.ballot_counts(rows)
        needed = {fact.name for fact in vars(BallotFacts).values() if hasattr(fact, "name")}
        return run(expressions, {name: facts[name] for name in needed}, len(rows))

    def reached_by(self, rows: NDArray[np.intp], groups: NDArray[np.int64], size: int) -> FactColumns:
        """The flags of `levels_reached` gathered by group (negative groups left out)."""
        flags = self.levels_reached(rows)
        return {name: any_by(np.where(flag.astype(np.bool_), groups, -1), size) for name, flag in flags.items()}
