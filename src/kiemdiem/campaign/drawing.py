"""Draws a plan up: the one engine run on the registry's tables, its plan read row by row with codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.evaluate import Evaluation, evaluate
from kiemdiem.evaluation.periods import active
from kiemdiem.evaluation.plan import ACTIONS, PlanBlock, Planner
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import MembershipKind, Status, SubjectKind
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.linking import TABLE_OF_KIND, plain_ids

_EACH_NAME = re.compile(r" (?=(?:collective|cadre|member):)")
PLACE_TABLES = {
    SubjectKind.MEMBER: "organisations",
    SubjectKind.COLLECTIVE: "collectives",
    SubjectKind.CADRE: "collectives",
}


@dataclass(frozen=True)
class DrawnRow:
    """One row of a plan, by codes."""

    kind: SubjectKind
    subject: str
    place: str
    action: str
    after: str
    clauses: str
    deadline: str
    """Key of the calendar's day."""

    @property
    def name(self) -> str:
        """As the workbook's plan names it."""
        return row_name(self.kind, self.subject, self.place)


def row_name(kind: str, subject: str, place: str) -> str:
    """How the workbook's plan names a review."""
    return f"{kind}:{subject}@{place}"


def names_in(after: str) -> list[str]:
    """The reviews that a plan row's `after` names."""
    return _EACH_NAME.split(after) if after else []


@dataclass(frozen=True)
class Drawing:
    """A plan drawn up, with what it rests on."""

    workbook: Workbook
    terms: Terms
    evaluation: Evaluation

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        """Table -> the codes of its rows."""
        return {name: plain_ids(self.workbook, name).to_pylist() for name in ("organisations", "collectives", "people")}

    @cached_property
    def deadlines(self) -> dict[str, list[str]]:
        """Table of places -> for each row the key of the calendar's day that binds it; empty: none (Q26)."""
        key_of = {body: deadline.key for deadline in self.terms.edition.deadlines for body in deadline.bodies}
        found = self.evaluation
        planner = Planner(found.sources, found.units, found.members, found.cadres)
        return {
            "organisations": [key_of.get(body, "") for body in planner.organisation_bodies],
            "collectives": [key_of.get(body, "") for body in planner.collective_bodies],
        }

    def rows(self, leaving_out: frozenset[str] = frozenset()) -> Iterator[DrawnRow]:
        """The plan's rows, but those of these people."""
        for block in self.evaluation.plan:
            yield from self._rows_of(block, leaving_out)

    def collectives(self) -> Iterator[DrawnRow]:
        """The plan's rows of collectives."""
        for block in self.evaluation.plan:
            if block.kind == SubjectKind.COLLECTIVE:
                yield from self._rows_of(block, frozenset())

    def _rows_of(self, block: PlanBlock, leaving_out: frozenset[str]) -> Iterator[DrawnRow]:
        subjects, places = self.ids[TABLE_OF_KIND[block.kind]], self.ids[PLACE_TABLES[block.kind]]
        deadlines = self.deadlines[PLACE_TABLES[block.kind]]
        is_person = block.kind != SubjectKind.COLLECTIVE
        for subject, place, action, after, clauses in zip(
            block.subjects.tolist(), block.places.tolist(), block.actions.tolist(), block.after.tolist(),
            block.clauses.tolist(), strict=True,
        ):  # fmt: skip
            code = subjects[subject]
            if is_person and code in leaving_out:
                continue
            yield DrawnRow(
                block.kind, code, places[place], ACTIONS[action].value, block.after_texts[after],
                block.clause_texts[clauses], deadlines[place],
            )  # fmt: skip

    @cached_property
    def cells_of(self) -> dict[int, list[int]]:
        """Row of a member in scope who has no or several active official memberships -> rows of their cells."""
        table = self.workbook["memberships"]
        rows = np.flatnonzero(active(table, self.terms) & table.is_code("kind", MembershipKind.OFFICIAL))
        persons, cells = table.rows("person")[rows], table.rows("cell")[rows]
        counts = np.bincount(persons, minlength=self.workbook["people"].size)
        odd = self._is_in_scope & (counts != 1)
        found: dict[int, list[int]] = {row: [] for row in np.flatnonzero(odd).tolist()}
        for person, cell in zip(persons.tolist(), cells.tolist(), strict=True):
            if person in found:
                found[person].append(cell)
        return found

    @property
    def _is_in_scope(self) -> NDArray[np.bool_]:
        members = self.evaluation.members.judged
        found = np.zeros(self.workbook["people"].size, dtype=np.bool_)
        found[members.rows[~members.has_status(Status.NOT_IN_SCOPE)]] = True
        return found


def draw(workbook: Workbook, terms: Terms) -> Drawing:
    """The plan of these tables under these terms."""
    return Drawing(workbook, terms, evaluate(workbook, terms))
