"""What is active on the reference date, what touches the year, and how long spells last."""

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kiemdiem.rulebook.calendar import day_date, day_number, days_of_leave, full_months, months_of_leave
from kiemdiem.rulebook.terms import Terms
from kiemdiem.workbook.data import TableData
from kiemdiem.workbook.values import NO_DAY

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]
Spell = tuple[date, date]


def active(table: TableData, terms: Terms) -> Flags:
    """Rows that have begun and not ended on the reference date."""
    return _touches(table, day_number(terms.as_of), day_number(terms.as_of))


def touches_year(table: TableData, terms: Terms) -> Flags:
    """Rows of which a day falls in the cycle's year."""
    return _touches(table, day_number(terms.year_start), day_number(terms.year_end))


def starts_in_year(table: TableData, terms: Terms) -> Flags:
    """Rows that begin in the cycle's year."""
    start = table.days("start")
    within: Flags = (start >= day_number(terms.year_start)) & (start <= day_number(terms.year_end))
    return within


def _touches(table: TableData, first: int, last: int) -> Flags:
    start, end = table.days("start"), table.days("end")
    touching: Flags = (start != NO_DAY) & (start <= last) & ((end == NO_DAY) | (end >= first))
    return touching


def within_year(table: TableData, rows: NDArray[np.intp], terms: Terms) -> tuple[Days, Days]:
    """First and last day of those rows, clipped to the cycle's year; an open end is its last day."""
    year_start, year_end = np.int32(day_number(terms.year_start)), np.int32(day_number(terms.year_end))
    end = table.days("end")[rows]
    first = np.maximum(table.days("start")[rows], year_start)
    return first, np.where(end == NO_DAY, year_end, np.minimum(end, year_end))


def whole_months(first: Days, last: Days) -> NDArray[np.int32]:
    """Whole months of each spell, both ends counted; each distinct spell is counted once."""
    return _by_distinct_spell(first, last, lambda spell: full_months(*spell)[0])


def leave_by_person(
    persons: NDArray[np.int32], first: Days, last: Days, size: int, days_in_a_month: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Months (Q6) and days of leave of each of `size` persons."""
    months, days = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    spells = np.bincount(persons, minlength=size) if len(persons) else np.zeros(size, dtype=np.int64)
    single = spells[persons] == 1
    one_first, one_last = first[single], last[single]
    months[persons[single]] = _by_distinct_spell(
        one_first, one_last, lambda spell: months_of_leave([spell], days_in_a_month)
    )
    days[persons[single]] = one_last - one_first + 1
    by_person: dict[int, list[Spell]] = {}
    for person, begin, end in zip(persons[~single], first[~single], last[~single], strict=True):
        by_person.setdefault(int(person), []).append((day_date(int(begin)), day_date(int(end))))
    for person, several in by_person.items():
        months[person] = months_of_leave(several, days_in_a_month)
        days[person] = days_of_leave(several)
    return months, days


def _by_distinct_spell(first: Days, last: Days, count: Callable[[Spell], int]) -> NDArray[np.int32]:
    keys = (first.astype(np.int64) << 32) | (last.astype(np.int64) & 0xFFFFFFFF)
    distinct, inverse = np.unique(keys, return_inverse=True)
    begins, ends = (distinct >> 32).tolist(), (distinct & 0xFFFFFFFF).astype(np.uint32).view(np.int32).tolist()
    counted = [count((day_date(begin), day_date(end))) for begin, end in zip(begins, ends, strict=True)]
    return np.array(counted, dtype=np.int32)[inverse] if counted else np.zeros(0, dtype=np.int32)
