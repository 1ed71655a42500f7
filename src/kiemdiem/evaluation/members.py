"""Members: their cell, their facts and what the rules make of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiemdiem.evaluation.grouping import any_by, text_order
from kiemdiem.evaluation.judging import FactColumns, Judged, judge
from kiemdiem.evaluation.periods import active, touches_year, whole_months, within_year
from kiemdiem.evaluation.tables import Sources, levels
from kiemdiem.rulebook.calendar import day_number
from kiemdiem.vocabulary import CircumstanceKind, MembershipKind, Occupation, RequirementKind, SubjectKind
from kiemdiem.workbook.data import TableData
from kiemdiem.workbook.values import NO_CODE, NO_DAY, NO_ROW

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Members:
    """Members judged, with the official cell of every person (`NO_ROW`: none)."""

    judged: Judged
    cells: NDArray[np.int32]
    sources: Sources

    @property
    def reached_at_cell(self) -> FactColumns:
        """For each person what the ballot at the official cell reached, one flag a level (Q35)."""
        rows, persons = _ballots_at_cell(self.sources, self.cells)
        return self.sources.reached_by(rows, persons.astype(np.int64), self.sources.people)


def judge_members(sources: Sources) -> Members:
    """Judge every person with a day of admission."""
    people = sources.workbook["people"]
    cells = official_cells(sources)
    order = text_order(people.text("id"))
    rows = order[(people.days("admitted_on") != NO_DAY)[order]]
    facts = _facts(sources, cells)
    if len(rows) != people.size or (rows != np.arange(len(rows))).any():
        for name in facts:  # one by one: a nation's facts are not held twice
            facts[name] = facts[name][rows]
    return Members(judge(SubjectKind.MEMBER, sources.terms, rows, facts), cells, sources)


def official_cells(sources: Sources) -> NDArray[np.int32]:
    """Each person's cell of active official membership; of several the one that started last."""
    table = sources.workbook["memberships"]
    rows = np.flatnonzero(active(table, sources.terms) & table.is_code("kind", MembershipKind.OFFICIAL))
    persons = table.rows("person")[rows]
    if len(rows) and np.bincount(persons).max() > 1:
        ranks = sources.organisation_ranks[table.rows("cell")[rows]]
        rows = rows[np.lexsort((ranks, table.days("start")[rows]))]
    cells = np.full(sources.people, NO_ROW, dtype=np.int32)
    cells[table.rows("person")[rows]] = table.rows("cell")[rows]
    return cells


def _facts(sources: Sources, cells: NDArray[np.int32]) -> FactColumns:
    people = sources.workbook["people"]
    residence = people.rows("residence_cell")
    sick_months, sick_days = sources.sick_leave
    circumstances = sources.workbook["circumstances"]
    return {
        "exempted": sources.in_circumstance(CircumstanceKind.EXEMPTED),
        "suspended": sources.in_circumstance(CircumstanceKind.SUSPENDED),
        "in_cell": cells != NO_ROW,
        "admitted_on": people.days("admitted_on"),
        **_review_facts(sources, cells),
        "absence_grounded": sources.absence_grounded,
        "official": people.is_code("occupation", Occupation.OFFICIAL),
        "professional_level": professional_levels(sources),
        "lives_elsewhere": (residence != NO_ROW) & (residence != cells),
        "remark_exempt": people.flags("remark_exempt"),
        "residence_remarks": sources.received(RequirementKind.RESIDENCE_REMARKS),
        "former_cell_months": _former_cell_months(sources, cells),
        "former_cell_remarks": sources.received(RequirementKind.FORMER_CELL_REMARKS),
        "temporary_membership": _temporary(sources.workbook["memberships"], sources),
        "temporary_cell_remarks": sources.received(RequirementKind.TEMPORARY_CELL_REMARKS),
        **_ballot_facts(sources, cells),
        "sick_leave_months": sick_months,
        "sick_leave_days": sick_days,
        "disciplined": any_by(circumstances.rows("person")[sources.disciplined], people.size),
        "decided_level": sources.decided(SubjectKind.MEMBER, people.size),
    }


def professional_levels(sources: Sources) -> NDArray[np.uint8]:
    """Each person's professional rating; 0 where none is decided (an empty date has not happened)."""
    table = sources.workbook["professional_ratings"]
    rows = np.flatnonzero(table.days("decided_on") != NO_DAY)
    found = np.zeros(sources.people, dtype=np.uint8)
    found[table.rows("person")[rows]] = levels(table)[rows]
    return found


def _review_facts(sources: Sources, cells: NDArray[np.int32]) -> FactColumns:
    """Finished at the official cell; or reported on in absence, wherever the report went (II.3.b2)."""
    reviews = sources.workbook["reviews"]
    subjects = np.where(reviews.is_code("subject_kind", SubjectKind.MEMBER), reviews.rows("subject"), NO_ROW)
    finished = (subjects != NO_ROW) & (reviews.days("completed_on") != NO_DAY)
    finished &= (reviews.place_organisations() == cells[subjects]) & (cells[subjects] != NO_ROW)
    reported = reviews.flags("self_report") & (reviews.codes("self_level") != NO_CODE)
    return {
        "reviewed": any_by(subjects[finished], sources.people),
        "self_reported": any_by(subjects[reported], sources.people),
    }


def former_cells(sources: Sources, cells: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Rows of official memberships outside the person's cell that touch the year, and whole months of each (Q14)."""
    table = sources.workbook["memberships"]
    total_time = sources.terms.choice("transfer_time") == "total"
    there = table.is_code("kind", MembershipKind.OFFICIAL) & (table.rows("cell") != cells[table.rows("person")])
    rows = np.flatnonzero(there & touches_year(table, sources.terms))
    first, last = within_year(table, rows, sources.terms)
    if total_time:
        end = table.days("end")[rows]
        as_of = np.int32(day_number(sources.terms.as_of))
        first, last = table.days("start")[rows], np.where(end == NO_DAY, as_of, end)
    return rows, whole_months(first, last)


def _former_cell_months(sources: Sources, cells: NDArray[np.int32]) -> NDArray[np.int32]:
    """The longest time, in whole months, of one membership row at another official cell (Q14)."""
    rows, months = former_cells(sources, cells)
    found = np.zeros(sources.people, dtype=np.int32)
    np.maximum.at(found, sources.workbook["memberships"].rows("person")[rows], months)
    return found


def _temporary(table: TableData, sources: Sources) -> Flags:
    rows = table.is_code("kind", MembershipKind.TEMPORARY) & touches_year(table, sources.terms)
    return any_by(table.rows("person")[rows], sources.people)


def _ballots_at_cell(sources: Sources, cells: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Rows of the ballots on members at their official cells, and the members."""
    table = sources.workbook["ballots"]
    rows = sources.rating_ballots(SubjectKind.MEMBER)
    persons = table.rows("subject")[rows]
    here = (table.place_organisations()[rows] == cells[persons]) & (cells[persons] != NO_ROW)
    return rows[here], persons[here]


def _ballot_facts(sources: Sources, cells: NDArray[np.int32]) -> FactColumns:
    """The ballot at the official cell."""
    rows, persons = _ballots_at_cell(sources, cells)
    facts: FactColumns = {"balloted": any_by(persons, sources.people)}
    for name, counts in sources.ballot_counts(rows).items():
        column = np.zeros(sources.people, dtype=np.int32)
        column[persons] = counts
        facts[name] = column
    return facts
