"""The cycle's calendar: the edition's days as they stand now for one cycle (IV)."""

from datetime import date

from kiemdiem.campaign.models import CalendarDay, Cycle
from kiemdiem.rulebook.edition import Edition


def days_of_edition(cycle: Cycle, edition: Edition, by: str) -> list[CalendarDay]:
    """The edition's own days for the cycle's year, not saved."""
    return [
        CalendarDay(cycle=cycle, key=one.key, day=one.on(cycle.year), clause=one.clause, set_by=by)
        for one in edition.deadlines
    ]


def days_in_force(cycle: Cycle) -> dict[str, date]:
    """Key of a deadline -> its day in this cycle."""
    return dict(CalendarDay.objects.filter(cycle=cycle, superseded_at__isnull=True).values_list("key", "day"))
