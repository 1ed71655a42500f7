"""Days and months as the regulation counts them (Q5, Q6, II.3.k).

A day is a number of days since 1 January 1970, as NumPy's `datetime64[D]` counts; the same functions
serve one day and a column of them.
"""

from calendar import monthrange
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - EPOCH


def day_date(number: int) -> date:
    """The calendar day of a day number."""
    return date.fromordinal(number + EPOCH)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), clipped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(first: date, last: date) -> tuple[int, int]:
    """Months counted from `first`, both ends counted, and the days left over.

    15 January to 14 April is (3, 0); 1 March to 30 May is (2, 30).
    """
    after = date.fromordinal(last.toordinal() + 1)
    months = (after.year - first.year) * 12 + after.month - first.month
    while add_months(first, months) > after:
        months -= 1
    return months, (after - add_months(first, months)).days


def last_full(as_of: date, months: int, *, count_first_day: bool = False) -> date:
    """The latest day from which `months` have passed at `as_of`; whatever began later is younger.

    The day of the event is not counted (Q5), unless `count_first_day`.
    """
    reached = date.fromordinal(as_of.toordinal() + count_first_day)
    day = date.fromordinal(add_months(reached, -months).toordinal() + 3)
    while add_months(day, months) > reached:
        day = date.fromordinal(day.toordinal() - 1)
    return day


def merge_spells(spells: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Join spells that overlap or adjoin (the next starts the day after), in order of time."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spells):
        if merged and first.toordinal() <= merged[-1][1].toordinal() + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def months_of_leave(spells: list[tuple[date, date]], days_in_a_month: int) -> int:
    """Whole months of all spells together (Q6): months from each spell's first day, plus leftover days."""
    counted = [full_months(first, last) for first, last in merge_spells(spells)]
    leftover = sum(days for _, days in counted)
    return sum(months for months, _ in counted) + leftover // days_in_a_month


def days_of_leave(spells: list[tuple[date, date]]) -> int:
    """Days of all spells together, both ends counted."""
    return sum((last - first).days + 1 for first, last in merge_spells(spells))
