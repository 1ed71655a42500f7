"""How long a conference lasts: counted in half days, a morning or an afternoon that a sitting touches (I.3.3.i)."""

from collections.abc import Iterable
from datetime import date, time

_NOON = time(12)


def half_days(sittings: Iterable[tuple[date, time, time]]) -> int:
    """How many mornings and afternoons the sittings touch; each counts once.

    Args:
        sittings: day, beginning and end of each.
    """
    touched = set()
    for day, begins_at, ends_at in sittings:
        if begins_at < _NOON:
            touched.add((day, "morning"))
        if ends_at > _NOON:
            touched.add((day, "afternoon"))
    return len(touched)
