"""Long sick leave and the level it allows (II.3.g2), for a person as a member and as a cadre."""

from kiemdiem.rulebook.expressions import Choice, Constant, Expression
from kiemdiem.rulebook.facts import SICK_LEAVE_DAYS, SICK_LEAVE_MONTHS
from kiemdiem.rulebook.terms import Terms
from kiemdiem.vocabulary import Level


def long_sick(terms: Terms) -> Expression:
    """Sick leave of three months or more in the year (II.3.g2, Q6)."""
    if terms.choice("sick_leave_months") == "calendar_days_90":
        return terms.number("sick_leave_days") <= SICK_LEAVE_DAYS
    return terms.number("sick_leave_months") <= SICK_LEAVE_MONTHS


def level_after_sick_leave(terms: Terms) -> Expression:
    """The highest level after long sick leave, 0 without it (II.3.g2)."""
    return Choice(long_sick(terms), Constant(terms.level("sick_leave_ceiling")), Constant(Level.NONE))
