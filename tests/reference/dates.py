"""Calendar arithmetic: Q5 (under six months), Q6 (months of sick leave), Q14 (months at a former cell)."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, clipped to the month's end (Q5)."""
    number = day.year * 12 + (day.month - 1) + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def under_six_months(start: date | None, as_of: date) -> bool:
    """Q5: under six months when the reference date is before start + 6 months; an empty date has not happened."""
    return start is not None and as_of < add_months(start, 6)


def clip_to_year(start: date | None, end: date | None, year: int) -> tuple[date, date] | None:
    """The part of a spell within the calendar year; None when there is none, or the start is empty."""
    if start is None:
        return None
    first = max(start, date(year, 1, 1))
    last = date(year, 12, 31) if end is None else min(end, date(year, 12, 31))
    return (first, last) if first <= last else None


def six_months_within_year(start: date | None, end: date | None, year: int) -> bool:
    """Q14 (`former_cell_remarks`): six months or more within the year, both ends counted."""
    part = clip_to_year(start, end, year)
    return part is not None and add_months(part[0], 6) <= part[1] + ONE_DAY


def merge(spells: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Q6: overlapping or adjoining spells (the next starts the day after) become one."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spells):
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def months_and_days(first: date, last: date) -> tuple[int, int]:
    """Whole months counted from the spell's own first day, both ends counted, and the leftover days (Q6)."""
    after = last + ONE_DAY
    months = 0
    while add_months(first, months + 1) <= after:
        months += 1
    return months, (after - add_months(first, months)).days


def months_of_leave(spells: Iterable[tuple[date | None, date | None]], year: int) -> int:
    """Q6: the months of all spells in the year, and one more for every 30 leftover days."""
    parts = [part for start, end in spells if (part := clip_to_year(start, end, year)) is not None]
    counted = [months_and_days(first, last) for first, last in merge(parts)]
    return sum(months for months, _ in counted) + sum(days for _, days in counted) // 30
